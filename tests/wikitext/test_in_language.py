"""A translated page is read item by item as its source, whatever its words look like."""

from hypothesis import given
from hypothesis import strategies as st

from ohbot.model import Answer, Exchange, Heading, Prose
from ohbot.wikitext.lens import get
from ohbot.wikitext.translated import OUTDATED, TITLE, in_language, unit_names
from ohbot.wikitext.units import units_of
from tests.wikitext.test_translated import PAGES

_PAGE = """<languages/>
<translate>
== Boats == <!--T:1-->
</translate>
# <translate><!--T:2--> Why by <tvar name="b">[[Boat]]</tvar>?</translate>
#: Bo: <translate><!--T:3--> The wind.</translate>
#: <translate>And more.</translate>
"""
_SHOWN = """<languages/>
Boote
# Warum mit [[Boat]]: so
#: Bo: <span class="mw-translate-fuzzy">Der Wind.</span>
#: <span lang="en" dir="ltr" class="mw-content-ltr">And more.</span>
"""
_LATE = '<div class="mw-translate-fuzzy">\n== Boote ==\n</div>'


def test_units_are_replaced_by_their_translations_and_variables_by_what_they_hold() -> None:
    source = get(_PAGE)
    messages = {TITLE: "Schiffe", "1": "Boote", "2": "Warum mit $b: so", "3": "Der Wind."}
    found = in_language(_PAGE, source, messages, _SHOWN)
    assert found[1:] == (5, 3, 1)
    assert found.session.title == "Schiffe"
    heading, exchange = found.session.body
    assert heading == Prose("Boote")  # the translator left the heading's marks out
    assert exchange == Exchange("Warum mit [[Boat]]: so", (Answer("Der Wind.\n\nAnd more.", "Bo"),))
    assert [dict(item.metadata) for item in (heading, exchange)] == [{}, {"x-translation": "incomplete"}]


def test_what_has_no_translation_stays_in_the_source_s_language_and_says_so() -> None:
    source = get(_PAGE)
    found = in_language(_PAGE, source, {"1": "== Boote =="}, "")
    assert found.session.body == (Heading("Boote"), source.body[1])
    assert found.session.body[1].metadata == {"x-translation": "missing"}
    for message, shown in ((f"{OUTDATED}== Boote ==", ""), ("== Boote ==", _LATE)):
        outdated = in_language(_PAGE, source, {"1": message}, shown)
        assert outdated.session.body[0].metadata == {"x-translation": "outdated"}


@given(st.sampled_from(PAGES), st.data())
def test_a_translation_in_any_words_has_the_items_of_its_source(page: str, data: st.DataObject) -> None:
    """Also in words that look like questions, names or labels."""
    source = get(page)
    words = st.sampled_from(["xx", "Wer: was", "?", "", "a? b", "Q: y", "Follow-up: z"])
    units = {unit.name: unit.message for unit in units_of(page) if unit.name}
    messages = {name: text.replace(" ", f" {data.draw(words)} ".replace("  ", " ")) for name, text in units.items()}
    found = in_language(page, source, messages, "")
    assert set(unit_names(page)) == {TITLE, *units}
    assert [type(item) for item in found.session.body] == [type(item) for item in source.body]
    assert found.translated == len(units)
