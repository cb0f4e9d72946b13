"""A page that is read beside another version of it, which makes that quicker, is read as it is by itself."""

from hypothesis import given
from hypothesis import strategies as st

from ohbot.model import Item, Session
from ohbot.wikitext.lens import create
from ohbot.wikitext.page import ParsedPage
from ohbot.wikitext.shapes import SHAPES
from tests.wikitext import pages

LINE = "18:00 Ode: oil"
"""What it is depends on the lines around it."""


def require_as_alone(page: ParsedPage, prior: Session | None) -> None:
    """The very items in the very places."""
    assert page.nodes == ParsedPage(page.text, prior).nodes


def test_a_page_that_has_grown_and_is_read_again_with_another_prior() -> None:
    """What had grown since the first version is no difference between the second and itself."""
    old = f"# Who has the key?\n#: Ode.\n\n{LINE}\n\n# Where is the gate?\n#: North."
    new = old.replace("#: Ode.", "#: Ode.\n#: Bela: and me, on some days.")
    first = ParsedPage(old)
    second = ParsedPage(new, None, first)
    for prior in (Session(body=first.items), Session(body=second.items[:1]), Session(body=second.items)):
        require_as_alone(ParsedPage(new, prior, second), prior)


@given(st.lists(pages.bodies(), min_size=2, max_size=3), st.sampled_from(sorted(SHAPES)))
def test_any_page_beside_any_other(bodies: list[tuple[Item, ...]], shape: str) -> None:
    before: ParsedPage | None = None
    for body in bodies:
        text = create(Session(body=body), shape=shape)
        for prior in (None, *(Session(body=one) for one in bodies)):
            before = ParsedPage(text, prior, before)
            require_as_alone(before, prior)
