"""``ohbot.toml``: read from one table, and every mistake told with its line."""

import tomllib
from datetime import UTC, datetime

import pytest

from ohbot.archive import BadFile, Config, PagesConfig, WikiConfig, load_config, page_name
from ohbot.archive.config import SHAPES, example_config
from ohbot.wikitext import shapes


def test_an_empty_file_gives_the_defaults() -> None:
    assert load_config("") == Config()


def test_every_key_is_read() -> None:
    rows = [row.removeprefix("# ") for row in example_config().splitlines()[1:]]
    found = load_config("\n".join(rows))
    assert found.wiki == WikiConfig(
        api="http://127.0.0.1:8089/api.php",
        prefix="IRC office hours/",
        throttle=5,
        contact="User:Example",
        stop_page="User:ExampleBot/stop",
        also=("Project:Lantern hours",),
        tags=("ohbot",),
        user_config="user-config.py",
    )
    assert found.pages == PagesConfig(
        title="Office hours {start:%Y-%m-%d}",
        header="Office hours header",
        time_link="https://example.org/at/{timestamp}",
        timezone="Europe/Berlin",
        categories=("IRC office hours",),
        translate=True,
        promises=("we shall see",),
        summary="summary.txt",
    )
    assert found.jobs.max_edits == 100


def test_the_shapes_of_the_configuration_are_those_that_can_be_written() -> None:
    assert set(SHAPES) == set(shapes.SHAPES)


def test_the_example_sets_what_a_person_should_look_at() -> None:
    assert tomllib.loads(example_config())["wiki"] == {
        "family": "meta",
        "code": "meta",
        "prefix": "IRC office hours/",
    }


WRONG = {
    "[wiki]\nprefx = 'a'\n": (2, "did you mean 'prefix'"),
    "[wikki]\n": (1, "did you mean '[wiki]'"),
    "wiki = 1\n": (1, "must be a section"),
    "prefix = 'a'\n": (1, "unknown key 'prefix'"),
    "[wiki]\nprefix = 1\n": (2, "must be text"),
    "[wiki]\nfamily = ''\n": (2, "is empty"),
    "[wiki]\napi = 'ftp://example.org'\n": (2, "must be an address"),
    "[wiki]\napi = 'http://[::1'\n": (2, "must be an address"),
    "[wiki]\napi = 'example.org/api.php'\n": (2, "must be an address"),
    "[wiki]\nthrottle = -1\n": (2, "number of seconds"),
    "[wiki]\nthrottle = true\n": (2, "number of seconds"),
    "[wiki]\nthrottle = nan\n": (2, "number of seconds"),
    "[pages]\ntitle = '{date}'\n": (2, "only {start} and {title}"),
    "[pages]\ntitle = '{start'\n": (2, "is no format"),
    "[pages]\ntitle = '{start.nothing}'\n": (2, "is no format"),
    "[pages]\ntitle = '{}'\n": (2, "is no format"),
    "[pages]\ntitle = 'Hours'\n": (2, "the same name"),
    "[pages]\nshape = 'spiral'\n": (2, "is 'spiral', which is no shape; write one of numbered, bullets"),
    "[pages]\nshape = 1\n": (2, "must be text"),
    "[pages]\ntemplate = '../secret'\n": (2, "without folders"),
    "[pages]\n\ncategories = 'a'\n": (3, "list of texts"),
    "[index]\npast = '{title}'\n": (2, "knows {start} alone"),
    "[index]\npast = '{start:%Y'\n": (2, "is no format"),
    "[index]\ncolumns = 'date'\n": (2, "must be a list of texts"),
    "[index]\ncolumns = ['date', 'colour: Tint']\n": (2, "has 'colour', which is no field; write of day, date"),
    "[index]\ncolumns = ['date', 'date: Datum', 'who']\n": (2, "names a field twice"),
    "[index]\ncolumns = ['day', 'who']\n": (2, "needs date or start"),
    "[index]\ncaptions = ['Next']\n": (2, "must be two texts"),
    "[index]\nlanguage = 'xx'\n": (2, "must be one of en, de"),
    "[index]\nnewest_first = 'yes'\n": (2, "must be true or false"),
    "[jobs]\nmax_edits = 0\n": (2, "above 0"),
    "[wiki\n": (1, "not valid TOML"),
    "[wiki]\nprefix = a\n": (2, "texts need quotes"),
    "[wiki]\nprefix = 'a'\nprefix = 'b'\n": (3, "keep one of the two"),
    "[wiki]\n[pages]\n[wiki]\n": (3, "keep one of the two"),
    "[pages]\ncategories = ['Category:Hours']\n": (2, "without 'Category:'"),
    "[pages]\ncategories = ['Hours', '[[Hours]]']\n": (2, "without brackets"),
    "[pages]\nheader = '{{Hours}}'\n": (2, "without brackets, braces"),
    "wiki.prefix = 1\n": (1, "must be text"),
}


@pytest.mark.parametrize(("text", "place"), WRONG.items())
def test_a_mistake_is_told_with_its_line(text: str, place: tuple[int, str]) -> None:
    line, words = place
    with pytest.raises(BadFile) as caught:
        load_config(text)
    assert [problem.line for problem in caught.value.problems] == [line]
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"ohbot.toml:{line}: ")


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(BadFile) as caught:
        load_config("[wiki]\nprefix = 1\n[pages]\nshap = ''\n")
    assert [problem.line for problem in caught.value.problems] == [2, 4]


def test_a_page_is_named_by_start_and_title() -> None:
    start = datetime(2020, 10, 15, 18, tzinfo=UTC)
    assert page_name("{title} ({start:%d %B})", title="Hours {1}", start=start) == "Hours {1} (15 October)"
    assert page_name("{title}", title="Hours", start=None) == "Hours"
    with pytest.raises(ValueError, match="has no start"):
        page_name("{start:%Y}", title="Hours", start=None)
