"""One realm for the whole house: every channel's factory holds the same people, staff, bans and waiting lines."""

from pathlib import Path

from twisted.internet.testing import MemoryReactorClock, StringTransport
from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import Settings, channel
from chatroom.house import House
from chatroom.rules.bans import subject
from chatroom.rules.realm import Realm
from chatroom.words.records import BanPlaced

NAMES = ("lobby", "quiet", "garden")


class OneRealmTests(SynchronousTestCase):
    """A house as it is put together for real, with a reactor that opens no sockets."""

    def setUp(self) -> None:
        self.reactor = MemoryReactorClock()
        rooms = tuple(channel(name, 5000 + n, 1) for n, name in enumerate(NAMES))
        self.house = House(Settings(data=Path("data"), channels=rooms), self.reactor)
        self.house.open()
        self.factories = {factory.channel: factory for _, factory, *_ in [(p, f) for p, f, *_ in self.reactor.tcpServers]}

    def visit(self, name: str, nick: str) -> StringTransport:
        """Somebody comes through that channel's port."""
        protocol = self.factories[name].buildProtocol(None)
        transport = StringTransport()
        transport.setTcpNoDelay = transport.setTcpKeepAlive = lambda on: None  # type: ignore[attr-defined]
        protocol.makeConnection(transport)
        protocol.dataReceived(nick.encode() + b"\r\n")
        self.reactor.advance(0)
        return transport

    def test_one_port_and_one_factory_per_channel(self) -> None:
        self.assertEqual(
            [(port, factory.channel) for port, factory, *_ in self.reactor.tcpServers],
            [(5000, "lobby"), (5001, "quiet"), (5002, "garden")],
        )
        self.assertEqual(len({id(factory) for factory in self.factories.values()}), 3)

    def test_they_hold_the_same_realm(self) -> None:
        for factory in self.factories.values():
            self.assertIs(factory.realm, self.house.realm)
        self.assertIsInstance(self.house.realm, Realm)

    def test_it_holds_people_staff_bans_and_the_waiting_lines(self) -> None:
        for name in NAMES:
            self.visit(name, "first-" + name)
            self.visit(name, "second-" + name)
        realm = self.factories["lobby"].realm
        realm.bans.add(BanPlaced(0.0, 1, "name", "zoe", "operator", "", None))
        for factory in self.factories.values():
            nicks = {person.nick for person in factory.realm.people.values()}
            self.assertEqual(nicks, {place + name for name in NAMES for place in ("first-", "second-")})
            self.assertIsNotNone(factory.realm.bans.find(subject("zoe", None, ""), 0.0))
            self.assertIs(factory.realm.admins, realm.admins)
            self.assertEqual({name: len(room.queue) for name, room in factory.realm.channels.items()}, dict.fromkeys(NAMES, 1))

    def test_a_name_taken_at_one_port_is_taken_at_the_others(self) -> None:
        self.visit("lobby", "alice")
        self.assertIn(b"taken", self.visit("quiet", "alice").value())

    def test_a_ban_holds_at_every_port(self) -> None:
        self.house.realm.bans.add(BanPlaced(0.0, 1, "name", "zoe", "operator", "spam", None))
        for name in NAMES:
            self.assertIn(b"spam", self.visit(name, "zoe").value())
        self.assertEqual(self.house.realm.people, {})
