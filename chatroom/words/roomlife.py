"""What happens about rooms and the people in several of them, under the rules of `events`."""

from dataclasses import dataclass

from chatroom.words.events import Event


@dataclass(frozen=True, slots=True)
class CurrentRoom(Event):
    """What is said goes to this room from now on; "": nowhere, until one is joined."""

    channel: str
