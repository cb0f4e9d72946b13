"""Tests of runs that nobody watches."""
