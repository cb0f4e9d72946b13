"""What the sandbox refuses, and what it says; no wiki is needed for this."""

import json
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from ohbot.sandbox import (
    PackagesMissing,
    Sandbox,
    SandboxError,
    default_directory,
    folder,
    packages,
    php,
    start,
    status,
    stop,
    wiki,
)
from ohbot.sandbox.settings import settings
from ohbot.sandbox.value import SandboxAccount


@pytest.fixture
def no_packages_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiki, "require_packages", lambda: None)


STATE = Sandbox(
    Path("nowhere"),
    8089,
    SandboxAccount("A", "pw-a", ("sysop",)),
    SandboxAccount("B", "pw-b", ("bot",)),
    SandboxAccount("C", "pw-c"),
)


def test_state_reads_back_as_written(tmp_path: Path) -> None:
    folder.write(replace(STATE, directory=tmp_path))
    assert folder.read(tmp_path) == replace(STATE, directory=tmp_path)


@pytest.mark.usefixtures("no_packages_needed")
@pytest.mark.parametrize("begin", [start, partial(start, anew=True)])
def test_a_folder_with_other_things_is_left_alone(tmp_path: Path, begin: object) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert callable(begin)
    with pytest.raises(SandboxError, match="is not empty and holds no sandbox"):
        begin(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_wiping_removes_nothing_that_is_not_the_sandbox_s_own(tmp_path: Path) -> None:
    folder.write(replace(STATE, directory=tmp_path))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "wiki.sqlite").touch()
    (tmp_path / "notes.txt").touch()
    folder.wipe(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.usefixtures("no_packages_needed")
@pytest.mark.parametrize("content", ["", "{", "[]", "null", "{}", '{"sysop": 3}', json.dumps({"port": 1})])
def test_a_damaged_state_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "sandbox.json").write_text(content)
    for look in (status, start):
        with pytest.raises(SandboxError, match=r"sandbox\.json is damaged"):
            look(tmp_path)


@pytest.mark.usefixtures("no_packages_needed")
def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SandboxError, match="Not a directory"):
        start(tmp_path / "file" / "wiki")
    assert status(tmp_path / "file" / "wiki") is None


def test_only_a_process_whose_arguments_name_the_folder_is_its_server(tmp_path: Path) -> None:
    """A recycled process id is never ended, because none is recorded; neither is a folder's namesake."""
    (tmp_path / "wiki").mkdir()
    namesake = [sys.executable, "-c", "import time; time.sleep(60)", f"ohbot.sandbox={tmp_path / 'wiki'}"]
    other = subprocess.Popen(namesake)
    try:
        assert php.servers(tmp_path / "wiki") == ()
        assert stop(tmp_path / "wiki") is False
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_status_of_nothing_is_none(tmp_path: Path) -> None:
    assert status(tmp_path / "nowhere") is None


def test_any_port_is_a_real_one() -> None:
    assert 1024 <= php.choose_port(0) <= 65535


def test_the_first_port_gives_way_to_whoever_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setattr(php, "DEFAULT_PORT", taken)
        assert php.first_port() not in (0, taken)


def test_missing_packages_are_told_with_the_command_that_installs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MEDIAWIKI", Path("/nonexistent"))
    monkeypatch.setattr(shutil, "which", {"apt-get": "/usr/bin/apt-get"}.get)
    with pytest.raises(PackagesMissing, match=r"apt-get install .*\bmediawiki\b.*\bphp-cli\b.*\bphp-sqlite3\b"):
        packages.require_packages()


def test_where_apt_is_missing_another_wiki_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", {}.get)
    with pytest.raises(PackagesMissing, match=r"no apt-get.*ohbot\.toml"):
        packages.require_packages()


def test_a_web_server_that_would_listen_to_the_network_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MEDIAWIKI", Path("/nonexistent"))
    monkeypatch.setattr(shutil, "which", {}.get)
    assert "mini-httpd" in packages.missing_packages()
    assert not {"apache2", "php"} & set(packages.missing_packages())


def test_the_folder_is_the_named_one_or_in_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OHBOT_SANDBOX_DIR", "/srv/wiki")
    assert default_directory() == Path("/srv/wiki")
    monkeypatch.setenv("OHBOT_SANDBOX_DIR", "")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_directory() == Path("/data/ohbot/sandbox")
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/home/robin")
    assert default_directory() == Path("/home/robin/.local/share/ohbot/sandbox")


def test_settings_name_no_address_but_the_loopback() -> None:
    assert "https://" not in settings(8089)
    assert settings(8089).count("http://") == settings(8089).count("http://127.0.0.1:8089") == 1
