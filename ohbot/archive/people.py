"""Files that tell who is who: a mapping of nicks to people, or a list of people as session files have it."""

import tomllib
from collections.abc import Iterator
from typing import Any

from ohbot.archive.kinds import LINE, Reader
from ohbot.archive.nodes import compose
from ohbot.archive.records import A_PERSON, PEOPLE
from ohbot.model import Person
from ohbot.model.metadata import NICKS
from ohbot.model.node import Node
from ohbot.problems import BadFile, Problem

_FORMS = "write 'nick: Name' on each line, or the list 'people' as a session file has it"


def load_people(text: str, name: str) -> tuple[Person, ...]:
    """The people in a file's text, their nicks under ``x-nicks`` in their metadata; ``name`` is the file's name.

    The text is TOML where the name says so, else YAML. Raises BadFile with every problem.
    """
    if name.casefold().endswith(".toml"):
        root = _toml(text, name)
    else:
        root = compose(text.removeprefix("\ufeff"), name, least="a line 'nick: Name'")
    reader = Reader()
    people = tuple(_people(reader, root))
    if reader.problems:
        raise BadFile(name, reader.problems)
    return people


def _people(reader: Reader, root: Node) -> Iterator[Person]:
    lists = {key.scalar: value for key, value in root.pairs if value.kind == "list"}
    if listed := root if root.kind == "list" else lists.get("people"):
        found = PEOPLE.read(reader, listed, "'people'")
        yield from found if not reader.problems else ()
    elif "body" in lists:
        reader.problem(root, "this session file has no 'people'; name some there")
    elif root.kind == "mapping":
        yield from _by_nick(reader, root)
    else:
        reader.problem(root, f"this is no list of people; {_FORMS}")


def _by_nick(reader: Reader, root: Node) -> Iterator[Person]:
    named: dict[str, Person] = {}
    for key, value in root.pairs:
        if value.kind == "mapping":
            one = A_PERSON.read(reader, value, "a person")
        else:
            name = LINE.read(reader, value, "a person's name")
            is_name = isinstance(name, str) and name
            one = Person(name) if is_name else reader.problem(value, f"here is no name; {_FORMS}")
        if isinstance(one, Person):
            before = named.get(one.name.casefold(), one)
            nicks = [*before.metadata.get(NICKS, []), str(key.scalar)]
            named[one.name.casefold()] = Person(
                one.name, before.role or one.role, before.username or one.username, {NICKS: nicks}
            )
    yield from named.values()


def _toml(text: str, name: str) -> Node:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFile(
            name, [Problem(0, f'not valid TOML: {error}; names need quotes, as in kim = "Kim Lee"')]
        ) from None
    except RecursionError:
        raise BadFile(name, [Problem(0, "nested too deep")]) from None
    return _node(found)


def _node(value: Any) -> Node:
    """A plain value as a node that has no place."""
    if isinstance(value, dict):
        return Node("mapping", 0, 0, 0, "", pairs=tuple((_node(key), _node(inner)) for key, inner in value.items()))
    if isinstance(value, list):
        return Node("list", 0, 0, 0, "", items=tuple(map(_node, value)))
    return Node("scalar", 0, 0, 0, "", scalar=value if isinstance(value, str | int | float) else str(value))
