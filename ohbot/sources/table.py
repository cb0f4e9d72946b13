"""Every kind of transcript that ohbot reads: a new kind is a module and a row here."""

from ohbot.sources.base import Source
from ohbot.sources.notes import NOTES

SOURCES: tuple[Source, ...] = (NOTES,)
"""Where two kinds claim a text equally, the earlier row has it."""
