"""How exchanges are laid out: the shapes of new pages, and what others differ in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ohbot.wikitext.speakers import BOLD, PLAIN, NameStyle


@dataclass(frozen=True, slots=True)
class Form:
    """How exchanges are laid out; each part is the wikitext that stands there.

    ``lead`` and ``close`` are around the question, ``joints`` before the first and the later paragraphs of the
    answers, ``label`` before the first of them. ``opening`` is the tag that each text is translated in, or name and
    text where it is ``named_inside``. ``gap`` is how many blank lines part two exchanges of a new page, ``names`` are
    links that show a speaker's name.
    """

    shape: str
    lead: str
    close: str
    joints: tuple[str, str]
    label: str = ""
    opening: str = ""
    named_inside: bool = False
    style: NameStyle = PLAIN
    gap: int = 0
    names: Mapping[str, str] = field(default_factory=dict)
    is_list: bool = True
    """Whether a paragraph has to stay in one line."""


SHAPES: dict[str, Form] = {
    form.shape: form
    for form in (
        Form("numbered", "# ", "", ("\n#: ", "\n#: ")),
        Form("bullets", "* ", "", ("\n** ", "\n** ")),
        Form("definitions", "; ", "", ("\n: ", "\n: ")),
        Form("headings", "=== ", " ===", ("\n", "\n\n"), style=BOLD, gap=1, is_list=False),
        Form("letters", "'''Q:''' ", "", ("\n\n", "\n\n"), label="'''A:''' ", gap=1, is_list=False),
    )
}
"""The shapes in which new pages can be written, by their name in the configuration."""

FORMS: dict[str, Form] = {
    **SHAPES,
    "paragraphs": Form("paragraphs", "'''", "'''", ("\n\n", "\n\n"), gap=1, is_list=False),
}
"""All shapes: what is added to a page that has exchanges takes their shape."""

OWN_FORMS: dict[str, Form] = {name: form if form.is_list else SHAPES["numbered"] for name, form in FORMS.items()}
"""The form that carries every exchange, for each shape: a list, which takes in nothing of what follows."""
