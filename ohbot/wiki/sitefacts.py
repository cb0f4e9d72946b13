"""What a wiki says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ohbot.wiki import values
from ohbot.wiki.values import Json


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
        time=values.moment(general["time"]),
        extensions=frozenset(one["name"] for one in query["extensions"]),
        server=general["server"],
        article_path=general["articlepath"],
        namespaces={name.casefold(): number for name, number in names if name},
        max_bytes=general["maxarticlesize"],
        skin=next((one["code"] for one in query["skins"] if one.get("default")), ""),
        language=general["lang"],
    )
