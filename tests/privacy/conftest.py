"""The desk of the commands' tests serves here, too."""

from tests.cli.conftest import desk

__all__ = ["desk"]
