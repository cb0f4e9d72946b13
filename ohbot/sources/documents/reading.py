"""From a document, whatever it was decoded from, to a session."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ohbot.errors import InputError
from ohbot.model import Answer, Exchange, Heading, Item, Message, Person, Prose, Session, WikiLink
from ohbot.recognise.names import is_capitalised
from ohbot.recognise.people import called, default_speaker, merged, people_in
from ohbot.recognise.questions import USUAL, asks, is_about, is_closing, is_sign_off
from ohbot.recognise.trace import Trace
from ohbot.sources.base import Line, Note, Options, Read, Reading, account, line_list
from ohbot.sources.documents.blocks import CLOCK, TIME, Block, Document
from ohbot.sources.documents.body import body_of
from ohbot.sources.documents.chats import chat_in
from ohbot.sources.documents.facts import facts_of
from ohbot.sources.documents.reasons import reasons
from ohbot.sources.documents.recognising import asked_in, recognised, voice_of, voices_in
from ohbot.sources.documents.usual import is_bold, usual_names
from ohbot.sources.identities import known
from ohbot.sources.opening import IS_KIND, Opening, is_heading, is_labelled, recordings
from ohbot.wikitext.names import Voices

_ENDED = re.compile(
    r".{0,40}(?:trans[ck]ri|trascri|транскри|расшифров|文字|转录|轉錄|녹취|meeting|besprechung|reuni[oóã]|réunion|riunione"
    rf"|vergadering|möte|møde|spotkanie|встреч|зустріч|会議|会议|會議|회의).{{0,60}}\b{CLOCK}\W*",
    re.IGNORECASE,
)
"""How a recorder's transcript tells that it ends; a remark on how it was made follows."""
_BEGINS = re.compile(r"[\[(]?(?:0?0:)?0?0:0\d[\])]?")


def reader_of(decode: Callable[[Sequence[Line]], Document]) -> Read:
    """What reads a format by its blocks: emphasis and links become wikitext, all else is literal."""
    return lambda lines, options: read_document(decode(lines), lines, options)


def read_document(document: Document, lines: Sequence[Line], options: Options) -> Reading:
    """The session that blocks tell: dialogue as messages, questions with answers as exchanges, the rest as prose."""
    hidden = sorted(set(document.comments))
    notes = (Note(hidden[0], f"comments were left out: lines {line_list(hidden)}"),) if hidden else ()
    if chat := chat_in(document, lines, options):
        return replace(chat, notes=(*chat.notes, *notes))
    blocks, dropped = without_remarks(usual_names(document.blocks))
    document = replace(document, blocks=blocks)
    may_talk = not document.is_plain or not asked_in(blocks)
    facts = facts_of(document, voices_in(blocks, options.people, may_talk=may_talk), options)
    ruled = {after.place for before, after in pairwise(blocks) if before.kind == "rule"}
    blocks = [rest for block in blocks if block.kind != "rule" and (rest := _without(block, facts.used))]
    voices = voices_in(blocks, (*options.people, *facts.people), may_talk=may_talk)
    if document.is_plain:
        blocks = _headed(blocks, voices)
    trace = Trace()
    made, page = recognised(blocks, voices, _closing(blocks, voices, ruled) | _noted(blocks), trace)
    body = _shifted(body_of(page, made))
    if not body and not facts.title:
        raise InputError("there is no text in this document; there is nothing to import")
    kept = {number for block in document.blocks if block.kind != "rule" for number in block.numbers}
    kept |= {row.number for row in document.front if row.place in facts.used}
    rules = {number: "rule" for block in document.blocks if block.kind == "rule" for number in block.numbers}
    session = _session(facts, tuple(_named(item, options.nicks) for item in body), options)
    counts = account(lines, kept=kept, dropped={**rules, **document.dropped, **dropped})
    rows = (*document.front, *(row for block in document.blocks for row in block.rows))
    of_facts = [row for row in rows if row.place in facts.used]
    marks = "\n".join(row.text for row in of_facts)
    why = reasons(of_facts, made, page, trace)
    return Reading(session, counts, (*facts.notes, *notes), why=why, marks=lambda: marks)


def without_remarks(blocks: Sequence[Block]) -> tuple[list[Block], dict[int, str]]:
    """The blocks without what a recorder writes about its own transcript, and the lines of that.

    Rows that tell facts begin lines of their own.
    """
    gone: set[int] = set()
    rows = [row for block in blocks if block.kind in ("text", "heading") for row in block.rows]
    for before, row, after in zip([None, *rows], rows, [*rows[1:], None], strict=False):
        if _ENDED.fullmatch(row.text):
            gone |= {one.place for one in (row, after) if one}
        elif IS_KIND.fullmatch(row.text) and after and (before is None or TIME.fullmatch(after.text)):
            gone.add(row.place)
    lines = {row.number: "about the transcript" for row in rows if row.place in gone}
    left = []
    for block in blocks:
        if block.kind == "text" and any(not row.hard and is_labelled(row.text) for row in block.rows):
            parted = (replace(row, hard=row.hard or is_labelled(row.text)) for row in block.rows)
            block = replace(block, rows=tuple(parted))
        left += [rest] if (rest := _without(block, gone)) else []
    return left, lines


def _without(block: Block, used: Collection[int]) -> Block | None:
    """A block without the rows at some places; None where nothing is left."""
    if not block.rows or not any(row.place in used for row in block.rows):
        return block
    rows = tuple(row for row in block.rows if row.place not in used)
    gone = {row.number for row in block.rows} - {row.number for row in rows}
    gap, numbers = block.gap and rows[:1] == block.rows[:1], tuple(n for n in block.numbers if n not in gone)
    return replace(block, rows=rows, gap=gap, numbers=numbers) if rows else None


def _headed(blocks: Sequence[Block], voices: Voices) -> list[Block]:
    """The blocks of plain text: short lines that stand alone are headings; in a dialogue only those above speech."""
    said = [voice_of(block.rows[0], voices) is not None for block in blocks]
    texts = [block.rows[0].text for block, spoken in zip(blocks, said, strict=True) if not spoken]
    talks = sum(said) * 2 > len(blocks) and not any(map(asks, texts))
    result = []
    for block, after, here, spoken in zip(blocks, [*blocks[1:], None], said, [*said[1:], False], strict=False):
        row = block.rows[0]
        lists = after is not None and after.kind == "item"
        heads = after and block.gap and (after.gap or lists) and (spoken or not talks)
        heads = heads and not (lists and row.text.endswith(":"))
        alone = block.kind == "text" and not block.level and len(block.rows) == 1 and is_heading(row.text)
        if heads and alone and not here:
            rich = (row.rich[0]._replace(text=row.text.removesuffix(":")),)
            block = replace(block, kind="heading", level=2, rows=(replace(row, rich=rich),))
        result.append(block)
    return result


def _closing(blocks: Sequence[Block], voices: Voices, ruled: Collection[int]) -> frozenset[int]:
    """The places of the blocks that tell what is left to do: nobody asks, answers or speaks in them.

    Such a part is a list with all its items, or a paragraph; below a heading it goes on to the next one, and so does
    what stands below a rule (``ruled``) behind all that is asked and said. Nor does anybody ask or speak in a list
    below a heading that says what it lists (an agenda, people).
    """
    found: set[int] = set()
    head, taken, under = "", "", None
    texts = [(index, row.text, row) for index, block in enumerate(blocks) for row in block.rows]
    last = max((index for index, text, _ in texts if asks(text)), default=-1)
    asked = last + (last >= 0 and len(blocks[last].rows) == 1)  # up to its answer
    said = max((index for index, text, row in texts if USUAL.answer.match(text) or voice_of(row, voices)), default=-1)
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            under = is_about(block.texts[0])
        elif block.kind == "item" and under is False:
            found.add(block.place)
        colon = ":" * (block.kind == "text" and is_bold(block))
        if block.kind != "table" and is_closing(block.texts[0] + colon, inline=index > last):
            head, taken = block.kind, "text" if len(block.rows) > 1 else ""
        elif block.kind == "text" and (
            (index > last and is_sign_off(block.texts[0])) or (block.place in ruled and index > max(asked, said))
        ):
            head, taken = "heading", ""
        elif (
            block.kind == "heading"
            or TIME.fullmatch(block.texts[0])
            or (head != "heading" and taken and not block.level)
            or (head != "heading" and block.kind != "item" and block.gap and voice_of(block.rows[0], voices))
        ):
            head = ""
        else:
            taken = block.kind
        if head:
            found.add(block.place)
    return frozenset(found)


def _noted(blocks: Sequence[Block]) -> frozenset[int]:
    """The places of what was noted of a recording, above the line of time with which its transcript begins."""
    begins = (index for index, block in enumerate(blocks) if block.texts and _BEGINS.fullmatch(block.texts[0]))
    return frozenset(block.place for block in blocks[: next(begins, 0)])


def _session(facts: Opening, body: tuple[Item, ...], options: Options) -> Session:
    prose = [item.wikitext for item in body if isinstance(item, Prose)]
    unstyled = [re.sub("'{2,}", "", text) for text in prose]
    default = default_speaker(unstyled) if any(isinstance(item, Exchange) for item in body) else None
    first = (Person(default),) if default else ()
    people = merged(merged(merged(first, known(options.people)[0]), facts.people), people_in(prose))
    links = recordings(Line(1, line) for text in prose for line in text.split("\n"))
    return Session(
        title=facts.title,
        start=facts.start or facts.day,
        end=facts.end,
        venues=facts.venues,
        recordings=tuple(dict.fromkeys((*facts.recordings, *links))),
        people=merged(people, _speaking(body, called(people))),
        default_speaker=default,
        body=body,
        wiki=WikiLink(facts.page) if facts.page else None,
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


def _named(item: Item, nicks: Mapping[str, str]) -> Item:
    """An item with nicks replaced by the names that a person gave for them."""
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
