"""What people call time zones, and the words for months and weekdays: tables, a row for each language or zone."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

_EAST = """0 UTC GMT UT Z WET, 1 CET MEZ WEST, 2 CEST MESZ EET, 3 EEST MSK, 9 JST KST, 10 AEST, 11 AEDT, 12 NZST,
    13 NZDT, -4 EDT, -5 EST CDT, -6 MDT, -7 MST PDT, -8 PST"""
OFFSETS = {name: int(hours) for hours, *names in map(str.split, _EAST.split(",")) for name in names}
"""Hours east of UTC, for the abbreviations that mean one zone only (CST, IST and BST mean several)."""

REGIONS = {"PT": "America/Los_Angeles", "MT": "America/Denver", "CT": "America/Chicago", "ET": "America/New_York"}
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+\u2212-])\s?(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)


def time_zone(name: str) -> tzinfo | None:
    """The zone that people call ``name`` ("UTC", "CEST", "+02:00", "UTC+2", "Europe/Berlin"), or None."""
    if offset := _OFFSET.fullmatch(name):
        sign, hours, minutes = offset.groups()
        east = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(east if sign == "+" else -east) if east < timedelta(hours=24) else None
    if name.upper() in OFFSETS:
        hours = OFFSETS[name.upper()]
        return timezone(timedelta(hours=hours)) if hours else UTC
    try:
        return ZoneInfo(REGIONS.get(name, name)) if name in REGIONS or "/" in name else None
    except (KeyError, ValueError, OSError):
        return None


_WORDS = {
    # language: its words for the months (rows of twelve) and the weekdays (rows of seven), the usual ones first
    "en": """January February March April May June July August September October November December
        Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec | Jan Feb March April May June July Aug Sept Oct Nov Dec
        Monday Tuesday Wednesday Thursday Friday Saturday Sunday | Mon Tue Wed Thu Fri Sat Sun
        Mon Tues Weds Thurs Fri Sat Sun""",
    "de": """Januar Februar März April Mai Juni Juli August September Oktober November Dezember
        Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez | Jan Feb Mrz Apr Mai Juni Juli Aug Sept Okt Nov Dez
        Jänner Feber März April Mai Juni Juli August September Oktober November Dezember
        Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag | Mo Di Mi Do Fr Sa So""",
    "fr": """janvier février mars avril mai juin juillet août septembre octobre novembre décembre
        janv févr mars avr mai juin juil août sept oct nov déc
        lundi mardi mercredi jeudi vendredi samedi dimanche | lun mar mer jeu ven sam dim""",
    "es": """enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
        ene feb mar abr may jun jul ago sep oct nov dic
        lunes martes miércoles jueves viernes sábado domingo | lun mar mié jue vie sáb dom""",
    "it": """gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
        gen feb mar apr mag giu lug ago set ott nov dic
        lunedì martedì mercoledì giovedì venerdì sabato domenica | lun mar mer gio ven sab dom""",
    "pt": """janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
        jan fev mar abr mai jun jul ago set out nov dez
        segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo
        seg ter qua qui sex sáb dom""",
    "nl": """januari februari maart april mei juni juli augustus september oktober november december
        jan feb mrt apr mei jun jul aug sep okt nov dec
        maandag dinsdag woensdag donderdag vrijdag zaterdag zondag | ma di wo do vr za zo""",
    "pl": """stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
        sty lut mar kwi maj cze lip sie wrz paź lis gru
        styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
        poniedziałek wtorek środa czwartek piątek sobota niedziela | pon wto śro czw pią sob nie""",
    "ru": """января февраля марта апреля мая июня июля августа сентября октября ноября декабря
        янв фев мар апр мая июн июл авг сен окт ноя дек
        январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
        понедельник вторник среда четверг пятница суббота воскресенье | пн вт ср чт пт сб вс""",
    "sv": """januari februari mars april maj juni juli augusti september oktober november december
        måndag tisdag onsdag torsdag fredag lördag söndag""",
    "da": """januar februar marts april maj juni juli august september oktober november december
        mandag tirsdag onsdag torsdag fredag lørdag søndag""",
    "nb": """januar februar mars april mai juni juli august september oktober november desember
        mandag tirsdag onsdag torsdag fredag lørdag søndag""",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta"
    """ syyskuuta lokakuuta marraskuuta joulukuuta
        maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai""",
    "cs": """ledna února března dubna května června července srpna září října listopadu prosince
        pondělí úterý středa čtvrtek pátek sobota neděle""",
    "uk": """січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
        понеділок вівторок середа четвер п’ятниця субота неділя""",
    "tr": """Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık
        Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar""",
    "ro": """ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
        luni marți miercuri joi vineri sâmbătă duminică""",
    "hu": """január február március április május június július augusztus szeptember október november december
        hétfő kedd szerda csütörtök péntek szombat vasárnap""",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου "
    "Νοεμβρίου Δεκεμβρίου | Δευτέρα Τρίτη Τετάρτη Πέμπτη Παρασκευή Σάββατο Κυριακή",
    "id": """Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember
        Senin Selasa Rabu Kamis Jumat Sabtu Minggu""",
    "sw": """Januari Februari Machi Aprili Mei Juni Julai Agosti Septemba Oktoba Novemba Desemba
        Jumatatu Jumanne Jumatano Alhamisi Ijumaa Jumamosi Jumapili""",
    "ar": """يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
        جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر
        الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد | الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد""",
    "he": """ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
        בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר
        שני שלישי רביעי חמישי שישי שבת ראשון""",
    "ja": "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 | 月 火 水 木 金 土 日",
    "zh": """星期一 星期二 星期三 星期四 星期五 星期六 星期日
        周一 周二 周三 周四 周五 周六 周日 | 一 二 三 四 五 六 日""",
    "ko": "월요일 화요일 수요일 목요일 금요일 토요일 일요일 | 월 화 수 목 금 토 일",
}


class Word(NamedTuple):
    """A word for a month or a weekday: which of them, counted from 0, in which language, and the row of the table."""

    number: int
    language: str
    row: tuple[str, ...]


def _rows(length: int) -> list[tuple[str, tuple[str, ...]]]:
    """The rows so long, with their languages."""
    rows = ((language, tuple(row.split())) for language, words in _WORDS.items() for row in re.split(r"\||\n", words))
    return [(language, row) for language, row in rows if len(row) == length]


def _words(length: int) -> dict[str, list[Word]]:
    """The words of rows so long; where case tells languages apart, that in which it is written so comes first."""
    found: dict[str, list[Word]] = {}
    for spelling in (str, str.casefold):
        for language, row in _rows(length):
            for number, word in enumerate(row):
                found.setdefault(spelling(word), []).append(Word(number, language, row))
    return found


_MONTHS, _WEEKDAYS = _words(12), _words(7)


def months(text: str) -> list[Word]:
    """The months that a word means, the likeliest language first."""
    return _MONTHS.get(text) or _MONTHS.get(text.casefold(), [])


def weekdays(text: str) -> list[Word]:
    """The weekdays that a word means, the likeliest language first; Monday is 0."""
    return _WEEKDAYS.get(text) or _WEEKDAYS.get(text.casefold(), [])


LANGUAGES = tuple(_WORDS)
"""The codes of the languages whose words are known."""


def weekday_names(language: str) -> tuple[str, ...]:
    """The words of a language for the weekdays, Monday first, as they stand alone."""
    return next(row for known, row in _rows(7) if known == language)


def another(words: list[Word], number: int, like: str, language: str) -> str:
    """Another month or weekday in the language, where one of ``words`` is of it, in capitals as ``like`` is."""
    word = next((word for word in words if word.language == language), words[0]).row[number]
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word.lower()
