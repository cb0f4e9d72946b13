"""A page's preview as one HTML file in which nothing runs and which asks nobody but the wiki.

What the wiki makes of the text stands in a frame of its own, so that neither its styles nor its markup reach the
rest; a content security policy forbids scripts, forms and every other host, whatever a session's text holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment

from ohbot.wiki.rendering import Rendering


@dataclass(frozen=True, slots=True)
class Preview:
    """What there is to show of a session: ``sentence`` says what a publish would do, or why there is no more.

    ``rendering`` is None where no wiki was asked: then ``view`` (see `ohbot.model.view`) is shown plainly.
    ``changes`` are the wiki's own rows of a difference (HTML), "" where nothing changes, None for a page that is
    not there yet.
    """

    name: str
    page: str
    sentence: str
    rendering: Rendering | None = None
    changes: str | None = None
    view: Mapping[str, Any] | None = None
    watched: bool = False


def policy(address: str | None) -> str:
    """The content security policy of a preview; ``address`` is one of the wiki, whose pictures may be shown."""
    parts = urlsplit(address or "")
    origin = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    inline = f"style-src 'unsafe-inline'; img-src data:{origin}; font-src data:{origin}"
    base = origin or " 'none'"
    return f"default-src 'none'; {inline}; form-action 'none'; base-uri{base}"


def as_html(preview: Preview, template: str) -> str:
    """The preview as HTML; ``template`` is the text of ``preview.html``."""
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    address = preview.rendering.address if preview.rendering else None
    seconds = 2  # after which a preview that is watched is loaded anew
    return environment.from_string(template).render(preview=preview, policy=policy(address), renewed_every=seconds)
