"""Writes to a terminal or a pipe without ever waiting for it: a stopped terminal must not stop the chat.

For the operator's screen and the console log. It must never know what it prints.
"""

import contextlib
import os
import threading
from collections import deque
from io import TextIOWrapper
from typing import TextIO
from weakref import WeakSet

BOUND = 1024 * 1024  # characters that wait at most; what comes while more wait is lost


class Printer:
    """Lines in order, each flushed as it is written. A thread of its own does the writing.

    It is a text stream as far as `write` and `flush` go. Characters that were lost are counted in `lost`.
    """

    def __init__(self, stream: TextIO) -> None:
        self.lost = 0
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a screen that is not UTF-8 shows what it can
        self._stream = stream
        self._waiting: deque[str] = deque()
        self._size = 0
        self._open = True
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        _PRINTERS.add(self)

    def write(self, text: str) -> int:
        with self._wake:
            if self._size + len(text) > BOUND or not self._open:
                self.lost += len(text)
            elif text:  # nothing would read as the end
                self._waiting.append(text)
                self._size += len(text)
                self._wake.notify()
                if self._thread is None:  # at the first line
                    self._thread = threading.Thread(target=self._run, name="printer", daemon=True)
                    self._thread.start()
        return len(text)

    def flush(self) -> None:
        """Nothing waits here longer than it must."""

    def close(self, seconds: float = 1.0) -> None:
        """Waits until all is written, but not longer than `seconds`."""
        with self._wake:
            self._open = False
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(seconds)

    def begin_anew(self) -> None:
        """Without a thread, and without a lock that one held: a process that goes to the background leaves them behind."""
        self._wake, self._thread = threading.Condition(), None

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._waiting and self._open:
                    self._wake.wait()
                text = "".join(self._waiting)
                self._waiting.clear()
            if not text:
                return
            with contextlib.suppress(OSError, ValueError):  # the reader is gone, or the stream is closed
                self._stream.write(text)
                self._stream.flush()
            with self._wake:
                self._size -= len(text)


_PRINTERS: "WeakSet[Printer]" = WeakSet()


def _in_the_background() -> None:
    for printer in _PRINTERS:
        printer.begin_anew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_the_background)
