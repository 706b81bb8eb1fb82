"""The ways into the house: `twistd chatroom` through `Options` and `makeService`, `chatserver` through `serve_classic`,
ClassChat through `serve_classchat`.

The only file of the server that knows which reactor runs.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, TextIO, cast

from twisted.internet.defer import Deferred
from twisted.internet.error import CannotListenError
from twisted.logger import ILogObserver, LogEvent, Logger
from twisted.python import usage
from zope.interface import provider

from chatroom.clock import SystemClock, steady
from chatroom.config import BadConfig, Settings, load
from chatroom.doors.console import ScreenWitness
from chatroom.eventlog import EventLog
from chatroom.formats.english import many
from chatroom.formats.screen import screen
from chatroom.house import House, stop_reactor
from chatroom.logs import BUNDLE_SECONDS, Log, observe
from chatroom.ports import Witness
from chatroom.printer import Printer
from chatroom.process import settle
from chatroom.transcript import Transcript
from chatroom.words.table import TERMINAL

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # where such a server is reached on its own computer
TWISTD_PID_FILE = "twistd.pid"  # its name unless --pidfile gives another

_log = Logger("chatroom")


def handle_signals(reactor: Any, house: House) -> None:
    """SIGTERM and SIGINT end the process with status 0, after goodbye; SIGHUP does not end it at all. To be called before
    the ports are opened: whoever sees them open may send a signal.
    """

    def stop(number: int, frame: object = None) -> None:
        reactor.callFromThread(stop_reactor, reactor)

    def hang_up(number: int, frame: object) -> None:
        reactor.callFromThread(house.hang_up)

    reactor.sigTerm = reactor.sigInt = stop  # the reactor puts these in place when it runs; its own mean another status
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, hang_up)


# ---- twistd chatroom ---------------------------------------------------------------------------------------------------


class Options(usage.Options):
    """What `twistd chatroom` understands."""

    synopsis = "[--config FILE] [--console]"
    longdesc = "Serves the channels of a configuration file; without one, of channels.yaml in this folder."
    optParameters: ClassVar[list[Any]] = [
        ["config", "c", None, "The configuration file (default: channels.yaml; written if there is none)."]
    ]
    optFlags: ClassVar[list[Any]] = [
        ["console", None, "Take operator commands (/kick, /mute, /empty, /shutdown) from standard input."]
    ]

    def postOptions(self) -> None:
        """Every complaint about the configuration is one line on standard error; then status 1 (G103)."""
        self._leave_out_the_pid_file()
        try:
            self["settings"], self["notice"] = find_settings(self["config"])
        except BadConfig as bad:
            for complaint in bad.complaints:
                print(complaint, file=sys.stderr)
            raise SystemExit(1) from None

    def _leave_out_the_pid_file(self) -> None:
        """twistd writes the number of its process into this folder, and ends with a traceback where it may not (G901)."""
        parent: Any = self.parent or {}
        if parent.get("pidfile") == TWISTD_PID_FILE and not os.access(os.curdir, os.W_OK | os.X_OK):
            parent["pidfile"] = ""


def find_settings(named: str | None) -> tuple[Settings, str]:
    """The settings of the file that was named, else of channels.yaml here, else of a sample that is written here (G902).

    With them a sentence about where they come from, or "". Raises BadConfig.
    """
    if named is not None:
        return load(named), ""
    if Path("channels.yaml").exists():
        return load("channels.yaml"), ""
    from chatroom.config.firstrun import first_run  # PyYAML, which `chatserver` does without

    written, settings = first_run(Path.cwd())
    if written is None:
        return settings, "This folder cannot be written to: serving three sample channels without a configuration file."
    return settings, f"Wrote {written}: three sample channels, to change as you like."


def makeService(options: Options) -> House:
    """The house as a service of twistd. Ports are opened when it starts: all of them, or the process ends with status 1."""
    from twisted.internet import reactor as plain_reactor

    reactor: Any = plain_reactor
    settings: Settings = options["settings"]
    paper = Printer(sys.__stdout__ or sys.stdout)
    atexit.register(paper.close)  # twistd has the last word, after our service has stopped
    witnesses: list[Witness] = [EventLog(Logger("chatroom")).saw]
    recorded = [channel.name for channel in settings.channels if channel.transcript]
    transcript = Transcript(settings.data / "transcripts", recorded)
    if recorded:
        witnesses.append(transcript.saw)
    steady(reactor)
    house = TwistdHouse(settings, reactor, tuple(witnesses), **_keeping(settings, reactor))
    house.notice = options["notice"]
    house.logs = [] if _twistd_logs(options) else observe(settings.log, cast(TextIO, paper), sys.__stderr__)
    house.tally.gauge("log_lines_lost", "Log lines that nobody took", lambda: sum(log.lost for log in house.logs))
    house.tally.gauge("transcript_lines_lost", "Transcript lines that could not be written", lambda: transcript.lost)
    if options["console"]:
        house.add_console(paper, screen(talkative=True, answers_only=True), TERMINAL)
    return house


def _keeping(settings: Settings, reactor: Any) -> dict[str, Any]:
    """The store, what was in it, and the checker of passwords; status 1 for a store that cannot be trusted.

    In a folder that cannot be written to, and where no store can be, the house keeps nothing and has no accounts, and says so;
    status 1 if only people with an account may come in.
    """
    # sqlite and argon2, which `chatserver` does without
    from chatroom.keeping import MAKE_WRITABLE, may_hold_a_store, open_checker, open_store
    from chatroom.stores.trouble import BadStore

    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        return _keeping_nothing(settings, str(error.strerror))
    if not os.access(settings.data, os.W_OK | os.X_OK):
        if may_hold_a_store(settings.data):  # whoever is banned in there would be let in
            print(f"{settings.data}: not writable. {MAKE_WRITABLE}", file=sys.__stderr__)
            raise SystemExit(1)
        return _keeping_nothing(settings, "not writable")
    try:
        store, snapshot = open_store(settings.data, SystemClock(reactor).wall(), reactor.callFromThread)
    except BadStore as bad:
        print(bad, file=sys.__stderr__)
        raise SystemExit(1) from None
    return {"store": store, "snapshot": snapshot, "checker": open_checker(reactor.callFromThread)}


def _keeping_nothing(settings: Settings, trouble: str) -> dict[str, Any]:
    """A house that forgets, unless nobody could come in."""
    from chatroom.keeping import MAKE_WRITABLE

    closed = [channel.name for channel in settings.channels if not channel.policies.guests]
    if closed:
        why = f"there can be no accounts, and with guests: off nobody could come into the channel {closed[0]}"
        print(f"{settings.data}: {trouble}: {why}. {MAKE_WRITABLE}", file=sys.__stderr__)
        raise SystemExit(1)
    print(f"{settings.data}: {trouble}: nothing is kept, and there are no accounts.", file=sys.__stderr__)
    return {}


def _twistd_logs(options: Options) -> bool:
    """Whether twistd itself was told where to log."""
    parent: Any = options.parent or {}
    return bool(parent.get("logfile") or parent.get("logger") or parent.get("syslog"))


def _is_plugin_noise(event: LogEvent) -> bool:
    """twistd remarks that it cannot keep its list of plugins in a folder that others own; it works all the same (G901)."""
    return str(event.get("format", "")).startswith("Unable to write to plugin cache")


class TwistdHouse(House):
    """The house under twistd: its log goes to the console and a file, its first words say how to come in."""

    notice = ""
    logs: list[Log]

    def setServiceParent(self, parent: Any) -> None:
        """Takes over the log of the application; twistd asks for it next."""
        super().setServiceParent(parent)
        if self.logs:
            logs = tuple(self.logs)

            @provider(ILogObserver)
            def write(event: LogEvent) -> None:
                if not _is_plugin_noise(event):
                    for log in logs:
                        log(event)

            parent.setComponent(ILogObserver, write)

    def privilegedStartService(self) -> None:
        handle_signals(self.reactor, self)
        try:
            self.open()
            self.open_console()
            self.open_files()
            self.open_control()
            self.open_manhole()
        except CannotListenError as error:
            print(busy(error), file=sys.__stderr__)
            raise SystemExit(1) from None
        except ValueError as bad:  # the host key, or something in the place of a socket
            print(bad, file=sys.__stderr__)
            raise SystemExit(1) from None

    def startService(self) -> None:
        super().startService()
        settle()
        for log in self.logs:  # not before: what is wrong with a start is said after the lines that led to it
            log.bundle(lambda write: self.reactor.callFromThread(self.reactor.callLater, BUNDLE_SECONDS, write))
            atexit.register(log.flush)
        if self.notice:
            _log.info("{notice}", notice=self.notice)
        if self.keeps and not self.realm.accounts.owners():
            _log.info("Nobody owns this server yet. To make the first owner: chatroom admin add NAME --role owner")
        host = self.settings.host
        near = EVERYWHERE.get(host, host)
        for channel in self.settings.channels:
            _log.info("Server listening {host}:{port}", host=f"[{host}]" if ":" in host else host, port=channel.port)
            _log.info(
                "{channel}: {seats}, enter with: nc {host} {port}",
                channel=channel.name,
                seats=many(channel.capacity, "seat"),
                host=near,
                port=channel.port,
            )
        if near != host:
            _log.info("From other computers people enter with this one's address in place of {host}", host=near)
        json = self.settings.json
        if json.port is not None:
            _log.info("Programs come in at {host} port {port}: one JSON object a line", host=json.host, port=json.port)

    def stopService(self) -> Deferred[Any]:
        stopped = super().stopService()
        return stopped.addBoth(self._last_words)

    def _last_words(self, result: object) -> object:
        _log.info("Stopped")
        return result


def busy(error: CannotListenError) -> str:
    """The line about a port that cannot be had."""
    why = error.socketError
    reason = getattr(why, "strerror", None) or str(why)
    return f"chatroom: cannot listen on {error.interface or 'any'} port {error.port}: {reason}. No port was opened."


# ---- chatserver, ClassChat -------------------------------------------------------------------------------------------------


def serve_classic(settings: Settings) -> int:
    """Runs `chatserver` until it is shut down and gives its exit status. Its standard output is CLASSIC C8, nothing else."""
    paper = Printer(sys.stdout)
    house = House(settings, _steady_reactor(), (ScreenWitness(paper, screen()).saw,))
    return _serve(house, paper, house.open, lambda: house.add_console(paper, screen(refusals_only=True)))


def serve_classchat(host: str, port: int) -> int:
    """Runs ClassChat's server until Ctrl+C and gives its exit status. Its standard output is ClassChat's log, nothing else."""
    from chatroom.config.settings import classchat
    from chatroom.doors.classchat import Journal

    paper = Printer(sys.stdout)
    journal = Journal(paper.write)
    house = House(classchat(host), _steady_reactor(), (journal.saw,))
    return _serve(house, paper, lambda: house.open_classchat(port, journal), lambda: journal.started(host, port))


def _steady_reactor() -> Any:
    from twisted.internet import reactor

    steady(reactor)
    return reactor


def _serve(house: House, paper: Printer, open_ports: Callable[[], None], started: Callable[[], None]) -> int:
    """Runs without twistd until the house is shut down."""
    reactor = house.reactor
    handle_signals(reactor, house)
    try:
        open_ports()
    except CannotListenError as error:
        print(busy(error), file=sys.stderr)
        return 1
    started()
    house.startService()
    settle()
    reactor.addSystemEventTrigger("before", "shutdown", house.stopService)
    reactor.run()
    paper.close()
    return 0
