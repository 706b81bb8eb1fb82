"""Where one person can be in one channel, and which moves there are."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.channel import SEATING, Channel, Move, Standing
from chatroom.words.policies import PLAIN

PATHS = {Standing.OUTSIDE: (), Standing.WAITING: (Move.ENTER,), Standing.SEATED: (Move.ENTER, Move.PROMOTE)}


def move(channel: Channel, how: Move) -> None:
    match how:
        case Move.ENTER:
            channel.enter(7, "ann")
        case Move.PROMOTE:
            channel.promote(7, 0.0)
        case Move.WITHDRAW:
            channel.withdraw(7, "ann")
        case Move.LEAVE:
            channel.leave(7, "ann")
        case Move.STEP_BACK:
            channel.step_back(7)


class SeatingTests(SynchronousTestCase):
    """The whole table, and that the channel follows it."""

    def test_the_table_is_closed(self) -> None:
        self.assertEqual(
            SEATING,
            {
                (Standing.OUTSIDE, Move.ENTER): Standing.WAITING,
                (Standing.WAITING, Move.PROMOTE): Standing.SEATED,
                (Standing.WAITING, Move.WITHDRAW): Standing.OUTSIDE,
                (Standing.SEATED, Move.LEAVE): Standing.OUTSIDE,
                (Standing.SEATED, Move.STEP_BACK): Standing.WAITING,
            },
        )

    def test_every_standing_against_every_move(self) -> None:
        for standing, path in PATHS.items():
            for how in Move:
                channel = Channel("lobby", 2, PLAIN)
                for step in path:
                    move(channel, step)
                self.assertIs(channel.standing(7), standing)
                following = SEATING.get((standing, how))
                if following is None:
                    self.assertRaises(AssertionError, move, channel, how)
                    self.assertIs(channel.standing(7), standing)
                else:
                    move(channel, how)
                    self.assertIs(channel.standing(7), following)

    def test_nobody_is_promoted_into_a_full_room(self) -> None:
        channel = Channel("lobby", 1, PLAIN)
        channel.enter(1, "ann")
        channel.promote(1, 0.0)
        channel.enter(2, "bob")
        self.assertFalse(channel.has_room())
        self.assertRaises(AssertionError, channel.promote, 2, 0.0)

    def test_two_people_of_one_name_do_not_enter(self) -> None:
        channel = Channel("lobby", 3, PLAIN)
        channel.enter(1, "ann")
        self.assertRaises(AssertionError, channel.enter, 2, "ann")

    def test_a_waiter_is_no_member(self) -> None:
        channel = Channel("lobby", 1, PLAIN)
        channel.enter(1, "ann")
        self.assertIsNone(channel.member("ann"))
        member = channel.promote(1, 0.0)
        self.assertIs(channel.member("ann"), member)
        self.assertIsNone(channel.member("bob"))

    def test_the_name_is_free_with_the_place_and_with_the_seat(self) -> None:
        channel = Channel("lobby", 1, PLAIN)
        channel.enter(1, "ann")
        channel.withdraw(1, "ann")
        self.assertEqual(channel.keys, {})
        channel.enter(2, "ann")
        channel.promote(2, 0.0)
        channel.leave(2, "ann")
        self.assertEqual(channel.keys, {})
