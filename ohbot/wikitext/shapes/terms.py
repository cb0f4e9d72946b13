"""Questions as terms of definition lists, which a colon ends."""

import re

from ohbot.model.enclosures import merged, shielded, sub_outside

_SHIELDED = re.compile(r"\[[^\[\]\s]*+:[^\[\]]*+\]|(?<!\w)(?i:https?)://(?=[\w%])|'''.*?'''")
_COLON = "&#58;"


def write_term(question: str) -> str:
    """A question as the term of a definition list, which a colon would end; ``read_term`` reads it back."""
    shields = merged([*shielded(question), *(found.span() for found in _SHIELDED.finditer(question))])
    return sub_outside(re.compile(":"), lambda _: _COLON, question, shields)


def read_term(term: str) -> str:
    """The question that a term shows."""
    return term.replace(_COLON, ":")
