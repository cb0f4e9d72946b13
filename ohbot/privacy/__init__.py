"""What never leaves this machine: pure rules for texts and lines, of no kind of transcript in particular.

Whoever reads a transcript asks ``withheld`` which of its lines were for one person only, before reading them, and
``typed_to_one`` of each text that somebody says; ``without_addresses`` and ``event_without_people`` take addresses,
numbers, hosts and real names out of the rest, and ``Labels`` puts labels for people who are to stay unnamed.
Where a form is unknown but may be private, the line is left out and counted.
"""

from ohbot.privacy.addresses import (
    HOST,
    NUMBER,
    name_without_address,
    private_in,
    that_may_tell,
    without_addresses,
)
from ohbot.privacy.commands import MAY_BE_TYPED, typed_to_one
from ohbot.privacy.counting import LinesByKind, Removed
from ohbot.privacy.events import event_without_people, is_whois
from ohbot.privacy.heads import Addressing
from ohbot.privacy.labels import Labels
from ohbot.privacy.marks import named_to_one
from ohbot.privacy.numbers import callers
from ohbot.privacy.record import has_off_mark, off_the_record
from ohbot.privacy.withheld import DIRECT, POSSIBLY, addressing, withheld

__all__ = [
    "DIRECT",
    "HOST",
    "MAY_BE_TYPED",
    "NUMBER",
    "POSSIBLY",
    "Addressing",
    "Labels",
    "LinesByKind",
    "Removed",
    "addressing",
    "callers",
    "event_without_people",
    "has_off_mark",
    "is_whois",
    "name_without_address",
    "named_to_one",
    "off_the_record",
    "private_in",
    "that_may_tell",
    "typed_to_one",
    "withheld",
    "without_addresses",
]
