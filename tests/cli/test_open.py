"""``ohbot open`` and ``ohbot completion``, and words that are nearly a command."""

from urllib.parse import quote

import pytest

from ohbot.cli import main
from ohbot.sandbox import Sandbox
from ohbot.wiki.addresses import title_at
from tests.cli.desk import SESSION, Desk
from tests.wiki.people import People


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
    assert "index.php?diff=" in diff
    assert "Special:PrefixIndex/Office" in office.ohbot("open", "--no-open").stdout
    assert "name one" in office.ohbot("open", "--diff", exits=2).stderr
    assert history == f"{page}{'&' if '?' in page else '?'}action=history"


def test_an_unknown_command_is_answered_with_the_one_that_is_near(desk: Desk) -> None:
    assert "did you mean 'publish'" in desk.ohbot("publsh", exits=2).stderr
    assert "No such command" in desk.ohbot("zzzz", exits=2).stderr


def test_a_command_goes_by_its_old_name_too(desk: Desk) -> None:
    old, new = (desk.ohbot(name, "--help").stdout.partition("\n")[2] for name in ("toolforge", "schedule"))
    assert old == new


@pytest.mark.wiki
def test_a_page_is_pulled_by_the_address_at_which_people_read_it(
    office: Desk, people: People, sandbox: Sandbox
) -> None:
    people.edit(f"{office.prefix}Åland? & co", "# Who has the key?\n#: Ode.\n")
    path = quote(f"{office.prefix}Åland? & co".replace(" ", "_"))
    said = office.ohbot("pull", f"{sandbox.url}index.php?title={path}&action=history#top")
    assert f"[{office.prefix}Åland? & co]: pulled" in said.stdout
    address = f"{sandbox.url}index.php?title={path}"
    assert "unchanged" in office.ohbot("pull", address).stdout
    assert "Who has the key" in office.ohbot("explain", address).stdout
    refused = office.ohbot("pull", "https://elsewhere.example/wiki/Key", exits=1)
    assert "no address of a page of" in refused.stdout


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("https://meta.example.org/wiki/A_b/C%C3%A9?x=1#y", "A b/Cé"),
        ("https://meta.m.example.org/wiki/A", "A"),
        ("https://meta.example.org/w/index.php?title=A_b&oldid=3", "A b"),
        ("https://meta.example.org/w/index.php?curid=3", None),
        ("https://meta.example.org/wiki/", None),
        ("https://other.example.org/wiki/A", None),
    ],
)
def test_the_title_in_an_address(address: str, title: str | None) -> None:
    assert title_at(address, "https://meta.example.org/w/api.php", "/wiki/$1") == title


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_completion(desk: Desk, shell: str) -> None:
    assert "_OHBOT_COMPLETE" in desk.ohbot("completion", shell).stdout


def test_the_names_of_sessions_are_completed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.write("lantern")
    desk.write("other", SESSION + 'wiki:\n  page: "Hours/A: b"\n')
    for name, value in {
        "_OHBOT_COMPLETE": "bash_complete",
        "COMP_WORDS": "ohbot publish la",
        "COMP_CWORD": "2",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        main(prog_name="ohbot")
    assert capsys.readouterr().out == "plain,lantern\n"
