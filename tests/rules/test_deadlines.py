"""The heap of what is due: at most one of a kind per subject, earliest first."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.deadlines import Deadlines
from chatroom.rules.sweep import sweep
from tests.fakes import house


def one_check(realm: Any, subject: Any, now: Any) -> None:
    """Never asked here: it stands for a kind."""


def other_check(realm: Any, subject: Any, now: Any) -> None:
    """Another kind."""


def taken(deadlines: Deadlines, now: float) -> list[Any]:
    return [pair[1] for pair in iter(lambda: deadlines.due(now), None) if pair]


class DeadlineTests(SynchronousTestCase):
    """What is taken out, and in which order."""

    def setUp(self) -> None:
        self.deadlines = Deadlines()

    def test_earliest_first_and_not_too_early(self) -> None:
        for when, subject in ((3.0, "c"), (1.0, "a"), (2.0, "b")):
            self.deadlines.add(when, one_check, subject)
        self.assertEqual(taken(self.deadlines, 0.999), [])
        self.assertEqual(taken(self.deadlines, 2.0), ["a", "b"])
        self.assertEqual((len(self.deadlines), list(self.deadlines)), (1, [(one_check, "c")]))

    def test_of_the_same_time_the_first_added(self) -> None:
        for subject in (object(), object(), object()):  # which cannot be compared
            self.deadlines.add(1.0, one_check, subject)
        expected = [subject for _, subject in self.deadlines]
        self.assertEqual(taken(self.deadlines, 1.0), expected)

    def test_a_later_entry_replaces_the_earlier(self) -> None:
        self.deadlines.add(1.0, one_check, "a")
        self.deadlines.add(5.0, one_check, "a")
        self.assertEqual((len(self.deadlines), taken(self.deadlines, 4.0)), (1, []))
        self.deadlines.add(2.0, one_check, "a")
        self.assertEqual((taken(self.deadlines, 2.0), taken(self.deadlines, 9.0)), (["a"], []))

    def test_two_kinds_of_one_subject(self) -> None:
        self.deadlines.add(1.0, one_check, "a")
        self.deadlines.add(2.0, other_check, "a")
        self.deadlines.drop(one_check, "a")
        self.assertEqual(self.deadlines.due(9.0), (other_check, "a"))

    def test_dropping_what_is_not_there(self) -> None:
        self.deadlines.drop(one_check, "a")
        self.assertEqual(len(self.deadlines), 0)

    def test_what_was_replaced_or_dropped_does_not_pile_up(self) -> None:
        for n in range(10_000):
            self.deadlines.add(1000.0 + n, one_check, n % 7)
        self.assertEqual(len(self.deadlines), 7)
        self.assertLess(len(self.deadlines._heap), 100)
        self.assertEqual(taken(self.deadlines, 1e9), [(9993 + n) % 7 for n in range(7)])

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.sampled_from("ad"), st.integers(0, 20), st.sampled_from("xyz")), max_size=200))
    def test_like_a_plain_table(self, steps: list[tuple[str, int, str]]) -> None:
        deadlines, plain = Deadlines(), dict[str, int]()
        for what, when, subject in steps:
            if what == "a":
                deadlines.add(when, one_check, subject)
                plain[subject] = when
            else:
                deadlines.drop(one_check, subject)
                plain.pop(subject, None)
        for now in range(21):
            self.assertEqual(sorted(taken(deadlines, now)), sorted(s for s, when in plain.items() if when == now))


class SweepTests(SynchronousTestCase):
    """The look at the clock."""

    def test_a_check_that_comes_too_early_is_asked_again_in_time(self) -> None:
        place = house(1)
        asked: list[float] = []

        def check(realm: Any, subject: Any, now: Any) -> float | None:
            asked.append(now.mono)
            return 5.0 if now.mono < 5.0 else None

        place.realm.deadlines.add(2.0, check, "a")
        place.pass_time(10.0)
        self.assertEqual((asked, len(place.realm.deadlines)), ([2.0, 5.0], 0))

    def test_what_is_due_is_done_in_one_look(self) -> None:
        place = house(1)
        asked: list[str] = []

        def check(realm: Any, subject: Any, now: Any) -> None:
            asked.append(subject)

        for when, subject in ((2.0, "b"), (1.0, "a"), (3.0, "c")):
            place.realm.deadlines.add(when, check, subject)
        place.clock.reactor.advance(2.5)
        sweep(place.realm, place.realm.now())
        self.assertEqual(asked, ["a", "b"])
