"""Whispers to somebody who is not there, over the wire: left at one door, shown at another (G403)."""

from __future__ import annotations

from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import JsonSettings, Settings, channel
from tests.doors.stage import NOON, Stage, Visitor
from tests.doors.test_jsonlines import PORT, Program
from tests.doors.test_passwords import Checking

LOGIN = {"do": "login", "nick": "carol", "password": "correct horse"}


class MailDoors(SynchronousTestCase):
    """Ann and carol have accounts in a house that keeps whispers for a day, and carol has left."""

    def setUp(self) -> None:
        rooms = (channel("lobby", 6001, 5), channel("old", 6002, 5, style="classic"))
        settings = Settings(data=Path("data"), channels=rooms, json=JsonSettings(port=PORT), offline_whispers=86400.0)
        self.stage = Stage(settings=settings)
        self.stage.realm.checker = Checking(True)
        for name in ("carol", "ann"):
            visitor = self.stage.enter(name)
            visitor.types(f"/register {name} correct horse")
            visitor.types("/set zone UTC")
            visitor.bytes()
            if name == "carol":
                visitor.types("/quit")
        self.ann = visitor

    def by_line(self) -> Visitor:
        visitor = self.stage.open()
        visitor.types("/set zone UTC", "carol", "correct horse")
        return visitor

    def test_from_any_door_to_any_other(self) -> None:
        self.ann.types("/w carol see you at \x1b[31mnoon")
        self.assertEqual(
            self.ann.bytes(), b"* carol is not here. Your message is kept for 1 day and shown when carol comes back.\r\n"
        )
        self.ann.types("/quit")
        program = Program(self.stage)
        program.asks({"do": "login", "nick": "ann", "password": "correct horse"})
        (kept,) = program.asks({"do": "whisper", "nick": "carol", "text": "or at one", "id": 7})
        self.assertEqual(kept, {"id": 7, "event": "mail-kept", "at": NOON, "to": "carol", "seconds": 86400.0})
        carol = self.by_line()
        day = "2026-10-26 12:00"
        heard = carol.bytes().decode()
        self.assertTrue(
            heard.endswith(f"[whisper from ann, {day}] see you at [31mnoon\r\n[whisper from ann, {day}] or at one\r\n"), heard
        )
        carol.hangs_up()
        again = Program(self.stage).asks(LOGIN)
        self.assertEqual(
            again[-2:],
            [
                {"event": "mail-shown", "at": NOON, "sent": NOON, "nick": "ann", "text": "see you at [31mnoon"},
                {"event": "mail-shown", "at": NOON, "sent": NOON, "nick": "ann", "text": "or at one"},
            ],
        )
        self.stage.pass_time(5)
        self.assertNotIn(b"noon", self.by_line().bytes())

    def test_for_ears_and_on_the_twelve_hour_clock(self) -> None:
        self.ann.types("/w carol hi")
        carol = self.stage.open()
        carol.types("/set zone UTC", "/set plain on", "/set clock 12h", "carol", "correct horse")
        self.assertTrue(carol.bytes().endswith(b"\r\nann whispered on 2026-10-26 12:00 pm: hi\r\n"))

    def test_a_classic_channel_keeps_nothing(self) -> None:
        zed = self.stage.enter("zed", "old")
        zed.types("/whisper carol hi")
        self.assertRegex(zed.bytes(), rb"^\[Server message \([0-9:]+\)\] carol is not here\.\r\n$")
        self.assertNotIn(b"hi", self.by_line().bytes().replace(b"hi!", b""))
