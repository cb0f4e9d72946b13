"""The index and the people who edit it: who keeps what, told step by step."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ohbot.archive import IndexConfig
from ohbot.model import Person
from tests.index.wiki import NOW, PAGE, Wiki, days, entry

ADOPTED = """\
Ask anything.

== Upcoming office hours ==
{| class="wikitable sortable"
! Day !! Date !! Time (UTC) !! Who !! Topic(s) !! Volunteers
|- <!-- next -->
| Thursday || 3 June 2021 || 18:00 || [[User:Amrei|Amrei]] and guests || {{tl|Wicks}} || Bosko brings tea
|-
| Friday || 4 June 2021 || 09:00 || Another circle || Their own things ||
|}

== Previous hours ==
{| class="wikitable"
|-
! Day !! Date !! Time (UTC) !! Who !! Topic(s) !! Volunteers
|- style="color: grey"
| Thursday || 6 May 2021 || 18:00&ndash;19:00 || Amrei || Oil || &mdash;
|}
"""


def test_a_new_index_has_a_table_of_upcoming_and_one_of_past_sessions() -> None:
    wiki = Wiki()
    (plan,) = wiki.run([entry("2021-05-06"), entry("2021-06-03"), entry("2021-07-01")])
    assert plan.changes == ("3 sessions added",)
    text = wiki.text()
    order = ["Upcoming sessions", "2021-06-03", "2021-07-01", "Past sessions", "2021-05-06"]
    assert sorted(order, key=text.index) == order
    assert wiki.row("2021-06-03")[:5] == [
        "Thursday",
        '<time class="dtstart" datetime="2021-06-03T18:00:00Z">2021-06-03</time>',
        '18:00–<time class="dtend" datetime="2021-06-03T19:00:00Z">19:00</time> UTC',
        "[[Hours/2021-06-03|Hours of 2021-06-03]]",
        "Amrei",
    ]


@pytest.mark.parametrize("count", [0, 1, 300])
@pytest.mark.parametrize("past", [None, "Lantern hours/{start:%Y}"])
def test_an_index_of_any_size_is_made_once_and_then_left_alone(count: int, past: str | None) -> None:
    wiki = Wiki(IndexConfig(upcoming=PAGE, past=past))
    wiki.run(days(count))
    assert sum(text.count('class="vevent"') for _, _, text, _ in wiki.history) == count
    assert len(wiki.history) == len({page for _, page, _, _ in wiki.history})


def test_an_index_without_sessions_makes_no_page() -> None:
    assert [plan.text for plan in Wiki().run([])] == [None]


def test_what_changes_in_the_file_changes_in_the_row() -> None:
    wiki, first = Wiki(), entry("2021-06-03")
    wiki.run([first])
    moved = replace(first, start=first.start and first.start + timedelta(days=1), day=datetime(2021, 6, 4).date())
    wiki.run([replace(moved, end=None, people=(Person("Zoë", "host", "Zoë O."),), topics=("Oil | wicks",))])
    assert wiki.row("2021-06-03") == [
        "Friday",
        '<time class="dtstart" datetime="2021-06-04T18:00:00Z">2021-06-04</time>',
        "18:00 UTC",
        "[[Hours/2021-06-03|Hours of 2021-06-03]]",
        "[[User:Zoë O.|Zoë]] (host)",
        "#lantern",
        "Oil &#124; wicks",
        "",
    ]


def test_a_cell_that_a_person_changed_stays_and_is_told() -> None:
    wiki, first = Wiki(), entry("2021-06-03")
    wiki.run([first])
    wiki.change("| Amrei", "| Amrei, and whoever comes")
    assert wiki.run([first])[0].left == (), "it says what the file says, and more"
    (plan,) = wiki.run([replace(first, people=(Person("Bosko"),), venues=("#oil",))])
    assert (plan.changes, plan.left) == (("1 session changed",), ("2021-06-03 Who",))
    assert wiki.row("2021-06-03")[4:6] == ["Amrei, and whoever comes", "#oil"]
    wiki.run([replace(first, people=(Person("Zoë"),))])
    assert wiki.row("2021-06-03")[4:6] == ["Amrei, and whoever comes", "#lantern"]


def test_a_date_in_a_persons_words_follows_the_file_in_these_words() -> None:
    wiki, first = Wiki(), entry("2021-06-03")
    wiki.run([first])
    wiki.change('<time class="dtstart" datetime="2021-06-03T18:00:00Z">2021-06-03</time>', "3 June 2021")
    wiki.change("| Thursday", "| ''Thu''")
    wiki.run([replace(first, start=first.start and first.start + timedelta(days=1), day=datetime(2021, 6, 4).date())])
    assert wiki.row("2021-06-03")[:2] == ["''Fri''", "4 June 2021"]


def test_what_a_person_puts_back_is_not_taken_away_again() -> None:
    wiki, first = Wiki(), entry("2021-06-03")
    wiki.run([first])
    before = wiki.text()
    wiki.run([replace(first, venues=("#oil",))])
    wiki.edit(before)
    assert wiki.run([replace(first, venues=("#oil",))])[0].left == ("2021-06-03 Location",)
    assert wiki.text() == before


def test_a_row_that_people_took_out_comes_back_by_force_alone() -> None:
    wiki, both = Wiki(), [entry("2021-06-03"), entry("2021-06-10")]
    wiki.run(both)
    (row,) = [one for one in wiki.rows() if one.row.id == "2021-06-03"]
    wiki.change(wiki.text()[row.row.start : row.row.end], "")
    assert wiki.run(both)[0].left == ("2021-06-03 (people took its row out)",)
    wiki.run([*both, entry("2021-06-17")])
    assert [one.row.id for one in wiki.rows()] == ["2021-06-10", "2021-06-17"]
    wiki.run([*both, entry("2021-06-17")], force=True)
    assert [one.row.id for one in wiki.rows()] == ["2021-06-03", "2021-06-10", "2021-06-17"]


def test_a_blank_cell_is_filled_and_one_that_a_person_blanked_is_not() -> None:
    wiki, first = Wiki(), entry("2021-06-03")
    wiki.run([first])
    wiki.change("| #lantern", "| ")
    wiki.run([replace(first, recordings=("https://video.example/1",))])
    assert wiki.row("2021-06-03")[5:] == ["", "", "[https://video.example/1 video.example]"]


def test_a_session_that_is_over_takes_what_people_wrote_along() -> None:
    """Their words in its cells, their column, the row's attributes; the cells stay theirs on another page, too."""
    for past in (None, "Lantern hours/{start:%Y}"):
        wiki = Wiki(IndexConfig(upcoming=PAGE, past=past, columns=("date", "who", "venue")))
        both = [entry("2021-05-06"), entry("2021-06-03")]
        wiki.run(both)
        for page in dict.fromkeys(("Lantern hours/2021" if past else PAGE, PAGE)):
            wiki.edit(wiki.text(page).replace('! scope="col" | Who', "! Notes of ours\n! Who"), page)
            wiki.edit(wiki.text(page).replace('| class="summary', '| bring oil\n| class="summary'), page)
        wiki.change(
            'class="summary attendee" | Amrei\n| class="location" | #lantern\n|}', "Amrei!\n| #lantern <!-- x -->\n|}"
        )
        later = NOW + timedelta(days=30)
        plans = wiki.run(both, later)
        home = "Lantern hours/2021" if past else PAGE
        assert ("1 session moved",) in [plan.changes for plan in plans]
        assert [row.row.id for row in wiki.rows(home)] == ["2021-06-03", "2021-05-06"]
        assert wiki.row("2021-06-03", home)[1:] == ["bring oil", "Amrei!", "#lantern"]
        assert "#lantern <!-- x -->" in wiki.text(home)
        changed = [both[0], replace(both[1], people=(Person("Zoë"),), venues=("#oil",))]
        assert ("2021-06-03 Who",) in [plan.left for plan in wiki.run(changed, later)]
        assert wiki.row("2021-06-03", home)[2:] == ["Amrei!", "#oil"]


def test_a_row_stays_where_a_persons_column_would_be_lost() -> None:
    wiki = Wiki(IndexConfig(upcoming=PAGE, past="Past hours"))
    both = [entry("2021-05-06"), entry("2021-06-03")]
    wiki.run(both)
    wiki.change('! scope="col" | Recording', '! scope="col" | Recording\n! Tea')
    wiki.change("| #lantern\n|\n|\n", "| #lantern\n|\n|\n| Bosko\n")
    plans = wiki.run(both, NOW + timedelta(days=30))
    assert max(plan.left for plan in plans)[0].startswith("2021-06-03 (has no place among the past ones")
    assert wiki.row("2021-06-03")[-1] == "Bosko"


def test_a_cancelled_session_is_shown_as_such_and_back() -> None:
    wiki, first = Wiki(IndexConfig(upcoming=PAGE, cancelled="fällt aus")), entry("2021-06-03")
    wiki.run([first])
    before = wiki.text()
    wiki.run([replace(first, status="cancelled")])
    assert wiki.row("2021-06-03")[3] == (
        '<s>[[Hours/2021-06-03|Hours of 2021-06-03]]</s> (<abbr class="status" title="CANCELLED">fällt aus</abbr>)'
    )
    wiki.run([first])
    assert wiki.text() == before


def test_a_table_in_a_pages_own_layout_is_adopted() -> None:
    """Wording, people's rows and columns, templates, comments and attributes stay; new rows are alike."""
    wiki = Wiki()
    wiki.edit(ADOPTED)
    sessions = [
        entry("2021-05-06", end=None, topics=("Oil",), page="Hours/Oil"),
        entry("2021-06-03", topics=("Wicks",)),
        entry("2021-06-10", topics=("Glass", "Soot")),
    ]
    (plan,) = wiki.run(sessions)
    assert plan.changes == ("1 session added",)
    new = '|- class="vevent" id="2021-06-10"\n| Thursday || style="white-space:nowrap" | 10 June 2021 || 18:00'
    assert new in wiki.text()
    assert wiki.text().replace(wiki.text()[wiki.text().index(new) :].split("|}")[0], "") == ADOPTED
    assert wiki.row("2021-06-10")[3:] == ["Amrei", "Glass; Soot", ""]


def test_an_adopted_row_moves_as_it_stands() -> None:
    wiki = Wiki()
    wiki.edit(ADOPTED)
    wiki.run([entry("2021-06-03", topics=("Wicks",))], NOW + timedelta(days=30))
    lines = ADOPTED[ADOPTED.index("|- <!-- next") : ADOPTED.index("|-\n| Friday")]
    assert wiki.text() == ADOPTED.replace(lines, "").replace("|- style", f"{lines}|- style")


def test_a_row_over_several_rows_is_left_to_people() -> None:
    wiki = Wiki()
    wiki.edit(
        "{|\n! Date !! Who !! Place\n|-\n| 3 June 2021 || rowspan=2 | Amrei || #oil\n|-\n| 10 June 2021 || #oil\n|}"
    )
    before = wiki.text()
    (plan,) = wiki.run([entry("2021-06-03"), entry("2021-06-10")])
    assert plan.left == ("2021-06-03 Place", "2021-06-10 Place")
    assert wiki.text() == before


def test_a_renamed_column_is_kept_and_known_by_its_microformat() -> None:
    wiki, first = Wiki(), entry("2021-06-03")
    wiki.run([first])
    wiki.change('! scope="col" | Who', '! scope="col" | Lamplighters of the day')
    wiki.run([replace(first, people=(Person("Zoë"),))])
    assert "Lamplighters of the day" in wiki.text()
    assert wiki.row("2021-06-03")[4] == "Zoë"


def test_people_move_columns_and_rows_as_they_like() -> None:
    wiki = Wiki(IndexConfig(upcoming=PAGE, columns=("date", "who")))
    both = [entry("2021-06-03"), entry("2021-06-10")]
    wiki.run(both)
    turned = "\n! Who\n! Date\n"
    rows = ['\n| class="summary" | Amrei\n| 10 June 2021\n', '\n| class="summary" | Amrei\n| 3 June 2021\n']
    wiki.edit(f"{{|\n|-{turned}|-{rows[0]}|-{rows[1]}|}}")
    wiki.run([both[0], replace(both[1], people=(Person("Zoë"),))])
    assert [[cell.text for cell in one.row.cells] for one in wiki.rows()] == [
        ["Zoë", "10 June 2021"],
        ["Amrei", "3 June 2021"],
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{box|<!-- ohbot index: upcoming --><!-- /ohbot index -->}}", "stands inside of another table, a template"),
        ("<nowiki><!-- ohbot index: upcoming --><!-- /ohbot index --></nowiki>", "stands inside of another table"),
        ("Nothing here.", "there is no table of upcoming sessions here"),
        ("<table><tr><td>Date</td></tr></table>", "tables in HTML are not edited"),
        ("{|\n! Name !! Colour\n|-\n| a || b\n|}", "there is no table of upcoming sessions here"),
    ],
)
def test_a_page_without_a_table_that_ohbot_knows_is_refused_with_what_to_do(text: str, words: str) -> None:
    wiki = Wiki()
    wiki.edit(text)
    (plan,) = wiki.plans([entry("2021-06-03")])
    assert words in plan.problem
    assert "<!-- ohbot index: upcoming -->" in plan.problem
    assert plan.text is None


def test_a_table_whose_dates_nobody_can_read_is_refused_and_gets_no_second_row() -> None:
    wiki = Wiki()
    wiki.edit("{|\n! Date !! Who\n|-\n| 3 June || Amrei\n|-\n| 10 June || Bosko\n|-\n| 17 June 2021 || Zoë\n|}")
    (plan,) = wiki.plans([entry("2021-06-03")])
    assert "ohbot can read the dates of 1 of 3 rows" in plan.problem


def test_a_table_of_something_else_beside_one_of_sessions_is_not_taken() -> None:
    wiki = Wiki()
    wiki.edit("== Next ==\n{|\n! Date !! Who\n|}\n== Costs ==\n{|\n! Date !! Name\n|-\n| 6 May 2021 || Oil\n|}")
    (plan,) = wiki.plans([entry("2021-05-06")])
    assert "there is no table of past sessions here" in plan.problem


def test_a_link_in_a_persons_note_makes_no_row_that_sessions() -> None:
    wiki = Wiki()
    wiki.edit("{|\n! Date !! Who !! Tea\n|-\n| 4 May 2021 || || as on [[Hours/2021-05-06]]\n|}")
    wiki.run([entry("2021-05-06")])
    assert [[cell.text for cell in one.row.cells] for one in wiki.rows()] == [
        ["4 May 2021", "", "as on [[Hours/2021-05-06]]"],
        ["6 May 2021", "Amrei", ""],
    ]


def test_a_row_in_another_zone_is_found_by_its_moment() -> None:
    """Two sessions of one day, of which the table tells the times alone."""
    wiki = Wiki()
    wiki.edit(
        "{|\n! Date !! Time (CEST) !! Who\n|-\n| 3 June 2021 || 11:00 || Bosko\n|-\n| 3 June 2021 || 20:00 ||\n|}"
    )
    early = entry("2021-06-03", name="early", page="Hours/Early", start=datetime(2021, 6, 3, 9, tzinfo=UTC), end=None)
    wiki.run([early, entry("2021-06-03", end=None, people=(Person("Zoë"),))])
    assert [one.row.cells[-1].text for one in wiki.rows()] == ["Bosko", "Zoë"]


def test_a_translated_table_keeps_its_marks_and_takes_new_rows() -> None:
    wiki = Wiki()
    wiki.edit(
        "<translate>\n{|\n! <!--T:1--> Date !! Who\n|-\n"
        "| <!--T:2--> 3 June 2021\n| <!--T:3--> Amrei <!--T:4--> x\n|}\n</translate>"
    )
    before = wiki.text()
    (plan,) = wiki.run([entry("2021-06-03", people=(Person("Zoë"),)), entry("2021-06-10")])
    assert plan.left == ("2021-06-03 Who",)
    new = wiki.text()[wiki.text().index('|- class="vevent"') : wiki.text().index("|}")]
    assert wiki.text().replace(new, "") == before


def test_new_tables_have_headings_and_words_of_the_configuration() -> None:
    columns = ("day: Tag", "date: Datum", "title: Sitzung", "who")
    wiki = Wiki(IndexConfig(upcoming=PAGE, columns=columns, captions=("Kommende", "Frühere"), language="de"))
    wiki.run([entry("2021-06-03")])
    assert wiki.row("2021-06-03")[0] == "Donnerstag"
    for words in ('! scope="col" | Tag\n', "|+ Kommende\n", '! scope="col" | Who\n'):
        assert words in wiki.text()


def test_the_moments_of_the_microformat_follow_what_is_seen() -> None:
    wiki, first = Wiki(IndexConfig(upcoming=PAGE, columns=("start", "title"))), entry("2021-06-03")
    wiki.run([first])
    wiki.change(">2021-06-03 18:00</time>", ">3 June 2021, 18:00</time>")
    later = [replace(first, start=datetime(2021, 7, 1, 17, tzinfo=UTC), end=None, day=datetime(2021, 7, 1).date())]
    wiki.run([replace(later[0], end=datetime(2021, 7, 1, 19, 30, tzinfo=UTC))])
    assert wiki.row("2021-06-03")[0] == (
        '<time class="dtstart" datetime="2021-07-01T17:00:00Z">1 July 2021, 17:00</time>'
        '–<time class="dtend" datetime="2021-07-01T19:30:00Z">19:30</time> UTC'
    )


def test_markers_say_where_the_tables_belong() -> None:
    wiki = Wiki()
    wiki.edit(
        "A.\n<!-- ohbot index: past --><!-- /ohbot index -->\nB.\n{|\n! Date !! Who\n|-\n| 3 June 2021 || x\n|}"
    )
    wiki.run([entry("2021-05-06")])
    start, _, end = wiki.text().partition("<div")
    assert start == "A.\n<!-- ohbot index: past -->\n"
    assert end.endswith("</div>\n<!-- /ohbot index -->\nB.\n{|\n! Date !! Who\n|-\n| 3 June 2021 || x\n|}")


def test_a_run_that_ended_between_two_pages_is_completed() -> None:
    wiki = Wiki(IndexConfig(upcoming=PAGE, past="Past hours"))
    both = [entry("2021-05-06"), entry("2021-06-03")]
    wiki.run(both)
    later = NOW + timedelta(days=30)
    past = wiki.plans(both, later)[0]
    assert past.text is not None
    wiki.edit(past.text, past.page, user="ohbot")
    wiki.run(both, later)
    assert [one.row.id for one in wiki.rows()] == []
    assert [one.row.id for one in wiki.rows("Past hours")] == ["2021-06-03", "2021-05-06"]


def test_times_are_read_and_written_in_the_zone_of_the_table() -> None:
    wiki = Wiki()
    wiki.edit("{|\n! Datum !! Uhrzeit (CEST) !! Mit\n|-\n| 3. Juni 2021 || 20:00 || Amrei\n|}")
    late = entry("2021-06-10", start=datetime(2021, 6, 10, 22, 30, tzinfo=UTC), end=None)
    (plan,) = wiki.run([entry("2021-06-03", end=None), late])
    assert (plan.changes, plan.left) == (("1 session added",), ())
    assert wiki.row("2021-06-10") == ["11. Juni 2021", "00:30", "Amrei"]


def test_sessions_that_change_places_over_two_pages_lose_nothing() -> None:
    """One goes to the page of past sessions while another comes back, each with a person's words."""
    wiki = Wiki(IndexConfig(upcoming=PAGE, past="Past hours"))
    both = [entry("2021-05-06"), entry("2021-06-03")]
    wiki.run(both)
    for page in (PAGE, "Past hours"):
        wiki.change("| Amrei", f"| Amrei of {page}", page)
    again = replace(both[0], start=datetime(2021, 9, 2, 18, tzinfo=UTC), end=None, day=datetime(2021, 9, 2).date())
    wiki.run([again, both[1]], NOW + timedelta(days=30))
    assert [one.row.id for one in wiki.rows()] == ["2021-05-06"]
    assert wiki.row("2021-05-06")[4] == "Amrei of Past hours"
    assert wiki.row("2021-06-03", "Past hours")[4] == f"Amrei of {PAGE}"
    others = [replace(one, people=(Person("Zoë"),)) for one in (again, both[1])]
    wiki.run(others, NOW + timedelta(days=30))
    assert wiki.row("2021-05-06")[4] == "Amrei of Past hours"
    assert wiki.row("2021-06-03", "Past hours")[4] == f"Amrei of {PAGE}"
