"""What documents write in ways of their own, set as it usually stands: names and times in bold, lists in lists."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ohbot.recognise.names import is_label, is_name
from ohbot.recognise.questions import ends_asking
from ohbot.sources.documents.blocks import CLOCK, Block, BlockRow
from ohbot.sources.rich import Span, bold_length, cut, tidy

_TIME_BEFORE = re.compile(rf"\s*[\[(]?(?P<time>{CLOCK})[\])]?\s*[-–—|]?\s*")
_TIME_BEHIND = re.compile(
    rf"\s*[-–—|·,]?\s*(?:[\[(](?P<boxed>{CLOCK})[\])]|(?P<time>{CLOCK})(?=\s*(?:[:：]|$)))\s*[:：]?\s*"
)
_ANSWERED = re.compile(
    r"(?:answer(?:ed)?|reply|response|beantwortet|répondu|respondid[oa]|risposto|beantwoord|besvarat|besvaret)\s"
    r"(?:by|from|von|par|por|da|door|av|af)\b\s?:?\s(?P<name>[^:.!?]{1,60}?)\W*",
    re.IGNORECASE,
)
_WORD = r"[^\s:：<>?!.,\"“”]{1,60}"
_NAME = re.compile(rf"(?=[^\W\d_]){_WORD}(?: and {_WORD})*")
_DASHED = re.compile(rf"(?P<name>(?=[^\W\d_]){_WORD})\s+[-–—]\s+(?=\S)")


def usual_names(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with names in bold as they usually stand: times behind them in brackets, and a colon.

    The colon comes where many lines begin so without one. Questions by their form alone are set in bold, too.
    """
    blocks = _asking_in_bold(_spoken_below(blocks))
    blocks = [replace(block, rows=tuple(map(_timed, block.rows))) if block.is_said else block for block in blocks]
    rows = [row for block in blocks if block.is_said for row in block.rows]
    leads = {row.place: lead for row in rows if (lead := _lead(row))} or _dashed(rows)
    # How often names in bold stand before what is said, at the least, where no colon does.
    if len(leads) < 4 or len({name for name, _ in leads.values()}) < 2:
        return blocks

    def with_colon(row: BlockRow) -> BlockRow:
        if row.place not in leads:
            return row
        name, length = leads[row.place]
        return replace(row, rich=(Span(f"{name}:", bold=True), Span(" "), *tidy(cut(row.rich, length))))

    return [replace(block, rows=tuple(map(with_colon, block.rows))) for block in blocks]


def _dashed(rows: Sequence[BlockRow]) -> dict[int, tuple[str, int]]:
    """Names before a dash, each with its length, where nearly all lines begin so, with names that come again.

    Somebody has to ask, too: else they are words that are explained.
    """
    found = {row.place: (one["name"], one.end()) for row in rows if (one := _DASHED.match(row.text))}
    counts = Counter(name for name, _ in found.values() if is_name(name))
    again = sum(count for count in counts.values() if count > 1)
    is_talk = again * 5 >= max(len(rows), len(found)) * 4 and any(ends_asking(row.text) for row in rows)
    return found if is_talk else {}


def _spoken_below(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with lines as names that tell who speaks below them: headings, or lines in bold, that come again.

    So does "Answered by" below a question. Where nobody asks anything, such headings are topics.
    """
    heads = {
        block.place: (block.level, name)
        for block in blocks
        if len(block.rows) == 1 and (block.kind == "heading" or (block.kind == "text" and is_bold(block)))
        if is_name(name := block.rows[0].text.strip(" :："))
    }
    counts = Counter(heads.values())
    asks = any(ends_asking(row.text) for block in blocks if block.place not in heads for row in block.rows)
    levels = Counter(level for (level, _), count in counts.items() if count > 1 and asks)
    result = list(blocks)
    for place, block in enumerate(blocks):
        asked = place > 0 and blocks[place - 1].rows and ends_asking(blocks[place - 1].rows[-1].text)
        found = _ANSWERED.fullmatch(block.rows[0].text) if asked and len(block.rows) == 1 else None
        level, name = (0, found["name"]) if found else heads.get(block.place, (0, ""))
        if name and (found or levels[level] > 1):
            rows = (replace(block.rows[0], rich=(Span(f"{name}:", bold=True),)),)
            result[place] = replace(block, kind="text", level=0, role="answerer" if found else "author", rows=rows)
    return result


def is_bold(block: Block) -> bool:
    """Whether all that a block says is in bold."""
    return all(span.bold for row in block.rows for span in row.rich)


def _asking_in_bold(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with questions in bold that stand in quotes, or alone in no italics, each above what does not.

    There are two of them or more, and most blocks of their form ask.
    """

    def form(block: Block) -> tuple[bool, bool]:
        return block.quoted, all(span.italic for row in block.rows for span in row.rich)

    def bold(block: Block) -> Block:
        rows = (replace(row, rich=tuple(span._replace(bold=True) for span in row.rich)) for row in block.rows)
        return replace(block, quoted=False, rows=tuple(rows)) if block.place in asking else block

    forms = Counter(form(block) for block in blocks if block.kind == "text")
    pairs = [(one, then) for one, then in pairwise(blocks) if one.kind == then.kind == "text" and not one.level]
    apart = [one for one, then in pairs if form(one) != form(then) and ends_asking(one.rows[-1].text)]
    counts = Counter(map(form, apart))
    asking = {one.place for one in apart if counts[form(one)] > 1 and counts[form(one)] * 2 > forms[form(one)]}
    return list(map(bold, blocks))


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


def _lead(row: BlockRow) -> tuple[str, int] | None:
    """The one word in bold with which a line begins, without a colon, and which may be a name, and its length."""
    text, bold = row.text, bold_length(row.rich)
    word, rest = text[:bold].strip(), text[bold:].lstrip()
    is_lead = rest and rest[0] not in ":：" and _NAME.fullmatch(word) and not is_label(word)
    return (word, bold) if is_lead else None


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
