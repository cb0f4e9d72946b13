"""Hypothesis strategies for the lens: sessions in inline wikitext, hostile plain text, and wikitext soup."""

from hypothesis import strategies as st

from ohbot.model import Answer, Exchange, Heading, Item, Message, Prose, Session
from ohbot.wikitext.escape import escape
from ohbot.wikitext.shapes import SHAPES

HOSTILE = (
    *(
        "* ",
        "# ",
        "#: ",
        ": ",
        "; ",
        " : ",
        "= ",
        "== x ==",
        "{|",
        "|}",
        "|-",
        "| a || b",
        "! a",
        "----",
        " lead",
        "{{",
        "}}",
    ),
    *(
        "{{{",
        "}}}",
        "{{tl|x}}",
        "[[",
        "]]",
        "[[Category:X]]",
        "[[File:X.jpg]]",
        "[https://x.example y]",
        "[//x y]",
        "''",
    ),
    *(
        "'''",
        "'",
        "'''''",
        "~~~",
        "~~~~",
        "~~~~~",
        "__TOC__",
        "__NOTOC__",
        "＿＿TOC＿＿",
        "-{",
        "}-",
        "-{zh:a}-",
        "<",
        ">",
    ),
    *(
        "<b>",
        "</b>",
        "<nowiki>",
        "</nowiki>",
        "<nowiki/>",
        "<pre>",
        "</pre>",
        "<br>",
        "<br />",
        "<ref>x</ref>",
        "<!--",
        "-->",
    ),
    *(
        "<translate>",
        "</translate>",
        "<!--T:1-->",
        "<tvar|a>x</>",
        "</>",
        "&",
        "&amp;",
        "&lt;",
        "&#35;",
        "&nbsp;",
        "&x;",
        "|",
    ),
    *("=", "a=b", "ISBN 9780306406157", "RFC 2616", "PMID 123", "https://x.example/a_b?c=d&e", "mailto:a@x.example"),
    *(
        "{{subst:x}}",
        "#REDIRECT [[X]]",
        "Q:",
        "A:",
        "'''Q:''' x",
        "Anna:",
        "Anna (host):",
        "[[User:A|Anna]]:",
        "<anna>",
    ),
    *(
        "18:00",
        "[18:00] <anna> x",
        "-!- x",
        "* anna x",
        "=-=",
        "has joined #x",
        "Follow-up:",
        "?",
        "？",
        "\u200f",
        "\u200b",
    ),
    *(
        "https://x.example/a|b",
        "http://[[x|",
        "http://a\u200bb.example",
        "xhttp://why",
        "yes://x",
        "https://x.example/a:",
    ),
    *("שלום", "مرحبا", "日本語", "😀", "e\u0301", "\u00a0", "\u2028", "%%", "$1", "\\", "\t"),
)
PLAIN = ("why", "we", "have", "grown", "and", "Café", "it.", "so?", "2020", "(maybe)", "yes:", "Not", "a", "-", "–")


def plain_texts() -> st.SearchStrategy[str]:
    """One line of plain text that is full of what means something in wikitext."""
    part = st.one_of(st.sampled_from(HOSTILE), st.sampled_from(PLAIN))
    joined = st.builds(
        lambda parts, glue: glue.join(parts), st.lists(part, min_size=1, max_size=5), st.sampled_from(["", " "])
    )
    return joined.map(lambda text: " ".join(text.split())).filter(bool)


INLINE = (
    *(
        "'''bold'''",
        "''italic''",
        "[[Pond|the pond]]",
        "[[User:Anna|Anna]]",
        "[https://x.example a link]",
        "{{tl|x}}",
    ),
    *(
        "<ref>A note: see [[Pond]].</ref>",
        "<code>x</code>",
        "https://x.example/a?b=c",
        "<nowiki>[[x]]</nowiki>",
        "&amp;",
    ),
    *(
        "{{ticket|1}}",
        "<!-- hidden -->",
        "<small>x</small>",
        "{{a|b={{c}}}}",
        "Note:",
        "Anna:",
        "10:30",
        "a: b",
        "''",
    ),
)


def inline() -> st.SearchStrategy[str]:
    """One paragraph of inline wikitext, well-formed, that may look like something else."""
    part = st.one_of(st.sampled_from(PLAIN), st.sampled_from(INLINE), plain_texts().map(escape))
    return st.lists(part, min_size=1, max_size=6).map(" ".join).filter(lambda text: "hidden" not in text)


def texts() -> st.SearchStrategy[str]:
    """One to three paragraphs."""
    return st.lists(inline(), min_size=1, max_size=3).map("\n\n".join)


NAMES = (
    "Anna",
    "Ben",
    "Zoë Å. Berg",
    "Jean-Luc O'Hara",
    "שרה",
    "nick[m]",
    "van der Berg",
    "anna|away",
    "Dr. Ngo",
    "10:30",
)


def answers() -> st.SearchStrategy[Answer]:
    """An answer; a role only with a speaker."""
    role = st.one_of(st.none(), st.sampled_from(["host", "Trust and Safety, nights", "a (b)"]))
    named = st.builds(Answer, texts(), st.sampled_from(NAMES), role)
    return st.one_of(st.builds(Answer, texts()), named)


def exchanges() -> st.SearchStrategy[Exchange]:
    """A question with none to three answers."""
    return st.builds(Exchange, inline(), st.lists(answers(), max_size=3).map(tuple))


def messages() -> st.SearchStrategy[Message]:
    """A line of a log."""
    time = st.sampled_from(["18:00:03", "18:04", "11:04pm", "2009-08-18 14::56:32", "39:95:90"])
    nick = st.sampled_from(["anna", "ben|away", "emil[m]", "Zoë", "a b"])
    said = st.builds(Message, inline(), time, nick, st.sampled_from(["say", "action"]))
    return st.one_of(said, st.builds(Message, inline(), time, kind=st.just("event")))


def spoken() -> st.SearchStrategy[Message]:
    """What somebody says in a dialogue."""
    return st.builds(Message, inline(), st.none(), st.sampled_from(["Anna", "Ben", "Zoë Berg"]))


def prose() -> st.SearchStrategy[Prose]:
    """Wikitext that is no item of another kind."""
    block = st.sampled_from(
        [
            "Some text.",
            "Two lines\nof text.",
            "Anna said: yes.",
            '{| class="wikitable"\n! A !! B\n|-\n| 1 || 2\n|}',
            "* a\n* b",
            "; term\n: meaning",
            ":''A hatnote.''",
            "<gallery>\nFile:A.jpg|b\n</gallery>",
            "[[File:A.jpg|thumb|A tower]]",
            "# one\n# two",
        ]
    )
    return st.lists(block, min_size=1, max_size=2).map("\n\n".join).map(Prose)


def headings() -> st.SearchStrategy[Heading]:
    """A heading that does not ask."""
    words = st.sampled_from(["Questions and answers", "See also", "Log", "'''Notes'''", "Part: two", "= x ="])
    return st.builds(Heading, words, st.integers(2, 4))


def bodies() -> st.SearchStrategy[tuple[Item, ...]]:
    """The items of a session: of notes, of a log, of a dialogue, or mixed."""
    between = st.one_of(prose(), headings())
    return st.one_of(
        st.lists(st.one_of(exchanges(), exchanges(), exchanges(), between), max_size=6),
        st.lists(st.one_of(messages(), messages(), messages(), between), max_size=8),
        st.lists(st.one_of(spoken(), spoken(), spoken(), between), max_size=6),
        st.lists(st.one_of(exchanges(), messages(), between), max_size=6),
    ).map(tuple)


def sessions() -> st.SearchStrategy[Session]:
    """A session with a body and perhaps a default speaker."""
    return st.builds(Session, default_speaker=st.none() | st.just("Maggie"), body=bodies())


def shapes() -> st.SearchStrategy[str]:
    """The name of a shape for new pages."""
    return st.sampled_from(sorted(SHAPES))


_SOUP = (
    *HOSTILE,
    *(
        "\n",
        "\n",
        "\n",
        "\n\n",
        "\n# ",
        "\n#: ",
        "\n* ",
        "\n** ",
        "\n; ",
        "\n: ",
        "\n== ",
        " ==\n",
        "\n=== ",
        " ===\n",
        "\n{|\n",
    ),
    *(
        "\n|}\n",
        "\n|-\n| ",
        "<translate>\n",
        "\n</translate>",
        "\n<!--T:2-->\n",
        "<!--T:3--> ",
        "<languages/>\n",
        "<pre>\n",
    ),
    *(
        "\n</pre>",
        "\n[18:00:03] <anna> hi",
        "\n18:04 * ben waves<br />",
        "\n(6:54:19 PM) Anna: x",
        "\n <anna> x",
        "<poem>",
        "</poem>",
    ),
    *(
        "\n'''Q:''' why?\n",
        "\nA: so\n",
        "\n'''Anna:''' hi\n",
        "\nBen: ho\n",
        "\n{{H|title=x|date=2020-05-03|time=18:00}}\n",
        "\r\n",
    ),
    *(
        "{{collapse|1=\n",
        "<syntaxhighlight>\n",
        "</syntaxhighlight>",
        "<gallery>",
        "</gallery>",
        "<ref>",
        "</ref>",
        " ~~~~\n",
    ),
)


def soup() -> st.SearchStrategy[str]:
    """Text thrown together from fragments of wikitext, well-formed or not."""
    return st.lists(st.one_of(st.sampled_from(_SOUP), st.sampled_from(PLAIN)), max_size=25).map("".join)


_LEADS = (
    *("'''Liv''':", "'''Liv:'''", "Liv:", "Liv (host):", "''Liv'' :", "[[User:Liv|Liv]]:", "{{u|Liv}}:", "Liv："),
    *("'''Liv''' (host):", "Bo:", "'''Bo''':", "Q:", "'''Q''':", "A:", "'''A:'''", "Question 1:", "<liv>"),
    *("* ", "# ", "#: ", "** ", ": ", "; ", "== ", "=== ", "[18:00] <liv>", "18:00 liv:", "----", "", "", ""),
)
_SAID = (
    *("yes", "why?", "so it is", "'''Why?'''", "'''Why?''' so", "<br>", "<nowiki/>", "<nowiki/>x", "<!-- c -->"),
    *("<!-- c\nd -->", "<translate>", "</translate>", "<!--T:1-->", "<pre>", "</pre>", "{{x|", "}}", "==", "===", ""),
    *("a : b", "~~~~", "[[Category:X]]", "[[File:X.jpg]]"),
)


def talk_soup() -> st.SearchStrategy[str]:
    """Lines of speakers, labels, marks and tags, with and without their texts."""
    line = st.builds(lambda *parts: "".join(parts), st.sampled_from(_LEADS), st.sampled_from(_LEADS) | st.just(" "))
    lines = st.builds(
        lambda *parts: "".join(parts), line, st.sampled_from(_SAID), st.sampled_from(["\n", "\n", "\n\n"])
    )
    return st.lists(lines, max_size=8).map("".join)
