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
    return _is_known("+" + digits[2:]) if kind == "zeros" else _is_somewhere(digits)


@lru_cache(maxsize=4096)
def _is_somewhere(digits: str) -> bool:
    """Whether these digits are a number in some country."""
    return any(_is_known(digits, region) for region in (*FIXED, *OPEN))


def _is_known(digits: str, region: str | None = None) -> bool:
    """Whether digits are a number of a country by their length, or, where many lengths are possible, a known one."""
    import phonenumbers  # takes long to load, and most transcripts hold nothing like a number

    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return False
    if region in OPEN:
        return phonenumbers.is_valid_number_for_region(number, region)
    return phonenumbers.is_possible_number(number)


def callers(speakers: Iterable[str]) -> dict[str, str]:
    """Names for those who take part under a telephone number, numbered as they come."""
    caller = re.compile(rf"\+?\d(?:[\d*]|{_GAP}){{5,24}}\d")
    numbers = dict.fromkeys(filter(caller.fullmatch, speakers))
    return {number: f"Caller {place}" for place, number in enumerate(numbers, 1)}
