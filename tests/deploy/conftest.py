"""The desk of the command line's tests serves here too."""

from tests.cli.conftest import desk, office, people

__all__ = ["desk", "office", "people"]
