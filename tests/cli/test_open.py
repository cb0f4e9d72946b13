"""``ohbot open`` and ``ohbot completion``, and words that are nearly a command."""

import pytest

from ohbot.cli import main
from tests.cli.desk import Desk


@pytest.mark.wiki
def test_the_addresses_of_page_difference_and_history(office: Desk) -> None:
    office.write("lantern")
    never = office.ohbot("open", "lantern", "--diff", "--no-open", exits=1)
    assert "was never synced" in never.stderr
    office.ohbot("publish", "lantern")
    page, diff, history = (
        office.ohbot("open", "lantern", "--no-open", *words).stdout.strip()
        for words in ([], ["--diff"], ["--history"])
    )
    assert page.endswith("Lantern_hours:_June_3,_2026")
    assert "Special:Diff/" in diff
    assert history == f"{page}{'&' if '?' in page else '?'}action=history"


def test_an_unknown_command_is_answered_with_the_one_that_is_near(desk: Desk) -> None:
    assert "did you mean 'publish'" in desk.ohbot("publsh", exits=2).stderr
    assert "No such command" in desk.ohbot("zzzz", exits=2).stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_completion(desk: Desk, shell: str) -> None:
    assert "_OHBOT_COMPLETE" in desk.ohbot("completion", shell).stdout


def test_the_names_of_sessions_are_completed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.write("lantern")
    desk.write("other")
    for name, value in {
        "_OHBOT_COMPLETE": "bash_complete",
        "COMP_WORDS": "ohbot publish la",
        "COMP_CWORD": "2",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        main(prog_name="ohbot")
    assert capsys.readouterr().out == "plain,lantern\n"
