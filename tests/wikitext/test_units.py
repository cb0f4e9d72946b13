"""The rules of the Translate extension: what it takes for units, and what breaks a rule."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from ohbot.wikitext.lens import create, get, put
from ohbot.wikitext.source import ScannedText
from ohbot.wikitext.units import broken, flaws, rendered, strayed, units_of

UNITS = {
    "blank lines part units": (
        "<translate>\nOne.\n\nTwo,\nand more.\n\n\nThree.\n</translate>",
        ["One.", "Two,\nand more.", "Three."],
    ),
    "tags in a line": ("# <translate>Why?</translate> <translate>So.</translate>", ["Why?", "So."]),
    "markers before and behind": (
        "<translate>\n== H == <!--T:1-->\n\n<!--T:2-->\nText.\n</translate>",
        ["== H ==", "Text."],
    ),
    "nowiki holds no tags": (
        "<translate>Say <nowiki></translate></nowiki>.</translate>",
        ["Say <nowiki></translate></nowiki>."],
    ),
    "variables are shown as what they hold": (
        '<translate>See <tvar name="1">[[A]]</tvar>, <tvar|b>2</>.</translate>',
        ["See [[A]], 2."],
    ),
    "no tags, no units": ("One.\n\nTwo.", []),
}

FLAWS = {
    "<translate>\n<translate>\n</translate>": "a <translate> inside of another one",
    "<translate nowrap>One.": "a <translate> that is not closed",
    "One.</translate>": "a </translate> that closes nothing",
    "<translate>\n<!--T:1-->\n<!--T:2-->\nText.\n</translate>": "<!--T:1--> inside of a unit, beside another",
    "<translate>\n<!--T:1-->\n\n</translate>": "the marker <!--T:1--> without a text",
    "<translate>\nOnce <!--T:1--> there was.\n</translate>": "the marker <!--T:1--> inside of a unit",
    "<translate>\n<!--T:1-->Once.\n</translate>": "<!--T:1--> inside of a unit, beside another one, or without",
    "<translate>\n<!--T:a b -->\nOnce.\n</translate>": "a marker with a name that the wiki does not give",
    "<translate>\n<!--T:1-->\nOne.\n\n<!--T:1-->\nTwo.\n</translate>": "two units with the marker <!--T:1-->",
    "<translate>One.</translate> <!--T:1-->": "the marker <!--T:1--> outside of any <translate>",
    "<translate>a <tvar|x>b</translate>": "a variable with one tag alone",
    "<translate>\na <tvar|x>b\n\nc</> d\n</translate>": "a variable with one tag alone",
    "<translate>a <tvar|x></> b</translate>": "a variable that holds nothing",
    "<translate>a</translate> <tvar|x>b</>": "a variable outside of any <translate>",
    '<translate><tvar name="1">a</tvar> <tvar name=1>b</tvar></translate>': "two variables of one name in a unit",
    "<div>\n<translate>\nNo.\n</div>\n</translate>": "a unit that cuts a template, table or tag in two",
    "<translate>\n{| class=x\n| a\n\n| b\n|}\n</translate>": "a unit that cuts a template, table or tag in two",
    "<translate># Why?</translate>": "a list mark or heading behind a <translate> on its line",
    "<translate>== H ==</translate>": "a list mark or heading behind a <translate> on its line",
    "* <translate>One\n* two</translate>": "a <translate> that begins in a list item and ends on another line",
}

MOVED = {
    "a marker at its own words": ("One two three.", "<!--T:1-->\nOne two three.", None),
    "a marker that nobody gave": ("Text.", "<!--T:9-->\nText.", "a marker that the wiki has not given"),
    "a marker at other words": (
        "<!--T:1-->\nOne two.\n\nNine ten.",
        "One two.\n\n<!--T:1-->\nNine ten.",
        "another unit",
    ),
    "words without their marker": ("<!--T:1-->\nOne two.\n\nNine ten.", "One two.\n\nNine ten.", "or at none"),
    "words written anew": ("<!--T:1-->\nOne two.", "<!--T:1-->\nNine ten.", None),
    "words that are gone": ("<!--T:1-->\nOne two.\n\n<!--T:2-->\nNine.", "<!--T:2-->\nNine.", None),
}


@pytest.mark.parametrize("name", UNITS)
def test_what_is_between_blank_lines_in_a_tag_is_a_unit(name: str) -> None:
    text, shown = UNITS[name]
    assert [unit.shown for unit in units_of(text)] == shown
    assert not any(flaws(ScannedText(text)))


@pytest.mark.parametrize("text", FLAWS)
def test_what_breaks_a_rule_is_told(text: str) -> None:
    assert any(FLAWS[text] in flaw for flaw in flaws(ScannedText(text))), list(flaws(ScannedText(text)))


@pytest.mark.parametrize("name", MOVED)
def test_a_marker_stays_where_most_of_its_words_are(name: str) -> None:
    old, new, flaw = MOVED[name]
    if old == "One two three.":
        old = new
    found = strayed(f"<translate>\n{old}\n</translate>", f"<translate>\n{new}\n</translate>")
    assert found is None if flaw is None else found is not None and flaw in found


def test_the_extension_s_own_pages_break_rules_where_it_says_that_they_do(corpus: Path) -> None:
    for path in sorted((corpus / "wikitext" / "translate").glob("*.ptfile")):
        found = list(flaws(ScannedText(path.read_text("utf-8"))))
        assert bool(found) == path.stem.startswith("Fail"), (path.name, found)


def test_a_page_without_its_markup_is_what_the_extension_makes_of_it(corpus: Path) -> None:
    for path in sorted((corpus / "wikitext" / "translate").glob("*.pttarget")):
        page = path.with_suffix(".ptfile").read_text("utf-8")
        if "tvar" not in page:
            assert rendered(page, "en") == path.read_text("utf-8").rstrip(), path.name


def test_whatever_goes_from_the_corpus_s_translated_pages_no_rule_is_broken(corpus: Path) -> None:
    folder = corpus / "wikitext" / "translate"
    slides = (folder / "meta_training_slides.wikitext").read_text("utf-8").split("%%%% ")
    for page in [*(path.read_text("utf-8") for path in sorted(folder.glob("*.ptfile"))), *slides]:
        had, session = Counter(flaws(ScannedText(page))), get(page)
        for index in range(len(session.body)):
            text = put(replace(session, body=session.body[:index] + session.body[index + 1 :]), page)
            assert Counter(flaws(ScannedText(text))) <= had, text
            assert strayed(page, text) is None, text


def test_a_new_page_has_units_of_words_alone() -> None:
    page = "# Why [[Boat|sail]]?\n#: Bo: On https://example.org, {{so}}.\n#: {{yes}}\n\n[[Category:Lakes]]\n"
    assert create(get(page), after="\n[[Category:Lakes]]\n", translate=True) == (
        '<languages/>\n# <translate>Why [[<tvar name="1">Boat</tvar>|sail]]?</translate>\n'
        '#: Bo: <translate>On <tvar name="1">https://example.org</tvar>, <tvar name="2">{{so}}</tvar>.</translate>\n'
        "#: {{yes}}\n\n[[Category:Lakes]]\n"
    )


def test_a_heading_and_a_list_that_come_later_take_their_siblings_form() -> None:
    page = create(get("== Boats ==\n# Why?\n#: See [[Lake|it]].\n"), translate=True)
    later = get("== Boats ==\n# Why?\n#: See [[Lake|it]].\n# Where?\n#: On [[Sea|it]].\n\n== Thanks ==\n")
    assert put(later, page) == page + (
        '# <translate>Where?</translate>\n#: <translate>On [[<tvar name="1">Sea</tvar>|it]].</translate>\n\n'
        "<translate>\n== Thanks ==\n</translate>\n"
    )


def test_a_page_whose_markers_stand_wrong_already_is_edited_as_any_other() -> None:
    """Where they part into other units, no marker stands wrong that stood right before."""
    body = "# <!--T:2--> Is it wide?\n#: <!--T:3--> Quite.\n{}# <!--T:4--> And long?\n#: <!--T:5--> A mile."
    old, new = (f"<translate>\n{body.format(one)}\n</translate>" for one in ("", "\n== Notes ==\n\n"))
    assert broken(ScannedText(old), ScannedText(new)) is None
    good = "<translate>\n<!--T:2-->\nOne.\n\n<!--T:3-->\nTwo.\n</translate>"
    assert broken(ScannedText(good), ScannedText(good.replace("\n\n", "\n"))) is not None
