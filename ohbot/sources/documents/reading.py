"""From the blocks of a document, whatever markup it has, to a session."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ohbot.errors import InputError
from ohbot.model import Answer, Exchange, Heading, Item, Message, Person, Prose, Session
from ohbot.recognise.names import is_capitalised
from ohbot.recognise.people import default_speaker
from ohbot.sources.base import Line, Note, Options, Reading, account, line_list
from ohbot.sources.documents.asking import asking_in
from ohbot.sources.documents.blocks import Block
from ohbot.sources.documents.body import Body
from ohbot.sources.documents.facts import Facts, facts_of
from ohbot.sources.documents.parts import parts_of
from ohbot.sources.identities import known
from ohbot.sources.opening import recordings
from ohbot.sources.rich import Rich
from ohbot.sources.rows import scan
from ohbot.sources.speakers import merged, people_in
from ohbot.sources.voices import Voices, known_names, voices


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
    facts = facts_of(told, front, options)
    told = [rest for block in told if (rest := _without(block, facts.used))]
    speakers = _voices(told, (*options.people, *facts.people))
    asking = asking_in(told, speakers)
    parts = [part for block in told for part in parts_of(block, speakers, asking)]
    body = _shifted(Body(asking.nested).items(parts))
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
    return voices(_lines(blocks), people)


def _lines(blocks: Sequence[Block]) -> list[Rich]:
    """The lines of paragraphs and list items, in which somebody may speak."""
    return [row.rich for block in blocks if block.kind in ("text", "item") for row in block.rows]


def dialogue_share(blocks: Sequence[Block]) -> float:
    """The share of lines that begin with the name of a speaker."""
    lines = _lines(blocks)
    found = voices(lines, ())
    return sum(found.voice(rich) is not None for rich in lines) / max(len(lines), 1)


def _session(facts: Facts, body: tuple[Item, ...], options: Options) -> Session:
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
            who = one.speaker or ","
            alone = "," not in who and (isinstance(one, Answer) or is_capitalised(who))
            if alone and (role or who.casefold() not in known):
                yield Person(who, role)


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
