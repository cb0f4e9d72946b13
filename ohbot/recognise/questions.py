"""Who asks and who answers by the look of a text alone: one knowledge, for transcripts and pages alike."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from ohbot.model import is_follow_up
from ohbot.recognise.labels import MINUTES

QUESTION_WORDS = (
    "Question|Frage|Pregunta|Pergunta|Domanda|Demande|Vraag|Fråga|Spørgsmål|Spørsmål|Pytanie|Otázka"
    "|Kysymys|Kérdés|Soru|Întrebare|Pertanyaan|Tanya|Soalan|Swali|Tanong|Pitanje|Vprašanje|Küsimus"
    "|Jautājums|Klausimas|Câu hỏi|Hỏi|Вопрос|Питання|Запитання|Въпрос|Ερώτηση|質問|問題|问题|提問|提问|問"
    "|问|질문|سؤال|سوال|پرسش|שאלה|प्रश्न|सवाल|প্রশ্ন|คำถาม|ถาม"
)
ANSWER_WORDS = (
    "Answer|Ans|Antwort|Respuesta|Resposta|Risposta|Réponse|Antwoord|Svar|Odpowiedź|Odpověď|Vastaus"
    "|Válasz|Cevap|Răspuns|Jawaban|Jawab|Jibu|Sagot|Odgovor|Vastus|Atbilde|Atsakymas|Trả lời|Đáp|Ответ"
    "|Відповідь|Отговор|Απάντηση|回答|解答|答え|答|답변|إجابة|جواب|پاسخ|תשובה|उत्तर|जवाब|উত্তর|คำตอบ|ตอบ"
)
"""Words before a colon that call a text a question or an answer."""
_LETTERS = tuple(
    pair.split("/")
    for pair in """
        q/a Ｑ/Ａ F/A P/R Q/R D/R В/О П/В P/O V/A S/C K/V F/S Î/R 問/答 问/答 Q/答 문/답 س/ج ש/ת Ε/Α H/Đ T/J ถ/ต
    """.split()
)
"""The letters that stand for question and answer in one language."""
ASKING_LETTERS = frozenset(question for question, _ in _LETTERS)
ANSWERING_LETTERS = frozenset(answer for _, answer in _LETTERS) - ASKING_LETTERS
"""Those that may ask in some language, and those that may only answer."""
MARKS = frozenset(("Q", "A", *(letter for pair in _LETTERS for letter in pair)))
MARKS |= frozenset((*QUESTION_WORDS.split("|"), *ANSWER_WORDS.split("|")))
"""All that a text may be called that asks or answers."""
_NUMBER = r"(?:\s?(?:№|#|[Nn]r\.?|n[°ºo]\.?|č\.)\s?)?\s?(?:\d{0,3}|[一二三四五六七八九十]{1,3})"
_SIGN = r"(?:[?？؟፧]|(?<=[\u0370-\u03ff\u1f00-\u1fff]);)"
"""A question mark; the Greek one is a semicolon."""
_PARTICLE = "(?:で(?:す|した|しょう)|ま(?:す|した|せん)|だろう)か|[吗嗎]"
"""What ends a question in scripts where many leave its mark away."""
_ASKS = re.compile(rf"{_SIGN}(?=[\"'”’»)\]]*(?:[\s<]|$))|(?:{_PARTICLE})(?=[。」』\"'”’»)\]]*(?:[\s<]|$))")
_ENDS_ASKING = re.compile(rf"{_SIGN}[\s\"'”’»)\]*_!.]*$|(?<=[かの])。$")
_CLOSING = re.compile(
    r"(?:(?:suggested|proposed|recommended|open|our|vorgeschlagene|offene|weitere|sugeridos)\s)?"
    r"(?:(?:next|follow[- ]?up) steps?|action (?:items?|points?)|actions|to[- ]?dos?|takeaways|follow[- ]?ups"
    r"|nächste schritte|aufgaben|offene punkte|prochaines étapes|actions à mener|à faire|plan d['’]action"
    r"|próximos passos|itens de ação|próximos pasos|próximas acciones|acciones|tareas(?: pendientes)?"
    r"|tarefas|prossimi passi|azioni|da fare|volgende stappen|actiepunten|vervolgstappen|nästa steg"
    r"|åtgärder|næste skridt|handlingspunkter|neste steg|seuraavat vaiheet|toimenpiteet|następne kroki"
    r"|kolejne kroki|zadania|další kroky|úkoly|következő lépések|teendők|sonraki adımlar|yapılacaklar"
    r"|pașii următori|следующие шаги|дальнейшие шаги|задачи|наступні кроки|следващи стъпки|επόμενα βήματα"
    r"|次のステップ|アクションアイテム|今後の予定|下一步|后续步骤|後續步驟|行动项|行動項目|다음 단계"
    r"|실행 항목|الخطوات التالية|الخطوات القادمة|ה?צעדים הבאים|משימות|langkah (?:selanjutnya|berikutnya)"
    r"|tindak lanjut|अगले कदम|hatua zinazofuata|các bước tiếp theo|việc cần làm|گام‌های بعدی|قدم‌های بعدی"
    r"|sljedeći koraci|naslednji koraki"
    r"|järgmised sammud|nākamie soļi|tolesni veiksmai)"
    r"(?:\s(?:and|&|und|et|y|e|и|en|och)\s[\w ]{3,24})?\s*(?P<colon>[:：])?\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)

_SIGN_OFF = re.compile(
    r"(?:(?:with |all the |my )?(?:best|kind|warm)(?: (?:wishes|regards))?|regards|cheers|sincerely(?: yours)?"
    r"|yours(?: \w+)?|many thanks|(?:viele|liebe|beste|herzliche|schöne) grüße|mit freundlichen grüßen"
    r"|(?:bien )?cordialement|amicalement|bien à vous|(?:un )?(?:cordial )?saludos?"
    r"|atentamente|abraços|atenciosamente|(?:cordiali|distinti) saluti"
    r"|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|(?:vänliga )?hälsningar|(?:med )?(?:venlig|vennlig) hilsen"
    r"|terveisin|pozdrawiam|z poważaniem|s pozdravem|üdvözlettel|saygılarımla|с уважением|з повагою|με εκτίμηση"
    r"|\W*(?:the )?(?:end|ende|fin|fine|fim|einde|slut|koniec|konec|конец|кінець|終わり|完|끝|النهاية)"
    r"(?: of .{3,40})?\W*|\[\^\w{1,20}\]:.*"
    r"|敬具|此致|此致敬礼|מברכה|בברכה|مع (?:أطيب )?التحيات|مع تحياتي|salam hormat|hormat kami|wasalaam)[,!.،，]?",
    re.IGNORECASE,
)
_QUESTIONS = re.compile(
    r"question|\bq ?(?:&|&amp;|and|/|\+) ?a\b|\banswers?\b|\bfaq\b|\bask\b.*\banything\b", re.IGNORECASE
)
_NO_QUESTIONS = re.compile(
    r"agenda|^(?:main )?topics?\b|schedul|\bprogram(?:me)?\b|timetable|sign[- ]?(?:up|in)|participa|attend"
    r"|\bpresent\b|speakers?\b|guests?\b|see also|\blinks?\b|references?\b|reading|^(?:how|where|when|who)\b"
    r"|to[- ]?do\b|action items|next steps|related|contact|resources|definitions?|glossary|terms|tagesordnung"
    r"|ordre du jour|orden del día|ordem do dia|pauta|ordine del giorno|dagordning|dagsorden|porządek|повестка|議題"
    r"|议程|議程|아젠다|안건",
    re.IGNORECASE,
)


class Marks(NamedTuple):
    """How a document marks questions and answers."""

    question: re.Pattern[str]
    answer: re.Pattern[str]

    def asked(self, text: str) -> tuple[int, str | None] | None:
        """How long the mark of a question is, and whom it names as the one who asks; None where there is no mark.

        A follow-up is marked by words that belong to it.
        """
        found = self.question.match(text)
        return (found.end(), found["asker"] or found["by"]) if found else (0, None) if is_follow_up(text) else None


def _marks(question: str, answer: str, end: str = "[:：]", sign: str = "(?!)", ends: str = "[:：]") -> Marks:
    """The marks of two letters: ``end`` stands behind that of a question, ``ends`` behind that of an answer."""
    q, a = f"(?:{re.escape(question)}|{QUESTION_WORDS})", f"(?:{re.escape(answer)}|{ANSWER_WORDS})"
    by = r"(?:from|by|von|de|di|da|van|från|fra|от|od|від)\s(?P<by>[^:：]{1,60})"
    asker = rf"(?:[(\[（](?P<asker>[^()\[\]（）]{{1,60}})[)\]）]\s?|{by})?"
    blank = r"\d{0,3}\s+" if question in "問问문" else "(?!)"  # scripts without blanks need no colon
    return Marks(
        re.compile(
            rf"(?:{q}{_NUMBER}\s?{asker}{end}|{question}{blank}|{q}\s+\d{{1,3}}\s*[-–—]|(?:{sign});(?=\s|[^\W\d_]{{2}}))\s*(?=\S)"
        ),
        re.compile(
            rf"{answer}{blank}(?=\S)|{a}{_NUMBER}(?:\s?{ends}\s*(?=\S)|\d[.)]\s+(?=\S)"
            rf"|\s?(?=[(\[（][^()\[\]（）]{{1,60}}[)\]）]\s?[:：]))|(?:{sign})(?:[:>]\s+(?=\S)|:(?=[^\W\d_]{{2}}))"
        ),
    )


USUAL = _marks("Q", "A", "[:：.)]", "")
"""The marks that count in any language, with those of a wiki's definitions."""
_ASKING, _ANSWERING = "[❓❔🙋🤔]\ufe0f?", "[💬💡✅🗨➡👉🗣]\ufe0f?"
"""Pictures that stand for question and answer."""
PAIRS = (
    *(_marks(*pair) for pair in _LETTERS),
    *(
        _marks(question, answer, end, ends=end)
        for question, answer in (("Q", "A"), *_LETTERS)
        if (question + answer).isascii()
        for end in (r"[.)](?=\s)", r"[-–—](?=\s)")
    ),
    Marks(*(re.compile(rf"{sign}\s*(?=\S)(?P<asker>(?!))?(?P<by>(?!))?") for sign in (_ASKING, _ANSWERING))),
)
_ANY = re.compile(
    rf"[;:>]|{_ASKING}|{_ANSWERING}"
    rf"|(?:{'|'.join(map(re.escape, sorted(MARKS)))})(?=[\s\d一二三四五六七八九十:：.()（\[№#]|$)"
)


def marks_in(texts: Iterable[str]) -> Marks | None:
    """The marks by which paragraphs of a document ask and answer, or None where they have none.

    One mark could be anything where no answer has one; letters other than Q could be initials, where nothing asks.
    """
    marked = [text for text in texts if _ANY.match(text)]
    best, most = None, 0
    for marks in (USUAL, *PAIRS) if marked else ():
        asked = [text for text in marked if marks.question.match(text)]
        answered = sum(marks.answer.match(text) is not None for text in marked)
        sure = answered and (marks is USUAL or sum(map(asks, asked)) * 2 >= len(asked))
        if asked and (sure or (marks is USUAL and len(asked) > 1)) and answered >= most + (best is not None):
            best, most = marks, answered
    return best


def asks(text: str) -> bool:
    """Whether a visible text is a question by its look: a question mark at the end of a sentence, or a follow-up."""
    return _ASKS.search(text) is not None or is_follow_up(text)


def ends_asking(text: str) -> bool:
    """Whether a text ends as a question."""
    return _ENDS_ASKING.search(text) is not None


def is_closing(text: str, *, inline: bool = False) -> bool:
    """Whether a line heads what is left to do ("Next steps:"), which answers nothing, or tells it ``inline``.

    Behind the last question, where it may do so, another part of minutes ("Decisions:") closes the answers, too.
    """
    label, colon, _ = text.strip(" *_#").replace("：", ":").partition(":")
    if inline and colon and label.strip().casefold() in MINUTES:
        return True
    found = _CLOSING.match(text.strip(" *_#"))
    return found is not None and (not found["rest"] or (inline and found["colon"] is not None))


def is_sign_off(text: str) -> bool:
    """Whether a line says goodbye as letters do, above a signature, or that the text ends; or a footnote."""
    return _SIGN_OFF.fullmatch(text.strip()) is not None


def is_about(heading: str) -> bool | None:
    """Whether a heading says that exchanges stand below it, or that none do; None where it says neither."""
    if _QUESTIONS.search(heading):
        return True
    return False if _NO_QUESTIONS.search(heading) else None
