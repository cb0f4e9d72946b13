"""What an edit summary says shows as it is: titles and texts make no links, call nobody, and push nothing out."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.errors import InputError
from ohbot.sandbox import Sandbox
from ohbot.sync.summary import fitted, literal
from ohbot.wiki.texts import SUMMARY_LENGTH, summary_of
from tests.wikitext.test_rendering import ask

PIECES = (
    "[[User:Sysop]] [[ [ ]] [[User:Sysop|x]] [[:Category:X]] [ /* */ /* x */ / * {{evil}} { & &#91; &lt; &amp; "
    "<b> ~~~~ ''' User:Sysop | ; # hours lantern é 日 https://x.example"
).split()
TITLES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).flatmap(
    lambda parts: st.sampled_from(["".join(parts), " ".join(parts), " ".join(parts * 40)])
)
JOINER = "\u2060"
TEMPLATE = "<< action >>: [<< changes >>] /<< title >>/ (by ohbot)"


def said(title: str) -> str:
    """A summary about a title that stands close to what its template says."""
    return fitted(TEMPLATE, {"action": "Update", "changes": title, "title": title}, name="summary.txt")


@given(TITLES)
def test_a_summary_makes_no_link_and_is_not_cut(title: str) -> None:
    """Neither as the wiki reads it nor as extensions do that look for ``[[User:...]]`` in its source."""
    text = said(title)
    assert not re.search(r"\[\[|/\*|\{\{", text)
    assert html.unescape(literal(title)).replace(JOINER, "") == html.unescape(title.replace("&", "&amp;"))
    assert text.endswith("/ (by ohbot)")
    assert len(text) <= SUMMARY_LENGTH
    assert summary_of(text) == text


def test_only_the_template_makes_links() -> None:
    """What the archive's own template says stays, and so does all of it, however long a title is."""
    template = "[[Project:Hours|bot]]: << title|upper >>"
    text = fitted(template, {"title": "[[User:Sysop]] " + "x" * 600}, name="summary.txt")
    assert text.startswith(f"[[Project:Hours|bot]]: {JOINER}[{JOINER}[USER:SYSOP]] XXX")
    assert len(text) <= SUMMARY_LENGTH
    with pytest.raises(InputError, match=r"summary.txt:1: this template does not work"):
        fitted("<< nothing >>", {}, name="summary.txt")


@pytest.mark.wiki
def test_the_wiki_shows_a_summary_as_it_is(sandbox: Sandbox) -> None:
    """No link, no section, and the very words, for any title."""
    rows = [PIECES[at : at + 4] for at in range(len(PIECES))]
    for title in (title for row in rows for title in ("".join(row), " ".join(row), " ".join(row * 40))):
        text = said(title)
        found = ask(sandbox, action="parse", text="x", title="Summary", summary=text, prop="text")["parse"]
        shown = found["parsedsummary"]
        assert "<a" not in shown, (title, shown)
        assert "autocomment" not in shown, (title, shown)
        if len(title) < 100:
            assert html.unescape(shown).replace(JOINER, "") == f"Update: [{title}] /{title}/ (by ohbot)"
