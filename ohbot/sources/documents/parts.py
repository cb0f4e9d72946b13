"""What a block says: questions, answers, speech, or text."""

import re
from collections.abc import Iterator, Sequence

from ohbot.sources.documents.asking import ANSWER, QUESTION, Asking, asker_of, bold_question, unmarked
from ohbot.sources.documents.blocks import Block, Part, PartKind, Row
from ohbot.sources.documents.tables import columns_of, told_in_rows
from ohbot.sources.rich import Rich, cut, joined, plain, tidy, unwrapped
from ohbot.sources.voices import Voices

_ALONE = re.compile(r"[(\[](?P<name>[^()\[\]]{1,60})[)\]]\s?[:：]\s*")
_MORE = re.compile(r"(?:\.\.\.|…)\s*:?\s*(?=\S)")
_PRESENCE = re.compile(r"(?P<nick>\S+) has (?:joined|left|quit)\b")


def parts_of(block: Block, speakers: Voices, asking: Asking) -> Iterator[Part]:
    """What a block of a document says, in order."""
    if block.kind == "table" and (columns := columns_of(block.cells)):
        yield from told_in_rows(block, columns)
        return
    if block.kind in ("heading", "code", "table"):
        yield _whole(block, asking)
        return
    asked = block.numbers[0] in asking.blocks
    groups = list(_grouped(block.rows, speakers, marked=asking.marked))
    for index, rows in enumerate(groups):
        rich = joined(row.rich for row in rows)
        if index == 0 and asked:
            yield from _question(block, rich, rows[0].number)
        elif rich:
            yield _part(block, rich, rows[0].number, speakers, marked=asking.marked)


def _whole(block: Block, asking: Asking) -> Part:
    rich = block.rows[0].rich if block.rows else ()
    if block.kind == "heading" and block.numbers[0] in asking.blocks:
        return Part("ask", unmarked(rich), block, block.numbers[0], asker_of(rich))
    kind: PartKind = "heading" if block.kind == "heading" else "code" if block.kind == "code" else "table"
    return Part(kind, rich, block, block.numbers[0])


def _grouped(rows: Sequence[Row], speakers: Voices, *, marked: bool) -> Iterator[list[Row]]:
    """Rows of which each group is one line that was broken."""
    group: list[Row] = []
    for row in rows:
        if group and (row.hard or _begins(row.rich, speakers, marked=marked)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _begins(rich: Rich, speakers: Voices, *, marked: bool) -> bool:
    text = plain(rich)
    if marked and (QUESTION.match(text) or ANSWER.match(text)):
        return True
    return _MORE.match(text) is not None or speakers.voice(rich) is not None


def _question(block: Block, rich: Rich, number: int) -> Iterator[Part]:
    """A question, and behind one in bold what answers it in the same line."""
    bold = bold_question(block)
    length = bold if bold else len(plain(rich))
    yield Part("ask", unmarked(unwrapped(tidy(cut(rich, 0, length)))), block, number, asker_of(rich))
    rest = tidy(cut(rich, length))
    if rest:
        yield Part("answer", rest, block, number)


def _part(block: Block, rich: Rich, number: int, speakers: Voices, *, marked: bool) -> Part:
    text = plain(rich)
    if marked and (found := QUESTION.match(text)):
        return Part("ask", unwrapped(tidy(cut(rich, found.end()))), block, number, asker_of(rich))
    if marked and (found := ANSWER.match(text)):
        return _answered(block, tidy(cut(rich, found.end())), number, speakers)
    if found := _MORE.match(text):
        return Part("say", tidy(cut(rich, found.end())), block, number, goes_on=True)
    voice = speakers.voice(rich)
    if not voice:
        return Part("text", rich, block, number)
    happened = _PRESENCE.match(plain(voice.words))
    if happened and happened["nick"] == voice.speaker:
        return Part("event", voice.words, block, number)
    return Part("say", voice.words, block, number, voice.speaker, voice.role)


def _answered(block: Block, rich: Rich, number: int, speakers: Voices) -> Part:
    """An answer by its mark; a name in brackets behind the mark speaks too."""
    if alone := _ALONE.match(plain(rich)):
        return Part("answer", tidy(cut(rich, alone.end())), block, number, alone["name"].strip())
    voice = speakers.voice(rich)
    if voice:
        return Part("answer", voice.words, block, number, voice.speaker, voice.role)
    return Part("answer", rich, block, number)
