"""ClassChat at our doors (S2): on its own server, on the port for programs, and on a channel's port with `style: classchat`."""

from __future__ import annotations

import json

from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import JsonSettings, Limits, channel, classchat
from chatroom.doors.classchat import Journal
from tests.doors.stage import Stage, Visitor
from tests.doors.test_passwords import Checking

PORT = 5555
REGISTER = '{"status":"register","sender":"%s","receiver":"","text":""}'


def asks(visitor: Visitor, status: str, receiver: str = "", text: str = "") -> list[tuple[str, str]]:
    """One object, as ClassChat's client sends it, and what comes back: statuses and texts."""
    visitor.types(json.dumps({"status": status, "sender": "whoever", "receiver": receiver, "text": text}))
    return hears(visitor)


def hears(visitor: Visitor) -> list[tuple[str, str]]:
    visitor.stage.settle()
    objects = [json.loads(line) for line in visitor.bytes().splitlines()]
    assert all(list(one) == ["status", "sender", "receiver", "text"] for one in objects), objects
    return [(one["status"], one["text"]) for one in objects]


class OwnServer(SynchronousTestCase):
    """`chatroom run --classchat`, with a clock that moves when told."""

    def setUp(self) -> None:
        self.paper: list[str] = []
        journal = Journal(self.paper.append)
        self.stage = Stage(
            settings=classchat("127.0.0.1"),
            opens=lambda house: house.open_classchat(PORT, journal),
            witnesses=(journal.saw,),
        )

    def register(self, name: str) -> Visitor:
        visitor = self.stage.connect(PORT)
        visitor.types(REGISTER % name)
        self.assertEqual(hears(visitor), [("success", f"[SUCCESS] Welcome to ClassChat, {name}!")])
        return visitor

    def test_S2_16_five_seconds_for_a_name(self) -> None:
        silent, hesitant, quick = self.stage.connect(PORT), self.stage.connect(PORT), self.register("ann")
        hesitant.sends(b'{"status":"register","sender":"bo')
        self.stage.pass_time(4)
        self.assertEqual((silent.gone, hesitant.gone), (False, False))
        self.stage.pass_time(2)
        for late in (silent, hesitant):
            self.assertEqual(hears(late)[0], ("error", "No name came in time, so the connection ends here."))
            self.assertTrue(late.gone)
        self.assertFalse(quick.gone)
        self.assertEqual([person.nick for person in self.stage.realm.people.values()], ["ann"])

    def test_a_name_in_the_last_moment(self) -> None:
        late = self.stage.connect(PORT)
        self.stage.pass_time(4)
        late.types(REGISTER % "ann")
        self.stage.pass_time(60)
        self.assertFalse(late.gone)

    def test_S2_15_any_cut_of_the_bytes_gives_the_same(self) -> None:
        ann, bob = self.register("ann"), self.register("bob")
        line = b'{"status": "private", "sender": "ann", "receiver": "bob", "text": "gr\xc3\xbc\xc3\x9fe"}\n'
        ann.sends(*(line[at : at + 1] for at in range(len(line))))
        self.assertEqual(hears(bob), [("private", "[Private from ann] grüße")])

    def test_S2_05_several_rooms(self) -> None:
        ann, bob = self.register("ann"), self.register("bob")
        for room in ("study", "lab"):
            self.assertEqual(asks(ann, "create", room), [("success", f"[SUCCESS] Chat room '{room}' created successfully")])
            self.assertEqual(asks(bob, "join", room), [("success", f"[SUCCESS] You have joined '{room}'")])
            self.assertEqual(hears(ann), [("join", f"[{room}] bob has joined the chat room")])
        for room in ("study", "lab"):
            asks(bob, "group", room, "hi")
            self.assertEqual(hears(ann), [("group", f"[{room} - bob] hi")])

    def test_S2_14_the_six_errors_change_nothing(self) -> None:
        ann, bob = self.register("ann"), self.register("bob")
        asks(ann, "create", "study")
        asks(ann, "create", "lab")
        asks(bob, "join", "study")
        hears(ann)
        second = self.stage.connect(PORT)
        second.types(REGISTER % "Ann")
        self.assertEqual(hears(second), [("error", "Username already taken")])
        for status, receiver, text in (
            ("private", "zoe", "User not found or offline"),
            ("join", "nowhere", "Chat room does not exist"),
            ("group", "lab", "You are not a member of room"),
            ("group", "nowhere", "Chat room does not exist"),
            ("shout", "study", "Invalid message format"),
            ("join", "study", "Already a member of room"),
        ):
            self.assertEqual(asks(bob, status, receiver, "hi"), [("error", text)])
        self.assertEqual((hears(ann), bob.gone, second.gone), ([], False, False))
        second.types(REGISTER % "carol")
        self.assertEqual(hears(second), [("success", "[SUCCESS] Welcome to ClassChat, carol!")])

    def test_who_one_is_was_settled_by_the_registration(self) -> None:
        ann, bob = self.register("ann"), self.register("bob")
        ann.types('{"status":"private","sender":"root","receiver":"bob","text":"obey"}')
        self.assertEqual(hears(bob), [("private", "[Private from ann] obey")])

    def test_what_is_no_json(self) -> None:
        ann = self.register("ann")
        for line in ("hello", "{", "[]", "7", '{"status":7}', '{"status":"private","receiver":"ann"}'):
            ann.types(line)
            self.assertEqual(hears(ann), [("error", "Invalid message format")], line)
        ann.sends(b"\xff\xfe\n")
        self.assertEqual(hears(ann), [("error", "Invalid message format")])

    def test_S2_12_the_log_tells_who_and_where_and_no_word(self) -> None:
        ann, bob = self.register("ann"), self.register("bob")
        asks(ann, "create", "study")
        asks(bob, "join", "study")
        asks(ann, "group", "study", "secret")
        asks(ann, "private", "bob", "secret")
        asks(ann, "private", "zoe", "secret")
        asks(bob, "quit")
        ann.hangs_up()
        self.assertTrue(bob.gone)
        self.assertEqual(
            "".join(self.paper),
            "[SERVER] New connection from ('127.0.0.1', 50001)\n"
            "[SERVER] User 'ann' registered successfully\n"
            "[SERVER] New connection from ('127.0.0.1', 50002)\n"
            "[SERVER] User 'bob' registered successfully\n"
            "[SERVER] Chat room 'study' created by ann\n"
            "[SERVER] User 'bob' joined chat room 'study'\n"
            "[SERVER] Group message from ann to study\n"
            "[SERVER] Private message from ann to bob\n"
            "[SERVER] User 'bob' disconnected\n"
            "[SERVER] User 'ann' disconnected\n",
        )


class AmongPrograms(SynchronousTestCase):
    """On the port for programs, beside the house's own dialect and people at line doors."""

    def setUp(self) -> None:
        self.stage = Stage(channel("lobby", 6001, 3), json=JsonSettings(port=PORT))
        self.ann = self.stage.connect(PORT)
        self.ann.types(REGISTER % "ann")

    def test_nothing_but_the_welcome_comes_first(self) -> None:
        self.assertEqual(hears(self.ann), [("success", "[SUCCESS] Welcome to ClassChat, ann!")])

    def test_the_same_room_by_three_dialects(self) -> None:
        bob = self.stage.enter("bob")
        asks(self.ann, "join", "lobby")
        program = self.stage.connect(PORT)
        program.types('{"do":"introduce","nick":"carol"}', '{"do":"join","channel":"lobby"}')
        program.bytes()
        bob.hears(), hears(self.ann)
        asks(self.ann, "group", "lobby", "hi")
        self.assertEqual(bob.hears(), ["ann: hi"])
        self.assertEqual([json.loads(line)["text"] for line in program.bytes().splitlines()], ["hi"])
        bob.types("hello")
        self.assertEqual(hears(self.ann)[-1], ("group", "[lobby - bob] hello"))

    def test_a_full_room_is_waited_for(self) -> None:
        hears(self.ann)
        guests = [self.stage.enter(name) for name in ("bob", "carol", "dan")]
        ((status, text),) = asks(self.ann, "join", "lobby")
        self.assertEqual((status, "0 people" in text or "Nobody" in text), ("notice", True), text)
        guests[0].types("/quit")
        self.assertIn(("success", "[SUCCESS] You have joined 'lobby'"), hears(self.ann))


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


class NoPastes(SynchronousTestCase):
    """A line without a slash says nothing here, and one with an unknown word no more."""

    def test_unknown_words_never_wait_to_be_offered(self) -> None:
        stage = Stage(channel("study", 6001, 2, "classchat"))
        stage.realm.offers.place = "http://chat.example:6080"
        ann = stage.open()
        ann.types("ann", *["/nosuch"] * 40)
        stage.pass_time(3)
        self.assertEqual(len(stage.realm.pastes), 0)


class TypedAndSent(SynchronousTestCase):
    """The commands of who types at such a port, and both forms of line in one room."""

    def setUp(self) -> None:
        self.stage = Stage(channel("lobby", 6001, 9, "classchat"), channel("tea", 6002, 3))

    def enter(self, line: str) -> Visitor:
        visitor = self.stage.open()
        visitor.types(line)
        return visitor

    def test_the_five_commands_typed(self) -> None:
        ann, bob = self.enter("ann"), self.enter("bob")
        ann.hears(), bob.hears()
        ann.types("/private bob psst")
        self.assertEqual((ann.hears(), bob.hears()), ([], ["[Private from ann] psst"]))
        ann.types("/create study")
        self.assertEqual(ann.hears(), ["[SUCCESS] Chat room 'study' created successfully"])
        bob.types("/join study")
        self.assertEqual(bob.hears(), ["[SUCCESS] You have joined 'study'"])
        self.assertEqual(ann.hears(), ["[study] bob has joined the chat room"])
        bob.types("/group study hi")
        self.assertEqual((ann.hears(), bob.hears()), (["[study - bob] hi"], ["[study - bob] hi"]))
        bob.types("/quit")
        self.assertEqual(ann.hears(), ["[lobby] bob has left the chat room", "[study] bob has left the chat room"])
        self.assertTrue(bob.gone)

    def test_the_errors_typed(self) -> None:
        ann = self.enter("ann")
        ann.hears()
        for line, text in (
            ("hello", "Invalid message format"),
            ("/dance", "Invalid message format"),
            ("/private bob", "Invalid message format"),
            ("/private bob hi", "User not found or offline"),
            ("/join moon", "Chat room does not exist"),
            ("/group tea hi", "You are not a member of room"),
            ("/join lobby", "Already a member of room"),
        ):
            ann.types(line)
            self.assertEqual(ann.hears(), [f"[ERROR] {text}"], line)
        second = self.enter("ann")
        self.assertEqual(second.hears(), ["[ERROR] Username already taken"])

    def test_both_forms_in_one_room(self) -> None:
        ann, bob = self.enter("ann"), self.enter(REGISTER % "bob")
        ann.hears(), hears(bob)
        ann.types("/group lobby hi")
        self.assertEqual((ann.hears(), hears(bob)), (["[lobby - ann] hi"], [("group", "[lobby - ann] hi")]))

    def test_a_registered_name_gives_its_password(self) -> None:
        """It is checked while the door waits, and who comes in then is told of others in the right words, too."""
        checker = Checking(True)
        self.stage.realm.checker = checker
        ann = self.enter("ann")
        ann.types("/register ann Correct-Horse-9", "/quit")
        checker = Checking(False)
        self.stage.realm.checker = checker
        ann = self.enter("ann")
        ann.bytes()
        ann.types("Correct-Horse-9")
        self.assertEqual(ann.hears(), [])
        checker.answers()
        self.assertEqual(ann.hears()[-2:], ["[SUCCESS] Welcome to ClassChat, ann!", "[SUCCESS] You have joined 'lobby'"])
        self.enter("bob")
        self.assertEqual(ann.hears(), ["[lobby] bob has joined the chat room"])
