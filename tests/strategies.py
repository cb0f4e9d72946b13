"""Hypothesis strategies for whole sessions, in the normal form in which session files are loaded.

Words are hostile on purpose (wikitext, YAML look-alikes, right-to-left, emoji), without control characters.
Every strategy takes the strategy for its words, so that a test can ask for tamer ones.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from ohbot.model import (
    Answer,
    Exchange,
    Heading,
    Item,
    Message,
    Metadata,
    Person,
    Prose,
    Session,
    Transcript,
    WikiLink,
)
from ohbot.model.text import answer, label, one_line, prose

PLAIN_WORDS = (
    "hello",
    "why",
    "we",
    "have",
    "grown",
    "and",
    "Café",
    "naïve",
    "Straße",
    "日本語",
    "it.",
    "so?",
    "2020",
)
RIGHT_TO_LEFT = ("שלום", "مرحبا", "\u200fאב\u200e")
EMOJI = ("😀", "👩‍💻", "🏳️‍🌈", "e\u0301")
YAML_LIKE = (
    *(
        "yes",
        "No",
        "null",
        "~",
        "=",
        "<<",
        "0o14",
        "0x1F",
        "1_000",
        "18:00:03",
        "2020-10-15",
        "1e5",
        ".inf",
        "-",
        "?",
    ),
    *(
        "- a",
        "key: value",
        "a #b",
        "#c",
        "&a",
        "*a",
        "!t",
        "|",
        ">",
        "%d",
        "@at",
        "`b`",
        "'q'",
        '"q"',
        "[x]",
        "{y}",
        ":",
    ),
    *("---", "...", "\\n", "a:", ",", "\ufeff", "\u2028", "\u00a0x"),
)
WIKITEXT = (
    *(
        "* item",
        "#: also",
        "; term",
        ": dd",
        "{{tl|x}}",
        "[[User:A|A]]",
        "''it''",
        "'''b'''",
        "<b>x</b>",
        "<!-- c -->",
        "&amp;",
    ),
    *(
        "----",
        "~~~~",
        "__TOC__",
        "{|",
        "|}",
        "== h ==",
        "http://example.org/?a=b",
        "Follow-up:",
        "Maggie:",
        "Sam (host):",
    ),
)
FORBIDDEN = "\ufffe\uffff"
"""Characters that no YAML file and no wiki page can hold."""


def plain_words() -> st.SearchStrategy[str]:
    """Words that look like nothing but words."""
    return st.sampled_from(PLAIN_WORDS)


def words() -> st.SearchStrategy[str]:
    """Words of every kind, and short runs of any characters but controls."""
    wild = st.text(
        st.characters(exclude_categories=("Cc", "Cs"), exclude_characters=FORBIDDEN), min_size=1, max_size=6
    )
    return st.one_of(st.sampled_from(PLAIN_WORDS + RIGHT_TO_LEFT + EMOJI + YAML_LIKE + WIKITEXT), plain_words(), wild)


def _joined(parts: Sequence[str]) -> str:
    return " ".join(parts).strip()


def lines(word: st.SearchStrategy[str] | None = None, *, max_words: int = 5) -> st.SearchStrategy[str]:
    """One line of text, never empty."""
    found = st.lists(words() if word is None else word, min_size=1, max_size=max_words).map(_joined)
    return found.map(one_line).filter(bool)


def labels(word: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[str]:
    """A title, or what else is known by its words alone."""
    return lines(word).map(label).filter(bool)


def paragraphs(word: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[str]:
    """One paragraph on one line."""
    return lines(word, max_words=9)


def texts(word: st.SearchStrategy[str] | None = None, *, newlines: bool = False) -> st.SearchStrategy[str]:
    """One to three paragraphs joined by a blank line; with ``newlines``, paragraphs of several lines."""
    paragraph = st.lists(paragraphs(word), min_size=1, max_size=3).map("\n".join) if newlines else paragraphs(word)
    return st.lists(paragraph, min_size=1, max_size=3).map("\n\n".join).map(answer)


def proses(word: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[str]:
    """Wikitext of several lines, which may begin or end with blanks, without blank lines at either end."""
    line = st.builds(
        "{}{}{}".format, st.sampled_from(["", "", " ", "  ", "* "]), lines(word), st.sampled_from(["", " "])
    )
    return st.lists(st.one_of(line, st.just("")), min_size=1, max_size=4).map("\n".join).map(prose).filter(bool)


def _yaml_values() -> st.SearchStrategy[Any]:
    leaves = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        lines(),
        texts(newlines=True),
        st.just(""),
    )
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(lines(), inner, max_size=2),
        max_leaves=4,
    )


def metadata() -> st.SearchStrategy[Metadata]:
    """What only the file knows: nothing in most cases, else ``private`` and ``x-`` keys."""
    keys = st.sampled_from(["private", "x-note", "x-Ünits"])
    return st.one_of(
        st.just({}), st.just({}), st.just({}), st.dictionaries(keys, _yaml_values(), min_size=1, max_size=2)
    ).map(MappingProxyType)


def speakers() -> st.SearchStrategy[str | None]:
    """A name as a page can show it before a colon, or None."""
    return st.one_of(st.none(), st.sampled_from(["Maggie", "Patrick", "Zoë Å", "שרה", "nick[m]", "A. B."]))


def answers(text: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Answer]:
    """An answer; a role only with a speaker."""
    found = texts() if text is None else text
    role = st.one_of(st.none(), st.sampled_from(["Host", "Manager of Trust and Safety"]))
    named = st.builds(Answer, found, speakers().filter(bool), role, metadata())
    return st.one_of(st.builds(Answer, found), st.builds(Answer, found, metadata=metadata()), named)


def exchanges(word: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Exchange]:
    """A question with none to three answers."""
    given_answers = st.lists(answers(texts(word)), max_size=3).map(tuple)
    return st.builds(Exchange, lines(word), given_answers, metadata())


def messages(word: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Message]:
    """A line of a log; an event has no speaker."""
    time = st.one_of(st.none(), st.sampled_from(["18:00:03", "18:04", "11:04pm", "2009-08-18 14::56:32", "39:95:90"]))
    said = st.builds(
        Message, lines(word), time, speakers().filter(bool), st.sampled_from(["say", "action"]), metadata()
    )
    return st.one_of(said, st.builds(Message, lines(word), time, kind=st.just("event"), metadata=metadata()))


def headings(word: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Heading]:
    """A heading of any level."""
    return st.builds(Heading, lines(word), st.integers(1, 6), metadata())


def items(word: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Item]:
    """Any item of a body."""
    prose = st.builds(Prose, proses(word), metadata())
    return st.one_of(exchanges(word), exchanges(word), messages(word), prose, headings(word))


def times() -> st.SearchStrategy[datetime]:
    """A moment in UTC, in whole seconds."""
    return st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)).map(
        lambda moment: moment.replace(microsecond=0)
    )


def people(word: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Person]:
    """Somebody with or without role and account."""
    return st.builds(Person, labels(word), st.none() | labels(word), st.none() | st.just("Example (WMF)"), metadata())


def wiki_links() -> st.SearchStrategy[WikiLink]:
    """A place on a wiki, before or after the first sync."""
    number = st.integers(1, 2**40)
    sha1, name = st.from_regex(r"[0-9a-f]{40}", fullmatch=True), lines(plain_words())
    synced = st.builds(
        WikiLink, name, number, number, times(), number, sha1=sha1, merged_sha1=sha1, moved_from=st.none() | name
    )
    return st.one_of(st.builds(WikiLink, lines(plain_words())), synced)


def transcripts() -> st.SearchStrategy[Transcript]:
    """A transcript that a session was made of."""
    digest = st.none() | st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
    return st.builds(
        Transcript,
        lines(plain_words()),
        st.sampled_from([None, "notes", "zoom-chat"]),
        digest,
        st.sampled_from(["body", "section", "times"]),
        st.sampled_from([None, "Chat"]),
        digest,
        digest,
        st.lists(st.sampled_from(["exchanges", "anonymise", "keep-private"]), max_size=2).map(tuple),
        st.sampled_from([None, "Europe/Berlin"]),
        hosts=st.lists(lines(plain_words()), max_size=2).map(tuple),
        metadata=metadata(),
    )


def sessions(
    word: st.SearchStrategy[str] | None = None,
    *,
    item: st.SearchStrategy[Item] | None = None,
    max_items: int = 5,
) -> st.SearchStrategy[Session]:
    """A whole session with a title; ``item`` replaces the strategy of its body's items."""
    return st.builds(
        Session,
        title=labels(word),
        start=st.none() | times() | st.dates(),
        end=st.none() | times(),
        status=st.sampled_from([None, "planned", "held", "cancelled"]),
        venues=st.lists(labels(word), max_size=2).map(tuple),
        recordings=st.lists(
            st.sampled_from(["https://example.org/watch/1", "https://example.org/é"]), max_size=2
        ).map(tuple),
        people=st.lists(people(word), max_size=2).map(tuple),
        default_speaker=speakers(),
        body=st.lists(items(word) if item is None else item, max_size=max_items).map(tuple),
        sources=st.lists(transcripts(), max_size=2).map(tuple),
        wiki=st.none() | wiki_links(),
        metadata=metadata(),
    )
