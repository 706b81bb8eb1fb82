"""A line is lost at one door and the person comes back by it or by another: one person, one seat, each line once (G125, G308)."""

from __future__ import annotations

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import JsonSettings, channel
from chatroom.rules.accounts import Account
from chatroom.words.events import Cause, Left
from tests.doors.stage import Stage, Visitor
from tests.doors.test_jsonlines import PORT, Program, words
from tests.doors.test_passwords import Checking

LOGIN = {"do": "login", "nick": "ann", "password": "correct horse"}


class Doors(SynchronousTestCase):
    """Ann has an account; bob sits in the lobby and sees what others see."""

    def setUp(self) -> None:
        self.stage = Stage(channel("lobby", 6001, 3), channel("study", 6002, 1), json=JsonSettings(port=PORT))
        self.stage.realm.checker = Checking(True)
        self.stage.realm.accounts.add(Account("ann", "ann", "hash of correct horse", 0.0))
        self.bob = self.stage.enter("bob")

    def by_line(self) -> Visitor:
        visitor = self.stage.open()
        visitor.types("ann")
        visitor.types("correct horse")
        return visitor

    def test_back_by_the_line_door(self) -> None:
        ann = self.by_line()
        self.bob.bytes()
        ann.hangs_up()
        self.bob.types("Where is she?")
        self.assertEqual(self.bob.bytes(), b"bob: Where is she?\r\n")
        heard = self.by_line().bytes()
        self.assertTrue(
            heard.endswith(
                b"* Welcome to lobby, ann.\r\n* /help lists the commands, /quit leaves.\r\n"
                b"* Welcome back: you still have your seat in lobby.\r\n"
                b"* You have missed 1 line, which follows now.\r\n"
                b"bob: Where is she?\r\n"
                b"* That was what you missed in lobby.\r\n"
            ),
            heard,
        )
        self.assertEqual(self.bob.bytes(), b"")

    def test_back_by_the_door_for_programs(self) -> None:
        ann = self.by_line()
        ann.hangs_up()
        self.bob.bytes()
        heard = Program(self.stage).asks(LOGIN)
        self.assertEqual(words(heard), ["greeted", "signed-in", "welcomed", "welcomed", "resumed"])
        self.assertEqual(self.bob.bytes(), b"")

    def test_two_doors_and_one_of_them_is_closed(self) -> None:
        ann = self.by_line()
        program = Program(self.stage)
        program.asks(LOGIN, {"do": "join", "channel": "lobby"})
        self.bob.bytes()
        ann.hangs_up()
        self.stage.pass_time(60)
        self.assertEqual(self.bob.bytes(), b"")
        self.bob.types("hi")
        self.assertEqual(words(program.hears())[-1:], ["said"])
        program.visitor.hangs_up()
        self.stage.pass_time(29)
        self.assertEqual(self.bob.bytes(), b"bob: hi\r\n")
        self.stage.pass_time(1)
        self.assertTrue(self.bob.bytes().endswith(b"* ann has lost the connection.\r\n"))

    def test_a_guest_at_the_line_door_is_gone_at_once(self) -> None:
        eve = self.stage.enter("eve")
        self.bob.bytes()
        eve.hangs_up()
        self.assertEqual(self.bob.bytes(), b"* eve has lost the connection.\r\n")

    def test_the_code_is_in_no_log(self) -> None:
        program = Program(self.stage)
        heard: list[dict[str, Any]] = program.asks({"do": "introduce", "nick": "carl", "resumes": True})
        code = heard[-1]["code"]
        self.assertGreaterEqual(len(code), 20)
        program.visitor.hangs_up()
        Program(self.stage).asks({"do": "resume", "code": code})
        self.assertNotIn(code, repr(self.stage.events))


class SlowReaders(SynchronousTestCase):
    """Who is told what it missed and does not read it is cut where anybody is."""

    def test_F34_the_bound_holds_for_what_was_missed(self) -> None:
        stage = Stage(channel("lobby", 6001, 3, afk=None, flood=None), json=JsonSettings(port=PORT))
        bob = stage.enter("bob")
        ann = Program(stage)
        code = ann.asks({"do": "introduce", "nick": "ann", "resumes": True}, {"do": "join", "channel": "lobby"})[-3]["code"]
        ann.visitor.hangs_up()
        for _ in range(30):
            bob.types("x" * 1000)
        again = Program(stage)
        again.visitor.wire.reading = False
        again.visitor.sends(b'{"do":"resume","code":"%s"}\n' % code.encode())
        self.assertFalse(again.gone, "what was missed fits always")
        for _ in range(600):
            if not any(isinstance(event, Left) for event in stage.events):
                bob.types("y" * 1000)
        (left,) = [event for event in stage.events if isinstance(event, Left)]
        self.assertEqual((left.who.nick, left.cause), ("ann", Cause.SLOW))
