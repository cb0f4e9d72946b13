"""``ohbot explain``: what each line was read as, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from ohbot.archive import read_bytes
from ohbot.cli.common import Settings, answer, answer_json, format_names, names_and_titles, placed, with_settings
from ohbot.cli.logs import printable, redacted
from ohbot.cli.parse import wikitext_of
from ohbot.cli.render import created, session_and_archive
from ohbot.cli.running import at_work
from ohbot.errors import InputError, UsageError
from ohbot.model import Page, Session
from ohbot.model.counting import counted
from ohbot.recognise.trace import LineTrace, table
from ohbot.sources import Imported, explained, import_transcript
from ohbot.sync import SyncOptions
from ohbot.wikitext.explaining import explained as explained_page

_WIKITEXT = (".wikitext", ".wiki", ".mediawiki")
_COLOURS = {"unplaced": "red", "dropped": "yellow", "question": "cyan", "message": "cyan", "spoken": "cyan"}
"""How the roles that a person looks for are shown; all else is plain."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The trace of one input: what it is, with a sentence on how it was read, and the lines."""

    name: str
    kind: str
    sentence: str
    lines: Sequence[LineTrace]
    prior: str | None = None
    format: str | None = None
    second: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        facts = {name: getattr(self, name) for name in ("name", "kind", "sentence", "prior", "format", "second")}
        return {**facts, "lines": [one.as_json() for one in self.lines]}


@click.command("explain")
@click.argument("name", metavar="FILE|SESSION|PAGE", shell_complete=names_and_titles)
@click.argument("line", type=click.IntRange(min=1), required=False)
@click.option("--page", "is_page", is_flag=True, help="The file is a page's wikitext, whatever its name ends with.")
@click.option("--prior", metavar="SESSION", help="Read a file of wikitext with what this session says of it.")
@click.option(
    "--format", "form", shell_complete=format_names, help="The kind of transcript; without it recognised by content."
)
@click.option("--encoding", help="The encoding of a transcript; without it recognised by content.")
@with_settings
def command(
    settings: Settings,
    name: str,
    *,
    line: int | None,
    is_page: bool,
    prior: str | None,
    form: str | None,
    encoding: str | None,
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
        found = _of_wikitext(settings, path, prior)
    elif prior:
        raise UsageError("--prior is for a file of wikitext; a session and a page have theirs, a transcript has none")
    elif _is_session(settings, path):
        found = _of_session(settings, name)
    elif path.is_file():
        found = _of_transcript(path, form, encoding)
    else:
        found = _of_title(settings, name)
    _tell(settings, found, line)


def _is_session(settings: Settings, path: Path) -> bool:
    """Whether a word names a session of the archive, or a file that looks like one."""
    try:
        return bool(settings.open_archive().resolve(str(path)))
    except (InputError, UsageError):
        return path.suffix == ".yaml" and path.is_file()


def _of_wikitext(settings: Settings, path: Path, prior: str | None) -> Explanation:
    session = session_and_archive(settings, prior)[0] if prior else None
    text = wikitext_of(path)
    with placed(path):
        return _of_page(str(path), text, session, prior)


def _of_page(name: str, text: str, session: Session | None, prior: str | None) -> Explanation:
    sentence = f"read with {prior} as its prior" if prior else "read by its look alone, without a prior"
    return Explanation(name, "page", sentence, explained_page(text, prior=session), prior)


def _of_transcript(path: Path, form: str | None, encoding: str | None) -> Explanation:
    imported = import_transcript(read_bytes(path), str(path), format=form, encoding=encoding)
    second = imported.second[0].name if imported.second else None
    return Explanation(
        str(path), "transcript", _guesses(imported), explained(imported), None, imported.format, second
    )


def _guesses(imported: Imported) -> str:
    first = f"read as {imported.format} ({imported.source.description}), {imported.certainty:.0%} sure"
    if imported.second is None:
        return f"{first}; no other kind fits"
    source, claim = imported.second
    return f"{first}; the second guess is {source.name} ({source.description}), {claim:.0%} sure"


def _of_session(settings: Settings, name: str) -> Explanation:
    """The page of a session as it is now; without a page as the one that it would become."""
    session, archive = session_and_archive(settings, name)
    if session.wiki is not None:
        link = session.wiki
        page = _page(settings, name, [link.page], [link.page_id] if link.page_id else [])
        return _of_page(page.title, _text_of(page, link.page), session, name)
    with placed(name):
        return _of_page(f"{name} as a new page", created(session, archive), session, name)


def _of_title(settings: Settings, title: str) -> Explanation:
    """The page of a title, read with the session file that is of it, if there is one."""
    try:
        archive = settings.open_archive()
    except UsageError:
        raise InputError(f"{title}: there is no such file, and no archive here whose page it could be") from None
    page = _page(settings, title, [title], [])
    text = _text_of(page, title)
    file = archive.find(lambda old: _is_of(old, page), words=(str(page.page_id), page.title))
    return _of_page(page.title, text, file.session if file else None, file.path.name if file else None)


def _is_of(session: Session, page: Page) -> bool:
    return session.wiki is not None and (session.wiki.page_id or session.wiki.page) in (page.page_id, page.title)


def _page(settings: Settings, name: str, titles: Sequence[str], ids: Sequence[int]) -> Page:
    """A page of the archive's wiki with its text, by its id where that is known."""
    with at_work(settings, SyncOptions(dry_run=True), anonymous=True) as run, placed(name):
        return run.wiki.pages(() if ids else titles, ids=ids, text=True)[0]


def _text_of(page: Page, title: str) -> str:
    if page.revision is None or page.revision.text is None:
        raise InputError(f"{title}: the wiki has no such page, and nothing else is called so here")
    return page.revision.text


def _tell(settings: Settings, found: Explanation, line: int | None) -> None:
    lines = [one for one in found.lines if line in (None, one.line)]
    if line is not None and not lines:
        raise InputError(f"{found.name}:{line}: there is no such line; it has {counted(len(found.lines), 'line')}")
    if settings.json:
        answer_json(replace(found, lines=lines).as_json())
        return
    answer(f"{found.name}: {found.sentence}", bold=True)
    for one, (number, what, text, why) in zip(lines, table(lines), strict=True):
        style: dict[str, Any] = {"bold": True} if one.role == "heading" else {"fg": _COLOURS.get(one.role)}
        styled = click.style(printable(redacted(f"{number}  {what}")), **style)
        click.echo(f"{styled}  {printable(redacted(f'{text}  {why}'.rstrip()))}")
