"""Answers that answer nothing yet, but promise to: by their words, in any of some languages."""

import re
from collections.abc import Iterable
from functools import lru_cache

_WORDINGS = (
    # English
    r"(?:will|\w+['’]ll|shall|going to|need to|have to|let (?:me|us)|promised? to|happy to|try to)(?: \w+){0,3}? "
    r"(?:follow(?:[- ]| this | that | it )up|(?:get|come|circle|report|write) back|look (?:in ?to|it up|that up)"
    r"|find out|check (?:on|with|in|and|that|this|it|back)|(?:answer|respond|reply)(?: \w+){0,4}? (?:later"
    r"|in writing|in the notes|on[- ]wiki|on the (?:talk )?page|afterwards?)|be (?:answered|followed up|clarified))",
    r"(?:take|taking) (?:this|that|it)(?: \w+){0,2}? (?:back|offline)",
    r"(?:answers?|reply|response|details|update|more) (?:to follow|to come|pending|coming (?:soon|later))",
    r"\W*(?:tb[acd]|pending|follow[- ]up (?:needed|required))\W*$",
    # German
    r"(?:melde|komme|antworte|liefere|reiche|gebe|schreibe)n?(?: \S+){0,5}? "
    r"(?:zurück|nach|später|schriftlich|bescheid)(?!\w)",
    r"(?:klären|prüfen|nachreichen|nachliefern|herausfinden|nachschauen|beantwortet|nachgereicht|nachgeliefert)"
    r"(?: (?:wir|ich)\b| wird\b)",
    r"(?:werden?|muss|müssen)(?: \S+){0,6}? (?:klären|prüfen|nachreichen|nachliefern|herausfinden|nachschauen"
    r"|nachfragen|zurückkommen|nachgereicht|nachgeliefert|(?:später|schriftlich)(?: \S+)? beantworte[nt])",
    # French
    r"(?:reviendr\w+ (?:vers|sur)|(?:vous|te) tiend\w+ (?:au courant|informée?s?)|répondr\w+(?: \S+){0,4}? "
    r"(?:plus tard|par écrit|ultérieurement)|(?:vais|allons|va) (?:nous |me |se )?(?:vérifier|renseigner|revenir))",
    # Spanish and Portuguese
    r"(?:responderemos|contestaremos|daremos seguimiento|haremos seguimiento|(?:lo|la) (?:averiguaremos|consultaremos"
    r"|verificaremos)|vamos a (?:averiguar|consultar|verificar)|volveremos (?:a|con|sobre))",
    r"(?:vamos (?:verificar|averiguar|responder|dar retorno)|responderei|voltaremos (?:a|com)"
    r"|daremos (?:um )?retorno)",
    # Italian and Dutch
    r"(?:(?:vi|ti|le) faremo sapere|risponderemo|verificheremo|ci informeremo)",
    r"(?:kom(?:en)?(?: \S+){0,3}? (?:hier|daar)?op terug|zoek(?:en)?(?: \S+){0,3}? uit|laten(?: \S+){0,3}? weten)",
    # Russian, Ukrainian, Polish
    r"(?:ответим (?:позже|письменно)|вернёмся с ответом|вернемся с ответом|уточним|выясним)",
    r"(?:відповімо (?:пізніше|письмово)|уточнимо|з['’]ясуємо)",
    r"(?:odpowiemy (?:później|pisemnie)|sprawdzimy|wrócimy do (?:tego|tej))",
    # Chinese, Japanese, Korean
    r"(?:稍后|稍後|之后|之後|会后|會後)(?:再|会|會)?(?:回复|回覆|答复|答覆|回答|跟进|跟進)",
    r"(?:後日|のちほど|後ほど|追って)[^。]{0,20}(?:回答|お答え|返答|ご連絡)|(?:確認|調査)(?:し|いた)[^。]{0,8}(?:回答|お答え|ご連絡|します)",
    r"(?:추후|나중에)[^.]{0,12}(?:답변|답|회신)",
)


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """The built-in wordings, and some phrases of a wiki's own; blanks stand for any."""
    own = (r"\s+".join(map(re.escape, phrase.split())) for phrase in words if phrase.strip())
    return re.compile("|".join(rf"(?<!\w)(?:{wording})" for wording in (*own, *_WORDINGS)), re.IGNORECASE)


def promises(text: str, words: Iterable[str] = ()) -> bool:
    """Whether a plain text ends in a promise to answer later: in its last paragraph, as what comes behind answers.

    ``words`` are phrases that promise besides those that are known.
    """
    last = " ".join(text.strip().rsplit("\n\n", 1)[-1].split())
    return _pattern(tuple(words)).search(last) is not None
