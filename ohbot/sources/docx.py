"""Word documents (.docx): the library makes HTML of them, which is then read like any."""

import io
import re
import zipfile
from collections.abc import Sequence

import mammoth

from ohbot.errors import InputError
from ohbot.sources import hypertext
from ohbot.sources.base import Line, Source

_MAGIC = b"PK\x03\x04"
_DOCUMENT = "word/document.xml"
_MOST = 20_000_000
"""Bytes that a document may have unpacked: far more than any transcript's."""

_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"
_BLOCK_END = re.compile(r"(</(?:p|h[1-6]|li|tr|table|ul|ol)>|<br\s*/?>)")


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
    if _DOCUMENT not in sizes:
        return None
    if sum(size for name, size in sizes.items() if name.endswith((".xml", ".rels"))) > _MOST:
        raise InputError(
            f"this Word document is too large (at most {_MOST // 1_000_000} MB unpacked); save it as text"
        )
    return _BLOCK_END.sub(r"\1\n", f"<html>{_html(data)}</html>")


def _html(data: bytes) -> str:
    try:
        made = mammoth.convert_to_html(io.BytesIO(data), style_map=_STYLES, convert_image=_picture)
    # The library raises whatever its XML and zip parsers raise for a damaged file.
    except Exception:
        raise InputError("this Word document cannot be read; save it anew, or as plain text") from None
    return str(made.value)


def _picture(_image: object) -> list[object]:
    """Pictures cannot come along to a wiki's page of text."""
    return []


def claims(_lines: Sequence[Line]) -> float:
    """No text is a Word document; files of this kind unpack themselves."""
    return 0.0


DOCX = Source("docx", "a Word document", claims, hypertext.read, unpack=unpack, longest_line=_MOST)
