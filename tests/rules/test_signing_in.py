"""Signing in at the name prompt and with the word. G304, G306."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.ports import Busy
from chatroom.rules.session import State
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words.policies import CLASSIC
from chatroom.words.records import KeptAccount, Snapshot
from chatroom.words.refusals import Reason
from chatroom.words.staff import Ban
from tests.fakes import NOON, Visitor, house
from tests.rules.replies import kinds, reasons


class SigningInTests(SynchronousTestCase):
    """Proof of a name, at the prompt or with the word."""

    def setUp(self) -> None:
        self.place = house(3, quiet=3)
        self.account = self.place.account("Ann", "admin")

    def prompted(self, nick: str = "ann", **options: Any) -> Visitor:
        visitor = self.place.open(**options)
        visitor.hear()
        visitor.ask(c.Introduce(nick))
        self.assertEqual(visitor.hear(), [e.PasswordAsked(NOON, "Ann")])
        self.assertIs(visitor.session.state, State.AUTHENTICATING)
        return visitor

    def test_the_right_password_at_the_name_prompt(self) -> None:
        visitor = self.prompted("ANN")
        visitor.ask(k.Prove("pw"))
        self.assertEqual(
            visitor.hear(),
            [
                e.SignedIn(NOON, "Ann", "admin"),
                e.Welcomed(NOON, "lobby", e.Who("Ann", 2, 1), ""),
                e.Joined(NOON, "lobby", 1, e.Who("Ann", 2)),
            ],
        )
        self.assertIs(visitor.session.account, self.account)

    def test_a_wrong_one_is_told_and_the_door_is_closed(self) -> None:
        visitor = self.prompted()
        visitor.ask(k.Prove("pW"))
        self.assertEqual(
            visitor.hear(),
            [e.Refusal(NOON, Reason.WRONG_PASSWORD), e.Dismissed(NOON, "lobby", e.Cause.REFUSED)],
        )
        self.assertTrue(visitor.transport.closed)
        self.assertEqual(self.place.realm.people, {})

    def test_nobody_is_in_before_the_answer(self) -> None:
        visitor = self.prompted()
        self.place.checker.by_hand = True
        visitor.ask(k.Prove("pw"))
        self.assertTrue(visitor.session.checking)
        self.assertEqual((visitor.hear(), self.place.realm.people), ([], {}))
        self.place.checker.fire()
        self.assertFalse(visitor.session.checking)
        self.assertEqual(len(self.place.realm.people), 1)

    def test_the_answer_comes_for_one_who_is_gone(self) -> None:
        visitor = self.prompted()
        self.place.checker.by_hand = True
        visitor.ask(k.Prove("pw"))
        visitor.hang_up()
        self.place.checker.fire()
        self.assertEqual((self.place.realm.people, visitor.session.state), ({}, State.GONE))

    def test_a_checker_that_cannot_closes_the_door(self) -> None:
        visitor = self.prompted()
        self.place.checker.trouble = Busy()
        visitor.ask(k.Prove("pw"))
        self.assertEqual(kinds(visitor.hear()), [e.Refusal, e.Dismissed])
        self.assertTrue(visitor.transport.closed)
        self.place.checker.trouble = None
        self.assertIs(self.place.sign_in("ann").session.state, State.PRESENT)  # nobody's proof was wrong

    def test_with_the_word(self) -> None:
        visitor = self.place.open()
        visitor.hear()
        visitor.ask(k.Login("ann", "pw"))
        self.assertEqual(kinds(visitor.hear()), [e.SignedIn, e.Welcomed, e.Joined])

    def test_the_word_says_whether_the_client_takes_files(self) -> None:
        for files in (True, False):
            visitor = self.place.open()
            visitor.ask(k.Login("ann", "pw", files))
            self.assertEqual((visitor.session.state, visitor.session.files), (State.PRESENT, files))

    def test_unknown_and_known_names_are_answered_alike(self) -> None:
        heard = []
        for nick in ("ann", "nobody"):
            visitor = self.place.open(host=nick)
            visitor.hear()
            visitor.ask(k.Login(nick, "guess"))
            heard.append(visitor.hear())
        self.assertEqual(heard[0], [e.Refusal(NOON, Reason.WRONG_PASSWORD)])
        self.assertEqual(heard[0], heard[1])
        self.assertEqual(self.place.checker.asked, [("verify", "secret of pw"), ("verify", "")])

    def test_no_password_fits_an_account_without_one(self) -> None:
        self.account.secret = ""
        visitor = self.prompted()
        visitor.ask(k.Prove(""))
        self.assertEqual(reasons(visitor.hear()), [Reason.WRONG_PASSWORD])

    def test_three_wrong_words_close_the_door(self) -> None:
        visitor = self.place.open()
        for _ in range(3):
            visitor.ask(k.Login("ann", "guess"))
        self.assertEqual(reasons(visitor.hear()), [Reason.WRONG_PASSWORD] * 3)
        self.assertTrue(visitor.transport.closed)

    def test_a_banned_account(self) -> None:
        self.place.staff()[0].perform(Ban("account:ann", "1h spam"))
        visitor = self.prompted()
        visitor.ask(k.Prove("pw"))
        refusal, _ = visitor.hear()
        self.assertEqual((refusal.reason, refusal.number, refusal.hint), (Reason.BANNED, 3600, "spam"))
        self.assertTrue(visitor.transport.closed)
        self.assertEqual(self.place.realm.people, {})

    def test_look_alikes_are_refused_to_guests(self) -> None:
        for nick in ("\u0430nn", "\u0410NN", "a\u0578\u0578"):
            visitor = self.place.open()
            visitor.ask(c.Introduce(nick))
            self.assertEqual(reasons(visitor.hear()), [Reason.NAME_LOOKS_LIKE], nick)
        guest = self.place.enter("bob")
        for nick in ("ann", "Ann", "\u0430nn"):
            guest.ask(c.Rename(nick))
        self.assertEqual(reasons(guest.hear()), [Reason.NAME_TAKEN, Reason.NAME_TAKEN, Reason.NAME_LOOKS_LIKE])

    def test_what_is_offered_is_free(self) -> None:
        self.place.account("ann2")
        guest = self.place.enter("bob")
        guest.ask(c.Rename("ann"))
        (refusal,) = guest.hear()
        self.assertEqual(refusal.hint, "ann3")

    def test_a_classic_channel_asks_for_no_password(self) -> None:
        place = house(policies=CLASSIC)
        place.account("ann")
        visitor = place.open()
        visitor.ask(c.Introduce("ann"))
        self.assertEqual(reasons(visitor.hear()), [Reason.NAME_TAKEN])
        self.assertEqual(place.realm.people, {})

    def test_thirty_seconds_for_both(self) -> None:
        visitor = self.prompted()
        self.place.pass_time(29)
        self.assertFalse(visitor.transport.closed)
        self.place.pass_time(1)
        self.assertTrue(visitor.transport.closed)

    def test_accounts_of_the_store_are_there_at_the_start(self) -> None:
        kept = KeptAccount("bob", "Bob", "secret of pw", 1.0, (("", "moderator"),))
        place = house(snapshot=Snapshot(accounts=(kept,)))
        bob = place.open()
        bob.hear()
        bob.ask(k.Login("bob", "pw"))
        self.assertEqual(bob.hear()[0], e.SignedIn(NOON, "Bob", "moderator"))
