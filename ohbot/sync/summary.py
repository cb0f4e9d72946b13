"""Edit summaries, from a template of the archive."""

from ohbot.archive import Archive, Config
from ohbot.archive.templates import read_template
from ohbot.sync.changes import changes, in_short
from ohbot.sync.plan import Plan, Seen, State
from ohbot.wikitext.lens import get
from ohbot.wikitext.skeleton import rendered

SUMMARY = "summary.txt"
"""The template of edit summaries, where the configuration names none."""


def summary(archive: Archive, config: Config, seen: Seen, found: Plan) -> str:
    """What an edit says of itself: what it does, in short, and where to look."""
    name, template = read_template(archive.root, config.pages.summary or SUMMARY)
    created = found.state is State.CREATE
    told = "" if created else _told(seen, found)
    values: dict[str, object] = {
        "action": "New session" if created else "Update",
        "changes": told or seen.session.title or "",
        "title": seen.session.title or "",
        "contact": config.wiki.contact or "",
    }
    return rendered(template, values, name=name)


def _told(seen: Seen, found: Plan) -> str:
    old = seen.page.revision.text if seen.page.revision else None
    if old is None or found.text is None:
        return ""
    return in_short(changes(get(old, prior=seen.session), get(found.text, prior=seen.session)))
