"""The table of offered files: each with its number, its two codes once it is taken, and how far it has come.

Sizes are bytes, times monotonic seconds. It must never know who may do what (offering.py), nor hold a byte of a file.
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
        "break_off", "channel", "done", "down", "due", "hidden", "name", "number", "parties", "path", "receiver", "resumable",
        "sender", "sha256", "size", "stage", "up",
    )  # fmt: skip

    def __init__(self, number: int, sender: Who, receiver: Who, channel: str, path: str, size: int, sha256: str) -> None:
        self.number = number
        self.sender = sender
        self.receiver = receiver
        self.channel = channel
        self.path = path  # as the sender typed it
        self.name = base_name(path)
        self.size = size
        self.sha256 = sha256
        self.up = self.down = ""  # the codes of the two ends, from the moment it is taken
        self.stage = Stage.OFFERED
        self.done = 0
        self.due = 0.0
        self.resumable = False  # the receiver can fetch the rest after a break
        self.hidden = False  # the receiver ignores the sender
        self.parties: tuple[Subject, ...] = ()  # as bans know the two
        self.break_off: Callable[[], None] = _nothing  # closes the ends


class Offers:
    """All offers, by number and by code. Closed, and every offer refused, as long as there is no place for the bytes."""

    def __init__(self, secret: Callable[[], str]) -> None:
        self.place = ""  # where the ends go, for people to type
        self.limits = OfferLimits()
        self._secret = secret
        self._numbers = count(1)
        self._offers: dict[int, Offer] = {}
        self._codes: dict[str, Offer] = {}

    def __len__(self) -> int:
        return len(self._offers)

    def __iter__(self) -> Iterator[Offer]:
        return iter(list(self._offers.values()))

    def __contains__(self, offer: Offer) -> bool:
        return offer.number in self._offers

    @property
    def open(self) -> bool:
        return bool(self.place)

    def find(self, code: str) -> Offer | None:
        """The offer of which this is one of the two codes."""
        return self._codes.get(code)

    def add(self, sender: Who, receiver: Who, channel: str, path: str, size: int, sha256: str) -> Offer:
        """Refuses TOO_MANY_FILES."""
        mine = sum(offer.sender.person == sender.person for offer in self._offers.values())
        if mine >= self.limits.each or len(self._offers) >= self.limits.most:
            raise Refused(Reason.TOO_MANY_FILES, path, number=self.limits.each, hint=receiver.nick)
        offer = Offer(next(self._numbers), sender, receiver, channel, path, size, sha256)
        self._offers[offer.number] = offer
        return offer

    def take(self, offer: Offer) -> None:
        """Writes the two codes."""
        offer.stage = Stage.WAITING
        offer.up, offer.down = self._secret(), self._secret()
        self._codes[offer.up] = self._codes[offer.down] = offer

    def forget(self, offer: Offer) -> bool:
        """Its number, codes and share of the limits are free; False if they were."""
        self._codes.pop(offer.up, None)
        self._codes.pop(offer.down, None)
        return self._offers.pop(offer.number, None) is not None


def base_name(path: str) -> str:
    """What others see of a path: its last part, not too long."""
    return path.replace("\\", "/").rpartition("/")[2].strip()[-MAX_NAME:] or "file"


def _nothing() -> None:
    """What there is to close before an end is there."""
