"""Who changed what on a page since a revision."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ohbot.archive import RevisionCache
from ohbot.history.page import PageHistory, page_history
from ohbot.history.parts import parts_of
from ohbot.merge import Conflict
from ohbot.model import FACTS, Answer, Exchange, Heading, Message, Page, Prose, Revision, Session
from ohbot.model.counting import places_of
from ohbot.sync.changes import Change
from ohbot.sync.ports import WikiAccess


@dataclass(frozen=True)
class Since:
    """The history of a page since the revision that its session was last synced with."""

    history: PageHistory

    @classmethod
    def last_sync(cls, wiki: WikiAccess, cache: RevisionCache, page: Page, session: Session) -> "Since | None":
        """What followed the revision that the session file names; None where nothing did, or it names none."""
        base = session.wiki.revision if session.wiki else None
        if base is None or page.revision is None or page.revision.id == base:
            return None
        return cls(page_history(wiki, cache, page, session, since=base))

    def of_change(self, change: Change) -> Revision | None:
        """The edit that made a change, the last one of several; None where that is not known."""
        moved = [
            entry.revision.id
            for entry in self.history.entries
            if change.kind == "moved" and any(one.kind == "moved" and one.new == change.new for one in entry.changes)
        ]
        at = self._places.get((change.place, change.kind == "removed"))
        return self._newest(iter([*moved, *([] if at is None else [at])]))

    def of_conflict(self, conflict: Conflict) -> Revision | None:
        """The edit that made what the page has in the place of a conflict, or that took it away."""
        attribution = self.history.attribution
        if conflict.path[0] in FACTS:
            return self._newest(iter([attribution.of_fact(str(conflict.path[0]))]))
        texts = (text for value in conflict.remote or conflict.base for text in _texts(value))
        return self._newest(map(attribution.of_text, texts))

    @cached_property
    def _places(self) -> dict[tuple[str, bool], int | None]:
        """The revision that touched what is there, and (True) that removed what was there, by its place."""
        attribution = self.history.attribution
        old = places_of(attribution.first.body)
        new = places_of(attribution.session.body)
        here = {(place, False): one.touched for place, one in zip(new, attribution.items, strict=True)}
        gone = {(old[position], True): revision for position, revision in attribution.removed.items()}
        return {**here, **gone, **{(fact.replace("_", " "), False): attribution.of_fact(fact) for fact in FACTS}}

    def _newest(self, ids: Iterator[int | None]) -> Revision | None:
        """The last of some revisions, by their order; where no more than one was made, it is that."""
        order = [entry.revision for entry in self.history.entries]
        wanted = set(ids)
        found = [revision for revision in order if revision.id in wanted]
        return found[-1] if found else order[0] if len(order) == 1 else None


def _texts(value: object) -> list[str]:
    """The texts of a value in conflict."""
    if isinstance(value, Exchange | Message | Heading | Prose):
        return [part.text for part in parts_of(value)]
    if isinstance(value, Answer):
        return [value.text]
    return [value] if isinstance(value, str) else []
