"""Takes out of logs what was never meant for a page: hosts, addresses, real names, telephone numbers."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from ohbot.sources.base import LinesByKind

HOST, REAL_NAME, NUMBER = "host", "real name", "telephone number"

_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_GROUP = r"[0-9A-Fa-f]{1,4}"
_EMBEDDED = r"(?:ip[-.]?)?\d{1,3}(?:[-.]\d{1,3}){3}"
_RULES = (
    # kind, sign (see _signs) without which the rule finds nothing, pattern
    ("e-mail address", "@", r"[\w.+~%=-]{1,64}@[\w-]+(?:\.[\w-]+)+"),
    (HOST, "@", r"\*@[\w*-]+(?:[.:/][\w*-]+)*"),
    (
        HOST,
        "4",
        rf"(?<![\w.-])(?:[A-Za-z][\w-]{{0,60}}?[-.])?{_EMBEDDED}(?:[.-]+\w+){{0,20}}\.[A-Za-z]{{2,}}(?![\w-])",
    ),
    ("IP address", ":", rf"(?<![\w:])(?:{_GROUP}:|:){{2,7}}(?:{_OCTET}\.){{3}}{_OCTET}(?!\d|\.\d)"),
    ("IP address", ":", rf"(?<![\w:])(?:{_GROUP}:){{7}}{_GROUP}(?![\w:])"),
    ("IP address", ":", rf"(?<![\w:.])(?:{_GROUP}:){{1,6}}(?::{_GROUP}){{1,6}}(?![\w:])"),
    (
        "IP address",
        ":",
        rf"(?<![\w:.])(?:{_GROUP}:){{2,7}}:(?![\w:])|(?<![\w:])::{_GROUP}(?::{_GROUP}){{1,6}}(?![\w:])",
    ),
    ("IP address", "4", rf"(?<!\d)(?<!\d\.)(?:{_OCTET}\.){{3}}{_OCTET}(?!\d|\.\d)"),
    (NUMBER, "4", r"(?<![\w/=#.-])\+?1\.\d{3}\.\d{3}\.(?:\d{4}|[a-z]{4})(?!\w)"),
    (NUMBER, "", r"(?<![\w/=#.+-])(?:\+|00)[1-9][\d ()./\u2010-\u2013-]{6,18}\d(?![\w-])"),
    (NUMBER, "", r"(?<![\w/=#.-])(?:\(\d{3}\)[ ]?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w-])"),
)
MAY_TELL = re.compile(
    r"[@:+(\d](?:(?<=@)|(?<=:):|(?<=:)[0-9A-Fa-f]{1,4}:|(?<=[+(])\d|(?<=0)0\d"
    r"|(?<=\d)\d{0,2}[-.]\d{1,3}[-.]|(?<=\d)\d\d \d{3})"
)
"""What no private address or number is without; it begins with single signs, for which a search is quick."""
_FOUR = re.compile(r"\d[-.]\d{1,3}[-.]\d{1,3}[-.]\w")


@cache
def _private(signs: str) -> re.Pattern[str]:
    """The rules that can find something in a text with these signs: fewer of them take much less time."""
    rules = ((number, rule) for number, (_, sign, rule) in enumerate(_RULES) if not sign or sign in signs)
    return re.compile("|".join(f"(?P<r{number}>{rule})" for number, rule in rules))


_BRACKETS = r"\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\]"
_HOSTMASK = re.compile(
    r"(?<=\S)![^\s()\[\]<>]{0,80}@[^\s,;()\[\]<>]*[^\s,;()\[\]<>:]|(?<=[(\[])[^\s()\[\]@]{1,80}@[^\s()\[\]<>]+(?=[)\]])"
    r"|[ \t]*<[^\s<>@]{1,80}@[^\s<>]+>"
    r"|(?<![\w.])[\w.~^=+-]{1,80}@[\w-]+(?:/\S+|(?![\w.-]))|\b(?:gateway|unaffiliated|conference)/\S+"
)
_HOST_SIGN = re.compile(r"@|gateway/|unaffiliated/|conference/")
_IN_BRACKETS = re.compile(rf"[ \t]*(?:{_BRACKETS})")
_EMPTY_BRACKETS = re.compile(r"[ \t]*(?:\(\)|\[\])")
_HOST_PART = re.compile(r"[@.:/]")
_COMING = re.compile(
    rf"^(?:(?P<listed>(?:Joins|Parts|Quits): \S+)|(?P<nick>\S+(?: \S+){{0,3}}?))(?P<who>(?:[ \t]+(?:{_BRACKETS}))+)"
    r"(?P<rest>(?(listed)|[ \t:]+(?:has |have )?(?:joined|left|quit|parted|entered|signed off|Quit|is now)\b).*)",
    re.DOTALL,
)
_USUAL = re.compile(
    r"(?P<nick>[^\s()\[\]@/]+) (?:\([^\s()\[\]]*@[^\s()\[\]]*\)|\[[^\s()\[\]]*@[^\s()\[\]]*\])"
    r"(?P<rest> has (?:joined [^()\[\]@/]*|(?:left|quit)\b[^()\[\]@/]*(?:[(\[][^()\[\]@/]+[)\]])?))"
)
"""The joins and quits that logs are full of: a nick, one host, and nothing more that any rule could find."""
_ACCOUNT = re.compile(rf"(?P<join>\bhas joined(?: [#&]\S+)?)(?:[ \t]+with account \S+)?[ \t]+(?:{_BRACKETS})[ \t]*$")
_WHOIS = re.compile(r"^(?P<name>ircname|real ?name|address|hostname|server)[ \t]*:[ \t]*.+", re.IGNORECASE)
_TELLING = re.compile(r"[(\[@/:]")
_PRONOUNS = re.compile(r"[\[(][ ]?[A-Za-z]{1,6}(?:/[A-Za-z]{1,6})+[ ]?[\])]")


class Removed:
    """Counts what was taken out, by kind and line; what it was is not kept."""

    def __init__(self) -> None:
        self._lines: dict[str, list[int]] = {}

    def count(self, kind: str, line: int) -> None:
        """Something of ``kind`` was taken out of ``line``."""
        self._lines.setdefault(kind, []).append(line)

    @property
    def lines(self) -> LinesByKind:
        """The lines by kind, in order; a line stands once for each thing taken out of it."""
        return {kind: tuple(sorted(lines)) for kind, lines in sorted(self._lines.items())}


def without_addresses(text: str) -> tuple[str, list[str]]:
    """A text without e-mail and IP addresses, telephone numbers and telling hosts, and the kinds taken out.

    What is taken out leaves a word in brackets, so that the sentence stays one.
    """
    if not MAY_TELL.search(text):
        return text, []
    kinds: list[str] = []

    def hide(found: re.Match[str]) -> str:
        kind = _kind(found)
        if not kind:
            return found[0]
        kinds.append(kind)
        return f"[{kind} removed]"

    return _private(_signs(text)).sub(hide, text), kinds


def private_in(text: str) -> Iterator[tuple[str, str]]:
    """What ``without_addresses`` takes out of a text, with its kind."""
    if MAY_TELL.search(text):
        found = _private(_signs(text)).finditer(text)
        yield from ((kind, one[0]) for one in found if (kind := _kind(one)))


def name_without_address(name: str) -> tuple[str, list[str]]:
    """Somebody who is called by an e-mail address keeps the part that is a name."""
    left, kinds = without_addresses(name)
    return (name.split("@")[0] if left.startswith("[") else left, kinds) if kinds else (name, kinds)


def _kind(found: re.Match[str]) -> str:
    """Of which kind something found is; empty where it is but a time of day."""
    kind = _RULES[int((found.lastgroup or "r0")[1:])][0]
    return "" if kind == "IP address" and _is_clock(found[0]) else kind


def _signs(text: str) -> str:
    """What a text has that private things have: "@", colons, and "4" for the four numbers of an address."""
    four = "4" if _FOUR.search(text) else ""
    return ("@" if "@" in text else "") + (":" if text.count(":") > 1 else "") + four


def _is_clock(text: str) -> bool:
    """Whether what looks like an IPv6 address is a time ("14::56:32") or no address for want of digits."""
    return re.fullmatch(r"\d{1,2}::\d{2}(?::\d{2})?|[A-Fa-f]*::[A-Fa-f]*", text) is not None


def event_without_people(text: str, names: tuple[str, ...] = ()) -> tuple[str, list[str]]:
    """The text of an event without the hosts and real names that joins and quits tell, and the kinds taken out.

    ``names`` are those of speakers that have brackets in them: where an event begins with one, it keeps it.
    """
    if not _TELLING.search(text):
        return text, []
    name = next(name for name in names if text.startswith(name)) if text.startswith(names) else ""
    if name:
        text = "x" + text[len(name) :]
    if not name and (usual := _USUAL.fullmatch(text)):
        return (usual["nick"] + usual["rest"]).strip(), [HOST]
    kinds: list[str] = []
    if found := _COMING.match(text):
        who = _brackets_removed(found["who"], kinds, most=1 if found["listed"] else len(text))
        text = (found["listed"] or found["nick"]) + who + found["rest"]
    if "has joined" in text:
        text = _removed(_ACCOUNT, text, REAL_NAME, kinds, keep="join")
    text = _removed(_WHOIS, text, REAL_NAME, kinds, keep="name")
    if _HOST_SIGN.search(text):
        text, hosts = _HOSTMASK.subn("", text)
        kinds += [HOST] * hosts
    if kinds:
        text = (_EMPTY_BRACKETS.sub("", text) if "()" in text or "[]" in text else text).strip()
    return name + text[1:] if name else text, kinds


def _brackets_removed(who: str, kinds: list[str], *, most: int) -> str:
    """What stands in brackets behind a nick, without the first ``most`` that are no pronouns."""
    kept = ""
    for number, brackets in enumerate(_IN_BRACKETS.findall(who)):
        if number < most and "@" in brackets:
            kinds.append(HOST)
        elif number >= most or _PRONOUNS.fullmatch(brackets.strip()):
            kept += brackets
        else:
            kinds.append(HOST if _HOST_PART.search(brackets) else REAL_NAME)
    return kept


def _removed(pattern: re.Pattern[str], text: str, kind: str, kinds: list[str], *, keep: str) -> str:
    found = pattern.search(text)
    if not found:
        return text
    kinds.append(HOST if "@" in found[0] else kind)
    return text[: found.end(keep)] + text[found.end() :]


_CALLER = re.compile(r"\+?\d[\d ().*\u2010-\u2013-]{5,24}\d")


def callers(speakers: Iterable[str]) -> dict[str, str]:
    """Names for those who take part under a telephone number, numbered as they come."""
    numbers = dict.fromkeys(name for name in speakers if _CALLER.fullmatch(name))
    return {number: f"Caller {place}" for place, number in enumerate(numbers, 1)}


DIRECT = re.compile(r"\((?:direct message|privately|in private|dm)\)", re.IGNORECASE)
"""How Zoom marks, behind the names, what was for one person only."""
PRIVATE_LINE = re.compile(r"\[(?:msg\([^()\s]+\)|[^()\[\]\s]+\([^()\s]+@[^()\s]+\))\]\s")
"""How irssi shows what somebody says, or is told, outside of the channel."""
WHISPERED = re.compile(r"(?:\*[^\s*]+\*|>[^\s<>]+<)\s")
"""How other clients show that, in a line that names no speaker."""
COMMAND = re.compile(r"/(?:msg|query|notice|privmsg)\s+\S+\s+\S", re.IGNORECASE)
"""What somebody meant for one person only, and typed so that all could read it."""

_OFF = re.compile(r"\s*(?P<mark>\[off(?:[- ]the[- ]record)?\]|#off(?:-?the)?-?record\b)(?P<rest>.*)", re.I | re.S)
_ON = re.compile(
    r"\s*(?:\[(?:on|/off)(?:[- ]the[- ]record)?\]|#(?:back-?)?on(?:-?the)?-?record\b|#end-?off(?:-?the)?-?record\b)",
    re.IGNORECASE,
)


def has_off_mark(text: str) -> bool:
    """Whether a text begins with a mark that something is off the record."""
    return _OFF.match(text) is not None


def off_the_record(texts: Iterable[str | None]) -> Iterator[bool]:
    """For each text whether it is off the record.

    ``[off]`` before a text hides that text; alone, and like ``#offtherecord``, it hides all until ``[on]``,
    ``[/off]`` or ``#ontherecord``. Without an end mark everything after it stays hidden.
    """
    hidden = False
    for text in texts:
        if hidden or text is None:
            yield hidden
            hidden = hidden and not (text is not None and _ON.match(text))
            continue
        found = _OFF.match(text)
        hidden = found is not None and (found["mark"].startswith("#") or not found["rest"].strip())
        yield found is not None
