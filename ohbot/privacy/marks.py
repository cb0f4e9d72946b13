"""Marks by which a line alone tells that it was for one person only."""

import re

from ohbot.privacy import words

_MARK = re.compile(
    rf"(?:{words.DIRECT})\b.*|.*\b(?:{words.DIRECT})|(?:{words.DIRECT_ALONE})|.*(?:{words.DIRECT_ANYWHERE}).*",
    re.IGNORECASE,
)
_TO_SOME = re.compile(r"(?:to|à|para|aan|кому|till|naar|an(?=\s+[A-ZÄÖÜ]))\s+(?P<target>\S.*)", re.IGNORECASE)
_BOX = r"[(\[（]((?:[^()\[\]（）]|\([^()]*\))*)[)\]）]"
_BOX_BEHIND = re.compile(rf"(?P<who>.*?\S|)\s*{_BOX}\s*$")
_BOX_BEFORE = re.compile(rf"\s*{_BOX}\s*\S")
_VERB = re.compile(
    r"(?:private|direct) (?:message|chat) (?:from|to|with)\b.*"
    r"|.*\b(?:whispers?|whispered|flüstert|chuchote|susurra)\b.*",
    re.IGNORECASE,
)
_ARROW = re.compile(r"\w[^→⇒➔➜>]{0,60}?\s*(?:→|⇒|➔|➜|->|=>|>>)\s*\w.{0,60}")
_EVERYONE = re.compile(rf"(?:{words.EVERYONE})(?P<more>(?:\s+\S+)*)(?:\s*\((?:{words.EVERYONE})\))?", re.IGNORECASE)
_THERE = re.compile(words.EVERYBODY_THERE, re.IGNORECASE)
_INSIDERS = re.compile(words.INSIDERS, re.IGNORECASE)


def is_everyone(target: str) -> bool:
    """Whether a message to ``target`` goes to all who are there."""
    found = _EVERYONE.fullmatch(target.strip().casefold())
    if not found or (_INSIDERS.search(target) and not _THERE.search(target)):
        return False
    more = target.strip()[found.start("more") : found.end("more")].split()
    return all(word[0].islower() or _THERE.search(word) for word in more)


def is_insiders(target: str) -> bool:
    """Whether ``target`` names some of a meeting by their part in it."""
    return _INSIDERS.search(target) is not None


def is_mark(text: str) -> bool:
    """Whether words in brackets tell that something is for one person only, or for some."""
    text = " ".join(text.split()).strip(" .:!")
    if _MARK.fullmatch(text):
        return True
    to = _TO_SOME.fullmatch(text)
    return bool(to and not is_everyone(to["target"]))


def box_behind(head: str) -> tuple[str, str] | None:
    """What stands before the brackets at the end of a head, and in them; None where there are none."""
    found = _BOX_BEHIND.fullmatch(head) if head and head[-1] in ")]）" else None
    return (found["who"], found[2]) if found else None


def is_marked(head: str) -> bool:
    """Whether what stands before the text of a message marks it as one for one person only."""
    behind, before = box_behind(head), _BOX_BEFORE.match(head)
    return bool((behind and is_mark(behind[1])) or (before and is_mark(before[1])))


def names_recipient(head: str, *, stamped: bool) -> bool:
    """Whether a head tells in a sentence or with an arrow who speaks to whom; an arrow needs a stamp before it."""
    return _VERB.fullmatch(head) is not None or (stamped and _ARROW.fullmatch(head) is not None)


def named_to_one(speaker: str) -> bool:
    """Whether a reader took for a speaker's name what marks a message as one for one person only."""
    behind = box_behind(speaker) if "(" in speaker or "[" in speaker or "（" in speaker else None
    return bool(behind and is_mark(behind[1]))


PRIVATE_LINE = re.compile(
    r"-(?!-)[^\s()/!-][^\s()/!]{0,60}?(?:\([^)\s]*@[^)\s]*\)|![^\s@]*@\S+?)-(?=[ \t])"  # -nick(~user@host)- text
    r"|-(?:Nick|Memo|Oper|Host|SASL)Serv-(?=[ \t])"  # services tell one person
    r"|(?:->[ \t]*)?(?:\*[^\s*]+\*|>[^\s<>]+<)(?=[ \t])"  # *nick* text, >nick< text
    r"|->[ \t]*-[^\s-]+-(?=[ \t])|->[^\s<>]+<-(?=[ \t])"  # notices to a nick
    r"|\[(?:(?:msg|notice|ctcp|dcc|query|pm)\([^()\s#&]+\)|[^()\[\]\s]+\([^()\s]+@[^()\s]+\)"
    r"|[^\s!\[\]]+!\S+@[^\s\]]+)\](?=[ \t])"  # [msg(nick)] text, [nick(~user@host)] text
    r"|(?:--[ \t]+)?(?:MSG|PV|Notice|CTCP|Query)\([^()\s#&>]+\)(?:[ \t]*->[ \t]*[^\s#&:]+)?:?(?=[ \t])",  # WeeChat
    re.IGNORECASE,
)
"""How clients of IRC show what somebody says, or is told, outside of the channel."""

QUERY = re.compile(
    r"(?:-!-[ \t]+)?(?:Irssi: )?Starting query in \S+ with [^\s#&]+|Session Ident: [^#&\s]\S*(?: .*)?$"
    r"|Conversation with [^\s#&]+ at .* \(irc\)$"
)
"""How a part of a log begins that is a talk between two."""
CHANNEL = re.compile(
    r"(?:-!-[ \t]+)?(?:Irssi: )?(?:Closing query|You are now talking)|Session (?:Ident: [#&]|Start:)"
    r"|Conversation with [#&]|(?:---|\*{4}) (?:Log opened|BEGIN LOGGING)"
)
"""How such a part ends."""
ONLY_YOU = re.compile(rf"\W*(?:{words.ONLY_YOU})(?:\W.{{0,40}})?", re.IGNORECASE)
