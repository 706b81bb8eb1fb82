"""G312: three wrong proofs a minute, per account and per address; then growing waits. Right ones are free."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.defer import CancelledError, Deferred
from twisted.trial.unittest import SynchronousTestCase

from chatroom.doors.gatekeeper import AccountGate
from chatroom.ports import Busy
from chatroom.rules.throttle import BOUND, LINE, Proof, Throttle
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words.refusals import Reason, Refused
from tests.fakes import House, house
from tests.rules.replies import reasons


class ThrottleCase(SynchronousTestCase):
    """A throttle of its own."""

    def setUp(self) -> None:
        self.throttle = Throttle()

    def ask(self, now: float, account: str = "ann", address: str = "1.2.3.4") -> tuple[Proof, list[object]]:
        """A proof, and what became of it: "checked" or the refusal it was told later; nothing as long as it waits."""
        fate: list[object] = []
        proof = Proof(account, address, lambda: fate.append("checked"), fate.append)
        self.throttle.enter(proof, now)
        return proof, fate

    def refused(self, now: float, account: str = "ann", address: str = "1.2.3.4") -> float:
        """The seconds to wait, or 0 for a proof that was let through and was wrong."""
        try:
            proof, fate = self.ask(now, account, address)
        except Refused as no:
            self.assertIs(no.reason, Reason.THROTTLED)
            return no.number
        self.assertEqual(fate, ["checked"])
        self.throttle.end(proof, False, now)
        return 0


class ThrottleTests(ThrottleCase):
    """A function of time."""

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

    def test_right_ones_are_free_and_do_not_wash_away_wrong_ones(self) -> None:
        for n in range(30):
            self.throttle.end(self.ask(100.0, f"pupil{n}")[0], True, 100.0)
        self.assertEqual(len(self.throttle._wrongs), 0)
        self.refused(100.0), self.refused(100.0)
        self.throttle.end(self.ask(100.0, "eve")[0], True, 100.0)
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


class LineTests(ThrottleCase):
    """Those who come while three are being checked wait behind them, in order."""

    def fates(self, *proofs: tuple[Proof, list[object]]) -> list[str]:
        return [str(getattr(fate[0], "reason", fate[0])) if fate else "waits" for _, fate in proofs]

    def test_the_fourth_waits_for_one_of_the_three(self) -> None:
        asked = [self.ask(100.0) for _ in range(5)]
        self.assertEqual(self.fates(*asked), ["checked"] * 3 + ["waits"] * 2)
        self.throttle.end(asked[1][0], True, 100.0)
        self.assertEqual(self.fates(*asked), ["checked"] * 4 + ["waits"])
        for proof, _ in asked[:4]:
            if proof is not asked[1][0]:
                self.throttle.end(proof, True, 100.0)
        self.throttle.end(asked[4][0], True, 100.0)
        self.assertEqual((self.fates(*asked), len(self.throttle._wrongs)), (["checked"] * 5, 0))

    def test_three_wrong_ones_refuse_all_behind_them_at_once(self) -> None:
        asked = [self.ask(100.0) for _ in range(60)]
        for proof, _ in asked[:3]:
            self.throttle.end(proof, False, 130.0)
        self.assertEqual(self.fates(*asked), ["checked"] * 3 + ["Reason.THROTTLED"] * 57)
        self.assertEqual({fate[0].number for _, fate in asked[3:]}, {60})  # type: ignore[attr-defined]
        self.assertEqual(self.refused(131.0), 59)

    def test_a_wrong_one_leaves_room_for_one_less(self) -> None:
        asked = [self.ask(100.0) for _ in range(5)]
        self.throttle.end(asked[0][0], False, 100.0)
        self.assertEqual(self.fates(*asked), ["checked"] * 3 + ["waits"] * 2)
        self.throttle.end(asked[1][0], True, 100.0)
        self.assertEqual(self.fates(*asked), ["checked"] * 4 + ["waits"])

    def test_account_and_address_make_one_line(self) -> None:
        for n in range(3):
            self.ask(100.0, "ann", f"10.0.0.{n}")
        behind = self.ask(100.0, "ann", "10.0.0.9")
        same_address = self.ask(100.0, "bob", "10.0.0.9")
        other = self.ask(100.0, "bob", "10.0.0.8")
        stranger = self.ask(100.0, "eve", "10.0.0.7")
        self.assertEqual(self.fates(behind, same_address, other, stranger), ["waits", "waits", "waits", "checked"])
        self.assertTrue(self.throttle.leave(behind[0], 101.0))
        self.assertEqual(self.fates(behind, same_address, other), ["waits", "checked", "checked"])

    def test_whoever_leaves_is_never_checked(self) -> None:
        asked = [self.ask(100.0) for _ in range(6)]
        self.assertEqual([self.throttle.leave(proof, 100.0) for proof, _ in asked[2:5]], [False, True, True])
        for proof, _ in asked[:3]:
            self.throttle.end(proof, True, 100.0)
        self.assertEqual(self.fates(*asked), ["checked"] * 3 + ["waits", "waits", "checked"])
        self.assertFalse(self.throttle.leave(asked[5][0], 100.0))

    def test_no_more_than_so_many_wait(self) -> None:
        asked = [self.ask(100.0) for _ in range(3 + LINE)]
        no = self.assertRaises(Refused, self.ask, 100.0)
        self.assertIs(no.reason, Reason.BUSY)
        self.assertEqual(self.fates(self.ask(100.0, "bob", "5.6.7.8")), ["checked"])  # who need not wait does not care
        self.throttle.end(asked[0][0], True, 100.0)
        self.assertEqual(self.fates(self.ask(100.0)), ["waits"])

    def test_after_a_long_wait_one_at_a_time(self) -> None:
        for _ in range(3):
            self.refused(100.0)
        self.refused(160.0)
        asked = [self.ask(161.0) for _ in range(3)]
        self.assertEqual(self.fates(*asked), ["checked", "waits", "waits"])
        self.throttle.end(asked[0][0], True, 161.0)
        self.assertEqual(self.fates(*asked), ["checked", "checked", "waits"])

    def test_a_check_that_is_over_at_once_moves_the_line_without_end(self) -> None:
        first, *_ = [self.ask(100.0)[0] for _ in range(3)]
        proofs: list[Proof] = []
        answers: list[object] = []

        def add(n: int) -> None:
            def go() -> None:
                answers.append(n)
                self.throttle.end(proofs[n], True, 100.0)

            proofs.append(Proof("ann", "1.2.3.4", go, answers.append))
            self.throttle.enter(proofs[n], 100.0)

        for n in range(LINE):
            add(n)
        self.throttle.end(first, True, 100.0)
        self.assertEqual(answers, list(range(LINE)))

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)), max_size=60))
    def test_nobody_overtakes_and_nobody_is_forgotten(self, steps: list[tuple[int, int, int]]) -> None:
        """Whatever comes, ends and leaves: at most FREE of one kind are checked at once, in order, and in the end none waits."""
        self.throttle = Throttle()
        waiting: list[Proof] = []
        checked: list[Proof] = []
        order: list[Proof] = []

        def proof(account: int, address: int) -> Proof:
            def go() -> None:
                for other in waiting[: waiting.index(made)]:
                    self.assertTrue(set(other.keys).isdisjoint(made.keys))
                waiting.remove(made)
                checked.append(made)
                order.append(made)

            made = Proof(str(account), str(address), go, lambda _: waiting.remove(made))
            return made

        for what, account, address in steps:
            if what < 2:
                waiting.append(proof(account, address))
                self.throttle.enter(waiting[-1], 100.0)
            elif what == 2 and checked:
                self.throttle.end(checked.pop(account % len(checked)), True, 100.0)
            elif what == 3 and waiting:
                gone = waiting.pop(account % len(waiting))
                self.assertTrue(self.throttle.leave(gone, 100.0))
            for key in {key for one in checked for key in one.keys}:
                self.assertLessEqual(sum(key in one.keys for one in checked), 3)
        while checked:
            self.throttle.end(checked.pop(0), True, 100.0)
        self.assertEqual((waiting, len(self.throttle._line), len(self.throttle._wrongs)), ([], 0, 0))


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

    def test_nor_are_the_many_addresses_of_one_ipv6_visitor(self) -> None:
        answers = [self.guess(f"pupil{n}", f"2001:db8:1:2::{n}") for n in range(1, 7)]
        self.assertEqual(answers, [[Reason.WRONG_PASSWORD]] * 3 + [[Reason.THROTTLED]] * 3)
        self.assertEqual(self.guess("pupil9", "2001:db8:1:3::1"), [Reason.WRONG_PASSWORD])
        self.assertEqual([self.guess("ann", host) for host in ("::ffff:1.2.3.4", "1.2.3.4")], [[Reason.WRONG_PASSWORD]] * 2)

    def test_many_at_once_are_no_way_round(self) -> None:
        self.place.checker.by_hand = True
        visitors = [self.place.open(host=f"10.0.0.{n}") for n in range(60)]
        for nick in ("ann", "nobody"):
            before = len(self.place.checker.asked)
            for visitor in visitors:
                visitor.hear()
                visitor.ask(k.Login(nick, "guess"))
            self.assertEqual({visitor.session.checking for visitor in visitors}, {True})
            for _ in range(3):
                self.place.checker.fire()
            answers = [reason for visitor in visitors for reason in reasons(visitor.hear())]
            self.assertEqual(answers, [Reason.WRONG_PASSWORD] * 3 + [Reason.THROTTLED] * 57)
            self.assertEqual(len(self.place.checker.asked) - before, 3)
            self.assertEqual({visitor.session.checking for visitor in visitors}, {False})
            self.place.clock.reactor.advance(600)

    def test_thirty_right_ones_at_the_very_same_moment(self) -> None:
        place = self.place
        place.checker.by_hand = True
        gate = AccountGate(place.realm)
        visitors = [place.open(host="1.2.3.4") for _ in range(30)]
        answers: list[Deferred[Any]] = []
        for n, visitor in enumerate(visitors):
            place.account(f"pupil{n}x")
            if n % 3 == 0:
                visitor.ask(c.Introduce(f"pupil{n}x"))
                visitor.ask(k.Prove("pw"))
            elif n % 3 == 1:
                visitor.ask(k.Login(f"pupil{n}x", "pw"))
            else:
                answers.append(gate.by_password(f"pupil{n}x", "pw", "1.2.3.4"))
        for done in range(30):
            self.assertEqual(len(place.checker.asked), min(30, done + 3))
            place.checker.fire()
        self.assertEqual([visitor.session.member is not None for visitor in visitors], [True, True, False] * 10)
        self.assertEqual([self.successResultOf(answer).name for answer in answers], [f"pupil{n}x" for n in range(2, 30, 3)])

    def test_whoever_goes_while_it_waits_costs_nothing(self) -> None:
        place = self.place
        place.checker.by_hand = True
        gate = AccountGate(place.realm)
        first = [place.open(host="1.2.3.4") for _ in range(3)]
        for visitor in first:
            visitor.ask(k.Login("ann", "pw"))
        lost, late, ssh = place.open(host="1.2.3.4"), place.open(host="1.2.3.4"), gate.by_password("ann", "pw", "1.2.3.4")
        for visitor in (lost, late):
            visitor.ask(c.Introduce("ann"))
            visitor.ask(k.Prove("pw"))
        woken: list[bool] = []
        late.session.wake = lambda: woken.append(True)
        lost.hang_up()
        ssh.cancel()
        self.failureResultOf(ssh, CancelledError)
        place.pass_time(31)  # the time to sign in is over
        self.assertEqual((reasons(late.hear()), late.transport.closed, woken), ([Reason.TOO_SLOW], True, [True]))
        self.assertEqual(len(place.realm.throttle._line), 0)
        for _ in first:
            place.checker.fire()
        self.assertEqual(len(place.checker.asked), 3)
        self.assertEqual(place.realm.throttle._wrongs, {})

    def test_too_many_in_line_are_told_to_come_again(self) -> None:
        self.place.checker.by_hand = True
        crowd = [self.place.open(host="1.2.3.4") for _ in range(3 + LINE + 1)]
        for visitor in crowd:
            visitor.hear()
            visitor.ask(k.Login("ann", "pw"))
        self.assertEqual([reasons(visitor.hear()) for visitor in crowd], [[]] * (3 + LINE) + [[Reason.BUSY]])
        self.assertFalse(crowd[-1].session.checking)
        gate = AccountGate(self.place.realm)
        self.assertIsNone(self.successResultOf(gate.by_password("ann", "pw", "1.2.3.4")))

    def test_a_checker_that_cannot_lets_the_line_move_on(self) -> None:
        self.place.checker.by_hand = True
        self.place.checker.trouble = Busy()
        crowd = [self.place.open(host="1.2.3.4") for _ in range(9)]
        for visitor in crowd:
            visitor.hear()
            visitor.ask(k.Login("ann", "pw"))
        for _ in crowd:
            self.place.checker.fire()
        self.assertEqual([reasons(visitor.hear()) for visitor in crowd], [[Reason.BUSY]] * 9)
        self.assertEqual(self.place.realm.throttle._wrongs, {})

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
