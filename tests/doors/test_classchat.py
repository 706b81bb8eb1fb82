"""ClassChat at a channel's own port: `style: classchat`, for its programs and for people who type (S2)."""

import json

from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import Limits, channel
from tests.doors.stage import Stage, Visitor


class AtAPort(SynchronousTestCase):
    """A channel of that style with two seats."""

    def setUp(self) -> None:
        self.stage = Stage(channel("study", 6001, 2, "classchat"), limits=Limits(name_seconds=5.0))

    def program(self, name: str) -> Visitor:
        visitor = self.stage.open()
        self.asks(visitor, "register", name)
        return visitor

    def asks(self, visitor: Visitor, status: str, sender: str, receiver: str = "", text: str = "") -> None:
        visitor.types(json.dumps({"status": status, "sender": sender, "receiver": receiver, "text": text}))

    def texts(self, visitor: Visitor) -> list[str]:
        return [json.loads(line)["text"] for line in visitor.bytes().splitlines()]

    def test_programs_talk_in_it(self) -> None:
        ann = self.program("ann")
        self.assertEqual(self.texts(ann), ["[SUCCESS] Welcome to ClassChat, ann!", "[SUCCESS] You have joined 'study'"])
        bob = self.program("bob")
        self.assertEqual(self.texts(ann), ["[study] bob has joined the chat room"])
        self.texts(bob)
        self.asks(bob, "group", "bob", "study", "hi all")
        self.asks(bob, "private", "bob", "ann", "hi ann")
        self.assertEqual(self.texts(ann), ["[study - bob] hi all", "[Private from bob] hi ann"])

    def test_people_type_in_it(self) -> None:
        ann, bob = self.stage.open(), self.program("bob")
        ann.types("ann")
        self.assertEqual(ann.hears(), ["[SUCCESS] Welcome to ClassChat, ann!", "[SUCCESS] You have joined 'study'"])
        self.texts(bob)
        ann.types("/group study hello", "/private bob hi", "/private zoe hi", "hello?")
        self.assertEqual(
            ann.hears(), ["[study - ann] hello", "[ERROR] User not found or offline", "[ERROR] Invalid message format"]
        )
        self.assertEqual(self.texts(bob), ["[study - ann] hello", "[Private from ann] hi"])

    def test_S2_16_five_seconds_to_register(self) -> None:
        visitor = self.stage.open()
        self.stage.pass_time(4)
        self.assertFalse(visitor.gone)
        self.stage.pass_time(2)
        self.assertTrue(visitor.gone)

    def test_the_same_name_twice(self) -> None:
        self.program("ann")
        other = self.program("ann")
        self.assertEqual(self.texts(other), ["Username already taken"])
