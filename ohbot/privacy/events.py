"""Takes out of joins, quits and the like what they tell of people: hosts and real names."""

import re
from functools import lru_cache

from ohbot.privacy.addresses import HOST

REAL_NAME = "real name"

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
    r"(?P<nick>[^\s()\[\]@/!]+)(?: (?:\([^\s()\[\]]*@[^\s()\[\]]*\)|\[[^\s()\[\]]*@[^\s()\[\]]*\]"
    r"|<[^\s<>@]{1,80}@[^\s<>]+>)|![^\s()\[\]<>@]{0,80}@[^\s,;()\[\]<>]*[^\s,;()\[\]<>:])"
    r"(?P<rest> (?:has |have )?(?:(?:joined|is now) [^()\[\]@/]*"
    r"|(?:left|quit|parted|entered|signed off|Quit)\b[^()\[\]@/]*(?:[(\[][^()\[\]@/]+[)\]])?\.?))"
)
"""The joins and quits that logs are full of: a nick, one host, and nothing more that any rule could find."""
_ACCOUNT = re.compile(rf"(?P<join>\bhas joined(?: [#&]\S+)?)(?:[ \t]+with account \S+)?[ \t]+(?:{_BRACKETS})[ \t]*$")
_WHOIS = re.compile(
    r"^(?P<name>(?:ircname|real ?name|address|hostname|server)[ \t]*(?=:))[ \t]*:[ \t]*.+"
    r"|^(?P<boxed>\[[^\s\[\]]+\])[ \t]+\([^()]*\)[ \t]*:.*"  # [nick] (~user@host): Real Name
    r"|^(?P<starred>\S+ (?:is|was)) \S+@\S+ \* .+"  # nick is ~user@host * Real Name
    r"|^(?P<quassel>\[Whois\] \S+ is) .+"  # [Whois] nick is Real Name (~user@host)
    r"|^(?P<from>(?:\[\S+\]|\S+) (?:is connecting from|actually using host|is actually)) .+",
    re.IGNORECASE,
)
"""What a server answers when somebody asks who is behind a nick."""
_TELLING = re.compile(r"[(\[@/:]")
_PRONOUNS = re.compile(r"[\[(][ ]?[A-Za-z]{1,6}(?:/[A-Za-z]{1,6})+[ ]?[\])]")


def event_without_people(text: str, names: tuple[str, ...] = ()) -> tuple[str, tuple[str, ...]]:
    """The text of an event without the hosts and real names that joins and quits tell, and the kinds taken out.

    ``names`` are those of speakers that have brackets in them: where an event begins with one, it keeps it.
    """
    name = next(name for name in names if text.startswith(name)) if text.startswith(names) else ""
    if not name and (usual := _USUAL.fullmatch(text)):
        nick, rest = usual.groups()
        return nick + rest.rstrip(), (HOST,)
    if not _TELLING.search(text):
        return text, ()
    if not name:
        return _without_people(text)
    text, kinds = _without_people("x" + text[len(name) :])
    return name + text[1:], kinds


@lru_cache(maxsize=8192)
def _without_people(text: str) -> tuple[str, tuple[str, ...]]:
    """The same by all rules: what none of the usual joins and quits is are the same few events again and again."""
    kinds: list[str] = []
    if found := _COMING.match(text):
        who = _brackets_removed(found["who"], kinds, most=1 if found["listed"] else len(text))
        text = (found["listed"] or found["nick"]) + who + found["rest"]
    if "has joined" in text and (found := _ACCOUNT.search(text)):
        kinds.append(HOST if "@" in found[0] else REAL_NAME)
        text = text[: found.end("join")]
    if found := _WHOIS.match(text):
        kinds += [HOST, REAL_NAME] if "@" in text else [REAL_NAME]
        text = found[found.lastgroup or 0].rstrip()
    if _HOST_SIGN.search(text):
        text, hosts = _HOSTMASK.subn("", text)
        kinds += [HOST] * hosts
    if kinds:
        text = (_EMPTY_BRACKETS.sub("", text) if "()" in text or "[]" in text else text).strip()
    return text, tuple(kinds)


def is_whois(text: str) -> bool:
    """Whether a text tells who is behind a nick, as servers answer it."""
    return _WHOIS.match(text) is not None


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
