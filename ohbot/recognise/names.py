"""Whether what stands before a colon is somebody's name: one judge, for transcripts and pages alike.

Readers gather the evidence, each in its own way; ``judge`` weighs it by one table and says why.
"""

import re
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

from ohbot.recognise.labels import CALLED, FUNCTION_WORDS, LABELS, NO_NAMES, PARTS, SPEAKERS

Form = Literal["plain", "label", "bold", "marked", "guarded"]
"""How the text sets the words off, from weak to sure.

``label`` is bold where such words mostly stand once, or in brackets, ``bold`` where they come again; ``marked`` words
are linked, bold on a wiki page, have a role in brackets, or all lines have such; behind ``guarded`` ones the page
says that the text begins there.
"""


class NameEvidence(NamedTuple):
    """Words that may be a name, and what is known of them.

    ``known`` tells that somebody said so; ``common`` that the text uses the words in small letters, too; ``dialogue``
    that names stand before many of its lines; ``again`` that the words stand before others of these lines; ``facts``
    that words before a colon may tell facts of the meeting ("Host: Ada") rather than who speaks.
    """

    text: str
    form: Form = "plain"
    known: bool = False
    common: bool = False
    dialogue: bool = False
    again: bool = False
    facts: bool = False

    @property
    def settled(self) -> bool:
        """Whether the words speak again and again."""
        return self.dialogue and self.again


class NameVerdict(NamedTuple):
    """How the evidence weighs, and which parts of it do."""

    score: int
    reasons: tuple[str, ...]

    @property
    def is_name(self) -> bool:
        """Whether the words are somebody's name."""
        return self.score >= LEAST


LEAST = 1
"""The score of a name."""
_MOST, _USUAL = 6, 4
"""How many words a name has at most, and, without its particles, as a rule."""

_PARTICLES = frozenset(
    "al bin da das de del della den der di do dos du e el ibn la le of ten ter van von y zu".split()
)
"""The words inside of names that are written small."""
_GLUED = re.compile(r"(?:d|l|dell|dall|al|el|ul|an|as|ad)['’-](?=[^\W\d_a-z])")
"""Such words before an apostrophe or a hyphen, as in d'Arcy and al-Amin."""
ABBREVIATED = re.compile(
    r"(?:Dr|Mr|Mrs|Ms|Mx|Prof|St|Jr|Sr|Fr|Rev|Hon|Gen|Col|Maj|Capt|Lt|Sgt|Sen|Rep|Gov)\.|(?:\w\.)+"
)
"""A word of a name that ends with a full stop."""
_NUMBER = re.compile(r"(?<![^\W_])(?<![^\W\d_]_)\d|^[^\W\d_]\d")
"""A number, a time, a version. Usernames have their digits behind letters: ``Zed42``, ``ode_42``."""
_NUMBERED = re.compile(rf"(?:{'|'.join(sorted(CALLED | SPEAKERS))})[ _-]?[№#]?\d{{1,3}}", re.I)
"""What programs call people whom they do not know: ``SPEAKER_00``, ``Speaker 1``."""
_DIGITS = re.compile(r"(?<![\d_])\d")
_ENDED = re.compile(r"[^\W\d_].*(?:[!?,;]|(?<!\b\w)(?<!\b[JS]r)\.)$")
_LETTERS = re.compile(r"[^\W\d_]+")
_IN_FULL = re.compile(r"\b(\w+)(?= [A-Z][a-z])")


def is_capitalised(text: str) -> bool:
    """Whether all words are such as names have; scripts without capitals have but such."""
    words = text.split()
    return bool(words) and words[-1] not in _PARTICLES and all(map(_is_name_word, words))


def _is_name_word(word: str) -> bool:
    if word.lower() in _PARTICLES:
        return True
    glued = _GLUED.match(word)
    first = next((letter for letter in word[glued.end() if glued else 0 :] if letter.isalpha()), "")
    return bool(first) and not first.islower() and not (word.endswith(".") and not ABBREVIATED.fullmatch(word))


def _is_label(text: str) -> bool:
    return _word(text, 0).strip(".,!?") in LABELS or text.casefold().rstrip(".") in NO_NAMES


def is_label(text: str) -> bool:
    """Whether words before a colon tell what stands behind it, where facts of a meeting are told."""
    return _is_label(text) or text.casefold() in PARTS


def _word(text: str, at: int) -> str:
    return (text.lower().split() or [""])[at]


def _has_number(one: NameEvidence) -> bool:
    if not _NUMBER.search(one.text) or _NUMBERED.fullmatch(one.text):
        return False
    nick = one.dialogue and (one.again or " " not in one.text)
    return not (nick and _LETTERS.search(one.text))


def _has_function_word(one: NameEvidence) -> bool:
    initials = one.settled and len(one.text) < 3 and one.text.isupper()
    called = one.dialogue and " " in one.text and one.text.isupper()  # "THE CHAIR", where all are called so
    called = called or (one.dialogue and one.text == "You")  # as clients call whose they are
    return not initials and not called and not FUNCTION_WORDS.isdisjoint(one.text.lower().split())


_RULES: tuple[tuple[int, str, Callable[[NameEvidence], bool]], ...] = (
    # weight, reason, when
    (500, "known as a name", lambda one: one.known),
    (500, "guarded", lambda one: one.form == "guarded"),
    (20, "a form that marks names", lambda one: one.form == "marked"),
    (6, "bold, as other names that come again", lambda one: one.form == "bold"),
    (3, "in a dialogue", lambda one: one.settled or (one.dialogue and one.form != "label")),
    (3, "speaks again", lambda one: one.settled),
    (2, "in capitals, or in a script without", lambda one: is_capitalised(one.text)),
    (-2, "digits", lambda one: _DIGITS.search(one.text) is not None),
    (-3, "bold as other labels", lambda one: one.form == "label" and " " not in one.text and not one.settled),
    (-3, "ends as labels do", lambda one: _word(one.text, -1) in LABELS),
    (-3, "many words", lambda one: sum(word not in _PARTICLES for word in one.text.split()) > _USUAL),
    (-5, "common words of the text", lambda one: one.common),
    (-12, "a part, told once", lambda one: one.facts and not one.settled and one.text.casefold() in PARTS),
    (-15, "words of a sentence", _has_function_word),
    (-30, "a number", _has_number),
    (-30, "ends a sentence", lambda one: _ENDED.search(one.text) is not None),
    (-50, "no word", lambda one: not one.text.strip() or one.text.replace(" ", "").isdigit()),
    (-50, "a label", lambda one: _is_label(one.text)),
    (-50, "too many words", lambda one: len(one.text.split()) > _MOST),
)


@lru_cache(maxsize=16384)
def judge(evidence: NameEvidence) -> NameVerdict:
    """Weigh whether words are somebody's name."""
    found = [(weight, f"{reason} ({weight:+})") for weight, reason, holds in _RULES if holds(evidence)]
    return NameVerdict(sum(weight for weight, _ in found), tuple(reason for _, reason in found))


def is_name(text: str) -> bool:
    """Whether words alone, where a meeting's facts are told, look like somebody's name."""
    return judge(NameEvidence(text, facts=True)).is_name


def common_words(texts: Iterable[str], nicks: Iterable[str] = ()) -> frozenset[str]:
    """The words that texts write in small letters, but for ``nicks`` and for what stands before a surname, too."""
    all_texts = tuple(texts)
    words = {word for text in all_texts for word in text.split() if "@" not in word and "://" not in word}
    small = {word for word in _LETTERS.findall(" ".join(words)) if word.islower()}
    in_full = {word.lower() for text in all_texts for word in _IN_FULL.findall(text)}
    return frozenset(small.difference(nicks, in_full))


def is_common(text: str, common: Collection[str]) -> bool:
    """Whether all words are common ones; parts by which people are called are none, whatever the text has."""
    words = _LETTERS.findall(text.lower())
    return bool(words) and text.lower() not in CALLED and all(word in common for word in words)
