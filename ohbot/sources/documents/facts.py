"""What a document tells of itself: its title, when it was, and who was there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import dropwhile, groupby, takewhile

from ohbot.model import Person
from ohbot.recognise.dates import day_alone, find_when
from ohbot.recognise.people import merged
from ohbot.recognise.questions import ends_asking
from ohbot.sources.base import Line, Options
from ohbot.sources.documents.blocks import Block, Document, Row
from ohbot.sources.documents.recognising import voice_of
from ohbot.sources.documents.tables import columns_of
from ohbot.sources.opening import (
    OF_KIND,
    PEOPLE,
    Opening,
    clean_title,
    is_fact,
    is_generic,
    is_heading,
    is_labelled,
    people_list,
    read_opening,
)
from ohbot.sources.rich import Rich, plain
from ohbot.wikitext.names import Voices

_PEOPLE_HEADING = re.compile(rf"(?:list of )?(?:{PEOPLE.pattern}|people|speakers?|hosts?|gäste|personen)\W*", re.I)
_PEOPLE_LABEL = re.compile(
    rf"(?:{PEOPLE.pattern}|attending|in attendance|guests?|speakers?)\s*[:：]\s*(?P<names>\S.*)", re.I
)
_ROLE_HEADS = frozenset(("organization", "organisation", "affiliation", "role", "company"))
_SHORT_HEADS = frozenset(("abbreviation", "initials"))
_OPENING_BLOCKS = 12


@dataclass(slots=True)
class Facts:
    """What the document tells about itself, and the places of the rows that hold nothing else."""

    opening: Opening
    people: tuple[Person, ...] = ()
    used: set[int] = field(default_factory=set)


def facts_of(document: Document, speaking: Voices, options: Options) -> Facts:
    """What blocks, and the lines in front of them, tell of the session; nobody of ``speaking`` tells facts."""
    blocks = [block for block in document.blocks if block.kind != "rule"]
    title = _title_block(blocks)
    head = [Line(title.place, title.rows[0].text)] if title else []
    listed = {row.place: found for row in document.front if (found := _labelled(row.text))}
    front = [Line(row.place, row.text) for row in document.front if row.place not in listed]
    opening = read_opening([*front, *head, *_opening_lines(blocks, title, speaking, document.is_plain)], options)
    people = merged((), (person for found in listed.values() for person in found))
    facts = Facts(opening, merged(people, opening.people), {*opening.used, *listed})
    if title and (opening.title is None or clean_title(head[0].text) == clean_title(opening.title)):
        opening.title = head[0].text
        facts.used.add(title.place)
    opening.title = opening.title and (
        clean_title(opening.title) if opening.start else OF_KIND.sub("", opening.title)
    )
    _add_people(facts, blocks)
    lines = {row.place: row.number for block in blocks for row in block.rows} | {
        r.place: r.number for r in document.front
    }
    opening.notes[:] = [replace(note, line=lines.get(note.line or 0)) for note in opening.notes]
    return facts


def _title_block(blocks: Sequence[Block]) -> Block | None:
    """The one heading of the first level, the heading that a document begins with, or that of its transcript.

    "Notes" above a day is no title, but what stands below it.
    """
    rest = list(dropwhile(lambda block: day_alone(block.texts[0]) is not None if block.texts else False, blocks[1:]))
    if blocks[:1] and blocks[0].kind == "heading" and is_generic(blocks[0].texts[0]) and len(rest) < len(blocks) - 1:
        blocks = rest
    first = [block for block in blocks if block.kind == "heading" and block.level == 1]
    if len(first) == 1 and first[0] in blocks[:3]:
        return first[0]
    begins = (
        one for one in blocks[:4] if one.kind == "heading" and (one is blocks[0] or OF_KIND.search(one.texts[0]))
    )
    return None if first else next(begins, None)


def _opening_lines(blocks: Sequence[Block], title: Block | None, speaking: Voices, is_plain: bool) -> Iterator[Line]:
    """The lines before the first section, and before anybody speaks or asks, as far as they stand alone.

    Those that can tell no title are marked as items of lists.
    """
    for block in blocks if is_plain else blocks[:_OPENING_BLOCKS]:
        if block is title or (block is blocks[0] and title and block.kind == "heading"):
            continue
        if block.kind != "text" and not (block.kind == "item" and block.mark == "*" and (is_plain or _tells(block))):
            return
        said = [_is_said(row, speaking) for row in block.rows]
        if not block.quoted and (is_plain or all(row.hard for row in block.rows)):
            rows = [row for row, _ in takewhile(lambda pair: not pair[1], zip(block.rows, said, strict=True))]
            for row, behind in zip(rows, [*rows[1:], None], strict=False):
                if row.hard and (behind is None or behind.hard):
                    is_text = is_plain and behind is not None and not _may_be_title(row.text, behind.text)
                    yield Line(row.place, "* " * (is_text or block.kind == "item") + row.text)
        if any(said):
            return


def _tells(block: Block) -> bool:
    """Whether an item of a list tells a fact behind its label."""
    return len(block.rows) == 1 and is_labelled(block.rows[0].text)


def _may_be_title(text: str, behind: str) -> bool:
    """Whether the line behind another in its paragraph is no text that begins with that one."""
    return is_fact(text) or is_fact(behind) or is_heading(behind) or find_when(behind) is not None


def _is_said(row: Row, speaking: Voices) -> bool:
    return ends_asking(row.text) or (not is_fact(row.text) and voice_of(row, speaking) is not None)


def _add_people(facts: Facts, blocks: Sequence[Block]) -> None:
    """The people in lists of who was there; their heading goes with them where nothing else stands below it."""
    heading: Row | None = None
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        run = tuple(group)
        if heading and kind == "item":
            _add_list(facts, heading, run)
            continue
        for block in run:
            found = _people_table(block.cells)
            facts.people = merged(facts.people, found)
            if found and _is_of_people(block.cells[0]):
                facts.used.update((block.place, *((heading.place,) if heading else ())))
            if kind in ("heading", "text"):
                heading = _add_rows(facts, heading, block)


def _add_list(facts: Facts, heading: Row, items: Sequence[Block]) -> None:
    """The people of a list; a list in which anything else stands stays whole, below its heading."""
    found = [people_list(_only_row(item)) for item in items]
    facts.people = merged(facts.people, (person for people in found for person in people))
    if all(found):
        facts.used.update((heading.place, *(row.place for block in items for row in block.rows)))


def _add_rows(facts: Facts, heading: Row | None, block: Block) -> Row | None:
    """The people whom rows name behind a label, or below a row that is one; returns such a row at the end."""
    for row in block.rows:
        if named := _labelled(row.text) if row.hard else ():
            facts.people = merged(facts.people, named)
            facts.used.add(row.place)
        elif heading and block.kind == "text" and (named := people_list(row.text)):
            facts.people = merged(facts.people, named)
            facts.used.update((heading.place, row.place))
            continue
        heading = row if _PEOPLE_HEADING.fullmatch(row.text) else None
    return heading


def _only_row(block: Block) -> str:
    return block.rows[0].text if len(block.rows) == 1 else ""


def _labelled(text: str) -> tuple[Person, ...]:
    label = _PEOPLE_LABEL.fullmatch(text)
    return people_list(label["names"]) if label else ()


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
