"""What staff asks for: kicks, mutes, bans, notes, slow mode, announcements, the audit log, roles, and the end of the day."""

from typing import ClassVar

from chatroom.words.commands import Command, Right
from chatroom.words.text import clean_fields
from chatroom.words.values import dataclass

EVERYWHERE = "*"  # in the place of a channel: all of them


@dataclass(frozen=True, slots=True)
class Kick(Command):
    """Send a person out of a channel."""

    channel: str
    nick: str
    reason: str = ""
    words: ClassVar[tuple[str, ...]] = ("kick",)
    usage: ClassVar[str] = "<channel>:<user> [reason...]"
    right: ClassVar[Right | None] = Right.KICK
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel", "nick", "reason")


@dataclass(frozen=True, slots=True)
class Mute(Command):
    """Silence a person in a channel for some seconds, 10m or 2h; *:user does it in all, an address or network to its guests."""

    channel: str
    nick: str
    duration: str  # text: the rules judge it last
    reason: str = ""  # may hold --dry-run (shows whom it would hit) and --force
    words: ClassVar[tuple[str, ...]] = ("mute",)
    usage: ClassVar[str] = "<channel>:<user> <seconds> [reason...]"
    right: ClassVar[Right | None] = Right.MUTE
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel", "nick", "duration", "reason")


@dataclass(frozen=True, slots=True)
class Unmute(Command):
    """Let a muted person speak again; what it was muted by, mutes shows."""

    channel: str
    nick: str
    words: ClassVar[tuple[str, ...]] = ("unmute",)
    usage: ClassVar[str] = "<channel>:<user>"
    right: ClassVar[Right | None] = Right.MUTE
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel", "nick")


@dataclass(frozen=True, slots=True)
class ListMutes(Command):
    """List who is muted where, until when, by whom and why."""

    words: ClassVar[tuple[str, ...]] = ("mutes",)
    right: ClassVar[Right | None] = Right.MUTE
    anywhere: ClassVar[bool] = True
    only_looks: ClassVar[bool] = True
    waiting: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Ban(Command):
    """Keep somebody out: a name, account:NAME, key:FINGERPRINT, an address, a network, or all:NAME for all that is known."""

    target: str
    rest: str = ""
    words: ClassVar[tuple[str, ...]] = ("ban",)
    usage: ClassVar[str] = "<target> [time-and-reason...]"
    more: ClassVar[str] = (
        "With a time (10m, 2h, 30d) before the reason it ends by itself. --dry-run only shows whom it would hit; "
        "--force places one that would hit many, or you yourself."
    )
    right: ClassVar[Right | None] = Right.BAN
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "target", "rest")


@dataclass(frozen=True, slots=True)
class Unban(Command):
    """Lift a ban, by its number or its target."""

    target: str
    words: ClassVar[tuple[str, ...]] = ("unban",)
    usage: ClassVar[str] = "<number|target>"
    right: ClassVar[Right | None] = Right.BAN
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "target")


@dataclass(frozen=True, slots=True)
class ListBans(Command):
    """List the bans that are in force."""

    words: ClassVar[tuple[str, ...]] = ("bans",)
    right: ClassVar[Right | None] = Right.BAN
    only_looks: ClassVar[bool] = True
    waiting: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Slow(Command):
    """Let each person speak only once in that time in this channel; off ends it."""

    duration: str
    channel: str = ""
    words: ClassVar[tuple[str, ...]] = ("slow",)
    usage: ClassVar[str] = "<time|off> [channel]"
    right: ClassVar[Right | None] = Right.SLOW
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "duration", "channel")


@dataclass(frozen=True, slots=True)
class Announce(Command):
    """Tell something to everybody in the house."""

    text: str
    words: ClassVar[tuple[str, ...]] = ("announce",)
    usage: ClassVar[str] = "<text...>"
    right: ClassVar[Right | None] = Right.ANNOUNCE
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "text")


@dataclass(frozen=True, slots=True)
class Note(Command):
    """Write down something about a person, for staff only."""

    nick: str
    text: str
    words: ClassVar[tuple[str, ...]] = ("note",)
    usage: ClassVar[str] = "<user> <text...>"
    right: ClassVar[Right | None] = Right.NOTE
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "nick", "text")


@dataclass(frozen=True, slots=True)
class History(Command):
    """Show what staff has done about a person before, and its notes."""

    nick: str
    words: ClassVar[tuple[str, ...]] = ("history",)
    usage: ClassVar[str] = "<user>"
    right: ClassVar[Right | None] = Right.NOTE
    only_looks: ClassVar[bool] = True
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "nick")


@dataclass(frozen=True, slots=True)
class Audit(Command):
    """Show the latest acts of staff; with a word, those by or about somebody of that name, or of that kind."""

    filter: str = ""
    words: ClassVar[tuple[str, ...]] = ("audit",)
    usage: ClassVar[str] = "[word]"
    right: ClassVar[Right | None] = Right.AUDIT
    only_looks: ClassVar[bool] = True
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "filter")


@dataclass(frozen=True, slots=True)
class Undo(Command):
    """Take back your latest ban, unban, mute, unmute or slow mode."""

    words: ClassVar[tuple[str, ...]] = ("undo",)
    right: ClassVar[Right | None] = Right.MUTE
    anywhere: ClassVar[bool] = True
    waiting: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class GiveRole(Command):
    """Make an account owner, admin, moderator, voice or member, everywhere or in one channel."""

    nick: str
    role: str
    channel: str = ""
    words: ClassVar[tuple[str, ...]] = ("role",)
    usage: ClassVar[str] = "<account> <role> [channel]"
    right: ClassVar[Right | None] = Right.ROLES
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "nick", "role", "channel")


@dataclass(frozen=True, slots=True)
class Empty(Command):
    """Send everybody out of a channel; those in its waiting line come in."""

    channel: str
    words: ClassVar[tuple[str, ...]] = ("empty",)
    usage: ClassVar[str] = "<channel>"
    right: ClassVar[Right | None] = Right.EMPTY
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel")


@dataclass(frozen=True, slots=True)
class Shutdown(Command):
    """Tell everybody goodbye and stop the server."""

    reason: str = ""
    words: ClassVar[tuple[str, ...]] = ("shutdown",)
    usage: ClassVar[str] = "[reason...]"
    more: ClassVar[str] = "With --in 5m before the reason everybody hears a countdown first; --cancel takes it back."
    right: ClassVar[Right | None] = Right.SHUTDOWN
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "reason")
