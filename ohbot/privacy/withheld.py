"""Which lines of a transcript were for one person only, whatever reads it: messages with all their lines."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from ohbot.privacy import words
from ohbot.privacy.commands import COMMAND_LINE
from ohbot.privacy.heads import BULLET, NO_HEAD, STAMPED, Addressing, Audience, opening, stamp_mask
from ohbot.privacy.marks import CHANNEL, ONLY_YOU, PRIVATE_LINE, QUERY
from ohbot.recognise.stamps import STAMP

DIRECT, POSSIBLY = "direct message", "possibly private"
"""What is certain to be for one person only, and what may be."""

Stamps = Sequence[re.Match[str] | None]
_KINDS = {"one": DIRECT, "unknown": POSSIBLY}
_QUIET = re.compile(r"\s*(?:[|│]\s*)?")


def withheld(lines: Sequence[tuple[int, str]]) -> Mapping[int, str]:
    """The numbers of lines that only one person was to read, with the kind of each; blank lines are nobody's."""
    whole = f"\n{_LINE}".join(["", *[text for _, text in lines]])
    if not _SIGN_OR_HEAD.search(whole):
        return {}
    parts = [_of_heads(lines)]
    if _SIGN.search(whole):
        stamps = [STAMPED.match(text) for _, text in lines]
        parts += [_of_clients(lines, stamps), _of_queries(lines, stamps), _only_to_you(lines)]
    found: dict[int, str] = {}
    for part in parts:
        for number, kind in part:
            found.setdefault(number, kind)
    return {number: found[number] for number, text in lines if number in found and text.strip()}


@lru_cache(maxsize=2)
def addressing(lines: tuple[str, ...]) -> Addressing:
    """How the heads of a chat of these lines are written; what is withheld and what is read ask for the same."""
    return Addressing(lines)


def _of_heads(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Messages whose heads tell whom they are for, up to the next head."""
    chat = addressing(tuple([text for _, text in lines]))
    if chat.is_public:
        return
    heads = [chat.audience(text) for _, text in lines]
    begins = _beginnings(lines, heads, chat)
    kind: str | None = None
    for place, (number, text) in enumerate(lines):
        if heads[place] or text.startswith("<") or number in begins:
            kind = _KINDS.get(heads[place] or "")
        if kind:
            yield number, kind


def _beginnings(
    lines: Sequence[tuple[int, str]], heads: Sequence[Audience | None], chat: Addressing
) -> frozenset[int]:
    """The lines that begin a message where heads do not tell for whom: with a stamp like theirs, or a name known."""
    addressed = [text for (_, text), head in zip(lines, heads, strict=True) if head and head != "all"]
    ambiguous = [text for text in addressed if not chat.is_strict(text)]
    masks = {one[0].mask for text in ambiguous if (one := opening(text)) and one[0].mask}
    if chat.known and not masks:
        return frozenset()
    if masks:
        return frozenset(
            number for number, text in lines if (stamp := STAMPED.match(text)) and stamp_mask(stamp[0]) in masks
        )
    firsts = [(number, one[0].heads[0]) for number, text in lines if (one := opening(text))]
    names = Counter(name for _, name in firsts)
    return frozenset(number for number, name in firsts if names[name] > 1)


def _of_clients(lines: Sequence[tuple[int, str]], stamps: Stamps) -> Iterator[tuple[int, str]]:
    """What clients of IRC show of a talk outside of the channel, and commands on lines of their own."""
    # With a share of stamps like this a text is a log, where all else goes on with the line before.
    is_log = len(lines) - stamps.count(None) > 0.3 * sum(bool(text.strip()) for _, text in lines)
    private = False
    for (number, text), found in zip(lines, stamps, strict=True):
        stamp = found or (_SYSLOG.match(text) if is_log or text[:1].isupper() else None)
        body = text[stamp.end() :] if stamp else text
        if body and (body[0].isspace() or body[0] in "|│"):
            body = body[_QUIET.match(body).end() :]  # type: ignore[union-attr]  # it always matches
        # A line without a stamp may go on with the one before.
        if stamp or not text.strip() or not (is_log or text[0] in " \t"):
            private = body[:1] in "-*>[MPNCQmpncq" and PRIVATE_LINE.match(body) is not None
            private = private and (stamp is not None or body[0] in "-[M")
        if private or (is_log and not stamp and COMMAND_LINE.match(body)):
            yield number, DIRECT


_SYSLOG = re.compile(r"(?:[A-Z][a-z]{2} [ \d]\d |\d{4}-\d\d-\d\dT)\d\d:\d\d(?::\d\d)?\S*[ \t]+")


def _of_queries(lines: Sequence[tuple[int, str]], stamps: Stamps) -> Iterator[tuple[int, str]]:
    """Parts of a log that are a talk between two."""
    inside = False
    for (number, text), stamp in zip(lines, stamps, strict=True):
        at = stamp.end() if stamp else 0
        if text[at : at + 1] in "-*ISCY":  # with what the two begin
            inside = (inside and not CHANNEL.match(text, at)) or QUERY.match(text, at) is not None
        if inside:
            yield number, DIRECT


def _only_to_you(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Messages beside which a line tells that one person sees them.

    Programs set that line above the message's head, behind it or below the text; where nobody can tell which of
    two messages it belongs to, both are left out.
    """
    marks = {place for place, (_, text) in enumerate(lines) if ONLY_YOU.fullmatch(text.strip())}
    if not marks:
        return
    heads = _heads_of_blocks(lines)
    for mark in marks:
        before = max((head for head in heads if head < mark), default=0)
        after = next((place for place in range(mark + 1, len(lines)) if lines[place][1].strip()), len(lines))
        above = after in heads
        apart = mark > 0 and not lines[mark - 1][1].strip()
        begin = mark if above and (apart or mark - 1 in heads) else before
        end = min((head for head in heads if head > (after if above else mark)), default=len(lines))
        yield from ((number, DIRECT) for number, _ in lines[begin:end])


def _heads_of_blocks(lines: Sequence[tuple[int, str]]) -> frozenset[int]:
    """Where messages begin in a chat copied from a window: lines with a clock, or the name above a clock alone."""
    heads = set()
    for place, (_, text) in enumerate(lines):
        if not (clock := _CLOCK_IN.search(text)):
            continue
        alone = not text[: clock.start()].strip() and not text[clock.end() :].strip()
        named = place > 0 and bool(lines[place - 1][1].strip()) and not _CLOCK_IN.search(lines[place - 1][1])
        heads.add(place - 1 if alone and named and text[:1] in " \t" else place)
    return frozenset(heads)


_CLOCK_IN = re.compile(r"\b\d{1,2}[:.]\d{2}(?:\s?[AaPp]\.?\s?[Mm]\b\.?)?")


# --- what is looked for in all lines at once: in most texts no line has it


def _part(pattern: re.Pattern[str]) -> str:
    """The source of a pattern as a part of another one, without the names of its groups."""
    cased = "" if pattern.flags & re.IGNORECASE else "-"
    return f"(?{cased}i:{re.sub(r'[(][?]P<[a-z]+>', '(?:', pattern.pattern)})"


_LINE = "\x01"
"""Before each of the lines, which have no such sign; it is no blank, so nothing goes on from one line to the next."""
_PUBLIC = r"(?:-!-[ \t]++[^IS]|---[ \t]|-->[ \t]++[^\W\d]|\*(?:\*\*)?[ \t]++\w)"
"""How clients begin what happens in a channel; only queries begin as some of it does ("-!- Irssi: Starting")."""
_BEHIND_STAMP = (
    rf"(?!{_PUBLIC})"
    r"(?=\s*+[|│*>\[MPNCQISmpncq.,\\'\"`_/／-])"
    rf"(?:(?>{_QUIET.pattern})(?:{_part(PRIVATE_LINE)}|{_part(COMMAND_LINE)})|{_part(QUERY)})"
)
_SOME_HEAD = rf"(?![{re.escape(NO_HEAD)}])[^:：\t\n]*+(?::(?!\s|$)[^:：\t\n]*+)*+[:：\t]"
_FIRST = "".join({part.removeprefix("(?:")[0] for part in words.ONLY_YOU.split("|")})
_TO_YOU = rf"[^\w{_LINE}]*(?=(?i:[{_FIRST}]))(?i:{words.ONLY_YOU})"


def _in_some_line(behind: str, otherwise: str) -> re.Pattern[str]:
    """A pattern of lines that have something ``behind`` their stamp, or, without one, have something else."""
    stamped = f"(?>(?P<stamped>{_part(STAMPED)})|)(?(stamped){behind}|{otherwise})"
    return re.compile(f"{_LINE}(?:{stamped}|{_TO_YOU})", re.MULTILINE)


_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_LOGGED = (
    r"\[?(?:\d{4}-\d\d-\d\d"
    rf"|(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day )?\d\d {_MONTH}(?: \d{{4}})?|{_MONTH} \d\d)"
    r"(?:T|\]? \[?)\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z?\]?[ \t]++"
)
"""Stamps that logs are full of and ``STAMPED`` does not find, as ``STAMP`` does."""
_UNSTAMPED = f"(?>{_part(_SYSLOG)})?+{_BEHIND_STAMP}"
_SIGN = _in_some_line(_BEHIND_STAMP, _UNSTAMPED)
"""Whatever else than their heads tells of lines that they are for one person."""
_SIGN_OR_HEAD = _in_some_line(
    f"(?:{_BEHIND_STAMP}|{_SOME_HEAD})",
    # where somebody speaks in brackets, or a client tells something: no other head
    rf"(?!{_LOGGED}(?:[<=]|{_PUBLIC})|<|\*\*\*[ \t])"
    rf"(?:{_UNSTAMPED}|(?=[^:：\t\n]*+[:：\t])(?>{STAMP.pattern}|{BULLET.pattern}){_SOME_HEAD})",
)
"""The same, or what could be the head of a message."""
