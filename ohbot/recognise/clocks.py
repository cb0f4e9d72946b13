"""Times as chats and transcripts write them, in all languages: one table of forms, and the plain form of each.

``CLOCK`` is the source of a pattern of times in digits, ``SPOKEN`` of those in words ("0 minutes 3 seconds"),
``DATE`` of days, ``DAY`` of days that are told by their distance ("today at").
"""

import re
from functools import lru_cache

_EARLY_BEFORE, _LATE_BEFORE = "午前|上午|凌晨|清晨|早上|오전|ÖÖ|öö|de\\.", "午後|下午|中午|傍晚|晚上|오후|ÖS|ös|du\\."
_HALVES = (
    # the early half of the day, the late one (regular expressions), where they stand behind the time
    (r"a\.?m\b\.?|a\.\s?m\.", r"p\.?m\b\.?|p\.\s?m\."),
    ("ص", "م"),
    (r"ق\.?\s?ظ\.?", r"ب\.?\s?ظ\.?"),
    ('לפנה[״"]צ', 'אחה[״"]צ'),
    (r"π\.?\s?μ\.?", r"μ\.?\s?μ\.?"),
    ("पूर्वाह्न|পূর্বাহ্ণ|முற்பகல்", "अपराह्न|অপরাহ্ণ|பிற்பகல்"),
    (r"пр\.\s?об\.|дп|д\.п\.", r"сл\.\s?об\.|пп|п\.п\."),
    (r"(?:SA|PD|PG|dop\.|f\.?m\.?|vm\.|ap\.|de\.){end}", r"(?:CH|MD|PTG|odp\.|pop\.|e\.?m\.?|nm\.|ip\.|du\.){end}"),
)
_ENDS = r"(?=\s?[-–)\]]|\s*$)"
"""What stands behind marks that could as well begin somebody's name."""
_EARLY = "|".join(early for early, _ in _HALVES).replace("{end}", _ENDS)
_LATE = "|".join(late for _, late in _HALVES).replace("{end}", _ENDS)
HALF = rf"(?i:{_EARLY}|{_LATE})"
"""The mark of a half of the day, behind the time."""
_UNITS = (
    # words for hours, for minutes, for seconds (regular expressions)
    r"h|hrs?|hours?|Std|Stunden?|heures?|horas?|or[ae]|uur|uren|tim(?:er?|m\w+)|tunti\w*|godz\w*|час\w*|hod\w*|saat"
    r"|óra|jam|giờ|小?[時时][間间]?|시간?",
    r"m|mins?|minut\w*|minuutti\w*|мин\w*|dakika|perc|menit|phút|分[鐘钟]?|분",
    r"s|se[ck]s?|second\w*|se[kc]und\w*|segundo\w*|sekunti\w*|сек\w*|saniye|másodperc|detik|giây|秒|초",
)
_UNIT = rf"(?:{'|'.join(_UNITS)})(?![^\W\d_])\.?"
_AND = r",?\s?(?:(?:and|und|et|y|e|i|en|och|og|ja|и|ve)\s)?"
SPOKEN = rf"\d{{1,3}}\s?{_UNIT}(?:{_AND}\d{{1,2}}\s?{_UNIT}){{0,2}}"
_SPOKEN = re.compile(SPOKEN, re.IGNORECASE)
_PART = re.compile(rf"(?P<number>\d+)\s?(?:(?P<h>{_UNITS[0]})|(?P<min>{_UNITS[1]})|{_UNITS[2]})(?![^\W\d_])", re.I)

_COLONS = r"\d{1,3}:{1,2}\d\d(?::{1,2}\d\d)?(?:[.,]\d{1,9})?"
_OF_DAY = r"\s?(?:Uhr|uur|ч\.|h\b)"
CLOCK = (
    rf"(?:(?:(?:{_EARLY_BEFORE}|{_LATE_BEFORE})\s?)?{_COLONS}(?:\s?{HALF})?+(?:{_OF_DAY})?+"
    r"|\d{1,2}\s?h\s?\d\d(?:\s?(?:m|min)\b(?:\s?\d\d\s?s)?)?|\d{1,2}\s?[時时点點시]\s?\d\d?\s?[分분](?:\s?\d\d?\s?[秒초])?"
    rf"|\d{{1,2}}\.\d\d(?:\.\d\d)?(?:\s?(?:{HALF}|Uhr|uur)|(?=\s-\s|[\])]))|\d{{1,2}}\s(?:Uhr|uur))"
)
"""A time of day, or of a recording, in digits."""

_TODAY = (
    "today|yesterday|heute|gestern|aujourd[’']hui|hier|hoy|ayer|oggi|ieri|hoje|ontem|vandaag|gisteren|i ?dag|i ?går"
    "|tänään|eilen|сегодня|вчера|dzisiaj|wczoraj|dnes|včera|bugün|dün|今日|昨日|今天|昨天|오늘|어제"
)
AT = r"(?:at|um|à|a las?|alle|às|om|kl\.?|klo|o|u|в|ב-?|@|[•·])"
"""What stands between a day and its time."""
DAY = rf"(?:{_TODAY})(?:,?\s{AT})?"
_WORD = r"[^\W\d_]{2,12}"
DATE = (
    r"(?:\d{4}[-/.]\s?\d{1,2}[-/.]\s?\d{1,2}\.?(?!\d)"
    r"|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?(?:\d{4}|\d\d)\.?(?!\d)(?:\s?г\.)?"
    r"|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
    rf"|(?:{_WORD}\.?,?\s)?\d{{1,2}}\.?[\s-](?:de\s)?{_WORD}\.?(?:[\s,-]+(?:del?\s)?(?:\d{{4}}|(?<=-)\d\d))(?:\sг\.)?"
    rf"|(?:{_WORD}\.?,?\s)?{_WORD}\.?\s\d{{1,2}}(?:,?\s\d{{4}}|(?=\s\d\d:\d\d:\d\d\s))|\d{{1,2}}[./]\d{{1,2}}\.?)"
)
"""A day by numbers or with words of any language; words tell a year, too."""

_USUAL = re.compile(r"[0-9]{1,2}::?[0-9]{2}(?:::?[0-9]{2})?(?:[.,][0-9]{1,9})?(?: ?[AaPp]\.?[Mm]\b\.?)?")
_BEFORE = re.compile(rf"({_EARLY_BEFORE})|{_LATE_BEFORE}")
_BEHIND = re.compile(rf"(?<![^\W\d_])(?:({_EARLY})|{_LATE})$", re.I)
_NUMBERS = re.compile(r"\d+")


_AS_WRITTEN = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")
"""The usual times, of which a log has too many to remember each."""


def plain_clock(text: str) -> str:
    """A time as a message shows it: as it is written in digits with AM or PM, any other in 24 hours."""
    return text if _AS_WRITTEN.fullmatch(text) else _plain_clock(text)


@lru_cache(maxsize=8192)
def _plain_clock(text: str) -> str:
    text = " ".join(text.split())
    if _USUAL.fullmatch(text):
        return text
    if _SPOKEN.fullmatch(text) and not re.fullmatch(CLOCK, text):
        return recorded(seconds_of(text))
    hour, minute, *more = [*map(int, _NUMBERS.findall(text)), 0][:3]
    half = _BEFORE.search(text) or _BEHIND.search(text)
    hour = hour % 12 + 12 * (half[1] is None) if half else hour
    return f"{hour:02}:{minute:02}" + (f":{more[0]:02}" if more and len(_NUMBERS.findall(text)) > 2 else "")


def seconds_of(clock: str) -> float:
    """The seconds of a recording that a time tells: in words, as ``M:SS`` or as ``H:MM:SS``."""
    parts = list(_PART.finditer(clock)) if ":" not in clock else []
    if parts:
        units = (3600 if part["h"] else 60 if part["min"] else 1 for part in parts)
        return sum(int(part["number"]) * unit for part, unit in zip(parts, units, strict=True))
    numbers = re.findall(r"\d+(?:\.\d+)?", clock.replace(",", "."))
    return sum(float(number) * 60.0**place for place, number in enumerate(reversed(numbers)))


def recorded(seconds: float) -> str:
    """Seconds as HH:MM:SS, as the times of a recording are shown."""
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
