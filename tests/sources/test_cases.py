"""The cases beside this file: a transcript, and what its import gives."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from ohbot.recognise.trace import as_text
from ohbot.recognise.zones import time_zone
from ohbot.sources import Options, explained, import_transcript
from tests.sources.outline import outline

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


def transcript_of(case: Path) -> Path:
    """The one file beside a case that has its name and another ending."""
    (found,) = (path for path in case.parent.glob(f"{case.stem}.*") if path != case)
    return found


def expected_of(case: Path) -> dict[str, Any]:
    """What a case expects; YAML reads times as such, and outlines hold them as text."""
    expected: dict[str, Any] = yaml.safe_load(case.read_text(encoding="utf-8"))
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in expected.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_case_gives_what_stands_beside_it(case: Path) -> None:
    """``given`` holds the options; keys that a case leaves out are empty, but dropped blanks may be left out.

    A failure shows what became of each line.
    """
    expected = expected_of(case)
    given = expected.pop("given", {})
    zone = time_zone(given["timezone"]) if "timezone" in given else None
    options = Options(timezone=zone, **{key: value for key, value in given.items() if key != "timezone"})
    transcript = transcript_of(case)
    imported = import_transcript(transcript.read_bytes(), transcript.name, options=options)
    seen = outline(imported)
    if "dropped" not in expected and set(seen.get("dropped", {})) == {"blank"}:
        del seen["dropped"]
    assert seen == expected, f"\n{as_text(explained(imported))}"
