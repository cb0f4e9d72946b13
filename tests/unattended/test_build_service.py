"""An environment like that of the build service's image: installed from the very files that it reads."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from ohbot.deploy.rules import check_locks
from ohbot.sandbox import Sandbox
from tests.cli.desk import SESSION
from tests.wiki.people import People

pytestmark = pytest.mark.wiki
ROOT = Path(__file__).parents[2]
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


@dataclass(frozen=True)
class Image:
    """What the build service makes of the repository: its code, and an environment with what it needs."""

    folder: Path

    @property
    def code(self) -> Path:
        return self.folder / "workspace"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def files(self) -> dict[str, tuple[int, int]]:
        """Size and time of everything in the image."""
        found = (path for part in ("workspace", "venv") for path in (self.folder / part).rglob("*"))
        return {str(path): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in found}

    def command(self, process: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a process of the Procfile, in the code's folder, without a home, as nobody where that can be."""
        rows = dict(row.split(": ", 1) for row in (self.code / "Procfile").read_text("utf-8").splitlines())
        env = {"PATH": f"{self.folder / 'venv' / 'bin'}:/usr/bin:/bin", "TOOL_DATA_DIR": str(self.data), **environ}
        words = [*(NOBODY if can_be_nobody() else []), "sh", "-c", rows[process]]
        return subprocess.run(words, cwd=self.code, env=env, capture_output=True, text=True)


def is_for_everybody(python: str) -> bool:
    """Whether another account could run this Python, and it is one that ohbot supports."""
    ask = "import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))"
    show = "import sys; print(sys.base_prefix)"
    if not Path(python).exists() or subprocess.run([python, "-c", ask], stderr=subprocess.DEVNULL).returncode:
        return False
    base = Path(subprocess.run([python, "-c", show], capture_output=True, text=True).stdout.strip())
    return all(folder.stat().st_mode & 0o001 for folder in (base, *base.parents))


@cache
def shared_python() -> str | None:
    """A Python that works for nobody in particular, as in an image; None where each one is somebody's own."""
    return next(filter(is_for_everybody, (sys.executable, "/usr/bin/python3")), None)


def can_be_nobody() -> bool:
    return os.geteuid() == 0 and shared_python() is not None and shutil.which("setpriv") is not None


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    """The repository's files as they are now, copied, and installed by requirements.txt alone."""
    image = Image(Path(tempfile.mkdtemp(prefix="ohbot-image-")))
    image.folder.chmod(0o755)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git repository; which files would be built is not known")
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (image.code / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, image.code / name)
    subprocess.run(
        [shared_python() or sys.executable, "-m", "venv", "--without-pip", image.folder / "venv"], check=True
    )
    pip = [sys.executable, "-m", "pip", "--python", str(image.folder / "venv" / "bin" / "python")]
    install = ["install", "-q", "--disable-pip-version-check", "-r", "requirements.txt"]
    done = subprocess.run([*pip, *install], cwd=image.code, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    for path in (image.code, *image.code.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield image
    finally:
        for path in (image.code, *image.code.rglob("*")):
            path.chmod(0o755)
        shutil.rmtree(image.folder)


@pytest.fixture
def data(image: Image, sandbox: Sandbox) -> Iterator[Path]:
    """The tool's folder with an archive, the one place that takes writes."""
    (image.data / "sessions").mkdir(parents=True)
    rows = f'[wiki]\napi = "{sandbox.api}"\nprefix = "Image hours/"\n[pages]\ntitle = "{{title}}"\n'
    (image.data / "ohbot.toml").write_text(rows, "utf-8")
    (image.data / "sessions" / "hours.yaml").write_text(SESSION, "utf-8")
    for path in (image.data, *image.data.rglob("*")):
        if can_be_nobody():
            os.chown(path, 65534, 65534)
    yield image.data
    shutil.rmtree(image.data)


def test_the_jobs_of_the_procfile_run_there(image: Image, data: Path, sandbox: Sandbox, people: People) -> None:
    """doctor, sync and health, with nothing but their environment; not a file of the image changes."""
    login = {"OHBOT_USERNAME": sandbox.bot.name, "OHBOT_PASSWORD": sandbox.bot.password}
    before = image.files()
    doctor = image.command("ohbot-doctor", **login)
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
    assert "ok    rights: bot flag, edit, create" in doctor.stdout
    sync = image.command("ohbot-sync", **login)
    assert sync.returncode == 0, sync.stdout + sync.stderr
    assert people.count("Image hours/Lantern hours: June 3, 2026") == 1
    pull = image.command("ohbot-pull", **login)
    assert pull.returncode == 0, pull.stdout + pull.stderr
    health = image.command("ohbot-health")
    assert (health.returncode, health.stdout[:11]) == (0, "all is well"), health.stdout + health.stderr
    assert image.files() == before
    assert sorted(path.name for path in data.iterdir()) == [".ohbot", "ohbot.toml", "sessions"]


def test_without_the_tools_folder_the_error_names_the_mount(image: Image) -> None:
    """A job without `mount: all`."""
    said = image.command("ohbot-sync", TOOL_DATA_DIR="")
    assert said.returncode == 2
    assert "OHBOT_DATA_DIR or TOOL_DATA_DIR (a job has it with 'mount: all')" in said.stderr


def test_the_image_has_one_list_of_what_to_install(image: Image) -> None:
    assert check_locks([path.name for path in image.code.iterdir()]) == []
