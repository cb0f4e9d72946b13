"""Which archive a job works on."""

from pathlib import Path

import pytest

from tests.cli.desk import Desk


@pytest.fixture(autouse=True)
def away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder without an archive, as in an image."""
    for name in ("OHBOT_DATA_DIR", "TOOL_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    (desk.folder / "workspace").mkdir()
    monkeypatch.chdir(desk.folder / "workspace")


@pytest.mark.parametrize("name", ["OHBOT_DATA_DIR", "TOOL_DATA_DIR"])
def test_the_environment_names_it(desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, str(desk.archive))
    desk.write("hours")
    assert "1 session" in desk.ohbot("check").stderr


def test_ohbots_own_variable_goes_before_toolforges(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OHBOT_DATA_DIR", str(desk.archive))
    monkeypatch.setenv("TOOL_DATA_DIR", "/nowhere")
    desk.ohbot("check")


def test_the_folder_that_one_is_in_goes_before_both(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OHBOT_DATA_DIR", "/nowhere")
    monkeypatch.chdir(desk.archive)
    desk.ohbot("check")
    monkeypatch.chdir(desk.folder / "workspace")
    desk.ohbot("--archive", desk.archive, "check")


def test_without_any_the_error_names_all_the_ways(desk: Desk) -> None:
    said = desk.ohbot("sync", exits=2).stderr
    assert "'ohbot init'" in said
    assert "--archive" in said
    assert "OHBOT_DATA_DIR or TOOL_DATA_DIR (a job has it with 'mount: all')" in said
    assert list(Path.cwd().iterdir()) == []


def test_a_folder_that_is_not_there_is_no_archive(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOOL_DATA_DIR", "/nowhere")
    assert "TOOL_DATA_DIR names this folder, and it is not there" in desk.ohbot("sync", exits=1).stderr
    monkeypatch.setenv("TOOL_DATA_DIR", str(desk.folder))
    assert f"'ohbot init {desk.folder}' makes one" in desk.ohbot("sync", exits=1).stderr


def test_init_in_a_job_makes_the_archive_there_and_not_beside_the_code(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOOL_DATA_DIR", str(desk.folder / "tool"))
    desk.ohbot("init")
    assert (desk.folder / "tool" / "ohbot.toml").is_file()
    assert list(Path.cwd().iterdir()) == []
