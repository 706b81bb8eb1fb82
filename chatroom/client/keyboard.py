"""Standard input as lines, standard output as a place to write, for programs that are pipes as often as terminals.

A thread reads, because a reactor cannot wait for regular files, and because nothing else of Python may be held up by a read. It
must never know what the lines mean.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

STDIN: Final = 0
STDOUT: Final = 1
_CHUNK: Final = 65_536
_LONGEST: Final = 1_048_576  # bytes of a line whose end has not come; then it is taken as it is


class Keyboard:
    """Lines of standard input, one after the other: `wanted` asks for one, `heard` gets it, or None at the end.

    `hand_over` calls a function in the reactor's thread.
    """

    def __init__(self, hand_over: Callable[..., object], heard: Callable[[str | None], object]) -> None:
        self._hand_over, self._heard = hand_over, heard
        self._wanted = threading.Semaphore(0)
        self._thread = threading.Thread(target=self._read, daemon=True)  # a read cannot be called off
        self._begun = False

    def wanted(self) -> None:
        """One more line, please."""
        if not self._begun:
            self._begun = True
            self._thread.start()
        self._wanted.release()

    def _read(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())  # they are for the main thread
        rest, ended = b"", False
        while not ended or rest:
            while b"\n" not in rest and len(rest) < _LONGEST and not ended:
                data = _some(STDIN)
                rest, ended = rest + data, not data
            line, _, rest = rest.partition(b"\n")
            self._wanted.acquire()
            self._hand_over(self._heard, line.decode("utf-8", "replace").removesuffix("\r"))
        self._wanted.acquire()
        self._hand_over(self._heard, None)


def _some(number: int) -> bytes:
    """The next bytes; b"" at the end. Not through sys.stdin, whose lock would hold up the end of the program."""
    while True:
        try:
            return os.read(number, _CHUNK)
        except BlockingIOError:  # whoever started us shares the stream and does not wait on it
            select.select([number], [], [])
        except OSError:  # a terminal that has gone
            return b""


def write(number: int, text: str, encoding: str = "utf-8") -> None:
    """All of the text; what the other side has no letters for becomes "?". Raises OSError if nobody reads it any more."""
    left = memoryview(text.encode(encoding, "replace"))
    while left:
        try:
            left = left[os.write(number, left) :]
        except BlockingIOError:
            select.select([], [number], [])


def encoding() -> str:
    """What standard output understands."""
    return sys.stdout.encoding or "utf-8"


class Echo:
    """Whether the terminal shows what is typed. What was is put back at the end."""

    def __init__(self) -> None:
        self._before: list[Any] | None = None

    def hide(self, hidden: bool) -> None:
        """Nothing happens where there is no terminal."""
        if hidden == (self._before is not None):
            return
        with suppress(termios.error):
            if hidden:
                before = termios.tcgetattr(STDIN)
                silent = [*before]
                silent[3] &= ~termios.ECHO
                termios.tcsetattr(STDIN, termios.TCSADRAIN, silent)
                self._before = before
            else:
                before, self._before = self._before or [], None
                termios.tcsetattr(STDIN, termios.TCSADRAIN, before)
