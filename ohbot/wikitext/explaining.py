"""Why a page is read as it is: its trace, line by line, told from the verdicts that its reading gave."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from ohbot.model import Session
from ohbot.model.counting import places_of
from ohbot.recognise.trace import LineTrace, Trace, Verdict
from ohbot.wikitext.escape import unescape
from ohbot.wikitext.nodes import Node, ProseNode
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.roles import is_shown
from ohbot.wikitext.rows import PageRow

_ELSE = {"question": "prose", "answer": "prose", "message": "prose", "spoken": "prose", "said": "prose"}
"""What a row would be where no other verdict was given on it."""
_UNSEEN = ("blank", "furniture", "enclosed")
"""Rows in an item that are no part of what it says."""
_QUIET = {
    # kind of row without a role: the rule by which it has none
    "blank": "shows nothing",
    "furniture": "belongs to the page alone",
    "enclosed": "a template, table or tag: goes along whole",
    "text": "no rule makes it more",
    "list": "no rule makes it more",
    "message": "no rule makes it more",
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
        row, at = self._page.layout.rows[index], self._node_at(index)
        role = self._role(index, self._page.nodes[at] if at is not None else None)
        why = self._why(index, role, row)
        other = self._runner_up(index, role)
        return LineTrace(
            self._number(index),
            text,
            role,
            self._places[at] if at is not None and role not in _UNSEEN else "",
            why.rule,
            self._evidence(why),
            other.role if other else "",
            ": ".join(filter(None, (other.rule, self._evidence(other)))) if other else "",
        )

    def _node_at(self, index: int) -> int | None:
        """The node that a row is part of, or None."""
        start = self._page.layout.rows[index].line.start
        at = bisect_right(self._starts, start) - 1
        return at if at >= 0 and start < max(self._page.nodes[at].end, self._page.nodes[at].start + 1) else None

    def _role(self, index: int, node: Node | None) -> str:
        row = self._page.layout.rows[index]
        if isinstance(node, ProseNode) or (node is None and is_shown(row)):
            return "prose"
        return self._page.roles[index] or row.kind

    def _why(self, index: int, role: str, row: PageRow) -> Verdict:
        memory = self._page.memory
        remembered = memory.reason(index) if memory and self._page.roles[index] else None
        found = remembered or self._trace.why(index, role)
        if found is None and role == "message" and row.message:
            return Verdict(role, True, *_of_message(row))
        return found or Verdict(role, True, _QUIET.get(row.kind, "by its form"))

    def _runner_up(self, index: int, role: str) -> Verdict | None:
        """What else the row might have been: by its look where the session decides, else by another verdict."""
        row, memory = self._page.layout.rows[index], self._page.memory
        if not is_shown(row):
            return None
        if memory and self._page.roles[index]:
            by_form = memory.fresh[index] or "prose"
            if by_form != role:
                return self._trace.why(index, by_form) or Verdict(by_form, True, "by its look alone")
        against = self._trace.against(index, role)
        if against is not None:
            return against
        if row.message is not None and role != "message":
            return Verdict("message", False, *_of_message(row))
        default = "heading" if row.kind == "heading" and role == "question" else _ELSE.get(role)
        return Verdict(default, True, "") if default else None

    def _evidence(self, verdict: Verdict) -> str:
        number = self._number(verdict.near) if verdict.near is not None else 0
        number = self._numbers[number - 1] if number and self._numbers else number
        line = f"line {number}" if number else ""
        return " ".join(filter(None, (verdict.evidence, line)))


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
