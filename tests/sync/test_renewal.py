"""What a page's skeleton says follows the facts, line by line; what people wrote in its place stays, and is told."""

import pytest

from ohbot.model import Session
from ohbot.sync.renewal import BODY, renewed

OLD = f"Hours will take place on Monday.\n\nSend questions.\n\n{BODY}\n\n[[Category:Upcoming]]\n"
NEW = f"Hours took place on Monday.\n\nRecording: https://video.example/1\n\n{BODY}\n\n[[Category:Past]]\n"
PAGES = {
    # a page: what it becomes, and what is told of it
    "Hours will take place on Monday.\n\nSend questions.\n\n# Why?\n\n[[Category:Upcoming]]": (
        "Hours took place on Monday.\n\nRecording: https://video.example/1\n\n# Why?\n\n[[Category:Past]]",
        (),
    ),
    "<translate>\nHours will take place on Monday.\n\nSend questions.\n\n# Why?\n</translate>": (
        "<translate>\nHours took place on Monday.\n\nRecording: https://video.example/1\n\n# Why?\n</translate>",
        ("«[[Category:Past]]» has no place there any more",),
    ),
    "Hours will take place on Monday, or so.\n\nSend many questions.\n\n# Why?": (
        "Hours took place on Monday, or so.\n\nSend many questions.\n\nRecording: https://video.example/1\n\n# Why?",
        ("«Send many questions.» stays as people have it", "«[[Category:Past]]» has no place there any more"),
    ),
    "We shall meet.\n\n# Hours will take place on Monday.\n#: Send questions.": (
        "Recording: https://video.example/1\n\nWe shall meet.\n\n# Hours will take place on Monday.\n"
        "#: Send questions.",
        (
            "«Hours took place on Monday.» has no place there any more",
            "«[[Category:Past]]» has no place there any more",
        ),
    ),
    "Hours took place on Monday.\n\nSend questions.\n\nRecording: https://video.example/1 (loud)": (
        "Hours took place on Monday.\n\nRecording: https://video.example/1 (loud)",
        ("«[[Category:Past]]» has no place there any more",),
    ),
}


@pytest.mark.parametrize("page", PAGES)
def test_each_line_follows_or_stays(page: str) -> None:
    text, left = PAGES[page]
    found = renewed(OLD, NEW, page, Session())
    assert (found.text, found.left) == (text, left)


@pytest.mark.parametrize("page", PAGES)
def test_it_is_done_once(page: str) -> None:
    once = renewed(OLD, NEW, page, Session()).text
    assert renewed(OLD, NEW, once, Session()).text == once
    assert renewed(NEW, NEW, once, Session()).text == once
