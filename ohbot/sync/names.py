"""Which page a session belongs to."""

from collections.abc import Mapping
from pathlib import Path

from ohbot.archive import Config, page_name
from ohbot.errors import InputError
from ohbot.model import Scope, Session

PARTS = {
    # part: what its page is called behind the template's own name, in the order in which they are saved
    "styles.css": "/styles.css",
    "words": "/words",
    "layout": "/layout",
    "doc": "/doc",
    "header": "",
}


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


def template_title(name: str, namespaces: Mapping[str, int]) -> str:
    """The title of the page that ``{{name}}`` means."""
    space, colon, rest = name.partition(":")
    if colon and not space.strip():
        return rest.strip()
    named = colon and (space.strip().casefold() in namespaces or space.strip().casefold() == "template")
    return name if named else f"Template:{name}"


def scope_of(config: Config) -> Scope:
    """The pages that the archive may edit: those under its prefix, and those that its configuration names."""
    header = template_title(config.pages.header, {}) if config.pages.header else ""
    templates = (header + behind for behind in PARTS.values()) if header else ()
    return Scope(config.wiki.prefix, (*config.wiki.also, *templates))


def page_taken(other: Path, title: str) -> str:
    """The sentence about a session file whose page another file has."""
    remedy = "name another page under wiki: page in one of the two, or remove one"
    return f"{other.name} is of the same page, {title}; {remedy}"
