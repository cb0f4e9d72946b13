"""``ohbot explain``: a transcript, a page's wikitext, a session."""

from pathlib import Path

import pytest

from tests.cli.desk import SESSION, Desk

PAGE = "== Agenda ==\n# Who has the key?\n#: Ode.\n# The rope\n#: Caro.\n# The gate\n"
LOG = """\
--- Log opened Wed Jun 03 17:00:00 2026
17:00 -!- amrei [~amrei@192.0.2.7] has joined #lanterns
17:01 <amrei> welcome to the lantern hour
17:02 <amrei> the key? mail kit@keys.example
17:02 <bosko> who has it now?

17:03 <amrei> I do
17:04 [bosko(~bosko@192.0.2.8)] this is for you alone
"""


def write(desk: Desk, name: str, text: str) -> Path:
    path = desk.folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_page_s_wikitext_is_told_line_by_line(desk: Desk) -> None:
    page = write(desk, "page.wikitext", PAGE)
    told = desk.ohbot("explain", page).stdout.splitlines()
    assert told[0] == f"{page}: read by its look alone, without a prior"
    assert told[1].startswith("1  heading 1  == Agenda ==")
    assert "next best: question (list of questions: 1 of 3 ask, 2 answered, 1 both" in told[2]
    assert len(told) == 1 + PAGE.count("\n")
    assert {line[: len("2  prose 1    ")].rstrip() for line in told[2:]} == {f"{n}  prose 1" for n in range(2, 7)}


def test_a_session_is_the_prior_of_a_file_that_names_it(desk: Desk) -> None:
    page = write(desk, "page.wikitext", PAGE)
    desk.write("hours", "title: Hours\nbody:\n  - question: The rope\n    answers: [Caro.]\n")
    told = desk.ohbot("explain", page, "--prior", "hours", "--json").json
    assert (told["kind"], told["prior"]) == ("page", "hours")
    assert [line["role"] for line in told["lines"]][3:5] == ["question", "answer"]
    assert told["lines"][3]["evidence"] == "says the same as exchange 1 of the session file"
    assert told["lines"][3]["runner_up"] == "prose"


def test_a_log_tells_its_kind_the_second_guess_and_what_became_of_each_line(desk: Desk) -> None:
    log = write(desk, "lanterns.log", LOG)
    said = desk.ohbot("explain", log)
    told = said.stdout.splitlines()
    assert told[0].startswith(f"{log}: read as irssi (a log of irssi), 8")
    assert "% sure; the second guess is chat (a chat log), " in told[0]
    assert len(told) == 1 + LOG.count("\n")
    assert told[3].startswith(
        "3  message  17:01 <amrei> welcome to the lantern hour  <nick>: stamps and marks of who speaks: "
    )
    assert told[6].split() == ["6", "dropped", "(not", "shown)", "blank"]


def test_what_is_private_in_a_transcript_is_not_shown(desk: Desk) -> None:
    """Neither what was taken out of a line nor a line for one person, for people and for programs."""
    log = write(desk, "lanterns.log", LOG)
    for said in (desk.ohbot("explain", log), desk.ohbot("explain", log, "--json")):
        for private in ("192.0.2", "kit@keys", "for you alone"):
            assert private not in said.all
    lines = desk.ohbot("explain", log, "--json").json["lines"]
    assert [line["line"] for line in lines if line["text"] is None] == [2, 4, 6, 8]
    assert "direct message" in lines[7]["rule"]
    assert "taken out" in lines[3]["evidence"]


def test_one_line_alone_can_be_asked_for(desk: Desk) -> None:
    page = write(desk, "page.wikitext", PAGE)
    assert [line["line"] for line in desk.ohbot("explain", page, 2, "--json").json["lines"]] == [2]
    assert "page.wikitext:7: there is no such line; it has 6 lines" in desk.ohbot("explain", page, 7, exits=1).stderr
    desk.ohbot("explain", page, 0, exits=2)


def test_a_page_may_come_under_any_name_or_from_standard_input(desk: Desk) -> None:
    page = write(desk, "page.txt", PAGE)
    assert "heading 1" in desk.ohbot("explain", "--page", page).stdout
    assert "heading 1" in desk.ohbot("explain", "-", typed=PAGE).stdout


def test_a_session_without_a_page_is_told_as_the_page_that_it_would_become(desk: Desk) -> None:
    desk.write("hours")
    told = desk.ohbot("explain", "hours").stdout
    assert told.startswith("hours as a new page: read with hours as its prior\n")
    assert "question of exchange 1  # Why do lanterns hum?" in told


def test_a_session_file_needs_no_archive(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(desk, "hours.yaml", SESSION)
    monkeypatch.chdir(desk.folder)
    assert "question of exchange 1" in desk.ohbot("explain", path).stdout


def test_what_is_nowhere_is_a_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = write(desk, "page.txt", "hello")
    desk.ohbot("explain", page, "--prior", "hours", exits=2)
    desk.ohbot("explain", desk.folder / "none.wikitext", exits=1)
    desk.ohbot("explain", "Hours/One", exits=5)
    monkeypatch.chdir(desk.folder)
    assert "no such file, and no archive here" in desk.ohbot("explain", "nots.txt", exits=1).stderr
    assert page.read_text("utf-8") == "hello"


def test_an_import_that_is_unsure_says_its_second_guess(desk: Desk) -> None:
    said = desk.ohbot("import", "--dry-run", "--json", write(desk, "lanterns.log", LOG))
    (told,) = said.json
    assert (told["format"], told["second"]["format"]) == ("irssi", "chat")
    assert told["second"]["certainty"] < told["certainty"] < 0.9
    assert "it may be chat instead (a chat log), " in said.stderr


def test_an_import_that_is_sure_says_no_second_guess(desk: Desk) -> None:
    notes = write(desk, "notes.txt", "Lantern hour\n\nQ: Who has the key?\nA: Ode.\n\nQ: And the rope?\nA: Caro.\n")
    assert "instead" not in desk.ohbot("import", "--dry-run", notes).stderr


def test_the_corpus_can_be_explained(desk: Desk, corpus: Path) -> None:
    """Every line of the seed and of the transcripts, each once."""
    files = [*(corpus / "seed").glob("*.txt"), *(corpus / "transcripts").glob("*.log")]
    assert files
    for file in files:
        lines = desk.ohbot("explain", file, "--json").json["lines"]
        assert [line["line"] for line in lines] == list(range(1, len(lines) + 1)), file.name


def test_lines_of_notes_say_what_they_were_read_as_and_why(desk: Desk) -> None:
    """A fact, a list of questions, answers, a closing part."""
    Path("notes.txt").write_text(
        "Lantern hours: June 3, 2026, 17:00 UTC\n\n1. Why do lanterns hum?\n   The wick.\n2. The oil\n   Ode: Rape.\n"
        "\nNext steps:\n- Buy oil\n",
        "utf-8",
    )
    lines = {one["line"]: one for one in desk.ohbot("explain", "notes.txt", "--json").json["lines"]}
    roles = [lines[number]["role"] for number in (1, 3, 4, 5, 6, 8, 9)]
    assert roles == ["fact", "question", "answer", "question", "answer", "prose", "prose"]
    assert (lines[3]["rule"], lines[3]["evidence"][:22]) == ("list of questions", "1 of 2 ask, 2 answered")
    assert (lines[6]["rule"], lines[6]["evidence"]) == ("answers", "line 5")
    assert "closes the notes" in lines[9]["rule"]
