"""What only a console can ask: staff without a seat looks into channels, speaks in them, and plans what is to happen."""

from typing import ClassVar

from chatroom.words.commands import Command, Right
from chatroom.words.text import clean_fields
from chatroom.words.values import dataclass


@dataclass(frozen=True, slots=True)
class Queue(Command):
    """Show who waits for a channel, and where they come from."""

    channel: str
    words: ClassVar[tuple[str, ...]] = ("queue",)
    usage: ClassVar[str] = "<channel>"
    right: ClassVar[Right | None] = Right.SEE_ADDRESSES
    only_looks: ClassVar[bool] = True
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel")


@dataclass(frozen=True, slots=True)
class Speak(Command):
    """Say something in a channel as staff, without a seat there."""

    channel: str
    text: str
    words: ClassVar[tuple[str, ...]] = ("say",)
    usage: ClassVar[str] = "<channel> <text...>"
    right: ClassVar[Right | None] = Right.TOPIC
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel", "text")


@dataclass(frozen=True, slots=True)
class Watch(Command):
    """See what happens in a channel as it happens; watch off ends it."""

    channel: str
    words: ClassVar[tuple[str, ...]] = ("watch",)
    usage: ClassVar[str] = "<channel|off>"
    right: ClassVar[Right | None] = Right.SEE_ADDRESSES
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel")


@dataclass(frozen=True, slots=True)
class Top(Command):
    """Show the house in numbers: people, seats, waiting lines, and what was said so far."""

    words: ClassVar[tuple[str, ...]] = ("top",)
    right: ClassVar[Right | None] = Right.SEE_ADDRESSES
    only_looks: ClassVar[bool] = True
    waiting: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Reload(Command):
    """Read the configuration again and say what a restart would change."""

    words: ClassVar[tuple[str, ...]] = ("reload",)
    right: ClassVar[Right | None] = Right.SHUTDOWN
    only_looks: ClassVar[bool] = True
    waiting: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Drain(Command):
    """Empty a channel after a while: empty lobby --drain 60s tells everybody there first."""

    channel: str
    duration: str
    words: ClassVar[tuple[str, ...]] = ("drain",)
    usage: ClassVar[str] = "<channel> <time>"
    right: ClassVar[Right | None] = Right.EMPTY
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel", "duration")


@dataclass(frozen=True, slots=True)
class WhoAmI(Command):
    """Show who you are here: account, role, and the key you came in with."""

    words: ClassVar[tuple[str, ...]] = ("whoami",)
    waiting: ClassVar[bool] = True
