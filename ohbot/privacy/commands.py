"""Commands that somebody typed into the chat itself: words for one person only, and credentials."""

import re
from collections.abc import Collection

_SLASH = r"[\s.,\\'\"`*_>-]{0,3}[/／]{1,2}\s?"
_TO_ONE = (
    "msg|m|message|query|q|notice|privmsg|ctcp|dcc|describe|w|wh|whisper|t|tell|r|reply|dm|pm|mp|amsg|onotice|wallops"
)
_CREDENTIALS = (
    "ns|nickserv|cs|chanserv|ms|memoserv|hs|hostserv|os|operserv|bs|botserv|identify|id|auth|login|logon|register|reg"
    "|pass|passwd|password|oper|quote|raw|squery|server|connect|sasl|ghost|release|recover|key|secret"
)
_PUBLIC = frozenset(
    "me action slap shrug topic nick away join part leave kick ban op deop voice devoice mode".split()
)
COMMAND_LINE = re.compile(rf"{_SLASH}(?:{_TO_ONE}|{_CREDENTIALS})(?:\s+\S|$)", re.IGNORECASE)
"""A command that one person or a service reads."""
_ANY = re.compile(rf"{_SLASH}(?P<command>[^\W\d]\w*)\s+@?(?P<target>[^\s:,]+)[:,]?\s+\S")
_WITHOUT_SLASH = re.compile(
    r"(?:(?:msg|m|query|privmsg)\s+)?(?:nick|chan|memo|oper|host|bot|sasl)serv(?:@\S+)?[:,]?\s+"
    r"(?:identify|id|ghost|release|recover|register|auth|login|set|drop|sendpass)\b"
    r"|(?:msg|privmsg)\s+\S+\s+\S|(?:ns|cs)\s+(?:identify|id|ghost|release|recover|register)\b"
    r"|identify\s+(?:\S+\s+)?(?=\S*\d)\S+$|oper\s+\S+\s+(?=\S*\d)\S+$",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"[\s.,\\'\"`*_>-]{0,3}[/／]|(?:msg|m|query|privmsg|ns|cs|identify|oper)\s|(?:nick|chan|memo|oper|host|bot|sasl)serv",
    re.IGNORECASE,
)
MAY_BE_TYPED = re.compile(rf"\n(?![adefgjklrtuvwxyz\d])(?={_FIRST.pattern})", re.IGNORECASE)
"""The end of the line above each one that may be such a command, to look for them in many lines at once."""


def typed_to_one(text: str, names: Collection[str] = ()) -> bool:
    """Whether a text is a command, with or without its slash, whose words are for one person or a service.

    A command that nobody knows counts where it addresses one of ``names`` (case-folded), those who take part.
    """
    if not _FIRST.match(text):
        return False
    if COMMAND_LINE.match(text) or _WITHOUT_SLASH.match(text):
        return True
    other = _ANY.match(text)
    if other is None or other["command"].casefold() in _PUBLIC:
        return False
    return other["target"].casefold() in names
