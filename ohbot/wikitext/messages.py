"""Lines of chat logs as pages show them: the patterns that read them, and the forms in which new ones are written."""

import re
from typing import NamedTuple

from ohbot.model import Kind, Message
from ohbot.wikitext.escape import escape_nick
from ohbot.wikitext.source import Context, Span, outside, shielded

_STAMP = (
    r"(?:(?:[A-Z][a-z]{2} +\d{1,2} |\d{4}-\d\d-\d\d[T ]|\d\d?[-./]\d\d?[-./]\d{2,4},? )?"
    r"\d{1,2}:{1,2}\d\d(?::{1,2}\d\d)?(?:[.,]\d{1,6})?(?: ?[AaPp]\.?[Mm]\b\.?)?(?:Z|[+-]\d\d:?\d\d)?)"
)
_BREAK_AT_END = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_TAG = r"(?:<(?P<tag>nowiki|code|tt|small)>)?"
_HEAD = re.compile(
    rf"[ \t:*#]*{_TAG}(?:\[(?P<square>{_STAMP})\]|\((?P<round>{_STAMP})\)|(?P<plain>{_STAMP}))(?:[ \t]+|$)"
)
_BODY = re.compile(
    r"(?P<mark>-!-|--(?:>|&gt;)|(?:<|&lt;)--|==|\*\*\*|=-=|→|←)[ \t]+(?P<event>.*)"
    r"|(?:\*|•|-\*-|&\#42;)[ \t]+(?P<act>(?P<actor>[^\s<>]+)(?:[ \t]+(?P<does>.*))?)"
    r"|(?:<|&lt;) ?(?P<bip>[^\s<>!:]{1,80})![^\s<>:]+:(?:[ \t]+(?P<told>.*)|$)"
    r"|(?:'''|<nowiki>)?(?:<|&lt;)(?:''')?[ @+%~!]?(?P<nick>[^<>\n]{1,80}?)(?:''')?(?:>|&gt;)(?:'''|</nowiki>)?:?"
    r"(?:[ \t]+(?P<say>.*)|$)",
    re.DOTALL,
)
_NAMED = re.compile(
    r"(?:''')?[@+%]?(?P<nick>[^\s:<>'\[][^:<>\n']{0,60}?)(?:'''[ \t]*:|:(?:''')?)(?:[ \t]+(?P<say>.*)|$)", re.DOTALL
)
_HAPPENED = re.compile(
    r"(?:^|\s)(?:(?:has |have )?(?:joined|left|quit|parted|entered|exited)(?= [#&]| the |\s*[\[(]|\.?$| \S+$)"
    r"|(?:is|are) now known as |changed? (?:his|her|their|the) (?:nick|name)"
    r"|(?:sets?|changes|changed) (?:the )?(?:mode|topic)|was kicked|has been kicked|has (?:changed|set) "
    r"|(?:gives|removes) (?:channel|voice)"
    r"|disconnected(?: |$)|timed out$)|^(?:mode/|Topic (?:for|set|is)|Now talking|You are now)"
)
_GUARD = re.compile(r"<nowiki\s*/>")

LOG_LINE = re.compile(
    rf"^[ \t:*#]*(?:(?:\[{_STAMP}\]|\({_STAMP}\))[ \t]+\S|{_STAMP}[ \t]+(?:<|&lt;|-!-|-\*-|\*|•|--)"
    r"|&lt;[^\s&]{1,40}&gt; )",
    re.MULTILINE,
)
"""Finds what looks like a line of a log, wherever in a page it stands."""


class MessageSpans(NamedTuple):
    """What a line says, and where in the visible line it says so; None where a part is absent."""

    kind: Kind
    time: Span | None
    speaker: Span | None
    text: Span


def read_message(line: str, context: Context) -> MessageSpans | None:
    """The message on a visible line of a page, or None where the line is something else."""
    head = _HEAD.match(line)
    if head is None:
        return _untimed(line, context)
    time = next(head.span(form) for form in ("square", "round", "plain") if head[form])
    stop = text_end(line, head.end())
    if head["tag"] and line.endswith(f"</{head['tag']}>", 0, stop):
        stop -= len(head["tag"]) + 3
    loggish = head["square"] is not None and (line[stop:].strip() != "" or context != "page" or line[0] in " \t")
    return _body(line, head.end(), stop, time, head["plain"] is None, loggish)


def text_end(line: str, start: int = 0) -> int:
    """Where the text of a line ends: before blanks and a line break at its end."""
    end = _blanks_before(line, start, len(line))
    last = line.rfind("<", start, end)
    if last >= 0 and _BREAK_AT_END.fullmatch(line, last, end):
        return _blanks_before(line, start, last)
    return end


def _blanks_before(line: str, start: int, end: int) -> int:
    while end > start and line[end - 1].isspace():
        end -= 1
    return end


def _untimed(line: str, context: Context) -> MessageSpans | None:
    start = len(line) - len(line.lstrip(" \t"))
    raw = context in ("verbatim", "poem") or start > 0
    if not line.startswith(("-!-", "-*-", "&lt;") if not raw else ("-!-", "-*-", "&lt;", "<", "*"), start):
        return None
    if raw and line.startswith(("</", "<!"), start):
        return None
    said = _body(line, start, text_end(line, start), None, False, False)
    return said if said and said.text[0] < said.text[1] else None


def _body(line: str, at: int, stop: int, time: Span | None, named: bool, loggish: bool) -> MessageSpans | None:
    guard = _GUARD.match(line, at)
    if guard and time:
        return MessageSpans("say", time, None, (guard.end(), max(stop, guard.end())))
    found = _BODY.match(line, at, max(stop, at))
    if found and found["mark"]:
        return MessageSpans("event", time, None, found.span("event"))
    if found and found["actor"]:
        does = _or_end(found, "does")
        guard = _GUARD.match(line, does[0], does[1])
        if guard:
            return MessageSpans("action", time, found.span("actor"), (guard.end(), does[1]))
        if _HAPPENED.search(line, found.start("act"), found.end("act")):
            return MessageSpans("event", time, None, found.span("act"))
        return MessageSpans("action", time, found.span("actor"), does)
    if found and found["bip"]:
        return MessageSpans("say", time, found.span("bip"), _or_end(found, "told"))
    if found:
        return MessageSpans("say", time, found.span("nick"), _or_end(found, "say"))
    if not named or stop <= at:
        return None
    return _unmarked(line, at, stop, time, loggish)


def _unmarked(line: str, at: int, stop: int, time: Span | None, loggish: bool) -> MessageSpans | None:
    """A line behind a stamp in brackets that has no mark: ``nick: text``, an event told in words, or a text alone."""
    found = _NAMED.match(line, at, stop)
    told = found.end("nick") if found else stop
    if _HAPPENED.search(line[at:told]):
        return MessageSpans("event", time, None, (at, stop))
    if found:
        return MessageSpans("say", time, found.span("nick"), _or_end(found, "say"))
    return MessageSpans("say", time, None, (at, stop)) if loggish else None


def _or_end(found: re.Match[str], group: str) -> Span:
    """Where a group stands, or the empty place at the end of the match."""
    return found.span(group) if found[group] is not None else (found.end(), found.end())


BRACKETS = {"[": "]", "(": ")"}


def write_message(message: Message, context: Context = "page", *, bracket: str = "[", guarded: int = 0) -> str:
    """A new line for a message, in the form in which ohbot writes logs; ``read_message`` reads it back."""
    stamp = f"{bracket}{message.time}{BRACKETS[bracket]} " if message.time else ""
    guard = "<nowiki/>" if guarded and message.kind == "action" else ""
    line = f"{stamp}{message_opening(message)}{guard}{message.text}".rstrip(" ")
    return f"{line}\n" if context in ("verbatim", "poem") else f"{line}<br />\n"


def message_opening(message: Message) -> str:
    """What stands between the stamp and the text of a message: the speaker and the mark of its kind."""
    name = escape_nick(message.speaker or "")
    if message.kind == "event":
        return "-!- "
    if message.kind == "action":
        return f"* {name} " if message.time else f"-*- {name} "
    if message.speaker is None:
        return "<nowiki/>"
    return f"&lt;{name}&gt; "


_ARGUMENT = {"|": "{{!}}", "=": "&#61;"}


def write_argument(line: str) -> str:
    """Wikitext for a template's argument, where bars and equals signs part; inverse of ``read_argument``."""
    found = outside(re.finditer(r"[|=]", line), shielded(line))
    at, pieces = 0, []
    for sign in found:
        pieces += [line[at : sign.start()], _ARGUMENT[sign[0]]]
        at = sign.end()
    return "".join([*pieces, line[at:]])


def read_argument(line: str) -> str:
    """The wikitext that an argument of a template stands for."""
    for sign, written in _ARGUMENT.items():
        line = line.replace(written, sign)
    return line
