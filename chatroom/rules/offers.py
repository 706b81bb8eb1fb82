"""The table of offered files: each with its number, its two codes once it is taken, and how far it has come.

What is offered to a whole room stands once, for `asked`; whoever takes it gets a copy of the offer, with the same number. The
house holds such a file (`content`), small as it is; of no other it holds a byte.

Sizes are bytes, times monotonic seconds. It must never know who may do what (offering.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import count

from chatroom.rules.bans import Subject
from chatroom.words.events import Who
from chatroom.words.filenames import safe_file_name
from chatroom.words.refusals import Reason, Refused

MAX_NAME = 200  # characters of a file's name that are shown


@dataclass(frozen=True, slots=True)
class OfferLimits:
    """`largest` in bytes; `each`: how many offers and transfers one sender may have, `most`: the house; `expiry` in seconds,
    for an offer to be taken, and then for its two ends to come. `types`: the endings that files may have, () for any;
    `refused_types`: those that they may not have; in small letters, without the dot.
    """

    largest: int = 4_294_967_296
    each: int = 4
    most: int = 64
    expiry: float = 3600.0
    types: tuple[str, ...] = ()
    refused_types: tuple[str, ...] = ()

    def takes(self, path: str) -> bool:
        """Whether a file of that name may be sent. It is judged as it will arrive on a disk."""
        name = safe_file_name(path).lower()
        return (not self.types or _ends_in(name, self.types)) and not _ends_in(name, self.refused_types)

    def check_type(self, path: str) -> None:
        """Refuses FILE_TYPE, with the endings that would do as hint; "" if those are all but a few."""
        if not self.takes(path):
            raise Refused(Reason.FILE_TYPE, path, hint=" ".join(f".{one}" for one in self.types))


def _ends_in(name: str, types: tuple[str, ...]) -> bool:
    return name.endswith(tuple(f".{one}" for one in types))


class Stage(Enum):
    """How far an offer has come. The value is what lists show."""

    OFFERED = "offered"
    WAITING = "waiting"
    MOVING = "moving"
    BROKEN = "broken"


class Offer:
    """One file that is offered, and its way. `done` counts bytes from the beginning of the file."""

    __slots__ = (
        "asked", "break_off", "channel", "content", "done", "down", "due", "hidden", "name", "number", "origin", "parties",
        "path", "receiver", "resumable", "sender", "sha256", "size", "stage", "up",
    )  # fmt: skip

    def __init__(self, number: int, sender: Who, receiver: Who, channel: str, path: str, size: int, sha256: str) -> None:
        self.number = number
        self.sender = sender
        self.receiver = receiver
        self.channel = channel
        self.content: bytes | None = None  # all of it; None: the sender brings it
        self.asked: set[int] | None = None  # the people who may still take it; None: it is for its receiver alone
        self.origin: Offer | None = None  # what is offered to a room, if this is one taker's part of it
        self.path = path  # as the sender typed it
        self.name = base_name(path)
        self.size = size
        self.sha256 = sha256
        self.up = self.down = ""  # the codes of the two ends, from the moment it is taken; nobody brings what the house holds
        self.stage = Stage.OFFERED
        self.done = 0
        self.due = 0.0
        self.resumable = False  # the receiver can fetch the rest after a break
        self.hidden = False  # the receiver ignores the sender
        self.parties: tuple[Subject, ...] = ()  # as bans know the two
        self.break_off: Callable[[], None] = no_ends  # closes the ends

    @property
    def is_copy(self) -> bool:
        """One taker's part of what is offered to a room."""
        return self.origin is not None


class Offers:
    """All offers, by number and by code. Closed, and every offer refused, as long as there is no place for the bytes."""

    def __init__(self, secret: Callable[[], str]) -> None:
        self.place = ""  # where the ends go, for people to type
        self.limits = OfferLimits()
        self._secret = secret
        self._numbers = count(1)
        self._offers: dict[Offer, None] = {}
        self._codes: dict[str, Offer] = {}

    def __len__(self) -> int:
        return len(self._offers)

    def __iter__(self) -> Iterator[Offer]:
        return iter(list(self._offers))

    def __contains__(self, offer: Offer) -> bool:
        return offer in self._offers

    @property
    def open(self) -> bool:
        return bool(self.place)

    def find(self, code: str) -> Offer | None:
        """The offer of which this is one of the two codes."""
        return self._codes.get(code)

    def add(self, sender: Who, receiver: Who, channel: str, path: str, size: int, sha256: str) -> Offer:
        """Refuses TOO_MANY_FILES. What many take from a room counts once."""
        counted = [offer for offer in self._offers if not offer.is_copy]
        mine = sum(offer.sender.person == sender.person for offer in counted)
        if mine >= self.limits.each or len(counted) >= self.limits.most:
            raise Refused(Reason.TOO_MANY_FILES, path, number=self.limits.each, hint=receiver.nick)
        offer = Offer(next(self._numbers), sender, receiver, channel, path, size, sha256)
        self._offers[offer] = None
        return offer

    def copy(self, offer: Offer, receiver: Who) -> Offer:
        """The same for one of those who are asked."""
        copy = Offer(offer.number, offer.sender, receiver, offer.channel, offer.path, offer.size, offer.sha256)
        copy.content, copy.origin = offer.content, offer
        self._offers[copy] = None
        return copy

    def copies(self, offer: Offer) -> list[Offer]:
        """Of what is, or was, offered to a room under that number, those that are taken and have not arrived."""
        return [one for one in self._offers if one.is_copy and one.number == offer.number]

    def is_its_own(self, offer: Offer) -> bool:
        """Whether its sender sees and stops it by itself: a copy does not, as long as the room may still take others."""
        return offer.origin is None or offer.origin not in self._offers

    def take(self, offer: Offer) -> None:
        """Writes the codes of its ends."""
        offer.stage = Stage.WAITING
        if offer.content is None:
            offer.up = self._secret()
            self._codes[offer.up] = offer
        offer.down = self._secret()
        self._codes[offer.down] = offer

    def forget(self, offer: Offer) -> bool:
        """Its number, codes and share of the limits are free; False if they were."""
        self._codes.pop(offer.up, None)
        self._codes.pop(offer.down, None)
        return self._offers.pop(offer, self) is None


def base_name(path: str) -> str:
    """What others see of a path: its last part, not too long."""
    return path.replace("\\", "/").rpartition("/")[2].strip()[-MAX_NAME:] or "file"


def no_ends() -> None:
    """What there is to close before an end is there, and when all is over."""
