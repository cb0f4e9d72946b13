"""No host and no address of a transcript is in anything that an import writes or says."""

import re
from pathlib import Path

from tests.cli.desk import Desk

PRIVATE = re.compile(
    r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"  # IPv4
    r"|\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f:]{1,9}\b"  # IPv6
    r"|[\w~]@[\w.-]*[./]\w"  # e-mail addresses and hosts behind a nick
    r"|\d{1,3}(?:[.-]\d{1,3}){3}\.[a-z]"  # hosts that tell an address
    r"|\.cloak\b|\bgateway/|\bunaffiliated/|!~?\w+@"
)
"""Written without a look at what the program searches for."""


def test_nothing_private_of_any_transcript_is_left_anywhere(desk: Desk, corpus: Path) -> None:
    """Not in files, wikitext, exports, reports and summaries; and every line that told something is counted."""
    lines = 0
    for file in sorted(path for path in (corpus / "transcripts").iterdir() if path.stat().st_size):
        raw = file.read_bytes().decode("utf-8", "replace").splitlines()
        telling = {number for number, line in enumerate(raw, 1) if PRIVATE.search(line)}
        said = desk.ohbot("import", file, "--exchanges", "--json")
        (told,) = said.json
        path = Path(told["session"])
        outputs = [said.all, path.read_text("utf-8")]
        if telling:
            outputs += [desk.ohbot("render", path).stdout, desk.ohbot("export", path.stem).stdout]
        assert not [found for output in outputs for found in PRIVATE.findall(output)], file.name
        assert telling <= {number for numbers in told["removed"].values() for number in numbers}, file.name
        lines += len(telling)
    assert lines > 60
