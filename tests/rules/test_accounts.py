"""One person on many connections, and its password. G304, G308."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.session import State
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words.refusals import Reason
from tests.fakes import NOON, ScriptedChecker, SlowStore, house
from tests.rules.replies import kinds, reasons

PW = "Correct-Horse-9"


class OnePersonTests(SynchronousTestCase):
    """G308: an account is one person with one seat, on as many connections as it likes."""

    def setUp(self) -> None:
        self.place = house(2, quiet=2)
        self.place.account("ann")
        self.one, self.bob = self.place.sign_in("ann"), self.place.enter("bob")
        self.one.hear()

    def test_a_second_connection_sits_in_the_same_seat(self) -> None:
        two = self.place.sign_in("ann")
        self.assertIs(two.session.person, self.one.session.person)
        self.assertIs(two.session.member, self.one.session.member)
        self.assertEqual((self.one.hear(), self.bob.hear()), ([], []))
        self.assertEqual(len(self.place.realm.channels["lobby"].members), 2)

    def test_it_waits_in_the_same_place(self) -> None:
        self.place.account("eve")
        one, two = self.place.sign_in("eve"), self.place.sign_in("eve")
        self.assertEqual(len(self.place.realm.channels["lobby"].queue), 1)
        self.bob.hang_up()
        self.assertEqual([type(x.hear()[-1]) for x in (one, two)], [e.Joined, e.Joined])

    def test_whatever_it_is_called_at_the_moment(self) -> None:
        self.one.ask(c.Rename("annie"))
        two = self.place.open()
        two.ask(k.Login("ann", "pw"))
        self.assertIs(two.session.person, self.one.session.person)
        self.assertEqual(len(self.place.realm.people), 2)
        self.assertEqual([event.who.nick for event in two.hear() if isinstance(event, e.Welcomed)], ["annie"])

    def test_its_name_stays_its_own_when_it_is_called_otherwise(self) -> None:
        self.one.ask(c.Rename("annie"))
        self.bob.hear()
        self.bob.ask(c.Rename("ann"))
        self.assertEqual(reasons(self.bob.hear()), [Reason.NAME_TAKEN])
        self.one.hear()
        self.one.ask(c.Rename("ann"))
        self.assertEqual(kinds(self.one.hear()), [e.Renamed])

    def test_it_goes_with_the_last(self) -> None:
        two = self.place.sign_in("ann")
        self.one.hang_up()
        self.assertEqual(self.bob.hear(), [])
        two.hang_up()
        self.assertEqual(self.bob.hear(), [])  # its seat is kept for a while
        self.place.pass_time(30.0)
        self.assertEqual(kinds(self.bob.hear()), [e.Left])


class PasswdTests(SynchronousTestCase):
    """A new password for the old one."""

    def setUp(self) -> None:
        self.place = house()
        self.account = self.place.account("ann")
        self.ann = self.place.sign_in("ann")

    def test_the_new_one_works_and_the_old_one_does_not(self) -> None:
        two = self.place.sign_in("ann")
        self.ann.ask(k.Passwd("pw", PW))
        self.assertEqual(self.ann.hear(), [e.PasswordChanged(NOON, "ann")])
        self.assertEqual(self.place.snapshot().accounts[0].secret, f"secret of {PW}")
        self.assertIs(two.session.state, State.PRESENT)
        self.assertIsNone(self.place.sign_in("ann", password="pw").session.person)
        self.assertIsNotNone(self.place.sign_in("ann", password=PW).session.person)

    def test_refusals_change_nothing(self) -> None:
        for old, new, reason in (
            ("wrong", PW, Reason.WRONG_PASSWORD),
            ("pw", "short", Reason.WEAK_PASSWORD),
            ("pw", "x" * 1025, Reason.LONG_PASSWORD),
        ):
            self.ann.ask(k.Passwd(old, new))
            self.assertEqual(reasons(self.ann.hear()), [reason])
        bob = self.place.enter("bob")
        bob.ask(k.Passwd("pw", PW))
        self.assertEqual(reasons(bob.hear()), [Reason.NO_ACCOUNT])
        self.assertEqual(self.account.secret, "secret of pw")
        self.assertIs(self.ann.session.state, State.PRESENT)

    def test_what_cannot_be_kept_does_not_change(self) -> None:
        store = SlowStore()
        place = house(store=store)
        account = place.account("ann")
        ann = place.sign_in("ann")
        ann.ask(k.Passwd("pw", PW))
        self.assertEqual((ann.hear(), account.secret), ([], "secret of pw"))
        store.fire(fails=True)
        self.assertEqual(reasons(ann.hear()), [Reason.NOT_STORED])
        self.assertEqual((account.secret, ann.session.checking), ("secret of pw", False))

    def test_guesses_are_counted(self) -> None:
        for _ in range(4):
            self.ann.ask(k.Passwd("guess", PW))
        self.assertEqual(reasons(self.ann.hear()), [Reason.WRONG_PASSWORD] * 3 + [Reason.THROTTLED])

    def test_no_password_in_any_repr(self) -> None:
        for command in (k.Register("ann", PW), k.Login("ann", PW), k.Passwd(PW, PW), k.Prove(PW)):
            self.assertNotIn(PW, repr(command))


class ScriptedCheckerTests(SynchronousTestCase):
    """The fake itself."""

    def test_answers_by_hand_come_in_order(self) -> None:
        checker, heard = ScriptedChecker(), []
        checker.by_hand = True
        checker.hash("a").addCallback(heard.append)
        checker.verify("secret of a", "a").addCallback(heard.append)
        self.assertEqual(heard, [])
        checker.fire()
        checker.fire()
        self.assertEqual(heard, ["secret of a", True])
