"""Which of the things before a colon are names of people, judged with the whole page in view."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import NamedTuple

from ohbot.model.text import one_line
from ohbot.recognise.names import Evidence, Form, Verdict, common_words, is_common, judge
from ohbot.wikitext.escape import unescape
from ohbot.wikitext.rows import PageRow
from ohbot.wikitext.speakers import Speaker, read_speaker, shown_name


class NamedSpeaker(NamedTuple):
    """Who speaks a text, as a reader sees it, and where the line says so."""

    read: Speaker
    who: str
    role: str | None


class Names:
    """The people of a page: those that the caller knows, and those whom the page itself makes known."""

    def __init__(
        self, text: str, known: Iterable[str], rows: Iterable[PageRow] = (), sure: Callable[[], None] = lambda: None
    ) -> None:
        """``known`` are full names; their first words count as names too. ``rows`` are the text's lines.

        ``sure`` is called before the first name is judged that its form does not make one: it lets this see all
        those of the text that are names by their form.
        """
        self._sure: Callable[[], None] | None = sure
        self._known = _with_first_words(known)
        self._own: set[str] = set()
        self._text, self._rows = text, rows
        self._asked: set[tuple[str, Form]] = set()

    def holds_for(self, known: Iterable[str]) -> bool:
        """Whether the page would be read in the same way if the caller knew these people instead."""
        changed = _with_first_words(known) ^ self._known
        return all(self._verdict(who, form).is_name for who, form in self._asked if who in changed)

    def speaker(self, text: str, start: int = 0) -> NamedSpeaker | None:
        """Who speaks this visible text; None where nobody does."""
        read = read_speaker(text, start)
        return self.judged(text, read) if read else None

    def judged(self, text: str, read: Speaker, *, known: str | None = None) -> NamedSpeaker | None:
        """Who speaks, as a reader sees it, or None where what looks like a speaker is none.

        ``known`` is who is known to speak here.
        """
        who = one_line(unescape(shown_name(text[slice(*read.who)])))
        role = one_line(unescape(text[slice(*read.role)])) or None if read.role else None
        return NamedSpeaker(read, who, role) if who and (who == known or self._believed(who, read.form)) else None

    def _believed(self, who: str, form: Form) -> bool:
        if form != "guarded":
            self._asked.add((who, form))
        if form == "plain" and self._sure:
            find_sure, self._sure = self._sure, None
            find_sure()
        known = who in self._known or who in self._own
        believed = self._verdict(who, form, known=known).is_name
        if form == "marked" and believed and not known:
            self._own.add(who)
        return believed

    def _verdict(self, who: str, form: Form, *, known: bool = False) -> Verdict:
        """What the page makes of a name, without what the caller knows unless it is ``known``."""
        common = form == "plain" and not known and is_common(who, self._common)
        return judge(Evidence(who, form, known, common))

    @cached_property
    def _common(self) -> frozenset[str]:
        """The words in small letters; what a log calls somebody is none."""
        return common_words([self._text], {row.called.lower() for row in self._rows if row.kind == "message"})


def _with_first_words(known: Iterable[str]) -> frozenset[str]:
    people = [name for name in known if name.strip()]
    return frozenset((*people, *(name.split()[0] for name in people)))
