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

from ohbot.errors import OhbotError
from ohbot.sources import import_transcript

WORDS = "hello this is some ordinary text that people write in a channel about boats and lanterns, mostly".split()
SPLIT = re.compile(r"(\d\d:\d\d:\d\d) <([^>]+)> (.*)")
LONGEST_SECONDS = 30
"""How long a file may take that somebody made to annoy."""


def log(number: int) -> str:
    """A log of so many lines, as most of them are."""
    pick = random.Random(7)
    clocks = (f"{i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}" for i in range(number))
    return "".join(f"{clock} <kim{i % 7}> {' '.join(pick.choices(WORDS, k=9))}\n" for i, clock in enumerate(clocks))


def busy_log(number: int) -> str:
    """The same with joins, links, signs that mean something, and addresses in every tenth line."""
    rows = log(number).splitlines(keepends=True)
    for i in range(0, number, 10):
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


def ratio(one: Callable[[], Any], other: Callable[[], Any], *, runs: int = 1) -> float:
    """How many times longer one call takes: the median of some rounds with ``runs`` of the ``other``."""
    return statistics.median(seconds(one) / seconds(other, runs) for _ in range(7))


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


def growth(name: str, make: Callable[[int], str], most: float) -> Iterator[tuple[str, float, float]]:
    """What an import costs, and how that grows."""
    with tempfile.TemporaryDirectory() as folder:
        half, whole = Path(folder, "half.log"), Path(folder, "whole.log")
        half.write_text(make(50_000), "utf-8")
        whole.write_text(make(100_000), "utf-8")
        cost = ratio(lambda: imported(half), lambda: split(half), runs=10)
        yield f"import, 50,000 {name}, to one regular expression", cost, most
        yield f"doubling: import, {name}", ratio(lambda: imported(whole), lambda: imported(half)), 2.2


def figures() -> Iterator[tuple[str, float, float]]:
    """Name, value and the most that it should be."""
    yield from growth("plain lines", log, 20)
    yield from growth("lines with joins, links and addresses", busy_log, 40)
    yield "memory, 20,000 lines, to the text's size", memory(log(20_000).encode()), 60
    for name, make in HOSTILE.items():
        data = make()
        yield f"seconds, {name}", seconds(lambda data=data: attempt(data)), LONGEST_SECONDS
