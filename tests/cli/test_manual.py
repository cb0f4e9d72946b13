"""The manual: what a person types who follows it does what it says, and it builds without a loose link."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from runpy import run_path
from threading import Thread

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from ohbot.cli import main
from ohbot.errors import Exit
from ohbot.sandbox import Sandbox
from tests.cli.desk import Desk
from tests.wiki.people import People

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
_STEP = re.compile(
    r"<!-- replace in (?P<file>\S+): (?P<old>.+?) -> (?P<new>.+?) -->"
    r"|<!-- replace on the page (?P<page>.+?): (?P<was>.+?) -> (?P<becomes>.+?) -->"
    r"|<!-- (?P<kind>file|page): (?P<name>.+?) -->\n```\w+\n(?P<text>.*?)^```$"
    r"|^```console\n(?P<console>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_ADDRESS = "http://127.0.0.1:8089/api.php"
_UNTRIED = ("ohbot sandbox", "export ", "read ", "ohbot ack")
"""Commands that need a person, or are for a wiki of theirs."""


def examples(page: str) -> Iterator[re.Match[str]]:
    """What a page of the manual has its reader do, in order."""
    return _STEP.finditer((DOCS / page).read_text("utf-8"))


def fits(wanted: str, got: str) -> bool:
    """Whether an output is what the manual shows: ``...`` stands for anything, alone in a line for any lines."""
    lines = (
        "(?:.*\n)*" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") + "\n"
        for line in wanted.splitlines()
    )
    return re.fullmatch("".join(lines), got) is not None


class Reader:
    """Somebody who types what the manual says; others edit the pages meanwhile, as it tells."""

    def __init__(self, desk: Desk, api: str, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
        self._desk, self._api, self._people, self._monkeypatch = desk, api, people, monkeypatch
        self._own = f"{desk.prefix}Lantern hours"
        self.typed = 0

    def does(self, step: re.Match[str]) -> None:
        """One step."""
        if step["console"]:
            for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", step["console"], re.MULTILINE):
                self._types(command, shown)
        elif step["file"]:
            path = Path(step["file"])
            text = path.read_text("utf-8")
            assert step["old"] in text
            path.write_text(text.replace(step["old"], step["new"]), "utf-8")
        elif step["page"]:
            title = self._mine(step["page"])
            text = self._people.read(title) or ""
            assert step["was"] in text
            self._people.edit(title, text.replace(step["was"], step["becomes"]))
        elif step["kind"] == "page":
            self._people.edit(self._mine(step["name"]), step["text"])
        else:
            Path(step["name"]).write_text(self._mine(step["text"].replace(_ADDRESS, self._api)), "utf-8")

    def _types(self, command: str, shown: str) -> None:
        if command.startswith(_UNTRIED):
            return
        self.typed += 1
        if command.startswith("cd "):
            self._monkeypatch.chdir(command.removeprefix("cd "))
            return
        line, tells_code, _ = command.partition("; echo $?")
        words = shlex.split(self._mine(line.partition(" > ")[0]))
        code = shown.split()[-1] if tells_code else "0"
        got = [f"{said}{code}\n" if tells_code else said for said in self._says(words, exits=int(code))]
        wanted = self._mine(shown)
        assert not wanted or any(fits(wanted, one) for one in got), f"$ {command}\n{got[0]}\ninstead of\n{wanted}"

    def _says(self, words: list[str], *, exits: int) -> list[str]:
        """What a command says; on a terminal the two streams come in either order."""
        if words[0] == "cat":
            return [Path(words[1]).read_text("utf-8")]
        said = self._desk.ohbot(*words[1:], exits=exits)
        problems = "".join(line for line in said.stderr.splitlines(keepends=True) if " INFO " not in line)
        return [problems + said.stdout, said.stdout + problems]

    def _mine(self, text: str) -> str:
        """The text with the titles of this very test."""
        return re.sub(r"Lantern hours(?=/)", self._own, text)


@pytest.mark.wiki
@pytest.mark.parametrize("page", [path.name for path in sorted(DOCS.glob("*.md")) if list(examples(path.name))])
def test_who_types_what_the_manual_says_gets_what_it_says(
    page: str, office: Desk, sandbox: Sandbox, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every example runs: the commands print what stands below them."""
    place = office.folder / "elsewhere"
    place.mkdir()
    if not any("ohbot init" in step[0] for step in examples(page)):
        office.ohbot("init", place)
    monkeypatch.chdir(place)
    reader = Reader(office, sandbox.api, people, monkeypatch)
    for step in examples(page):
        reader.does(step)


_ELSEWHERE = re.compile(r'^    (?:run "|\S+=\S+ )?(?:/\S+/)?ohbot (?P<words>[^"\n]*)"?$', re.MULTILINE)
"""What ohbot is asked in the guides to machines that are not this one."""


@pytest.mark.wiki
@pytest.mark.parametrize("guide", ["toolforge.md", "elsewhere.md"])
def test_what_the_guides_to_other_machines_have_ohbot_do_it_does(guide: str, office: Desk) -> None:
    """Each command runs here, in their order; what is not well on this machine is a problem told, no wrong usage."""
    office.write("SESSION")
    office.ohbot("publish", "SESSION")
    made = office.folder / "made"
    found = [found["words"] for found in _ELSEWHERE.finditer((DOCS / guide).read_text("utf-8"))]
    assert len(found) > 5
    for words in found:
        done = CliRunner().invoke(main, shlex.split(words.replace("/data/project/TOOL", str(made))))
        assert done.exit_code in (Exit.DONE, Exit.PROBLEM), f"ohbot {words}\n{done.output}"
        assert "a mistake in ohbot" not in done.output


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manual as it is built, with every link checked."""
    place = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(place)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return place


@pytest.mark.browser
def test_the_manual_asks_no_other_host_and_fits_a_telephone(site: Path, browser: Browser) -> None:
    """Each page in a real browser: no error, no request but for its own files, nothing wider than 360 pixels."""
    pages = sorted(path.relative_to(site) for path in site.rglob("*.html"))
    assert len(pages) > 12
    context = browser.new_context(viewport={"width": 360, "height": 800}, color_scheme="dark")
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    with served(site) as address:
        for path in pages:
            page.goto(f"{address}{path}", wait_until="networkidle")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    context.close()
    assert not wrong
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder on loopback."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_the_manual_names_every_command_key_and_template_value() -> None:
    """The made pages come from the code, so nothing is missing there."""
    made = run_path(str(ROOT / "scripts" / "_manual.py"))["pages"]()
    assert made["reference/commands.md"].count("\n## ohbot ") > 20
    assert "`default_speaker`" in made["reference/session-file.md"]
    assert "`body` / `answers` / `speaker`" in made["reference/session-file.md"]
    assert "`stop_page`" in made["reference/configuration.md"]
