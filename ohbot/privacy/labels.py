"""Replaces those who ask by stable labels, wherever a text names them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from ohbot.privacy.words import USER
from ohbot.recognise.nicks import plain_nick

LABEL = "Participant {}"

_TOKEN = re.compile(r"[\w\[\]\\`^{}|-]+")
_BOXES = "[]{}|-"
_SIGNS = re.compile(r"([\[\]{}|]+)")
"""What wikitext sets around names; nicks have such signs, too."""
_PAGE = (
    rf"(?:(?:\w+[ _])?(?:{USER})(?:[ _\u2010-]?\w+)?:|(?:Special|Spezial|Spécial|Especial|Speciale|Служебная):\w+/)"
)
_LINK = re.compile(
    rf"(?:\[|&#91;){{2}}\s*:?(?:[a-z-]{{1,12}}:){{0,2}}{_PAGE}\s*(?P<account>[^\[\]|/#]+)(?:[/#][^\[\]|]*)?"
    r"(?:(?:\||&#124;)(?P<shown>[^\[\]]*?))?(?:\]|&#93;){2}",
    re.IGNORECASE,
)
_ADDRESS = re.compile(rf"(?P<before>[/=]{_PAGE})(?P<account>[^\s\]\[|#?&/\"<>]+)", re.IGNORECASE)
"""Where a link, or the address of a page, names somebody's account."""
_NO_BLANKS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
"""Letters of languages that set no blanks between words."""
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

    def __init__(self, keep: Iterable[str] = ()) -> None:
        """``keep`` are the names of people who stay named: no part of theirs stands for somebody else."""
        self.private: dict[str, list[str]] = {}
        self._kept = frozenset(word for name in keep for word in name.casefold().split())
        self._surnames: dict[str, str] = {}
        self._exact: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._phrases: re.Pattern[str] | None = None
        self._phrased: dict[str, str] = {}

    def add(self, nicks: Iterable[str]) -> str:
        """The new label of somebody with these nicks, and with what others call such a person."""
        label = LABEL.format(len(self.private) + 1)
        self.private[label] = list(nicks)
        nicks = self.private[label]
        variants = [word for word in _variants(nicks) if word.casefold() not in self._kept]
        for word in (*nicks, *variants):
            self._alias(word, label)
        for surname in (nick.split()[-1] for nick in nicks if " " in nick):
            if len(surname) > 2 and surname[0].isupper() and surname.casefold() not in self._kept:
                self._surnames.setdefault(surname, label)
        return label

    def learn(self, texts: Iterable[str]) -> None:
        """Find in links which accounts and names belong to somebody with a label."""
        for text in texts:
            for link in _LINK.finditer(text) if "[[" in text or "&#91;" in text else ():
                if label := self._linked(link):
                    for word in _names(link):
                        if len(word) > 1 and word.casefold() not in self._kept | _ORDINARY:
                            self._alias(word, label)

    def _alias(self, word: str, label: str) -> None:
        into = self._exact if _TOKEN.fullmatch(word) and not _NO_BLANKS.search(word) else self._phrased
        into.setdefault(word, label)
        for same in (word, word.replace(" ", "_")):
            self._folded.setdefault(same.casefold(), label)
        self._phrases = None

    def _linked(self, link: re.Match[str]) -> str | None:
        """The label of the person to whose page a link leads, by account or by the name that it shows."""
        return next((label for name in _names(link) if (label := self._folded.get(name.casefold()))), None)

    def add_once(self, name: str) -> None:
        """Label somebody of whom others tell, unless that name has a label."""
        if name.casefold() not in self._folded:
            self.add([name])

    def __contains__(self, name: object) -> bool:
        """Whether somebody of this very name has a label."""
        return isinstance(name, str) and name.casefold() in self._folded

    def relabel(self, text: str, *, event: bool = False) -> str:
        """The text with every participant in it replaced; in an ``event`` also where a nick is an ordinary word."""
        if ":" in text:
            text = _LINK.sub(lambda found: self._linked(found) or found[0], text)
            text = _ADDRESS.sub(self._in_address, text)
        if self._phrased:
            if self._phrases is None:
                self._phrases = _pattern(self._phrased)
            text = self._phrases.sub(lambda found: self._folded.get(found[0].casefold(), found[0]), text)
        if event:
            return _TOKEN.sub(lambda found: self._exact.get(found[0]) or self._replacement(found), text)
        return _TOKEN.sub(self._replacement, text)

    def relabel_values(self, value: Any) -> Any:
        """The same for every text inside a plain value."""
        if isinstance(value, str):
            return self._folded.get(value.casefold()) or self.relabel(value)
        if isinstance(value, Mapping):
            return {self.relabel_values(key): self.relabel_values(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.relabel_values(inner) for inner in value]
        return value

    def _in_address(self, found: re.Match[str]) -> str:
        label = self._folded.get(unquote(found["account"]).replace("_", " ").casefold())
        return found["before"] + label.replace(" ", "_") if label else found[0]

    def _boxed(self, word: str) -> str:
        """A word with a participant inside of brackets or hyphens, as lists and notices have them, replaced."""
        for before, inner, behind in (
            (word[:1], word[1:-1], word[-1:]),
            (word[:1], word[1:], ""),
            ("", word[:-1], word[-1:]),
        ):
            if label := self._exact.get(inner) or self._label_of(inner):
                return f"{before}{label}{behind}"
        parts = _SIGNS.split(word)
        return "".join(self._label_of(part) or part for part in parts) if len(parts) > 1 else word

    def _label_of(self, word: str) -> str | None:
        return None if word.casefold() in _ORDINARY else self._folded.get(word.casefold())

    def _replacement(self, found: re.Match[str]) -> str:
        word, text = found[0], found.string
        folded = word.casefold()
        label = self._folded.get(folded) or self._folded.get(plain_nick(word))
        if label is None:
            if label := self._surnames.get(word):
                return label
            genitive = len(word) > 4 and word[-1] == "s" and word[0].isupper() and self._label_of(word[:-1])
            return f"{genitive}s" if genitive else self._boxed(word)
        behind, before = text[found.end() : found.end() + 1], text[found.start() - 1 : found.start()]
        if before == "@" or (found.start() == 0 and behind in (":", ",")):
            return label
        if len(word) < 2 or folded in _ORDINARY:
            return word
        return label if len(word) > 2 or word[0].isupper() or word in self._exact else word


def _names(link: re.Match[str]) -> tuple[str, str]:
    return link["account"].strip().replace("_", " "), (link["shown"] or "").strip()


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    words = sorted(names, key=len, reverse=True)
    whole = (re.escape(one) if _NO_BLANKS.search(one) else rf"(?<!\w){re.escape(one)}(?!\w)" for one in words)
    return re.compile("|".join(whole), re.IGNORECASE)


def _variants(nicks: Iterable[str]) -> Iterator[str]:
    """Other words for somebody with these nicks: without added signs, and the first of several names."""
    for nick in nicks:
        plain = plain_nick(nick)
        if plain != nick.casefold() and len(plain) > 1:
            yield nick[: len(plain)]
        if " " in nick and len(first := nick.split()[0]) > 1:
            yield first
