"""Edit summaries say what changed in the words of the wiki's language, with its plurals."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.archive.templates import read_template
from ohbot.errors import InputError
from ohbot.model import FACTS, Exchange, Heading, Message, Prose, Session
from ohbot.model.counting import kind_of
from ohbot.sync.changes import Change, changes
from ohbot.sync.summary import TABLE, Words, words_of

NOWHERE = Path("/nowhere")
LANGUAGES: Mapping[str, Any] = tomllib.loads(read_template(NOWHERE, TABLE)[1])
ITEMS = (Exchange("q"), Message("m"), Heading("h"), Prose("p"))
KINDS = ("changed", "added", "removed", "moved")


def said(language: str, *changes: tuple[Any, str]) -> str:
    """What a summary in a language says of changes."""
    return words_of(NOWHERE, language).changes([Change(kind, place, None, None) for kind, place in changes])


def leaves(table: Mapping[str, Any], *path: str) -> Iterator[tuple[str, ...]]:
    """The places of a language's words, but for the plural forms."""
    for key, value in table.items():
        if isinstance(value, Mapping) and not {"number", "other"} & value.keys():
            yield from leaves(value, *path, key)
        else:
            yield (*path, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_words_for_all_that_english_has(language: str) -> None:
    """And none of them lost what it is about."""
    assert set(leaves(LANGUAGES[language])) == set(leaves(LANGUAGES["en"]))
    words = words_of(NOWHERE, language)
    assert all("{what}" in words.word("changes", kind) for kind in KINDS)
    assert all("{n}" in words.word("items", kind_of(item), "number") for item in ITEMS)
    assert "{status}" in words.word("facts", "status")


def test_english_has_words_for_every_fact_and_item_of_a_session() -> None:
    words = words_of(NOWHERE, "en")
    assert all(words.word("facts", fact) for fact in FACTS)
    assert all(words.word("items", kind_of(item), "number") for item in ITEMS)
    assert all(words.word("status", status) for status in ("planned", "held", "cancelled"))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "2 exchanges, 5 exchanges, 21 exchanges, 102 exchanges"),
        ("en-gb", "2 exchanges, 5 exchanges, 21 exchanges, 102 exchanges"),
        ("de-at", "2 Fragen, 5 Fragen, 21 Fragen, 102 Fragen"),
        ("pl", "2 pytania, 5 pytań, 21 pytań, 102 pytania"),
        ("ru", "2 вопроса, 5 вопросов, 21 вопрос, 102 вопроса"),
        ("ar", "سؤالان, 5 أسئلة, 21 سؤالا, 102 سؤال"),
        ("ja", "質問2件, 質問5件, 質問21件, 質問102件"),
        ("tlh", "2 exchanges, 5 exchanges, 21 exchanges, 102 exchanges"),
    ],
)
def test_things_are_counted_in_the_plural_forms_of_the_language(language: str, expected: str) -> None:
    words = words_of(NOWHERE, language)
    assert ", ".join(words.counted("exchange", number) for number in (2, 5, 21, 102)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "start, exchange 4 changed; 2 messages added"),
        ("de", "Beginn, Frage 4 geändert; 2 Nachrichten ergänzt"),
        ("fr", "modification : début, question 4; ajout : 2 messages"),
        ("ru", "изменено: начало, вопрос 4; добавлено: 2 сообщения"),
        ("ja", "開始, 質問4を変更; 発言2件を追加"),
    ],
)
def test_one_thing_is_named_and_several_are_counted(language: str, expected: str) -> None:
    found = (("changed", "exchange 4"), ("added", "message 2"), ("changed", "start"), ("added", "message 3"))
    assert said(language, *found) == expected


def test_a_new_status_is_told() -> None:
    planned = Session(title="Lantern hours", status="planned")
    found = changes(planned, replace(planned, status="cancelled"))
    assert words_of(NOWHERE, "en").changes(found) == "status (cancelled) changed"
    assert words_of(NOWHERE, "es").changes(found) == "cambio: estado (cancelada)"


def test_an_archive_has_words_of_its_own(tmp_path: Path) -> None:
    """What they lack is English, and whatever is no word is passed over."""
    (tmp_path / "templates").mkdir()
    own = tmp_path / "templates" / TABLE
    own.write_text(
        '[eo]\nupdate = "Ŝanĝo"\nitems = 4\n[en]\nupdate = "Change"\n[en.items.exchange]\nother = "{n} asked"\n'
    )
    words = words_of(tmp_path, "eo")
    assert (words.word("update"), words.word("credit"), words.counted("exchange", 2)) == ("Ŝanĝo", "", "2 asked")
    own.write_text("[eo\n")
    with pytest.raises(InputError, match=r"summaries.toml: not valid TOML: .* line 1"):
        words_of(tmp_path, "eo")


@given(
    st.recursive(st.text(max_size=3) | st.integers(), lambda inner: st.dictionaries(st.sampled_from(
        ["en", "items", "changes", "exchange", "changed", "facts", "start", "other", "number"]), inner, max_size=4)),
    st.sampled_from(["en", "pl", "-", ""]),
)  # fmt: skip
def test_no_table_makes_a_summary_fail(table: Any, language: str) -> None:
    words = Words(language, table if isinstance(table, dict) else {})
    found = [Change("changed", place, None, None) for place in ("exchange 4", "start", "exchange 5", "weather")]
    assert isinstance(words.changes(found), str)
