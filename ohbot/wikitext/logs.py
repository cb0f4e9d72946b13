"""Messages written onto a page: in the form of those that stand there, or in ohbot's own."""

from ohbot.model import Message
from ohbot.model.enclosures import Span
from ohbot.model.text import BREAK
from ohbot.wikitext.escape import escape_nick
from ohbot.wikitext.forms import Precaution
from ohbot.wikitext.messages import Context, as_written, message_opening, nick_of, read_message, text_end
from ohbot.wikitext.nodes import MessageNode
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.speakers import BOLD, write_speaker
from ohbot.wikitext.splice import relined, spliced
from ohbot.wikitext.tokens import GUARD


def write_like(
    page: ParsedPage, message: Message, like: MessageNode | None, *, dialogue: bool, precaution: Precaution
) -> str:
    """A new message in the form of one that stands on the page, or in ohbot's own."""
    context = like.context if like else "page"
    if dialogue and context == "page" and message.speaker and not message.time and message.kind == "say":
        return _write_spoken(page, message, like, guarded=Precaution.GUARD in precaution)
    stamp = f"[{message.time}] " if message.time else ""
    guard = GUARD if Precaution.GUARD in precaution and message.kind == "action" else ""
    own = f"{stamp}{message_opening(message)}{guard}{message.text}".rstrip(" ")
    own += "" if context in ("verbatim", "poem") else "<br />"
    near = like if like and like.shape == "log" and not precaution else None
    lines = (_copied(page, message, near), _fitted(page, message, near)) if near else ()
    line = next((line for line in lines if line and _message_on(line, context) == message), own)
    line = line if line.endswith("\n") else f"{line}\n"
    return as_written(line, context)


def with_break(line: str) -> str:
    """A line of a log for a place on another line, where a line break parts it from what follows."""
    return line.rstrip() if text_end(line) < len(line.rstrip()) else f"{line.rstrip()}<br />"


def _write_spoken(page: ParsedPage, message: Message, like: MessageNode | None, *, guarded: bool) -> str:
    line = page.source.visible(like.start, like.end) if like and like.shape == "dialogue" else ""
    mark = line[: len(line) - len(line.lstrip("*#: "))]
    read = page.names.speaker(line, len(mark))
    who = message.speaker or ""
    name = write_speaker(who, None, read.read.style if read else BOLD, linked=page.linked_speakers.get(who))
    end = page.text[like.text[1] : like.end].rstrip("\n") if like and read else ""
    spoken = page.names.speaker(name + message.text)
    plain = page.prior or (spoken and spoken.who == message.speaker and spoken.read.end == len(name))
    guard = "" if plain and not guarded else GUARD
    return f"{mark}{name}{guard}{message.text}{end if BREAK.fullmatch(end.strip()) else ''}\n"


def _copied(page: ParsedPage, message: Message, like: MessageNode) -> str | None:
    """The neighbour's line with the message's own time, speaker and text in it."""
    if not _alike(like, message):
        return None
    text, at, line = page.text, like.start, ""
    for place, value in _places(like, message):
        line += text[at : place[0]].rstrip("@+%~!" if place == like.speaker else "") + value
        at = place[1]
    return line + text[at : like.end]


def _alike(node: MessageNode, message: Message) -> bool:
    """Whether a message has the parts that a line has."""
    had = (node.item.kind, node.time is None, node.speaker is None)
    return had == (message.kind, message.time is None, message.speaker is None)


def _places(node: MessageNode, message: Message) -> list[tuple[Span, str]]:
    """Where the parts of a line stand, in order, and how another message's parts are written there."""
    speaker = escape_nick(message.speaker or "")
    parts = ((node.time, message.time or ""), (node.speaker, speaker), (node.text, message.text))
    return sorted((place, value) for place, value in parts if place)


def _fitted(page: ParsedPage, message: Message, like: MessageNode) -> str | None:
    """A line of ohbot's own form with the neighbour's indent, brackets and line end."""
    if not message.time or not like.time:
        return None
    lead = page.text[like.start : like.time[0]]
    stamp = lead + message.time + {"[": "]", "(": ")"}.get(lead[-1:], "")
    return f"{stamp} {message_opening(message)}{message.text}{page.text[like.text[1] : like.end]}"


def _message_on(line: str, context: Context) -> Message | None:
    """The message that a line shows, as it stands there."""
    read = read_message(line.rstrip("\n"), context)
    if read is None:
        return None
    time, speaker, text = (line[slice(*span)] if span else None for span in (read.time, read.speaker, read.text))
    return Message(text or "", time, nick_of(speaker) if speaker else None, read.kind)


def rewritten_message(page: ParsedPage, node: MessageNode, message: Message) -> str | None:
    """The source of a message that stands on the page, changed in place.

    None where its kind or parts differ, or where its line has no mark of an event and the new words tell of none.
    """
    if not _alike(node, message):
        return None
    old, text, at, pieces = dict(_places(node, node.item)), page.text, node.start, []
    for place, value in _places(node, message):
        pieces.append(text[at : place[0]])
        if place is node.text and place[0] == place[1] and value and not text[place[0] - 1].isspace():
            pieces.append(" ")
        written = as_written(value, node.context)
        written = written if node.context == "template" else relined(text[slice(*place)], written)
        pieces.append(text[slice(*place)] if value == old[place] else spliced(page.source, *place, written))
        at = place[1]
    line = "".join([*pieces, text[at : node.end]])
    was, is_now = (_message_on(one, node.context) for one in (text[node.start : node.end], line))
    lost = was and was.kind == "event" and not (is_now and is_now.kind == "event")
    return None if lost else line
