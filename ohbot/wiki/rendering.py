"""What a wiki makes of a text: the page's HTML, and what its skin puts around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

Attributes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rendering:
    """A text as the wiki shows it, for a file of its own.

    ``html`` is the content, ``heading`` the page's first heading (HTML), ``language`` and ``direction`` those of the
    wiki, ``html_class`` and ``body_class`` what its styles look for; ``styles`` are the style sheets' texts, and
    ``address`` is what links and pictures are relative to.
    """

    html: str
    heading: str
    address: str
    language: str = ""
    direction: str = "ltr"
    html_class: str = ""
    body_class: str = ""
    styles: tuple[str, ...] = ()


class HtmlHead(HTMLParser):
    """The parts of a page's head that a preview needs; its scripts, which hold the account's tokens, are left out."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.html: Attributes = {}
        self.body: Attributes = {}
        self.sheets: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is looked for."""
        found = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.html = found
        elif tag == "body":
            self.body = found
        elif tag == "link" and found.get("rel") == "stylesheet" and found.get("href"):
            self.sheets.append(found["href"])

    def addresses(self, api: str) -> list[str]:
        """The addresses of the style sheets that the wiki itself serves; ``api`` is the address of its API."""
        found = (urljoin(api, sheet) for sheet in self.sheets)
        return [address for address in found if urlsplit(address)[:2] == urlsplit(api)[:2]]
