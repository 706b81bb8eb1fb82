"""The Realm: what all doors share. Users, admins, bans, and the channels with their waiting lines.

Three verbs in a row, perform -> decide -> deliver, and between them the bus. This file holds the tables and the three verbs;
what each command means is listed in decisions.py. It must never hold text, wordings, SQL or timers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from typing import TYPE_CHECKING, cast

from chatroom.delivery.audience import Audience
from chatroom.delivery.outbox import Outbox
from chatroom.delivery.turn import Turn
from chatroom.ports import Bus, Checker, Clock, Format, Plugins, Sink, Store, Witness
from chatroom.rules import attending, departing, hearing, holding, resuming, sweep
from chatroom.rules.accounts import Account, Accounts
from chatroom.rules.acting import Acts, in_turn
from chatroom.rules.bans import BanList
from chatroom.rules.channel import Channel
from chatroom.rules.charter import rights_of_owner
from chatroom.rules.deadlines import Deadlines
from chatroom.rules.decisions import DECIDE
from chatroom.rules.ending import Plan
from chatroom.rules.entry import Names, takes_guests
from chatroom.rules.extending import NO_PLUGINS
from chatroom.rules.flood import charge
from chatroom.rules.misheard import misheard
from chatroom.rules.mutes import HouseMutes
from chatroom.rules.numbering import Numbering
from chatroom.rules.offers import Offers
from chatroom.rules.pastes import Pastes
from chatroom.rules.person import Person
from chatroom.rules.restoring import restore
from chatroom.rules.resuming import Codes
from chatroom.rules.sending import Transfers
from chatroom.rules.session import Heard, Session, State
from chatroom.rules.throttle import Throttle
from chatroom.words.commands import Command, Right, Say
from chatroom.words.events import Cause, Event, Greeted, Refusal, ShuttingDown, Who
from chatroom.words.policies import PLAIN, ROOMS, Policies, Rooms
from chatroom.words.records import Snapshot
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.moderator import Moderator

NAME_SECONDS = 30.0  # to give a name
LEAVING_SECONDS = 3.0  # for last words to be read before the connection is cut


class Realm:
    """One house. Every door and every channel's factory holds this same object.

    `secret()` gives an unguessable word for each ticket and token; `on_shutdown` is called when staff stops the house.
    """

    def __init__(
        self,
        channels: Iterable[Channel],
        *,
        clock: Clock,
        turn: Turn,
        bus: Bus,
        store: Store,
        checker: Checker | None = None,
        snapshot: Snapshot | None = None,
        exact_names: bool = False,
        witnesses: Iterable[Witness] = (),
        secret: Callable[[], str] = lambda: "",
        name_seconds: float = NAME_SECONDS,
        policies: Policies = PLAIN,
        rooms: Rooms = ROOMS,
        mail_seconds: float | None = None,
    ) -> None:
        self.channels = {channel.name: channel for channel in channels}
        self.people: dict[int, Person] = {}
        self.sessions: dict[int, Session] = {}
        self.admins: dict[int, Moderator] = {}  # by session
        snapshot = snapshot or Snapshot()
        self.accounts = Accounts(snapshot.accounts)
        self.bans, self.mutes = BanList(snapshot.bans, snapshot.next_ban), HouseMutes()
        self.throttle = Throttle()
        self.checker = checker  # None: there are no accounts here
        self.in_making: dict[str, tuple[str, int]] = {}  # accounts that the store is about to keep: name and person (or 0)
        self.acts = Acts()
        self.names = Names(exact_names)
        self.deadlines = Deadlines()
        self.secret = secret
        self.codes = Codes(secret)
        self.transfers = Transfers(secret)
        self.offers, self.pastes = Offers(secret), Pastes()
        self.store = store
        self.stopping = False
        self.plugins: Plugins = NO_PLUGINS
        self.on_shutdown: Callable[[], None] = lambda: None
        self.on_reload: Callable[[], tuple[bool, list[str]]] = lambda: (True, [])  # is it sound, and what is to be said of it
        self.lines_so_far: Callable[[], int] = lambda: 0
        self.plans: dict[str, Plan] = {}  # what a countdown runs for: a channel's end of a visit, or "" for the server's end
        self.watching: dict[str, dict[int, Session]] = {}  # by channel, the consoles that look on
        self.name_seconds = name_seconds
        self.ears: dict[str, set[Session]] = {}  # by channel, the connections there whose bell every line rings
        self.ignored: dict[str, set[int]] = {}  # key of a name -> people who ignore it
        self.house_policies = policies
        self.rooms = rooms
        self.mail_seconds = mail_seconds  # how long whispers to accounts that are not here are kept; None: not at all
        self.turn = turn
        self._clock = clock
        self._bus = bus
        self._witnesses = tuple(witnesses)
        self.audiences = {name: Audience(turn) for name in self.channels}
        self._by_sink: dict[Outbox, Session] = {}
        self.numbering = Numbering(self, clock, turn)
        self._numbers = count(1)
        turn.on_doomed = self.doomed
        restore(self, snapshot)

    def __repr__(self) -> str:
        return f"<Realm: {len(self.channels)} channels, {len(self.people)} people, {len(self.sessions)} sessions>"

    # ---- sessions come and go ------------------------------------------------------------------------------------

    def open(self, sink: Outbox, format: Format, *, door: str, address: str, host: str = "", home: str = "") -> Session:
        """A new connection at a door; `home` is the channel behind it, "" for none. It is greeted and has 30 s to give a name."""
        session = Session(next(self._numbers), sink, format, door=door, address=address, host=host, home=home)
        self.sessions[session.id] = session
        self._by_sink[sink] = session
        now = self.now()
        if self.stopping:
            self.refuse(session, Refused(Reason.STOPPING), now)
            self.end(session, now)
            return session
        channel = self.channels.get(home)
        seats = (len(channel.members), channel.capacity, len(channel.waiters())) if channel is not None else (0, 0, 0)
        self.tell(session.who, Greeted(now.wall, home, *seats, takes_guests(self, channel)))
        self.deadlines.add(now.mono + self.name_seconds, sweep.unnamed, session)
        return session

    def open_staff(
        self, sink: Sink, format: Format, *, door: str, moniker: str, rights: frozenset[Right], account: Account | None = None
    ) -> Session:
        """A console: somebody with rights, or with those of an account, and without a person in any channel."""
        outbox = cast(Outbox, sink)  # it sits in no audience, so that any sink will do
        session = Session(next(self._numbers), outbox, format, door=door, address="", host="", home="")
        session.state = State.PRESENT
        session.moniker, session.rights, session.staff = moniker, rights, account
        self.sessions[session.id] = session
        self._by_sink[outbox] = session
        return session

    def lost(self, session: Session, cause: Cause = Cause.LOST) -> None:
        """The connection is gone. Whoever has no other one there leaves its seat or place, at once or when a grace is over."""
        if session.id not in self.sessions:
            return
        session.step(Heard.LOST)
        now = self.now()
        if cause is Cause.LOST:
            resuming.line_lost(self, session, now)
        departing.leave_all(self, session, cause, now)
        departing.forget_person(self, session, now)
        self.deadlines.drop(sweep.unnamed, session)
        self.deadlines.drop(sweep.unflushed, session)
        for watchers in self.watching.values():
            watchers.pop(session.id, None)
        del self.sessions[session.id]
        del self._by_sink[session.sink]

    def doomed(self, sink: Outbox) -> None:
        """This one does not read. The others are told, and it is cut."""
        session = self._by_sink.get(sink)
        if session is not None and session.state is not State.LEAVING:
            now = self.now()
            departing.leave_all(self, session, Cause.SLOW, now)
            self.end(session, now)

    def end(self, session: Session, now: Moment) -> None:
        """Closes the connection after its last words, in 3 s at the latest. Its name is free from now on."""
        if session.state in (State.LEAVING, State.GONE):
            return
        session.step(Heard.ENDED)
        departing.forget_person(self, session, now)
        self.deadlines.drop(sweep.unnamed, session)
        self.deadlines.add(now.mono + LEAVING_SECONDS, sweep.unflushed, session)
        session.sink.close()

    # ---- the three verbs -----------------------------------------------------------------------------------------

    def perform(self, session: Session, command: Command) -> None:
        """A session asks for something. Every answer is an event that arrives by itself.

        Refuses NOT_NOW for what its state does not allow and FLOOD for what comes too fast; what is asked after the
        last words is dropped.
        """
        now = self._clock.mono()
        try:
            session.step(type(command))
            session.alive(now)
            if not charge(self, session, command, now):
                return
        except Refused as no:
            over = session.state in (State.LEAVING, State.GONE)
            if not over and (no.reason is not Reason.FLOOD or session.bucket.tells(now)):
                self.refuse(session, no, self.now())
            return
        self._bus.ask(session.who, command)

    def not_understood(self, session: Session, no: Refused, speech: Say | None = None) -> None:
        """What a session sent is no command: it is told why. `speech`: the same as if it were said, if people type there."""
        misheard(self, session, no, speech)

    def turn_away(self, session: Session, no: Refused) -> None:
        """This is no visitor: refused, and closed."""
        now = self.now()
        self.refuse(session, no, now)
        self.end(session, now)

    def decide(self, who: Who, command: Command) -> None:
        """The deciding node's part: checks the right and the place, then does it or refuses; acts of staff in turn."""
        session = self.sessions.get(who.session)
        if session is not None:  # it may have gone while its question travelled
            in_turn(self, session, command, self._decide)

    def _decide(self, session: Session, command: Command, now: Moment) -> None:
        if command.right is not None:
            place = getattr(command, "channel", "") or session.channel
            held = self.rights_anywhere(session) if command.anywhere else self.rights(session, place)
            if command.right not in held:
                raise Refused(Reason.NOT_ALLOWED, command.words[0])
        if not command.waiting and session.waits:
            attending.check_not_waiting(self, session, command)
        DECIDE[type(command)](self, session, command, now)

    def deliver(self, event: Event) -> None:
        """Every node's part: its own people hear it, and audiences change with what they hear."""
        hearing.deliver(self, event)

    def publish(self, event: Event) -> None:
        """Says that it has happened: to those who keep count, once, and to every node."""
        self.note(event)
        self._bus.publish(event)

    def note(self, event: Event) -> None:
        """Tells those who keep count, and nobody else."""
        for witness in self._witnesses:
            witness(event)

    def tell(self, who: Who, event: Event) -> None:
        """This node's part of an answer: one session hears it in its own format."""
        session = self.sessions.get(who.session)
        if session is not None:
            several = len(session.attends) > 1
            look = session.hears(getattr(event, "channel", "") or session.channel) if several else session.format
            line = look.encode(event)
            if line is not None:
                session.sink.tell(line)

    def answer(self, session: Session, event: Event) -> None:
        """An answer on its way, over the bus."""
        self._bus.tell(session.who, event)

    def refuse(self, session: Session, no: Refused, now: Moment) -> None:
        refusal = Refusal(now.wall, no.reason, no.subject, no.channel or session.channel, no.number, no.hint)
        self.note(refusal)
        self.answer(session, refusal)

    # ---- what the verbs share ------------------------------------------------------------------------------------

    def now(self) -> Moment:
        """One look at the clocks; taken once at the top of a command and handed down."""
        return Moment(self._clock.mono(), self._clock.wall())

    def rights(self, session: Session, channel: str) -> frozenset[Right]:
        """What this session may do in that channel, "" for the house: a console's own rights, or those of its account's role."""
        account = session.account
        held = session.rights if account is None else account.rights(channel)
        return held | rights_of_owner(session.person, self.channels.get(channel))

    def policies(self, session: Session) -> Policies:
        """Those of the channel where it is, or whose door it came by; the house's own where there is none."""
        channel = self.channels.get(session.channel or session.home)
        return self.house_policies if channel is None else channel.policies

    def person_of(self, account: Account) -> Person | None:
        """Who is here by that account, whatever name it goes by."""
        return next((person for person in self.people.values() if person.account is account), None)

    def rights_anywhere(self, session: Session) -> frozenset[Right]:
        """What this session may do in the house or in one channel at least."""
        return frozenset().union(*(self.rights(session, channel) for channel in ("", *self.channels)))

    def tell_person(self, person: int, channel: str, event: Event) -> None:
        """Every session of that person that is in the channel hears it."""
        sessions = self.people[person].attending(channel)
        for session in sessions:
            self.answer(session, event)
        if not sessions:
            holding.tell_elsewhere(self, self.people[person], channel, event)

    def shut_down(self, reason: str = "") -> None:
        """Tells everybody and closes every session; no new one gets in."""
        if not self.stopping:
            self.stopping = True
            self.publish(ShuttingDown(self.now().wall, reason))

    def new_number(self) -> int:
        return next(self._numbers)
