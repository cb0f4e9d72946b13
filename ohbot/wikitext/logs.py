"""Messages written onto a page: in the form of those that stand there, or in ohbot's own."""

from ohbot.model import Message
from ohbot.wikitext.escape import escape_nick, unescape
from ohbot.wikitext.messages import BRACKETS, message_opening, read_message, write_argument, write_message
from ohbot.wikitext.nodes import MessageNode
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.speakers import GUARD, write_speaker
from ohbot.wikitext.splice import spliced


def write_like(
    page: ParsedPage, message: Message, like: MessageNode | None, *, dialogue: bool, guarded: int = 0
) -> str:
    """A new message in the form of one that stands on the page, or in ohbot's own."""
    context = like.context if like else "page"
    if dialogue and context == "page" and message.speaker and not message.time and message.kind == "say":
        return _write_spoken(page, message, like, guarded=guarded)
    if like is None or like.shape != "log" or guarded:
        return write_message(message, context, guarded=guarded)
    lines = (_copied(page, message, like), _fitted(page, message, like), write_message(message, context))
    line = next((line for line in lines if line and _reads_as(line, message, like)), lines[-1])
    return write_argument(line) if context == "template" else line


def _write_spoken(page: ParsedPage, message: Message, like: MessageNode | None, *, guarded: int) -> str:
    line = page.source.visible(like.start, like.end) if like and like.shape == "dialogue" else ""
    mark = line[: len(line) - len(line.lstrip("*#: "))]
    style = page.names.speaker(line, len(mark))
    name = write_speaker(message.speaker or "", None, style[0].style if style else "bold")
    spoken = page.names.speaker(name + message.text)
    plain = spoken and spoken[1] == message.speaker and spoken[0].end == len(name) and not guarded
    guard = "" if plain else GUARD
    return f"{mark}{name}{guard}{message.text}\n"


def _copied(page: ParsedPage, message: Message, like: MessageNode) -> str | None:
    """The neighbour's line with the message's own time, speaker and text in it."""
    same = (like.item.kind, like.time is None, like.speaker is None)
    if same != (message.kind, message.time is None, message.speaker is None):
        return None
    text, at, line = page.text, like.start, ""
    speaker = escape_nick(message.speaker) if message.speaker else None
    for place, value in ((like.time, message.time), (like.speaker, speaker)):
        if place:
            line += text[at : place[0]].rstrip("@+%~!") + (value or "")
            at = place[1]
    return line + text[at : like.text[0]] + message.text + text[like.text[1] : like.end]


def _fitted(page: ParsedPage, message: Message, like: MessageNode) -> str | None:
    """A line of ohbot's own form with the neighbour's indent, brackets and line end."""
    text = page.text
    lead = text[like.start : like.time[0]] if like.time else ""
    bracket = lead[-1:] if lead[-1:] in BRACKETS else ""
    stamp = (lead + message.time + BRACKETS.get(bracket, "") + " ") if message.time and like.time else None
    if stamp is None:
        return None
    return stamp + message_opening(message) + message.text + text[like.text[1] : like.end]


def _reads_as(line: str, message: Message, like: MessageNode) -> bool:
    read = read_message(line.rstrip("\n"), like.context)
    if read is None:
        return False
    time, speaker, text = (line[s[0] : s[1]] if s else None for s in (read.time, read.speaker, read.text))
    said = Message(text or "", time, unescape(speaker) if speaker else None, read.kind)
    return said == message


def rewritten_message(page: ParsedPage, node: MessageNode, message: Message, *, guarded: int = 0) -> str | None:
    """The source of a message that stands on the page, changed in place; None where its kind or parts differ."""
    same = (node.item.kind, node.time is None, node.speaker is None)
    if same != (message.kind, message.time is None, message.speaker is None):
        return None
    text, at, pieces = page.text, node.start, []
    for place, old, new in (
        (node.time, node.item.time, message.time),
        (node.speaker, node.item.speaker, message.speaker),
        (node.text, node.item.text, message.text),
    ):
        if place is None:
            continue
        pieces.append(text[at : place[0]])
        if guarded and place is node.text and not text.endswith(GUARD, at, place[0]):
            pieces.append(GUARD)
        written = escape_nick(new or "") if place is node.speaker else new or ""
        written = write_argument(written) if node.context == "template" else written
        pieces.append(text[slice(*place)] if old == new else spliced(page.source, *place, written))
        at = place[1]
    return "".join([*pieces, text[at : node.end]])
