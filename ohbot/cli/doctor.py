"""``ohbot doctor``: what is wrong with setup, login or wiki, and how to mend it."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from ohbot.archive.lease import read_owner
from ohbot.archive.templates import read_template
from ohbot.cli.common import Settings, answer, answer_json, ohbot_command, worst
from ohbot.cli.patient import Finding, Patient, ok, problem, warning
from ohbot.cli.render import created
from ohbot.cli.running import own_config
from ohbot.cli.schedule import job_kinds, problems_in
from ohbot.errors import Exit, OhbotError
from ohbot.model import Session
from ohbot.model.counting import counted
from ohbot.sync import State
from ohbot.sync.header import steps
from ohbot.sync.names import page_of
from ohbot.sync.summary import SUMMARY
from ohbot.wiki import is_loopback
from ohbot.wiki.credentials import FILE
from ohbot.wiki.texts import check_title

_CLOCK_SECONDS = 60
_OLDEST = (1, 35)
_REMARKABLE = (
    "Abuse Filter", "ConfirmEdit", "FlaggedRevs", "OAuth", "SpamBlacklist", "TitleBlacklist", "Translate"
)  # fmt: skip
_GRANTS = "Special:BotPasswords (or a new OAuth consumer) of the wiki"
_POLICY = "https://meta.wikimedia.org/wiki/Bot_policy"


def _configuration(patient: Patient) -> Finding:
    wiki, root = patient.config.wiki, patient.archive.root
    if wiki.user_config and not (root / wiki.user_config).is_file():
        remedy = "copy user-config.example.py there, or take user_config out of ohbot.toml"
        return problem(f"{root / wiki.user_config}: there is no such file", remedy)
    own_config(patient.archive, patient.config)
    return ok(f"{patient.archive.root / 'ohbot.toml'}: for {wiki.api or f'{wiki.family}:{wiki.code}'}")


def _sessions(patient: Patient) -> Finding:
    broken: list[str] = []
    paths = patient.archive.sessions()
    for path in paths:
        try:
            patient.archive.read(path)
        except OhbotError as error:
            broken.append(str(error).splitlines()[0])
    if broken:
        return problem(f"{len(broken)} of {len(paths)} session files cannot be read: {broken[0]}", "ohbot check")
    return ok(f"{counted(len(paths), 'session')} in {patient.archive.folder}")


def _new_pages(patient: Patient) -> Finding:
    sample = Session("Office hours", start=datetime.now(UTC).replace(microsecond=0))
    title = check_title(page_of(sample, patient.config))
    created(sample, patient.archive)
    read_template(patient.archive.root, patient.config.pages.summary or SUMMARY)
    return ok(f"one of today would be called {title}")


def _disk(patient: Patient) -> Finding:
    patient.archive.prove_writable()
    return ok("takes writes")


def _lease(patient: Patient) -> Finding:
    path = patient.archive.state / "lease"
    owner = read_owner(path)
    if owner is None and path.exists():
        return warning(f"{path} cannot be read", "remove it if no run is at work; a run does so after five minutes")
    if owner is None:
        return ok("free")
    if owner.has_expired(datetime.now(UTC).timestamp()):
        return warning(f"left behind by {owner.describe()}", "nothing: the next run takes it over")
    return warning(f"held by {owner.describe()}", "wait until that run is done; 'ohbot health' tells how it ended")


def _clock(patient: Patient) -> Finding:
    try:
        apart = (datetime.now(UTC) - patient.facts.time).total_seconds()
    except OhbotError:
        return Finding("", "skipped", "the wiki does not tell the time")
    if abs(apart) <= _CLOCK_SECONDS:
        return ok(f"within {_CLOCK_SECONDS} seconds of the wiki's")
    which = "ahead of" if apart > 0 else "behind"
    return problem(f"{abs(apart):.0f} seconds {which} the wiki's; OAuth refuses that", "timedatectl set-ntp true")


def _api(patient: Patient) -> Finding:
    name = patient.facts.name
    return ok(f"{patient.address} answers: {name}")


def _contact(patient: Patient) -> Finding:
    if patient.config.wiki.contact:
        return ok(f"the User-Agent names {patient.config.wiki.contact}")
    missing, remedy = "the User-Agent names nobody to ask", 'contact = "User:You" under [wiki] in ohbot.toml'
    return (problem if patient.is_wikimedia else warning)(missing, remedy)


def _stop_page(patient: Patient) -> Finding:
    title = patient.config.wiki.stop_page
    if title is None:
        return warning("people on the wiki cannot stop ohbot", 'stop_page = "User:YourBot/stop" under [wiki]')
    (page,) = patient.wiki.pages([title], text=True)
    said = page.revision
    if said is None or (said.text is not None and not said.text.strip()):
        return ok(f"{title} stops nothing")
    who = f"{said.user or 'somebody'} stopped ohbot on {title} ({said.timestamp:%Y-%m-%d %H:%M} UTC)"
    return problem(who, f"talk to them, then empty {title}", Exit.FORBIDDEN)


def _version(patient: Patient) -> Finding:
    facts = patient.facts
    found = re.search(r"(\d+)\.(\d+)", facts.generator)
    there = ", ".join(name for name in _REMARKABLE if name in facts.extensions) or "none that matters"
    if found and (int(found[1]), int(found[2])) < _OLDEST:
        return problem(f"{facts.generator} is too old", "ask for an update; ohbot needs MediaWiki 1.35 or newer")
    return ok(f"{facts.generator}; extensions: {there}")


def _login(patient: Patient) -> Finding:
    credentials = patient.credentials
    if credentials is None and patient.config.wiki.user_config:
        _ = patient.account
        return ok(f"as {patient.config.wiki.user_config} says")
    if credentials is None:
        nobody = "no credentials: neither OHBOT_USERNAME with OHBOT_PASSWORD nor the four PWB_ values are set"
        if named := os.environ.get(FILE):
            nobody += f", and {named} ({FILE}) holds none"
        return problem(nobody, "set them, see docs/toolforge.md and docs/elsewhere.md", Exit.FORBIDDEN)
    if credentials.oauth and "OAuth" not in patient.facts.extensions:
        return problem("OAuth, which this wiki does not have", f"a bot password: {_GRANTS}", Exit.FORBIDDEN)
    _ = patient.account  # raises where the wiki does not take the login
    if credentials.kind == "password" and not is_loopback(patient.address):
        return warning("the account's own password", f"a bot password can do less harm: {_GRANTS}")
    return ok(credentials.kind)


def _account(patient: Patient) -> Finding:
    name = patient.account.name
    if patient.is_wikimedia and "bot" not in name.casefold():
        return warning(f"{name}: no 'bot' in its name", f"use an account of the bot's own, see {_POLICY}")
    return ok(name)


def _rights(patient: Patient) -> Finding:
    account = patient.account
    missing = [right for right in ("edit", "createpage") if right not in account.rights]
    if missing:
        grants = "'Edit existing pages' and 'Create, edit, and move pages'"
        return problem(f"not allowed: {', '.join(missing)}", f"the grants {grants} on {_GRANTS}", Exit.FORBIDDEN)
    if "bot" in account.rights:
        return ok("bot flag, edit, create")
    if "bot" in account.groups:
        grant = f"the grant 'High-volume (bot) access' on {_GRANTS}"
        return problem("the account's bot flag is dropped: the login lacks a grant", grant, Exit.FORBIDDEN)
    return warning("edit and create, but no bot flag: 60 seconds between edits", f"ask for the flag: {_POLICY}")


def _blocks(patient: Patient) -> Finding:
    if patient.account.blocked:
        return problem(f"blocked: {patient.account.blocked}", "ask whoever blocked it", Exit.FORBIDDEN)
    return ok("not blocked")


def _limits(patient: Patient) -> Finding:
    limit = patient.wiki.edit_limit()
    if limit is None:
        return ok("no limit to edits")
    spacing = patient.wiki.spacing
    if spacing * limit < 60:
        least = f"throttle = {60 / limit:.0f} under [wiki] in ohbot.toml, or ask for the bot flag"
        return warning(f"{limit:g} edits a minute, and ohbot would make one every {spacing:g} seconds", least)
    return ok(f"{limit:g} edits a minute; ohbot waits {spacing:g} seconds between two")


def _header(patient: Patient) -> Finding:
    name = patient.config.pages.header
    if name is None:
        return ok("no template is named in ohbot.toml")
    if "ParserFunctions" not in patient.facts.extensions:
        return ok(f"{{{{{name}}}}} is the wiki's own; ohbot's would need the extension ParserFunctions")
    found = steps(name, patient.wiki)
    todo = [step.page.title for step in found if step.state in (State.CREATE, State.PUBLISH)]
    if todo:
        missing = all(not step.there.exists for step in found)
        state = "not on the wiki" if missing else f"not of this version of ohbot: {', '.join(todo)}"
        return warning(f"{{{{{name}}}}} is {state}", "ohbot wiki setup")
    if any(step.state is State.REFUSED for step in found):
        return ok(f"{{{{{name}}}}} is the wiki's own, in whole or in part")
    return ok(f"{{{{{name}}}}} is as ohbot ships it")


def _tags(patient: Patient) -> Finding:
    tags = patient.config.wiki.tags
    if refused := patient.wiki.tags_refused():
        remedy = "ask an administrator to define them on Special:Tags, or take them out of [wiki] tags"
        return warning(f"the wiki does not let the account set {', '.join(refused)}; edits go without", remedy)
    return ok(f"edits get {', '.join(tags)}" if tags else "none are named in ohbot.toml")


def _jobs(patient: Patient) -> Finding:
    root = patient.archive.root
    kinds = job_kinds(root)
    problems = [line for kind in kinds for line in problems_in(root, kind, patient.config)]
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return problem(f"{problems[0]}{more}", f"ohbot schedule check --for {kinds[0]}")
    if not kinds:
        return ok("none here; 'ohbot schedule init' writes them")
    return ok(f"for {' and '.join(kinds)}: in order")


@dataclass(frozen=True, slots=True)
class Check:
    """One row: what is looked at, how, and which checks make no sense to do after this one found a problem."""

    name: str
    examine: Callable[[Patient], Finding]
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
    Check("header template", _header, _LOGGED_IN),
    Check("change tags", _tags, _LOGGED_IN),
    Check("job files", _jobs, ("configuration",)),
)
"""All checks, in the order in which they are told."""


def examined(patient: Patient) -> Iterator[Finding]:
    """What each check finds; one whose ground is missing is skipped."""
    failed: set[str] = set()
    for check in CHECKS:
        finding = _found(check, patient, failed)
        if finding.level in ("problem", "skipped"):
            failed.add(check.name)
        yield finding


def _found(check: Check, patient: Patient, failed: set[str]) -> Finding:
    if missing := [name for name in check.needs if name in failed]:
        return Finding(check.name, "skipped", f"not looked at, since {missing[0]} is not well")
    try:
        return replace(check.examine(patient), check=check.name)
    except OhbotError as error:
        sentence, _, more = str(error).partition("\n")
        return Finding(check.name, "problem", sentence, more or None, error.exit_code)


_MARKS = {"ok": ("ok", "green"), "warning": ("!", "yellow"), "problem": ("WRONG", "red"), "skipped": ("-", None)}


@ohbot_command("doctor")
def command(settings: Settings) -> Exit:
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
            if settings.json or (settings.quiet and finding.level in ("ok", "skipped")):
                continue
            mark, colour = _MARKS[finding.level]
            answer(f"{mark:<6}{finding.check}: {finding.sentence}", fg=colour)
            if finding.remedy:
                answer(f"      what to do: {finding.remedy}")
    if settings.json:
        answer_json({"findings": [asdict(finding) for finding in findings]})
    return worst(finding.exit for finding in findings)
