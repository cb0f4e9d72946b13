"""Views of translations, in files beside their session's (``NAME.fr.yaml``): what the wiki has, and nobody publishes.

A view is no session: its first key is ``translation``, which no session file has. It proves by a digest that nobody
has changed it, so that what a person wrote into one is not written over without a word.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from ohbot.archive import disk, emit
from ohbot.archive.records import VIEW_KEY, show_session
from ohbot.errors import InputError
from ohbot.model.translation import Translation

_NAME = re.compile(r"(?P<stem>.+)\.(?P<language>[a-z]{2,}(?:-[a-z0-9]+)*)\.yaml")
_HEAD = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:[ \t]*(?:#[^\n]*|---[ \t\r]*)?\n)*" + VIEW_KEY.encode() + rb":")
_DIGEST = re.compile(r'^  digest: "?([0-9a-f]{64})"?\r?\n', re.MULTILINE)
_REVISION = re.compile(r"^  revision: (\d+)\r?$", re.MULTILINE)
_COMMENT = (
    "# A view of a translation, as the wiki has it ('ohbot pull' brings it). What is changed here goes nowhere:\n"
    "# translate on the wiki.\n"
)


def is_view(path: Path) -> bool:
    """Whether a file is a view; only one with a language in its name is looked into."""
    if not _NAME.fullmatch(path.name):
        return False
    try:
        with path.open("rb") as file:
            return _HEAD.match(file.read(4096)) is not None
    except OSError:
        return False


def path_of(session: Path, language: str) -> Path:
    """Where the view of a session in a language is, or would be; raises InputError for what is no code of one."""
    path = session.with_name(f"{session.stem}.{language}.yaml")
    if not _NAME.fullmatch(path.name):
        raise InputError(f"{language!r} is no code of a language; look at the page's name on the wiki")
    return path


def languages_in(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """The languages of which there are views in a folder of sessions, by the name of the session."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.yaml")):
        name = _NAME.fullmatch(path.name)
        if name and is_view(path):
            found[name["stem"]] = (*found.get(name["stem"], ()), name["language"])
    return found


def revision_of(path: Path) -> int | None:
    """The revision of which a view was made; None where there is no view."""
    found = _REVISION.search(disk.read_text(path)) if is_view(path) else None
    return int(found[1]) if found else None


def is_changed(path: Path) -> bool:
    """Whether there is a file in the place of a view that is not as ohbot wrote it."""
    if not path.exists():
        return False
    text = disk.read_text(path)
    found = _DIGEST.search(text)
    return found is None or disk.fingerprint(_DIGEST.sub("", text, count=1).encode("utf-8")) != found[1]


def write_view(root: Path, path: Path, found: Translation) -> None:
    """Put a view in its place, read-only; raises DiskProblem or InputError."""
    bare = _text(path, found, digest=None)
    content = _text(path, found, digest=disk.fingerprint(bare.encode("utf-8"))).encode("utf-8")
    disk.write_atomically(disk.inside(root, path), content, mode=0o444)


def _text(path: Path, found: Translation, *, digest: str | None) -> str:
    names = ("language", "page", "revision", "units", "translated", "outdated")
    facts = {"of": path.name.removesuffix(f".{found.language}.yaml")} | {name: getattr(found, name) for name in names}
    facts |= {"digest": digest} if digest else {}
    return _COMMENT + "".join(f"{line}\n" for line in emit.lines({VIEW_KEY: facts} | show_session(found.session)))
