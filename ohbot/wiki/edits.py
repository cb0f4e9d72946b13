"""An edit as the API takes it, and what its answer may tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ohbot.wiki.faults import Fault
from ohbot.wiki.values import Json


def listed(things: Iterable[object]) -> str:
    """Things as the API takes a list."""
    return "|".join(map(str, things))


@dataclass(frozen=True, slots=True)
class Edit:
    """One save as asked for."""

    title: str
    text: str
    base: int | None
    summary: str
    page_id: int | None
    tags: tuple[str, ...] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        """The API's parameters.

        ``baserevid`` goes without ``basetimestamp``: with it the wiki would not see a conflict with an
        edit of the same account. The wiki never creates where there is a base, and never edits where there is none.
        """
        place = {"title": self.title} if self.page_id is None else {"pageid": self.page_id}
        guard = {"createonly": 1} if self.base is None else {"nocreate": 1, "baserevid": self.base}
        always = {"text": self.text, "summary": self.summary, "notminor": 1, "watchlist": "nochange"}
        tags = {"tags": listed(self.tags)} if self.tags else {}
        return {"action": "edit", **place, **guard, **always, **tags}


def edit_fault(answer: Json) -> Fault:
    """The fault of an edit that was answered without an error and yet did not succeed."""
    if "captcha" in answer:
        return Fault("captcha")
    return Fault(str(answer.get("code", "unknown")), str(answer.get("info", answer.get("warning", ""))))
