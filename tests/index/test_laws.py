"""The laws of the index: a second run does nothing, people keep what they wrote, and own cells follow the files."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ohbot.archive import IndexConfig
from ohbot.archive.config import INDEX_FIELDS
from ohbot.index import IndexEntry, of_plain, to_plain
from ohbot.index.fields import FIELDS
from ohbot.model import Person
from ohbot.model.text import label
from tests.index.wiki import PAGE, Wiki
from tests.strategies import PLAIN_WORDS, RIGHT_TO_LEFT, WIKITEXT

_words = st.lists(
    st.sampled_from((*PLAIN_WORDS, *RIGHT_TO_LEFT, *WIKITEXT, "|", "||", "|-", "!!", "a | b")), max_size=3
)
_texts = _words.map(" ".join).map(label) | st.text(max_size=9).map(label)
_named = _texts.filter(bool)
_times = st.datetimes(datetime(2019, 12, 28), datetime(2021, 1, 4), timezones=st.just(UTC)).map(
    lambda time: time.replace(second=0, microsecond=0)
)
_lengths = st.none() | st.integers(1, 300).map(lambda minutes: timedelta(minutes=minutes))
_people = st.lists(st.builds(Person, _named, st.none() | _named, st.none() | _named), max_size=2).map(tuple)
_ADDRESSES = ("https://a.example/1", "https://b.example/x|y")
_several = st.lists(_named, max_size=2).map(tuple)


@st.composite
def entries(draw: st.DrawFn) -> list[IndexEntry]:
    """Sessions of a year, some of one day or of one page."""
    found = []
    for number in range(draw(st.integers(0, 5))):
        start, length = draw(st.none() | _times), draw(_lengths)
        languages: tuple[str, ...] = draw(st.sampled_from(((), ("de", "fr"))))
        found.append(
            IndexEntry(
                name=f"session-{number}",
                page=f"Hours/{draw(st.integers(0, 9))}",
                title=draw(_named),
                day=start.date() if start else draw(_times).date(),
                start=start,
                end=start + length if start and length else None,
                status=draw(st.sampled_from((None, "planned", "held", "cancelled"))),
                people=draw(_people),
                venues=draw(_several),
                topics=draw(_several),
                recordings=draw(st.lists(st.sampled_from(_ADDRESSES), max_size=2).map(tuple)),
                translations=languages,
                open=draw(st.lists(st.tuples(_named, st.none() | _named), max_size=3).map(tuple)),
            )
        )
    return found


configs = st.builds(
    IndexConfig,
    upcoming=st.just(PAGE),
    past=st.sampled_from((None, "Past hours", "Hours of {start:%Y}")),
    columns=st.lists(st.sampled_from(INDEX_FIELDS[2:]), min_size=1, unique=True).map(lambda more: ("date", *more)),
    newest_first=st.booleans(),
    language=st.sampled_from(("en", "de", "ja")),
)


@given(entries(), configs, _times, _times)
def test_a_second_run_does_nothing_at_any_time(
    found: list[IndexEntry], config: IndexConfig, first: datetime, later: datetime
) -> None:
    """`Wiki.run` holds that: of a new index, and after time went on; each session has one row, in its place."""
    wiki = Wiki(config)
    for now in sorted((first, later)):
        wiki.run(found, now)
        pages = dict.fromkeys(page for _, page, _, _ in wiki.history)
        rows = [row for page in pages for row in wiki.rows(page)]
        assert sorted(row.row.id or "" for row in rows) == sorted(one.name for one in found)


@given(entries(), entries(), configs, _times)
def test_own_cells_follow_the_files(
    found: list[IndexEntry], later: list[IndexEntry], config: IndexConfig, now: datetime
) -> None:
    """A page that nobody else edits comes to the rows of a new one, whatever changed."""
    config = replace(
        config, past=config.past and config.past.partition(" {")[0]
    )  # a year without sessions is not read
    wiki, fresh = Wiki(config), Wiki(config)
    wiki.run(found, now)
    changed = [*later, *found[len(later) :]]
    wiki.run(changed, now)
    fresh.run(changed, now)
    assert _cells(wiki) == _cells(fresh)


def _cells(wiki: Wiki) -> dict[str, list[str]]:
    pages = dict.fromkeys(page for _, page, _, _ in wiki.history)
    rows = [row for page in pages for row in wiki.rows(page)]
    return {row.row.id or "": [cell.text for cell in row.row.cells] for row in rows}


@given(entries().filter(bool), entries(), configs, _times, st.data())
def test_what_people_wrote_is_there_afterwards(
    found: list[IndexEntry], later: list[IndexEntry], config: IndexConfig, now: datetime, data: st.DataObject
) -> None:
    """A cell that they changed, a row and a column of their own, and a note beside the table."""
    wiki = Wiki(config)
    wiki.run(found, now)
    page = data.draw(st.sampled_from([page for _, page, _, _ in wiki.history]))
    row = data.draw(st.sampled_from(wiki.rows(page)))
    cells = [cell for cell in row.row.cells if cell.text]
    cell = data.draw(st.sampled_from(cells))
    text = wiki.text(page)
    text = f"{text[: cell.start]}Somebody's words{text[cell.end :]}\nA note.\n"
    text = text.replace("|}", "|-\n| colspan=2 | A row of ours\n|}", 1)
    wiki.edit(text, page)
    wiki.run([*later, *found[len(later) :]], now)
    after = "\n".join(wiki.text(title) for title in dict.fromkeys(page for _, page, _, _ in wiki.history))
    for words in ("Somebody's words", "A note.", "|-\n| colspan=2 | A row of ours\n"):
        assert after.count(words) == 1
    same = [one for one in found[len(later) :] if one.name == row.row.id]
    if same and row.row.cells.index(cell) > 0:
        assert _cells(wiki)[row.row.id or ""][row.row.cells.index(cell)] == "Somebody's words"


@given(entries())
def test_what_the_cache_holds_of_a_session_is_all_of_it(found: list[IndexEntry]) -> None:
    assert [of_plain(to_plain(one)) for one in found] == found


def test_the_configuration_knows_the_fields_of_the_index() -> None:
    assert INDEX_FIELDS == FIELDS
