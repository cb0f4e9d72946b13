"""From the blocks of a document, whatever markup it has, to a session."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from ohbot.errors import InputError
from ohbot.language.people import default_speaker, is_name
from ohbot.model import Answer, Exchange, Heading, Item, Message, Person, Prose, Session
from ohbot.sources.base import Line, Note, Options, Reading, account, line_list
from ohbot.sources.identities import known
from ohbot.sources.opening import Opening, read_opening, recordings
from ohbot.sources.rich import Rich, Span, bold_length, cut, joined, plain, tidy, unwrapped, wikitext
from ohbot.sources.rows import scan
from ohbot.sources.speakers import merged, people_in
from ohbot.sources.voices import Voices, known_names, voices

BlockKind = Literal["heading", "text", "item", "code", "table", "rule"]
EntryKind = Literal["heading", "ask", "answer", "say", "event", "text", "code", "table"]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a block as a person sees it. ``hard`` tells that it surely begins a line of its own."""

    number: int
    rich: Rich
    hard: bool = True


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document: a heading, a paragraph, the first paragraph of a list item, code, a table.

    ``numbers`` are the lines that it takes. ``level`` is that of a heading, else the depth in lists (0 outside);
    ``mark`` is "*" or "#" for items; ``cells`` are the rows of a table, its head first.
    """

    kind: BlockKind
    rows: tuple[Row, ...]
    numbers: tuple[int, ...]
    level: int = 0
    mark: str = ""
    quoted: bool = False
    cells: tuple[tuple[Rich, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a block says, one entry for each thing said."""

    kind: EntryKind
    rich: Rich
    block: Block
    number: int
    speaker: str | None = None
    role: str | None = None
    goes_on: bool = False
    time: str | None = None


_QUESTION = re.compile(
    r"(?:Q|Question)\s?\d{0,3}\s?(?:[(\[](?P<asker>[^()\[\]]{1,60})[)\]]\s?)?[:：.)]\s*(?=\S)"
    r"|Question\s+\d{1,3}\s*[-–—]\s*(?=\S)"
)
_ANSWER = re.compile(r"(?:A|Ans|Answer)\s?\d{0,3}\s?(?:[:：]\s*(?=\S)|(?=[(\[][^()\[\]]{1,60}[)\]]\s?[:：]))")
_ALONE = re.compile(r"[(\[](?P<name>[^()\[\]]{1,60})[)\]]\s?[:：]\s*")
_NUMBER = re.compile(r"(?:Q\s?)?\d{1,3}\s?[.):]\s+(?=\S)")
_MORE = re.compile(r"(?:\.\.\.|…)\s*:?\s*(?=\S)")
_PRESENCE = re.compile(r"(?P<nick>\S+) has (?:joined|left|quit)\b")
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
_HEADS = {
    "who": frozenset(("speaker", "name", "who", "nick", "participant", "author", "user", "from", "sender")),
    "words": frozenset(
        ("text", "transcript", "message", "said", "speech", "caption", "statement", "words", "content")
    ),
    "time": frozenset(("time", "timestamp", "timecode", "start", "start time", "when")),
    "question": frozenset(("question", "questions", "q")),
    "answer": frozenset(("answer", "answers", "response", "responses", "reply", "replies", "a")),
}
"""What the columns of a table are for that holds a dialogue or questions with answers."""
_TALKING = (
    ({"who", "words"}, {"who", "words", "time"}),
    ({"question", "answer"}, {"question", "answer", "who"}),
)
"""The columns that such a table needs, and those that it may have."""
_LEAST_TURNS = 3
_TIME = re.compile(r"[\[(]?(?P<time>\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?: ?[AaPp]\.?[Mm]\.?)?)[\])]?$")
_LABEL = re.compile(r"\W{0,8}(?P<label>[^:：]{1,60}?)\s*(?::(?=\s|$)|：)")
_NEVER_SPEAKERS = frozenset({"note", "notes", "agenda"})
"""Labels that nobody takes for a name, so that they may stay readable in wikitext."""
_OPENING_BLOCKS = 12


@dataclass(slots=True)
class _Facts:
    """What the document tells about itself, and the lines that hold nothing else."""

    opening: Opening
    people: tuple[Person, ...] = ()
    used: set[int] = field(default_factory=set)


def read_document(
    blocks: Sequence[Block],
    lines: Sequence[Line],
    options: Options,
    *,
    dropped: Mapping[int, str],
    front: Sequence[Line] = (),
    notes: Sequence[Note] = (),
) -> Reading:
    """The session that blocks tell: dialogue as messages, questions with answers as exchanges, the rest as prose.

    ``front`` are facts that stand before the text ("Title: ..."), ``dropped`` the lines that hold no text.
    """
    told = [block for block in blocks if block.kind != "rule"]
    facts = _facts(told, front, options)
    told = [rest for block in told if (rest := _without(block, facts.used))]
    speakers = _voices(told, (*options.people, *facts.people))
    asking = _asking(told, speakers)
    entries = [entry for block in told for entry in _entries(block, speakers, asking)]
    body = _shifted(_Body(asking.nested).items(entries))
    if not body and not facts.opening.title:
        raise InputError("there is no text in this document; there is nothing to import")
    kept = {number for block in blocks for number in block.numbers if block.kind != "rule"}
    kept |= {line.number for line in front if line.number in facts.used}
    rules = {number: "rule" for block in blocks if block.kind == "rule" for number in block.numbers}
    session = _session(facts, _named(body, options.nicks), options)
    made = account(lines, kept=kept, dropped={**rules, **dropped})
    return Reading(session, made, (*facts.opening.notes, *notes))


def hidden(comments: Sequence[int]) -> tuple[Note, ...]:
    """What a person is told of comments beside the text, which no page shows."""
    numbers = sorted(set(comments))
    return (Note(numbers[0], f"comments were left out: lines {line_list(numbers)}"),) if numbers else ()


def _without(block: Block, used: set[int]) -> Block | None:
    """A block without the rows that are facts; None where nothing is left."""
    if used.isdisjoint(block.numbers):
        return block
    rows = tuple(row for row in block.rows if row.number not in used)
    return replace(block, rows=rows) if rows else None


def _voices(blocks: Sequence[Block], people: Iterable[Person]) -> Voices:
    return voices([row.rich for block in blocks if block.kind in ("text", "item") for row in block.rows], people)


def dialogue_share(blocks: Sequence[Block]) -> float:
    """The share of lines that begin with the name of a speaker."""
    rows = [row.rich for block in blocks if block.kind in ("text", "item") for row in block.rows]
    found = voices(rows, ())
    return sum(found.voice(rich) is not None for rich in rows) / max(len(rows), 1)


# Facts


def _facts(blocks: Sequence[Block], front: Sequence[Line], options: Options) -> _Facts:
    title = _title_block(blocks)
    head = [Line(title.numbers[0], plain(title.rows[0].rich))] if title else []
    listed = {line.number: found for line in front if (found := _labelled(line.text))}
    rest = [line for line in front if line.number not in listed]
    opening = read_opening(scan((*rest, *head, *_opening_lines(blocks, title))), options)
    people = merged((), (person for found in listed.values() for person in found))
    facts = _Facts(opening, merged(people, opening.people), {*opening.used, *listed})
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


def _add_people(facts: _Facts, blocks: Sequence[Block]) -> None:
    """The people in lists of who was there; their heading goes with them where nothing else stands below it."""
    heading: Block | None = None
    for block in blocks:
        found = _people_of(block, listed=heading is not None)
        if found:
            facts.people = merged(facts.people, found)
            whole = block.kind != "table" or _is_of_people(block.cells[0])
            facts.used.update((*block.numbers, *(heading.numbers if heading else ())) if whole else ())
            continue
        for row in _alone(block.rows) if block.kind in ("text", "item") else ():
            if row.hard and (named := _labelled(plain(row.rich))):
                facts.people = merged(facts.people, named)
                facts.used.add(row.number)
        if block.kind in ("heading", "text"):
            text = plain(block.rows[0].rich) if len(block.rows) == 1 else ""
            heading = block if _PEOPLE_HEADING.fullmatch(text) else None


def _alone(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows that have a line of the file to themselves: facts are taken out by line."""
    counts = Counter(row.number for row in rows)
    return (row for row in rows if counts[row.number] == 1)


def _people_of(block: Block, *, listed: bool) -> tuple[Person, ...]:
    """The people whom a block names, if it names nothing else."""
    if block.kind == "table":
        return _people_table(block.cells)
    text = plain(block.rows[0].rich) if len(block.rows) == 1 else ""
    return _people_list(text) if listed and block.kind == "item" else ()


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
    if "name" not in head or len(head) > 4 or _columns(cells):
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


def _session(facts: _Facts, body: tuple[Item, ...], options: Options) -> Session:
    opening = facts.opening
    loose = [item.wikitext for item in body if isinstance(item, Prose)]
    default = default_speaker(loose) if any(isinstance(item, Exchange) for item in body) else None
    first = (Person(default),) if default else ()
    people = merged(merged(merged(first, known(options.people)[0]), facts.people), people_in(loose))
    links = recordings(scan(Line(1, line) for text in loose for line in text.split("\n")))
    return Session(
        title=opening.title,
        start=opening.start,
        end=opening.end,
        venues=opening.venues,
        recordings=tuple(dict.fromkeys((*opening.recordings, *links))),
        people=merged(people, _speaking(body, known_names(people))),
        default_speaker=default,
        body=body,
    )


def _speaking(body: Sequence[Item], known: frozenset[str]) -> Iterator[Person]:
    """The speakers who are not known yet, and who stand alone; those of messages may be but nicks."""
    for item in body:
        spoken = item.answers if isinstance(item, Exchange) else (item,) if isinstance(item, Message) else ()
        for one in spoken:
            role = one.role if isinstance(one, Answer) else None
            named = one.speaker and "," not in one.speaker and (isinstance(one, Answer) or is_name(one.speaker))
            if one.speaker and named and (role or one.speaker.casefold() not in known):
                yield Person(one.speaker, role)


def _named(body: tuple[Item, ...], nicks: Mapping[str, str]) -> tuple[Item, ...]:
    """The body with nicks replaced by the names that a person gave for them."""
    return tuple(_item_named(item, nicks) for item in body) if nicks else body


def _item_named(item: Item, nicks: Mapping[str, str]) -> Item:
    if isinstance(item, Message) and item.speaker:
        return replace(item, speaker=nicks.get(item.speaker, item.speaker))
    if isinstance(item, Exchange):
        answers = (replace(one, speaker=nicks.get(one.speaker or "", one.speaker)) for one in item.answers)
        return replace(item, answers=tuple(answers))
    return item


def _shifted(body: tuple[Item, ...]) -> tuple[Item, ...]:
    """Headings one level down where one is of the first level, which on a wiki is the page's title."""
    if not any(isinstance(item, Heading) and item.level == 1 for item in body):
        return body
    return tuple(replace(item, level=min(item.level + 1, 6)) if isinstance(item, Heading) else item for item in body)


# Questions


@dataclass(frozen=True, slots=True)
class _Asking:
    """How a document asks: by marks, and by which blocks (by their first line's number)."""

    marked: bool
    blocks: frozenset[int]
    nested: bool


def _asking(blocks: Sequence[Block], speakers: Voices) -> _Asking:
    starts = [plain(row.rich) for block in blocks if block.kind in ("text", "item", "heading") for row in block.rows]
    asked = sum(_QUESTION.match(text) is not None for text in starts)
    marked = asked > 1 or (asked > 0 and any(_ANSWER.match(text) for text in starts))
    found = {*_asking_headings(blocks), *_asking_bold(blocks)}
    items = () if found or marked else _asking_items(blocks, speakers)
    nested = any(then.level > one.level for one, then in pairwise(blocks) if one.numbers[0] in items)
    return _Asking(marked, frozenset({*found, *items}), nested)


def _asks(text: str) -> bool:
    return text.rstrip("*_ ”\"'").endswith(("?", "？"))


def _asking_headings(blocks: Sequence[Block]) -> Iterator[int]:
    for block, after in pairwise(blocks):
        deeper = after.kind == "heading" and after.level > block.level
        if block.kind == "heading" and block.level > 1 and not deeper:
            text = plain(block.rows[0].rich)
            if _asks(text) or _QUESTION.match(text):
                yield block.numbers[0]


def _asking_bold(blocks: Sequence[Block]) -> Iterator[int]:
    for block in blocks:
        if block.kind in ("text", "item") and not block.quoted and _bold_question(block):
            yield block.numbers[0]


def _bold_question(block: Block) -> int:
    """How many characters of a block's first line are a question set in bold."""
    length = bold_length(block.rows[0].rich)
    text = plain(block.rows[0].rich)[:length]
    return length if _asks(text) or (_QUESTION.match(text) and length > 4) else 0


def _asking_items(blocks: Sequence[Block], speakers: Voices) -> tuple[int, ...]:
    """Items of the outermost lists, if most ask and something stands below them; named ones speak instead."""
    outer = [block for block in blocks if block.kind == "item" and block.level == 1 and not block.quoted]
    if any(speakers.voice(block.rows[0].rich) for block in outer):
        return ()
    starts = {block.numbers[0] for block in outer}
    answered = {one.numbers[0] for one, then in pairwise(blocks) if not _same_list(one, then)} & starts
    asked = {block.numbers[0] for block in outer if any("?" in plain(row.rich) for row in block.rows)}
    if asked.isdisjoint(answered) or len(asked) * 2 < len(outer):
        return ()
    return tuple(sorted(asked | answered))


def _same_list(one: Block, then: Block) -> bool:
    return then.kind == "heading" or (then.kind == "item" and then.level <= one.level)


# Entries


def _entries(block: Block, speakers: Voices, asking: _Asking) -> Iterator[_Entry]:
    if block.kind == "table" and (columns := _columns(block.cells)):
        yield from _told_in_rows(block, columns)
        return
    if block.kind in ("heading", "code", "table"):
        yield _whole(block, asking)
        return
    asked = block.numbers[0] in asking.blocks
    groups = list(_grouped(block.rows, speakers, marked=asking.marked))
    for index, rows in enumerate(groups):
        rich = joined(row.rich for row in rows)
        if index == 0 and asked:
            yield from _question(block, rich, rows[0].number)
        elif rich:
            yield _entry(block, rich, rows[0].number, speakers, marked=asking.marked)


def _whole(block: Block, asking: _Asking) -> _Entry:
    rich = block.rows[0].rich if block.rows else ()
    if block.kind == "heading" and block.numbers[0] in asking.blocks:
        return _Entry("ask", _unmarked(rich), block, block.numbers[0], _asker(rich))
    kind: EntryKind = "heading" if block.kind == "heading" else "code" if block.kind == "code" else "table"
    return _Entry(kind, rich, block, block.numbers[0])


def _columns(cells: Sequence[Sequence[Rich]]) -> dict[str, int] | None:
    """Which column of a table is for what, "head" the number of rows in its head; None where nobody talks in it."""
    rows = [[plain(cell) for cell in row] for row in cells]
    if not rows:
        return None
    heads = [next((use for use, words in _HEADS.items() if cell.casefold() in words), "") for cell in rows[0]]
    found = {use: index for index, use in enumerate(heads) if use}
    if any(need <= found.keys() <= may for need, may in _TALKING):
        whole = len(found) == len(heads) and all(len(row) <= len(heads) for row in rows)
        return {**found, "head": 1} if whole else None
    return _columns_by_looks(rows)


def _columns_by_looks(rows: Sequence[Sequence[str]]) -> dict[str, int] | None:
    """The columns of a table without a head: times, names that come again and again, and what these say."""
    width = len(rows[0])
    if width not in (2, 3) or len(rows) < _LEAST_TURNS or any(len(row) != width for row in rows):
        return None
    timed = [index for index in range(width) if all(_TIME.match(row[index]) for row in rows)]
    others = [index for index in range(width) if index not in timed]
    names = {row[others[0]] for row in rows} if len(others) == 2 else set()
    if not names or len(names) * 2 > len(rows) + 1 or not all(map(is_name, names)):
        return None
    return {"who": others[0], "words": others[1], "head": 0} | ({"time": timed[0]} if timed else {})


def _told_in_rows(block: Block, columns: Mapping[str, int]) -> Iterator[_Entry]:
    """What the rows of a table say: turns of a dialogue, or questions with their answers."""
    for row in block.cells[columns["head"] :]:
        cell = {use: row[index] for use, index in columns.items() if use != "head" and index < len(row)}
        if "question" in columns:
            yield from _asked_in_row(block, cell)
        elif any(cell.values()):
            yield _said_in_row(block, cell)


def _asked_in_row(block: Block, cell: Mapping[str, Rich]) -> Iterator[_Entry]:
    """The question of a row, unless the row goes on with the one above it, and the answer."""
    number = block.numbers[0]
    if asked := cell.get("question", ()):
        yield _Entry("ask", _unmarked(unwrapped(asked)), block, number, _asker(asked))
    if words := cell.get("answer", ()):
        yield _Entry("answer", words, block, number, plain(cell.get("who", ())) or None)


def _said_in_row(block: Block, cell: Mapping[str, Rich]) -> _Entry:
    """What somebody says in a row; a row in which nobody says anything is text."""
    number = block.numbers[0]
    words = cell.get("words", ())
    if not words:
        return _Entry("text", tidy((*cell.get("time", ()), Span(" "), *cell.get("who", ()))), block, number)
    time = plain(cell.get("time", ()))
    clock = _TIME.match(time)
    who = plain(cell.get("who", ())) or None
    return _Entry("say", words, block, number, who, time=clock["time"] if clock else time or None)


def _grouped(rows: Sequence[Row], speakers: Voices, *, marked: bool) -> Iterator[list[Row]]:
    """Rows of which each group is one line that was broken."""
    group: list[Row] = []
    for row in rows:
        if group and (row.hard or _begins(row.rich, speakers, marked=marked)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _begins(rich: Rich, speakers: Voices, *, marked: bool) -> bool:
    text = plain(rich)
    if marked and (_QUESTION.match(text) or _ANSWER.match(text)):
        return True
    return _MORE.match(text) is not None or speakers.voice(rich) is not None


def _question(block: Block, rich: Rich, number: int) -> Iterator[_Entry]:
    """A question, and behind one in bold what answers it in the same line."""
    bold = _bold_question(block)
    length = bold if bold else len(plain(rich))
    yield _Entry("ask", _unmarked(unwrapped(tidy(cut(rich, 0, length)))), block, number, _asker(rich))
    rest = tidy(cut(rich, length))
    if rest:
        yield _Entry("answer", rest, block, number)


def _unmarked(rich: Rich) -> Rich:
    text = plain(rich)
    found = _QUESTION.match(text) or _NUMBER.match(text)
    return tidy(cut(rich, found.end())) if found else rich


def _asker(rich: Rich) -> str | None:
    """Whom the mark of a question names as the one who asks."""
    found = _QUESTION.match(plain(rich))
    return found["asker"] if found else None


def _entry(block: Block, rich: Rich, number: int, speakers: Voices, *, marked: bool) -> _Entry:
    text = plain(rich)
    if marked and (found := _QUESTION.match(text)):
        return _Entry("ask", unwrapped(tidy(cut(rich, found.end()))), block, number, _asker(rich))
    if marked and (found := _ANSWER.match(text)):
        return _answer_entry(block, tidy(cut(rich, found.end())), number, speakers)
    if found := _MORE.match(text):
        return _Entry("say", tidy(cut(rich, found.end())), block, number, goes_on=True)
    voice = speakers.voice(rich)
    if not voice:
        return _Entry("text", rich, block, number)
    happened = _PRESENCE.match(plain(voice.words))
    if happened and happened["nick"] == voice.speaker:
        return _Entry("event", voice.words, block, number)
    return _Entry("say", voice.words, block, number, voice.speaker, voice.role)


def _answer_entry(block: Block, rich: Rich, number: int, speakers: Voices) -> _Entry:
    """An answer by its mark; a name in brackets behind the mark speaks too."""
    if alone := _ALONE.match(plain(rich)):
        return _Entry("answer", tidy(cut(rich, alone.end())), block, number, alone["name"].strip())
    voice = speakers.voice(rich)
    if voice:
        return _Entry("answer", voice.words, block, number, voice.speaker, voice.role)
    return _Entry("answer", rich, block, number)


# Items


@dataclass(slots=True)
class _Body:
    """Puts entries together to the items of a session's body; ``nested`` tells that answers stand deeper."""

    nested: bool
    done: list[Item] = field(default_factory=list)
    question: _Entry | None = None
    answers: list[Answer] = field(default_factory=list)
    loose: list[_Entry] = field(default_factory=list)
    speaker: str | None = None

    def items(self, entries: Sequence[_Entry]) -> tuple[Item, ...]:
        """The items, in order."""
        for entry in entries:
            if self.question and self._belongs(entry):
                self._answer(entry)
                continue
            if self.question or entry.kind in ("ask", "heading", "event") or self._speaks(entry):
                self._flush()
            self._take(entry)
        self._flush()
        return tuple(self.done)

    def _take(self, entry: _Entry) -> None:
        if entry.kind == "ask":
            self.question = entry
        elif entry.kind == "heading":
            self.speaker = None
            self.done.append(Heading(wikitext(unwrapped(entry.rich)), entry.block.level))
        elif entry.kind == "event":
            self.done.append(Message(wikitext(entry.rich), kind="event"))
        elif self._speaks(entry):
            self._say(entry)
        else:
            self.loose.append(entry)

    def _speaks(self, entry: _Entry) -> bool:
        return entry.kind == "say" and (entry.speaker or self.speaker) is not None

    def _say(self, entry: _Entry) -> None:
        """A message, or more of the last one where its speaker goes on."""
        text = wikitext(entry.rich)
        last = self.done[-1] if self.done else None
        if entry.goes_on and isinstance(last, Message) and last.kind == "say" and last.speaker == self.speaker:
            self.done[-1] = replace(last, text=f"{last.text} {text}")
            return
        self.speaker = entry.speaker or self.speaker
        self.done.append(Message(text, entry.time, self.speaker))

    def _belongs(self, entry: _Entry) -> bool:
        """Whether an entry answers the open question."""
        if entry.kind in ("ask", "heading") or self.question is None:
            return False
        if self.question.block.kind == "table":
            return entry.block is self.question.block
        floor = self.question.block.level if self.question.block.kind == "item" else 0
        if not floor:
            return True
        if entry.block.kind == "item" and entry.block.level <= floor and entry.block is not self.question.block:
            return False
        return not self.nested or entry.block.level >= floor

    def _answer(self, entry: _Entry) -> None:
        text = self._text(entry)
        if entry.speaker or entry.kind == "answer" or not self.answers:
            self.answers.append(Answer(text, entry.speaker, entry.role))
        else:
            last = self.answers[-1]
            self.answers[-1] = replace(last, text=f"{last.text}\n\n{text}")

    def _text(self, entry: _Entry) -> str:
        floor = self.question.block.level if self.question and self.question.block.kind == "item" else 0
        if entry.kind == "code":
            return "<br>".join(f"<code>{wikitext(row.rich)}</code>" for row in entry.block.rows)
        if entry.kind == "table":
            return "<br>".join(" | ".join(map(wikitext, row)) for row in entry.block.cells)
        inner = entry.block.kind == "item" and entry.block.level > floor + 1
        return wikitext((Span("- "), *entry.rich) if inner else entry.rich)

    def _flush(self) -> None:
        if self.question:
            asker = self.question.speaker
            aside = {"private": {"asker": asker}} if asker else {}
            self.done.append(Exchange(wikitext(self.question.rich), tuple(self.answers), aside))
            self.question, self.answers = None, []
        if self.loose:
            self.done.append(Prose(_prose(self.loose)))
            self.loose = []


def _prose(entries: Sequence[_Entry]) -> str:
    """Wikitext of what is neither dialogue nor question."""
    parts: list[str] = []
    for before, entry in zip((None, *entries), entries, strict=False):
        text = _shown(entry, first=before is None or before.block is not entry.block)
        listed = before is not None and before.block.kind == entry.block.kind == "item"
        parts.append(f"\n{text}" if listed else f"\n\n{text}" if before else text)
    return "".join(parts)


def _shown(entry: _Entry, *, first: bool) -> str:
    block = entry.block
    if entry.kind == "code":
        return "<pre>\n" + "\n".join(wikitext(row.rich) for row in block.rows) + "\n</pre>"
    if entry.kind == "table":
        return _table(block.cells)
    text = _unspoken(entry.rich)
    if entry.goes_on:
        text = f"... {text}"
    if block.kind == "item":
        return block.mark * block.level + f" {text}" if first else ":" * block.level + f" {text}"
    return f"<blockquote>{text}</blockquote>" if block.quoted else text


def _unspoken(rich: Rich) -> str:
    """Wikitext that no reader of the page takes for a speaker's, whatever stands before a colon in it."""
    found = _LABEL.match(plain(rich))
    if not found or found["label"].casefold() in _NEVER_SPEAKERS:
        return wikitext(rich)
    place = found.end() - 1
    colon = tuple(span._replace(text="\x01") for span in cut(rich, place, place + 1))
    return wikitext(tidy((*cut(rich, 0, place), *colon, *cut(rich, place + 1)))).replace("\x01", "&#x3a;")


def _table(cells: Sequence[Sequence[Rich]]) -> str:
    rows = ["| " + " || ".join(wikitext(cell).replace("|", "&#124;") for cell in row) for row in cells if any(row)]
    return '{| class="wikitable"\n' + "\n|-\n".join(rows) + "\n|}"
