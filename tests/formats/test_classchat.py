"""ClassChat's wordings, byte for byte, written by hand from what its own programs showed (S2, G402)."""

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.classchat import RENDER, classchat, connected, disconnected, is_classchat, logged, registered
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.commands import Command
from chatroom.words.credentials import Prove
from chatroom.words.events import Cause, Event, Who
from chatroom.words.refusals import Reason, Refused
from chatroom.words.roomlife import RoomMade
from chatroom.words.rooms import Create, Group, Join
from tests.formats.samples import EVENTS, STAFFROOM, filled, refusal

ANN, BOB = Who("ann", 1, 11), Who("bob", 2, 12)
OBJECTS = classchat()
BARE = classchat(objects=False)
WRONG = [
    (b'{"status":"dance"}', "$.status: it is none of private, group, create, join and quit"),
    (b'{"sender":"ann"}', "$.status: it is none of private, group, create, join and quit"),
    (b'{"status":"private","receiver":"bob","text":" "}', "$.text: there is no text in it"),
    (b'{"status":"private","receiver":7,"text":"hi"}', "$.receiver: there is no text in it"),
    (b'{"status":"join"}', "$.text: there is no text in it"),
    (b"[]", "this is JSON, but no object"),
]


class Shown(SynchronousTestCase):
    """What a program gets, and what somebody at a bare line sees."""

    def check_shown(self, event: Event, wire: bytes, bare: bytes, person: int = 0) -> None:
        self.assertEqual(OBJECTS.of(person).encode(event), wire)
        self.assertEqual(BARE.of(person).encode(event), bare)

    def test_welcome(self) -> None:
        self.check_shown(
            e.Welcomed(0, "", ANN, ""),
            b'{"status":"success","sender":"server","receiver":"ann","text":"[SUCCESS] Welcome to ClassChat, ann!"}\n',
            b"[SUCCESS] Welcome to ClassChat, ann!\r\n",
        )

    def test_a_private_message(self) -> None:
        self.check_shown(
            e.Whispered(0, "", ANN, "bob", "hi there", True),
            b'{"status":"private","sender":"ann","receiver":"bob","text":"[Private from ann] hi there"}\n',
            b"[Private from ann] hi there\r\n",
        )

    def test_a_group_message(self) -> None:
        self.check_shown(
            e.Said(0, "study", 1, ANN, "hi all"),
            b'{"status":"group","sender":"ann","receiver":"study","text":"[study - ann] hi all"}\n',
            b"[study - ann] hi all\r\n",
        )

    def test_a_room_is_made(self) -> None:
        self.check_shown(
            RoomMade(0, "study", ANN, False, False),
            b'{"status":"success","sender":"server","receiver":"study",'
            b'"text":"[SUCCESS] Chat room \'study\' created successfully"}\n',
            b"[SUCCESS] Chat room 'study' created successfully\r\n",
        )

    def test_somebody_else_joins(self) -> None:
        self.check_shown(
            e.Joined(0, "study", 2, BOB),
            b'{"status":"join","sender":"bob","receiver":"study","text":"[study] bob has joined the chat room"}\n',
            b"[study] bob has joined the chat room\r\n",
            person=1,
        )

    def test_oneself_joins(self) -> None:
        self.check_shown(
            e.Joined(0, "study", 2, BOB),
            b'{"status":"success","sender":"server","receiver":"study","text":"[SUCCESS] You have joined \'study\'"}\n',
            b"[SUCCESS] You have joined 'study'\r\n",
            person=2,
        )

    def test_who_makes_a_room_is_in_it_without_being_told(self) -> None:
        self.assertIsNone(OBJECTS.of(1).after_making("study").encode(e.Joined(0, "study", 1, ANN)))

    def test_the_six_errors(self) -> None:
        for reason, text in (
            (Reason.NAME_TAKEN, "Username already taken"),
            (Reason.NOT_HERE, "User not found or offline"),
            (Reason.NO_CHANNEL, "Chat room does not exist"),
            (Reason.NOT_MEMBER, "You are not a member of room"),
            (Reason.UNREADABLE, "Invalid message format"),
            (Reason.SAME_CHANNEL, "Already a member of room"),
        ):
            sent = OBJECTS.encode(e.Refusal(0, reason, "x", "study"))
            assert sent is not None
            self.assertTrue(sent.endswith(f'"text":"{text}"}}\n'.encode()), (reason, sent))
            self.assertTrue(sent.startswith(b'{"status":"error","sender":"server",'), (reason, sent))
            self.assertEqual(BARE.encode(e.Refusal(0, reason, "x", "study")), f"[ERROR] {text}\r\n".encode())

    def test_nothing_that_drives_a_terminal_gets_through(self) -> None:
        self.assertEqual(BARE.encode(e.Said(0, "study", 1, ANN, "a\x1b[2Jb")), b"[study - ann] a[2Jb\r\n")

    def test_what_classchat_has_no_error_for_is_a_sentence(self) -> None:
        line = (
            b'{"status":"error","sender":"server","receiver":"","text":'
            b'"Not so fast: that line was not sent. Please wait 3 seconds and try again."}\n'
        )
        self.assertEqual(OBJECTS.encode(refusal(Reason.FLOOD, number=3)), line)

    def test_what_classchat_has_no_words_for_is_a_notice(self) -> None:
        self.check_shown(
            e.Kicked(0, "study", 1, BOB, "ann", "spam"),
            b'{"status":"notice","sender":"server","receiver":"","text":"bob was kicked by ann: spam."}\n',
            b"bob was kicked by ann: spam.\r\n",
        )

    def test_what_means_one_of_the_six_too(self) -> None:
        for reason, text in (
            (Reason.NAME_LOOKS_LIKE, b"Username already taken"),
            (Reason.NO_ROOM, b"You are not a member of room"),
            (Reason.UNKNOWN_COMMAND, b"Invalid message format"),
            (Reason.USAGE, b"Invalid message format"),
        ):
            self.assertEqual(BARE.encode(refusal(reason, "x")), b"[ERROR] " + text + b"\r\n")


class Asked(SynchronousTestCase):
    """What objects and bare lines ask for."""

    def check_asked(self, lines: Iterable[tuple[bytes, Command]], format: object = OBJECTS) -> None:
        for line, command in lines:
            self.assertEqual(format.decode(line), command, line)  # type: ignore[attr-defined]

    def test_objects(self) -> None:
        self.check_asked((
            (b'{"status":"private","sender":"ann","receiver":"bob","text":"hi"}', c.Whisper("bob", "hi")),
            (b'{"status":"group","sender":"ann","receiver":"study","text":"hi"}', Group("study", "hi")),
            (b'{"status":"create","sender":"ann","receiver":"study","text":""}', Create("study")),
            (b'{"status":"create","sender":"ann","receiver":"","text":"study"}', Create("study")),
            (b'{"status":"join","sender":"ann","receiver":"study","text":"","more":1}', Join("study")),
            (b'{"status":"quit","sender":"ann","receiver":"","text":""}', c.Quit()),
        ))  # fmt: skip

    def test_bare_lines(self) -> None:
        self.check_asked((
            (b"/private bob hi there", c.Whisper("bob", "hi there")),
            (b"/group study hi all", Group("study", "hi all")),
            (b"/create study", Create("study")),
            (b"/join study", Join("study")),
            (b"/quit", c.Quit()),
        ), BARE)  # fmt: skip

    def test_what_is_none_of_it(self) -> None:
        for format, line in (
            (OBJECTS, b"hello"),
            (OBJECTS, b"[1]"),
            (OBJECTS, b'{"status":"dance","sender":"ann","receiver":"","text":""}'),
            (OBJECTS, b'{"status":"private","sender":"ann","receiver":7,"text":"hi"}'),
            (OBJECTS, b'{"status":"private","sender":"ann","receiver":"bob"}'),
            (BARE, b"hello"),
        ):
            no = self.assertRaises(Refused, format.decode, line)
            self.assertIs(no.reason, Reason.UNREADABLE)

    def test_what_is_wrong_where(self) -> None:
        for line, where in WRONG:
            no = self.assertRaises(Refused, OBJECTS.decode, line)
            self.assertEqual((no.reason, no.subject), (Reason.UNREADABLE, where))
        no = self.assertRaises(Refused, OBJECTS.introduce, b'{"status":"register","sender":7}')
        self.assertEqual((no.reason, no.subject), (Reason.UNREADABLE, "$.sender: there is no name"))

    def test_the_first_line_is_a_name(self) -> None:
        for line in (
            b'{"status":"register","sender":"ann","receiver":"","text":""}',
            b'{"status":"join","sender":"ann"}',
            b'{"username":"ann"}',
            b'{"name":"ann"}',
        ):
            self.assertTrue(is_classchat(line), line)
            self.assertEqual(OBJECTS.introduce(line), c.Introduce("ann"))
        self.assertEqual(BARE.introduce(b"ann\r"), c.Introduce("ann"))
        self.assertFalse(is_classchat(b'{"do":"introduce","nick":"ann"}'))

    def test_a_password(self) -> None:
        self.assertEqual(OBJECTS.prove(b'{"status":"private","sender":"ann","receiver":"","text":"secret"}'), Prove("secret"))
        self.assertEqual(BARE.prove(b"secret"), Prove("secret"))


class Logged(SynchronousTestCase):
    """S2-12: who and where, never the text."""

    def test_the_lines(self) -> None:
        for event, line in (
            (e.Whispered(0, "", ANN, "bob", "secret", True), "[SERVER] Private message from ann to bob"),
            (e.Whispered(0, "study", ANN, "zoe", "secret", False), ""),
            (e.Said(0, "study", 1, ANN, "secret"), "[SERVER] Group message from ann to study"),
            (RoomMade(0, "study", ANN, False, False), "[SERVER] Chat room 'study' created by ann"),
            (e.Joined(0, "study", 1, BOB), "[SERVER] User 'bob' joined chat room 'study'"),
            (e.Left(0, "study", 1, BOB, Cause.QUIT), ""),
        ):
            self.assertEqual(logged(event), line)

    def test_of_connections(self) -> None:
        self.assertEqual(connected("('127.0.0.1', 50001)"), "[SERVER] New connection from ('127.0.0.1', 50001)")
        self.assertEqual(registered("ann"), "[SERVER] User 'ann' registered successfully")
        self.assertEqual(disconnected("ann"), "[SERVER] User 'ann' disconnected")


class Any(SynchronousTestCase):
    """Whatever comes, and whatever happens."""

    def test_every_event_is_whole_lines_or_silent_on_purpose(self) -> None:
        for kind in (*EVENTS, *STAFFROOM):
            for event in filled(kind, 'a\r\n\u2028"\x1b[2J☃'):
                made = classchat().encode(event)
                if RENDER[kind] is None:
                    self.assertIsNone(made)
                elif made is not None:
                    self.assertTrue(made.endswith(b"\n") and b"\x1b" not in made and b"\r" not in made, kind)

    @settings(deadline=None)
    @given(st.binary(max_size=80), st.booleans())
    def test_garbage_is_only_ever_refused(self, line: bytes, objects: bool) -> None:
        look = classchat(objects)
        for read in (look.decode, look.introduce, look.prove):
            try:
                self.assertIsInstance(read(line), c.Command | None)
            except Refused as no:
                self.assertIn(no.reason, (Reason.UNREADABLE, Reason.UNKNOWN_COMMAND, Reason.USAGE))
