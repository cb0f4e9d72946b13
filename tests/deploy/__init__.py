"""Tests of job files: what is generated, and the rules."""
