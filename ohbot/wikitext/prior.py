"""How a page was read before: the session is the memory, and what it says of a line holds while it can.

A row that shows a part of the session is read as that part, whatever stands around it. What is new goes on in the way
of its neighbours: a list item as its list does, a reply as what it replies to. So an edit changes how the rows are
read that it touched, and no others.
"""

from collections.abc import Callable, Mapping, Set
from functools import cached_property
from itertools import pairwise

from ohbot.diff.matching import Pair
from ohbot.model import Item
from ohbot.model.counting import places_of
from ohbot.recognise.trace import Verdict
from ohbot.wikitext.layout import Layout
from ohbot.wikitext.roles import Role, is_shown
from ohbot.wikitext.rows import PageRow, as_no_message
from ohbot.wikitext.shown import RowForm, SessionLine, form_of, forms_of, lines_of, shown_lines

_KINDS: dict[Role, tuple[str, ...]] = {
    "question": ("text", "list", "heading", "message", "furniture"),
    "answer": ("text", "list", "message", "furniture"),
    "heading": ("heading",),
}
"""The kinds of rows that can have a role."""
_PARTS = {"question": "exchange", "answer": "exchange", "spoken": "talk", "said": "talk"}
"""Roles that follow one another in one item."""


class Memory:
    """The role of each row by what a prior says of it and its neighbours, else as ``fresh`` judges it."""

    def __init__(self, layout: Layout, prior: tuple[Item, ...], fresh: Callable[[], list[Role | None]]) -> None:
        self._layout, self._rows, self._prior, self._fresh_judge = layout, layout.rows, prior, fresh
        numbered = [(number, line) for number, item in enumerate(prior) for line in lines_of(item)]
        lines = [line for _, line in numbered]
        self._line_of: list[SessionLine | None] = [None] * len(layout.rows)
        self._item_of: list[int | None] = [None] * len(layout.rows)
        for at, place in shown_lines(layout.rows, lines):
            self._item_of[at], self._line_of[at] = numbered[place]
            layout.known_lines[layout.rows[at].line.start] = lines[place]
        self.roles: list[Role | None] = [None] * len(layout.rows)
        self._known = [False] * len(layout.rows)
        self._near: dict[int, int] = {}
        for index in range(len(layout.rows)):
            self._give(index, self._remembered(index))
        self._new_questions()
        self._within()
        for index, row in enumerate(layout.rows):
            if is_shown(row) and not self._known[index]:
                role = self._by_neighbours(index)
                self.roles[index] = role if role and self._can_be(index, role) else self.fresh[index]

    def reason(self, index: int) -> Verdict | None:
        """Why a row is what it is, by the session or its neighbours; None where its look decides."""
        role = self.roles[index] or ""
        if self._known[index]:
            at = next(i for i in range(index, -1, -1) if self._known[i] and self._item_of[i] is not None)
            how = "says the same as" if self._says_the_same(at) else "has words of"
            place = self._places[self._item_of[at] or 0]
            return Verdict(role, True, "prior", f"{how if at == index else 'inside of'} {place} of the session file")
        near = self._near.get(index)
        other = self.roles[near] or "" if near is not None else ""
        if near is None or (role != "prose" and _PARTS.get(role, role) != _PARTS.get(other, other)):
            return None
        goes_on = role != "prose" or other == "prose"
        return Verdict(role, True, "neighbours", "as" if goes_on else "does not go on with", near)

    @cached_property
    def _places(self) -> list[str]:
        return places_of(self._prior)

    def shown(self, first: int, stop: int) -> Item | None:
        """The item of the prior that all of some rows are known to show, or None."""
        numbers = {self._item_of[index] for index in range(first, stop) if self.roles[index]}
        number = numbers.pop() if len(numbers) == 1 else None
        return None if number is None else self._prior[number]

    def _give(self, index: int, role: Role | None) -> None:
        if role and self._can_be(index, role):
            self.roles[index], self._known[index] = role, True
            if role in ("question", "answer") and self._rows[index].kind == "message":
                self._rows[index] = as_no_message(self._rows[index])

    def _can_be(self, index: int, role: Role) -> bool:
        """Whether the row's form allows the role: else the text can no longer be what it was."""
        row = self._rows[index]
        if role == "message":
            return row.message is not None
        if role == "spoken":
            return row.kind in ("text", "list") and self._layout.speaker(row, row.at) is not None
        if role == "said":
            return row.kind == "text" and index > 0 and self.roles[index - 1] in ("spoken", "said")
        if row.kind == "furniture" and not self._says_the_same(index):
            return role == "prose"
        return role == "prose" or row.kind in _KINDS[role]

    def _says_the_same(self, index: int) -> bool:
        """Whether a row says just what its line of the session says."""
        line = self._line_of[index]
        return line is not None and line.saying == self._rows[index].saying

    # --- what the session says

    def _remembered(self, index: int) -> Role | None:
        """The role that the session's line gives a row."""
        line, row = self._line_of[index], self._rows[index]
        if line is None:
            return None
        if line.part != "message":
            return line.part
        if row.message is not None and (line.time is not None or row.kind in ("message", "enclosed")):
            return "message"
        return "spoken"

    def _new_questions(self) -> None:
        """Give the line right above the answers of a question that is nowhere any more the place of that question."""
        asked = {item for item, role in zip(self._item_of, self.roles, strict=True) if role == "question"}
        for index, item in enumerate(self._item_of):
            if self.roles[index] != "answer" or item in asked:
                continue
            asked.add(item)
            above = next((at for at in range(index - 1, -1, -1) if is_shown(self._rows[at])), None)
            if above is None or self._known[above]:
                continue
            mark, other = self._rows[index].mark, self._rows[above].mark
            if len(other) < len(mark) if mark else not other:  # it could be answered by the row
                self._give(above, "question")
                self._item_of[above] = item if self._known[above] else None

    def _within(self) -> None:
        """Give what stands inside of an exchange or a message to it: between two rows that show the same item."""
        shown = [at for at, line in enumerate(self._line_of) if line and self._known[at]]
        for before, index in pairwise(shown):
            between = range(before + 1, index)
            is_begun = self._item_of[before] == self._item_of[index] and self.roles[index] in ("answer", "said")
            if not is_begun or any(self._rows[at].kind == "heading" for at in between):
                continue
            for at in between:
                row = self._rows[at]
                parts = self._forms.get(form_of(row), set())
                if "question" in parts and "answer" not in parts:
                    continue  # rows of this form are known to be questions, and never answers
                if row.kind in ("text", "list", "message") and not row.is_picture:
                    self._give(at, "said" if self.roles[index] == "said" else "answer")
                elif is_shown(row):
                    self._known[at] = True

    @cached_property
    def _forms(self) -> Mapping[RowForm, Set[str]]:
        """Which parts of items stand in rows of each form, as far as the session tells."""
        return forms_of((row, line.part) for row, line in zip(self._rows, self._line_of, strict=True) if line)

    # --- what the neighbours say

    def _by_neighbours(self, index: int) -> Role | None:
        row = self._rows[index]
        if row.kind == "list":
            return self._as_list(index)
        if row.kind == "text":
            return None if row.is_picture else self._as_text(index)
        if row.kind == "message":
            near = self._nearest(index, lambda other: other.kind == "message", lambda other: other.kind != "message")
            return near or self.fresh[index] or "message"
        if row.kind != "heading":
            return None
        near = self._nearest(
            index, lambda other: other.kind == "heading" and other.level == row.level, lambda _: False
        )
        if near == "question":
            return "question" if row.asks else "heading"
        return near or self.fresh[index] or "heading"

    @cached_property
    def fresh(self) -> list[Role | None]:
        """What the look of the page alone would make of each row."""
        return self._fresh_judge()

    def _nearest(self, index: int, alike: Callable[[PageRow], bool], ends: Callable[[PageRow], bool]) -> Role | None:
        """The role of the nearest row alike whose role is known, on either side, before one that ends the search."""
        found: list[Pair] = []
        for side in (range(index - 1, -1, -1), range(index + 1, len(self._rows))):
            for at in side:
                row = self._rows[at]
                if row.kind in ("blank", "furniture") and not row.ends_items:
                    continue
                if alike(row) and self._known[at] and self.roles[at]:
                    found.append((abs(at - index), at))
                    break
                if ends(row) and self.roles[at] != "answer":
                    break
        return self._as(index, min(found)[1]) if found else None

    def _as(self, index: int, near: int) -> Role | None:
        """The role of another row, which from now on is the reason for how this one is read."""
        self._near[index] = near
        return self.roles[near]

    def _as_list(self, index: int) -> Role | None:
        row = self._rows[index]
        if len(row.mark) > 1 or row.mark == ":":
            above = self._parent(index)
            if above is not None:
                role = self._as(index, above)
                return "answer" if role in ("question", "answer") else self._or_prose(index, "spoken")
        near = self._nearest(index, lambda other: other.mark == row.mark, lambda other: other.kind != "list")
        if near == "spoken" and not self._layout.speaker(row, row.at):
            return self._or_prose(index)
        return near or self.fresh[index]

    def _parent(self, index: int) -> int | None:
        """The row that a list item hangs on: the nearest above with a shorter mark, or what it replies to."""
        mark = self._rows[index].mark
        for at in range(index - 1, -1, -1):
            row = self._rows[at]
            if row.kind in ("blank", "furniture") and not row.ends_items:
                continue
            if row.kind == "list" and len(row.mark) >= len(mark) and len(mark) > 1:
                continue
            known = self.roles[at] is not None and row.kind in ("list", "text", "heading")
            return at if known and (row.kind == "list" or self.roles[at] in ("question", "answer")) else None
        return None

    def _as_text(self, index: int) -> Role | None:
        row = self._rows[index]
        # the nearest above that has a role, in the same section
        above = next((at for at in range(index - 1, -1, -1) if self.roles[at] or self._rows[at].ends_items), -1)
        role = self._as(index, above) if above >= 0 and self.roles[above] else None
        if row.label and self._layout.labelled and (row.label == "Q" or role in ("question", "answer")):
            return "question" if row.label == "Q" else "answer"
        if row.wrap and row.asks and row.wrap in self._asking_wraps:
            return "question"
        if role in ("question", "answer"):
            return "answer" if self._takes_texts(above) else self._or_prose(index, "answer")
        if role in ("spoken", "said"):
            if self._layout.speaker(row, row.at):
                return "spoken"
            return "said" if above == index - 1 else self._or_prose(index)
        return self._or_prose(index, "question", "spoken", "said")

    @cached_property
    def _asking_wraps(self) -> frozenset[str]:
        """The bold or italics around paragraphs that are known to be questions."""
        known = (row for i, row in enumerate(self._rows) if self._known[i] and self.roles[i] == "question")
        return frozenset(row.wrap for row in known if row.kind == "text" and row.wrap)

    def _takes_texts(self, index: int) -> bool:
        """Whether the exchange that a row belongs to goes on in paragraphs of text."""
        while index and self.roles[index] != "question":
            if self.roles[index] == "answer" and self._rows[index].kind == "text":
                return True
            index -= 1
        return self._rows[index].kind != "list"

    def _or_prose(self, index: int, *roles: Role) -> Role | None:
        """What the look of the page makes of a row, if it is one of these, else prose."""
        fresh = self.fresh[index]
        return fresh if fresh in roles else "prose"
