"""What operators read: the observers that write log lines (logforms.py makes them).

A line is made when its event happens, and lines leave in bundles. It must never know what was said: no message text, topic,
reason, path or secret is passed to a logger, here or anywhere else.
"""

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import tzinfo
from io import FileIO
from pathlib import Path
from threading import RLock
from typing import Protocol, TextIO

from twisted.logger import ILogObserver, LogEvent, LogLevel
from zope.interface import implementer

from chatroom.logforms import LEVELS, level_of, text_form
from chatroom.words.text import clean

MAX_SIZE = 10 * 1024 * 1024  # bytes of one log file
KEPT = 5  # older files beside it: app.log.1 is the youngest of them

BUNDLE = 1000  # lines that wait to be written, at most
BUNDLE_SECONDS = 0.1  # and for how long, at most

_CALM = frozenset({LogLevel.debug, LogLevel.info})

Later = Callable[[Callable[[], None]], object]


class Out(Protocol):
    """Where lines go. `write` takes lines with their ends, all of them or none, and may raise OSError or ValueError (closed)."""

    def write(self, lines: str) -> None: ...
    def close(self) -> None: ...


@implementer(ILogObserver)
class Log:
    """An observer: one line for each event from `level` upwards. It never raises; `lost` counts the lines that nobody took.

    Lines are written at once, unless `bundle` says how to wait. A line that cannot be written is gone, and the next one is
    tried again. Any thread may call.
    """

    def __init__(self, out: Out, form: str, level: str, tz: tzinfo | None = None) -> None:
        self._out = out
        self._text = text_form(form, tz)
        least = LEVELS[level]
        self._wanted = frozenset(each for each in LEVELS.values() if each >= least)  # Twisted compares levels in 1 us
        self._lock = RLock()  # a Deferred that dies while a line is written logs from inside it
        self._waiting: list[str] = []
        self._later: Later | None = None
        self.lost = 0

    def __call__(self, event: LogEvent) -> None:
        level = level_of(event)
        if level not in self._wanted:
            return
        line = self._text(event)
        if not line:
            return
        with self._lock:
            waiting = self._waiting
            waiting.append(line + "\n")
            if self._later is None or level not in _CALM or len(waiting) >= BUNDLE:
                self.flush()
            elif len(waiting) == 1:
                self._later(self.flush)

    def bundle(self, later: Later) -> None:
        """From now on lines wait for each other: `later` is given the function that writes them, to be called in 0.1 s.

        What is worse than info is written at once, with all that came before it. Written one by one,
        they took 15 % of a visit.
        """
        self._later = later

    def flush(self) -> None:
        """Writes what waits, in its order. Harmless when nothing does."""
        with self._lock:
            lines, self._waiting = self._waiting, []
            if lines and not self._wrote("".join(lines)):
                self.lost += 1 if len(lines) == 1 else sum(not self._wrote(line) for line in lines)

    def close(self) -> None:
        """Lets go of the file, so that it can be moved away; a later line opens it anew. A stream stays the caller's."""
        with self._lock, suppress(OSError, ValueError):
            self.flush()
            self._out.close()

    def _wrote(self, lines: str) -> bool:
        try:
            self._out.write(lines)
        except (OSError, ValueError):
            return False
        return True


class Screen:
    """A text stream that somebody may be looking at: everything is flushed. The stream stays its owner's."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, lines: str) -> None:
        try:
            self._stream.write(lines)
        except UnicodeEncodeError:  # a terminal that speaks less than Unicode
            encoding = self._stream.encoding
            self._stream.write(lines.encode(encoding, "backslashreplace").decode(encoding))
        self._stream.flush()

    def close(self) -> None:
        self._stream.flush()


class RotatingFile:
    """A file that only its owner may read, opened when it is needed. At `limit` bytes it becomes `<path>.1` and so on."""

    def __init__(self, path: Path, limit: int = MAX_SIZE, kept: int = KEPT) -> None:
        self._path = path
        self._limit = limit
        self._kept = kept
        self._file: FileIO | None = None

    def open(self) -> FileIO:
        """The file, its folders made if they were missing. Raises OSError."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = FileIO(self._path, "ab", opener=_private)
        return self._file

    def write(self, lines: str) -> None:
        data = lines.encode()
        size = os.fstat(self.open().fileno()).st_size
        if size and size + len(data) > self._limit:
            with suppress(OSError):  # rather too long a file than a lost line
                self._turn()
            self.close()
        file = self.open()
        written = file.write(data) or 0
        if written < len(data):  # the disk is full: half a line would spoil the next one
            os.ftruncate(file.fileno(), file.tell() - written)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def close(self) -> None:
        file, self._file = self._file, None  # first: a close that fails must not leave a dead file here
        if file is not None:
            file.close()

    def _turn(self) -> None:
        """Moves up to the first free number only: an attempt that stops half-way loses nothing when it is made again."""
        names = [self._path, *(Path(f"{self._path}.{n}") for n in range(1, self._kept + 1))]
        free = next((n for n in range(1, self._kept) if not names[n].exists()), self._kept)
        for n in range(free, 0, -1):
            names[n - 1].replace(names[n])


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def log_file(path: Path, form: str, level: str, tz: tzinfo | None = None) -> tuple[Log | None, str]:
    """An observer that writes to `path`; or None and a sentence for stderr that says why there is none."""
    out = RotatingFile(path)
    try:
        out.open()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        return None, clean(f"The log file {path} cannot be opened: {why}. The server runs without it.")
    return Log(out, form, level, tz), ""


class LogSettings(Protocol):
    """What the configuration says about logs. `form` and `level` are for console and file alike."""

    @property
    def file(self) -> Path | None: ...
    @property
    def form(self) -> str: ...
    @property
    def level(self) -> str: ...


def observe(settings: LogSettings, console: TextIO | None, complaints: TextIO | None = None) -> list[Log]:
    """The observers to hand to twisted.logger: the console (unless None) and the file (if one is named), both at once.

    A file that cannot be opened is left out, with one sentence on `complaints` (stderr unless given).
    """
    observers = [] if console is None else [Log(Screen(console), settings.form, settings.level)]
    if settings.file is not None:
        log, warning = log_file(settings.file, settings.form, settings.level)
        if log is None:
            with suppress(OSError, ValueError):
                Screen(complaints or sys.stderr).write(warning + "\n")
        else:
            observers.append(log)
    return observers
