"""How exchanges are laid out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ohbot.wikitext.speakers import PLAIN, Style


@dataclass(frozen=True, slots=True)
class Form:
    """How exchanges are laid out; each part is the wikitext that stands there.

    ``lead`` and ``close`` are around the question, ``joints`` before the first and the later paragraphs of the
    answers, ``label`` before the first of them, ``opening`` and ``closing`` around each text, or around name and text
    where it is ``named_inside``; ``gap`` is how many blank lines part two exchanges. ``names`` are links that show a
    speaker's name.
    """

    shape: str
    lead: str
    close: str
    joints: tuple[str, str]
    label: str = ""
    opening: str = ""
    closing: str = ""
    named_inside: bool = False
    style: Style = PLAIN
    gap: int = 0
    names: Mapping[str, str] = field(default_factory=dict)
    is_list: bool = True
    """Whether a paragraph has to stay in one line."""
