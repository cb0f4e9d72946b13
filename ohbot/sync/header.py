"""The header template on the wiki: the pages that ohbot ships for it, and what a setup does with each of them.

A page is ohbot's as long as its text is one that ohbot shipped, in this version or an earlier one: no memory of
former runs is needed. Whatever else stands there is somebody's, and stays.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff
from functools import partial

from ohbot.archive import Archive, Config
from ohbot.archive.templates import shipped_template
from ohbot.errors import InputError, NotAllowed, OhbotError, PageRefused
from ohbot.model import LogEvent, Page
from ohbot.model.text import as_stored
from ohbot.sync.guards import Guard
from ohbot.sync.mistakes import apart
from ohbot.sync.names import PARTS, template_title
from ohbot.sync.ports import WikiAccess
from ohbot.sync.summary import header_summary
from ohbot.sync.values import Outcome, State
from ohbot.wiki import SiteFacts
from ohbot.wiki.texts import sha1_of

_STYLES = "styles.css"
_CSS = "sanitized-css"


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """A page of the template: its part, its title, and the text that it should have."""

    part: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """What a setup does with one page, and why; ``diff`` leads from the wiki's text to ohbot's, if they differ."""

    page: TemplatePage
    there: Page
    state: State
    sentence: str
    diff: str = ""


def template_pages(name: str, facts: SiteFacts, *, styled: bool) -> tuple[TemplatePage, ...]:
    """The pages of the template called ``name`` on this wiki, its style sheet only where that works.

    Raises InputError where the wiki lacks what the template is made of.
    """
    if "ParserFunctions" not in facts.extensions:
        raise InputError(
            "the wiki has no ParserFunctions, of which ohbot's header template is made; use one of its own"
        )
    title = template_title(name, facts.namespaces)
    tag = f'<templatestyles src="{name}/{_STYLES}" />' if styled else ""
    own = {"<< name >>": name, "<< page >>": title, "<< styles >>": tag}
    texts = {part: _shipped(part) for part in PARTS if styled or part != _STYLES}
    for mark, value in own.items():
        texts = {part: text.replace(mark, value) for part, text in texts.items()}
    return tuple(TemplatePage(part, title + PARTS[part], as_stored(text)) for part, text in texts.items())


def may_be_styled(name: str, facts: SiteFacts) -> bool:
    """Whether the wiki takes a style sheet for the template: TemplateStyles looks for it in one namespace alone."""
    space = template_title(name, facts.namespaces).partition(":")[0].casefold()
    return "TemplateStyles" in facts.extensions and facts.namespaces.get(space) == 10


def _shipped(part: str) -> str:
    text = shipped_template(f"header/{part}" if part == _STYLES else f"header/{part}.wikitext")
    assert text is not None, "a part of the template is missing from the package"
    return text


def version_of(text: str, *names: str) -> str:
    """The digest by which a text of the template is known, whatever its name (``names``), with styles or without."""
    own = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    without = re.sub(rf"(?<=\{{\{{|\[\[)(?:{own})(?=[/\n\]])", "", text) if own else text
    return sha1_of(as_stored(re.sub(r"<templatestyles [^<>]*/>|<< (?:name|page|styles) >>", "", without)))


def known_versions(part: str) -> frozenset[str]:
    """The digests of all texts that ohbot ever shipped for a part."""
    rows = (line.split() for line in (shipped_template("header/versions.txt") or "").splitlines())
    return frozenset(digest for digest, *names in rows if names == [part])


def decide(page: TemplatePage, there: Page, log: tuple[LogEvent, ...], name: str) -> Step:
    """What a setup does with a page of the template."""
    if not there.exists:
        gone = next((event for event in log if event.kind in ("delete", "restore")), None)
        if gone and gone.kind == "delete":
            when = f"{gone.user or 'somebody'} on {gone.timestamp:%Y-%m-%d}"
            return Step(page, there, State.REFUSED, f"deleted by {when}; ohbot does not make it anew")
        return Step(page, there, State.CREATE, "a new page", diff=_diff("", page.text))
    assert there.revision is not None
    found = there.revision
    if there.redirect or there.model not in (_CSS if page.part == _STYLES else "wikitext",):
        what = "a redirect" if there.redirect else f"of the content model {there.model}"
        return Step(page, there, State.REFUSED, f"the page is {what}; name another template under [pages] header")
    if found.sha1 == sha1_of(page.text):
        return Step(page, there, State.UNCHANGED, "as ohbot ships it")
    diff = _diff(found.text or "", page.text)
    title = page.title.removesuffix(PARTS[page.part])
    version = found.sha1 if found.text is None else version_of(found.text, name, title)
    if version in known_versions(page.part):
        return Step(page, there, State.PUBLISH, "an earlier version of ohbot's becomes the present one", diff)
    by = f"{found.user or 'somebody'} on {found.timestamp:%Y-%m-%d}"
    return Step(
        page,
        there,
        State.REFUSED,
        f"the text there is not ohbot's (last edited by {by}) and stays; 'ohbot wiki setup --dry-run' shows the "
        "difference. Take over there what you want, or undo the change on the wiki to have ohbot's again",
        diff,
    )


def steps(name: str, wiki: WikiAccess) -> list[Step]:
    """What a setup would do on the wiki with each page of the template called ``name``; nothing is written."""
    facts = wiki.site_facts()
    styled = may_be_styled(name, facts)
    pages = template_pages(name, facts, styled=styled)
    there = wiki.pages([page.title for page in pages], text=True)
    if styled and there[0].model != _CSS and not there[0].exists:  # the wiki wants its style sheets elsewhere
        pages, there = template_pages(name, facts, styled=False), there[1:]
    logs = (() if page.exists else wiki.log(page.title) for page in there)
    return [decide(page, now, log, name) for page, now, log in zip(pages, there, logs, strict=True)]


def set_up(
    archive: Archive, config: Config, name: str, wiki: WikiAccess, guard: Guard, *, dry_run: bool
) -> Iterator[tuple[Step, Outcome]]:
    """Install or update the template, page by page, and tell what became of each; a page needs those before it.

    Raises NotAllowed, before anything is written, where the account may not edit one of them.
    """
    todo = steps(name, wiki)
    language = wiki.site_facts().language
    if not dry_run:
        _require_rights(todo, wiki)
    lacking = ""
    for step in todo:
        summary = header_summary(archive, config, step.page.title, language=language)
        done = apart(partial(_saved, step, lacking, wiki, guard, summary, dry_run=dry_run))
        if isinstance(done, OhbotError):
            outcome = Outcome.of_error(step.page.part, step.page.title, done)
        else:
            outcome = Outcome(step.page.part, step.page.title, step.state, step.sentence)
            outcome = replace(outcome, revision=done, since=step.there.revision_id if done else None)
        if outcome.exit_code and not step.there.exists:
            lacking = lacking or step.page.title
        yield step, outcome
    if dry_run:  # who may not edit sees all that somebody else would have to save
        _require_rights(todo, wiki)


def _require_rights(todo: Sequence[Step], wiki: WikiAccess) -> None:
    wanted = [step.there for step in todo if step.state in (State.CREATE, State.PUBLISH)]
    for title, why in wiki.refusals(wanted).items():
        raise NotAllowed(
            f"{title}: the wiki does not let this account edit that ({why}); nothing is written. Ask for the right, "
            "or let somebody who has it save what 'ohbot wiki setup --dry-run' shows"
        )


def _saved(step: Step, lacking: str, wiki: WikiAccess, guard: Guard, summary: str, *, dry_run: bool) -> int | None:
    """The revision that the edit made, None where there was none; raises PageRefused where the page is left alone.

    ``lacking`` is a page that the later ones need, and which is not there.
    """
    if step.state is State.REFUSED:
        raise PageRefused(step.sentence)
    if step.state is State.UNCHANGED:
        return None
    if lacking:
        raise PageRefused(f"left as it is, since it needs {lacking}, which is not there")
    guard.require_no_bots_sign(step.there)
    if dry_run:
        return None
    if not guard.lets_edit():
        raise PageRefused(f"{step.page.title}: this run made its last edit; run it again for the rest")
    saved = wiki.save(step.page.title, step.page.text, base=step.there.revision_id, summary=summary)
    return saved.page.revision_id


def _diff(old: str, new: str) -> str:
    return "\n".join(unified_diff(old.splitlines(), new.splitlines(), "on the wiki", "ohbot's", lineterm="", n=2))
