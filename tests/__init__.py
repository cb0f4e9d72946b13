"""Tests of ohbot."""
