"""Replaces those who ask by stable labels, wherever a text names them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ohbot.language.nicks import plain_nick

LABEL = "Participant {}"

_TOKEN = re.compile(r"[\w\[\]\\`^{}|-]+")
_BOXES = "[]{}|-"
_ORDINARY = frozenset(
    """
    a about all an and any anyone are as at be but by can chair do everyone for from go good had has have he
    hello her here hey hi him his hm host how i id if in ip is it just last like link mark may me mm more my
    need new next no not now of off oh ok on one or our out please pm pr ps q re say see she so some test thanks
    that the their them then there they this time to topic tv uk up us user very vs was we well what when where
    which who why will with work would yes you your
    """.split()
)
"""Words that a text is full of: as nicks they are replaced only where somebody is addressed."""


class Labels:
    """The labels of a chat's participants; ``private`` is the mapping that only the session file may know."""

    def __init__(self) -> None:
        self.private: dict[str, list[str]] = {}
        self._exact: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._phrases: re.Pattern[str] | None = None
        self._phrased: dict[str, str] = {}

    def add(self, nicks: Iterable[str]) -> str:
        """The new label of somebody with these nicks, and with what others call such a person."""
        label = LABEL.format(len(self.private) + 1)
        self.private[label] = list(nicks)
        for word in (*self.private[label], *_variants(self.private[label])):
            into = self._exact if _TOKEN.fullmatch(word) else self._phrased
            into.setdefault(word, label)
            self._folded.setdefault(word.casefold(), label)
        self._phrases = None
        return label

    def add_once(self, name: str) -> None:
        """Label somebody of whom others tell, unless that name has a label."""
        if name.casefold() not in self._folded:
            self.add([name])

    def __contains__(self, name: object) -> bool:
        """Whether somebody of this very name has a label."""
        return isinstance(name, str) and name.casefold() in self._folded

    def relabel(self, text: str, *, event: bool = False) -> str:
        """The text with every participant in it replaced; in an ``event`` also where a nick is an ordinary word."""
        if self._phrased:
            text = self._pattern().sub(lambda found: self._phrased[found[0]], text)
        return _TOKEN.sub(self._in_event if event else self._replacement, text)

    def relabel_values(self, value: Any) -> Any:
        """The same for every text inside a plain value."""
        if isinstance(value, str):
            return self._folded.get(value.casefold()) or self.relabel(value)
        if isinstance(value, Mapping):
            return {self.relabel_values(key): self.relabel_values(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.relabel_values(inner) for inner in value]
        return value

    def _pattern(self) -> re.Pattern[str]:
        if self._phrases is None:
            longest_first = sorted(self._phrased, key=len, reverse=True)
            self._phrases = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
        return self._phrases

    def _in_event(self, found: re.Match[str]) -> str:
        return self._exact.get(found[0]) or self._replacement(found)

    def _boxed(self, word: str) -> str:
        """A word with a participant inside of brackets or hyphens, as lists and notices have them, replaced."""
        for before, inner, behind in (
            (word[:1], word[1:-1], word[-1:]),
            (word[:1], word[1:], ""),
            ("", word[:-1], word[-1:]),
        ):
            if label := self._exact.get(inner) or self._label_of(inner):
                return f"{before}{label}{behind}"
        return word

    def _label_of(self, word: str) -> str | None:
        return None if word.casefold() in _ORDINARY else self._folded.get(word.casefold())

    def _replacement(self, found: re.Match[str]) -> str:
        word, text = found[0], found.string
        folded = word.casefold()
        label = self._folded.get(folded) or self._folded.get(plain_nick(word))
        if label is None:
            return self._boxed(word) if word[0] in _BOXES or word[-1] in _BOXES else word
        behind, before = text[found.end() : found.end() + 1], text[found.start() - 1 : found.start()]
        if before == "@" or (found.start() == 0 and behind in (":", ",")):
            return label
        if len(word) < 2 or folded in _ORDINARY:
            return word
        return label if len(word) > 2 or word[0].isupper() or word in self._exact else word


def _variants(nicks: Iterable[str]) -> Iterator[str]:
    """Other words for somebody with these nicks: without added signs, and the first of several names."""
    for nick in nicks:
        plain = plain_nick(nick)
        if plain != nick.casefold() and len(plain) > 1:
            yield nick[: len(plain)]
        if " " in nick and len(first := nick.split()[0]) > 1:
            yield first
