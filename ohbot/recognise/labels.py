"""Words that people write before a colon and that name nobody, in small letters."""


def _names(listed: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in listed.split(",") if name.strip())


LABELS = frozenset(
    """achtung action actions addition agenda agreed also and anmerkung answer answers aside background because
    beispiel but category caution chapter clarification comment comments conclusion conclusions cons contact
    contacts context correction corrections date day deadline decided decision decisions disclaimer duration
    e-mail edit edited ejemplo email esempio example examples exemple few figure file finally first firstly
    follow-up followup format ftp fyi goal goals hello help hi hint hinweis how however http https idea ideas if
    image important indeed info irc issue issues language lastly later link links location log mailto many maybe
    mediawiki meeting minutes most nachtrag nb next no nota notas note notes now observação ojo ok okay
    opmerking option options or others overview p.s part perhaps phase phone place please problem problems pros
    ps question questions quote re reason reasons recording recordings reference references registration
    remarque remember reminder reply resolution response result results second secondly section see several
    slides so solution solutions some sometimes sorry source sources special spoiler status step steps still
    subject sujet summary sure table talk tel telephone tema template thank thanks thema then therefore third
    thirdly time tip tl;dr tldr today todo tomorrow topic topics transcript translation update updated updates
    url user uwaga venue video warning website well what when where which who why wikipedia yes yesterday важно
    пример примечание тема הערה נושא ملاحظة 主题 備考 备注 注 注意 补充 議題""".split()
)
"""What tells the kind of a text; also as the first of several words ("Note to all")."""

ALONE = frozenset(
    _names("""a, action item, action items, ai, cc, e.g, editor's note, follow up, follow-up question, for example,
        from, good question, great question, i.e, in short, it, last, long, long answer, moderator notes, my answer,
        my question, my view, n.b, next step, next steps, one, our goal, q, q&a, quick answer, see also, short, short
        answer, thank you, that, the answer, the short answer, this, three, title, to, to do, two, action point,
        action points, agenda item, also present, apologies, absences, attending, champion, champions, chat,
        consensus, discussion, discussions, draft, in attendance, invited, key points, link to recording, new
        business, next meeting, old business, other business, outcome, outcomes, output, password, poll, previous
        meeting, proposal, proposals, proposed, proposed resolution, rationale, resolved, rsvp, scribeoptions, spec,
        stage, straw poll, subtopic, takeaways, wg, zoom""")
)
"""The same, for words that begin something else when more words follow ("Long Nguyen")."""

MINUTES = frozenset(
    _names("""agreements, decision, decisions, minutes by, notes by, notes taken by, outcomes, resolutions, notował,
    notowała, protokolliert von, verbalizza, zapsal, zapsala, beschluss, beschlüsse, ergebnis, ergebnisse, aufgabe,
    aufgaben, abwesend, entschuldigt,
    protokoll, protokollführung, leitung, fazit, tagesordnung, zuständig, verantwortlich, nächste schritte,
    nächstes treffen, décision, décisions, absent, absents, excusé, excusés, secrétaire, ordre du jour,
    relevé de décisions, tâche, tâches, actions à mener, prochaines étapes, prochaine réunion, suite à donner,
    decisión, decisiones, acuerdo, acuerdos, ausentes, disculpados, orden del día, tarea, tareas,
    próximos pasos, próxima reunión, decisão, decisões, encaminhamentos, pauta, próximos passos,
    próxima reunião, justificados, decisione, decisioni, assenti, giustificati, ordine del giorno, verbale,
    prossimi passi, prossima riunione, besluit, besluiten, afwezig, afwezigen, notulen, notulist, conclusie,
    actie, acties, actiepunten, volgende vergadering, beslut, beslutning, frånvarande, fraværende, dagordning,
    dagsorden, nästa möte, päätös, päätökset, poissa, nieobecni, nieobecny, ustalenia, decyzja, decyzje,
    uchwała, wnioski, protokół, zadania, następne kroki, następne spotkanie, rozhodnutí, nepřítomni, úkoly,
    závěr, döntés, döntések, hiányzik, feladatok, karar, kararlar, gündem, sonuç, görevler, sonraki adımlar,
    katılamayanlar, decizie, decizii, absenți, решение, решения, решили, отсутствуют, отсутствовали, повестка,
    повестка дня, итог, итоги, вывод, выводы, задача, задачи, следующие шаги, следующая встреча, рішення,
    вирішили, відсутні, порядок денний, підсумок, завдання, наступні кроки, наступна зустріч, απόφαση,
    αποφάσεις, απόντες, συμπέρασμα, ημερήσια διάταξη, 決定, 決定事項, 欠席, 欠席者, 議事録, 結論, 次回, 宿題,
    決議, 决定, 决议, 缺席, 缺席者, 记录人, 記錄, 结论, 待办, 行动项, 下次会议, 결정, 결정사항, 결정 사항,
    불참, 불참자, 안건, 결론, 다음 회의, 할 일, 참고, القرار, القرارات, قرار, الغائبون, جدول الأعمال, ملاحظات,
    الخطوات التالية, الاجتماع القادم, החלטה, החלטות, נעדרים, סדר יום, סיכום, הערות, keputusan, tidak hadir,
    catatan, kesimpulan, tindak lanjut, notulis, rapat berikutnya, uamuzi, maamuzi, wasiohudhuria,
    hatua zinazofuata, kumbuka, निर्णय, अनुपस्थित, टिप्पणी, नोट""")
)
"""Other such words of minutes, in many languages: what was decided, who does it, who was away, what comes next."""

PARTS = frozenset(
    _names("""absent, attendees, chair, chairs, facilitator, facilitators, guest, guests, host, hosts, minute taker,
        moderators, note taker, note takers, note-taker, note-takers, notetaker, notetakers, organizer, organizers,
        participant, participants, present, presenter, presenters, regrets, scribe, scribenick, scribes, speaker,
        speakers""")
)
"""Parts in a meeting: labels where a transcript tells its facts, and elsewhere what somebody may be called."""

CALLED = frozenset(
    """audience chair facilitator guest guests host hosts interviewer journalist moderator narrator organizer
    participant presenter reporter scribe speaker""".split()
)
"""Parts by which somebody is called who speaks, also where the text has the word in small letters."""

SPEAKERS = frozenset(
    """caller person voice sprecher sprecherin spreker deelnemer locuteur locutrice intervenant hablante orador
    interlocutor interlocutore falante parlante oratore talare taler puhuja mówca mluvčí beszélő konuşmacı vorbitor
    спикер говорящий диктор участник учасник мовець ομιλητής 話者 スピーカー 发言人 说话人
    發言者 講者 화자 참석자 발언자 المتحدث דובר pembicara mzungumzaji वक्ता ผู้พูด""".split()
)
"""Words with a number behind them, by which programs call people whom they do not know."""

FUNCTION_WORDS = frozenset(
    """a an the this that these those his her its our their my your we they he she it i you is are was were be been do
    does did has have had would can could should must not no any some all every each many more most
    other another next where when what how which who whose if of in on at by for with from as into than then there
    here two three four several just only also but or before after today during since until without""".split()
)
"""What sentences are made of, and names are not."""

FIELDS = {
    # fact: its labels in lines of text, and more names of parameters that hold it; in small letters, with blanks
    "title": (
        """title, meeting, meeting title, titel, titre, título, titolo, tytuł, название, тема встречи, 標題, 标题,
        タイトル""",
        "name, session, event, session title",
    ),
    "date": (
        """date, day, datum, tag, fecha, data, dato, дата, dátum, päivämäärä, kuupäev, ημερομηνία, 日付, 日期, 날짜,
        التاريخ, תאריך, tarih, tanggal, tarehe, ngày, दिनांक, तारीख""",
        "session date, meeting date, start date, startdate, event date",
    ),
    "time": (
        """time, zeit, uhrzeit, beginn, heure, début, hora, horário, horario, inicio, início, ora, inizio, tijd, tid,
        godzina, początek, время, начало, час, початок, başlangıç, mulai, 時間, 时间, 時刻, 開始, 开始, 시간, 시작,
        الوقت, שעה, saat, wakati""",
        "hour, hours, times",
    ),
    "start": (
        """when, date and time, wann, date et heure, fecha y hora, cuándo, quando, data e hora, kiedy, дата и время,
        日時, 일시""",
        "start, begin, begins, starts, start time, starttime, from, datetime, date time",
    ),
    "end": (
        "end, ends, ende, fin, fim, fine, einde, koniec, конец, 終了, 结束, 結束, 종료",
        "until, end time, endtime, to",
    ),
    "end date": ("", "end date, enddate"),
    "status": ("status, état, estado, stato, статус, 状态, 狀態, 상태", "state"),
    "venues": (
        """where, venue, venues, location, channel, ort, wo, kanal, lieu, où, canal, lugar, dónde, local, onde, luogo,
        dove, plaats, waar, plats, sted, miejsce, gdzie, место, канал, місце, 場所, 会場, 地点, 地點, 장소, المكان,
        מקום, yer""",
        "locations, channels, platform, place, medium",
    ),
    "recordings": (
        """recording, recordings, video, aufzeichnung, enregistrement, grabación, gravação, opname, запись, 録画,
        录像""",
        "videos, stream, youtube, watch, recording url",
    ),
    "people": (
        """speaker, speakers, guest, guests, host, hosts, hosted by, with, gastgeber, gäste, moderation, animation,
        animateur, anfitriones, ponentes, invitados, anfitriões, convidados, ospiti, relatori, gasten, sprekers,
        prowadzący, prowadząca, prowadzi, ведущие, ведущий, гости, 司会, 登壇者, 主持人, 嘉宾, modera,
        conduce, gastheer, ordstyrer, moderuje, yöneten""",
        "people, who, presenters",
    ),
    "default_speaker": ("answers by, answered by, default speaker", "answerer"),
}
"""What lines of text, and header templates, call each fact of a meeting, or a part of one, in many languages."""

SUBJECTS = _names("subject, betreff, objet, asunto, assunto, oggetto, onderwerp, 件名")
"""What mail calls the title of its messages."""
FACTS = {
    label: "when" if fact in ("date", "time", "start") else fact
    for fact, (labels, _) in FIELDS.items()
    if fact in ("title", "date", "time", "start", "venues", "recordings", "people")
    for label in _names(labels)
} | dict.fromkeys(SUBJECTS, "title")
"""Labels by which transcripts tell facts: "title", "when", "venues", "recordings" or "people"."""

ATTENDANCE = _names("""participant, participants, attendee, attendees, attendance, present, panelist, panelists,
    panellist, panellists, invited, teilnehmer, teilnehmerinnen, teilnehmer:innen, teilnehmer*innen, teilnehmende,
    teilnehmerliste, anwesend, anwesende, présent, présents, présence, présences, asistentes, participantes,
    presentes, partecipanti, presenti, deelnemers, aanwezig, aanwezigen, deltagare, närvarande, deltagere, til stede,
    osallistujat, läsnä, uczestnicy, obecni, účastníci, přítomni, résztvevők, jelenlévők, katılımcılar, participanți,
    участники, присутствующие, присутствовали, учасники, присутні, участници, συμμετέχοντες, 参加者, 出席者, 參加者,
    與會者, 与会者, 参会人, 参会人员, 참석자, 참가자, المشاركون, الحضور, משתתפים, נוכחים, peserta, hadir,
    waliohudhuria, उपस्थित, प्रतिभागी, asisten, asistieron, prezenți, prezenti, 出席, 参加,
    與會, 与会, 참석, присутствуют, obecne, katılanlar, asistencia, presenças, paikalla""")
"""What lists of who was there are called."""

LINE_FIELDS = {label.casefold(): fact for fact, (labels, _) in FIELDS.items() for label in _names(labels)} | {
    label.casefold(): "people" for label in ATTENDANCE
}
"""The fact that a label of a line tells, whatever its case."""
PARAMETER_FIELDS = LINE_FIELDS | {name: fact for fact, (_, names) in FIELDS.items() for name in _names(names)}
"""The fact that a template's parameter of a name holds."""

TRANSCRIPTS = tuple(
    """transcript transkript transcription transcripción transcrição trascrizione transcriptie transkription
    transkrypcja транскрипция расшифровка стенограмма 文字起こし 转录 轉錄 스크립트 녹취록""".split()
)
"""What a recorder's transcript is called."""

NO_NAMES = (LABELS | ALONE | MINUTES | PARTS | LINE_FIELDS.keys()) - CALLED
"""What nobody is called, whatever a text is."""
