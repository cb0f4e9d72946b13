"""The cases beside this file, and the page pairs of the corpus: what a page shows."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from ohbot.model.view import view
from ohbot.recognise.trace import as_text
from ohbot.wikitext.explaining import explained
from ohbot.wikitext.lens import check, get, put
from tests.wikitext.outline import Case, cases, outline

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_page_shows_what_stands_below_it(case: Case) -> None:
    """A case is a page and the outline of its session; each is a case of GetPut too. A failure shows the trace."""
    session = get(case.page)
    assert outline(session) == case.view, f"\n{as_text(explained(case.page))}"
    assert put(session, case.page) == case.page
    assert check(session, case.page) is None


def _checker(corpus: Path) -> ModuleType:
    """The corpus's own comparison of views."""
    spec = importlib.util.spec_from_file_location("check_pages", corpus / "check_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_page_of_the_corpus_gives_the_view_expected_of_it(corpus: Path) -> None:
    """As ``check_pages.py`` compares: prose that is furniture is dropped, and absent keys are not checked."""
    checker = _checker(corpus)
    pages = sorted((corpus / "pages").glob("*.wikitext"))
    assert pages
    for page in pages:
        actual = view(get(page.read_bytes().decode("utf-8")))
        actual["sections"] = list(checker.as_expected(actual["sections"]))
        expected = json.loads(page.with_name(f"{page.stem}.expected.json").read_text("utf-8"))
        trace = as_text(explained(page.read_bytes().decode("utf-8")))
        assert not list(checker.differences(expected, actual)), f"{page.name}\n{trace}"
