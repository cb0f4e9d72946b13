"""Addresses of a transcript's links: on the wiki a link to exactly that address, and nothing else happens."""

import re
import unicodedata
from collections.abc import Sequence
from html.parser import HTMLParser
from urllib.parse import quote, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.model import Prose, Session
from ohbot.sandbox import Sandbox
from ohbot.sources import Options, import_transcript
from ohbot.sources.rich import Span, wikitext
from ohbot.wikitext.escape import escape_address, link_target, unescape
from ohbot.wikitext.lens import create
from tests.wikitext.test_rendering import ask

PIECES = (
    *"__NOINDEX__ ~~~~ ~~~ {{evil}} {{{1}}} [[X]] ] [ ''' '' ' | || <ref> </a> <!-- -{zh:a}- &amp; &copy;=1".split(),
    *"&lt a b %20 100% ___ __TOC__ ; : , . ! ? ( ) * # ## = \\ ^ ` é ｅ́ 日 / ?q= & ISBN RFC //".split(),
    *(" ", '"', "RFC 12", "e\u0301", "\u212b", "\u200b", "\u00a0"),
)
HOSTS = (
    "a.example",
    "a.example:8080",
    "user@a.example",
    "bücher.example",
    "[2001:db8::1]",
    "a__b.example",
    "A.example",
)


def addresses() -> st.SearchStrategy[str]:
    """Addresses of every kind, full of what means something in wikitext."""
    paths = st.lists(st.sampled_from(PIECES), max_size=5).map("".join).map(str.strip)
    start = st.sampled_from(("https", "http", "ftp", "HTTPS", "irc"))
    return st.builds("{}://{}{}{}".format, start, st.sampled_from(HOSTS), st.sampled_from("/?#"), paths)


class _Links(HTMLParser):
    """Where the links of some HTML lead, and what they show; paragraph by paragraph."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.paragraphs: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link or a paragraph."""
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")
        if tag == "p":
            self.paragraphs.append("")

    def handle_data(self, data: str) -> None:
        """Note what a reader sees."""
        if self.paragraphs:
            self.paragraphs[-1] += data


def canonical(address: str) -> str:
    """An address as a browser asks for it (RFC 3986, 6.2.2); two that differ here are two places."""
    parts = urlsplit(re.sub(r"^\w+", lambda found: found[0].lower(), address))
    host = parts.netloc.encode("idna").decode() if "[" not in parts.netloc else parts.netloc
    rest = address[address.index("://") + 3 + len(parts.netloc) :]
    plain = re.sub(r"%(?:2D|2E|5F|7E|27)", lambda found: unquote(found[0]), quote(rest, safe="%/?:@!$&'()*+,;=#~"))
    return f"{parts.scheme}://{unquote(host)}{plain}"


def shown(sandbox: Sandbox, paragraphs: Sequence[str]) -> _Links:
    """What the wiki makes of paragraphs before and after a save; that it does nothing else is asserted."""
    found = ask(
        sandbox,
        action="parse",
        text="\n\n".join(paragraphs),
        contentmodel="wikitext",
        prop="text|categories|templates|images|links|properties|langlinks",
        pst="1",
        disableeditsection="1",
        disablelimitreport="1",
        title="Links",
    )["parse"]
    for added in ("categories", "templates", "images", "links", "properties", "langlinks"):
        assert not found[added], (added, found[added])
    return _Links(found["text"])


@pytest.mark.wiki
def test_any_address_is_a_link_to_exactly_that_address(sandbox: Sandbox) -> None:
    """With a label, as its own label, next to other text; before and behind the transformations of a save."""
    batches: list[tuple[tuple[Span, ...], str]] = []

    @given(addresses(), st.sampled_from(("see ", "x", "(", "")), st.sampled_from((" end", "end", ".", ") ", "")))
    def collect(address: str, before: str, after: str) -> None:
        for label in (address, "the [plan]", link_target(address) or ""):
            batches.append(((Span(before), Span(label, link=address), Span(after)), address))

    collect()
    result = shown(sandbox, [f"Text {wikitext(spans)}" for spans, _ in batches])
    assert len(batches) > 50
    assert [canonical(link) for link in result.links] == [canonical(address) for _, address in batches]
    for paragraph, (spans, _) in zip(result.paragraphs, batches, strict=True):
        wanted = unicodedata.normalize("NFC", "Text " + "".join(span.text for span in spans))
        assert "".join(paragraph.split()) == "".join(wanted.split())


@pytest.mark.wiki
def test_links_of_markdown_and_html_stay_links_and_nothing_more(sandbox: Sandbox) -> None:
    """Through the whole import, as it would stand on the page."""
    target = "https://a.example/__NOINDEX__/~~~~/{{evil}}/'''b'''/]/a b/&amp;copy;"
    html = target.replace("&", "&amp;")
    transcripts = {
        "markdown": f"# Office hours\n\n## Opening\n\nRead the [plan](<{target.replace('&', '&amp;')}>) first.\n",
        "html": f'<h1>Office hours</h1><h2>Opening</h2><p>Read the <a href="{html}">plan</a> first.</p>',
    }
    for kind, text in transcripts.items():
        session = import_transcript(text.encode(), kind, format=kind, options=Options()).reading.session
        (prose,) = (item for item in session.body if isinstance(item, Prose))
        result = shown(sandbox, [create(Session(body=(prose,)), shape="numbered")])
        assert [canonical(link) for link in result.links] == [canonical(target)], kind
        assert "".join(result.paragraphs).strip() == "Read the plan first."


@given(addresses())
def test_an_address_in_a_template_reads_back(address: str) -> None:
    written = escape_address(address)
    assert unescape(written) == address
    assert not re.search(r"[][{}|<>'\s]|__|~~", written)


@pytest.mark.parametrize(
    "no_address", ["javascript:alert(1)", "https://", "https://a.example/\x07", "mailto:a@b", "/w"]
)
def test_what_no_wiki_links_is_no_link(no_address: str) -> None:
    assert link_target(no_address) is None
    assert wikitext((Span("plan", link=no_address),)) == "plan"
