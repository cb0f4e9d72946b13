"""What a heading says of the lists and paragraphs below it."""

import re

_QUESTIONS = re.compile(
    r"question|\bq ?(?:&|&amp;|and|/|\+) ?a\b|\banswers?\b|\bfaq\b|\bask\b.*\banything\b", re.IGNORECASE
)
_NO_QUESTIONS = re.compile(
    r"agenda|schedul|\bprogram(?:me)?\b|timetable|sign[- ]?(?:up|in)|participa|attend|\bpresent\b|speakers?\b"
    r"|guests?\b|see also|\blinks?\b|references?\b|reading|^(?:how|where|when|who)\b|to[- ]?do\b|action items"
    r"|next steps|related|contact|resources|definitions?|glossary|terms",
    re.IGNORECASE,
)


def is_about(heading: str) -> bool | None:
    """Whether a heading says that exchanges stand below it, or that none do; None where it says neither."""
    if _QUESTIONS.search(heading):
        return True
    return False if _NO_QUESTIONS.search(heading) else None
