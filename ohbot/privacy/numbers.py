"""Finds telephone numbers in texts: the only door to phonenumbers, which is loaded once something looks like one."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ohbot.privacy.words import TELEPHONE

_GAP = "[ \u00a0\u2000-\u200a\u202f\u2060\u2010-\u2015\u2212()./-]"
_BEFORE, _BEHIND = r"(?<![\w/=#.,:+-])", r"(?![\w-]|:\d|[.,]\d)"
_LIKE = re.compile(
    rf"(?<![\w/=#.-])(?P<plus>\+[1-9](?>(?:{_GAP}{{0,3}}\d){{7,17}}))(?![\w-])"
    rf"|{_BEFORE}(?P<zeros>00[1-9](?>(?:{_GAP}{{0,3}}\d){{7,17}}))(?![\w-])"
    rf"|(?<![\w/=#.-])(?P<american>(?:1{_GAP})?(?:\(\d{{3}}\){_GAP}?|\d{{3}}{_GAP})\d{{3}}{_GAP}\d{{4}})(?![\w-])"
    rf"|{_BEFORE}(?P<national>\(?0[1-9](?>\d{{7,10}}|\d{{0,4}}\)?(?:{_GAP}{{1,3}}\d{{1,8}}){{1,6}})){_BEHIND}"
    rf"|{_BEFORE}(?P<russian>8{_GAP}{{0,2}}\d{{3,5}}{_GAP}{{1,2}}\d{{1,3}}{_GAP}\d\d{_GAP}\d\d){_BEHIND}"
    rf"|{_BEFORE}(?P<boxed>\((?!(?:19|20)\d\d\))\d{{2,5}}\){_GAP}?\d{{3,5}}{_GAP}\d{{3,5}}){_BEHIND}"
)
"""What may be a number without a word before it: each form that is hardly anything else."""
_LABELLED = re.compile(
    rf"(?<!\w)(?:{TELEPHONE})(?!\w)\W{{0,3}}?(?:[^\W\d]{{1,6}}\W{{1,2}}?)?(?P<labelled>\(?\+?\d(?>(?:{_GAP}{{0,3}}\d){{6,13}}))"
    rf"{_BEHIND}",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"(?<!\d)(?:\d{{1,2}}{_GAP}\d{{1,2}}{_GAP}(?:19|20)\d\d|(?:19|20)\d\d{_GAP}\d{{1,2}}{_GAP}\d{{1,2}})(?!\d)"
)
_BOOK = re.compile(r"(?:\bISBN\S{0,3}\s*|\b97[89][ -])$", re.IGNORECASE)
_GROUP = re.compile(r"\d+\D*")
_MANY_DIGITS = re.compile(rf"\d(?:{_GAP}{{0,4}}\d){{6}}")
"""What a text has in which a number is."""
MAY_BE_NUMBER = rf"(?<=\d)(?:{_GAP}{{0,3}}\d){{6}}"
"""What every number has behind its first digit."""

FIXED = "AU BE BR CH CL CZ DK ES FI FR GB GR HU IE IL IN IT JP KR MX NL NO NZ PL PT RO RU SE TR UA US ZA".split()
"""Countries whose numbers have so few lengths that a length alone tells."""
OPEN = "AT AR BG CN DE HR ID LU MY NG PH SK TH VN".split()
"""Countries whose numbers must be known ones."""


def telephone_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where telephone numbers stand in a text; dates, times, sums, versions and numbers of books are none."""
    at = 0 if _MANY_DIGITS.search(text) else len(text)
    while found := _next(text, at):
        kind = found.lastgroup or ""
        if _is_number(kind, found[kind], text[: found.start(kind)]):
            yield found.span(kind)
            at = found.end()
        else:
            first = _GROUP.search(text, found.start(kind))
            at = first.end() if first else found.end()


def _next(text: str, at: int) -> re.Match[str] | None:
    """The next that may be a number: the one that begins first."""
    both = [found for pattern in (_LABELLED, _LIKE) if (found := pattern.search(text, at))]
    return min(both, key=lambda found: found.start(found.lastgroup or 0), default=None)


def _is_number(kind: str, written: str, before: str) -> bool:
    digits = re.sub(r"\D", "", written)
    if _DATE.search(written) or len(digits) > 17:
        return False
    if kind in ("plus", "american", "labelled"):
        return True
    groups = re.findall(r"\d+", written)
    if _BOOK.search(before) or len(digits) < 9 or len(groups[-1]) == 1 or sum(len(one) == 1 for one in groups) > 1:
        return False
    if kind == "zeros":
        return _is_possible("+" + digits[2:], None)
    return _is_somewhere(digits)


@lru_cache(maxsize=4096)
def _is_somewhere(digits: str) -> bool:
    """Whether these digits are a number in some country."""
    return any(_is_possible(digits, region) for region in FIXED) or any(_is_valid(digits, region) for region in OPEN)


def _is_possible(digits: str, region: str | None) -> bool:
    import phonenumbers  # takes long to load, and most transcripts hold nothing like a number

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(digits, region))
    except phonenumbers.NumberParseException:
        return False


def _is_valid(digits: str, region: str) -> bool:
    import phonenumbers  # see above

    try:
        return phonenumbers.is_valid_number_for_region(phonenumbers.parse(digits, region), region)
    except phonenumbers.NumberParseException:
        return False


_CALLER = re.compile(rf"\+?\d(?:[\d*]|{_GAP}){{5,24}}\d")


def callers(speakers: Iterable[str]) -> dict[str, str]:
    """Names for those who take part under a telephone number, numbered as they come."""
    numbers = dict.fromkeys(name for name in speakers if _CALLER.fullmatch(name))
    return {number: f"Caller {place}" for place, number in enumerate(numbers, 1)}
