"""Long chat logs as the clients of the world write them, plain or full of events, for the bench of imports."""

import random
from collections.abc import Callable
from typing import NamedTuple

WORDS = "hello this is some ordinary text that people write in a channel about boats and lanterns, mostly".split()
START = 18 * 3600
NICKS, HOSTS = 37, 250
"""How many people are there, and from how many hosts they come."""

JOIN = (
    "{n} [{host}] has joined #boats",
    "{n} [{ip}] has left #boats [bye]",
    "{n} [{host}] has quit [Ping timeout: 240]",
)
PAREN = "{n} ({host}) has joined #boats", "{n} ({ip}) has left #boats", "{n} ({host}) has quit (Ping timeout: 240)"
NICK = "{n} is now known as {m}"
MODE = "mode/#boats [+o {n}] by {m}"
ROOM = "{n} joined the room", "{n}: bye {m}"


def after(mark: str, *texts: str) -> tuple[str, ...]:
    """These texts behind a mark."""
    return tuple(mark + text for text in texts)


def hms(second: int) -> str:
    """The time of day with seconds."""
    return f"{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}"


def hm(second: int) -> str:
    """The time of day without seconds."""
    return hms(second)[:5]


def half_day(second: int) -> str:
    """The time of day in twelve hours."""
    return f"{second // 3600 % 12 + 1}:{second // 60 % 60:02}:{second % 60:02} {'AP'[second // 43200 % 2]}M"


def iso(second: int) -> str:
    """The time with its day, as ISO 8601 has it."""
    return f"2021-05-{second // 86400 % 28 + 1:02}T{hms(second % 86400)}"


class Form(NamedTuple):
    """How a client writes: ``t`` is the stamp, ``n`` and ``m`` are nicks, ``w`` is what somebody says."""

    clock: Callable[[int], str]
    said: str
    events: tuple[str, ...]
    head: str = ""


FORMS: dict[str, Form] = {
    "irssi": Form(
        hm, "{t} < {n}> {w}", after("{t} -!- ", *JOIN, NICK, MODE), "--- Log opened Thu May 06 18:00:00 2021\n"
    ),
    "weechat": Form(
        lambda second: iso(second).replace("T", " "),
        "{t}\t{n}\t{w}",
        (*after("{t}\t-->\t", PAREN[0]), *after("{t}\t<--\t", *PAREN[1:]), *after("{t}\t--\t", NICK)),
    ),
    "znc": Form(
        hms,
        "[{t}] <{n}> {w}",
        after("[{t}] *** ", "Joins: {n} ({host})", "Quits: {n} ({ip}) (bye)", NICK, "{n} sets mode: +o {m}"),
    ),
    "hexchat": Form(
        lambda second: f"May 06 {hms(second)}",
        "{t} <{n}>\t{w}",
        after("{t} *\t", *PAREN, NICK, "{n} gives channel operator status to {m}"),
    ),
    "mirc": Form(
        hm,
        "[{t}] <{n}> {w}",
        after("[{t}] * ", *PAREN[:2], "{n} ({host}) Quit (Ping timeout)", NICK, "{n} sets mode: +o {m}"),
        "Session Start: Thu May 06 18:00:00 2021\n",
    ),
    "colloquy": Form(
        lambda second: f"{second // 3600 % 12 + 1}:{second // 60 % 60:02}pm",
        "[{t}] {n}: {w}",
        after("[{t}] ", "{n} joined the chat room.", "{n} left the chat room. (Quit: bye)", f"{NICK}."),
    ),
    "pidgin": Form(
        half_day,
        "({t}) {n}: {w}",
        after("({t}) ", "{n} [{host}] entered the room.", "{n} left the room (quit: Ping timeout).", NICK),
        "Conversation with #boats at Thu 06 May 2021 06:54:00 PM UTC on pim@irc.example.org (irc)\n",
    ),
    "quassel": Form(
        hms,
        "[{t}] <{n}> {w}",
        (*after("[{t}] --> ", PAREN[0]), *after("[{t}] <-- ", *PAREN[1:]), *after("[{t}] <-> ", NICK)),
    ),
    "qwebirc": Form(hm, "[{t}] <{n}> {w}", after("[{t}] == ", *JOIN, NICK, "{n} set mode +o {m}")),
    "irccloud": Form(
        lambda second: iso(second).replace("T", " "),
        "[{t}] <{n}> {w}",
        ("[{t}] → {n} joined ({host})", "[{t}] ⇐ {n} quit ({ip}): Ping timeout", "[{t}] * {n} → {m}"),
    ),
    "konversation": Form(
        hms,
        "[Thursday 06 May 2021] [{t}] <{n}>\t{w}",
        after(
            "[Thursday 06 May 2021] [{t}] ",
            "Join\t{n} ({host}) has joined this channel.",
            "Quit\t{n} ({ip}) has left this server (Ping timeout).",
            f"Nick\t{NICK}.",
        ),
    ),
    "bip": Form(
        lambda second: f"18-05-2021 {hms(second)}",
        "{t} < {n}!{ip}: {w}",
        after("{t} -!- ", "{n}!{host} has joined #boats", "{n}!{ip} has quit [bye]", "{n}!{ip} is now known as {m}"),
    ),
    "dircproxy": Form(
        lambda second: f"14 May {hm(second)}",
        "[{t}] <{n}!{ip}> +{w}",
        (
            "[{t}] --> {n} ({host}) joined the channel",
            "[{t}] <-- {n} ({ip}) quit (bye)",
            *after("[{t}] --- ", NICK, "{n} changed mode: +o {m}"),
        ),
    ),
    "supybot": Form(
        iso, "{t}  <{n}> {w}", after("{t}  *** ", "{n} <{host}> has joined #boats", "{n} <{ip}> has quit IRC", NICK)
    ),
    "rrsagent": Form(
        hms,
        "{t} <{n}> {w}",
        after("{t} <{n}> ", "{n} has joined #boats", "{n} has left #boats", "{n} has changed the topic to: {w}"),
        "18:00:00 <RRSAgent> logging to http://example.org/2021/05/06-boats-irc\n",
    ),
    "wm-bot": Form(hms, "[{t}] <{n}>\t{w}", after("[{t}] * ", "{n}  waves", "{n}  is now known as {m}")),
    "syslog": Form(lambda second: f"May 06 {hms(second)}", "{t} <{n}> {w}", after("{t} -!- ", *JOIN, NICK, MODE)),
    "tabs": Form(lambda second: f"{iso(second)}.123Z", "{t}\t<{n}>\t{w}", after("{t}\t-!-\t", *JOIN, NICK, MODE)),
    "ISO times": Form(lambda second: f"{iso(second)}Z", "{t} <{n}> {w}", after("{t} -!- ", *JOIN, NICK, MODE)),
    "no stamps": Form(hms, "<{n}> {w}", after("*** ", *PAREN, NICK)),
    "meetbot": Form(
        hms,
        "{t} <{n}> {w}",
        (*after("{t} <{n}> ", "#topic {w}", "#info {w}", "#action {n} {w}"), *after("{t} -!- ", *JOIN)),
        "18:00:00 <kim1> #startmeeting boats\n",
    ),
    "w3c-scribe": Form(
        hms,
        "{t} <kim1> {n}: {w}",
        (
            *after("{t} <kim1> ", "... {w}", "Topic: {w}"),
            *after("{t} <{n}> ", "q+", "s/ordinary/special/", "{n} has joined #boats"),
        ),
        "18:00:00 <kim1> scribe: kim1\n18:00:00 <kim1> present+\n",
    ),
    "nick-colon": Form(hms, "{n}: {w}", ("{n}: {w}", *ROOM)),
    "bold-nicks": Form(hms, "**\\<{n}>** {w}", ("**{n}**: {w}",)),
    "nick-lines": Form(hms, "{n}\n{w}\n", ("{n}  {t}\n{w}\n",)),
    "zoom, tabs": Form(
        hms,
        "{t}\t{n}:\t{w}",
        after("{t}\t{n}:\t", 'Replying to "{w}"\n\n{w}', 'Reacted to "{w}" with 👍'),
    ),
    "zoom, from": Form(
        hms,
        "{t} From {n} to Everyone:\n\t{w}",
        ("{t} From {n} to Bo(Privately) : {w}", "{t} From {n} to Everyone : {w}"),
    ),
}


def log(form: Form, number: int, *, busy: bool) -> str:
    """A log of so many lines: people speak, and where it is ``busy`` three of four lines are events."""
    pick = random.Random(7)
    rows, lines = [form.head], form.head.count("\n")
    while lines < number:
        kind = pick.choice(form.events) if busy and pick.random() < 0.75 else form.said
        row = _row(kind, form.clock(START + lines), lines, pick) + "\n"
        lines += row.count("\n")
        rows.append(row)
    return "".join(rows)


def _row(kind: str, clock: str, place: int, pick: random.Random) -> str:
    nick = f"kim{place % NICKS}"
    ip = f"~{nick}@203.0.113.{place % HOSTS}"
    host = f"~{nick}@host-{pick.randrange(HOSTS)}.example.net"
    return kind.format(t=clock, n=nick, m=f"{nick}_", host=host, ip=ip, w=" ".join(pick.choices(WORDS, k=9)))
