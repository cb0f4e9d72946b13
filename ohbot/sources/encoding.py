"""From bytes to lines: encodings are found and told, control characters taken out, binary files refused."""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from ohbot.errors import InputError, UsageError
from ohbot.sources.base import Line, Note, line_list

MAX_BYTES = 100_000_000
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

BINARIES = (
    (b"PK\x03\x04", "a zip file (or an office document)", "unpack it, or save the document as plain text"),
    (b"%PDF-", "a PDF file", "save its text as plain text"),
    (b"{\\rtf", "a rich text file", "save it as plain text"),
    (b"\xd0\xcf\x11\xe0", "an old office document", "save it as plain text"),
    (b"\x1f\x8b", "a gzip file", "unpack it"),
    (b"BZh", "a bzip2 file", "unpack it"),
    (b"\xfd7zXZ", "an xz file", "unpack it"),
    (b"\x89PNG", "a picture", "give the transcript as text"),
    (b"\xff\xd8\xff", "a picture", "give the transcript as text"),
    (b"SQLite format 3", "a database", "export the transcript as text"),
)

LEGACY = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r"),
    *("shift_jis", "euc_jp", "iso2022_jp", "gb18030", "big5", "euc_kr"),
)
"""The legacy encodings that a guess may choose from."""

ALPHABETS = {
    "cp1252": "äöüß åäöé æøåé àâæçéèêëîïôœùûüÿ áéíñóúü àáâãçéêíóôõú àèéìíòóù éëïóöü áéíóúýðþæö àçèéíïòóúü".split(),
    "cp1250": "ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű ăâîşţ čćđšž".split(),
    "cp1254": "âçğıîöşüû".split(),
    "cp1257": "ąčęėįšųūž āčēģīķļņšūž äöõüšž".split(),
}
"""The letters beyond ASCII of the languages that each Latin encoding is for; the usual one first."""

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
# Codes that chat clients write for bold, colour and the like are no sign of a binary file.
_NO_TEXT = re.compile(rb"\x00+|[\x01\x05-\x08\x0e\x10\x12-\x15\x17-\x1a\x1c\x7f]")
# mIRC and ANSI colours take their numbers along, or these would stay behind as text.
_FORMATTING = re.compile(r"\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x1b\[[0-9;]*[A-Za-z]|[\x02\x0f\x11\x16\x1d-\x1f]")
_MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks of the direction of writing, which programs set around names and times."""
_SPACING = re.compile(r"[\x0b\x0c\x85]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The lines of a file, the name of its encoding, and what a person should know about both."""

    lines: tuple[Line, ...]
    encoding: str
    notes: tuple[Note, ...] = ()


def decode(data: bytes, name: str, *, encoding: str | None = None) -> Decoded:
    """The lines of the file ``name``; line ends are LF, CR LF and CR, and nothing else.

    Raises InputError for what is too large or no text, UsageError for an ``encoding`` that does not exist.
    """
    if len(data) > MAX_BYTES:
        size = len(data) // 1_000_000
        raise InputError(f"{name}: {size} MB is too much for a transcript; split it (at most 100 MB)")
    if encoding is not None:
        return _lines(_as_declared(data, name, encoding), encoding)
    for mark, marked in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _lines(data[len(mark) :].decode(marked, "replace"), marked)
    if wide := _wide(data):
        note = Note(None, f"the file has no byte order mark; it was read as {wide}")
        return _lines(data.decode(wide, "replace"), wide, (note,))
    _check_text(data, name)
    try:
        return _lines(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _not_utf8(data)


def split_lines(text: str) -> list[str]:
    """The lines of ``text``, ended by LF, CR LF or CR (``str.splitlines`` knows too many line ends)."""
    pieces = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return pieces if pieces[-1] else pieces[:-1]


def without_controls(text: str) -> str:
    """The text without control characters, but for line ends; what sets space is a blank."""
    if not _CONTROL.search(text):
        return text
    return "\n".join(map(_clean, split_lines(text)))


def lines_of(text: str) -> Decoded:
    """The lines of a text that some other format held, cleaned like those of a text file."""
    return _lines(text, "utf-8")


def _check_text(data: bytes, name: str) -> None:
    for magic, what, remedy in BINARIES:
        if data.startswith(magic):
            raise InputError(f"{name}: this is {what}, not text; {remedy}")
    head = data[:65_536]
    strange = len(_NO_TEXT.findall(head))
    if strange >= 4 and strange > 0.03 * len(head):
        raise InputError(f"{name}: this is a binary file, not text; export the transcript as text")


def _as_declared(data: bytes, name: str, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = len(_LINE_END.findall(data, 0, error.start)) + 1
        raise InputError(f"{name}:{line}: byte {data[error.start]:#04x} is not {encoding}") from None
    except (LookupError, ValueError):
        raise UsageError(f"there is no encoding {encoding!r}; try utf-8 or windows-1252") from None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark shows in text of the first 256 characters: every other byte is NUL."""
    head = data[:4096]
    half = len(head) // 2
    few, many = sorted((head[0::2].count(0), head[1::2].count(0)))
    if half < 2 or many <= 0.4 * half or few >= 0.05 * half:
        return None
    return "utf-16-le" if head[1::2].count(0) == many else "utf-16-be"


def _not_utf8(data: bytes) -> Decoded:
    """A file that is UTF-8 but for some lines, or one in a legacy encoding."""
    raw = _LINE_END.split(data)
    texts, other = [], []
    for number, line in enumerate(raw, 1):
        try:
            texts.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            texts.append(line.decode("cp1252", "replace"))
            other.append(number)
    beyond = [line for line in raw if _BEYOND_ASCII.search(line)]
    good = len(beyond) - len(other)
    # A legacy file has hardly ever a line that is UTF-8 by accident.
    if not good or good * 10 < len(other):
        guess = _guess(beyond)
        spoken = re.sub(r"^cp(?=125)", "windows-", guess)
        sentence = f"the file is not UTF-8; it was read as {spoken}, which is a guess: check the accents"
        return _lines(data.decode(guess, "replace"), spoken, (Note(None, sentence),))
    notes = tuple(Note(number, "not UTF-8; read as windows-1252") for number in other[:10])
    if len(other) > 10:
        notes += (Note(other[10], f"not UTF-8, read as windows-1252: lines {line_list(other[10:])}"),)
    return _lines("\n".join(texts), "utf-8, some lines windows-1252", notes)


def _guess(raw: list[bytes]) -> str:
    picked = b"\n".join(line[:500] for line in raw[:200])[:16_384]
    if len(_BEYOND_ASCII.findall(picked)) >= 12:  # fewer bytes tell the Latin encodings apart alone
        best = from_bytes(picked, cp_isolation=list(LEGACY)).best()
        if best and best.encoding not in ALPHABETS:
            return best.encoding
    fits = {name: _fit(picked, name) for name in ALPHABETS}
    likely = max(fits, key=fits.__getitem__)
    # A few signs ("m³") may feign two letters.
    return likely if fits[likely] > fits["cp1252"] + 2 else "cp1252"


def _fit(data: bytes, encoding: str) -> int:
    """How many letters beyond ASCII the language of each line explains, less those that it does not."""
    fits = 0
    for line in data.decode(encoding, "replace").lower().split("\n"):
        strange = [letter for letter in line if letter > "\x7f" and letter not in "’“”„–…«»"]
        fits += max(sum(1 if letter in letters else -1 for letter in strange) for letters in ALPHABETS[encoding])
    return fits


def _lines(text: str, encoding: str, notes: tuple[Note, ...] = ()) -> Decoded:
    texts, dirty = split_lines(text), list[int]()
    if not "".join(texts).replace("\t", "").isprintable():  # most are, which is found of all at once
        for mark in _MARKS:
            text = text.replace(mark, "")
        texts = split_lines(text)
        dirty = [n for n, line in enumerate(texts, 1) if not line.isprintable() and _CONTROL.search(line)]
    for number in dirty:
        texts[number - 1] = _clean(texts[number - 1])
    if dirty:
        plural = "lines" if len(dirty) > 1 else "line"
        notes += (Note(dirty[0], f"control characters were removed in {plural} {line_list(dirty)}"),)
    return Decoded(tuple(map(Line, range(1, len(texts) + 1), texts)), encoding, notes)


def _clean(line: str) -> str:
    return _CONTROL.sub("", _SPACING.sub(" ", _FORMATTING.sub("", line)))
