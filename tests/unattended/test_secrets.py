"""No secret is anywhere, and nothing that lies about is run."""

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ohbot.sandbox import Sandbox
from tests.cli.desk import Desk

OHBOT = [sys.executable, "-c", "from ohbot.cli import main; main()"]
LOGINS = {
    "a bot password": {"OHBOT_USERNAME": "Office hours bot@gone", "OHBOT_PASSWORD": "bot/secret+word&1"},
    "an account's own": {"OHBOT_USERNAME": "Office hours bot", "OHBOT_PASSWORD": "own secret%20word"},
    "OAuth": {
        "PWB_CONSUMER_TOKEN": "consumer-token-1",
        "PWB_CONSUMER_SECRET": "consumer-secret-2",
        "PWB_ACCESS_TOKEN": "access-token-3",
        "PWB_ACCESS_SECRET": "access-secret-4",
    },
}


def run(desk: Desk, environ: dict[str, str], *words: str) -> str:
    """Run the real command with a folder for temporary files of its own; everything that it printed."""
    scratch = desk.folder / "scratch"
    scratch.mkdir(exist_ok=True)
    known = {key: value for key, value in os.environ.items() if not key.startswith(("OHBOT_", "PWB_", "PYWIKIBOT_"))}
    env = {**known, **environ, "TMPDIR": str(scratch)}
    done = subprocess.run([*OHBOT, *words], cwd=desk.archive, env=env, capture_output=True, text=True)
    return f"{done.stdout}\n{done.stderr}\nexit {done.returncode}"


@pytest.mark.wiki
@pytest.mark.parametrize("kind", LOGINS)
def test_a_failing_login_at_the_highest_verbosity_leaves_no_secret(desk: Desk, sandbox: Sandbox, kind: str) -> None:
    """In no output and in no file; searched for in every way of writing it."""
    desk.configure(sandbox.api)
    desk.write("hours")
    login = LOGINS[kind]
    said = [
        run(desk, login, *words.split())
        for words in ("-vvv sync", "-vvv --json doctor", "-vv --log-format json sync")
    ]
    assert all(text.endswith("exit 4") for text in said), said
    secrets = [value for key, value in login.items() if key != "OHBOT_USERNAME"]
    written = [path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()]
    for secret in secrets:
        for form in (secret, secret.replace(" ", "+"), secret.replace("/", "%2F"), secret.replace("%", "%25")):
            assert not any(form in text for text in said)
            assert not any(form.encode() in content for content in written)


@pytest.mark.wiki
def test_credentials_from_a_file_are_as_secret(desk: Desk, sandbox: Sandbox) -> None:
    desk.configure(sandbox.api)
    desk.write("hours")
    file = desk.folder / "credentials"
    file.write_text("OHBOT_USERNAME=Office hours bot\nOHBOT_PASSWORD=secret-of-the-file\n", "utf-8")
    file.chmod(0o600)
    said = run(desk, {"OHBOT_CREDENTIALS": str(file)}, "-vv", "sync")
    assert said.endswith("exit 4")
    assert "secret-of-the-file" not in said
    file.chmod(0o644)
    said = run(desk, {"OHBOT_CREDENTIALS": str(file)}, "-vv", "sync")
    assert "others may read these credentials (mode 644); chmod 600 it" in said
    assert said.endswith("exit 4")


def test_a_user_config_in_the_current_folder_is_not_run(desk: Desk) -> None:
    """pywikibot would run it when it is imported."""
    hostile = "import pathlib\npathlib.Path('ran').touch()\nraise SystemExit('ran')\n"
    for name in ("user-config.py", "user-password.py", "sitecustomize_ohbot.py"):
        (desk.archive / name).write_text(hostile, "utf-8")
    desk.write("hours")
    before = {path.name for path in desk.archive.iterdir()}
    login = {"OHBOT_USERNAME": "Bot", "OHBOT_PASSWORD": "secret-of-the-bot"}
    for words in ("sync", "status"):
        assert run(desk, login, words).endswith("exit 5")
    assert {path.name for path in desk.archive.iterdir()} == before
    assert not list(Path(desk.folder / "scratch").iterdir())


HOSTILE = "import pathlib\npathlib.Path('ran').touch()\n"


def test_a_program_that_an_archive_names_is_not_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless the environment says that it is this person's own; the sentence says how."""
    (desk.archive / "mine").mkdir()
    program = desk.archive / "mine" / "user-config.py"
    program.write_text(HOSTILE, "utf-8")
    program.chmod(0o600)
    config = desk.archive / "ohbot.toml"
    config.write_text(
        config.read_text("utf-8").replace("[pages]", 'user_config = "mine/user-config.py"\n[pages]'), "utf-8"
    )
    desk.write("hours")
    elsewhere = desk.folder / "elsewhere"
    elsewhere.mkdir()
    for named in ("", str(elsewhere), "mine"):
        monkeypatch.setenv("PYWIKIBOT_DIR", named)
        for words in ("sync", "status", "diff", "pull --all", "publish hours", "doctor"):
            assert f"set PYWIKIBOT_DIR={program.parent}" in desk.ohbot(*words.split(), exits=4).all
    assert run(desk, {"PYWIKIBOT_DIR": str(elsewhere)}, "status").endswith("exit 4")
    assert not (desk.archive / "ran").exists()
    assert run(desk, {"PYWIKIBOT_DIR": str(program.parent)}, "status").endswith("exit 5")
    assert (desk.archive / "ran").exists()


@pytest.mark.parametrize("kind", LOGINS)
def test_a_login_is_not_sent_to_the_wiki_that_an_archive_names(
    desk: Desk, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it is, and wherever it stands; nothing at all is asked of that wiki."""
    asked: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_error(404)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        desk.configure(f"http://127.0.0.1:{server.server_port}/api.php")
        desk.write("hours")
        file = desk.folder / "credentials"
        login = LOGINS[kind] | {"OHBOT_WIKI": "wiki.example.org"}
        file.write_text("".join(f"{key}={value}\n" for key, value in login.items()), "utf-8")
        file.chmod(0o600)
        for environ in (login, {"OHBOT_CREDENTIALS": str(file)}):
            with monkeypatch.context() as environment:
                for name, value in environ.items():
                    environment.setenv(name, value)
                for words in ("sync", "status", "pull --all"):
                    assert "the login is for wiki.example.org" in desk.ohbot(*words.split(), exits=4).all
        server.shutdown()
    assert asked == []
