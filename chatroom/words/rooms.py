"""What is asked about being in several rooms: coming into one more, leaving one, speaking in one by its name."""

from dataclasses import dataclass
from typing import ClassVar

from chatroom.words.commands import Command
from chatroom.words.text import clean_fields


@dataclass(frozen=True, slots=True)
class Join(Command):
    """Come into a room beside those where you are, at the end of its line if it is full."""

    channel: str
    words: ClassVar[tuple[str, ...]] = ("join",)
    usage: ClassVar[str] = "<room>"
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel")


@dataclass(frozen=True, slots=True)
class Leave(Command):
    """Leave a room and stay in the others; without a name, the one where you are speaking."""

    channel: str = ""
    words: ClassVar[tuple[str, ...]] = ("leave", "part")
    usage: ClassVar[str] = "[room]"
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel")


@dataclass(frozen=True, slots=True)
class Group(Command):
    """Say something in one of your rooms by its name, wherever you are speaking."""

    channel: str
    text: str
    words: ClassVar[tuple[str, ...]] = ("group",)
    usage: ClassVar[str] = "<room> <message...>"

    def __post_init__(self) -> None:
        clean_fields(self, "channel", "text")
