"""A hundred visitors race for the last seat: one gets it, and the others are told an order that is then kept."""

import re
import threading

from tests.live.classic import ClassicCase
from tests.live.programs import Visitor

AHEAD = re.compile(
    r"\[Server message \(\d\d:\d\d:\d\d\)\] You are in the waiting queue and there are (\d+) user\(s\) ahead of you\."
)


class Race(ClassicCase):
    """Capacity 5, four seated, a hundred names that arrive at the same moment."""

    def race(self) -> list[Visitor]:
        """A hundred connections that stand ready, and give their names all at once."""
        racers = [Visitor(self.ports["general"], f"racer{number}", introduce=False) for number in range(100)]
        start = threading.Barrier(len(racers))

        def run(racer: Visitor) -> None:
            start.wait()
            racer.say(racer.name)

        threads = [threading.Thread(target=run, args=(racer,)) for racer in racers]
        for thread in threads:
            thread.start()
        for thread, racer in zip(threads, racers, strict=True):
            thread.join()
            self.addCleanup(racer.stop)
        return racers

    def place(self, racer: Visitor) -> int | None:
        """The number the racer was told, or None for the one that sits."""
        racer.expect(f"[Server message (T)] Welcome to the general channel, {racer.name}.")
        answer = racer.expect(re.compile(".*")).text
        if told := AHEAD.fullmatch(answer):
            return int(told[1])
        self.assertRegex(answer, rf"\[Server message \(\d\d:\d\d:\d\d\)\] {racer.name} has joined the channel\.")
        return None

    def test_one_gets_the_seat_and_the_line_is_let_in_in_exactly_the_told_order(self) -> None:
        self.serve()
        members = self.seat_visitors("ann", "bob", "cat", "dan")
        places = {racer: self.place(racer) for racer in self.race()}
        (winner,) = (racer for racer, place in places.items() if place is None)
        waiters = sorted((racer for racer, place in places.items() if place is not None), key=lambda racer: places[racer] or 0)
        self.assertEqual([places[waiter] for waiter in waiters], list(range(99)))
        for member in members:
            member.expect(f"[Server message (T)] {winner.name} has joined the channel.")
        self.server.expect(f"[Server message (T)] {winner.name} has joined the general channel.")
        self.mark(winner, *members)
        for first in range(0, 99, 5):
            self.empty_and_let_in(waiters[first : first + 5])
        self.follow_the_line(waiters)
        self.figures(waiters[-1], "4/5/0")

    def empty_and_let_in(self, expected: list[Visitor]) -> None:
        """The log says that the channel has been emptied and that these were let in, in this order, and no more."""
        self.server.say("/empty general")
        self.server.expect("[Server message (T)] general has been emptied.")
        for waiter in expected:
            self.server.expect(f"[Server message (T)] {waiter.name} has joined the general channel.")
        self.operator_mark()

    def follow_the_line(self, waiters: list[Visitor]) -> None:
        """Each was told every number on its way to the front, then its own joining and that of those let in with it."""
        for number, waiter in enumerate(waiters):
            for earlier in range(number - 1, -1, -1):
                waiter.expect(f"[Server message (T)] You are in the waiting queue and there are {earlier} user(s) ahead of you.")
            fellows = waiters[number : number // 5 * 5 + 5]
            waiter.expect_exactly(f"[Server message (T)] {fellow.name} has joined the channel." for fellow in fellows)
            if number < 95:
                waiter.expect_end()
