"""The shapes of exchanges and messages: each module finds its items on a page, and says how new ones are written."""

from ohbot.wikitext.shapes import dialogue, headings, letters, lists
from ohbot.wikitext.shapes.form import Form

SHAPES: dict[str, Form] = {form.shape: form for form in (*lists.FORMS, headings.FORM, letters.FORM)}
"""The shapes in which new pages can be written, by their name in the configuration."""

__all__ = ["SHAPES", "Form", "dialogue", "headings", "letters", "lists"]
