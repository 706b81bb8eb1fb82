"""ClassChat's dialect at our doors (S2): a name first, then private messages and rooms.

    program -> {"status": "register", "sender": "ann"} LF      any object with a name in it, or the bare name
    program -> {"status": "create", "sender": "ann", "receiver": "study", "text": ""} LF ...
    door    -> objects of the same form; bare lines to who began with a bare name

Who speaks as `sender` is settled by the registration; what later objects say of it is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable

from chatroom.delivery.turn import Turn
from chatroom.doors.door import Door, DoorFactory, LineLimits
from chatroom.doors.lines import ChannelFactory, LineDoor
from chatroom.formats.classchat import ClassChat, classchat, connected, disconnected, logged, registered
from chatroom.rules.realm import Realm
from chatroom.rules.session import State
from chatroom.words.commands import Command
from chatroom.words.events import Event, Joined
from chatroom.words.refusals import Reason, Refused
from chatroom.words.roomlife import RoomMade
from chatroom.words.rooms import Create, Join


class ClassChatTalk(Door):
    """What a door does for who speaks ClassChat. The format is the person's own, once it has a name."""

    def understood(self, line: bytes) -> Command | None:
        session = self.session
        if session.state is State.NAMING:
            plugins = self.factory.realm.plugins.commands()
            session.format = classchat(line.lstrip().startswith(b"{"), session.home, plugins)
            return session.format.introduce(line)
        if session.state is State.AUTHENTICATING:
            return session.format.prove(line)
        command = session.format.decode(line)
        if isinstance(command, Join) and command.channel in session.attends:  # there is no current room to turn to
            raise Refused(Reason.SAME_CHANNEL, command.channel)
        if isinstance(command, Create) and isinstance(session.format, ClassChat):
            session.format = session.format.after_making(command.channel)
        return command

    def as_speech(self, line: bytes) -> None:
        """Speech names its room here."""


class ClassChatLineDoor(ClassChatTalk, LineDoor):
    """The port of a channel with `style: classchat`: whoever has a name is in the channel at once."""


class ClassChatLines(ChannelFactory):
    """The door of such a channel."""

    protocol = ClassChatLineDoor


class ClassChatDoor(ClassChatTalk):
    """A connection to ClassChat's own server: its log tells of it."""

    factory: ClassChatFactory
    _nick = ""

    def connectionMade(self) -> None:
        super().connectionMade()
        self.factory.journal.write(connected(self._peer))

    def lineReceived(self, line: bytes) -> None:
        super().lineReceived(line)
        if self.session.person is not None and not self._nick:
            self._nick = self.session.who.nick
            self.factory.journal.write(registered(self._nick))

    def gone(self) -> None:
        super().gone()
        if self._nick:
            self.factory.journal.write(disconnected(self._nick))


class ClassChatFactory(DoorFactory):
    """ClassChat's own server: one port, and no room until somebody makes one."""

    protocol = ClassChatDoor  # type: ignore[assignment]

    def __init__(self, realm: Realm, turn: Turn, journal: Journal, *, limits: LineLimits, longest_text: int) -> None:
        super().__init__(realm, turn, classchat(), kind="the ClassChat door", channel="", limits=limits, long_lines="refuse")
        self.longest_text = longest_text
        self.journal = journal


class Journal:
    """The log of ClassChat's server, line by line to `paper`. A witness: what happens in rooms it sees for itself."""

    def __init__(self, paper: Callable[[str], object]) -> None:
        self._paper = paper
        self._made: tuple[str, int] | None = None  # the room that was made last, whose maker joins it without a line

    def started(self, host: str, port: int) -> None:
        """The port is open."""
        self.write(f"[SERVER] Server started on {host}:{port}")
        self.write("[SERVER] Waiting for connections...")

    def write(self, line: str) -> None:
        self._paper(f"{line}\n")

    def saw(self, event: Event) -> None:
        if isinstance(event, Joined) and (event.channel, event.who.person) == self._made:
            self._made = None
            return
        if isinstance(event, RoomMade):
            self._made = (event.channel, event.who.person)
        line = logged(event)
        if line:
            self.write(line)
