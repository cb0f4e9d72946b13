"""The lens: ``get`` reads a page's text as a session, ``put`` writes a session onto a text, ``create`` onto none.

Its laws, for every text ``t`` and session ``s``, where ``~`` is equality but for what the wiki itself rewrites and
for what shows the same (``normal``):

GetPut           ``put(get(t, prior=p), t) == t``, for any prior ``p``
PutGet           ``get(put(s, t), prior=s) ~ s``
CreateGet        ``get(create(s)) ~ s``, without a prior
Locality         ``get(t', prior=s)`` differs from ``get(t, prior=s)`` in the items whose lines differ, in no other
smallest change  what ``put`` changes lies inside the lines of what changed in the session

``put`` and ``create`` check on their own result that it reads back as the session it was meant to be, and refuse
to return any other.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence, Set

from ohbot.errors import PageRefused
from ohbot.model import FACTS, Exchange, Item, Prose, Session
from ohbot.wikitext.accord import in_accord, tells
from ohbot.wikitext.forms import Precaution
from ohbot.wikitext.page import ParsedPage, read
from ohbot.wikitext.sentences import fact_difference, items_difference
from ohbot.wikitext.splice import edited
from ohbot.wikitext.texts import key, normal, trimmed
from ohbot.wikitext.translatable import translatable
from ohbot.wikitext.units import broken, remarked
from ohbot.wikitext.writing import Writing


class LensError(PageRefused):
    """A text that would not read back as the session it was meant to show; ``text`` is kept for a report."""

    def __init__(self, sentence: str, text: str) -> None:
        """``text`` is the wikitext that was not to be published."""
        super().__init__(sentence)
        self.text = text


def get(text: str, *, prior: Session | None = None) -> Session:
    """The session that a page shows.

    ``prior`` is the session as it was before, or as a file has it: lines that show an item of it are read as that
    item, lists that hold some go on in their way, and only what is new is judged by its look. Facts that the page
    does not show are absent. Raises InputError for characters that no page can hold.
    """
    return _shown(read(text, prior))


def _shown(page: ParsedPage) -> Session:
    return Session(body=page.items, **page.facts)


def put(session: Session, text: str, *, unasked: Set[str] = frozenset()) -> str:
    """The text changed, and changed as little as possible, to show the session.

    A header that does not tell the facts ``unasked`` is not made to. Raises LensError where the result would not
    read back as the session.
    """
    return _put(session, text, "numbered", None, unasked)


def create(
    session: Session, *, shape: str = "numbered", before: str = "", after: str = "", translate: bool = False
) -> str:
    """A new page that shows the session in a shape, between what a page skeleton puts before and after it.

    What these say in words is part of the session, at its beginning and its end. With ``translate`` it comes in units
    for the Translate extension. Raises LensError where the result would not read back as the session.
    """
    at, text = len(before), before + after
    if any(node.start < at < node.end for node in read(text).nodes):
        before += "\n" * (not before.endswith("\n"))
        at, text = len(before), f"{before}{PARTING}{after}"
    made = _put(session, text, shape, at)
    return in_units(made) if translate else made


PARTED = "-"
PARTING = f"== {PARTED} ==\n"
"""Stands, until a body is there, where prose before and after it would be one."""


def in_units(text: str) -> str:
    """A new page's text made one that translators can work with.

    Where that would read otherwise, what stands in the way is left without units.
    """
    page = read(text)
    for lists, blocks in ((True, True), (True, False), (False, True)):
        result = translatable(page, lists=lists, blocks=blocks)
        shown = read(result)
        if items_difference(page.items, shown.items) is None and shown.facts == page.facts:
            return _whole(result, page, shown)
    return text


def check(session: Session, text: str) -> str | None:
    """What stands in the way of reading this text as the session, in a sentence; None where it reads back."""
    return _difference(normal(session), read(text, session))


def same(one: Session, other: Session) -> bool:
    """Whether two sessions show the same on a page; what only a file knows does not count."""
    return [key(item) for item in normal(one).body] == [key(item) for item in normal(other).body] and all(
        getattr(one, fact) == getattr(other, fact) for fact in FACTS
    )


def _put(session: Session, text: str, shape: str, at: int | None, unasked: Set[str] = frozenset()) -> str:
    prior = session if at is None else None
    page = read(text, prior)
    wanted = normal(session if prior is None else in_accord(_shown(page), session), like=page.items)
    ways = _WAYS_OF_NEW_PAGES if prior is None else _WAYS
    tries: Counter[int] = Counter()
    while True:
        precautions = {index: ways[tried - 1] for index, tried in tries.items()}
        body = Writing(page, wanted.body, shape, at, precautions).text()
        there = page if body == page.text else read(body, prior and wanted, like=page)
        facts = there.header.edits(wanted, there.facts, unasked) if there.header else ()
        result = remarked(page.text, edited(body, facts))
        shown = read(result, prior and wanted, like=page)
        problem = _difference(wanted, shown, unasked)
        if problem is None:
            return _whole(result, page, shown)
        groups = ([i for i in group if tries[i] < len(ways)] for group in _misread(wanted.body, shown.items))
        misread = next(filter(None, groups), None)
        if misread is None:
            raise LensError(f"the page would not say what the session says: {problem}", result)
        tries.update(misread)


_WAYS = (Precaution.OWN_FORM, Precaution.OWN_FORM | Precaution.GUARD_ALL)
"""What is done, one after the other, for an item that a page would not say."""
_WAYS_OF_NEW_PAGES = (Precaution.GUARD, Precaution.GUARD_ALL, Precaution.OWN_FORM | Precaution.GUARD_ALL)
"""The same for a new page, which everybody has to read so, with no session to tell how."""


def _whole(text: str, old: ParsedPage, new: ParsedPage) -> str:
    """The text, if no translation markup is broken in it that was not broken before."""
    flaw = broken(old.source, new.source)
    if flaw:
        raise LensError(f"the page's translation markup would break: there would be {flaw}", text)
    return text


def _misread(wanted: Sequence[Item], read: Sequence[Item]) -> tuple[list[int], list[int]]:
    """The indices of the items that need a guard, those first that do not read back at all, and are no prose.

    Where a question does, but with more behind it, it has taken in the prose that follows: that is guarded first.
    """
    ours, theirs = [key(item) for item in wanted], [key(item) for item in read]
    lost = Counter(ours) - Counter(theirs)
    missing = [i for i, item in enumerate(ours) if item in lost]
    asked = Counter(item.question for item in ours if isinstance(item, Exchange))
    sizes: dict[str, list[int]] = defaultdict(list)
    for item in theirs:
        if isinstance(item, Exchange):
            sizes[item.question].append(_size(item))
    whole = [(i, item, sizes[item.question]) for i in missing if isinstance(item := ours[i], Exchange)]
    takers = {i for i, item, read_as in whole if len(read_as) >= asked[item.question] and max(read_as) > _size(item)}
    found = [i for i in missing if i not in takers and (i - 1 in takers or not isinstance(ours[i], Prose))]
    return found, missing


def _size(item: Exchange) -> int:
    return sum(len(answer.text) for answer in item.answers)


def _difference(wanted: Session, page: ParsedPage, unasked: Set[str] = frozenset()) -> str | None:
    difference = items_difference(wanted.body, page.items)
    if difference and items_difference(list(map(trimmed, wanted.body)), page.items):
        return difference
    for name, fact in page.header.facts.items() if page.header else ():
        meant = getattr(wanted, name)
        same = (meant or None) == (fact.value or None) or (not fact.value and name in unasked)
        if not same and not (name == "start" and tells(name, fact.value, meant)):
            return fact_difference(name, meant, fact.value)
    return None
