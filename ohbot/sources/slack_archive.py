"""Slack's export as it comes: a zip file with a folder for each channel, and in it a file for each day."""

import io
import json
import re
import zipfile
from typing import Any

from ohbot.errors import InputError

_MAGIC = b"PK\x03\x04"
_DAY = re.compile(r"(?:.*/)?(?P<channel>[^/]+)/\d{4}-\d\d-\d\d\.json")
_PEOPLE = re.compile(r"(?:.*/)?users\.json")
_MOST = 50_000_000
"""Bytes that the days may have unpacked."""


def unpack(data: bytes) -> str | None:
    """The messages of the one channel in an export, a line each; None where the bytes are no such export.

    Raises InputError for an export with several channels, and for one that is damaged or too large.
    """
    if not data.startswith(_MAGIC):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _joined(archive)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError):
        return None


def _joined(archive: zipfile.ZipFile) -> str | None:
    days = {
        info.filename: found["channel"] for info in archive.infolist() if (found := _DAY.fullmatch(info.filename))
    }
    channels = sorted(set(days.values()))
    if not days:
        return None
    if len(channels) > 1:
        names = ", ".join(channels[:5])
        raise InputError(
            f"this export holds {len(channels)} channels ({names}); zip the folder of the one that you mean"
        )
    people = [name for name in archive.namelist() if _PEOPLE.fullmatch(name)][:1]
    if sum(archive.getinfo(name).file_size for name in (*days, *people)) > _MOST:
        raise InputError(f"this export is too large (at most {_MOST // 1_000_000} MB unpacked); import its days")
    messages = ",\n".join(json.dumps(item) for name in sorted(days) for item in _items(archive, name))
    users = json.dumps([item for name in people for item in _items(archive, name)])
    return f'{{"name": {json.dumps(channels[0])}, "users": {users},\n"messages": [\n{messages}\n]}}\n'


def _items(archive: zipfile.ZipFile, name: str) -> list[Any]:
    value = json.loads(archive.read(name))
    return value if isinstance(value, list) else []
