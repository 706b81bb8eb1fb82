"""What happens about rooms and the people in several of them, under the rules of `events`."""

from chatroom.words.events import ChannelEvent, Event, Who
from chatroom.words.values import dataclass


@dataclass(frozen=True, slots=True)
class CurrentRoom(Event):
    """What is said goes to this room from now on; "": nowhere, until one is joined."""

    channel: str


@dataclass(frozen=True, slots=True)
class RoomMade(Event):
    """Somebody made a room; told to that person. `locked`: it has a password."""

    channel: str
    who: Who
    private: bool
    locked: bool


@dataclass(frozen=True, slots=True)
class RoomClosed(Event):
    """Nobody was in it for long enough, and it is gone."""

    channel: str


@dataclass(frozen=True, slots=True)
class HandedOver(ChannelEvent):
    """The room is another person's now: it belongs to `nick`."""

    by: str
    nick: str


@dataclass(frozen=True, slots=True)
class Invited(Event):
    """To whoever may come in now."""

    channel: str
    by: str


@dataclass(frozen=True, slots=True)
class InviteSent(Event):
    channel: str
    nick: str


@dataclass(frozen=True, slots=True)
class RoomKeeping(Event):
    """To staff: the room stays when nobody is in it, or does no longer."""

    channel: str
    on: bool


@dataclass(frozen=True, slots=True)
class MotdShown(Event):
    """The message of the day, line by line, to whoever comes in and whoever asks; no line: there is none."""

    channel: str
    lines: tuple[str, ...]
