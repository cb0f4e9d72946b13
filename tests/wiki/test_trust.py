"""A login goes to the wiki that it is for; what reads as one address here and as another there is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ohbot.errors import InputError, NotAllowed
from ohbot.wiki import Credentials, connect, wikis_from
from ohbot.wiki.trust import check_address, require_meant

API = "https://wiki.example.org/w/api.php"
LOGIN = Credentials("Tea bot", "s3cret-word")


@pytest.mark.parametrize(
    ("wikis", "address"),
    [
        ("wiki.example.org", API),
        ("WIKI.example.org:443", API),
        ("other.example.org wiki.example.org", API),
        (API, API),
        ("http://wiki.example.org", "http://wiki.example.org:80/api.php"),
        ("", "http://127.0.0.1:8089/api.php"),
        ("", "http://[::1]/api.php"),
        ("", "http://localhost/api.php"),
        ("http://127.0.0.1:8089/api.php", "http://127.0.0.1:8089/api.php"),
    ],
)
def test_a_login_goes_to_the_wiki_that_is_named(wikis: str, address: str) -> None:
    """By its host, which means https, or by its whole address; where none is named, to this machine."""
    require_meant(address, wikis.split())


@pytest.mark.parametrize(
    ("wikis", "address"),
    [
        ("", API),
        ("", "http://10.0.0.1/api.php"),
        ("", "http://127.0.0.1.example.org/api.php"),
        ("wiki.example.org", "http://wiki.example.org/w/api.php"),
        ("wiki.example.org", "https://wiki.example.org:8443/w/api.php"),
        ("wiki.example.org", "https://evil.example/wiki.example.org/api.php"),
        ("wiki.example.org", "https://wiki.example.org.evil.example/api.php"),
        ("example.org", API),
        (API, "https://wiki.example.org/other/api.php"),
        ("https://wiki.example.org/w", "https://wiki.example.org/w/../other/api.php"),
        ("wiki.example.org", "http://127.0.0.1:8089/api.php"),
        ("https://[", API),
    ],
)
def test_a_login_goes_nowhere_else(wikis: str, address: str) -> None:
    """Not even to this machine, once it is for a wiki; the sentence says what to do, and nothing secret."""
    with pytest.raises(NotAllowed, match="set OHBOT_WIKI=") as caught:
        connect(api=address, credentials=LOGIN, wikis=wikis.split())
    assert address in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_wiki_of_pywikibots_families_is_named_by_its_host() -> None:
    with connect(family="meta", code="meta", credentials=LOGIN, wikis=["meta.wikimedia.org"]) as wiki:
        assert wiki.requests == 0
    with pytest.raises(NotAllowed, match=r"OHBOT_WIKI=test\.wikipedia\.org"):
        connect(family="wikipedia", code="test", credentials=LOGIN, wikis=["meta.wikimedia.org"])


@pytest.mark.parametrize(
    "address",
    [
        r"https://evil.example\@wiki.example.org/w/api.php",
        r"http://evil.example\@127.0.0.1/api.php",
        "https://wiki.example.org@evil.example/w/api.php",
        "https://wiki.example.org\t.evil.example/",
        "https://wiki.example.org /api.php",
        "https://wiki.example%2eorg/api.php",
        "https://wiki.example.org#@evil.example/",
    ],
)
def test_an_address_with_two_readings_is_none(address: str) -> None:
    """Libraries read its host differently."""
    with pytest.raises(InputError, match="is no API address"):
        connect(api=address, credentials=LOGIN, wikis=["wiki.example.org"])


@given(st.lists(st.sampled_from(["wiki.example.org", "127.0.0.1", "evil.example", *"\\@/?#:[].% \t"]), max_size=6))
def test_the_host_that_is_compared_is_the_host_that_is_asked(parts: list[str]) -> None:
    """Any address that passes is read by the HTTP library as it is here."""
    from urllib.parse import urlsplit

    from urllib3.util import parse_url

    address = f"https://{''.join(parts)}"
    try:
        check_address(address)
        host = urlsplit(address).hostname
    except (InputError, ValueError):
        return
    assert (parse_url(address).host or "").strip("[]") == host


def test_the_wikis_of_a_login_come_from_where_it_comes_from() -> None:
    assert wikis_from({"OHBOT_WIKI": " one.example  two.example "}) == ("one.example", "two.example")
    assert wikis_from({}) == ()
