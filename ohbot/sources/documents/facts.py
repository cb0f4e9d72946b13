"""What a document tells of itself: its title, when it was, and who was there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import dropwhile, groupby, takewhile

from ohbot.model import Person
from ohbot.recognise.dates import day_alone, find_when
from ohbot.recognise.people import merged
from ohbot.recognise.questions import ends_asking
from ohbot.sources.base import Line, Options
from ohbot.sources.documents.blocks import Block, BlockRow, Document
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


def facts_of(document: Document, speaking: Voices, options: Options) -> Opening:
    """What blocks, and the lines in front of them, tell of the session; nobody of ``speaking`` tells facts."""
    blocks = [block for block in document.blocks if block.kind != "rule"]
    title = _title_block(blocks)
    first = title.rows[0].text if title else ""
    named = any(row.text.startswith("Title: ") for row in document.front)
    # Beside a title that is told elsewhere, a heading tells a day or nothing.
    head = [Line(title.place, first)] if title and (not named or find_when(first)) else []
    listed = {row.place: found for row in document.front if (found := _labelled(row.text))}
    front = [Line(row.place, row.text) for row in document.front if row.place not in listed]
    facts = read_opening([*front, *head, *_opening_lines(blocks, title, speaking, document.is_plain)], options)
    people = merged((), (person for found in listed.values() for person in found))
    facts.people = merged(people, facts.people)
    facts.used.update(listed)
    if title and (facts.title is None or clean_title(first) == clean_title(facts.title)):
        facts.title = first
        facts.used.add(title.place)
    facts.title = facts.title and (clean_title(facts.title) if facts.start else OF_KIND.sub("", facts.title))
    _add_people(facts, blocks)
    rows = (*(row for block in blocks for row in block.rows), *document.front)
    lines = {row.place: row.number for row in rows}
    facts.notes[:] = [replace(note, line=lines.get(note.line or 0)) for note in facts.notes]
    return facts


def _title_block(blocks: Sequence[Block]) -> Block | None:
    """The one heading of the first level, the heading that a document begins with, or that of its transcript.

    "Notes" above a day is no title, but what stands below it.
    """
    rest = list(dropwhile(lambda block: day_alone(block.texts[0]) is not None if block.texts else False, blocks[1:]))
    if blocks[:1] and blocks[0].kind == "heading" and is_generic(blocks[0].texts[0]) and len(rest) < len(blocks) - 1:
        blocks = rest
    first = [block for block in blocks if block.kind == "heading" and block.level == 1]
    if first:
        return first[0] if len(first) == 1 and first[0] in blocks[:3] else None
    begins = (one for one in blocks[:4] if one.kind == "heading")
    return next((one for one in begins if one is blocks[0] or OF_KIND.search(one.texts[0])), None)


def _opening_lines(blocks: Sequence[Block], title: Block | None, speaking: Voices, is_plain: bool) -> Iterator[Line]:
    """The lines before the first section, and before anybody speaks or asks, as far as they stand alone.

    Those that can tell no title are marked as items of lists.
    """
    for block in blocks if is_plain else blocks[:12]:
        if block is title or (block is blocks[0] and title and block.kind == "heading"):
            continue
        if block.kind != "text" and not (block.kind == "item" and block.mark == "*" and (is_plain or _tells(block))):
            return
        said = [
            ends_asking(row.text) or (not is_fact(row.text) and voice_of(row, speaking) is not None)
            for row in block.rows
        ]
        if not block.quoted and (is_plain or all(row.hard for row in block.rows)):
            rows = [row for row, _ in takewhile(lambda pair: not pair[1], zip(block.rows, said, strict=True))]
            for row, behind in zip(rows, [*rows[1:], None], strict=False):
                if row.hard and (behind is None or behind.hard):
                    is_text = block.kind == "item"
                    if is_plain and behind and not is_fact(row.text):  # or that begins a text in its paragraph
                        after = behind.text
                        is_text = is_text or not (is_fact(after) or is_heading(after) or find_when(after))
                    yield Line(row.place, "* " * is_text + row.text)
        if any(said):
            return


def _tells(block: Block) -> bool:
    """Whether an item of a list tells a fact behind its label."""
    return len(block.rows) == 1 and is_labelled(block.rows[0].text)


def _add_people(facts: Opening, blocks: Sequence[Block]) -> None:
    """The people in lists of who was there; their heading goes with them where nothing else stands below it."""
    heading: BlockRow | None = None
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        run = tuple(group)
        if heading and kind == "item":  # a list in which anything else stands stays whole, below its heading
            listed = [people_list(item.rows[0].text) if len(item.rows) == 1 else () for item in run]
            facts.people = merged(facts.people, (person for people in listed for person in people))
            if all(listed):
                facts.used.update((heading.place, *(row.place for block in run for row in block.rows)))
            continue
        for block in run:
            facts.people = merged(facts.people, _people_table(block.cells))
            # The columns may hold nothing but what is kept of people.
            known = _ROLE_HEADS | {"name", "abbreviation", "initials"}
            if _people_table(block.cells) and all(plain(cell).casefold() in known for cell in block.cells[0]):
                facts.used.update((block.place, *((heading.place,) if heading else ())))
            if kind in ("heading", "text"):
                heading = _add_rows(facts, heading, block)


def _add_rows(facts: Opening, heading: BlockRow | None, block: Block) -> BlockRow | None:
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
