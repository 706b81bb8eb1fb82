"""The classic dialect against CLASSIC (2023), bytes by hand."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.classic import classic
from chatroom.ports import Format
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import roomlife as m
from chatroom.words.events import Cause
from chatroom.words.logged import Attempted, Disconnected
from chatroom.words.plugins import PluginAnswered, PluginSaid
from chatroom.words.refusals import Reason, Refused
from tests.formats.samples import (
    ALICE,
    AT,
    BOB,
    COMING_BACK,
    EVENTS,
    LOGGED,
    MAIL_NEWS,
    ROOM_NEWS,
    SIGNING,
    STAFF_ANSWERS,
    STAGE_NEWS,
    UTC,
    refusal,
)

T = b"[Server message (22:13:20)] "
SPOKEN = [
    (e.Said(AT, "lobby", 1, ALICE, "hi  there"), b"[alice (22:13:20)] hi  there\r\n"),  # C4
    (PluginSaid(AT, "lobby", 1, ALICE, "roll", "a 4"), T + b"/roll: a 4\r\n"),
    (e.Acted(AT, "lobby", 1, ALICE, "waves"), b"[alice (22:13:20)] /me waves\r\n"),
    (e.Whispered(AT, "lobby", ALICE, "bob", "psst"), b"[alice whispers to you: (22:13:20)] psst\r\n"),  # C5
    (e.Joined(AT, "lobby", 1, ALICE), T + b"alice has joined the channel.\r\n"),  # C2.5
    (e.Left(AT, "lobby", 1, ALICE, Cause.QUIT), T + b"alice has left the channel.\r\n"),  # C5
    (e.Left(AT, "lobby", 1, ALICE, Cause.SWITCHED), T + b"alice has left the channel.\r\n"),
    (e.Kicked(AT, "lobby", 1, ALICE, "operator", "flooding"), T + b"alice has left the channel.\r\n"),  # C6
    (e.Left(AT, "lobby", 1, ALICE, Cause.BANNED), T + b"alice has left the channel.\r\n"),
    (e.Banned(AT, "lobby", 1, ALICE, "operator", 60, "spam"), T + b"alice has left the channel.\r\n"),
    (e.WentAfk(AT, "lobby", 1, ALICE), T + b"alice went AFK.\r\n"),  # C7
    (e.Muted(AT, "lobby", 1, ALICE, "operator", 1, ""), T + b"alice has been muted for 1 seconds.\r\n"),  # C6
    (e.Silenced(AT, "", "operator", 20, "", guests=True), T + b"You have been muted for 20 seconds.\r\n"),
    (e.Silenced(AT, "lobby", "operator", 20, ""), T + b"You have been muted for 20 seconds.\r\n"),
    (e.FileSent(AT, "lobby", ALICE, "bob", "a b.txt"), T + b"You sent a b.txt to bob.\r\n"),  # C5
    (e.Welcomed(AT, "lobby", ALICE, "games"), T + b"Welcome to the lobby channel, alice.\r\n"),  # C2.2
    (
        e.QueuePosition(AT, "lobby", 0),
        T + b"You are in the waiting queue and there are 0 user(s) ahead of you.\r\n",  # C2.3
    ),
    (
        e.QueuePosition(AT, "lobby", 12),
        T + b"You are in the waiting queue and there are 12 user(s) ahead of you.\r\n",
    ),
    (
        e.ChannelList(AT, (e.ChannelRow("lobby", 5, 5, 2, "games", True), e.ChannelRow("quiet", 0, 7, 0, "", False))),
        b"[Channel] lobby 5/5/2.\r\n[Channel] quiet 0/7/0.\r\n",  # C5
    ),
]
SILENT = [
    PluginAnswered(AT, "roll", "a 4"),
    e.Left(AT, "lobby", 1, ALICE, Cause.LOST),  # C7
    e.Left(AT, "lobby", 1, ALICE, Cause.SLOW),
    e.Emptied(AT, "lobby", 1, "operator", (ALICE, BOB)),  # C6: clients see nothing
    e.Renamed(AT, "lobby", 1, ALICE, "anna"),
    e.TopicSet(AT, "lobby", 1, "ann", "games"),
    e.WentAway(AT, "lobby", 1, ALICE, "lunch"),
    e.CameBack(AT, "lobby", 1, ALICE),
    e.QueueAdvanced(AT, "lobby"),
    e.Withdrew(AT, "lobby", ALICE, Cause.QUIT),
    Attempted(AT, "alice", False),
    Disconnected(AT, ALICE),
    *STAFF_ANSWERS,
    *SIGNING,
    e.ShuttingDown(AT, "maintenance"),
    e.Greeted(AT, "lobby", 1, 5, 0),
    m.CurrentRoom(AT, "lobby"),
    *ROOM_NEWS,
    *(event for event, _ in STAGE_NEWS),
    *COMING_BACK,
    *MAIL_NEWS,
    *(e.Dismissed(AT, "lobby", cause, "ann", "flooding") for cause in Cause),
    e.AfkWarned(AT, "lobby", 20),
    e.Mentioned(AT, "lobby", ALICE),
    e.WhisperSent(AT, "lobby", "bob", "psst", "lunch"),
    e.PeopleList(AT, "lobby", 5, ("alice",), (), ()),
    e.Described(AT, "alice", "lobby", -1, 3, None, "line", ""),
    e.HelpGiven(AT, (e.HelpLine(("list",), "", "List the channels."),)),
    e.TopicShown(AT, "lobby", "games"),
    e.IgnoreSet(AT, "bob", True),
    e.IgnoreList(AT, ("bob",)),
    e.SettingsShown(AT, "", (("echo", "on"),)),
    e.Upload(AT, "t1", "a.txt"),
    e.Download(AT, "t1", ALICE, "a.txt", 12, True),
]
CANNOT_CONNECT = T + b"Cannot connect to the lobby channel.\r\n"  # C3
REFUSALS = {
    Reason.NAME_EMPTY: (refusal(Reason.NAME_EMPTY), CANNOT_CONNECT),
    Reason.NAME_LONG: (refusal(Reason.NAME_LONG, "x", number=24), CANNOT_CONNECT),
    Reason.NAME_CHARACTERS: (refusal(Reason.NAME_CHARACTERS, "a b"), CANNOT_CONNECT),
    Reason.NAME_RESERVED: (refusal(Reason.NAME_RESERVED, "root"), CANNOT_CONNECT),
    Reason.NAME_TAKEN: (refusal(Reason.NAME_TAKEN, "alice", hint="alice2"), CANNOT_CONNECT),
    Reason.NAME_LOOKS_LIKE: (refusal(Reason.NAME_LOOKS_LIKE, "aIice"), CANNOT_CONNECT),
    Reason.NO_GUESTS: (refusal(Reason.NO_GUESTS, "alice"), CANNOT_CONNECT),
    Reason.BANNED: (refusal(Reason.BANNED, "alice", number=60, hint="spam"), CANNOT_CONNECT),
    Reason.NAME_BANNED: (refusal(Reason.NAME_BANNED, "eve"), CANNOT_CONNECT),
    Reason.NO_CHANNEL: (refusal(Reason.NO_CHANNEL, "loby", hint="lobby"), T + b"loby does not exist.\r\n"),  # C5
    Reason.SAME_CHANNEL: (refusal(Reason.SAME_CHANNEL, "lobby"), T + b"Cannot switch to the lobby channel.\r\n"),
    Reason.CANNOT_SWITCH: (
        refusal(Reason.CANNOT_SWITCH, "alice", "quiet"),
        T + b"Cannot switch to the quiet channel.\r\n",
    ),
    Reason.NOT_HERE: (refusal(Reason.NOT_HERE, "bob"), T + b"bob is not here.\r\n"),
    Reason.MUTED: (refusal(Reason.MUTED, number=1), T + b"You are still muted for 1 seconds.\r\n"),  # C7
    Reason.READ_ONLY: (refusal(Reason.READ_ONLY, number=60), T + b"You are still muted for 60 seconds.\r\n"),
    Reason.NO_FILE: (refusal(Reason.NO_FILE, "a b.txt"), T + b"a b.txt does not exist.\r\n"),  # C5
    Reason.CANNOT_TAKE_FILES: (
        refusal(Reason.CANNOT_TAKE_FILES, "a.txt", hint="bob"),
        T + b'Failed to send "a.txt" to bob.\r\n',
    ),
    Reason.INVITE_ONLY: (refusal(Reason.INVITE_ONLY, channel="study"), T + b"Cannot switch to the study channel.\r\n"),
    Reason.ROOM_PASSWORD: (refusal(Reason.ROOM_PASSWORD, channel="study"), T + b"Cannot switch to the study channel.\r\n"),
    Reason.SEND_FAILED: (refusal(Reason.SEND_FAILED, "a.txt", hint="bob"), T + b'Failed to send "a.txt" to bob.\r\n'),
    Reason.TOO_MANY_FILES: (
        refusal(Reason.TOO_MANY_FILES, "a.txt", hint="bob"),
        T + b'Failed to send "a.txt" to bob.\r\n',
    ),
}


class Wordings(SynchronousTestCase):
    """What is said, and what is not (C9)."""

    def test_events(self) -> None:
        look = classic(UTC)
        for event, expected in SPOKEN:
            self.assertEqual(look.encode(event), expected)

    def test_silence(self) -> None:
        look = classic(UTC)
        for event in SILENT:
            self.assertIsNone(look.encode(event), event)

    def test_every_event_is_either_spoken_or_silent_above(self) -> None:
        seen = {type(event) for event in SILENT} | {type(event) for event, _ in SPOKEN}
        self.assertEqual(seen | {e.Refusal}, set(EVENTS + LOGGED))

    def test_refusals(self) -> None:
        look = classic(UTC)
        for event, expected in REFUSALS.values():
            self.assertEqual(look.encode(event), expected)

    def test_all_other_refusals_are_silent(self) -> None:
        look = classic(UTC)
        others = [reason for reason in Reason if reason not in REFUSALS]
        self.assertIn(Reason.USAGE, others)
        for reason in others:
            self.assertIsNone(look.encode(refusal(reason, "x", "lobby", 3, "y")), reason)

    def test_a_mute_of_two_seconds_has_one_left_after_one(self) -> None:
        look = classic(UTC)
        for left in (0.4, 1.0, 1.0000000001, 0.9999):
            self.assertIn(b"for 1 seconds.", look.encode(refusal(Reason.MUTED, number=left)) or b"")

    def test_the_time_follows_the_zone_and_the_second(self) -> None:
        look = classic(UTC)
        self.assertEqual(look.encode(e.WentAfk(0.0, "lobby", 1, ALICE)), b"[Server message (00:00:00)] alice went AFK.\r\n")
        self.assertEqual(look.encode(e.WentAfk(59.999, "lobby", 1, ALICE)), b"[Server message (00:00:59)] alice went AFK.\r\n")
        self.assertEqual(look.encode(e.WentAfk(60.0, "lobby", 1, ALICE)), b"[Server message (00:01:00)] alice went AFK.\r\n")


class Input(SynchronousTestCase):
    """Five commands, compared exactly; the rest is chat (C4, C5)."""

    def test_decode(self) -> None:
        for line, expected in [
            (b"hello", c.Say("", "hello")),
            (b"  hello \t there  \r", c.Say("", "hello   there")),
            (b"", None),
            (b" \t ", None),
            (b"\x1b", None),
            (b"/whisper bob hi", c.Whisper("bob", "hi")),
            (b"  /whisper   bob   hi   there ", c.Whisper("bob", "hi   there")),
            (b"/quit", c.Quit()),
            (b"/quit now", c.Quit()),
            (b"/list", c.ListChannels()),
            (b"/list all of them", c.ListChannels()),
            (b"/switch quiet", c.Switch("quiet")),
            (b"/switch  quiet please", c.Switch("quiet")),
            (b"/send bob my file.txt", c.SendFile("bob", "my file.txt", None)),
            (b"/LIST", c.Say("", "/LIST")),
            (b"/Quit", c.Say("", "/Quit")),
            (b"/who", c.Say("", "/who")),
            (b"/help", c.Say("", "/help")),
            (b"/w bob hi", c.Say("", "/w bob hi")),
            (b"/kick lobby:bob", c.Say("", "/kick lobby:bob")),
            (b"/listen", c.Say("", "/listen")),
            (b"/", c.Say("", "/")),
            (b"/ list", c.Say("", "/ list")),
            (b"//x", c.Say("", "//x")),
            (b"!exit", c.Say("", "!exit")),
            (b"\xff", c.Say("", "\ufffd")),
            (b"\x01send 3 bob a.txt", c.Say("", "send 3 bob a.txt")),
        ]:
            self.assertEqual(classic().decode(line), expected, line)

    def test_too_few_words(self) -> None:
        for line in (b"/whisper", b"/whisper bob", b"/switch", b"/send", b"/send bob"):
            no = self.assertRaises(Refused, classic().decode, line)
            self.assertIs(no.reason, Reason.USAGE)
            self.assertIsNone(classic().encode(refusal(no.reason, no.subject, hint=no.hint)))

    def test_the_first_line_is_always_a_name(self) -> None:
        for line, expected in [
            (b"alice", c.Introduce("alice")),
            (b" alice ", c.Introduce("alice")),
            (b"alice\t", c.Introduce("alice", files=True)),
            (b"/quit", c.Introduce("/quit")),
            (b"!exit", c.Introduce("!exit")),
            (b"", c.Introduce("")),
        ]:
            self.assertEqual(classic().introduce(line), expected)


class Variants(SynchronousTestCase):
    """The same variant is the same object, and nothing varies but files."""

    def test_interned(self) -> None:
        self.assertIs(classic(), classic(tz=None, files=False))
        self.assertIs(classic(UTC).with_files(), classic(UTC, True))
        self.assertIsNot(classic(UTC), classic(UTC, files=True))

    def test_no_switches(self) -> None:
        look: Format = classic(UTC)
        self.assertEqual(look.settings(), ())
        self.assertIs(look.vary("colour", "on"), look)

    def test_control_lines(self) -> None:
        look = classic(UTC).with_files()
        self.assertEqual(look.encode(e.Upload(AT, "t1", "a b.txt")), b"\x01upload t1 a b.txt\r\n")
        self.assertEqual(look.encode(e.Download(AT, "t1", ALICE, "a.txt", 12, True)), b"\x01download t1 12 replace a.txt\r\n")
        self.assertEqual(look.encode(e.Said(AT, "lobby", 1, ALICE, "hi")), b"[alice (22:13:20)] hi\r\n")
        self.assertEqual(look.decode(b"\x01send 3 bob a  b.txt"), c.SendFile("bob", "a  b.txt", 3))
        self.assertEqual(look.decode(b"\x01send -1 bob a.txt"), c.SendFile("bob", "a.txt", -1))
        self.assertIs(self.assertRaises(Refused, look.decode, b"\x01send").reason, Reason.USAGE)
