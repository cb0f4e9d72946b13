"""From the API's JSON (``formatversion=2``) to values, mostly those of `ohbot.model`: pure functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

from ohbot.model import WIKITEXT, Account, LogEvent, Page, Revision

Json: TypeAlias = Mapping[str, Any]

KINDS: Mapping[tuple[str, str], Literal["move", "delete", "restore", "protect"]] = {
    ("move", "move"): "move",
    ("move", "move_redir"): "move",
    ("delete", "delete"): "delete",
    ("delete", "delete_redir"): "delete",
    ("delete", "restore"): "restore",
    ("protect", "protect"): "protect",
    ("protect", "modify"): "protect",
}
"""The log entries that concern a page as a whole, by the log's type and action."""


def page(data: Json) -> Page:
    """A page; its newest revision too where the answer has one."""
    model = data.get("contentmodel", WIKITEXT)
    if data.get("missing"):
        return Page(data.get("title", ""), model=model)
    newest = next(iter(data.get("revisions", ())), None)
    return Page(
        title=data["title"],
        page_id=data["pageid"],
        revision=revision(newest) if newest else None,
        redirect=bool(data.get("redirect")),
        translation="translate-is-translation" in data.get("pageprops", {}),
        model=model,
        language=data.get("pagelanguage", ""),
    )


def listed(data: Json, translates: Callable[[], bool]) -> Page:
    """A page of a listing; ``translates`` tells, where it is asked, whether the wiki has the Translate extension.

    That has its translations say what they are since 2023; before, a name that ends with the page's language told.
    """
    found = page(data)
    is_named_so = found.language and found.title.endswith(f"/{found.language}")
    return replace(found, translation=found.translation or bool(is_named_so and translates()))


def revision(data: Json) -> Revision:
    """A revision; None for whatever the wiki hides, and for a text that is no wikitext.

    What is hidden is not copied, even where this account might see it.
    """
    main = data.get("slots", {}).get("main", {})
    is_wikitext = main.get("contentmodel", WIKITEXT) == WIKITEXT
    return Revision(
        id=data["revid"],
        parent=data.get("parentid", 0),
        timestamp=moment(data["timestamp"]),
        sha1=None if main.get("sha1hidden") else main.get("sha1"),
        user=None if data.get("userhidden") else data.get("user"),
        comment=None if data.get("commenthidden") else data.get("comment"),
        text=main.get("content") if is_wikitext and not main.get("texthidden") else None,
        minor=bool(data.get("minor")),
    )


def event(data: Json) -> LogEvent | None:
    """A log entry, or None for one that is not about the page as a whole."""
    kind = KINDS.get((data["type"], data.get("action", "")))
    if kind is None:
        return None
    return LogEvent(
        kind=kind,
        title=data.get("title", ""),
        timestamp=moment(data["timestamp"]),
        user=data.get("user"),
        comment=data.get("comment"),
        target=data.get("params", {}).get("target_title"),
    )


def account(data: Json) -> Account:
    """The account of ``meta=userinfo``; ``blocked`` tells by whom and why."""
    by = ": ".join(filter(None, (data.get("blockedby"), data.get("blockreason"))))
    whole = "blockid" in data and not data.get("blockpartial")
    return Account(
        name=data["name"],
        groups=frozenset(data.get("groups", ())),
        rights=frozenset(data.get("rights", ())),
        blocked=by or "no reason given" if whole else None,
    )


def moment(stamp: str) -> datetime:
    """A time of the API, aware and in UTC."""
    return datetime.fromisoformat(stamp)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the wiki says of itself; ``time`` is its clock (UTC) when it was asked.

    ``namespaces`` maps every name of a namespace, in lower case, to its number; ``max_bytes`` is the largest
    text, ``skin`` the one that readers see by default, ``language`` the code of the wiki's own.
    """

    name: str
    generator: str
    time: datetime
    extensions: frozenset[str]
    server: str
    article_path: str
    namespaces: Mapping[str, int]
    max_bytes: int
    skin: str
    language: str = "en"


def site_facts(query: Json) -> SiteFacts:
    """The values of ``meta=siteinfo``."""
    general = query["general"]
    spaces = query["namespaces"].values()
    names = [(space.get(key, ""), space["id"]) for space in spaces for key in ("name", "canonical")]
    names += [(alias["alias"], alias["id"]) for alias in query["namespacealiases"]]
    return SiteFacts(
        name=general["sitename"],
        generator=general["generator"],
        time=moment(general["time"]),
        extensions=frozenset(one["name"] for one in query["extensions"]),
        server=general["server"],
        article_path=general["articlepath"],
        namespaces={name.casefold(): number for name, number in names if name},
        max_bytes=general["maxarticlesize"],
        skin=next((one["code"] for one in query["skins"] if one.get("default")), ""),
        language=general["lang"],
    )
