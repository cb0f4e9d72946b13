"""What is a name before a colon: the same in transcripts and on pages, with reasons."""

import pytest

from ohbot.model import Exchange, Message, Session
from ohbot.recognise.names import Form, NameEvidence, NameVerdict, common_words, is_common, judge
from ohbot.sources import import_transcript
from ohbot.wikitext.lens import get

NAMES = """
    Ada|Ada Lund|Dr. Ada Lund|A. Lund|Ada B. Lund|Ada Lund Jr.|Ada Lund-Berg|Mx. Lund|St. John|MacDuff|JFK
    al-Amin|Noor al-Amin|d'Arcy|Elle d'Arcy|O'Neil|Ana María de la Cruz|Vincent van Gaal|Ludwig von Stein
    Élodie|Ödön|Ärla Bo|Şule|Ольга Сова|Νίκη|王芳|أحمد|नेहा|まゆみ|김민준
    Long Nguyen|Will|Hope|Hope Grant|May|SPEAKER_00|SPEAKER_01|Bo
    Host|Host Bo|Reporter|Moderator|Audience
"""
NO_NAMES = """
    Note|Notes|Note to all|Some Notes|Example|For example|Next steps|Good question|The answer|Two things|Update|Q&A
    PS|N.B.|TL;DR|Discussion|Zoom|Action item|Attendees|Present|Remarque|注|примечание|ملاحظة|Long
    https|10:30|10:30 Meeting|42|Version 2|Chapter 12|<pops cork>
    In May|Since Monday|The|She|The Team|What We Do|Hello. There|Yes! Really
    one two three four five six seven|Anna Bell Cora Dove Elm
    ada|ada lund|ode_42|Zed42|Speaker 1
"""
DECIDED = (
    # words, who speaks in a transcript, and on a page, why
    ("[Ada]", "Ada", None, "programs set names in brackets; on a page these are words that somebody left out"),
    ("Bo, Ada", None, "Bo, Ada", "a comma is rather one of a sentence in a text that nobody has marked up"),
    (
        "ada (Boats)",
        None,
        "ada",
        "brackets mark a name on a page, and may hold any remark in plain text",
    ),
    ("'''ada'''", None, "ada", "bold is bold on a page only"),
    ("[[User:Ode|Ode]]", None, "Ode", "so are links"),
)
OTHERWISE = "Where is the boat?"
"""Words beside the names that decide nothing."""


def _table(text: str) -> list[str]:
    return [name.strip() for line in text.strip().splitlines() for name in line.split("|")]


def _answerer(session: Session) -> str | None:
    first = next(item for item in session.body if isinstance(item, Exchange))
    return first.answers[0].speaker


def _imported(name: str, also: str) -> str | None:
    text = f"Harbour hours\n\n1. Who has the key?\n\n{name}: It rains.\n\n2. {also}\n\nMaggie Reed: Here.\n"
    return _answerer(import_transcript(text.encode(), "notes.txt").reading.session)


def _parsed(name: str, also: str) -> str | None:
    return _answerer(get(f"# Who has the key?\n#: {name}: It rains.\n# {also}\n#: Maggie Reed: Here.\n"))


@pytest.mark.parametrize(
    ("name", "also", "is_name"),
    [
        *((name, OTHERWISE, True) for name in _table(NAMES)),
        *((name, OTHERWISE, False) for name in _table(NO_NAMES)),
        ("Hope", "Do you hope so?", False),
        ("Translations", "Where are the translations?", False),
        ("Will", "Will it rain, or will it not?", False),
        ("Will", "Will it rain, Will Turner, or will it not?", True),
        ("Hope Grant", "Do you hope so?", True),
        ("Host", "Who is the host?", True),
        ("王芳", "王芳 在 吗?", True),
    ],
)
def test_transcripts_and_pages_agree_on_names(name: str, also: str, is_name: bool) -> None:
    """One judge: what the rest of the text says counts on both sides, too."""
    expected = name if is_name else None
    assert (_imported(name, also), _parsed(name, also)) == (expected, expected)


@pytest.mark.parametrize(("words", "imported", "parsed", "why"), DECIDED)
def test_where_the_kind_of_text_decides_the_reason_is_known(
    words: str, imported: str | None, parsed: str | None, why: str
) -> None:
    """Markup of pages, and brackets and commas of plain text."""
    assert (_imported(words, OTHERWISE), _parsed(words, OTHERWISE)) == (imported, parsed), why


@pytest.mark.parametrize("form", ["'''{}:'''", "'''{}''':", "{}:"])
def test_numbered_voices_speak_on_pages_without_known_people(form: str) -> None:
    """As programs name whom they do not know, in a dialogue and in answers."""
    one, two = form.format("SPEAKER_00"), form.format("SPEAKER_01")
    talk = get(f"{one} Who has the key?\n\n{two} Ode has.\n\n{one} Good.\n")
    said = [item.speaker for item in talk.body if isinstance(item, Message)]
    assert said == ["SPEAKER_00", "SPEAKER_01", "SPEAKER_00"]
    assert _answerer(get(f"# Who has the key?\n#: {two} Ode has.\n")) == "SPEAKER_01"


@pytest.mark.parametrize("name", _table(NAMES + NO_NAMES))
def test_more_evidence_for_a_name_never_speaks_against_it(name: str) -> None:
    """Known, guarded and repeated names, and stronger forms, only gain; common words only lose."""
    forms: tuple[Form, ...] = ("label", "plain", "bold", "marked", "guarded")
    scores = [judge(NameEvidence(name, form)).score for form in forms]
    assert scores == sorted(scores)
    for evidence in (NameEvidence(name), NameEvidence(name, dialogue=True), NameEvidence(name, facts=True)):
        alone = judge(evidence).score
        assert judge(evidence._replace(again=True)).score >= alone
        assert judge(evidence._replace(common=True)).score < alone
        assert judge(evidence._replace(known=True)).is_name
    assert judge(NameEvidence(name, "guarded", common=True)).is_name


def test_a_verdict_says_its_reasons() -> None:
    """Each with its weight, for those who ask why."""
    assert judge(NameEvidence("Ada Lund")) == NameVerdict(2, ("in capitals, or in a script without (+2)",))
    found = judge(NameEvidence("Note to all", "marked"))
    assert not found.is_name
    assert found.reasons == ("a form that marks names (+20)", "words of a sentence (-15)", "a label (-50)")


def test_a_word_before_a_surname_or_of_a_nick_is_no_common_one() -> None:
    """The same words may be written small elsewhere."""
    common = common_words(["We will hope that sam may see Will Turner."], ["sam"])
    assert [is_common(word, common) for word in ("Hope", "May", "Will", "Sam", "Hope May")] == [
        True,
        True,
        False,
        False,
        True,
    ]
