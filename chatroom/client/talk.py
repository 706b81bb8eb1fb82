"""One user's talk with one server in the JSON dialect (docs/protocols/json.md). Pure: no I/O, and time is handed in.

    connected, lost, heard, typed       what has happened, told by whoever runs the talk
    take                                what is to be done now: lines to send and to print, files to carry, the end

It must never know a terminal, a socket or a clock.
"""

from __future__ import annotations

import re
from collections import deque
from enum import Enum
from typing import Any, Final

from chatroom.client import typed as t
from chatroom.client.effects import Connect, Effect, Finish, Measure, Print, Ready, Send, Settled
from chatroom.client.endings import End, Ending, refused, sent_out
from chatroom.client.filetalk import SILENT, FileTalk
from chatroom.client.view import Kind, Shown, View
from chatroom.formats.plain import OF_A_ROOM, Plain
from chatroom.formats.refusals import sentence
from chatroom.words import codec
from chatroom.words import events as e
from chatroom.words.codec import Fields
from chatroom.words.commands import Act, Command, Introduce, ListChannels, ListPeople, Quit, Say, Set, Switch
from chatroom.words.credentials import Login, Prove, Register
from chatroom.words.events import Cause, Event
from chatroom.words.files import OfferFile
from chatroom.words.refusals import Reason, Refused
from chatroom.words.roomlife import CurrentRoom
from chatroom.words.rooms import Join
from chatroom.words.text import clean

FIRST, BACK, PEOPLE, FIGURES, TURN = "first", "back", "people", "figures", "turn"  # ids of what the user has not typed
STALE: Final = 15.0  # seconds after which figures are asked for again, when the user does something anyway
_NAMES: Final = frozenset(reason for reason in Reason if reason.value.startswith("name-"))
_IN_ITS_ROOM: Final = (e.ChannelEvent, e.Welcomed, e.QueuePosition)
_UNSEEN: Final = (e.Greeted, CurrentRoom, e.PasswordAsked, *SILENT)
_QUIET: Final = (e.ChannelList, e.PeopleList, e.SettingsShown)  # unless the user has asked
_SPOKEN: Final = {e.Said: Kind.SAID, e.Acted: Kind.SAID, e.Whispered: Kind.WHISPER, e.WhisperSent: Kind.WHISPER}


class Stage(Enum):
    CALLING = "calling"  # there is no line
    NAMING = "naming"  # the user is to type a name
    ASKED = "asked"  # the server has the name, or the proof
    PROVING = "proving"  # the user is to type a password
    IN = "in"


class Talk:
    """`rooms`: where to go first; none: the server's first one. `stays`: being sent out of the last room is not the end, and
    names can be asked for again. `linear`: what is shown is read line by line. `paced`: lines that are too fast are not
    complained about, but asked again by whoever runs the talk."""

    def __init__(
        self,
        view: View,
        look: Plain,
        nick: str,
        *,
        password: str = "",
        rooms: tuple[str, ...] = (),
        stays: bool = True,
        linear: bool = False,
        paced: bool = False,
        autoaccept: bool = False,
    ) -> None:
        self.view = view
        self.stage = Stage.CALLING
        self._look = look
        self._nick, self._password, self._rooms = nick, password, rooms
        self._stays, self._linear, self._paced, self._autoaccept = stays, linear, paced, autoaccept
        self._files = FileTalk(view)
        self._do: list[Effect] = []
        self._ids = 0
        self._spoken: deque[int] = deque()  # ids of one's own lines that nobody has heard yet
        self._turns = 0  # how often the user has turned to another room and the server has not said so yet
        self._heard: dict[str, tuple[int, float]] = {}  # by room, `seq` and `at` of the last event
        self._was_in = self._spoke_json = False
        self._figures_at = float("-inf")
        self._no: End | None = None  # the last refusal on the way in
        self._secret: t.Secret | None = None

    def take(self) -> list[Effect]:
        """What is to be done, in this order; each is handed out once."""
        done, self._do = self._do, []
        return done

    @property
    def hides(self) -> bool:
        """Whether what is typed next is a password."""
        return self.stage is Stage.PROVING or self._secret is not None

    # ---- the line ------------------------------------------------------------------------------------------------------

    def connected(self) -> None:
        """There is a line: the client speaks first."""
        self.view.line = ""
        self._spoke_json = False
        self._spoken.clear()
        self._turns = 0
        self._introduce(self._nick)

    def lost(self) -> None:
        """The line is gone without a goodbye."""
        self.stage = Stage.CALLING
        self._secret = None

    def say(self, text: str, kind: Kind = Kind.CLIENT) -> None:
        """The client itself has something to tell its user."""
        self._print(self.view.current, Shown(clean(text), kind))

    def leave(self) -> None:
        """The user goes."""
        if self.stage is Stage.CALLING:
            self._do.append(Finish(End(Ending.QUIT)))
        else:
            self._send(Quit())

    # ---- the server speaks ---------------------------------------------------------------------------------------------

    def heard(self, line: bytes, now: float) -> None:
        """One line of the server."""
        try:
            made = codec.read(line)
        except Refused:
            self._not_json()
            return
        self._spoke_json = True
        number = made.get("id")
        try:
            event = codec.event(made)
        except (Refused, TypeError, ValueError):
            self._unknown(made)
            return
        if isinstance(event, e.ChannelEvent) and self._repeated(event):
            return
        self._settle(event, number)
        quiet = isinstance(number, str) and isinstance(event, _QUIET)
        if isinstance(event, e.Refusal):
            self._refused(event, number)
            return
        self.view.apply(event, now)
        self._do.extend(self._files.heard(event))
        if not quiet and not isinstance(event, _UNSEEN) and not self._last_words(event):
            self._show(event)
        self._react(event, number)

    def _react(self, event: Event, number: object) -> None:
        match event:
            case e.PasswordAsked():
                self._asked_for_password(event)
            case e.Welcomed(channel=""):
                self._came_in()
            case e.ChannelList() if number == FIRST:
                self._join_first(event)
            case e.Joined() if self.view.is_own(event.who):
                self._do.append(Ready(seated=True))
                self._look_around(event.channel)
            case e.Dismissed():
                self._dismissed(event)
            case CurrentRoom():
                if number == TURN:
                    self._turns -= 1
                elif self._turns == 0 and event.channel in self.view.rooms:
                    self.view.look_at(event.channel)

    def _not_json(self) -> None:
        if not self._spoke_json and self.stage is not Stage.IN:
            way = "Is it the port of a channel? The one for this client is 5555, or what the key json of the server says."
            self._finish(End(Ending.NOT_LET_IN, f"{self.view.place} does not speak the protocol of this client. {way}"))

    def _unknown(self, made: Fields) -> None:
        """A newer server says what this client has no word for: passed over, but a refusal has its sentence with it."""
        text = made.get("text")
        if made.get("event") == "refused" and isinstance(text, str):
            self.say(text, Kind.NOTICE)

    def _repeated(self, event: e.ChannelEvent) -> bool:
        """Lines that were missed come again once; those that were not are known by their number and time."""
        before = self._heard.get(event.channel)
        if before is not None and event.seq and event.seq <= before[0] and event.at <= before[1]:
            return True
        if event.seq:
            self._heard[event.channel] = (event.seq, event.at)
        return False

    def _settle(self, event: Event, number: object) -> None:
        if isinstance(event, e.Said | e.Acted) and event.who.session == self.view.session and self._spoken:
            self._do.append(Settled(self._spoken.popleft()))
        elif isinstance(number, int):
            if number in self._spoken:
                self._spoken.remove(number)
            slow = isinstance(event, e.Refusal) and event.reason is Reason.FLOOD
            self._do.append(Settled(number, event.number if isinstance(event, e.Refusal) and slow else 0.0))

    # ---- coming in -----------------------------------------------------------------------------------------------------

    def _introduce(self, nick: str) -> None:
        self._nick, self.stage = nick, Stage.ASKED
        self._send(Introduce(nick))

    def _asked_for_password(self, event: e.PasswordAsked) -> None:
        if self._password:
            self._send(Prove(self._password))
        elif self._stays:
            self.stage = Stage.PROVING
            self._show(event)
        else:
            way = "It is asked for on a terminal; a script gives --password-file."
            self._finish(End(Ending.WRONG_PASSWORD, f"{event.nick} is a registered name and needs its password. {way}"))

    def _came_in(self) -> None:
        back = [name for name in self.view.rooms if name != self.view.current]
        if self.view.current in self.view.rooms:
            back.append(self.view.current)
        self.stage, self._no = Stage.IN, None
        for name in back:
            room = self.view.rooms[name]
            room.sits, room.ahead = False, None
            self._send(Join(name), f"{BACK} {name}")
        if self._autoaccept:
            self._send(Set("autoaccept", "on"), FIGURES)
        if not self._was_in:
            for name in self._rooms:
                self._send(Join(name))
        if not self._was_in and not self._rooms:
            self._send(ListChannels(), FIRST)
        self._was_in = True
        self._do.append(Ready(seated=False))

    def _join_first(self, event: e.ChannelList) -> None:
        if event.rows:
            self._send(Join(event.rows[0].name), f"{BACK} {event.rows[0].name}")
        else:
            self._do.append(Ready(seated=True))

    def _look_around(self, channel: str) -> None:
        if not self._linear:
            self._send(ListPeople(channel), PEOPLE)
            self._send(ListChannels(), FIGURES)

    def _refused(self, event: e.Refusal, number: object) -> None:
        text = clean(sentence(event, self._look.simple))
        if self.stage is not Stage.IN:
            self._not_let_in(event, text)
            return
        if isinstance(number, str) and number.startswith(f"{BACK} "):
            self.view.rooms.pop(number.removeprefix(f"{BACK} "), None)
            self._do.append(Ready(seated=True))
        elif isinstance(number, str):
            return
        if not (self._paced and event.reason is Reason.FLOOD):
            self._print(self.view.current, Shown(text))

    def _not_let_in(self, event: e.Refusal, text: str) -> None:
        self._no = refused(event.reason, text)
        if event.reason in _NAMES and self._was_in:
            self._do.append(Connect(None))  # the server has not seen yet that the old line is gone
        elif event.reason in _NAMES and self._stays:
            self.stage = Stage.NAMING
            self._print("", Shown(text))
        elif self._stays:
            self._password = ""
            self._print("", Shown(text))
            self.stage = Stage.NAMING
        else:
            self._finish(self._no)

    # ---- going out -----------------------------------------------------------------------------------------------------

    def _last_words(self, event: Event) -> bool:
        """What the sentence of the end will say."""
        return isinstance(event, e.Dismissed) and (event.closing or self._is_end(event))

    def _is_end(self, event: e.Dismissed) -> bool:
        voluntary = event.cause in (Cause.LEFT, Cause.SWITCHED)
        return not self._stays and not self.view.rooms and not voluntary

    def _dismissed(self, event: e.Dismissed) -> None:
        if event.closing:
            self._finish(self._no if event.cause is Cause.REFUSED and self._no is not None else sent_out(event))
        elif self._is_end(event):
            self._finish(sent_out(event))

    def _finish(self, end: End) -> None:
        self._do.append(Finish(end))

    # ---- the user types ------------------------------------------------------------------------------------------------

    def typed(self, line: str, now: float) -> int | None:
        """One line from the keyboard. The number under which `Settled` will tell of its answer; None: there is none."""
        if self._secret is not None:
            secret, self._secret = self._secret, None
            return self._ask(secret.kind(secret.nick, line), now) if line else None
        if self.stage is Stage.PROVING:
            self.stage = Stage.ASKED
            self._password = line
            self._send(Prove(line))
            return None
        try:
            asked = t.asked(line, self.view.current, tuple(self.view.rooms))
        except Refused as no:
            made = e.Refusal(0.0, no.reason, no.subject, no.channel, no.number, no.hint)
            self._print(self.view.current, Shown(clean(sentence(made, self._look.simple))))
            return None
        return None if asked is None else self._meant(asked, line, now)

    def turn_to(self, name: str) -> None:
        """The user looks at another of its rooms."""
        if name in self.view.rooms and name != self.view.current:
            self.view.look_at(name)
            self._turns += 1
            self._send(Switch(name), TURN)

    def offer(self, nick: str, path: str, name: str, size: int, sha256: str) -> None:
        """The file that was to be measured is this one."""
        self._files.offered(name, path)
        self._ids += 1
        self._send(OfferFile(nick, name, size, sha256), self._ids)

    def moved(self, number: int, done: int, rate: float) -> None:
        """A file has come so far."""
        if (text := self._files.moved(number, done, rate)) and self._linear:
            self.say(text)

    def _meant(self, asked: t.Asked, line: str, now: float) -> int | None:
        match asked:
            case Quit():
                self.leave()
            case t.Move():
                self._do.append(Connect(asked.address))
            case t.Clock():
                self.view.clock = asked.on
            case t.Mistake():
                self.say(asked.sentence)
            case _ if self.stage is Stage.CALLING:
                self.say("There is no line to the server, so nobody has heard that. /connect tries another one, /quit ends.")
            case _ if self.stage is Stage.NAMING and not line.lstrip().startswith("/"):
                self._introduce(line.strip())
            case t.LookAt():
                self.turn_to(asked.channel)
            case t.OfferPath():
                self._do.append(Measure(asked.nick, asked.path))
            case t.Secret():
                self._secret = asked
            case Say() if not asked.channel:
                self.say("You are in no room, so nobody has heard that. /list shows the rooms, /join brings you into one.")
            case Command():
                return self._ask(asked, now)
        return None

    def _ask(self, command: Command, now: float) -> int:
        self._ids += 1
        if isinstance(command, Say | Act):
            self._spoken.append(self._ids)
        if isinstance(command, Login | Register) and self.stage is not Stage.IN:
            self._nick, self._password = command.nick, command.password
        self._send(command, self._ids)
        if self.stage is Stage.IN and not self._linear and now - self._figures_at > STALE:
            self._figures_at = now
            if self.view.room.name:
                self._send(ListPeople(self.view.current), PEOPLE)
        return self._ids

    # ---- both ----------------------------------------------------------------------------------------------------------

    def _send(self, command: Command, number: int | str | None = None) -> None:
        made: dict[str, Any] = codec.as_dict(command)
        made |= {name: getattr(command, name) for name in codec.secrets(type(command))}
        if number is not None:
            made["id"] = number
        self._do.append(Send(codec.written(made) + b"\n"))

    def _show(self, event: Event) -> None:
        room = getattr(event, "channel", "") if isinstance(event, _IN_ITS_ROOM) else self.view.current
        far = self._linear and isinstance(event, OF_A_ROOM) and event.channel not in ("", self.view.current)
        data = (self._look.elsewhere() if far else self._look).encode(event)
        for text in (data or b"").decode().splitlines():
            self._print(room, Shown(text, self._kind(event), self._speaker(event), event.at))

    def _kind(self, event: Event) -> Kind:
        kind = _SPOKEN.get(type(event), Kind.NOTICE)
        if not isinstance(event, e.Said | e.Acted):
            return kind
        if self.view.is_own(event.who):
            return Kind.OWN
        named = re.search(rf"(?<!\w){re.escape(self.view.nick)}(?!\w)", event.text, re.IGNORECASE)
        return Kind.MENTION if named else kind

    @staticmethod
    def _speaker(event: Event) -> str:
        if isinstance(event, e.WhisperSent):
            return event.to
        return event.who.nick if isinstance(event, e.Said | e.Acted | e.Whispered) else ""

    def _print(self, room: str, line: Shown) -> None:
        self.view.show(room, line)
        self._do.append(Print(room, line))
