"""Templates: the archive's own, or those that come with ohbot."""

from importlib import resources
from pathlib import Path

from ohbot.archive import disk
from ohbot.archive.inside import inside
from ohbot.errors import InputError


def read_template(root: Path, name: str) -> tuple[str, str]:
    """The name (for errors) and the text of a template: of the archive's ``templates/``, else of ohbot's own.

    It goes to the wiki, so it may be no link to a file elsewhere.
    """
    own = root / "templates" / name
    if own.is_file():
        return str(own), disk.read_text(inside(root, own))
    for folder in (resources.files("ohbot") / "templates", Path(__file__).parents[2] / "templates"):
        shipped = folder / name
        if shipped.is_file():
            return name, shipped.read_text(encoding="utf-8")
    raise InputError(
        f"{own}: there is no such template, and none of this name comes with ohbot; make it, or change [pages]"
    )
