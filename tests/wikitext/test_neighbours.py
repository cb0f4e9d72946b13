"""What is added to a page takes the form of its neighbours: marks, bold, names, blank lines, translation tags."""

from dataclasses import replace

import pytest

from ohbot.model import Answer, Exchange, Heading, Message, Session
from ohbot.wikitext.lens import get, put

NEW = Exchange("Why not?", (Answer("So.\n\nAnd so."), Answer("No.", "Zelda", "guest")))
_SHAPES = {
    "numbered and parted by blank lines, questions and names in bold": (
        "# '''Why?'''\n#: '''Jo:''' So.\n\n# '''Where?'''\n#: There.\n",
        "\n# '''Why not?'''\n#: So.\n#: And so.\n#: '''Zelda (guest):''' No.\n",
    ),
    "sub-items and roles in square brackets": (
        "# Why?\n#* Jo [host]: So.\n# Where?\n#* There.\n",
        "# Why not?\n#* So.\n#* And so.\n#* Zelda [guest]: No.\n",
    ),
    "breaks": (
        "# Why?<br>Jo: So.<br>And so.\n# Where?<br>There.\n",
        "# Why not?<br>So.<br>And so.<br>Zelda (guest): No.\n",
    ),
    "bullets, names in italics with the colon outside": (
        "* Why?\n*: ''Jo'': So.\n* Where?\n*: There.\n",
        "* Why not?\n*: So.\n*: And so.\n*: ''Zelda (guest)'': No.\n",
    ),
    "a nested list in an answer does not set the mark": (
        "# Why?\n#: Of two:\n#:* one\n#: That is all.\n# Where?\n#: There.\n",
        "# Why not?\n#: So.\n#: And so.\n#: Zelda (guest): No.\n",
    ),
    "plain paragraphs below bullets": (
        "* Why?\n\nJo: So.\n\n* Where?\n\nThere.\n",
        "\n* Why not?\n\nSo.\n\nAnd so.\n\nZelda (guest): No.\n",
    ),
    "terms, with a wide colon behind names": (
        "; 为什么？\n: 王芳：因为。\n; 哪里？\n: 那里。\n",
        "; Why not?\n: So.\n: And so.\n: Zelda (guest)：No.\n",
    ),
    "bold paragraphs": (
        "'''Why so?'''\n\nJo: So.\n\n'''Where to?'''\n\nThere.\n",
        "\n'''Why not?'''\n\nSo.\n\nAnd so.\n\nZelda (guest): No.\n",
    ),
    "bold paragraphs with indented answers": (
        "'''Why so?'''\n: Jo: So.\n\n'''Where to?'''\n: There.\n",
        "\n'''Why not?'''\n: So.\n: And so.\n: Zelda (guest): No.\n",
    ),
    "bold questions with the answer behind them": (
        "* '''Why so?''' Jo: So.\n* '''Where to?''' There.\n",
        "* '''Why not?''' So.\n** And so.\n** Zelda (guest): No.\n",
    ),
    "headings": (
        "== Notes ==\n\n=== Why? ===\n'''Jo''': So.\n\n=== Where? ===\nThere.\n",
        "\n=== Why not? ===\nSo.\n\nAnd so.\n\n'''Zelda (guest)''': No.\n",
    ),
    "letters": (
        "'''Q.''' Why?\n\n'''A.''' So.\n\n'''Q.''' Where?\n\n'''A.''' There.\n",
        "\n'''Q.''' Why not?\n\n'''A.''' So.\n\nAnd so.\n\nZelda (guest): No.\n",
    ),
    "letters, and breaks at the ends of lines": (
        "'''Q:''' Why?<br />\n'''A:''' So.\n\n'''Q:''' Where?<br />\n'''A:''' There.\n",
        "\n'''Q:''' Why not?<br />\n'''A:''' So.\n\nAnd so.\n\nZelda (guest): No.\n",
    ),
    "translation tags in each item": (
        "# <translate nowrap><!--T:1--> Why?</translate>\n#: '''Jo:''' <translate nowrap><!--T:2--> So.</translate>\n"
        "# <translate nowrap><!--T:3--> Where?</translate>\n#: <translate nowrap><!--T:4--> There.</translate>\n",
        "# <translate nowrap>Why not?</translate>\n#: <translate nowrap>So.</translate>\n"
        "#: <translate nowrap>And so.</translate>\n#: '''Zelda (guest):''' <translate nowrap>No.</translate>\n",
    ),
    "names inside of the translation tags": (
        "# <translate><!--T:1--> Why?</translate>\n#: <translate><!--T:2--> Jo: So.</translate>\n",
        "# <translate>Why not?</translate>\n#: <translate>So.</translate>\n"
        "#: <translate>And so.</translate>\n#: <translate>Zelda (guest): No.</translate>\n",
    ),
    "headings with units": (
        "<translate>\n== Notes == <!--T:1-->\n\n=== Why? === <!--T:2-->\n\n<!--T:3-->\nSo.\n\n"
        "=== Where? === <!--T:4-->\n\n<!--T:5-->\nThere.\n</translate>\n",
        "\n=== Why not? ===\n\nSo.\n\nAnd so.\n\n'''Zelda (guest):''' No.\n",
    ),
}


@pytest.mark.parametrize("name", _SHAPES)
def test_an_exchange_takes_the_form_of_the_one_before_it(name: str) -> None:
    page, expected = _SHAPES[name]
    session = get(page)
    first = next(i for i, item in enumerate(session.body) if isinstance(item, Exchange))
    text = put(replace(session, body=(*session.body[: first + 1], NEW, *session.body[first + 1 :])), page)
    assert added(page, text) == expected.strip("\n")
    assert "\n\n\n" not in text


_TALKS = {
    "in bullets": ("* '''Jo:''' One.\n* '''Al:''' Two.\n* '''Jo:''' Three.\n", "* '''Zelda:''' Hello.\n"),
    "indented, in italics": (":''Jo'': One.\n:''Al'': Two.\n", ":''Zelda'': Hello.\n"),
    "right below each other": ("Jo: One.\nAl: Two.\nJo: Three.\n", "Zelda: Hello.\n"),
    "with breaks": ("Jo: One.<br />\nAl: Two.<br />\nJo: Three.\n", "Zelda: Hello.<br />\n"),
    "parted by blank lines": ("Jo: One.\n\nAl: Two.\n", "\nZelda: Hello.\n"),
}


@pytest.mark.parametrize("name", _TALKS)
def test_a_message_takes_the_form_of_the_dialogue_around_it(name: str) -> None:
    page, expected = _TALKS[name]
    body = get(page).body
    text = put(Session(body=(body[0], Message("Hello.", speaker="Zelda"), *body[1:])), page)
    assert added(page, text) == expected.strip("\n")
    assert text.count("\n\n") == page.count("\n\n") + expected.count("\n\n") + expected.startswith("\n")


def test_who_is_linked_in_a_dialogue_is_linked_again() -> None:
    page = "[[User:Jo K|Jo]]: One.\n\n[[User:Al B|Al]]: Two.\n"
    body = get(page).body
    text = put(Session(body=(*body, Message("Three.", speaker="Jo"))), page)
    assert text == f"{page}\n[[User:Jo K|Jo]]: Three.\n"


def added(old: str, new: str) -> str:
    """The lines that are new, without the blank ones around them."""
    ours, theirs = old.split("\n"), new.split("\n")
    size = len(theirs) - len(ours)
    first = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), len(ours))
    assert theirs[:first] + theirs[first + size :] == ours
    return "\n".join(theirs[first : first + size]).strip("\n")


def test_what_is_no_message_parts_a_line_of_messages_in_two() -> None:
    page = "[18:00] &lt;jo&gt; One.<br>[18:01] &lt;al&gt; Two.<br />[18:02] &lt;jo&gt; Three.<br>\n"
    one, *more = get(page).body
    text = put(Session(body=(one, Heading("Later"), *more)), page)
    assert text == (
        "[18:00] &lt;jo&gt; One.<br>\n\n== Later ==\n[18:01] &lt;al&gt; Two.<br />[18:02] &lt;jo&gt; Three.<br>\n"
    )


def test_what_is_no_message_stays_out_of_the_tags_around_a_log() -> None:
    page = "<div>\n<small>[18:00] &lt;jo&gt; One.<br>\n[18:01] &lt;al&gt; Two.</small>\n</div>\n"
    body = get(page).body
    text = put(Session(body=(Heading("Log"), *body, NEW)), page)
    assert text.startswith("<div>\n== Log ==\n<small>[18:00]")
    assert "Two.</small>\n\n# Why not?\n" in text


_LOGS = {
    "indented": (" [18:00] <jo> One.\n [18:01] <al> Two.\n", " [18:02] -!- zelda has joined\n"),
    "in round brackets, with breaks": ("(18:00) &lt;jo&gt; One.<br>\n", "(18:02) -!- zelda has joined<br>\n"),
}


@pytest.mark.parametrize("name", _LOGS)
def test_an_event_takes_indent_brackets_and_line_end_of_a_log_that_has_none_yet(name: str) -> None:
    page, expected = _LOGS[name]
    event = Message("zelda has joined", "18:02", None, "event")
    assert put(Session(body=(*get(page).body, event)), page) == page + expected
