"""Whispers to people who are not there: what those hear who leave one, and those for whom one was left (G403)."""

from chatroom.words.events import Event
from chatroom.words.values import dataclass


@dataclass(frozen=True, slots=True)
class MailKept(Event):
    """To whoever whispered: it is kept for that account, `seconds` long at most, and shown when its person is back."""

    to: str
    seconds: float


@dataclass(frozen=True, slots=True)
class MailShown(Event):
    """A whisper from while its reader was not there, the oldest first. `sent`: when, in wall seconds.

    `nick` is what its writer was called then; it may be gone. Shown a second time only if a line was lost right after the first.
    """

    sent: float
    nick: str
    text: str


@dataclass(frozen=True, slots=True)
class MailRow:
    """A kept whisper, in the export of an account."""

    to: str
    nick: str
    at: float
    text: str
