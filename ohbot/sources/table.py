"""Every kind of transcript that ohbot reads: a new kind is a module and a row here."""

from ohbot.sources.base import Source
from ohbot.sources.captions import CAPTIONS
from ohbot.sources.clients import CHATS
from ohbot.sources.data import DATA_CHATS
from ohbot.sources.hypertext import DOCX, HTML
from ohbot.sources.markdown import MARKDOWN
from ohbot.sources.plain import MINUTES, NOTES
from ohbot.sources.questionnaire import QUESTIONNAIRE
from ohbot.sources.recordings import DATA_SPEECH

SOURCES: tuple[Source, ...] = (
    NOTES,
    *CAPTIONS,
    MARKDOWN,
    MINUTES,
    HTML,
    DOCX,
    QUESTIONNAIRE,
    *CHATS,
    *DATA_CHATS,
    *DATA_SPEECH,
)
"""Where two kinds claim a text equally, the earlier row has it."""
