"""No word of a transcript is lost without a word: over the cases of all kinds, with words put in anywhere."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.errors import OhbotError
from ohbot.model import Answer, Exchange, Heading, Message, Person, Prose, Session, WikiLink
from ohbot.sources import Imported, import_transcript
from ohbot.sources.accounting import checked
from ohbot.sources.base import Line, LineCounts, Reading
from ohbot.wikitext.escape import unescape
from tests.sources.test_cases import CASES, transcript_of

TRANSCRIPTS = [transcript_of(case) for case in CASES]
NOTES = [path for path in TRANSCRIPTS if not path.suffix.startswith(".json")]
EXPORTS = [path for path in TRANSCRIPTS if path.suffix.startswith(".json")]
WORDS = ["vorzimq", "Blandequ", "жмурлик", "Ōtokuze", "क्रमझ", "gimbelnu", "Xantorpe", "łuskowiq"]
TAG = re.compile(r"<[^<>]*>|\S+://\S*|\{[^{}]*\}")
TEXT_KEYS = frozenset("text body content message msg payload utf8 punctuated_word value transcript".split())
OTHER_KEYS = frozenset("user_profile quote reactions results word_segments words pens author".split())


def everything(session: Session) -> str:
    """All that a session holds, however deep."""

    def parts(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield unescape(value)
        elif isinstance(value, tuple | list):
            for part in value:
                yield from parts(part)
        elif hasattr(value, "items"):
            yield from parts([*value.keys(), *value.values()])
        elif isinstance(value, Session | Person | Exchange | Answer | Message | Heading | Prose | WikiLink):
            yield from parts([getattr(value, name) for name in value.__dataclass_fields__])

    return "\n".join(parts(session)).casefold()


def told_lines(imported: Imported) -> set[int]:
    """The lines of which a person is told that something of them stayed out."""
    reading = imported.reading
    return {
        *reading.account.unplaced,
        *(number for of in reading.account.dropped.values() for number in of),
        *(number for of in reading.removed.values() for number in of),
    }


@st.composite
def changed(draw: st.DrawFn) -> tuple[Path, str, dict[str, int]]:
    """A case with words put in, and lines moved or doubled; and each word with its line."""
    path = draw(st.sampled_from(NOTES))
    lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    for _ in range(draw(st.integers(0, 2))):
        lines.insert(draw(st.integers(0, len(lines))), lines[draw(st.integers(0, len(lines) - 1))])
    for word in draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True)):
        number = draw(st.integers(0, len(lines) - 1))
        bare = TAG.sub(lambda found: "x" * len(found[0]), lines[number])
        blanks = [0, *(found.start() for found in re.finditer(r"(?<=\S) ", bare)), len(bare)]
        place = draw(st.sampled_from(blanks))
        lines[number] = f"{lines[number][:place]} {word}{' ' * (place == 0)}{lines[number][place:]}"[place == 0 :]
    text = "\n".join(lines)
    found = {word: n for n, line in enumerate(lines, 1) for word in WORDS if word in line}
    return path, text, found


@given(changed())
def test_a_word_is_in_the_session_or_its_line_is_told(drawn: tuple[Path, str, dict[str, int]]) -> None:
    """Whatever the kind: the check tells what its reader forgets."""
    path, text, placed = drawn
    try:
        imported = import_transcript(text.encode(), path.name)
    except OhbotError:
        return
    there, told = everything(imported.reading.session), told_lines(imported)
    lost = [word for word, number in placed.items() if word.casefold() not in there and number not in told]
    assert not lost, f"{imported.format}: {lost}"


def leaves(value: Any, *, inside: bool = False) -> Iterator[tuple[Any, Any]]:
    """Where in an export texts stand that people wrote: their container and their key or index."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in pairs:
        is_text = key in TEXT_KEYS if isinstance(value, dict) else inside
        if isinstance(part, str) and is_text and part and "<" not in part:
            yield value, key
        if key not in OTHER_KEYS:
            yield from leaves(part, inside=is_text)


def values_of(path: Path) -> list[Any]:
    """The values of an export, of which JSON Lines have one in each line."""
    raw = path.read_text(encoding="utf-8")
    try:
        return [json.loads(raw)]
    except json.JSONDecodeError:
        return [json.loads(line) for line in raw.splitlines()]


@pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.stem)
def test_a_word_of_an_export_is_in_the_session_or_told(path: Path) -> None:
    """Each text that somebody wrote, whatever it is in; an export on one line tells in a note what it lacks."""
    values = values_of(path)
    for line, value in enumerate(values):
        for number in range(sum(1 for _ in leaves(value))):
            data = json.loads(json.dumps(values))
            container, key = list(leaves(data[line]))[number]
            container[key] = f"{container[key]} vorzimq"
            text = "\n".join(json.dumps(value, ensure_ascii=False) for value in data)
            imported = import_transcript(text.encode(), path.name)
            told = line + 1 in told_lines(imported) or any("left out of" in one.sentence for one in imported.notes)
            assert told or "vorzimq" in everything(imported.reading.session), (key, container)


def test_words_that_are_nowhere_are_told_and_others_are_not() -> None:
    """A reader that forgets half of a line has not placed it; stamps and labels are no words of it."""
    lines = [
        Line(1, "18:00:03 <kim> Who has the key?"),
        Line(2, "Date: 3 May 2021"),
        Line(3, "ann: the red one fell"),
    ]
    session = Session(body=(Message("Who has the key?", "18:00:03", "kim"), Message("the red one", None, "ann")))
    seen = checked(Reading(session, LineCounts(3)), lines)
    assert (seen.account.kept, seen.account.unplaced) == (2, (3,))


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_an_address_that_stays_out_is_counted(path: Path) -> None:
    """Also one beside a name, or in the head of a message."""
    imported = import_transcript(path.read_bytes(), path.name)
    known, told = everything(imported.reading.session), told_lines(imported)
    for line in imported.lines:
        for address in re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", line.text):
            assert address.casefold() in known or line.number in told, line
