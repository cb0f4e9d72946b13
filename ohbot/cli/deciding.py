"""A person decides on conflicts, one after the other."""

import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

import click

from ohbot.cli.editing import MergeTool, can_be_edited, edited
from ohbot.cli.history import described
from ohbot.cli.logs import printable
from ohbot.cli.marked import fitted, marked
from ohbot.merge import Conflict, Decision
from ohbot.model import Answer, Exchange, Heading, Message, Prose, Revision
from ohbot.sync.changes import describe, describe_fact

Choice = Literal["ours", "theirs", "both"]
SIDES: dict[str, Choice] = {"o": "ours", "t": "theirs", "b": "both"}
_KEYS = {
    # key: (how it is offered, what it does)
    "o": ("[o]urs", "what the file says"),
    "t": ("[t]heirs", "what the other side says"),
    "b": ("[b]oth", "both, the file's first"),
    "e": ("[e]dit", "write it yourself, in your editor"),
    "m": ("[m]erge", "write it yourself, in the merge tool"),
    "u": ("[u]ndo", "back to the conflict before this one"),
    "O": ("[O/T] rest", "what the file says, here and in all that follow"),
    "T": ("", "what the other side says, here and in all that follow"),
    "?": ("[?]", "this help"),
    "s": ("[s]kip", "leave this one open for now"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A conflict of a session that is to be decided, and the edit that made the page's side, if that is known."""

    session: str
    conflict: Conflict
    edit: Revision | None = None
    address: str = ""
    other: str = "the wiki"
    """Whose side "theirs" is."""


@dataclass(slots=True)
class Dialogue:
    """Asks a person, who may take back what they said; ``asks`` is False where there is nobody, only a merge tool."""

    questions: Sequence[Question]
    tool: MergeTool | None = None
    asks: bool = True
    _decided: list[Decision | None] = field(default_factory=list)

    def decisions(self) -> list[Decision | None]:
        """What was decided on each question; None where it stays open."""
        offered: set[int] = set()
        while (at := len(self._decided)) < len(self.questions):
            question = self.questions[at]
            self._show(question, at)
            written = None
            if self.tool and at not in offered and can_be_edited(question.conflict):
                offered.add(at)
                written = self.tool.merged(question.conflict)
            if written is not None or not self.asks:
                self._decided.append(written)
            else:
                with _interruptible():
                    self._ask(question)
        return self._decided

    def _ask(self, question: Question) -> None:
        """Take a key until it decides something."""
        texts = can_be_edited(question.conflict)
        missing = {"e": not texts, "m": not (texts and self.tool), "u": not self._decided}
        offered = [key for key in _KEYS if not missing.get(key)]
        asked = ", ".join(filter(None, (_KEYS[key][0] for key in offered)))
        while True:
            key = click.prompt(asked, type=click.Choice(offered), show_choices=False, err=True)
            if key == "?":
                for one in offered:
                    click.echo(f"  {one}  {_KEYS[one][1]}", err=True)
            elif key == "u":
                self._decided.pop()
                return
            elif key in ("O", "T"):
                self._decided += [SIDES[key.lower()]] * (len(self.questions) - len(self._decided))
                return
            elif key not in ("e", "m"):
                self._decided.append(SIDES.get(key))
                return
            else:
                ask = self.tool.merged if key == "m" and self.tool else edited
                if (written := ask(question.conflict)) is not None:
                    self._decided.append(written)
                    return

    def _show(self, question: Question, at: int) -> None:
        """The three versions, with the words marked that each side changed."""
        conflict, width = question.conflict, shutil.get_terminal_size().columns
        where = f"{question.session}, {at + 1} of {len(self.questions)}: both sides changed {conflict.place}."
        click.secho("\n" + fitted(printable(where), width), bold=True, err=True)
        base, file, wiki = (_joined(side) for side in (conflict.base, conflict.local, conflict.remote))
        for name, text in (
            ("before", printable(base)),
            ("the file (ours)", marked(base, file)),
            (f"{question.other} (theirs)", marked(base, wiki)),
        ):
            click.secho(f"  {name}:", err=True, fg="cyan")
            click.echo(fitted(text or "(nothing)", width, indent="    "), err=True)
        if question.edit:
            by = fitted(printable(described(question.edit)), width, indent="    ")
            click.secho(f"{by}\n    {question.address}", err=True, dim=True)  # no address is cut in two


def _joined(values: Sequence[object]) -> str:
    """Values that are in conflict, as a person reads them."""
    things = (Answer, Exchange, Message, Heading, Prose)
    return "\n\n".join(describe(one) if isinstance(one, things) else describe_fact(one) for one in values)


@contextmanager
def _interruptible() -> Iterator[None]:
    """While a person is asked, Ctrl-C ends the command at once: nothing is being written."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    except click.Abort:
        raise KeyboardInterrupt from None  # an error would be one of this session alone
    finally:
        signal.signal(signal.SIGINT, before)
