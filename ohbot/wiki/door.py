"""The wiki as ohbot sees it: pages and revisions in, one safe save out."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urljoin

from ohbot.errors import PageMoved, PageRefused
from ohbot.model import Account, LogEvent, Page, Revision, Saved, Scope
from ohbot.model.text import as_stored
from ohbot.wiki import values
from ohbot.wiki.addresses import is_address, title_at
from ohbot.wiki.api import Api
from ohbot.wiki.faults import Fault, Means
from ohbot.wiki.rendering import HtmlHead, Rendering
from ohbot.wiki.texts import check_title, is_transformed, sha1_of, summary_of
from ohbot.wiki.values import Json, SiteFacts

_LOG = logging.getLogger("ohbot.wiki")
_META = "ids|timestamp|flags|slotsha1|contentmodel|user|comment"
_PAGE = {"prop": "info|revisions|pageprops", "ppprop": "translate-is-translation"}


def listed(things: Iterable[object]) -> str:
    """Things as the API takes a list."""
    return "|".join(map(str, things))


@dataclass(frozen=True, slots=True)
class Edit:
    """One save as asked for."""

    title: str
    text: str
    base: int | None
    summary: str
    page_id: int | None
    tags: tuple[str, ...] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        """The API's parameters: the wiki never creates where there is a base, and never edits where there is none.

        Without ``basetimestamp``, with which it would not see a conflict with an edit of the same account.
        """
        place = {"title": self.title} if self.page_id is None else {"pageid": self.page_id}
        guard = {"createonly": 1} if self.base is None else {"nocreate": 1, "baserevid": self.base}
        always = {"text": self.text, "summary": self.summary, "notminor": 1, "watchlist": "nochange"}
        tags = {"tags": listed(self.tags)} if self.tags else {}
        return {"action": "edit", **place, **guard, **always, **tags}


class Wiki:
    """A wiki behind its API. Use it as a context manager, or `close` it.

    Every method may raise WikiAway (try later) and NotAllowed (login, rights, a block). ``scope`` are the pages that
    it saves, None for all; ``tags`` the change tags that edits get where the wiki lets the account set them.
    """

    def __init__(
        self,
        api: Api,
        *,
        closing: Callable[[], None] = lambda: None,
        scope: Scope | None = None,
        tags: tuple[str, ...] = (),
    ) -> None:
        self._api = api
        self._closing = closing
        self._scope = scope
        self._tags = tags
        self._facts: SiteFacts | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the connection and remove what it kept on disk; doing so twice does no harm."""
        closing, self._closing = self._closing, lambda: None
        closing()

    @property
    def address(self) -> str:
        """The API's address."""
        return self._api.address

    @property
    def requests(self) -> int:
        """How many requests were sent so far."""
        return self._api.requests

    # Reading

    def pages(self, titles: Sequence[str] = (), *, ids: Sequence[int] = (), text: bool = False) -> tuple[Page, ...]:
        """The pages in the order asked, titles before ids, with their newest revision (and its text if asked).

        A page that is not there has no id; an id that is not there has no title either. A redirect is not
        followed. A title may be the address at which people read the page. Raises PageRefused for a title that this
        wiki cannot have.
        """
        return tuple(self._pages([check_title(self._title(word)) for word in titles], ids, text))

    def _title(self, word: str) -> str:
        """The title that a word is, or that an address leads to."""
        if not is_address(word):
            return word
        title = title_at(word, self.address, self.site_facts().article_path)
        if title is None:
            raise PageRefused(f"{word}: this is no address of a page of {self.address}; name the page by its title")
        return title

    def _pages(self, titles: Sequence[str], ids: Sequence[int], text: bool) -> Iterator[Page]:
        query = {**_PAGE, **_revision_parameters(text)}
        for some in self._api.slices(titles):
            batch = next(self._api.batches({**query, "titles": listed(some)}))
            found = {data.get("title"): data for data in batch.pages}
            yield from (_page(found.get(batch.renamed.get(title, title)), title) for title in some)
        for lot in self._api.slices(ids):
            batch = next(self._api.batches({**query, "pageids": listed(lot)}))
            by_id = {data.get("pageid"): data for data in batch.pages}
            yield from (values.page(by_id.get(page_id, {"missing": True})) for page_id in lot)

    def listing(self, prefix: str) -> Iterator[Page]:
        """Every page whose title begins with the prefix, by title, with its newest revision but no text."""
        namespace, rest = self._split(prefix.replace("_", " "))
        query = {"generator": "allpages", "gapnamespace": namespace, "gapprefix": rest, "gaplimit": "max"}
        for batch in self._api.batches({**_PAGE, **_revision_parameters(False), **query}, page=prefix):
            pages = (values.listed(data, lambda: "Translate" in self.site_facts().extensions) for data in batch.pages)
            yield from sorted(pages, key=lambda page: page.title)

    def _split(self, title: str) -> tuple[int, str]:
        """Namespace number and the rest of a title."""
        name, colon, rest = title.partition(":")
        number = self.site_facts().namespaces.get(name.strip().casefold()) if colon else None
        return (0, title) if number is None else (number, rest.lstrip())

    def revisions(self, ids: Iterable[int], *, text: bool = True) -> Iterator[Revision]:
        """The revisions in the order asked; one that the wiki does not have (or has deleted) is left out."""
        for some in self._api.slices(list(dict.fromkeys(ids))):
            found = dict(self._revisions(some, text))
            yield from (found[one][1] for one in some if one in found)

    def _revisions(self, ids: Sequence[int], text: bool) -> Iterator[tuple[int, tuple[Page, Revision]]]:
        """Revisions by id, each with its page."""
        parameters = {"prop": "revisions", "revids": listed(ids), **_revision_parameters(text)}
        for batch in self._api.batches(parameters):
            for data in batch.pages:
                page = values.page({**data, "revisions": ()})
                yield from ((one["revid"], (page, values.revision(one))) for one in data.get("revisions", ()))

    def history(self, page_id: int) -> Iterator[Revision]:
        """The revisions of a page by their time, newest first, without text; asked for as far as they are taken."""
        query = {"action": "query", "prop": "revisions", "pageids": page_id, "rvlimit": "max"}
        going: Json | None = {}
        while going is not None:
            answer = self._api.ask({**query, **_revision_parameters(False), **going}, page=f"page {page_id}")
            yield from map(values.revision, answer["query"]["pages"][0].get("revisions", ()))
            going = answer.get("continue")

    def is_under(self, title: str, prefix: str) -> bool:
        """Whether a page of this title, as the wiki writes it, is in `listing` of the prefix."""
        (space, rest), (wanted, start) = self._split(title), self._split(prefix.replace("_", " "))
        return space == wanted and (rest.startswith(start) or _large(rest).startswith(_large(start)))

    def is_same(self, title: str, other: str) -> bool:
        """Whether two titles name one page."""
        (space, name), (wanted, rest) = self._split(check_title(title)), self._split(check_title(other))
        return space == wanted and _large(name) == _large(rest)

    def log(self, title: str) -> tuple[LogEvent, ...]:
        """What happened to the page as a whole (moves, deletions, restorations, protections), newest first."""
        title = check_title(title)
        asked = "title|type|user|comment|timestamp|details"
        query = {"list": "logevents", "letitle": title, "lelimit": "max", "leprop": asked}
        entries = (
            data for batch in self._api.batches(query, page=title) for data in batch.answer.get("logevents", ())
        )
        return tuple(event for data in entries if (event := values.event(data)))

    def bots(self, names: Iterable[str]) -> frozenset[str]:
        """Those of some accounts that are bots."""
        asked = {"list": "users", "usprop": "groups"}
        lots = self._api.slices(sorted(set(names)))
        batches = (batch for lot in lots for batch in self._api.batches({**asked, "ususers": listed(lot)}))
        found = (one for batch in batches for one in batch.answer.get("users", ()))
        return frozenset(one["name"] for one in found if "bot" in one.get("groups", ()))

    def account(self) -> Account:
        """Who is logged in. Raises NotAllowed, before any request, where there are no credentials."""
        return self._api.login().account

    def refusals(self, pages: Iterable[Page]) -> dict[str, str]:
        """Why the wiki would not take an edit of a page from this account, by title; where it would, none."""
        found: dict[str, str] = {}
        for page in pages:
            actions = "edit" if page.exists else "edit|create"
            asked = {"action": "query", "prop": "info", "titles": page.title, "intestactions": actions}
            answer = self._api.ask({**asked, "intestactionsdetail": "full"}, page=page.title)
            per_action = answer["query"]["pages"][0].get("actions", {}).values()
            if reasons := [one.get("text", one["code"]) for errors in per_action for one in errors]:
                found[page.title] = " ".join(reasons[0].split()).rstrip(".")
        return found

    def tags_refused(self) -> tuple[str, ...]:
        """Those of the change tags that the wiki does not let this account set."""
        if not self._tags or "applychangetags" not in self.account().rights:
            return self._tags
        query = {"list": "tags", "tgprop": "source", "tglimit": "max"}
        found = (tag for batch in self._api.batches(query) for tag in batch.answer.get("tags", ()))
        defined = {tag["name"] for tag in found if "manual" in tag["source"]}
        return tuple(tag for tag in self._tags if tag not in defined)

    @property
    def spacing(self) -> float:
        """The seconds between two edits of the account."""
        return self._api.spacing(self.account())

    def edit_limit(self) -> float | None:
        """How many edits a minute this account may make; None where nothing limits them."""
        asked = self._api.ask({"action": "query", "meta": "userinfo", "uiprop": "ratelimits"})
        kinds = (asked["query"]["userinfo"].get("ratelimits") or {}).get("edit", {})
        return min((60 * one["hits"] / one["seconds"] for one in kinds.values() if one["seconds"]), default=None)

    def site_facts(self) -> SiteFacts:
        """What the wiki says of itself; asked once."""
        if self._facts is None:
            parts = "general|namespaces|namespacealiases|extensions|skins"
            asked = {"action": "query", "meta": "siteinfo", "siprop": parts}
            self._facts = values.site_facts(self._api.ask(asked)["query"])
        return self._facts

    def url(self, title: str) -> str:
        """The address at which people read the page."""
        facts = self.site_facts()
        name = quote(check_title(title).replace(" ", "_"), safe="/:;@,!()*~'")
        return urljoin(self._api.address, facts.server) + facts.article_path.replace("$1", name)

    # What the wiki would make of a text

    def rendered(self, text: str, title: str) -> Rendering:
        """The text on that page as the wiki's own parser and skin show it; a style sheet that fails is left out."""
        asked = {"prop": "text|headhtml|displaytitle", "useskin": self.site_facts().skin, "pst": 1}
        asked |= {**_parse_request(text, check_title(title)), "disablelimitreport": 1, "disableeditsection": 1}
        parsed = self._api.ask(asked, page=check_title(title))["parse"]
        head = HtmlHead(parsed["headhtml"])
        return Rendering(
            html=str(parsed["text"]),
            heading=str(parsed.get("displaytitle", "")),
            address=self.url(title),
            language=head.html.get("lang", ""),
            direction=head.html.get("dir", "ltr"),
            html_class=head.html.get("class", ""),
            body_class=head.body.get("class", ""),
            styles=tuple(filter(None, map(self._api.style, head.addresses(self.address)))),
        )

    def compare(self, base: int, text: str) -> str:
        """The wiki's own diff (rows of an HTML table) from a revision to a text; empty where they are equal."""
        to = {"toslots": "main", "totext-main": as_stored(text), "tocontentmodel-main": "wikitext"}
        answer = self._api.ask({"action": "compare", "fromrev": base, **to}, page=f"revision {base}")
        return str(answer["compare"]["body"])

    # Writing

    def save(self, title: str, text: str, *, base: int | None, summary: str, page_id: int | None = None) -> Saved:
        """Save a text on top of the revision ``base``, or create the page where that is None.

        A page with ``page_id`` is saved wherever it was moved to. Never overwrites: raises PageMoved where the
        page is not what it was at ``base`` and the wiki cannot merge the two (somebody edited it, this account
        from elsewhere included; it was created, deleted), and PageRefused where the wiki will not have this edit, the
        page is none of those in scope, or the wiki would sign the text.
        Where the wiki merged the edit with somebody's, or expanded something in it, `Saved.text` is what is stored.
        """
        title = check_title(title)
        if self._scope and not self._scope.holds(title, self):
            raise PageRefused(self._scope.refusal(title))
        edit = Edit(title, as_stored(text), base, summary_of(summary), page_id)
        login = self._api.login()
        self._require_unsigned(edit)
        answer = self._api.persist(self._attempt(edit, login.started), page=edit.title)
        if isinstance(answer, Saved):
            return answer
        saved = self._outcome(edit, answer)
        _LOG.info("saved as revision %s", saved.page.revision_id, extra={"page": saved.page.title})
        return saved

    def _attempt(self, edit: Edit, started: str) -> Callable[[], Json | Saved]:
        """An operation that sends the edit and may be repeated: after a lost reply it looks before it sends."""
        is_unsure = False

        def attempt() -> Json | Saved:
            nonlocal is_unsure
            if is_unsure and (saved := self._arrived(edit)):
                return saved
            try:
                answer = self._sent(edit, started)
            except Fault as fault:
                is_unsure = is_unsure or fault.means is Means.UNSURE
                raise
            if answer.get("result") == "Success":
                return answer
            if "captcha" in answer:
                raise Fault("captcha")
            raise Fault(str(answer.get("code", "unknown")), str(answer.get("info", answer.get("warning", ""))))

        return attempt

    def _sent(self, edit: Edit, started: str) -> Json:
        """What the wiki answers to an edit; a tag that the account may not set is left out, now and later."""
        edit = replace(edit, tags=self._tags)
        try:
            answer: Json = self._api.call({**edit.parameters, "starttimestamp": started}, edit=True)
        except Fault as fault:
            if not edit.tags or not fault.is_of_tags:
                raise
            refused = fault.data.get("disallowedtags") or edit.tags
            self._tags = tuple(tag for tag in edit.tags if tag not in refused)
            _LOG.warning("%s does not let this account set the change tag %s", self.address, ", ".join(refused))
            return self._sent(edit, started)
        return dict(answer["edit"])

    def _require_unsigned(self, edit: Edit) -> None:
        """Raise PageRefused where the wiki would sign for the account: whoever is linked beside would be notified."""
        if "~~~" not in edit.text:
            return
        stored = self._api.persist(lambda: self._expanded(edit), page=edit.title)
        if stored.count("~~~") < edit.text.count("~~~"):
            raise PageRefused(
                f"{edit.title}: the text has ~~~~, with which the wiki would sign as this account and notify whoever "
                "is linked beside; write a name and a date in its place, or <nowiki>~~~~</nowiki>"
            )

    def _arrived(self, edit: Edit) -> Saved | None:
        """What a lost edit did: None where the page is as before; PageMoved where it is neither that nor ours."""
        place = {"titles": edit.title} if edit.page_id is None else {"pageids": edit.page_id}
        answer = self._api.call({"action": "query", **_PAGE, **_revision_parameters(False), **place})
        page = values.page(answer["query"]["pages"][0])
        if page.revision_id == edit.base:
            return None
        text = self._expanded(edit)
        if page.revision is None or page.revision.sha1 != sha1_of(text):
            raise PageMoved(f"{edit.title}: the page changed while it was saved; run ohbot again")
        return Saved(page=replace(page, revision=replace(page.revision, text=text)), text=text, changed=True)

    def _expanded(self, edit: Edit) -> str:
        """The text of an edit as the wiki stores it (but a signature's time is another one by now)."""
        if not is_transformed(edit.text):
            return edit.text
        return as_stored(self._api.call(_parse_request(edit.text, edit.title) | {"onlypst": 1})["parse"]["text"])

    def _outcome(self, edit: Edit, answer: Json) -> Saved:
        """What a save that the wiki took has led to; asks again only where the stored text may differ."""
        is_changed = not answer.get("nochange")
        if is_changed and answer["oldrevid"] == (edit.base or 0) and not is_transformed(edit.text):
            number, parent, time = (answer[key] for key in ("newrevid", "oldrevid", "newtimestamp"))
            who = self.account().name
            made = Revision(
                number, parent, values.moment(time), sha1_of(edit.text), who, edit.summary, text=edit.text
            )
            return Saved(page=Page(answer["title"], answer["pageid"], made), text=edit.text, changed=True)
        if is_changed:
            found = dict(self._revisions([answer["newrevid"]], True))
            page, revision = found.get(answer["newrevid"], (Page(answer["title"]), None))
            page = replace(page, revision=revision)
        else:  # it made no revision: the newest one
            (page,) = self.pages(ids=[answer["pageid"]], text=True)
        if page.text is None:
            raise PageMoved(f"{edit.title}: the page changed right after it was saved; run ohbot again")
        return Saved(page=page, text=page.text, changed=is_changed)


def _large(name: str) -> str:
    """A name as most wikis write it, with a large first letter."""
    return name[:1].upper() + name[1:]


def _parse_request(text: str, title: str) -> dict[str, Any]:
    """What to ask for what the wiki's parser makes of a text."""
    return {"action": "parse", "title": title, "text": as_stored(text), "contentmodel": "wikitext"}


def _revision_parameters(text: bool) -> dict[str, str]:
    """What to ask of each revision."""
    return {"rvprop": f"{_META}|content" if text else _META, "rvslots": "main"}


def _page(data: Json | None, title: str) -> Page:
    """The page asked for by title; PageRefused where this wiki cannot have it."""
    if data is None or data.get("ns", 0) < 0 or "special" in data:
        raise PageRefused(f"{title}: this is no page of the wiki itself; choose another title")
    if data.get("invalid"):
        why = data.get("invalidreason", {})
        reason = why.get("text", "") if isinstance(why, dict) else str(why)
        raise PageRefused(f"{title}: the wiki cannot have such a page ({reason.rstrip('.')}); choose another title")
    return values.page(data)
