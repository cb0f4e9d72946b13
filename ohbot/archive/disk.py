"""Files as bytes: read whole, written atomically, never out of the archive, and every failure explained."""

import contextlib
import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from ohbot.errors import Exit, InputError, OhbotError


class FileChanged(OhbotError):
    """Somebody changed a file between ohbot's read and its write; read it again and plan anew."""

    exit_code = Exit.AWAY


class FileExists(FileChanged):
    """A file that ohbot was about to make is there by now."""


class DiskProblem(OhbotError):
    """The disk refuses to take or give a file; nothing was half written."""


TEMPORARY = (".ohbot-", ".tmp")
"""How the names of temporary files begin and end."""

_REMEDIES = {
    errno.ENOSPC: "the disk is full; make room",
    errno.EDQUOT: "the disk quota is used up; make room",
    errno.EROFS: "the disk is read-only; try again when it takes writes",
    errno.EACCES: "this account may not do that; look at the file's owner and mode",
    errno.EPERM: "this account may not do that; look at the file's owner and mode",
    errno.ENOENT: "there is no such file or folder; look at the name",
    errno.ENOTDIR: "a part of the path is no folder; look at the name",
    errno.EISDIR: "that is a folder, and a file is wanted",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.ELOOP: "symbolic links go in a circle; mend them",
}


@contextlib.contextmanager
def explained(path: Path, doing: str) -> Iterator[None]:
    """Turn what the system says of a path into a sentence: InputError for a missing one, else DiskProblem."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, f"{error.strerror or error}; look at the disk")
        missing = error.errno in {errno.ENOENT, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG}
        raise (InputError if missing else DiskProblem)(f"{path}: cannot {doing}: {remedy}") from error
    except ValueError as error:  # a NUL character in the name
        raise InputError(f"{str(path)!r}: cannot {doing}: no file can have this name; look at it") from error


def fingerprint(content: bytes) -> str:
    """What tells one content of a file from every other: SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_bytes(path: Path) -> bytes:
    """A regular file's content; raises InputError or DiskProblem."""
    with explained(path, "read"):
        if not stat.S_ISREG(path.stat().st_mode):
            wanted = "a folder" if path.is_dir() else "no regular file"
            raise InputError(f"{path}: cannot read: that is {wanted}, and a file is wanted")
        return path.read_bytes()


def decode(content: bytes, path: Path) -> str:
    """Text from UTF-8; raises InputError with the line of the first byte that is none."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path}:{line}: not UTF-8 (byte {content[error.start]:#04x}); save the file as UTF-8"
        ) from None


def read_text(path: Path) -> str:
    """A regular file's text, UTF-8; raises InputError or DiskProblem."""
    return decode(read_bytes(path), path)


def write_atomically(
    path: Path,
    content: bytes,
    *,
    check: Callable[[], None] | None = None,
    settles: bool = True,
    mode: int | None = None,
) -> None:
    """Replace a file in one step, or leave it as it was; ``check`` runs last and may raise.

    Unless it ``settles``, the file's name is lost by a power cut before the folder is next settled.
    A symbolic link stays one: the file that it names is replaced. The file's mode is kept, unless another is named.
    """
    target = followed(path)
    with explained(path, "write"), _finished(target, content, mode) as temporary:
        if check:
            check()
        temporary.replace(target)
        if settles:
            sync_folder(target.parent)


def create(path: Path, content: bytes, *, settles: bool = True) -> None:
    """Make a new file with its content from the first moment on; raises FileExists where its name is taken.

    Of several that try at once one succeeds, on NFS too. For ``settles`` see `write_atomically`.
    """
    with explained(path, "write"), _finished(path, content) as temporary:
        if not linked(temporary, path):
            raise FileExists(f"{path}: the file exists by now; run the command again, or choose another name")
        if settles:
            sync_folder(path.parent)


@contextlib.contextmanager
def _finished(target: Path, content: bytes, mode: int | None = None) -> Iterator[Path]:
    """A temporary file beside another, with the content, and the mode that it will have; gone afterwards."""
    handle, name = tempfile.mkstemp(prefix=TEMPORARY[0], suffix=TEMPORARY[1], dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), _mode(target) if mode is None else mode)
            os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def linked(source: Path, target: Path) -> bool:
    """Give a file a second name if that is free; where links are unknown, copy it to the name exclusively."""
    try:
        os.link(source, target)
    except FileExistsError:
        # A reply lost by NFS: the link may be ours nevertheless.
        return source.stat().st_nlink == 2
    except OSError:
        try:
            write_exclusively(target, source.read_bytes(), mode=stat.S_IMODE(source.stat().st_mode))
        except FileExistsError:
            return False
    return True


def write_exclusively(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Write a file that must not be there yet; raises FileExistsError, and leaves no half of it behind."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def followed(path: Path) -> Path:
    """The place of a path behind all symbolic links."""
    with explained(path, "write"):
        try:
            return path.resolve()
        except RuntimeError:
            raise OSError(errno.ELOOP, "symbolic links go in a circle") from None


def inside(root: Path, path: Path) -> Path:
    """The path, if it stays in the folder ``root`` also where it is, or lies behind, a symbolic link.

    To be asked before anything is read from it, written or deleted there: an archive may come from elsewhere. Raises
    InputError with the place that it leads to.
    """
    with explained(path, "follow"):
        home, place = followed(root), followed(path)
    if place.is_relative_to(home):
        return path
    raise InputError(
        f"{path}: a symbolic link leads from here to {place}, out of {root}, where ohbot neither reads nor writes; "
        "put the file or folder itself in its place"
    )


def _mode(path: Path) -> int:
    """The mode of the file that is replaced, or what the umask leaves for a new one."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def sync_folder(folder: Path) -> None:
    """Make a folder's entries durable where its file system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def make_folder(folder: Path, *, mode: int | None = None) -> None:
    """Make a folder and those above it where they are missing; give it the ``mode`` that is named."""
    with explained(folder, "make the folder"):
        folder.mkdir(mode=0o777 if mode is None else mode, parents=True, exist_ok=True)
        if mode is not None and stat.S_IMODE(folder.stat().st_mode) != mode:
            folder.chmod(mode)


def prove_writable(folder: Path) -> None:
    """Prove that a folder's disk takes a file; raises DiskProblem, before anything else was changed."""
    make_folder(folder)
    with (
        explained(folder, "write into it"),
        tempfile.NamedTemporaryFile(prefix=TEMPORARY[0], suffix=TEMPORARY[1], dir=folder) as file,
    ):
        file.write(b"\0" * 65536)
        file.flush()
        os.fsync(file.fileno())


def sweep(folder: Path) -> None:
    """Remove the temporary files that a killed run left in a folder; only for who holds the lease."""
    for path in folder.glob(f"{TEMPORARY[0]}*{TEMPORARY[1]}"):
        with contextlib.suppress(OSError):
            path.unlink()
