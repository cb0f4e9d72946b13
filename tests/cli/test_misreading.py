"""A misreading is corrected through the file alone: the page stays as it is, and is read so from then on."""

import pytest

from tests.cli.desk import Desk
from tests.wiki.people import People

pytestmark = pytest.mark.wiki

AGENDA = """\
Notes of the hour.

== Agenda ==
# The key to the gate
#* Ode has it.
# The rope
#* Caro: It hangs in the shed.

[[Category:Lanterns]]"""
AS_PROSE = """\
  - prose: |
      # The key to the gate
      #* Ode has it.
      # The rope
      #* Caro: It hangs in the shed.
"""
AS_EXCHANGES = """\
  - question: The key to the gate
    answers:
      - Ode has it.
    private: {asker: the miller}
  - question: The rope
    answers:
      - {speaker: Caro, text: It hangs in the shed.}
"""
TASKS = """\
Notes of the hour.

== Tasks ==
# Who has the key?
#: Ode.
# Who brings the rope?
#: Caro.

[[Category:Lanterns]]"""
TASKS_AS_EXCHANGES = """\
  - question: Who has the key?
    answers:
      - Ode.
  - question: Who brings the rope?
    answers:
      - Caro.
"""
TASKS_AS_PROSE = """\
  - prose: |
      # Who has the key?
      #: Ode.
      # Who brings the rope?
      #: Caro.
"""


def test_prose_that_the_file_makes_exchanges_is_read_as_exchanges(office: Desk, people: People) -> None:
    """The page keeps every byte; what a person then writes there comes as a change of an exchange, and back."""
    page = f"{office.prefix}Agenda"
    people.edit(page, AGENDA)
    office.ohbot("pull", page)
    office.change("agenda", AS_PROSE, AS_EXCHANGES)
    office.ohbot("sync")
    assert (people.read(page), people.count(page)) == (AGENDA, 1)
    assert "unchanged" in office.ohbot("sync").stdout
    told = office.ohbot("explain", "agenda", "4").stdout
    assert "read with agenda as its prior" in told
    assert "says the same as exchange 1 of the session file; next best: prose" in told
    assert office.ohbot("explain", page, "4", "--json").json["lines"][0]["item"] == "exchange 1"

    people.edit(page, AGENDA.replace("Ode has it", "Ode has it since May"))
    assert "exchange 1 changed" in office.ohbot("sync").stdout
    assert "- Ode has it since May.\n    private: {asker: the miller}" in office.read("agenda")

    office.change("agenda", "in the shed", "in the new shed")
    office.ohbot("sync")
    both = AGENDA.replace("has it", "has it since May").replace("the shed", "the new shed")
    assert people.read(page) == both
    assert "unchanged" in office.ohbot("sync").stdout


def test_exchanges_that_the_file_makes_prose_are_read_as_prose(office: Desk, people: People) -> None:
    """The page keeps every byte; what a person then writes there comes as a change of prose, and back."""
    page = f"{office.prefix}Tasks"
    people.edit(page, TASKS)
    office.ohbot("pull", page)
    office.change("tasks", TASKS_AS_EXCHANGES, TASKS_AS_PROSE)
    office.ohbot("sync")
    assert (people.read(page), people.count(page)) == (TASKS, 1)
    assert "unchanged" in office.ohbot("sync").stdout
    told = office.ohbot("explain", "tasks", "4").stdout
    assert "prose 2" in told
    assert "next best: question (list of questions: 2 of 2 ask" in told

    people.edit(page, TASKS.replace("#: Ode.", "#: Ode, since May."))
    assert "prose 2 changed" in office.ohbot("sync").stdout
    assert "      #: Ode, since May.\n" in office.read("tasks")
    assert "question:" not in office.read("tasks")

    office.change("tasks", "#: Caro.", "#: Caro, on Monday.")
    office.ohbot("sync")
    assert people.read(page) == TASKS.replace("Ode.", "Ode, since May.").replace("Caro.", "Caro, on Monday.")
    assert "unchanged" in office.ohbot("sync").stdout
