"""What a wiki does, on the real one and on the one in memory alike."""

from datetime import timedelta
from typing import NamedTuple

import pytest

from ohbot.errors import PageMoved, PageRefused
from ohbot.model import Page, Revision, Saved
from ohbot.model.text import as_stored
from ohbot.wiki import Wiki
from ohbot.wiki.texts import sha1_of
from tests.wiki.memory import MemoryServer, MemoryWiki
from tests.wiki.people import People

TEXT = "first\n\nsecond\n\nthird\n\nfourth"


class Both(NamedTuple):
    """A wiki and its people."""

    wiki: Wiki | MemoryWiki
    people: People | MemoryServer

    def create(self, title: str, text: str = TEXT) -> "Made":
        """A page that ohbot made."""
        saved = self.wiki.save(title, text, base=None, summary="made")
        assert saved.page.page_id is not None
        return Made(saved.page.page_id, newest(saved.page).id)

    def save(self, made: "Made", text: str, *, base: int | None = None, title: str = "Gone") -> Saved:
        """Save on top of the page's first revision, or of another."""
        return self.wiki.save(title, text, base=base or made.base, summary="s", page_id=made.page_id)


class Made(NamedTuple):
    """A page by its id, and its first revision."""

    page_id: int
    base: int


def newest(page: Page) -> Revision:
    """The newest revision of a page that there is."""
    assert page.revision is not None
    return page.revision


@pytest.fixture(params=["memory", pytest.param("real", marks=pytest.mark.wiki)])
def both(request: pytest.FixtureRequest) -> Both:
    """Both wikis, one after the other."""
    if request.param == "real":
        return Both(request.getfixturevalue("wiki"), request.getfixturevalue("people"))
    server = MemoryServer()
    return Both(server.door(), server)


def test_the_history_of_a_page_tells_who_made_what_on_top_of_what(both: Both, title: str) -> None:
    """Newest first, without texts; a page that is not there has none."""
    made = both.create(title, "one")
    both.people.edit(title, "two")
    (page,) = both.wiki.pages(ids=[made.page_id])
    both.save(made, "three", base=newest(page).id)
    history = list(both.wiki.history(made.page_id))
    assert [(one.sha1, one.text) for one in history] == [(sha1_of(text), None) for text in ("three", "two", "one")]
    assert [one.parent for one in history] == [history[1].id, made.base, 0]
    assert [one.user == both.wiki.account().name for one in history] == [True, False, True]
    assert list(both.wiki.history(99999999)) == []


def test_an_older_revision_that_is_imported_stands_beside_what_the_page_was(both: Both, title: str) -> None:
    """Its id is the highest, its time is not, and no other revision has it for its parent."""
    made = both.create(title, "one")
    (page,) = both.wiki.pages([title])
    then, name = newest(page).timestamp, both.wiki.account().name
    both.people.import_revision(title, "old", user=name, timestamp=then - timedelta(days=1))
    (now,) = both.wiki.pages([title], text=True)
    assert (now.page_id, newest(now).id, newest(now).text) == (made.page_id, made.base, "one")
    history = list(both.wiki.history(made.page_id))
    assert [(one.sha1, one.parent, one.user) for one in history] == [
        (sha1_of("one"), 0, name),
        (sha1_of("old"), 0, name),
    ]
    assert history[1].id > made.base
    saved = both.save(made, "two")
    assert newest(saved.page).parent == made.base
    assert both.people.count(title) == 3


def test_a_newer_revision_that_is_imported_is_the_page_then(both: Both, title: str) -> None:
    """Made on top of what was there; the same one again changes nothing."""
    made = both.create(title, "one")
    (page,) = both.wiki.pages([title])
    later = newest(page).timestamp + timedelta(days=1)
    for _ in range(2):
        both.people.import_revision(title, "new", user="Robin", timestamp=later)
    (now,) = both.wiki.pages([title], text=True)
    assert (newest(now).text, newest(now).parent, newest(now).timestamp) == ("new", made.base, later)
    assert both.people.count(title) == 2
    with pytest.raises(PageMoved):
        both.save(made, "two")
    saved = both.save(made, "two", base=newest(now).id)
    assert (newest(saved.page).parent, both.people.read(title)) == (newest(now).id, "two")
    assert next(both.wiki.history(made.page_id)).id == newest(now).id


def test_a_page_that_gets_another_content_model_is_no_wikitext(both: Both, title: str) -> None:
    """That is a revision, whose text is not shown; what was before it is still there; no edit of it goes through."""
    made = both.create(title)
    both.people.change_model(title, "css", "a { color: red }")
    (page,) = both.wiki.pages([title], text=True)
    assert (page.model, page.is_wikitext, newest(page).parent, newest(page).text) == ("css", False, made.base, None)
    assert [one.text for one in both.wiki.revisions([newest(page).id, made.base])] == [None, TEXT]
    assert [one.model for one in both.wiki.listing(title)] == ["css"]
    with pytest.raises(PageMoved):
        both.save(made, TEXT.replace("first", "1st"))
    assert both.people.read(title) == "a { color: red }"


def test_a_page_that_is_not_there_has_the_content_model_that_it_would_get(both: Both) -> None:
    """By its title."""
    titles = ["User:Robin/a.css", "User:Robin/b.js", "User:Robin/c.json", "User:Robin/notes", "A.css"]
    models = [page.model for page in both.wiki.pages(titles)]
    assert models == ["css", "javascript", "json", "wikitext", "wikitext"]


@pytest.mark.parametrize(
    ("prefix", "under"),
    [("Hours/", True), ("hours/", True), ("Talk:hours/", False), ("talk:Hours/", False), ("Hour_s/", False)],
)
def test_a_title_is_under_the_prefix_in_whose_listing_it_would_be(both: Both, prefix: str, under: bool) -> None:
    """However the prefix is written."""
    assert both.wiki.is_under("Hours/One", prefix) is under
    assert both.wiki.is_under("Talk:Hours/One", prefix) is (prefix.casefold() == "talk:hours/")


def test_a_new_page_reads_back_as_saved(both: Both, title: str) -> None:
    """With ids, hash, user and summary, in one save."""
    saved = both.wiki.save(title, "one\r\ntwo \n\n", base=None, summary="made\nanew")
    assert (saved.text, saved.changed) == ("one\ntwo", True)
    (page,) = both.wiki.pages([title], text=True)
    assert page == saved.page
    assert newest(page).comment == "made anew"
    assert (newest(page).parent, newest(page).user) == (0, both.wiki.account().name)


def test_pages_come_in_the_order_asked(both: Both, title: str) -> None:
    """By title, then by id; missing ones too, twice the same one too."""
    made = both.create(title)
    asked = [f"{title} none", title.replace(" ", "_"), title[0].lower() + title[1:]]
    pages = both.wiki.pages(asked, ids=[made.page_id, 99_999_999])
    assert [page.page_id for page in pages] == [None, made.page_id, made.page_id, made.page_id, None]
    assert [page.title for page in pages] == [f"{title} none", title, title, title, ""]
    assert newest(pages[1]).text is None


def test_a_listing_has_every_page_under_the_prefix(both: Both, title: str) -> None:
    """By title, in its namespace alone, redirects marked."""
    for name in (f"{title}/b", f"{title}/a c", f"Talk:{title}/d", f"{title}b"):
        both.create(name)
    both.create(f"{title}/r", f"#REDIRECT [[{title}/b]]")
    found = list(both.wiki.listing(f"{title}/"))
    assert [page.title for page in found] == [f"{title}/a c", f"{title}/b", f"{title}/r"]
    assert [page.redirect for page in found] == [False, False, True]
    assert all(newest(page).sha1 and newest(page).text is None for page in found)
    assert [page.title for page in both.wiki.listing(f"talk:{title}/")] == [f"Talk:{title}/d"]
    assert list(both.wiki.listing(f"{title} nothing")) == []


def test_a_prefix_may_end_in_a_blank(both: Both, title: str) -> None:
    """It is part of the prefix."""
    both.create(f"{title} with")
    both.create(f"{title}without")
    assert [page.title for page in both.wiki.listing(f"{title} ")] == [f"{title} with"]


def test_revisions_come_in_the_order_asked(both: Both, title: str) -> None:
    """With their texts; unknown ones are left out."""
    made = both.create(title, "one")
    second = both.people.edit(title, "two")
    found = list(both.wiki.revisions([second, 99_999_999, made.base, second]))
    assert [(one.id, one.text) for one in found] == [(second, "two"), (made.base, "one")]
    assert found[0].parent == made.base
    assert next(both.wiki.revisions([second], text=False)).text is None


def test_a_save_on_the_newest_revision_stores_the_text(both: Both, title: str) -> None:
    """One more revision, on top of the base."""
    made = both.create(title)
    saved = both.save(made, f"{TEXT}\n\nfifth")
    assert saved.changed
    assert (newest(saved.page).parent, saved.page.page_id) == (made.base, made.page_id)
    assert both.people.read(title) == saved.text == f"{TEXT}\n\nfifth"


def test_a_save_of_what_is_stored_changes_nothing(both: Both, title: str) -> None:
    """No new revision, and the page as it is."""
    made = both.create(title)
    saved = both.save(made, f"{TEXT}\n ")
    assert not saved.changed
    assert (newest(saved.page).id, saved.text) == (made.base, TEXT)
    assert both.people.count(title) == 1


def test_a_persons_edit_of_the_same_line_is_never_overwritten(both: Both, title: str) -> None:
    """Read again and plan anew."""
    made = both.create(title)
    both.people.edit(title, TEXT.replace("second", "2nd"))
    with pytest.raises(PageMoved):
        both.save(made, TEXT.replace("second", "zweitens"))
    assert both.people.read(title) == TEXT.replace("second", "2nd")


def test_a_persons_edit_elsewhere_is_merged_by_the_wiki_and_told(both: Both, title: str) -> None:
    """What is stored is not what was sent: it comes back."""
    made = both.create(title)
    person = both.people.edit(title, TEXT.replace("first", "1st"))
    saved = both.save(made, TEXT.replace("fourth", "4th"))
    assert saved.text == TEXT.replace("first", "1st").replace("fourth", "4th")
    assert saved.text == both.people.read(title) == newest(saved.page).text
    assert newest(saved.page).parent == person


@pytest.mark.parametrize(("mine", "theirs"), [("second", "third"), ("third", "second")])
def test_edits_with_an_untouched_line_between_are_merged(both: Both, title: str, mine: str, theirs: str) -> None:
    """The blank line is enough."""
    made = both.create(title)
    both.people.edit(title, TEXT.replace(theirs, "theirs"))
    assert both.save(made, TEXT.replace(mine, "mine")).text == TEXT.replace(mine, "mine").replace(theirs, "theirs")


def test_edits_of_neighbouring_lines_are_a_conflict(both: Both, title: str) -> None:
    """With no untouched line between."""
    made = both.create(title, "a\nb\nc\nd")
    both.people.edit(title, "a\nB\nc\nd")
    with pytest.raises(PageMoved):
        both.save(made, "a\nb\nC\nd")


def test_both_adding_at_the_same_place_is_a_conflict(both: Both, title: str) -> None:
    """Two new ends of the page."""
    made = both.create(title)
    both.people.edit(title, f"{TEXT}\n\ntheirs")
    with pytest.raises(PageMoved):
        both.save(made, f"{TEXT}\n\nmine")


def test_the_same_edit_by_a_person_changes_nothing(both: Both, title: str) -> None:
    """Both wrote the very same."""
    made = both.create(title)
    person = both.people.edit(title, TEXT.replace("first", "1st"))
    saved = both.save(made, TEXT.replace("first", "1st"))
    assert (saved.changed, newest(saved.page).id) == (False, person)


def test_an_edit_of_our_own_account_is_not_overwritten_either(both: Both, title: str) -> None:
    """From another machine, say: a wiki lets that pass where one asks it wrongly."""
    made = both.create(title)
    both.save(made, TEXT.replace("second", "2nd"))
    with pytest.raises(PageMoved):
        both.save(made, TEXT.replace("second", "zweitens"))
    assert both.people.read(title) == TEXT.replace("second", "2nd")
    merged = both.save(made, TEXT.replace("fourth", "4th"))
    assert merged.text == TEXT.replace("second", "2nd").replace("fourth", "4th")


def test_a_page_that_is_there_is_not_created(both: Both, title: str) -> None:
    """Not even with the text that it has."""
    both.create(title)
    for text in (TEXT, "other"):
        with pytest.raises(PageMoved):
            both.create(title, text)
    assert both.people.count(title) == 1


def test_a_deleted_page_is_not_created_again(both: Both, title: str) -> None:
    """Whether it is named by id or by title."""
    made = both.create(title)
    both.people.delete(title)
    with pytest.raises(PageMoved):
        both.save(made, "new")
    with pytest.raises(PageMoved):
        both.wiki.save(title, "new", base=made.base, summary="s")
    assert both.people.read(title) is None
    assert list(both.wiki.revisions([made.base])) == []
    assert not both.wiki.pages(ids=[made.page_id])[0].exists


def test_a_page_deleted_during_the_run_is_not_created_either(both: Both, title: str) -> None:
    """Not even as a new page; a later run may, if a person wants it."""
    both.create(title)
    both.people.delete(title)
    with pytest.raises(PageMoved):
        both.create(title)
    assert both.people.read(title) is None


def test_a_page_made_anew_by_somebody_is_not_the_old_one(both: Both, title: str) -> None:
    """Another id, and no edit on top of what is gone."""
    made = both.create(title)
    both.people.delete(title)
    both.people.edit(title, "something else")
    (page,) = both.wiki.pages([title])
    assert page.page_id != made.page_id
    for page_id in (made.page_id, None):
        with pytest.raises(PageMoved):
            both.wiki.save(title, "new", base=made.base, summary="s", page_id=page_id)


def test_a_restored_page_is_the_old_one(both: Both, title: str) -> None:
    """With its id and its revisions, and an edit on top works."""
    made = both.create(title)
    both.people.delete(title)
    both.people.undelete(title)
    (page,) = both.wiki.pages([title])
    assert (page.page_id, newest(page).id) == made
    assert both.save(made, "new").changed
    assert [event.kind for event in both.wiki.log(title)] == ["restore", "delete"]


def test_a_moved_page_keeps_its_id_and_is_saved_where_it_is(both: Both, title: str) -> None:
    """The move is a revision by itself; a redirect stays behind under another id."""
    made = both.create(title)
    both.people.move(title, f"{title} moved")
    old, page = both.wiki.pages([title], ids=[made.page_id], text=True)
    assert (page.title, newest(page).text, newest(page).parent) == (f"{title} moved", TEXT, made.base)
    assert old.redirect
    assert old.page_id != made.page_id
    saved = both.save(made, "new", title=title)
    assert saved.page.title == f"{title} moved"
    assert both.people.read(f"{title} moved") == "new"
    (event,) = both.wiki.log(title)
    assert (event.kind, event.title, event.target) == ("move", title, f"{title} moved")
    assert both.wiki.log(f"{title} moved") == ()


def test_a_page_moved_without_a_redirect_leaves_its_title_free(both: Both, title: str) -> None:
    """The id tells where it went."""
    made = both.create(title)
    both.people.move(title, f"{title} moved", redirect=False)
    old, page = both.wiki.pages([title], ids=[made.page_id])
    assert (old.exists, page.title) == (False, f"{title} moved")


def test_a_protected_page_is_refused(both: Both, title: str) -> None:
    """The protection is a revision, and in the log."""
    made = both.create(title)
    both.people.protect(title)
    (page,) = both.wiki.pages([title], text=True)
    assert (newest(page).text, newest(page).parent) == (TEXT, made.base)
    with pytest.raises(PageRefused):
        both.save(made, "new", base=newest(page).id)
    assert [event.kind for event in both.wiki.log(title)] == ["protect"]


def test_a_title_protected_against_creation_is_refused(both: Both, title: str) -> None:
    """By the same error."""
    both.people.protect(title)
    with pytest.raises(PageRefused):
        both.create(title)


def test_a_hidden_base_cannot_be_merged(both: Both, title: str) -> None:
    """Not even where the changes do not touch."""
    made = both.create(title)
    both.people.edit(title, TEXT.replace("first", "1st"))
    both.people.hide(made.base)
    (hidden,) = both.wiki.revisions([made.base])
    assert (hidden.text, hidden.user, hidden.comment, hidden.sha1) == (None, None, None, None)
    with pytest.raises(PageMoved):
        both.save(made, TEXT.replace("fourth", "4th"))


def test_pipe_tricks_are_expanded_and_told(both: Both, title: str) -> None:
    """Which the save tells."""
    assert both.wiki.save(title, "on [[Tea (drink)|]]", base=None, summary="s").text == "on [[Tea (drink)|Tea]]"


@pytest.mark.parametrize("tildes", ["~~~", "~~~~", "~~~~~"])
def test_a_text_that_the_wiki_would_sign_is_refused(both: Both, title: str, tildes: str) -> None:
    """A signature notifies whoever is linked beside it."""
    with pytest.raises(PageRefused, match="sign"):
        both.wiki.save(title, f"[[User:Robin]] came {tildes}", base=None, summary="s")
    assert both.people.read(title) is None


@pytest.mark.parametrize("text", ["ctl \x01 e\u0301 x\r\ny\rz \ufffe  \n\n", "\x00 a", " \t\x0b", "\u2028 \u00a0"])
def test_a_text_is_stored_as_foretold(both: Both, title: str, text: str) -> None:
    """Without asking the wiki."""
    saved = both.wiki.save(title, f"x{text}", base=None, summary="s")
    assert saved.text == as_stored(f"x{text}") == both.people.read(title)


def characters() -> str:
    """Every character of the first plane and some others but half pairs, and many with a mark behind them."""
    planes = (range(1, 0xD800), range(0xE000, 0x10000), range(0x1D100, 0x1D200), range(0x1FFF0, 0x20010))
    singles = [chr(number) for plane in planes for number in plane if chr(number) not in "\n\r~"]
    marks = "\u0300\u0301\u0307\u0308\u030a\u0323\u0327\u0338\u05b7\u093c\u09bc\u3099"
    marked = [
        f"{chr(number)}{mark}" for number in (*range(0x20, 0x250), *range(0x900, 0x9FF), 0x304B) for mark in marks
    ]
    hangul = [chr(0x1100 + i) + chr(0x1161 + i) + chr(0x11A8 + i) for i in range(19)]
    return "".join(f"({one})\n" for one in (*singles, *marked, *hangul))


def test_every_character_is_stored_as_foretold(both: Both, title: str) -> None:
    """Composed, taken apart, kept or replaced: the normal form of texts is what the wiki makes of them."""
    text = characters()
    saved = both.wiki.save(title, text, base=None, summary="s")
    stored = both.people.read(title) or ""
    wrong = [pair for pair in zip(stored.split("\n"), as_stored(text).split("\n"), strict=True) if len(set(pair)) > 1]
    assert not wrong, [tuple(map(ascii, pair)) for pair in wrong[:20]]
    assert saved.text == as_stored(text)


@pytest.mark.parametrize(
    "end", ["\x7f", "\x85", "\xa0", "\u2028", "\u3000", "\ufeff", "\u200b", "\x0b", "\x0c", "\x1f", "\t \n"]
)
def test_the_end_of_a_text_is_cut_as_foretold(both: Both, title: str, end: str) -> None:
    """Blanks, tabs and line feeds go, whatever else shows nothing stays."""
    assert (
        both.wiki.save(title, f"x{end}", base=None, summary="s").text
        == as_stored(f"x{end}")
        == both.people.read(title)
    )


def test_comparing_tells_changes(both: Both, title: str) -> None:
    """And nothing where there are none."""
    made = both.create(title)
    assert both.wiki.compare(made.base, f"{TEXT}\n") == ""
    assert "quatre" in both.wiki.compare(made.base, TEXT.replace("fourth", "quatre"))
    with pytest.raises(PageRefused):
        both.wiki.compare(99_999_999, TEXT)


def test_a_text_that_is_too_large_is_refused(both: Both, title: str) -> None:
    """Nothing is stored."""
    with pytest.raises(PageRefused, match="larger"):
        both.create(title, "many words " * 200_000)
    assert both.people.read(title) is None
