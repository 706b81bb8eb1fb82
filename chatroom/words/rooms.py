"""What is asked about rooms: making one, coming into one more, leaving one, speaking in one by its name.

Passwords are in no repr, so that no log and no traceback can show them.
"""

from dataclasses import field
from typing import ClassVar

from chatroom.words.commands import Command, Right
from chatroom.words.text import clean_fields
from chatroom.words.values import dataclass


@dataclass(frozen=True, slots=True)
class Join(Command):
    """Come into a room beside those where you are, at the end of its line if it is full."""

    channel: str
    password: str = field(default="", repr=False)
    words: ClassVar[tuple[str, ...]] = ("join",)
    usage: ClassVar[str] = "<room> [password]"
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


@dataclass(frozen=True, slots=True)
class Create(Command):
    """Make a room of your own; --private: unlisted, and only for those whom you invite."""

    channel: str
    password: str = field(default="", repr=False)
    private: bool = False
    words: ClassVar[tuple[str, ...]] = ("create",)
    usage: ClassVar[str] = "<room> [--private] [password]"
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel")

    @classmethod
    def typed(cls, channel: str, *more: str) -> "Create | None":
        """From the words of a line, `--private` anywhere after the name; None if a word is left over."""
        rest = [word for word in more if word != "--private"]
        return cls(channel, "".join(rest), "--private" in more) if len(rest) < 2 else None


@dataclass(frozen=True, slots=True)
class Invite(Command):
    """Ask somebody to come into a room where you are; it may come without the password."""

    nick: str
    channel: str = ""
    words: ClassVar[tuple[str, ...]] = ("invite",)
    usage: ClassVar[str] = "<user> [room]"

    def __post_init__(self) -> None:
        clean_fields(self, "nick", "channel")


@dataclass(frozen=True, slots=True)
class HandOver(Command):
    """Give your room to somebody who is in it."""

    nick: str
    channel: str = ""
    words: ClassVar[tuple[str, ...]] = ("handover",)
    usage: ClassVar[str] = "<user> [room]"

    def __post_init__(self) -> None:
        clean_fields(self, "nick", "channel")


@dataclass(frozen=True, slots=True)
class Keep(Command):
    """Let a room that somebody made stay when nobody is in it."""

    channel: str
    words: ClassVar[tuple[str, ...]] = ("keep",)
    usage: ClassVar[str] = "<room>"
    right: ClassVar[Right | None] = Right.ROOMS
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel")


@dataclass(frozen=True, slots=True)
class Unkeep(Command):
    """Let a kept room vanish again when nobody is in it."""

    channel: str
    words: ClassVar[tuple[str, ...]] = ("unkeep",)
    usage: ClassVar[str] = "<room>"
    right: ClassVar[Right | None] = Right.ROOMS
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel")


@dataclass(frozen=True, slots=True)
class Motd(Command):
    """Show the message of the day of this room, or of another."""

    channel: str = ""
    words: ClassVar[tuple[str, ...]] = ("motd",)
    usage: ClassVar[str] = "[room]"
    nameless: ClassVar[bool] = True
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel")
