"""Templates: the archive's own, or those that come with ohbot."""

from importlib import resources
from pathlib import Path

from ohbot.archive import disk
from ohbot.errors import InputError


def read_template(root: Path, name: str) -> tuple[str, str]:
    """The name (for errors) and the text of a template: of the archive's ``templates/``, else of ohbot's own.

    It goes to the wiki, so it may be no link to a file elsewhere.
    """
    own = root / "templates" / name
    if own.is_file():
        return str(own), disk.read_text(disk.inside(root, own))
    if (text := shipped_template(name)) is not None:
        return name, text
    raise InputError(
        f"{own}: there is no such template, and none of this name comes with ohbot; make it, or change [pages]"
    )


def shipped_template(name: str) -> str | None:
    """The text of a template that comes with ohbot, None where there is none of this name."""
    folders = (resources.files("ohbot") / "templates", Path(__file__).parents[2] / "templates")
    return next((file.read_text(encoding="utf-8") for folder in folders if (file := folder / name).is_file()), None)
