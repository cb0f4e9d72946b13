"""``ohbot doctor``: what is wrong with setup, login or wiki, and how to mend it."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal

import click

from ohbot.archive import Archive, Config
from ohbot.archive.lease import read_owner
from ohbot.archive.templates import read_template
from ohbot.cli.common import Settings, answer, answer_json, with_settings, worst
from ohbot.cli.render import created
from ohbot.cli.running import connected, own_config
from ohbot.cli.schedule import job_kinds, problems_in
from ohbot.errors import Exit, NotAllowed, OhbotError
from ohbot.model import Account, Session
from ohbot.model.counting import counted
from ohbot.sync.names import page_of
from ohbot.sync.summary import SUMMARY
from ohbot.wiki import Credentials, SiteFacts, Wiki, credentials_from, is_loopback
from ohbot.wiki.addresses import is_wikimedia
from ohbot.wiki.credentials import FILE
from ohbot.wiki.texts import check_title

Level = Literal["ok", "warning", "problem", "skipped"]

PATIENCE = 10.0
"""Seconds that a wiki has to answer, unless a whole run has fewer."""
_CLOCK_SECONDS = 60
_OLDEST = (1, 35)
_REMARKABLE = (
    "Abuse Filter", "ConfirmEdit", "FlaggedRevs", "OAuth", "SpamBlacklist", "TitleBlacklist", "Translate"
)  # fmt: skip
_GRANTS = "Special:BotPasswords (or a new OAuth consumer) of the wiki"
_POLICY = "https://meta.wikimedia.org/wiki/Bot_policy"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; ``remedy`` is the command or page that mends it."""

    check: str
    level: Level
    sentence: str
    remedy: str | None = None
    exit: Exit = Exit.DONE


class Patient:
    """What the checks look at, opened when the first of them asks for it."""

    def __init__(self, settings: Settings, closing: ExitStack) -> None:
        self._settings, self._closing = settings, closing
        self._unopened: dict[Credentials | None, OhbotError] = {}

    @cached_property
    def archive(self) -> Archive:
        """The archive that is meant."""
        return self._settings.open_archive()

    @cached_property
    def config(self) -> Config:
        """Its configuration."""
        return self.archive.config()

    @cached_property
    def credentials(self) -> Credentials | None:
        """Those of the environment."""
        return credentials_from(os.environ)

    @cached_property
    def wiki(self) -> Wiki:
        """The wiki for the account."""
        return self._open(self.credentials)

    @cached_property
    def account(self) -> Account:
        """Who logs in."""
        return self.wiki.account()

    @property
    def facts(self) -> SiteFacts:
        """What the wiki says of itself; one that does not answer is asked once."""
        if isinstance(self._facts_or_error, OhbotError):
            raise self._facts_or_error
        return self._facts_or_error

    @cached_property
    def _facts_or_error(self) -> SiteFacts | OhbotError:
        try:
            return self._asked()
        except OhbotError as error:
            return error

    def _asked(self) -> SiteFacts:
        """The wiki's facts, asked without a login where it tells them to anybody."""
        try:
            return self._anybodys.site_facts()
        except NotAllowed:
            return self.wiki.site_facts()

    @property
    def address(self) -> str:
        """The address of the wiki's API; no login is needed to know it."""
        return self._anybodys.address

    @property
    def is_wikimedia(self) -> bool:
        """Whether Wikimedia's bot policy holds."""
        return is_wikimedia(self.address)

    @cached_property
    def _anybodys(self) -> Wiki:
        """The wiki without a login; pywikibot reads a configuration of its own once a process, then it is the one."""
        return self.wiki if self.config.wiki.user_config else self._open(None)

    def _open(self, credentials: Credentials | None) -> Wiki:
        """A connection; what cannot be opened is tried once, and fails the same way afterwards."""
        if credentials in self._unopened:
            raise self._unopened[credentials]
        try:
            deadline = min(PATIENCE, self.config.jobs.deadline)
            return self._closing.enter_context(connected(self.archive, self.config, credentials, deadline=deadline))
        except OhbotError as error:
            self._unopened[credentials] = error
            raise


Answer = tuple[Level, str, str | None, Exit]


def _ok(sentence: str) -> Answer:
    return "ok", sentence, None, Exit.DONE


def _warning(sentence: str, remedy: str) -> Answer:
    return "warning", sentence, remedy, Exit.DONE


def _problem(sentence: str, remedy: str, code: Exit = Exit.PROBLEM) -> Answer:
    return "problem", sentence, remedy, code


def _configuration(patient: Patient) -> Answer:
    wiki, root = patient.config.wiki, patient.archive.root
    if wiki.user_config and not (root / wiki.user_config).is_file():
        remedy = "copy user-config.example.py there, or take user_config out of ohbot.toml"
        return _problem(f"{root / wiki.user_config}: there is no such file", remedy)
    own_config(patient.archive, patient.config)
    return _ok(f"{patient.archive.root / 'ohbot.toml'}: for {wiki.api or f'{wiki.family}:{wiki.code}'}")


def _sessions(patient: Patient) -> Answer:
    broken: list[str] = []
    paths = patient.archive.sessions()
    for path in paths:
        try:
            patient.archive.read(path)
        except OhbotError as error:
            broken.append(str(error).splitlines()[0])
    if broken:
        return _problem(f"{len(broken)} of {len(paths)} session files cannot be read: {broken[0]}", "ohbot check")
    return _ok(f"{counted(len(paths), 'session')} in {patient.archive.folder}")


def _new_pages(patient: Patient) -> Answer:
    sample = Session("Office hours", start=datetime.now(UTC).replace(microsecond=0))
    title = check_title(page_of(sample, patient.config))
    created(sample, patient.archive)
    read_template(patient.archive.root, patient.config.pages.summary or SUMMARY)
    return _ok(f"one of today would be called {title}")


def _disk(patient: Patient) -> Answer:
    patient.archive.prove_writable()
    return _ok("takes writes")


def _lease(patient: Patient) -> Answer:
    path = patient.archive.state / "lease"
    owner = read_owner(path)
    if owner is None and path.exists():
        return _warning(f"{path} cannot be read", "remove it if no run is at work; a run does so after five minutes")
    if owner is None:
        return _ok("free")
    if owner.has_expired(datetime.now(UTC).timestamp()):
        return _warning(f"left behind by {owner.describe()}", "nothing: the next run takes it over")
    return _warning(f"held by {owner.describe()}", "wait until that run is done; 'ohbot health' tells how it ended")


def _clock(patient: Patient) -> Answer:
    try:
        apart = (datetime.now(UTC) - patient.facts.time).total_seconds()
    except OhbotError:
        return "skipped", "the wiki does not tell the time", None, Exit.DONE
    if abs(apart) <= _CLOCK_SECONDS:
        return _ok(f"within {_CLOCK_SECONDS} seconds of the wiki's")
    which = "ahead of" if apart > 0 else "behind"
    return _problem(f"{abs(apart):.0f} seconds {which} the wiki's; OAuth refuses that", "timedatectl set-ntp true")


def _api(patient: Patient) -> Answer:
    name = patient.facts.name
    return _ok(f"{patient.address} answers: {name}")


def _contact(patient: Patient) -> Answer:
    if patient.config.wiki.contact:
        return _ok(f"the User-Agent names {patient.config.wiki.contact}")
    missing, remedy = "the User-Agent names nobody to ask", 'contact = "User:You" under [wiki] in ohbot.toml'
    return (_problem if patient.is_wikimedia else _warning)(missing, remedy)


def _stop_page(patient: Patient) -> Answer:
    title = patient.config.wiki.stop_page
    if title is None:
        return _warning("people on the wiki cannot stop ohbot", 'stop_page = "User:YourBot/stop" under [wiki]')
    (page,) = patient.wiki.pages([title], text=True)
    said = page.revision
    if said is None or (said.text is not None and not said.text.strip()):
        return _ok(f"{title} stops nothing")
    who = f"{said.user or 'somebody'} stopped ohbot on {title} ({said.timestamp:%Y-%m-%d %H:%M} UTC)"
    return _problem(who, f"talk to them, then empty {title}", Exit.FORBIDDEN)


def _version(patient: Patient) -> Answer:
    facts = patient.facts
    found = re.search(r"(\d+)\.(\d+)", facts.generator)
    there = ", ".join(name for name in _REMARKABLE if name in facts.extensions) or "none that matters"
    if found and (int(found[1]), int(found[2])) < _OLDEST:
        return _problem(f"{facts.generator} is too old", "ask for an update; ohbot needs MediaWiki 1.35 or newer")
    return _ok(f"{facts.generator}; extensions: {there}")


def _login(patient: Patient) -> Answer:
    credentials = patient.credentials
    if credentials is None and patient.config.wiki.user_config:
        _ = patient.account
        return _ok(f"as {patient.config.wiki.user_config} says")
    if credentials is None:
        nobody = "no credentials: neither OHBOT_USERNAME with OHBOT_PASSWORD nor the four PWB_ values are set"
        if named := os.environ.get(FILE):
            nobody += f", and {named} ({FILE}) holds none"
        return _problem(nobody, "set them, see docs/toolforge.md and docs/elsewhere.md", Exit.FORBIDDEN)
    if credentials.oauth and "OAuth" not in patient.facts.extensions:
        return _problem("OAuth, which this wiki does not have", f"a bot password: {_GRANTS}", Exit.FORBIDDEN)
    _ = patient.account  # raises where the wiki does not take the login
    if credentials.kind == "password" and not is_loopback(patient.address):
        return _warning("the account's own password", f"a bot password can do less harm: {_GRANTS}")
    return _ok(credentials.kind)


def _account(patient: Patient) -> Answer:
    name = patient.account.name
    if patient.is_wikimedia and "bot" not in name.casefold():
        return _warning(f"{name}: no 'bot' in its name", f"use an account of the bot's own, see {_POLICY}")
    return _ok(name)


def _rights(patient: Patient) -> Answer:
    account = patient.account
    missing = [right for right in ("edit", "createpage") if right not in account.rights]
    if missing:
        grants = "'Edit existing pages' and 'Create, edit, and move pages'"
        return _problem(f"not allowed: {', '.join(missing)}", f"the grants {grants} on {_GRANTS}", Exit.FORBIDDEN)
    if "bot" in account.rights:
        return _ok("bot flag, edit, create")
    if "bot" in account.groups:
        grant = f"the grant 'High-volume (bot) access' on {_GRANTS}"
        return _problem("the account's bot flag is dropped: the login lacks a grant", grant, Exit.FORBIDDEN)
    return _warning("edit and create, but no bot flag: 60 seconds between edits", f"ask for the flag: {_POLICY}")


def _blocks(patient: Patient) -> Answer:
    if patient.account.blocked:
        return _problem(f"blocked: {patient.account.blocked}", "ask whoever blocked it", Exit.FORBIDDEN)
    return _ok("not blocked")


def _limits(patient: Patient) -> Answer:
    limit = patient.wiki.edit_limit()
    if limit is None:
        return _ok("no limit to edits")
    spacing = patient.wiki.spacing
    if spacing * limit < 60:
        least = f"throttle = {60 / limit:.0f} under [wiki] in ohbot.toml, or ask for the bot flag"
        return _warning(f"{limit:g} edits a minute, and ohbot would make one every {spacing:g} seconds", least)
    return _ok(f"{limit:g} edits a minute; ohbot waits {spacing:g} seconds between two")


def _jobs(patient: Patient) -> Answer:
    root = patient.archive.root
    kinds = job_kinds(root)
    problems = [line for kind in kinds for line in problems_in(root, kind, patient.config)]
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return _problem(f"{problems[0]}{more}", f"ohbot schedule check --for {kinds[0]}")
    if not kinds:
        return _ok("none here; 'ohbot schedule init' writes them")
    return _ok(f"for {' and '.join(kinds)}: in order")


@dataclass(frozen=True, slots=True)
class Check:
    """One row: what is looked at, how, and which checks make no sense to do after this one found a problem."""

    name: str
    examine: Callable[[Patient], Answer]
    needs: tuple[str, ...] = ()


_WIKI = ("configuration", "API")
_LOGGED_IN = (*_WIKI, "login", "account")
CHECKS = (
    Check("configuration", _configuration),
    Check("archive", _sessions, ("configuration",)),
    Check("new pages", _new_pages, ("configuration",)),
    Check("disk", _disk, ("configuration",)),
    Check("lease", _lease, ("configuration",)),
    Check("clock", _clock, ("configuration",)),
    Check("API", _api, ("configuration",)),
    Check("MediaWiki", _version, _WIKI),
    Check("contact", _contact, ("configuration",)),
    Check("login", _login, _WIKI),
    Check("account", _account, (*_WIKI, "login")),
    Check("rights", _rights, _LOGGED_IN),
    Check("blocks", _blocks, _LOGGED_IN),
    Check("limits", _limits, _LOGGED_IN),
    Check("stop page", _stop_page, _LOGGED_IN),
    Check("job files", _jobs, ("configuration",)),
)
"""All checks, in the order in which they are told."""


def examined(patient: Patient) -> Iterator[Finding]:
    """What each check finds; one whose ground is missing is skipped."""
    failed: set[str] = set()
    for check in CHECKS:
        finding = _found(check, patient, failed)
        if finding.level == "problem" or finding.level == "skipped":
            failed.add(check.name)
        yield finding


def _found(check: Check, patient: Patient, failed: set[str]) -> Finding:
    missing = [name for name in check.needs if name in failed]
    if missing:
        return Finding(check.name, "skipped", f"not looked at, since {missing[0]} is not well")
    try:
        return Finding(check.name, *check.examine(patient))
    except OhbotError as error:
        told, _, more = str(error).partition("\n")
        return Finding(check.name, "problem", told, more or None, error.exit_code)


_MARKS = {"ok": ("ok", "green"), "warning": ("!", "yellow"), "problem": ("WRONG", "red"), "skipped": ("-", None)}


@click.command("doctor")
@with_settings
def command(settings: Settings) -> None:
    """Look at everything that a run needs, and say what is wrong and what mends it. Nothing is changed.

    Exit codes: 0 all is well, or there are warnings only; else that of the worst problem: 1 the setup, 4 login and
    rights, 5 the wiki is away.

    \b
    Example:
      ohbot doctor
    """
    with ExitStack() as closing:
        findings = []
        for finding in examined(Patient(settings, closing)):
            findings.append(finding)
            if not settings.json and not (settings.quiet and finding.level in ("ok", "skipped")):
                _tell(finding)
    if settings.json:
        answer_json({"findings": [asdict(finding) for finding in findings]})
    click.get_current_context().exit(int(worst(finding.exit for finding in findings)))


def _tell(finding: Finding) -> None:
    mark, colour = _MARKS[finding.level]
    answer(f"{mark:<6}{finding.check}: {finding.sentence}", fg=colour)
    if finding.remedy:
        answer(f"      what to do: {finding.remedy}")
