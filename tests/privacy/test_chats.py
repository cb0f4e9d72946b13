"""Thirty chats with private words in them: none is in any output, everything public is there, and the count is told.

``chats.txt`` beside this file holds them: behind ``== NAME`` stands how many lines are for one person only, then the
chat. Every word with ``qzq`` in it is private, every ``pub`` with a number public.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.desk import Desk

PRIVATE, PUBLIC = re.compile(r"qzq", re.IGNORECASE), re.compile(r"pub\d+")
WITHHELD = ("direct message", "possibly private")


class Chat(NamedTuple):
    """A chat, and how many of its lines are for one person only."""

    name: str
    gone: int
    text: str


def chats() -> Iterator[Chat]:
    """The chats of the file beside this one."""
    text = (Path(__file__).parent / "chats.txt").read_text("utf-8")
    for name, gone, chat in re.findall(r"(?ms)^== (.*?)\ngone: (\d+)\n(.*?)(?=^== |\Z)", text):
        yield Chat(name, int(gone), chat)


CHATS = list(chats())


@pytest.mark.parametrize("chat", CHATS, ids=lambda chat: chat.name)
def test_no_private_word_is_in_file_page_log_or_report(desk: Desk, chat: Chat) -> None:
    """Whatever a person reads: session file, page, JSON view, the import's words with ``-v``, and its report."""
    Path("chat.txt").write_text(chat.text, "utf-8")
    report = desk.ohbot("import", "chat.txt", "--json", "--dry-run")
    said = desk.ohbot("-v", "import", "chat.txt")
    (file,) = desk.sessions.iterdir()
    page, view = desk.ohbot("render", file), desk.ohbot("export", "--format", "json")
    logs = [path.read_text("utf-8", "replace") for path in Path().rglob(".ohbot/**/*") if path.is_file()]
    everything = "\n".join([report.all, said.all, file.read_text("utf-8"), page.all, view.all, *logs])
    assert not [line for line in everything.splitlines() if PRIVATE.search(line)]
    assert set(PUBLIC.findall(chat.text)) == set(PUBLIC.findall(page.stdout))
    (told,) = json.loads(report.stdout)
    assert sum(len(told["lines"]["dropped"].get(kind, [])) for kind in WITHHELD) == chat.gone
    assert not chat.gone or re.search(rf"\b\d+ (?:{'|'.join(WITHHELD)})", said.stderr)
