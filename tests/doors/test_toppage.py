"""`top` at a terminal: a page that draws itself anew until a key is pressed, and what becomes of all else meanwhile (G604)."""

from __future__ import annotations

from chatroom.rules.accounts import Role
from tests.doors.test_staff import Console, StaffCase

OPEN, CLOSE = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"
PAGE = (
    "\x1b[H* {people} over {connections}; {seated} of 3 seats taken, nobody is waiting.\x1b[K\r\n"
    "* {lines} said since the server started.\x1b[K\r\n"
    "* In lobby, {lobby}\x1b[K\r\n"
    "* In tea, the only seat is free.\x1b[K\r\n"
    "\x1b[K\r\n"
    "Any key goes back.\x1b[K\x1b[J"
)
EMPTY = PAGE.format(people="0 people", connections="0 connections", seated=0, lines="0 lines", lobby="all 2 seats are free.")
BOB = PAGE.format(people="1 person", connections="1 connection", seated=1, lines="1 line", lobby="1 of 2 seats is taken.")
PROMPT = "\rchatroom> \x1b[J"


class TopCase(StaffCase):
    """ann at a terminal of 80 by 24, whose last words have been read."""

    def setUp(self) -> None:
        super().setUp()
        self.console = self.shell(size=(80, 24))
        self.console.reads()

    def top(self) -> None:
        self.assertEqual(self.types("top\r"), "top\r\n" + OPEN + EMPTY)
        self.console.reads()

    def types(self, key: str) -> str:
        return self.console.types(key)


class Page(TopCase):
    """What is drawn, and when."""

    def test_every_two_seconds(self) -> None:
        self.top()
        self.stage.enter("bob").types("hi")
        self.stage.pass_time(1)
        self.assertEqual(self.console.reads(), "")
        self.stage.pass_time(1)
        self.assertEqual(self.console.reads(), BOB)
        self.stage.pass_time(2)
        self.assertEqual(self.console.reads(), BOB)

    def test_a_key_ends_it_and_is_no_part_of_a_line(self) -> None:
        for key in ("q", "\x03", "\x1b[A", " ", "\x04"):
            self.top()
            self.assertEqual(self.types(key), CLOSE + PROMPT, repr(key))
            self.stage.pass_time(4)
            self.assertEqual(self.console.types("\x15"), "", "nothing goes on, and nothing is typed")
            self.console.reads()
        self.assertIsNone(self.console.terminal.status)

    def test_a_small_window(self) -> None:
        self.console.shell.resized(30, 4)
        self.console.reads()
        page = self.types("top\r")
        self.assertIn("\x1b[H* 0 people over 0\x1b[K\r\n  connections; 0 of 3 seats\x1b[K\r\n\x1b[K\r\nAny key goes back.", page)
        self.console.shell.resized(80, 24)
        self.assertEqual(self.console.reads().removeprefix(page), EMPTY)

    def test_who_does_not_read_is_not_drawn_for(self) -> None:
        self.top()
        self.console.terminal.waiting = 1
        self.stage.pass_time(4)
        self.assertEqual(self.console.reads(), "")


class Meanwhile(TopCase):
    """What is told waits, and what ends the session ends the page."""

    def test_what_is_watched_is_shown_afterwards(self) -> None:
        bob = self.stage.enter("bob")
        self.types("watch lobby\r")
        self.types("top\r")
        self.console.reads()
        bob.types("hi")
        self.assertEqual(self.console.reads(), "")
        self.assertEqual(self.types("q"), CLOSE + PROMPT + "\r\x1b[K[lobby] bob: hi\r\nchatroom> ")

    def test_a_second_line_at_once(self) -> None:
        told = self.types("top\rwho lobby\r")
        self.assertIn(CLOSE + "* In lobby, all 2 seats are free", told)
        self.stage.pass_time(4)
        self.console.reads()
        self.assertEqual(self.console.types("\x15"), "")

    def test_the_end_of_the_server_and_of_the_connection(self) -> None:
        self.top()
        other = self.shell(size=(80, 24))
        other.types("top\r")
        other.terminal.gone = True
        other.shell.ended()
        other.reads()
        self.stage.pass_time(4)
        self.assertEqual(other.reads(), "")
        self.console.reads()
        self.realm.shut_down()
        self.assertIn(CLOSE, self.console.reads())


class Once(TopCase):
    """Where there is no such terminal, and for whom it is not."""

    def test_without_a_terminal_or_with_a_simple_one(self) -> None:
        simple = Console(self.stage, self.shells.shell(self.login(self.ann)), None)
        self.assertNotIn("\x1b", simple.types("top\n"))
        self.stage.pass_time(4)
        self.assertEqual(simple.reads().count("said since the server started."), 1)

    def test_a_refusal_leaves_the_screen_as_it_is(self) -> None:
        self.ann.roles = {"": Role.MEMBER}
        told = self.types("top\r")
        self.assertIn("* top is for staff only, so nothing has happened.", told)
        self.assertNotIn("1049", told)
        self.assertNotIn("In lobby", told)

    def test_a_right_that_goes_takes_the_page_along(self) -> None:
        self.top()
        self.ann.roles = {"": Role.MEMBER}
        self.stage.pass_time(2)
        told = self.console.reads()
        self.assertEqual(told.partition("* top is for staff only")[0], CLOSE + PROMPT + "\r\x1b[K")
        self.stage.pass_time(4)
        self.assertEqual(self.console.reads(), "")
