"""ohbot keeps office hours: transcripts become wiki pages, and pages and archive stay in sync, both ways.

As a library it offers ``get``, ``put``, ``create``, ``merge``, ``read_transcript``, ``explain``, and ``Session`` with
its parts: see ``docs/library.md``. Each is imported when it is first asked for.

One word for one thing, everywhere:

session       one meeting: its facts (title, start, people, recordings ...) and its body
session file  the session as YAML in the archive, written by people and by ohbot
archive       a folder of session files with one ``ohbot.toml``
page          the wiki page that shows a session; its *text* is wikitext
exchange      one question and its answers
message       one line of a chat log (say, action, event)
prose         wikitext that ohbot keeps as it is and does not interpret
metadata      what only the file knows of a thing: its ``private`` key and its ``x-`` keys
mention       a fact as words of the page or of the prose tell it, with its places
shape         a way in which pages lay out exchanges or messages
lens          ``get``: text -> session; ``put``: session, old text -> new text; ``create``: session -> text
base          the page revision last synced
local         the session file now
remote        the page now
observation   what a sync read of a session and its page: all that a plan depends on
plan          what a sync will do with one session, as plain values
outcome       what became of a session in a run: its state, and a sentence for people
conflict      a place where both sides changed the same thing
document      a transcript or page as its lines and blocks, each of which knows where it stands
region        a stretch of a page with borders of its own (``noinclude``, ``div``, ``translate`` ...)
prior         the session that tells how a page was read before
trace         for each line what it was read as, by which rule, on what evidence
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ohbot.merge import Merged, merge
    from ohbot.model import Answer, Exchange, Heading, Item, Message, Person, Prose, Session, WikiLink
    from ohbot.recognise.trace import LineTrace
    from ohbot.sources import Imported
    from ohbot.sources import import_transcript as read_transcript
    from ohbot.wikitext.explaining import explained as explain
    from ohbot.wikitext.lens import create, get, put

__all__ = [
    "Answer",
    "Exchange",
    "Heading",
    "Imported",
    "Item",
    "LineTrace",
    "Merged",
    "Message",
    "Person",
    "Prose",
    "Session",
    "WikiLink",
    "create",
    "explain",
    "get",
    "merge",
    "put",
    "read_transcript",
]

_MODULES = {
    # where what is offered is defined; in ohbot.model all else
    "get": "ohbot.wikitext.lens",
    "put": "ohbot.wikitext.lens",
    "create": "ohbot.wikitext.lens",
    "explain": "ohbot.wikitext.explaining",
    "merge": "ohbot.merge",
    "Merged": "ohbot.merge",
    "read_transcript": "ohbot.sources",
    "Imported": "ohbot.sources",
    "LineTrace": "ohbot.recognise.trace",
}
_NAMES = {"explain": "explained", "read_transcript": "import_transcript"}


def __getattr__(name: str) -> Any:
    """What the library offers, imported when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'ohbot' has no attribute {name!r}")
    found = getattr(import_module(_MODULES.get(name, "ohbot.model")), _NAMES.get(name, name))
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """Keeps ``ohbot.merge`` the function: Python would put the folder of that name there once it is imported."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package

__version__ = "0.1.0"
