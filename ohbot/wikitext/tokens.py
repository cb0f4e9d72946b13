"""The signs of wikitext that many modules look for."""

import re

GUARD = "<nowiki/>"
"""Says "the text begins here": what stands before it is a name, what stands behind it is none.

It shows nothing on the page, and it keeps the wiki from taking the text's first character for a list mark. ohbot
writes it only where a text would be misread without it, and reads it wherever it stands.
"""
GUARD_TAG = re.compile(r"<nowiki\s*/>")
"""The same in any spelling."""
MARKER = r"<!--T:[^<>/_\n]+?-->"
UNIT = re.compile(MARKER)
"""The marker of a unit of translation: mostly a number, but people give names, too."""
TRANSLATE = re.compile(r"</?translate(?:\s[^<>]*)?>", re.IGNORECASE)
