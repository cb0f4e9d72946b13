"""Which nicks belong to bots and services."""

import re
from functools import lru_cache

KNOWN = frozenset(
    """
    agendabot bibbot chanserv eggdrop gerrit-wm gerritbot ghurlbot github-bot github grrrit-wm icinga-wm jenkins-bot
    jouncebot limnoria logbot logmsgbot meetbot meetingbot memoserv mutante-bot nagios-wm nickserv operserv
    rrsagent saslserv stashbot supybot trackbot travis-ci ubottu ubot wikibugs wm-bot zakim zodbot zuul
    """.split()
)
"""Bots that chats of wikis, the W3C and free software know, in small letters."""

_KNOWN_NAME = re.compile(r"[\d_`^-]*$")
_LIKE_A_BOT = re.compile(r"(?:^|[-_])bot\d*[-_]*$|[a-z]{2,}[Bb]ot\d*_*$")
_PEOPLE = frozenset("abbot talbot cabot guibot thibot".split())


def is_known_bot(nick: str) -> bool:
    """Whether a nick is that of a well-known bot, whatever number its newest connection added."""
    return _KNOWN_NAME.sub("", nick.casefold()) in KNOWN


@lru_cache(maxsize=8192)
def is_bot(nick: str) -> bool:
    """Whether a nick is by its looks that of a bot."""
    return is_known_bot(nick) or (_LIKE_A_BOT.search(nick) is not None and nick.casefold() not in _PEOPLE)
