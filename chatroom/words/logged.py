"""What only those who keep count are told: logs and figures. Nobody at a door hears of it.

A password itself is in none of these.
"""

from chatroom.words.events import Event, Who
from chatroom.words.values import dataclass


@dataclass(frozen=True, slots=True)
class Attempted(Event):
    """A password has come for that name, as it was typed: to sign in, or to make it an account. Told before it is judged."""

    nick: str
    registers: bool


@dataclass(frozen=True, slots=True)
class Disconnected(Event):
    """With its last connection a person is gone from the house, whether or not it was in a channel."""

    who: Who
