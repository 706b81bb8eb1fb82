"""ClassChat's dialect, to the letter (S2): JSON objects of four texts, or for a person who types, the same lines bare.

    program -> {"status": "join", "sender": "ann", "receiver": "study", "text": ""}
    program <- {"status": "success", "sender": "server", "receiver": "study", "text": "[SUCCESS] You have joined 'study'"}

`text` is the line that ClassChat shows. What ClassChat has no words for comes as a "notice" in those of the plain dialect.
It must never know who is listening, but for one thing: whose own arrival in a room is told differently.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, NamedTuple

from chatroom.formats.lines import cleaned, command_words, finished, proof, received, typeable
from chatroom.formats.plain import plain
from chatroom.formats.refusals import SIMPLE
from chatroom.words import codec
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import roomlife as m
from chatroom.words import staffroom as r
from chatroom.words.codec import Fields
from chatroom.words.commands import Command, Introduce
from chatroom.words.credentials import Prove
from chatroom.words.events import Event
from chatroom.words.refusals import Reason, Refused
from chatroom.words.rooms import Create, Group, Join
from chatroom.words.table import CHAT, read, table

SERVER: Final = "server"  # the sender of what no person says; nobody can have that name
NAME_KEYS: Final = ("sender", "username", "name")  # of the first object; how ClassChat's client spells it is not recorded


class Message(NamedTuple):
    """One line of ClassChat."""

    status: str
    sender: str
    receiver: str
    text: str


Messages = Message | list[Message] | None


@cache
def classchat(objects: bool = True, home: str = "", plugins: tuple[type[Command], ...] = ()) -> "ClassChat":
    """The variant for who has no name yet, always the same object. `objects`: JSON objects, not bare lines.

    `home`: the room that is entered with the name; "": none. `plugins`: commands that bare lines may ask for beside the house's.
    """
    return ClassChat(objects, home, plugins)


def is_classchat(line: bytes) -> bool:
    """Whether the first line of a program that might speak either dialect is ClassChat's."""
    try:
        made = codec.read(line)
    except Refused:
        return False
    return "do" not in made and any(key in made for key in ("status", *NAME_KEYS))


@dataclass(frozen=True, slots=True, eq=False)
class ClassChat:
    """A format (`ports.Format`).

    `person`: who listens, 0 as long as it has no name. `making`: the room that it has just made, where it is a member without
    being told so.
    """

    objects: bool
    home: str
    plugins: tuple[type[Command], ...] = ()
    person: int = 0
    making: str = ""

    def encode(self, event: Event) -> bytes | None:
        say = RENDER[type(event)]
        messages = None if say is None else say(event, self)
        if not messages:
            return None
        said = messages if isinstance(messages, list) else [messages]
        if self.objects:
            return b"".join(codec.written(message._asdict()) + b"\n" for message in said)
        return finished([cleaned(f"[ERROR] {one.text}" if one.status == "error" else one.text) for one in said])

    def decode(self, line: bytes) -> Command | None:
        """Refuses UNREADABLE for an object that is none of ClassChat's, and for a bare line that is no command."""
        if self.objects:
            return _asked(codec.read(line)) if line.strip() else None
        text = received(line)
        if text and not text.startswith("/"):
            raise Refused(Reason.UNREADABLE, "this is no command")
        return typeable(read(*command_words(text), CHAT | table(*self.plugins))) if text else None

    def introduce(self, line: bytes) -> Command | None:
        """The first object is a registration, whatever its status, if there is a name in it; a bare line is a name."""
        if not self.objects:
            return Introduce(received(line))
        if not line.strip():
            return None
        made = codec.read(line)
        name = next((made[key] for key in NAME_KEYS if isinstance(made.get(key), str) and made[key].strip()), None)
        if name is None:
            raise Refused(Reason.UNREADABLE, "$.sender: there is no name")
        return Introduce(name)

    def prove(self, line: bytes) -> Prove:
        """The password of a registered name is the text of an object, or a bare line."""
        return Prove(_text(codec.read(line), "text")) if self.objects else proof(line)

    def settings(self) -> tuple[tuple[str, str], ...]:
        return ()

    def vary(self, key: str, value: str) -> "ClassChat":
        """Nothing varies here."""
        return self

    def with_files(self) -> "ClassChat":
        """There are no files here."""
        return self

    def elsewhere(self) -> "ClassChat":
        """Every line names its room anyway."""
        return self

    def of(self, person: int) -> "ClassChat":
        """The variant for that person alone."""
        return replace(self, person=person)

    def after_making(self, room: str) -> "ClassChat":
        """The variant for whoever makes that room."""
        return replace(self, making=room)


# ---- what programs ask -------------------------------------------------------------------------------------------------


def _asked(made: Fields) -> Command:
    """One of the five things that an object can ask for."""
    match made.get("status"):
        case "private":
            return c.Whisper(_text(made, "receiver"), _text(made, "text"))
        case "group":
            return Group(_text(made, "receiver"), _text(made, "text"))
        case "create":
            return Create(_room(made))
        case "join":
            return Join(_room(made))
        case "quit":
            return c.Quit()
    raise Refused(Reason.UNREADABLE, "$.status: it is none of private, group, create, join and quit")


def _room(made: Fields) -> str:
    """In which of the two a client puts the room's name is not recorded."""
    return _text(made, "receiver" if made.get("receiver") else "text").strip()


def _text(made: Fields, key: str) -> str:
    found = made.get(key)
    if not isinstance(found, str) or not found.strip():
        raise Refused(Reason.UNREADABLE, f"$.{key}: there is no text in it")
    return found


# ---- what ClassChat has words for --------------------------------------------------------------------------------------


def success(text: str, receiver: str) -> Message:
    return Message("success", SERVER, receiver, f"[SUCCESS] {text}")


def welcomed(event: e.Welcomed, look: ClassChat) -> Messages:
    """For the name; that it sits in a room is told when it does."""
    return success(f"Welcome to ClassChat, {event.who.nick}!", event.who.nick) if event.channel == look.home else None


def joined(event: e.Joined, look: ClassChat) -> Messages:
    if event.who.person != look.person:
        text = f"[{event.channel}] {event.who.nick} has joined the chat room"
        return Message("join", event.who.nick, event.channel, text)
    return None if event.channel == look.making else success(f"You have joined '{event.channel}'", event.channel)


def left(event: e.Left, look: ClassChat) -> Messages:
    """ClassChat tells nobody; those who stay would wonder."""
    return Message("quit", event.who.nick, event.channel, f"[{event.channel}] {event.who.nick} has left the chat room")


def room_made(event: m.RoomMade, look: ClassChat) -> Messages:
    return success(f"Chat room '{event.channel}' created successfully", event.channel)


def said(event: e.Said, look: ClassChat) -> Messages:
    return Message("group", event.who.nick, event.channel, f"[{event.channel} - {event.who.nick}] {event.text}")


def whispered(event: e.Whispered, look: ClassChat) -> Messages:
    return Message("private", event.who.nick, event.to, f"[Private from {event.who.nick}] {event.text}")


def refused(event: e.Refusal, look: ClassChat) -> Messages:
    receiver = "" if event.reason is Reason.UNREADABLE else event.subject
    return Message("error", SERVER, receiver, ERRORS.get(event.reason) or SIMPLE[event.reason](event))


def notices(event: Event, look: ClassChat) -> Messages:
    """What ClassChat does not know, as the plain dialect reads it out."""
    text = _PLAIN.encode(event)
    return [Message("notice", SERVER, "", line) for line in text.decode().splitlines()] if text else None


_PLAIN = plain(simple=True)
ERRORS: dict[Reason, str] = {
    Reason.NAME_TAKEN: "Username already taken",
    Reason.NAME_LOOKS_LIKE: "Username already taken",
    Reason.NOT_HERE: "User not found or offline",
    Reason.NO_CHANNEL: "Chat room does not exist",
    Reason.NO_ROOM: "You are not a member of room",
    Reason.NOT_MEMBER: "You are not a member of room",
    Reason.SAME_CHANNEL: "Already a member of room",
    Reason.UNREADABLE: "Invalid message format",
    Reason.UNKNOWN_COMMAND: "Invalid message format",
    Reason.USAGE: "Invalid message format",
}
_SILENT = (
    e.Greeted,  # the visitor speaks first
    e.Mentioned,
    e.WhisperSent,  # as in ClassChat, silence means that it went
    m.CurrentRoom,  # every message names its room
    e.QueueAdvanced,  # each waiter hears its own QueuePosition
    e.ShuttingDown,  # each person hears its own Dismissed
    r.TokenMade,  # shown by `chatroom admin` alone
)
RENDER: dict[type[Event], Callable[[Any, ClassChat], Messages] | None] = {
    **dict.fromkeys(codec.EVENTS.values(), notices),
    **dict.fromkeys(_SILENT),
    e.Welcomed: welcomed,
    e.Joined: joined,
    e.Left: left,
    m.RoomMade: room_made,
    e.Said: said,
    e.Whispered: whispered,
    e.Refusal: refused,
}

# ---- what ClassChat's server shows its holder: who and where, never what was said ---------------------------------------


def connected(address: str) -> str:
    """`address` as ('127.0.0.1', 12345)."""
    return f"[SERVER] New connection from {address}"


def registered(nick: str) -> str:
    return f"[SERVER] User '{nick}' registered successfully"


def disconnected(nick: str) -> str:
    return f"[SERVER] User '{nick}' disconnected"


def logged(event: Event) -> str:
    """The line about what has happened in the house, "" for what ClassChat does not log."""
    match event:
        case e.Whispered(who=who, to=to, heard=True):
            return f"[SERVER] Private message from {who.nick} to {to}"
        case e.Said(who=who, channel=room):
            return f"[SERVER] Group message from {who.nick} to {room}"
        case m.RoomMade(who=who, channel=room):
            return f"[SERVER] Chat room '{room}' created by {who.nick}"
        case e.Joined(who=who, channel=room):
            return f"[SERVER] User '{who.nick}' joined chat room '{room}'"
    return ""
