"""The terminal client put together: the reactor, the visit and its face.

With `__main__.py` (the classic client) one of the two files of the client that know which reactor runs: Twisted's on asyncio,
so that prompt_toolkit shares the loop.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from twisted.logger import globalLogBeginner

from chatroom.client.address import Address
from chatroom.client.endings import End
from chatroom.client.entering import Wishes
from chatroom.client.files import Folder
from chatroom.client.mistakes import told
from chatroom.client.talk import Talk
from chatroom.client.view import View
from chatroom.formats.plain import plain

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for. `lines`: plain mode; `piped`: standard input is no terminal; `simple`: for screen readers."""

    address: Address
    name: str
    password: str
    rooms: tuple[str, ...]
    lines: bool
    piped: bool
    listen: bool
    simple: bool
    scheme: str
    clock: bool
    bell: bool
    downloads: bytes
    autoaccept: bool
    patience: float


def start(options: Options) -> int:
    """Talks until it is over; the exit status."""
    from twisted.internet import asyncioreactor

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    asyncioreactor.install(loop)
    from twisted.internet import reactor

    return _Shell(options, reactor, loop).run()


class _Shell:
    def __init__(self, options: Options, reactor: Any, loop: asyncio.AbstractEventLoop) -> None:
        from chatroom.client.visit import Visit

        self._options, self._reactor, self._loop = options, reactor, loop
        self._view = View(options.name)
        self._view.clock, self._view.bell, self._view.simple = options.clock, options.bell, options.simple
        self._folder = Folder(options.downloads)
        self._end: End | None = None
        self._status = 0
        self._face: Any = self._plain_mode() if options.lines else self._screen()
        self._visit = Visit(reactor, self._view, self._face, self._folder, self._talk, options.patience)
        self._face.visit = self._visit

    def run(self) -> int:
        globalLogBeginner.beginLoggingTo([told(self._tell)], redirectStandardIO=False, discardBuffer=True)
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # what the parent told us to ignore (nohup) stays ignored
                self._loop.add_signal_handler(number, self._ended_by, number)
        self._reactor.callWhenRunning(self._visit.start, self._options.address)
        self._reactor.callWhenRunning(self._face.start)
        self._reactor.run(installSignalHandlers=False)
        self._folder.discard()
        if self._end is not None and self._end.sentence:
            with suppress(OSError):
                print(self._end.sentence, file=sys.stderr, flush=True)
        status = self._status or (self._end.why.value if self._end is not None else 0)
        sys.stdout.flush()
        os._exit(status)  # without waiting for the keyboard's thread, which nobody can wake

    def _tell(self, sentence: str) -> None:
        self._visit.talk.tell(sentence)
        self._reactor.callLater(0, self._visit.work)  # not in the midst of what has failed

    def _talk(self, first: bool) -> Talk:
        o = self._options
        retries = not (o.lines and o.piped)
        if first:
            wishes = Wishes(o.name, o.password, o.rooms, retries, o.autoaccept)
        else:  # another server: no password goes there
            wishes = Wishes(self._view.nick, retries=retries, autoaccept=o.autoaccept)
        return Talk(self._view, plain(simple=o.simple), wishes, stays=retries, linear=o.lines, paced=not retries)

    def _plain_mode(self) -> Any:
        from chatroom.client.plain_mode import PlainMode

        o = self._options
        prompts = not o.piped and not o.simple and os.isatty(1)
        return PlainMode(self._reactor, self._view, piped=o.piped, listen=o.listen, prompts=prompts, over=self._over)

    def _screen(self) -> Any:
        from chatroom.client.screen import Screen

        scheme, unicode = self._options.scheme, (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
        if unicode and scheme != "none":
            self._view.emoji = "on"
        return Screen(self._reactor, self._view, scheme=scheme, unicode=unicode, over=self._over)

    def _over(self, end: End) -> None:
        self._end = end
        if self._reactor.running:
            self._reactor.callLater(0, self._stop)

    def _stop(self) -> None:
        if self._reactor.running:
            self._reactor.stop()

    def _ended_by(self, number: int) -> None:
        """A signal: goodbye is said, and the status tells of it."""
        self._status = 128 + number
        self._visit.leave()
