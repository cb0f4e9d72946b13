"""``ohbot check``: find every problem in session files and templates."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from ohbot.archive import Archive, Config
from ohbot.cli.common import Settings, answer_either, ohbot_command, placed, say, session_names
from ohbot.cli.render import created
from ohbot.errors import Exit, OhbotError
from ohbot.model import Session
from ohbot.model.counting import counted
from ohbot.sync.mistakes import apart, refusing
from ohbot.sync.names import page_of, page_taken
from ohbot.sync.skeletons import template_problems
from ohbot.wiki.texts import check_title
from ohbot.wikitext.lens import create


@ohbot_command("check")
@click.argument("sessions", shell_complete=session_names, nargs=-1)
def command(settings: Settings, sessions: tuple[str, ...]) -> Exit:
    """Validate session files (without SESSIONS all of the archive) and templates; exit 1 if there is any problem.

    Each problem is told with file and line. Also checked: that the page's name is possible and no other file's, that
    the page would read back as the session, and that the templates of pages and edit summaries work.

    \b
    Example:
      ohbot check
    """
    archive = settings.open_archive()
    config = archive.config()
    paths = [archive.resolve(word) for word in sessions] or archive.sessions()
    pages: dict[str, Path] = {}
    problems = [line for problem in template_problems(archive, config) for line in problem.splitlines()]
    make = partial(create, shape=config.pages.shape) if problems else partial(created, archive=archive)
    problems += [line for path in paths for line in _problems(archive, config, path, pages, make)]
    answer_either(settings, {"checked": len(paths), "problems": problems}, *problems)
    found = f"{counted(len(paths), 'session')} checked, {counted(len(problems), 'problem')}"
    say(settings, found, fg="red" if problems else "green")
    return Exit.PROBLEM if problems else Exit.DONE


def _problems(
    archive: Archive, config: Config, path: Path, pages: dict[str, Path], make: Callable[[Session], str]
) -> list[str]:
    """What is wrong with a session file; ``pages`` are those of the files before, by title.

    ``make`` makes the page of a session that was never synced.
    """

    def title_of() -> str:
        session = archive.read(path).session
        with placed(path), refusing():
            title = check_title(page_of(session, config))
            if session.wiki and session.wiki.revision:
                create(session, shape=config.pages.shape)
            else:
                make(session)
        return title

    title = apart(title_of)
    if isinstance(title, OhbotError):
        return str(title).splitlines()
    if (other := pages.setdefault(title, path)) != path:
        return [f"{path}: {page_taken(other, title)}"]
    return []
