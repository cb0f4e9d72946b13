"""Which of the things before a colon are names of people, judged with the whole page in view."""

import re
from collections.abc import Iterable, Set

from ohbot.wikitext.escape import unescape
from ohbot.wikitext.source import Source
from ohbot.wikitext.speakers import Speaker, is_guarded, is_name, read_speaker, shown_name


class Names:
    """The people of a page: those that the caller knows, and those whom the page itself makes known."""

    def __init__(self, source: Source, known: Iterable[str]) -> None:
        """``known`` are full names; their first words count as names too."""
        people = [name for name in known if name]
        self._known: set[str] = {*people, *(name.split()[0] for name in people)}
        self._text = source.text
        self._words: Set[str] | None = None
        self._judged: dict[str, bool] = {}

    def speaker(self, text: str, start: int = 0) -> tuple[Speaker, str, str | None] | None:
        """Who speaks this visible text, as read, with the name and the role that are shown; None where nobody is."""
        read = read_speaker(text, start)
        if read is None:
            return None
        who = unescape(shown_name(text[read.who[0] : read.who[1]]))
        role = unescape(text[read.role[0] : read.role[1]]).strip() if read.role else None
        if not who or not (is_guarded(text, read) or self._believed(who, read.sure)):
            return None
        return read, who, role

    def know(self, who: str) -> None:
        """Count somebody as a person of this page from now on."""
        self._known.add(who)

    def _believed(self, who: str, sure: bool) -> bool:
        if who in self._known:
            return True
        if not sure and who in self._judged:
            return self._judged[who]
        believed = is_name(who, sure=sure, known=self._known, words=self._small_words(who, sure))
        if sure and believed:
            self._known.add(who)
        elif not sure:
            self._judged[who] = believed
        return believed

    def _small_words(self, who: str, sure: bool) -> Set[str]:
        if sure or " " in who or self._told_in_full(who):
            return frozenset()
        if self._words is None:
            self._words = frozenset(re.findall(r"(?<![^\W_])[^\W\d_A-Z][\w'-]*", self._text))
        return self._words

    def _told_in_full(self, who: str) -> bool:
        """Whether the page has this word with a surname, as in "Will Turner, who ..."."""
        return re.search(rf"\b{re.escape(who)} [A-Z][a-z]+\b", self._text) is not None
