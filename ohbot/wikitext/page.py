"""A page read: its text as nodes, section by section, with what lies between them left to the page."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from ohbot.model import Heading, Item, Message, Prose, is_follow_up
from ohbot.wikitext.escape import unescape
from ohbot.wikitext.messages import LOG_LINE
from ohbot.wikitext.names import Names
from ohbot.wikitext.nodes import Cell, ExchangeNode, HeadingNode, MessageNode, Node, ProseNode, exchange_of
from ohbot.wikitext.rows import Row, is_seen, rows_of
from ohbot.wikitext.source import Source, Span
from ohbot.wikitext.stored import require_possible

_ASKS = re.compile(r"[?？؟](?=[\"'”’»)\]]*(?:\s|$))")
_BREAK = re.compile(r"[ \t]*<br\s*/?>[ \t]*", re.IGNORECASE)
_HIDES_BREAKS = re.compile(r"\{\{|\[\[|<ref|<nowiki", re.IGNORECASE)
_INSIDE = re.compile(
    r"<ref[\s>].*?</ref\s*>|<nowiki>.*?</nowiki>|\{\{[^{}]*\}\}|\[\[[^\[\]]*\]\]|\[[^\[\]\s]+:[^\[\]]*\]|'''.*?'''",
    re.IGNORECASE | re.DOTALL,
)
_UNIT = re.compile(r"<!--T:[\w-]+-->")
_GUARD = re.compile(r"<nowiki\s*/>")
LABEL = re.compile(
    r"(?:(?P<q>'{2,5})(?P<l1>Q|A|Question|Answer) ?\d{0,3}(?:[ \t]*[:：](?P=q)|(?P=q)[ \t]*[:：])"
    r"|(?P<l2>Q|A|Question|Answer) ?\d{0,3}[:：])(?:[ \t]+|$)"
)
"""A label that says what a paragraph is: question or answer."""
_SIGNED = re.compile(r"\d{1,2}:\d\d, \d{1,2} \w+ \d{4} \(\w+\)|\[\[\s*user[ _]talk:|~~~~?", re.IGNORECASE)
_SIGNUP = re.compile(r"(?:\[\[:?User:[^\]]*\]\]|\{\{[Uu](?:ser)?\|[^}]*\}\})\W*$")
_QUESTIONS = re.compile(
    r"question|\bq ?(?:&|&amp;|and|/|\+) ?a\b|\banswers?\b|\bfaq\b|\bask\b.*\banything\b", re.IGNORECASE
)
_NO_QUESTIONS = re.compile(
    r"agenda|schedul|\bprogram(?:me)?\b|timetable|sign[- ]?(?:up|in)|participa|attend|\bpresent\b|speakers?\b"
    r"|guests?\b|see also|\blinks?\b|references?\b|reading|^(?:how|where|when|who)\b|to[- ]?do\b|action items"
    r"|next steps|related|contact|resources|definitions?|glossary|terms",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Whether a visible text is a question by its look: a question mark at the end of a sentence, or a follow-up."""
    return _ASKS.search(text) is not None or is_follow_up(text)


@dataclass(frozen=True, slots=True)
class _Group:
    """A list item of the first depth and what hangs on it: rows ``first`` to ``end``, the answers' rows by index."""

    first: int
    end: int
    mark: str
    answers: tuple[int, ...]


class ParsedPage:
    """A page's text and its nodes in order; ``items`` is the body of the session that it shows."""

    def __init__(self, text: str, known: Iterable[str] = ()) -> None:
        """Read a text; ``known`` are names of people. Raises InputError for characters that no page can hold."""
        require_possible(text, "page")
        self.text = text
        self.source = Source(text, LOG_LINE)
        self.names = Names(self.source, known)
        self._rows = rows_of(self.source)
        self._labelled = any(self._label(row) == "A" for row in self._rows if row.kind in ("text", "list"))
        found = self._sections()
        self.nodes: tuple[Node, ...] = tuple(self._with_prose(found))

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of the nodes, in order."""
        return tuple(node.item for node in self.nodes)

    def end_of_body(self) -> int:
        """Where items go on a page that shows none: before the categories and other furniture at its end."""
        last = len(self._rows)
        while last and self._rows[last - 1].kind in ("blank", "furniture") and self._rows[last - 1].line.start:
            last -= 1
        rows = [row for row in self._rows[last:] if row.kind == "furniture"]
        return rows[0].line.start if rows else len(self.text)

    def furniture(self, start: int, end: int) -> list[str]:
        """The lines between two places that belong to the page: comments, pictures, templates."""
        lines = self.text[start:end].split("\n")[1:-1]
        return [line for line in lines if line.strip() and not _UNIT.fullmatch(line.strip())]

    # --- sections

    def _sections(self) -> list[Node]:
        """Every node but prose, section by section."""
        edges = [i for i, row in enumerate(self._rows) if row.kind == "heading"]
        nodes: list[Node] = []
        dialogues: list[tuple[int, int]] = []
        under = ""
        asking = self._asking_headings(edges)
        for number, start in enumerate([-1, *edges]):
            end = edges[number] if number < len(edges) else len(self._rows)
            if start >= 0 and start in asking:
                content = self._plain_section(start + 1, end, under)
                if not content or asking[start]:
                    nodes.append(self._heading_exchange(start, end))
                    continue
            if start >= 0:
                nodes.append(self._heading(self._rows[start]))
                under = self._rows[start].content
            nodes += self._plain_section(start + 1, end, under)
            dialogues.append((start + 1, end))
        nodes += self._dialogues(dialogues, nodes)
        return sorted(nodes, key=lambda node: node.start)

    def _asking_headings(self, edges: list[int]) -> dict[int, bool]:
        """The headings that may be questions, with whether the guard says so for certain."""
        rows = [(i, self._rows[i]) for i in edges]
        lowest = min((row.level for _, row in rows), default=0)
        asking = {i: bool(_GUARD.match(row.content)) for i, row in rows if self._heading_asks(row)}
        top = [i for i, row in rows if row.level == lowest]
        top_asking = [i for i in top if i in asking]
        if len(top_asking) < 3 or len(top_asking) * 3 < len(top) * 2:
            asking = {i: sure for i, sure in asking.items() if sure or self._rows[i].level > lowest}
        return asking

    def _heading_asks(self, row: Row) -> bool:
        return bool(_GUARD.match(row.content)) or asks(row.content.rstrip().rstrip("=").strip(" \t'"))

    def _heading(self, row: Row) -> HeadingNode:
        span, value = self._trimmed(row, row.at, self._heading_end(row))
        start, end = self._lines(row, row)
        return HeadingNode(start, end, Heading(value, row.level), span)

    def _heading_end(self, row: Row) -> int:
        return len(row.line.text.rstrip()) - row.level

    def _heading_exchange(self, start: int, end: int) -> ExchangeNode:
        row = self._rows[start]
        question = self._question(row, row.at, self._heading_end(row))
        cells, last = self._paragraphs(start + 1, end)
        first, _ = self._lines(row, row)
        return ExchangeNode(
            first, self._rows_end(last if cells else start), exchange_of(question, cells), "headings", question, cells
        )

    # --- plain sections: messages, labelled questions, lists

    def _plain_section(self, first: int, end: int, under: str) -> list[Node]:
        nodes: list[Node] = []
        groups = {group.first: group for group in self._groups(first, end)}
        accepted = self._accepted(list(groups.values()), under)
        labels = self._labelled
        i = first
        while i < end:
            row = self._rows[i]
            if row.kind == "message":
                nodes.append(self._message(row))
                i += 1
            elif labels and row.kind in ("text", "list") and self._label(row) == "Q":
                node, i = self._lettered(i, end)
                nodes.append(node)
            elif i in accepted:
                nodes.append(self._listed(groups[i]))
                i = groups[i].end
            else:
                i += 1
        return nodes

    def _message(self, row: Row) -> MessageNode:
        assert row.message is not None
        line, said = row.line, row.message
        start, end = self._lines(row, row)
        time, speaker = (line.text[s[0] : s[1]] if s else None for s in (said.time, said.speaker))
        text, value = self._trimmed(row, *said.text)
        item = Message(value, time, unescape(speaker.strip()) if speaker else None, said.kind)
        places = [(line.place(s[0]), line.place_after(s[1])) if s else None for s in (said.time, said.speaker)]
        return MessageNode(start, end, item, line.context, places[0], places[1], text)

    def _label(self, row: Row) -> str | None:
        """``Q`` or ``A`` where the row begins with such a label."""
        start, end = _unwrapped(row.line.text, row.at, len(row.line.text.rstrip()))
        found = LABEL.match(row.line.text, start, end)
        return (found["l1"] or found["l2"])[0] if found else None

    def _lettered(self, first: int, end: int) -> tuple[ExchangeNode, int]:
        row = self._rows[first]
        question = self._question(row, row.at, len(row.line.text))
        stop = first + 1
        while (
            stop < end and self._rows[stop].kind not in ("message", "held") and self._label(self._rows[stop]) != "Q"
        ):
            stop += 1
        cells, last = self._paragraphs(first + 1, stop)
        start, _ = self._lines(row, row)
        last = last if cells else first
        node = ExchangeNode(start, self._rows_end(last), exchange_of(question, cells), "letters", question, cells)
        return node, last + 1

    def _groups(self, first: int, end: int) -> Iterator[_Group]:
        i = first
        while i < end:
            row = self._rows[i]
            if row.kind != "list" or row.mark not in ("#", "*", ";"):
                i += 1
                continue
            group = self._group(i, end)
            yield group
            i = group.end

    def _group(self, first: int, end: int) -> _Group:
        mark = self._rows[first].mark
        answers: list[int] = []
        i, stop = first + 1, first + 1
        while i < end:
            row = self._rows[i]
            if row.kind == "list" and _hangs_on(mark, row.mark, near=i == stop):
                answers.append(i)
                stop = i + 1
            elif row.kind not in ("blank", "furniture") and not _is_picture(row):
                break
            i += 1
        return _Group(first, stop, mark, tuple(answers))

    def _accepted(self, groups: list[_Group], under: str) -> set[int]:
        """The first rows of the groups that are exchanges; lists are judged whole, mark by mark."""
        result: set[int] = set()
        for mark in "#*;":
            run = [group for group in groups if group.mark == mark]
            telling = list(self._telling(run))
            unsigned = [group for group in telling if not self._is_signed(group)]
            fine = len(unsigned) * 2 > len(telling) and self._is_exchange_list(mark, unsigned, under)
            result |= {group.first for group in unsigned if fine}
            result |= {group.first for group in run if self._is_guarded(group)}
        return result

    def _telling(self, groups: list[_Group]) -> Iterator[_Group]:
        """The groups of those lists, parted by blank lines or text, in which something is asked or answered."""
        lists: list[list[_Group]] = []
        for group in groups:
            if lists and lists[-1][-1].end == group.first:
                lists[-1].append(group)
            else:
                lists.append([group])
        for one in lists:
            if any(self._is_answered(group) or asks(self._rows[group.first].content) for group in one):
                yield from one

    def _is_guarded(self, group: _Group) -> bool:
        row = self._rows[group.first]
        return _GUARD.match(row.content.lstrip("'")) is not None

    def _is_signed(self, group: _Group) -> bool:
        own = self._rows[group.first].content
        if _SIGNUP.match(own) and not asks(own):
            return True
        return any(_SIGNED.search(self._rows[i].line.text) for i in (group.first, *group.answers))

    def _is_exchange_list(self, mark: str, groups: list[_Group], under: str) -> bool:
        told = _QUESTIONS.search(under) is not None
        if not told and _NO_QUESTIONS.search(under):
            return False
        asking = sum(asks(self._rows[group.first].content) for group in groups)
        answered = [group for group in groups if self._is_answered(group)]
        if not answered:
            return asking * 2 > len(groups)
        if mark == "#" and any(self._is_indented(group) for group in answered):
            return True
        return told or asking * 3 >= len(answered)

    def _is_answered(self, group: _Group) -> bool:
        own = self._rows[group.first].content
        return bool(group.answers) or _BREAK.search(own) is not None or _term_end(group.mark, own) is not None

    def _is_indented(self, group: _Group) -> bool:
        """Whether an answer is indented rather than listed: nobody writes agendas so."""
        if not group.answers:
            return _BREAK.search(self._rows[group.first].content) is not None
        return any(self._rows[i].mark.endswith(":") for i in group.answers)

    def _listed(self, group: _Group) -> ExchangeNode:
        row = self._rows[group.first]
        parts = self._parts(row)
        question = self._question(row, *parts[0])
        cells = [self._paragraph(row, part) for part in parts[1:] if row.line.text[part[0] : part[1]].strip()]
        for i in group.answers:
            cells += self._row_cells(self._rows[i])
        start, _ = self._lines(row, row)
        tail = self._rows_end(group.answers[-1] if group.answers else group.first)
        shape = {"#": "numbered", "*": "bullets", ";": "definitions"}[group.mark]
        return ExchangeNode(start, tail, exchange_of(question, tuple(cells)), shape, question, tuple(cells))

    # --- cells

    def _parts(self, row: Row) -> list[Span]:
        """The stretches of a row between its line breaks, and before and behind the colon of a term."""
        text, end = row.line.text, len(row.line.text)
        parts: list[Span] = []
        start = row.at
        colon = _term_end(row.mark, text[row.at :])
        if colon:
            parts.append((start, row.at + colon[0]))
            start = row.at + colon[1]
        for found in _breaks(text, start):
            parts.append((start, found.start()))
            start = found.end()
        return [*parts, (start, end)]

    def _row_cells(self, row: Row) -> list[Cell]:
        """The paragraphs of an answer in a row: those that its line breaks part."""
        first, *more = self._parts(row)
        return [self._paragraph(row, part) for part in (first, *more) if part is first or _says(row, part)]

    def _question(self, row: Row, start: int, end: int) -> Cell:
        text = row.line.text
        inner = _unwrapped(text, *_trim(text, start, end))
        label = LABEL.match(text, *inner)
        if label:
            inner = _unwrapped(text, *_trim(text, label.end(), inner[1]))
        guard = _GUARD.match(text, *inner)
        span, value = self._trimmed(row, guard.end() if guard else inner[0], inner[1])
        end = end if row.kind != "heading" else len(text)
        return Cell(*self._own(row, (row.at, end)), span, value, labelled=label is not None)

    def _paragraph(self, row: Row, part: Span) -> Cell:
        """The paragraph of an answer in a part of a row."""
        text = row.line.text
        start, end = _trim(text, *part)
        label = LABEL.match(text, start, end) if self._labelled else None
        at = label.end() if label else start
        spoken = self.names.speaker(text, at)
        who, role, style = None, None, "plain"
        if spoken and spoken[0].end <= end:
            read, who, role = spoken
            at, style = read.end, read.style
        guard = _GUARD.match(text, at, end)
        span, value = self._trimmed(row, guard.end() if guard else at, end)
        return Cell(*self._own(row, part), span, value, who, role, style, label is not None)

    def _own(self, row: Row, part: Span) -> Span:
        """Where a part of a row stands in the page, with what is hidden around it."""
        line, (start, end) = row.line, part
        last = end >= len(line.text.rstrip())
        return line.place_after(start), line.end if last else line.place(end)

    def _paragraphs(self, first: int, end: int) -> tuple[tuple[Cell, ...], int]:
        """The paragraphs of an answer that stand by themselves, and the last row they take."""
        cells: list[Cell] = []
        last = first
        i = first
        while i < end and self._rows[i].kind != "held" and not _GUARD.fullmatch(self._rows[i].line.text.strip()):
            row = self._rows[i]
            if row.kind not in ("text", "list") or _is_picture(row):
                i += 1
                continue
            stop = self._wrapped_end(i, end)
            cells += self._row_cells(self._joined(i, stop))
            last, i = stop - 1, stop
        return tuple(cells), last

    def _wrapped_end(self, first: int, end: int) -> int:
        """Behind the rows that one paragraph takes: a text goes on in the lines right below it."""
        i = first + 1
        while (
            self._rows[first].kind == "text"
            and i < end
            and self._rows[i].kind == "text"
            and not self._label(self._rows[i])
            and not self.names.speaker(self._rows[i].line.text, self._rows[i].at)
        ):
            i += 1
        return i

    def _joined(self, first: int, stop: int) -> Row:
        """Several rows as one."""
        row = self._rows[first]
        if stop == first + 1:
            return row
        start, end = row.line.start, self._rows[stop - 1].line.end
        hidden = tuple(self.source.hidden_in(start, end))
        line = replace(row.line, end=end, text=self.source.visible(start, end), hidden=hidden)
        return replace(row, line=line)

    # --- dialogues

    def _dialogues(self, sections: list[Span], taken: list[Node]) -> list[Node]:
        """The messages of dialogues: paragraphs that begin with a name, in sections where they are the rule."""
        starts = {node.start for node in taken}
        inside = _covering(taken)
        found: list[Node] = []
        kept: list[tuple[list[int], list[int]]] = []
        for first, end in sections:
            texts = [
                i
                for i in range(first, end)
                if self._rows[i].kind == "text"
                and self._rows[i].line.start not in starts
                and not inside(self._rows[i])
            ]
            spoken = [i for i in texts if self.names.speaker(self._rows[i].line.text, self._rows[i].at)]
            kept.append((texts, spoken))
        rule = [
            spoken for texts, spoken in kept if len(spoken) > 1 and len(spoken) * 2 >= self._paragraph_count(texts)
        ]
        people = {self._who(i) for spoken in rule for i in spoken}
        for texts, spoken in kept:
            sure = [i for i in spoken if self._is_spoken_surely(i)]
            if spoken in rule or (spoken and len(spoken) == len(texts) and {self._who(i) for i in spoken} <= people):
                found += [self._spoken(i, texts) for i in spoken]
            else:
                found += [self._spoken(i, texts) for i in sure]
        return found

    def _paragraph_count(self, texts: list[int]) -> int:
        return sum(i == 0 or texts[n - 1] != i - 1 or self._speaks(i) for n, i in enumerate(texts))

    def _speaks(self, i: int) -> bool:
        return self.names.speaker(self._rows[i].line.text, self._rows[i].at) is not None

    def _is_spoken_surely(self, i: int) -> bool:
        row = self._rows[i]
        spoken = self.names.speaker(row.line.text, row.at)
        return spoken is not None and "<nowiki" in row.line.text[spoken[0].who[1] : spoken[0].end]

    def _who(self, i: int) -> str:
        spoken = self.names.speaker(self._rows[i].line.text, self._rows[i].at)
        return spoken[1] if spoken else ""

    def _spoken(self, first: int, texts: list[int]) -> MessageNode:
        rows = set(texts)
        stop = first + 1
        while stop in rows and not self._speaks(stop):
            stop += 1
        row = self._joined(first, stop)
        spoken = self.names.speaker(row.line.text, row.at)
        assert spoken is not None
        read, who, _ = spoken
        guard = _GUARD.match(row.line.text, read.end)
        text, value = self._trimmed(row, guard.end() if guard else read.end, len(row.line.text))
        place = row.line.place(read.who[0]), row.line.place_after(read.who[1])
        end = self._rows_end(stop - 1)
        return MessageNode(row.line.start, end, Message(value, None, who), "page", None, place, text, "dialogue")

    # --- prose

    def _with_prose(self, nodes: list[Node]) -> Iterator[Node]:
        """The nodes in order, and between them prose for what a reader sees there."""
        row = 0
        for node in [*nodes, None]:
            start = node.start if node else len(self.text) + 1
            gap: list[Row] = []
            while row < len(self._rows) and self._rows[row].line.start < start:
                gap.append(self._rows[row])
                row += 1
            prose = self._prose(gap)
            if prose:
                yield prose
            if node:
                yield node
                while row < len(self._rows) and self._rows[row].line.start < node.end:
                    row += 1

    def _prose(self, gap: list[Row]) -> ProseNode | None:
        seen = [
            i
            for i, row in enumerate(gap)
            if row.kind in ("text", "list", "heading") or (row.kind == "held" and is_seen(row.line.text))
        ]
        if not seen:
            return None
        first, last = seen[0], seen[-1]
        while first and gap[first].kind == "held" and _continues(gap, first):
            first -= 1
        while last + 1 < len(gap) and gap[last].kind == "held" and gap[last + 1].kind == "held":
            last += 1
        start, end = gap[first].line.start, self._lines(gap[last], gap[last])[1]
        wikitext = self.source.visible(start, end, self.source.markup).strip()
        return ProseNode(start, end, Prose(wikitext)) if wikitext else None

    # --- places

    def _trimmed(self, row: Row, start: int, end: int) -> tuple[Span, str]:
        """The place in the page of a stretch of a row without the blanks around it, and its visible text."""
        start, end = _trim(row.line.text, start, end)
        place = row.line.place(start) if end > start else row.line.place_after(start)
        return (place, max(place, row.line.place_after(end))), row.line.text[start:end]

    def _lines(self, first: Row, last: Row) -> Span:
        """From the start of a row to behind the newline of another."""
        return first.line.start, min(last.line.end + 1, len(self.text))

    def _rows_end(self, index: int) -> int:
        return self._lines(self._rows[index], self._rows[index])[1]


def _continues(gap: list[Row], index: int) -> bool:
    before = gap[index - 1]
    return before.kind == "held" or (before.kind == "furniture" and gap[index].line.context in ("table", "verbatim"))


def _covering(nodes: list[Node]) -> Callable[[Row], bool]:
    spans = sorted((node.start, node.end) for node in nodes)
    starts = [start for start, _ in spans]

    def inside(row: Row) -> bool:
        at = bisect_right(starts, row.line.start) - 1
        return at >= 0 and row.line.start < spans[at][1]

    return inside


def _says(row: Row, part: Span) -> bool:
    return not row.line.text[part[0] : part[1]].isspace() and part[0] < part[1]


def _hangs_on(mark: str, other: str, *, near: bool) -> bool:
    """Whether a list item with the other mark, right below or not, belongs to the item with this one."""
    return (len(other) > 1 and other.startswith(mark)) or (other[0] == ":" and (mark == ";" or near))


def _is_picture(row: Row) -> bool:
    return (
        row.kind == "text"
        and re.fullmatch(r"\s*\[\[(?:File|Image):[^\n]*\]\]\s*", row.line.text, re.IGNORECASE) is not None
    )


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _unwrapped(text: str, start: int, end: int) -> Span:
    """Inside the bold or italics that wrap the whole stretch, where some do."""
    for quotes in ("'''''", "'''", "''"):
        size = len(quotes)
        inner = text[start + size : end - size]
        if (
            end - start > 2 * size
            and text.startswith(quotes, start)
            and text.endswith(quotes, start, end)
            and quotes not in inner
            and inner[0] != "'" != inner[-1]
        ):
            return _trim(text, start + size, end - size)
    return start, end


def _breaks(text: str, start: int) -> list[re.Match[str]]:
    """The line breaks of a row that are not inside a link, a template, a reference or nowiki."""
    found = list(_BREAK.finditer(text, start))
    if not found or not _HIDES_BREAKS.search(text, start):
        return found
    shielded = [inside.span() for inside in _INSIDE.finditer(text, start)]
    return [one for one in found if not any(a <= one.start() < b for a, b in shielded)]


def _term_end(mark: str, text: str) -> Span | None:
    """Where the colon stands that ends the term of a definition list on one line, or None."""
    if mark != ";":
        return None
    shielded = [inside.span() for inside in _INSIDE.finditer(text)]
    for found in re.finditer(r"\s:\s+|(?<=[?？؟]):\s+", text):
        if not any(a <= found.start() < b for a, b in shielded):
            return found.span()
    return None


@lru_cache(maxsize=8)
def parse(text: str, known: frozenset[str] = frozenset()) -> ParsedPage:
    """The page read; the last few are remembered, because sync reads the same text more than once."""
    return ParsedPage(text, known)
