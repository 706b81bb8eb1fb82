"""What operators read: log lines in three forms. One event is one line, whatever anybody typed.

It must never know where lines go; that is logs.py's business.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any

from twisted.logger import LogEvent, LogLevel, eventAsText, formatEvent

from chatroom.words.text import clean

LEVELS = {
    "debug": LogLevel.debug,
    "info": LogLevel.info,
    "warning": LogLevel.warn,
    "error": LogLevel.error,
    "critical": LogLevel.critical,
}
_WORDS = {level: name.upper() for name, level in LEVELS.items()}

_MADE = "log_text_made"  # a field of an event: its text

TextForm = Callable[[LogEvent], str]


def text_form(form: str, tz: tzinfo | None = None) -> TextForm:
    """The function that turns an event into its line, without the line's end; "" for an event that has nothing to say.

    `full`: `2024-11-04 11:40:11,590 - INFO - text` (S3-09). `short`: `21-10-15 14:30 | INFO | text`. `json`: an object
    with time (ISO 8601 with offset), level, system, text and the event's plain fields. `tz` None is the machine's own.
    """
    shape, time_of, wordings = _SHAPES[form], _TIMES[form], _WORDINGS.get(form, {})

    @lru_cache(maxsize=2)  # the seconds of a busy server: a time of day costs 0.8 instead of 6.7 us
    def second(number: int) -> str:
        return time_of(datetime.fromtimestamp(number, UTC).astimezone(tz))

    def line(event: LogEvent) -> str:
        words = wordings.get(event.get("log_format") or "")
        text = _text_for_all(event) if words is None else _text(event | {"log_format": words})
        if not text:
            return ""
        fraction, whole = math.modf(event.get("log_time") or 0.0)
        over, micro = divmod(round(fraction * 1e6), 1_000_000)  # as `datetime` rounds, in a quarter of its time
        when = second(int(whole) + over).format(micro // 1000)
        return shape(when, _WORDS[level_of(event)], text, event)

    return line


def level_of(event: LogEvent) -> Any:
    """How bad it is: one of LEVELS' values."""
    return event.get("log_level") or LogLevel.info


def _full(when: str, level: str, text: str, event: LogEvent) -> str:
    return f"{when} - {level} - {text}"


def _short(when: str, level: str, text: str, event: LogEvent) -> str:
    return f"{when} | {level} | {text}"


def _json(when: str, level: str, text: str, event: LogEvent) -> str:
    system = clean(str(event.get("log_namespace", "")))
    own: dict[str, object] = {"time": when, "level": level, "system": system, "text": text}
    return json.dumps(own | {key: value for key, value in _plain_fields(event).items() if key not in own}, ensure_ascii=False)


# What a form says in words of its own, which its readers look for (S3-10).
_WORDINGS: Mapping[str, Mapping[str, str]] = {"full": {"Client connected from {address}": "Connection from {address}"}}
_SHAPES: Mapping[str, Callable[[str, str, str, LogEvent], str]] = {"full": _full, "short": _short, "json": _json}

# How a form writes a second; the milliseconds go where the braces are.
_TIMES: Mapping[str, Callable[[datetime], str]] = {
    "full": lambda second: f"{second:%Y-%m-%d %H:%M:%S},{{:03d}}",
    "short": lambda second: f"{second:%y-%m-%d %H:%M}",
    "json": lambda second: second.isoformat(timespec="milliseconds").replace(".000", ".{:03d}"),
}


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


def _text_for_all(event: LogEvent) -> str:
    """The same, remembered with the event: the console's log and the file's say it in the same words. 2 us less a line."""
    made: str | None = event.get(_MADE)
    if made is None:
        made = event[_MADE] = _text(event)
    return made


def _text(event: LogEvent) -> str:
    """The sentence, and after it the whole traceback of a failure, folded into the same line."""
    text = _sentence(event)
    if "log_failure" not in event:
        return clean(text)
    # Twisted's way to a traceback never raises, whatever the exception does when it is printed.
    traceback = eventAsText({"log_failure": event["log_failure"]}, includeTimestamp=False, includeSystem=False)
    folded = (line.strip() for line in traceback.splitlines())
    return clean(" | ".join(part for part in (text, *folded) if part))


def _sentence(event: LogEvent) -> str:
    """What Twisted makes of it; ours name nothing but fields, which Python does by itself in 1.7 instead of 9.2 us."""
    wording = event.get("log_format")
    if isinstance(wording, str) and _names_fields_only(wording):
        with suppress(Exception):  # a field that is missing, or cannot be printed: Twisted has words for that
            return wording.format_map(event)
    return formatEvent(event)


@lru_cache(maxsize=256)
def _names_fields_only(wording: str) -> bool:
    return re.fullmatch(r"([^{}]|\{[a-z_]+\})*", wording) is not None
