"""Puts the house together: the realm, its doors and its sweep, from settings and a reactor that is handed in.

It knows every room, and nothing of how the process was started; that is tap.py's business.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from twisted.application.service import Service
from twisted.internet.defer import Deferred, gatherResults, maybeDeferred
from twisted.internet.error import CannotListenError, ReactorNotRunning
from twisted.internet.task import LoopingCall
from twisted.logger import Logger
from twisted.python.failure import Failure

from chatroom.buses.local import LocalBus
from chatroom.clock import SystemClock
from chatroom.config import BadConfig, Settings, load
from chatroom.config.differences import differences
from chatroom.delivery.turn import Turn
from chatroom.doors.console import Console, Paper
from chatroom.entrances import classchat_door, entrances
from chatroom.metrics import Tally
from chatroom.plugins import load as load_plugins
from chatroom.ports import Checker, Format, Store, Witness
from chatroom.rules.channel import Channel
from chatroom.rules.offers import OfferLimits
from chatroom.rules.realm import Realm
from chatroom.rules.sweep import sweep
from chatroom.stores.memory import MemoryStore
from chatroom.words.records import Snapshot
from chatroom.words.table import OPERATOR, Table

if TYPE_CHECKING:
    from chatroom.doors.classchat import Journal

BACKLOG = 1024  # connections that the kernel holds until they are accepted
GOODBYE_SECONDS = 4.0  # for everybody's last words; then the house is dark

_log = Logger("chatroom")


def stop_reactor(reactor: Any) -> None:
    """Ends the process after goodbye. Asked twice, it is ending already."""
    with suppress(ReactorNotRunning):
        reactor.stop()


def _left_open(failure: Failure) -> None:
    """The others are closed all the same, and so is the store: somebody may have removed the file of a socket."""
    _log.warn("A port could not be closed: {why}", why=failure.getErrorMessage())


@contextmanager
def _its_owners_alone() -> Iterator[None]:
    """What is made meanwhile is its owner's from its first moment on: a socket has its mode later than its name."""
    before = os.umask(0o177)
    try:
        yield
    finally:
        os.umask(before)


class House(Service):
    """Everything that runs: the realm, its doors, the sweep. Starting opens all ports or none; stopping says goodbye.

    The reactor is handed in, and asked to stop when staff shuts the house down.
    """

    def __init__(
        self,
        settings: Settings,
        reactor: Any,
        witnesses: tuple[Witness, ...] = (),
        *,
        store: Store | None = None,
        checker: Checker | None = None,
        snapshot: Snapshot | None = None,
    ) -> None:
        """Without a store it remembers nothing when it stops; without a checker it has no accounts."""
        self.settings = settings
        self.keeps = store is not None
        self.reactor = reactor
        self.tally = Tally()
        self.clock = SystemClock(reactor)
        self.turn = Turn(self.clock)
        self.ports: list[Any] = []
        bus = LocalBus()
        self.realm = Realm(
            [Channel(c.name, c.capacity, c.policies, c.topic, c.motd) for c in settings.channels],
            clock=self.clock,
            turn=self.turn,
            bus=bus,
            store=store or MemoryStore(),
            checker=checker,
            snapshot=snapshot,
            exact_names=settings.names == "channel",
            witnesses=(self.tally.saw, *witnesses),
            secret=lambda: secrets.token_urlsafe(18),
            name_seconds=settings.limits.name_seconds,
            policies=settings.policies,
            rooms=settings.rooms,
            mail_seconds=settings.offline_whispers,
        )
        bus.join(self.realm)
        self.realm.plugins = load_plugins(settings.plugins)
        self.realm.on_shutdown = self._shut_down_by_staff
        self.realm.on_reload = self.look_again
        self.realm.lines_so_far = self.tally.lines
        self.tally.gauge("people", "People with a name, whatever their doors", lambda: len(self.realm.people))
        self.tally.gauge("sessions", "Open connections", lambda: len(self.realm.sessions))
        self._sweep = LoopingCall(self._look_at_the_clock)
        self._sweep.clock = reactor

    def open(self) -> None:
        """Listens on every channel's port and for programs, or nowhere: raises `CannotListenError` for the first port that
        cannot be had.
        """
        with self._all_or_none():
            for host, port, factory in entrances(self.settings, self.realm, self.turn, self.clock.mono):
                self.ports.append(self.reactor.listenTCP(port, factory, BACKLOG, host))

    def open_classchat(self, port: int, journal: Journal) -> None:
        """Listens as ClassChat's own server did. Raises CannotListenError."""
        door = classchat_door(self.settings, self.realm, self.turn, journal)
        self.ports.append(self.reactor.listenTCP(port, door, BACKLOG, self.settings.host))

    def open_console(self) -> None:
        """Listens for staff over SSH, if the configuration has a port for it.

        Raises CannotListenError and BadHostKey; no port is open then.
        """
        ssh = self.settings.ssh
        if ssh.port is None:
            return
        if not self.keeps:
            _log.warn("There are no accounts here, so that nobody could log in over SSH: port {port} stays closed", port=ssh.port)
            return
        from chatroom.doors.gatekeeper import AccountGate
        from chatroom.doors.hostkey import fingerprint, host_key
        from chatroom.doors.ssh import SshDoor
        from chatroom.doors.staff import StaffShells

        with self._all_or_none():
            key = host_key(self.settings.data)
            door = SshDoor(key, AccountGate(self.realm), StaffShells(self.realm, self.reactor), self.reactor)
            self.ports.append(self.reactor.listenTCP(ssh.port, door, BACKLOG, ssh.host))
        _log.info(
            "The staff's console: ssh -p {port} NAME@{host}, key {fingerprint}",
            port=ssh.port,
            host=ssh.host,
            fingerprint=fingerprint(key.blob()),  # type: ignore[no-untyped-call]
        )

    def open_files(self) -> None:
        """Listens for the files that people offer, if the configuration has a port for them.

        Raises CannotListenError; no port is open then.
        """
        files = self.settings.files
        if files.port is None:
            return
        from chatroom.doors.handover import FileSite

        site = FileSite(self.realm, self.clock.mono, self.reactor)
        with self._all_or_none():
            self.ports.append(self.reactor.listenTCP(files.port, site, BACKLOG, files.host))
        self.realm.offers.limits = OfferLimits(
            files.largest, files.each, files.most, files.expiry, files.types, files.refused_types
        )
        self.realm.offers.place = files.url

    def open_control(self) -> None:
        """Listens for `chatroom admin` on the socket `control` in the data folder, where there are accounts.

        Raises CannotListenError and AlreadyRunning; no port is open then.
        """
        if not self.keeps:
            return
        from chatroom.doors.control import NAME, ControlFactory, make_way, near

        path = self.settings.data / NAME
        with self._all_or_none(), _its_owners_alone():
            make_way(path)
            self.ports.append(self.reactor.listenUNIX(near(path), ControlFactory(self.realm), mode=0o600))

    def open_manhole(self) -> None:
        """Listens for owners who want a Python prompt in this process, if the configuration opens it.

        Raises CannotListenError, BadHostKey and AlreadyRunning; no port is open then.
        """
        where = self.settings.manhole
        if where.port is None and where.path is None:
            return
        if not self.keeps:
            _log.warn("There are no accounts here, so that nobody could log in to the manhole: it stays closed")
            return
        from chatroom.doors.control import make_way, near
        from chatroom.doors.hostkey import host_key
        from chatroom.doors.manhole_ssh import manhole_door

        with self._all_or_none(), _its_owners_alone():
            door = manhole_door(host_key(self.settings.data), self.realm, self.reactor)
            if where.path is None:
                self.ports.append(self.reactor.listenTCP(where.port, door, BACKLOG, where.host))
            else:
                make_way(where.path)
                self.ports.append(self.reactor.listenUNIX(near(where.path), door, mode=0o600))
        _log.warn(
            "THE MANHOLE IS OPEN at {place}: owners who log in run Python inside this server. Turn it off when you are done.",
            place=where.path or f"{where.host} port {where.port}",
        )

    @contextmanager
    def _all_or_none(self) -> Iterator[None]:
        """What cannot be had closes all ports that are open already."""
        try:
            yield
        except (CannotListenError, ValueError):
            for port in self.ports:
                port.stopListening()
            self.ports.clear()
            raise

    def startService(self) -> None:
        super().startService()  # type: ignore[no-untyped-call]
        self._sweep.start(1.0, now=False)

    def stopService(self) -> Deferred[Any]:
        """Closes the doors, tells everybody, and fires when all are gone, in a few seconds at the latest."""
        super().stopService()  # type: ignore[no-untyped-call]
        closing = [maybeDeferred(port.stopListening).addErrback(_left_open) for port in self.ports]
        self.ports.clear()
        self.realm.shut_down()
        self.turn.flush()
        gone: Deferred[Any] = Deferred()
        started = self.clock.mono()

        def look() -> None:
            staff = len(self.realm.admins)
            if len(self.realm.sessions) <= staff or self.clock.mono() - started > GOODBYE_SECONDS:
                self._sweep.stop()
                gone.callback(None)
            else:
                self.reactor.callLater(0.02, look)

        look()
        return gatherResults([gone, *closing]).addCallback(lambda _: self.realm.store.close())

    def _look_at_the_clock(self) -> None:
        """Once a second. A mistake in one of the things that are due must not be the end of all others: it is only logged."""
        try:
            sweep(self.realm, self.realm.now())
        except Exception:
            _log.failure("Failed while doing what is due")

    def _shut_down_by_staff(self) -> None:
        self.turn.flush()
        self.reactor.callLater(0, stop_reactor, self.reactor)

    def add_console(self, paper: Paper, screen: Format, known: Table = OPERATOR) -> None:
        """Takes the operator's commands from standard input, if it is open. `known`: what help tells of."""
        try:
            Console(self.reactor, self.realm, paper, screen, known=known).startReading()  # type: ignore[no-untyped-call]
        except OSError:
            _log.warn("Standard input is closed: there is no console. Start again with a terminal or a pipe for one.")

    def hang_up(self) -> None:
        """SIGHUP: looks at the configuration again and says in the log what a restart would change. The server goes on."""
        if self.settings.source is None:
            _log.info("SIGHUP: this server was started without a configuration file; nothing to look at")
            return
        sound, found = self.look_again()
        for one in found:
            if sound:
                _log.info("SIGHUP: a restart would change {change}", change=one)
            else:
                _log.error("SIGHUP: {complaint}", complaint=one)
        if not sound:
            _log.error("SIGHUP: the configuration has errors; the server goes on with the old one")
        elif not found:
            _log.info("SIGHUP: the configuration is sound and has not changed")

    def look_again(self) -> tuple[bool, list[str]]:
        """Whether the configuration is sound now, and what a restart would change; if it is not, what is wrong with it."""
        if self.settings.source is None:
            return True, []
        try:
            return True, differences(self.settings, load(self.settings.source))
        except BadConfig as bad:
            return False, [str(complaint) for complaint in bad.complaints]
