"""Plain text into wikitext, quickly: most lines of a chat hold nothing that needs an escape."""

import re

from ohbot.wikitext.escape import escape

_SIGNS = re.compile(r"[&<\[{}]")
_PAIRS = re.compile(r"~~|__|＿＿|''|'$|\n")
_START = re.compile(r"['*#:;=|!-]")
_MAGIC = re.compile(r"[RrPpIiİı][FfMmSsſ][CcIiİıBb]")
_PROTOCOL = re.compile(
    ":(?:" + "|".join(f"(?<={end}:)" for end in "oin geo net lto rix ews ip ips sms tel urn mpp".split()) + ")",
    re.IGNORECASE,
)
"""The ends of the protocols that make links without slashes; each search here begins with a set of characters."""


def literal(text: str) -> str:
    """The same as ``escape(text)``; it looks first whether there may be anything to escape."""
    risky = (
        _SIGNS.search(text)
        or _START.match(text)
        or _PAIRS.search(text)
        or _MAGIC.search(text)
        or (":" in text and _PROTOCOL.search(text))
    )
    return escape(text) if risky else text
