"""A visit whose server says nothing, or what cannot be dealt with."""

from __future__ import annotations

from typing import Any

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase

from chatroom.client.endings import End, Ending
from chatroom.client.entering import Wishes
from chatroom.client.files import Folder
from chatroom.client.talk import Talk
from chatroom.client.view import View
from chatroom.client.visit import Visit
from chatroom.formats.plain import plain

WELCOME = b'{"event":"welcomed","at":1.0,"channel":"","who":{"nick":"ann","person":1,"session":7},"topic":""}'


class Line:
    """A link that the test holds the other end of."""

    address = "127.0.0.1:80"

    def __init__(self) -> None:
        self.again = 0

    def send(self, data: bytes) -> None:
        """Into the void."""

    settle = hang_up = lambda self: None

    def call_again(self) -> None:
        self.again += 1


class Face:
    """It only remembers the end."""

    end: End | None = None

    def over(self, end: End) -> None:
        self.end = end

    def __getattr__(self, name: str) -> Any:
        return lambda *told: None


class VisitCase(SynchronousTestCase):
    """A visit with a line, a face and a clock of the test's own."""

    def setUp(self) -> None:
        self.clock, self.face, self.line = Clock(), Face(), Line()
        view = View("ann", self.line.address)
        folder = Folder(b".")
        self.visit = Visit(self.clock, view, self.face, folder, lambda first: Talk(view, plain(), Wishes("ann")), 300.0)  # type: ignore[arg-type]
        self.visit._link = self.line  # type: ignore[assignment]


class Mistakes(VisitCase):
    """A line that cannot be dealt with."""

    def test_the_rest_goes_on(self) -> None:
        self.visit.up(self.line)  # type: ignore[arg-type]
        self.visit.heard(self.line, WELCOME)  # type: ignore[arg-type]
        line = b'{"event":"mail-shown","at":1.0,"sent":1e300,"nick":"bob","text":"x"}'
        self.visit.heard(self.line, line)  # type: ignore[arg-type]
        self.assertEqual(len(self.flushLoggedErrors()), 1)
        self.visit.heard(self.line, WELCOME.replace(b'"channel":""', b'"channel":"tea"'))  # type: ignore[arg-type]
        self.assertEqual(list(self.visit.talk.view.rooms), ["tea"])
        self.assertEqual((self.line.again, self.face.end), (0, None))


class Silence(VisitCase):
    """Ten seconds without a first word."""

    def test_a_port_for_something_else_is_told(self) -> None:
        self.visit.up(self.line)  # type: ignore[arg-type]
        self.clock.advance(9.9)
        self.assertIsNone(self.face.end)
        self.clock.advance(0.2)
        self.assertEqual(self.face.end, End(
            Ending.NOT_LET_IN,
            "127.0.0.1:80 takes the call and says nothing. "
            "The port for this client is 5555, or what the key json of the server says.",
        ))  # fmt: skip

    def test_a_server_that_has_spoken_before_is_called_again(self) -> None:
        self.visit.up(self.line)  # type: ignore[arg-type]
        self.visit.heard(self.line, WELCOME)  # type: ignore[arg-type]
        self.clock.advance(20)
        self.assertEqual((self.line.again, self.face.end), (0, None))
        self.visit.down(self.line, 1.0)  # type: ignore[arg-type]
        self.visit.up(self.line)  # type: ignore[arg-type]
        self.clock.advance(11)
        self.assertEqual((self.line.again, self.face.end), (1, None))

    def test_a_line_that_is_lost_meanwhile_is_its_own_matter(self) -> None:
        self.visit.up(self.line)  # type: ignore[arg-type]
        self.visit.down(self.line, 60.0)  # type: ignore[arg-type]
        self.clock.advance(11)
        self.assertEqual((self.line.again, self.face.end), (0, None))
