"""How much of a sweep a run takes: a quick one a sample, always the same; a thorough one all."""

import os
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

IS_QUICK = os.environ.get("OHBOT_HYPOTHESIS", "fast") == "fast"


def sample(items: Iterable[T], *, one_in: int, first: int = 0) -> list[T]:
    """One of so many items in a quick run, counted from ``first``, and all items in a thorough one."""
    chosen = list(items)
    return chosen[first % min(one_in, len(chosen) or 1) :: one_in] if IS_QUICK else chosen
