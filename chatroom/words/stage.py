"""Rooms where not everybody may speak: who is given a voice, what waits to be approved, and what happens about both (G124)."""

from typing import ClassVar

from chatroom.words.commands import Command, Right
from chatroom.words.events import ChannelEvent, Event, Who
from chatroom.words.text import clean_fields
from chatroom.words.values import dataclass


@dataclass(frozen=True, slots=True)
class SetStage(Command):
    """Let only people with a voice speak in a room that somebody made: on; off ends it."""

    mode: str
    channel: str = ""
    words: ClassVar[tuple[str, ...]] = ("stage",)
    usage: ClassVar[str] = "<on|announce|approve|off> [channel]"
    more: ClassVar[str] = (
        "With announce, nobody sees who comes and goes, either; with approve, what the others say is shown to staff, "
        "and to everybody once it is approved. Of the server's own channels the configuration says it."
    )
    right: ClassVar[Right | None] = Right.VOICE
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "mode", "channel")


@dataclass(frozen=True, slots=True)
class GiveVoice(Command):
    """Let somebody speak where not everybody may; an account keeps it, a guest has it for this visit."""

    nick: str
    channel: str = ""
    words: ClassVar[tuple[str, ...]] = ("voice",)
    usage: ClassVar[str] = "<user> [channel]"
    right: ClassVar[Right | None] = Right.VOICE
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "nick", "channel")


@dataclass(frozen=True, slots=True)
class TakeVoice(Command):
    """Take somebody's voice back."""

    nick: str
    channel: str = ""
    words: ClassVar[tuple[str, ...]] = ("unvoice",)
    usage: ClassVar[str] = "<user> [channel]"
    right: ClassVar[Right | None] = Right.VOICE
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "nick", "channel")


@dataclass(frozen=True, slots=True)
class Approve(Command):
    """Say a line that waits, by its number, to everybody in its author's name."""

    number: str
    channel: str = ""
    words: ClassVar[tuple[str, ...]] = ("approve",)
    usage: ClassVar[str] = "<number> [channel]"
    right: ClassVar[Right | None] = Right.VOICE
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "number", "channel")


@dataclass(frozen=True, slots=True)
class ListHeld(Command):
    """List the lines that wait to be approved, each with its number."""

    channel: str = ""
    words: ClassVar[tuple[str, ...]] = ("held",)
    usage: ClassVar[str] = "[channel]"
    right: ClassVar[Right | None] = Right.VOICE
    only_looks: ClassVar[bool] = True
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "channel")


# ---- what happens ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StageSet(ChannelEvent):
    """Who may speak there has changed: everybody if `moderated` is false, else only people with a voice."""

    by: str
    moderated: bool
    announce: bool
    approve: bool


@dataclass(frozen=True, slots=True)
class VoiceSet(ChannelEvent):
    """Somebody has been given a voice there, or has none any longer."""

    who: Who
    by: str
    on: bool


@dataclass(frozen=True, slots=True)
class StageShown(Event):
    """To whoever comes in without a voice: only others speak here. `approve`: what it says waits for approval."""

    channel: str
    announce: bool
    approve: bool


@dataclass(frozen=True, slots=True)
class LineWaits(Event):
    """To its author: the line has been shown to staff alone so far. `seconds`: how long it waits for approval."""

    channel: str
    number: int
    seconds: int


@dataclass(frozen=True, slots=True)
class LineHeld(Event):
    """To staff and the room's owner: what somebody without a voice would say, `acts` as with /me."""

    channel: str
    number: int
    who: Who
    text: str
    acts: bool


@dataclass(frozen=True, slots=True)
class LineApproved(Event):
    """To whoever has approved it without a seat there: it was said."""

    channel: str
    number: int
    nick: str


@dataclass(frozen=True, slots=True)
class HeldRow:
    """`seconds` until it is dropped."""

    number: int
    nick: str
    text: str
    seconds: int


@dataclass(frozen=True, slots=True)
class HeldShown(Event):
    """What waits, the oldest first."""

    channel: str
    rows: tuple[HeldRow, ...]
