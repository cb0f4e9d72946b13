"""One pure reader per kind of transcript: ``import_transcript`` is the door."""

from ohbot.sources.base import Line, LineCounts, Note, Options, Reading, Source
from ohbot.sources.identities import hosts_of, known
from ohbot.sources.importing import Imported, import_transcript
from ohbot.sources.naming import file_name
from ohbot.sources.table import SOURCES
from ohbot.sources.telling import comments, explained, report, summary

__all__ = [
    "SOURCES",
    "Imported",
    "Line",
    "LineCounts",
    "Note",
    "Options",
    "Reading",
    "Source",
    "comments",
    "explained",
    "file_name",
    "hosts_of",
    "import_transcript",
    "known",
    "report",
    "summary",
]
