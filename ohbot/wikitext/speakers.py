"""Who speaks: the ways in which a page puts a name before a text, read and written by the same table."""

import re
from collections.abc import Callable
from typing import NamedTuple

from ohbot.wikitext.escape import escape_name
from ohbot.wikitext.source import Span

LINK = (
    r"\[\[[^\[\]|\n]*\|[^\[\]\n]{1,80}\]\]|\[\[[^\[\]|\n]{1,80}\]\]"
    r"|\{\{[ \t]*(?:[Uu]l?|[Uu]ser(?:[ _]?link)?|[Nn]oping)[ \t]*\|[^{}\[\]|=\n]{1,80}(?:\|[^{}\[\]|=\n]{1,80})?\}\}"
)
"""A link that shows a name, or a template that makes one."""
_WHO = rf"(?P<who>{LINK}|[^\s'\[\]{{}}<>|:：;=*#()][^\[\]{{}}<>|:：\n()]{{0,79}}?)"
_ROLE = r"(?:[ \t]*(?:\((?P<role>[^()\n]{1,120})\)|\[(?P<role2>[^\[\]\n]{1,120})\]))?"
_STYLES = (
    # name of the style, what reads it, how it is written
    ("bold", re.compile(rf"(?P<q>'{{2,5}}){_WHO}{_ROLE}[ \t]*[:：][ \t]*(?P=q)[ \t]*"), "'''{who}{role}:''' "),
    (
        "bold name",
        re.compile(rf"(?P<q>'{{2,5}}){_WHO}{_ROLE}[ \t]*(?P=q)[ \t]*[:：](?:[ \t]+|$)"),
        "'''{who}{role}''': ",
    ),
    (
        "bold name, plain role",
        re.compile(rf"(?P<q>'{{2,5}}){_WHO}(?P=q){_ROLE}[ \t]*[:：](?:[ \t]+|$)"),
        "'''{who}'''{role}: ",
    ),
    ("plain", re.compile(rf"{_WHO}{_ROLE}[ \t]*(?::(?=\s|$|<nowiki\s*/>)|：)[ \t]*"), "{who}{role}: "),
)
SPEAKER_STYLES = {name: write for name, _, write in _STYLES}
"""How a speaker is written, by the name of the style; ``who`` and ``role`` stand for themselves."""

GUARD = "<nowiki/>"
"""Says "the text begins here": what stands before it is a name, what stands behind it is none.

It shows nothing on the page, and it keeps the wiki from taking the text's first character for a list mark. ohbot
writes it only where a text would be misread without it, and reads it wherever it stands.
"""
_GUARD = re.compile(r"<nowiki\s*/>")

_NO_NAMES = frozenset(
    """note notes topic topics question questions answer answers yes no edit update updated correction
    corrections example examples summary warning caution reminder remember important background context
    conclusion action actions agreed decision info link links source sources see also hint tip ps nb fyi
    disclaimer clarification addition first firstly second secondly third thirdly finally lastly next then today
    tomorrow yesterday now later when where what who why how which time date place location language agenda
    topic several some many most few others sometimes maybe perhaps however therefore still indeed sure ok okay
    well so and but or if because however thanks thank sorry please hello hi translation comment comments reply
    response follow-up followup result results status goal goals problem solution reason option options step
    steps phase part section chapter table figure recording video slides minutes transcript log
    re tl;dr tldr p.s aside spoiler duration format registration deadline venue day contact phone email e-mail
    http https ftp irc mailto file image category special help wikipedia mediawiki user talk template
    nota notas anmerkung hinweis achtung nachtrag thema beispiel remarque sujet exemple tema ejemplo ojo esempio
    opmerking uwaga observação примечание тема важно пример 注 注意 备注 備考 补充
    主题 議題 ملاحظة הערה נושא""".split()
)
_PARTICLES = frozenset(
    "van von der den de del della di da dos das do du la le el al bin ibn y e of zu ter ten".split()
)
_DIGIT = re.compile(r"\d")
_NO_USERNAME = re.compile(r"(?<![^\W_])\d|^[^\W\d_]\d")
"""What a name with digits is not: a number, a time, a version. Usernames have theirs behind letters: ``Zed42``."""


class Speaker(NamedTuple):
    """Who speaks, and where the visible text says so; ``end`` is where the spoken text begins.

    ``sure`` tells that the form alone says that it is a name: bold, linked, with a role, or guarded.
    """

    who: Span
    role: Span | None
    end: int
    style: str
    sure: bool


def read_speaker(text: str, start: int = 0) -> Speaker | None:
    """The name before a text, by its form alone, or None; ``is_name`` tells whether to believe it."""
    for style, pattern, _ in _STYLES:
        found = pattern.match(text, start)
        if found:
            return _speaker(text, found, style)
    return None


def _speaker(text: str, found: re.Match[str], style: str) -> Speaker:
    role = "role" if found["role"] else "role2"
    guard = _GUARD.match(text, found.end())
    linked = found["who"].startswith(("[[", "{{"))
    return Speaker(
        found.span("who"),
        found.span(role) if found[role] else None,
        guard.end() if guard else found.end(),
        style,
        bool(guard) or linked or style != "plain" or found[role] is not None,
    )


def is_guarded(text: str, speaker: Speaker) -> bool:
    """Whether the text behind the name begins with the guard: then the name is one, whatever it looks like."""
    return text.rfind("<nowiki", 0, speaker.end) >= speaker.who[1]


def shown_name(source: str) -> str:
    """The name that a reader sees of a name's wikitext: the label of its link, without bold."""
    if source.startswith("{{"):
        return source.rstrip("}").rsplit("|", 1)[1].strip()
    label = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]", r"\1", source)
    label = re.sub(r"^[^:]*:", "", label) if source.startswith("[[") and "|" not in source else label
    return label.replace("'''", "").replace("''", "").strip()


def is_name(who: str, *, sure: bool, is_word: Callable[[str], bool]) -> bool:
    """Whether what stands before a colon is somebody's name.

    ``sure`` tells that its form says so; ``is_word`` whether the page uses a word in small letters too, as no name.
    """
    parts = who.split()
    if not parts or len(parts) > 6 or parts[0].strip(".,!?").lower() in _NO_NAMES:
        return False
    if _DIGIT.search(who) if not sure else _NO_USERNAME.search(who):
        return False
    if who[-1] in ".!?,;" and not who.endswith(("Jr.", "Sr.")) and len(parts[-1]) > 2:
        return False
    if sure:
        return True
    if not all(map(_like_a_name, parts)) or any(map(_ends_a_sentence, parts)) or parts[-1].lower() in _NO_NAMES:
        return False
    return len(parts) > 1 or who.lower() == who or not is_word(who)


def _like_a_name(word: str) -> bool:
    """Capitalised, in a script without capitals, or one of the small words inside names."""
    first = next((c for c in word if c.isalpha()), "")
    return bool(first) and (first.upper() == first or word.lower() in _PARTICLES)


def _ends_a_sentence(word: str) -> bool:
    """Whether the point behind a word is that of a sentence, and of no initial or title."""
    return word.endswith(".") and len(word) > 5


def write_speaker(who: str, role: str | None, style: str = "plain", *, linked: str | None = None) -> str:
    """The name before a text in one of the styles; ``linked`` is a wikitext that shows the name, if there is one."""
    brackets = f" ({escape_name(role)})" if role else ""
    return SPEAKER_STYLES[style].format(who=linked or escape_name(who), role=brackets)
