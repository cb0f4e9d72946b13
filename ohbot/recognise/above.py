"""Documents whose messages have a head above them: a line of name and time, or a time on a line of its own."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ohbot.model.counting import counted
from ohbot.recognise.heads import (
    ChatLayout,
    Head,
    LinePart,
    TextLine,
    alone,
    boxed_with_time,
    is_speaker,
    named,
    named_with_time,
    only_stamp,
    without_bullet,
)
from ohbot.recognise.stamps import Moment, Stamp, are_recorded

_NO_STAMP = Moment()
_FIRST_ROWS = 14
"""Behind so many lines the first message should have begun."""

_BADGES = frozenset(("APP", "BOT", "SYSTEM", "SERVER"))
"""What a chat shows between the name of a program and the time."""


def names_and_times(rows: Sequence[TextLine]) -> ChatLayout | None:
    """The reading of a document by its lines of name and time; None where it has none."""
    found = {
        place: head
        for place, row in enumerate(rows)
        if (head := named_with_time(text := without_bullet(row.text)) or (boxed_with_time(text) if text else None))
    }
    counts = Counter(head.speaker for head in found.values())
    shapes = Counter(head.shape for head in found.values())
    heads = {
        place: head
        for place, head in found.items()
        if _is_usual(head.shape, shapes)
        and is_speaker(head.speaker or "", form="marked" if counts[head.speaker] > 1 else "bold")
    }
    if not heads:
        return None
    roles: dict[int, Head | LinePart] = {rows[place].number: head for place, head in heads.items()}
    first = min(heads)
    for place, row in enumerate(rows):
        if place > first and place not in heads and (stamp := only_stamp(row.text)):
            roles[row.number] = Head("say", None, "", stamp.moment, "a time alone", same=True)
        elif place in heads and _is_listed_above(rows[max(0, place - 2) : place], heads[place].speaker):
            roles[rows[place - 2].number] = roles[rows[place - 1].number] = LinePart()
    timed = are_recorded([head.stamp for head in heads.values()])
    return ChatLayout(
        "names and times",
        _certainty(heads, rows, sum(isinstance(role, LinePart) for role in roles.values())),
        roles,
        f"name and time in {len(heads)} of {counted(len(rows), 'line')}, {counted(len(counts), 'name')}",
        recorded=timed,
    )


def _is_listed_above(rows: Sequence[TextLine], who: str | None) -> bool:
    """Whether two lines tell the same as the head below them: the name, and a time without words."""
    return len(rows) == 2 and rows[0].text.strip() == who and not any(map(str.isalpha, rows[1].text))


def _is_usual(shape: str, shapes: Counter[str]) -> bool:
    """Whether heads of a document are set so: nearly as often as in the usual way, and not once beside others."""
    count, most = shapes[shape], max(shapes.values())
    return not shape or (count * 4 >= most and (count > 1 or most < 3))


def _certainty(heads: dict[int, Head], rows: Sequence[TextLine], parts: int) -> float:
    """How surely lines are heads: there are some, each with text, and their names come again.

    ``parts`` of the lines only tell what the heads tell.
    """
    places = sorted(heads)
    good = sum(bool(heads[place].text) or (place + 1 < len(rows) and place + 1 not in heads) for place in places)
    if len(places) == 1 and heads[places[0]].stamp.day:
        return 0.3  # a title and its day look so, too
    names = {head.speaker for head in heads.values()}
    share = good * 4 / (len(rows) - parts)
    again = len(names) * 2 <= good + 2 or all(head.form == "name and time in brackets" for head in heads.values())
    if places[0] > _FIRST_ROWS or good * 10 < len(places) * 7:
        return 0.0
    if len(places) == 1:
        return 0.3  # a title has a time, too
    return 0.9 if good > 1 and share >= 1 and again else min(0.6 if places[0] == 0 and again else 0.5, share / 2)


def times_alone(rows: Sequence[TextLine]) -> ChatLayout | None:
    """The reading of a document in which times stand on lines of their own.

    The name stands above the time, once or twice, or before a colon below it, or nobody is named: then a short line
    above a time that has text above itself is the heading of a chapter.
    """
    times = {place: stamp for place, row in enumerate(rows) if (stamp := only_stamp(row.text))}
    dated = [place for place, stamp in times.items() if stamp.moment.day]
    if dated == [min(times, default=-1)] and len(times) > 1:
        del times[dated[0]]  # the day of the whole talk
    if not times:
        return None
    above, behind, below = _above(rows, times), _behind(rows, times), _below(rows, times)
    names, after = Counter(above.values()), Counter(behind.values())
    again, again_after = (sum(count for count in some.values() if count > 1) for some in (names, after))
    timed = sum(place + 1 in below for place in times)
    if len(below) > 1 and timed * 2 >= len(times) and timed * 2 >= len(above) and timed > again:
        return _named_below(rows, times, below)
    if again_after * 2 >= len(times) and again_after > again and all(map(is_speaker, after)):
        heads = {place + 1: Head("say", name, "", _NO_STAMP, "a name below a time") for place, name in behind.items()}
        return _named_below(rows, times, heads)
    known = [name for name in above.values() if is_speaker(name, again=names[name] > 1)]
    only_names = len(known) == len(above) and (len(known) * 4 >= len(times) * 3 or not _recorded(times))
    if known and (again * 2 >= len(above) or only_names):
        return _named_above(rows, times, above)
    return _chapters(rows, times)


def _above(rows: Sequence[TextLine], times: dict[int, Stamp]) -> dict[int, str]:
    """What may be the name above each time, by the time's place: a short line that is not all the text of another."""
    found = {}
    for place in times:
        name = alone(rows[place - 1].text) if place and place - 1 not in times and not rows[place].gap else None
        if name and (place - 2 not in times or rows[place - 1].gap):
            found[place] = name
    return found


def _behind(rows: Sequence[TextLine], times: dict[int, Stamp]) -> dict[int, str]:
    """What may be the name below each time, by the time's place: a short line with text below."""
    whole = ((place, place + 1, place + 2) for place in times if place + 2 < len(rows))
    return {
        place: name
        for place, one, other in whole
        if one not in times and other not in times and not rows[other].gap and (name := alone(rows[one].text))
    }


def _below(rows: Sequence[TextLine], times: dict[int, Stamp]) -> dict[int, Head]:
    """The names before colons: right below times alone, where nothing stands behind these colons."""
    found = {place: head for place, row in enumerate(rows) if place not in times and (head := named(row.text))}
    right_below = {place + 1: found[place + 1] for place in times if place + 1 in found}
    if right_below and not any(head.text for head in right_below.values()):
        found = right_below
    counts = Counter(head.speaker for head in found.values())
    return {
        place: head for place, head in found.items() if is_speaker(head.speaker or "", again=counts[head.speaker] > 1)
    }


def _named_below(rows: Sequence[TextLine], times: dict[int, Stamp], below: dict[int, Head]) -> ChatLayout:
    """Times above parts of a talk, in which names stand before colons: the first message below has the time."""
    roles: dict[int, Head | LinePart] = {}
    stamp = Moment()
    for place, row in enumerate(rows):
        if place in times:
            roles[row.number], stamp = _part(row, times[place]), times[place].moment
        elif place in below:
            roles[row.number] = below[place]._replace(stamp=stamp, form="a name before a colon, below a time")
            stamp = Moment()
    evidence = f"{counted(len(times), 'time')} on lines of their own, {counted(len(below), 'line')} with a name below"
    first = min(min(times), min(below)) <= _FIRST_ROWS
    certainty = 0.85 if first and len(below) * 3 >= len(rows) - min(times) - len(times) else 0.5
    if len(times) == 1 and not _recorded(times):
        certainty = 0.3  # the time of the whole talk
    return ChatLayout("times alone, names below", certainty, roles, evidence, recorded=_recorded(times))


def _named_above(rows: Sequence[TextLine], times: dict[int, Stamp], above: dict[int, str]) -> ChatLayout:
    """Times with a name right above, which may stand there twice, or in full above a username."""
    roles: dict[int, Head | LinePart] = {}
    twice = _twice(rows, above)
    for place, stamp in times.items():
        name, number = above.get(place), rows[place].number
        if name is None:
            roles[number] = Head("say", None, "", stamp.moment, "a time alone", same=True)
            continue
        roles[number] = _part(rows[place], stamp)
        if place in twice:
            roles[rows[place - 1].number] = LinePart("badge" if name in _BADGES else "")
            name = twice[place]
        first = rows[place - (2 if place in twice else 1)]
        roles[first.number] = Head("say", name, "", stamp.moment, "a name above a time")
    certainty = (0.9 if len(above) > 1 else 0.6) if min(above) <= _FIRST_ROWS + 2 else 0.3
    evidence = f"a name above {len(above)} of {counted(len(times), 'time')}"
    return ChatLayout("times alone, names above", certainty, roles, evidence, recorded=_recorded(times))


def _part(row: TextLine, stamp: Stamp) -> LinePart:
    """The line of a time alone, which may tell more: the sign of somebody's status, that the message was read."""
    return LinePart("beside a time" if stamp.end < len(row.text.strip(" \t—–")) else "")


def _twice(rows: Sequence[TextLine], above: dict[int, str]) -> dict[int, str]:
    """The full names above the names above times, by the time's place: the same one above each, or above a badge."""
    badges = {place for place, name in above.items() if name in _BADGES}
    full = {
        place: name
        for place in above
        if place > 1
        and not rows[place - 1].gap
        and (name := alone(rows[place - 2].text))
        and (rows[place - 2].gap or place in badges)
    }
    pairs = {(above[place], name) for place, name in full.items()}
    return (
        full
        if len(full) == len(above) and len(pairs) == len({name for name, _ in pairs}) < len(above)
        else {place: name for place, name in full.items() if name == above[place] or place in badges}
    )


def _chapters(rows: Sequence[TextLine], times: dict[int, Stamp]) -> ChatLayout | None:
    """Times and text, and the headings of chapters above some times."""
    seconds = [stamp.moment.seconds for stamp in times.values()]
    grows = all(one <= other for one, other in pairwise(seconds))
    if len(times) < 2 or not grows or not _recorded(times):
        return None
    roles: dict[int, Head | LinePart] = {}
    texts = [
        place
        for place in times
        if place - 1 not in times or times[place - 1].moment.seconds != times[place].moment.seconds
    ]
    for place in times:
        number, moment = rows[place].number, times[place].moment
        roles[number] = Head("say", None, "", moment, "a time alone") if place in texts else LinePart()
    chapters = [
        place - 1 for place in texts if place and place - 2 not in times and _is_chapter(rows[place - 1].text)
    ]
    for place in chapters if len(chapters) <= len(texts) / 2 + 1 else ():
        roles[rows[place].number] = Head(
            "heading", None, rows[place].text.strip(), _NO_STAMP, "a chapter above a time"
        )
    certainty = 0.85 if min(times) <= 3 and len(times) * 5 >= len(rows) else 0.4
    evidence = f"{counted(len(times), 'time')} on lines of their own, which grow"
    return ChatLayout("times alone, nobody named", certainty, roles, evidence, recorded=True, pieces=True)


def _is_chapter(text: str) -> bool:
    return len(text) <= 80 and not text.rstrip().endswith((".", "!", "?", ",", "…"))


def _recorded(times: dict[int, Stamp]) -> bool:
    return are_recorded([stamp.moment for stamp in times.values()])
