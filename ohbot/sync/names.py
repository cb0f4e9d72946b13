"""Which page a session belongs to."""

from pathlib import Path

from ohbot.archive import Config, page_name
from ohbot.errors import InputError
from ohbot.model import Session


def page_of(session: Session, config: Config) -> str:
    """The title of a session's page: the one in its file, else the one that the configuration makes.

    Raises InputError where the configured name asks for what the session lacks.
    """
    if session.wiki:
        return session.wiki.page
    try:
        name = page_name(config.pages.title, title=session.title or "", start=session.start)
    except ValueError as error:
        raise InputError(f"{error}; give it one, or name the page under wiki: page") from None
    return config.wiki.prefix + name


def page_taken(other: Path, title: str) -> str:
    """The sentence about a session file whose page another file has."""
    remedy = "name another page under wiki: page in one of the two, or remove one"
    return f"{other.name} is of the same page, {title}; {remedy}"
