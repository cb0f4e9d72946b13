"""Reads the lines of a chat log, whatever client wrote them, into entries."""

import re
from collections.abc import Sequence

from ohbot.model import Kind
from ohbot.privacy import HOST, is_whois
from ohbot.recognise.chatline import SAID, ChatLine, stamped, unstamped
from ohbot.recognise.stamps import STAMP, Moment, alike
from ohbot.sources.base import Line, line_list
from ohbot.sources.entries import Chat, Entry

_SIGN = re.compile(r"[+-](?=\S)")
"""What some servers put before every text, to tell whether its speaker is identified; dircproxy logs it."""

_NOTHING = re.compile(r"(?!)")
_SPEAKS = re.compile(r"<[ @+%~&!]{0,2}([^<>\n]{1,80})>[ \t]")
_COLUMN = re.compile(r"\A[ \t]+\|[ \t]+")
"""What stands before the rest of a line that a client broke in its column of texts."""

_CHANNEL = re.compile(r"[#&]{1,2}[\w.-]+$")


def scan(lines: Sequence[Line]) -> Chat:
    """The entries of a log; a line that no form fits goes on with the line before it, or is prose."""
    reader = _Reader()
    reader.nicks.update(found[1] for line in lines if line.text[:1] == "<" and (found := _SPEAKS.match(line.text)))
    for line in lines:
        reader.take(line)
    reader.finish()
    return reader.chat


class _Reader:
    """Takes lines one by one; what it knows so far decides what a line without a stamp is."""

    def __init__(self) -> None:
        self.chat = Chat()
        self.entries = self.chat.entries
        self.nicks: set[str] = set()
        self.has_stamps = False
        self.alike = _NOTHING
        self.gap = True
        self.channels: dict[str, None] = {}
        self.nameless: list[int] = []
        self.proxied: list[int] = []
        self.signed = 0
        self.more: list[tuple[int, str]] = []

    def take(self, line: Line) -> None:
        """Read one line."""
        number, text = line
        if found := self.alike.match(text):
            channel, day, clock, zone, nick, host, said = found.groups()
        elif found := STAMP.match(text):
            channel, day, clock, zone = found.groups()
            nick, host, said = None, None, ""
            self.alike = alike(found, SAID)
        if found:
            if channel:
                self.channels[channel] = None
            stamp = Moment(clock, day or "", zone or "")
            if nick:
                self._add(number, stamp, "say", nick, said, host or "")
            else:
                behind = stamped(text, found.end())
                if behind is None:
                    self.nameless.append(number)
                self._read(number, stamp, text, behind or ChatLine("say", None, (found.end(), len(text))))
        elif text and not text.isspace():
            self._unstamped(number, text)
        self.gap = not text or text.isspace()

    def finish(self) -> None:
        """Close the last entry, and tell what was unusual."""
        self._close()
        self.chat.venues = tuple(self.channels)
        if self.signed * 2 > len(self.proxied):
            for index in self.proxied:
                text = self.entries[index].text
                if _SIGN.match(text):
                    self.entries[index] = self.entries[index]._replace(text=text[1:])
        if self.nameless:
            self.chat.note(f"nobody is named as the speaker of lines {line_list(self.nameless)}", self.nameless[0])

    def _read(self, number: int, stamp: Moment, line: str, said: ChatLine) -> None:
        kind, speaker, text, host, *_ = said
        if kind == "action" and speaker and is_whois(line[speaker[0] :]):
            self._add(number, stamp, "event", None, line[speaker[0] :])
            return
        who = line[slice(*speaker)] if speaker else None
        self._add(number, stamp, kind, who, line[slice(*text)], line[slice(*host)] if host else "")

    def _unstamped(self, number: int, text: str) -> None:
        said = unstamped(text, nicks=None if self.has_stamps else self.nicks)
        if said:
            self._read(number, Moment(), text, said)
        elif not self.entries and _CHANNEL.match(text):
            self.channels[text] = None
            self.chat.kept.add(number)
        else:
            self._loose(number, _COLUMN.sub("", text).strip(), indented=text[0] in " \t")

    def _add(self, number: int, stamp: Moment, kind: Kind, speaker: str | None, text: str, host: str = "") -> None:
        self._close()
        self.has_stamps = self.has_stamps or stamp.clock != ""
        if speaker:
            self.nicks.add(speaker)
        if host:
            self.chat.removed.count(HOST, number)
            self.proxied.append(len(self.entries))
            self.signed += _SIGN.match(text) is not None
        self.entries.append(Entry((number,), kind, text.strip(), speaker, stamp))

    def _loose(self, number: int, text: str, *, indented: bool) -> None:
        """A line without speaker: the rest of the message right above it, or prose, whose lines stay together."""
        kind = self.entries[-1].kind if self.entries else ""
        if kind == "prose":
            self.more.append((number, ("\n\n" if self.gap else "\n") + text))
        elif not self.gap and (kind in ("say", "action") or (indented and kind == "event")):
            self.more.append((number, f" {text}"))
        else:
            self._close()
            self.entries.append(Entry((number,), "prose", text))

    def _close(self) -> None:
        """Give the last entry the lines that go on with it, all at once: there may be many."""
        if self.more:
            last = self.entries[-1]
            text = last.text + "".join(text for _, text in self.more)
            lines = (*last.lines, *(number for number, _ in self.more))
            self.entries[-1] = last._replace(lines=lines, text=text.strip())
            self.more = []
