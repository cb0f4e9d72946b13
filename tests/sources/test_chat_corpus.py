"""Real chats: recognised as what they are, and every message line placed, by a small pattern of each file's own."""

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from ohbot.model import Heading, Message, Session
from ohbot.sources import Imported, import_transcript
from ohbot.wikitext.escape import unescape
from tests.sources.test_importing import CORPUS

HMS = r"\d\d:\d\d:\d\d"
ANGLED = rf"^{HMS} <(?P<who>[^>]+)> (?P<text>.*)$"
BARE = r"^<(?P<who>[^>]+)> (?P<text>.*)$"


class File(NamedTuple):
    """A file, the kind it is, a pattern for what people say in it, and numbers counted by hand.

    ``actions`` and ``events`` are lines of these kinds; ``changed`` are lines that a correction or privacy
    changes; ``joined`` are further lines that go on with a message.
    """

    kind: str
    say: str
    actions: int = 0
    events: int = 0
    changed: int = 0
    joined: int = 0


FILES = {
    "disentangle_mediawiki.0.txt": File("wm-bot", r"\] <(?P<who>[^>]+)>\t(?P<text>.*)$", actions=9),
    "irclog2html_2005-01-08-test1.log": File("supybot", r"^\S+  <(?P<who>[^>]+)> (?P<text>.*)$", events=2),
    "irclog2html_2009-01-14-dircproxy.log": File(
        "dircproxy", r"^\[[^]]+\] <(?P<who>[^!>]+)![^>]+> [+-]?(?P<text>.*)$", events=16
    ),
    "irclog2html_2011-01-16-hybrid-charset.log": File("supybot", r"^\S+  <(?P<who>[^>]+)> (?P<text>.*)$", actions=1),
    "meetbot_test-script-1.log.txt": File("meetbot", ANGLED, changed=1),
    "monero_2016-01-31.md": File("bold-nicks", r"^\*\*\\<(?P<who>[^>]+)>\*\* (?P<text>.*)$"),
    "w3c-ccg_2020-03-24_irc.log": File("tabs", r"^\S+\t<(?P<who>[^>]+)>\t(?P<text>.*)$", changed=2),
    "w3c-scribe2_bom-01.log": File("chat", BARE),
    "w3c-scribe2_cjk-01.log": File("rrsagent", ANGLED),
    "w3c-scribe2_crlf-mirc-01.log": File("mirc", BARE, joined=2),
    "w3c-scribe2_encoding-01.log": File("chat", ANGLED),
    "w3c-scribe2_irccloud-01.log": File("irccloud", r"^\[[^]]+\] <(?P<who>[^>]+)> (?P<text>.*)$", 8, 20),
    "w3c-scribe2_irssi-01.log": File(
        "irssi", r"^\d\d:\d\d [ @]+(?P<who>[^\s*<>«|-][^\s|]*) \| (?P<text>.*)$", actions=10, events=32
    ),
    "w3c-scribe2_mirc-text-01.log": File("mirc", BARE, joined=2),
    "w3c-scribe2_oldstyle-01.log": File("chat", BARE),
    "w3c-scribe2_quassel-01.log": File("quassel", rf"^\[{HMS}\] <(?P<who>[^->]+)> (?P<text>.*)$", 12, 14),
    "w3c-scribe2_qwebirc-01.log": File("qwebirc", r"^\[\d\d:\d\d\] <(?P<who>[^>]+)> (?P<text>.*)$", 7, 6),
    "w3c-scribe2_rrsagent-01.log": File("rrsagent", ANGLED, events=3, changed=1),
    "w3c-scribe2_sample-public.irc.txt": File("rrsagent", ANGLED, events=10, changed=4),
    "w3ctag_2014-10-01-irc.txt": File("rrsagent", ANGLED, events=44, changed=1),
}
"""The chats whose lines hold one message each."""


def imported(name: str) -> Imported:
    """A file of the corpus as it is imported, read in its place."""
    path = CORPUS / "transcripts" / name
    if not path.exists():
        pytest.skip(f"there is no corpus at {CORPUS}; set OHBOT_CORPUS")
    return import_transcript(path.read_bytes(), name)


def lines_of(name: str) -> list[str]:
    """The lines of a file of the corpus, decoded line by line, without the codes of colours."""
    data = Path(CORPUS / "transcripts" / name).read_bytes().removeprefix(b"\xef\xbb\xbf")
    texts = []
    for line in re.split(rb"\r?\n", data):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            text = line.decode("cp1252")
        texts.append(re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", text))
    return texts


class Placed:
    """What a session holds, in a form in which lines are looked up."""

    def __init__(self, session: Session) -> None:
        messages = [item for item in session.body if isinstance(item, Message)]
        self.kinds = Counter(message.kind for message in messages)
        self.says = {(message.speaker, unescape(message.text)) for message in messages}
        self.words: dict[str | None, str] = {}
        for message in messages:
            self.words[message.speaker] = f"{self.words.get(message.speaker, '')}\n{unescape(message.text)}"
        self.everything = "\n".join(self.words.values())
        self.headings = {unescape(item.text) for item in session.body if isinstance(item, Heading)}

    def has(self, who: str, text: str) -> bool:
        """Whether a line's text is under its speaker, or where the conventions of meetings put it."""
        if (who, text) in self.says or text in self.words.get(who, ""):
            return True
        if topic := re.fullmatch(r"(?:#topic|(?:sub)?topic\s*[:：])\s*(?P<title>.+)", text, re.IGNORECASE):
            return topic["title"] in self.headings
        if text.startswith("..."):
            return text.lstrip(". ") in self.everything
        spoken = re.fullmatch(r"(?P<name>[^:：]+?)\s*[:：]\s*(?P<words>.+)", text)
        return spoken is not None and spoken["words"] in self.words.get(spoken["name"], "")


def is_event(who: str, text: str) -> bool:
    """Whether RRSAgent tells what its nick did, not what somebody said."""
    return re.match(rf"{re.escape(who)} has (?:joined|left|changed)", text) is not None


@pytest.mark.parametrize("name", FILES)
def test_a_real_chat_is_placed_line_by_line(name: str) -> None:
    """Kind of file, speaker and text of every line, and how many actions and events there are."""
    seen, file = imported(name), FILES[name]
    assert seen.format == file.kind
    placed = Placed(seen.reading.session)
    said = [match for line in lines_of(name) if (match := re.search(file.say, line))]
    said = [match for match in said if not is_event(match["who"], match["text"])]
    # A correction is gone when it was applied; then the line that it changed is no longer as it was.
    gone = {number for numbers in seen.reading.account.dropped.values() for number in numbers}
    texts = [
        match["text"].strip()
        for number, line in enumerate(lines_of(name), 1)
        if number in gone and (match := re.search(file.say, line))
    ]
    missing = [
        match[0]
        for match in said
        if not placed.has(match["who"], match["text"].strip()) and match["text"].strip() not in texts
    ]
    assert len(missing) <= file.changed, missing
    assert (placed.kinds["action"], placed.kinds["event"]) == (file.actions, file.events)
    assert seen.reading.account.unplaced == ()


def test_wrapped_lines_of_a_real_log_are_one_message() -> None:
    """mIRC breaks long lines and indents the rest."""
    body = imported("w3c-scribe2_crlf-mirc-01.log").reading.session.body
    long = "This is pretending to be a long line that mIRC breaks in order to display,"
    assert Message(f"{long} but scribe.perl will re-join into a single line.", None, "dbooth") in body


def test_minutes_in_a_real_log_are_under_the_names_of_those_who_spoke() -> None:
    """The scribe wrote them; continued lines are joined, corrections applied."""
    session = imported("w3c-scribe2_rrsagent-01.log").reading.session
    assert session.title == "Public Minutes Teleconference"
    assert Heading('"Who\'s on First"') in session.body
    assert Message("The fellow playin' first base", "14:59:12", "Costello") in session.body
    scribed = imported("w3c-scribe2_irccloud-01.log").reading.session
    wf = "This doesn't map to WCAG, we may not want to include this rule for AG."
    assert (
        Message(f"{wf} Suggest we acknowledge it is accepted and then park it", "2020-07-23 15:13:41", "WF")
        in scribed.body
    )


def test_failed_corrections_of_a_real_log_are_kept_and_told() -> None:
    """Seven were tried before one was right."""
    seen = imported("w3c-scribe2_sample-public.irc.txt")
    assert "corrections that found nothing to correct stay as messages: lines 90, 93, 96, 99" in [
        note.sentence for note in seen.notes
    ]


def test_a_real_zoom_chat_is_joined() -> None:
    """Replies without their quotes, reactions at their messages, every line accounted for."""
    seen = imported("ethereum_acdc174_zoom-chat.txt")
    raw = (CORPUS / "transcripts" / "ethereum_acdc174_zoom-chat.txt").read_text(encoding="utf-8")
    heads = re.findall(r"(?m)^(\d\d:\d\d:\d\d)\t(.*?):\t(.*)$", raw)
    reactions = [head for head in heads if head[2].startswith("Reacted to")]
    messages = [item for item in seen.reading.session.body if isinstance(item, Message)]
    assert seen.format == "zoom-chat"
    assert len(messages) == len(heads) - len(reactions)
    assert [(item.time, item.speaker) for item in messages] == [
        (time, who) for time, who, text in heads if not text.startswith("Reacted to")
    ]
    counted = sum(len(names) for item in messages for names in item.metadata.get("x-reactions", {}).values())
    assert counted == len({(who, text.rstrip()) for _, who, text in reactions}) or counted <= len(reactions)
    plain = [(who, text.strip()) for _, who, text in heads if not text.startswith(("Reacted to", "Replying to"))]
    said = [(item.speaker, unescape(item.text)) for item in messages]
    assert all(any(who == by and words.startswith(text) for by, words in said) for who, text in plain)
    assert not any("Replying to" in text for _, text in said)


def test_meetbots_own_log_is_read() -> None:
    """Topics are headings, commands stay, brackets in nicks too."""
    seen = imported("hcoop-meetbot_2022-06-04.log.json")
    body = seen.reading.session.body
    assert seen.format == "meetbot-json"
    assert [item.text for item in body if isinstance(item, Heading)] == [
        "Attendance",
        "The first topic",
        "The second topic",
        "The third topic",
        "Cross-site Scripting",
    ]
    messages = [item for item in body if isinstance(item, Message)]
    assert len(messages) == 39 - 5
    assert {message.speaker for message in messages} >= {"ken[", "[ken", "[m]"}
    script = next(item for item in messages if "script" in item.text)
    assert unescape(script.text) == "#action <script>alert('malicious')</script>"


ADDRESS = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|@[\w.-]+\.(?:cloak|net|us|com)\b|bip@")


@pytest.mark.parametrize("name", FILES)
def test_no_host_or_address_of_a_real_log_is_left(name: str) -> None:
    """Not in events, texts, names or titles; and the report counts them."""
    seen = imported(name)
    session = seen.reading.session
    texts = [item.text for item in session.body if isinstance(item, Message | Heading)]
    names = [item.speaker or "" for item in session.body if isinstance(item, Message)]
    found = [text for text in (*texts, *names, session.title or "") if ADDRESS.search(text)]
    assert found == []
    raw = [number for number, line in enumerate(lines_of(name), 1) if ADDRESS.search(line)]
    told = {number for numbers in seen.reading.removed.values() for number in numbers}
    assert told >= set(raw)
