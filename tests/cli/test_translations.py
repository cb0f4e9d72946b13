"""Pages for translation: made in units, their translations shown beside the session, what waits told.

The sandbox has no Translate extension. What it makes of pages is put there by hand (the namespace, language subpages
with their page property, a page for each unit), in the form in which the extension has it; the requests are real.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ohbot.archive import views
from ohbot.wikitext.units import rendered, units_of
from tests.cli.desk import SESSION, Desk
from tests.sandboxed import Sandbox
from tests.wiki.people import People
from tests.wikitext.test_translated import marked

pytestmark = pytest.mark.wiki

LIKE_TRANSLATE = r"""
$wgExtraNamespaces[1198] = 'Translations';
$wgExtensionCredits['other'][] = [ 'name' => 'Translate', 'path' => __FILE__ ];
$wgHooks['ParserAfterParse'][] = static function ( $parser ) {
	if ( $parser->getTitle()->inNamespace( 0 ) && preg_match( '~/(en|fr|de)$~', $parser->getTitle()->getText() ) ) {
		$parser->getOutput()->setPageProperty( 'translate-is-translation', '' );
	}
};
"""
BEFORE_2023 = r"""
$wgExtraNamespaces[1198] = 'Translations';
$wgExtensionCredits['other'][] = [ 'name' => 'Translate', 'path' => __FILE__ ];
$wgHooks['PageContentLanguage'][] = static function ( $title, &$language ) {
	if ( $title->inNamespace( 0 ) && preg_match( '~/(fr|de)$~', $title->getText(), $found ) ) {
		$language = $found[1];
	}
};
"""
STEM, TITLE = "lanterns", "Lantern hours: June 3, 2026"


@pytest.fixture
def translating(office: Desk, sandbox: Sandbox) -> Iterator[Desk]:
    """A desk with a published session in units, on a wiki that has what the Translate extension makes."""
    with sandbox.switched(LIKE_TRANSLATE):
        config = office.archive / "ohbot.toml"
        config.write_text(config.read_text("utf-8") + "translate = true\n", "utf-8")
        office.write(STEM)
        office.ohbot("publish", STEM)
        yield office


def mark(desk: Desk, people: People) -> str:
    """Mark the page for translation, as an administrator does; its text afterwards."""
    page = desk.prefix + TITLE
    text = marked(people.read(page) or "")
    people.edit(page, text)
    people.edit(f"{page}/en", rendered(text, "en"))
    desk.ohbot("sync")
    return text


def translate(desk: Desk, people: People, words: dict[str, str], *, text: str, late: bool = False) -> None:
    """Translate the units that have these words into French, and render the page; all of it ``late`` if so."""
    page = desk.prefix + TITLE
    for unit in units_of(text):
        message, title = words.get(unit.shown), f"Translations:{page}/{unit.name}/fr"
        if message is not None and message != people.read(title):
            people.edit(title, message)
    form = '#: <span class="mw-translate-fuzzy">{}</span>\n' if late else "#: {}\n"
    people.edit(f"{page}/fr", "".join(map(form.format, words.values())))


def test_a_new_page_comes_in_units_and_stays_in_sync_when_it_is_marked(translating: Desk, people: People) -> None:
    text = people.read(translating.prefix + TITLE) or ""
    assert "# <translate>Why do lanterns hum?</translate>\n#: <translate>The wick draws air.</translate>\n" in text
    assert "the page waits to be marked for translation" in translating.ohbot("status").stderr
    mark(translating, people)
    assert "translation" not in translating.ohbot("status").stderr
    translating.change(STEM, "draws air", "draws warm air")
    translating.ohbot("sync")
    said = translating.ohbot("status").stderr
    assert f"{STEM}: the page waits to be marked for translation again: it was changed since" in said
    translating.change(STEM, "- question: Who", "- question: Is it new?\n  - question: Who")
    translating.ohbot("sync")
    assert "marked for translation again: 1 new unit" in translating.ohbot("status").stderr


def test_a_translation_is_shown_beside_its_session_and_is_no_session(translating: Desk, people: People) -> None:
    text = mark(translating, people)
    words = {"Why do lanterns hum?": "Pourquoi ?", "The wick draws air.": "La mèche."}
    translate(translating, people, words, text=text)
    said = translating.ohbot("pull", STEM).stdout
    assert "the translation into fr: 2 of 10 units" in said
    view = translating.read(f"{STEM}.fr")
    assert "- question: Pourquoi ?\n    answers:\n      - La mèche.\n" in view
    assert "question: Who lights them at dusk?" in view
    assert "x-translation: missing" in view
    assert "hum?" in translating.read(STEM)
    before = translating.files()
    assert "pulled" not in translating.ohbot("pull", STEM).stdout
    for command in (("sync",), ("check",), ("pull", "--all")):
        assert f"{STEM}.fr" not in translating.ohbot(*command).all
    assert translating.files() == before
    assert [one["translations"] for one in translating.ohbot("export").json] == [["fr"]]
    assert "Pourquoi" not in translating.ohbot("search", "Pourquoi").stdout
    for words_of in (("publish", f"{STEM}.fr"), ("check", f"{STEM}.fr"), ("sync", f"sessions/{STEM}.fr.yaml")):
        assert "this is a view of a translation" in translating.ohbot(*words_of, exits=1).all
    assert "/fr" not in (people.read(f"{translating.prefix}{TITLE}") or "")


def test_an_outdated_translation_is_told_and_a_new_one_is_brought(translating: Desk, people: People) -> None:
    text = mark(translating, people)
    translate(translating, people, {"The wick draws air.": "La mèche."}, text=text)
    translating.ohbot("pull", "--all")
    translate(translating, people, {"The wick draws air.": "La mèche."}, text=text, late=True)
    assert f"{STEM}: the translation into fr is outdated in 1 unit" in translating.ohbot("status").stderr
    assert "0 of 10 units, 1 outdated" in translating.ohbot("pull", "--all").stdout
    assert "x-translation: outdated" not in translating.read(f"{STEM}.fr")
    assert "La mèche." in translating.read(f"{STEM}.fr")


def test_a_view_that_a_person_changed_is_not_written_over(translating: Desk, people: People) -> None:
    text = mark(translating, people)
    translate(translating, people, {"The wick draws air.": "La mèche."}, text=text)
    translating.ohbot("pull", STEM)
    path = translating.sessions / f"{STEM}.fr.yaml"
    assert not path.stat().st_mode & 0o222
    path.chmod(0o644)
    path.write_text(path.read_text("utf-8").replace("La mèche.", "La flamme."), "utf-8")
    translate(translating, people, {"The wick draws air.": "Le vent."}, text=text)
    said = translating.ohbot("pull", STEM, exits=1).all
    assert "is not as ohbot wrote it" in said
    assert "La flamme." in path.read_text("utf-8")
    translating.ohbot("pull", STEM, "--force")
    assert "Le vent." in path.read_text("utf-8")


def test_a_translation_of_an_older_extension_is_known_by_its_name_and_language(
    translating: Desk, people: People, sandbox: Sandbox
) -> None:
    """Before 2023 it had no page property."""
    sandbox.switch(BEFORE_2023)
    text = mark(translating, people)
    translate(translating, people, {"The wick draws air.": "La mèche."}, text=text)
    people.edit(f"{translating.prefix}{TITLE}/notes", "Talk.")
    assert "the translation into fr: 1 of 10 units" in translating.ohbot("pull", "--all").stdout
    assert sorted(path.stem for path in translating.sessions.iterdir()) == ["2026-06-03-notes", STEM, f"{STEM}.fr"]


def test_a_file_of_a_person_s_own_in_a_view_s_place_is_never_written_over(translating: Desk, people: People) -> None:
    text = mark(translating, people)
    translating.write(f"{STEM}.fr", SESSION)
    translate(translating, people, {"The wick draws air.": "La mèche."}, text=text)
    said = translating.ohbot("pull", f"{translating.prefix}{TITLE}", "--force", exits=1).stdout
    assert "stands where the view of this translation goes" in said
    assert translating.read(f"{STEM}.fr") == SESSION


def test_without_units_nothing_is_asked_of_translations(office: Desk, people: People) -> None:
    office.write(STEM)
    office.ohbot("publish", STEM)
    assert "translat" not in office.ohbot("status").all


def test_only_a_file_that_says_so_is_a_view(tmp_path: Path) -> None:
    own = tmp_path / "hours.de.yaml"
    own.write_text(SESSION, "utf-8")
    assert not views.is_view(own)
    view = tmp_path / "hours.fr.yaml"
    view.write_text("# A view.\ntranslation:\n  of: hours\n", "utf-8")
    assert views.is_view(view)
    assert views.languages_in(tmp_path) == {"hours": ("fr",)}
    assert views.is_changed(view)
