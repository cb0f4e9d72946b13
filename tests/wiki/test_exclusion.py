"""How people keep bots away from a page."""

import pytest

from ohbot.wiki import may_edit


@pytest.mark.parametrize(
    "text",
    [
        "nothing here",
        "{{bots}}",
        "{{bots|allow=Tea bot}}",
        "{{bots|allow=all}}",
        "{{Bots|allow=Other, Tea bot}}",
        "{{bots|deny=Other}}",
        "{{nobots|Other}}",
        "{{bots|allow=}}",
        "<!-- {{nobots}} -->",
        "<nowiki>{{nobots}}</nowiki>",
        "{{bots|optout=news}}",
        "{{nobotsy}}",
    ],
)
def test_the_account_may_edit(text: str) -> None:
    """No template keeps it away."""
    assert may_edit(text, "Tea bot")


@pytest.mark.parametrize(
    "text",
    [
        "{{nobots}}",
        "a {{ Nobots }} b",
        "{{Template:nobots}}",
        "{{nobots|Tea bot}}",
        "{{nobots|all}}",
        "{{nobots|deny=Other}}",
        "{{bots|deny=all}}",
        "{{bots | deny = Other, Tea bot }}",
        "{{bots|allow=Other}}",
        "{{bots}} {{nobots}}",
        "{{in use}}",
        "{{In_use|until noon}}",
    ],
)
def test_the_account_may_not_edit(text: str) -> None:
    """A template keeps it away, or tells that somebody is at work."""
    assert not may_edit(text, "Tea bot")
