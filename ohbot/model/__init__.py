"""The frozen values that every layer shares; they know nothing of files and wikis.

``text`` has the normal forms of their texts, ``enclosures`` what stays whole in them.
"""

from ohbot.model.page import WIKITEXT, Account, LogEvent, Page, Revision, Saved, Scope
from ohbot.model.session import (
    FACTS,
    NOTHING,
    WORDS,
    Answer,
    Exchange,
    Heading,
    Item,
    Kind,
    Message,
    Metadata,
    Person,
    Prose,
    Session,
    SkeletonFacts,
    Status,
    Transcript,
    WikiLink,
    is_follow_up,
    words_in,
)

__all__ = [
    "FACTS",
    "NOTHING",
    "WIKITEXT",
    "WORDS",
    "Account",
    "Answer",
    "Exchange",
    "Heading",
    "Item",
    "Kind",
    "LogEvent",
    "Message",
    "Metadata",
    "Page",
    "Person",
    "Prose",
    "Revision",
    "Saved",
    "Scope",
    "Session",
    "SkeletonFacts",
    "Status",
    "Transcript",
    "WikiLink",
    "is_follow_up",
    "words_in",
]
