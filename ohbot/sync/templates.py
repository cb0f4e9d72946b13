"""The archive's templates at work: the page skeleton around a new page, and whether they work at all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import product
from pathlib import Path
from typing import get_args

from ohbot.archive import Archive, Config
from ohbot.archive.templates import read_template
from ohbot.errors import OhbotError
from ohbot.model import Exchange, Person, Prose, Session, Status
from ohbot.recognise.zones import time_zone
from ohbot.sync.mistakes import apart
from ohbot.sync.summary import require_summary
from ohbot.wikitext.skeleton import Skeleton

_BARE = Session(title="Office hours")
_FULL = Session(
    title="Office hours",
    start=datetime(2020, 10, 15, 18, tzinfo=UTC),
    end=datetime(2020, 10, 15, 19, tzinfo=UTC),
    venues=("A place", "Another one"),
    recordings=("https://example.org/1",),
    people=(Person("Robin", "host", "Robin"), Person("Kim")),
    default_speaker="Robin",
    body=(Prose("Notes."), Exchange("Why?")),
)


def skeleton_of(root: Path, config: Config) -> Skeleton:
    """The skeleton of the archive's new pages; raises InputError where there is no such template."""
    pages = config.pages
    name, text = read_template(root, pages.template)
    zone = time_zone(pages.timezone) if pages.timezone else None
    return Skeleton(
        name, text, pages.shape, pages.categories, pages.header, pages.time_link, zone, translate=pages.translate
    )


def template_problems(archive: Archive, config: Config) -> Iterator[str]:
    """What is wrong with the templates that the archive uses, found by trying them."""

    def try_skeleton() -> None:
        skeleton = skeleton_of(archive.root, config)
        for session, status in product((_BARE, _FULL), (None, *get_args(Status))):
            skeleton.page(replace(session, status=status))

    for trial in (try_skeleton, partial(require_summary, archive, config)):
        if isinstance(error := apart(trial), OhbotError):
            yield str(error)
