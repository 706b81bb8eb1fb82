"""What people ask of the house, one frozen value each. What is asked about rooms and files, and by staff, has files of its own.

The first line of a docstring is what `/help` prints, `words` are what people type (the first is the name), `usage` names the
fields as they are typed, `right` is what the asker must hold. Text fields are cleaned when a command is made.
"""

from enum import Enum
from typing import ClassVar

from chatroom.words.text import clean_fields
from chatroom.words.values import dataclass


class Right(Enum):
    """What somebody may do that not everybody may."""

    KICK = "kick"
    MUTE = "mute"
    EMPTY = "empty"
    TOPIC = "topic"
    SHUTDOWN = "shutdown"
    SEE_ADDRESSES = "see-addresses"
    BAN = "ban"
    SLOW = "slow"
    NOTE = "note"
    ANNOUNCE = "announce"
    AUDIT = "audit"
    ROLES = "roles"
    ROOMS = "rooms"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Command:
    """What all commands share."""

    words: ClassVar[tuple[str, ...]] = ()
    usage: ClassVar[str] = ""  # "<field>", "[optional]"; a last field with "..." takes the rest of the line
    more: ClassVar[str] = ""  # what /help adds when it is asked for this command alone
    right: ClassVar[Right | None] = None
    nameless: ClassVar[bool] = False  # may be asked before a name is given
    waiting: ClassVar[bool] = False  # may be asked from the waiting line
    only_looks: ClassVar[bool] = False  # needs a right, but is no act: it changes nothing
    anywhere: ClassVar[bool] = False  # the right in any channel is enough: what it reaches is what one may do there


@dataclass(frozen=True, slots=True)
class Introduce(Command):
    """Give a name and come in."""

    nick: str
    files: bool = False  # this client understands the control lines of `chatclient` (docs/protocols/lines.md)
    resumes: bool = False  # it wants a code to come back with when its line is lost
    nameless: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Say(Command):
    """Say something to everybody in the channel. `channel` "" is the session's current one."""

    channel: str
    text: str
    raw: str = ""  # the line as it was written, below its empty lines: never said, it stands in the file of a paste; "": as said

    def __post_init__(self) -> None:
        if self.raw or not self.text.isprintable():  # nearly every line is: 0.2 µs less
            clean_fields(self, "text", lines="raw")


@dataclass(frozen=True, slots=True)
class Act(Command):
    """Say what you are doing: /me waves."""

    text: str
    channel: str = ""
    words: ClassVar[tuple[str, ...]] = ("me",)
    usage: ClassVar[str] = "<text...>"

    def __post_init__(self) -> None:
        clean_fields(self, "text", "channel")


@dataclass(frozen=True, slots=True)
class Whisper(Command):
    """Say something to one person, wherever on the server; nobody else sees it."""

    nick: str
    text: str
    channel: str = ""  # where both are; "" is the current one, or else the first other one where that person is
    words: ClassVar[tuple[str, ...]] = ("whisper", "w", "msg", "private")
    usage: ClassVar[str] = "<user> <message...>"

    def __post_init__(self) -> None:
        clean_fields(self, "nick", "text", "channel")


@dataclass(frozen=True, slots=True)
class Reply(Command):
    """Whisper back to whoever whispered to you last."""

    text: str
    words: ClassVar[tuple[str, ...]] = ("reply", "r")
    usage: ClassVar[str] = "<message...>"

    def __post_init__(self) -> None:
        clean_fields(self, "text")


@dataclass(frozen=True, slots=True)
class ListChannels(Command):
    """List the channels with their seats and waiting lines."""

    words: ClassVar[tuple[str, ...]] = ("list",)
    waiting: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class ListPeople(Command):
    """List who is here, or in another channel."""

    channel: str = ""
    words: ClassVar[tuple[str, ...]] = ("who", "names", "list_users")
    usage: ClassVar[str] = "[channel]"

    def __post_init__(self) -> None:
        clean_fields(self, "channel")


@dataclass(frozen=True, slots=True)
class Describe(Command):
    """Tell what is known about a person."""

    nick: str
    words: ClassVar[tuple[str, ...]] = ("whois",)
    usage: ClassVar[str] = "<user>"
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "nick")


@dataclass(frozen=True, slots=True)
class Switch(Command):
    """Move to another channel, at the end of its line if it is full."""

    channel: str
    words: ClassVar[tuple[str, ...]] = ("switch",)
    usage: ClassVar[str] = "<channel>"
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel")


@dataclass(frozen=True, slots=True)
class Rename(Command):
    """Take another name."""

    nick: str
    words: ClassVar[tuple[str, ...]] = ("nick",)
    usage: ClassVar[str] = "<name>"


@dataclass(frozen=True, slots=True)
class GoAway(Command):
    """Tell people that you are away, and why."""

    text: str = ""
    words: ClassVar[tuple[str, ...]] = ("away",)
    usage: ClassVar[str] = "[text...]"

    def __post_init__(self) -> None:
        clean_fields(self, "text")


@dataclass(frozen=True, slots=True)
class ComeBack(Command):
    """Tell people that you are back."""

    words: ClassVar[tuple[str, ...]] = ("back",)


@dataclass(frozen=True, slots=True)
class Ignore(Command):
    """Stop seeing what a person writes, or see it again; without a name, list whom you ignore."""

    nick: str = ""
    words: ClassVar[tuple[str, ...]] = ("ignore",)
    usage: ClassVar[str] = "[user]"

    def __post_init__(self) -> None:
        clean_fields(self, "nick")


@dataclass(frozen=True, slots=True)
class Topic(Command):
    """Show what this channel is about, or set it."""

    text: str = ""
    channel: str = ""
    words: ClassVar[tuple[str, ...]] = ("topic",)
    usage: ClassVar[str] = "[text...]"

    def __post_init__(self) -> None:
        clean_fields(self, "text", "channel")


@dataclass(frozen=True, slots=True)
class SendFile(Command):
    """Send a file to a person in this channel, who may take it or not."""

    nick: str
    path: str
    size: int | None = None  # in bytes; -1: the sender's client has no such file; None: it cannot send files
    words: ClassVar[tuple[str, ...]] = ("send",)
    usage: ClassVar[str] = "<user> <file...>"

    def __post_init__(self) -> None:
        clean_fields(self, "nick", "path")


@dataclass(frozen=True, slots=True)
class Help(Command):
    """List the commands, or explain one."""

    topic: str = ""
    words: ClassVar[tuple[str, ...]] = ("help",)
    usage: ClassVar[str] = "[command]"
    nameless: ClassVar[bool] = True
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "topic")


@dataclass(frozen=True, slots=True)
class Set(Command):
    """Change how you chat, as in /set clock on; alone, it shows everything that can be set."""

    key: str = ""
    value: str = ""
    channel: str = ""  # for mentions: in that room; "": everywhere. "here": for this connection alone
    words: ClassVar[tuple[str, ...]] = ("set",)
    usage: ClassVar[str] = "[setting] [value] [room]"
    more: ClassVar[str] = "An account finds them again at its next visit; /set colour off here is for this connection alone."
    nameless: ClassVar[bool] = True
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "key", "value", "channel")


@dataclass(frozen=True, slots=True)
class Quit(Command):
    """Leave."""

    words: ClassVar[tuple[str, ...]] = ("quit", "exit", "bye")
    nameless: ClassVar[bool] = True
    waiting: ClassVar[bool] = True
