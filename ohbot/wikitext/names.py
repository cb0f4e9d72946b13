"""Which of the things before a colon are names of people, judged with the whole page in view."""

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from ohbot.model.text import one_line
from ohbot.wikitext.escape import unescape
from ohbot.wikitext.rows import Row
from ohbot.wikitext.speakers import Speaker, is_guarded, is_name, read_speaker, shown_name

_SMALL = re.compile(r"(?<![^\W_])[^\W\d_A-Z][\w'-]*")
_IN_FULL = re.compile(r"\b(\w+)(?= [A-Z][a-z])")


class Names:
    """The people of a page: those that the caller knows, and those whom the page itself makes known."""

    def __init__(
        self, text: str, known: Iterable[str], rows: Iterable[Row] = (), sure: Callable[[], None] = lambda: None
    ) -> None:
        """``known`` are full names; their first words count as names too. ``rows`` are the text's lines.

        ``sure`` is called before the first name is judged that its form does not make one: it lets this see all
        those of the text that are names by their form.
        """
        self._sure: Callable[[], None] | None = sure
        self._known = _with_first_words(known)
        self._own: set[str] = set()
        self._text, self._rows = text, rows
        self._asked: set[tuple[str, bool]] = set()
        self._judged: dict[str, bool] = {}

    def holds_for(self, known: Iterable[str]) -> bool:
        """Whether the page would be read in the same way if the caller knew these people instead."""
        other = _with_first_words(known)
        told = other ^ self._known
        return all(self._by_itself(who, sure=sure) for who, sure in self._asked if who in told)

    def speaker(self, text: str, start: int = 0) -> tuple[Speaker, str, str | None] | None:
        """Who speaks this visible text, as read, with the name and the role that are shown; None where nobody is."""
        read = read_speaker(text, start)
        said = self.judged(text, read) if read else None
        return (read, *said) if read and said else None

    def judged(self, text: str, read: Speaker, *, known: str | None = None) -> tuple[str, str | None] | None:
        """The name and the role that a reader sees, or None where what looks like a speaker is none.

        ``known`` is who is known to speak here.
        """
        who = one_line(unescape(shown_name(text[slice(*read.who)])))
        role = one_line(unescape(text[slice(*read.role)])) or None if read.role else None
        if not who or not (who == known or is_guarded(text, read) or self._believed(who, read.sure)):
            return None
        return who, role

    def _believed(self, who: str, sure: bool) -> bool:
        self._asked.add((who, sure))
        if not sure and self._sure:
            look, self._sure = self._sure, None
            look()
        if who in self._known or who in self._own:
            return True
        believed = self._by_itself(who, sure=sure)
        if sure and believed:
            self._own.add(who)
        return believed

    def _by_itself(self, who: str, *, sure: bool) -> bool:
        """Whether the page alone, without what the caller knows, makes this a name."""
        if sure:
            return is_name(who, sure=True, is_word=lambda _: False)
        if who not in self._judged:
            self._judged[who] = is_name(who, sure=False, is_word=self._is_word)
        return self._judged[who]

    def _is_word(self, who: str) -> bool:
        """Whether the page also has this in small letters, and never with a surname."""
        return who.lower() in self._words and who not in self._told_in_full

    @cached_property
    def _words(self) -> frozenset[str]:
        """The words in small letters; what a log calls somebody is none."""
        nicks = {row.called.lower() for row in self._rows if row.kind == "message"}
        spoken = {word for word in set(self._text.split()) if "@" not in word and "://" not in word}
        return frozenset(_SMALL.findall(" ".join(spoken))) - nicks

    @cached_property
    def _told_in_full(self) -> frozenset[str]:
        """The words that stand before a surname, as in "Will Turner, who ..."."""
        return frozenset(_IN_FULL.findall(self._text))


def _with_first_words(known: Iterable[str]) -> frozenset[str]:
    people = [name for name in known if name.strip()]
    return frozenset((*people, *(name.split()[0] for name in people)))
