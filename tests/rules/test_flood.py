"""How fast one may speak. G407."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.bucket import Bucket
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.policies import CLASSIC, Flood
from chatroom.words.refusals import Reason, Refused
from tests.fakes import house


class BucketTests(SynchronousTestCase):
    """Ten at once, then two a second; a paste costs one."""

    def setUp(self) -> None:
        self.bucket = Bucket()

    def said(self, *times: float, **limit: float) -> list[int]:
        """For each moment 0, or the seconds to wait."""
        answers = []
        for now in times:
            try:
                self.bucket.spend(now, Flood(**limit))  # type: ignore[arg-type]
                answers.append(0)
            except Refused as no:
                self.assertIs(no.reason, Reason.FLOOD)
                answers.append(int(no.number))
        return answers

    def test_ten_at_once(self) -> None:
        slow = [n * 0.001 for n in range(11)]
        self.assertEqual(self.said(*slow, gap=0.0), [0] * 10 + [1])

    def test_two_a_second_from_then_on(self) -> None:
        self.said(*[0.0] * 10, gap=-1.0)
        self.assertEqual(self.said(0.5, 0.75, 1.0, 1.25, 1.5, gap=-1.0), [0, 1, 0, 1, 0])

    def test_a_pause_fills_the_bucket_again_and_not_more(self) -> None:
        self.said(*[0.0] * 10, gap=-1.0)
        self.assertEqual(self.said(*[5.0] * 11, gap=-1.0), [0] * 10 + [1])
        self.assertEqual(self.said(*[500.0] * 11, gap=-1.0), [0] * 10 + [1])

    def test_the_seconds_to_wait_are_enough(self) -> None:
        self.said(*[0.0] * 3, gap=-1.0, burst=3, rate=0.25)
        self.assertEqual(self.said(0.0, gap=-1.0, burst=3, rate=0.25), [4])
        self.assertEqual(self.said(1.0, gap=-1.0, burst=3, rate=0.25), [3])
        self.assertEqual(self.said(4.0, gap=-1.0, burst=3, rate=0.25), [0])

    def test_a_paste_of_twenty_costs_one_token(self) -> None:
        paste = [n * 0.25 for n in range(20)]
        self.assertEqual(self.said(*paste), [0] * 20)
        ten = [paste[-1] + 0.01] * 10  # at once: nine tokens are left, and what has come back since
        self.assertEqual(self.said(*ten), [0] * 10)

    def test_the_twenty_first_line_of_a_paste_is_a_line_of_its_own(self) -> None:
        self.assertEqual(self.said(*[0.0] * 29), [0] * 29)  # 1 for the first twenty, 1 for each of nine more
        self.assertEqual(self.said(0.0), [1])

    def test_what_is_too_much_of_a_paste_is_told_so(self) -> None:
        self.said(*[0.0] * 29)
        self.assertEqual(self.assertRaises(Refused, self.bucket.spend, 0.1, Flood()).hint, "paste")
        self.said(*[20.0 + n * 0.001 for n in range(10)], gap=0.0)
        self.assertEqual(self.assertRaises(Refused, self.bucket.spend, 20.02, Flood(gap=0.001)).hint, "")

    def test_an_empty_bucket_refuses_the_whole_paste(self) -> None:
        self.assertEqual(self.said(0.0, 1.0, burst=2, rate=0.1), [0, 0])
        self.assertEqual(self.said(*[2.0] * 5, burst=2, rate=0.1), [8] * 5)

    def test_a_paste_that_stumbles_is_not_carried_by_a_lucky_token(self) -> None:
        self.said(*[0.0] * 10, gap=-1.0)
        self.assertEqual(self.said(0.4, 0.5, 0.6, 0.7), [1, 0, 1, 1])


class FloodTests(SynchronousTestCase):
    """The bucket in the house."""

    def flood(self, lines: int, **more: object) -> list[e.Refusal]:
        place = house(3, **more)  # type: ignore[arg-type]
        alice = place.enter("alice")
        bob = place.enter("bob")
        for n in range(lines):
            alice.say(str(n))
        self.assertEqual([v.text for v in bob.hear() if isinstance(v, e.Said)][:10], [str(n) for n in range(min(10, lines))])
        return [event for event in alice.hear() if isinstance(event, e.Refusal)]

    def test_a_paste_goes_through(self) -> None:
        self.assertEqual(self.flood(20), [])

    def test_more_is_refused_with_the_seconds_and_told_once(self) -> None:
        refused = self.flood(35)
        self.assertEqual([(no.reason, no.number, no.channel) for no in refused], [(Reason.FLOOD, 1, "lobby")])

    def test_told_again_a_second_later(self) -> None:
        place = house(3)
        alice = place.enter("alice")
        told = []
        for _ in range(3):
            for _ in range(50):
                alice.say("x")
            told.append([type(event) for event in alice.hear()].count(e.Refusal))
            place.clock.reactor.advance(0.5)
        self.assertEqual(told, [1, 0, 1])

    def test_classic_never_slows(self) -> None:
        self.assertEqual(self.flood(500, policies=CLASSIC), [])

    def test_leaving_is_free(self) -> None:
        place = house(3)
        alice = place.enter("alice")
        for _ in range(40):
            alice.ask(c.ListChannels())
        self.assertIs(alice.hear()[-1].reason, Reason.FLOOD)
        alice.ask(c.Quit())
        self.assertIsInstance(alice.hear()[-1], e.Dismissed)

    def test_what_is_not_understood_costs_too(self) -> None:
        place = house(3)
        alice = place.enter("alice")
        for _ in range(30):
            place.realm.not_understood(alice.session, Refused(Reason.UNKNOWN_COMMAND, "lsit"))
        self.assertEqual([event.reason for event in alice.hear()], [Reason.UNKNOWN_COMMAND] * 29 + [Reason.FLOOD])

    def test_a_file_is_no_way_out_for_commands(self) -> None:
        place = house(3)
        alice = place.enter("alice")
        for ask, hint in ((lambda: alice.say("x"), "paste"), (lambda: alice.ask(c.ListChannels()), "")):
            place.clock.reactor.advance(9)
            for _ in range(31):
                ask()
            self.assertEqual([event.hint for event in alice.hear() if isinstance(event, e.Refusal)], [hint])

    def test_each_connection_has_its_own(self) -> None:
        place = house(3)
        alice, bob = place.enter("alice"), place.enter("bob")
        for _ in range(40):
            alice.say("x")
        bob.hear()
        bob.say("y")
        self.assertEqual([event.text for event in bob.hear()], ["y"])

    def test_the_unnamed_are_slowed_too(self) -> None:
        place = house(3)
        visitor = place.open()
        for _ in range(30):
            visitor.ask(c.Help())
        self.assertIs(visitor.hear()[-1].reason, Reason.FLOOD)
        visitor.ask(c.Introduce("ann"))
        self.assertIsInstance(visitor.hear()[-1], e.Joined)
