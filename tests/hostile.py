"""Texts of what layers may take for different things: composed letters, odd blanks, tags with raw insides."""

from hypothesis import strategies as st

LETTERS = (
    *("e\u0301", "\u0301", "\xe9", "\u09df", "\u095b", "\ufb2e", "\u212b", "\u1100\u1161\u11a8", "\uac01", "\u0338"),
    *("q\u0323\u0307", "q\u0307\u0323", "\u1e9b\u0323", "\u0344", "\u2126", "\U0001d15e"),
)
"""Letters that NFC composes, takes apart or puts in order; some are no letters by themselves."""

ODD = (
    "\x7f",
    "\x80",
    "\x85",
    "\x9f",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\u200b",
    "\u200f",
    "\u00ad",
    "\ufffd",
    "\U0001fffe",
)
"""Characters that pages keep, and files, terminals or libraries may not."""

BLANKS = (
    " ",
    "  ",
    "\t",
    "\u00a0",
    "\u3000",
    "\u202f",
    "\n",
    "\n\n",
    "\n \n",
    "\r\n",
    "\n  ",
    "  \n",
    "\n\t",
    "&nbsp;",
)

TAGS = (
    *(
        "<pre>\n  a\n\n\tb  \n</pre>",
        "<syntaxhighlight lang=py>\ndef f():\n    x\n\n    y\n</syntaxhighlight>",
        "<pre>",
    ),
    *("<poem>\n one\n  two\n</poem>", "<math>\n x\n  y</math>", "<nowiki>\n  '' \n</nowiki>", "<ref>a\n  b</ref>"),
    *(
        "{{box|\n a\n\n b\n}}",
        "<!-- c\n\n d -->",
        "<br>",
        "<br />",
        "</pre>",
        "</syntaxhighlight>",
        "{{",
        "}}",
        "<!--",
    ),
)

WORDS = ("why", "so", "it is", "Anna", "<", ">", "=", "'''b'''", "[[a|b]]", "https://x.example/a", "?", ":", "&amp;")


def parts() -> st.SearchStrategy[str]:
    """One piece of a text."""
    return st.one_of(*map(st.sampled_from, (LETTERS, ODD, BLANKS, TAGS, WORDS, WORDS)))


def texts() -> st.SearchStrategy[str]:
    """Any text without what is impossible."""
    return st.lists(parts(), max_size=12).map("".join)


def inline() -> st.SearchStrategy[str]:
    """What may stand among the words of one line, and breaks nothing open."""
    whole = tuple(tag for tag in TAGS if tag.startswith(("<pre>\n", "<nowiki>", "{{box", "<br", "<syntax")))
    blanks = tuple(blank for blank in BLANKS if "\n" not in blank)
    part = st.one_of(
        *map(st.sampled_from, (LETTERS, ODD, blanks, whole, ("why", "so", "it is", "[[a|b]]", "'''b'''")))
    )
    return st.lists(part, max_size=4).map("".join)


LAYOUTS = (
    "# {}?\n#: {}\n#: Anna: {}\n",
    "* {}?\n** {}\n** {}\n",
    "; {}?\n: {}\n: {}\n",
    "== Talk ==\n=== {}? ===\n{}\n  wrapped\n\n'''Bo:''' {}\nmore of it\n",
    "'''Q:''' {}?\n\nA: {}\nwrapped  \n\n{}\n",
    "[18:00:03] <anna> {}<br />\n[18:00:04] <ben> {}<br />\n[18:00:05] * anna {}\n",
    "Anna: {}\n\nBo: {}\nwrapped here\n\nAnna: {}\n",
    "{}\n\n{}\nmore\n\n * {}\n",
)
"""Pages of every layout, with places for three texts."""
