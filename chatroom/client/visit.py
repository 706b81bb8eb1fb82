"""A user's visit: the line, the talk, the files and a face (a screen, or plain mode) joined together.

What the talk wants done is done here. It must never know what a line means, nor what the face looks like. The reactor is
handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Protocol

from twisted.logger import Logger

from chatroom.client import effects as do
from chatroom.client.address import Address
from chatroom.client.courier import Courier
from chatroom.client.endings import End, Ending
from chatroom.client.entering import Stage
from chatroom.client.files import Folder
from chatroom.client.link import Link
from chatroom.client.talk import Talk
from chatroom.client.view import Shown, View
from chatroom.formats.english import duration

_log = Logger()
GOODBYE_SECONDS: Final = 3.0  # that a server has to answer /quit
ANSWER_SECONDS: Final = 10.0  # that it has to say a first word, which a chat does at once


class Face(Protocol):
    """What the user sees and types at."""

    def connected(self) -> None:
        """There is a line, for the first time or again."""

    def printed(self, line: Shown, here: bool) -> None:
        """A new line; `here`: in the room that is looked at."""

    def rung(self) -> None:
        """The user is called: the terminal's bell."""

    def changed(self) -> None:
        """Something in the view may be different."""

    def ready(self, seated: bool) -> None:
        """The user is in, see `effects.Ready`."""

    def settled(self, id: int, wait: float) -> None:
        """See `effects.Settled`."""

    def full(self, full: bool) -> None:
        """The server cannot take more at the moment; or it can again."""

    def over(self, end: End) -> None:
        """Called once; nothing comes after it."""


class Visit:
    """`make_talk` makes the talk with one server; `first`: it is the first one of this visit. `patience`: see Link."""

    def __init__(
        self, reactor: Any, view: View, face: Face, folder: Folder, make_talk: Callable[[bool], Talk], patience: float
    ) -> None:
        self._reactor, self._view, self._face, self._make_talk, self._patience = reactor, view, face, make_talk, patience
        self._courier = Courier(reactor, folder, self.work)
        self._link: Link | None = None
        self._next: Link | None = None  # another server that is being called
        self._known: Link | None = None  # the one that has said something
        self.talk = make_talk(True)
        self._over = self._told = self._spoke = False  # `_spoke`: the server has, over this line

    def start(self, address: Address) -> None:
        """Calls the first server."""
        self._view.place = str(address)
        self._link = Link(self._reactor, address, self, self._patience)
        self._link.start()

    # ---- the user ------------------------------------------------------------------------------------------------------

    def typed(self, line: str) -> int | None:
        """One line from the keyboard; see `Talk.typed`."""
        number = self.talk.typed(line, self._reactor.seconds())
        self.work()
        return number

    def turn_to(self, name: str) -> None:
        """The user looks at another of its rooms."""
        self.talk.turn_to(name)
        self.work()

    def leave(self) -> None:
        """Goodbye; in a moment, whether the server answers or not."""
        self.talk.leave()
        self.work()
        self._reactor.callLater(GOODBYE_SECONDS, self.finish, End(Ending.QUIT))

    @property
    def carrying(self) -> bool:
        """Whether a file is on its way."""
        return self._courier.carrying > 0

    # ---- the line ------------------------------------------------------------------------------------------------------

    def up(self, link: Link) -> None:
        if link is self._next:
            self._move(link)
        if link is not self._link:
            return
        if self._told:
            self._told = False
            self.talk.tell("The line is back.")
        self._face.connected()
        self.talk.connected()
        self._spoke = False
        self._reactor.callLater(ANSWER_SECONDS, self._judge_silence, link)
        self.work()

    def down(self, link: Link, pause: float) -> None:
        if link is not self._link:
            return
        self.talk.lost()
        self._view.line = f"line lost, next try in {duration(pause)}"
        if not self._told:
            self._told = True
            self.talk.tell(f"The line is lost. The next try is in {duration(pause)}.")
        self.work()

    def heard(self, link: Link, line: bytes) -> None:
        if link is self._link and not self._over:
            self._spoke, self._known = True, link
            try:
                self.talk.heard(line, self._reactor.seconds())
            except Exception:  # our own mistake, or a server's nonsense: it would break the line, and come again over the next
                _log.failure("A line of the server could not be dealt with")
            self.work()

    def failed(self, link: Link, why: str) -> None:
        sentence = f"There is no chat at {link.address}: {why.rstrip('.')}."
        if link is self._next:
            self._next = None
            self.talk.tell(f"{sentence} You are still at {self._view.place}.")
            self.work()
        elif link is self._link:
            self.finish(End(Ending.NO_SERVER, sentence))

    def _judge_silence(self, link: Link) -> None:
        """Something takes the call and says nothing: a port for something else, or a server that has come to a halt."""
        if link is not self._link or self._spoke or self.talk.stage is Stage.CALLING:
            return
        if link is self._known:
            link.call_again()
        else:
            way = "The port for this client is 5555, or what the key json of the server says."
            self.finish(End(Ending.NOT_LET_IN, f"{link.address} takes the call and says nothing. {way}"))

    def gave_up(self, link: Link) -> None:
        if link is self._link:
            lost = f"The line to {link.address} was lost"
            tried = f" and did not come back within {duration(self._patience)}" if self._patience else ""
            self.finish(End(Ending.LINE_LOST, f"{lost}{tried}."))

    def full(self, full: bool) -> None:
        self._face.full(full)

    def _call(self, address: Address) -> None:
        """Another server. This one is left when that one answers."""
        if self._next is not None:
            self._next.hang_up()
        self._next = Link(self._reactor, address, self, self._patience)
        self._next.start()

    def _move(self, link: Link) -> None:
        old, self._link, self._next = self._link, link, None
        self.talk.leave(for_good=False)
        for effect in self.talk.take():
            if isinstance(effect, do.Send) and old is not None:
                old.send(effect.line)
        if old is not None:
            old.hang_up()
        self._view.forget_rooms()
        self._view.files.clear()
        self._view.place = str(link.address)
        self._told = False
        self.talk = self._make_talk(False)

    # ---- what is to be done --------------------------------------------------------------------------------------------

    def work(self) -> None:
        """Does what the talk wants done."""
        for effect in self.talk.take():
            if not self._over:
                self._do(effect)
        self._face.changed()

    def _do(self, effect: do.Effect) -> None:
        match effect:
            case do.Send():
                if self._link is not None:
                    self._link.send(effect.line)
            case do.Print():
                self._face.printed(effect.line, self._view.at(effect.room) is self._view.room)
            case do.Ring():
                self._face.rung()
            case do.Ready():
                if self._link is not None:
                    self._link.settle()
                self._face.ready(effect.seated)
            case do.Settled():
                self._face.settled(effect.id, effect.wait)
            case do.Measure() | do.Bring() | do.Fetch():
                self._courier.carry(self.talk, effect)
            case do.Connect():
                if effect.address is not None:
                    self._call(effect.address)
                elif self._link is not None:
                    self._link.call_again()
            case do.Finish():
                self.finish(effect.end)

    def finish(self, end: End) -> None:
        """The visit is over."""
        if self._over:
            return
        self._over = True
        for link in (self._link, self._next):
            if link is not None:
                link.hang_up()
        self._face.over(end)
