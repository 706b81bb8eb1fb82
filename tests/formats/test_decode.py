"""What the plain dialect understands, and that no bytes whatever upset any text dialect."""

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.classic import classic
from chatroom.formats.plain import plain
from chatroom.formats.screen import screen
from chatroom.ports import Format
from chatroom.words import commands as c
from chatroom.words.refusals import Reason, Refused

LINES: list[tuple[bytes, c.Command | None]] = [
    (b"hello", c.Say("", "hello")),
    (b"  hello   there \r", c.Say("", "hello   there")),
    (b"", None),
    (b" \t\r", None),
    (b"\x1b\x00", None),
    (b"\x00 \x00", None),
    (b"caf\xc3\xa9 \xff", c.Say("", "caf\u00e9 \ufffd")),
    (b"//shrug", c.Say("", "/shrug")),
    (b"///", c.Say("", "//")),
    (b"!exit", c.Quit()),
    (b" !exit ", c.Quit()),
    (b"!exit now", c.Say("", "!exit now")),
    (b"/quit", c.Quit()),
    (b"/QUIT", c.Quit()),
    (b"/bye", c.Quit()),
    (b"/me  waves   twice", c.Act("waves   twice")),
    (b"/whisper bob hi", c.Whisper("bob", "hi")),
    (b"/whisper   bob   hi   there", c.Whisper("bob", "hi   there")),
    (b"/whisper\tbob\thi", c.Whisper("bob", "hi")),
    (b"/w bob hi", c.Whisper("bob", "hi")),
    (b"/private bob hi", c.Whisper("bob", "hi")),
    (b"/r hi", c.Reply("hi")),
    (b"/list", c.ListChannels()),
    (b"/who", c.ListPeople()),
    (b"/who quiet", c.ListPeople("quiet")),
    (b"/list_users", c.ListPeople()),
    (b"/switch quiet", c.Switch("quiet")),
    (b"/nick anna", c.Rename("anna")),
    (b"/away", c.GoAway()),
    (b"/away out to lunch", c.GoAway("out to lunch")),
    (b"/back", c.ComeBack()),
    (b"/ignore bob", c.Ignore("bob")),
    (b"/topic board games", c.Topic("board games")),
    (b"/send bob my file.txt", c.SendFile("bob", "my file.txt", None)),
    (b"/help", c.Help()),
    (b"/help kick", c.Help("kick")),
    (b"/set clock on", c.Set("clock", "on")),
    (b"/kick bob flooding again", c.Kick("", "bob", "flooding again")),
    (b"/kick lobby:bob", c.Kick("lobby", "bob")),
    (b"/mute bob 10m", c.Mute("", "bob", "10m")),
    (b"/empty lobby", c.Empty("lobby")),
    (b"/shutdown", c.Shutdown()),
    (b"\x01send 3 bob a.txt", c.Say("", "send 3 bob a.txt")),  # no chatclient: text like any other
]
UNKNOWN = [
    (b"/whsper bob hi", "whsper", "whisper"),
    (b"/dance", "dance", ""),
    (b"/", "", ""),
    (b"/ list", "", ""),
    (b"/!", "!", ""),
]
ALL: list[Format] = [
    plain(), plain(simple=True, files=True), plain(unknown="chat"), classic(), classic(files=True), screen(),
    screen(talkative=True),
]  # fmt: skip


class Plain(SynchronousTestCase):
    """A line once a name is given."""

    def test_decode(self) -> None:
        for look in (plain(), plain(unknown="chat"), plain(simple=True)):
            for line, expected in LINES:
                self.assertEqual(look.decode(line), expected, line)

    def test_an_unknown_word_is_refused_with_the_nearest(self) -> None:
        for line, word, near in UNKNOWN:
            no = self.assertRaises(Refused, plain().decode, line)
            self.assertEqual((no.reason, no.subject, no.hint), (Reason.UNKNOWN_COMMAND, word, near), line)

    def test_an_unknown_word_is_chat_where_the_channel_says_so(self) -> None:
        for line, _, _ in UNKNOWN:
            self.assertEqual(plain(unknown="chat").decode(line), c.Say("", line.decode()))

    def test_a_known_word_in_the_wrong_form_is_never_chat(self) -> None:
        for look in (plain(), plain(unknown="chat")):
            for line in (b"/whisper", b"/whisper bob", b"/switch", b"/switch a b", b"/me", b"/kick", b"/list all"):
                self.assertIs(self.assertRaises(Refused, look.decode, line).reason, Reason.USAGE)

    def test_control_lines_of_chatclient(self) -> None:
        look = plain(files=True)
        for line, expected in [
            (b"\x01send 12 bob a.txt", c.SendFile("bob", "a.txt", 12)),
            (b"\x01send 0 bob my  own file.txt\r", c.SendFile("bob", "my  own file.txt", 0)),
            (b"\x01send -1 bob a.txt", c.SendFile("bob", "a.txt", -1)),
            (b"/send bob a.txt", c.SendFile("bob", "a.txt", None)),
        ]:
            self.assertEqual(look.decode(line), expected)
        for line in (
            b"\x01", b"\x01send", b"\x01send 3", b"\x01send 3 bob", b"\x01send x bob a", b"\x01send -2 bob a", b"\x01quit",
            b"\x01send 1" + 5000 * b"0" + b" bob a", "\x01send \u0663 bob a".encode(), b"\x01send 3 bob  ",
        ):  # fmt: skip
            no = self.assertRaises(Refused, look.decode, line)
            self.assertEqual((no.reason, no.hint), (Reason.USAGE, "/send <user> <file...>"), line)


class BeforeAName(SynchronousTestCase):
    """The first line is a name, or one of the few commands that need none."""

    def test_introduce(self) -> None:
        for line, expected in [
            (b"alice", c.Introduce("alice")),
            (b"  alice \r", c.Introduce("alice")),
            (b"alice\t", c.Introduce("alice", files=True)),
            (b"alice in chains", c.Introduce("alice in chains")),
            (b"", c.Introduce("")),
            (b"\t", c.Introduce("", files=True)),
            (b"bo\x07b", c.Introduce("bo\x07b")),
            (b"!exit", c.Quit()),
            (b"/quit", c.Quit()),
            (b"/help", c.Help()),
            (b"/help kick", c.Help("kick")),
            (b"/set plain on", c.Set("plain", "on")),
        ]:
            self.assertEqual(plain().introduce(line), expected, line)

    def test_other_commands_wait_for_a_name(self) -> None:
        for look in (plain(), plain(unknown="chat")):
            for line, word in [
                (b"/who", "who"),
                (b"/whisper bob hi", "whisper"),
                (b"/dance", "dance"),
                (b"//x", "/x"),
                (b"/", ""),
            ]:
                no = self.assertRaises(Refused, look.introduce, line)
                self.assertEqual((no.reason, no.subject), (Reason.NOT_NOW, word))


TOKENS = (b"/", b"//", b"whisper", b"kick", b"mute", b"set", b"\x01", b"send", b" ", b"\t", b":", b"lobby:bob", b"-1", b"!exit")
garbage = st.one_of(st.binary(max_size=80), st.lists(st.one_of(st.sampled_from(TOKENS), st.binary(max_size=4))).map(b"".join))


class Garbage(SynchronousTestCase):
    """Whatever the bytes: a command, nothing, or a refusal that the contract names."""

    @settings(deadline=None, max_examples=500)
    @given(garbage)
    def test_decode(self, line: bytes) -> None:
        for look in ALL:
            try:
                command = look.decode(line)
            except Refused as no:
                self.assertIn(no.reason, (Reason.UNKNOWN_COMMAND, Reason.USAGE))
            else:
                self.assertTrue(command is None or isinstance(command, c.Command))
                self.assertNotEqual(command, c.Say("", ""))

    @settings(deadline=None, max_examples=300)
    @given(garbage)
    def test_introduce(self, line: bytes) -> None:
        for look in ALL:
            try:
                command = look.introduce(line)
            except Refused as no:
                self.assertIn(no.reason, (Reason.UNKNOWN_COMMAND, Reason.USAGE, Reason.NOT_NOW))
            else:
                self.assertTrue(command is None or isinstance(command, c.Command))
