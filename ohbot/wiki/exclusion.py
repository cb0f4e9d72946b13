"""The custom by which people keep bots away from a page: {{bots}}, {{nobots}} and {{in use}}."""

import re

_NOT_LIVE = re.compile(r"<!--.*?-->|<(nowiki|pre)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{\s*(?:template\s*:)?\s*([^{}|]+?)\s*(?:\|([^{}]*))?\}\}", re.IGNORECASE)

_BUSY = ("in use", "inuse")


def may_edit(text: str, account: str) -> bool:
    """Whether the templates of a page's text let this account edit it (Template:Bots).

    Of several parameters the first counts, as in pywikibot.
    """
    live = _NOT_LIVE.sub("", text)
    found = ((one[1].replace("_", " ").split(), one[2]) for one in _TEMPLATE.finditer(live))
    templates = ((" ".join(words).casefold(), rest) for words, rest in found)
    return all(name not in _BUSY and _allows(name, rest, account) for name, rest in templates)


def _allows(name: str, rest: str | None, account: str) -> bool:
    """Whether one template lets the account edit; ``rest`` is what stands behind its first bar."""
    key, is_named, value = (rest or "").split("|")[0].partition("=")
    names = {part.strip() for part in (value if is_named else key).split(",")}
    named = bool(names & {"all", account})
    match name, key.strip() if is_named else "":
        case "nobots", _:
            return rest is not None and not is_named and not named
        case "bots", "allow":
            return named or names == {""}
        case "bots", "deny":
            return not named
    return True
