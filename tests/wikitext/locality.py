"""Single edits of a page, as people make them, and what they turn around that they did not touch."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ohbot.model import Item, Prose, Session
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.texts import key

_SIGNED = "[[User:Ann|Ann]] ([[User talk:Ann|talk]]) 10:00, 3 May 2024 (UTC)"
_MARK = re.compile(r"[*#:;]*")


class PageEdit(NamedTuple):
    """An edit of a page: its name, the lines of the old text that it takes away, and what comes for them."""

    name: str
    start: int
    stop: int
    lines: tuple[str, ...]

    def on(self, lines: Sequence[str]) -> str:
        """The text after the edit."""
        return "\n".join([*lines[: self.start], *self.lines, *lines[self.stop :]])


def _mark(line: str) -> str:
    found = _MARK.match(line)
    return found[0] if found else ""


_BELOW: dict[str, Callable[[str], str]] = {
    # what comes below a line, by the line's list mark
    "a signed reply": lambda mark: f"{mark or ':'}: Are you sure? {_SIGNED}",
    "an unsigned reply": lambda mark: f"{mark or ':'}: Are you sure",
    "a nested list": lambda mark: f"{mark}* one\n{mark}* two",
    "an item": lambda mark: f"{mark[:1]} Another thing",
    "a request": lambda mark: f"{mark[:1]} Please tell us more.",
    "a question": lambda mark: f"{mark[:1]} Who has the ladder?",
    "a question with an answer": lambda mark: f"{mark[:1] or '#'} Who has the ladder?\n{mark[:1] or '#'}: Ode.",
    "a template": lambda _: "{{clear}}",
    "an image": lambda _: "[[File:Gate.jpg|thumb|The gate]]",
    "a rule": lambda _: "----",
    "a blank line": lambda _: "",
    "prose": lambda _: "Some words that were left out.",
    "a comment": lambda _: "<!-- to be checked -->",
    "a table": lambda _: "{| class=wikitable\n| a || b\n|}",
    **{
        f"a heading {heading}": lambda _, heading=heading: f"== {heading} =="  # type: ignore[misc]
        for heading in ("Agenda", "Participants", "Discussion", "Notes", "Questions", "Where next?")
    },
}
_WITHIN: dict[str, Callable[[str], str]] = {
    # what becomes of the content of a line
    "struck out": lambda text: f"<s>{text}</s>",
    "done": lambda text: f"{text} {{{{done}}}}",
    "bold": lambda text: f"'''{text}'''",
    "signed": lambda text: f"{text} {_SIGNED}",
    "a link": lambda text: re.sub(r"(\w+)(\W*)$", r"[[\1]]\2", text),
    "a reference": lambda text: f"{text}<ref>Note.</ref>",
    "a comment": lambda text: f"{text} <!-- sure? -->",
    "a typo": lambda text: re.sub(r"(\w)(\w)", r"\2\1", text, count=1),
    "no question mark": lambda text: text.replace("?", "."),
    "a question mark": lambda text: text.rstrip(".") + "?",
    "a name": lambda text: f"Zelda: {text}",
}
_BOX = ("<", "{", "|", "}")
"""How lines begin that may open or close a box: without them the page is another one."""
_OTHER_MARKS = {"#": "*", "*": "#", ":": "*", ";": "*"}


def edits(text: str) -> Iterator[PageEdit]:
    """Every single edit of the lines of a page."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        mark = _mark(line)
        for name, made in _BELOW.items():
            yield PageEdit(f"{name} below {at}", at + 1, at + 1, tuple(made(mark).split("\n")))
        for name, become in _WITHIN.items() if line[len(mark) :].strip() and line[0] not in "={|!<" else ():
            content = line[len(mark) :].strip()
            yield PageEdit(f"{name} in {at}", at, at + 1, (f"{mark} {become(content)}".strip(),))
        if mark:
            other = mark[:-1] + _OTHER_MARKS[mark[-1]]
            yield PageEdit(f"another mark in {at}", at, at + 1, (other + line[len(mark) :],))
            yield PageEdit(f"deeper in {at}", at, at + 1, (mark[:1] + line,))
        if line.startswith("=="):
            equals = re.match("=+", line)
            assert equals is not None
            for heading in ("Agenda", "Participants", "Discussion", "Notes", "Questions"):
                yield PageEdit(f"named {heading} in {at}", at, at + 1, (f"{equals[0]} {heading} {equals[0]}",))
        if line.startswith(_BOX):
            continue
        yield PageEdit(f"removed {at}", at, at + 1, ())
        if at + 1 < len(lines) and not lines[at + 1].startswith(_BOX):
            yield PageEdit(f"swapped {at}", at, at + 2, (lines[at + 1], line))
            yield PageEdit(f"joined {at}", at, at + 2, (f"{line} {lines[at + 1].lstrip('*#:; ')}",))
            yield PageEdit(f"boxed {at}", at, at + 1, ("<div>", line, "</div>"))
    for name, top in {
        "hatnote": "{{see also|Another page}}",
        "contents": "__TOC__",
        "sentence": "Please correct what is wrong.",
    }.items():
        yield PageEdit(f"{name} on top", 0, 0, (top,))
    yield PageEdit("category", len(lines), len(lines), ("[[Category:Hours]]",))


def flips(before: ParsedPage, edit: PageEdit, after: Session) -> list[Item]:
    """The items that an edit turned around, or lost, though it touched neither them nor their neighbours."""
    text, nodes = before.text, before.nodes
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    first, last = starts[edit.start], starts[edit.stop]
    touched = [i for i, node in enumerate(nodes) if node.end >= first and node.start <= last]
    above = [i for i, node in enumerate(nodes) if node.start <= first][-1:]
    near = {j for i in touched or above for j in (i - 1, i, i + 1)}
    there = Counter(key(item) for item in after.body)
    prose = "\n\n".join(item.wikitext for item in after.body if isinstance(item, Prose))
    return [
        node.item
        for i, node in enumerate(nodes)
        if i not in near
        and not there[key(node.item)]
        and not (isinstance(node.item, Prose) and node.item.wikitext in prose)
    ]
