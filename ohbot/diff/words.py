"""Texts as words: cutting them, counting them, and how much two counts have in common."""

import re
from collections import Counter

_IDEOGRAPH = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
"""Scripts written without blanks: each character counts as a word."""
_TOKEN = re.compile(rf"\s+|\d+(?:[.,:/-]\d+)*(?!\w)|[{_IDEOGRAPH}]|[^\W{_IDEOGRAPH}]+|([^\w\s])\1*")
"""White space, a number with what parts its digits (a date, a time), a word, or one mark, however often."""
WORD = re.compile(rf"[{_IDEOGRAPH}]|[^\W{_IDEOGRAPH}]+")

_GROWN = 0.5
"""How much alike two things are, at the least, where one has all words of the other and more."""


def tokens(text: str) -> list[str]:
    """The words of a text, its punctuation, and the white space between; joined they are the text."""
    return [found[0] for found in _TOKEN.finditer(text)]


def bag(text: str) -> Counter[str]:
    """How often each word occurs, without case and punctuation: what likeness and shrinkage count."""
    return Counter(WORD.findall(text.casefold()))


def dice(first: Counter[str], second: Counter[str]) -> float:
    """The share of words that two things have in common, from 0 to 1 (Sørensen and Dice)."""
    return 2 * (first & second).total() / max(first.total() + second.total(), 1)


def likeness(first: Counter[str], second: Counter[str]) -> float:
    """As ``dice``, but no less than a half where one has all words of the other."""
    grown = 0 < (first & second).total() == min(first.total(), second.total())
    return max(dice(first, second), _GROWN * grown)
