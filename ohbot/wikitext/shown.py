"""Which rows of a page show which lines of a session: what says the same first, then what is alike.

A line says the same whatever list mark, label, bold or form of a name it has on the page (``rows.bare``).
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from ohbot.diff.matching import Pair, matching, rising
from ohbot.diff.words import WORD, likeness
from ohbot.model import Exchange, Heading, Item, Message
from ohbot.model.text import lines, paragraphs
from ohbot.wikitext.escape import unescape
from ohbot.wikitext.rows import PageRow, as_no_message, bare, row_of
from ohbot.wikitext.source import ScannedText
from ohbot.wikitext.speakers import write_speaker

ItemPart: TypeAlias = Literal["question", "answer", "message", "heading", "prose"]

_ALIKE = 0.4
"""How much alike a row and a line of the session must be for it to show that, edited."""
_ALIKE_IN_OTHER_FORM = 0.6
"""The same for a row that is the first of its form: a new mark, or bold as no other."""
_RARE = 16
"""A word that more lines share than this does not tell them apart."""


class SessionLine(NamedTuple):
    """A line of an item as a page shows one: which part of it, what it says, and the same without marks."""

    part: ItemPart
    text: str
    saying: str
    who: str | None = None
    time: str | None = None


@lru_cache(maxsize=8192)
def lines_of(item: Item) -> tuple[SessionLine, ...]:
    """The lines of an item; ``saying`` of each is that of the row that ohbot itself would write."""
    if isinstance(item, Exchange):
        return (SessionLine("question", item.question, bare(item.question)), *_answer_lines(item))
    if isinstance(item, Message):
        spoken = bare(write_speaker(item.speaker, None) + item.text)
        saying = spoken if item.time is None else f"{item.time}\0{item.text}"
        return (SessionLine("message", item.text, saying, item.speaker, item.time),)
    if isinstance(item, Heading):
        return (SessionLine("heading", item.text, bare(item.text)),)
    rows = (row_of(line) for line in ScannedText(item.wikitext).lines)
    return tuple(SessionLine("prose", row.text.strip(), row.saying) for row in rows if row.kind != "blank")


def _answer_lines(item: Exchange) -> Iterator[SessionLine]:
    for answer in item.answers:
        first, *more = [line for part in paragraphs(answer.text) for line in lines(part)] or [""]
        if first or answer.speaker:
            yield SessionLine(
                "answer", first, bare(write_speaker(answer.speaker, answer.role) + first), answer.speaker
            )
        yield from (SessionLine("answer", text, bare(text)) for text in more)


def shown_lines(rows: Sequence[PageRow], lines: Sequence[SessionLine]) -> list[Pair]:
    """Pairs of a row and the line of the session that it shows: what is the same first, then what is alike."""
    visible = [i for i, row in enumerate(rows) if row.kind != "blank"]
    keys = [line.saying for line in lines]
    pairs = [(visible[j], i) for i, j in matching(keys, [rows[i].saying for i in visible])]
    if len(pairs) == len(visible):
        return pairs
    # all words in their order; then those of what looks like a line of a log, and is none
    for as_text in (False, True):
        for some, gap in _gaps(pairs, visible, lines):
            said = [_words_of(rows[i], as_text=as_text) for i in some]
            pairs += [(some[j], gap[i]) for i, j in matching([_words(lines[i].saying) for i in gap], said)]
    forms = forms_of((rows[row], lines[line].part) for row, line in pairs)
    for some, gap in _gaps(pairs, visible, lines):
        pairs += _alike(rows, lines, some, gap, forms)
    return pairs + _moved(rows, lines, visible, pairs)


def _gaps(
    pairs: Sequence[Pair], visible: Sequence[int], lines: Sequence[SessionLine]
) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """The rows and lines that lie free between the pairs that are there, gap by gap."""
    low, start = 0, 0
    for row, line in [*sorted(pairs), (len(visible) and visible[-1] + 1, len(lines))]:
        end = bisect_left(visible, row)
        if start < end and low < line:
            yield visible[start:end], range(low, line)
        start, low = end + 1, line + 1


def _words(text: str) -> tuple[str, ...]:
    """The words of a text, or what it is made of where there are none."""
    return tuple(WORD.findall(unescape(text).casefold())) or (text,)


def _words_of(row: PageRow, *, as_text: bool) -> tuple[str, ...]:
    """The words of a row; or where it looks like a line of a log those of another line, of others nothing."""
    if as_text and row.kind != "message":
        return ()
    return _words((as_no_message(row) if as_text else row).saying)


RowForm: TypeAlias = tuple[str, str, int]


def form_of(row: PageRow) -> RowForm:
    """What rows of one kind have in common: their mark and label, what is around them, their level."""
    return row.kind, f"{row.mark}{row.label or ''}{row.wrap}", row.level


def forms_of(shown: Iterable[tuple[PageRow, ItemPart]]) -> dict[RowForm, set[ItemPart]]:
    """Which parts of items stand in rows of each form, as far as that is known."""
    found: defaultdict[RowForm, set[ItemPart]] = defaultdict(set)
    for row, part in shown:
        found[form_of(row)].add(part)
    return found


def _alike(
    rows: Sequence[PageRow],
    lines: Sequence[SessionLine],
    some: Sequence[int],
    gap: Sequence[int],
    forms: Mapping[RowForm, Set[ItemPart]],
) -> list[Pair]:
    """The rows in a gap that have most words of a line there, in order.

    Words in common are weak evidence: where rows of the form are known to be questions, this one is no answer.
    """
    wanted = {i: Counter(_words(lines[i].saying)) for i in gap}
    posts: defaultdict[str, list[int]] = defaultdict(list)
    for i, words in wanted.items():
        for word in words:
            posts[word].append(i)
    best: list[Pair] = []
    for index in some:
        words = Counter(_words(rows[index].saying))
        near = Counter(i for word in words if len(posts[word]) <= _RARE for i in posts[word])
        known = forms.get(form_of(rows[index]))
        scored = [(likeness(words, wanted[i]), -i) for i in near if not known or lines[i].part in known]
        score, place = max(scored, default=(0.0, 0))
        if score >= (_ALIKE if known else _ALIKE_IN_OTHER_FORM):
            best.append((index, -place))
    return rising(best) if best else []


def _moved(
    rows: Sequence[PageRow], lines: Sequence[SessionLine], visible: Sequence[int], pairs: Sequence[Pair]
) -> list[Pair]:
    """Rows that show, elsewhere than in its order, the one free line of the session that says the same."""
    taken, done = {line for _, line in pairs}, {row for row, _ in pairs}
    free = Counter(line.saying for i, line in enumerate(lines) if i not in taken)
    where = {line.saying: i for i, line in enumerate(lines) if i not in taken and free[line.saying] == 1}
    left = [(i, key) for i in visible if i not in done and (key := rows[i].saying) in where]
    times = Counter(key for _, key in left)
    return [(i, where[key]) for i, key in left if times[key] == 1]
