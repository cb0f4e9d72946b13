"""What is wrong with a file, told to the person who wrote it: one line per problem, each with its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from ohbot.errors import InputError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend. ``line`` counts from 1, and is 0 where the whole file is meant."""

    line: int
    what: str

    def in_file(self, name: str) -> str:
        """``file:line: what, and what to do``."""
        return f"{name}:{self.line}: {self.what}" if self.line else f"{name}: {self.what}"


class BadFile(InputError):
    """A file of the archive is not what it should be; its text has one line per problem, in the file's order."""

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.name = name
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        super().__init__("\n".join(problem.in_file(name) for problem in self.problems))


def unknown(key: str, known: Sequence[str]) -> str:
    """The sentence about an unknown key, which names the nearest known one, or all of them."""
    near = get_close_matches(key, known, n=1) or [one for one in known if one.startswith(key)]
    remedy = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(known)}"
    return f"unknown key {key[:60]!r}; {remedy}"
