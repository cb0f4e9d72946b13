"""Who answers, where prose says so once for all, and who is one person."""

import pytest

from ohbot.model import Person
from ohbot.recognise.people import default_speaker, merged


@pytest.mark.parametrize(
    "text",
    [
        "Answers are by Maggie unless otherwise noted.",
        "Notes were taken. All answers by Maggie, unless noted otherwise.",
        "Unless otherwise stated, answers are from Maggie.",
        "Unless otherwise indicated, Maggie is speaking.",
        "Except where noted, Maggie answered.",
        "Responses were given by Maggie except where noted.",
        "Unattributed answers are by Maggie.",
        "Answers without a name are by Maggie.",
        "Maggie answered all questions.",
        "Default speaker: Maggie",
        "Answers are Maggie's unless otherwise marked.",
        "Answers by Maggie unless another name is given.",
        "Where nobody is named, Maggie answered.",
        "The questions were answered by Maggie unless stated otherwise.",
        "Maggie gave the answers unless somebody else is named.",
    ],
)
def test_the_default_speaker_is_found_in_many_phrasings(text: str) -> None:
    """Once in the prose is enough."""
    assert default_speaker([text]) == "Maggie"


@pytest.mark.parametrize(
    "text",
    [
        "Answers are by email unless otherwise noted.",
        "Maggie wrote the answers down.",
        "We met Maggie.",
        "Answers are by Maggie Reed and Tom Low unless otherwise noted.",
        "Maggie and Tom answered unless otherwise noted.",
    ],
)
def test_a_default_speaker_is_not_guessed(text: str) -> None:
    """Where no sentence says who answers, nobody does."""
    assert default_speaker([text]) is None


def test_a_first_name_is_that_of_the_one_person_who_has_it() -> None:
    """Of two people with one first name, neither is meant for sure."""
    tobi, okafor, lund = Person("Tobi"), Person("Tobi Okafor", "host"), Person("Tobi Lund")
    assert merged([tobi], [okafor]) == (Person("Tobi", "host"),)
    assert merged([okafor], [tobi]) == (okafor,)
    assert merged([tobi], [okafor, lund]) == (tobi, okafor, lund)
    known = Person("Bo Lind", metadata={"x-nicks": ["bo"]})
    assert merged([Person("Bo")], [known])[0].metadata == known.metadata
