"""Numbered lists, bullets and definition lists: a question in an item, its answers in what hangs on it."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from ohbot.recognise.questions import is_about
from ohbot.wikitext.layout import Layout
from ohbot.wikitext.rows import PageRow
from ohbot.wikitext.shapes.dialogue import is_marked, is_talk
from ohbot.wikitext.tokens import GUARD_TAG

_MARKS = ("#", "*", ";")

_SIGNUP = re.compile(r"(?:\[\[:?User:[^\]]*\]\]|\{\{[Uu](?:ser)?\|[^}]*\}\})\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Group:
    """A list item of the first depth and what hangs on it: rows ``first`` to ``end``, the answers' rows by index."""

    first: int
    end: int
    mark: str
    answers: tuple[int, ...]


def groups(layout: Layout, first: int, end: int, asking: Set[int]) -> list[Group]:
    """The list items of the first depth in some rows, with the answers that hang on them or stand below them.

    Paragraphs that are known to be ``asking`` answer none of them.
    """
    found = list(_items(layout, first, end))
    whole: dict[int, Group] = {}
    for mark in "#*":
        run = [group for group in found if group.mark == mark and not layout.rows[group.first].is_guarded]
        with_texts = list(_with_texts(layout, found, run, end, asking))
        followed = sum(bool(group.answers) for group in with_texts)
        hanging = sum(is_answered(layout, group) for group in run)
        if layout.transcript:
            below = not layout.labelled and sum(layout.rows[group.first].asks for group in run) * 2 >= len(run)
        else:
            below = followed > 1 and followed * 2 >= len(run)
        if below and followed > 2 * hanging:
            whole |= {group.first: group for group in with_texts}
    inside = {i for group in whole.values() for i in range(group.first + 1, group.end)}
    return [whole.get(group.first, group) for group in found if group.first not in inside]


def _with_texts(layout: Layout, found: list[Group], run: list[Group], end: int, asking: Set[int]) -> Iterator[Group]:
    """The groups of a list with the paragraphs as their answers that stand before the next item.

    In a transcript these may have lists of another kind between them.
    """
    rows = layout.rows
    stops = dict(pairwise([*(group.first for group in (run if layout.transcript else found)), end]))
    for group in run:
        stop = stops[group.first]
        if layout.transcript:
            texts = layout.answers(group.first + 1, stop)
        else:
            ends = (i for i in range(group.end, stop) if i in asking or rows[i].ends_items or rows[i].label == "Q")
            # what is only indented is as what is not
            kinds = (
                i
                for i in range(group.end, stop)
                if rows[i].kind in ("enclosed", "message") or rows[i].mark.strip(":")
            )
            stop = min(next(ends, stop), next(kinds, stop))
            below = [i for i in range(group.end, stop) if rows[i].kind in ("text", "list") and not rows[i].is_picture]
            texts = [*group.answers, *below] if below else []
        yield replace(group, end=texts[-1] + 1, answers=tuple(texts)) if texts else group


def _items(layout: Layout, first: int, end: int) -> Iterator[Group]:
    rows, stop = layout.rows, first
    for at in range(first, end):
        mark = rows[at].mark
        if at < stop or rows[at].kind != "list" or mark not in _MARKS:
            continue
        answers: list[int] = []
        stop = at + 1
        for i in range(stop, end):
            row = rows[i]
            if row.kind == "list" and (_hangs_on(mark, row.mark) or (i == stop and _replies(rows, i, end, mark))):
                answers.append(i)
                stop = i + 1
            elif row.ends_items or (row.kind not in ("blank", "furniture") and not row.is_picture):
                break
        yield Group(at, stop, mark, tuple(answers))


def _hangs_on(mark: str, other: str) -> bool:
    """Whether a list item with the other mark belongs to the one above it that has this mark."""
    return (len(other) > 1 and other.startswith(mark)) or (other[0] == ":" and mark == ";")


def _replies(rows: list[PageRow], index: int, end: int, mark: str) -> bool:
    """Whether a list item of another kind, right below, is a reply with a slip in its mark, and no new question."""
    other = rows[index].mark
    if len(other) > 1 or other == ":":
        return True
    if other in (mark, ";") or (rows[index].asks and not GUARD_TAG.search(rows[index].text)):
        return False
    below = rows[index + 1] if index + 1 < end else None
    return below is None or below.kind != "list" or not _hangs_on(other, below.mark)


def accepted(layout: Layout, found: list[Group], under: str) -> set[int]:
    """The first rows of the groups that are exchanges; lists are judged whole, mark by mark, and by their heading."""
    result: set[int] = set()
    for mark in _MARKS:
        run = [group for group in found if group.mark == mark]
        telling = list(_telling(layout, run))
        if _is_exchange_list(layout, mark, telling, under):
            result |= {group.first for group in telling}
        guarded = {group.first for group in run if layout.rows[group.first].is_guarded}
        layout.note(guarded, "question", True, "guard", "its text begins with <nowiki/>")
        result |= guarded
    return result


def _telling(layout: Layout, found: list[Group]) -> Iterator[Group]:
    """The groups of those lists, parted by blank lines or text, that ask or answer.

    Signed threads do not count, nor does a talk, or a list below a guard.
    """
    lists: list[list[Group]] = []
    for group in found:
        if is_marked(layout, group.first):
            layout.note([group.first], "question", False, "guard", "<nowiki/> says that it begins with a name")
            continue
        if lists and lists[-1][-1].end == group.first:
            lists[-1].append(group)
        else:
            lists.append([group])
    for one in lists:
        firsts = [group.first for group in one]
        rows = [layout.rows[i] for i in firsts]
        answered = sum(is_answered(layout, group) for group in one)
        if firsts[0] and layout.rows[firsts[0] - 1].is_lone_guard:
            why = "guard", "<nowiki/> alone above the list"
        elif layout.transcript and any(layout.speaker(row, row.at) for row in rows):
            why = "talk", "a list in which somebody speaks"
        elif answered * 2 < len(one) and is_talk(layout, firsts):
            why = "talk", "half of the list begin with names, one comes again"
        elif not answered and not any(row.asks for row in rows):
            why = "plain list", f"0 of {len(one)} ask, 0 answered"
        elif (signed := sum(map(_is_signed, rows))) * 2 > len(one):
            why = "signed list", f"{signed} of {len(one)} signed; more than half bar it"
        else:
            yield from one
            continue
        layout.note(firsts, "question", False, *why)


def _is_signed(row: PageRow) -> bool:
    """Whether somebody put a name to an item, or as an item; replies are signed below anything."""
    return row.is_signed or (_SIGNUP.match(row.content) is not None and not row.asks)


def _is_exchange_list(layout: Layout, mark: str, found: list[Group], under: str) -> bool:
    if not found:
        return False
    about = is_about(under)
    asking = sum(layout.rows[group.first].asks for group in found)
    answered = [group for group in found if is_answered(layout, group)]
    counts = f"{asking} of {len(found)} ask, {len(answered)} answered"
    title = under.rstrip(" =")
    # answers that are indented rather than listed: nobody writes agendas so
    indented = sum(
        any(layout.rows[i].mark.endswith(":") for i in group.answers)
        or (not group.answers and len(layout.rows[group.first].parts) > 1)
        for group in answered
    )
    if about is False:
        sure = sum(layout.rows[group.first].asks for group in answered)
        counts += f", {sure} both; half both are needed under {title!r}"
        holds = sure * 2 >= len(found)
    elif not answered:
        counts += "; more than half are needed to ask"
        holds = asking * 2 > len(found)
    elif mark == "#" and indented * 2 >= len(answered):
        counts += ", some indented"
        holds = True
    else:
        announced = about is True and mark != ";"
        telling = sum(layout.rows[group.first].asks or is_answered(layout, group) for group in found)
        needed = f"; a third of the answered are needed to ask, and half to ask or be answered, {telling} do"
        counts += f"; {title!r} says so" if announced else needed
        holds = announced or (asking * 3 >= len(answered) and telling * 2 >= len(found))
    layout.note((group.first for group in found), "question", holds, "list of questions", counts)
    return holds


def is_answered(layout: Layout, group: Group) -> bool:
    """Whether something hangs on the item, or its line goes on behind a break."""
    return bool(group.answers) or len(layout.rows[group.first].asking_parts) > 1
