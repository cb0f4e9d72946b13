"""The dull loop that carries plans out: observe many sessions in few requests, plan each, do it, report it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from ohbot.archive import Archive, Config, FileChanged, SessionFile
from ohbot.errors import Exit, NotAllowed, OhbotError, PageMoved, PageRefused, WikiAway
from ohbot.merge import Conflict, merge
from ohbot.model import FACTS, Session, WikiLink
from ohbot.sync.base import base_of, known, with_facts_of
from ohbot.sync.changes import Change, changes
from ohbot.sync.guards import Guard, loses, require_sparing
from ohbot.sync.mistakes import apart, refusing
from ohbot.sync.observer import MANY, Observed, Observer
from ohbot.sync.plan import Decide, plan, undecided
from ohbot.sync.ports import WikiAccess
from ohbot.sync.shown import unmarked
from ohbot.sync.skeletons import stamped
from ohbot.sync.summary import summary
from ohbot.sync.torn import caught_up, is_torn
from ohbot.sync.values import Observation, Outcome, Plan, State
from ohbot.wikitext.texts import normal

TRIES = 4
"""How often a session is observed anew when somebody edits page or file at the very moment."""


@dataclass(frozen=True, slots=True)
class SyncOptions:
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
class SessionDiff:
    """The changes in the file and on the wiki, the conflicts, and what stands in the way, if anything."""

    name: str
    page: str
    local: tuple[Change, ...] = ()
    remote: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    problem: str | None = None

    @classmethod
    def of(cls, observed: Observation, found: Plan) -> "SessionDiff":
        """From what was observed of a session, and its plan."""
        problem = found.sentence if found.state is State.REFUSED else None
        now = observed.page.text
        if observed.base is None and now is not None:
            return cls(observed.name, found.page, problem=problem)
        session, link = observed.session, observed.session.wiki
        old = Session() if observed.base is None else base_of(session, observed.base, observed.merged)
        new = unmarked(session, old, link.page, link) if link and link.revision else []
        added = {fact: getattr(old, fact) for fact in FACTS if fact in new and not getattr(old, fact)}
        old = replace(with_facts_of(old, session, old), **added)  # facts that the page never showed are no change
        shown = None if now is None or observed.page.redirect else known(session, now)
        remote = changes(old, with_facts_of(shown, session, shown)) if shown else ()
        return cls(observed.name, found.page, changes(old, session), remote, found.conflicts, problem)

    @classmethod
    def of_outcome(cls, outcome: Outcome) -> "SessionDiff":
        """From the outcome of a session that was not compared: it is as it was, or could not be read."""
        return cls(outcome.name, outcome.page, problem=outcome.sentence if outcome.state is State.REFUSED else None)


@dataclass(frozen=True, slots=True)
class _Task:
    """A session file with the plan for it, and what that was made of."""

    file: SessionFile
    observed: Observation
    plan: Plan


class Engine:
    """Syncs sessions of one archive with one wiki."""

    def __init__(
        self,
        archive: Archive,
        wiki: WikiAccess,
        config: Config,
        *,
        options: SyncOptions = SyncOptions(),  # a frozen value
        before_edit: Callable[[], None] = lambda: None,
    ) -> None:
        """``before_edit`` is called before each write and may raise to end the run there (a lease, a signal)."""
        self._archive, self._wiki, self._config, self._options = archive, wiki, config, options
        self.observer = Observer(archive, wiki, config, keeps=not options.dry_run)
        self.guard = Guard(archive, wiki, config, options.most_edits, before_edit)

    def run(self, paths: Sequence[Path]) -> Iterator[Outcome]:
        """Sync these session files; every one has its outcome, also where others fail.

        Raises NotAllowed and WikiAway, which end a run, and PageRefused where too much would be lost at once.
        """
        todo: list[_Task] = []
        later: list[Path] = []
        losing: list[str] = []
        for task in self._tasks(paths):
            if isinstance(task, Outcome):
                yield self._failing(task)
                continue
            lost = apart(partial(loses, task.observed, task.plan))
            if isinstance(lost, OhbotError):
                yield self._failing(Outcome.of_error(task.plan.name, task.plan.page, lost))
                continue
            losing += [task.plan.page] if lost else []
            if len(todo) < MANY:
                todo.append(task)
            else:
                later.append(task.file.path)
        if not self._options.force:
            require_sparing(losing, len(self._archive.sessions()))
        while todo:
            yield self._failing(self._done(todo.pop(0)))
        for task in self._tasks(later):
            yield self._failing(task if isinstance(task, Outcome) else self._done(task))
        self.observer.close()

    def _tasks(self, paths: Sequence[Path]) -> Iterator[_Task | Outcome]:
        """What has to be done for each session, or its outcome where that is nothing."""
        for candidate in self.observer.observe(paths):
            if isinstance(candidate, Outcome):
                yield candidate
                continue
            task = apart(partial(self._planned, candidate))
            if isinstance(task, OhbotError):
                yield _failed(candidate, task)
            elif task.plan.state is State.UNCHANGED:
                self.observer.note(task.file, clean=not task.plan.ahead)
                yield Outcome.of_plan(task.plan)
            else:
                yield task

    def differences(self, paths: Sequence[Path]) -> Iterator[SessionDiff]:
        """What changed on either side of each session since its base; nothing is written."""
        for candidate in self.observer.observe(paths):
            if isinstance(candidate, Outcome):
                yield SessionDiff.of_outcome(candidate)
                continue
            found = apart(partial(self._difference, candidate))
            yield SessionDiff.of_outcome(_failed(candidate, found)) if isinstance(found, OhbotError) else found

    def _difference(self, candidate: Observed) -> SessionDiff:
        task = self._planned(candidate)
        return SessionDiff.of(task.observed, task.plan)

    def _failing(self, outcome: Outcome) -> Outcome:
        if outcome.exit_code and self._options.fail_fast:
            raise PageRefused(f"{outcome.name}: {outcome.sentence}")
        return outcome

    def _planned(self, candidate: Observed) -> _Task:
        """The plan, and what it was made of: more is asked where an earlier run may have ended half done."""
        file, observed = candidate.file, candidate.observed
        found = self._plan(observed)
        if not is_torn(observed, found):
            return _Task(file, observed, found)
        later = caught_up(observed, self.observer.own_revisions(observed))
        if later is observed:
            return _Task(file, observed, found)
        found = self._plan(later)
        if found.state is State.UNCHANGED:
            found = replace(found, state=State.RECORD)
        return _Task(file, later, found)

    def _plan(self, observed: Observation, **changed: bool) -> Plan:
        """The plan by the run's options, but for those that are named."""
        options = {"force": self._options.force, "publishes": self._options.publishes, **changed}
        return plan(observed, decide=self._options.decide, **options)

    def _done(self, task: _Task) -> Outcome:
        """Carry one plan out, anew where page or file changed meanwhile."""
        try:
            if self._options.dry_run:
                if task.plan.text is not None:
                    self.guard.require_welcome(task.observed, force=self._options.force)
                return Outcome.of_plan(task.plan)
            for _ in range(TRIES):
                try:
                    with refusing():
                        return self._carried_out(task)
                except (PageMoved, FileChanged):
                    candidate = self.observer.again(task.file.path)
                    if isinstance(candidate, Outcome):
                        return candidate
                    with refusing():
                        task = self._planned(candidate)
        except (NotAllowed, WikiAway):
            raise
        except OhbotError as error:
            if isinstance(error, PageRefused):
                self._brought_in(task)
            return Outcome.of_error(task.plan.name, task.plan.page, error)
        sentence = "it changes faster than ohbot works; try later"
        return Outcome(task.plan.name, task.plan.page, State.REFUSED, sentence, Exit.AWAY)

    def _carried_out(self, task: _Task) -> Outcome:
        found, session = task.plan, task.plan.session or task.observed.session
        if found.state in (State.REFUSED, State.UNCHANGED) or (self._options.whole and found.conflicts):
            return Outcome.of_plan(found)
        if found.text is not None:
            if not self.guard.lets_edit():
                return Outcome(found.name, found.page, State.LATER, "not published yet: this run made its last edit")
            session = self._published(task, found.text)
        if session != task.file.session:
            if found.text is None:  # else the guard let it pass: what a save began, the file completes
                self.guard.before_write()
            file, is_as_meant = self._written(task.file, stamped(session, datetime.now(UTC)))
            self.observer.note(file, clean=is_as_meant and not found.conflicts and not found.ahead)
        before, after, outcome = task.observed.session.wiki, session.wiki, Outcome.of_plan(found)
        if after is None or after.revision is None or found.state is State.RECORD:
            return outcome
        since, revision = before.merged or before.revision if before else None, after.merged or after.revision
        return outcome if since == revision else replace(outcome, revision=revision, since=since)

    def _brought_in(self, task: _Task) -> None:
        """What the page changed comes into the file also where the page does not take what the file changed."""
        if self._options.dry_run or self._options.whole:
            return
        found = apart(partial(self._plan, task.observed, publishes=False))
        if isinstance(found, Plan):
            apart(partial(self._carried_out, replace(task, plan=found)))

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

    def _published(self, task: _Task, text: str) -> Session:
        """Save the page, and what the file has to become then: what the wiki stored is the new remote."""
        found, observed = task.plan, task.observed
        self.guard.require_welcome(observed, force=self._options.force)
        language = self._wiki.site_facts().language
        words = summary(self._archive, self._config, observed, found, language=language)
        saved = self._wiki.save(found.page, text, base=found.base, summary=words, page_id=found.page_id)
        page = saved.page
        if page.revision is not None:
            page = replace(page, revision=replace(page.revision, text=saved.text))
            self.observer.remember(saved.text)
        session = found.session or observed.session
        link = session.wiki or WikiLink(page.title)
        if page.revision and found.state is State.CREATE:
            link = replace(link, page=page.title, page_id=page.page_id)
            link = replace(link, revision=page.revision.id, sha1=page.revision.sha1)
        elif page.revision and found.conflicts:
            link = replace(link, merged=page.revision.id, merged_sha1=page.revision.sha1)
        session = replace(session, wiki=link)
        sent = {"merged": text} if found.conflicts else {"base": text, "merged": None}
        after = plan(replace(observed, page=page, session=session, **sent), force=True, publishes=False)
        return after.session or session


def _failed(candidate: Observed, error: OhbotError) -> Outcome:
    return Outcome.of_error(candidate.observed.name, candidate.observed.page.title, error)
