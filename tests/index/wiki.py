"""An index as people and ohbot edit it in turn, without a wiki: pages with their histories."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ohbot.archive import IndexConfig
from ohbot.index import IndexEntry, IndexPage, OwnEdit, PagePlan, index_pages, plan_index
from ohbot.index.places import own_headings
from ohbot.index.rows import IndexRow, find_index
from ohbot.model import Person

NOW = datetime(2021, 6, 1, 12, tzinfo=UTC)
PAGE = "Lantern hours"


def entry(day: str, **more: Any) -> IndexEntry:
    """A session of that day at 18:00, with a page of its own."""
    start = datetime.fromisoformat(f"{day}T18:00+00:00")
    facts: dict[str, Any] = {
        "name": day,
        "page": f"Hours/{day}",
        "title": f"Hours of {day}",
        "day": start.date(),
        "start": start,
        "end": start + timedelta(hours=1),
        "people": (Person("Amrei"),),
        "venues": ("#lantern",),
    }
    return IndexEntry(**facts | more)


@dataclass
class Wiki:
    """The pages of an index; each save is a person's or ohbot's."""

    config: IndexConfig = field(default_factory=lambda: IndexConfig(upcoming=PAGE))
    history: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    """Who, the page, its text, and the text before; the newest last."""

    def read(self, page: str = PAGE) -> str | None:
        """The newest text of a page."""
        return next((text for _, title, text, _ in reversed(self.history) if title == page), None)

    def text(self, page: str = PAGE) -> str:
        """The same, of a page that is there."""
        text = self.read(page)
        assert text is not None
        return text

    def edit(self, text: str, page: str = PAGE, *, user: str = "Robin") -> None:
        """Save a page."""
        self.history.append((user, page, text, self.read(page)))

    def change(self, old: str, new: str, page: str = PAGE) -> None:
        """What a person replaces, once."""
        assert old in self.text(page), old
        self.edit(self.text(page).replace(old, new, 1), page)

    def own(self) -> Iterator[OwnEdit]:
        """What ohbot did, newest first."""
        return (OwnEdit(page, old, new) for user, page, new, old in reversed(self.history) if user == "ohbot")

    def plans(
        self, entries: Sequence[IndexEntry], now: datetime = NOW, *, force: bool = False
    ) -> tuple[PagePlan, ...]:
        """What ohbot would do."""
        pages = [IndexPage(title, self.read(title)) for title in index_pages(entries, self.config, now)]
        return plan_index(pages, entries, self.config, now=now, own=self.own(), force=force)

    def run(self, entries: Sequence[IndexEntry], now: datetime = NOW, *, force: bool = False) -> tuple[PagePlan, ...]:
        """A run of ohbot: every plan is carried out, and a second run has nothing to do."""
        plans = self.plans(entries, now, force=force)
        for plan in plans:
            assert not plan.problem, plan.problem
            if plan.text is not None:
                self.edit(plan.text, plan.page, user="ohbot")
        if plans[0].waits:
            return self.run(entries, now, force=force)
        assert [again.text for again in self.plans(entries, now)] == [None] * len(plans), "the second run edits again"
        return plans

    def rows(self, page: str = PAGE) -> list[IndexRow]:
        """The rows of all tables of a page."""
        tables, _ = find_index(self.text(page), page, own_headings(self.config))
        return [row for table in tables for row in table.rows]

    def row(self, name: str, page: str = PAGE) -> list[str]:
        """The texts of the cells in the row of a session."""
        (found,) = [
            one for one in self.rows(page) if any(name in cell.text for cell in one.row.cells) or one.row.id == name
        ]
        return [cell.text for cell in found.row.cells]


def days(count: int, first: date = date(2021, 1, 5)) -> list[IndexEntry]:
    """So many sessions, each a week after the one before."""
    return [entry((first + timedelta(weeks=number)).isoformat()) for number in range(count)]
