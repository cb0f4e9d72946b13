"""What a document tells of itself: its title, when it was, and who was there."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ohbot.model import Person
from ohbot.recognise.people import is_name
from ohbot.sources.base import Line, Options
from ohbot.sources.documents.blocks import Block, Row
from ohbot.sources.documents.tables import columns_of
from ohbot.sources.opening import Opening, read_opening
from ohbot.sources.rich import Rich, plain
from ohbot.sources.rows import scan
from ohbot.sources.speakers import merged

_PEOPLE_HEADING = re.compile(
    r"(?:list of )?(?:participants?|attendees?|attendance|present|people|speakers?|panell?ists?|hosts?)\W*$", re.I
)
_PEOPLE_LABEL = re.compile(
    r"(?:present|participants?|attendees?|attending|in attendance|panell?ists?|guests?|speakers?)\s*:"
    r"\s*(?P<names>\S.*)",
    re.I,
)
_ONE_PERSON = re.compile(
    r"(?P<name>[^()\[\],;]+?)\s*(?:[(\[](?P<role>[^()\[\]]+)[)\]])?(?:\s+[-–—]\s+(?P<also>\S.*))?"
)
_ROLE_HEADS = frozenset(("organization", "organisation", "affiliation", "role", "company"))
_SHORT_HEADS = frozenset(("abbreviation", "initials"))
_OPENING_BLOCKS = 12


@dataclass(slots=True)
class Facts:
    """What the document tells about itself, and the lines that hold nothing else."""

    opening: Opening
    people: tuple[Person, ...] = ()
    used: set[int] = field(default_factory=set)


def facts_of(blocks: Sequence[Block], front: Sequence[Line], options: Options) -> Facts:
    """What blocks, and the lines in front of them, tell of the session."""
    title = _title_block(blocks)
    head = [Line(title.numbers[0], plain(title.rows[0].rich))] if title else []
    listed = {line.number: found for line in front if (found := _labelled(line.text))}
    rest = [line for line in front if line.number not in listed]
    opening = read_opening(scan((*rest, *head, *_opening_lines(blocks, title))), options)
    people = merged((), (person for found in listed.values() for person in found))
    facts = Facts(opening, merged(people, opening.people), {*opening.used, *listed})
    if title and opening.title in (None, head[0].text):
        opening.title = head[0].text
        facts.used.update(title.numbers)
    _add_people(facts, blocks)
    return facts


def _title_block(blocks: Sequence[Block]) -> Block | None:
    """The one heading of the first level, or the heading that a document begins with."""
    first = [block for block in blocks if block.kind == "heading" and block.level == 1]
    if len(first) == 1 and first[0] in blocks[:3]:
        return first[0]
    return blocks[0] if not first and blocks and blocks[0].kind == "heading" else None


def _opening_lines(blocks: Sequence[Block], title: Block | None) -> Iterator[Line]:
    """The short lines before the first section, as far as they stand alone."""
    for block in blocks[:_OPENING_BLOCKS]:
        if block is title:
            continue
        if block.kind != "text":
            return
        if not block.quoted and all(row.hard for row in block.rows):
            yield from (Line(row.number, plain(row.rich)) for row in _alone(block.rows))
            yield Line(block.rows[-1].number, "")


def _add_people(facts: Facts, blocks: Sequence[Block]) -> None:
    """The people in lists of who was there; their heading goes with them where nothing else stands below it."""
    heading: Block | None = None
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        run = tuple(group)
        if heading and kind == "item":
            _add_list(facts, heading, run)
            continue
        for block in run:
            found = _people_table(block.cells)
            facts.people = merged(facts.people, found)
            if found and _is_of_people(block.cells[0]):
                facts.used.update((*block.numbers, *(heading.numbers if heading else ())))
            _add_labelled(facts, block)
        if kind in ("heading", "text"):
            heading = run[-1] if _PEOPLE_HEADING.fullmatch(_only_row(run[-1])) else None


def _add_list(facts: Facts, heading: Block, items: Sequence[Block]) -> None:
    """The people of a list; a list in which anything else stands stays whole, below its heading."""
    found = [_people_list(_only_row(item)) for item in items]
    facts.people = merged(facts.people, (person for people in found for person in people))
    if all(found):
        facts.used.update(number for block in (heading, *items) for number in block.numbers)


def _add_labelled(facts: Facts, block: Block) -> None:
    """The people whom rows of their own name behind a label."""
    for row in _alone(block.rows) if block.kind in ("text", "item") else ():
        if row.hard and (named := _labelled(plain(row.rich))):
            facts.people = merged(facts.people, named)
            facts.used.add(row.number)


def _only_row(block: Block) -> str:
    return plain(block.rows[0].rich) if len(block.rows) == 1 else ""


def _alone(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows that have a line of the file to themselves: facts are taken out by line."""
    counts = Counter(row.number for row in rows)
    return (row for row in rows if counts[row.number] == 1)


def _labelled(text: str) -> tuple[Person, ...]:
    label = _PEOPLE_LABEL.fullmatch(text)
    return _people_list(label["names"]) if label else ()


def _people_list(text: str) -> tuple[Person, ...]:
    parts = re.split(r"\s*[,;]\s*(?![^()]*\))(?:and\s+)?", text.strip(" ."))
    found = [_ONE_PERSON.fullmatch(part) for part in parts if part]
    people = [Person(one["name"], one["role"] or one["also"]) for one in found if one and is_name(one["name"])]
    return tuple(people) if len(people) == len(found) else ()


def _people_table(cells: Sequence[Sequence[Rich]]) -> tuple[Person, ...]:
    head = [plain(cell).casefold() for cell in cells[0]] if cells else []
    if "name" not in head or len(head) > 4 or columns_of(cells):
        return ()
    name = head.index("name")
    role = next((index for index, word in enumerate(head) if word in _ROLE_HEADS), None)
    rows = [row for cell in cells[1:] if any(row := [*map(plain, cell), *[""] * (len(head) - len(cell))])]
    if not all(row[name] for row in rows):
        return ()
    return tuple(Person(row[name], (row[role] or None) if role is not None else None) for row in rows)


def _is_of_people(head: Sequence[Rich]) -> bool:
    """Whether the columns of a table hold nothing but what is kept of people."""
    return all(plain(cell).casefold() in _ROLE_HEADS | _SHORT_HEADS | {"name"} for cell in head)
