"""Tests of the sync: decisions, the loop, faults."""
