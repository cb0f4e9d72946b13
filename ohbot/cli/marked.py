"""Texts with their words marked, and lines that fit the terminal."""

import re
import shutil
import sys
from collections.abc import Sequence
from difflib import SequenceMatcher

import click

from ohbot.cli.logs import printable


def marked(old: str | None, new: str | None) -> str:
    """Both texts in one, word by word: what went in red and [-...-], what came in green and {+...+}."""
    before, after = _words(old), _words(new)
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal" and b - a < 40:
            parts.append(_text(before[a:b]))
        elif kind == "equal":  # a longer stretch that stayed, in short
            parts.append(f"{_text(before[a : a + 16])} … {_text(before[b - 16 : b])}")
        else:
            parts.append(click.style(f"[-{_text(before[a:b])}-]", fg="red") if a < b else "")
            parts.append(click.style(f"{{+{_text(after[c:d])}+}}", fg="green") if c < d else "")
    return "".join(parts)


def _words(text: str | None) -> list[str]:
    """Words and marks, each with the blanks before it: alone these would keep changed words apart."""
    return re.findall(r"[^\S\n]*(?:\w+|[^\w\s])|\s", text or "")


def _text(words: Sequence[str]) -> str:
    return printable("".join(words))


def columns() -> int | None:
    """How wide the terminal is; None where results go elsewhere, and are not cut into lines."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def shortened(text: str, most: int | None) -> str:
    """A text in one line, of this length at most."""
    line = " ".join(text.split())
    return line if most is None or len(line) <= most else f"{line[: most - 1]}…"


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
