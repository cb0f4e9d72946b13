"""Blocks of wikitext: cutting them loses nothing, and none is torn by a merge."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ohbot.merge import merge
from ohbot.merge.blocks import blocks, parts
from ohbot.model import Heading, Prose, Session

MARKUP = st.lists(
    st.sampled_from(
        ["{{", "}}", "[[", "]]", "{|", "|}", "|-", "<div>", "</div>", "<!--", "-->", "<br/>", "\n", "\n", "a", "| b"]
    )
).map("".join)


@given(MARKUP, st.sampled_from(["\n", "\n\n"]))
def test_blocks_and_their_parts_put_together_are_the_text(text: str, separator: str) -> None:
    cut = blocks(text, separator)
    assert separator.join(cut) == text
    assert all("\n".join(parts(block)) == block for block in cut if "\n" in block)
    assert all(len(parts(block)) > 1 for block in cut if "\n" in block)


def test_every_text_of_the_corpus_is_its_blocks(corpus: Path) -> None:
    for path in (corpus / "wikitext").rglob("*"):
        text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        assert "\n".join(blocks(text)) == text


def test_a_template_a_table_and_a_tag_are_blocks_and_what_is_never_closed_is_none() -> None:
    held = ["{{Box\n|a = {{b\n}}\n}} and more", "{|\n|-\n| x\n|}", "<poem>\none\n\ntwo\n</poem>"]
    assert blocks("\n".join(["before", *held, "", "{{open", "line"])) == ["before", *held, "", "{{open", "line"]
    assert parts("{|\n! head\n|-\n| a\n| b\n|-\n| c\n|}") == ["{|", "! head", "|-\n| a\n| b", "|-\n| c", "|}"]


def guest(name: str) -> str:
    return f"{{{{Guest\n|name = {name}\n|from = the coast\n|notes =\n}}}}"


def body(*items: str | Heading) -> Session:
    return Session(body=tuple(Prose(item) if isinstance(item, str) else item for item in items))


def test_two_templates_of_one_kind_that_both_sides_added_in_one_place_stay_whole() -> None:
    base, mine, theirs = ("\n\n".join(map(guest, names)) for names in (["Ada"], ["Ada", "Bosko"], ["Ada", "Cleo"]))
    merged = merge(body(base), body(mine), body(theirs))
    assert merged.for_page == body("\n\n".join(map(guest, ["Ada", "Bosko", "Cleo"])))


def test_a_heading_in_the_middle_of_prose_does_not_move_what_the_other_side_wrote_there() -> None:
    """Also a block that repeats lines of others."""
    base = [guest("Ada"), "Some words about all of them.", guest("Dora"), "More words."]
    cut = body("\n\n".join(base[:2]), Heading("The others"), "\n\n".join(base[2:]))
    more = body("\n\n".join([*base, guest("Ezra")]))
    merged = merge(body("\n\n".join(base)), more, cut)
    assert not merged.conflicts
    assert merged.for_page == body(
        "\n\n".join(base[:2]), Heading("The others"), "\n\n".join([*base[2:], guest("Ezra")])
    )


def test_lines_added_at_the_end_of_a_section_that_the_other_side_removed_are_in_no_other_section() -> None:
    kept, gone = "* one\n* two", "* three\n* four of them"
    base = body(kept, Heading("Boats"), gone, Heading("Trains"), "* five")
    removed = body(kept, Heading("Trains"), "* five")
    added = body(kept, Heading("Boats"), f"{gone}\n* a sixth one", Heading("Trains"), "* five")
    merged = merge(base, removed, added)
    assert merged.conflicts
    assert merged.for_page == added
