"""The history of a page by its items: who changed what, when and why, and who brought each word."""

from ohbot.history.page import LogEntry, PageHistory, attributed, page_history
from ohbot.history.parts import PartOrigins
from ohbot.history.since import Since
