"""G312: three wrong proofs a minute, per account and per address; then growing waits. Right ones are free."""

from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase

from chatroom.doors.gatekeeper import AccountGate
from chatroom.rules.throttle import BOUND, Throttle
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words.refusals import Reason, Refused
from tests.fakes import House, house


class ThrottleTests(SynchronousTestCase):
    """A function of time."""

    def setUp(self) -> None:
        self.throttle = Throttle()

    def refused(self, now: float, account: str = "ann", address: str = "1.2.3.4") -> float:
        """The seconds to wait, or 0 for a proof that was let through and was wrong."""
        try:
            self.throttle.begin(account, address, now)
        except Refused as no:
            self.assertIs(no.reason, Reason.THROTTLED)
            return no.number
        self.throttle.end(account, address, False, now)
        return 0

    def test_the_fourth_has_to_wait(self) -> None:
        self.assertEqual([self.refused(100.0 + n) for n in range(4)], [0, 0, 0, 59])

    def test_per_account_from_everywhere(self) -> None:
        for n in range(3):
            self.refused(100.0, address=f"10.0.0.{n}")
        self.assertEqual(self.refused(100.0, address="10.0.0.9"), 60)
        self.assertEqual(self.refused(100.0, account="bob", address="10.0.0.1"), 0)

    def test_per_address_for_all_accounts(self) -> None:
        for n in range(3):
            self.refused(100.0, account=f"user{n}")
        self.assertEqual(self.refused(100.0, account="user9"), 60)
        self.assertEqual(self.refused(100.0, account="user0", address="5.6.7.8"), 0)

    def test_waits_double_up_to_five_minutes(self) -> None:
        now, waits = 100.0, []
        for _ in range(6):
            for _ in range(3):
                self.assertEqual(self.refused(now), 0)
            waits.append(self.refused(now))
            now += waits[-1]
        self.assertEqual(waits, [60, 120, 240, 300, 300, 300])

    def test_never_more_than_three_in_any_minute(self) -> None:
        let_through = [n for n in range(1000) if not self.refused(float(n))]
        for first in let_through:
            self.assertLessEqual(sum(first <= n < first + 60 for n in let_through), 3)
        self.assertEqual(let_through[:4], [0, 1, 2, 62])

    def test_those_that_are_being_checked_count(self) -> None:
        for _ in range(3):
            self.throttle.begin("ann", "1.2.3.4", 100.0)
        self.assertRaises(Refused, self.throttle.begin, "ann", "1.2.3.4", 100.0)
        for _ in range(3):
            self.throttle.end("ann", "1.2.3.4", True, 100.0)
        self.throttle.begin("ann", "1.2.3.4", 100.0)

    def test_right_ones_are_free_and_do_not_wash_away_wrong_ones(self) -> None:
        for n in range(30):
            self.throttle.begin(f"pupil{n}", "1.2.3.4", 100.0)
            self.throttle.end(f"pupil{n}", "1.2.3.4", True, 100.0)
        self.assertEqual(len(self.throttle._wrongs), 0)
        self.refused(100.0), self.refused(100.0)
        self.throttle.begin("eve", "1.2.3.4", 100.0)
        self.throttle.end("eve", "1.2.3.4", True, 100.0)
        self.assertEqual([self.refused(100.0), self.refused(100.0)], [0, 60])

    def test_quiet_is_forgiven(self) -> None:
        for _ in range(3):
            self.refused(100.0)
        self.assertEqual([self.refused(100.0 + 60 + 300) for _ in range(4)], [0, 0, 0, 60])

    def test_what_is_refused_leaves_nothing_behind(self) -> None:
        for _ in range(3):
            self.refused(100.0)
        for n in range(1000):
            self.assertEqual(self.refused(100.0, account=f"name{n}"), 60)
        self.assertEqual(len(self.throttle._wrongs), 2)

    def test_it_remembers_no_more_than_so_many(self) -> None:
        for n in range(BOUND):
            self.refused(float(n), account=f"user{n}", address=f"host{n}")
        self.assertLess(len(self.throttle._wrongs), BOUND + 2)
        for n in range(BOUND + 10):
            self.throttle.registers(f"host{n}", float(n))
        self.assertLess(len(self.throttle._registered), BOUND + 1)


class DoorsTests(SynchronousTestCase):
    """The same counters at every door."""

    def setUp(self) -> None:
        self.place: House = house(40)
        self.place.account("ann", "admin")

    def guess(self, nick: str = "ann", host: str = "1.2.3.4") -> list[Reason]:
        visitor = self.place.open(host=host)
        visitor.ask(k.Login(nick, "guess"))
        return [event.reason for event in visitor.hear() if isinstance(event, e.Refusal)]

    def test_sixty_guesses_in_a_minute_and_three_of_them_cost_a_hash(self) -> None:
        answers = []
        for _ in range(60):
            answers += self.guess()
            self.place.clock.reactor.advance(1.0)
        self.assertEqual(answers, [Reason.WRONG_PASSWORD] * 3 + [Reason.THROTTLED] * 57)
        self.assertEqual(len(self.place.checker.asked), 3)

    def test_many_at_once_are_no_way_round(self) -> None:
        self.place.checker.by_hand = True
        for n in range(60):
            self.guess(host=f"10.0.0.{n}")
        self.assertEqual(len(self.place.checker.asked), 3)

    def test_unknown_names_are_counted_alike(self) -> None:
        answers = [self.guess("nobody", f"10.0.0.{n}")[0] for n in range(4)]
        self.assertEqual(answers, [Reason.WRONG_PASSWORD] * 3 + [Reason.THROTTLED])

    def test_the_prompt_shares_them_and_closes(self) -> None:
        for _ in range(3):
            self.guess()
        visitor = self.place.open(host="1.2.3.4")
        visitor.ask(c.Introduce("ann"))
        visitor.ask(k.Prove("pw"))
        refusal = visitor.hear()[-2]
        self.assertEqual((refusal.reason, refusal.number), (Reason.THROTTLED, 60))
        self.assertTrue(visitor.transport.closed)

    def test_ssh_shares_them(self) -> None:
        gate = AccountGate(self.place.realm)
        answers: list[Deferred[object]] = [gate.by_password("ann", "guess", "9.9.9.9") for _ in range(3)]
        self.assertEqual([self.successResultOf(answer) for answer in answers], [None] * 3)
        self.assertEqual(self.guess(), [Reason.THROTTLED])
        self.assertIsNone(self.successResultOf(gate.by_password("ann", "pw", "9.9.9.9")))
        self.assertEqual(len(self.place.checker.asked), 3)
        self.place.clock.reactor.advance(60.0)
        login = self.successResultOf(gate.by_password("ann", "pw", "9.9.9.9"))
        assert login is not None
        self.assertEqual(login.name, "ann")

    def test_thirty_right_logins_from_one_address(self) -> None:
        for n in range(30):
            self.place.account(f"pupil{n}x")
            visitor = self.place.sign_in(f"pupil{n}x", host="1.2.3.4")
            self.assertIsNotNone(visitor.session.member, n)
        for _ in range(30):
            self.assertIsNotNone(self.place.sign_in("ann", host="1.2.3.4").session.member)
