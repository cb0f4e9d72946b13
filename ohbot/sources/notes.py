"""Plain-text notes of a session: numbered, bulleted or marked questions with their answers."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from ohbot.model import Answer, Exchange, Heading, Item, Person, Prose, Session, WikiLink, is_follow_up
from ohbot.recognise.people import default_speaker, is_name
from ohbot.sources.base import Line, Options, Reading, Source, account
from ohbot.sources.escapes import unescaped
from ohbot.sources.identities import known
from ohbot.sources.opening import Opening, is_heading, read_opening, recordings
from ohbot.sources.rows import Row, goes_on, scan, wrap_width
from ohbot.sources.speakers import Said, common_words, merged, names_speaker, people_in, prefix, said
from ohbot.wikitext.escape import escape

MOST_SKIPPED = 5
"""By how much a number may jump and still belong to the same list."""

_ENDED = re.compile(r"[.?!？。！][\"'”’)\]]*$")
_WIKI_HEADING = re.compile(r"(={1,6})\s*(\S.*?)\s*\1")


def _marked(rows: Sequence[Row]) -> frozenset[int]:
    """Questions behind ``Q:``; one such mark could be anything where neither ``A:`` nor a name stands below it."""
    asked = [row.number for row in rows if row.mark == "question"]
    answered = any(
        after.mark == "answer" or (row.mark == "question" and names_speaker(after.text))
        for row, after in pairwise(rows)
    )
    return frozenset(asked if len(asked) > 1 or answered else ())


def _numbered(rows: Sequence[Row]) -> frozenset[int]:
    """Questions by number: rows at the shallowest indent whose numbers count up, from 1 again after a heading."""
    numbered = [row for row in rows if row.mark == "number"]
    if not numbered:
        return frozenset()
    base = min(row.indent for row in numbered)
    first = next(row for row in numbered if row.indent <= base + 1)
    count = _Count(first.style, alike=len({row.n for row in numbered}) == 1)
    found: list[int] = []
    for row in rows:
        if row.indent <= base and row.gap and is_heading(row):
            count.fresh = True
        elif row.mark == "number" and row.indent <= base + 1 and count.takes(row):
            found.append(row.number)
        elif row.mark != "number":
            count.inner = 0
    return frozenset(found if len(found) > 1 or _answered(rows, found, base) else ())


@dataclass(slots=True)
class _Count:
    """Where a list's numbers stand: ``last`` of the list, ``inner`` of a list within an answer (0 for none).

    ``fresh`` tells that a heading came, after which the list may begin anew; ``alike`` that all numbers are
    the same, as some editors write them. ``others`` are the marks with which lists within answers began.
    """

    style: str
    alike: bool
    last: int = 0
    inner: int = 0
    fresh: bool = True
    others: set[str] = field(default_factory=set)

    def takes(self, row: Row) -> bool:
        """Whether a numbered row is the list's next."""
        n = row.n or 0
        if self._is_inner(row, n):
            self.inner = n
            return False
        if self.alike or (self.fresh and n <= 1) or self.last <= n <= self.last + MOST_SKIPPED:
            self.last, self.inner, self.fresh = n, 0, False
            return True
        self.inner = n
        return False

    def _is_inner(self, row: Row, n: int) -> bool:
        """Whether a row belongs to a list in an answer; a mark of another style may still be the list's next."""
        if self.inner and n == self.inner + 1:
            return True
        if row.style == self.style:
            return False
        if n != self.last + 1 or n == 1:
            self.others.add(row.style)
        return row.style in self.others


def _answered(rows: Sequence[Row], found: Sequence[int], base: int) -> bool:
    asked = frozenset(found)
    return any(
        row.number in asked and after.indent > base and after.mark != "number" for row, after in pairwise(rows)
    )


def _bulleted(rows: Sequence[Row]) -> frozenset[int]:
    """Questions as bullets with their answers a level deeper."""
    bullets = [row for row in rows if row.mark == "bullet"]
    if not bullets:
        return frozenset()
    base = min(row.indent for row in bullets)
    pairs = [(row, after) for row, after in pairwise(rows) if row.mark == "bullet"]
    answered = [row for row, after in pairs if row.indent == base and after.indent > base + 1]
    asked = [row for row in answered if "?" in row.text]
    enough = len(asked) * 2 >= len(answered) and asked
    return frozenset(row.number for row in bullets if row.indent == base) if enough else frozenset()


def _asked(rows: Sequence[Row]) -> frozenset[int]:
    """Questions by their question mark alone, with deeper answers below."""
    return frozenset(
        row.number
        for row, after in pairwise(rows)
        if row.text.endswith("?") and not row.mark and after.indent > row.indent + 1
    )


LAYOUTS: tuple[tuple[Callable[[Sequence[Row]], frozenset[int]], float], ...] = (
    (_marked, 0.75),
    (_numbered, 0.7),
    (_bulleted, 0.6),
    (_asked, 0.6),
)
"""How notes lay out questions, with how sure each layout makes that a text is notes."""

NO_QUESTIONS = 0.15
"""How surely a text without questions is notes: any text can be kept as prose."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is known of the whole text before its parts are read."""

    asked: frozenset[int]
    base: int
    indented: bool
    answers_marked: bool
    width: int | None


@dataclass(slots=True)
class _Part:
    """Rows that belong together: an exchange, a heading or prose."""

    kind: str
    rows: list[Row] = field(default_factory=list)


def claims(lines: Sequence[Line]) -> float:
    """How surely a text is notes, by the layout of its questions."""
    rows = scan(lines)
    for layout, certainty in LAYOUTS:
        if found := layout(rows):
            return certainty if len(found) > 1 else certainty - 0.2
    return NO_QUESTIONS


def read(lines: Sequence[Line], options: Options) -> Reading:
    """The session that notes tell; what is neither question nor answer is kept as headings and prose."""
    rows = scan(unescaped(lines))
    plan = _plan(rows)
    facts = read_opening(_before(rows, plan), options)
    parts = _parts([row for row in rows if row.number not in facts.used and row.mark != "rule"], plan)
    loose = [text for part in parts if part.kind == "prose" for text in _paragraphs(part.rows, plan)]
    people = _people(facts, loose, options, default := default_speaker(loose))
    names = _Names(_known(people, parts), common_words(row.text for row in rows))
    body = tuple(item for part in parts for item in _items(part, plan, names))
    speakers = (answer for item in body if isinstance(item, Exchange) for answer in item.answers)
    people = merged(people, (Person(answer.speaker, answer.role) for answer in speakers if answer.speaker))
    links = recordings(row for part in parts if part.kind == "prose" for row in part.rows)
    session = Session(
        title=facts.title,
        start=facts.start,
        end=facts.end,
        venues=facts.venues,
        recordings=tuple(dict.fromkeys((*facts.recordings, *links))),
        people=people,
        default_speaker=default,
        body=body,
        wiki=WikiLink(facts.page) if facts.page else None,
    )
    rules = {row.number: "rule" for row in rows if row.mark == "rule"}
    kept = [row.number for row in rows if row.mark != "rule"]
    return Reading(session, account(lines, kept=kept, dropped=rules), tuple(facts.notes))


def _plan(rows: Sequence[Row]) -> _Plan:
    asked = next((found for layout, _ in LAYOUTS if (found := layout(rows))), frozenset())
    questions = [row for row in rows if row.number in asked]
    base = min((row.indent for row in questions), default=0)
    width = wrap_width(rows)
    after = [
        then.indent > row.indent
        for row, then in pairwise(rows)
        if row.number in asked and then.number not in asked and not goes_on(row, then, width)
    ]
    marked = any(row.mark == "question" for row in questions)
    answers_marked = marked and any(row.mark == "answer" for row in rows)
    return _Plan(asked, base, sum(after) * 2 > len(after), answers_marked, width)


def _before(rows: Sequence[Row], plan: _Plan) -> Sequence[Row]:
    first = next((i for i, row in enumerate(rows) if row.number in plan.asked), len(rows))
    return rows[:first]


def _parts(rows: Sequence[Row], plan: _Plan) -> list[_Part]:
    parts: list[_Part] = []
    for row, after in zip_longest(rows, rows[1:]):
        kind = _kind(row, after, parts, plan)
        if kind == "more":
            parts[-1].rows.append(row)
        else:
            parts.append(_Part(kind, [row]))
    return parts


def _kind(row: Row, after: Row | None, parts: Sequence[_Part], plan: _Plan) -> str:
    """What a row begins, or "more" where it goes on with the part before it."""
    open_part = parts[-1] if parts else _Part("")
    if row.number in plan.asked:
        return "exchange"
    if plan.asked and open_part.kind == "exchange":
        if _asks_on(row):
            return "exchange"
        if _belongs(row, open_part, plan):
            return "more"
    if _heads(row, after, plan) and not _wrapped_on(open_part, row, plan):
        return "heading"
    return "more" if open_part.kind == "prose" else "prose"


def _asks_on(row: Row) -> bool:
    return is_follow_up(row.text) and "?" in row.text


def _belongs(row: Row, part: _Part, plan: _Plan) -> bool:
    """Whether a row is still part of the exchange before it."""
    if row.indent > plan.base or row.mark == "answer" or goes_on(part.rows[-1], row, plan.width):
        return True
    if row.gap and is_heading(row) and prefix(row.text) is None:
        return False
    return not plan.indented or len(part.rows) == 1


def _wrapped_on(part: _Part, row: Row, plan: _Plan) -> bool:
    return bool(part.rows) and goes_on(part.rows[-1], row, plan.width)


def _heads(row: Row, after: Row | None, plan: _Plan) -> bool:
    if _WIKI_HEADING.fullmatch(row.raw):
        return True
    if after is None or not row.gap or row.indent > plan.base or not is_heading(row):
        return False
    return after.gap or after.number in plan.asked


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of people (case-folded), and the words that are no names here."""

    known: frozenset[str]
    common: frozenset[str]

    def said(self, text: str) -> Said:
        return said(text, self.known, self.common)


def _people(facts: Opening, loose: Sequence[str], options: Options, default: str | None) -> tuple[Person, ...]:
    """The default speaker first, then everybody whom the person, the facts and the prose name."""
    first = (Person(default),) if default else ()
    return merged(merged(merged(first, known(options.people)[0]), facts.people), people_in(loose))


def _known(people: Iterable[Person], parts: Sequence[_Part]) -> frozenset[str]:
    """Names that surely are speakers: told people, and names that stand with a role somewhere."""
    found = (prefix(row.text) for part in parts if part.kind == "exchange" for row in part.rows[1:])
    with_role = {one.speaker for one in found if one and one.role and one.speaker and is_name(one.speaker)}
    names = {person.name for person in people} | with_role
    return frozenset(part.casefold() for name in names for part in (name, name.split()[0]))


def _items(part: _Part, plan: _Plan, names: _Names) -> Iterator[Item]:
    if part.kind == "heading":
        yield _heading(part.rows[0])
    elif part.kind == "prose":
        yield Prose("\n\n".join(map(escape, _paragraphs(part.rows, plan))))
    else:
        yield _exchange(part.rows, plan, names)


def _heading(row: Row) -> Heading:
    if found := _WIKI_HEADING.fullmatch(row.raw):
        return Heading(escape(found[2]), len(found[1]))
    return Heading(escape(row.text.removesuffix(":")))


def _exchange(rows: Sequence[Row], plan: _Plan, names: _Names) -> Exchange:
    length = _question_length(rows, plan, names)
    question = " ".join(row.text for row in rows[:length])
    answers: list[Answer] = []
    for one in _spoken(_paragraphs(_unbulleted(rows[length:]), plan), names):
        text = escape(one.text)
        if one.speaker or not answers:
            answers.append(Answer(text, one.speaker, one.role))
        else:
            answers[-1] = replace(answers[-1], text=f"{answers[-1].text}\n\n{text}")
    aside = {"private": {"asker": rows[0].asker}} if rows[0].asker else {}
    return Exchange(escape(question), tuple(answers), aside)


def _question_length(rows: Sequence[Row], plan: _Plan, names: _Names) -> int:
    """How many rows a question takes: those wrapped on, and up to the answer's mark where answers have one.

    A name at the start of a line begins an answer too, where the sentence before has ended.
    """
    length = 1
    if plan.answers_marked:
        begins = (
            i
            for i, row in enumerate(rows)
            if row.mark == "answer" or (i and _ENDED.search(rows[i - 1].text) and names.said(row.text).speaker)
        )
        if (begin := next(begins, None)) is not None:
            return begin
    while length < len(rows) and goes_on(rows[length - 1], rows[length], plan.width):
        length += 1
    return length


def _unbulleted(rows: Sequence[Row]) -> list[Row]:
    """Marks of answers go; bullets go where they are the answers' own level, and stay inside an answer."""
    own = rows[0].indent if rows and rows[0].mark == "bullet" else -1
    bare = [row.mark == "answer" or (row.mark == "bullet" and row.indent == own) for row in rows]
    return [replace(row, raw=row.text) if strip else row for row, strip in zip(rows, bare, strict=True)]


def _paragraphs(rows: Sequence[Row], plan: _Plan) -> list[str]:
    """The paragraphs of rows: each row is one, but for lines that were wrapped."""
    groups: list[list[Row]] = []
    for row in rows:
        if groups and goes_on(groups[-1][-1], row, plan.width):
            groups[-1].append(row)
        else:
            groups.append([row])
    return [" ".join(row.raw for row in group) for group in groups]


def _spoken(paragraphs: Sequence[str], names: _Names) -> Iterator[Said]:
    """Each paragraph with its speaker; a name on a line of its own speaks the next paragraph."""
    waiting: Said | None = None
    for index, text in enumerate(paragraphs):
        one = names.said(text)
        if one.speaker and not one.text:
            if index + 1 < len(paragraphs) and not names.said(paragraphs[index + 1]).speaker:
                waiting = one
                continue
            one = Said(text)
        yield Said(one.text, waiting.speaker, waiting.role) if waiting else one
        waiting = None


NOTES = Source("notes", "plain-text notes with questions and answers", claims, read)
