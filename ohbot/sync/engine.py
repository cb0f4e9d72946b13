"""The dull loop that carries plans out: look at many sessions in few requests, decide each, do it, tell it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from ohbot.archive import Archive, Config, FileChanged, SessionFile
from ohbot.errors import Exit, NotAllowed, OhbotError, PageMoved, PageRefused, WikiAway
from ohbot.merge import merge
from ohbot.model import Session, WikiLink
from ohbot.sync.differences import Difference
from ohbot.sync.guards import Gate, loses, require_sparing
from ohbot.sync.look import MANY, Look, Sight
from ohbot.sync.mistakes import apart, refusing
from ohbot.sync.plan import Decide, Plan, Seen, State, plan, stamped, undecided
from ohbot.sync.ports import Wiki
from ohbot.sync.summary import summary
from ohbot.sync.torn import caught_up, is_torn
from ohbot.wikitext.texts import normal

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
        later: list[Path] = []
        losing: list[str] = []
        for sight, found in self._in_need(paths):
            if isinstance(found, Outcome):
                yield self._failing(found)
                continue
            lost = apart(partial(loses, sight.seen, found))
            if isinstance(lost, OhbotError):
                yield self._failing(_failed(found, lost))
                continue
            losing += [found.page] if lost else []
            if len(todo) < MANY:
                todo.append((sight, found))
            else:
                later.append(sight.file.path)
        if not self._options.force:
            require_sparing(losing, len(self._archive.sessions()))
        while todo:
            yield self._failing(self._done(*todo.pop(0)))
        for sight, found in self._in_need(later):
            yield self._failing(found if isinstance(found, Outcome) else self._done(sight, found))
        self._look.close()

    def _in_need(self, paths: Sequence[Path]) -> Iterator[tuple[Sight, Plan | Outcome]]:
        """Each session with what has to be done for it, or with its outcome where that is nothing."""
        for sight in self._look.at(paths):
            if sight.outcome:
                yield sight, Outcome(*sight.outcome)
                continue
            answer = apart(partial(self._planned, sight))
            if isinstance(answer, OhbotError):
                yield sight, _refused(sight, answer)
                continue
            sight, found = answer
            if found.state is State.UNCHANGED:
                self._look.keep(sight.file, clean=not found.ahead)
            yield sight, found if found.state is not State.UNCHANGED else _outcome(found)

    def made(self, file: SessionFile) -> None:
        """Note a new session file that says what its page says."""
        self._look.keep(file, clean=True)

    def close(self) -> None:
        """Write what is remembered from run to run."""
        self._look.close()

    def links(self) -> dict[int, Path]:
        """The session file of each page id in the archive."""
        return self._look.links()

    def differences(self, paths: Sequence[Path]) -> Iterator[Difference]:
        """What changed on either side of each session since its base; nothing is written."""
        for sight in self._look.at(paths):
            if sight.outcome:
                yield Difference.of_outcome(*sight.outcome[:4])
                continue
            found = apart(partial(self._difference, sight))
            if isinstance(found, OhbotError):
                found = Difference.of_outcome(sight.seen.name, sight.seen.page.title, State.REFUSED, str(found))
            yield found

    def _difference(self, sight: Sight) -> Difference:
        sight, found = self._planned(sight)
        return Difference.of(sight.seen, found)

    def _failing(self, outcome: Outcome) -> Outcome:
        if outcome.exit_code and self._options.fail_fast:
            raise PageRefused(f"{outcome.name}: {outcome.sentence}")
        return outcome

    def _planned(self, sight: Sight) -> tuple[Sight, Plan]:
        """The plan, and what it was made of: more is asked where an earlier run may have ended half done."""
        options = self._options

        def planned(seen: Seen) -> Plan:
            return plan(seen, force=options.force, publishes=options.publishes, decide=options.decide)

        found = planned(sight.seen)
        if not is_torn(sight.seen, found):
            return sight, found
        seen = caught_up(sight.seen, self._look.own_revisions(sight.seen))
        if seen is sight.seen:
            return sight, found
        found = planned(seen)
        if found.state is State.UNCHANGED:
            found = replace(found, state=State.RECORD)
        return replace(sight, seen=seen), found

    def _done(self, sight: Sight, found: Plan) -> Outcome:
        """Carry one plan out, anew where page or file changed meanwhile."""
        try:
            if self._options.dry_run and found.text is not None:
                self._gate.require_welcome(sight.seen, force=self._options.force)
            if self._options.dry_run or found.state is State.REFUSED or (self._options.whole and found.conflicts):
                return _outcome(found)
            for _ in range(TRIES):
                try:
                    with refusing():
                        return self._carried_out(sight, found)
                except (PageMoved, FileChanged):
                    sight = self._look.again(sight)
                    if sight.outcome:
                        return Outcome(*sight.outcome)
                    with refusing():
                        sight, found = self._planned(sight)
        except (NotAllowed, WikiAway):
            raise
        except OhbotError as error:
            if isinstance(error, PageRefused):
                self._brought_in(sight)
            return _failed(found, error)
        return Outcome(
            found.name, found.page, State.REFUSED, "it changes faster than ohbot works; try later", Exit.AWAY
        )

    def _carried_out(self, sight: Sight, found: Plan) -> Outcome:
        if found.state in (State.REFUSED, State.UNCHANGED) or (self._options.whole and found.conflicts):
            return _outcome(found)
        session = found.session or sight.seen.session
        if found.text is not None:
            if not self._gate.lets_edit():
                return Outcome(found.name, found.page, State.LATER, "not published yet: this run made its last edit")
            session = self._published(sight, found)
        if session != sight.file.session:
            if found.text is None:  # else the gate is passed: what a save began, the file completes
                self._gate.before_write()
            file, is_as_meant = self._written(sight.file, stamped(session, datetime.now(UTC)))
            self._look.keep(file, clean=is_as_meant and not found.conflicts and not found.ahead)
        return _outcome(found)

    def _brought_in(self, sight: Sight) -> None:
        """What the page changed comes into the file also where the page does not take what the file changed."""
        options = self._options
        if options.dry_run or options.whole:
            return
        found = apart(partial(plan, sight.seen, force=options.force, publishes=False, decide=options.decide))
        if isinstance(found, Plan):
            apart(partial(self._carried_out, sight, found))

    def _written(self, file: SessionFile, session: Session) -> tuple[SessionFile, bool]:
        """Write the file, with what a person changed in it during the run; tells whether that was nothing."""
        try:
            return self._archive.write(file.path, session, expected=file.fingerprint), True
        except FileChanged:
            now = self._archive.read(file.path)
            base, local = (normal(one, like=session.body) for one in (file.session, now.session))
            merged = merge(base, local, normal(session))
            if merged.conflicts or now.session.wiki != file.session.wiki:
                raise
            both = replace(merged.for_file, wiki=session.wiki)
            return self._archive.write(file.path, both, expected=now.fingerprint), False

    def _published(self, sight: Sight, found: Plan) -> Session:
        """Save the page, and what the file has to become then: what the wiki stored is the new remote."""
        assert found.text is not None
        self._gate.require_welcome(sight.seen, force=self._options.force)
        told = summary(self._archive, self._config, sight.seen, found)
        saved = self._wiki.save(found.page, found.text, base=found.base, summary=told, page_id=found.page_id)
        page = saved.page
        if page.revision is not None:
            revision = replace(page.revision, text=saved.text)
            page = replace(page, revision=revision)
            self._look.remember(revision)
        session = found.session or sight.seen.session
        link = session.wiki or WikiLink(page.title)
        if page.revision and found.state is State.CREATE:
            link = replace(link, page=page.title, page_id=page.page_id)
            link = replace(link, revision=page.revision.id, sha1=page.revision.sha1)
        elif page.revision and found.conflicts:
            link = replace(link, merged=page.revision.id, merged_sha1=page.revision.sha1)
        seen = replace(sight.seen, page=page, session=replace(session, wiki=link))
        sent = {"merged": found.text} if found.conflicts else {"base": found.text, "merged": None}
        after = plan(replace(seen, **sent), force=True, publishes=False)
        return after.session or seen.session


def _failed(found: Plan, error: OhbotError) -> Outcome:
    return Outcome(found.name, found.page, State.REFUSED, str(error), error.exit_code)


def _refused(sight: Sight, error: OhbotError) -> Outcome:
    return Outcome(sight.seen.name, sight.seen.page.title, State.REFUSED, str(error), error.exit_code)


def _outcome(found: Plan) -> Outcome:
    return Outcome(found.name, found.page, found.state, found.sentence, found.exit_code, found)
