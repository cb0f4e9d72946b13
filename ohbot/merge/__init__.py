"""Three-way merge of sessions, pure.

A session is a tree of facts, texts and series (``fields``). A fact merges as a whole, a text word by word, a series
part by part: ``align`` says which elements of the base live on in which elements of either side, ``order`` where each
part stands, and each part merges by the same rule as the whole. A split or joined element is a part of several
elements, a removed one a part of none, an added one a part that the base has none of.

Where the two sides changed different elements, none of that is needed: ``plain`` merges these first, prose by its
``blocks`` (a line; a template, table or tag with all its lines), so that nothing is moved and no block is torn.

What belongs together is told by likeness, which errs at times. So each result is looked over, phrase by phrase
(``astray``): where one would stand twice, or be gone though nobody removed it, all that holds it waits as it is on
either side.

A merge comes to one session for the page and the conflicts in it. The session for the file is the same with the
local values in the places of the conflicts. So all else can be written to both sides while conflicts wait. What only
the file knew of anything (metadata) the file's session holds too, whatever waits and whoever settles it (``left``).

While conflicts are open, the base of the next merge is the page as it was left, and in the places of the conflicts
what both sides came from (``agreed``). The file keeps those places as ``marks``, and the base is ``rebuilt`` of them
and two revisions of the page, whatever either side is edited to meanwhile. A conflict ends by itself where both sides
agree, where one side goes back to the base, or where the changed words no longer touch; else it stays open, whatever
is edited meanwhile, until it is ``settled``.

Laws (tested): ``merge(b, x, b)``, ``merge(b, b, x)`` and ``merge(b, x, x)`` are x; swapping the sides swaps the
conflicts and changes nothing else; no word that a side has is lost, except where a conflict holds it or the other
side removed it, and none is doubled, also where conflicts wait; no metadata is lost; merging what was written changes
nothing and finds the same conflicts.
"""

from ohbot.merge.agreed import agreed, marks, rebuilt
from ohbot.merge.blocks import blocks, parts
from ohbot.merge.common import common
from ohbot.merge.conflict import Choice, Conflict, Merged
from ohbot.merge.left import left_in
from ohbot.merge.metadata import carried
from ohbot.merge.plain import merge_lines
from ohbot.merge.records import from_plain, to_plain
from ohbot.merge.session import Decision, merge, settled
from ohbot.merge.words import merge_text

__all__ = [
    "Choice",
    "Conflict",
    "Decision",
    "Merged",
    "agreed",
    "blocks",
    "carried",
    "common",
    "from_plain",
    "left_in",
    "marks",
    "merge",
    "merge_lines",
    "merge_text",
    "parts",
    "rebuilt",
    "settled",
    "to_plain",
]
