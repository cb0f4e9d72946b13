"""Chats without stamps and brackets: ``nick: text``, bold nicks in Markdown, a nick's line above its text."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from ohbot.recognise.chatline import happened
from ohbot.recognise.names import Evidence, judge
from ohbot.recognise.stamps import STAMP, Moment
from ohbot.sources.base import Line, Options, Reading, Source
from ohbot.sources.clients import apply_conventions
from ohbot.sources.entries import Chat, Entry
from ohbot.sources.sessions import reading

_NICK = r"(?P<nick>[^\s:<>*\"“#/.,;!?(\[-](?:[^:<>*\n\"“/]{0,38}?[^\s:<>*\"“/])?)"
_COLON = re.compile(rf"(?:[@+%~&]?{_NICK}|\[(?P<boxed>[^\[\]:<>]{{1,40}})\])[ \t]?:(?:[ \t]+(?P<text>.*)|$)")
_BOLD_ANGLE = re.compile(
    r"(?:[-*] )?(?P<q>\*\*|__)\\?<[@+%~&]?(?P<nick>[^<>\n]{1,80}?)\\?>(?P=q):?[ \t]*(?P<text>.*)"
)
_BOLD_COLON = re.compile(
    r"(?:[-*] )?(?P<q>\*\*|__)[@+%~&]?(?P<nick>[^*_:<>\n](?:[^*:<>\n]{0,58}[^*:<>\s])?)(?::(?P=q)|(?P=q):)"
    r"(?:[ \t]+|$)(?P<text>.*)"
)
_HEADING = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<title>\S.{0,300}?)(?:[ \t]+#+)?[ \t]*$")
_FRONT = re.compile(r"(?P<key>[A-Za-z_]+):[ \t]*(?P<value>.*)")
_NICK_LINE = re.compile(r"[@+%~&]?(?P<nick>[^\s:<>*\"“#](?:[^:<>\n\"“]{0,38}[^\s:<>\"“.,;!?…])?)[ \t]*$")
_TIMED_LINE = re.compile(
    r"[@+%~&]?(?P<nick>[^\s:<>*\"“#\[(][^:<>\n\"“\[]{0,58}?)(?:[ ]{2,}|\t[ ]*|[ ]+[—–-][ ]+|,?[ ]*(?=[\[(]))"
    r"(?:(?:[Tt]oday|[Yy]esterday) at )?(?P<stamp>[\[(]?[\dA-Z].{3,40})$"
)


def _is_nick(nick: str, *, again: bool = True) -> bool:
    return judge(Evidence(nick, dialogue=True, again=again, facts=True)).is_name


class _Builder:
    """Adds messages, the lines that go on with them, and prose, each in linear time."""

    def __init__(self, options: Options) -> None:
        self.chat = Chat(zone=options.timezone)
        self._texts: list[tuple[int, str]] = []
        self._open: Entry | None = None

    def say(self, number: int, nick: str, text: str, stamp: Moment = Moment()) -> None:  # noqa: B008 - it is frozen
        """Begin a message."""
        self.begin(Entry((), "say", "", nick, stamp), number, text)

    def begin(self, entry: Entry, number: int, text: str) -> None:
        """Begin an entry with its first line."""
        self.close()
        self._open, self._texts = entry, [(number, text.strip())]

    def more(self, number: int, text: str, *, gap: bool) -> None:
        """A line that belongs to what is open, or begins prose."""
        if self._open is None or (gap and self._open.kind != "prose") or self._open.kind == "heading":
            self.begin(Entry((), "prose", ""), number, text)
        else:
            self._texts.append((number, ("\n" if gap and self._open.kind == "prose" else "") + text.strip()))

    def close(self) -> None:
        """End what is open."""
        if self._open is not None:
            between = "\n" if self._open.kind == "prose" else " "
            text = between.join(text for _, text in self._texts).strip()
            self.chat.entries.append(self._open._replace(lines=tuple(n for n, _ in self._texts), text=text))
        self._open = None


def _told(lines: Sequence[Line]) -> Iterator[tuple[Line, bool]]:
    """The lines that are not blank, each with whether a blank one stands before it."""
    gap = True
    for line in lines:
        if line.text.strip():
            yield line, gap
        gap = not line.text.strip()


def _finish(builder: _Builder, lines: Sequence[Line], options: Options) -> Reading:
    builder.close()
    apply_conventions(builder.chat)
    return reading(builder.chat, lines, options)


def claims_colon(lines: Sequence[Line]) -> float:
    """How surely a text is a chat of ``nick: text`` lines: nearly all are, and the nicks come again and again."""
    told = [line.text for line, _ in _told(lines)]
    nicks = _nicks(told)
    again = sum(count for nick, count in nicks.items() if count > 1)
    return 0.65 * again / len(told) if again * 10 >= len(told) * 7 and len(nicks) > 1 else 0.0


def _nicks(texts: Iterable[str]) -> Counter[str]:
    """How often each nick speaks."""
    counts = Counter(said[0] for text in texts if (said := _said(text)))
    return Counter({nick: count for nick, count in counts.items() if _is_nick(nick, again=count > 1)})


def _said(text: str) -> tuple[str, str] | None:
    """What may be a nick, without the brackets that some programs set, and what it says."""
    found = _COLON.match(text)
    return (found["nick"] or found["boxed"], found["text"] or "") if found else None


def read_colon(lines: Sequence[Line], options: Options) -> Reading:
    """The session of a chat whose lines begin with a nick and a colon."""
    builder = _Builder(options)
    nicks = _nicks(line.text for line in lines)
    for line, gap in _told(lines):
        if (said := _said(line.text)) and said[0] in nicks:
            builder.say(line.number, *said)
        elif not _COLON.match(line.text) and happened(line.text):
            builder.begin(Entry((), "event", ""), line.number, re.sub(r"^(?:\*+|-+>?|<-+)\s+", "", line.text))
        else:
            builder.more(line.number, line.text, gap=gap)
    return _finish(builder, lines, options)


def claims_bold(lines: Sequence[Line]) -> float:
    """How surely a text is a chat in Markdown with bold nicks; in brackets they hardly are anything else."""
    told = [line.text for line, _ in _told(lines)]
    angles = sum(_BOLD_ANGLE.match(text) is not None for text in told)
    colons = Counter(found["nick"] for text in told if (found := _BOLD_COLON.match(text)))
    again = sum(count for count in colons.values() if count > 2)
    if angles > 2 and angles * 5 > len(told):
        return 0.9 + 0.08 * angles / len(told)
    return 0.75 * again / len(told) if again * 10 > len(told) * 7 else 0.0


def read_bold(lines: Sequence[Line], options: Options) -> Reading:
    """The session of a chat in Markdown; what stands around it are headings and prose."""
    builder = _Builder(options)
    body = _without_front_matter(lines, builder.chat)
    marks = [len(found["marks"]) for line in body if (found := _HEADING.fullmatch(line.text.strip()))]
    highest = min(marks, default=1)
    for line, gap in _told(body):
        stamp = STAMP.match(line.text)
        text = line.text[stamp.end() :] if stamp else line.text
        moment = _moment(stamp) if stamp else Moment()
        if found := _BOLD_ANGLE.match(text) or _BOLD_COLON.match(text):
            builder.say(line.number, found["nick"], found["text"], moment)
        elif heading := _HEADING.fullmatch(line.text.strip()):
            level = min(6, len(heading["marks"]) - highest + 2)
            builder.begin(Entry((), "heading", "", level=level), line.number, heading["title"])
        else:
            builder.more(line.number, line.text, gap=gap)
    return _finish(builder, lines, options)


def _without_front_matter(lines: Sequence[Line], chat: Chat) -> Sequence[Line]:
    """The lines behind the block of facts that site generators want; its title is the session's."""
    if not lines or lines[0].text.strip() != "---":
        return lines
    end = next((index for index, line in enumerate(lines[1:40], 1) if line.text.strip() == "---"), 0)
    for line in lines[: end + 1] if end else ():
        found = _FRONT.match(line.text)
        if found and found["key"] == "title":
            chat.title = found["value"].strip().strip("\"'") or None
            chat.kept.add(line.number)
        else:
            chat.dropped[line.number] = "front matter"
    return lines[end + 1 :] if end else lines


def _nick_lines(lines: Sequence[Line]) -> frozenset[str]:
    """The short lines that come again and again with text below: nicks above what they say."""
    told = list(_told(lines))
    heads: Counter[str] = Counter()
    for (line, gap), (_, gap_after) in pairwise(told):
        found = _NICK_LINE.match(line.text)
        if found and gap and not gap_after and _is_nick(found["nick"]):
            heads[line.text.strip()] += 1
    return frozenset(text for text, count in heads.items() if count > 1)


def claims_blocks(lines: Sequence[Line]) -> float:
    """How surely a text is a chat whose nicks stand on lines of their own above the texts."""
    heads, clocks = _timed_heads(lines)
    timed = [line.number in heads for line, _ in _told(lines) if line.number not in clocks]
    if timed and timed[0]:
        said = sum(one and not then for one, then in pairwise(timed))
        return 0.6 * said / sum(timed) if said * 10 >= sum(timed) * 8 else 0.0
    nicks = _nick_lines(lines)
    begins = [line.text.strip() for line, gap in _told(lines) if gap]
    # One nick alone may be a label, unless every paragraph begins with a line of one word.
    if nicks and not any(" " in text for text in begins):
        return 0.6
    known = sum(text in nicks for text in begins)
    return 0.6 * known / len(begins) if len(nicks) > 1 and known * 10 >= len(begins) * 6 else 0.0


def _timed(text: str) -> tuple[str, Moment] | None:
    """The nick and the stamp of a line that holds nothing else, as chats are copied from their windows."""
    found = _TIMED_LINE.match(text.rstrip())
    stamp = STAMP.fullmatch(found["stamp"]) if found else None
    if not found or not stamp or not _is_nick(nick := found["nick"].rstrip(" ,").removesuffix(" says")):
        return None
    return nick, _moment(stamp)


def _moment(stamp: re.Match[str]) -> Moment:
    return Moment(stamp["clock"], stamp["date"] or "", stamp["zone"] or "")


def read_blocks(lines: Sequence[Line], options: Options) -> Reading:
    """The session of a chat in which a line with a nick stands above the text of a message."""
    builder = _Builder(options)
    heads, clocks = _timed_heads(lines)
    if heads:
        _take_timed(builder, lines, heads, clocks)
    else:
        _take_untimed(builder, lines)
    return _finish(builder, lines, options)


def _timed_heads(lines: Sequence[Line]) -> tuple[dict[int, tuple[str, Moment]], frozenset[int]]:
    """The nicks with stamps that stand above messages, by line, and the lines that hold but a head's stamp."""
    heads = {line.number: found for line in lines if (found := _timed(line.text))}
    clocks = set()
    for (line, gap), (after, gap_after) in pairwise(_told(lines)):
        nick = _NICK_LINE.match(line.text) if gap and not gap_after else None
        stamp = STAMP.fullmatch(after.text.strip()) if nick else None
        if nick and stamp and _is_nick(nick["nick"]):
            heads[line.number] = nick["nick"], _moment(stamp)
            clocks.add(after.number)
    return heads, frozenset(clocks)


def _take_timed(
    builder: _Builder, lines: Sequence[Line], heads: Mapping[int, tuple[str, Moment]], clocks: Collection[int]
) -> None:
    """Where lines have nicks and stamps nothing else begins a message, but a stamp alone: the same nick goes on."""
    nick = ""
    for line, gap in _told(lines):
        if found := heads.get(line.number):
            nick = found[0]
            builder.say(line.number, nick, "", found[1])
        elif line.number in clocks:
            builder.more(line.number, "", gap=False)
        elif nick and (stamp := STAMP.fullmatch(line.text.strip())):
            builder.say(line.number, nick, "", _moment(stamp))
        else:
            builder.more(line.number, line.text, gap=gap and not nick)


def _take_untimed(builder: _Builder, lines: Sequence[Line]) -> None:
    heads = _nick_lines(lines)
    for line, gap in _told(lines):
        found = _NICK_LINE.match(line.text)
        if found and gap and (line.text.strip() in heads or len(found["nick"].split()) == 1):
            builder.say(line.number, found["nick"], "")
        else:
            builder.more(line.number, line.text, gap=gap)


NAMED_LINES = (
    Source("nick-colon", "a chat of lines such as nick: text", claims_colon, read_colon),
    Source("bold-nicks", "a chat in Markdown with bold nicks", claims_bold, read_bold),
    Source("nick-lines", "a chat with each nick on a line above the text", claims_blocks, read_blocks),
)
