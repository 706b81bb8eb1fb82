"""`guests: off`: nobody is in before a login. G305, S3-03."""

from dataclasses import replace

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.channel import Channel
from chatroom.rules.session import State
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words.policies import PLAIN
from chatroom.words.refusals import Reason
from chatroom.words.resuming import Resume
from tests.fakes import NOON, House, Visitor, house
from tests.rules.replies import kinds, reasons
from tests.rules.test_steps import EXAMPLES

MEMBERS = replace(PLAIN, guests=False)
PW = "Correct-Horse-9"


class MembersOnly(SynchronousTestCase):
    """A house for people with an account; ann has one."""

    def setUp(self) -> None:
        self.place = house(3, policies=MEMBERS)
        self.place.account("ann")

    def visitor(self) -> Visitor:
        visitor = self.place.open()
        self.assertEqual(visitor.hear(), [e.Greeted(NOON, "lobby", 0, 3, 0, guests=False)])
        return visitor

    def test_a_guest_is_told_and_stays_outside(self) -> None:
        visitor = self.visitor()
        visitor.ask(c.Introduce("bob"))
        self.assertEqual(visitor.hear(), [e.Refusal(NOON, Reason.NO_GUESTS, "bob", "lobby")])
        self.assertEqual((visitor.session.state, self.place.realm.people), (State.NAMING, {}))

    def test_after_the_third_name_the_door_is_closed(self) -> None:
        visitor = self.visitor()
        for name in ("bob", "carol", "dave"):
            visitor.ask(c.Introduce(name))
        self.assertEqual(reasons(visitor.hear()), [Reason.NO_GUESTS] * 3)
        self.assertTrue(visitor.transport.closed)

    def test_nothing_but_the_way_in_works_before_a_login(self) -> None:
        works = {c.Introduce, c.Help, c.Set, c.Quit, k.Register, k.Login, k.Prove, k.SignIn, Resume}
        for kind, command in EXAMPLES.items():
            if kind in works:
                continue
            visitor = self.visitor()
            visitor.ask(command)
            self.assertEqual(reasons(visitor.hear()), [Reason.NOT_NOW], kind)
            self.assertEqual(self.place.realm.people, {}, kind)
        visitor = self.visitor()
        visitor.ask(c.Help())
        visitor.ask(c.Set("echo", "off"))
        visitor.ask(c.Quit())
        self.assertEqual(kinds(visitor.hear()), [e.HelpGiven, e.SettingsShown, e.Dismissed])

    def test_with_the_word_and_at_the_prompt(self) -> None:
        visitor = self.visitor()
        visitor.ask(k.Login("ann", "pw"))
        self.assertEqual(kinds(visitor.hear()), [e.SignedIn, e.Welcomed, e.Joined])
        again = self.place.open()
        again.hear()
        again.ask(c.Introduce("ann"))
        again.ask(k.Prove("pw"))
        self.assertEqual(kinds(again.hear()), [e.PasswordAsked, e.SignedIn, e.Welcomed])

    def test_a_newcomer_registers_first(self) -> None:
        visitor = self.visitor()
        visitor.ask(k.Register("bob", PW))
        visitor.ask(k.Login("bob", PW))
        self.assertEqual(kinds(visitor.hear()), [e.Registered, e.SignedIn, e.Welcomed, e.Joined])

    def test_the_time_to_do_it_is_bounded(self) -> None:
        visitor = self.visitor()
        self.place.pass_time(29)
        self.assertFalse(visitor.transport.closed)
        self.place.pass_time(1)
        self.assertEqual(reasons(visitor.hear()), [Reason.TOO_SLOW])
        self.assertTrue(visitor.transport.closed)


class BesideOpenRooms(SynchronousTestCase):
    """One channel for members in a house for everybody."""

    def test_a_guest_stays_where_it_is_until_it_has_an_account(self) -> None:
        place = House([Channel("lobby", 3, PLAIN), Channel("club", 3, MEMBERS)])
        bob = place.enter("bob")
        bob.ask(c.Switch("club"))
        self.assertEqual(bob.hear(), [e.Refusal(NOON, Reason.NO_GUESTS, "bob", "club")])
        self.assertEqual(bob.session.channel, "lobby")
        bob.ask(k.Register("bob", PW))
        bob.ask(c.Switch("club"))
        self.assertEqual(kinds(bob.hear()), [e.Registered, e.Welcomed, e.Joined])
        self.assertEqual(bob.session.channel, "club")
