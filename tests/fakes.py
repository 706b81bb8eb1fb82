"""A house without sockets: `house()` gives a Realm with a clock that only moves when told, and visitors that remember."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from twisted.internet.defer import Deferred, fail
from twisted.internet.task import Clock as TwistedClock

from chatroom.buses.local import LocalBus
from chatroom.delivery.outbox import Outbox
from chatroom.delivery.turn import Turn
from chatroom.rules.channel import Channel
from chatroom.rules.moderator import Moderator
from chatroom.rules.realm import Realm
from chatroom.rules.session import Session
from chatroom.rules.sweep import sweep
from chatroom.stores.memory import MemoryStore
from chatroom.words.commands import Command, Introduce, Say
from chatroom.words.events import Event
from chatroom.words.policies import PLAIN, Policies

NOON = 1_700_000_000.0  # wall seconds at which every house opens


class FakeClock:
    """Monotonic time that `advance` moves; the wall clock goes along, and can be set."""

    def __init__(self) -> None:
        self.reactor = TwistedClock()
        self.wall_offset = NOON

    def mono(self) -> float:
        return self.reactor.seconds()

    def wall(self) -> float:
        return self.reactor.seconds() + self.wall_offset

    def later(self, seconds: float, fn: Callable[[], None]) -> object:
        return self.reactor.callLater(seconds, fn)


class WordFormat:
    """A format whose bytes are a number: the event itself is kept, for tests to compare."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def encode(self, event: Event) -> bytes:
        self.events.append(event)
        return b"%d\n" % (len(self.events) - 1)

    def settings(self) -> tuple[tuple[str, bool], ...]:
        return ()


class FakeTransport:
    """Takes everything at once and remembers it."""

    def __init__(self) -> None:
        self.written = b""
        self.closed = self.aborted = False

    def write(self, data: bytes) -> None:
        self.written += data

    def loseConnection(self) -> None:
        self.closed = True

    def abortConnection(self) -> None:
        self.aborted = True

    def registerProducer(self, producer: object, streaming: bool) -> None:
        pass

    def unregisterProducer(self) -> None:
        pass


class Visitor:
    """Somebody at a door: asks with commands, remembers the events it was sent."""

    def __init__(self, house: House, home: str) -> None:
        self.house = house
        self.transport = FakeTransport()
        self.outbox = Outbox(self.transport, house.turn, 256 * 1024)
        self.session: Session = house.realm.open(
            self.outbox,
            house.format,  # type: ignore[arg-type]
            door="fake",
            address="127.0.0.1",
            home=home,
        )
        self._read = 0

    def ask(self, command: Command) -> None:
        self.house.realm.perform(self.session, command)

    def say(self, text: str) -> None:
        self.ask(Say("", text))

    def hear(self) -> list[Any]:
        """What has come since it was last asked, in order; ends the turn."""
        self.house.turn.flush()
        numbers = self.transport.written[self._read :].split()
        self._read = len(self.transport.written)
        return [self.house.format.events[int(number)] for number in numbers]

    def hang_up(self) -> None:
        """The line is lost."""
        self.outbox.lost()
        self.house.realm.lost(self.session)


class RefusingStore:
    """A store that cannot keep anything."""

    def commit(self, events: Sequence[Event]) -> Deferred[None]:
        return fail(OSError("disk full"))


class House:
    """A Realm and what is around it."""

    def __init__(self, channels: Iterable[Channel], *, exact_names: bool = False, store: Any = None) -> None:
        self.clock = FakeClock()
        self.turn = Turn(self.clock)
        self.format = WordFormat()
        self.witnessed: list[Event] = []
        self.store = store or MemoryStore()
        self.tickets = iter(f"ticket-{n:04d}" for n in range(10_000))
        bus = LocalBus()
        self.realm = Realm(
            channels,
            clock=self.clock,
            turn=self.turn,
            bus=bus,
            store=self.store,
            exact_names=exact_names,
            witnesses=(self.witnessed.append,),
            secret=lambda: next(self.tickets),
        )
        bus.join(self.realm)

    def open(self, home: str = "lobby") -> Visitor:
        """Somebody connects and has not given a name yet."""
        return Visitor(self, home)

    def enter(self, nick: str, home: str = "lobby") -> Visitor:
        """Somebody comes in under that name; what it heard on the way is forgotten."""
        visitor = self.open(home)
        visitor.ask(Introduce(nick))
        visitor.hear()
        return visitor

    def staff(self) -> tuple[Moderator, list[Any]]:
        """An operator, and the list to which its answers are added."""
        heard: list[Any] = []
        events = self.format.events

        class Sink:
            def tell(self, data: bytes) -> None:
                heard.append(events[int(data)])

            def close(self) -> None:
                pass

            def abort(self) -> None:
                pass

        return Moderator(self.realm, Sink(), self.format, door="console", moniker="operator"), heard  # type: ignore[arg-type]

    def pass_time(self, seconds: float, step: float = 1.0) -> None:
        """Time goes by, with the sweep's look at the clock every second."""
        left = seconds
        while left > 0:
            self.clock.reactor.advance(min(step, left))
            left -= step
            sweep(self.realm, self.realm.now())
        self.turn.flush()


def house(seats: int = 3, *, policies: Policies = PLAIN, exact_names: bool = False, store: Any = None, **more: int) -> House:
    """A house with a channel `lobby` of that many seats, and one more for each keyword (name=seats)."""
    channels = [Channel(name, capacity, policies) for name, capacity in {"lobby": seats, **more}.items()]
    return House(channels, exact_names=exact_names, store=store)
