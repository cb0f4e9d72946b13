"""A session in another language, as the wiki has it: read there, shown beside the session file, never written."""

from dataclasses import dataclass

from ohbot.model.session import Session


@dataclass(frozen=True, slots=True)
class Translation:
    """A translated page, with the session that it shows: item by item that of its source.

    ``language`` is the wiki's code, ``page`` the title, ``revision`` the one that was read. Of the page's ``units``
    so many are ``translated``, and of others (``outdated``) the source has changed since. What of the session is in
    the source's language, or outdated, says so in its key ``x-translation``.
    """

    language: str
    page: str
    revision: int
    units: int
    translated: int
    outdated: int
    session: Session

    @property
    def share(self) -> str:
        """How much is translated, in words."""
        late = f", {self.outdated} outdated" if self.outdated else ""
        return f"{self.translated} of {self.units} units{late}"
