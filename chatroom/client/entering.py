"""The way in, once for each line: a name, perhaps a password, then the first rooms, or those where one was. Pure.

    CALLING -> ASKED -> IN                  there is a line; the name will do
               ASKED -> PROVING -> ASKED    the name has a password
               ASKED -> NAMING -> ASKED     the name will not do

It must never know what is said once one is in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from chatroom.client.effects import Connect, Ready
from chatroom.client.endings import End, Ending, refused
from chatroom.client.view import Shown
from chatroom.client.voice import Voice
from chatroom.words import events as e
from chatroom.words.commands import Introduce, ListChannels, Set
from chatroom.words.credentials import Login, Prove, Register
from chatroom.words.refusals import Reason
from chatroom.words.rooms import Join

FIRST: Final = "first"  # ids of what the user has not typed
BACK: Final = "back"  # and the room
QUIETLY: Final = "quietly"
_NAMES: Final = frozenset(reason for reason in Reason if reason.value.startswith("name-"))


class Stage(Enum):
    CALLING = "calling"  # there is no line
    NAMING = "naming"  # the user is to type a name
    ASKED = "asked"  # the server has the name, or the proof
    PROVING = "proving"  # the user is to type a password
    IN = "in"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody wants to come in. `rooms`: where to go; none: the server's first. `retries`: somebody is there who can be
    asked for another name, or for a password."""

    nick: str
    password: str = ""
    rooms: tuple[str, ...] = ()
    retries: bool = True
    autoaccept: bool = False


class Entrance:
    """`why_not` is the last refusal, for a server that closes after it."""

    def __init__(self, voice: Voice, wishes: Wishes) -> None:
        self.stage = Stage.CALLING
        self.why_not: End | None = None
        self._voice, self._wishes = voice, wishes
        self._nick, self._password = wishes.nick, wishes.password  # the password is for the next line of this talk, too
        self._was_in = False

    def begin(self) -> None:
        """There is a line: the client speaks first."""
        self.introduce(self._nick)

    def introduce(self, nick: str) -> None:
        """Gives a name."""
        self._nick, self.stage = nick, Stage.ASKED
        self._voice.ask(Introduce(nick))

    def prove(self, password: str) -> None:
        """Gives a password."""
        self._password, self.stage = password, Stage.ASKED
        self._voice.ask(Prove(password))

    def typed(self, command: Register | Login) -> None:
        """The user comes in by a command of its own."""
        if self.stage is not Stage.IN:
            self._nick, self._password = command.nick, command.password

    def knows_password(self) -> bool:
        """Whether nobody has to be asked for it."""
        return bool(self._password)

    def password_asked(self, event: e.PasswordAsked) -> None:
        if self._password:
            self.prove(self._password)
        elif self._wishes.retries:
            self.stage = Stage.PROVING
        else:
            way = "It is asked for on a terminal; a script gives --password-file."
            self._voice.finish(End(Ending.WRONG_PASSWORD, f"{event.nick} is a registered name and needs its password. {way}"))

    def welcomed(self) -> None:
        """In the house: back into the rooms where the user was, the one that it looks at last, or into the first ones."""
        voice, view = self._voice, self._voice.view
        self.stage, self.why_not = Stage.IN, None
        if self._wishes.autoaccept:
            voice.ask(Set("autoaccept", "on"), QUIETLY)
        for room in sorted(view.rooms.values(), key=lambda room: room.name == view.current):
            room.sits, room.ahead = False, None
            voice.ask(Join(room.name), f"{BACK} {room.name}")
        if not self._was_in:
            for name in self._wishes.rooms:
                voice.ask(Join(name), f"{BACK} {name}")
            if not self._wishes.rooms:
                voice.ask(ListChannels(), FIRST)
        self._was_in = True
        voice.do(Ready(seated=False))

    def join_first(self, event: e.ChannelList) -> None:
        """Into the room that the server has configured first."""
        if event.rows:
            self._voice.ask(Join(event.rows[0].name), f"{BACK} {event.rows[0].name}")
        else:
            self._voice.do(Ready(seated=True))

    def turned_away(self, room: str) -> None:
        """The way back into a room, or into the first one, is closed."""
        self._voice.view.rooms.pop(room, None)
        self._voice.do(Ready(seated=True))

    def refused(self, event: e.Refusal, text: str) -> None:
        """Not let in, with this sentence."""
        self.why_not = refused(event.reason, text)
        if event.reason in _NAMES and self._was_in:
            self._voice.do(Connect(None))  # the server has not seen yet that the old line is gone
        elif self._wishes.retries:
            self._password, self.stage = "", Stage.NAMING
            self._voice.show("", Shown(text))
        else:
            self._voice.finish(self.why_not)
