"""Edit summaries, from a template of the archive."""

from ohbot.archive import Archive, Config
from ohbot.archive.templates import read_template
from ohbot.sync.changes import changes, in_short
from ohbot.sync.plan import Plan, Seen, State
from ohbot.wikitext.lens import get, names_of
from ohbot.wikitext.skeleton import rendered

SUMMARY = "summary.txt"
"""The template of edit summaries, where the configuration names none."""


def summary(archive: Archive, config: Config, seen: Seen, found: Plan) -> str:
    """What an edit says of itself: what it does, in short, and where to look."""
    created = found.state is State.CREATE
    told = "" if created else _told(seen, found)
    title = seen.session.title or ""
    return _written(archive, config, "New session" if created else "Update", told or title, title)


def require_summary(archive: Archive, config: Config) -> None:
    """Raise InputError where the template of edit summaries does not work."""
    _written(archive, config, "Update", "exchange 4 changed", "Office hours")


def _written(archive: Archive, config: Config, action: str, changes: str, title: str) -> str:
    name, template = read_template(archive.root, config.pages.summary or SUMMARY)
    contact = config.wiki.contact or ""
    return rendered(template, {"action": action, "changes": changes, "title": title, "contact": contact}, name=name)


def _told(seen: Seen, found: Plan) -> str:
    known = names_of(seen.session)
    old = seen.page.revision.text if seen.page.revision else None
    if old is None or found.text is None:
        return ""
    return in_short(changes(get(old, known=known), get(found.text, known=known)))
