"""Not hearing somebody, for good: an account's list, its other connections, the other's other names. G405."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.accounts import Accounts
from chatroom.rules.hiding import ignore
from chatroom.rules.ignoring import MOST_IGNORED
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words.refusals import Reason
from tests.fakes import NOON, RefusingStore, SlowStore, Visitor, house


def texts(visitor: Visitor) -> list[str]:
    return [event.text for event in visitor.hear() if isinstance(event, e.Said | e.Whispered)]


class IgnoringTests(SynchronousTestCase):
    """bob and ann have accounts; bob does not want to hear from ann."""

    def house(self, store: Any = None) -> None:
        self.place = house(9, store=store)
        self.place.account("bob"), self.place.account("ann")
        self.bob, self.ann = self.place.sign_in("bob"), self.place.sign_in("ann")
        self.bob.hear()

    def setUp(self) -> None:
        self.house()

    def ask(self, visitor: Visitor, nick: str) -> list[Any]:
        visitor.ask(c.Ignore(nick))
        return visitor.hear()

    def test_it_lasts_for_an_account(self) -> None:
        self.assertEqual(self.ask(self.bob, "ANN"), [e.IgnoreSet(NOON, "ANN", True)])
        (bob,) = [account for account in self.place.snapshot().accounts if account.nick == "bob"]
        self.assertEqual(bob.ignores, (("ann", "ann"),))
        self.bob.ask(c.Quit())
        self.assertEqual(self.place.realm.ignored, {})
        again = self.place.sign_in("bob")
        self.ann.say("hello")
        self.assertEqual(texts(again), [])
        self.assertEqual(self.ask(again, ""), [e.IgnoreList(NOON, ("ann",))])
        self.assertEqual(self.ask(again, "ann"), [e.IgnoreSet(NOON, "ann", False)])
        self.assertEqual([account.ignores for account in self.place.snapshot().accounts], [(), ()])
        self.ann.say("hello")
        self.assertEqual(texts(again), ["hello"])

    def test_the_next_start_knows_it(self) -> None:
        self.ask(self.bob, "ann")
        account = Accounts(self.place.snapshot().accounts).get("bob")
        assert account is not None
        self.assertEqual(account.ignores, {"ann": "ann"})

    def test_it_goes_by_the_others_account_under_any_name(self) -> None:
        self.ann.ask(c.Rename("queen"))
        self.bob.hear()
        self.ask(self.bob, "queen")
        self.assertEqual(self.ask(self.bob, ""), [e.IgnoreList(NOON, ("ann",))])
        for name in ("ann", "empress"):
            self.ann.ask(c.Rename(name))
            self.bob.hear()
            self.ann.say("me again")
            self.assertEqual(texts(self.bob), [], name)
        self.ann.ask(c.Quit())
        again = self.place.sign_in("ann")
        self.bob.hear()
        again.say("me again")
        self.assertEqual(texts(self.bob), [])
        self.assertEqual([account.ignores for account in self.place.snapshot().accounts], [(), (("ann", "ann"),)])

    def test_all_connections_on_both_sides(self) -> None:
        self.ask(self.bob, "ann")
        second, anns = self.place.sign_in("bob"), self.place.sign_in("ann")
        for speaker in (self.ann, anns):
            speaker.say("hello")
            speaker.ask(c.Whisper("bob", "psst"))
        self.assertEqual((texts(self.bob), texts(second)), ([], []))
        self.ask(second, "ann")
        anns.say("hello")
        self.assertEqual((texts(self.bob), texts(second)), (["hello"], ["hello"]))

    def test_a_guest_of_another_name_is_followed_and_kept(self) -> None:
        eve = self.place.enter("eve")
        self.ask(self.bob, "eve")
        eve.ask(c.Rename("eva"))
        self.assertEqual([account.ignores for account in self.place.snapshot().accounts], [(), (("eva", "eva"),)])

    def test_who_is_not_there_but_has_an_account(self) -> None:
        self.ann.ask(c.Quit())
        self.bob.hear()
        self.assertEqual(self.ask(self.bob, "ann"), [e.IgnoreSet(NOON, "ann", True)])
        self.assertEqual([event.reason for event in self.ask(self.bob, "zoe")], [Reason.NOT_HERE])

    def test_neither_oneself_under_another_name(self) -> None:
        self.bob.ask(c.Rename("robert"))
        self.bob.hear()
        for name in ("bob", "Robert"):
            self.assertEqual([event.reason for event in self.ask(self.bob, name)], [Reason.USAGE])

    def test_a_guest_takes_its_list_into_its_account(self) -> None:
        eve = self.place.enter("eve")
        self.ask(eve, "ann")
        self.assertEqual([account.ignores for account in self.place.snapshot().accounts], [(), ()])
        eve.ask(k.Register("eve", "correct horse"))
        self.assertEqual([account.ignores for account in self.place.snapshot().accounts][-1], (("ann", "ann"),))
        self.ask(eve, "bob")
        self.assertEqual([account.ignores for account in self.place.snapshot().accounts][-1], (("ann", "ann"), ("bob", "bob")))

    def test_what_is_not_stored_has_not_happened(self) -> None:
        self.house(RefusingStore())
        self.assertEqual([event.reason for event in self.ask(self.bob, "ann")], [Reason.NOT_STORED])
        self.assertEqual(self.ask(self.bob, ""), [e.IgnoreList(NOON, ())])
        self.ann.say("hello")
        self.assertEqual(texts(self.bob), ["hello"])

    def test_it_is_answered_when_it_is_kept_and_not_before(self) -> None:
        store = SlowStore()
        self.house(store)
        self.assertEqual((self.ask(self.bob, "ann"), self.bob.session.checking), ([], True))
        self.ann.say("still heard")
        self.assertEqual(texts(self.bob), ["still heard"])
        store.fire()
        self.assertEqual((self.bob.hear(), self.bob.session.checking), ([e.IgnoreSet(NOON, "ann", True)], False))
        self.ask(self.bob, "ann")
        self.bob.ask(c.Quit())
        store.fire()  # and somebody who did not wait finds it done
        again = self.place.sign_in("bob")
        self.ann.say("hello")
        self.assertEqual(texts(again), ["hello"])

    def test_staff_is_heard_all_the_same(self) -> None:
        self.place.account("ann", "admin")
        self.ask(self.bob, "ann")
        self.ann.ask(t.Announce("tea is ready"))
        self.assertEqual(self.bob.hear(), [e.Announced(NOON, "ann", "tea is ready")])

    def test_so_many_and_no_more(self) -> None:
        bob = self.bob.session.person
        assert bob is not None
        for n in range(MOST_IGNORED):
            ignore(self.place.realm, bob, f"x{n}", f"x{n}", True)
        (no,) = self.ask(self.bob, "ann")
        self.assertEqual((no.reason, no.number), (Reason.TOO_MANY_IGNORED, 200))
        self.ask(self.bob, "x7")
        self.assertEqual(self.ask(self.bob, "ann"), [e.IgnoreSet(NOON, "ann", True)])

    def test_a_deleted_account_has_no_list(self) -> None:
        self.ask(self.bob, "ann")
        self.bob.ask(k.OwnAccount("export"))
        self.assertEqual(self.bob.hear()[-1].ignores, ("ann",))
        self.bob.ask(k.OwnAccount("delete", "pw"))
        self.assertEqual([account.ignores for account in self.place.snapshot().accounts], [()])
