"""The part of the bench that counts requests and compares times of syncs, on a sandbox wiki of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from xml.sax.saxutils import escape

from ohbot.archive import Archive, Config, PagesConfig, WikiConfig, init
from ohbot.sandbox import ANY_PORT, Sandbox, start, stop
from ohbot.sync import Engine, Outcome, State, SyncOptions
from ohbot.sync.pull import pull
from ohbot.wiki import Credentials, connect
from tests.sync.proxy import Proxy, proxied

ROOT = Path(__file__).resolve().parent.parent
SESSION_REQUESTS = ("query tokens", "query userinfo|tokens", "query siteinfo", "login", "clientlogin")
SAID = "We have grown over the years, and this [[link]] helps: see https://x.example/a for '''more''' of it. "
MINUTES = count(1)


def page(number: int, exchanges: int, note: str = "") -> str:
    """A page of questions, about 370 bytes for each."""
    lines = (
        f"# What of the {i}th year of {number}, and who has counted?\n#: {SAID * 2}{note}\n#: Anna (host): {SAID}\n"
        for i in range(exchanges)
    )
    return "".join(lines)


def load(sandbox: Sandbox, prefix: str, pages: int, exchanges: int, note: str = "") -> None:
    """Put pages on the wiki, each with a new revision."""
    stamp = f"2026-01-01T00:{next(MINUTES):02}:00Z"
    rows = (
        f"<page><title>{prefix}{i:04}</title><ns>0</ns><revision><timestamp>{stamp}</timestamp><contributor>"
        f"<username>Robin</username><id>3</id></contributor><model>wikitext</model><format>text/x-wiki</format>"
        f'<text xml:space="preserve">{escape(page(i, exchanges, note))}</text></revision></page>'
        for i in range(pages)
    )
    head = '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">'
    sandbox.maintenance("importDump", "--no-updates", stdin=f"{head}{''.join(rows)}</mediawiki>")


class Bench:
    """One archive on the bench's wiki, behind the proxy."""

    def __init__(self, sandbox: Sandbox, proxy: Proxy, folder: Path, prefix: str) -> None:
        self.sandbox, self.proxy = sandbox, proxy
        self.archive: Archive = init(folder / prefix.strip("/").lower())
        wiki = WikiConfig(api=proxy.api, prefix=prefix)
        self.config = Config(wiki=wiki, pages=PagesConfig(title="{title}"))
        toml = f'[wiki]\napi = "{proxy.api}"\nprefix = "{prefix}"\n'
        (self.archive.root / "ohbot.toml").write_text(toml)

    def sync(self) -> int:
        """The requests of a sync of all."""
        return self._counted(lambda wiki: Engine(self.archive, wiki, self.config).run(self.archive.sessions()))

    def pull(self) -> int:
        """The requests of a pull of all."""
        options = SyncOptions(publishes=False)

        def pulled(wiki: object) -> Iterator[Outcome]:
            engine = Engine(self.archive, wiki, self.config, options=options)  # type: ignore[arg-type]  # the door
            return pull(self.archive, wiki, self.config, engine, (), options=options)  # type: ignore[arg-type]

        return self._counted(pulled)

    def _counted(self, job: Callable[..., Iterator[Outcome]]) -> int:
        self.proxy.start()
        login = Credentials(self.sandbox.bot.name, self.sandbox.bot.password)
        with connect(api=self.proxy.api, credentials=login) as wiki:
            wiki.account()
            bad = [outcome for outcome in job(wiki) if outcome.state in (State.REFUSED, State.CONFLICT)]
        assert not bad, bad[0]
        return sum(asked not in SESSION_REQUESTS for asked in self.proxy.seen)

    def cpu(self, *command: str) -> tuple[float, float]:
        """CPU seconds and the most memory (MiB) of a command."""
        login = {"OHBOT_USERNAME": self.sandbox.bot.name, "OHBOT_PASSWORD": self.sandbox.bot.password}
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "user-config.py").touch(mode=0o600)
            environment = os.environ | login | {"PYWIKIBOT_DIR": folder, "PYTHONPATH": str(ROOT)}
            child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, used = os.wait4(child.pid, 0)
        assert status == 0, command
        return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024

    def age(self) -> None:
        """Make files look as if nobody had touched them for a while, as the cache of files wants to see them."""
        for path in self.archive.sessions():
            os.utime(path, (time.time() - 60, time.time() - 60))


LOOP = """
import sys, time, pywikibot
site = pywikibot.Site(url=sys.argv[1])
list(site.allpages(prefix=sys.argv[2], total=1))
begun = time.perf_counter()
assert sum(len(page.text) for page in site.preloadpages(site.allpages(prefix=sys.argv[2])))
print(time.perf_counter() - begun)
"""


def preloaded(api: str, prefix: str) -> float:
    """The seconds of a bare loop of pywikibot over the pages."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "user-config.py").touch(mode=0o600)
        command = [sys.executable, "-c", LOOP, api, prefix]
        environment = os.environ | {"PYWIKIBOT_DIR": folder}
        said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return float(said.split()[-1])


def cloned(proxy: Proxy, folder: Path) -> tuple[int, int] | None:
    """The requests of git-remote-mediawiki for a clone and for a pull that brings nothing; None where it is not."""
    if not list(Path("/usr").glob("lib/git-core/git-remote-mediawiki")):
        return None
    proxy.start()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    there = f"mediawiki::http://127.0.0.1:{proxy.port}"
    subprocess.run(
        ["git", "clone", "-q", "-c", "remote.origin.shallow=true", there, folder / "git"], **quiet, check=False
    )  # type: ignore[call-overload]
    first = len(proxy.seen)
    subprocess.run(["git", "-C", folder / "git", "pull", "-q"], **quiet, check=False)  # type: ignore[call-overload]
    return first, len(proxy.seen) - first


@contextmanager
def wiki_and_proxy() -> Iterator[tuple[Sandbox, Proxy, Path]]:
    """A wiki for this bench, a proxy in front of it, and a folder."""
    folder = Path(tempfile.mkdtemp())
    try:
        sandbox = start(folder / "wiki", ANY_PORT)
        with proxied(sandbox.port) as proxy:
            yield sandbox, proxy, folder
    finally:
        stop(folder / "wiki")
        shutil.rmtree(folder)


def figures() -> Iterator[tuple[str, float, float]]:
    """What was measured, and the most that it should be."""
    with wiki_and_proxy() as (sandbox, proxy, folder):
        load(sandbox, "Big/", 500, 48)
        yield from _big(Bench(sandbox, proxy, folder, "Big/"), folder)
        load(sandbox, "Small/", 5000, 1)
        yield from _small(Bench(sandbox, proxy, folder, "Small/"))


def _big(bench: Bench, folder: Path) -> Iterator[tuple[str, float, float]]:
    begun = time.perf_counter()
    bench.pull()
    pulling = time.perf_counter() - begun
    bare = min(preloaded(bench.proxy.api, "Big/") for _ in range(2))
    yield f"pull of 500 new pages, {pulling:.1f} s, to a bare preloadpages loop", pulling / bare, 6
    yield "requests, unchanged sync of 500", bench.sync(), 4
    load(bench.sandbox, "Big/", 500, 48, "And more.")
    yield "requests, pull of 500 changed pages", bench.pull(), 14
    for path in bench.archive.sessions()[:50]:
        path.write_text(path.read_text().replace("of it.", "of this.", 1))
    yield "requests, publishing 50 changed pages", bench.sync(), 50 * 1.1 + 6
    git = cloned(bench.proxy, folder)
    if git:
        yield "requests, git-remote-mediawiki: clone of 500 pages (for comparison)", git[0], float("inf")
        yield "requests, git-remote-mediawiki: unchanged pull (for comparison)", git[1], float("inf")


def _small(bench: Bench) -> Iterator[tuple[str, float, float]]:
    bench.pull()
    bench.age()
    bench.sync()
    yield "requests, unchanged sync of 5,000", bench.sync(), 13
    status, memory = min(
        bench.cpu(sys.executable, "-m", "ohbot", "--archive", str(bench.archive.root), "status") for _ in range(3)
    )
    bare, _ = min(bench.cpu(sys.executable, "-c", "import pywikibot") for _ in range(3))
    yield f"CPU of status of 5,000 unchanged, {status:.2f} s, to 'import pywikibot'", status / bare, 4
    yield "memory of that, MiB", memory, 300
