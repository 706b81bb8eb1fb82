"""Clock, zone, emoji and colours of an account, over the wire: there again at the next visit, by any door for people (G414)."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import JsonSettings, channel
from tests.doors.stage import Stage, Visitor
from tests.doors.test_jsonlines import PORT, Program
from tests.doors.test_passwords import Checking


class SettingsDoors(SynchronousTestCase):
    """ann has an account, bob talks to her."""

    def setUp(self) -> None:
        self.stage = Stage(channel("lobby", 6001, 5), channel("study", 6002, 5), json=JsonSettings(port=PORT))
        self.stage.realm.checker = Checking(True)
        self.ann = self.stage.enter("ann")
        self.ann.types("/register ann correct horse")
        self.bob = self.stage.enter("bob", "study")
        self.ann.bytes()

    def sets(self, *lines: str) -> None:
        self.ann.types(*lines)
        self.ann.bytes()

    def back(self, room: str = "study", *before: str) -> Visitor:
        """ann by another port, on a new line."""
        visitor = self.stage.open(room)
        visitor.types(*before, "ann", "correct horse")
        visitor.bytes()
        return visitor

    def says(self, text: str, visitor: Visitor) -> bytes:
        visitor.bytes()
        self.bob.types(text)
        return visitor.bytes()

    def test_there_again_by_another_port(self) -> None:
        self.sets("/set clock 12h", "/set zone berlin", "/set emoji on", "/set colour dark")
        ann = self.back()
        self.assertEqual(
            self.says(":wave: _hi_", ann), "01:00 pm \x1b[1;96mbob\x1b[0m: \U0001f44b \x1b[3mhi\x1b[23m\r\n".encode()
        )
        account = self.stage.realm.accounts.get("ann")
        assert account is not None
        kept = {"clock": "12h", "zone": "Europe/Berlin", "emoji": "on", "colour": "dark"}
        self.assertEqual(account.settings, kept)  # a place by its whole name, whatever was typed
        ann.types("/set zone")
        self.assertIn(b"colour is dark, clock is 12h, zone is Europe/Berlin, emoji is on,", ann.bytes())

    def test_the_window_s_own_do_not_come_along(self) -> None:
        self.sets("/set width 40", "/set plain on", "/set echo off")
        account = self.stage.realm.accounts.get("ann")
        assert account is not None
        self.assertEqual(account.settings, {})
        ann = self.back()
        ann.types("/set")
        self.assertEqual(
            ann.bytes(),
            b"* echo is on, autoaccept is off, pastes is on, mentions is mentions, colour is off, clock is off, zone is server,"
            b" emoji is off, width is off and plain is off.\r\n* To change one, type for example /set clock on.\r\n",
        )

    def test_a_terminal_without_colours(self) -> None:
        """Said before the name, or with here, or by plain: on this connection alone, and the account keeps its own."""
        self.sets("/set colour dark")
        early = self.back("study", "/set colour off")
        self.assertEqual(self.says("hi", early), b"bob: hi\r\n")
        late = self.back()
        late.types("/set colour off here")
        self.assertEqual(late.bytes(), b"* colour is now off.\r\n")
        self.assertEqual(self.says("hi", late), b"bob: hi\r\n")
        simple = self.back()
        simple.types("/set plain on")
        self.assertEqual(self.says("hi", simple), b"bob says: hi\r\n")
        self.assertIn(b"\x1b[1;96mbob", self.says("hi", self.back()))

    def test_programs_have_no_colours_and_lose_nothing(self) -> None:
        self.sets("/set colour dark", "/set clock 12h", "/set mentions none")
        program = Program(self.stage)
        program.asks({"do": "login", "nick": "ann", "password": "correct horse"})
        (shown,) = program.asks({"do": "set"})
        self.assertEqual(shown["settings"], [["echo", "on"], ["autoaccept", "off"], ["pastes", "off"], ["mentions", "none"]])
        self.assertIn(b"\x1b[1;96mbob", self.says("hi", self.back()))

    def test_a_zone_that_is_gone_from_this_machine(self) -> None:
        account = self.stage.realm.accounts.get("ann")
        assert account is not None
        account.settings |= {"zone": "Atlantis/Capital", "clock": "24h", "colour": "infrared"}
        self.assertRegex(self.says("hi", self.back()), rb"^[0-9]{2}:00 bob: hi\r\n$")
