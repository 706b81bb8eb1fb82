"""What the plain dialect says to those who come back after their line was lost: bare sentences.

What they missed stands between two of them, each line as it was said.
"""

from chatroom.formats.english import many
from chatroom.formats.lines import Sentences
from chatroom.words import resuming as b
from chatroom.words.events import Event


def resume_code(event: b.ResumeCode, simple: bool) -> str:
    return f"If the connection is lost, this code brings you back to your place: {event.code}"


def resumed(event: b.Resumed, simple: bool) -> list[str]:
    """In which seat or line, and what is to be read now."""
    what = "seat in" if event.seated else "place in the waiting line for"
    said = [f"Welcome back: you still have your {what} {event.channel}."]
    if event.missed:
        older = f" {many(event.dropped, 'older one')} could not be kept." if event.dropped else ""
        said.append(f"You have missed {many(event.missed, 'line')}, which follow{'s' if event.missed == 1 else ''} now.{older}")
    return said


def caught_up(event: b.CaughtUp, simple: bool) -> str:
    return f"That was what you missed in {event.channel}."


ANSWERS: dict[type[Event], Sentences] = {
    b.ResumeCode: resume_code,
    b.Resumed: resumed,
    b.CaughtUp: caught_up,
}
