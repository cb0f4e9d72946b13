"""Who speaks: the ways in which a page puts a name before a text, read and written by the same table."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ohbot.model.enclosures import Span
from ohbot.recognise.names import Form
from ohbot.wikitext.escape import escape_name
from ohbot.wikitext.tokens import GUARD_TAG

LINK = (
    r"\[\[[^\[\]|\n]*\|[^\[\]\n]{1,80}\]\]|\[\[[^\[\]|\n]{1,80}\]\]"
    r"|\{\{[ \t]*(?:[Uu]l?|[Uu]ser(?:[ _]?link)?|[Nn]oping)[ \t]*\|[^{}\[\]|=\n]{1,80}(?:\|[^{}\[\]|=\n]{1,80})?\}\}"
)
"""A link that shows a name, or a template that makes one."""
_WHO = rf"(?P<who>{LINK}|[^\s'\[\]{{}}<>|:：;=*#()][^\[\]{{}}<>|:：\n()]{{0,79}}?)"
_ROLE = (
    r"(?:[ \t]*(?P<around>'{2,3})?(?:\((?P<role>[^()\n]{1,120})\)|\[(?P<role2>[^\[\]\n]{1,120})\])"
    r"(?(around)(?P=around)))?"
)
_COLON = r"[ \t]*(?::(?=\s|$|<nowiki\s*/>)|：)[ \t]*"
_READ = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        rf"(?P<quotes>'{{2,5}}){_WHO}{_ROLE}[ \t]*(?:[:：][ \t]*(?P=quotes)|(?P=quotes)[ \t]*[:：])[ \t]*",
        rf"(?P<quotes>'{{2,5}}){_WHO}(?P=quotes){_ROLE}[ \t]*[:：][ \t]*",
        rf"(?P<who>{LINK}){_ROLE}[ \t]*[:：][ \t]*",
        rf"(?:[.>•·–—_-]{{1,8}}[ \t]+)?{_WHO}{_ROLE}{_COLON}",
        rf"[\[(](?P<who>[^\W\d_][^()\[\]{{}}<>|:：\n]{{0,39}})[\])]{_COLON}",
        rf"(?P<dashed>'{{2,5}}){_WHO}{_ROLE}(?P=dashed)[ \t]+[–—-][ \t]+",
        rf"(?P<who>{LINK}){_ROLE}(?P<dashed>)[ \t]+[–—-][ \t]+",
    )
)
"""What stands before a text and may be a name: bold with the colon, without it, without the role; linked; plain; in
brackets; bold or linked before a dash."""
_MAY_STAND = re.compile("[:：]|[ \\t][–—-][ \\t]")
_LONGEST = 1_000
"""Characters in which a name, linked and with its role, ends."""


class NameStyle(NamedTuple):
    """How a page writes who speaks: what stands before the name, behind it, behind all, and around the role."""

    before: str = ""
    between: str = ""
    behind: str = ": "
    brackets: Sequence[str] = "()"


PLAIN, BOLD = NameStyle(), NameStyle("'''", "", ":''' ")


class Speaker(NamedTuple):
    """Who speaks, and where the visible text says so; ``end`` is where the spoken text begins.

    ``form`` is what the marks around the name say: a link and a role mark names, brackets or a dash make a label of
    it, and the guard makes sure.
    """

    who: Span
    role: Span | None
    end: int
    style: NameStyle
    form: Form


def read_speaker(text: str, start: int = 0) -> Speaker | None:
    """The name before a text, by its form alone, or None; ``Names`` tells whether to believe it."""
    for pattern in _READ if _MAY_STAND.search(text, start, start + _LONGEST) else ():
        if found := pattern.match(text, start):
            break
    else:
        return None
    who = found.span("who")
    role = next((found.span(name) for name in ("role", "role2") if found.groupdict().get(name)), None)
    guard = GUARD_TAG.match(text, found.end())
    marked, bold = role is not None or found["who"].startswith(("[[", "{{")), "quotes" in found.re.groupindex
    boxed = "dashed" in found.re.groupindex or (found[0].startswith(("[", "(")) and not marked)
    form: Form = "guarded" if guard else "label" if boxed else "marked" if marked else "bold" if bold else "plain"
    around = found.groupdict().get("around") or ""
    before, behind = text[found.start() : who[0]], text[role[1] + 1 + len(around) if role else who[1] : found.end()]
    between = text[who[1] : role[0] - 1 - len(around)].rstrip() if role else ""
    brackets = (around + text[role[0] - 1], text[role[1]] + around) if role else PLAIN.brackets
    style = NameStyle(before, between, behind + " " if behind.endswith(":") else behind, brackets)
    return Speaker(who, role, guard.end() if guard else found.end(), style, form)


def shown_name(source: str) -> str:
    """The name that a reader sees of a name's wikitext: the label of its link, without bold."""
    if source.startswith("{{"):
        return source.rstrip("}").partition("|")[2].rsplit("|", 1)[-1].strip()
    label = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1", source)
    label = re.sub(r"^[^:]*:", "", label) if source.startswith("[[") and "|" not in source else label
    return label.replace("'''", "").replace("''", "").strip()


def write_speaker(who: str | None, role: str | None, style: NameStyle = PLAIN, *, linked: str | None = None) -> str:
    """The name before a text in a style, or nothing; ``linked`` is a wikitext that shows it, if there is one."""
    if not who:
        return ""
    bracketed = f" {style.brackets[0]}{escape_name(role)}{style.brackets[1]}" if role else ""
    return f"{style.before}{linked or escape_name(who)}{style.between}{bracketed}{style.behind}"
