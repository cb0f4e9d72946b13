"""Labels for participants and exchanges, for sessions that are no chats: captions, minutes, documents."""

from dataclasses import replace

from ohbot.model import Exchange, Item, Message, Person, Session, texts_in, with_texts
from ohbot.privacy.labels import Labels
from ohbot.recognise.nicks import plain_nick
from ohbot.sources.base import Note, Options, Reading
from ohbot.sources.exchanges import grouped
from ohbot.sources.identities import GivenNames, host_keys


def with_options(reading: Reading, options: Options) -> Reading:
    """The reading with the options applied that its reader had no use for."""
    if options.anonymise:
        reading = replace(reading, session=_anonymised(reading.session, options))
    if not options.exchanges or not any(isinstance(item, Message) for item in reading.session.body):
        return reading
    hosts = host_keys((*options.people, *(person for person in reading.session.people if person.role)), ())
    items, sentence = grouped(reading.session.body, lambda speaker: plain_nick(speaker) in hosts)
    session = replace(reading.session, body=tuple(items))
    return replace(reading, session=session, notes=(*reading.notes, Note(None, sentence)))


def _anonymised(session: Session, options: Options) -> Session:
    """The session with labels for whoever speaks in a message and is neither told nor somebody who answers."""
    answering = {answer.speaker for item in session.body if isinstance(item, Exchange) for answer in item.answers}
    spared = GivenNames(replace(options, people=(*options.people, *(Person(name) for name in answering if name))))
    speaking = {item.speaker: None for item in session.body if isinstance(item, Message)}
    asking = (item.metadata.get("private", {}).get("asker") for item in session.body if isinstance(item, Exchange))
    people_named = dict.fromkeys((*speaking, *(name for name in asking if isinstance(name, str))))
    asked = [name for name in people_named if name and name != session.default_speaker and not spared.name([name])]
    if not asked:
        return session
    named = (*(one.name for one in session.people), *people_named)
    labels = Labels(keep=(name for name in named if name and name not in asked))
    for name in asked:
        labels.add_once(name)
    labels.learn(text for item in session.body for text in texts_in(item))

    def relabelled(item: Item) -> Item:
        if not isinstance(item, Message) or item.speaker not in labels:
            return item
        return replace(item, speaker=labels.relabel_values(item.speaker))

    return replace(
        session,
        title=labels.relabel(session.title) if session.title else None,
        people=tuple(
            person for person in session.people if person.name not in speaking or spared.name([person.name])
        ),
        body=tuple(with_texts(item, labels.relabel) for item in map(relabelled, session.body)),
        metadata={**session.metadata, "private": {"participants": labels.private}},
    )
