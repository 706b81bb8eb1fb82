"""Coming back after the line was lost: what is asked and what happens. Seats and places are kept for a while (G113, G125).

A connection that says `resumes` when it comes in is given a code, which is as good as a password as long as it lasts.
"""

from dataclasses import field
from typing import ClassVar

from chatroom.words.commands import Command
from chatroom.words.events import Event
from chatroom.words.values import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """The last event of a channel that a client has read, by its `seq`."""

    channel: str
    seq: int


@dataclass(frozen=True, slots=True)
class Resume(Command):
    """Come back to the seats and places of a connection that was lost.

    `seen` makes up for lines that were on their way when it was lost; without it they begin where the server noticed.
    """

    code: str = field(repr=False)
    seen: tuple[Seen, ...] = ()
    nameless: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class ResumeCode(Event):
    """To a connection that has asked for it: the code to come back with, once; the one before is void.

    `seconds`: how long it is good after the line is lost, at most; it goes on as long as anything is kept.
    """

    code: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """Back in a seat (`seated`), or in a place in the line. `missed` events follow, the oldest first, then `CaughtUp`.

    `dropped` older ones are not kept any more. With nothing missed nothing follows.
    """

    channel: str
    seated: bool
    missed: int
    dropped: int


@dataclass(frozen=True, slots=True)
class CaughtUp(Event):
    """All that was missed in the channel has been told; what follows happens now."""

    channel: str
