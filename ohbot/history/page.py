"""What happened to a page, revision by revision."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ohbot.archive import RevisionCache
from ohbot.errors import InputError
from ohbot.history.attribution import Attribution, Pairs
from ohbot.model import Exchange, Item, Page, Revision, Session
from ohbot.model.counting import places_of
from ohbot.sync.changes import Change, change_of, changes, loss, paired
from ohbot.sync.ports import WikiAccess
from ohbot.sync.texts import with_texts
from ohbot.wikitext.lens import get
from ohbot.wikitext.texts import key

_MOST_LOST = 0.5
"""A version that lacks more than this share of the words of a later one (blanked, say) tells nothing about others."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A revision, what it changed, and what there is to say of it besides.

    ``reverts_to`` is the id of the newest earlier revision with the same text. ``is_beside`` tells that the revision
    was imported beside the page's history and never was the page; ``is_read`` that its text can be read, and
    ``follows_unread`` that the one before cannot, so that what that one changed is among these changes.
    """

    revision: Revision
    changes: tuple[Change, ...] = ()
    reverts_to: int | None = None
    is_beside: bool = False
    is_read: bool = True
    follows_unread: bool = False


@dataclass(frozen=True)
class PageHistory:
    """The entries of a page's history, oldest first, and who brought what it shows now."""

    entries: tuple[LogEntry, ...]
    attribution: Attribution

    @cached_property
    def revisions(self) -> dict[int, Revision]:
        """The revisions by id."""
        return {entry.revision.id: entry.revision for entry in self.entries}


def page_history(
    wiki: WikiAccess, cache: RevisionCache, page: Page, prior: Session, *, since: int = 0, most: int | None = None
) -> PageHistory:
    """The history of a page, read with the session file: all of it, or what followed the revision ``since``.

    What the revisions are is asked of the wiki each time, because they can be hidden at any time; their texts, of
    which the SHA-1 is known, are kept for ever, and many are fetched in one request. ``most`` is how many entries
    there are at most; the words that were there before belong to the revision before these.
    """
    found: list[Revision] = []
    for revision in wiki.history(page.page_id or 0):
        found.append(revision)
        if revision.id == since:
            break
    line = line_of(found, page.revision_id or 0)
    start = max(0, len(line) - most - 1) if most is not None else 0
    history = attributed(with_texts(wiki, cache, line[start:]), prior)
    reverts = _reverts(line)
    entries = [replace(one, reverts_to=reverts.get(one.revision.id)) for one in history.entries]
    del entries[: bool(start or (line and line[0].id == since))]
    if since or most is not None:
        return replace(history, entries=tuple(entries))
    known = {one.id for one in line}
    entries += [LogEntry(one, is_beside=True) for one in found if one.id not in known]
    entries.sort(key=lambda entry: (entry.revision.timestamp, entry.revision.id))
    return replace(history, entries=tuple(entries))


def _reverts(line: Sequence[Revision]) -> dict[int, int]:
    """The revisions whose text is that of an earlier one, by id, with the newest of these."""
    found: dict[int, int] = {}
    newest: dict[str, int] = {}
    for revision in line:
        if revision.sha1 and revision.sha1 in newest:
            found[revision.id] = newest[revision.sha1]
        newest[revision.sha1 or ""] = revision.id
    return found


def line_of(history: Sequence[Revision], now: int) -> list[Revision]:
    """What the page was until the revision ``now``, oldest first, from its revisions by their time, newest first.

    Each leads to the one that it was made on top of; one that was imported beside them never was the page, whatever
    its time. Where that one is gone (a part of the history was deleted), the one before it in time is the next.
    """
    by_id = {revision.id: at for at, revision in enumerate(history)}
    line: list[Revision] = []
    at = by_id.get(now)
    while at is not None:
        line.append(history[at])
        parent = history[at].parent
        following = at + 1 if at + 1 < len(history) else None
        at = by_id.get(parent, following) if parent else None
    return line[::-1]


def read_all(revisions: Sequence[Revision], prior: Session) -> list[Session | None]:
    """Each revision, oldest first, as a session; None where its text is hidden, no wikitext or impossible.

    The newest is read with ``prior``, the session file, and each one before with the reading of the one behind it:
    so the file, which says how its page is read, holds back to the first revision, and one edit does not turn the
    page around. Equal texts are read once, and equal items are one: histories are long.
    """
    found: dict[str, Session | None] = {}
    items: dict[Item, Item] = {}
    for revision in reversed(revisions):
        if revision.text is None or revision.text in found:
            continue
        try:
            session = get(revision.text, prior=prior)
        except InputError:
            found[revision.text] = None
            continue
        session = replace(session, body=tuple(items.setdefault(item, item) for item in session.body))
        found[revision.text] = session
        # Whether half of the items are in both is quicker to find out than by the words.
        is_alike = 2 * len(set(prior.body) & set(session.body)) >= len(prior.body)
        if is_alike or loss(prior, session) <= _MOST_LOST:
            prior = session
    return [None if one.text is None else found[one.text] for one in revisions]


def attributed(revisions: Sequence[Revision], prior: Session) -> PageHistory:
    """The history of revisions with their texts, oldest first, each on top of the one before."""
    attribution = Attribution()
    entries: list[LogEntry] = []
    for revision, session in zip(revisions, read_all(revisions, prior), strict=True):
        if session is None:
            entries.append(LogEntry(replace(revision, text=None), is_read=False))
            continue
        old = attribution.session
        pairs = attribution.add(revision, session)
        unread = bool(entries) and not entries[-1].is_read
        bare = replace(revision, text=None)  # so that a long history needs little memory
        entries.append(LogEntry(bare, tuple(_changes(old, session, pairs)), follows_unread=unread))
    return PageHistory(tuple(entries), attribution)


def _changes(old: Session, new: Session, pairs: Pairs) -> Iterator[Change]:
    """What a revision changed: facts first, then items, and of an exchange its question and answers."""
    yield from changes(replace(old, body=()), replace(new, body=()))
    if all(kind == "same" for kind, _, _ in pairs):
        return
    was, now = places_of(old.body), places_of(new.body)
    for kind, olds, news in pairs:
        before, after = [old.body[i] for i in olds], [new.body[j] for j in news]
        exchanges = [one for one in (*before, *after) if isinstance(one, Exchange)]
        if kind == "changed" and len(exchanges) == len(before) + len(after) == 2:
            yield from _in_exchange(now[news[0]], *exchanges)
        elif kind != "same":
            yield change_of(kind, now[news[0]] if news else was[olds[0]], before, after)


def _in_exchange(place: str, old: Exchange, new: Exchange) -> Iterator[Change]:
    """What changed within one exchange."""
    if old.question != new.question:
        yield Change("changed", f"{place}, question", old.question, new.question)
    for kind, olds, news in paired(old.answers, new.answers, key=lambda answer: key(Exchange("", (answer,)))):
        if kind != "same":
            before, after = [old.answers[i] for i in olds], [new.answers[j] for j in news]
            yield change_of(kind, f"{place}, answer {(news or olds)[0] + 1}", before, after)
