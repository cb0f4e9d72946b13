"""Tables of wikitext: read as the wiki reads them, and changed cell by cell and row by row."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.model.text import label
from ohbot.sandbox import Sandbox
from ohbot.wikitext.splice import edited
from ohbot.wikitext.tables import Table, cell_text, read_tables, row
from tests.sampling import sample
from tests.wiki.people import People

FORMS = {
    "a cell a line": '{| class="wikitable"\n! Date\n! Who\n|-\n| 1 May\n| Ada\n|}',
    "side by side": "{|\n! Date !! Who || More\n|- style='color:red'\n| 1 May || Ada || \n|}",
    "no line before the first row": "{|\n|+ Hours\n| 1 May || Ada\n|}",
    "attributes": '{|\n|-\n| style="a: b" | 1 May || class=x | Ada\n! scope="row" | [[A|B]] !! C | D\n|}',
    "a bar in a link": "{|\n|-\n| [[A|B]] || [[C|D]] and [[E|F]]\n|}",
    "a bar in a template": "{|\n|-\n| {{tl|a|b}} || x {{tl\n| c\n}} y\n| z\n|}",
    "a nested table": "{|\n|-\n| a\n{|\n| b || c\n|}\nd\n| e\n|}",
    "lines that go on": "{|\n|-\n| a\n* b\n\nc\n| d\n|}",
    "rowspan and colspan": (
        '{|\n! a !! b !! c\n|-\n| rowspan=2 | d || e || f\n|-\n| colspan="2" | g\n|-\n| h || i || j\n|}'
    ),
    "comments": "{|\n<!-- x -->|-\n| a <!-- b || c --> d || e\n<!-- | f -->\n|-\n| g || h\n|}",
    "nowiki": "{|\n|-\n| <nowiki>a || b</nowiki> || c\n|}",
    "blank rows": "{|\n|-\n|-\n| a\n|-\n|}",
    "blank cells": "{|\n|-\n|\n|| \n| || a ||\n|}",
    "indented": "Text.\n:{|\n|-\n| a || b\n|}\nMore.",
    "signs in text": "{|\n|-\n| a - b || -c || !d\n!! e\n| f ! g !! h\n|}",
    "two": "{|\n| a\n|}\nbetween\n{|\n| b\n|}",
    "an end in a cell": "{|\n|-\n| a || b |}\n| c\n|}",
}
TRANSLATED = (
    "<translate>\n{|\n! <!--T:1--> Date\n|-\n| <!--T:2--> 1 May\n| Ada <tvar name=1>x</tvar>\n|}\n</translate>"
)


class _Cells(HTMLParser):
    """The texts of the cells of each row, nested tables apart."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._open = self._depth = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._depth += tag == "table"
        if self._depth == 1 and tag == "tr":
            self.rows.append([])
        elif self._depth == 1 and tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "table"

    def handle_data(self, data: str) -> None:
        if self._depth == 1 and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def only(text: str) -> Table:
    (table,) = read_tables(text)
    return table


@pytest.fixture(scope="module")
def people(sandbox: Sandbox) -> People:
    """People on the sandbox wiki."""
    return People(sandbox)


@pytest.mark.wiki
def test_rows_and_cells_are_those_of_the_wiki(people: People) -> None:
    """Every form, rendered: as many cells in each row, and the same words in them."""
    for name, text in FORMS.items():
        page = people.person.ask(
            action="parse", text=text, contentmodel="wikitext", disablelimitreport=1, prop="text"
        )
        shown = _Cells()
        shown.feed(re.sub("<!--.*?-->", "", page["parse"]["text"], flags=re.DOTALL))
        seen = [row for row in shown.rows if row]
        read = [row for table in read_tables(text) for row in table.rows]
        assert [len(row.cells) for row in read] == [len(cells) for cells in seen], name
        for ours, theirs in zip(read, seen, strict=True):
            for cell, words in zip(ours.cells, theirs, strict=True):
                plain = re.sub(r"<!--.*?-->|<[^>]*>|\{\|.*\|\}", "", cell.text, flags=re.DOTALL)
                if not re.search(r"[\[{*]", plain):
                    assert plain.split() == words.split(), name


def test_columns_are_counted_over_cells_that_span() -> None:
    head, first, second, last = only(FORMS["rowspan and colspan"]).rows
    assert [cell.column for cell in first.cells] == [0, 1, 2]
    assert [cell.column for cell in second.cells] == [1]
    assert [cell.column for cell in last.cells] == [0, 1, 2]
    assert [one.is_joined for one in (head, first, second, last)] == [False, True, True, False]
    assert [one.goes_on for one in (head, first, second, last)] == [False, True, False, False]


def test_no_row_is_put_between_joined_ones() -> None:
    table = only(FORMS["rowspan and colspan"])
    new = edited(table.text, [table.added(2, [row("", ("x", "y", "z"))])])
    assert [one.cells[0].text for one in only(new).rows] == ["a", "d", "g", "x", "h"]


def test_translation_markup_is_no_part_of_a_text() -> None:
    head, first = only(TRANSLATED).rows
    assert [cell.text for cell in (*head.cells, first.cells[0])] == ["Date", "1 May"]
    assert [cell.is_whole for cell in first.cells] == [True, False]
    assert "<!--T:2--> 2 May\n" in edited(TRANSLATED, [only(TRANSLATED).written(first.cells[0], "2 May")])


def test_an_open_table_and_one_inside_of_a_template_are_left_alone() -> None:
    assert read_tables("{|\n| a\n") == ()
    assert read_tables("{{box|\n{|\n| a\n|}\n}}") == ()


_texts = st.one_of(
    st.sampled_from(["", "Ada", "[[A|B]]", "x {{t|u}} y", "a - b", "{|\n| n || m\n|}", "a\n* b"]),
    st.text().map(label),
)


@given(st.sampled_from(sorted(FORMS)), st.integers(0, 200), _texts)
def test_a_cell_that_is_written_reads_back_and_nothing_else_changes(name: str, number: int, words: str) -> None:
    """PutGet and locality, for any plain text."""
    text, new = FORMS[name], cell_text(words)
    table = read_tables(text)[0]
    cells = [cell for one in table.rows for cell in one.cells]
    cell = cells[number % len(cells)]
    if not cell.is_whole:
        return
    after = edited(text, [table.written(cell, new)])
    assert (after[: cell.start], after[len(after) - len(text) + cell.end :]) == (text[: cell.start], text[cell.end :])
    again = [one for each in read_tables(after)[0].rows for one in each.cells]
    expected = [new if one is cell else one.text for one in cells]
    assert [one.text for one in again] == expected
    assert [(one.column, one.attributes) for one in again] == [(one.column, one.attributes) for one in cells]


@given(
    st.sampled_from(sorted(FORMS)),
    st.integers(0, 9),
    st.lists(st.text().map(label), min_size=1, max_size=4),
    st.booleans(),
)
def test_a_row_that_is_added_reads_back_and_is_gone_when_removed(
    name: str, at: int, words: list[str], on_one_line: bool
) -> None:
    text, cells = FORMS[name], tuple(map(cell_text, words))
    table = read_tables(text)[0]
    at = 1 + at % len(table.rows) if not text.startswith("{|\n|-") else at % (len(table.rows) + 1)
    after = edited(text, [table.added(at, [row('id="new"', cells, on_one_line=on_one_line)])])
    again = read_tables(after)[0]
    (new,) = [one for one in again.rows if one.id == "new"]
    assert tuple(cell.text for cell in new.cells) == cells
    assert edited(after, [again.removed(new)]) == text


def test_a_short_row_gets_the_cells_that_it_lacks() -> None:
    text = "{|\n! a !! b !! c\n|-\n| d\n<!-- note -->\n|-\n| e || f || g\n|}"
    table = only(text)
    after = edited(text, [table.lengthened(table.rows[1], ("", "x"))])
    assert [cell.text for cell in only(after).rows[1].cells] == ["d", "", "x"]
    assert "<!-- note -->" in after


def test_a_blank_cell_and_one_that_lacks_are_written_together() -> None:
    table = only("{|\n! a !! b\n|-\n| \n|}")
    (blank,) = table.rows[1].cells
    after = edited(table.text, [table.written(blank, "x"), table.lengthened(table.rows[1], ("y",))])
    assert [cell.text for cell in only(after).rows[1].cells] == ["x", "y"]


def test_every_cell_of_the_corpus_stands_where_it_says(corpus: Path) -> None:
    """Whatever a page has: rows follow each other, and a cell without edits is its text."""
    files = sorted(path for path in (corpus / "wikitext").rglob("*") if path.is_file() and b"{|" in path.read_bytes())
    for path in sample(files, one_in=5):
        text = path.read_bytes().decode("utf-8", "replace")
        for table in read_tables(text):
            ends = [table.start, *(end for one in table.rows for end in (one.start, one.end)), table.close]
            assert ends == sorted(ends), path.name
            cells = [cell for one in table.rows for cell in one.cells]
            assert edited(text, [table.written(cell, cell.text) for cell in cells]) == text, path.name
