"""Who may not come in."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.bans import Ban
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.refusals import Reason
from tests.fakes import NOON, House, Visitor, house


class BanTests(SynchronousTestCase):
    """A ban holds for a name in every spelling, at every entry, until its end."""

    def banned(self, ban: Ban) -> tuple[House, Visitor]:
        place = house(3, quiet=3)
        place.realm.bans.add("bob", ban)
        visitor = place.open()
        visitor.hear()
        return place, visitor

    def test_until_it_is_lifted(self) -> None:
        place, visitor = self.banned(Ban("bob", "operator", "spam"))
        visitor.ask(c.Introduce("BOB"))
        self.assertEqual(visitor.hear(), [e.Refusal(NOON, Reason.BANNED, "BOB", "lobby", 0, "spam")])
        place.realm.bans.lift("bob")
        visitor.ask(c.Introduce("BOB"))
        self.assertIsInstance(visitor.hear()[0], e.Welcomed)

    def test_until_its_end(self) -> None:
        place, visitor = self.banned(Ban("bob", "operator", "", NOON + 20))
        place.pass_time(19.0)
        visitor.ask(c.Introduce("bob"))
        self.assertEqual(visitor.hear(), [e.Refusal(NOON + 19, Reason.BANNED, "bob", "lobby", 1)])
        place.pass_time(1.0)
        visitor.ask(c.Introduce("bob"))
        self.assertIsInstance(visitor.hear()[0], e.Welcomed)
        self.assertEqual(len(place.realm.bans), 0)

    def test_it_is_judged_before_the_name(self) -> None:
        place = house(3)
        place.enter("bob")
        place.realm.bans.add("bob", Ban("bob", "operator"))
        visitor = place.open()
        visitor.hear()
        visitor.ask(c.Introduce("bob"))
        self.assertIs(visitor.hear()[0].reason, Reason.BANNED)

    def test_by_another_name(self) -> None:
        place, _ = self.banned(Ban("bob", "operator"))
        alice = place.enter("alice")
        alice.ask(c.Rename("Bob"))
        self.assertEqual(alice.hear(), [e.Refusal(NOON, Reason.BANNED, "Bob", "lobby")])

    def test_by_another_channel(self) -> None:
        place = house(3, quiet=3)
        bob, alice = place.enter("bob"), place.enter("alice")
        bob.hear()
        place.realm.bans.add("bob", Ban("bob", "operator", "spam"))
        bob.ask(c.Switch("quiet"))
        self.assertEqual(bob.hear(), [e.Refusal(NOON, Reason.BANNED, "bob", "quiet", 0, "spam")])
        self.assertEqual(alice.hear(), [])
