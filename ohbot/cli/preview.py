"""``ohbot preview``: a session's page before it is published, in the browser."""

import webbrowser
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from ohbot.archive import Archive, inside, write_atomically
from ohbot.archive.templates import read_template
from ohbot.cli.common import Settings, answer_either, ohbot_command, output_option, say, session_names, shown_path
from ohbot.cli.loading import one_session
from ohbot.cli.running import Run, at_work
from ohbot.errors import InputError, OhbotError, WikiAway
from ohbot.model.view import view
from ohbot.preview import Preview, as_html

_POLL_SECONDS = 0.5
"""Seconds between two checks of a file that is watched."""


@ohbot_command("preview")
@click.argument("session", shell_complete=session_names)
@output_option("Write the preview here.")
@click.option("--watch", is_flag=True, help="Renew the preview whenever the file is saved, until you press Ctrl-C.")
@click.option("--no-open", is_flag=True, help="Open no browser; only say where the preview is.")
@click.option("--offline", is_flag=True, help="Ask no wiki: the session in plain words.")
def command(
    settings: Settings, session: str, *, output: Path | None, watch: bool, no_open: bool, offline: bool
) -> None:
    """Show a session's page as the wiki would show it, and what would change there, before anything is published.

    The preview is one file for the browser; nothing of the session runs in it. Nothing is written on the wiki.

    \b
    Example:
      ohbot preview 2021-03-04-office-hours
      ohbot preview 2021-03-04-office-hours --watch
    """
    archive = one_session(settings, session)[1] if offline else settings.open_archive()
    place = output or _place(archive, session)
    if offline:
        _show(settings, place, _plainly(settings, session, "no wiki was asked"), archive, opens=not no_open)
        return
    with at_work(settings, sessions=[session], anonymous=True, asks=watch) as run:
        path = run.paths[0]
        changed = path.stat().st_mtime_ns
        _show(settings, place, replace(_preview(settings, run, path), watched=watch), archive, opens=not no_open)
        while watch:
            run.stop.sleep(_POLL_SECONDS)
            before = changed
            with suppress(OSError):  # editors that write anew leave no file for a moment
                changed = path.stat().st_mtime_ns
            if changed != before:
                shown = replace(_preview(settings, run, path), watched=True)
                _put(place, shown, archive)
                say(settings, f"renewed: {shown.sentence}")


def _place(archive: Archive | None, session: str) -> Path:
    if archive is None:
        raise InputError(f"{session}: this file is in no archive; say with -o where the preview goes")
    folder = inside(archive.root, archive.state / "preview")
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{archive.resolve(session).stem}.html"


def _preview(settings: Settings, run: Run, path: Path) -> Preview:
    """What a publish would make of the page now; in plain words where the wiki or the file is out of order."""
    try:
        (outcome,) = run.engine().run([path])
        found = outcome.plan
        text = found.text if found else None
        page = next(iter(run.wiki.pages([outcome.page], text=True)), None) if outcome.page else None
        revision = page.revision if page else None
        shown = text if text is not None else revision.text if revision else None
        if shown is None:
            return _plainly(settings, str(path), outcome.sentence)
        changes = None if revision is None else "" if text is None else run.wiki.compare(revision.id, text)
        rendering = run.wiki.rendered(shown, outcome.page)
        return Preview(outcome.name, outcome.page, outcome.sentence, rendering, changes)
    except WikiAway as error:
        return _plainly(settings, str(path), str(error))
    except OhbotError as error:
        return Preview(path.stem, "", str(error))


def _plainly(settings: Settings, word: str, sentence: str) -> Preview:
    session, _ = one_session(settings, word)
    page = session.wiki.page if session.wiki else session.title or ""
    return Preview(Path(word).stem, page, sentence, view=view(session))


def _put(place: Path, shown: Preview, archive: Archive | None) -> None:
    _, template = read_template(archive.root if archive else Path(), "preview.html")
    write_atomically(place, as_html(shown, template).encode("utf-8"))


def _show(settings: Settings, place: Path, shown: Preview, archive: Archive | None, *, opens: bool) -> None:
    _put(place, shown, archive)
    if not settings.json:
        say(settings, shown.sentence)
    said = {"preview": str(place), "page": shown.page or None, "sentence": shown.sentence}
    answer_either(settings, said, shown_path(place))
    if opens and not webbrowser.open(place.resolve().as_uri()):
        say(settings, "no browser opened; open the file yourself")
