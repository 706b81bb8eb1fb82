"""What the plain dialect understands, and that no bytes whatever upset any text dialect."""

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.classic import classic
from chatroom.formats.foreign import Foreign
from chatroom.formats.plain import plain
from chatroom.formats.screen import screen
from chatroom.ports import Format
from chatroom.words import commands as c
from chatroom.words import console as o
from chatroom.words import credentials as k
from chatroom.words import staff as t
from chatroom.words.refusals import Reason, Refused

LINES: list[tuple[bytes, c.Command | None]] = [
    (b"hello", c.Say("", "hello")),
    (b"  hello   there \r", c.Say("", "hello   there", "  hello   there \r")),
    (b"", None),
    (b" \t\r", None),
    (b"\x1b\x00", None),
    (b"\x1b[A", None),  # keys that nc and telnet send as they are
    (b"\x1b[A\x1b[1;5D\x1bOHh\x1b[3~i", c.Say("", "hi", "[A[1;5DOHh[3~i")),
    (b"\x1b[A/quit", c.Quit()),
    (b"/passwd \x1b[Aold new-one", k.Passwd("[Aold", "new-one")),
    (b"the \x1b[1;31mred\x1b[0m one \x1b[", c.Say("", "the red one [", "the [1;31mred[0m one [")),
    (b"\x00 \x00", None),
    (b"caf\xc3\xa9 \xff", c.Say("", "caf\u00e9 \ufffd")),
    (b"//shrug", c.Say("", "/shrug", "//shrug")),
    (b"///", c.Say("", "//", "///")),
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
    (b"/kick bob flooding again", t.Kick("", "bob", "flooding again")),
    (b"/kick lobby:bob", t.Kick("lobby", "bob")),
    (b"/mute bob 10m", t.Mute("", "bob", "10m")),
    (b"/mute *:bob 10m --dry-run", t.Mute("*", "bob", "10m", "--dry-run")),
    (b"/mute 10.0.0.0/8 1h spam", t.Mute("*", "10.0.0.0/8", "1h", "spam")),
    (b"/unmute 2001:db8::/32", t.Unmute("*", "2001:db8::/32")),
    (b"/mutes", t.ListMutes()),
    (b"/ban --dry-run bob", t.Ban("bob", "--dry-run")),
    (b"/empty lobby --drain 60s", o.Drain("lobby", "60s")),
    (b"/empty lobby", t.Empty("lobby")),
    (b"/shutdown", t.Shutdown()),
    (b"/unmute bob", t.Unmute("", "bob")),
    (b"/ban bob 2h spam, again --force", t.Ban("bob", "2h spam, again --force")),
    (b"/announce tea is  ready", t.Announce("tea is  ready")),
    (b"/audit", t.Audit()),
    (b"/undo", t.Undo()),
    (b"/register alice Tr0ub4dor &3", k.Register("alice", "Tr0ub4dor &3")),
    (b"/login alice Tr0ub4dor &3", k.Login("alice", "Tr0ub4dor &3")),
    (b"/passwd Tr0ub4dor correct  horse\x08 battery", k.Passwd("Tr0ub4dor", "correct  horse battery")),
    (b"/account export", k.OwnAccount("export")),
    (b"/account delete my  own\x08 secret", k.OwnAccount("delete", "my  own secret")),
    (b"login alice Tr0ub4dor", c.Say("", "login alice Tr0ub4dor")),
    (b"\x01send 3 bob a.txt", c.Say("", "send 3 bob a.txt")),  # no chatclient: text like any other
]
UNKNOWN = [
    (b"/whsper bob hi", "whsper", "whisper"),
    (b"/juggle", "juggle", ""),
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
            (b"/register alice secret", k.Register("alice", "secret")),
            (b"/LOGIN alice secret", k.Login("alice", "secret")),
            (b"register alice secret", k.Register("alice", "secret")),
            (b"login alice  my own  secret\r", k.Login("alice", "my own  secret")),
            (b"login alice \xff\x00s\x1b\x7f", k.Login("alice", "\ufffds")),
            (b"\x1b[Aalice", c.Introduce("alice")),
            (b"register alice \x1b[Asecret", k.Register("alice", "[Asecret")),
            (b"/", c.Introduce("/")),
            (b"/ list", c.Introduce("/ list")),
            (b"logins", c.Introduce("logins")),
            (b"logins alice secret", c.Introduce("logins alice secret")),
            (b"Register alice secret", k.Register("alice", "secret")),
            (b"Login alice secret", k.Login("alice", "secret")),
            (b"LOGIN alice secret\t\r", k.Login("alice", "secret")),
            (b"login alice secret\t", k.Login("alice", "secret", files=True)),
            (b"/login alice secret\t", k.Login("alice", "secret", files=True)),
        ]:
            self.assertEqual(plain().introduce(line), expected, line)

    def test_half_a_login_is_shown_how(self) -> None:
        for line, usage in [
            (b"login", "/login <name> <password...>"),
            (b"login \t", "/login <name> <password...>"),
            (b"register", "/register <name> <password...>"),
            (b"login alice", "/login <name> <password...>"),
            (b"/login", "/login <name> <password...>"),
            (b"register alice", "/register <name> <password...>"),
            (b"/register alice ", "/register <name> <password...>"),
        ]:
            no = self.assertRaises(Refused, plain().introduce, line)
            self.assertEqual((no.reason, no.hint), (Reason.USAGE, usage), line)

    def test_other_commands_wait_for_a_name(self) -> None:
        for look in (plain(), plain(unknown="chat")):
            for line, word in [
                (b"/who", "who"),
                (b"/whisper bob hi", "whisper"),
                (b"/dance", "dance"),
                (b"//x", "/x"),
            ]:
                no = self.assertRaises(Refused, look.introduce, line)
                self.assertEqual((no.reason, no.subject), (Reason.NOT_NOW, word))


class WhileAPasswordIsAwaited(SynchronousTestCase):
    """The next line is the password, whatever it looks like."""

    def test_prove(self) -> None:
        for line, password in [
            (b"Tr0ub4dor", "Tr0ub4dor"),
            (b"  two  words ", "  two  words "),
            (b"secret\r", "secret"),
            (b"secret\r\n", "secret"),
            (b"", ""),
            (b"/quit", "/quit"),
            (b"!exit", "!exit"),
            (b"//x", "//x"),
            (b"\x01send 3 bob a.txt", "send 3 bob a.txt"),
            (b"se\x00c\x08r\x1be\x7ft\t", "secret"),
            (b"se\xc2\x9bcret", "secret"),
            ("Gr\u00fc\u00dfe \u65e5\u672c \U0001f511".encode(), "Gr\u00fc\u00dfe \u65e5\u672c \U0001f511"),
            (b"\xff\xfe", "\ufffd\ufffd"),
        ]:
            for look in ALL:
                self.assertEqual(look.prove(line), k.Prove(password), line)

    def test_who_knocks_at_the_wrong_door_proves_nothing(self) -> None:
        for stranger in Foreign:
            self.assertEqual(stranger.prove(b"secret"), k.Prove(""))

    @settings(deadline=None, max_examples=200)
    @given(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1))
    def test_what_was_set_can_be_typed_again(self, password: str) -> None:
        typed = password.encode()
        self.assertEqual(plain().decode(b"/register alice " + typed), k.Register("alice", password))
        self.assertEqual(plain().introduce(b"login alice " + typed), k.Login("alice", password))
        self.assertEqual(plain().prove(typed), k.Prove(password))


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

    @settings(deadline=None, max_examples=200)
    @given(garbage)
    def test_prove(self, line: bytes) -> None:
        for look in ALL:
            self.assertIsInstance(look.prove(line), k.Prove)

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
