"""Tests of the door to the wiki."""
