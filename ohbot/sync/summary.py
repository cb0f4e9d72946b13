"""Edit summaries, from a template of the archive."""

import re
from collections.abc import Mapping

from ohbot.archive import Archive, Config
from ohbot.archive.templates import read_template
from ohbot.model.text import as_stored
from ohbot.sync.changes import Kind, changes
from ohbot.sync.values import Observation, Plan, State
from ohbot.sync.wording import Words, words_of
from ohbot.wiki.texts import SUMMARY_LENGTH
from ohbot.wikitext.lens import get
from ohbot.wikitext.skeleton import rendered

SUMMARY = "summary.txt"
"""The template of edit summaries, where the configuration names none."""

_LENGTHS = (SUMMARY_LENGTH, 300, 200, 100, 50, 0)
"""How long a value may be, tried in turn until what the template says around it has its place too."""

_MEANT = re.compile(
    r"(?<=\[)(?=\[)|(?<=/)(?=\*)|(?<=\{)(?=\{)"  # a link (and whom it names is what of it), a section, a template
    r"|^(?=[\[*{])|(?<=[\[/{])$"  # the same, together with what a template has beside it
)
"""Where something would come to mean something in an edit summary."""
_JOINER = "\u2060"
"""Parts two characters and is not seen. The wiki undoes character references before it looks for links."""


def summary(archive: Archive, config: Config, observed: Observation, found: Plan, *, language: str = "en") -> str:
    """What an edit says of itself in the wiki's language: what it does, in short, and where to look."""
    words, title = words_of(archive.root, language), observed.session.title or ""
    if found.state is State.CREATE:
        return _written(archive, config, words, "new", title, title)
    old, new = (
        None if text is None else get(text, prior=observed.session) for text in (observed.page.text, found.text)
    )
    done = changes(old, new) if old and new else ()
    return _written(archive, config, words, "update", words.changes(done) or title, title)


def header_summary(archive: Archive, config: Config, title: str, *, language: str) -> str:
    """What an edit of the header template says of itself."""
    words = words_of(archive.root, language)
    return _written(archive, config, words, "update", words.word("header"), title)


def index_summary(archive: Archive, config: Config, found: Mapping[Kind, int], *, language: str) -> str:
    """What an edit of the index says of itself: how many sessions came, changed or moved."""
    words = words_of(archive.root, language)
    parts = (words.word("changes", kind).replace("{what}", words.counted("session", n)) for kind, n in found.items())
    return _written(archive, config, words, "update", "; ".join(parts), "")


def require_summary(archive: Archive, config: Config) -> None:
    """Raise InputError where the template of edit summaries, or the table of words for it, does not work."""
    _written(archive, config, words_of(archive.root, "en"), "update", "exchange 4 changed", "Office hours")


def _written(archive: Archive, config: Config, words: Words, action: str, changes: str, title: str) -> str:
    name, template = read_template(archive.root, config.pages.summary or SUMMARY)
    said = {"action": words.word(action), "changes": changes, "title": title, "credit": words.word("credit")}
    return fitted(template, said | {"contact": config.wiki.contact or ""}, name=name)


def fitted(template: str, values: dict[str, str], *, name: str) -> str:
    """A summary that the wiki does not cut: long values are shortened, and what the template says stays whole.

    Values show as they are; only the template can make links. Raises InputError where it cannot be used.
    """
    for most in _LENGTHS:
        short = {key: _shortened(value, most) for key, value in values.items()}
        text = as_stored(rendered(template, short, name=name, shown=literal))
        if len(text) <= SUMMARY_LENGTH:
            break
    return text


def literal(value: object) -> str:
    """Plain text for an edit summary, which the wiki shows as this text, without links."""
    return _MEANT.sub(_JOINER, re.sub(r"&(?=[^\s&;]{1,40};)", "&amp;", str(value)))


def _shortened(value: str, most: int) -> str:
    line = " ".join(value.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}\u2026" if most else ""
