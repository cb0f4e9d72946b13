"""The shapes of exchanges and messages: each module finds its items on a page, and says how new ones are written."""

from ohbot.wikitext.shapes import dialogue, headings, letters, lists, paragraphs
from ohbot.wikitext.shapes.form import Form

SHAPES: dict[str, Form] = {form.shape: form for form in (*lists.FORMS, headings.FORM, letters.FORM)}
"""The shapes in which new pages can be written, by their name in the configuration."""

FORMS: dict[str, Form] = {**SHAPES, paragraphs.FORM.shape: paragraphs.FORM}
"""All shapes: what is added to a page that has exchanges takes their shape."""

OWN_FORMS: dict[str, Form] = {name: form if form.is_list else SHAPES["numbered"] for name, form in FORMS.items()}
"""The form that carries every exchange, for each shape: a list, which takes in nothing of what follows."""

__all__ = ["FORMS", "OWN_FORMS", "SHAPES", "Form", "dialogue", "headings", "letters", "lists", "paragraphs"]
