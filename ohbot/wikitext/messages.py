"""Lines of chat logs as pages show them: the dress they wear there, and the forms in which new ones are written."""

import re
from typing import Literal, TypeAlias

from ohbot.model import Message
from ohbot.model.enclosures import Span, shielded, sub_outside
from ohbot.model.text import BREAK, one_line
from ohbot.recognise.chatline import ChatEvidence, ChatLine, read_line
from ohbot.recognise.stamps import STAMP, stamp_pattern
from ohbot.wikitext.escape import escape_nick, unescape
from ohbot.wikitext.speakers import shown_name
from ohbot.wikitext.tokens import CATEGORY, GUARD, GUARD_TAG

Context: TypeAlias = Literal["page", "verbatim", "poem", "table", "template"]
"""What encloses a line: nothing, ``<pre>``, ``<poem>``, a table, or an argument of a template."""

_QUOTES_OR_TAG = r"'{2,}|</?(?:b|i|em|strong|code|tt|kbd|small|span|font|nowiki)(?: [^<>]*[^<>/])?>"
_DRESS = re.compile(rf"(?:{_QUOTES_OR_TAG})++")
_TOKEN = re.compile(
    rf"(?P<none>{_QUOTES_OR_TAG})|(?<!&lt;)(?<!<)&(?P<lt>lt);|&(?:(?P<gt>gt)|(?P<amp>amp(?!;\#|;\w{{1,30}};))"
    r"|(?P<star>\#42)|(?P<other>(?!nbsp)\#?\w{1,30}));|(?P<blank>&nbsp;|\u00a0)"
    r"|\[\[[^\[\]|:\n]+:[^\[\]|\n]+\|(?P<label>[^\[\]|\n]+)\]\]"
)
"""What a page puts around stamps and nicks and into them, and a reader sees otherwise."""
_SHOWN = {"none": "", "lt": "<", "gt": ">", "amp": "&", "blank": " ", "star": "*", "other": "\ue000"}
_LONGEST_HEAD = 300
"""How far into a line its stamp and nick reach at the most."""
_OPENING = re.compile(rf"(?=(?:{_QUOTES_OR_TAG}))(?:<(\w+)[^<>]*>|('{{2,3}}))")
_TIME_BEHIND = re.compile(r"\d:\d\d[^\[\]()]{0,20}[\])]")
_TAGS = (
    "abbr|b|bdi|bdo|big|blockquote|br|caption|center|cite|code|data|dd|del|dfn|div|dl|dt|em|font|h[1-6]|hr|i|img|ins"
    "|kbd|li|link|mark|meta|ol|p|q|r[bpt]|rtc|ruby|s|samp|small|span|strike|strong|su[bp]|table|t[dhrt]|time|u|ul|var"
    "|wbr|nowiki|pre|poem|ref|references|gallery|syntaxhighlight|source|math|chem|ce|score|timeline|templatedata"
    "|templatestyles|graph|hiero|inputbox|imagemap|mapframe|maplink|categorytree|charinsert|indicator|section|tvar"
    "|translate|languages|includeonly|noinclude|onlyinclude"
)
_TAG = re.compile(rf"<(?:[!/]|(?:{_TAGS})>|[^<>]*[/=]|([^<>\n]+)>.*</\1>)", re.IGNORECASE | re.DOTALL)
"""What is no nick in brackets for the wiki; other words in them show as they are (MediaWiki: Sanitizer)."""
_USUAL = re.compile(r"(?P<stamp>[^<>&'\u00a0]{1,60}[ \t]|)<[^<>&'\u00a0]{1,80}>[ \t]+(?=[^\s<])")
"""How most lines of raw logs begin, without any dress."""
_LITERAL_TAG = re.compile(r"<(?:[!/]|\w+ [^<>]*=)")
_STAMP, _PRECISE = stamp_pattern(), stamp_pattern(seconds=True)
LOG_LINE = re.compile(
    rf"^[ \t:*#]*(?:(?:<(?:nowiki|code|tt|small)>)?(?:''')?(?:\[{_STAMP}\]|\({_STAMP}\))(?:'''|</\w+>)?[ \t]+\S"
    rf"|(?:''')?{_STAMP}(?:''')?,?[ \t]+(?:<|&lt;|-!-|-\*-|\*|•|--|'''|\[\[)|{_PRECISE}[ \t]+\S"
    rf"|&lt;[^\s&]{{1,40}}&gt; |<(?!(?:{_TAGS})>)[@+%~&]?\w[^\s<>/=]{{0,39}}> )",
    re.MULTILINE,
)
"""Finds what looks like a line of a log, wherever in a page it stands."""


def nick_of(wikitext: str) -> str | None:
    """The nick that a reader sees where a log names who speaks, if there is any."""
    return one_line(unescape(shown_name(wikitext) if wikitext.startswith("[[") else wikitext)) or None


class _Plain:
    """A line without its dress, as the grammar of chats reads it, and where its characters stand on the page."""

    def __init__(self, line: str, start: int, stop: int) -> None:
        """What stands before ``start`` stays as it is; what stands behind ``stop`` is left away."""
        pieces: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []  # of each character
        self.emphasis: int | None = None
        self._stop, at = stop, 0
        bracket = line.find("&gt;", start, start + _LONGEST_HEAD)  # behind it, only what closes bold and the like
        end = start + _LONGEST_HEAD if bracket < 0 else bracket + 20
        for token in _TOKEN.finditer(line, start, min(stop, end)):
            if token.start() and line[token.start() - 1].isspace() and _DRESS.fullmatch(line, token.start(), stop):
                break  # it is all of the text
            shown = token["label"] or _SHOWN[token.lastgroup or ""]
            if self.emphasis is None and token.lastgroup in ("none", "label"):
                self.emphasis = token.start()
            pieces += [line[at : token.start()], shown]
            self._starts += [*range(at, token.start()), *[token.start()] * len(shown)]
            self._ends += [*range(at + 1, token.start() + 1), *[token.end()] * len(shown)]
            at = token.end()
        self._by = at - len(self._starts)
        self.text = "".join([*pieces, line[at:stop]])

    def place(self, at: int, *, end: bool = False) -> int:
        """Where a character stands in the page's line, or with ``end`` where the one before it ends."""
        places = self._ends if end else self._starts
        return places[at - end] if at - end < len(places) else at + self._by

    def span(self, span: Span | None) -> Span | None:
        """Where a stretch stands in the page's line, without the dress around it."""
        return span and (self.place(span[0]), self.place(span[1], end=True))

    def text_span(self, start: int) -> Span:
        """Where the text stands in the page's line: all behind the blank before it, with its own dress."""
        while self.text[start - 2 : start].isspace() and self.place(start - 1, end=True) < self.place(start - 1):
            start -= 1  # the blank is one between dress and text
        behind_blank = start > 0 and self.text[start - 1].isspace()
        return min(self.place(start, end=behind_blank), self._stop), self._stop


def read_message(line: str, context: Context) -> ChatLine | None:
    """The message on a visible line of a page, or None where the line is something else."""
    raw = context in ("verbatim", "poem") or line[:1] in (" ", "\t")
    lead = len(line) - len(line.lstrip(" \t:*#"))
    if not raw and _is_prose(line, lead):
        return None
    stop = text_end(line)
    guard = GUARD_TAG.search(line, lead, min(stop, lead + _LONGEST_HEAD))
    read = _read(line, lead, guard.start(), context, raw=raw, guarded=True) if guard else None
    if guard and read and not line[slice(*read.text)].strip():
        start, end = guard.end(), max(stop, guard.end())
    elif read := _read(line, lead, stop, context, raw=raw):
        start, end = read.text
    else:
        return None
    # the text ends before what closes a dress that opens before it
    for dress in _OPENING.finditer(line, lead, start):
        close = f"</{dress[1]}>" if dress[1] else dress[2]
        if line.endswith(close, start, end) and line.find(close, dress.end()) == end - len(close):
            end = max(start, text_end(line[: end - len(close)]))
    return read._replace(text=(start, end))


def _is_prose(line: str, lead: int) -> bool:
    """Whether a line begins with a word that is no part of a stamp: most lines of pages do."""
    dress = _DRESS.match(line, lead)
    at = dress.end() if dress else lead
    return line[at : at + 1].isalpha() and not STAMP.match(line, at) and not _TIME_BEHIND.search(line, at, at + 120)


def _read(line: str, lead: int, stop: int, context: Context, *, raw: bool, guarded: bool = False) -> ChatLine | None:
    usual = _USUAL.match(line, lead, stop)
    if usual and (found := STAMP.match(line, lead)) and found.end() == usual.end("stamp"):
        return read_line(line[:stop], lead, ChatEvidence())
    plain = _Plain(line, lead, stop)
    text, at = plain.text, lead
    if not STAMP.match(text, lead):
        if "#" in line[:lead] and not raw:
            return None  # an item of a numbered list
        at = len(line) - len(line.lstrip(" \t")) if raw else lead
        if text.startswith("<", at) and (_LITERAL_TAG if raw else _TAG).match(line, plain.place(at)):
            return None
    colon = text.find(": ", at)
    shown = plain.emphasis is not None and colon >= 0 and plain.emphasis <= plain.place(colon)
    evidence = ChatEvidence(
        raw=raw,
        ends=guarded or context in ("table", "template") or line[stop:].strip() != "",
        emphasis=shown or line[:1] not in ("*", "#"),
        guarded=guarded,
    )
    read = read_line(text, at, evidence)
    if read is None:
        return None
    speaker, text_span = plain.span(read.speaker), plain.text_span(read.text[0])
    return ChatLine(read.kind, speaker, text_span, None, read.sure, plain.span(read.time))


def text_end(line: str) -> int:
    """Where the text of a line ends: before blanks and a line break at its end."""
    end = len(line.rstrip())
    last = line.rfind("<", 0, end)
    return len(line[:last].rstrip()) if last >= 0 and BREAK.fullmatch(line, last, end) else end


def message_opening(message: Message) -> str:
    """What stands between the stamp and the text of a message: the speaker and the mark of its kind."""
    name = escape_nick(message.speaker or "")
    if message.kind == "event":
        return "-!- "
    if message.kind == "action":
        return f"* {name} " if message.time else f"-*- {name} "
    if message.speaker is None:
        return GUARD
    return f"&lt;{name}&gt; "


_ARGUMENT = {"|": "{{!}}", "=": "&#61;"}
_LITERAL = {
    # what shows as it stands in a box such as <pre>, and anywhere else belongs to the page, with a reference in it
    "<": ("&lt;", r"(?=!--|/?(?:translate|tvar|noinclude|onlyinclude|section)\b|/>)"),
    "_": ("&#95;", r"(?=_[A-Z]+__)"),
    "[": ("&#91;", rf"(?=\[\s*(?:{CATEGORY})\s*:)"),
}
_SIGNS = re.compile("|".join(re.escape(sign) + behind for sign, (_, behind) in _LITERAL.items()), re.IGNORECASE)
_REFERENCES = re.compile("|".join(written + behind for written, behind in _LITERAL.values()), re.IGNORECASE)
_SIGN_OF = {written: sign for sign, (written, _) in _LITERAL.items()}


def as_written(line: str, context: Context) -> str:
    """What is said as wikitext for what encloses it; inverse of ``as_read``.

    In a template's argument bars and equals signs part; a box such as ``<pre>`` shows all as it stands.
    """
    if context == "verbatim":
        return _REFERENCES.sub(lambda found: _SIGN_OF[found[0].lower()], line)
    if context != "template":
        return line
    return sub_outside(re.compile(r"[|=]"), lambda sign: _ARGUMENT[sign[0]], line, shielded(line))


def as_read(line: str, context: Context) -> str:
    """The wikitext that shows anywhere what some wikitext shows in what encloses it."""
    if context == "verbatim":
        return _SIGNS.sub(lambda found: _LITERAL[found[0]][0], line)
    for sign, written in _ARGUMENT.items() if context == "template" else ():
        line = line.replace(written, sign)
    return line
