"""Which answers only promise one: a table of both kinds, in several languages."""

import pytest

from ohbot.recognise.promises import promises

PROMISES = """
We will follow up on that.
We'll follow up.
I’ll get back to you next week.
Good question, let me check with the team and come back to you.
We need to look into that.
Will be answered on the talk page.
Ode will find out who has the key.
That one we will answer later in writing.
Answer to follow.
TBD
We're going to follow this up with Bela.
Let's take this offline.
Das klären wir und melden uns.
Ich melde mich dazu nächste Woche zurück.
Das müssen wir noch prüfen.
Nous reviendrons vers vous.
Nous allons vérifier.
Responderemos por escrito.
Vamos a consultarlo con el equipo.
Vamos verificar e avisamos.
Vi faremo sapere.
Daar komen we later op terug.
Мы уточним и напишем.
Ми уточнимо це.
Sprawdzimy to.
稍后回复。
後ほど回答します。
추후 답변드리겠습니다.
"""
ANSWERS = """
We followed up with them in May, and the key is back.
The follow-up meeting is on Friday.
You can get back in through the garden.
She came back in April.
It was answered in writing last year.
We look at each request within a week.
Tbilisi.
The willow is checked twice a year.
Wir haben das geprüft.
Nous avons vérifié, la lampe brûle.
Ya lo verificamos ayer.
Мы ответили вчера.
昨日回答しました。
"""


@pytest.mark.parametrize("text", PROMISES.strip().splitlines())
def test_an_answer_that_promises_one(text: str) -> None:
    assert promises(text)


@pytest.mark.parametrize("text", ANSWERS.strip().splitlines())
def test_an_answer_that_is_one(text: str) -> None:
    assert not promises(text)


def test_what_comes_behind_a_promise_answers() -> None:
    assert promises("The lamp burns.\n\nOn the key, we will follow up.")
    assert not promises("On the key, we will follow up.\n\nUpdate: it lies under the stone.")


def test_a_wiki_has_words_of_its_own_in_any_blanks_and_letters() -> None:
    assert not promises("Nos vemos en mayo")
    assert promises("NOS  vemos\nen mayo", ["nos vemos en"])
    assert not promises("Cosenos vemos en mayo", ["nos vemos en"])
    assert not promises("what.is", ["what?is", "", "("])
