"""Sessions as a Markdown document (CommonMark) to read: every text is literal, whatever signs it holds."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from ohbot.export.rows import ExportRow, SessionRecord, rows
from ohbot.model import Session
from ohbot.model.view import stamp
from ohbot.wikitext.plain import plain

_SIGN = re.compile(
    r"[\\`*<\[\]]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|&(?=#?\w+;)"  # what means something anywhere
    r"|^(?:[#>+=-]|\d{1,9}(?=[.)]))",  # and at the start of a line
    re.MULTILINE,
)
_NOT_IN_TARGET = re.compile(r"[^\w/:?#@!$&+,=.~%-]")
_BLANKS = re.compile(r"[ \t]+")


def write(records: Iterable[SessionRecord]) -> Iterator[str]:
    """The document, a session after the other, each under a heading of the first level."""
    parting = ""
    for record in records:
        yield parting + "\n\n".join(_blocks(record)) + "\n"
        parting = "\n"


def escape(text: str) -> str:
    """Markdown that shows exactly these words, on the lines that they have."""
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\\\n".join(_SIGN.sub(_escaped, line) for line in lines if line)


def _escaped(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0][0].isdigit() else f"\\{found[0]}"


def _blocks(record: SessionRecord) -> Iterator[str]:
    session = record.session
    yield f"# {escape(plain(session.title or record.name)) or escape(record.name)}"
    yield "\n".join(f"- {name}: {value}" for name, value in _facts(record, session) if value)
    for row in rows(session):
        yield from filter(None, _row(row))


def _facts(record: SessionRecord, session: Session) -> Iterator[tuple[str, str | None]]:
    yield "Session", escape(record.name)
    yield "Date", record.date.isoformat() if record.date else None
    yield "Start", stamp(session.start)
    yield "End", stamp(session.end)
    yield "Status", session.status
    yield "Venues", escape(", ".join(session.venues))
    yield "Recordings", ", ".join(map(_linked, session.recordings))
    yield "People", escape("; ".join(_named(one.name, one.role) for one in session.people))
    yield "Page", f"[{escape(record.page)}]({_target(record.address)})" if record.page and record.address else None
    yield "Revision", str(session.wiki.revision) if session.wiki and session.wiki.revision else None


def _named(name: str, role: str | None) -> str:
    return f"{name} ({role})" if role else name


def _linked(address: str) -> str:
    is_link = re.fullmatch(r"https?://\S+", address)
    return f"[{escape(address)}]({_target(address)})" if is_link else escape(address)


def _target(address: str) -> str:
    return _NOT_IN_TARGET.sub(lambda found: quote(found[0], safe=""), address)


def _row(row: ExportRow) -> Iterator[str]:
    """The blocks of a row."""
    words = plain(row.text, addresses=True)
    if row.kind == "heading":
        yield f"{'#' * min((row.level or 1) + 1, 6)} {escape(' '.join(words.split()))}".rstrip()
    elif row.kind == "question":
        yield f"**{row.number}.** {escape(words)}"
    else:  # what somebody says, behind the time and the name
        who = f"**{escape(_named(row.speaker, row.role))}:**" if row.speaker else ""
        first, *more = map(escape, words.split("\n\n"))
        yield " ".join(filter(None, (escape(row.time or ""), who, first)))
        yield from more
