"""The classic dialect, to the letter: wordings, spacing and silence of CLASSIC (2023 edition).

It knows five commands and compares them exactly; everything else that is typed is chat (CLASSIC C4, C9). It must never be
kinder than the rules it reproduces: what they do not name, it does not say.
"""

from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from typing import Protocol

from chatroom.formats import files as offered_files
from chatroom.formats import pastes, stage
from chatroom.formats.lines import (
    CONTROL,
    Line,
    Render,
    Sentence,
    cleaned,
    command_words,
    control_command,
    finished,
    hours_minutes_seconds,
    proof,
    received,
    whole,
)
from chatroom.words import events as e
from chatroom.words import roomlife as m
from chatroom.words import staffroom as r
from chatroom.words.commands import Command, Introduce, Say
from chatroom.words.credentials import Prove
from chatroom.words.events import Cause, Event
from chatroom.words.logged import Attempted, Disconnected
from chatroom.words.mail import MailKept, MailShown
from chatroom.words.plugins import PluginAnswered, PluginSaid
from chatroom.words.refusals import Reason
from chatroom.words.resuming import CaughtUp, ResumeCode, Resumed
from chatroom.words.table import CLASSIC, read

_TAKES = {"quit": 0, "list": 0, "switch": 1}  # how many words after these count; more are ignored


def classic(tz: tzinfo | None = None, files: bool = False) -> "Classic":
    """The variant with these properties, always the same object. `tz` None: times are the server's local time."""
    return _classic(tz, files)


@dataclass(frozen=True, slots=True, eq=False)
class Classic:
    """A format (`ports.Format`). `files`: the client at the other end understands control lines."""

    tz: tzinfo | None
    files: bool

    def encode(self, event: Event) -> bytes | None:
        render = (WITH_FILES if self.files else RENDER)[type(event)]
        return None if render is None else finished(render(event, self))

    def decode(self, line: bytes) -> Command | None:
        text = received(line)
        if text.startswith("/"):
            word, rest = command_words(text)
            if word in CLASSIC:
                return read(word, " ".join(rest.split()[: _TAKES[word]]) if word in _TAKES else rest, CLASSIC)
        elif self.files and text.startswith("\x01"):
            return control_command(text)
        say = Say("", text)
        return say if say.text.strip() else None

    def introduce(self, line: bytes) -> Command:
        """Whatever it is, it is a name. A TAB at its end is the mark of a client that understands control lines."""
        return Introduce(received(line), files=line.endswith(b"\t"))

    def prove(self, line: bytes) -> Prove:
        """Nobody is asked for a password here, since none of these rules knows one; the next door may ask."""
        return proof(line)

    def settings(self) -> tuple[tuple[str, str], ...]:
        return ()

    def vary(self, key: str, value: str) -> "Classic":
        """Nothing varies here."""
        return self

    def with_files(self) -> "Classic":
        """The variant for a client that understands control lines."""
        return classic(self.tz, files=True)

    def of(self, person: int) -> "Classic":
        return self

    def elsewhere(self) -> "Classic":
        """Nobody is in several channels here."""
        return self


@cache
def _classic(tz: tzinfo | None, files: bool) -> Classic:
    return Classic(tz, files)


# ---- shapes of a line (the operator's screen has the same) -------------------------------------------------------------


class Dated(Protocol):
    """All that the functions below ask of their format."""

    @property
    def tz(self) -> tzinfo | None: ...


def spoken(event: Event, look: Dated, head: str, text: str) -> Line:
    return cleaned(f"[{head} ({hours_minutes_seconds(event.at, look.tz)})] {text}")


def notice(event: Event, look: Dated, text: str) -> Line:
    return cleaned(f"[Server message ({hours_minutes_seconds(event.at, look.tz)})] {text}")


# ---- what happens in a channel -----------------------------------------------------------------------------------------


def said(event: e.Said, look: Dated) -> Line:
    return spoken(event, look, event.who.nick, event.text)


def acted(event: e.Acted, look: Dated) -> Line:
    """Only a neighbour with another dialect can do this; here it reads as it was typed."""
    return spoken(event, look, event.who.nick, f"/me {event.text}")


def staff_said(event: r.StaffSaid, look: Dated) -> Line:
    return spoken(event, look, event.by, event.text)


def plugin_said(event: PluginSaid, look: Dated) -> Line:
    """Asked for by a neighbour with another dialect."""
    return notice(event, look, f"/{event.word}: {event.text}")


def joined(event: e.Joined, look: Dated) -> Line:
    return notice(event, look, f"{event.who.nick} has joined the channel.")


def left(event: e.Left | e.Withdrew, look: Dated) -> Line | None:
    """Whoever is lost or cut off goes in silence (CLASSIC C7)."""
    if event.cause not in (Cause.QUIT, Cause.LEFT, Cause.SWITCHED, Cause.BANNED):
        return None
    return notice(event, look, f"{event.who.nick} has left the channel.")


def kicked(event: e.Kicked | e.Banned, look: Dated) -> Line:
    return notice(event, look, f"{event.who.nick} has left the channel.")


def went_afk(event: e.WentAfk, look: Dated) -> Line:
    return notice(event, look, f"{event.who.nick} went AFK.")


def muted(event: e.Muted, look: Dated) -> Line:
    return notice(event, look, f"{event.who.nick} has been muted for {event.seconds} seconds.")


# ---- what one person is told -------------------------------------------------------------------------------------------


def silenced(event: e.Silenced, look: Dated) -> Line | None:
    if event.seconds == 0:
        return None  # the end of a mute is silent
    return notice(event, look, f"You have been muted for {event.seconds} seconds.")


def whispered(event: e.Whispered, look: Dated) -> Line:
    return spoken(event, look, f"{event.who.nick} whispers to you:", event.text)


def file_sent(event: e.FileSent, look: Dated) -> Line:
    return notice(event, look, f"You sent {event.path} to {event.to}.")


def welcomed(event: e.Welcomed, look: Dated) -> Line:
    return notice(event, look, f"Welcome to the {event.channel} channel, {event.who.nick}.")


def queue_position(event: e.QueuePosition, look: Dated) -> Line:
    return notice(event, look, f"You are in the waiting queue and there are {event.ahead} user(s) ahead of you.")


def channel_list(event: e.ChannelList, look: Dated) -> list[Line]:
    """The configured ones: no rule names any other."""
    return [cleaned(f"[Channel] {row.name} {row.seated}/{row.capacity}/{row.waiting}.") for row in event.rows if not row.made]


# ---- refusals ----------------------------------------------------------------------------------------------------------


def refusal(event: e.Refusal, look: Dated) -> Line | None:
    say = REFUSALS[event.reason]
    return None if say is None else notice(event, look, say(event))


def cannot_connect(no: e.Refusal) -> str:
    return f"Cannot connect to the {no.channel} channel."


def no_such(no: e.Refusal) -> str:
    return f"{no.subject} does not exist."


def cannot_switch(no: e.Refusal) -> str:
    return f"Cannot switch to the {no.channel} channel."


def not_here(no: e.Refusal) -> str:
    return f"{no.subject} is not here."


def still_muted(no: e.Refusal) -> str:
    return f"You are still muted for {whole(no.number)} seconds."


def send_failed(no: e.Refusal) -> str:
    return f'Failed to send "{no.subject}" to {no.hint}.'


_UNANSWERED = (
    Reason.TOO_SLOW, Reason.WRONG_PASSWORD, Reason.WRONG_TOKEN, Reason.NOTHING_KEPT, Reason.NO_TOKEN, Reason.NOT_A_BOT,
    Reason.BAD_TARGET, Reason.KEY_TAKEN, Reason.NO_KEY, Reason.LONG_PASSWORD,
    Reason.WEAK_PASSWORD, Reason.ACCOUNT_EXISTS, Reason.NO_ACCOUNT,
    Reason.NO_ACCOUNTS, Reason.ALREADY_IN, Reason.THROTTLED, Reason.BUSY, Reason.NOT_NOW, Reason.NOT_ALLOWED,
    Reason.OUTRANKED, Reason.NEEDS_FORCE, Reason.NO_BAN, Reason.LAST_OWNER, Reason.BAD_ROLE, Reason.NOT_MUTED,
    Reason.NOTHING_TO_UNDO, Reason.OWN_MUTE,
    Reason.UNKNOWN_COMMAND, Reason.USAGE, Reason.UNREADABLE, Reason.BAD_SETTING, Reason.BAD_DURATION, Reason.NOT_IN_CHANNEL,
    Reason.PLUGIN_OFF,
    Reason.NO_ROOM, Reason.NOT_MEMBER, Reason.ONLY_ROOM,
    Reason.ROOMS_OFF, Reason.ROOM_NAME, Reason.ROOM_TAKEN, Reason.TOO_MANY_ROOMS, Reason.NO_ROOM_PASSWORDS, Reason.NOT_OWNER,
    Reason.CONFIGURED,
    Reason.NOBODY_TO_REPLY, Reason.NOT_AWAY, Reason.TOO_MANY_IGNORED,
    Reason.NO_MAIL, Reason.MAIL_FULL, Reason.MAIL_ENOUGH, Reason.MAIL_NEEDS_ACCOUNT,
    Reason.WAITING, Reason.FLOOD, Reason.SLOW_MODE, Reason.LINE_TOO_LONG,
    Reason.FILE_TOO_LARGE, Reason.FILE_TYPE, Reason.NO_OFFER, Reason.WHICH_OFFER, Reason.NO_PASTE, Reason.NOBODY_ELSE,
    Reason.LOOKS_SECRET, Reason.NO_VOICE, Reason.HAS_VOICE, Reason.NOT_VOICED, Reason.NOT_HELD, Reason.HELD_FULL,
    Reason.NEEDS_CLIENT, Reason.WRONG_PROTOCOL, Reason.STOPPING, Reason.NOT_STORED,
)  # fmt: skip
REFUSALS: dict[Reason, Sentence | None] = {
    **dict.fromkeys(_UNANSWERED),
    Reason.NAME_EMPTY: cannot_connect,
    Reason.NAME_LONG: cannot_connect,
    Reason.NAME_CHARACTERS: cannot_connect,
    Reason.NAME_RESERVED: cannot_connect,
    Reason.NAME_TAKEN: cannot_connect,
    Reason.NAME_LOOKS_LIKE: cannot_connect,
    Reason.NO_GUESTS: cannot_connect,
    Reason.BANNED: cannot_connect,
    Reason.NAME_BANNED: cannot_connect,
    Reason.NO_CHANNEL: no_such,
    Reason.SAME_CHANNEL: cannot_switch,
    Reason.CANNOT_SWITCH: cannot_switch,
    Reason.INVITE_ONLY: cannot_switch,
    Reason.ROOM_PASSWORD: cannot_switch,
    Reason.NOT_HERE: not_here,
    Reason.MUTED: still_muted,
    Reason.READ_ONLY: still_muted,
    Reason.NO_FILE: no_such,
    Reason.CANNOT_TAKE_FILES: send_failed,
    Reason.SEND_FAILED: send_failed,
    Reason.TOO_MANY_FILES: send_failed,
}

_SILENT = (
    e.Emptied, e.Unmuted, e.Slowed, e.Renamed, e.TopicSet, e.WentAway, e.CameBack, e.QueueAdvanced, e.Withdrew,
    Attempted, Disconnected, ResumeCode, Resumed, CaughtUp, PluginAnswered, m.CurrentRoom,
    m.RoomMade, m.RoomClosed, m.HandedOver, m.Invited, m.InviteSent, m.RoomKeeping, m.MotdShown,
    e.ShuttingDown, e.Announced, e.Greeted, e.Dismissed, e.PasswordAsked, e.SignedIn, e.Registered,
    e.PasswordChanged, r.BanSet, r.BanLift, r.BanList, r.NoteKept, r.ActList, r.RoleSet, e.AfkWarned, e.Mentioned, e.WhisperSent,
    e.PeopleList, e.Described, e.HelpGiven, e.TopicShown, e.IgnoreSet, e.IgnoreList, e.SettingsShown, e.Upload,
    e.Download, r.Countdown, r.LineShown, r.HouseShown, r.ConfigurationRead, r.WatchSet, r.Watched, r.StaffShown,
    r.MuteSet, r.MuteLift, r.MutesShown, r.AccountDeleted, r.AccountExported, r.AccountAdded, r.KeySet, r.TokenMade,
    r.TokenRevoked, r.AccountsShown, MailKept, MailShown,
)  # fmt: skip
RENDER: dict[type[Event], Render | None] = {
    **dict.fromkeys(_SILENT),
    **dict.fromkeys(stage.HAPPENED | stage.ANSWERS),  # no channel with these rules has a stage
    **dict.fromkeys((*offered_files.ANSWERS, *pastes.ANSWERS)),  # nobody is offered a file here
    e.Said: said,
    e.Acted: acted,
    e.Joined: joined,
    e.Left: left,
    e.Kicked: kicked,
    e.Banned: kicked,
    e.WentAfk: went_afk,
    e.Muted: muted,
    r.StaffSaid: staff_said,
    PluginSaid: plugin_said,
    e.Whispered: whispered,
    e.FileSent: file_sent,
    e.Welcomed: welcomed,
    e.QueuePosition: queue_position,
    e.Silenced: silenced,
    e.ChannelList: channel_list,
    e.Refusal: refusal,
}
WITH_FILES = RENDER | CONTROL
