"""The way in, once for each line: a name, perhaps a password, then the first rooms, or those where one was. Pure.

    CALLING -> ASKED -> IN                  there is a line; the name will do
               ASKED -> PROVING -> ASKED    the name has a password
               ASKED -> NAMING -> ASKED     the name will not do

A line that comes back gives the code that the server has told (docs/protocols/json.md section 6), and a name if that is worth
nothing any more.

It must never know what is said once one is in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from chatroom.client.effects import Connect, Ready
from chatroom.client.endings import End, Ending, refused
from chatroom.client.view import Shown
from chatroom.client.voice import QUIETLY, Voice
from chatroom.words import events as e
from chatroom.words.commands import Introduce, ListChannels, Set
from chatroom.words.credentials import Login, Passwd, Prove, Register
from chatroom.words.refusals import Reason
from chatroom.words.resuming import Resume, ResumeCode, Resumed, Seen
from chatroom.words.rooms import Create, Join

FIRST: Final = "first"  # ids of what the user has not typed
BACK: Final = "back"  # and the room
OF_ACCOUNTS: Final = ("mentions", "mail")  # settings that the server keeps with an account
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
        self.looked_at = ""  # the room, before the way back led through others
        self._last = ""  # of the rooms into which the way leads
        self._voice, self._wishes = voice, wishes
        self._nick, self._password = wishes.nick, wishes.password  # the password is for the next line of this talk, too
        self._was_in = self._resuming = self._has_account = False
        self._code = ""  # to come back with, once
        self._keys: dict[str, str] = {}  # passwords of rooms, to come back into them
        self._settings = {("pastes", ""): "on"} if wishes.retries else {}  # that a new line has not got
        if wishes.autoaccept:
            self._settings["autoaccept", ""] = "on"

    def begin(self, seen: tuple[Seen, ...]) -> None:
        """There is a line: the client speaks first. `seen`: the last events that it has read."""
        code, self._code = self._code, ""
        self._resuming = bool(code)
        if code:
            self.stage = Stage.ASKED
            self._voice.ask(Resume(code, seen))
        else:
            self.introduce(self._nick)

    def told_code(self, event: ResumeCode) -> None:
        """The next code. With the return it comes, too: rooms that were not kept are entered like others then."""
        self._code = event.code
        if self._resuming:
            self._resuming = False
            self._back()

    def resumed(self, event: Resumed) -> None:
        """A seat is there again, or a place in a line."""
        if (room := self._voice.view.rooms.get(event.channel)) is not None:
            room.sits = event.seated
            self._voice.do(Ready(seated=event.seated))

    def introduce(self, nick: str) -> None:
        """Gives a name."""
        self._nick, self.stage, self._has_account = nick, Stage.ASKED, False
        self._voice.ask(Introduce(nick, resumes=True))

    def prove(self, password: str) -> None:
        """Gives a password."""
        self._password, self.stage = password, Stage.ASKED
        self._voice.ask(Prove(password))

    def typed(self, command: Register | Login | Passwd) -> None:
        """The user comes in by a command of its own, or will need another password the next time."""
        if isinstance(command, Passwd):
            self._password = command.new if self._password == command.old else self._password
        elif self.stage is not Stage.IN or (isinstance(command, Register) and command.nick == self._voice.view.nick):
            self._nick, self._password = command.nick, command.password

    def has_key(self, command: Join | Create) -> None:
        """The user goes into a room by its password."""
        self._keys[command.channel.casefold()] = command.password

    def signed_in(self) -> None:
        """The user's account knows what it has set, and keeps it: another of its devices may change it from now on."""
        self._has_account = True
        self._settings = {which: value for which, value in self._settings.items() if which[0] not in OF_ACCOUNTS}

    def has_set(self, command: Set) -> None:
        """The user changes a setting of the line: it is to be so on the next one, too."""
        which = command.key.lower(), command.channel
        if self._has_account and which[0] in OF_ACCOUNTS:
            return
        self._settings.pop(which, None)  # one may take back what another has said before it
        self._settings[which] = command.value

    def knows_password(self) -> bool:
        """Whether nobody has to be asked for it."""
        return bool(self._password)

    def returns(self, event: e.Welcomed) -> bool:
        """Whether the user has been welcomed there before, under this name: "The line is back" is enough then."""
        view = self._voice.view
        return event.who.nick == view.nick and (event.channel in view.rooms if event.channel else self._was_in)

    def password_asked(self, event: e.PasswordAsked) -> None:
        if self._password:
            self.prove(self._password)
        elif self._wishes.retries:
            self.stage = Stage.PROVING
        else:
            way = "It is asked for on a terminal; a script gives --password-file."
            self._voice.finish(End(Ending.WRONG_PASSWORD, f"{event.nick} is a registered name and needs its password. {way}"))

    def welcomed(self) -> None:
        """In the house: back into the rooms where the user was, or into the first ones."""
        voice, first = self._voice, not self._was_in
        self.stage, self.why_not, self._was_in = Stage.IN, None, True
        for (key, where), value in self._settings.items():
            voice.ask(Set(key, value, where), QUIETLY)
        for room in voice.view.rooms.values():
            room.sits, room.ahead = False, None
        if not self._resuming:
            self._back()
        for name in self._wishes.rooms if first else ():
            self._into(name)
        if first and not self._wishes.rooms:
            voice.ask(ListChannels(), FIRST)
        voice.do(Ready(seated=False))

    def _back(self) -> None:
        """Into the rooms where the user was, the one that it looks at last."""
        view = self._voice.view
        self.looked_at = view.current
        for room in sorted(view.rooms.values(), key=lambda room: room.name == view.current):
            if not room.sits and room.ahead is None:
                self._into(room.name)

    def _into(self, room: str) -> None:
        self._last = room
        self._voice.ask(Join(room, self._keys.get(room.casefold(), "")), f"{BACK} {room}")

    def join_first(self, event: e.ChannelList) -> None:
        """Into the room that the server has configured first."""
        if event.rows:
            self._into(event.rows[0].name)
        else:
            self._voice.do(Ready(seated=True))

    def turned_away(self, room: str, reason: Reason, text: str) -> None:
        """The way back into a room, or into the first one, is closed. Where no other is left nobody would hear a pipe."""
        self._voice.view.rooms.pop(room, None)
        if room == self._last and not (self._wishes.retries or self._voice.view.rooms):
            self._voice.finish(refused(reason, text))
        self._voice.do(Ready(seated=True))

    def refused(self, event: e.Refusal, text: str) -> None:
        """Not let in, with this sentence."""
        if event.reason is Reason.NOTHING_KEPT:
            self._resuming = False
            self.introduce(self._nick)
            return
        self.why_not = refused(event.reason, text)
        if event.reason in _NAMES and self._was_in:
            self._voice.do(Connect(None))  # the server has not seen yet that the old line is gone
        elif self._wishes.retries and event.reason is not Reason.BANNED:  # which no other name helps against
            self._password, self.stage = "", Stage.NAMING
            self._voice.show("", Shown(text))
        else:
            self._voice.finish(self.why_not)
