"""Questions as terms of definition lists, which a colon ends."""

import re
from itertools import pairwise

from ohbot.model.enclosures import merged, outside, shielded

_SHIELDED = re.compile(r"\[[^\[\]\s]*+:[^\[\]]*+\]|(?<!\w)(?i:https?)://(?=[\w%])|'''.*?'''")
_COLON = "&#58;"


def write_term(question: str) -> str:
    """A question as the term of a definition list, which a colon would end; ``read_term`` reads it back."""
    shields = sorted([*shielded(question), *(found.span() for found in _SHIELDED.finditer(question))])
    colons = [found.start() for found in outside(re.finditer(":", question), merged(shields))]
    pieces = [question[a + 1 : b] for a, b in pairwise([-1, *colons, len(question)])]
    return _COLON.join(pieces)


def read_term(term: str) -> str:
    """The question that a term shows."""
    return term.replace(_COLON, ":")
