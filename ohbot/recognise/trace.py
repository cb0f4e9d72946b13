"""The trace of a reading: for each line what it was read as, by which rule, on what evidence."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

_WIDEST = 44
"""How many characters of a line are shown."""


@dataclass(frozen=True, slots=True)
class LineTrace:
    """What one line was read as, and why; ``text`` is None where it is not to be shown.

    ``item`` is the item of the session that the line is in (``exchange 3``). ``runner_up`` is what the line might
    have been otherwise, ``runner_up_why`` what was found about that; both are empty where nothing else fits.
    """

    line: int
    text: str | None
    role: str
    item: str = ""
    rule: str = ""
    evidence: str = ""
    runner_up: str = ""
    runner_up_why: str = ""

    @property
    def what(self) -> str:
        """What the line was read as, in a few words."""
        same = self.item.split(" ", 1)[0] == self.role
        return self.item if same else f"{self.role} of {self.item}" if self.item else self.role

    @property
    def why(self) -> str:
        """The rule and its evidence, then the runner-up."""
        found = ": ".join(filter(None, (self.rule, self.evidence)))
        because = f" ({self.runner_up_why})" if self.runner_up_why else ""
        other = f"next best: {self.runner_up}{because}" if self.runner_up else ""
        return "; ".join(filter(None, (found, other)))

    def as_json(self) -> dict[str, Any]:
        """The same for a program; what is absent is None."""
        return {name: value if value != "" or name == "text" else None for name, value in asdict(self).items()}


def table(lines: Sequence[LineTrace]) -> Iterator[tuple[str, str, str, str]]:
    """The columns of a table with a row for each line: its number, what it was read as, its text, and why."""
    number = len(str(max((one.line for one in lines), default=0)))
    what = max((len(one.what) for one in lines), default=0)
    texts = [_short(one.text) for one in lines]
    width = max(map(len, texts), default=0)
    for one, text in zip(lines, texts, strict=True):
        yield f"{one.line:>{number}}", f"{one.what:<{what}}", f"{text:<{width}}", one.why


def as_text(lines: Sequence[LineTrace]) -> str:
    """The table as plain text."""
    return "\n".join("  ".join(columns).rstrip() for columns in table(lines))


def _short(text: str | None) -> str:
    if text is None:
        return "(not shown)"
    flat = text.replace("\t", " ")
    return flat if len(flat) <= _WIDEST else f"{flat[: _WIDEST - 1]}…"


class Reason(NamedTuple):
    """Why a line of a document was read as what it is (``role``), and how the document could be read otherwise."""

    role: str
    rule: str
    evidence: str = ""
    runner_up: str = ""
    runner_up_why: str = ""


class Verdict(NamedTuple):
    """Whether a row of a page is something (``role``): by which rule, on what evidence, for which other row."""

    role: str
    holds: bool
    rule: str
    evidence: str = ""
    near: int | None = None


class Trace:
    """The verdicts on each row of a page, in the order in which they are given."""

    def __init__(self) -> None:
        self._verdicts: defaultdict[int, list[Verdict]] = defaultdict(list)

    def note(self, rows: Iterable[int], verdict: Verdict) -> None:
        """Keep a verdict on some rows."""
        for row in rows:
            self._verdicts[row].append(verdict)

    def why(self, row: int, role: str) -> Verdict | None:
        """The verdict that made a row what it is: the last one that holds."""
        return next((one for one in reversed(self._verdicts[row]) if one.role == role and one.holds), None)

    def against(self, row: int, role: str) -> Verdict | None:
        """The last verdict on a row that was about something else than what it is: the runner-up."""
        return next((one for one in reversed(self._verdicts[row]) if one.role != role), None)
