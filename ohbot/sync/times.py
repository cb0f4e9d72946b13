"""Captions tell when things were said: their times go to what has none and whose words they hold."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ohbot.diff.words import WORD, bag
from ohbot.model import Exchange, Message, Session

KEY = "x-time"
"""Where questions and answers, which show no time, have theirs."""
_FIRST = 12
"""By so many of its first words something is looked for in captions ..."""
_LEAST = 4
"""... and fewer than this tell nothing."""
_SHARE = 0.8
_COMMON = 40
"""A word in more captions than this is no place to look."""


def timed(session: Session, before: Session | None, captions: Session) -> tuple[Session, Session]:
    """The session with the times of captions, and what to keep of these: with which words each time went where.

    ``before`` is what was kept at the last import. A time is given to what has none, and put right where it is still
    the one that was given: what a person wrote, or took away, stays. No word of the captions comes into the session.
    """
    old, new = _Spoken(before or Session()), _Spoken(captions)
    given: list[Message] = []

    def time(now: str | None, text: str, speaker: str | None) -> str | None:
        was, found = old.time_of(text, speaker), new.time_of(text, speaker)
        if found:
            given.append(Message(" ".join(_first(text)), found, speaker))
        return found or now if now == was else now

    def with_key(thing: Any, text: str, speaker: str | None) -> Any:
        now = thing.metadata.get(KEY)
        found = time(now, text, speaker)
        return thing if found == now else replace(thing, metadata={**thing.metadata, KEY: found})

    def of(item: Any) -> Any:
        if isinstance(item, Message) and item.kind != "event":
            return replace(item, time=time(item.time, item.text, item.speaker))
        if not isinstance(item, Exchange):
            return item
        asked = with_key(item, item.question, None)
        answers = (with_key(one, one.text, one.speaker or session.default_speaker) for one in item.answers)
        return replace(asked, answers=tuple(answers))

    found = replace(session, body=tuple(map(of, session.body)))
    return found, Session(title=captions.title, body=tuple(given))


def times_in(session: Session) -> Counter[str]:
    """How often each time stands in a session."""
    parts = (part for item in session.body for part in (item, *getattr(item, "answers", ())))
    return Counter(str(time) for part in parts if (time := getattr(part, "time", None) or part.metadata.get(KEY)))


def _first(text: str) -> list[str]:
    return WORD.findall(text.casefold())[:_FIRST]


class _Spoken:
    """What was said when, to be found by its words."""

    def __init__(self, captions: Session) -> None:
        self._cues = [item for item in captions.body if isinstance(item, Message) and item.time]
        self._words = [bag(cue.text) for cue in self._cues]
        self._by_word: Mapping[str, list[int]] = defaultdict(list)
        for number, words in enumerate(self._words):
            for word in words:
                self._by_word[word].append(number)

    def time_of(self, text: str, speaker: str | None) -> str | None:
        """When a text was said; None where no caption holds its beginning, or several do."""
        words = Counter(_first(text))
        if words.total() < _LEAST or not self._cues:
            return None
        posts = (self._by_word[word] for word in words if word in self._by_word)
        near = {number for post in posts if len(post) <= _COMMON for number in post}
        scores = sorted(
            ((words & self._words[number]).total(), -number) for number in near if self._fits(number, speaker)
        )
        if not scores or scores[-1][0] < _SHARE * words.total():
            return None
        is_one = len(scores) == 1 or scores[-2][0] < scores[-1][0]
        return self._cues[-scores[-1][1]].time if is_one else None

    def _fits(self, number: int, speaker: str | None) -> bool:
        """Whether a cue may be somebody's words: notes often have first names where calls have full ones."""
        names = [set(name.casefold().split()) for name in (self._cues[number].speaker, speaker) if name]
        return len(names) < 2 or names[0] <= names[1] or names[1] <= names[0]
