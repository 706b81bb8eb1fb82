"""A house with its port for files on a real socket and a clock that moves when told; and a wire between that can be cut."""

from __future__ import annotations

import hashlib
import random
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from twisted.internet import reactor as _reactor
from twisted.internet.defer import Deferred
from twisted.internet.protocol import ClientFactory, Factory, Protocol, connectionDone
from twisted.internet.task import deferLater
from twisted.python.failure import Failure
from twisted.trial.unittest import TestCase

from chatroom.doors.handover import FileSite
from chatroom.rules.offers import Offer
from chatroom.words import files as f
from chatroom.words.policies import PLAIN
from tests.fakes import Visitor, house

reactor: Any = _reactor
CONTENT = random.Random(3).randbytes(1024 * 1024 + 5)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Wire(Protocol):
    """A connection of our own: says what it is told to, keeps what it hears."""

    transport: Any

    def __init__(self) -> None:
        self.heard = b""
        self.ended: Deferred[bytes] = Deferred()
        self.clean = False

    def dataReceived(self, data: bytes) -> None:
        self.heard += data

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self.clean = reason.check(type(connectionDone.value)) is not None
        self.ended.callback(self.heard)


class CarrierCase(TestCase):
    """alice offers, bob takes; the bytes go over 127.0.0.1."""

    timeout = 60.0

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.place = house(4, policies=replace(PLAIN, afk=None))
        self.realm = self.place.realm
        self.site = FileSite(self.realm, self.place.clock.mono, reactor)
        self.port = reactor.listenTCP(0, self.site, interface="127.0.0.1")
        self.addCleanup(self.stop)
        self.number = self.port.getHost().port
        self.realm.offers.place = f"http://127.0.0.1:{self.number}"
        self.alice, self.bob = self.place.enter("alice"), self.place.enter("bob")
        self.alice.hear()

    async def stop(self) -> None:
        await self.port.stopListening()
        await self.until(lambda: not self.site._open)

    async def until(self, condition: Any) -> None:
        """Lets the reactor turn until it holds; the test's own time limit is the end of patience."""
        while not condition():
            await deferLater(reactor, 0.005)

    def offer(self, name: str = "notes.bin", **known: Any) -> Offer:
        """Offered and accepted."""
        self.alice.ask(f.OfferFile("bob", name, **known))
        (offer,) = [one for one in self.realm.offers if one.stage.value == "offered"]
        self.bob.ask(f.AcceptFile(str(offer.number)))
        self.alice.hear(), self.bob.hear()
        return offer

    def url(self, code: str, port: int = 0) -> str:
        return f"http://127.0.0.1:{port or self.number}/t/{code}"

    async def wire(self, said: bytes = b"") -> Wire:
        """A connection that says this."""
        connected: Deferred[Wire] = Deferred()

        class Dial(ClientFactory):
            noisy = False

            def buildProtocol(self, address: object) -> Wire:
                wire = Wire()
                reactor.callLater(0, connected.callback, wire)
                return wire

        reactor.connectTCP("127.0.0.1", self.number, Dial())
        wire = await connected
        wire.transport.write(said)
        return wire

    async def answer(self, said: bytes) -> bytes:
        """What is answered to this, up to the end of the connection."""
        wire = await self.wire(said)
        return await wire.ended

    def told(self, who: Visitor, kind: type[Any]) -> list[Any]:
        return [event for event in who.hear() if isinstance(event, kind)]


class Proxy(Factory):
    """A cable to the port of files. It breaks on the first connection that carries more bytes than the first of `breaks`, then on
    one that carries more than the second, and so on. Bytes count that go `towards` the "client" or the "server".
    """

    noisy = False

    def __init__(self, port: int, breaks: list[int], towards: str) -> None:
        self.port = port
        self.breaks = breaks
        self.towards = towards
        self.broken = 0

    def buildProtocol(self, address: object) -> Protocol:
        return _Near(self)


class _Near(Protocol):
    transport: Any

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        self.far: Any = None
        self.early = b""
        self.passed = 0
        self.cut = False

    def connectionMade(self) -> None:
        near = self

        class Far(Protocol):
            transport: Any

            def connectionMade(self) -> None:
                near.far = self
                near.transport.registerProducer(self.transport, True)
                self.transport.registerProducer(near.transport, True)
                self.transport.write(near.early)

            def dataReceived(self, data: bytes) -> None:
                near.transport.write(near.counted(data, "client"))

            def connectionLost(self, reason: Failure = connectionDone) -> None:
                near.transport.unregisterProducer()
                near.transport.loseConnection()

        class Dial(ClientFactory):
            noisy = False
            protocol = Far

        reactor.connectTCP("127.0.0.1", self.proxy.port, Dial())

    def counted(self, data: bytes, direction: str) -> bytes:
        """What still goes through."""
        proxy = self.proxy
        self.passed += len(data) if direction == proxy.towards else 0
        if self.cut or not proxy.breaks or self.passed <= proxy.breaks[0]:
            return b"" if self.cut else data
        if self.far is not None:
            self.cut = True
            del proxy.breaks[0]
            proxy.broken += 1
            self.far.transport.abortConnection()
            self.transport.abortConnection()
        return b""

    def dataReceived(self, data: bytes) -> None:
        data = self.counted(data, "server")
        if self.far is None:
            self.early += data
        else:
            self.far.transport.write(data)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        if self.far is not None:
            self.far.transport.unregisterProducer()
            self.far.transport.abortConnection()
