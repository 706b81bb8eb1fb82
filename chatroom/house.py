"""Puts the house together: the realm, its doors and its sweep, from settings and a reactor that is handed in.

It knows every room, and nothing of how the process was started; that is tap.py's business.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import Deferred, gatherResults, maybeDeferred
from twisted.internet.error import CannotListenError, ReactorNotRunning
from twisted.internet.task import LoopingCall
from twisted.logger import Logger

from chatroom.buses.local import LocalBus
from chatroom.config import BadConfig, ChannelSettings, Settings, load
from chatroom.config.differences import differences
from chatroom.delivery.turn import Turn
from chatroom.doors.console import Console, Paper
from chatroom.doors.files import Relay
from chatroom.doors.lines import ChannelFactory, LineLimits
from chatroom.formats.classic import classic
from chatroom.formats.plain import plain
from chatroom.metrics import Tally
from chatroom.ports import Format, Witness
from chatroom.rules.channel import Channel
from chatroom.rules.realm import Realm
from chatroom.rules.sweep import sweep
from chatroom.stores.memory import MemoryStore

BACKLOG = 1024  # connections that the kernel holds until they are accepted
GOODBYE_SECONDS = 4.0  # for everybody's last words; then the house is dark

_log = Logger("chatroom")


class SystemClock:
    """The clocks of this machine, and the reactor's way to do something at the end of a turn."""

    def __init__(self, reactor: Any) -> None:
        self.later: Callable[[float, Callable[[], None]], object] = reactor.callLater
        self.mono = time.monotonic
        self.wall = time.time


def steady(reactor: Any) -> None:
    """Gives the reactor a clock that only goes forward, before it runs.

    Its own is the wall clock, which `callLater` shares: set back by a day, it would stall every timer for a day.
    """
    reactor.seconds = time.monotonic


def stop_reactor(reactor: Any) -> None:
    """Ends the process after goodbye. Asked twice, it is ending already."""
    with suppress(ReactorNotRunning):
        reactor.stop()


class House(Service):
    """Everything that runs: the realm, its doors, the sweep. Starting opens all ports or none; stopping says goodbye.

    The reactor is handed in, and asked to stop when staff shuts the house down.
    """

    def __init__(self, settings: Settings, reactor: Any, witnesses: tuple[Witness, ...] = ()) -> None:
        self.settings = settings
        self.reactor = reactor
        self.tally = Tally()
        self.clock = SystemClock(reactor)
        self.turn = Turn(self.clock)
        self.ports: list[Any] = []
        bus = LocalBus()
        self.realm = Realm(
            [Channel(c.name, c.capacity, c.policies, c.topic) for c in settings.channels],
            clock=self.clock,
            turn=self.turn,
            bus=bus,
            store=MemoryStore(),
            exact_names=settings.names == "channel",
            witnesses=(self.tally.saw, *witnesses),
            secret=lambda: secrets.token_urlsafe(18),
            name_seconds=settings.limits.name_seconds,
        )
        bus.join(self.realm)
        self.realm.on_shutdown = self._shut_down_by_staff
        self.tally.gauge("people", "People with a name, whatever their doors", lambda: len(self.realm.people))
        self.tally.gauge("sessions", "Open connections", lambda: len(self.realm.sessions))
        self._sweep = LoopingCall(lambda: sweep(self.realm, self.realm.now()))
        self._sweep.clock = reactor

    def factories(self) -> list[tuple[ChannelSettings, ChannelFactory]]:
        """One per channel, all sharing one realm."""
        relay = Relay(self.realm, self.clock.mono)
        limits = self.settings.limits
        return [
            (
                channel,
                ChannelFactory(
                    self.realm,
                    self.turn,
                    relay,
                    channel.name,
                    _format(channel),
                    limits=LineLimits(limits.line, limits.name_line, limits.backlog),
                    long_lines=channel.long_lines,
                ),
            )
            for channel in self.settings.channels
        ]

    def open(self) -> None:
        """Listens on every channel's port, or on none: raises `CannotListenError` for the first that cannot be had."""
        try:
            for channel, factory in self.factories():
                port = self.reactor.listenTCP(channel.port, factory, BACKLOG, self.settings.host)
                self.ports.append(port)
        except CannotListenError:
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
        closing = [maybeDeferred(port.stopListening) for port in self.ports]
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
        return gatherResults([gone, *closing])

    def _shut_down_by_staff(self) -> None:
        self.turn.flush()
        self.reactor.callLater(0, stop_reactor, self.reactor)

    def add_console(self, paper: Paper, screen: Format) -> None:
        """Takes the operator's commands from standard input, if it is open."""
        try:
            Console(self.reactor, self.realm, paper, screen).startReading()  # type: ignore[no-untyped-call]
        except OSError:
            _log.warn("Standard input is closed: there is no console. Start again with a terminal or a pipe for one.")

    def hang_up(self) -> None:
        """SIGHUP: looks at the configuration again and says what a restart would change. The server goes on."""
        source = self.settings.source
        if source is None:
            _log.info("SIGHUP: this server was started without a configuration file; nothing to look at")
            return
        try:
            changes = differences(self.settings, load(source))
        except BadConfig as bad:
            for complaint in bad.complaints:
                _log.error("SIGHUP: {complaint}", complaint=str(complaint))
            _log.error("SIGHUP: the configuration has errors; the server goes on with the old one")
            return
        for change in changes:
            _log.info("SIGHUP: a restart would change {change}", change=change)
        if not changes:
            _log.info("SIGHUP: the configuration is sound and has not changed")


def _format(channel: ChannelSettings) -> Format:
    if channel.style == "classic":
        return classic()
    return plain(unknown=channel.unknown_commands)
