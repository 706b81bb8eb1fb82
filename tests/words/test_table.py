"""From what was typed to a command."""

from dataclasses import fields

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import staff as t
from chatroom.words.refusals import Reason, Refused
from chatroom.words.table import CHAT, CLASSIC, OPERATOR, allowed, kinds, ordered, read, usage


def refused(word: str, rest: str, *, inside: bool = True) -> tuple[Reason, str, str]:
    try:
        command = read(word, rest, CHAT, inside=inside)
    except Refused as no:
        return no.reason, no.subject, no.hint
    raise AssertionError(command)


class ReadTests(SynchronousTestCase):
    """What is understood."""

    def test_understood(self) -> None:
        for word, rest, command in (
            ("whisper", "bob hi there", c.Whisper("bob", "hi there")),
            ("W", "  bob   hi   there ", c.Whisper("bob", "hi   there")),
            ("msg", "bob hi", c.Whisper("bob", "hi")),
            ("list", "", c.ListChannels()),
            ("who", "", c.ListPeople()),
            ("list_users", "quiet", c.ListPeople("quiet")),
            ("nick", "ann", c.Rename("ann")),
            ("away", "", c.GoAway()),
            ("away", "gone  fishing", c.GoAway("gone  fishing")),
            ("topic", "", c.Topic()),
            ("topic", "a b c", c.Topic("a b c")),
            ("send", "bob my file.txt", c.SendFile("bob", "my file.txt")),
            ("set", "echo off", c.Set("echo", "off")),
            ("set", "", c.Set()),
            ("me", "waves", c.Act("waves")),
            ("bye", "", c.Quit()),
            ("empty", "lobby", t.Empty("lobby")),
            ("shutdown", "", t.Shutdown()),
            ("shutdown", "see you", t.Shutdown("see you")),
        ):
            self.assertEqual(read(word, rest, CHAT), command)

    def test_three_spellings_of_a_person_in_a_channel(self) -> None:
        for rest, inside, command in (
            ("lobby:bob", True, t.Kick("lobby", "bob")),
            ("lobby:bob", False, t.Kick("lobby", "bob")),
            ("lobby:bob go away", True, t.Kick("lobby", "bob", "go away")),
            ("lobby bob", False, t.Kick("lobby", "bob")),
            ("lobby bob go away", False, t.Kick("lobby", "bob", "go away")),
            ("bob", True, t.Kick("", "bob")),
            ("bob go away", True, t.Kick("", "bob", "go away")),
        ):
            self.assertEqual(read("kick", rest, CHAT, inside=inside), command)
        for rest, inside, command in (
            ("lobby:bob 10m", False, t.Mute("lobby", "bob", "10m")),
            ("lobby bob 10m too loud", False, t.Mute("lobby", "bob", "10m", "too loud")),
            ("bob 60", True, t.Mute("", "bob", "60")),
            ("lobby:bob -22", False, t.Mute("lobby", "bob", "-22")),
            ("*:bob 10m", False, t.Mute("*", "bob", "10m")),
            ("* bob 10m loud", False, t.Mute("*", "bob", "10m", "loud")),
            ("*:bob 10m", True, t.Mute("*", "bob", "10m")),
            ("10.0.0.0/8 1h", False, t.Mute("*", "10.0.0.0/8", "1h")),
            ("--dry-run 2001:db8::1 1h loud", True, t.Mute("*", "2001:db8::1", "1h", "loud --dry-run")),
            ("lobby:10.0.0.1 5", True, t.Mute("lobby", "10.0.0.1", "5")),  # somebody of that name
        ):
            self.assertEqual(read("mute", rest, CHAT, inside=inside), command)

    def test_the_classic_operator_knows_no_more_than_before(self) -> None:
        for rest, command in (("10.0.0.1 bob 5", t.Mute("10.0.0.1", "bob", "5")), ("lobby bob 5", t.Mute("lobby", "bob", "5"))):
            self.assertEqual(read("mute", rest, OPERATOR, inside=False), command)

    def test_switches_may_stand_before(self) -> None:
        self.assertEqual(read("ban", "--dry-run --force  10.0.0.0/8 1h", CHAT), t.Ban("10.0.0.0/8", "1h --dry-run --force"))
        for rest in ("", "--dry-run", "--dry-run --force"):
            self.assertIs(self.assertRaises(Refused, read, "mute", rest, CHAT).reason, Reason.USAGE)

    def test_an_old_password_in_quotes(self) -> None:
        for rest, old, new in (
            ("one two three", "one", "two three"),
            ('"one two" three four', "one two", "three four"),
            ('"one two"  three', "one two", "three"),
            ('"one two three', '"one', "two three"),
            ('""one"" two', '"one"', "two"),
            ('"one" "two three"', "one", '"two three"'),
        ):
            self.assertEqual(read("passwd", rest, CHAT), k.Passwd(old, new), rest)

    def test_a_switch_that_is_none_is_no_reason(self) -> None:
        """Whoever types it wants to be careful, and would have acted."""
        for word, rest in (
            ("kick", "bob --dry-run"), ("kick", "lobby:bob spam --force"), ("ban", "bob --dryrun"), ("ban", "--trial bob 1h"),
            ("mute", "bob 60 --dry"), ("mute", "*:bob 60 spam --f"),
        ):  # fmt: skip
            self.assertIs(refused(word, rest)[0], Reason.USAGE, rest)
        self.assertEqual(read("kick", "bob -- a - b--c -d", CHAT), t.Kick("", "bob", "-- a - b--c -d"))
        self.assertEqual(read("kick", "lobby:bob --dry-run", OPERATOR), t.Kick("lobby", "bob", "--dry-run"))

    def test_too_few_or_too_many(self) -> None:
        for word, rest, hint in (
            ("whisper", "bob", "/whisper <user> <message...>"),
            ("w", "", "/w <user> <message...>"),
            ("list", "all", "/list"),
            ("nick", "two names", "/nick <name>"),
            ("switch", "", "/switch <channel>"),
            ("send", "bob", "/send <user> <file...>"),
            ("kick", "", "/kick <channel>:<user> [reason...]"),
            ("kick", "lobby:", "/kick <channel>:<user> [reason...]"),
            ("mute", "lobby:bob", "/mute <channel>:<user> <seconds> [reason...]"),
            ("set", "echo off for now", "/set [setting] [value] [room]"),
            ("whois", "\u202e", "/whois <user>"),  # of which nothing is left
            ("whisper", "bob \x07\x1b", "/whisper <user> <message...>"),
            ("me", "\x1b", "/me <text...>"),
            ("create", "\u202e --private", "/create <room> [--private] [password]"),
            ("kick", "lobby:\u202e", "/kick <channel>:<user> [reason...]"),
        ):
            self.assertEqual(refused(word, rest), (Reason.USAGE, word, hint))
        for rest in ("bob", ":bob", "", "lobby"):
            self.assertIs(refused("kick", rest, inside=False)[0], Reason.USAGE)

    def test_where_nobody_sits_the_channel_is_named(self) -> None:
        for typed, usage_line in (
            ("topic", "<channel> [text...]"),
            ("motd", "<channel>"),
            ("slow 5", "<time|off> <channel>"),
            ("stage on", "<on|announce|approve|off> <channel>"),
            ("voice bob", "<user> <channel>"),
            ("unvoice bob", "<user> <channel>"),
            ("approve 1", "<number> <channel>"),
            ("held", "<channel>"),
            ("slow", "<time|off> <channel>"),
            ("stage", "<on|announce|approve|off> <channel>"),
        ):
            word, _, rest = typed.partition(" ")
            no = self.assertRaises(Refused, ordered, word, rest)
            self.assertEqual((no.reason, no.subject, no.hint), (Reason.USAGE, word, f"/{word} {usage_line}"))
        self.assertEqual(ordered("topic", "lobby"), c.Topic("", "lobby"))
        self.assertEqual(ordered("topic", "lobby  tea at five"), c.Topic("tea at five", "lobby"))
        self.assertEqual(ordered("who", ""), c.ListPeople())

    def test_unknown(self) -> None:
        self.assertEqual(refused("whipser", "bob hi"), (Reason.UNKNOWN_COMMAND, "whipser", "whisper"))
        self.assertEqual(refused("LSIT", ""), (Reason.UNKNOWN_COMMAND, "LSIT", "list"))
        self.assertEqual(refused("xyzzyxyzzy", ""), (Reason.UNKNOWN_COMMAND, "xyzzyxyzzy", ""))

    @settings(deadline=None)
    @given(st.text(max_size=20), st.text(max_size=60), st.booleans())
    def test_whatever_is_typed(self, word: str, rest: str, inside: bool) -> None:
        try:
            command = read(word, rest, CHAT, inside=inside)
        except Refused as no:
            self.assertIn(no.reason, (Reason.USAGE, Reason.UNKNOWN_COMMAND))
        else:
            self.assertIsInstance(command, c.Command)


class TableTests(SynchronousTestCase):
    """Every command carries its own facts."""

    def test_the_tables(self) -> None:
        self.assertEqual(list(CLASSIC), ["whisper", "quit", "list", "switch", "send"])
        self.assertEqual(list(OPERATOR), ["kick", "mute", "empty", "shutdown"])

    def test_every_command_can_be_typed_but_two(self) -> None:
        every = {k for k in vars(c).values() if isinstance(k, type) and issubclass(k, c.Command)} - {c.Command}
        self.assertEqual(every - set(kinds(CHAT)), {c.Introduce, c.Say})

    def test_no_word_stands_for_two(self) -> None:
        words = [word for kind in kinds(CHAT) for word in kind.words]
        self.assertEqual(len(words), len(set(words)))

    def test_the_usage_names_the_fields(self) -> None:
        for kind in kinds(CHAT):
            names = kind.usage.replace("<channel>:<user>", "<channel> <user>").split()
            self.assertLessEqual(len(names), len(fields(kind)), kind)
            needed = sum(name.startswith("<") for name in names)
            self.assertIsInstance(kind(*["1"] * needed), c.Command)
            for name in names[:-1]:
                self.assertNotIn("...", name)

    def test_help_is_a_sentence(self) -> None:
        for kind in kinds(CHAT):
            first = (kind.__doc__ or "").partition("\n")[0]
            self.assertRegex(first, r"^[A-Z].*\.$", kind)

    def test_the_usage_line(self) -> None:
        no = usage(c.Ignore)
        self.assertEqual((no.reason, no.subject, no.hint), (Reason.USAGE, "ignore", "/ignore [user]"))

    def test_only_what_one_may_use(self) -> None:
        self.assertFalse({t.Kick, t.Mute, t.Empty, t.Shutdown} & set(allowed(CHAT, [])))
        self.assertIn(t.Mute, allowed(CHAT, [c.Right.MUTE]))
        self.assertEqual(allowed(CHAT, c.Right), kinds(CHAT))
