"""The operator's screen against CLASSIC C6 and C8, bytes by hand."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.screen import is_answer, screen
from chatroom.ports import Format
from chatroom.words import events as e
from chatroom.words import roomlife as m
from chatroom.words import staff as t
from chatroom.words import staffroom as r
from chatroom.words.events import Cause
from chatroom.words.logged import Attempted, Disconnected
from chatroom.words.plugins import PluginAnswered, PluginSaid
from chatroom.words.refusals import Reason, Refused
from tests.formats.samples import (
    ACT,
    ALICE,
    AT,
    BAN,
    BOB,
    COMING_BACK,
    EVENTS,
    FOR_GOOD,
    LOGGED,
    MAIL_NEWS,
    ROOM_NEWS,
    SIGNING,
    STAFF_ANSWERS,
    STAGE_NEWS,
    UTC,
    refusal,
)  # fmt: skip

T = b"[Server message (22:13:20)] "
LOG = [
    (e.Said(AT, "lobby", 1, ALICE, "hi"), b"[alice (22:13:20)] hi\n"),
    (e.Acted(AT, "lobby", 1, ALICE, "waves"), b"[alice (22:13:20)] /me waves\n"),
    (e.Joined(AT, "lobby", 1, ALICE), T + b"alice has joined the lobby channel.\n"),
    (e.Left(AT, "lobby", 1, ALICE, Cause.QUIT), T + b"alice has left the channel.\n"),
    (e.Left(AT, "lobby", 1, ALICE, Cause.SWITCHED), T + b"alice has left the channel.\n"),
    (e.Left(AT, "lobby", 1, ALICE, Cause.LOST), None),
    (e.Left(AT, "lobby", 1, ALICE, Cause.SLOW), None),
    (e.Withdrew(AT, "lobby", ALICE, Cause.QUIT), T + b"alice has left the channel.\n"),
    (e.Withdrew(AT, "lobby", ALICE, Cause.SWITCHED), T + b"alice has left the channel.\n"),
    (e.Withdrew(AT, "lobby", ALICE, Cause.LOST), None),
    (e.Withdrew(AT, "lobby", ALICE, Cause.BANNED, "ann", "spam"), None),
    (e.WentAfk(AT, "lobby", 1, ALICE), T + b"alice went AFK.\n"),
    (e.Whispered(AT, "lobby", ALICE, "bob", "psst"), b"[alice whispers to bob: (22:13:20)] psst\n"),
    (e.Whispered(AT, "lobby", ALICE, "zed", "psst", False), b"[alice whispers to zed: (22:13:20)] psst\n"),
    (PluginSaid(AT, "lobby", 1, ALICE, "roll", "a 4"), T + b"/roll: a 4\n"),
    (e.FileSent(AT, "lobby", ALICE, "bob", "a.txt"), T + b"alice sent a.txt to bob.\n"),
]
ANSWERS = [
    (e.Kicked(AT, "lobby", 1, ALICE, "operator", "flooding"), T + b"Kicked alice.\n"),
    (e.Withdrew(AT, "lobby", ALICE, Cause.KICKED), T + b"Kicked alice.\n"),
    (e.Muted(AT, "lobby", 1, ALICE, "operator", 1, ""), T + b"Muted alice for 1 seconds.\n"),
    (e.Emptied(AT, "lobby", 1, "operator", (ALICE, BOB)), T + b"lobby has been emptied.\n"),
    (refusal(Reason.NO_CHANNEL, "loby", "", hint="lobby"), T + b"loby does not exist.\n"),
    (refusal(Reason.NOT_IN_CHANNEL, "zed"), T + b"zed is not in lobby.\n"),
    (refusal(Reason.NOT_HERE, "zed"), T + b"zed is not here.\n"),
    (refusal(Reason.BAD_DURATION, "-22"), T + b"Invalid mute time.\n"),
]
SENTENCES = [
    (e.Unmuted(AT, "lobby", 1, BOB, "ann"), [b"bob may speak again: unmuted by ann."]),
    (e.Slowed(AT, "lobby", 1, "ann", 1), [b"ann has set slow mode in lobby: everybody may write once in 1 second."]),
    (e.Announced(AT, "operator", "Tea is ready"), [b"Announcement by operator: Tea is ready"]),
    (r.BanSet(AT, BAN, ()), [b"Ban #3: bob is banned for 2 hours (spam).", b"It hit nobody who is here. /undo lifts the ban."]),
    (r.BanLift(AT, BAN), [b"Ban #3 on bob is lifted. /undo puts it back."]),
    (r.BanList(AT, (BAN, FOR_GOOD)), [b"#3 bob, by ann, for 2 hours more (spam)", b"#4 192.0.2.0/24, by ann, for good"]),
    (r.NoteKept(AT, "bob"), [b"The note about bob is kept. /history bob shows it, to staff only."]),
    (r.ActList(AT, "", (ACT,)), [b"12 2023-11-14 22:13 ann: mute lobby:bob (spam) - done"]),
    (r.RoleSet(AT, "bob", "moderator", ""), [b"bob has the role moderator everywhere now."]),
]
LOOKING = [
    (e.ChannelList(AT, (e.ChannelRow("lobby", 1, 2, 0, "Tea", False),)), [b"In lobby, 1 of 2 seats is taken. The topic: Tea"]),
    (e.PeopleList(AT, "lobby", 2, ("alice",), ("bob",), ()), [b"In lobby, 1 of 2 seats is taken: alice.", b"Waiting: bob."]),
    (
        e.Described(AT, "alice", "lobby", -1, 3, None, "line", ""),
        [b"alice is in lobby.", b"alice was last heard 3 seconds ago.", b"alice came in by line."],
    ),
    (e.HelpGiven(AT, (e.HelpLine(("top",), "", "Show it."),)), [b"/top - Show it."]),
    (e.TopicShown(AT, "lobby", "Tea"), [b"The topic of lobby: Tea"]),
    *((event, [line.encode() for line in lines]) for event, lines in STAGE_NEWS),
    (m.HandedOver(AT, "study", 1, "alice", "bob"), [b"alice has handed study over to bob."]),
    (m.MotdShown(AT, "study", ("Tea at five.",)), [b"Tea at five."]),
    (m.InviteSent(AT, "study", "bob"), [b"bob may come into study now."]),
    (m.RoomKeeping(AT, "study", False), [b"study will be gone some time after the last one has left."]),
    (e.TopicSet(AT, "lobby", 1, "operator", "Tea"), [b"operator has set the topic of lobby: Tea"]),
]
TOLD = {type(event) for event, _ in LOG + ANSWERS}


class Lines(SynchronousTestCase):
    """What is printed, each line once and with LF."""

    def test_log(self) -> None:
        for event, expected in LOG:
            self.assertEqual(screen(UTC).encode(event), expected, event)
            self.assertFalse(is_answer(event), event)

    def test_answers(self) -> None:
        for event, expected in ANSWERS:
            self.assertEqual(screen(UTC).encode(event), expected, event)
            self.assertTrue(is_answer(event), event)

    def test_answers_only(self) -> None:
        look = screen(UTC, answers_only=True)
        for event, _ in LOG:
            self.assertIsNone(look.encode(event), event)
        for event, expected in ANSWERS:
            self.assertEqual(look.encode(event), expected)

    def test_answers_that_the_classic_rules_do_not_name(self) -> None:
        """In sentences where somebody asked for them; otherwise silent."""
        self.assertEqual({type(event) for event, _ in SENTENCES}, {type(event) for event in STAFF_ANSWERS})
        for event, lines in SENTENCES:
            self.assertTrue(is_answer(event), event)
            expected = b"".join(T + line + b"\n" for line in lines)
            for look in (screen(UTC, talkative=True), screen(UTC, answers_only=True), screen(UTC, True, True)):
                self.assertEqual(look.encode(event), expected)
            for look in (screen(UTC), screen(UTC, refusals_only=True), screen(UTC, True, refusals_only=True)):
                self.assertIsNone(look.encode(event), event)

    def test_looking_around(self) -> None:
        """Answers in sentences for the talkative, silence for the classic screen."""
        for event, lines in LOOKING:
            self.assertTrue(is_answer(event), event)
            self.assertEqual(screen(UTC, True, True).encode(event), b"".join(T + line + b"\n" for line in lines))
            self.assertIsNone(screen(UTC).encode(event), event)
            self.assertIsNone(screen(UTC, refusals_only=True).encode(event), event)

    def test_refusals_only(self) -> None:
        look = screen(UTC, refusals_only=True)
        for event, expected in LOG + ANSWERS:
            self.assertEqual(look.encode(event), expected if isinstance(event, e.Refusal) else None, event)

    def test_nothing_else(self) -> None:
        others = [
            e.Renamed(AT, "lobby", 1, ALICE, "anna"), e.WentAway(AT, "lobby", 1, ALICE, "lunch"),
            e.CameBack(AT, "lobby", 1, ALICE), e.QueueAdvanced(AT, "lobby"), e.Banned(AT, "lobby", 1, BOB, "ann", 60, ""),
            PluginAnswered(AT, "roll", "a 4"),
            *SIGNING, Attempted(AT, "alice", True), Disconnected(AT, ALICE), e.ShuttingDown(AT, ""),
            e.Greeted(AT, "lobby", 1, 5, 0), e.Welcomed(AT, "lobby", ALICE, ""),
            m.CurrentRoom(AT, "lobby"), *ROOM_NEWS[:2], ROOM_NEWS[3], *COMING_BACK, *MAIL_NEWS,
             e.QueuePosition(AT, "lobby", 1), e.Dismissed(AT, "lobby", Cause.AFK),
            e.Silenced(AT, "lobby", "operator", 3, ""),
            e.AfkWarned(AT, "lobby", 20), e.Mentioned(AT, "lobby", ALICE),
            e.WhisperSent(AT, "lobby", "bob", "x"), e.IgnoreSet(AT, "bob", True),
            e.IgnoreList(AT, ()), e.SettingsShown(AT, "", ()), e.Upload(AT, "t", "p"), e.Download(AT, "t", ALICE, "p", 1, False),
        ]  # fmt: skip
        told = TOLD | {type(event) for event, _ in SENTENCES + LOOKING}
        self.assertEqual({type(event) for event in others} | told, set(EVENTS + LOGGED))
        for event in others:
            self.assertIsNone(screen(UTC, talkative=True).encode(event), event)

    def test_other_refusals(self) -> None:
        """Silent, or a sentence where somebody asked for it."""
        named = (Reason.NO_CHANNEL, Reason.NOT_IN_CHANNEL, Reason.NOT_HERE, Reason.BAD_DURATION)
        for reason in Reason:
            if reason not in named:
                self.assertIsNone(screen(UTC).encode(refusal(reason, "x", hint="y")), reason)
                self.assertTrue((screen(UTC, talkative=True).encode(refusal(reason, "x", hint="y")) or b"").startswith(T))
        look = screen(UTC, talkative=True)
        for event, expected in [
            (refusal(Reason.UNKNOWN_COMMAND, "kik", hint="kick"), T + b"There is no command kik. Did you mean kick?\n"),
            (
                refusal(Reason.UNKNOWN_COMMAND, "help"),
                T + b"There is no command help. help lists the commands.\n",
            ),
            (
                refusal(Reason.USAGE, "kick", hint="/kick <channel>:<user> [reason...]"),
                T + b"Please type it like this: /kick <channel>:<user> [reason]\n",
            ),
            (
                refusal(Reason.NOT_STORED, "kick"),
                T + b"That was not stored, so nothing has happened. Please try again in a moment.\n",
            ),
            (refusal(Reason.BAD_DURATION, "x"), T + b"Invalid mute time.\n"),
            (
                refusal(Reason.BAD_DURATION, "x", hint="slow"),
                T + b"x is not a time. Please give seconds, for example 30, or minutes as 10m, or hours as 2h.\n",
            ),
        ]:
            self.assertEqual(look.encode(event), expected)


class Input(SynchronousTestCase):
    """Four commands (C6)."""

    def test_commands(self) -> None:
        for line, expected in [
            (b"/kick lobby:bob", t.Kick("lobby", "bob")),
            (b"/kick lobby bob", t.Kick("lobby", "bob")),
            (b"/kick lobby:bob flooding again", t.Kick("lobby", "bob", "flooding again")),
            (b"  /mute  lobby:bob   10 ", t.Mute("lobby", "bob", "10")),
            (b"/mute lobby:bob -22", t.Mute("lobby", "bob", "-22")),
            (b"/mute lobby:bob soon", t.Mute("lobby", "bob", "soon")),
            (b"/empty lobby", t.Empty("lobby")),
            (b"/shutdown", t.Shutdown()),
        ]:
            self.assertEqual(screen().decode(line), expected)
            self.assertEqual(screen().introduce(line), expected)
            self.assertEqual(screen(talkative=True).decode(line), expected)

    def test_anything_else_is_ignored(self) -> None:
        for line in (
            b"",
            b"  ",
            b"hello",
            b"kick lobby:bob",
            b"/KICK lobby:bob",
            b"/who",
            b"/help",
            b"/",
            b"/ kick a:b",
            b"\xff",
        ):
            self.assertIsNone(screen().decode(line), line)

    def test_missing_words_are_refused_and_the_refusal_is_silent(self) -> None:
        for line in (b"/kick", b"/kick lobby", b"/kick lobby:", b"/kick :bob", b"/mute lobby:bob", b"/empty", b"/empty a b"):
            no = self.assertRaises(Refused, screen().decode, line)
            self.assertIs(no.reason, Reason.USAGE)
            self.assertIsNone(screen().encode(refusal(no.reason, no.subject, hint=no.hint)))

    def test_talkative(self) -> None:
        look = screen(talkative=True)
        self.assertIsNone(look.decode(b" "))
        self.assertEqual(look.decode(b"kick lobby:bob"), t.Kick("lobby", "bob"))
        self.assertEqual(look.decode(b"Shutdown"), t.Shutdown())
        no = self.assertRaises(Refused, look.decode, b"kik lobby:bob")
        self.assertEqual((no.reason, no.subject, no.hint), (Reason.UNKNOWN_COMMAND, "kik", "kick"))

    def test_variants(self) -> None:
        look: Format = screen()
        self.assertIs(look, screen(tz=None, talkative=False, answers_only=False))
        self.assertIsNot(look, screen(answers_only=True))
        self.assertIs(look.vary("clock", "on"), look)
        self.assertIs(look.with_files(), look)
        self.assertEqual(look.settings(), ())
