"""The services whose chats come as JSON: how each export is known, and where in it who says what, and when.

A new service is a row of ``EXPORTS``: what it has in common with the others need not be told. Paths are those of
``ohbot.sources.jsontext``. The last row takes any list of objects that have an author, a time and a text.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ohbot.privacy.withheld import DIRECT
from ohbot.sources.jsontext import Item, JsonKind, find, text_of
from ohbot.sources.messages import Markup, from_html, from_markdown, from_matrix, from_slack, plain
from ohbot.sources.zipped import messages_of_channel

Kinds = tuple[tuple[str, Mapping[str, str]], ...]
"""Paths to what tells the kind of a message, and what the values mean; "" stands for any other.

``say``, ``action``, ``event``, ``edit``, ``reaction`` and ``redaction`` are read; any other word says why one is left
out.
"""


def _kinds(*, other: str, **names: str) -> dict[str, str]:
    """The values that mean each kind, and what any other one means."""
    return {
        "": other,
        **{value: kind.replace("_", " ") for kind, values in names.items() for value in values.split()},
    }


ID = "id|_id|user_id|userId|uuid"
NAME = (
    "nickname|display_name|displayName|displayname|real_name|full_name|fullName|global_name|name|username|userName"
    "|first_name|firstName|nick|login"
)
PEOPLE = "users|members|participants|profiles|zerver_userprofile"
AUTHOR = (
    "author|sender_full_name|sender_name|senderName|sourceName|fromUser|from/user|from/application|from|u|sender"
    "|creator|commenter|nick|nickname|username|user_name|userName|displayName|display_name|user|name|speaker|who|personEmail"
)
TIME = (
    "timestamp_ms|timestamp|ts|date_unixtime|origin_server_ts|create_at|created_at|createdAt|createdDateTime|created_date"
    "|created|date_sent|dateSent|sent_at|sentAt|sent|datetime|date|time|when|at"
)
TEXT = "text|message|content|body|msg|payload|caption|rendered_content|blocks|attachments/*/description|embeds"
TITLE = "title|room_name|room/name|roomName|room|channel/name|channel_name|channel|chat/title|chat|name|topic"
REPLY = (
    "content/m.relates_to/m.in_reply_to/event_id|reference/messageId|message_reference/message_id|reply_to_message_id"
    "|reply_to/id|reply_to|replyToId|tmid|root_id|thread_ts|dataMessage/quote/id"
)
POLL = "poll|content/m.poll|content/m.poll.start|content/org.matrix.msc3381.poll.start"
BOT = "author/isBot|author/bot|bot_id|is_bot|from/application"
ROOM = (
    "channel|channel_id|room_id|rid|conversationId|chatId|chat_id|channelIdentity/channelId"
    "|dataMessage/groupInfo/groupId"
)
"""Where a message says in which chat it was; one with messages of several is no transcript of a meeting."""

PRIVATE = "private|is_private|isPrivate|is_ephemeral|ephemeral|whisper|is_direct|isDirect|direct|channel_members"
ADDRESSEE = "to|recipient|recipients|receiver|addressee|recipientName|receiverName|to_user"
PRIVATE_KINDS = frozenset(
    "private direct whisper dm im direct_post direct_message directmessage pm ephemeral system_ephemeral personal "
    "only_you".split()
)
BETWEEN_TWO = frozenset(
    "personal_chat bot_chat saved_messages DirectTextChat oneOnOne d im dm direct private".split()
)
"""The kinds of chats that concern two people."""

_DELETED = "deletedDateTime|delete_at|deleted_at|deletedAt|deleted|is_deleted|isDeleted|is_unsent"
COMMON: Kinds = (
    ("unsigned/redacted_because|redacted_because", {"": "redacted"}),
    (_DELETED, {"0": "", "": "deleted"}),
)
EVENTS = {
    "uj": "has joined",
    "ul": "has left",
    "au": "added {}",
    "ru": "removed {}",
    "r": "changed the name to: {}",
    "room_changed_topic": "changed the topic to: {}",
    "room_changed_description": "changed the description to: {}",
    "message_pinned": "pinned a message",
}
"""What happened, where an export tells it by a code; ``{}`` is its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export(JsonKind):
    """How the export of a service is read."""

    messages: str = ""
    """Where its messages stand; without a path they are the list in which most is said."""
    author: str = AUTHOR
    time: str = TIME
    text: str = TEXT
    id: str = "id|_id|event_id|messageId|client_msg_id|timestamp"
    kinds: Kinds = ()
    markup: Markup = plain
    title: str = TITLE
    venue: str = ""
    topic: str = ""
    """Where a message tells what it is about; each new topic becomes a heading."""
    group: str = ""
    """What messages to a group have, and those to one person lack."""
    own_name: tuple[str, str] = ("", "")
    """Where a message tells the id of its author's account, and the name to it."""
    event: Callable[[Item, dict[str, str], str], str] | None = None
    """What an event says, from its object, the names by id (which it may change) and who did it."""
    is_sorted: bool = False
    """Whether messages are to be put into the order of their times."""
    is_mangled: bool = False
    """Whether UTF-8 was taken for Latin-1."""
    is_meeting: bool = False
    """Whether MeetBot took part."""


_TELEGRAM = {
    "invite_members": "invited",
    "remove_members": "removed",
    "join_group_by_link": "has joined by a link",
    "join_group_by_request": "has joined",
    "create_group": "created the group",
    "create_channel": "created the channel",
    "edit_group_title": "changed the title to",
    "pin_message": "pinned a message",
    "topic_created": "opened the topic",
    "topic_edit": "changed the topic to",
    "group_call": "started a call",
}


def _telegram_event(item: Item, _names: dict[str, str], who: str) -> str:
    action = text_of(item.get("action"))
    members = find(item, "members")
    invited = ", ".join(map(text_of, members)) if isinstance(members, list) else ""
    what = _TELEGRAM.get(action) or action.replace("_", " ")
    return f"{who} {what} {invited} {text_of(find(item, 'title|new_title|inviter|text'))}"


def _matrix_event(item: Item, names: dict[str, str], who: str) -> str:
    """Who comes and goes, under which name from now on; topics and the ends of polls."""
    kind, content = text_of(item.get("type")), item.get("content")
    if kind != "m.room.member":
        ended = text_of(find(content, "m.text/0/body|org.matrix.msc1767.text|body"))
        what = "topic" if find(content, "topic") is not None else "name"
        changed = f"changed the {what} to: {text_of(find(content, what))}"
        return f"{who} {ended or (changed if kind in ('m.room.topic', 'm.room.name') else 'closed the poll')}"
    account = text_of(find(item, "state_key|sender"))
    before = names.get(account)
    name = text_of(find(content, "displayname")) or before or account.lstrip("@").partition(":")[0] or "somebody"
    names[account] = name
    membership = text_of(find(content, "membership"))
    if membership == "join" and before is not None and before != name:
        return f"{before} is now known as {name}"
    did = {"join": "has joined", "leave": "has left", "invite": "was invited", "ban": "was banned"}
    return f"{name} {did.get(membership, 'changed membership')}"


EXPORTS = (
    Export(
        name="matrix-json",
        description="an export of a Matrix room as JSON",
        marks=("m.room.message|m.room.member|room_name|origin_server_ts|m.room.encrypted|m.poll.start",),
        messages="messages/*|events/*|chunk/*|*",
        author="sender",
        text="content/formatted_body|content/body|content/m.text/0/body|content/org.matrix.msc1767.text",
        id="event_id",
        kinds=(
            ("content/m.relates_to/rel_type", {"m.replace": "edit"}),
            ("content/msgtype", {"m.emote": "action", "m.notice": "say", "": "say"}),
            (
                "type",
                _kinds(
                    say="m.room.message m.sticker m.poll.start org.matrix.msc3381.poll.start",
                    reaction="m.reaction",
                    redaction="m.room.redaction",
                    event="m.room.member m.room.topic m.room.name m.poll.end org.matrix.msc3381.poll.end",
                    encrypted="m.room.encrypted",
                    poll_response="m.poll.response org.matrix.msc3381.poll.response",
                    other="other event",
                ),
            ),
        ),
        markup=from_matrix,
        event=_matrix_event,
        title="room_name",
        certainty=0.99,
    ),
    Export(
        name="meetbot-json",
        description="MeetBot's log as JSON",
        marks=("sender", "payload", "timestamp"),
        messages="messages/*",
        author="sender",
        text="payload",
        kinds=(("action", {"": "action"}),),
        title="name",
        venue="channel",
        is_meeting=True,
    ),
    Export(
        name="telegram-json",
        description="Telegram's export of a chat (result.json)",
        marks=("messages|chats", "from_id|actor_id|date_unixtime"),
        messages="messages/*",
        author="from|actor",
        text="text|sticker_emoji|contact_information|location_information",
        kinds=(("type", {"message": "say", "service": "event", "": "other event"}),),
        event=_telegram_event,
        title="name",
    ),
    Export(
        name="discord-json",
        description="a channel of Discord as DiscordChatExporter or its API write it",
        marks=("discriminator|nickname|isBot|timestampEdited|edited_timestamp", "content", "author"),
        text="content|embeds|sticker_items|stickers",
        kinds=(
            ("flags", {"64": DIRECT, "": ""}),
            (
                "type",
                _kinds(
                    say="Default Reply ChatInputCommand ContextMenuCommand ThreadStarterMessage 0 19 20 21 23 46",
                    other="event",
                ),
            ),
        ),
        markup=from_markdown,
        title="channel/name",
        own_name=("author/id", "author"),
    ),
    Export(
        name="slack-json",
        description="a channel in Slack's export: a day, or the zip file",
        unpack=messages_of_channel,
        marks=("ts", "text|blocks", "user|bot_id|subtype"),
        author="user_profile|username|user|bot_profile|bot_id",
        time="ts",
        text="text|blocks|attachments",
        id="ts",
        kinds=(
            (
                "subtype",
                _kinds(
                    say="bot_message thread_broadcast file_share file_comment reply_broadcast",
                    action="me_message",
                    deleted="tombstone message_deleted",
                    other="event",
                ),
            ),
        ),
        markup=from_slack,
        own_name=("user", "user_profile"),
    ),
    Export(
        name="rocketchat-json",
        description="an export of a Rocket.Chat room as JSON",
        marks=("msg", "ts", "rid|username|u"),
        author="u|username",
        text="msg|attachments/*/description|attachments/*/text",
        kinds=(("t|type", {"rm": "deleted", "": "event"}),),
        markup=from_markdown,
        is_sorted=True,
    ),
    Export(
        name="mattermost-json",
        description="posts of a Mattermost channel, from a bulk export or the API",
        marks=("message", "create_at", "user|user_id"),
        messages="*/post|*/post/replies/*|*/direct_post|posts/*|*/posts/*",
        author="username|user|user_id",
        text="message",
        kinds=(("type", _kinds(say="post slack_attachment custom_post", action="me", other="event")),),
        markup=from_markdown,
        title="*/channel/display_name|*/channel/name|channel/display_name",
        is_sorted=True,
    ),
    Export(
        name="zulip-json",
        description="messages of a Zulip channel",
        marks=("sender_full_name|date_sent", "subject|topic", "content|rendered_content"),
        author="sender_full_name|sender",
        time="timestamp|date_sent",
        text="rendered_content|content",
        markup=from_html,
        title="*/*/display_recipient|*/display_recipient",
        topic="subject|topic",
    ),
    Export(
        name="signal-cli-json",
        description="what signal-cli receives, as JSON",
        marks=("envelope", "dataMessage|syncMessage"),
        messages="*/envelope",
        author="sourceName|source",
        time="timestamp",
        text="dataMessage/message|syncMessage/sentMessage/message|editMessage/dataMessage/message",
        id="timestamp",
        kinds=(
            ("receiptMessage|typingMessage|callMessage", {"": "other event"}),
            ("dataMessage/reaction", {"": "reaction"}),
        ),
        title="*/envelope/dataMessage/groupInfo/groupName",
        group="dataMessage/groupInfo|dataMessage/groupV2|syncMessage/sentMessage/groupInfo|syncMessage/sentMessage/groupV2",
    ),
    Export(
        name="signal-json",
        description="a chat of Signal as signal-export writes it",
        marks=("sender", "body", "quote", "sticker"),
        author="sender",
        time="date",
        text="body|sticker",
    ),
    Export(
        name="teams-json",
        description="messages of Microsoft Teams from its API",
        marks=("messageType", "createdDateTime", "body"),
        text="body|subject",
        kinds=(("messageType", {"message": "say", "": "event"}),),
        event=lambda _item, _names, _who: "",
    ),
    Export(
        name="messenger-json",
        description="a group chat of Messenger or Instagram",
        marks=("sender_name", "timestamp_ms", "participants|thread_path|content"),
        messages="messages/*",
        author="sender_name",
        text="content",
        title="title",
        is_mangled=True,
    ),
    Export(
        name="chat-json",
        description="a chat as JSON or CSV, of a program that ohbot does not know",
        marks=("|".join(path for path in TEXT.split("|") if "/" not in path), AUTHOR, TIME),
        markup=from_markdown,
        certainty=0.7,
    ),
)


def name_in(value: Mapping[str, Any]) -> str:
    """The name of somebody whom an object describes; empty where it tells none."""
    name = find(value, NAME)
    first, last = (text_of(find(value, keys)) for keys in ("first_name|firstName", "last_name|lastName"))
    return text_of(name) if text_of(name) != first else f"{first} {last}".strip()


def names_of(whole: Any, items: Sequence[Item], export: Export) -> Iterator[tuple[str, str]]:
    """The names of accounts by their ids, as messages and lists of people tell them."""
    account, profile = export.own_name
    for item in reversed(items) if account else ():
        if name := name_in(find(item, profile) or {}):
            yield text_of(find(item, account)), name
    people = (find(whole, PEOPLE), *(item.get("mentions") for item in items))
    for one in chain.from_iterable(some for some in people if isinstance(some, list)):
        if isinstance(one, dict) and (name := name_in(one.get("profile") or {}) or name_in(one)):
            yield text_of(find(one, ID)), name
