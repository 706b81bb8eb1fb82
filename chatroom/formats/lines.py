"""What the dialects of text lines share: finished lines, the time on them, passwords, and the control lines of `chatclient`.

A `Line` is text that is safe to send: only `cleaned`, the control lines and a format's own colour codes make one, so that
the type checker sees when somebody forgets to clean (G409). It must never know a wording.
"""

import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any, NewType, cast

from chatroom.words.commands import Command, SendFile
from chatroom.words.credentials import Login, OwnAccount, Passwd, Prove, Register
from chatroom.words.events import Download, Event, Refusal, Upload
from chatroom.words.rooms import Create, Join
from chatroom.words.table import usage
from chatroom.words.text import clean

Line = NewType("Line", str)
Lines = Line | list[Line] | None
Render = Callable[[Any, Any], Lines]  # (event, the format) -> what is sent
Sentence = Callable[[Refusal], str]  # bare text, not yet cleaned

Sentences = Callable[[Any, bool], str | list[str]]  # (event, simple) -> the same for an event

_COMMAND = re.compile(r"/(\S*)\s*(.*)", re.DOTALL)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_SEND = re.compile(r"\x01send (-1|[0-9]{1,15}) +(\S+) +(\S.*)", re.DOTALL)


# The line, rid of everything that could drive a terminal or begin another line. No function of its own: 0.2 µs less a line.
cleaned = cast("Callable[[str], Line]", clean)


def finished(made: Lines, end: str = "\r\n") -> bytes | None:
    """UTF-8 with the line ends; None if there is nothing to send."""
    if type(made) is str:
        return f"{made}{end}".encode()
    if not made:
        return None
    return "".join([f"{line}{end}" for line in made]).encode()


def received(line: bytes) -> str:
    """The text of a line without the whitespace around it; bytes that are not UTF-8 become U+FFFD."""
    return line.decode("utf-8", "replace").strip()


def command_words(text: str) -> tuple[str, str]:
    """`/word rest` as (word, rest); the rest keeps its inner spacing."""
    match = _COMMAND.match(text)
    return (match[1], match[2]) if match else ("", text)


def proof(line: bytes) -> Prove:
    """The whole line as a password, blanks and all; only control characters, which no keyboard means as part of one, are out."""
    return Prove(_secret(line.decode("utf-8", "replace")))


def typeable(command: Command) -> Command:
    """The same command, with its passwords as `proof` will read them: what was set once can be typed again."""
    match command:
        case Register() | Login() | OwnAccount() | Join() | Create():
            return replace(command, password=_secret(command.password))
        case Passwd():
            return replace(command, old=_secret(command.old), new=_secret(command.new))
    return command


def _secret(text: str) -> str:
    return _CONTROLS.sub("", text)


@lru_cache(maxsize=64)
def _minute(minute: int, tz: tzinfo | None) -> str:
    return f"{datetime.fromtimestamp(minute * 60, tz):%H:%M}"


@lru_cache(maxsize=256)
def _second(second: int, tz: tzinfo | None) -> str:
    return f"{datetime.fromtimestamp(second, tz):%H:%M:%S}"


def hours_minutes(at: float, tz: tzinfo | None) -> str:
    """`at` in wall seconds as hh:mm; tz None: the server's local time."""
    return _minute(int(at // 60), tz)


def twelve_hours(at: float, tz: tzinfo | None) -> str:
    """The same as 01:05 pm."""
    hours, _, minutes = hours_minutes(at, tz).partition(":")
    half = "pm" if int(hours) >= 12 else "am"
    return f"{int(hours) % 12 or 12:02}:{minutes} {half}"


def hours_minutes_seconds(at: float, tz: tzinfo | None) -> str:
    """`at` in wall seconds as hh:mm:ss; tz None: the server's local time."""
    return _second(int(at // 1), tz)


def date_and_time(at: float, tz: tzinfo | None) -> str:
    """`at` in wall seconds as YYYY-MM-DD hh:mm; tz None: the server's local time."""
    return f"{datetime.fromtimestamp(at, tz):%Y-%m-%d %H:%M}"


def dated_fully(at: float, tz: tzinfo | None, clock: str) -> str:
    """`at` as YYYY-MM-DD hh:mm, or with the time as `twelve_hours` writes it where that clock is chosen."""
    day, _, time = date_and_time(at, tz).partition(" ")
    return f"{day} {twelve_hours(at, tz) if clock == '12h' else time}"


def whole(number: float) -> int:
    """What is left of a time in whole seconds, rounded up: after one second of two, 1 is left, clocks' crumbs or not."""
    return math.ceil(round(number, 3))


# ---- control lines: the only lines with a control character, to clients that asked for them (docs/protocols/lines.md) ---


def upload(event: Upload, _: object) -> Line:
    """`SOH upload <ticket> <path>`"""
    return Line(f"\x01{cleaned(f'upload {event.ticket} {event.path}')}")


def download(event: Download, _: object) -> Line:
    """`SOH download <ticket> <size> <keep|replace> <name>`"""
    older = "replace" if event.overwrite else "keep"
    return Line(f"\x01{cleaned(f'download {event.ticket} {event.size} {older} {event.name}')}")


def control_command(text: str) -> SendFile:
    """`SOH send <size> <user> <path>`, the one control line that a client sends; size -1: it has no such file.

    Refuses USAGE for any other.
    """
    match = _SEND.fullmatch(text)
    if match is None:
        raise usage(SendFile)
    return SendFile(match[2], match[3], int(match[1]))


CONTROL: dict[type[Event], Render | None] = {Upload: upload, Download: download}
