"""Tests of the one alignment."""
