"""One pure reader per kind of transcript: ``import_transcript`` is the door."""

from ohbot.sources.base import Account, Line, Note, Options, Reading, Source
from ohbot.sources.importing import Imported, import_transcript, summary
from ohbot.sources.table import SOURCES

__all__ = [
    "SOURCES",
    "Account",
    "Imported",
    "Line",
    "Note",
    "Options",
    "Reading",
    "Source",
    "import_transcript",
    "summary",
]
