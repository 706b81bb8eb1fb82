"""Seats and clocks through the line door, where things happen at once: nobody gets in twice, and no seat is lost."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import channel
from chatroom.doors.console import ConsoleSink
from chatroom.formats.screen import screen
from chatroom.rules.moderator import Moderator
from chatroom.words.events import Joined
from chatroom.words.staff import Kick, Mute
from tests.doors.stage import Paper, Stage, Visitor


class LastSeat(SynchronousTestCase):
    """Many for one seat."""

    def test_F20_a_thousand_joins_for_the_last_seat(self) -> None:
        stage = Stage(channel("lobby", 6001, 1))
        visitors = [stage.open() for _ in range(1000)]
        for visitor in visitors:
            visitor.bytes()
        for number, visitor in enumerate(visitors):
            visitor.door.dataReceived(b"guest%d\n" % number)
        stage.settle()
        places = [[line for line in visitor.hears() if "waiting line" in line] for visitor in visitors]
        self.assertEqual(places[:3], [
            [], ["* You are in the waiting line for lobby: 0 people are ahead of you, you are next."],
            ["* You are in the waiting line for lobby: 1 person is ahead of you."],
        ])  # fmt: skip
        for number in range(3, 1000):
            self.assertEqual(places[number], [f"* You are in the waiting line for lobby: {number - 1} people are ahead of you."])
        self.assertEqual([event.who.nick for event in stage.events if isinstance(event, Joined)], ["guest0"])
        for visitor in visitors[:20]:
            visitor.hangs_up()
        joined = [event.who.nick for event in stage.events if isinstance(event, Joined)]
        self.assertEqual(joined, [f"guest{number}" for number in range(21)])

    def test_two_at_once_with_one_name(self) -> None:
        stage = Stage()
        one, other = stage.open(), stage.open()
        for visitor in (one, other):
            visitor.bytes()
            visitor.door.dataReceived(b"alice\n")
        stage.settle()
        self.assertIn("* Welcome to lobby, alice.", one.hears())
        self.assertEqual(other.hears(), ["* alice is taken here. Please try another name, for example alice2."])


class AtTheMoment(SynchronousTestCase):
    """Several things in one turn, and clocks that start, stand still and go on."""

    def wait(self, stage: Stage, *names: str) -> list[Visitor]:
        return [stage.enter(name) for name in names]

    def test_F21_the_first_in_line_is_lost_in_the_turn_that_frees_a_seat(self) -> None:
        stage = Stage(channel("lobby", 6001, 1))
        alice, bob, carol = self.wait(stage, "alice", "bob", "carol")
        bob.wire.lose()
        alice.door.dataReceived(b"/quit\n")
        stage.settle()
        self.assertEqual(carol.hears(), ["* carol has joined lobby."])
        self.assertNotIn("bob", [event.who.nick for event in stage.events if isinstance(event, Joined)])

    def test_F21_and_one_who_is_lost_right_after_sitting_down(self) -> None:
        stage = Stage(channel("lobby", 6001, 1))
        alice, bob, carol = self.wait(stage, "alice", "bob", "carol")
        alice.door.dataReceived(b"/quit\n")
        bob.wire.lose()
        stage.settle()
        self.assertEqual(carol.hears(), ["* carol has joined lobby."])
        carol.types("hi")
        self.assertEqual(carol.hears(), ["carol: hi"])

    def test_a_kick_and_the_last_words_of_the_kicked_one_in_one_turn(self) -> None:
        stage = Stage()
        staff = self.staff(stage)
        alice, bob = self.wait(stage, "alice", "bob")
        bob.bytes()
        alice.bytes()
        alice.door.dataReceived(b"before\n")
        staff.perform(Kick("lobby", "alice"))
        alice.door.dataReceived(b"after\n")
        stage.settle()
        self.assertEqual(bob.hears(), ["alice: before", "* alice was kicked by operator."])
        self.assertEqual(alice.hears()[:2], ["alice: before", "* You were kicked from lobby by operator."])

    def test_F25_the_idle_clock_stands_still_during_a_mute(self) -> None:
        stage = Stage()
        staff = self.staff(stage)
        alice = stage.enter("alice")
        stage.pass_time(10)
        staff.perform(Mute("lobby", "alice", "50"))
        stage.pass_time(20)
        alice.types("hm")  # refused, and no sign of life: ten seconds are on the clock when the mute ends at 60
        alice.bytes()
        stage.pass_time(99)
        self.assertEqual(alice.hears(), [], "neither a warning at 80, nor a word about the end of the mute")
        stage.pass_time(1)
        told = "* You have been quiet for a while. Say something within 20 seconds to keep your seat."
        self.assertEqual(alice.hears(), [told], "at 130")
        stage.pass_time(19)
        self.assertFalse(alice.gone)
        stage.pass_time(1)
        self.assertTrue(alice.gone)

    def staff(self, stage: Stage) -> Moderator:
        return Moderator(stage.realm, ConsoleSink(Paper()), screen(), door="console", moniker="operator")
