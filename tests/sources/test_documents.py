"""Markdown, minutes, HTML pages and Word documents."""

import io
import os
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.errors import InputError
from ohbot.model import Answer, Exchange, Message, Person, Prose
from ohbot.sources import Imported, Options, import_transcript
from ohbot.sources.rich import Span, joined, tidy, wikitext
from ohbot.wikitext.escape import unescape

CORPUS = Path(os.environ.get("OHBOT_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus") / "transcripts"
UNPLACED = {"tc39_2023-11-30.md": (15, 17, 26, 27)}
"""The abbreviations of people who never speak stand nowhere in the session, and are told."""


def imported(name: str, *, format_: str) -> Imported:
    """A real file, imported as what it looks like, which has to be of this kind."""
    if not CORPUS.exists():
        pytest.skip(f"there is no corpus at {CORPUS}; set OHBOT_CORPUS")
    found = import_transcript((CORPUS / name).read_bytes(), name)
    assert found.format == format_
    assert found.reading.account.unplaced == UNPLACED.get(name, ())
    return found


def bare(text: str) -> str:
    """Letters and digits of a text, so that markup and wikitext of the same words are equal."""
    shown = re.sub(r"\[https?://\S+ ([^\]]*)\]", r"\1", re.sub(r"\[([^\]]*)\]\(\S+?\)", r"\1", text))
    return re.sub(r"[\W_]+", "", re.sub(r"</?code>", "", unescape(shown)))


def said_by(found: Imported) -> dict[str | None, str]:
    """Everything that each speaker says, questions under "Q"."""
    words: dict[str | None, str] = {}
    for item in found.reading.session.body:
        if isinstance(item, Message):
            words[item.speaker] = words.get(item.speaker, "") + "|" + bare(item.text)
        elif isinstance(item, Exchange):
            words["Q"] = words.get("Q", "") + "|" + bare(item.question)
            for answer in item.answers:
                words[answer.speaker] = words.get(answer.speaker, "") + "|" + bare(answer.text)
    return words


@pytest.mark.parametrize(
    ("name", "format_", "line", "least"),
    [
        ("nodejs_2015-06-04.md", "markdown", r"^(\w+(?:, \w+)*): (.*)$", 12),
        ("tc39_2023-11-30.md", "markdown", r"^(?:\. )?([A-Z]{2,4}): (.*)$", 100),
        ("bitcointranscripts_dallas-q-a.md", "markdown", r"^([A-Z]{1,2}): (.*)$", 34),
        ("w3ctag_2014-10-01-minutes.md", "markdown", r"^[> ]*_+([\w ]+):?__:? (.*)$", 134),
        ("w3ctag_2014-10-01-minutes.md", "markdown", r"^> +\*\*(\w+)\*\* (?!\w+ has joined)(.*)$", 260),
        ("w3ctag_2015-09-30-etherpad-minutes.md", "minutes", r"^(?!TOPIC|Agenda|Present)(\w+): (.*)$", 41),
        (
            "ietf_httpbis_ietf84_minutes.txt",
            "minutes",
            r"^(?!His f|Two q|Second|Related)([A-Za-z?]+(?: [A-Za-z]+)?): (.*)$",
            287,
        ),
    ],
)
def test_real_dialogues_are_said_by_whom_they_name(name: str, format_: str, line: str, least: int) -> None:
    """Every line with a name, found by an expression of its own, is said by that name in the session."""
    words = said_by(imported(name, format_=format_))
    lines = re.findall(line, (CORPUS / name).read_text(encoding="utf-8"), re.M)
    assert len(lines) >= least
    lost = [(who, text) for who, text in lines if bare(text) not in words.get(who, "")]
    assert len(lost) <= 0.005 * len(lines), lost


def test_real_questions_and_topics_are_placed() -> None:
    """A panel's questions with their answers, and the topics of minutes."""
    panel = imported("bitcointranscripts_dallas-q-a.md", format_="markdown").reading.session
    asked = [item for item in panel.body if isinstance(item, Exchange)]
    assert len(asked) == 9
    assert [answer.speaker for answer in asked[0].answers] == ["MG", "JM"]
    assert [person.name for person in panel.people[:2]] == ["Marty Bent", "Michael Goldstein"]
    minutes = imported("nodejs_2015-06-04.md", format_="markdown").reading.session
    assert [person.name for person in minutes.people] == [
        "Colin Ihrig",
        "James Snell",
        "Julien Gilli",
        "Michael Dawson",
    ]
    joins = imported("w3ctag_2014-10-01-minutes.md", format_="markdown").reading.session.body
    events = [item.text for item in joins if isinstance(item, Message) and item.kind == "event"]
    text = (CORPUS / "w3ctag_2014-10-01-minutes.md").read_text(encoding="utf-8")
    assert events == re.findall(r"^> +\*\*\w+\*\* (\w+ has joined .*)$", text, re.M)


NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(paragraphs: str) -> bytes:
    """A small Word document."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{NAMESPACE}"><w:body>{paragraphs}</w:body></w:document>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def paragraph(text: str, *, style: str = "") -> str:
    """A paragraph of a Word document."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{named}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def test_a_word_document_is_read_like_a_page() -> None:
    """Headings that ask and named answers, a line for each paragraph."""
    text = [
        paragraph("Garden hour", style="Heading1"),
        paragraph("Why beans?", style="Heading2"),
        paragraph("Mo Finch: Because &lt;b&gt; [[they]] grow."),
        paragraph("So there."),
    ]
    found = import_transcript(docx("".join(text)), "garden.docx")
    assert (found.format, found.certainty) == ("docx", 1)
    session = found.reading.session
    (exchange,) = session.body
    assert session.title == "Garden hour"
    assert isinstance(exchange, Exchange)
    assert exchange.question == "Why beans?"
    assert [(one.speaker, unescape(one.text)) for one in exchange.answers] == [
        ("Mo Finch", "Because <b> [[they]] grow.\n\nSo there.")
    ]
    assert found.reading.account.unplaced == ()


def test_a_word_document_of_timed_turns_is_a_transcript() -> None:
    """As recorders of meetings export them."""
    turns = [("Ada Quill   0:03", "Welcome."), ("Bo Lind   0:09", "Hello."), ("Ada Quill   1:02", "Bye.")]
    text = "".join(paragraph(head) + paragraph(words) for head, words in turns)
    body = import_transcript(docx(text), "call.docx").reading.session.body
    assert body == (
        Message("Welcome.", "00:00:03", "Ada Quill"),
        Message("Hello.", "00:00:09", "Bo Lind"),
        Message("Bye.", "00:01:02", "Ada Quill"),
    )


def bold(text: str, more: str = "") -> str:
    """A paragraph that begins in bold."""
    return f'<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>{paragraph(more)[5:-6]}</w:p>'


def test_notes_with_a_transcript_below_them_are_both() -> None:
    """As Gemini writes them, here in German: what was noted stays prose, and turns have their times."""
    text = [
        paragraph("📝 Notizen"),
        paragraph("4. März 2026"),
        bold("Mühlenstunde"),
        paragraph("Zusammenfassung"),
        paragraph("Ulf Brandt erklärte Sigrun Ohm das Rad."),
        bold("Das Rad: ", "Ulf Brandt sagte, dass der Bach zu ist (00:00:09)."),
        bold("Vorgeschlagene nächste Schritte"),
        paragraph("Sigrun Ohm: das Rad fetten."),
        paragraph("Bitte die Notizen prüfen."),
        paragraph("📖 Transkript"),
        paragraph("00:00:00"),
        bold("Ulf Brandt: ", "Willkommen zur Mühlenstunde."),
        bold("Sigrun Ohm: ", "Warum steht das Rad?"),
        paragraph("00:01:10"),
        bold("Ulf Brandt: ", "Der Bach ist zu."),
        paragraph("Auch heute."),
        paragraph("Transkription beendet nach 00:36:51"),
        paragraph("Dieses Transkript wurde computergeneriert und kann Fehler enthalten."),
    ]
    reading = import_transcript(docx("".join(text)), "stunde.docx").reading
    said = [item for item in reading.session.body if isinstance(item, Message)]
    assert [(item.time, item.speaker, item.text) for item in said] == [
        ("00:00:00", "Ulf Brandt", "Willkommen zur Mühlenstunde."),
        ("00:00:00", "Sigrun Ohm", "Warum steht das Rad?"),
        ("00:01:10", "Ulf Brandt", "Der Bach ist zu. Auch heute."),
    ]
    prose = " ".join(item.wikitext for item in reading.session.body if isinstance(item, Prose))
    assert [words in prose for words in ("dass der Bach zu ist", "das Rad fetten", "prüfen")] == [True] * 3
    assert "computergeneriert" not in prose
    assert len(reading.account.dropped["about the transcript"]) == 3


def test_what_was_deleted_in_a_word_document_is_gone() -> None:
    """And what was put in, or moved, is there; a comment is nobody's text."""
    change = 'w:id="1" w:author="X" w:date="2026-03-04T10:00:00Z"'
    text = (
        paragraph("Hora do moinho")
        + paragraph("P: Por que a roda parou?")
        + '<w:p><w:r><w:t xml:space="preserve">R: O ribeiro </w:t></w:r>'
        + f'<w:del {change}><w:r><w:delText xml:space="preserve">secou</w:delText></w:r></w:del>'
        + f"<w:ins {change}><w:r><w:t>gelou</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>"
        + f"<w:p><w:del {change}><w:r><w:delText>P: Segredo?</w:delText></w:r></w:del></w:p>"
        + paragraph("P: Quem limpa?")
        + paragraph("R: Eu.")
    )
    session = import_transcript(docx(text), "moinho.docx").reading.session
    assert session.body == (
        Exchange("Por que a roda parou?", (Answer("O ribeiro gelou."),)),
        Exchange("Quem limpa?", (Answer("Eu."),)),
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (docx("<w:p>"), "x: this Word document cannot be read"),
        (docx("<w:p/>"), "x: this HTML has no text"),
        (docx("<!--" + "x" * 21_000_000 + "-->"), "x: this Word document is too large"),
        (docx("")[:-30], "x: this is a zip file"),
        (docx("<w:tbl><w:tr><w:tc>" * 20_000), "x: this Word document cannot be read"),
    ],
    ids=["damaged", "empty", "bomb", "cut", "deep"],
)
def test_a_hostile_word_document_is_refused(data: bytes, sentence: str) -> None:
    """With a sentence, whatever the parsers below say."""
    with pytest.raises(InputError, match=sentence):
        import_transcript(data, "x")


DEEP = 20_000


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("markdown", ">" * DEEP + " deepest"),
        ("markdown", "[" * DEEP + "deepest"),
        ("markdown", "".join(" " * (2 * n) + "- x\n" for n in range(300)) + " " * 600 + "- deepest"),
        ("markdown", "*_" * DEEP + "deepest"),
        ("html", "<div>" * DEEP + "deepest"),
        ("html", "<ul><li>" * DEEP + "deepest"),
        ("html", "<table><tr><td>" * DEEP + "deepest"),
        ("html", "<a <a " * DEEP + "deepest"),
        ("html", "<!--" * DEEP + "deepest"),
        ("html", "<b title='" * DEEP + "deepest"),
        ("minutes", "".join("\t" * n + "* x\n" for n in range(300)) + "deepest"),
    ],
)
def test_deeply_nested_text_is_kept(format_: str, text: str) -> None:
    """Or told to be unplaced, but never lost in silence."""
    found = import_transcript(text.encode(), "x", format=format_)
    body = " ".join(map(str, found.reading.session.body))
    assert "deepest" in body or found.reading.account.unplaced


def test_a_page_in_one_endless_line_is_refused() -> None:
    """Where it is longer than any page."""
    with pytest.raises(InputError, match="x:1: a line of 6,000,000 characters"):
        import_transcript(b"<p>" + b"x" * 5_999_997, "x", format="html")


def test_a_text_of_brackets_is_refused() -> None:
    """Because each could be a link, and looking for their ends would take minutes."""
    with pytest.raises(InputError, match="x: 320,000 square brackets are too many"):
        import_transcript(("[" * 80 + "\n").encode() * 4_000, "x", format="markdown")


def test_names_of_a_person_replace_nicks() -> None:
    """In messages and in answers, as the person who imports says."""
    options = Options(nicks={"bo": "Bo Lind"})
    text = "Topic: x\nbo: one\nann: two\nbo: three\nann: four\n"
    body = import_transcript(text.encode(), "x", format="minutes", options=options).reading.session.body
    assert [item.speaker for item in body if isinstance(item, Message)] == ["Bo Lind", "ann", "Bo Lind", "ann"]


def test_a_fact_takes_its_own_line_of_those_that_markdown_breaks() -> None:
    """What stands behind the break stays."""
    data = b"# Lanterns\n\nDate: 3 May 2021, 6 PM UTC<br>Bring wicks\n\nPresent: Kim Lee<br>Bring oil\n"
    reading = import_transcript(data, "x.md", format="markdown").reading
    assert (reading.session.people, reading.session.start) == (
        (Person("Kim Lee"),),
        datetime(2021, 5, 3, 18, tzinfo=UTC),
    )
    assert reading.session.body == (Prose("Bring wicks\n\nBring oil"),)
    assert reading.account.unplaced == ()


def test_who_asks_by_the_mark_of_a_question_is_known_to_the_file_alone() -> None:
    """In notes as in Markdown."""
    for format_, text in (
        ("notes", "Q (Maud): Why?\nA (Kim): So.\nQ: How?\nA: Thus.\n"),
        ("markdown", "**Q (Maud):** Why?\n\n**A (Kim):** So.\n\n**Q:** How?\n\n**A:** Thus.\n"),
    ):
        body = import_transcript(text.encode(), "x", format=format_).reading.session.body
        assert body == (
            Exchange("Why?", (Answer("So.", "Kim"),), {"private": {"asker": "Maud"}}),
            Exchange("How?", (Answer("Thus."),)),
        )


def test_labels_in_bold_are_no_speakers() -> None:
    """A list of what changed names nobody."""
    text = "# News\n\n- **Speed:** it is faster\n- **Colour**: it is blue\n- **Price:** it is free\n"
    session = import_transcript(text.encode(), "x.md", format="markdown").reading.session
    assert not [item for item in session.body if isinstance(item, Message)]


SPANS = st.lists(
    st.builds(
        Span,
        st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=8),
        st.booleans(),
        st.booleans(),
        st.booleans(),
        st.sampled_from([None, "https://example.org/x?a=[b]"]),
    ),
    max_size=5,
)


@given(SPANS)
def test_words_in_any_style_stay_the_same_words(spans: list[Span]) -> None:
    """Markup in the text itself is never markup on the wiki."""
    rich = tidy(spans)
    shown = re.sub(r"'''|''|</?(?:code|s)>|\[https://example\.org/x\?a=%5Bb%5D |(?<=[^&])\]", "\x00", wikitext(rich))
    kept = unescape(shown).replace("\x00", "")
    assert [char for char in kept if char.isalnum()] == [c for span in rich for c in span.text if c.isalnum()]
    assert "\n" not in wikitext(rich)


@pytest.mark.parametrize(
    ("spans", "text"),
    [
        ([Span("it's "), Span("'bold'", bold=True)], "it's '''&#39;bold&#39;'''"),
        ([Span("{"), Span("{x}}")], "&#123;{x&#125;&#125;"),
        ([Span("see ["), Span("a]b", link="https://example.org/")], "see &#91;[https://example.org/ a&#93;b]"),
        ([Span("https://example.org/", link="https://example.org/")], "https://example.org/"),
        ([Span("* x"), Span("~~~~", code=True)], "&#42; x<code>&#126;&#126;&#126;&#126;</code>"),
        ([Span("x", bold=True, italic=True)], "'''''x'''''"),
    ],
)
def test_styles_become_wikitext(spans: list[Span], text: str) -> None:
    """And what stands beside them cannot be taken for a part of them."""
    assert wikitext(tidy(spans)) == text


def test_a_style_goes_on_behind_a_broken_line() -> None:
    """A link over two lines is one link."""
    link = "https://example.org/"
    broken = [(Span("see "), Span("the", link=link)), (Span("plan", link=link), Span("."))]
    assert wikitext(joined(broken)) == "see [https://example.org/ the plan]."
