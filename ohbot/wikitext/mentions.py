"""The facts that the prose of a body tells: on lines with labels, in a table, or in a sentence of its opening.

Prose is part of the session, so file and page hold such facts alike: each has its places in the prose, and another
value is written there in the same wording. What is told is what opens the session, above its first question or
message; of several moments in sentences nobody knows which is meant, so they tell none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from ohbot.model import Exchange, Item, Message, Prose, Session
from ohbot.model.enclosures import Span, between, find_enclosures, merged
from ohbot.recognise.dates import When, find_when
from ohbot.recognise.labels import LINE_FIELDS
from ohbot.recognise.names import ABBREVIATED
from ohbot.recognise.people import MAY_TELL, default_speaker
from ohbot.recognise.recordings import sentences_of_recordings
from ohbot.wikitext.fields import LINE_FORMS, addresses, plain
from ohbot.wikitext.moments import Mention, mentions_of, of_form, times
from ohbot.wikitext.rows import trim
from ohbot.wikitext.splice import JoinedTexts, TextEdit, edited

MOST_LINES = 60
"""So many lines of the opening may tell facts."""
_MOST_CHARACTERS = 20_000
_LONGEST_LINE = 2_000
_MOST_TRIES = 8


class ProseOpening:
    """The prose that opens a body, as one text, and the facts that it tells."""

    def __init__(self, texts: Sequence[str | None]) -> None:
        """``texts`` are the wikitexts of the first items, None for those that are no prose."""
        self._texts = {number: text for number, text in enumerate(texts) if text is not None}
        self._joined = JoinedTexts(self._texts.values())
        self.text = self._joined.text
        self.facts: Mapping[str, Mention] = dict(_facts(self.text)) if self.text else {}

    def written(self, session: Session, fact: str) -> Session:
        """The session with a fact in its prose as it has it, where prose tells another."""
        body = list(session.body)
        for number, text in zip(self._texts, self._joined.edited(self.facts[fact].edits(session)), strict=True):
            item = body[number]
            assert isinstance(item, Prose)
            body[number] = replace(item, wikitext=text + item.wikitext[len(self._texts[number]) :])
        return replace(session, body=tuple(body))


def opening_of(body: Sequence[Item]) -> ProseOpening:
    """The opening of a body."""
    texts: list[str | None] = []
    size = 0
    for item in body:
        if isinstance(item, Exchange | Message) or size > _MOST_CHARACTERS:
            break
        text = _whole_lines(item.wikitext) if isinstance(item, Prose) else None
        texts.append(text)
        size += len(text or "")
    return _read(tuple(texts))


def _whole_lines(text: str) -> str:
    """A text, or as many of its lines as are looked at."""
    return text if len(text) <= _MOST_CHARACTERS else text[: text.rfind("\n", 0, _MOST_CHARACTERS) + 1]


_read = lru_cache(maxsize=64)(ProseOpening)
"""Each is read once, for bodies are asked again and again."""


def facts_in_prose(body: Sequence[Item]) -> Mapping[str, Mention]:
    """The facts that the prose of a body tells, by name; their places are in the text of its opening."""
    return opening_of(body).facts


def _facts(whole: str) -> Iterator[tuple[str, Mention]]:
    whole = _whole_lines(whole)
    enclosures = find_enclosures(whole) if "<" in whole else ()
    whole = _masked(whole, [e.span for e in enclosures if e.kind in ("comment", "nowiki", "verbatim", "raw")])
    text = _masked(whole, [found.span() for found in _LINK_TARGET.finditer(whole)])
    breaks = (found.span() for found in _BREAK.finditer(text))
    lines = list(islice((line for line in between(breaks, len(text)) if text[slice(*line)].strip()), MOST_LINES))
    labelled = _labelled(text, lines)
    found: dict[str, Mention] = dict(times(text, labelled, None))
    for fact, form in LINE_FORMS.items():
        words = whole[slice(*labelled[fact])] if fact in labelled else ""
        if words and _HIDDEN not in words and (value := form.read(words)):
            found[fact] = of_form(fact, form, whole, labelled[fact], value)
    free = [line for line in lines if not any(line[0] <= start < line[1] for start, _ in labelled.values())]
    if "start" not in found:
        found |= _moments(text, free)
    if "recordings" not in found:
        found |= _recordings(whole, text, free)
    if "default_speaker" not in found:
        found |= _default_speaker(whole, free)
    yield from found.items()


# --- what may be read

_HIDDEN = "\x02"
_LINK_TARGET = re.compile(r"\[\[[^\[\]|\n]*(?=\||\]\])|\b[a-z][a-z+.-]{1,9}://[^\s\]<>|{}]*", re.IGNORECASE)


def _masked(text: str, spans: list[Span]) -> str:
    """The text with signs for what no reader sees, or what is the name of something."""
    return edited(text, [TextEdit(a, b, re.sub(r"[^\n]", _HIDDEN, text[a:b])) for a, b in merged(spans)])


_BREAK = re.compile(r"\n|<br\b[^<>\n]*>", re.IGNORECASE)


# --- lines with labels

_LABEL = r"(?P<label>[^\W\d_](?:[^:：'<>\[\]{}|=\n]|:(?=[^\W\d_])){0,40}?)"
_COLON = r"(?::(?=\W|\d|https?:|$)|：)"
_LINE = re.compile(
    rf"[\s:*#;•·–-]*+(?:'{{2,5}})?\s*+{_LABEL}\s*+(?:'{{2,5}})?\s*+{_COLON}\s*+(?:'{{2,5}}(?=\s))?\s*+(?P<value>\S.*)",
    re.DOTALL,
)
_TERM = re.compile(rf"\s*+;\s*+(?:'{{2,5}})?{_LABEL}(?:'{{2,5}})?\s*+[:：]?\s*+")
_DETAIL = re.compile(r"\s*:\s*(?P<value>\S.*)", re.DOTALL)
_CELL = re.compile(rf"\s*+(?:'{{2,5}})?\s*+{_LABEL}\s*+[:：]?\s*+(?:'{{2,5}})?\s*+[:：]?\s*+")


def _labelled(text: str, lines: Sequence[Span]) -> dict[str, Span]:
    """Where lines tell a fact, or a part of one, behind its label; the first line of each counts."""
    found: dict[str, Span] = {}
    pairs = [*_pairs_of_lines(text, lines), *_pairs_of_rows(text, lines)]
    for name, (start, end) in sorted(pairs, key=lambda pair: pair[1]):
        fact = LINE_FIELDS.get(" ".join(name.split()).casefold())
        place = _trimmed(text, start, end, may_end_abbreviated=fact in ("people", "default_speaker"))
        if fact and place[0] < place[1]:
            found.setdefault(fact, place)
    return found


def _trimmed(text: str, start: int, end: int, *, may_end_abbreviated: bool) -> Span:
    """A value without blanks, a full stop behind it unless of a name, and the end of bold that begins before it."""
    words = text[start:end].rstrip(" \t" + _HIDDEN) if text[start:end].strip(" \t" + _HIDDEN) else ""
    for quotes in ("'''", "''"):
        if words.endswith(quotes) and words.count(quotes) % 2:
            words = words[: -len(quotes)].rstrip()
    if words.endswith((".", "。")) and not (may_end_abbreviated and ABBREVIATED.fullmatch(words.split()[-1])):
        words = words[:-1]
    return start, start + len(words)


def _pairs_of_lines(text: str, lines: Sequence[Span]) -> Iterator[tuple[str, Span]]:
    term = None
    for start, end in lines:
        line = text[start:end]
        detail = _DETAIL.fullmatch(line) if term else None
        if term and detail:
            yield term, (start + detail.start("value"), end)
        heading = _TERM.fullmatch(line)
        term = heading["label"] if heading else None
        if not line.lstrip().startswith(("|", "!")) and (found := _LINE.fullmatch(line)):
            yield found["label"], (start + found.start("value"), end)


def _pairs_of_rows(text: str, lines: Sequence[Span]) -> Iterator[tuple[str, Span]]:
    """The labels and values of table rows of two cells."""
    cells: list[Span] = []
    for start, end in [*lines, (len(text), len(text))]:
        line = text[start:end].lstrip()
        if start == end or not line.startswith(("|", "!")) or line.startswith(("|-", "|}", "|+")):
            if len(cells) == 2 and (label := _CELL.fullmatch(text[slice(*cells[0])])):
                yield label["label"], cells[1]
            cells = []
            continue
        at = end - len(line) + 1
        for part in re.split(r"(\|\||!!)", text[at:end]):
            if part not in ("||", "!!"):
                attributes = re.match(r'[^\[\]{}|\n]{0,200}="?[^\[\]{}|\n]{0,200}\|(?!\|)', part)
                first = at + (attributes.end() if attributes else 0)
                cells.append((trim(text, first, at + len(part))[0], at + len(part)))
            at += len(part)


# --- sentences

_YEAR = re.compile(r"\d{4}")


def _moments(text: str, lines: Sequence[Span]) -> dict[str, Mention]:
    """The one start that sentences tell, with its time and zone, or the one day that the first line tells."""
    whens = [when for line in lines if _YEAR.search(text, *line) for when in _whens(text, *line)]
    timed = [when for when in whens if when.start(None)]
    if len({when.start(None) for when in timed}) == 1:
        more = [one for when in timed for one in (when, *_elsewhere(text, when, lines))]
        return dict(mentions_of(more, [when.until for when in more if when.until], None))
    first = [when for when in whens if lines and when.places and when.places[0].span[0] < lines[0][1]]
    if not timed and len({when.day for when in first}) == 1:
        return dict(mentions_of(first, [], None))
    return {}


def _whens(text: str, start: int, end: int, *, header: bool = False) -> Iterator[When]:
    """Every moment that a line tells with its day, in order; as a ``header`` also those that it tells without."""
    end = min(end, start + _LONGEST_LINE)
    for _ in range(_MOST_TRIES):
        when = find_when(text, start, end, header=header)
        if when is None or not when.spans:
            return
        yield when
        start = when.spans[-1][1]


def _elsewhere(text: str, when: When, lines: Sequence[Span]) -> Iterator[When]:
    """The same moment in other zones, right behind it: "18:00 UTC (20:00 CEST, 11:00 PDT)"."""
    begun, at = when.start(None), when.spans[-1][1]
    stop = next((end for start, end in lines if start <= at <= end), at)
    for other in _whens(text, at, stop, header=True):
        if begun is None or other.days or other.clock is None or other.zone is None:
            return
        same = replace(other, day=begun.astimezone(other.zone).date())
        if same.start(None) != begun:
            return
        yield same


def _recordings(whole: str, text: str, lines: Sequence[Span]) -> dict[str, Mention]:
    """The addresses in sentences that speak of a recording."""
    spans = [
        (start + first + a, start + first + b)
        for start, end in lines
        if "://" in whole[start:end]
        for first, last in sentences_of_recordings(text[start:end])
        for a, b in addresses(whole[start + first : start + last])
    ]
    form = LINE_FORMS["recordings"]
    found = form.read(" ".join(whole[slice(*span)] for span in spans))
    if not found:
        return {}
    first, last = spans[0][0], spans[-1][1]
    if whole[first - 1 : first] == "[" and "]" in whole[last:]:
        first, last = first - 1, whole.index("]", last) + 1
    if "\n\n" in whole[first:last]:  # nobody knows where another address would stand
        return {"recordings": Mention((("recordings", found),), (), lambda _: [])}
    return {"recordings": of_form("recordings", form, whole, (first, last), found)}


def _default_speaker(whole: str, lines: Sequence[Span]) -> dict[str, Mention]:
    """The one who answers where nobody is named, as a sentence tells it."""
    for start, end in lines:
        line = whole[start:end]
        name = default_speaker([plain(line)]) if MAY_TELL.search(line) else None
        for found in islice(re.finditer(re.escape(name), line), _MOST_TRIES) if name else ():
            probe = line[: found.start()] + "Zoe" + line[found.end() :]
            if default_speaker([plain(probe)]) == "Zoe":
                place = start + found.start(), start + found.end()
                form = LINE_FORMS["default_speaker"]
                return {"default_speaker": of_form("default_speaker", form, whole, place, name)}
    return {}
