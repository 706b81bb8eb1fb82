"""One user's talk with one server in the JSON dialect (docs/protocols/json.md). Pure: no I/O, and time is handed in.

    connected, lost, heard, typed       what has happened, told by whoever runs the talk
    take                                what is to be done now: lines to send and to print, files to carry, the end

It must never know a terminal, a socket or a clock.
"""

from __future__ import annotations

from typing import Final

from chatroom.client import settings, showing
from chatroom.client import typed as t
from chatroom.client.answers import Missed, Questions
from chatroom.client.effects import Connect, Measure, Ready, Ring
from chatroom.client.endings import End, Ending
from chatroom.client.entering import BACK, FIRST, Entrance, Stage, Wishes
from chatroom.client.fences import Fences
from chatroom.client.filetalk import FileTalk
from chatroom.client.leaving import Exit
from chatroom.client.lookout import PEOPLE, Lookout
from chatroom.client.view import Kind, Shown, View
from chatroom.client.voice import Voice
from chatroom.formats.plain import Plain
from chatroom.formats.refusals import sentence
from chatroom.words import codec
from chatroom.words import events as e
from chatroom.words.codec import Fields
from chatroom.words.commands import Act, Command, Quit, Say, Set, Switch
from chatroom.words.credentials import Login, Passwd, Register
from chatroom.words.events import Event
from chatroom.words.files import OfferFile
from chatroom.words.refusals import Reason, Refused
from chatroom.words.resuming import ResumeCode, Resumed
from chatroom.words.roomlife import CurrentRoom
from chatroom.words.rooms import Create, Join
from chatroom.words.text import clean

TURN: Final = "turn"  # the id of what the user has not typed
NO_LINE: Final = "There is no line to the server, so nobody has heard that. /connect tries another one, /quit ends."
NO_ROOM: Final = "You are in no room, so nobody has heard that. /list shows the rooms, /join brings you into one."


class Talk:
    """`stays`: being sent out of the last room is not the end. `linear`: what is shown is read line by line. `paced`: lines that
    are too fast are not complained about, but asked again by whoever runs the talk."""

    def __init__(
        self, view: View, look: Plain, wishes: Wishes, *, stays: bool = True, linear: bool = False, paced: bool = False
    ) -> None:
        self.view = view
        self._voice = Voice(view)
        self._entrance = Entrance(self._voice, wishes)
        self._look, self._linear, self._paced = look, linear, paced
        self._exit = Exit(self._voice, self._entrance, stays=stays)
        self._fences, self._files = Fences(), FileTalk(self._voice, accepts_all=wishes.autoaccept)
        self._questions, self._missed, self._run = Questions(), Missed(), t.Run()
        self._turns = 0  # how often the user has turned to another room and the server has not said so yet
        self._spoke_json = False
        self._lookout = Lookout(self._voice, often=not linear)
        self._secret: t.Secret | None = None
        self.take, self.tell = self._voice.take, self._voice.tell

    @property
    def stage(self) -> Stage:
        """How far the user has come in."""
        return self._entrance.stage

    @property
    def hides(self) -> bool:
        """Whether what is typed next is a password."""
        return self.stage is Stage.PROVING or self._secret is not None

    # ---- the line ------------------------------------------------------------------------------------------------------

    def connected(self) -> None:
        """There is a line: the client speaks first."""
        self.view.line = ""
        self._spoke_json = False
        self._questions.forget()
        self._lookout.begin()
        self._turns = 0
        self._entrance.begin(self._missed.seen())

    def lost(self) -> None:
        """The line is gone without a goodbye."""
        self._entrance.stage = Stage.CALLING
        self._secret = None

    def leave(self, *, for_good: bool = True) -> None:
        """The user goes. `for_good`: and with it whatever carries its files."""
        if self.stage is Stage.CALLING:
            self._voice.finish(End(Ending.QUIT))
            return
        if for_good:
            self._files.end_all()
        self._voice.ask(Quit())

    # ---- the server speaks ---------------------------------------------------------------------------------------------

    def heard(self, line: bytes, now: float) -> None:
        """One line of the server."""
        try:
            made = codec.read(line)
        except Refused:
            made = {}
        if "event" not in made:
            self._not_understood(classchat="status" in made)
            return
        self._spoke_json = True
        number = made.get("id")
        try:
            event = codec.event(made)
        except (Refused, TypeError, ValueError):
            self._unknown(made)
            return
        if self._missed.again(event):
            return
        if (settled := self._questions.answered(event, number, self.view.session)) is not None:
            self._voice.do(settled)
        if isinstance(event, e.Refusal):
            self._refused(event, number)
            return
        quiet = self._is_quiet(event, number)
        self.view.apply(event, now)
        self._voice.do(*self._files.heard(event))
        if not quiet and not self._exit.is_last_word(event):
            self._show(event)
        self._react(event, number)
        if self.stage is Stage.IN:
            self._lookout.look_again(now)

    def _is_quiet(self, event: Event, number: object) -> bool:
        """Whether it is for the client, and no news for its user."""
        match event:
            case e.PasswordAsked():
                return self._entrance.knows_password()
            case e.Welcomed():
                return self._entrance.returns(event)
        return isinstance(number, str) and isinstance(event, showing.QUIET)

    def _react(self, event: Event, number: object) -> None:
        match event:
            case e.PasswordAsked():
                self._entrance.password_asked(event)
            case e.Welcomed(channel=""):
                self._entrance.welcomed()
            case e.ChannelList() if number == FIRST:
                self._entrance.join_first(event)
            case e.Welcomed():
                if self.stage is not Stage.IN:
                    self._entrance.welcomed()
                self._lookout.look(event.channel)
            case e.Joined() if self.view.is_own(event.who):
                self._voice.do(Ready(seated=True))
                self._lookout.look(event.channel)
            case ResumeCode():
                self._entrance.told_code(event)
            case e.SignedIn() | e.Registered(signed_in=True):
                self._entrance.signed_in()
            case Resumed():
                self._entrance.resumed(event)
            case e.PeopleList() if number == PEOPLE:
                self._lookout.seen(event)
            case e.Dismissed():
                self._exit.dismissed(event)
            case e.Mentioned() if self.view.bell:
                self._voice.do(Ring())
            case CurrentRoom():
                if number == TURN:
                    self._turns -= 1
                elif self._turns == 0 and event.channel in self.view.rooms:
                    self.view.look_at(event.channel)

    def _not_understood(self, *, classchat: bool) -> None:
        if not self._spoke_json and self.stage is not Stage.IN:
            way = "Is it the port of a channel? The one for this client is 5555, or what the key json of the server says."
            if classchat:
                way = f"It speaks ClassChat alone: nc {self.view.place.replace(':', ' ')} leads there, and then your name."
            self._voice.finish(End(Ending.NOT_LET_IN, f"{self.view.place} does not speak the protocol of this client. {way}"))

    def _unknown(self, made: Fields) -> None:
        """A newer server says what this client has no word for: passed over, but a refusal has its sentence with it."""
        text = made.get("text")
        if made.get("event") == "refused" and isinstance(text, str):
            self._say_no(text)

    def _refused(self, event: e.Refusal, number: object) -> None:
        text = clean(sentence(event, self._look.simple))
        if self.stage is not Stage.IN:
            self._entrance.refused(event, text)
        elif number == TURN:
            self._turns -= 1
        elif number == PEOPLE:
            self._lookout.answered()
        elif isinstance(number, str) and number.startswith(f"{BACK} ") and event.reason is Reason.SAME_CHANNEL:
            return  # there already, over what was kept
        elif isinstance(number, str) and number.startswith(f"{BACK} "):
            self._entrance.turned_away(number.removeprefix(f"{BACK} "), event.reason, text)
            self._voice.show(self._entrance.looked_at, Shown(self._look.notice(text)))
        elif not isinstance(number, str) and not (self._paced and event.reason is Reason.FLOOD):
            self._say_no(text, event.at)

    def _say_no(self, text: str, at: float | None = None) -> None:
        """A refusal, marked like every other sentence of the server."""
        self._voice.tell(self._look.notice(text), Kind.NOTICE, at)

    # ---- the user types ------------------------------------------------------------------------------------------------

    def typed(self, line: str, now: float) -> int | None:
        """One line from the keyboard. The number under which `Settled` will tell of its answer; None: there is none."""
        if self._secret is not None:
            secret, self._secret = self._secret, None
            return self._ask(secret.kind(secret.nick, line), now) if line else None
        if self.stage is Stage.PROVING:
            self._entrance.prove(line)
            return None
        line = t.at_the_door(line) if self.stage is Stage.NAMING else line
        try:
            asked = self._run.asked(line, now, self.view.current, tuple(self.view.rooms))
        except Refused as no:
            made = e.Refusal(0.0, no.reason, no.subject, no.channel, no.number, no.hint)
            self._say_no(sentence(made, self._look.simple))
            return None
        return None if asked is None else self._meant(asked, line, now)

    def turn_to(self, name: str) -> None:
        """The user looks at another of its rooms."""
        if name in self.view.rooms and name != self.view.current:
            self.view.look_at(name)
            self._turns += 1
            self._voice.ask(Switch(name), TURN)

    def offer(self, nick: str, path: str, name: str, size: int, sha256: str) -> None:
        """The file that was to be measured is this one."""
        self._files.offered(name, path)
        self._voice.ask(OfferFile(nick, name, size, sha256), self._questions.next())

    def gave_up(self, number: int, why: str) -> None:
        """This end cannot carry the file any more: the other one need not wait for it. `why`: "" if the server tells of it."""
        self._files.gave_up(number, why, is_in=self.stage is Stage.IN)

    def moved(self, number: int, done: int, rate: float) -> None:
        """A file has come so far."""
        if (text := self._files.moved(number, done, rate)) and self._linear:
            self._voice.tell(text)

    def _meant(self, asked: t.Asked, line: str, now: float) -> int | None:
        match asked:
            case Quit():
                self.leave()
            case t.Move():
                self._voice.do(Connect(asked.address))
            case t.SetHere():
                settings.change(asked, self._voice)
            case t.Mistake():
                self._voice.tell(asked.sentence)
            case _ if self.stage is Stage.CALLING:
                self._voice.tell(NO_LINE)
            case _ if self.stage is Stage.NAMING and not line.lstrip().startswith("/"):
                self._entrance.introduce(line.strip())
            case t.LookAt():
                self.turn_to(asked.channel)
            case t.OfferPath():
                self._voice.do(Measure(asked.nick, asked.path))
            case t.Secret():
                self._secret = asked
            case Say() if not asked.channel:
                self._voice.tell(NO_ROOM)
            case Command():
                if asked == Set():
                    settings.show(self._voice)
                return self._ask(asked, now)
        return None

    def _ask(self, command: Command, now: float) -> int:
        number = self._questions.next(speech=isinstance(command, Say | Act))
        if isinstance(command, Set) and command.value:
            self._entrance.has_set(command)
            if command.key.lower() == "autoaccept":
                self._files.accepts_all = command.value.lower() == "on"
        if isinstance(command, Join | Create):
            self._entrance.has_key(command)
        if isinstance(command, Login | Passwd | Register):
            self._entrance.typed(command)
        self._voice.ask(command, number)
        self._lookout.typed(now)
        return number

    def _show(self, event: Event) -> None:
        code = self._fences.heard(event)
        for room, line in showing.lines(event, self.view, self._look, linear=self._linear, code=code):
            self._voice.show(room, line)
