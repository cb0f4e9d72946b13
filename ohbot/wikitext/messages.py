"""Lines of chat logs as pages show them: the patterns that read them, and the forms in which new ones are written."""

import re
from typing import NamedTuple

from ohbot.model import Kind, Message
from ohbot.model.enclosures import Span, outside, shielded
from ohbot.model.text import one_line
from ohbot.wikitext.escape import escape_nick, unescape
from ohbot.wikitext.source import Context
from ohbot.wikitext.speakers import shown_name

_CLOCK = r"\d{1,2}:{1,2}\d\d"
_DATE = r"(?:[A-Z][a-z]{2} +\d{1,2} |\d{4}-\d\d-\d\d[T ]|\d\d?[-./]\d\d?[-./]\d{2,4},? )?"
_MORE = r"(?:[.,]\d{1,6})?(?: ?[AaPp]\.?[Mm]\b\.?)?(?:Z|[+-]\d\d:?\d\d| (?:UTC|GMT|[A-Z]{1,3}[SD]?T)\b)?"
_STAMP = rf"(?:{_DATE}{_CLOCK}(?::{{1,2}}\d\d)?{_MORE})"
_SECONDS = rf"(?:{_DATE}{_CLOCK}:{{1,2}}\d\d{_MORE})"
_BREAK_AT_END = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_BLANK = r"(?:[ \t\u00a0]|&nbsp;)"
_DRESS = r"(?:'''|''|</?(?:b|i|em|strong|code|tt|kbd|small|span|font|nowiki)(?: [^<>]*[^<>/])?>)*+"
"""Bold and the like around a stamp or a nick."""
_HEAD = re.compile(
    rf"[ \t:*#]*(?P<dress>{_DRESS})"
    rf"(?:\[(?P<square>{_STAMP})\]|\((?P<round>{_STAMP})\)|(?P<precise>{_SECONDS})|(?P<plain>{_STAMP}))"
    rf"{_DRESS}(?:,|{_BLANK}+[–-](?=[ \t]))?(?:{_BLANK}+|$)"
)
_STATUS = r"(?:[@+%~!]|&(?:amp;)?(?!\#|\w{1,30};))?"
"""The sign of a status before a nick."""
_LINKED = r"\[\[[^\[\]|:\n]+:[^\[\]|\n]+\|[^\[\]|\n]+\]\]"
_BODY = re.compile(
    r"(?P<mark>-!-|--(?:>|&gt;)\|?|\|?(?:<|&lt;)--|(?:<|&lt;)-(?:>|&gt;)|--(?=\t)|==|\*\*\*|=-=|[→←⇒⇐])[ \t]+"
    r"(?:\|[ \t]+)?(?P<event>.*)"
    r"|(?:(?:\*|•|-\*-|&\#42;)[ \t]+(?:\|[ \t]+)?|\*\*\*(?=\w))"
    rf"(?P<act>{_STATUS}(?P<actor>[^\s<>]+)(?:[ \t]+(?P<does>.*))?)"
    r"|(?:<|&lt;) ?(?P<bip>[^\s<>!:]{1,80})![^\s<>:]+:(?:[ \t]+(?P<told>.*)|$)"
    rf"|{_DRESS}(?:<|&lt;){_DRESS} ?{_STATUS}(?P<nick>[^<>\n]{{1,80}}?){_DRESS}(?:>|&gt;){_DRESS}:?"
    rf"(?:{_BLANK}+(?P<say>.*)|$)",
    re.DOTALL,
)
_NAMED = re.compile(
    rf"(?P<dress>{_DRESS})(?:{_STATUS}(?P<nick>[^\s:<>'\[][^:<>\n']{{0,60}}?)|(?P<link>{_LINKED}))"
    rf"{_DRESS}[ \t]*:{_DRESS}(?:{_BLANK}+(?P<say>.*)|$)",
    re.DOTALL,
)
_APART = (
    re.compile(rf"{_STATUS}(?P<nick>[^\s<>|:]{{1,60}})(?:\t|[ \t]+\|[ \t])[ \t]*(?P<say>.*)", re.DOTALL),
    re.compile(r"-(?P<nick>[^\s<>:-][^\s<>:]{0,59})-[ \t]+(?P<say>.*)", re.DOTALL),
)
"""What only clients write: nick and text in columns, and notices."""
_DASH = re.compile(r"—[ \t]+(?P<actor>[^\s<>:]{1,60})(?:[ \t]+(?P<does>.*)|$)", re.DOTALL)
_BEHIND = re.compile(
    rf"[ \t:*]*{_DRESS}{_STATUS}(?P<nick>[^\s\[\]()<>:'*#;=|{{}}!][^\[\]()<>:'\n|{{}}]{{0,60}}?){_DRESS}[, \t]*"
    rf"(?:\[(?P<square>{_STAMP})\]|\((?P<round>{_STAMP})\)){_DRESS}[ \t]*:{_DRESS}(?:[ \t]+(?P<say>.*)|$)",
    re.DOTALL,
)
"""A nick with its stamp behind it."""
_HAPPENED = re.compile(
    r"(?:^|\s)(?:(?:has |have )?(?:joined|left|quit|parted|entered|exited)(?= [#&]| the |\s*[\[(]|\.?$| \S+$)"
    r"|(?:is|are) now known as |changed? (?:his|her|their|the) (?:nick|name)"
    r"|(?:sets?|changes|changed) (?:the )?(?:mode|topic)|was kicked|has been kicked|has (?:changed|set) "
    r"|(?:gives|removes) (?:channel|voice)"
    r"|disconnected(?: |$)|timed out$)"
    r"|^(?:mode/|mode \(|Topic (?:for|set|is)|Now talking|You are now|(?:Joins|Parts|Quits): )"
)
_GUARD = re.compile(r"<nowiki\s*/>")
_MOST_BLANKS = 2
_TAGS = (
    "abbr|b|bdi|bdo|big|blockquote|br|caption|center|cite|code|data|dd|del|dfn|div|dl|dt|em|font|h[1-6]|hr|i|img|ins"
    "|kbd|li|link|mark|meta|ol|p|q|r[bpt]|rtc|ruby|s|samp|small|span|strike|strong|su[bp]|table|t[dhrt]|time|u|ul|var"
    "|wbr|nowiki|pre|poem|ref|references|gallery|syntaxhighlight|source|math|chem|ce|score|timeline|templatedata"
    "|templatestyles|graph|hiero|inputbox|imagemap|mapframe|maplink|categorytree|charinsert|indicator|section|tvar"
    "|translate|languages|includeonly|noinclude|onlyinclude"
)
_BARE = re.compile(
    rf"[ \t:*]*{_DRESS}(?:<(?!(?:{_TAGS})>)(?P<nick>[ @+%~&]?[^\s<>/=!@+%~&][^<>/=\n]{{0,39}})>"
    r"(?!.*</(?P=nick)>)|&lt;[^<>\n]{1,40}?(?:&gt;|>))",
    re.IGNORECASE | re.DOTALL,
)
"""A nick in angle brackets; what is no tag for the wiki shows as it is (MediaWiki: Sanitizer, common extensions)."""

LOG_LINE = re.compile(
    rf"^[ \t:*#]*(?:(?:<(?:nowiki|code|tt|small)>)?(?:''')?(?:\[{_STAMP}\]|\({_STAMP}\))(?:'''|</\w+>)?[ \t]+\S"
    rf"|(?:''')?{_STAMP}(?:''')?,?[ \t]+(?:<|&lt;|-!-|-\*-|\*|•|--|'''|\[\[)|{_SECONDS}[ \t]+\S"
    rf"|&lt;[^\s&]{{1,40}}&gt; |<(?!(?:{_TAGS})>)[@+%~&]?\w[^\s<>/=]{{0,39}}> )",
    re.MULTILINE,
)
"""Finds what looks like a line of a log, wherever in a page it stands."""


class MessageSpans(NamedTuple):
    """What a line says, and where in the visible line it says so; None where a part is absent.

    ``sure`` is False for a name and a colon behind nothing that only logs have: it may be an entry of a schedule.
    """

    kind: Kind
    time: Span | None
    speaker: Span | None
    text: Span
    sure: bool = True


def nick_of(wikitext: str) -> str | None:
    """The nick that a reader sees where a log names who speaks, if there is any."""
    return one_line(unescape(shown_name(wikitext) if wikitext.startswith("[[") else wikitext)) or None


_ENTRIES = frozenset(
    """break breakfast brunch lunch dinner supper tea coffee talk talks keynote session sessions panel workshop
    workshops presentation presentations discussion discussions opening closing welcome introduction introductions
    demo demos meeting meetings meetup lecture training tour photo registration start end when where what who
    day""".split()
)


def is_entry(name: str) -> bool:
    """Whether what stands before a colon rather begins an entry of a schedule than names who speaks."""
    return name.split(" ", 1)[0].lower() in _ENTRIES


def read_message(line: str, context: Context) -> MessageSpans | None:
    """The message on a visible line of a page, or None where the line is something else."""
    head = _HEAD.match(line)
    if head is None:
        return _stamped_behind(line) or _untimed(line, context)
    form = next(form for form in ("square", "round", "precise", "plain") if head[form])
    at, time = head.end(), head.span(form)
    stop = _undressed(line, head["dress"], at, text_end(line, at))
    said = _marked(line, at, stop, time)
    if said or stop <= at:
        return said
    if form == "plain":
        return _called(line, at, stop, time)
    loggish = form == "square" and (line[stop:].strip() != "" or context != "page" or line[0] in " \t")
    return _unmarked(line, at, stop, time, loggish)


def text_end(line: str, start: int = 0) -> int:
    """Where the text of a line ends: before blanks and a line break at its end."""
    end = _blanks_before(line, start, len(line))
    last = line.rfind("<", start, end)
    if last >= 0 and _BREAK_AT_END.fullmatch(line, last, end):
        return _blanks_before(line, start, last)
    return end


def _undressed(line: str, dress: str, at: int, stop: int) -> int:
    """Where the text ends, before what closes the dress around the whole line."""
    found = re.match(r"<(\w+)|('{2,3})", dress)
    close = "" if found is None else f"</{found[1]}>" if found[1] else found[2]
    whole = (
        bool(close)
        and line.endswith(close, at, stop)
        and line.find(close, line.index(dress) + len(dress)) == stop - len(close)
    )
    return stop - len(close) if whole else stop


def _blanks_before(line: str, start: int, end: int) -> int:
    while end > start and line[end - 1].isspace():
        end -= 1
    return end


def _stamped_behind(line: str) -> MessageSpans | None:
    found = _BEHIND.match(line) if "]" in line or ")" in line else None
    if found is None:
        return None
    text, stop = _said(found, "say"), text_end(line, found.end("nick"))
    form = "square" if found["square"] else "round"
    return MessageSpans("say", found.span(form), found.span("nick"), (text[0], max(text[0], stop)))


def _untimed(line: str, context: Context) -> MessageSpans | None:
    start = len(line) - len(line.lstrip(" \t"))
    raw = context in ("verbatim", "poem") or start > 0
    if not line.startswith(("-!-", "-*-", "&lt;", "<", "*") if raw else ("-!-", "-*-"), start):
        bare = _BARE.match(line)
        if raw or bare is None:
            return _called(line, start, text_end(line, start), None) if raw else None
        start += len(line[start:]) - len(line[start:].lstrip(" \t:*"))
    if raw and line.startswith(("</", "<!"), start):
        return None
    said = _marked(line, start, text_end(line, start), None)
    return said if said and said.text[0] < said.text[1] else None


def _marked(line: str, at: int, stop: int, time: Span | None) -> MessageSpans | None:
    """A line that says by a mark, brackets or columns what it is."""
    guard = _GUARD.match(line, at)
    if guard and time:
        return MessageSpans("say", time, None, (guard.end(), max(stop, guard.end())))
    found = _BODY.match(line, at, max(stop, at))
    if found is None:
        return None
    if found["mark"]:
        return MessageSpans("event", time, None, found.span("event"))
    if found["actor"]:
        return _acted(found, time)
    if found["bip"]:
        return MessageSpans("say", time, found.span("bip"), _said(found, "told"))
    return MessageSpans("say", time, found.span("nick"), _said(found, "say"))


def _acted(found: re.Match[str], time: Span | None) -> MessageSpans:
    does = _said(found, "does")
    guarded = does[0] > found.start("does") >= 0
    if not guarded and _HAPPENED.search(found["act"]):
        return MessageSpans("event", time, None, found.span("act"))
    return MessageSpans("action", time, found.span("actor"), does)


def _unmarked(line: str, at: int, stop: int, time: Span, loggish: bool) -> MessageSpans | None:
    """A line behind a stamp that only logs have: ``nick: text``, an event told in words, or a text alone."""
    dash = _DASH.match(line, at, stop)
    if dash:
        return MessageSpans("action", time, dash.span("actor"), _said(dash, "does"))
    for pattern in _APART:
        found = pattern.match(line, at, stop)
        if found:
            return MessageSpans("say", time, found.span("nick"), _said(found, "say"))
    found = _NAMED.match(line, at, stop)
    if _HAPPENED.search(line[at : found.end(_who(found)) if found else stop]):
        return MessageSpans("event", time, None, (at, stop))
    if found:
        return MessageSpans("say", time, found.span(_who(found)), _said(found, "say"))
    return MessageSpans("say", time, None, (at, stop)) if loggish else None


def _called(line: str, at: int, stop: int, time: Span | None) -> MessageSpans | None:
    """A name without anything that only logs have: in a list it has to be bold or a link, and it is of few words."""
    found = _NAMED.match(line, at, stop)
    if found is None:
        return None
    text, who = _said(found, "say"), _who(found)
    guarded = text[0] > found.start("say") >= 0
    listed = line[0] in "*#" and not (found["dress"] or found["link"])
    if not guarded and (listed or found[who].count(" ") > _MOST_BLANKS):
        return None
    return MessageSpans("say", time, found.span(who), text, sure=guarded)


def _who(found: re.Match[str]) -> str:
    return "link" if found["link"] else "nick"


def _said(found: re.Match[str], group: str) -> Span:
    """Where a group stands, without the guard before it, or the empty place at the end of the match."""
    start, end = found.span(group) if found[group] is not None else (found.end(), found.end())
    guard = _GUARD.match(found.string, start, end)
    return (guard.end() if guard else start, end)


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
