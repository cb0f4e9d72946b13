"""The archive's templates at work: the page skeleton around a new page, and whether they work at all."""

from collections.abc import Iterator
from pathlib import Path

from ohbot.archive import Archive, Config
from ohbot.archive.templates import read_template
from ohbot.errors import OhbotError
from ohbot.model import Session
from ohbot.sync.mistakes import apart
from ohbot.sync.summary import require_summary
from ohbot.sync.values import Skeleton
from ohbot.wikitext.skeleton import SAMPLE, skeleton


def skeleton_of(session: Session, root: Path, config: Config) -> Skeleton:
    """What a new page has around its session; raises InputError with the template's line where it does not work."""
    pages = config.pages
    name, text = read_template(root, pages.template)
    before, after = skeleton(text, session, name=name, categories=pages.categories, header_name=pages.header)
    return Skeleton(pages.shape, before, after, pages.translate)


def template_problems(archive: Archive, config: Config) -> Iterator[str]:
    """What is wrong with the templates that the archive uses, found by trying them."""
    for trial in (
        apart(lambda: skeleton_of(SAMPLE, archive.root, config)),
        apart(lambda: require_summary(archive, config)),
    ):
        if isinstance(trial, OhbotError):
            yield str(trial)
