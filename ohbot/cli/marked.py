"""Texts with their words marked, and lines that fit the terminal."""

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import click

from ohbot.cli.logs import printable

_SHORT = 40
"""A longer stretch of words that stayed is told in short."""


def marked(old: str | None, new: str | None) -> str:
    """Both texts in one, word by word: what went in red and [-...-], what came in green and {+...+}."""
    return "".join(_marked(_words(old), _words(new)))


def _marked(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from _shortened(old[a:b])
            continue
        if a < b:
            yield click.style(f"[-{_text(old[a:b])}-]", fg="red")
        if c < d:
            yield click.style(f"{{+{_text(new[c:d])}+}}", fg="green")


def _shortened(words: Sequence[str]) -> Iterator[str]:
    """A long stretch that stayed, in short."""
    yield _text(words) if len(words) < _SHORT else f"{_text(words[:16])} … {_text(words[-16:])}"


def _words(text: str | None) -> list[str]:
    """Words and marks, each with the blanks before it: alone these would keep changed words apart."""
    return re.findall(r"[^\S\n]*(?:\w+|[^\w\s])|\s", text or "")


def _text(words: Sequence[str]) -> str:
    return printable("".join(words))


def columns() -> int | None:
    """How wide the terminal is; None where results go elsewhere, and are not cut into lines."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def fitted(text: str, width: int | None, *, indent: str = "", first: str | None = None) -> str:
    """A text in lines that fit; its own line breaks stay. ``first`` is what the first line begins with."""
    begin = indent if first is None else first
    if width is None:
        return begin + text.replace("\n", f"\n{indent}")
    lines = text.split("\n")
    starts = [begin, *[indent] * (len(lines) - 1)]
    return "\n".join(
        click.wrap_text(line, max(width, 40), initial_indent=start, subsequent_indent=indent)
        for line, start in zip(lines, starts, strict=True)
    )
