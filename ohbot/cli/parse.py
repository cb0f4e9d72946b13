"""``ohbot parse``: wikitext as a session."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from ohbot.archive import create, dump, read_bytes
from ohbot.archive.disk import decode
from ohbot.cli.common import (
    Settings,
    answer,
    answer_data,
    answer_json,
    dry_run_option,
    ohbot_command,
    output_option,
    placed,
)
from ohbot.errors import InputError, UsageError
from ohbot.model.view import view
from ohbot.recognise.dates import day_in
from ohbot.wikitext.lens import get


@ohbot_command("parse")
@click.argument("page", type=click.Path(path_type=Path, allow_dash=True))
@output_option("Write the session file here.")
@dry_run_option
def command(settings: Settings, page: Path, output: Path | None, dry_run: bool) -> None:
    """Read a page's wikitext from a file (- is standard input) and print the session that it shows.

    The session comes as YAML, or with --json as the stable JSON view for other programs.

    \b
    Example:
      ohbot parse page.wikitext --json
      ohbot parse page.wikitext -o sessions/2021-03-04.yaml
    """
    if settings.json and output:
        raise UsageError("-o writes the session file and --json prints the JSON view; leave out one of them")
    text = wikitext_of(page)
    with placed(page):
        session = get(text)
    session = replace(session, start=session.start or day_in(session.title, page.stem))
    if settings.json:
        answer_json(view(session))
        return
    stem = "session" if str(page) == "-" else page.stem
    written = dump(session if session.title else replace(session, title=stem))
    if output is None:
        answer_data(written)
        return
    if output.exists():
        raise InputError(f"{output}: the file exists already; remove it first, or choose another name")
    if not dry_run:
        create(output, written.encode("utf-8"))
    answer(f"{'would write' if dry_run else 'wrote'} {output}")


def wikitext_of(page: Path) -> str:
    """A page's text from a file or from standard input, UTF-8; raises InputError where it is something else."""
    return decode(sys.stdin.buffer.read() if str(page) == "-" else read_bytes(page), page)
