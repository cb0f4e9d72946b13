"""Why the lines of a document were read as what they are."""

from collections.abc import Callable, Iterable
from functools import cache

from ohbot.recognise.trace import Reason, Trace
from ohbot.sources.documents.blocks import BlockRow
from ohbot.sources.documents.lines import Lines
from ohbot.wikitext.explaining import explained_page
from ohbot.wikitext.page import ParsedPage

_ROLES = {"spoken": "message", "said": "message", "enclosed": "prose"}


def reasons(facts: Iterable[BlockRow], lines: Lines, page: ParsedPage, trace: Trace) -> Callable[[int], Reason]:
    """Why a line, by its number in the file, was read so; ``facts`` are the rows that tell of the session."""

    @cache
    def found() -> dict[int, Reason]:
        reasons = {row.number: Reason("fact", "tells of the session, before what is said") for row in facts}
        numbers = [line.number for line in lines.lines for _ in line.text.split("\n")]
        for one in explained_page(page, trace, numbers):
            role, other = _ROLES.get(one.role, one.role), _ROLES.get(one.runner_up, one.runner_up)
            reason = Reason(role, one.rule, one.evidence, other, one.runner_up_why)
            reasons.setdefault(numbers[one.line - 1], reason)
        return reasons

    def why(number: int) -> Reason:
        """That of the line, or of the one above with which it goes on."""
        above = number
        while above > 1 and above not in found():
            above -= 1
        reason = found().get(above, Reason("prose", ""))
        return reason if above == number else Reason(reason.role, "goes on with the line above")

    return why
