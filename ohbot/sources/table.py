"""Every kind of transcript that ohbot reads: a new kind is a module and a row here."""

from ohbot.sources.base import Source
from ohbot.sources.captions import SBV, SRT, VTT
from ohbot.sources.clients import CHATS
from ohbot.sources.docx import DOCX
from ohbot.sources.hypertext import HTML
from ohbot.sources.markdown import MARKDOWN
from ohbot.sources.matrix import MATRIX
from ohbot.sources.meetbot_json import MEETBOT_JSON
from ohbot.sources.plain import MINUTES, NOTES
from ohbot.sources.whisper import WHISPER

SOURCES: tuple[Source, ...] = (
    NOTES,
    VTT,
    SRT,
    SBV,
    WHISPER,
    MARKDOWN,
    MINUTES,
    HTML,
    DOCX,
    *CHATS,
    MATRIX,
    MEETBOT_JSON,
)
"""Where two kinds claim a text equally, the earlier row has it."""
