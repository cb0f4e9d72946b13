"""The readable cases: three versions in, the sessions for page and file and the places of conflicts out."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ohbot.merge import merge
from ohbot.model import Answer, Exchange, Heading, Item, Message, Metadata, Prose, Session
from ohbot.model.metadata import joined

CASES = Path(__file__).parent / "cases"
NAMED = re.compile(r"(?:(?P<speaker>[A-Z]\w+)(?: \((?P<role>\w+)\))?: )?(?P<text>.*)")
NOTE = re.compile(r"(?P<note>.*?)(?: \(of (?P<of>.*)\))?")
MESSAGE = re.compile(r"(?P<time>\S+) <(?P<speaker>\w+)> (?P<text>.*)")


def read(text: str) -> Session:
    """A session in the notation of the cases."""
    body: list[Item] = []
    for line in text.splitlines():
        mark, _, rest = line.partition(" ")
        _add(body, mark, rest)
    return Session(title="A session", body=tuple(body))


def _add(body: list[Item], mark: str, rest: str) -> None:
    last = body[-1] if body else None
    if mark == "~" and last:
        body[-1] = _noted(last, rest)
    elif mark == ":~" and isinstance(last, Exchange):
        *others, answer = last.answers
        body[-1] = replace(last, answers=(*others, _noted(answer, rest)))
    elif mark == "=":
        body.append(Heading(rest))
    elif mark == "?":
        body.append(Exchange(rest))
    elif mark == "-" and (said := MESSAGE.fullmatch(rest)):
        body.append(Message(said["text"], said["time"], said["speaker"]))
    elif mark == "|" and isinstance(last, Prose):
        body[-1] = Prose(f"{last.wikitext}\n{rest}")
    elif mark == "|":
        body.append(Prose(rest))
    elif mark == ":" and isinstance(last, Exchange) and (named := NAMED.fullmatch(rest)):
        body[-1] = replace(last, answers=(*last.answers, Answer(named["text"], named["speaker"], named["role"])))
    elif mark == "::" and isinstance(last, Exchange):
        *others, answer = last.answers
        body[-1] = replace(last, answers=(*others, replace(answer, text=f"{answer.text}\n\n{rest}")))
    else:
        raise AssertionError(f"A case holds a line that its notation does not know: {mark} {rest}")


def _noted(thing: Any, line: str) -> Any:
    """A thing with one note more beside it: its own, or one that something else has left."""
    found = NOTE.fullmatch(line)
    assert found is not None
    note: Metadata = {"private": found["note"]}
    more: Metadata = {"x-left": [{"of": found["of"], **note}]} if found["of"] else note
    return replace(thing, metadata=joined(thing.metadata, more))


def _notes(thing: Any, mark: str) -> Iterator[str]:
    own = thing.metadata.get("private", ())
    yield from (f"{mark} {note}" for note in ([own] if isinstance(own, str) else own))
    yield from (f"{mark} {left['private']} (of {left['of']})" for left in thing.metadata.get("x-left", ()))


def written(session: Session) -> str:
    """The inverse of ``read``."""
    return "\n".join(line for item in session.body for line in _lines(item))


def bare(text: str) -> str:
    """A session in the notation of the cases without what only a file knows of it."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(("~", ":~")))


def _lines(item: Item) -> Iterator[str]:
    head, *rest = _shown(item)
    yield from (head, *_notes(item, "~"), *rest)


def _shown(item: Item) -> Iterator[str]:
    if isinstance(item, Heading):
        yield f"= {item.text}"
    elif isinstance(item, Message):
        yield f"- {item.time} <{item.speaker}> {item.text}"
    elif isinstance(item, Prose):
        yield from (f"| {line}".rstrip() for line in item.wikitext.split("\n"))
    else:
        yield f"? {item.question}"
        for answer in item.answers:
            role = f" ({answer.role})" if answer.role else ""
            name = f"{answer.speaker}{role}: " if answer.speaker else ""
            yield f": {name}" + answer.text.replace("\n\n", "\n:: ")
            yield from _notes(answer, ":~")


def cases() -> Iterator[object]:
    """Every case of every file, by its name."""
    for path in sorted(CASES.glob("*.txt")):
        for case in re.split(r"^## ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            name, *parts = re.split(r"\n--- ", case)
            versions = dict((*part.strip("\n").split("\n", 1), "")[:2] for part in parts)
            yield pytest.param(versions, id=name.strip())


@pytest.mark.parametrize("versions", list(cases()))
@pytest.mark.parametrize("swapped", [False, True], ids=["", "swapped"])
def test_case(versions: dict[str, str], *, swapped: bool) -> None:
    """A case comes out as written, and with the sides swapped as its mirror image, but for the notes of the file."""
    base, local, remote = (read(versions[name]) for name in ("base", "local", "remote"))
    merged = merge(base, remote, local) if swapped else merge(base, local, remote)
    page, file = (versions.get(name) or versions["both"] for name in ("page", "file"))
    assert bare(written(merged.for_page)) == bare(file if swapped else page)
    assert bare(written(merged.for_file)) == bare(page if swapped else file)
    assert swapped or written(merged.for_file) == file
    assert len(merged.conflicts) == len(versions.get("conflicts", "").splitlines())
    if not swapped:
        assert [c.place for c in merged.conflicts] == versions.get("conflicts", "").splitlines()


@pytest.mark.parametrize("versions", list(cases()))
def test_the_notation_of_the_cases_is_read_as_it_is_written(versions: dict[str, str]) -> None:
    for name in versions.keys() - {"conflicts"}:
        assert written(read(versions[name])) == versions[name]
