"""What documents write in ways of their own, set as it usually stands: names and times in bold, lists in lists."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ohbot.recognise.names import is_label
from ohbot.sources.documents.blocks import CLOCK, Block, BlockRow
from ohbot.sources.rich import Span, bold_length, cut, tidy

_TIME_BEFORE = re.compile(rf"\s*[\[(]?(?P<time>{CLOCK})[\])]?\s*[-–—|]?\s*")
_TIME_BEHIND = re.compile(
    rf"\s*[-–—|·,]?\s*(?:[\[(](?P<boxed>{CLOCK})[\])]|(?P<time>{CLOCK})(?=\s*(?:[:：]|$)))\s*[:：]?\s*"
)
_WORD = r"[^\s:：<>?!.,\"“”]{1,60}"
_NAME = re.compile(rf"(?=[^\W\d_]){_WORD}(?: and {_WORD})*")


def usual_names(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with names in bold as they usually stand: times behind them in brackets, and a colon.

    The colon comes where many lines begin so without one.
    """
    blocks = [replace(block, rows=tuple(map(_timed, block.rows))) if block.is_said else block for block in blocks]
    leads = {row.place: lead for block in blocks if block.is_said for row in block.rows if (lead := _lead(row))}
    # How often names in bold stand before what is said, at the least, where no colon does.
    if len(leads) < 4 or len(set(leads.values())) < 2:
        return blocks

    def with_colon(row: BlockRow) -> BlockRow:
        if row.place not in leads:
            return row
        rest = tidy(cut(row.rich, bold_length(row.rich)))
        return replace(row, rich=(Span(f"{leads[row.place]}:", bold=True), Span(" "), *rest))

    return [replace(block, rows=tuple(map(with_colon, block.rows))) for block in blocks]


def _timed(row: BlockRow) -> BlockRow:
    """A row with the time beside a name in bold behind the name, as roles stand there, and no signs before bold."""
    text, rich = row.text, row.rich
    before = _TIME_BEFORE.match(text)
    start = before.end() if before else 0
    end = start + bold_length(cut(rich, start))
    behind = _TIME_BEHIND.match(text, end) if start < end else None
    time = (before and before["time"]) or (behind and (behind["time"] or behind["boxed"]))
    name = text[start:end].strip(" :：")
    if time and name:
        stop = behind.end() if behind else end + len(text[end:]) - len(text[end:].lstrip(" :："))
        return replace(row, rich=(Span(name, bold=True), Span(f" ({time}): "), *tidy(cut(rich, stop))))
    signs = len(rich) > 1 and rich[1].bold and not rich[0].text.strip(" _*")
    return replace(row, rich=rich[1:]) if signs else row


def _lead(row: BlockRow) -> str | None:
    """The one word in bold with which a line begins, without a colon, and which may be a name."""
    text, bold = row.text, bold_length(row.rich)
    word, rest = text[:bold].strip(), text[bold:].lstrip()
    return word if rest and rest[0] not in ":：" and _NAME.fullmatch(word) and not is_label(word) else None


def nested(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with those lists set in that stand within the items of another, as their numbers tell."""
    counted, begun, inside = _counted(blocks), False, False
    for block in blocks:
        if block.level == 1 and block.n is not None:
            inside = begun and block.place not in counted
            begun = begun or not inside
        elif block.kind == "heading":
            begun = inside = False
        elif not block.level:
            inside = False
        yield replace(block, level=block.level + inside) if block.level else block


def _counted(blocks: Sequence[Block]) -> set[int]:
    """The outermost numbered items whose numbers count up, from 1 again after a heading.

    Those of lists within answers begin with a mark of another style, or go on with such a list. Some editors write
    the same number before all.
    """
    numbered = [block for block in blocks if block.n is not None and block.level == 1]
    alike = len({block.n for block in numbered}) == 1
    own, others = (numbered[0].style if numbered else ""), set[str]()
    last = inner = 0
    fresh, found = True, set[int]()
    for block in blocks:
        n = block.n
        if n is None:
            inner, fresh = 0, fresh or block.kind == "heading"
        elif block.level == 1:
            goes_on = inner > 0 and n == inner + 1
            if not goes_on and block.style != own and (n != last + 1 or n == 1):
                others.add(block.style)
            within = goes_on or (block.style != own and block.style in others)
            if not within and (alike or (fresh and n <= 1) or last <= n <= last + 5):  # some are skipped
                last, inner, fresh = n, 0, False
                found.add(block.place)
            else:
                inner = n
    return found
