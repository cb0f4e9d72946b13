"""Nicks of chats: what belongs to a person, and what connections and moods add."""

import re
from functools import lru_cache

_VARIANT = re.compile(
    r"(?:[_`^\d]|[|_-](?:away|afk|work|home|bbl|out|lunch|mobile|phone|irc)|\[[a-z]{1,5}\])+$", re.I
)


@lru_cache(maxsize=8192)
def plain_nick(nick: str) -> str:
    """A nick in small letters without what connections and moods add to it ("kim_", "Kim|away", "kim[m]")."""
    return _VARIANT.sub("", nick).casefold() or nick.casefold()
