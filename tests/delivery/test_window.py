"""The window: when the end of a turn waits, for how long, and that it does not where waiting does not pay."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.delivery.audience import Audience
from chatroom.delivery.turn import Turn
from chatroom.delivery.window import Window
from tests.delivery.fakes import FakeFormat, listener, said

HOLD = 0.006


class Talk:
    """A house on paper: lines at even distances into rooms in turn, each flushed when the window says so."""

    def __init__(self, *, rooms: int, people: int) -> None:
        self.window = Window()
        self.people = people
        self.now = 100.0
        self.sent_at = [0.0] * rooms
        self.longest = 0.0
        self.lines = self.blocks = 0
        self.opened = 0

    def go(self, lines_a_second: float, seconds: float, *, answer: bool = False) -> None:
        """`answer`: the next line comes only when the one before has been heard."""
        pending: dict[int, list[float]] = {}
        due, end, number = None, self.now + seconds, 0
        speaks = self.now
        while self.now < end:
            if due is not None and due <= speaks:
                self.now = due
                self._flush(pending)
                due = None
                if answer:
                    speaks = self.now + 1 / lines_a_second
                continue
            self.now = speaks
            pending.setdefault(number % len(self.sent_at), []).append(self.now)
            number += 1
            if due is None:
                due = self.now + self.window.wait(self.now)
            speaks = end + 1 if answer else self.now + 1 / lines_a_second

    def _flush(self, pending: dict[int, list[float]]) -> None:
        was = self.window.open
        for room, said_at in pending.items():
            self.window.sent(self.now, len(said_at), self.people, self.sent_at[room])
            self.sent_at[room] = self.now
            self.longest = max(self.longest, self.now - said_at[0])
            self.lines += len(said_at)
            self.blocks += 1
        pending.clear()
        self.window.flushed(self.now)
        self.opened += self.window.open and not was


class WindowTests(SynchronousTestCase):
    """Numbers and a clock's readings in, seconds out."""

    def test_it_opens_when_the_house_is_busy_and_lines_share_their_sends(self) -> None:
        talk = Talk(rooms=1, people=100)
        talk.go(500, 1.0)
        self.assertTrue(talk.window.open)
        talk.lines = talk.blocks = 0
        talk.go(500, 2.0)
        self.assertTrue(talk.window.open)
        self.assertGreater(talk.lines / talk.blocks, 2.5)
        self.assertLessEqual(talk.longest, HOLD + 1e-9)

    def test_below_5_000_deliveries_a_second_nothing_ever_waits(self) -> None:
        for rooms, people, rate in ((1, 100, 49), (1, 10, 490), (100, 10, 490), (1, 1000, 4.9), (1, 5000, 0.9)):
            talk = Talk(rooms=rooms, people=people)
            talk.go(rate, 10.0)
            self.assertEqual((talk.longest, talk.opened), (0.0, 0), (rooms, people))

    def test_it_closes_when_it_is_quiet_and_who_speaks_into_a_silence_is_heard_at_once(self) -> None:
        talk = Talk(rooms=1, people=100)
        talk.go(500, 1.0)
        self.assertTrue(talk.window.open)
        talk.now += 0.02
        self.assertEqual(talk.window.wait(talk.now), 0.0)
        talk.now += 5.0
        talk.longest = 0.0
        talk.go(10, 3.0)
        self.assertEqual((talk.window.open, talk.longest), (False, 0.0))

    def test_it_closes_when_there_is_less_to_say(self) -> None:
        talk = Talk(rooms=1, people=100)
        talk.go(500, 1.0)
        talk.go(40, 1.0)
        self.assertFalse(talk.window.open)

    def test_many_rooms_whose_lines_share_nothing_do_not_wait(self) -> None:
        """100 rooms of 10 at 20 000 deliveries a second: 20 lines a second in each."""
        talk = Talk(rooms=100, people=10)
        talk.go(2000, 10.0)
        self.assertEqual((talk.longest, talk.opened), (0.0, 0))

    def test_people_who_wait_for_each_other_are_delayed_less_and_less_often(self) -> None:
        talk = Talk(rooms=1, people=100)
        talk.go(1000, 60.0, answer=True)
        self.assertFalse(talk.window.open)
        self.assertLessEqual(talk.opened, 6)  # after 1, 3, 7, 15, 31 and 63 seconds
        self.assertGreater(talk.lines, 59_000)

    def test_where_it_did_not_pay_it_is_tried_at_once_when_twice_as_much_is_said(self) -> None:
        """20 000 deliveries a second come 5 ms apart: two of three blocks would wait for nothing."""
        talk = Talk(rooms=1, people=100)
        talk.go(200, 9.0)
        self.assertFalse(talk.window.open)
        self.assertGreaterEqual(talk.opened, 2)
        talk.go(500, 0.5)
        self.assertTrue(talk.window.open)

    def test_when_it_has_been_quiet_it_is_tried_anew(self) -> None:
        talk = Talk(rooms=1, people=100)
        talk.go(600, 9.0, answer=True)
        self.assertFalse(talk.window.open)
        talk.go(40, 1.0)
        talk.go(500, 0.5)
        self.assertTrue(talk.window.open)

    def test_lines_that_share_without_it_do_not_wait(self) -> None:
        """64 in the air: every turn brings many."""
        window = Window()
        for number in range(5000):
            window.sent(number / 500, 64, 100, (number - 1) / 500)
            window.flushed(number / 500)
            self.assertFalse(window.open)

    def test_a_turn_asks_it_and_keeps_the_order_of_lines(self) -> None:
        """What a person is told alone stays where it was said, however long the turn waits."""
        clock = MovingClock()
        turn = Turn(clock)
        audience = Audience(turn)
        people = [listener(turn) for _ in range(100)]
        for outbox, _ in people:
            audience.add(outbox, FakeFormat())
        expected = b""
        for number in range(1000):
            audience.deliver(said(str(number)))
            expected += b"%d\n" % number
            if number % 7 == 0:
                people[0][0].tell(b"for you\n")
                expected += b"for you\n"
            clock.go(0.002)
        self.assertEqual(max(clock.waits), HOLD)
        clock.go(1.0)
        blocks = people[0][1].blocks
        self.assertEqual(b"".join(blocks), expected)
        self.assertLess(len(blocks), 600)


class MovingClock:
    """Runs what it was asked for when its time has come, and remembers how long that was."""

    def __init__(self) -> None:
        self.now = 0.0
        self.asked: list[tuple[float, object]] = []
        self.waits: list[float] = []

    def mono(self) -> float:
        return self.now

    wall = mono

    def later(self, seconds, fn):
        self.waits.append(round(seconds, 6))
        self.asked.append((self.now + seconds, fn))

    def go(self, seconds: float) -> None:
        """Time goes by."""
        end = self.now + seconds
        while self.asked and self.asked[0][0] <= end:
            self.now, fn = self.asked.pop(0)
            fn()
        self.now = end
