"""What comes as a zip file: Word documents, of which the library makes HTML, and Slack's exports.

Both raise InputError for what is damaged or too large.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterable

import mammoth

from ohbot.errors import InputError

_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"
_BROKEN = (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError)


def html_of_document(data: bytes) -> str | None:
    """A Word document (.docx) as HTML, a line for each paragraph; None where the bytes are none."""
    archive = _opened(data)
    if archive is None or "word/document.xml" not in archive.namelist():
        return None
    parts = (name for name in archive.namelist() if name.endswith((".xml", ".rels")))
    _check_size(archive, parts, 20, "this Word document", "save it as text")
    try:  # pictures cannot come along to a wiki's page of text
        made = mammoth.convert_to_html(io.BytesIO(data), style_map=_STYLES, convert_image=lambda _: [])
    # The library raises whatever its XML and zip parsers raise for a damaged file.
    except Exception:
        raise InputError("this Word document cannot be read; save it anew, or as plain text") from None
    return re.sub(r"(</(?:p|h[1-6]|li|tr|table|ul|ol)>|<br\s*/?>)", r"\1\n", f"<html>{made.value}</html>")


def messages_of_channel(data: bytes) -> str | None:
    """The messages in Slack's export of one channel, which has a file for each day; None where the bytes are none."""
    archive = _opened(data)
    names = archive.namelist() if archive else []
    found = (re.fullmatch(r"(?:.*/)?([^/]+)/\d{4}-\d\d-\d\d\.json", name) for name in names)
    days = {day[0]: day[1] for day in found if day}
    channels = sorted(set(days.values()))
    if archive is None or not days:
        return None
    if len(channels) > 1:
        some = ", ".join(channels[:5])
        raise InputError(
            f"this export holds {len(channels)} channels ({some}); zip the folder of the one that you mean"
        )
    people = [name for name in names if name.rpartition("/")[2] == "users.json"][:1]
    _check_size(archive, (*days, *people), 50, "this export", "import its days")
    try:
        lists = {name: json.loads(archive.read(name)) for name in (*sorted(days), *people)}
    except _BROKEN:
        return None
    messages = ",\n".join(
        json.dumps(one) for name in sorted(days) if isinstance(lists[name], list) for one in lists[name]
    )
    users = json.dumps([one for name in people if isinstance(lists[name], list) for one in lists[name]])
    return f'{{"name": {json.dumps(channels[0])}, "users": {users},\n"messages": [\n{messages}\n]}}\n'


def _opened(data: bytes) -> zipfile.ZipFile | None:
    """The archive in a file; None where it is no whole one."""
    try:
        return zipfile.ZipFile(io.BytesIO(data)) if data.startswith(b"PK\x03\x04") else None
    except _BROKEN:
        return None


def _check_size(archive: zipfile.ZipFile, names: Iterable[str], most: int, what: str, remedy: str) -> None:
    """Refuse what would be far more than any transcript, in megabytes."""
    if sum(archive.getinfo(name).file_size for name in names) > most * 1_000_000:
        raise InputError(f"{what} is too large (at most {most} MB unpacked); {remedy}")
