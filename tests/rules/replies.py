"""What tests read out of what somebody was told, and one order that many of them begin with."""

from typing import Any

from chatroom.words.events import Refusal
from chatroom.words.refusals import Reason
from chatroom.words.staff import Ban
from tests.fakes import House


def reasons(events: list[Any]) -> list[Reason]:
    """The refusals among these, in order."""
    return [event.reason for event in events if isinstance(event, Refusal)]


def kinds(events: list[Any]) -> list[type]:
    """What these are, in order."""
    return [type(event) for event in events]


def banned(place: House, target: str, rest: str = "") -> list[Any]:
    """Has the server's own terminal ban; what it is answered."""
    staff, answers = place.staff()
    staff.perform(Ban(target, rest))
    return answers
