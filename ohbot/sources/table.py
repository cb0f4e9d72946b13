"""Every kind of transcript that ohbot reads: a new kind is a module and a row here."""

from ohbot.sources.base import Source
from ohbot.sources.captions import CAPTIONS
from ohbot.sources.clients import CHAT_LOGS
from ohbot.sources.data import DATA_CHATS
from ohbot.sources.docx import DOCX
from ohbot.sources.hypertext import HTML
from ohbot.sources.markdown import MARKDOWN
from ohbot.sources.minutes import MINUTES
from ohbot.sources.named_lines import NAMED_LINES
from ohbot.sources.notes import NOTES
from ohbot.sources.recordings import DATA_SPEECH
from ohbot.sources.turns import TURNS
from ohbot.sources.zoom import ZOOM_CHAT

SOURCES: tuple[Source, ...] = (
    NOTES,
    *CAPTIONS,
    TURNS,
    MARKDOWN,
    MINUTES,
    HTML,
    DOCX,
    *CHAT_LOGS,
    *NAMED_LINES,
    ZOOM_CHAT,
    *DATA_CHATS,
    *DATA_SPEECH,
)
"""Where two kinds claim a text equally, the earlier row has it."""
