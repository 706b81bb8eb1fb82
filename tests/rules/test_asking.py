"""Looking around: channels, people, one person, help, settings. G109, G404, G1304."""

from dataclasses import replace

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words.policies import ROOMS
from chatroom.words.refusals import Reason
from chatroom.words.table import usage
from tests.fakes import NOON, house

OTHERS = (("autoaccept", "off"), ("pastes", "on"), ("mentions", "mentions"))


class ListTests(SynchronousTestCase):
    """Channels and people."""

    def test_channels_in_the_order_of_the_configuration(self) -> None:
        place = house(1, zebra=3, attic=2)
        place.realm.channels["attic"].topic = "dust"
        alice, bob = place.enter("alice"), place.enter("bob")
        place.enter("carol", "attic")

        def rows(here: bool) -> tuple[e.ChannelRow, ...]:
            lobby = e.ChannelRow("lobby", 1, 1, 1, "", here)
            return (lobby, e.ChannelRow("zebra", 0, 3, 0, "", False), e.ChannelRow("attic", 1, 2, 0, "dust", False))

        for visitor in (alice, bob):  # from a seat and from the line
            visitor.ask(c.ListChannels())
            self.assertEqual(visitor.hear(), [e.ChannelList(NOON, rows(True))])
        staff, answers = place.staff()
        staff.perform(c.ListChannels())
        self.assertEqual(answers, [e.ChannelList(NOON, rows(False))])

    def test_people_in_the_order_of_sitting_down_and_of_waiting(self) -> None:
        place = house(2)
        alice, bob, *_ = (place.enter(nick) for nick in ("alice", "bob", "dave", "carol"))
        bob.ask(c.GoAway())
        bob.hear()
        bob.ask(c.ListPeople())
        self.assertEqual(bob.hear(), [e.PeopleList(NOON, "lobby", 2, ("alice", "bob"), ("dave", "carol"), ("bob",))])
        alice.hang_up()
        bob.hear()
        bob.ask(c.ListPeople())
        self.assertEqual(bob.hear(), [e.PeopleList(NOON, "lobby", 2, ("bob", "dave"), ("carol",), ("bob",))])

    def test_people_of_another_channel(self) -> None:
        place = house(2, quiet=2)
        alice = place.enter("alice")
        place.enter("bob", "quiet")
        alice.ask(c.ListPeople("quiet"))
        alice.ask(c.ListPeople("quit"))
        self.assertEqual(
            alice.hear(),
            [
                e.PeopleList(NOON, "quiet", 2, ("bob",), (), ()),
                e.Refusal(NOON, Reason.NO_CHANNEL, "quit", "lobby", hint="quiet"),
            ],
        )


class DescribeTests(SynchronousTestCase):
    """What is known about one person."""

    def test_a_member_and_a_waiter(self) -> None:
        place = house(1)
        alice, bob = place.enter("alice"), place.enter("bob")
        alice.ask(c.GoAway("lunch"))
        place.pass_time(5.0)
        bob.ask(c.Describe("ALICE"))
        bob.ask(c.Describe("bob"))
        self.assertEqual(
            bob.hear(),
            [
                e.Described(NOON + 5, "alice", "lobby", -1, 5, "lunch", "fake", ""),
                e.Described(NOON + 5, "bob", "lobby", 0, 0, None, "fake", ""),
            ],
        )

    def test_somebody_in_another_channel(self) -> None:
        place = house(1, quiet=1)
        alice = place.enter("alice")
        place.enter("bob", "quiet")
        alice.ask(c.Describe("bob"))
        self.assertEqual([event.channel for event in alice.hear()], ["quiet"])

    def test_the_nearest_of_that_name(self) -> None:
        place = house(2, exact_names=True, quiet=2)
        place.enter("bob")
        place.enter("bob", "quiet")
        carol = place.enter("carol", "quiet")
        carol.ask(c.Describe("bob"))
        self.assertEqual([event.channel for event in carol.hear()], ["quiet"])

    def test_nobody(self) -> None:
        place = house(1)
        alice = place.enter("alice")
        alice.ask(c.Describe("zoe"))
        self.assertIs(alice.hear()[0].reason, Reason.NOT_HERE)


class HelpTests(SynchronousTestCase):
    """Only what the asker may use."""

    def lines(self, topic: str = "", *rights: c.Right) -> list[e.HelpLine]:
        alice = house(1).enter("alice")
        alice.session.rights = frozenset(rights)
        alice.ask(c.Help(topic))
        (answer,) = alice.hear()
        self.answer = answer
        return list(answer.lines) if isinstance(answer, e.HelpGiven) else []

    def test_all_that_a_visitor_may_use(self) -> None:
        words = [line.words[0] for line in self.lines()]
        self.assertIn("whisper", words)
        self.assertEqual({"kick", "mute", "empty", "shutdown"} & set(words), set())

    def test_not_what_does_nothing_on_this_server(self) -> None:
        place = house(1)
        alice = place.enter("alice")

        def listed() -> set[str]:
            alice.ask(c.Help())
            return {line.words[0] for line in alice.hear()[-1].lines}

        accounts = {"register", "login", "passwd", "account"}
        self.assertEqual(listed() & {*accounts, "create", "paste"}, {*accounts, "create"})
        place.realm.offers.place = "http://chat.example:6080"
        self.assertIn("paste", listed())
        place.realm.checker, place.realm.rooms = None, replace(ROOMS, allow=False)
        self.assertEqual(listed() & {*accounts, "create"}, set())
        alice.ask(c.Help("create"))
        self.assertEqual([line.words[0] for line in alice.hear()[-1].lines], ["create"])

    def test_staff_sees_what_it_holds(self) -> None:
        words = {line.words[0] for line in self.lines("", c.Right.KICK)}
        self.assertEqual({"kick", "mute", "empty", "shutdown"} & words, {"kick"})

    def test_one_command_under_any_of_its_names(self) -> None:
        for topic in ("whisper", "/w", "MSG"):
            self.assertEqual(
                self.lines(topic),
                [
                    e.HelpLine(
                        ("whisper", "w", "msg", "private"),
                        "<user> <message...>",
                        "Say something to one person, wherever on the server; nobody else sees it.",
                    )
                ],
            )

    def test_the_nearest_of_what_may_be_used(self) -> None:
        self.lines("whipser")
        self.assertEqual((self.answer.reason, self.answer.hint), (Reason.UNKNOWN_COMMAND, "whisper"))
        self.lines("kick")
        self.assertEqual((self.answer.reason, self.answer.subject), (Reason.NOT_ALLOWED, "kick"))
        self.lines("kcik")
        self.assertEqual((self.answer.reason, self.answer.subject), (Reason.UNKNOWN_COMMAND, "kcik"))
        self.assertNotEqual(self.answer.hint, "kick")
        self.lines("kcik", c.Right.KICK)
        self.assertEqual(self.answer.hint, "kick")

    def test_at_a_console_the_channel_is_named(self) -> None:
        staff, heard = house(1).staff()
        for topic, fields in (("topic", "<channel> [text...]"), ("slow", "<time|off> <channel>"), ("who", "[channel]")):
            staff.perform(c.Help(topic))
            self.assertEqual([line.usage for line in heard.pop().lines], [fields])

    def test_how_a_command_of_staff_is_typed_is_told_to_staff(self) -> None:
        place = house(1)
        alice = place.enter("alice")
        for rights, expected in ((frozenset(), Reason.NOT_ALLOWED), (frozenset([c.Right.KICK]), Reason.USAGE)):
            alice.session.rights = rights
            place.realm.not_understood(alice.session, usage(t.Kick))
            self.assertEqual([(event.reason, event.subject) for event in alice.hear()], [(expected, "kick")])
        place.realm.not_understood(alice.session, usage(c.Describe))
        self.assertEqual([event.reason for event in alice.hear()], [Reason.USAGE])


class SettingsTests(SynchronousTestCase):
    """How one sees it all."""

    def ask(self, key: str = "", value: str = "") -> e.Event:
        alice = house(1).enter("alice")
        alice.ask(c.Set(key, value))
        (answer,) = alice.hear()
        return answer  # type: ignore[no-any-return]

    def test_shown(self) -> None:
        self.assertEqual(self.ask(), e.SettingsShown(NOON, "", (("echo", "on"), *OTHERS)))
        self.assertEqual(self.ask("echo"), e.SettingsShown(NOON, "", (("echo", "on"), *OTHERS)))

    def test_changed(self) -> None:
        for value in ("off", "OFF", "no", "0"):
            self.assertEqual(self.ask("Echo", value), e.SettingsShown(NOON, "echo", (("echo", "off"), *OTHERS)))

    def test_not_understood(self) -> None:
        self.assertEqual(self.ask("ecoh", "on"), e.Refusal(NOON, Reason.BAD_SETTING, "ecoh", "lobby", hint="echo"))
        self.assertEqual(self.ask("echo", "maybe"), e.Refusal(NOON, Reason.BAD_SETTING, "maybe", "lobby", hint="on, off"))
