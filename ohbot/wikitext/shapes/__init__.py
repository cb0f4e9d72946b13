"""The shapes of exchanges and messages: where they are on a page, module by module, and how new ones are written."""

from ohbot.wikitext.shapes.form import FORMS, OWN_FORMS, SHAPES, Form

__all__ = ["FORMS", "OWN_FORMS", "SHAPES", "Form"]
