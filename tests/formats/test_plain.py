"""The plain dialect's lines, bytes by hand: as they come, for screen readers, with clock and with colour."""

from datetime import timedelta, timezone

from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.plain import plain
from chatroom.words import events as e
from chatroom.words import resuming as b
from chatroom.words import roomlife as m
from chatroom.words import staffroom as r
from chatroom.words.events import Cause
from chatroom.words.logged import Attempted, Disconnected
from chatroom.words.plugins import PluginAnswered, PluginSaid
from tests.formats.samples import ACT, ALICE, AT, BAN, BOB, CAROL, EVENTS, FOR_GOOD, LOGGED, MAIL_NEWS, STAGE_NEWS, UTC

BACK = "You may come back: connect again to join the end of the line."
SPOKEN = [  # event, default, simple
    (e.Said(AT, "lobby", 1, ALICE, "hi  there"), "alice: hi  there", "alice says: hi  there"),
    (e.Acted(AT, "lobby", 1, ALICE, "waves"), "~ alice waves", "Emote: alice waves"),
    (e.Whispered(AT, "lobby", ALICE, "bob", "hi"), "[whisper from alice] hi", "alice whispers: hi"),
    (e.WhisperSent(AT, "lobby", "bob", "hi"), "[whisper to bob] hi", "You whisper to bob: hi"),
    (MAIL_NEWS[1], "[whisper from alice, 2023-11-13 22:13] hi", "alice whispered on 2023-11-13 22:13: hi"),
]
HAPPENED = [  # what is said after "* "; what a screen reader gets, if that differs
    (e.Joined(AT, "lobby", 1, ALICE), "alice has joined lobby."),
    (e.Left(AT, "lobby", 1, BOB, Cause.QUIT), "bob has left lobby."),
    (e.Left(AT, "lobby", 1, BOB, Cause.SWITCHED), "bob has moved to another channel."),
    (e.Left(AT, "lobby", 1, BOB, Cause.LOST), "bob has lost the connection."),
    (e.Left(AT, "lobby", 1, BOB, Cause.SLOW), "bob was disconnected: reading too slowly."),
    (e.Kicked(AT, "lobby", 1, BOB, "operator", ""), "bob was kicked by operator."),
    (e.Kicked(AT, "lobby", 1, BOB, "ann", "flooding"), "bob was kicked by ann (flooding).", "bob was kicked by ann: flooding."),
    (e.Left(AT, "lobby", 1, BOB, Cause.BANNED), "bob was banned."),
    (e.Banned(AT, "lobby", 1, BOB, "ann", 60, "spam"), "bob was banned by ann (spam).", "bob was banned by ann: spam."),
    (e.Banned(AT, "lobby", 1, BOB, "operator", 0, ""), "bob was banned by operator."),
    (e.WentAfk(AT, "lobby", 1, BOB), "bob was quiet for too long and has left lobby."),
    (e.Emptied(AT, "lobby", 1, "ann", (ALICE, BOB)), "lobby was emptied by ann."),
    (e.Muted(AT, "lobby", 1, BOB, "ann", 10, ""), "bob has been muted for 10 seconds by ann."),
    (
        e.Muted(AT, "lobby", 1, BOB, "ann", 120, "caps!"),
        "bob has been muted for 2 minutes by ann (caps!).",
        "bob has been muted for 2 minutes by ann: caps!",
    ),
    (m.HandedOver(AT, "study", 1, "alice", "bob"), "alice has handed study over to bob."),
    (e.Unmuted(AT, "lobby", 1, BOB, "ann"), "bob may speak again: unmuted by ann."),
    (e.Slowed(AT, "lobby", 1, "ann", 30), "ann has set slow mode in lobby: everybody may write once in 30 seconds."),
    (e.Slowed(AT, "lobby", 1, "ann", 0), "ann has ended slow mode in lobby: everybody may write as fast as before."),
    (e.Announced(AT, "ann", "See https://x.example"), "Announcement by ann: See https://x.example"),
    (e.Renamed(AT, "lobby", 1, ALICE, "anna"), "alice is now called anna."),
    (e.TopicSet(AT, "lobby", 1, "ann", "games https://x.example"), "ann has set the topic of lobby: games https://x.example"),
    (e.TopicSet(AT, "lobby", 1, "ann", ""), "ann has taken the topic of lobby away."),
    (e.WentAway(AT, "lobby", 1, BOB, "lunch"), "bob is away: lunch."),
    (e.WentAway(AT, "lobby", 1, BOB, "back soon!"), "bob is away: back soon!"),
    (e.WentAway(AT, "lobby", 1, BOB, ""), "bob is away."),
    (e.CameBack(AT, "lobby", 1, BOB), "bob is back."),
]
TOLD = [
    (
        e.Withdrew(AT, "lobby", CAROL, Cause.KICKED, "ann", "spam"),
        ["carol was kicked from the waiting line of lobby by ann (spam)."],
        ["carol was kicked from the waiting line of lobby by ann: spam."],
    ),
    (e.FileSent(AT, "lobby", ALICE, "bob", "a b.txt"), ["You sent a b.txt to bob."]),
    (
        e.Greeted(AT, "lobby", 2, 20, 0),
        ["Welcome to lobby: 2 of 20 seats are taken.", "Please type your name and press Enter."],
    ),
    (
        e.Greeted(AT, "lobby", 1, 20, 0),
        ["Welcome to lobby: 1 of 20 seats is taken.", "Please type your name and press Enter."],
    ),
    (e.Greeted(AT, "lobby", 0, 20, 0), ["Welcome to lobby: all 20 seats are free.", "Please type your name and press Enter."]),
    (
        e.Greeted(AT, "lobby", 20, 20, 3),
        ["Welcome to lobby: all 20 seats are taken, and 3 people are waiting.", "Please type your name and press Enter."],
    ),
    (
        e.Greeted(AT, "lobby", 1, 1, 1),
        ["Welcome to lobby: the only seat is taken, and 1 person is waiting.", "Please type your name and press Enter."],
    ),
    (
        e.Greeted(AT, "lobby", 1, 1, 0),
        ["Welcome to lobby: the only seat is taken, and nobody is waiting.", "Please type your name and press Enter."],
    ),
    (e.Greeted(AT, "lobby", 0, 1, 0), ["Welcome to lobby: the only seat is free.", "Please type your name and press Enter."]),
    (e.Welcomed(AT, "lobby", ALICE, ""), ["Welcome to lobby, alice.", "/help lists the commands, /quit leaves."]),
    (
        e.Welcomed(AT, "lobby", ALICE, "games"),
        ["Welcome to lobby, alice.", "The topic of lobby: games", "/help lists the commands, /quit leaves."],
    ),
    (
        m.RoomMade(AT, "study", ALICE, False, False),
        ["study is your room now. It ends some time after the last one has left.", "Others come in with /join study."],
    ),
    (
        m.RoomMade(AT, "study", ALICE, False, True),
        [
            "study is your room now. It ends some time after the last one has left.",
            "Others come in with /join study and the password, or when you /invite them.",
        ],
    ),
    (
        m.RoomMade(AT, "study", ALICE, True, False),
        [
            "study is your room now. It ends some time after the last one has left.",
            "It is in no list: /invite and a name bring somebody in.",
        ],
    ),
    (
        m.RoomMade(AT, "study", ALICE, True, True),
        [
            "study is your room now. It ends some time after the last one has left.",
            "It is in no list: /invite and a name bring somebody in. So does its password.",
        ],
    ),
    (m.MotdShown(AT, "study", ("Tea at five.", "", "Bring a cup.")), ["Tea at five.", "", "Bring a cup."]),
    (m.MotdShown(AT, "study", ()), ["study has no message of the day."]),
    (PluginSaid(AT, "lobby", 1, ALICE, "roll", "alice rolls 4."), ["/roll: alice rolls 4."]),
    (PluginAnswered(AT, "roll", "A die has 2 sides at least."), ["/roll: A die has 2 sides at least."]),
    (m.Invited(AT, "study", "bob"), ["bob invites you to study. /join study brings you there."]),
    (m.InviteSent(AT, "study", "bob"), ["bob may come into study now."]),
    (m.RoomKeeping(AT, "study", True), ["study stays now, whether anybody is in it or not. /unkeep study ends that."]),
    (m.RoomKeeping(AT, "study", False), ["study will be gone some time after the last one has left."]),
    *STAGE_NEWS,
    (b.ResumeCode(AT, "Xk3", 150.0), ["If the connection is lost, this code brings you back to your place: Xk3"]),
    (b.Resumed(AT, "lobby", True, 0, 0), ["Welcome back: you still have your seat in lobby."]),
    (
        b.Resumed(AT, "lobby", True, 1, 0),
        ["Welcome back: you still have your seat in lobby.", "You have missed 1 line, which follows now."],
    ),
    (
        b.Resumed(AT, "lobby", True, 200, 3),
        [
            "Welcome back: you still have your seat in lobby.",
            "You have missed 200 lines, which follow now. 3 older ones could not be kept.",
        ],
    ),
    (b.Resumed(AT, "lobby", False, 0, 0), ["Welcome back: you still have your place in the waiting line for lobby."]),
    (b.CaughtUp(AT, "lobby"), ["That was what you missed in lobby."]),
    (e.Dismissed(AT, "lobby", Cause.REPLACED), ["Another connection goes on in your place, so this one ends."]),
    (m.CurrentRoom(AT, "study"), ["You are speaking in study now."]),
    (m.CurrentRoom(AT, ""), ["You are in no room now. /list shows the rooms, /join brings you into one."]),
    (e.Greeted(AT, "", 0, 0, 0), ["Welcome.", "Please type your name and press Enter."]),
    (
        e.Welcomed(AT, "", ALICE, ""),
        ["Welcome, alice.", "/list shows the rooms, /join brings you into one, /help lists the commands."],
    ),
    (e.Dismissed(AT, "study", Cause.LEFT, closing=False), ["You have left study."]),
    (e.QueuePosition(AT, "lobby", 0), ["You are in the waiting line for lobby: 0 people are ahead of you, you are next."]),
    (e.QueuePosition(AT, "lobby", 1), ["You are in the waiting line for lobby: 1 person is ahead of you."]),
    (e.QueuePosition(AT, "lobby", 2), ["You are in the waiting line for lobby: 2 people are ahead of you."]),
    (
        e.Dismissed(AT, "lobby", Cause.KICKED, "ann", "flooding"),
        ["You were kicked from lobby by ann (flooding).", BACK],
        ["You were kicked from lobby by ann: flooding.", BACK],
    ),
    (
        e.Dismissed(AT, "lobby", Cause.KICKED, "ann", closing=False),
        ["You were kicked from lobby by ann.", "You may come back: type /join lobby to join the end of the line."],
    ),
    (
        e.Dismissed(AT, "study", Cause.KICKED, "ann", closing=False, closed="password"),
        ["You were kicked from study by ann.", "You may come back: type /join study PASSWORD to join the end of the line."],
    ),
    (
        e.Dismissed(AT, "den", Cause.KICKED, "ann", closing=False, closed="private"),
        ["You were kicked from den by ann.", "To come back you need a new invitation: ask whoever has made the room."],
    ),
    (e.Dismissed(AT, "lobby", Cause.EMPTIED, "ann"), ["Everybody was sent out of lobby by ann.", BACK]),
    (
        e.Dismissed(AT, "lobby", Cause.AFK),
        ["You have been quiet for too long, so your seat in lobby was given away.", BACK],
    ),
    (e.Dismissed(AT, "lobby", Cause.SHUTDOWN), ["The server is shutting down. Goodbye."]),
    (
        e.Dismissed(AT, "lobby", Cause.SHUTDOWN, reason="new disk"),
        ["The server is shutting down (new disk). Goodbye."],
        ["The server is shutting down: new disk. Goodbye."],
    ),
    (e.Dismissed(AT, "lobby", Cause.QUIT), ["Goodbye, come again."]),
    (
        e.Dismissed(AT, "lobby", Cause.SLOW),
        ["You were disconnected: the lines came faster than your side read them.", BACK],
    ),
    (e.Dismissed(AT, "lobby", Cause.LOST), ["The connection was lost.", BACK]),
    (e.Dismissed(AT, "lobby", Cause.REFUSED), ["Goodbye. To try once more, please connect again."]),
    (
        e.Dismissed(AT, "lobby", Cause.BANNED, "ann", "spam"),
        [
            "You were banned from this server for good by ann (spam).",
            "If you think that this is wrong, please ask the staff of this server.",
        ],
        [
            "You were banned from this server for good by ann: spam.",
            "If you think that this is wrong, please ask the staff of this server.",
        ],
    ),
    (
        e.Dismissed(AT, "lobby", Cause.BANNED, "ann", seconds=600),
        [
            "You were banned from this server for 10 minutes by ann.",
            "If you think that this is wrong, please ask the staff of this server.",
        ],
    ),
    (e.Dismissed(AT, "lobby", Cause.SWITCHED), ["You have left lobby."]),
    (e.PasswordAsked(AT, "alice"), ["alice is a registered name. Please type its password and press Enter."]),
    (e.SignedIn(AT, "alice", "admin"), ["You are signed in as alice (admin)."], ["You are signed in as alice, admin."]),
    (
        e.Registered(AT, "alice", True),
        ["alice is your account now, and you are signed in. Next time, its password is asked for."],
    ),
    (
        e.Registered(AT, "alice", False),
        ["alice is an account now. To come in, type /login, alice and the password."],
    ),
    (e.PasswordChanged(AT, "alice"), ["The password of alice has changed. From now on only the new one works."]),
    (
        r.BanSet(AT, BAN, ("bob", "carol")),
        ["Ban #3: bob is banned for 2 hours (spam).", "It hit 2 people: bob and carol. /undo lifts the ban."],
        ["Ban 3: bob is banned for 2 hours: spam.", "It hit 2 people: bob and carol. /undo lifts the ban."],
    ),
    (
        r.BanSet(AT, FOR_GOOD, ()),
        ["Ban #4: 192.0.2.0/24 is banned for good.", "It hit nobody who is here. /undo lifts the ban."],
        ["Ban 4: 192.0.2.0/24 is banned for good.", "It hit nobody who is here. /undo lifts the ban."],
    ),
    (
        r.BanSet(AT, BAN, ("bob",), more=(r.BanRow(4, "account:carol", "ann", "spam", AT + 7200),)),
        [
            "Ban #3: bob is banned for 2 hours (spam).",
            "With it: ban #4 on account:carol.",
            "It hit 1 person: bob. /undo lifts them all.",
        ],
        [
            "Ban 3: bob is banned for 2 hours: spam.",
            "With it: ban 4 on account:carol.",
            "It hit 1 person: bob. /undo lifts them all.",
        ],
    ),
    (r.BanSet(AT, BAN, ("bob", "carol"), True), ["This would hit 2 people: bob and carol. Nothing has happened."]),
    (
        r.BanSet(AT, BAN, (), True, True),
        [
            "This would hit nobody who is here. Nothing has happened. "
            "To place it all the same, add --force: it would hit many, or you yourself."
        ],
    ),
    (r.BanSet(AT, BAN, ("bob",), True), ["This would hit 1 person: bob. Nothing has happened."]),
    (r.BanSet(AT, BAN, (), True), ["This would hit nobody who is here. Nothing has happened."]),
    (
        r.BanLift(AT, BAN),
        ["Ban #3 on bob is lifted. /undo puts it back."],
        ["Ban 3 on bob is lifted. /undo puts it back."],
    ),
    (
        r.BanList(AT, (BAN, FOR_GOOD)),
        ["#3 bob, by ann, for 2 hours more (spam)", "#4 192.0.2.0/24, by ann, for good"],
        ["Ban 3: bob, by ann, for 2 hours more: spam.", "Ban 4: 192.0.2.0/24, by ann, for good."],
    ),
    (r.BanList(AT, ()), ["Nobody is banned."]),
    (r.NoteKept(AT, "bob"), ["The note about bob is kept. /history bob shows it, to staff only."]),
    (
        r.ActList(AT, "", (ACT, r.ActRow(11, AT - 86400, "operator", "shutdown", "", "", "not-stored"))),
        ["12 2023-11-14 22:13 ann: mute lobby:bob (spam) - done", "11 2023-11-13 22:13 operator: shutdown - not-stored"],
        ["12, 2023-11-14 22:13, ann: mute lobby:bob, spam, done.", "11, 2023-11-13 22:13, operator: shutdown, not-stored."],
    ),
    (
        r.ActList(AT, "", (r.ActRow(13, AT, "ann", "unmute", "lobby:bob", "", "done", 12),)),
        ["13 2023-11-14 22:13 ann: unmute lobby:bob, takes back 12 - done"],
        ["13, 2023-11-14 22:13, ann: unmute lobby:bob, takes back 12, done."],
    ),
    (
        r.ActList(AT, "bob", (ACT,), (("ann", "is new here"), ("dave", "shares a line with carol"))),
        [
            "12 2023-11-14 22:13 ann: mute lobby:bob (spam) - done",
            "Note by ann: is new here",
            "Note by dave: shares a line with carol",
        ],
        [
            "12, 2023-11-14 22:13, ann: mute lobby:bob, spam, done.",
            "Note by ann: is new here",
            "Note by dave: shares a line with carol",
        ],
    ),
    (r.ActList(AT, "bob", ()), ["There is nothing about bob in the audit log."]),
    (r.ActList(AT, "", ()), ["There is nothing that fits in the audit log."]),
    (r.RoleSet(AT, "bob", "moderator", "lobby"), ["bob has the role moderator in lobby now."]),
    (r.RoleSet(AT, "bob", "admin", ""), ["bob has the role admin everywhere now."]),
    (
        e.Silenced(AT, "lobby", "ann", 1, ""),
        ["You have been muted for 1 second by ann.", "Until then nobody sees what you write. Commands still work."],
    ),
    (
        e.Silenced(AT, "", "ann", 60, "spam"),
        [
            "You have been muted in all channels for 1 minute by ann (spam).",
            "Until then nobody sees what you write. Commands still work.",
        ],
        [
            "You have been muted in all channels for 1 minute by ann: spam.",
            "Until then nobody sees what you write. Commands still work.",
        ],
    ),
    (
        e.Silenced(AT, "", "ann", 60, "", guests=True),
        [
            "Guests from your network may only read for 1 minute: muted by ann.",
            "To write, please sign in: type /register, your name and a password, or connect again with an account that you have.",
        ],
    ),
    (e.Silenced(AT, "", "ann", 0, "", guests=True), ["You may write again: the mute was lifted by ann."]),
    (
        e.AfkWarned(AT, "lobby", 20),
        ["You have been quiet for a while. Say something within 20 seconds to keep your seat."],
    ),
    (
        e.ChannelList(
            AT,
            (
                e.ChannelRow("lobby", 2, 20, 0, "games", True),
                e.ChannelRow("quiet", 5, 5, 1, "", False),
                e.ChannelRow("new", 0, 5, 0, "", False),
            ),
        ),
        [
            "In lobby, 2 of 20 seats are taken. You are here. The topic: games",
            "In quiet, all 5 seats are taken, and 1 person is waiting.",
            "In new, all 5 seats are free.",
        ],
    ),
    (e.PeopleList(AT, "lobby", 20, ("alice", "bob"), (), ()), ["In lobby, 2 of 20 seats are taken: alice and bob."]),
    (
        e.PeopleList(AT, "lobby", 3, ("alice", "bob", "carol"), ("dave",), ("bob", "dave")),
        ["In lobby, all 3 seats are taken: alice, bob and carol.", "Waiting: dave.", "Away: bob and dave."],
    ),
    (
        e.PeopleList(AT, "lobby", 3, ("alice", "bob"), ("carol",), (), (), ("bob", "carol")),
        [
            "In lobby, 2 of 3 seats are taken: alice and bob.",
            "Waiting: carol.",
            "Connection lost, seat or place kept: bob and carol.",
        ],
    ),
    (e.PeopleList(AT, "lobby", 3, (), (), ()), ["In lobby, all 3 seats are free."]),
    (
        e.Described(AT, "bob", "lobby", -1, 65, "lunch", "line", "192.0.2.1"),
        [
            "bob is in lobby.",
            "bob was last heard 1 minute and 5 seconds ago.",
            "bob is away: lunch.",
            "bob came in by line from 192.0.2.1.",
        ],
    ),
    (
        e.Described(AT, "bob", "lobby", 0, 0, None, "", ""),
        ["bob is waiting for a seat in lobby and is next.", "bob was last heard just now."],
    ),
    (
        e.Described(AT, "bob", "lobby", 1, 1, "", "line", ""),
        [
            "bob is waiting for a seat in lobby; 1 person is ahead.",
            "bob was last heard 1 second ago.",
            "bob is away.",
            "bob came in by line.",
        ],
    ),
    (
        e.HelpGiven(
            AT,
            (
                e.HelpLine(("whisper", "w", "msg"), "<user> <message...>", "Say something to one person."),
                e.HelpLine(("set",), "[setting] [on|off]", "Change how you see the chat."),
                e.HelpLine(("list",), "", "List the channels."),
            ),
        ),
        [
            "/whisper <user> <message> - Say something to one person.",
            "/set [setting] [on|off] - Change how you see the chat.",
            "/list - List the channels.",
        ],
        [
            "/whisper user message: Say something to one person.",
            "/set and, if you like, setting and, if you like, on or off: Change how you see the chat.",
            "/list: List the channels.",
        ],
    ),
    (
        e.HelpGiven(AT, (e.HelpLine(("whisper", "w", "msg"), "<user> <message...>", "Say something to one person."),)),
        ["/whisper <user> <message> - Say something to one person.", "You may also type /w or /msg."],
        ["/whisper user message: Say something to one person.", "You may also type /w or /msg."],
    ),
    (
        e.HelpGiven(AT, (e.HelpLine(("list",), "", "List the channels."),)),
        ["/list - List the channels."],
        ["/list: List the channels."],
    ),
    (e.TopicShown(AT, "lobby", "games"), ["The topic of lobby: games"]),
    (e.TopicShown(AT, "lobby", ""), ["lobby has no topic."]),
    (
        e.TopicShown(AT, "lobby", "games", 10),
        ["The topic of lobby (slow mode, one line in 10 seconds): games"],
        ["The topic of lobby, slow mode, one line in 10 seconds: games"],
    ),
    (
        e.TopicShown(AT, "lobby", "", 90),
        ["lobby has no topic (slow mode, one line in 1 minute and 30 seconds)."],
        ["lobby has no topic, slow mode, one line in 1 minute and 30 seconds."],
    ),
    (e.IgnoreSet(AT, "bob", True), ["You no longer see what bob writes. /ignore bob shows it again."]),
    (e.IgnoreSet(AT, "bob", False), ["You see what bob writes again."]),
    (e.IgnoreList(AT, ()), ["You ignore nobody."]),
    (e.IgnoreList(AT, ("bob", "carol", "dave")), ["You ignore bob, carol and dave."]),
    (MAIL_NEWS[0], ["carol is not here. Your message is kept for 30 days and shown when carol comes back."]),
    (e.SettingsShown(AT, "clock", (("echo", "on"), ("clock", "24h"))), ["clock is now 24h."]),
    (
        e.SettingsShown(AT, "", (("echo", "on"), ("colour", "off"), ("clock", "off"))),
        ["echo is on, colour is off and clock is off.", "To change one, type for example /set clock on."],
    ),
]
SILENT = [
    m.RoomClosed(AT, "study"),
    e.QueueAdvanced(AT, "lobby"),
    Attempted(AT, "alice", True),
    Disconnected(AT, ALICE),
    *(e.Withdrew(AT, "lobby", CAROL, cause) for cause in Cause if cause is not Cause.KICKED),
    e.ShuttingDown(AT, "new disk"),
    e.Upload(AT, "t1", "a.txt"),
    e.Download(AT, "t1", ALICE, "a.txt", 12, True),
]


def wire(*lines: str) -> bytes:
    return b"".join(line.encode() + b"\r\n" for line in lines)


class Wordings(SynchronousTestCase):
    """Every event, as it comes and for screen readers."""

    def test_what_people_write(self) -> None:
        for event, default, simple in SPOKEN:
            self.assertEqual(plain(tz=UTC).encode(event), wire(default))
            self.assertEqual(plain(tz=UTC, simple=True).encode(event), wire(simple))

    def test_what_happens(self) -> None:
        for event, default, *simple in HAPPENED:
            self.assertEqual(plain(tz=UTC).encode(event), wire(f"* {default}"))
            self.assertEqual(plain(tz=UTC, simple=True).encode(event), wire(*simple or [default]))

    def test_what_one_is_told(self) -> None:
        for event, default, *simple in TOLD:
            self.assertEqual(plain(tz=UTC).encode(event), wire(*(f"* {line}" for line in default)))
            self.assertEqual(plain(tz=UTC, simple=True).encode(event), wire(*(simple[0] if simple else default)))

    def test_silence(self) -> None:
        for event in SILENT:
            self.assertIsNone(plain(tz=UTC).encode(event), event)

    def test_every_event_is_above(self) -> None:
        seen = {type(row[0]) for row in [*SPOKEN, *HAPPENED, *TOLD]} | {type(event) for event in SILENT}
        self.assertEqual(seen | {e.Refusal, e.Mentioned}, set(EVENTS + LOGGED))  # a bell is no line: rules/test_mentioning.py

    def test_lines_of_another_room_say_where_they_come_from(self) -> None:
        """Every line of it; what answers one person names its room itself."""
        look, simple = plain(tz=UTC, clock="24h").elsewhere(), plain(tz=UTC, simple=True).elsewhere()
        heard = [
            (e.Said(AT, "study", 1, ALICE, "hi"), "[study] 22:13 alice: hi", "In study, alice says: hi"),
            (e.Acted(AT, "study", 1, ALICE, "waves"), "[study] 22:13 ~ alice waves", "In study, Emote: alice waves"),
            (e.Joined(AT, "study", 1, BOB), "[study] 22:13 * bob has joined study.", "In study, bob has joined study."),
            (e.Whispered(AT, "study", BOB, "alice", "x"), "[study] 22:13 [whisper from bob] x", "In study, bob whispers: x"),
            (e.QueuePosition(AT, "study", 1), *["* You are in the waiting line for study: 1 person is ahead of you."] * 2),
        ]
        for event, line, spoken in heard:
            self.assertEqual(look.encode(event), wire(line))
            self.assertEqual(simple.encode(event), wire(spoken.removeprefix("* ")))

    def test_elsewhere_is_a_variant_like_the_others(self) -> None:
        look = plain(colour="on", width=80, files=True)
        self.assertIs(look.elsewhere(), plain(colour="on", width=80, files=True, far=True))
        self.assertIs(look.vary("clock", "on").elsewhere(), look.elsewhere().vary("clock", "on"))
        self.assertIs(look.elsewhere().elsewhere(), look.elsewhere())

    def test_the_dates_of_the_audit_log_follow_the_zone(self) -> None:
        kiritimati = timezone(timedelta(hours=14))
        self.assertEqual(
            plain(tz=kiritimati, clock="24h").encode(r.ActList(AT, "", (ACT,))),
            b"* 12 2023-11-15 12:13 ann: mute lobby:bob (spam) - done\r\n",
        )

    def test_a_whisper_to_somebody_who_is_away(self) -> None:
        event = e.WhisperSent(AT, "lobby", "bob", "hi", "lunch")
        self.assertEqual(plain().encode(event), b"[whisper to bob] hi\r\n* bob is away: lunch.\r\n")
        self.assertEqual(plain(simple=True).encode(event), b"You whisper to bob: hi\r\nbob is away: lunch.\r\n")
        self.assertEqual(
            plain().encode(e.WhisperSent(AT, "lobby", "bob", "hi", "")), b"[whisper to bob] hi\r\n* bob is away.\r\n"
        )

    def test_durations(self) -> None:
        for seconds, text in [
            (1, "1 second"), (2, "2 seconds"), (59, "59 seconds"), (60, "1 minute"), (61, "1 minute and 1 second"),
            (90, "1 minute and 30 seconds"), (3600, "1 hour"), (3601, "1 hour"), (3661, "1 hour and 1 minute"),
            (7500, "2 hours and 5 minutes"), (86400, "1 day"), (90000, "1 day and 1 hour"), (86460, "1 day"),
        ]:  # fmt: skip
            expected = f"* bob has been muted for {text} by ann.\r\n".encode()
            self.assertEqual(plain().encode(e.Muted(AT, "lobby", 1, BOB, "ann", seconds, "")), expected)


class Variants(SynchronousTestCase):
    """Clock, colour, files; the same variant is the same object."""

    def test_clock(self) -> None:
        look = plain(clock="24h", tz=UTC)
        for event, default, _ in SPOKEN:
            dated = default if event is MAIL_NEWS[1] else f"22:13 {default}"  # that one has the time at which it was written
            self.assertEqual(look.encode(event), wire(dated))
        for event, default, *_ in HAPPENED:
            self.assertEqual(look.encode(event), wire(f"22:13 * {default}"))
        self.assertEqual(
            look.encode(e.QueuePosition(AT, "lobby", 0)),
            b"* You are in the waiting line for lobby: 0 people are ahead of you, you are next.\r\n",
        )

    def test_the_clock_turns_at_the_full_minute(self) -> None:
        look = plain(clock="24h", tz=UTC)
        self.assertEqual(look.encode(e.Said(59.999, "lobby", 1, ALICE, "hi")), b"00:00 alice: hi\r\n")
        self.assertEqual(look.encode(e.Said(60.0, "lobby", 1, ALICE, "hi")), b"00:01 alice: hi\r\n")

    def test_colour(self) -> None:
        look = plain(colour="on", tz=UTC)
        for event, expected in [
            (e.Said(AT, "lobby", 1, ALICE, "hi"), b"\x1b[1malice\x1b[0m: hi\r\n"),
            (e.Acted(AT, "lobby", 1, ALICE, "waves"), b"~ \x1b[1malice\x1b[0m waves\r\n"),
            (e.Whispered(AT, "lobby", ALICE, "bob", "hi"), b"[whisper from \x1b[1malice\x1b[0m] hi\r\n"),
            (
                e.WhisperSent(AT, "lobby", "bob", "hi", ""),
                b"[whisper to \x1b[1mbob\x1b[0m] hi\r\n\x1b[2m* bob is away.\x1b[0m\r\n",
            ),
            (e.Joined(AT, "lobby", 1, ALICE), b"\x1b[2m* alice has joined lobby.\x1b[0m\r\n"),
            (e.TopicShown(AT, "lobby", ""), b"\x1b[2m* lobby has no topic.\x1b[0m\r\n"),
        ]:
            self.assertEqual(look.encode(event), expected)
        both = plain(colour="on", clock="24h", tz=UTC)
        self.assertEqual(both.encode(e.Joined(AT, "lobby", 1, ALICE)), b"22:13 \x1b[2m* alice has joined lobby.\x1b[0m\r\n")

    def test_simple_has_neither(self) -> None:
        look = plain(colour="on", clock="24h", simple=True, tz=UTC)
        self.assertEqual(look.encode(e.Said(AT, "lobby", 1, ALICE, "hi")), b"alice says: hi\r\n")
        self.assertEqual(look.encode(e.Joined(AT, "lobby", 1, ALICE)), b"alice has joined lobby.\r\n")

    def test_the_same_variant_is_the_same_object(self) -> None:
        self.assertIs(plain(), plain(colour="off", clock="off", simple=False, tz=None, unknown="suggest", files=False))
        self.assertIs(plain("off", "24h"), plain(clock="24h"))
        self.assertIsNot(plain(), plain(clock="24h"))
        self.assertIsNot(plain(), plain(unknown="chat"))
        self.assertIsNot(plain(), plain(tz=UTC))
        self.assertEqual(len({plain(), plain(tz=None), plain(simple=True)}), 2)

    def test_switches(self) -> None:
        def settings(simple: str) -> tuple[tuple[str, str], ...]:
            return (
                ("colour", "off"),
                ("clock", "off"),
                ("zone", "server"),
                ("emoji", "off"),
                ("width", "off"),
                ("plain", simple),
            )

        look = plain(tz=UTC, unknown="chat", files=True)
        self.assertEqual(look.settings(), settings("off"))
        self.assertIs(look.vary("colour", "on"), plain(colour="on", tz=UTC, unknown="chat", files=True))
        self.assertIs(look.vary("clock", "on"), plain(clock="24h", tz=UTC, unknown="chat", files=True))
        self.assertIs(look.vary("plain", "on"), plain(simple=True, tz=UTC, unknown="chat", files=True))
        self.assertIs(look.vary("plain", "on").vary("plain", "off"), look)
        self.assertIs(look.vary("echo", "on"), look)
        self.assertEqual(plain(simple=True).settings(), settings("on"))

    def test_control_lines(self) -> None:
        look = plain(colour="on", clock="24h").with_files()
        self.assertIs(look, plain(colour="on", clock="24h", files=True))
        self.assertEqual(look.encode(e.Upload(AT, "t1", "a b.txt")), b"\x01upload t1 a b.txt\r\n")
        self.assertEqual(look.encode(e.Download(AT, "t1", ALICE, "a b.txt", 12, True)), b"\x01download t1 12 replace a b.txt\r\n")
        self.assertEqual(look.encode(e.Download(AT, "t1", ALICE, "a.txt", 0, False)), b"\x01download t1 0 keep a.txt\r\n")
