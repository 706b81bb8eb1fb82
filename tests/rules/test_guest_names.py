"""`guest_names: guest-*`: guests are known by their names. G301."""

from dataclasses import replace

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words.policies import PLAIN
from chatroom.words.refusals import Reason
from tests.fakes import house
from tests.rules.replies import kinds, reasons


class GuestNames(SynchronousTestCase):
    """The form is guest-*; ann has an account."""

    def setUp(self) -> None:
        self.place = house(5, policies=replace(PLAIN, guest_names="guest-*"))
        self.place.account("ann")

    def named(self, wish: str) -> str:
        """What somebody who gives that name is called."""
        visitor = self.place.open()
        visitor.ask(c.Introduce(wish))
        return visitor.session.who.nick

    def test_a_name_is_put_into_the_form(self) -> None:
        self.assertEqual(self.named("bob"), "guest-bob")

    def test_one_that_has_the_form_stays(self) -> None:
        self.assertEqual(self.named("Guest-carol"), "Guest-carol")

    def test_what_stands_around_the_name_is_no_name(self) -> None:
        self.assertEqual(self.named("guest-"), "guest-guest-")

    def test_two_that_become_one_are_two(self) -> None:
        self.assertEqual(self.named("bob"), "guest-bob")
        visitor = self.place.open()
        visitor.hear()
        visitor.ask(c.Introduce("guest-bob"))
        self.assertEqual(reasons(visitor.hear()), [Reason.NAME_TAKEN])

    def test_an_account_keeps_its_own(self) -> None:
        visitor = self.place.open()
        visitor.ask(c.Introduce("ann"))
        self.assertIn(e.PasswordAsked, kinds(visitor.hear()))
        visitor.ask(k.Prove("pw"))
        self.assertEqual(visitor.session.who.nick, "ann")
        visitor.ask(c.Rename("annie"))
        self.assertEqual(visitor.session.who.nick, "annie")

    def test_a_new_name_takes_the_form_too(self) -> None:
        visitor = self.place.open()
        visitor.ask(c.Introduce("bob"))
        visitor.ask(c.Rename("rob"))
        self.assertEqual(visitor.session.who.nick, "guest-rob")

    def test_a_name_that_does_not_fit_into_the_form(self) -> None:
        visitor = self.place.open()
        visitor.hear()
        visitor.ask(c.Introduce("a" * 20))
        self.assertEqual(reasons(visitor.hear()), [Reason.NAME_LONG])
