"""Documents that show a chat or a recording's turns: a saved log, a transcript with name and time, an export."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ohbot.model import Message, Person, Session
from ohbot.recognise.dates import find_when
from ohbot.recognise.people import merged
from ohbot.recognise.stamps import STAMP
from ohbot.sources import clients
from ohbot.sources.base import Line, Options, Reading, account, sample
from ohbot.sources.documents.blocks import CLOCK, Block, Document
from ohbot.sources.rich import wikitext


def chat_in(document: Document, lines: Sequence[Line], options: Options) -> Reading | None:
    """The chat or the turns that a document surely shows; None where it is anything else."""
    if any(block.role == "author" for block in document.blocks):
        return _export(document, lines, options)
    if document.is_plain:
        return None
    rows = [row for block in document.blocks if block.kind != "table" for row in block.rows]
    texts = [Line(row.place, row.raw or row.text) for row in rows]
    written = [line for line in texts if line.text.strip()]
    stamped = sum(STAMP.match(text) is not None for _, text in written)
    if clients.transcript_share(sample(texts)) >= 0.9:
        return _placed(clients.read_transcript(texts, options), document, lines)
    if stamped * 2 >= len(written) and clients.share(sample(written)) >= 0.85:
        return _placed(clients.read_log(written, options), document, lines)
    return None


def _placed(found: Reading, document: Document, lines: Sequence[Line]) -> Reading:
    """The reading of a document's rows with the numbers that lines have in the file.

    A line is kept where any part of it is.
    """
    rows = [row for block in document.blocks for row in block.rows]
    numbers = {row.place: row.number for row in rows}
    kinds = {place: kind for kind, places in found.account.dropped.items() for place in places}
    kept = {number for block in document.blocks for number in block.numbers}
    kept -= {numbers[place] for place in found.account.unplaced}
    kept -= {numbers[place] for place in kinds} - {row.number for row in rows if row.place not in kinds}
    dropped = {numbers[place]: kind for place, kind in kinds.items()}
    title = next((row.text.removeprefix("Title: ") for row in document.front), None)
    return replace(
        found,
        session=replace(found.session, title=found.session.title or title),
        account=account(lines, kept=kept, dropped={**document.dropped, **dropped}),
        notes=tuple(replace(note, line=numbers.get(note.line or 0)) for note in found.notes),
        removed={kind: tuple(numbers[place] for place in places) for kind, places in found.removed.items()},
    )


def _export(document: Document, lines: Sequence[Line], options: Options) -> Reading:
    """The messages of the page that a chat exports: name, time and words of each, in elements of their own."""
    first = next(index for index, block in enumerate(document.blocks) if block.role in ("author", "time"))
    front = [row.text.removeprefix("Title: ") for row in document.front]
    above = [block.rows[0].text for block in document.blocks[:first] if block.rows and block.role != "aside"]
    no_titles = ("exported data", "chat export", "messages", "chat history")
    title = next((text for text in (*front, *above) if text.casefold() not in no_titles), None)
    dropped = {number: "title" for block in document.blocks[:first] for number in block.numbers}
    hints = (block.hint or block.rows[0].text for block in document.blocks if block.role in ("time", "event"))
    whens = [when for hint in hints if (when := find_when(hint))]
    start = next((start for when in whens if (start := when.start(options.timezone))), None)
    # The start tells the day of all messages, where it is known and they are of one day.
    dated = start is None or len({when.day for when in whens}) > 1
    body = list(_messages(document.blocks[first:], dropped, dated=dated))
    names = dict.fromkeys(item.speaker for item in body if item.speaker)
    people = merged(options.people, (Person(name) for name in names))
    kept = {number for block in document.blocks[first:] for number in block.numbers} - dropped.keys()
    session = Session(title=title, start=start, people=people, body=tuple(body))
    return Reading(session, account(lines, kept=kept, dropped={**document.dropped, **dropped}))


def _messages(blocks: Sequence[Block], dropped: dict[int, str], *, dated: bool) -> Iterator[Message]:
    """Each message; one without a name is of whom the last one was. Some pages have the time behind the words."""
    roles = [block.role for block in blocks]
    is_behind = {"time", "words"} <= set(roles) and roles.index("words") < roles.index("time")
    waiting: list[Message] = []
    speaker = time = None
    last = 0
    for block in blocks:
        if block.role == "author":
            speaker = block.rows[0].text
        elif block.role == "time":
            clock = None if dated else re.search(CLOCK, block.rows[0].text)
            time = clock[0] if clock else block.rows[0].text
            yield from (replace(one, time=time) if is_behind else one for one in waiting)
            waiting = []
        elif block.role == "aside":
            dropped.update(dict.fromkeys(block.numbers, "beside the messages"))
        elif block.rows:
            text = " ".join(wikitext(row.rich) for row in block.rows)
            if last and block.element and block.element == last:
                waiting[-1] = replace(waiting[-1], text=f"{waiting[-1].text} {text}")
                continue
            is_event = block.role == "event" or speaker is None
            if not is_behind or is_event:
                yield from waiting
                waiting = []
            waiting.append(Message(text, kind="event") if is_event else Message(text, time, speaker))
        last = block.element if block.role == "words" else 0
    yield from waiting
