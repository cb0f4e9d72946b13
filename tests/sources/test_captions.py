"""Captions: who speaks, what repeats, what is refused."""

import os
import re
from pathlib import Path

import pytest

from ohbot.errors import InputError
from ohbot.model import Message
from ohbot.sources import Imported, import_transcript
from ohbot.wikitext.escape import unescape

CORPUS = Path(os.environ.get("OHBOT_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus") / "transcripts"


def imported(name: str) -> Imported:
    """A real file, imported as what it looks like."""
    if not CORPUS.exists():
        pytest.skip(f"there is no corpus at {CORPUS}; set OHBOT_CORPUS")
    return import_transcript((CORPUS / name).read_bytes(), name)


def messages(found: Imported) -> list[Message]:
    """The messages of an import, which has nothing else."""
    items = found.reading.session.body
    assert all(isinstance(item, Message) and item.kind == "say" for item in items)
    return [item for item in items if isinstance(item, Message)]


def test_every_cue_of_a_video_call_is_said_by_who_it_names() -> None:
    """Names and words in the order of the file, checked with an expression of its own."""
    found = imported("ethereum_acdc175_zoom-transcript.vtt")
    text = (CORPUS / found.name).read_text(encoding="utf-8")
    cues = re.findall(r"^(\d\d:\d\d:\d\d)\.\d+ -->.*\n(.+?)(?: \((\w+)\))?: (.*)$", text, re.M)
    assert len(cues) == text.count(" --> ") == 139
    said = iter(messages(found))
    now, words = next(said), ""
    for stamp, name, _role, spoken in cues:
        if words and (words == unescape(now.text)):
            now, words = next(said), ""
        if not words:
            assert now.time == stamp
        words = f"{words} {spoken}".strip()
        assert now.speaker == name
        assert unescape(now.text).startswith(words)
    assert next(said, None) is None


@pytest.mark.parametrize(
    ("name", "format_", "texts"),
    [
        ("webvtt-py_sample.vtt", "vtt", [f"Caption text #{n}" for n in range(1, 17)]),
        ("webvtt-py_missing_timeframe.vtt", "vtt", [f"Caption text #{n}" for n in range(1, 8)]),
        ("webvtt-py_sample.srt", "srt", [f"Caption text #{n}" for n in range(1, 6)]),
        ("webvtt-py_cue_tags.vtt", "vtt", ["When the moon hits your eye", "Like a big-a pizza pie", "That's amore"]),
        ("webvtt-py_youtube_dl.vtt", "vtt", ["yeah", "what", "this will happen is I'm telling"]),
        ("srt_ascii.srt", "srt", ["ascii", "oh look", "ascii everywhere"]),
        (
            "webvtt-py_sample.sbv",
            "sbv",
            [f"Caption text #{n}" for n in ("1", "2", "3 (line 1)", "3 (line 2)", "4", "5")],
        ),
    ],
)
def test_captions_without_names_become_one_paragraph(name: str, format_: str, texts: list[str]) -> None:
    """Where nobody pauses; each text stands once, and no line is unplaced."""
    found = imported(name)
    assert found.format == format_
    (message,) = messages(found)
    assert (message.speaker, unescape(message.text)) == (None, " ".join(texts))
    assert found.reading.account.unplaced == ()


def test_dashes_in_captions_begin_a_new_speaker() -> None:
    """Whoever that is; comments are not spoken."""
    spoken = [(message.time, message.text) for message in messages(imported("webvtt-py_comments.vtt"))]
    assert [text for _, text in spoken] == [
        "- Ta en kopp varmt te.",
        "- Det är inte varmt.",
        "- Har en kopp te.",
        "- Det smakar som te.",
        "- Ta en kopp",
    ]
    assert [time for time, _ in spoken] == ["00:02:15", "00:02:15", "00:02:20", "00:02:20", "00:02:25"]


def test_an_empty_file_of_captions_is_refused() -> None:
    """As any empty file is."""
    with pytest.raises(InputError, match=r"webvtt-py_empty.vtt: the file is empty"):
        imported("webvtt-py_empty.vtt")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("WEBVTT\n", "x: this VTT file has no cues"),
        ("WEBVTT\n\nNOTE nobody speaks\n", "x: this VTT file has no cues"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "x: this VTT file has no cues"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<c></c>\n", "x: the cues of this VTT file are empty"),
        ("1\n00:00:01,000 --> 00:00:02,000\n\n", "x: this SRT file has no cues"),
        ('{"segments": [], "text": ""}', "x: this JSON has no pieces of speech with text"),
        ('{"segments": [{"text": "a"}', "x: line 1: this is not JSON"),
        ('{"segments": [{"text": ' + "[" * 100_000, "x: the JSON is nested too deeply"),
    ],
)
def test_captions_without_words_are_refused_in_a_sentence(text: str, sentence: str) -> None:
    """Instead of an empty session."""
    with pytest.raises(InputError, match=sentence):
        import_transcript(text.encode(), "x")


def cue(begin: int, text: str) -> str:
    """A cue of one second."""
    return f"00:{begin // 60:02}:{begin % 60:02}.000 --> 00:{begin // 60:02}:{begin % 60 + 1:02}.000\n{text}\n\n"


def test_a_pause_or_a_long_speech_begins_a_paragraph() -> None:
    """A long one at the end of a sentence, and in speech without sentences anyway."""
    talk = [cue(n, f"Ann: {n:04} {'word ' * 8}{'end.' if n % 5 == 4 else 'on'}") for n in range(40)]
    found = messages(import_transcript(("WEBVTT\n\n" + "".join(talk) + cue(58, "Ann: late")).encode(), "x"))
    assert {message.speaker for message in found} == {"Ann"}
    assert [message.time for message in found] == ["00:00:00", "00:00:15", "00:00:30", "00:00:58"]
    endless = "WEBVTT\n\n" + "".join(cue(n, f"{n} " + "word " * 20) for n in range(50))
    assert max(len(message.text) for message in messages(import_transcript(endless.encode(), "x"))) < 1_400


def test_a_label_is_no_speaker_in_captions() -> None:
    """A name that comes once has to look like a name."""
    text = "WEBVTT\n\n" + cue(1, "One thing first: we open.") + cue(3, "Note: at noon.") + cue(5, "Lu Sand: Yes.")
    found = messages(import_transcript(text.encode(), "x"))
    assert [(message.speaker, message.text) for message in found] == [
        (None, "One thing first: we open. Note: at noon."),
        ("Lu Sand", "Yes."),
    ]


def test_words_that_are_said_twice_stay() -> None:
    """Only captions that roll repeat their lines."""
    text = "WEBVTT\n\n" + cue(1, "no") + cue(2, "no") + cue(3, "yes") + cue(4, "well") + cue(5, "maybe")
    assert [message.text for message in messages(import_transcript(text.encode(), "x"))] == ["no no yes well maybe"]


def test_every_turn_of_a_transcript_is_said_by_who_it_names() -> None:
    """In a real one with names in brackets."""
    found = imported("zoomfilter_input_example.txt")
    assert found.format == "transcript"
    text = (CORPUS / found.name).read_text(encoding="utf-8")
    turns = re.findall(r"^\[(.+)\] (\S+)\n(.+)$", text, re.M)
    assert len(turns) == 12
    said = messages(found)
    assert {name for name, _, _ in turns} == {message.speaker for message in said}
    assert " ".join(unescape(message.text) for message in said) == " ".join(spoken for _, _, spoken in turns)
    for name, _, spoken in turns:
        assert any(message.speaker == name and spoken in unescape(message.text) for message in said)


@pytest.mark.parametrize(
    "line", ["[Ann Lee] 00:01:02", "Ann Lee  1:02", "Ann Lee (01:02):", "00:01:02 Ann Lee", "Ann Lee\t1:02"]
)
def test_a_turn_begins_with_a_line_of_name_and_time(line: str) -> None:
    """In the ways that programs write it."""
    text = f"{line}\nHello.\n\n{line.replace('Ann Lee', 'Bo')}\nHi.\n\n{line}\nBye.\n"
    found = import_transcript(text.encode(), "x")
    assert found.format == "transcript"
    assert [(message.time, message.speaker) for message in messages(found)] == [
        ("00:01:02", "Ann Lee"),
        ("00:01:02", "Bo"),
        ("00:01:02", "Ann Lee"),
    ]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["Sprecher 1: Moin.", "Setzt euch.", "Eins noch: wer?", "Sprecher 2: Ich."], ["Sprecher 1", "Sprecher 2"]),
        (["发言人1：大家好。", "请坐。", "发言人2：我。"], ["发言人1", "发言人2"]),
        (["S1: Yes.", "So: who?", "S2: Me.", "S1: Fine."], ["S1", "S2", "S1"]),
        (["[Orateur A] Oui.", "[rires]", "[Orateur B] Non."], ["Orateur A", "Orateur B"]),
        (["Ann: Yes.", "Sit.", "Speaker 2: Me.", "Ann: Fine."], ["Ann", "Speaker 2", "Ann"]),
        (["On commence.", "Étape 1 : ouvrir.", "Étape 2 : entrer."], [None]),
    ],
    ids=[
        "once",
        "without blanks",
        "letters",
        "brackets",
        "some with names",
        "steps",
    ],
)
def test_a_label_holds_until_the_next(texts: list[str], said: list[str | None]) -> None:
    """A part with a number counts once where others of its form do; no word is lost."""
    found = messages(import_transcript(("WEBVTT\n\n" + "".join(map(cue, range(1, 20, 2), texts))).encode(), "x"))
    assert [message.speaker for message in found] == said


@pytest.mark.parametrize(
    ("text", "format_", "said"),
    [
        ("start\tend\tspeaker\ttext\n0\t1500\tSP_0\tHi.\n62000\t63000\tSP_1\tMe.\n", "whisper-tsv", "SP_1"),
        ("start\tend\ttext\n0.0\t1.5\tHi.\n62.0\t63.0\tMe.\n", "whisper-tsv", None),
        ("[00:01.00]Hi.\n[01:02.00]Me.\n", "lrc", None),
        ("[00:01 - 00:02] Hi.\n[01:02 - 01:03] Me.\n", "whisper-text", None),
        ("00:01 --> 00:02\nHi.\n\n01:02 --> 01:03\nMe.\n", "vtt", None),
        ("0:00:01,0:00:02\nHi.\n\n0:01:02,0:01:03\nMe.\n", "sbv", None),
    ],
)
def test_times_are_read_in_whatever_form(text: str, format_: str, said: str | None) -> None:
    """Milliseconds, seconds and clocks; with or without fractions, hours and speakers."""
    found = import_transcript(text.encode(), "x")
    last = messages(found)[-1]
    assert (found.format, last.time, last.speaker, last.text) == (format_, "00:01:02", said, "Me.")
    assert not found.reading.account.unplaced
