"""Regions and content: borders stay, balanced and in place, whatever happens to the items beside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from ohbot.model import Answer, Exchange, Item, Message, Session
from ohbot.wikitext.lens import check, get, put
from tests.wikitext.edits import touched

BORDERS = {
    "noinclude": ("<noinclude>", "</noinclude>"),
    "onlyinclude": ("<onlyinclude>", "</onlyinclude>"),
    "a section to transclude": ('<section begin="one" />', '<section end="one" />'),
    "div": ('<div class="box">', "</div>"),
    "center": ("<center>", "</center>"),
    "small": ("<small>", "</small>"),
    "two tags": ("<div><small>", "</small></div>"),
    "hidden begin": ("{{hidden begin|title=More}}", "{{hidden end}}"),
    "cot": ("{{cot|More}}", "{{cob}}"),
    "collapse top": ("{{Collapse_top}}", "{{collapse bottom}}"),
    "a pair of templates with one name": ("{{div col|2}}", "{{div col end}}"),
    "translate": ("<translate>", "</translate>"),
}
"""What opens and closes each kind of region."""
_TRANSPARENT = ("noinclude", "onlyinclude", "a section to transclude", "translate")
"""The regions that may open right before a list mark."""
_WITHIN_A_LINE = ("div", "center", "small", "two tags")
"""The regions that are a part of a text where they open and close on its line."""

_EXCHANGES: tuple[Item, ...] = (
    Exchange("Who has the kettle?", (Answer("It hangs on a hook."), Answer("In the barn.", "Ode"))),
    Exchange("Where is the ladder?", (Answer("Behind the wall."),)),
    Exchange("When do we sow barley?", (Answer("In early spring."), Answer("Or autumn.", "Bela"))),
    Exchange("Why are lamps lit?", (Answer("Ships pass here."),)),
)
_MESSAGES: tuple[Item, ...] = tuple(
    Message(text, speaker=who)
    for who, text in (
        ("Ode", "bread for breakfast"),
        ("Bela", "salted herring instead"),
        ("Ode", "olive oil lamps"),
        ("Bela", "soup cooked slowly"),
    )
)
SHAPES = {
    "numbered": ("# {0}", "#: {0}", _EXCHANGES),
    "bullets": ("* {0}", "** {0}", _EXCHANGES),
    "terms": ("; {0}", ": {0}", _EXCHANGES),
    "bold": ("'''{0}'''", "\n{0}", _EXCHANGES),
    "a listed talk": ("* {0}", "", _MESSAGES),
    "a talk": ("{0}\n", "", _MESSAGES),
}
NEW_EXCHANGE = Exchange("Is something new here?", (Answer("Fresh paint."),))
NEW_MESSAGE = Message("fresh paint", speaker="Ode")


def lines_of(item: Item, shape: str) -> list[str]:
    """The lines of an item on a page of a shape."""
    first, later, _ = SHAPES[shape]
    if isinstance(item, Message):
        return first.format(f"{item.speaker}: {item.text}").split("\n")
    assert isinstance(item, Exchange)
    said = [f"{answer.speaker}: {answer.text}" if answer.speaker else answer.text for answer in item.answers]
    rows = "\n".join([first.format(item.question), *map(later.format, said)])
    return [*rows.split("\n"), *([""] if shape == "bold" else [])]


@dataclass(frozen=True)
class Page:
    """A page with a region around some of its items."""

    text: str
    session: Session
    borders: tuple[str, str]
    around: range


def page_of(shape: str, kind: str, around: range, *, opens_glued: bool, closes_glued: bool) -> Page:
    """A page of a shape, with a region around some of its items, its borders glued to their lines or not."""
    opening, closing = BORDERS[kind]
    items = SHAPES[shape][2]
    blocks = [lines_of(item, shape) for item in items]
    inside = [line for i in around for line in blocks[i]]
    while not inside[-1]:
        inside.pop()
    inside = [opening + inside[0], *inside[1:]] if opens_glued else [opening, *inside]
    inside = [*inside[:-1], inside[-1] + closing] if closes_glued else [*inside, closing]
    gap = [""] if shape in ("bold", "a talk") else []
    before = [line for i in range(around.start) for line in blocks[i]]
    after = [line for i in range(around.stop, len(blocks)) for line in blocks[i]]
    text = "\n".join([*before, *inside, *gap, *after]).strip("\n")
    return Page(f"Hello, all.\n\n{text}\n[[Category:Hours]]\n", Session(body=items), (opening, closing), around)


def pages(shape: str, kind: str) -> Iterator[Page]:
    """The pages of a shape with a region of a kind, around the first items, one in the middle, the last ones, all."""
    tight = kind in _TRANSPARENT or shape in ("bold", "a talk")
    for around in (range(1), range(2), range(1, 2), range(1, 3), range(3, 4), range(2, 4), range(4)):
        for opens in (False, True) if tight else (False,):
            for closes in (False, True):
                if opens and closes and shape.endswith("talk") and len(around) == 1 and kind in _WITHIN_A_LINE:
                    continue
                yield page_of(shape, kind, around, opens_glued=opens, closes_glued=closes)


def edits(body: tuple[Item, ...]) -> Iterator[tuple[str, tuple[Item, ...]]]:
    """Every removal, insertion, move and exchange, and every change of a word, from the first item of the hours on."""
    new = NEW_MESSAGE if isinstance(body[-1], Message) else NEW_EXCHANGE
    for i in range(1, len(body)):
        rest = body[:i] + body[i + 1 :]
        yield f"without {i}", rest
        yield f"new before {i}", (*body[:i], new, *body[i:])
        for to in range(1, len(body)):
            if to != i:
                yield f"{i} moved to {to}", (*rest[:to], body[i], *rest[to:])
        item = body[i]
        if isinstance(item, Exchange):
            for j in range(len(item.answers)):
                answers = item.answers[:j] + item.answers[j + 1 :]
                yield f"{i} without answer {j}", (*body[:i], replace(item, answers=answers), *body[i + 1 :])
            added = replace(item, answers=(*item.answers, Answer("Fresh paint.", "Ode")))
            yield f"{i} with one answer more", (*body[:i], added, *body[i + 1 :])
            turned = replace(item, answers=item.answers[::-1])
            yield f"{i} turned around", (*body[:i], turned, *body[i + 1 :])
    yield "new at the end", (*body, new)


def words(body: tuple[Item, ...]) -> Iterator[tuple[Item, ...]]:
    """The items with one word changed, in each text of theirs."""
    for i, item in enumerate(body):
        some: list[Item] = []
        if isinstance(item, Message):
            some = [replace(item, text=f"{item.text.rsplit(' ', 1)[0]} pond")]
        elif isinstance(item, Exchange):
            some = [replace(item, question=item.question.replace(" the ", " that ").replace(" are ", " were "))]
            for j, answer in enumerate(item.answers):
                other = replace(answer, text=f"{answer.text.rsplit(' ', 1)[0]} pond.")
                some.append(replace(item, answers=(*item.answers[:j], other, *item.answers[j + 1 :])))
        yield from ((*body[:i], new, *body[i + 1 :]) for new in some if new != item)


def told(item: Item) -> str:
    """Words by which an item is found on its page."""
    return item.question if isinstance(item, Exchange) else item.text if isinstance(item, Message) else ""


def borders_of(text: str, page: Page) -> list[str]:
    """The borders on a page, in order."""
    return re.findall("|".join(map(re.escape, page.borders)), text)


def enclosed(text: str, page: Page, body: tuple[Item, ...]) -> list[Item]:
    """The items between the borders of the region."""
    inside = text.split(page.borders[0], 1)[1].split(page.borders[1], 1)[0]
    return [item for item in body if told(item) and told(item) in inside]


@pytest.mark.parametrize("kind", BORDERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_borders_belong_to_their_region_whatever_happens_to_the_items(shape: str, kind: str) -> None:
    """Both stay, once and in order, and what stood inside and was not moved stands inside."""
    for page in pages(shape, kind):
        session = get(page.text, prior=page.session)
        assert session.body[1:] == page.session.body, page.text
        inside = enclosed(page.text, page, session.body)
        for name, body in edits(session.body):
            edited = replace(session, body=body)
            text = put(edited, page.text)
            borders = borders_of(text, page)
            assert borders == list(page.borders) or (kind == "translate" and not borders), (name, page.text, text)
            if not borders:
                continue  # an item that is a unit of its own takes its tags along
            assert check(edited, text) is None
            moved = re.match(r"(\d+) moved", name)
            stayed = [item for item in session.body if item in body and not (moved and _beside(name, item, session))]
            now = enclosed(text, page, body)
            for item in stayed:
                assert (item in now) == (item in inside), (name, page.text, text)
            assert "\n\n\n" not in text


def _beside(name: str, item: Item, session: Session) -> bool:
    """Whether an item is the one that has moved, or the neighbour that it has changed places with."""
    first, last = sorted(int(number) for number in re.findall(r"\d+", name))
    return item in session.body[first : last + 1]


@pytest.mark.parametrize("kind", BORDERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_change_of_a_word_beside_a_border_touches_one_line(shape: str, kind: str) -> None:
    for page in pages(shape, kind):
        session = get(page.text, prior=page.session)
        for body in words(session.body):
            text = put(replace(session, body=body), page.text)
            assert touched(page.text, text) == 2
            assert borders_of(text, page) == list(page.borders)
