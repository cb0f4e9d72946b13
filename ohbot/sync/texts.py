"""The texts of revisions: from the cache, which the SHA-1 proves, else from the wiki."""

from collections.abc import Sequence
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
