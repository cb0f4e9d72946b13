"""Made sessions for the tests of exports: many, all alike for each run, with the worst words that files may hold."""

from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

from ohbot.export.rows import SessionRecord
from ohbot.model import Answer, Exchange, Heading, Item, Message, Person, Prose, Session, WikiLink
from ohbot.model.text import answer, label, one_line, prose
from tests import hostile
from tests.strategies import EMOJI, PLAIN_WORDS, RIGHT_TO_LEFT, WIKITEXT, YAML_LIKE

NASTY = (
    *(
        "</script>",
        '"',
        "'",
        ",",
        ";",
        "\\",
        "=1+1",
        "+1",
        "@here",
        "-->",
        "00:00:01.000 --> 00:00:02.000",
        "`",
        "***",
    ),
    *(
        "1.",
        "2)",
        "- ",
        "> ",
        "# ",
        "===",
        "~~~",
        "![x](y)",
        "[x]: y",
        "&copy;",
        "&",
        "<v x>",
        "NOTE",
        "|",
        "$x$",
        "_a_",
    ),
    *("a_b", "<http://example.org>", "{{tq|quoted}}", "[[A|b]]s", "b<br>b", "[https://example.org/a label]", "''i''"),
)
WORDS = (*PLAIN_WORDS, *RIGHT_TO_LEFT, *EMOJI, *YAML_LIKE, *WIKITEXT, *NASTY, *hostile.ODD, *hostile.LETTERS)
NAMES = ("Amrei", "Bosko", "Zoë", "רות", 'O\'Neil: "x"', "=cmd", "<b>Name</b>", "a_b*")
PRIVATE = {"private": "mole", "x-own": ["mole"]}


@cache
def records(number: int = 300, seed: int = 7) -> tuple[SessionRecord, ...]:
    """So many sessions, each with a place of its own."""
    random = Random(seed)
    return tuple(_record(random, index) for index in range(number))


def _record(random: Random, index: int) -> SessionRecord:
    start = datetime(2009, 1, 2, 18, tzinfo=UTC) + timedelta(days=17 * index)
    link = WikiLink(f"Hours/Part {index}?", index + 1, 1000 + index, metadata=PRIVATE) if index % 3 else None
    session = Session(
        title=label(f"{_words(random)} {index}"),
        start=start if index % 5 else None,
        end=start + timedelta(hours=1) if index % 7 == 1 else None,
        status=random.choice((None, "planned", "held", "cancelled")),
        venues=tuple(random.sample(("IRC", "Zoom", "Café, room 1"), index % 3)),
        recordings=("https://example.org/watch/1", "https://example.org/é_*")[: index % 3],
        people=tuple(
            Person(name, random.choice((None, "host")), metadata=PRIVATE) for name in random.sample(NAMES, 2)
        ),
        default_speaker=random.choice((None, *NAMES)),
        body=tuple(_item(random) for _ in range(random.randint(0, 8))),
        wiki=link,
        metadata=PRIVATE,
    )
    address = f"https://example.org/index.php?title=Hours/Part_{index}%3F" if link else None
    return SessionRecord(f"{start:%Y-%m-%d}-hours-{index}", session, address)


def _item(random: Random) -> Item:
    kind = random.choice("eeemmph")
    if kind == "e":
        answers = (
            Answer(answer(f"{_words(random)}\n\n{_words(random)}"), random.choice((None, *NAMES)), metadata=PRIVATE)
            for _ in range(random.randint(0, 3))
        )
        return Exchange(one_line(_words(random)), tuple(answers), metadata=PRIVATE)
    if kind == "m":
        time = random.choice((None, "18:00:03", "18:04", "11:04pm", "00:00:05", "39:95:90"))
        speaker = random.choice((None, *NAMES))
        return Message(one_line(_words(random)), time, speaker, "say" if speaker else "event", metadata=PRIVATE)
    if kind == "h":
        return Heading(one_line(_words(random)), random.randint(1, 6), metadata=PRIVATE)
    return Prose(prose(f"{_words(random)}\n* {_words(random)}\n\n{_words(random)}"), metadata=PRIVATE)


def _words(random: Random) -> str:
    return " ".join(random.choices(WORDS, k=random.randint(1, 6)))
