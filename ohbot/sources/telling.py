"""What people and programs are told of an import: a summary, a report, comments for the session file."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ohbot.model import Exchange, Heading, Message, Prose
from ohbot.model.counting import counted
from ohbot.recognise.trace import LineTrace, Reason
from ohbot.sources.base import Line, line_list
from ohbot.sources.importing import Imported

MOST_COMMENTS = 40


def summary(imported: Imported) -> list[str]:
    """What a person is told after an import, line by line: kind, account, contents, notes, removals."""
    return [f"{imported.name}: {line}" for line in _summary(imported)] + [
        f"{imported.name}:{note.line}: {note.sentence}" if note.line else f"{imported.name}: {note.sentence}"
        for note in imported.notes
    ]


def comments(imported: Imported) -> list[str]:
    """What a new session file should keep in mind of its import, a sentence each; names no folder."""
    name = imported.name.replace("\\", "/").rpartition("/")[2]
    unplaced = imported.reading.account.unplaced
    sentences = [f"line {note.line}: {note.sentence}" if note.line else note.sentence for note in imported.notes]
    lost = [f"lines that could not be placed: {line_list(unplaced)}"] if unplaced else []
    rest = [f"and {len(sentences) - MOST_COMMENTS} notes more"] if len(sentences) > MOST_COMMENTS else []
    return [f"Imported from {name}, {imported.source.description}.", *lost, *sentences[:MOST_COMMENTS], *rest]


def report(imported: Imported) -> dict[str, Any]:
    """The same for a program: plain values, with lines by their numbers."""
    counts = imported.reading.account
    return {
        "format": imported.format,
        "certainty": round(imported.certainty, 3),
        "second": imported.second and {"format": imported.second[0].name, "certainty": round(imported.second[1], 3)},
        "encoding": imported.encoding,
        "lines": {
            "read": counts.read,
            "kept": counts.kept,
            "dropped": {kind: list(lines) for kind, lines in sorted(counts.dropped.items())},
            "unplaced": list(counts.unplaced),
        },
        "removed": {kind: list(lines) for kind, lines in sorted(imported.reading.removed.items())},
        "notes": [{"line": note.line, "sentence": note.sentence} for note in imported.notes],
    }


def explained(imported: Imported) -> tuple[LineTrace, ...]:
    """What became of each line; those that stayed out, or lost something private, are not shown."""
    reading, notes = imported.reading, {note.line: note.sentence for note in reversed(imported.notes)}
    dropped = {number: kind for kind, numbers in reading.account.dropped.items() for number in numbers}
    removed = {number: kind for kind, numbers in reading.removed.items() for number in numbers}
    unplaced = frozenset(reading.account.unplaced)

    def of(line: Line) -> LineTrace:
        number, kind = line.number, dropped.get(line.number, "")
        role = "dropped" if kind else "unplaced" if number in unplaced else "kept"
        is_kept = role == "kept" and bool(line.text.strip())
        took = f"{removed[number]} taken out" if number in removed else ""
        rule = kind or ("no part of the kind fits" if role == "unplaced" else f"line of {imported.format}")
        why = reading.why(number) if reading.why and is_kept else Reason(role, rule)
        evidence = "; ".join(filter(None, (why.evidence, took, notes.get(number))))
        text = line.text if is_kept and number not in removed else None
        return LineTrace(number, text, why.role, "", why.rule, evidence, why.runner_up, why.runner_up_why)

    return tuple(map(of, imported.lines))


def _summary(imported: Imported) -> Iterator[str]:
    source, reading = imported.source, imported.reading
    sure = f"{imported.certainty:.0%} sure"
    yield f"read as {source.name} ({source.description}), {sure}; {imported.encoding}"
    if imported.second and imported.is_unsure:
        other, claim = imported.second
        yield f"it may be {other.name} instead ({other.description}), {claim:.0%} sure; --format says which"
    counts = reading.account
    dropped = sum(map(len, counts.dropped.values()))
    because = ", ".join(f"{len(of)} {kind}" for kind, of in sorted(counts.dropped.items()))
    because = f" ({because})" if because else ""
    sums = f"{counts.kept} kept, {dropped} dropped{because}, {len(counts.unplaced)} unplaced"
    yield f"{counted(counts.read, 'line')} read: {sums}"
    found = Counter(map(type, reading.session.body))
    kinds = ((Exchange, "exchange"), (Message, "message"), (Heading, "heading"))
    contents = [counted(found[of], name) for of, name in kinds if found[of]]
    prose = [counted(found[Prose], "piece of prose", "pieces of prose")] if found[Prose] else []
    yield "contents: " + (", ".join((*contents, *prose)) or "nothing")
    if counts.unplaced:
        yield f"unplaced lines: {line_list(counts.unplaced)}"
    for kind, lines in sorted(reading.removed.items()):
        yield f"removed for privacy: {counted(len(lines), kind)}, lines {line_list(sorted(set(lines)))}"
