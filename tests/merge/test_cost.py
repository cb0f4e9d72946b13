"""The cost grows with the length of a session, not with its square: counted, not timed."""

from collections import Counter
from typing import ClassVar

import pytest

from ohbot.diff.align import _Alignment, align
from ohbot.diff.matching import matching
from ohbot.model import Message


class Counted:
    """An element that counts how often it is compared."""

    compared: ClassVar[Counter[str]] = Counter()

    def __init__(self, value: str) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        Counted.compared["times"] += 1
        return isinstance(other, Counted) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["ok"] * 4000, ["ok"] * 3000),
        (["ok", "no"] * 2000, ["no", "no", "ok"] * 1000),
        ([str(i) for i in range(4000)], [str(i) for i in reversed(range(4000))]),
        ([str(i % 63) for i in range(4000)], [str(i % 61) for i in range(4000)]),
    ],
)
def test_matching_compares_each_element_a_bounded_number_of_times(old: list[str], new: list[str]) -> None:
    Counted.compared.clear()
    pairs = matching([Counted(x) for x in old], [Counted(x) for x in new])
    assert pairs
    assert Counted.compared["times"] < 50 * (len(old) + len(new))


@pytest.mark.parametrize("words", ["{} said in a common talk", "ok", "ok {}"])
def test_likeness_is_worked_out_for_a_bounded_number_of_pairs(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where every message was edited, and where all are the same."""
    asked: Counter[str] = Counter()
    real = _Alignment._likeness

    def counted(self: _Alignment, i: int, j: int) -> float:
        asked["times"] += 1
        return real(self, i, j)

    monkeypatch.setattr(_Alignment, "_likeness", counted)
    old = [Message(words.format(i), "18:00", "sam") for i in range(2000)]
    new = [Message(words.format(i) + " now", "18:00", "sam") for i in range(2000)]
    assert align(old, new) == [(i, i) for i in range(2000)]
    assert asked["times"] <= 2 * 8 * len(old)
