"""Why a page is read as it is: its trace, line by line, told from the verdicts that its reading gave."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from ohbot.model import Session
from ohbot.model.counting import places_of
from ohbot.recognise.trace import LineTrace, Trace, Verdict
from ohbot.wikitext.escape import unescape
from ohbot.wikitext.nodes import ProseNode
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.roles import is_shown
from ohbot.wikitext.rows import PageRow

_QUIET = {
    # kind of row without a role: the rule by which it has none
    "blank": "shows nothing",
    "furniture": "belongs to the page alone",
    "enclosed": "a template, table or tag: goes along whole",
    "heading": "by its form",
}


def explained(text: str, *, prior: Session | None = None) -> tuple[LineTrace, ...]:
    """What each line of a page is read as, and why, with what a prior session tells of it.

    Raises InputError for characters that no page can hold.
    """
    trace = Trace()
    return explained_page(ParsedPage(text, prior, trace=trace), trace)


def explained_page(page: ParsedPage, trace: Trace, numbers: Sequence[int] = ()) -> tuple[LineTrace, ...]:
    """The same for a page that was read; ``numbers`` are those of its lines elsewhere, which evidence names."""
    return tuple(_Explaining(page, trace, numbers).lines())


class _Explaining:
    """A page that was read, and its trace."""

    def __init__(self, page: ParsedPage, trace: Trace, numbers: Sequence[int] = ()) -> None:
        self._page, self._trace, self._numbers = page, trace, numbers
        self._ends = list(accumulate(len(line) + 1 for line in page.text.split("\n")))
        self._starts = [node.start for node in page.nodes]
        self._places = places_of(page.items)

    def lines(self) -> Iterator[LineTrace]:
        """The trace of every line of the page, of several where a line holds several blocks."""
        for index, row in enumerate(self._page.layout.rows):
            if index and row.line.start == len(self._page.text) and not row.line.text:
                continue  # behind the last newline is no line
            first, *more = self._page.text[row.line.start : row.line.end].split("\n")
            one = self._of(index, first)
            yield one
            for further, text in enumerate(more, one.line + 1):
                yield LineTrace(further, text, one.role, one.item, "goes on", f"line {one.line}")

    def _number(self, index: int) -> int:
        """The number of the line in which a row begins, from 1."""
        return bisect_right(self._ends, self._page.layout.rows[index].line.start) + 1

    def _of(self, index: int, text: str) -> LineTrace:
        page, row = self._page, self._page.layout.rows[index]
        at = bisect_right(self._starts, row.line.start) - 1
        if at >= 0 and row.line.start >= max(page.nodes[at].end, page.nodes[at].start + 1):
            at = -1  # the row is behind that node, and part of none
        is_prose = isinstance(page.nodes[at], ProseNode) if at >= 0 else is_shown(row)
        role = "prose" if is_prose else page.roles[index] or row.kind
        why, other = self._why(index, role, row), self._runner_up(index, role, row)
        return LineTrace(
            self._number(index),
            text,
            role,
            self._places[at] if at >= 0 and role not in ("blank", "furniture", "enclosed") else "",
            why.rule,
            self._evidence(why),
            other.role if other else "",
            ": ".join(filter(None, (other.rule, self._evidence(other)))) if other else "",
        )

    def _why(self, index: int, role: str, row: PageRow) -> Verdict:
        memory = self._page.memory
        remembered = memory.reason(index) if memory and self._page.roles[index] else None
        found = remembered or self._trace.why(index, role)
        if found is None and role == "message" and row.message:
            return Verdict(role, True, *_of_message(row))
        return found or Verdict(role, True, _QUIET.get(row.kind, "no rule makes it more"))

    def _runner_up(self, index: int, role: str, row: PageRow) -> Verdict | None:
        """What else the row might have been: by its look where the session decides, else by another verdict."""
        if not is_shown(row):
            return None
        by_form = role
        if self._page.memory and self._page.roles[index]:
            by_form = self._page.memory.fresh[index] or "prose"
        if by_form != role:
            return self._trace.why(index, by_form) or Verdict(by_form, True, "by its look alone")
        against = self._trace.against(index, role)
        if against is None and row.message is not None and role != "message":
            return Verdict("message", False, *_of_message(row))
        if against is None and role in ("question", "answer", "message", "spoken", "said"):
            default = "heading" if row.kind == "heading" and role == "question" else "prose"
            return Verdict(default, True, "")
        return against

    def _evidence(self, verdict: Verdict) -> str:
        number = self._number(verdict.near) if verdict.near is not None else 0
        number = self._numbers[number - 1] if number and self._numbers else number
        return " ".join(filter(None, (verdict.evidence, f"line {number}" if number else "")))


def _of_message(row: PageRow) -> tuple[str, str]:
    """The rule and the evidence that a row is a line of a log, or none."""
    assert row.message is not None
    time, called = row.text[slice(*(row.message.time or (0, 0)))], unescape(row.called)
    parts = [f"stamp {time!r}" if time else "no stamp", f"nick {called!r}" if called else "no nick", row.message.kind]
    if row.message.sure:
        return "line of a log", ", ".join(parts)
    believed = row.kind == "message"
    parts.append("as lines beside it tell" if believed else "it may be an entry of a schedule")
    return "a name and a colon behind a time", ", ".join(parts)
