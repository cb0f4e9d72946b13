"""Where people read a page, told without asking the wiki."""

import re
from urllib.parse import quote, urljoin, urlsplit

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
