"""Labels for participants and exchanges, for sessions that are no chats: captions, minutes, documents."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ohbot.model import Exchange, Heading, Item, Message, Person, Prose, Session
from ohbot.privacy import Labels
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
    labels.learn(_texts(session.body))
    return replace(
        session,
        title=labels.relabel(session.title) if session.title else None,
        people=tuple(
            person for person in session.people if person.name not in speaking or spared.name([person.name])
        ),
        body=tuple(_relabelled(item, labels) for item in session.body),
        metadata={**session.metadata, "private": {"participants": labels.private}},
    )


def _texts(body: Sequence[Item]) -> Iterator[str]:
    """Every text of a body."""
    for item in body:
        match item:
            case Exchange(question=question, answers=answers):
                yield from (question, *(answer.text for answer in answers))
            case Message(text=text) | Heading(text=text) | Prose(wikitext=text):
                yield text


def _relabelled(item: Item, labels: Labels) -> Item:
    """An item with the participants in its texts, and as its speaker, replaced."""
    match item:
        case Exchange(question=question, answers=answers):
            said = tuple(replace(answer, text=labels.relabel(answer.text)) for answer in answers)
            return replace(item, question=labels.relabel(question), answers=said)
        case Message(text=text, speaker=speaker):
            name = labels.relabel_values(speaker) if speaker in labels else speaker
            return replace(item, text=labels.relabel(text), speaker=name)
        case Heading(text=text):
            return replace(item, text=labels.relabel(text))
        case Prose(wikitext=text):
            return replace(item, wikitext=labels.relabel(text))
