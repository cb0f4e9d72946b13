"""The desk of the command line's tests serves here too."""

from tests.cli.conftest import desk, fresh, office, people

__all__ = ["desk", "fresh", "office", "people"]
