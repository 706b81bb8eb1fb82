"""The line and who is let in: every cause frees the seat in the same turn, and the order of what is told is fixed."""

from collections.abc import Callable

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.sweep import sweep
from chatroom.rules.waiting import WaitingQueue
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.policies import CLASSIC
from tests.fakes import NOON, House, Visitor, house


def overflow(place: House, visitor: Visitor) -> None:
    """It does not read, and too much waits for it."""
    visitor.outbox.pauseProducing()
    visitor.outbox.tell(bytes(300 * 1024))
    place.turn.flush()


CAUSES: dict[str, Callable[[House, Visitor], object]] = {
    "quit": lambda place, alice: alice.ask(c.Quit()),
    "switch": lambda place, alice: alice.ask(c.Switch("quiet")),
    "lost line": lambda place, alice: alice.hang_up(),
    "kick": lambda place, alice: place.staff()[0].kick("lobby", "alice"),
    "empty": lambda place, alice: place.staff()[0].empty("lobby"),
    "slow": overflow,
}


def long_line(people: int) -> tuple[House, list[Visitor]]:
    """A room with one seat, and that many in the line before it; all have read what they were told."""
    place = house(1)
    place.enter("host")
    line = [place.enter(f"guest{number}") for number in range(people)]
    place.turn.flush()
    for visitor in line:
        visitor.heard()
    return place, line


def told(line: list[Visitor]) -> list[int | None]:
    """The last number that each has heard since it was last asked, or None. Nobody hears two in one turn."""
    events = [visitor.heard() for visitor in line]
    assert all(len(heard) <= 1 for heard in events), "told twice in one turn"
    return [heard[0].ahead if heard else None for heard in events]


class WaitingTests(SynchronousTestCase):
    """G105, G106, G107; CLASSIC C2."""

    def test_what_a_waiter_is_told_on_coming(self) -> None:
        place = house(1)
        place.enter("alice"), place.enter("bob")
        carol = place.open()
        carol.ask(c.Introduce("carol"))
        self.assertEqual(
            carol.hear(),
            [
                e.Greeted(NOON, "lobby", 1, 1, 1),
                e.Welcomed(NOON, "lobby", e.Who("carol", 6, 5), ""),
                e.QueuePosition(NOON, "lobby", 1),
            ],
        )

    def test_the_members_hear_nothing_of_the_line(self) -> None:
        place = house(1)
        alice, bob = place.enter("alice"), place.enter("bob")
        place.enter("carol")
        bob.hang_up()
        self.assertEqual(alice.hear(), [])

    def test_waiters_hear_nothing_of_the_room(self) -> None:
        place = house(1)
        alice, bob = place.enter("alice"), place.enter("bob")
        alice.say("hello")
        alice.ask(c.Act("waves"))
        alice.ask(c.GoAway("lunch"))
        self.assertEqual(bob.hear(), [])

    def test_every_cause_lets_the_next_one_in_at_once(self) -> None:
        for cause, happens in CAUSES.items():
            place = house(1, quiet=1)
            alice, bob, carol = (place.enter(nick) for nick in ("alice", "bob", "carol"))
            happens(place, alice)
            place.turn.flush()
            seated = [place.realm.people[person].nick for person in place.realm.channels["lobby"].members]
            self.assertEqual(seated, ["bob"], cause)
            self.assertEqual([type(event) for event in bob.hear()], [e.Joined], cause)
            self.assertEqual(carol.hear(), [e.QueuePosition(NOON, "lobby", 0)], cause)

    def test_idleness_lets_the_next_one_in(self) -> None:
        place = house(1)
        place.enter("alice")
        bob, carol = place.enter("bob"), place.enter("carol")
        place.pass_time(100.0)
        self.assertEqual(bob.hear(), [e.Joined(NOON + 100, "lobby", 3, e.Who("bob", 4))])
        self.assertEqual(carol.hear(), [e.QueuePosition(NOON + 100, "lobby", 0)])

    def test_the_order_of_what_happens(self) -> None:
        place = house(1)
        for nick in ("alice", "bob", "carol"):
            place.enter(nick)
        place.witnessed.clear()
        place.staff()[0].kick("lobby", "alice", "spam")
        self.assertEqual(
            place.witnessed,
            [
                e.Kicked(NOON, "lobby", 2, e.Who("alice", 2), "operator", "spam"),
                e.Joined(NOON, "lobby", 3, e.Who("bob", 4)),
                e.QueueAdvanced(NOON, "lobby"),
            ],
        )

    def test_nobody_waits_and_nothing_is_said_of_a_line(self) -> None:
        place = house(1)
        place.enter("alice").hang_up()
        self.assertEqual([type(event) for event in place.witnessed], [e.Joined, e.Left])

    def test_the_leavers_words_and_the_joined_line(self) -> None:
        place = house(2)
        alice, bob, carol = (place.enter(nick) for nick in ("alice", "bob", "carol"))
        alice.hear()
        alice.ask(c.Quit())
        self.assertEqual(alice.hear(), [e.Dismissed(NOON, "lobby", e.Cause.QUIT)])
        self.assertTrue(alice.transport.closed)
        left = e.Left(NOON, "lobby", 3, e.Who("alice", 2, 1), e.Cause.QUIT)
        joined = e.Joined(NOON, "lobby", 4, e.Who("carol", 6))
        self.assertEqual(bob.hear(), [left, joined])
        self.assertEqual(carol.hear(), [joined])

    def test_plain_tells_a_changed_number_once_a_turn(self) -> None:
        place = house(1)
        everybody = [place.enter(nick) for nick in ("alice", "bob", "carol", "dave", "eve")]
        everybody[1].hang_up()
        everybody[2].hang_up()
        self.assertEqual(everybody[4].hear(), [e.QueuePosition(NOON, "lobby", 1)])
        everybody[4].hang_up()
        self.assertEqual(everybody[3].hear(), [e.QueuePosition(NOON, "lobby", 0)])

    def test_plain_tells_nothing_if_the_number_is_the_same(self) -> None:
        place = house(1)
        _, bob, carol = (place.enter(nick) for nick in ("alice", "bob", "carol"))
        carol.hang_up()
        self.assertEqual(bob.hear(), [])

    def test_a_long_line_hears_it_near_the_head_first_then_some_in_each_turn(self) -> None:
        place, line = long_line(650)
        line.pop(0).hang_up()
        place.turn.flush()
        self.assertEqual(told(line), [*range(100), *[None] * 549])
        place.turn.flush()
        self.assertEqual(told(line), [None] * 649)  # until the next second begins
        sweep(place.realm, place.realm.now())
        for first, end in ((100, 300), (300, 500), (500, 649)):
            place.turn.flush()
            self.assertEqual(told(line), [*[None] * first, *range(first, end), *[None] * (649 - end)])
        place.pass_time(3.0)
        self.assertEqual(told(line), [None] * 649)

    def test_a_line_that_moves_while_it_is_told_hears_true_numbers_and_comes_to_rest(self) -> None:
        place, line = long_line(450)
        line.pop(400).hang_up()
        for gone in (0, 120, 0, 0, 300, 10):
            sweep(place.realm, place.realm.now())
            place.turn.flush()
            line.pop(gone).hang_up()
            for number, heard in enumerate(told(line)):
                self.assertTrue(heard is None or 0 <= heard - number <= 1, (number, heard))
        for _ in range(3):
            sweep(place.realm, place.realm.now())
            for _ in range(4):
                place.turn.flush()
                told(line)
        tickets = list(place.realm.channels["lobby"].queue)
        self.assertEqual([ticket.told for ticket in tickets], list(range(len(line))))
        self.assertEqual(told(line), [None] * len(line))

    def test_a_line_that_is_gone_before_those_far_behind_were_told(self) -> None:
        place, line = long_line(150)
        line.pop(0).hang_up()
        sweep(place.realm, place.realm.now())
        for visitor in line:
            visitor.hang_up()
        place.turn.flush()
        self.assertEqual(len(place.realm.channels["lobby"].queue), 0)

    def test_classic_tells_every_waiter_each_time(self) -> None:
        place = house(1, policies=CLASSIC)
        _, bob, carol, dave, eve = (place.enter(nick) for nick in ("alice", "bob", "carol", "dave", "eve"))
        carol.hang_up()
        self.assertEqual(bob.hear(), [e.QueuePosition(NOON, "lobby", 0)])
        self.assertEqual(dave.hear(), [e.QueuePosition(NOON, "lobby", 1)])
        eve.hang_up()
        self.assertEqual(bob.hear(), [e.QueuePosition(NOON, "lobby", 0)])
        self.assertEqual(dave.hear(), [e.QueuePosition(NOON, "lobby", 1)])

    def test_classic_order_for_one_waiter(self) -> None:
        """CLASSIC C2.9."""
        place = house(1, policies=CLASSIC)
        alice, bob = place.enter("alice"), place.enter("bob")
        carol = place.open()
        carol.ask(c.Introduce("carol"))
        alice.ask(c.Quit())
        bob.ask(c.Quit())
        self.assertEqual(
            [type(x).__name__ for x in carol.hear()], ["Greeted", "Welcomed", "QueuePosition", "QueuePosition", "Joined"]
        )

    def test_an_empty_room_takes_as_many_as_it_has_seats(self) -> None:
        place = house(2)
        for nick in ("alice", "bob", "carol", "dave", "eve"):
            place.enter(nick)
        place.staff()[0].empty("lobby")
        joined = [event.who.nick for event in place.witnessed if isinstance(event, e.Joined)]
        self.assertEqual(joined, ["alice", "bob", "carol", "dave"])

    def test_a_waiter_who_goes_is_not_announced(self) -> None:
        place = house(1)
        alice, bob = place.enter("alice"), place.enter("bob")
        bob.ask(c.Quit())
        self.assertEqual(bob.hear(), [e.Dismissed(NOON, "lobby", e.Cause.QUIT)])
        self.assertEqual(alice.hear(), [])
        self.assertEqual(place.witnessed[-1], e.Withdrew(NOON, "lobby", e.Who("bob", 4, 3), e.Cause.QUIT))

    def test_the_line_as_a_list(self) -> None:
        queue = WaitingQueue()
        for person in (5, 3, 9):
            queue.join(person)
        queue.leave(3)
        queue.join(1)
        queue.join(3)
        self.assertEqual([ticket.person for ticket in queue], [5, 9, 1, 3])
        self.assertEqual((queue.ticket(5).person, queue.ahead(3), len(queue)), (5, 3, 4))
        self.assertIs(queue.next(), queue.ticket(5))
        self.assertRaises(KeyError, queue.ahead, 7)
        self.assertRaises(AssertionError, queue.join, 5)
