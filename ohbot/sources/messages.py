"""The texts of messages as services export them (HTML, Markdown, Slack's marks, lists of parts), as plain text.

Links stay links (``ohbot.sources.links``); what only sets a style is left out. ``names`` are those of accounts by id.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ohbot.sources.jsontext import find, raw_text, text_of
from ohbot.sources.links import linked, unmarked
from ohbot.sources.tags import pieces

Markup = Callable[[str, Mapping[str, str]], str]

_CODE = re.compile(r"(`{1,3})(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_MARKED = re.compile(
    r"(?<![\w*_~|])(\*{1,3}|_{1,2}|~{1,2}|\|\|)(?![\s*_~|])(.+?)(?<![\s*_~|])\1(?![\w*_~|])", re.DOTALL
)
_LINK = re.compile(r"!?\[([^\[\]\n]+)\]\(<?(https?://[^\s()<>]+(?:\([^\s()]*\))?)>?(?:\s+\"[^\"]*\")?\)")
_QUOTE = re.compile(r"\A(?:\[ ?\]\(https?://[^\s()]+\)\s*)+")
"""The links without words by which Rocket.Chat quotes messages."""
_SLACK = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_REPLY = re.compile(r"<mx-reply>.*?</mx-reply>", re.DOTALL | re.IGNORECASE)
_QUOTED = re.compile(r"\A> (?:\* )?<@[^<>\n]+>.*\n(?:>.*\n)*\n")
_INLINE = re.compile(
    r"</?(?:a|abbr|at|b|code|del|em|font|i|img|ins|mark|s|small|span|strike|strong|sub|sup|u)\b", re.I
)
_NOT_HERE = re.compile(r"\(.*\)|https?:.*", re.DOTALL)
"""What stands in place of a file that was not exported."""


def plain(text: str, _names: Mapping[str, str]) -> str:
    """A text without markup."""
    return unmarked(text)


def from_matrix(text: str, _names: Mapping[str, str]) -> str:
    """A text without the message that it replies to, which is quoted before it."""
    return _QUOTED.sub("", unmarked(text))


def from_markdown(text: str, names: Mapping[str, str]) -> str:
    """Markdown as chats have it, with Discord's mentions by id."""
    text = re.sub(r"<a?(:\w+:)\d+>|<(https?://[^\s<>|]+)>", r"\1\2", _QUOTE.sub("", unmarked(text)))
    text = re.sub(r"<([@#])[!&]?(\d{5,})>", lambda found: found[1] + names.get(found[2], found[2]), text)
    return _outside_code(text, lambda part: _LINK.sub(lambda found: linked(found[1], found[2]), _unstyled(part)))


def from_slack(text: str, names: Mapping[str, str]) -> str:
    """Slack's marks: references in angle brackets, and characters that are escaped because of these."""

    def reference(found: re.Match[str]) -> str:
        sign, target, words = found.groups()
        if sign == "!":
            return words or "@" + target.removeprefix("subteam^").partition("^")[0]
        return f"{sign}{words or names.get(target, target)}" if sign else linked(words or target, target)

    parts = _outside_code(unmarked(text), _unstyled)
    return html.unescape(_SLACK.sub(reference, parts))


def from_html(text: str, _names: Mapping[str, str]) -> str:
    """HTML: tags that set words apart are blanks; quoted messages are left out."""
    found: list[str] = []
    links: list[tuple[int, str]] = []
    for piece in pieces(_REPLY.sub("", unmarked(text))):
        if not (piece.startswith("<") and piece.endswith(">")):
            found.append(html.unescape(piece))
        elif piece.startswith(("<a ", "<A ")):
            links.append((len(found), _attribute("href", piece)))
        elif piece.lower().startswith("</a") and links and piece[3:4] in "> ":
            begin, address = links.pop()
            words = "".join(found[begin:])
            found[begin:] = [words if address.startswith("https://matrix.to/") else linked(words, address)]
        elif piece[:4].lower() == "<img":
            found.append(_attribute("alt", piece))
        elif not _INLINE.match(piece):
            found.append(" ")
    return "".join(found)


def _attribute(name: str, tag: str) -> str:
    found = re.search(rf"""\b{name}\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag, re.IGNORECASE)
    return html.unescape(found[1] or found[2] or "") if found else ""


def _outside_code(text: str, convert: Callable[[str], str]) -> str:
    """The text converted but for code, which only loses its marks."""
    result, at = [], 0
    for found in _CODE.finditer(text) if "`" in text else ():
        result += [convert(text[at : found.start()]), found[2]]
        at = found.end()
    return "".join((*result, convert(text[at:])))


def _unstyled(text: str) -> str:
    before = ""
    while before != text:
        before, text = text, _MARKED.sub(r"\2", text)
    return text


def flat(value: Any, markup: Markup, names: Mapping[str, str]) -> str:
    """A text on one line, whether it is one string, a list of parts, or blocks with parts in them."""
    return " ".join("".join(_flat(value, markup, names)).split())


def _flat(value: Any, markup: Markup, names: Mapping[str, str]) -> Iterator[str]:
    if isinstance(value, str):
        yield markup(raw_text(value), names)
    elif isinstance(value, list):
        for part in value:
            yield from _flat(part, markup, names)
    elif isinstance(value, dict):
        yield from _part(value, markup, names)


def _part(part: Mapping[str, Any], markup: Markup, names: Mapping[str, str]) -> Iterator[str]:
    """A part of a text: words, perhaps with a link; a mention, a sign, or a block of parts."""
    if part.get("contentType") == "html":
        yield from_html(raw_text(part.get("content")), names)
        return
    words = find(part, "text|content|body|value|label")
    address = find(part, "href|url|attrs/href")
    if words is None and (inner := find(part, "elements|children|parts|fields|blocks")):
        yield from _flat(inner, markup, names)
        yield " "
    elif words is not None:
        inside = "".join(_flat(words, plain if part.get("type") in ("text", "plain") else markup, names))
        yield linked(inside, address) if isinstance(address, str) else inside
        if isinstance(words, list | dict):
            yield " "
    elif who := text_of(find(part, "user_id|usergroup_id|channel_id|attrs/id")):
        yield ("#" if "channel_id" in part else "@") + names.get(who, who)
    elif part.get("type") == "broadcast":
        yield "@" + text_of(part.get("range"))
    elif part.get("type") == "emoji":
        yield f":{text_of(part.get('name'))}:"
    elif isinstance(address, str):
        yield linked(address, address)


def poll(value: Any, markup: Markup, names: Mapping[str, str]) -> str:
    """What a poll asks, and what it offers."""
    question = flat(words_of(find(value, "question|title|name")), markup, names)
    offers = find(value, "answers|options|choices")
    texts = [flat(words_of(offer), markup, names) for offer in offers] if isinstance(offers, list) else []
    return " ".join((question, *(f"{number}. {text}" for number, text in enumerate(filter(None, texts), 1))))


def words_of(value: Any) -> Any:
    """The words of something that may be told in several forms, or languages, at once."""
    if isinstance(value, list):
        return words_of(value[0]) if value else None
    if not isinstance(value, dict):
        return value
    words = find(value, "text|m.text|org.matrix.msc1767.text|body|poll_media|option|name|title|content|value")
    return words_of(words)


def files(item: Mapping[str, Any]) -> Iterator[str]:
    """The names of the files that came with a message; never where they can be had, which may be a secret."""
    for key in "attachments files file photo photos videos audio_files media documents".split():
        value = None if "sticker_emoji" in item else item.get(key)
        for one in value if isinstance(value, list) else [value]:
            paths = "fileName|file_name|filename|name|title|path|uri"
            name = text_of(find(one, paths) if isinstance(one, dict) else one)
            if name and not _NOT_HERE.fullmatch(name) and not find(one, "from_url|original_url|title_link"):
                yield re.sub(r"@[\d_-]+(?=\.\w+$)", "", name.rpartition("/")[2])  # Telegram adds numbers
