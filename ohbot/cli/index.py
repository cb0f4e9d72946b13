"""``ohbot index``: the tables of upcoming and past sessions on the wiki."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from difflib import unified_diff

import click

from ohbot.cli.common import Settings, answer_either, dry_run_option, ohbot_command, say, worst
from ohbot.cli.running import Run, at_work, finish
from ohbot.errors import Exit, NotAllowed
from ohbot.sync import Engine, Outcome, SyncOptions
from ohbot.sync.index import Indexer


@ohbot_command("index")
@dry_run_option
@click.option("--diff", is_flag=True, help="Show line by line what would change; write nothing at all.")
@click.option("--force", is_flag=True, help="Also bring back rows that people took out, and a page that was deleted.")
def command(settings: Settings, *, dry_run: bool, diff: bool, force: bool) -> Exit:
    """Keep the tables of upcoming and past sessions up to date, on the pages that [index] in ohbot.toml names.

    Whatever people write in these tables stays: rows, columns, notes, and cells that they changed.

    \b
    Example:
      ohbot index --diff
      ohbot index
    """
    options = SyncOptions(dry_run=dry_run or diff, force=force)
    with at_work(settings, options, capped=True) as run:
        outcomes = index_of(run, run.engine())
        return _show_differences(run, list(outcomes)) if diff else finish(run, outcomes)


def index_of(run: Run, engine: Engine) -> Iterator[Outcome]:
    """Bring the index up to date, with the edits that the engine's run has left."""
    site = run.wiki.site_facts()
    indexer = Indexer(run.archive, run.wiki, run.config, options=run.options, guard=engine.guard, site=site)
    yield from indexer.run(now=datetime.now(UTC))


def index_where_kept(run: Run, engine: Engine) -> Iterator[Outcome]:
    """The same, where the configuration names an index; only a login tells which cells are whose."""
    if not run.config.index.upcoming:
        return
    try:
        run.wiki.account()
    except NotAllowed:
        return
    yield from index_of(run, engine)


def _show_differences(run: Run, outcomes: Sequence[Outcome]) -> Exit:
    """What would change on each page, as a unified diff; why nothing can, on standard error."""
    for one in outcomes:
        if one.exit_code:
            say(run.settings, f"{one.page}: {one.sentence}", fg="red")
    found = {one.page: one.plan.text for one in outcomes if one.plan and one.plan.text is not None}
    pages = zip(found.items(), run.wiki.pages(list(found), text=True), strict=True)
    shown = {}
    for (title, new), page in pages:
        before = (page.text or "").splitlines()
        shown[title] = "\n".join(unified_diff(before, new.splitlines(), title, title, "now", "then", lineterm=""))
    answer_either(run.settings, [{"page": title, "diff": text} for title, text in shown.items()], *shown.values())
    return worst(one.exit_code for one in outcomes)
