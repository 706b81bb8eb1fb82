"""The Tally: counts events as they pass and says the counts in Prometheus' text form.

It must never know who or what: no names of people, no text. Asking is the reader's business; nothing here has a port or a timer.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from chatroom.words import events as e
from chatroom.words.events import Refusal
from chatroom.words.files import FileArrived
from chatroom.words.logged import Attempted, Disconnected
from chatroom.words.plugins import PluginSaid
from chatroom.words.refusals import Reason
from chatroom.words.roomlife import HandedOver, RoomClosed, RoomMade
from chatroom.words.staffroom import Countdown, StaffSaid
from chatroom.words.stage import StageSet, VoiceSet
from chatroom.words.text import hyphened

Reading = float | Mapping[str, float]  # one number, or one for each channel
Ask = Callable[[], Reading]

# Shown from the start, with 0: a rate needs a first value.
WITNESSED: tuple[type[e.Event], ...] = (
    e.Said,
    e.Acted,
    e.Joined,
    e.Left,
    e.Kicked,
    e.WentAfk,
    e.Emptied,
    e.Muted,
    e.Unmuted,
    e.Slowed,
    e.Banned,
    e.Renamed,
    e.TopicSet,
    e.WentAway,
    e.CameBack,
    e.QueueAdvanced,
    e.Withdrew,
    Attempted,
    Disconnected,
    e.Whispered,
    e.FileSent,
    FileArrived,
    e.ShuttingDown,
    e.Announced,
    StaffSaid,
    Countdown,
    RoomMade,
    RoomClosed,
    HandedOver,
    StageSet,
    VoiceSet,
    PluginSaid,
)


class Tally:
    """Counts since the start of the process; `text()` is the whole page."""

    def __init__(self) -> None:
        self._events: defaultdict[type[e.Event], int] = defaultdict(int, dict.fromkeys(WITNESSED, 0))
        self._refusals: dict[Reason, int] = dict.fromkeys(Reason, 0)
        self._gauges: dict[str, tuple[str, Ask]] = {}

    def saw(self, event: e.Event) -> None:
        """A witness, called for every line that is said: one look-up and one addition. A refusal counts by its reason."""
        if isinstance(event, Refusal):
            self.refused(event.reason)
        else:
            self._events[type(event)] += 1

    def refused(self, reason: Reason) -> None:
        """For a "no" that is said where no witness looks, as at a door."""
        self._refusals[reason] += 1

    def lines(self) -> int:
        """How many lines were said so far, by whomever, in all channels."""
        return sum(self._events[kind] for kind in (e.Said, e.Acted, StaffSaid))

    def gauge(self, name: str, meaning: str, ask: Ask) -> None:
        """Shows `chatroom_<name>`, asked for anew by every `text()`: a number, or a mapping from channel to number.

        `name` is lower case with underscores; `meaning` is the sentence in front of it.
        """
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in self._gauges:
            raise ValueError(f"not a free gauge name: {name!r}")
        self._gauges[name] = (meaning, ask)

    def text(self) -> str:
        """The page, in Prometheus' text exposition format 0.0.4: counters first, gauges in the order they were given."""
        lines = [
            *_metric("events_total", "counter", "What happened in the house.", "event", self._by_event()),
            *_metric("refusals_total", "counter", "What people were refused.", "reason", self._by_reason()),
        ]
        for name, (meaning, ask) in self._gauges.items():
            reading = ask()
            samples = reading.items() if isinstance(reading, Mapping) else [("", reading)]
            lines += _metric(name, "gauge", meaning, "channel", samples)
        return "".join(line + "\n" for line in lines)

    def _by_event(self) -> Iterable[tuple[str, float]]:
        return [(hyphened(kind.__name__), count) for kind, count in self._events.items()]

    def _by_reason(self) -> Iterable[tuple[str, float]]:
        return [(reason.value, count) for reason, count in self._refusals.items()]


def _metric(name: str, kind: str, meaning: str, label: str, samples: Iterable[tuple[str, float]]) -> Iterable[str]:
    """The lines of one metric. A sample for "" stands for the whole house and has no label."""
    yield f"# HELP chatroom_{name} {_escaped(meaning)}"
    yield f"# TYPE chatroom_{name} {kind}"
    for key, value in samples:
        yield f"chatroom_{name}{_label(label, key)} {_number(value)}"


def _label(label: str, value: str) -> str:
    quotable = _escaped(value).replace('"', '\\"')
    return f'{{{label}="{quotable}"}}' if value else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _number(value: float) -> str:
    if math.isfinite(value):
        return str(value)
    return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
