"""People on a real wiki: what they do to pages while ohbot works, through an API client of its own."""

import json
import urllib.parse
import urllib.request
from collections.abc import Mapping
from datetime import datetime
from html import escape
from http.cookiejar import CookieJar
from typing import Any

from ohbot.sandbox import Sandbox, SandboxAccount
from ohbot.wiki.texts import sha1_of

DUMP = """\
<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">
<page><title>{title}</title><ns>0</ns><id>1</id><revision><id>1</id><timestamp>{time}</timestamp>
<contributor><username>{user}</username></contributor><comment>imported</comment>
<model>wikitext</model><format>text/x-wiki</format><text xml:space="preserve">{text}</text>
<sha1>{sha1}</sha1></revision></page>
</mediawiki>
"""
"""A dump with one revision; importing finds the namespace by the title."""


def _in_base_36(text: str) -> str:
    """The SHA-1 of a text as dumps have it; the wiki knows a revision that it has already by that."""
    number, digits = int(sha1_of(text), 16), ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits.rjust(31, "0")


class Client:
    """A logged-in account, as plain as can be: it shares nothing with the code under test."""

    def __init__(self, api: str, login: SandboxAccount) -> None:
        self._api = api
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)
        token = self.ask(action="query", meta="tokens", type="login")["query"]["tokens"]["logintoken"]
        answer = self.ask(action="login", lgname=login.name, lgpassword=login.password, lgtoken=token)
        assert answer["login"]["result"] == "Success", answer
        self._token = self.ask(action="query", meta="tokens")["query"]["tokens"]["csrftoken"]

    def ask(self, **parameters: object) -> dict[str, Any]:
        """One request."""
        sent = urllib.parse.urlencode({**parameters, "format": "json", "formatversion": 2}).encode()
        with self._opener.open(self._api, sent, timeout=30) as answer:
            data: dict[str, Any] = json.load(answer)
        return data

    def do(self, **parameters: object) -> dict[str, Any]:
        """One request that changes something and succeeds."""
        answer = self.ask(**parameters, token=self._token)
        assert "error" not in answer, answer
        return answer


class People:
    """A person who edits, and an administrator for the rest."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.person = Client(sandbox.api, sandbox.person)
        self.sysop = Client(sandbox.api, sandbox.sysop)

    def edit(self, title: str, text: str) -> int:
        """Replace a page's text, or create the page; return the revision."""
        answer = self.person.do(action="edit", title=title, text=text)["edit"]
        assert answer["result"] == "Success", answer
        return int(answer["newrevid"])

    def move(self, title: str, target: str, *, redirect: bool = True) -> None:
        """Move a page."""
        more = {} if redirect else {"noredirect": 1}
        self.sysop.do(action="move", **{"from": title, "to": target}, reason="moved", **more)

    def delete(self, title: str) -> None:
        """Delete a page."""
        self.sysop.do(action="delete", title=title, reason="deleted")

    def undelete(self, title: str) -> None:
        """Restore a page."""
        self.sysop.do(action="undelete", title=title, reason="restored")

    def protect(self, title: str) -> None:
        """Let administrators alone edit a page, or create it."""
        right = "edit" if "missing" not in self._page(title) else "create"
        self.sysop.do(action="protect", title=title, protections=f"{right}=sysop", reason="protected")

    def import_revision(self, title: str, text: str, *, user: str, timestamp: datetime) -> None:
        """Import a revision of a page, as a dump has it."""
        fields = {"title": title, "user": user, "text": text}
        escaped = {name: escape(value) for name, value in fields.items()}
        time = f"{timestamp:%Y-%m-%dT%H:%M:%SZ}"
        self._sandbox.maintenance("importDump", stdin=DUMP.format(**escaped, time=time, sha1=_in_base_36(text)))

    def import_pages(self, texts: Mapping[str, str], *, user: str, timestamp: datetime) -> None:
        """Import many new pages at once, as a dump has them."""
        time = f"{timestamp:%Y-%m-%dT%H:%M:%SZ}"
        whole = [
            DUMP.format(title=escape(title), user=escape(user), text=escape(text), time=time, sha1=_in_base_36(text))
            for title, text in texts.items()
        ]
        head = DUMP.partition("<page>")[0]
        pages = (dump.removeprefix(head).removesuffix("</mediawiki>\n") for dump in whole)
        self._sandbox.maintenance("importDump", stdin=f"{head}{''.join(pages)}</mediawiki>\n")

    def change_model(self, title: str, model: str, text: str | None = None) -> None:
        """Change a page's content model."""
        if text is not None:
            self.sysop.do(action="edit", title=title, text=text, contentmodel=model)
        else:
            self.sysop.do(action="changecontentmodel", title=title, model=model)

    def hide(self, revision: int) -> None:
        """Hide a revision's text, user and comment."""
        what = {"type": "revision", "ids": revision, "hide": "content|comment|user"}
        self.sysop.do(action="revisiondelete", **what)

    def read(self, title: str) -> str | None:
        """The newest text of a page, or None where there is none."""
        page = self._page(title)
        return page["revisions"][0]["slots"]["main"]["content"] if "revisions" in page else None

    def count(self, title: str) -> int:
        """How many revisions a page has."""
        query = {"prop": "revisions", "rvlimit": "max", "titles": title, "rvprop": "ids"}
        answer = self.sysop.ask(action="query", **query)
        return len(answer["query"]["pages"][0].get("revisions", ()))

    def _page(self, title: str) -> dict[str, Any]:
        query = {"prop": "revisions", "rvprop": "content", "rvslots": "main", "titles": title}
        page: dict[str, Any] = self.sysop.ask(action="query", **query)["query"]["pages"][0]
        return page
