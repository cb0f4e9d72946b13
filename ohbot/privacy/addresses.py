"""Takes out of texts what was never meant for a page: addresses of people and machines, hosts, telephone numbers."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ohbot.model.searching import joined, lines_with
from ohbot.privacy.numbers import MAY_BE_NUMBER, telephone_numbers

HOST, NUMBER = "host", "telephone number"

_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_GROUP = r"[0-9A-Fa-f]{1,4}"
_DOTTED = r"(?:ip[-.]?)?\d{1,3}(?:[-.]\d{1,3}){3}"
_RULES = (
    # kind, sign (see _signs) without which the rule finds nothing, pattern
    (HOST, "@", r"(?<=[\w\]|^`{}-])!~?[^\s!@()\[\]<>]{1,40}@[^\s,;()\[\]<>\"']*[\w*]"),
    (HOST, "@", r"(?<![\w./@])[\w.~^=+-]{1,80}@[\w-]+/[\w.:/-]*\w"),
    (HOST, "@", r"(?<![\w./@])~[\w.^=+-]{1,80}@[\w-]+(?:\.[\w-]+)*"),
    (HOST, "/", r"\b(?:unaffiliated|gateway/(?:web|shell|vpn|tor-sasl))/[\w.:/-]*\w"),
    ("e-mail address", "@", r"[\w.+~%=-]{1,64}@[\w-]+(?:\.[\w-]+)+"),
    (HOST, "@", r"\*@[\w*-]+(?:[.:/][\w*-]+)*"),
    (
        HOST,
        "4",
        rf"(?<![\w.-])(?:[A-Za-z][\w-]{{0,60}}?[-.])?{_DOTTED}(?:[.-]+\w+){{0,20}}\.[A-Za-z]{{2,}}(?![\w-])",
    ),
    ("IP address", ":", rf"(?<![\w:])(?:{_GROUP}:|:){{2,7}}(?:{_OCTET}\.){{3}}{_OCTET}(?!\d|\.\d)"),
    ("IP address", ":", rf"(?<![\w:])(?:{_GROUP}:){{7}}{_GROUP}(?![\w:])"),
    ("IP address", ":", rf"(?<![\w:.])(?:{_GROUP}:){{1,6}}(?::{_GROUP}){{1,6}}(?![\w:])"),
    ("IP address", ":", rf"(?<![\w:.])(?:{_GROUP}:){{2,7}}:(?![\w:])"),
    ("IP address", ":", rf"(?<![\w:])::{_GROUP}(?::{_GROUP}){{1,6}}(?![\w:])"),
    ("IP address", "4", rf"(?<!\d)(?<!\d\.)(?:{_OCTET}\.){{3}}{_OCTET}(?!\d|\.\d)"),
    (NUMBER, "4", r"(?<![\w/=#.-])\+?1\.\d{3}\.\d{3}\.(?:\d{4}|[a-z]{4})(?!\w)"),
)
_MAY_TELL = re.compile(
    rf"[@:/\d](?:(?<=\d)(?:\d{{0,2}}[-.]\d{{1,3}}[-.]|{MAY_BE_NUMBER})"
    r"|(?<=[@:/])(?:(?<=@)|(?<=:):|(?<=:)[0-9A-Fa-f]{1,4}:|(?<=unaffiliated/)|(?<=gateway/)))"
)
"""What no private address or number is without; it begins with single signs, for which a search is quick."""

_BESIDE = re.compile(r"(?<=\S)\s*[(<\[]*\[[^\[\]]+ removed\][)>\]]*")
"""What is left of an address or number beside a name."""


@cache
def _private(signs: str) -> re.Pattern[str]:
    """The rules that can find something in a text with these signs: fewer of them take much less time."""
    rules = ((number, rule) for number, (_, sign, rule) in enumerate(_RULES) if sign in signs)
    return re.compile("|".join(f"(?P<r{number}>{rule})" for number, rule in rules))


def without_addresses(text: str) -> tuple[str, list[str]]:
    """A text without e-mail and IP addresses, telephone numbers and telling hosts, and the kinds taken out.

    What is taken out leaves a word in brackets, so that the sentence stays one.
    """
    if not _MAY_TELL.search(text):
        return text, []
    kinds: list[str] = []

    def hide(found: re.Match[str]) -> str:
        kind = _kind(found)
        if not kind:
            return found[0]
        kinds.append(kind)
        return f"[{kind} removed]"

    if signs := _signs(text):
        text = _private(signs).sub(hide, text)
    left, at = "", 0
    for begin, end in telephone_numbers(text):
        kinds.append(NUMBER)
        left, at = f"{left}{text[at:begin]}[{NUMBER} removed]", end
    return left + text[at:], kinds


def that_may_tell(texts: Sequence[str]) -> set[int]:
    """The places of those of the texts that may hold something private; it is looked for in all of them at once."""
    return set(lines_with(_MAY_TELL, joined(texts)))


def private_in(text: str) -> Iterator[tuple[str, str]]:
    """What ``without_addresses`` takes out of a text, with its kind."""
    if _MAY_TELL.search(text):
        signs = _signs(text)
        found = _private(signs).finditer(text) if signs else ()
        yield from ((kind, one[0]) for one in found if (kind := _kind(one)))
        yield from ((NUMBER, text[begin:end]) for begin, end in telephone_numbers(text))


def name_without_address(name: str) -> tuple[str, list[str]]:
    """Somebody who is called by an e-mail address keeps the part that is a name; one beside a name goes."""
    left, kinds = without_addresses(name)
    left = name.split("@")[0] if left.startswith("[") else _BESIDE.sub("", left)
    return (left, kinds) if left != name else (name, [])


def _kind(found: re.Match[str]) -> str:
    """Of which kind something found is; empty where it is a time ("14::56:32"), or no address for want of digits."""
    kind = _RULES[int((found.lastgroup or "r0")[1:])][0]
    is_none = re.fullmatch(r"\d{1,2}::\d{2}(?::\d{2})?|[A-Fa-f]*::[A-Fa-f]*", found[0])
    return "" if kind == "IP address" and is_none else kind


def _signs(text: str) -> str:
    """What a text has that private things have: "@", colons, "/" for cloaks, "4" for the numbers of an address."""
    four = "4" if re.search(r"\d[-.]\d{1,3}[-.]\d{1,3}[-.]\w", text) else ""
    cloak = "/" if "unaffiliated/" in text or "gateway/" in text else ""
    return ("@" if "@" in text else "") + (":" if text.count(":") > 1 else "") + cloak + four
