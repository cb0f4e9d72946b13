"""Tables in which people talk, or questions are answered."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ohbot.recognise.names import is_name
from ohbot.recognise.questions import ANSWER_WORDS, QUESTION_WORDS, USUAL
from ohbot.sources.rich import Rich, cut, plain, tidy, unwrapped, wikitext
from ohbot.wikitext.escape import escape_nick
from ohbot.wikitext.speakers import BOLD, write_speaker
from ohbot.wikitext.tokens import GUARD

_HEADS = {
    "who": frozenset(
        ("speaker", "name", "who", "nick", "participant", "author", "user", "from", "sender", "answered by")
    ),
    "words": frozenset(
        ("text", "transcript", "message", "said", "speech", "caption", "statement", "words", "content")
    ),
    "time": frozenset(("time", "timestamp", "timecode", "start", "start time", "when")),
    "question": frozenset(("questions", "q", *QUESTION_WORDS.casefold().split("|"))),
    "answer": frozenset(
        ("answers", "response", "responses", "reply", "replies", "a", *ANSWER_WORDS.casefold().split("|"))
    ),
    "asker": frozenset(("asked by", "asker")),
    "number": frozenset(("#", "no", "no.", "nr", "nr.", "n°", "nº", "№", "id", "")),
}
"""What the columns of a table are for that holds a dialogue or questions with answers."""
_TALKING = (
    ({"who", "words"}, {"who", "words", "time", "number"}),
    ({"question", "answer"}, {"question", "answer", "who", "asker", "number"}),
)
"""The columns that such a table needs, and those that it may have."""
_TIME = re.compile(r"[\[(]?(?P<time>\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?: ?[AaPp]\.?[Mm]\.?)?)[\])]?$")


def columns_of(cells: Sequence[Sequence[Rich]]) -> dict[str, int] | None:
    """Which column of a table is for what, "head" the number of rows in its head; None where nobody talks in it."""
    rows = [[plain(cell) for cell in row] for row in cells]
    if not rows:
        return None
    heads = [next((use for use, words in _HEADS.items() if cell.casefold() in words), "") for cell in rows[0]]
    found = {use: index for index, use in enumerate(heads) if use}
    if any(need <= found.keys() <= may for need, may in _TALKING):
        numbers = [cell for row in rows[1:] for use, cell in zip(heads, row, strict=False) if use == "number"]
        whole = len(found) == len(heads) and all(len(row) <= len(heads) for row in rows)
        whole = whole and all(number.strip("#.) ").isdigit() for number in numbers if number)
        return {**found, "head": 1} if whole else None
    return _columns_by_looks(rows)


def _columns_by_looks(rows: Sequence[Sequence[str]]) -> dict[str, int] | None:
    """The columns of a table without a head: times, names that come again and again, and what these say."""
    width = len(rows[0])
    if width not in (2, 3) or len(rows) < 3 or any(len(row) != width for row in rows):
        return None
    timed = [index for index in range(width) if all(_TIME.match(row[index]) for row in rows)]
    others = [index for index in range(width) if index not in timed]
    names = {row[others[0]] for row in rows} if len(others) == 2 else set()
    if not names or len(names) * 2 > len(rows) + 1 or not all(map(is_name, names)):
        return None
    return {"who": others[0], "words": others[1], "head": 0} | ({"time": timed[0]} if timed else {})


def lines_of_table(cells: Sequence[Sequence[Rich]], columns: Mapping[str, int]) -> Iterator[tuple[str, str | None]]:
    """Lines for what the rows of a table say, turns of a dialogue or questions with answers, and who asks."""
    speaker = ""
    for row in cells[columns["head"] :]:
        cell = {use: row[index] for use, index in columns.items() if use != "head" and index < len(row)}
        speaker = plain(cell.get("who", ())) or speaker
        # A row without a question goes on with the one above it.
        if asked := cell.get("question", ()):
            length, asker = USUAL.asked(plain(asked)) or (0, None)
            asker = asker or plain(cell.get("asker", ())) or None
            yield f"# {wikitext(unwrapped(tidy(cut(asked, length))))}", asker
        if words := cell.get("answer", ()):
            who = plain(cell.get("who", ()))
            yield f"#: {write_speaker(who, None, BOLD)}{GUARD if who else ''}{wikitext(words)}", None
        if "question" not in columns and any(cell.values()):
            yield _said_in_row(cell, speaker), None


def _said_in_row(cell: Mapping[str, Rich], speaker: str) -> str:
    """What somebody says in a row; a row in which nobody says anything is text."""
    words, time = wikitext(cell.get("words", ())), plain(cell.get("time", ()))
    if not words:
        return f"{time} {wikitext(cell.get('who', ()))}".strip()
    clock = _TIME.match(time)
    stamp = f"[{clock['time']}] " if clock else ""
    return f"{stamp}&lt;{escape_nick(speaker)}&gt; {words}" if speaker else f"{stamp}{words}"


def table(cells: Sequence[Sequence[Rich]]) -> str:
    """A table in which nobody talks, as the wiki has it."""
    rows = ["| " + " || ".join(wikitext(cell).replace("|", "&#124;") for cell in row) for row in cells if any(row)]
    return '{| class="wikitable"\n' + "\n|-\n".join(rows) + "\n|}"
