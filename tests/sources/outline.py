"""An import in the compact form in which the cases beside the tests write what they expect.

Texts are unescaped, so that a case reads like its transcript; another test says that they are escaped.
"""

from collections.abc import Mapping
from typing import Any

from ohbot.model import Answer, Exchange, Heading, Item, Message, Person, Prose
from ohbot.sources import Imported
from ohbot.wikitext.escape import unescape

MESSAGE = {"say": "{time}<{speaker}> {text}", "action": "{time}* {speaker} {text}", "event": "{time}-- {text}"}


def outline(imported: Imported) -> dict[str, Any]:
    """Everything that a case may speak of; what is empty is left out."""
    session, reading = imported.reading.session, imported.reading
    values = {
        "format": imported.format,
        "encoding": None if imported.encoding == "utf-8" else imported.encoding,
        "page": session.wiki and session.wiki.page,
        "title": session.title,
        "start": session.start and session.start.isoformat(),
        "end": session.end and session.end.isoformat(),
        "venues": list(session.venues),
        "recordings": list(session.recordings),
        "people": [_named(person) for person in session.people],
        "default_speaker": session.default_speaker,
        "dropped": _counts(reading.account.dropped),
        "unplaced": list(reading.account.unplaced),
        "removed": _counts(reading.removed),
        "notes": [f"{note.line}: {note.sentence}" if note.line else note.sentence for note in imported.notes],
        "body": [_item(item) for item in session.body],
    }
    return {name: value for name, value in values.items() if value}


def _counts(lines: Mapping[str, tuple[int, ...]]) -> dict[str, int]:
    return {kind: len(numbers) for kind, numbers in lines.items()}


def _named(person: Person) -> str:
    return f"{person.name} ({person.role})" if person.role else person.name


def _item(item: Item) -> Any:
    match item:
        case Exchange(question=question, answers=answers):
            return _asked(question, answers)
        case Message(text=text, time=time, speaker=speaker, kind=kind):
            return MESSAGE[kind].format(time=f"{time} " if time else "", speaker=speaker, text=unescape(text))
        case Heading(text=text, level=level):
            return {"heading": unescape(text)} | ({} if level == 2 else {"level": level})
        case Prose(wikitext=wikitext):
            return {"prose": unescape(wikitext)}


def _asked(question: str, answers: tuple[Answer, ...]) -> Any:
    said = {"say": [_answer(answer) for answer in answers]} if answers else {}
    return {"ask": unescape(question)} | said


def _answer(answer: Answer) -> Any:
    text = unescape(answer.text)
    if answer.speaker is None:
        return text
    return {f"{answer.speaker} ({answer.role})" if answer.role else answer.speaker: text}
