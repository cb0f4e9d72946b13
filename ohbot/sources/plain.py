"""Plain text into wikitext, quickly: most lines of a chat hold nothing that needs an escape."""

import re

from ohbot.wikitext.escape import escape

_PROTOCOL = re.compile(
    ":(?:" + "|".join(f"(?<={end}:)" for end in "oin geo net lto rix ews ip ips sms tel urn mpp".split()) + ")",
    re.IGNORECASE,
)
"""The ends of the protocols that make links without slashes, looked for from their colon."""


def literal(text: str) -> str:
    """The same as ``escape(text)``; it looks first whether there may be anything to escape."""
    return escape(text) if _may_need_escape(text) else text


def _may_need_escape(text: str) -> bool:
    """Whether a text holds what an escape could be about; plain comparisons are much quicker than one pattern."""
    if text[:1] in "'*#:;=|!-" or "&" in text or "<" in text or "[" in text or "{" in text or "}" in text:
        return True
    if "''" in text or "~~" in text or "__" in text or "＿＿" in text or text[-1:] == "'" or "\n" in text:
        return True
    small = text.casefold().replace("ı", "i").replace("\u0307", "") if not text.isascii() else text.lower()
    if "rfc" in small or "pmid" in small or "isbn" in small:
        return True
    return ":" in text and _PROTOCOL.search(text) is not None
