"""Word documents (.docx): the library makes HTML of them, which is then read like any."""

import io
import re
import zipfile

import mammoth

from ohbot.errors import InputError
from ohbot.sources import hypertext
from ohbot.sources.base import Source

_MAGIC = b"PK\x03\x04"
_MOST = 20_000_000
"""Bytes that a document may have unpacked: far more than any transcript's."""

_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"


def unpack(data: bytes) -> str | None:
    """The document as HTML, a line for each paragraph; None where the bytes are no Word document.

    Raises InputError for a document that is damaged or too large.
    """
    if not data.startswith(_MAGIC):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    if "word/document.xml" not in sizes:
        return None
    if sum(size for name, size in sizes.items() if name.endswith((".xml", ".rels"))) > _MOST:
        raise InputError(
            f"this Word document is too large (at most {_MOST // 1_000_000} MB unpacked); save it as text"
        )
    try:  # pictures cannot come along to a wiki's page of text
        made = mammoth.convert_to_html(io.BytesIO(data), style_map=_STYLES, convert_image=lambda _: [])
    # The library raises whatever its XML and zip parsers raise for a damaged file.
    except Exception:
        raise InputError("this Word document cannot be read; save it anew, or as plain text") from None
    return re.sub(r"(</(?:p|h[1-6]|li|tr|table|ul|ol)>|<br\s*/?>)", r"\1\n", f"<html>{made.value}</html>")


DOCX = Source("docx", "a Word document", lambda _: 0.0, hypertext.read, unpack=unpack, longest_line=_MOST)
"""No text is one; such a file unpacks itself."""
