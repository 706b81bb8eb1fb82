"""Silences: what a mute is, and which of them holds for whom. Those of a channel and those of the house have one shape.

Times are monotonic seconds, but in `written`. It must never know what is told about them: that is muting.py.
"""

from __future__ import annotations

from ipaddress import ip_network
from math import ceil

from chatroom.rules.bans import Network, address_of

ON_ITS_WAY = 0.05  # seconds that a line may need from whoever types it, where the machine is busy


def left(until: float, now: float) -> int:
    """The whole seconds that are left, as the muted one is told them: rounded up, so that nobody is told 0.

    After one second of two, 1 is left (CLASSIC C7), also when the line that muted was longer on its way than this one.
    """
    return max(1, ceil(until - now - ON_ITS_WAY))


class Mute:
    """A silence with an end. It holds for a name, and for `people` whatever they call themselves.

    `guests`: it holds for those of an address or a network who are not signed in; `people` are then those who were told.
    `written`: its begin and its end as the store has them, in wall seconds; the same under every name that it goes to, and of no
    other mute by the same staff: acts are done one after the other.
    """

    __slots__ = ("by", "guests", "people", "reason", "until", "written")

    def __init__(
        self, until: float, by: str, reason: str, guests: bool = False, written: tuple[float, float] = (0.0, 0.0)
    ) -> None:
        self.until = until
        self.by = by
        self.reason = reason
        self.guests = guests
        self.written = written
        self.people: set[int] = set()


class Mutes(dict[str, Mute]):
    """The mutes of one place, by the key of a name: a mute outlives the connection, and may go to several names."""

    __slots__ = ()

    def of(self, person: int, key: str, now: float) -> Mute | None:
        """What holds for this person under that name; from now on it holds for it under every other, too."""
        mute = self._own(person, now) or self.get(key)
        if mute is None or mute.until <= now:
            return None
        mute.people.add(person)
        return mute

    def place(self, mute: Mute, keys: list[str], person: int = 0) -> None:
        """Under those names, and for that person; an older one holds for it no longer, be it longer or shorter."""
        for key in keys:
            self[key] = mute
        if person:
            self._move(person, mute)

    def under(self, mute: Mute) -> list[str]:
        """Every key under which it is kept."""
        return [key for key, same in self.items() if same is mute]

    def end(self, mute: Mute) -> list[str]:
        """Under every key that it went to; those keys."""
        under = self.under(mute)
        for key in under:
            self.lift(key)
        return under

    def lift(self, key: str) -> None:
        del self[key]

    def rename(self, person: int, old: str, new: str, now: float) -> bool:
        """The same person under another name. Its own mute goes with it and stays with the old name, too; one that waits
        under the new name falls on it. Of the two the longer counts: no name is a way out. True if `new` got one thereby."""
        own, waiting = self.get(old), self.get(new)
        if own is not None and person in own.people and (waiting is None or waiting.until < own.until):
            self[new] = own
            return True
        if waiting is not None and waiting.until > now:
            mine = self._own(person, now)
            if mine is None or mine.until < waiting.until:
                self._move(person, waiting)
        return False

    def forget(self, person: int) -> None:
        """It is gone, and its number with it."""
        for mute in self.values():
            mute.people.discard(person)

    def _own(self, person: int, now: float) -> Mute | None:
        return next((mute for mute in self.values() if person in mute.people and mute.until > now and not mute.guests), None)

    def _move(self, person: int, mute: Mute) -> None:
        for older in self.values():
            older.people.discard(person)
        mute.people.add(person)


class HouseMutes(Mutes):
    """Those of every channel at once: of names, and of the guests of addresses and networks (G503, G504).

    The latter are kept under `guests_key`, which is nobody's name.
    """

    __slots__ = ("_networks",)

    def __init__(self) -> None:
        self._networks: dict[str, Network] = {}

    def place_on_guests(self, mute: Mute, value: str) -> None:
        """On those who come from that address or network (as `bans.target_of` writes it) without an account."""
        self[guests_key(value)] = mute
        self._networks[guests_key(value)] = ip_network(value)

    def lift(self, key: str) -> None:
        super().lift(key)
        self._networks.pop(key, None)

    def of_guest(self, host: str, now: float) -> Mute | None:
        """What holds for a guest from there; of several, the one that lasts longest."""
        address = address_of(host) if self._networks else None
        if address is None:
            return None
        found = [self[key] for key, network in self._networks.items() if address in network and self[key].until > now]
        return max(found, key=lambda mute: mute.until, default=None)


def guests_key(value: str) -> str:
    return f"guests {value}"


def spelling(key: str) -> str:
    """How staff types what a mute of the house is kept under."""
    return key.removeprefix("guests ") if " " in key else f"*:{key}"
