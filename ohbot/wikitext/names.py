"""Which of the things before a colon are names of people, judged with the whole page in view."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from ohbot.model.text import one_line
from ohbot.recognise.dates import find_when
from ohbot.recognise.labels import FUNCTION_WORDS
from ohbot.recognise.names import Form, NameEvidence, NameVerdict, common_words, is_common, is_label, is_name, judge
from ohbot.recognise.questions import MARKS
from ohbot.wikitext.escape import unescape
from ohbot.wikitext.rows import PageRow
from ohbot.wikitext.speakers import Speaker, read_speaker, shown_name

_TOGETHER = re.compile(r",\s*(?:and\s+)?|\s+(?:and|&|\+)\s+|\s*/\s*")


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
        who = name_in(text, read)
        role = one_line(unescape(text[slice(*read.role)])) or None if read.role else None
        return NamedSpeaker(read, who, role) if who and (who == known or self._believed(who, read.form)) else None

    def _believed(self, who: str, form: Form) -> bool:
        if form == "label" and not self._labels_name:
            return False
        form = "marked" if form == "bold" else "plain" if form == "label" else form
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

    def _verdict(self, who: str, form: Form, *, known: bool = False) -> NameVerdict:
        """What the page makes of a name, without what the caller knows unless it is ``known``."""
        common = form == "plain" and not known and is_common(who, self._common)
        return judge(NameEvidence(who, form, known, common))

    @cached_property
    def _labels_name(self) -> bool:
        """Whether what makes a label of a name does name people: most of these come again."""
        read = ((row.text, row.speaker(row.at)) for row in self._rows if row.kind in ("text", "list"))
        times = Counter(name_in(text, found) for text, found in read if found and found.form == "label").values()
        return sum(n for n in times if n > 1) * 2 > sum(times)

    @cached_property
    def _common(self) -> frozenset[str]:
        """The words in small letters; what a log calls somebody is none."""
        return common_words([self._text], {row.called.lower() for row in self._rows if row.kind == "message"})


def _with_first_words(known: Iterable[str]) -> frozenset[str]:
    people = [name for name in known if name.strip()]
    return frozenset((*people, *(name.split()[0] for name in people)))


def name_in(text: str, read: Speaker) -> str:
    """The name of a speaker as a reader of the text sees it."""
    return _shown(text[slice(*read.who)])


@lru_cache(maxsize=4096)
def _shown(source: str) -> str:
    return one_line(unescape(shown_name(source)))


def _is_day(text: str) -> bool:
    """Whether a text is a day, with a time or without, and nothing else."""
    when = find_when(text)
    spans = when.spans if when and when.day else ()
    return bool(spans) and not text[: spans[0][0]].strip() and not text[spans[-1][1] :].strip(" .)")


class Voices(Names):
    """The people of a transcript, whose lines are judged together: by how often names stand before them, and how.

    Where it ``may_talk``, many lines with a name make a dialogue of it, in which anything before a colon may be one;
    where it does not, and with no ``rows``, only those speak who are ``known`` (case-folded).
    """

    def __init__(
        self, rows: Sequence[PageRow], known: frozenset[str] = frozenset(), *, may_talk: bool = True
    ) -> None:
        super().__init__("", ())
        lines = [(row, row.speaker(row.at)) for row in rows if row.kind in ("text", "list")]
        labels = {name_in(row.text, read) for row, read in lines[1:] if read}
        titled = len(lines) > 1 and (not may_talk or (labels and labels <= MARKS))
        if lines and (read := lines[0][1]) and (titled or _is_day(lines[0][0].text[read.end :])):
            del lines[0]  # the title of a document, and nobody who says nothing but a day
        found = [(name_in(row.text, read), read) for row, read in lines if read]
        counts = Counter(who.casefold() for who, _ in found)
        known |= {who.casefold() for who, read in found if read.role and is_name(who)}
        share = sum(not is_label(who) for who, _ in found) / max(len(lines), 1)
        common = common_words(row.text[read.end if read else row.at :] for row, read in lines)
        again = [counts[who.casefold()] > 1 for who, read in found if "'" in read.style.before]
        bold: Form = "bold" if sum(again) * 2 > len(again) else "label"

        def speaks(who: str, read: Speaker) -> bool:
            low, form = who.casefold(), bold if "'" in read.style.before else "plain"
            # where so many lines have a name the transcript is a dialogue, in which one may stand once
            dialogue, usual = may_talk and share >= 0.3, is_common(who, common)
            return judge(
                NameEvidence(who, form, low in known, usual, dialogue, counts[low] > 1, facts=may_talk)
            ).is_name

        self._speaking = known | {who.casefold() for who, read in found if "," not in who and speaks(who, read)}
        self.share = sum(self._believed(who, read.form) for who, read in found) / max(len(lines), 1)

    def _believed(self, who: str, form: Form) -> bool:
        first, *others = _TOGETHER.split(who.casefold())
        together = FUNCTION_WORDS.isdisjoint(word for other in others for word in other.split())
        return form == "guarded" or who.casefold() in self._speaking or (first in self._speaking and together)
