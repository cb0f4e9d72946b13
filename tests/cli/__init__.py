"""Tests of the command line: ohbot as people type it."""
