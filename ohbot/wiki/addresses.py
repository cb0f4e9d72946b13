"""Where people read a page, told without asking the wiki."""

import re
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit

_WIKIMEDIA = re.compile(
    r"(^|\.)(wikipedia|wikimedia|wiktionary|wikidata|wikibooks|wikiquote|wikisource|wikinews|wikiversity|"
    r"wikivoyage|wikifunctions|mediawiki)\.org$"
)


def is_wikimedia(address: str) -> bool:
    """Whether an address is of one of Wikimedia's wikis."""
    return bool(_WIKIMEDIA.search(urlsplit(address).hostname or ""))


def page_address(api: str, title: str) -> str:
    """The address of a page of the wiki whose API is at ``api``.

    Wikimedia's wikis have ``/wiki/``; others are asked by ``index.php``, which stands beside every ``api.php``.
    """
    name = quote(title.replace(" ", "_"), safe="/:;@,!()*~'")
    return urljoin(api, f"/wiki/{name}" if is_wikimedia(api) else f"index.php?title={name}")


def difference_address(api: str, revision: int, *, since: int | None = None) -> str:
    """The address at which people see what a revision changed: since its parent, or since another revision."""
    return urljoin(api, f"index.php?diff={revision}" + (f"&oldid={since}" if since else ""))


def is_address(word: str) -> bool:
    """Whether a word is an address rather than a title."""
    return word.startswith(("http://", "https://"))


def title_at(address: str, api: str, article_path: str) -> str | None:
    """The title of the page that people read at an address; None where it is no page of the wiki with this API.

    ``article_path`` is the wiki's own pattern ("/wiki/$1"). The mobile site's addresses are the wiki's, too.
    """
    parts = urlsplit(address)
    if parts.netloc.replace(".m.", ".", 1) != urlsplit(api).netloc:
        return None
    named = parse_qs(parts.query).get("title")
    before, _, after = article_path.partition("$1")
    whole = f"{parts.path}?{parts.query}" if "?" in article_path else parts.path
    inside = whole.startswith(before) and whole.endswith(after) and len(whole) > len(before) + len(after)
    name = named[0] if named else unquote(whole[len(before) : len(whole) - len(after)]) if inside else ""
    return name.replace("_", " ").strip() or None
