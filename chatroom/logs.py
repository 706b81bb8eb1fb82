"""What operators read: log lines in three forms, and the observers that write them.

One event is one line, whatever anybody typed. It must never know what was said: no message text, topic, reason, path or
secret is passed to a logger, here or anywhere else.
"""

import errno
import json
import math
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from io import FileIO
from pathlib import Path
from threading import RLock
from typing import Any, Protocol, TextIO

from twisted.logger import ILogObserver, LogEvent, LogLevel, eventAsText, formatEvent
from zope.interface import implementer

from chatroom.words.text import clean

MAX_SIZE = 10 * 1024 * 1024  # bytes of one log file
KEPT = 5  # older files beside it: app.log.1 is the youngest of them

LEVELS = {
    "debug": LogLevel.debug,
    "info": LogLevel.info,
    "warning": LogLevel.warn,
    "error": LogLevel.error,
    "critical": LogLevel.critical,
}
_WORDS = {level: name.upper() for name, level in LEVELS.items()}

TextForm = Callable[[LogEvent], str]

# ---- forms -------------------------------------------------------------------------------------------------------------


def text_form(form: str, tz: tzinfo | None = None) -> TextForm:
    """The function that turns an event into its line, without the line's end; "" for an event that has nothing to say.

    `full`: `2024-11-04 11:40:11,590 - INFO - text` (S3-09). `short`: `21-10-15 14:30 | INFO | text` (S4-07). `json`: an object
    with time (ISO 8601 with offset), level, system, text and the event's plain fields. `tz` None is the machine's own.
    """
    shape, wordings = _SHAPES[form], _WORDINGS.get(form, {})

    def line(event: LogEvent) -> str:
        words = wordings.get(event.get("log_format") or "")
        text = _text(event if words is None else event | {"log_format": words})
        if not text:
            return ""
        when = datetime.fromtimestamp(event.get("log_time") or 0.0, UTC).astimezone(tz)
        return shape(when, _WORDS[_level(event)], text, event)

    return line


def _full(when: datetime, level: str, text: str, event: LogEvent) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S},{when.microsecond // 1000:03d} - {level} - {text}"


def _short(when: datetime, level: str, text: str, event: LogEvent) -> str:
    return f"{when:%y-%m-%d %H:%M} | {level} | {text}"


def _json(when: datetime, level: str, text: str, event: LogEvent) -> str:
    system = clean(str(event.get("log_namespace", "")))
    own: dict[str, object] = {"time": when.isoformat(timespec="milliseconds"), "level": level, "system": system, "text": text}
    return json.dumps(own | {key: value for key, value in _plain_fields(event).items() if key not in own}, ensure_ascii=False)


# What a form says in words of its own, which its readers look for (S3-10).
_WORDINGS: Mapping[str, Mapping[str, str]] = {"full": {"Client connected from {address}": "Connection from {address}"}}
_SHAPES: Mapping[str, Callable[[datetime, str, str, LogEvent], str]] = {"full": _full, "short": _short, "json": _json}


def _plain_fields(event: LogEvent) -> dict[str, object]:
    """What JSON can say without guessing: text, numbers, truth values. Live objects stay out."""
    fields: dict[str, object] = {}
    for key, value in event.items():
        if key.startswith("log_"):
            continue
        if isinstance(value, str):
            fields[key] = clean(value)
        elif value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
            fields[key] = value
    return fields


def _text(event: LogEvent) -> str:
    """The sentence, and after it the whole traceback of a failure, folded into the same line."""
    text = formatEvent(event)
    if "log_failure" not in event:
        return clean(text)
    # Twisted's way to a traceback never raises, whatever the exception does when it is printed.
    traceback = eventAsText({"log_failure": event["log_failure"]}, includeTimestamp=False, includeSystem=False)
    folded = (line.strip() for line in traceback.splitlines())
    return clean(" | ".join(part for part in (text, *folded) if part))


def _level(event: LogEvent) -> Any:
    return event.get("log_level") or LogLevel.info


# ---- observers ---------------------------------------------------------------------------------------------------------


class Out(Protocol):
    """Where lines go. `write` takes one line with its end, and may raise OSError or ValueError (closed)."""

    def write(self, line: str) -> None: ...
    def close(self) -> None: ...


@implementer(ILogObserver)
class Log:
    """An observer: one line for each event from `level` upwards. It never raises; `lost` counts the lines that nobody took.

    A line that cannot be written is gone, and the next one is tried again. Any thread may call.
    """

    def __init__(self, out: Out, form: str, level: str, tz: tzinfo | None = None) -> None:
        self._out = out
        self._text = text_form(form, tz)
        self._least = LEVELS[level]
        self._lock = RLock()  # a Deferred that dies while a line is written logs from inside it
        self.lost = 0

    def __call__(self, event: LogEvent) -> None:
        if _level(event) < self._least:
            return
        line = self._text(event)
        if not line:
            return
        with self._lock:
            try:
                self._out.write(line + "\n")
            except (OSError, ValueError):
                self.lost += 1

    def close(self) -> None:
        """Lets go of the file, so that it can be moved away; a later line opens it anew. A stream stays the caller's."""
        with self._lock, suppress(OSError, ValueError):
            self._out.close()


class Screen:
    """A text stream that somebody may be looking at: every line is flushed. The stream stays its owner's."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, line: str) -> None:
        try:
            self._stream.write(line)
        except UnicodeEncodeError:  # a terminal that speaks less than Unicode
            encoding = self._stream.encoding
            self._stream.write(line.encode(encoding, "backslashreplace").decode(encoding))
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

    def write(self, line: str) -> None:
        data = line.encode()
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
