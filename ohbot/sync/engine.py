"""The dull loop that carries plans out: look at many sessions in few requests, decide each, do it, tell it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ohbot.archive import Archive, Config, FileChanged
from ohbot.errors import Exit, PageMoved, PageRefused
from ohbot.model import Session, WikiLink
from ohbot.sync.differences import Difference
from ohbot.sync.guards import Gate, require_sparing
from ohbot.sync.look import Look, Sight
from ohbot.sync.plan import Decide, Plan, State, plan, stamped, undecided
from ohbot.sync.ports import Wiki
from ohbot.sync.summary import summary

TRIES = 4
"""How often a session is looked at anew when somebody edits page or file at the very moment."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a run behaves.

    ``publishes`` is False where the wiki stays as it is; ``whole`` leaves a session in conflict untouched on both
    sides; ``force`` lets sessions lose most of their words; ``most_edits`` ends the run's edits, None never.
    """

    dry_run: bool = False
    force: bool = False
    publishes: bool = True
    whole: bool = False
    decide: Decide = undecided
    most_edits: int | None = None
    fail_fast: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one session, told as soon as it is known; ``plan`` is None where there was none."""

    name: str
    page: str
    state: State
    sentence: str
    exit_code: Exit = Exit.DONE
    plan: Plan | None = None


class Engine:
    """Syncs sessions of one archive with one wiki."""

    def __init__(
        self,
        archive: Archive,
        wiki: Wiki,
        config: Config,
        *,
        options: Options = Options(),  # a frozen value
        before_edit: Callable[[], None] = lambda: None,
    ) -> None:
        """``before_edit`` is called before each write and may raise to end the run there (a lease, a signal)."""
        self._archive, self._wiki, self._config, self._options = archive, wiki, config, options
        self._look = Look(archive, wiki, config, keeps=not options.dry_run)
        self._gate = Gate(archive, wiki, config, options.most_edits, before_edit)

    def run(self, paths: Sequence[Path]) -> Iterator[Outcome]:
        """Sync these session files; every one has its outcome, also where others fail.

        Raises NotAllowed and WikiAway, which end a run, and PageRefused where too much would be lost at once.
        """
        todo: list[tuple[Sight, Plan]] = []
        for sight in self._look.at(paths):
            if sight.outcome:
                yield self._failing(Outcome(*sight.outcome))
                continue
            found = self._plan(sight)
            if found.state is State.UNCHANGED:
                self._look.keep(sight.file, clean=True)
                yield _outcome(found)
            else:
                todo.append((sight, found))
        if not self._options.force:
            require_sparing([(sight.seen.session, found) for sight, found in todo], len(self._archive.sessions()))
        for sight, found in todo:
            yield self._failing(self._done(sight, found))
        self._look.close()

    def links(self) -> dict[int, Path]:
        """The session file of each page id in the archive."""
        return self._look.links()

    def differences(self, paths: Sequence[Path]) -> Iterator[Difference]:
        """What changed on either side of each session since its base; nothing is written."""
        for sight in self._look.at(paths):
            if sight.outcome:
                yield Difference.of_outcome(*sight.outcome[:4])
            else:
                yield Difference.of(sight.seen, self._plan(sight))

    def _failing(self, outcome: Outcome) -> Outcome:
        if outcome.exit_code and self._options.fail_fast:
            raise PageRefused(f"{outcome.name}: {outcome.sentence}")
        return outcome

    def _plan(self, sight: Sight) -> Plan:
        options = self._options
        return plan(sight.seen, force=options.force, publishes=options.publishes, decide=options.decide)

    def _done(self, sight: Sight, found: Plan) -> Outcome:
        """Carry one plan out, anew where page or file changed meanwhile."""
        if self._options.dry_run or found.state is State.REFUSED or (self._options.whole and found.conflicts):
            return _outcome(found)
        try:
            for _ in range(TRIES):
                try:
                    return self._carried_out(sight, found)
                except (PageMoved, FileChanged):
                    sight = self._look.again(sight)
                    if sight.outcome:
                        return Outcome(*sight.outcome)
                    found = self._plan(sight)
            return Outcome(
                found.name, found.page, State.REFUSED, "it changes faster than ohbot works; try later", Exit.AWAY
            )
        except PageRefused as error:
            return Outcome(found.name, found.page, State.REFUSED, str(error), error.exit_code)

    def _carried_out(self, sight: Sight, found: Plan) -> Outcome:
        if found.state in (State.REFUSED, State.UNCHANGED):
            return _outcome(found)
        session = found.session or sight.seen.session
        if found.text is not None:
            if not self._gate.lets_edit():
                return Outcome(found.name, found.page, State.REFUSED, "not published: this run made its last edit")
            session = self._published(sight, found)
        if session != sight.file.session:
            if found.text is None:  # else the gate is passed: what a save began, the file completes
                self._gate.before_write()
            file = self._archive.write(
                sight.file.path, stamped(session, datetime.now(UTC)), expected=sight.file.fingerprint
            )
            self._look.keep(file, clean=not found.conflicts)
        return _outcome(found)

    def _published(self, sight: Sight, found: Plan) -> Session:
        """Save the page, and what the file has to become then: what the wiki stored is the new remote."""
        assert found.text is not None
        self._gate.require_welcome(sight.seen.page)
        saved = self._wiki.save(
            found.page,
            found.text,
            base=found.base,
            summary=summary(self._archive, self._config, sight.seen, found),
            page_id=found.page_id,
        )
        page = saved.page
        if page.revision is not None:
            revision = replace(page.revision, text=saved.text)
            page = replace(page, revision=revision)
            self._look.remember(revision)
        seen = replace(sight.seen, page=page, session=found.session or sight.seen.session)
        if found.state is State.CREATE and page.revision is not None:
            link = replace(seen.session.wiki or WikiLink(page.title), page=page.title)
            link = replace(link, page_id=page.page_id, revision=page.revision.id)
            seen = replace(seen, session=replace(seen.session, wiki=link))
        after = plan(seen if found.conflicts else replace(seen, base=found.text), force=True, publishes=False)
        return after.session or seen.session


def _outcome(found: Plan) -> Outcome:
    return Outcome(found.name, found.page, found.state, found.sentence, found.exit_code, found)
