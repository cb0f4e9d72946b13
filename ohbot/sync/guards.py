"""What has to hold before anything is written, however sure a plan is."""

from collections.abc import Callable, Sequence

from ohbot.archive import Archive, Config
from ohbot.errors import NotAllowed, PageRefused
from ohbot.model import Page
from ohbot.sync.changes import loss
from ohbot.sync.names import scope_of
from ohbot.sync.plan import NOT_EDITED_THERE
from ohbot.sync.ports import WikiAccess
from ohbot.sync.values import Observation, Plan
from ohbot.wiki.exclusion import may_edit
from ohbot.wikitext.lens import get

MOST_LOSING = 0.2
"""A run in which more than this share of the archive loses content stops before it starts."""
_CONTENT = 0.2
"""A session that loses more than this share of its words loses content."""
_BATCH = 10
"""The stop page is read before each batch of so many edits."""


class Guard:
    """Stands before every write: the disk takes writes, nobody said stop, the page welcomes bots."""

    def __init__(
        self, archive: Archive, wiki: WikiAccess, config: Config, most_edits: int | None, before: Callable[[], None]
    ) -> None:
        """``before`` is called first of all before each write, and may raise to end the run."""
        self._archive, self._wiki, self._config = archive, wiki, config
        self._most, self._before = most_edits, before
        self._edits = 0
        self._proven = False

    def before_write(self) -> None:
        """Whatever is written: the run goes on, and the disk takes writes."""
        self._before()
        if not self._proven:
            self._archive.prove_writable()
            self._proven = True

    def lets_edit(self) -> bool:
        """Whether the run may make one more edit, which this counts; raises NotAllowed at the stop page's word."""
        if self._most is not None and self._edits >= self._most:
            return False
        self.before_write()
        title = self._config.wiki.stop_page
        if title and self._edits % _BATCH == 0:
            (page,) = self._wiki.pages([title], text=True)
            said = page.revision
            if said and (said.text is None or said.text.strip()):
                raise NotAllowed(
                    f"{said.user or 'somebody'} stopped ohbot on {title} ({said.timestamp:%Y-%m-%d %H:%M} UTC"
                    f"{f': {said.comment}' if said.comment else ''}); empty that page to let it edit again"
                )
        self._edits += 1
        return True

    def require_welcome(self, observed: Observation, *, force: bool) -> None:
        """Raise PageRefused where the page's text keeps bots away, or it is out of the archive's part of the wiki."""
        page = observed.page
        scope = scope_of(self._config)
        if not force and not scope.holds(page.title, self._wiki):
            if observed.moved_from is None:
                raise PageRefused(scope.refusal(page.title))
            raise PageRefused(
                f"{page.title}: the page was moved there from {observed.moved_from}, out of the archive's prefix; "
                f"{NOT_EDITED_THERE}. To have it edited there always, name it under [wiki] also in ohbot.toml"
            )
        self.require_no_bots_sign(page)

    def require_no_bots_sign(self, page: Page) -> None:
        """Raise PageRefused where a template of the page keeps bots away."""
        try:
            name = self._wiki.account().name
        except NotAllowed:  # nobody is logged in, as for a dry run without a login
            name = ""
        if not may_edit(page.text or "", name):
            raise PageRefused(
                f"{page.title}: {{{{nobots}}}}, {{{{bots}}}} or {{{{in use}}}} on the page keeps bots away; "
                "wait, or ask the person who put it there"
            )


def require_sparing(losing: Sequence[str], sessions: int) -> None:
    """Raise PageRefused where the pages that lose content are more than a fifth of the archive's sessions."""
    if len(losing) > 1 and len(losing) > sessions * MOST_LOSING:
        raise PageRefused(
            f"{len(losing)} of {sessions} sessions would lose content at once ({', '.join(losing[:3])} ...); "
            "nothing was written. Look at 'ohbot diff'; if all this is meant, say --force"
        )


def loses(observed: Observation, found: Plan) -> bool:
    """Whether a plan takes much of a session's content away, in the file or on the page."""
    if found.session and loss(observed.session, found.session, but=found.outdated) > _CONTENT:
        return True
    shown = observed.page.text
    if found.text is None or shown is None:
        return False
    old, new = (get(text, prior=observed.session) for text in (shown, found.text))
    return loss(old, new, but=found.outdated) > _CONTENT
