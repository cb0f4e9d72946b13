"""``ohbot explain``: what each line was read as, and why."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import click

from ohbot.archive import read_bytes
from ohbot.cli.common import Settings, answer, answer_json, format_names, names_and_titles, ohbot_command, placed
from ohbot.cli.loading import one_session
from ohbot.cli.logs import printable, redacted
from ohbot.cli.parse import wikitext_of
from ohbot.cli.render import created
from ohbot.cli.running import at_work
from ohbot.errors import InputError, UsageError
from ohbot.model import Page, Session
from ohbot.model.counting import counted
from ohbot.recognise.trace import LineTrace, table
from ohbot.sources import explained, import_transcript
from ohbot.wikitext.explaining import explained as explained_page

_WIKITEXT = (".wikitext", ".wiki", ".mediawiki")
_COLOURS = {"unplaced": "red", "dropped": "yellow", "question": "cyan", "message": "cyan", "spoken": "cyan"}
"""How the roles that a person looks for are shown; all else is plain."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an input is, with a sentence on how it was read, and the trace of its lines."""

    name: str
    kind: str
    sentence: str
    prior: str | None = None
    format: str | None = None
    second: str | None = None
    lines: Sequence[LineTrace] = ()


@ohbot_command("explain")
@click.argument("name", metavar="FILE|SESSION|PAGE", shell_complete=names_and_titles)
@click.argument("line", type=click.IntRange(min=1), required=False)
@click.option("--page", "is_page", is_flag=True, help="The file is a page's wikitext, whatever its name ends with.")
@click.option("--prior", metavar="SESSION", help="Read a file of wikitext with what this session says of it.")
@click.option(
    "--format", shell_complete=format_names, help="The kind of transcript; without it recognised by content."
)
@click.option("--encoding", help="The encoding of a transcript; without it recognised by content.")
def command(
    settings: Settings, name: str, *, line: int | None, is_page: bool, prior: str | None, **reading: str | None
) -> None:
    """Say what each line was read as, by which rule, on what evidence, and what it might have been otherwise.

    A file is a transcript, or a page's wikitext where it ends with .wikitext, .wiki or .mediawiki. A session, or the
    title of a page, stands for the page on the wiki, read with the session file as its prior where there is one.

    \b
    Example:
      ohbot explain notes.txt
      ohbot explain page.wikitext 12
      ohbot explain 2021-03-04-office-hours
    """
    path = Path(name)
    if path.suffix.lower() in _WIKITEXT or name == "-" or is_page:
        session = one_session(settings, prior)[0] if prior else None
        text = wikitext_of(path)
        with placed(path):
            found = _of_page(str(path), text, session, prior)
    elif prior:
        raise UsageError("--prior is for a file of wikitext; a session and a page have theirs, a transcript has none")
    elif _is_session(settings, path):
        found = _of_session(settings, name)
    elif path.is_file():
        found = _of_transcript(path, reading)
    else:
        found = _of_title(settings, name)
    lines = [one for one in found.lines if line in (None, one.line)]
    if line is not None and not lines:
        raise InputError(f"{found.name}:{line}: there is no such line; it has {counted(len(found.lines), 'line')}")
    _tell(settings, found, lines)


def _is_session(settings: Settings, path: Path) -> bool:
    """Whether a word names a session of the archive, or a file that looks like one."""
    try:
        return bool(settings.open_archive().resolve(str(path)))
    except (InputError, UsageError):
        return path.suffix == ".yaml" and path.is_file()


def _of_page(name: str, text: str, session: Session | None, prior: str | None) -> Explanation:
    sentence = f"read with {prior} as its prior" if prior else "read by its look alone, without a prior"
    return Explanation(name, "page", sentence, prior, lines=explained_page(text, prior=session))


def _of_transcript(path: Path, reading: dict[str, Any]) -> Explanation:
    imported = import_transcript(read_bytes(path), str(path), **reading)
    sentence = f"read as {imported.format} ({imported.source.description}), {imported.certainty:.0%} sure"
    if imported.second is None:
        second, guess = None, "no other kind fits"
    else:
        source, claim = imported.second
        second, guess = source.name, f"the second guess is {source.name} ({source.description}), {claim:.0%} sure"
    lines = explained(imported)
    return Explanation(str(path), "transcript", f"{sentence}; {guess}", None, imported.format, second, lines)


def _of_session(settings: Settings, name: str) -> Explanation:
    """The page of a session as it is now; without a page as the one that it would become."""
    session, archive = one_session(settings, name)
    if session.wiki is not None:
        page, text = _page_and_text(settings, name, session.wiki.page, session.wiki.page_id)
        return _of_page(page.title, text, session, name)
    with placed(name):
        return _of_page(f"{name} as a new page", created(session, archive), session, name)


def _of_title(settings: Settings, title: str) -> Explanation:
    """The page of a title, read with the session file that is of it, if there is one."""
    try:
        archive = settings.open_archive()
    except UsageError:
        raise InputError(f"{title}: there is no such file, and no archive here whose page it could be") from None
    page, text = _page_and_text(settings, title, title)

    def is_of_it(session: Session) -> bool:
        link = session.wiki
        return link is not None and (link.page_id or link.page) in (page.page_id, page.title)

    file = archive.find(is_of_it, words=(str(page.page_id), page.title))
    return _of_page(page.title, text, file.session if file else None, file.path.name if file else None)


def _page_and_text(settings: Settings, name: str, title: str, page_id: int | None = None) -> tuple[Page, str]:
    """A page of the archive's wiki, by its id where that is known."""
    with at_work(settings, anonymous=True) as run, placed(name):
        (page,) = run.wiki.pages([] if page_id else [title], ids=[page_id] if page_id else [], text=True)
    if page.revision is None or page.revision.text is None:
        raise InputError(f"{title}: the wiki has no such page, and nothing else is called so here")
    return page, page.revision.text


def _tell(settings: Settings, found: Explanation, lines: Sequence[LineTrace]) -> None:
    if settings.json:
        answer_json(asdict(replace(found, lines=())) | {"lines": [one.as_json() for one in lines]})
        return
    answer(f"{found.name}: {found.sentence}", bold=True)
    for one, (number, what, text, why) in zip(lines, table(lines), strict=True):
        style: dict[str, Any] = {"bold": True} if one.role == "heading" else {"fg": _COLOURS.get(one.role)}
        styled = click.style(printable(redacted(f"{number}  {what}")), **style)
        click.echo(f"{styled}  {printable(redacted(f'{text}  {why}'.rstrip()))}")
