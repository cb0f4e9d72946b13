"""ohbot as a library: its examples are true, and it imports no more than they need."""

import doctest
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

import ohbot

LIBRARY = Path(__file__).parents[1] / "docs" / "library.md"
USE = """
import ohbot, ohbot.merge.session
session = ohbot.get("# Who has the key?\\n#: Ode.\\n")
ohbot.put(session, "# Who has the key?\\n")
ohbot.create(session)
ohbot.merge(session, session, session)
ohbot.explain("# Who has the key?", prior=session)
ohbot.read_transcript(b"Q: Who has the key?\\nA: Ode.\\n", "notes.txt")
"""


def test_every_example_of_the_document_is_true() -> None:
    done = doctest.testfile(str(LIBRARY), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert done.attempted > 10
    assert not done.failed


def test_the_document_names_all_that_is_offered_but_types_of_results() -> None:
    text = LIBRARY.read_text("utf-8")
    results = {"Imported", "Item", "LineTrace", "Merged"}
    assert {name for name in ohbot.__all__ if f"`{name}" not in text} == results


@pytest.mark.parametrize(
    ("act", "heavy"),
    [
        ("import ohbot; ohbot.Session", ("click", "pywikibot", "ruamel", "mwparserfromhell", "phonenumbers")),
        (USE, ("click", "pywikibot")),
    ],
)
def test_nothing_is_imported_that_is_not_needed(act: str, heavy: tuple[str, ...]) -> None:
    """Neither the command line nor the wiki's door for any function, and no parser for the values alone."""
    code = f"import sys\n{act}\nprint([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ohbot.__all__)
def test_all_that_is_offered_is_there(name: str) -> None:
    """Also ``merge``, which has the name of a folder that is imported meanwhile."""
    assert callable(getattr(ohbot, name)) or name == "Item"
    assert name in dir(ohbot)


def test_an_unknown_name_is_an_error_as_in_any_module() -> None:
    with pytest.raises(AttributeError, match="'ohbot' has no attribute 'gett'"):
        getattr(ohbot, "gett")  # noqa: B009  # mypy knows that it is not there


def test_the_package_says_that_it_is_typed() -> None:
    assert (files("ohbot") / "py.typed").is_file()
