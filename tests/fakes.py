"""A house without sockets: `house()` gives a Realm with a clock that only moves when told, and visitors that remember."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.task import Clock as TwistedClock

from chatroom.buses.local import LocalBus
from chatroom.delivery.outbox import Outbox
from chatroom.delivery.turn import Turn
from chatroom.ports import NotStored
from chatroom.rules.accounts import Account, Role
from chatroom.rules.channel import Channel
from chatroom.rules.moderator import Moderator
from chatroom.rules.realm import Realm
from chatroom.rules.session import Session
from chatroom.rules.sweep import sweep
from chatroom.stores.memory import MemoryStore
from chatroom.words.commands import Command, Introduce, Say
from chatroom.words.credentials import Login
from chatroom.words.events import Event
from chatroom.words.logged import Attempted, Disconnected
from chatroom.words.names import fold
from chatroom.words.policies import PLAIN, Policies
from chatroom.words.records import AccountMade, AuditRow, MailLeft, NoteWritten, Record, RoleGiven, Snapshot

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

    def settings(self) -> tuple[tuple[str, str], ...]:
        return ()

    def of(self, person: int) -> WordFormat:
        return self

    def elsewhere(self) -> WordFormat:
        return self


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

    def __init__(self, house: House, home: str, host: str = "127.0.0.1") -> None:
        self.house = house
        self.transport = FakeTransport()
        self.outbox = Outbox(self.transport, house.turn, 256 * 1024)
        self.session: Session = house.realm.open(
            self.outbox,
            house.format,  # type: ignore[arg-type]
            door="fake",
            address=host,
            host=host,
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
        return self.heard()

    def heard(self) -> list[Any]:
        """The same as far as it has arrived; the turn goes on."""
        numbers = self.transport.written[self._read :].split()
        self._read = len(self.transport.written)
        return [self.house.format.events[int(number)] for number in numbers]

    def hang_up(self) -> None:
        """The line is lost."""
        self.outbox.lost()
        self.house.realm.lost(self.session)


class RefusingStore:
    """A store that cannot keep anything."""

    def restore(self, now: float) -> Deferred[Snapshot]:
        return succeed(Snapshot())

    def commit(self, records: Sequence[Record]) -> Deferred[int]:
        return fail(NotStored("disk full"))

    def audit(self, *, last: int = 50, who: str = "", target: str = "", act: str = "") -> Deferred[list[AuditRow]]:
        return fail(NotStored("disk full"))

    def notes(self, subject: str) -> Deferred[list[NoteWritten]]:
        return fail(NotStored("disk full"))

    def history(self, subject: str) -> Deferred[list[AuditRow]]:
        return fail(NotStored("disk full"))

    def mail(self, account: str) -> Deferred[list[MailLeft]]:
        return fail(NotStored("disk full"))

    def close(self) -> Deferred[None]:
        return succeed(None)


class SlowStore(MemoryStore):
    """A store in memory that keeps things when it is told to, in the order in which they came."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[tuple[Record, ...], Deferred[int]]] = []

    def commit(self, records: Sequence[Record]) -> Deferred[int]:
        answer: Deferred[int] = Deferred()
        self.asked.append((tuple(records), answer))
        return answer

    def fire(self, *, fails: bool = False) -> None:
        """The commit that has waited longest is kept, or cannot be."""
        records, answer = self.asked.pop(0)
        if fails:
            answer.errback(NotStored("disk full"))
        else:
            super().commit(records).addCallbacks(answer.callback, answer.errback)


class ScriptedChecker:
    """Passwords whose secrets can be read: "secret of pw". Answers at once, or when told to with `by_hand`.

    `asked` counts what would have cost a hash; `trouble` is what it fails with from now on.
    """

    def __init__(self) -> None:
        self.by_hand = False
        self.trouble: Exception | None = None
        self.asked: list[tuple[str, str]] = []  # what was to be done, and for which secret
        self._waiting: list[Callable[[], None]] = []

    def hash(self, password: str) -> Deferred[str]:
        return self._answered("hash", "", f"secret of {password}")

    def verify(self, secret: str, password: str) -> Deferred[bool]:
        return self._answered("verify", secret, secret == f"secret of {password}")

    def fire(self) -> None:
        """What has waited longest is done."""
        self._waiting.pop(0)()

    def _answered(self, what: str, secret: str, result: Any) -> Deferred[Any]:
        self.asked.append((what, secret))
        answer: Deferred[Any] = Deferred()
        trouble = self.trouble
        self._waiting.append(lambda: answer.callback(result) if trouble is None else answer.errback(trouble))
        if not self.by_hand:
            self.fire()
        return answer


class House:
    """A Realm and what is around it."""

    def __init__(
        self,
        channels: Iterable[Channel],
        *,
        exact_names: bool = False,
        store: Any = None,
        checker: Any = None,
        snapshot: Snapshot | None = None,
        mail_seconds: float | None = None,
    ) -> None:
        self.clock = FakeClock()
        self.turn = Turn(self.clock)
        self.format = WordFormat()
        self.witnessed: list[Event] = []
        self.logged: list[Event] = []  # what only a log is told of: passwords that came, people who went
        self.store = store or MemoryStore()
        self.checker: Any = checker or ScriptedChecker()
        self.tickets = iter(f"ticket-{n:04d}" for n in range(10_000))
        bus = LocalBus()
        self.realm = Realm(
            channels,
            clock=self.clock,
            turn=self.turn,
            bus=bus,
            store=self.store,
            checker=self.checker,
            snapshot=snapshot,
            exact_names=exact_names,
            witnesses=(self._saw,),
            secret=lambda: next(self.tickets),
            mail_seconds=mail_seconds,
        )
        bus.join(self.realm)

    def open(self, home: str = "lobby", host: str = "127.0.0.1") -> Visitor:
        """Somebody connects and has not given a name yet."""
        return Visitor(self, home, host)

    def enter(self, nick: str, home: str = "lobby", host: str = "127.0.0.1") -> Visitor:
        """Somebody comes in under that name; what it heard on the way is forgotten."""
        visitor = self.open(home, host)
        visitor.ask(Introduce(nick))
        visitor.hear()
        return visitor

    def account(self, nick: str, role: str = "member", password: str = "pw", channel: str = "") -> Account:
        """An account that is there already, in the realm and, where it keeps things at once, in the store."""
        key, secret = fold(nick), f"secret of {password}"
        account = self.realm.accounts.get(key)
        if account is None:
            account = self.realm.accounts.add(Account(key, nick, secret, NOON))
            self._keep(AccountMade(NOON, key, nick, secret))
        if role != "member":
            account.roles[channel] = Role(role)
            self._keep(RoleGiven(NOON, key, role, channel))
        return account

    def _saw(self, event: Event) -> None:
        (self.logged if isinstance(event, Attempted | Disconnected) else self.witnessed).append(event)

    def _keep(self, record: Record) -> None:
        if isinstance(self.store, MemoryStore):
            MemoryStore.commit(self.store, (record,))

    def sign_in(self, nick: str, home: str = "lobby", password: str = "pw", host: str = "127.0.0.1") -> Visitor:
        """Somebody comes in with its account; what it heard on the way is forgotten."""
        visitor = self.open(home, host)
        visitor.ask(Login(nick, password))
        visitor.hear()
        return visitor

    def audit(self) -> list[tuple[str, str, str, str]]:
        """The rows of the audit log, oldest first: who, act, target, result."""
        rows: list[Any] = []
        self.store.audit(last=1000).addCallback(rows.extend)
        return [(row.act.who, row.act.act, row.act.target, row.act.result) for row in reversed(rows)]

    def snapshot(self) -> Snapshot:
        """What the store would give at a start now."""
        found: list[Snapshot] = []
        self.store.restore(self.clock.wall()).addCallback(found.append)
        return found[0]

    def staff(self, account: Account | None = None, host: str = "") -> tuple[Moderator, list[Any]]:
        """An operator at the server's own terminal, or at an account's console, and the list to which its answers are added."""
        heard: list[Any] = []
        events = self.format.events

        class Sink:
            def tell(self, data: bytes) -> None:
                heard.append(events[int(data)])

            def close(self) -> None:
                pass

            def abort(self) -> None:
                pass

        moniker, format = "operator" if account is None else account.nick, self.format
        staff = Moderator(
            self.realm,
            Sink(),
            format,  # type: ignore[arg-type]
            door="console",
            moniker=moniker,
            account=account,
            host=host,
        )
        return staff, heard

    def pass_time(self, seconds: float, step: float = 1.0) -> None:
        """Time goes by, with the sweep's look at the clock every second."""
        left = seconds
        while left > 0:
            self.clock.reactor.advance(min(step, left))
            left -= step
            sweep(self.realm, self.realm.now())
        self.turn.flush()


def house(
    seats: int = 3,
    *,
    policies: Policies = PLAIN,
    exact_names: bool = False,
    store: Any = None,
    checker: Any = None,
    snapshot: Snapshot | None = None,
    mail_seconds: float | None = None,
    **more: int,
) -> House:
    """A house with a channel `lobby` of that many seats, and one more for each keyword (name=seats)."""
    channels = [Channel(name, capacity, policies) for name, capacity in {"lobby": seats, **more}.items()]
    return House(channels, exact_names=exact_names, store=store, checker=checker, snapshot=snapshot, mail_seconds=mail_seconds)
