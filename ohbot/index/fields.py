"""What the columns of an index tell: fields, the words by which headings name them, and their microformat."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Literal, TypeAlias

from ohbot.recognise.zones import time_zone
from ohbot.wikitext.plain import plain
from ohbot.wikitext.tables import Cell, Table, TableRow

Field: TypeAlias = Literal[
    "day", "date", "time", "start", "title", "who", "venue", "topics", "notes", "recording", "translations", "open"
]
MOMENTS: frozenset[Field] = frozenset(("day", "date", "time", "start"))

_WORDS: dict[Field, str] = {
    # field: the words of headings, in small letters; the first is what a new table has
    "day": """day, weekday, day of the week, tag, wochentag, jour, día, dia, giorno, dag, dzień, dzień tygodnia, день,
        день недели, päivä, den, gün, zi, 曜日, 星期, 요일""",
    "date": """date, dates, session date, meeting date, datum, fecha, data, dato, päivämäärä, päiväys, дата, tarih,
        dată, 日付, 日期, 날짜""",
    "time": """time, times, hour, hours, start time, uhrzeit, zeit, heure, horaire, hora, horario, horário, ora,
        orario, tijd, godzina, время, час, tid, tidspunkt, aika, čas, saat, ora, 時刻, 時間, 时间, 시간""",
    "start": """date and time, date & time, date/time, time and date, when, datetime, start, datum und uhrzeit,
        datum und zeit, wann, date et heure, quand, fecha y hora, cuándo, data e ora, data e hora, quando, wanneer,
        kiedy, когда, дата и время, när, hvornår, når, milloin, kdy, коли, ne zaman, 日時, 何时, 日期和时间, 일시""",
    "title": """session, title, event, meeting, name, office hour, office hours, sitzung, titel, titre, séance,
        réunion, sesión, título, reunión, sessione, titolo, sessão, sessie, sesja, tytuł, сессия, название, встреча,
        møde, møte, otsikko, název, назва, oturum, başlık, タイトル, 标题, 제목""",
    "who": """who, with, who with, guest, guests, host, hosts, speaker, speakers, people, participants, presenter,
        presenters, wer, mit, gast, gäste, qui, avec, invité, invités, quién, con, invitado, invitados, chi, ospite,
        ospiti, quem, com, convidado, convidados, wie, met, gasten, kto, gość, goście, кто, гость, гости, vem, hvem,
        kuka, kdo, хто, kim, konuk, cine, 参加者, 嘉宾, 참석자""",
    "venue": """location, venue, where, place, channel, platform, ort, wo, kanal, lieu, où, lugar, dónde, canal,
        luogo, dove, canale, local, onde, plaats, waar, kanaal, miejsce, gdzie, kanał, место, где, канал, plats, var,
        sted, hvor, paikka, missä, místo, kde, місце, де, yer, nerede, loc, unde, 場所, 地点, 장소""",
    "topics": """topics, topic, theme, themes, subject, subjects, agenda, thema, themen, sujet, sujets, thème,
        thèmes, tema, temas, asunto, argomento, argomenti, temi, assunto, onderwerp, onderwerpen, temat, tematy, тема,
        темы, ämne, ämnen, emne, emner, aihe, aiheet, téma, témata, теми, konu, konular, subiect, 話題, 议题,
        主题, 주제""",
    "notes": """notes, log, logs, transcript, transcripts, minutes, summary, page, link to notes, protokoll, notizen,
        mitschrift, notes de séance, compte rendu, journal, acta, notas, registro, verbale, note, ata, verslag,
        notulen, notatki, zapis, протокол, записи, журнал, anteckningar, logg, referat, muistiinpanot, zápis, notlar,
        議事録, ログ, 会议记录, 기록""",
    "recording": """recording, recordings, video, videos, stream, watch, aufzeichnung, aufnahme, enregistrement,
        vidéo, grabación, vídeo, registrazione, gravação, opname, nagranie, wideo, запись, видео, inspelning,
        optagelse, opptak, tallenne, záznam, запис, відео, kayıt, înregistrare, 録画, 动画, 录像, 녹화""",
    "translations": """translations, translation, languages, übersetzungen, sprachen, traductions, langues,
        traducciones, idiomas, traduzioni, lingue, traduções, vertalingen, talen, tłumaczenia, języki, переводы,
        языки, översättningar, språk, oversættelser, sprog, käännökset, překlady, переклади, çeviriler, 翻訳,
        翻译, 번역""",
    "open": """open questions, unanswered, unanswered questions, open, offene fragen, offen, questions ouvertes,
        preguntas abiertas, sin respuesta, domande aperte, perguntas abertas, open vragen, otwarte pytania,
        открытые вопросы, öppna frågor, åbne spørgsmål, åpne spørsmål, avoimet kysymykset, 未回答,
        未回答的问题, 미답변""",
}
FIELDS: tuple[Field, ...] = tuple(_WORDS)
_FIELD_OF: Mapping[str, Field] = {
    " ".join(word.split()): field for field, words in _WORDS.items() for word in words.split(",")
}
_CLASS: Mapping[Field, str] = {"who": "attendee", "venue": "location", "topics": "description", "title": "summary"}
"""The class of hCalendar by which a cell tells its field."""
_SUMMARIES: tuple[Field, ...] = ("title", "topics", "who", "notes")
"""The fields of which the first in a table sums an event up."""
_IN_BRACKETS = re.compile(r"[(\[（]([^()\[\]（）]*)[)\]）]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place, what its heading says, the field that it holds (None: people's own), and its zone."""

    index: int
    heading: str
    field: Field | None
    zone: tzinfo | None = None

    @property
    def key(self) -> str:
        """What the same column of another table has in common with this one."""
        return self.field or f"={self.heading.casefold()}"


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns of a table, and the row of their headings."""

    columns: tuple[Column, ...]
    head: int

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that the table tells."""
        return tuple(column.field for column in self.columns if column.field)

    @property
    def summary(self) -> Field | None:
        """The field that sums an event up, and tells that a session is cancelled."""
        return next((field for field in _SUMMARIES if field in self.fields), None)

    def column(self, field: Field) -> Column | None:
        """The column of a field."""
        return next((column for column in self.columns if column.field == field), None)

    def attributes(self, field: Field) -> str:
        """The attributes of a field's new cells, empty where it has none."""
        if field in ("date", "start"):
            return 'style="white-space:nowrap"'
        names = [*(["summary"] if field == self.summary else []), _CLASS.get(field, "")]
        classes = " ".join(dict.fromkeys(filter(None, names)))
        return f'class="{classes}"' if classes else ""


def heading_of(field: Field) -> str:
    """The word that a new table has above a field."""
    word = _WORDS[field].split(",")[0]
    return word[:1].upper() + word[1:]


def layout_of(table: Table, own: Mapping[str, Field]) -> TableColumns | None:
    """The columns of a table of sessions; None where it has no headings, or tells no date and nothing else.

    ``own`` are the headings of the configuration, in small letters. A heading that nobody knows is known by the
    microformat of the cells below it.
    """
    for head, row in enumerate(table.rows[:2]):
        if row.is_joined or len(row.cells) < 2:
            continue
        columns = tuple(_columns(row, table.rows[head + 1 :], own))
        layout = TableColumns(columns, head)
        if ("date" in layout.fields or "start" in layout.fields) and len(layout.fields) > 1:
            return layout
    return None


def _columns(head: TableRow, rows: Sequence[TableRow], own: Mapping[str, Field]) -> Iterable[Column]:
    taken: set[Field] = set()
    for cell in head.cells:
        heading = " ".join(plain(cell.text).split())
        field = _named(heading, own) or _marked([row.at(cell.column) for row in rows])
        field = None if field in taken else field
        taken |= {field} if field else set()
        yield Column(cell.column, heading, field, _zone(heading))


def _named(heading: str, own: Mapping[str, Field]) -> Field | None:
    """The field that a heading names: of the configuration, or in any language; of two words both have to."""
    words = " ".join(_IN_BRACKETS.sub("", heading).casefold().strip(" :.").split())
    if found := own.get(heading.casefold()) or own.get(words) or _FIELD_OF.get(words):
        return found
    parts = {_FIELD_OF.get(part.strip()) for part in re.split(r"[/&,+]", words)}
    return next(iter(parts)) if len(parts) == 1 else None


def _marked(cells: Iterable[Cell | None]) -> Field | None:
    """The field that most cells of a column say they are of."""
    written = [cell.attributes for cell in cells if cell]
    for field, name in _CLASS.items():
        if written and sum(bool(re.search(rf"\b{name}\b", attributes)) for attributes in written) * 2 > len(written):
            return field
    return None


def _zone(heading: str) -> tzinfo | None:
    """The zone that a heading tells of the times below it: "Time (UTC)"."""
    for words in [*_IN_BRACKETS.findall(heading), *heading.split()[1:]]:
        name = words.strip(" ,")
        if name and name.upper() == name and (zone := time_zone(name)):
            return UTC if zone.utcoffset(None) == UTC.utcoffset(None) else zone
    return None
