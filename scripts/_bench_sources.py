"""The part of the bench that imports transcripts: long ones, and hostile ones."""

import gc
import io
import random
import re
import statistics
import tempfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from _bench_logs import FORMS, log

from ohbot.errors import OhbotError
from ohbot.sources import import_transcript

SPLIT = re.compile(r"\[?(\S+)\]?\s+<?(\S+?)>?:?\s+(.*)")
"""Takes stamp, speaker and text apart, in the logs of all clients."""
MOST, MOST_GROWTH = 20, 2.2
LONGEST_SECONDS = 30
"""How long a file may take that somebody made to annoy."""


def plain(number: int) -> str:
    """A log of so many lines, as most of them are."""
    return log(FORMS["rrsagent"], number, busy=False)


def mixed(number: int) -> str:
    """The same with joins, links, signs that mean something, and addresses in every tenth line."""
    rows = plain(number).splitlines(keepends=True)
    for i in range(1, number - 5, 10):
        rows[i] = f"{rows[i][:8]} -!- bo{i % 90} [~bo@host-{i % 250}.example.net] has joined #boats\n"
        rows[i + 5] = (
            f"{rows[i + 5][:8]} <bo{i % 90}> see https://x.example/{i}, {{{{x}}}} <b> and mail bo@example.org\n"
        )
    return "".join(rows)


def seconds(call: Callable[[], Any], runs: int = 1) -> float:
    """The time of a call on the processor, the mean of some runs."""
    gc.collect()
    start = time.process_time()
    for _ in range(runs):
        call()
    return (time.process_time() - start) / runs


def ratio(one: Callable[[], Any], other: Callable[[], Any], *, runs: int = 1, rounds: int = 5) -> float:
    """How many times longer one call takes: the median of some rounds with ``runs`` of the ``other``."""
    return statistics.median(seconds(one) / seconds(other, runs) for _ in range(rounds))


def split(path: Path) -> list[Any]:
    """What the time of an import is compared with: a file read line by line, each split by one regular expression."""
    with path.open(encoding="utf-8") as file:
        return [found.groups() for line in file if (found := SPLIT.match(line))]


def imported(path: Path) -> Any:
    """A file as it is imported."""
    return import_transcript(path.read_bytes(), path.name)


def zipped() -> bytes:
    """A zip file, whatever its name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("notes.txt", "x" * 1000)
    return buffer.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "5 MB of random bytes": lambda: random.Random(7).randbytes(5_000_000),
    "one line of 50 MB": lambda: b"18:00:00 <kim> " + b"ab " * 17_000_000,
    "a zip named .log": zipped,
    "JSON nested 500,000 deep": lambda: b'{"messages":\n' * 500_000,
    "HTML nested 100,000 deep": lambda: b"<html>" + b"<ul><li>x" * 100_000,
    "100,000 quotes in quotes": lambda: b"# x\n\n" + b">" * 100_000 + b" x\n",
    "1,000,000 opening brackets": lambda: b"<html>" + b"<" * 1_000_000,
}


def attempt(data: bytes) -> None:
    """Import something, or be told why not."""
    try:
        import_transcript(data, "x.log")
    except OhbotError:
        return


def memory(data: bytes) -> float:
    """The peak of memory while a transcript is imported, as a multiple of its size."""
    tracemalloc.start()
    import_transcript(data, "x.log")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / len(data)


def cost(text: str, rounds: int) -> float:
    """What the import of a text costs, in times of reading its lines and splitting each."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.log")
        path.write_text(text, "utf-8")
        return ratio(lambda: imported(path), lambda: split(path), runs=2, rounds=rounds)


def growth(make: Callable[[int], str]) -> float:
    """How much longer 100,000 lines take than 50,000."""
    with tempfile.TemporaryDirectory() as folder:
        half, whole = Path(folder, "half.log"), Path(folder, "whole.log")
        half.write_text(make(50_000), "utf-8")
        whole.write_text(make(100_000), "utf-8")
        return ratio(lambda: imported(whole), lambda: imported(half))


def figures() -> Iterator[tuple[str, float, float]]:
    """Name, value and the most that it should be."""
    makers: dict[str, Callable[[int], str]] = {"plain": plain, "with joins, links and addresses": mixed}
    for name, make in makers.items():
        yield f"50,000 lines {name}, to splitting them", cost(make(50_000), 5), MOST
    makers["full of events"] = lambda number: log(FORMS["irssi"], number, busy=True)
    for name, make in makers.items():
        yield f"doubling: lines {name}", growth(make), MOST_GROWTH
    for name, form in FORMS.items():
        for busy in (False, True):
            text = log(form, 50_000, busy=busy)
            yield f"50,000 lines of {name}{', full of events' * busy}, to splitting them", cost(text, 3), MOST
    yield "memory, 20,000 lines, to the text's size", memory(plain(20_000).encode()), 60
    for name, hostile in HOSTILE.items():
        data = hostile()
        yield f"seconds, {name}", seconds(lambda data=data: attempt(data)), LONGEST_SECONDS
