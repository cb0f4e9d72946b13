"""The revisions that a page was, and their texts: from the cache, which the SHA-1 proves, else from the wiki."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ohbot.archive import RevisionCache
from ohbot.model import Revision
from ohbot.sync.ports import WikiAccess


def with_texts(wiki: WikiAccess, cache: RevisionCache, revisions: Sequence[Revision]) -> list[Revision]:
    """The revisions with their texts where the wiki shows them; each text is fetched once."""
    wanted = {one.sha1: one.id for one in revisions if one.sha1}
    texts = {sha1: text for sha1 in wanted if (text := cache.get(sha1)) is not None}
    for found in wiki.revisions([number for sha1, number in wanted.items() if sha1 not in texts]):
        if found.text is not None and found.sha1:
            cache.put(found.text)
            texts[found.sha1] = found.text
    return [replace(one, text=texts.get(one.sha1 or "")) for one in revisions]


def ancestors(now: int, history: Iterable[Revision], *, until: int = 0) -> Iterator[Revision]:
    """What a page was, from the revision ``now`` back until another one, or to where the history breaks off.

    ``history`` are the page's revisions by their time, newest first, taken as far as needed. Each leads to the one
    that it was made on top of: what was imported beside them never was the page, whatever its id and its time.
    """
    rest, others = iter(history), dict[int, Revision]()
    while now not in (until, 0):
        while now not in others:
            if (one := next(rest, None)) is None:
                return
            others[one.id] = one
        yield (one := others.pop(now))
        now = one.parent
