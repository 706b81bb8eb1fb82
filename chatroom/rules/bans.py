"""Who may not come in, and why: by name and whatever looks like it, by account, by SSH key, by address, by network.

Asked at every entry and rename. Times are wall seconds: a ban ends when its date says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, NamedTuple

from chatroom.words.names import fold, looks
from chatroom.words.records import BanPlaced

if TYPE_CHECKING:
    from chatroom.rules.accounts import Account

Network = IPv4Network | IPv6Network


class Subject(NamedTuple):
    """What is known of somebody at a door. `host`: its IP address, "" where there is none."""

    nick: str
    account: str
    keys: tuple[str, ...]
    host: str


def subject(nick: str, account: Account | None, host: str) -> Subject:
    """What bans are compared with."""
    host = host if (address := address_of(host)) is None else str(address)
    if account is None:
        return Subject(nick, "", (), host)
    return Subject(nick, account.key, tuple(account.keys), host)


def target_of(text: str) -> tuple[str, str]:
    """The kind and the value that staff means: account:NAME, key:FINGERPRINT, an address, a network, or a name.

    An IPv6 address stands for its /64, since one visitor has all of that.
    """
    prefix, colon, rest = text.partition(":")
    if colon and prefix in ("account", "name") and rest:
        return prefix, fold(rest)
    if colon and prefix == "key" and rest:
        return "key", rest
    try:
        address = address_of(text)
        network = ip_network(text if address is None else address, strict=False)
    except ValueError:
        return "name", fold(text)
    if network.num_addresses > 1:
        return "network", str(network)
    if network.version == 6:
        return "network", source_of(str(network.network_address))
    return "address", str(network.network_address)


def source_of(host: str) -> str:
    """What counts as one place when tries or people from it are counted: an IPv4 address, or the /64 of an IPv6 one."""
    address = address_of(host)
    if address is None:
        return host
    return str(address if address.version == 4 else ip_network(f"{address}/64", strict=False))


class BanList:
    """The bans in force, by number."""

    __slots__ = ("_bans", "_exact", "_looks", "_networks", "next_number")

    def __init__(self, bans: Iterable[BanPlaced] = (), next_number: int = 1) -> None:
        self.next_number = next_number
        self._bans: dict[int, BanPlaced] = {}
        self._exact: dict[tuple[str, str], int] = {}
        self._looks: dict[str, set[int]] = {}
        self._networks: dict[int, Network] = {}
        for ban in bans:
            self.add(ban)

    def __len__(self) -> int:
        return len(self._bans)

    def __iter__(self) -> Iterator[BanPlaced]:
        return iter(self._bans.values())

    def add(self, ban: BanPlaced) -> None:
        """A ban of the same target is replaced."""
        older = self.by_target(ban.kind, ban.value)
        if older is not None:
            self.lift(older.number)
        self._bans[ban.number] = ban
        self._exact[ban.kind, ban.value] = ban.number
        if ban.kind == "name":
            for look in looks(ban.value):
                self._looks.setdefault(look, set()).add(ban.number)
        elif ban.kind == "network":
            self._networks[ban.number] = ip_network(ban.value)
        self.next_number = max(self.next_number, ban.number + 1)

    def lift(self, number: int) -> None:
        """Does nothing if there is none of that number."""
        ban = self._bans.pop(number, None)
        if ban is None:
            return
        del self._exact[ban.kind, ban.value]
        self._networks.pop(number, None)
        for look in looks(ban.value) if ban.kind == "name" else ():
            self._looks[look].discard(number)
            if not self._looks[look]:
                del self._looks[look]

    def by_target(self, kind: str, value: str) -> BanPlaced | None:
        return self._bans.get(self._exact.get((kind, value), 0))

    def by_number(self, number: int) -> BanPlaced | None:
        return self._bans.get(number)

    def find(self, who: Subject, wall: float) -> BanPlaced | None:
        """The ban that keeps this visitor out at `wall`; those that have run out are forgotten."""
        for number in sorted(set(self._matching(who))):
            ban = self._bans.get(number)
            if ban is None:
                continue
            if ban.until is None or ban.until > wall:
                return ban
            self.lift(number)
        return None

    def _matching(self, who: Subject) -> Iterator[int]:
        # No account gets away under another name; who has given none yet is known by its address alone.
        names = [name for name in (fold(who.nick), who.account) if name]
        targets = [("address", who.host), *(("name", name) for name in names)]
        if who.account:
            targets += [("account", who.account), *(("key", key) for key in who.keys)]
        yield from (self._exact[target] for target in targets if target in self._exact)
        yield from (number for name in {who.nick, *names} - {""} for look in looks(name) for number in self._looks.get(look, ()))
        address = address_of(who.host) if self._networks else None
        if address is not None:
            yield from (number for number, network in self._networks.items() if address in network)


def address_of(host: str) -> IPv4Address | IPv6Address | None:
    """An IPv4 address that came through an IPv6 socket is an IPv4 address. None for what is no address."""
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
