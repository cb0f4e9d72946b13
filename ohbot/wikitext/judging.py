"""What each row of a page is by the look of the page alone, section by section."""

from bisect import bisect_right

from ohbot.model.enclosures import Span
from ohbot.recognise.questions import asks
from ohbot.wikitext.layout import Layout
from ohbot.wikitext.roles import Role
from ohbot.wikitext.shapes import dialogue, headings, lists, paragraphs


def judged(layout: Layout) -> list[Role | None]:
    """The role of each row; None for those that no item owns: they are prose, or show nothing."""
    return _Judging(layout).roles


class _Judging:
    """The roles given so far, and the rows that are taken: with those between the parts of an item."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._rows = layout.rows
        self.roles: list[Role | None] = [None] * len(layout.rows)
        self._taken = [False] * len(layout.rows)
        free = self._sections()
        for message in dialogue.read(layout, free, self._taken):
            self.roles[message.start] = "spoken"
            for index in message[1:]:
                self.roles[index] = "said"
            layout.note(message[1:], "said", True, "goes on with", near=message.start)

    def _sections(self) -> list[Span]:
        """Judge all but dialogues; returns the sections in which these may stand."""
        rows = self._rows
        edges = [i for i, row in enumerate(rows) if row.kind == "heading"]
        asking = headings.asking(self._layout, edges)
        free: list[Span] = []
        under = ""
        for start, end in zip([-1, *edges], [*edges, len(rows)], strict=True):
            if start in asking:
                stop = self._asking_heading(start, end, under, sure=asking[start])
                if stop is not None:
                    free.append((stop, end))
                    continue
            if start >= 0:
                self.roles[start] = "heading"
                self._layout.note([start], "heading", True, "heading", f"level {rows[start].level}")
                self._taken[start] = True
                under = rows[start].content
            if start not in asking:
                self._section(start + 1, end, under)
            free.append((start + 1, end))
        return free

    def _asking_heading(self, start: int, end: int, under: str, *, sure: bool) -> int | None:
        """Give a heading that may ask its answers, if nothing below it stands alone; returns the row behind them."""
        self._section(start + 1, end, under)
        alone = next((index for index in range(start + 1, end) if self._stands_alone(index)), None)
        below = alone if self._layout.transcript and alone is not None else end
        answers = self._layout.answers(start + 1, below)
        if not sure and alone is not None and not (below < end and answers):
            self._layout.note([start], "question", False, "something below stands alone", near=alone)
            return None
        self.roles[start + 1 : end] = [None] * (end - start - 1)
        self._taken[start + 1 : end] = [False] * (end - start - 1)
        stop = self._exchange(start, answers)
        self._section(stop, end, under)
        return stop

    def _stands_alone(self, index: int) -> bool:
        """Whether a row below a heading that asks is more than a part of an answer."""
        if self.roles[index] != "question":
            return self.roles[index] == "message"
        row = self._rows[index]
        part = row.parts[0] if row.label == "Q" and self._layout.labelled else row.asking_parts[0]
        return asks(self._layout.question(row, *part).value)

    def _exchange(self, first: int, answers: list[int], end: int = 0) -> int:
        """Give a question and its answers their roles; returns the row behind them."""
        self.roles[first] = "question"
        for index in answers:
            self.roles[index] = "answer"
        self._layout.note(answers, "answer", True, "answers", near=first)
        stop = max(end, answers[-1] + 1 if answers else first + 1)
        self._taken[first:stop] = [True] * (stop - first)
        return stop

    def _section(self, first: int, end: int, under: str) -> None:
        """Judge the messages, labelled questions and lists of exchanges in the rows of a section."""
        layout, rows = self._layout, self._rows
        asking = paragraphs.asking(layout, first, end, under)
        groups = {group.first: group for group in lists.groups(layout, first, end, asking)}
        accepted = lists.accepted(layout, list(groups.values()), under)
        listed = {i for i in accepted if rows[i].asks}
        stops = sorted(asking | listed)
        # A list within a labelled answer may ask without being a question of its own: that has answers.
        stops_labelled = sorted(asking | {i for i in listed if lists.is_answered(layout, groups[i])})
        labels = layout.labelled
        i = first
        while i < end:
            row = rows[i]
            if row.kind == "message":
                self.roles[i], self._taken[i] = "message", True
                i += 1
            elif labels and row.label == "Q" and not (i in groups and lists.is_answered(layout, groups[i])):
                layout.note([i], "question", True, "label", "begins with Q")
                i = self._exchange(i, paragraphs.answers(layout, i, _next(stops_labelled, i, end)))
            elif i in asking:
                i = self._exchange(i, paragraphs.answers(layout, i, _next(stops, i, end)))
            elif i in accepted:
                i = self._exchange(i, list(groups[i].answers), groups[i].end)
            else:
                i += 1


def _next(places: list[int], after: int, end: int) -> int:
    """The first of some ascending places behind another one, or the end."""
    return next(iter(places[bisect_right(places, after) :]), end)
