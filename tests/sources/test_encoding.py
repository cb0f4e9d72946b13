"""From bytes to lines."""

import io
import zipfile
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.errors import InputError, UsageError
from ohbot.sources import import_transcript
from ohbot.sources.encoding import decode

TEXT = "Größe: viel\nÉtienne: naïf\n"


def texts(data: bytes) -> list[str]:
    """The texts of the lines of a file."""
    return [line.text for line in decode(data, "x").lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_every_usual_encoding_gives_the_same_lines(encoding: str) -> None:
    """With a byte order mark or without, found by itself."""
    assert texts(TEXT.encode(encoding)) == TEXT.splitlines()


def test_a_legacy_encoding_is_found_and_told() -> None:
    """Enough Cyrillic text tells its encoding, and the person hears that it is a guess."""
    sentence = "Мы отвечаем на вопросы каждый четверг вечером, и все могут прийти.\n"
    found = decode((sentence * 3).encode("cp1251"), "x")
    assert found.lines[0].text == sentence.strip()
    assert "windows-1251" in found.notes[0].sentence


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "cp1252",
            "Bonsoir à tous, ça commence. Où est le café ?\nTrès bien, merci, à bientôt. Déjà la fin de l’été",
        ),
        ("cp1252", "< jörg> grüß gott, größe\n< émile> déjà vu à la carte\nfünf übrige Käse\nça alors"),
        ("cp1252", "God kväll allihopa, vi börjar nu. Har någon en fråga?\nNästa år får vi mer, säger hon på mötet."),
        ("cp1250", "Dobrý den, začínáme. Můžete se ptát, kdo má otázku?\nPříští rok bude více, říká ředitelka."),
        ("cp1250", "Dzień dobry wszystkim. Proszę zadawać pytania, żeby każdy mógł odpowiedzieć.\nŹle słyszę"),
        (
            "cp1250",
            "Jó estét, kezdjük. Lesz-e jövőre több pénz?\nKöszönöm a kérdést. Örülök, hogy eljöttél, őszintén.",
        ),
        ("cp1254", "Merhaba, başlıyoruz. Soru sormak isteyen var mı?\nÖnümüzdeki yıl için bütçe belli değil"),
        (
            "cp1257",
            "Labas vakaras visiems. Ar turite klausimų?\nKitais metais daugiau pinigų. Ačiū, šį kartą viską žinote",
        ),
    ],
)
def test_a_latin_encoding_is_found_by_the_letters_of_a_language(encoding: str, text: str) -> None:
    """Most bytes are letters in every Latin encoding, but not letters of one language."""
    assert texts(text.encode(encoding)) == text.split("\n")


def test_an_encoding_that_a_person_tells_is_used() -> None:
    """Also where another one would be found, and a wrong one is refused with its line."""
    assert decode("Größe".encode("cp1250"), "x", encoding="cp1250").lines[0].text == "Größe"
    with pytest.raises(InputError, match="x:2: byte 0xf6 is not utf-8"):
        decode(b"a\nGr\xf6", "x", encoding="utf-8")
    with pytest.raises(UsageError, match="no encoding 'utf-nine'"):
        decode(b"a", "x", encoding="utf-nine")


def test_a_line_that_is_not_utf8_is_read_as_windows_1252_and_told() -> None:
    """The other lines stay UTF-8."""
    found = decode("é one\n".encode() + "é two “x”\n".encode("cp1252") + b"three\n", "x")
    assert [line.text for line in found.lines] == ["é one", "é two “x”", "three"]
    assert [(note.line, note.sentence) for note in found.notes] == [(2, "not UTF-8; read as windows-1252")]


def test_only_lf_crlf_and_cr_end_lines() -> None:
    """What Python's splitlines knows besides does not."""
    assert texts("a\r\nb\rc\n\nd\u2028e\x0bf\x0cg\x85h".encode()) == ["a", "b", "c", "", "d\u2028e f g h"]


def test_control_characters_are_removed_and_told_with_their_lines() -> None:
    """Colours of chat clients take their numbers along; tabs stay."""
    found = decode(b"plain\tone\na\x00b\n\x0304red\x03 \x02bold\x02 \x1b[31mx\x1b[0m\n", "x")
    assert [line.text for line in found.lines] == ["plain\tone", "ab", "red bold x"]
    assert [note.sentence for note in found.notes] == ["control characters were removed in lines 2-3"]


def zipped() -> bytes:
    """A small zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "a")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (zipped(), r"x.log: this is a zip file .* unpack it"),
        (Random(7).randbytes(5_000), r"x.log: this is a binary file"),
        (b"%PDF-1.7", r"x.log: this is a PDF file"),
        (b"", r"x.log: the file is empty"),
        (b"\xef\xbb\xbf \n\n", r"x.log: there is no text"),
        (b"a\n" + b"x" * 50_000_000, r"x.log:2: a line of 50,000,000 characters"),
        (bytes(100_000_001), r"x.log: 100 MB is too much"),
    ],
    ids=["zip", "random", "pdf", "empty", "blank", "one line", "huge"],
)
def test_what_is_no_text_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    """And never with another exception."""
    with pytest.raises(InputError, match=sentence):
        import_transcript(data, "x.log")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Only with ohbot's own errors, and without a control character left."""
    try:
        lines = decode(data, "x").lines
    except InputError:
        return
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert not any(set(line.text) & {"\n", "\r", "\0", "\x1b", "\x85"} for line in lines)


@given(st.lists(st.text("aäß€あ \t", max_size=9), max_size=9), st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_lines_of_a_text_come_back(lines: list[str], end: str) -> None:
    """Whatever ends them; an end behind the last line adds none."""
    assert texts("".join(line + end for line in lines).encode("utf-8-sig")) == lines
