"""Tests of the three-way merge."""
