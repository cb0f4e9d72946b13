"""What a page's skeleton says follows the session's facts, and what people wrote in its place stays.

A three-way merge of the page with two versions of the skeleton, line by line: the line that the skeleton wrote
becomes the one that it writes now; one that people changed, too, is merged word by word, and where that cannot be
done the page is left as it is, and that is told.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import accumulate

from ohbot.diff.align import is_nearly, origins
from ohbot.diff.matching import rising
from ohbot.diff.words import bag, likeness
from ohbot.merge import blocks, merge_text, parts
from ohbot.model import Exchange, Message, Session
from ohbot.wikitext.page import read

BODY = "\x00"
"""Stands in the text of a skeleton for the body."""
_REGION = re.compile(r"\s*<[a-z][^<>]*>[ \t]*\n", re.IGNORECASE)
"""A tag that opens on a line of its own."""
_ALIKE = 0.4
"""From this likeness on a line is another one, changed."""
_MOST = 60
"""How many characters of a line are quoted."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A page's text with the skeleton's new words, the words that went, and what was left, each in a few words."""

    text: str
    outdated: str = ""
    left: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The end of a sentence that tells what was left."""
        return "".join(f"; {one}" for one in self.left)


@dataclass(frozen=True, slots=True)
class _SkeletonLine:
    """A line of a skeleton (or what a template, a tag holds together), and whether a blank one stands above it."""

    text: str
    is_parted: bool


@dataclass(slots=True)
class _Edits:
    """What happens to the rows of a page: ``rows`` become another one or go (None), ``added`` come before a row."""

    rows: dict[int, str | None] = field(default_factory=dict)
    added: dict[int, list[int]] = field(default_factory=dict)
    outdated: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def renewed(before: str, after: str, text: str, session: Session) -> Renewal:
    """A session's page with what changed between two versions of its skeleton, in which `BODY` is the body."""
    old, new, rows = list(_lines(before)), list(_lines(after)), list(_rows(text))
    free, top, end = _open_to(text, rows, session)
    here = _counterparts([line.text for line in old], [row if i in free else None for i, row in enumerate(rows)])
    became = _counterparts([line.text for line in old], [line.text for line in new])
    edits = _edits(old, new, rows, here, became, free=free, ends=(top, end))
    return Renewal("\n".join(_edited(rows, new, edits)), "\n".join(edits.outdated), tuple(edits.left))


def _rows(text: str) -> Iterator[str]:
    """The lines of a text, templates and the like as one, and those in a tag that encloses several apart."""
    for block in blocks(text):
        if _REGION.match(block):
            yield from (row for part in parts(block) for row in (_rows(part) if part and part != block else [part]))
        else:
            yield block


def _lines(skeleton: str) -> Iterator[_SkeletonLine]:
    is_parted = False
    for row in _rows(skeleton):
        if row.strip():
            yield _SkeletonLine(row, is_parted or row == BODY)
        is_parted = not row.strip() or row == BODY


def _open_to(text: str, rows: Sequence[str], session: Session) -> tuple[set[int], int, int]:
    """The rows of a page that may be the skeleton's (in no exchange or message), and between which its items are."""
    starts = list(accumulate((len(row) + 1 for row in rows), initial=0))[:-1]
    page = read(text, session)
    talk = [node for node in page.nodes if isinstance(node.item, Exchange | Message)]
    begin, stop = [node.start for node in talk], [0, *(node.end for node in talk)]
    free = {i for i, start in enumerate(starts) if rows[i].strip() and start >= stop[bisect_right(begin, start)]}
    first, last = (page.nodes[0].start, page.nodes[-1].end) if page.nodes else (page.end_of_body(),) * 2
    return free, sum(start < first for start in starts), sum(start < last for start in starts)


def _counterparts(old: Sequence[str], new: Sequence[str | None]) -> dict[int, int]:
    """Which of the new lines each old one is, in their order: the same one, or one that is alike."""
    pairs = [(i, j) for j, i in enumerate(origins(old, new)) if i is not None]
    alike = [(i, j) for i, j in pairs if old[i] == new[j] or likeness(bag(old[i]), bag(new[j] or "")) >= _ALIKE]
    return dict(rising(sorted(alike)))


def _edits(
    old: Sequence[_SkeletonLine],
    new: Sequence[_SkeletonLine],
    rows: Sequence[str],
    here: Mapping[int, int],
    became: Mapping[int, int],
    *,
    free: Set[int],
    ends: tuple[int, int],
) -> _Edits:
    edits = _Edits()
    waiting: list[int] = []
    others = sorted(free - set(here.values()))
    cursor: int | None = None
    for i, j in _steps(len(old), len(new), became):
        if i is None and j is not None:
            text = new[j].text
            there = next((at for at in others if text == rows[at] or is_nearly(text, rows[at])), None)
            if there is not None:  # somebody has written it already
                cursor = max(cursor or 0, there + 1)
            else:
                (waiting if cursor is None else edits.added.setdefault(cursor, [])).append(j)
            continue
        assert i is not None
        place = ends[0] if old[i].text == BODY else here.get(i)
        if place is not None:
            edits.added.setdefault(place, [])[:0] = waiting
            waiting, cursor = [], None if old[i].text == BODY else place + 1
        if old[i].text != BODY:
            _change(edits, old[i].text, None if j is None else new[j].text, place, rows)
    edits.added.setdefault(ends[1], []).extend(waiting)
    return edits


def _steps(olds: int, news: int, became: Mapping[int, int]) -> Iterator[tuple[int | None, int | None]]:
    """Old and new lines in their order: those that go, those that come, and pairs of those that stay."""
    i = j = 0
    for stop, to in [*sorted(became.items()), (olds, news)]:
        yield from ((gone, None) for gone in range(i, stop))
        yield from ((None, fresh) for fresh in range(j, to))
        if stop < olds:
            yield stop, to
        i, j = stop + 1, to + 1


def _change(edits: _Edits, old: str, new: str | None, place: int | None, rows: Sequence[str]) -> None:
    """What becomes of a line of the skeleton that stood, or stands as people have it, at a place of the page."""
    if old == new or (place is None and new is None):
        return
    if place is None:
        edits.left.append(f"«{_short(new or '')}» has no place there any more")
        return
    row = rows[place]
    becomes = new if row == old else merge_text(old, row, new) if new else None
    if row != old and becomes is None:
        if new is None or not (new == row or is_nearly(new, row)):
            edits.left.append(f"«{_short(row)}» stays as people have it")
        return
    edits.rows[place] = becomes
    edits.outdated.append(old)


def _short(line: str) -> str:
    words = " ".join(line.split())
    return words if len(words) <= _MOST else f"{words[:_MOST]}…"


def _edited(rows: Sequence[str], new: Sequence[_SkeletonLine], edits: _Edits) -> Iterator[str]:
    """The rows with what comes, goes and changes; blank ones part them as in the skeleton."""
    is_blank, gone, parts = True, False, False
    for place, row in enumerate([*rows, None]):
        for j in edits.added.get(place, []):
            yield from [""] * (not is_blank and (parts or new[j].is_parted))
            yield new[j].text
            is_blank, parts = False, j + 1 < len(new) and new[j + 1].is_parted
        text = edits.rows.get(place, row)
        if text is None:
            gone = gone or is_blank
            continue
        if text.strip():
            yield from [""] * (parts and not is_blank)
        elif gone:
            continue
        yield text
        is_blank, gone, parts = not text.strip(), False, False
