"""Symbolic links must not lead out of an archive, which may come from elsewhere."""

from pathlib import Path

from ohbot.archive import disk
from ohbot.errors import InputError


def inside(root: Path, path: Path) -> Path:
    """The path, if it stays in the folder ``root`` also where it is, or lies behind, a symbolic link.

    To be asked before anything is read from it, written or deleted there. Raises InputError with the place that it
    leads to.
    """
    with disk.explained(path, "follow"):
        home, place = disk.followed(root), disk.followed(path)
    if place.is_relative_to(home):
        return path
    raise InputError(
        f"{path}: a symbolic link leads from here to {place}, out of {root}, where ohbot neither reads nor writes; "
        "put the file or folder itself in its place"
    )
