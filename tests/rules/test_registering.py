"""Registering a name. G303, G304."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.ports import Busy
from chatroom.rules.session import State
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words.records import KeptAccount
from chatroom.words.refusals import Reason
from chatroom.words.staff import Ban
from tests.fakes import NOON, House, RefusingStore, SlowStore, house
from tests.rules.replies import kinds, reasons

PW = "Correct-Horse-9"


class RegisteringTests(SynchronousTestCase):
    """A free name becomes an account, and nothing but a hash is kept."""

    def refused(self, place: House, nick: str, password: str = PW) -> Reason:
        """Before a name is given; nothing is hashed and nothing kept."""
        visitor, before = place.open(), place.snapshot()
        visitor.hear()
        asked = len(place.checker.asked)
        visitor.ask(k.Register(nick, password))
        (refusal,) = visitor.hear()
        self.assertEqual((place.snapshot(), len(place.checker.asked)), (before, asked))
        self.assertIs(visitor.session.state, State.NAMING)
        return refusal.reason

    def test_before_a_name_is_given(self) -> None:
        place = house()
        visitor = place.open()
        visitor.hear()
        visitor.ask(k.Register("Zo\u00eb", PW))
        self.assertEqual(visitor.hear(), [e.Registered(NOON, "Zo\u00eb", False)])
        self.assertEqual(place.snapshot().accounts, (KeptAccount("zo\u00eb", "Zo\u00eb", f"secret of {PW}", NOON),))
        self.assertIs(visitor.session.state, State.NAMING)
        visitor.ask(k.Login("ZO\u00cb", PW))
        self.assertEqual(kinds(visitor.hear()), [e.SignedIn, e.Welcomed, e.Joined])

    def test_a_guest_registers_the_name_it_has_and_is_signed_in(self) -> None:
        place = house()
        bob, alice = place.enter("bob"), place.enter("alice")
        bob.hear()
        bob.ask(k.Register("BOB", PW))
        self.assertEqual(bob.hear(), [e.Registered(NOON, "BOB", True)])
        self.assertEqual(alice.hear(), [])
        self.assertIs(bob.session.account, place.realm.accounts.get("bob"))
        again = place.open()
        again.ask(k.Login("bob", PW))
        self.assertIs(again.session.person, bob.session.person)

    def test_a_guest_registers_no_other_name(self) -> None:
        place = house()
        bob = place.enter("bob")
        bob.ask(k.Register("robert", PW))
        self.assertEqual(bob.hear(), [e.Refusal(NOON, Reason.ALREADY_IN, "bob", "lobby")])
        self.assertEqual((len(place.realm.accounts), place.checker.asked), (0, []))

    def test_one_who_has_an_account_makes_no_second(self) -> None:
        place = house()
        place.account("bob")
        bob = place.sign_in("bob")
        bob.ask(k.Register("bobby", PW))
        self.assertEqual(bob.hear(), [e.Refusal(NOON, Reason.ALREADY_IN, "bob", "lobby")])
        self.assertEqual(len(place.realm.accounts), 1)

    def test_names_that_are_gone(self) -> None:
        place = house()
        place.account("carol")
        place.enter("bob")
        for nick, reason in (
            ("carol", Reason.ACCOUNT_EXISTS),
            ("CAROL", Reason.ACCOUNT_EXISTS),
            ("car0l", Reason.NAME_LOOKS_LIKE),
            ("c\u0430rol", Reason.NAME_LOOKS_LIKE),
            ("bob", Reason.NAME_TAKEN),  # somebody else is it just now
            ("b0b", Reason.NAME_LOOKS_LIKE),
            ("admin", Reason.NAME_RESERVED),
            ("R00T", Reason.NAME_RESERVED),
            ("s\u0435rver", Reason.NAME_RESERVED),
            ("two words", Reason.NAME_CHARACTERS),
            ("x" * 25, Reason.NAME_LONG),
            ("", Reason.NAME_EMPTY),
        ):
            self.assertIs(self.refused(place, nick), reason, nick)

    def test_a_password_of_five_letters(self) -> None:
        place = house()
        self.assertIs(self.refused(place, "zoe", "abcde"), Reason.WEAK_PASSWORD)
        self.assertIs(self.refused(place, "zoe", "\u00e9" * 513), Reason.LONG_PASSWORD)
        visitor = place.open()
        visitor.ask(k.Register("zoe", "abcdef"))
        self.assertIn(e.Registered, kinds(visitor.hear()))

    def test_a_banned_name_or_address(self) -> None:
        place = house()
        staff, _ = place.staff()
        staff.perform(Ban("zoe"))
        staff.perform(Ban("10.0.0.1"))
        self.assertIs(self.refused(place, "Z0e"), Reason.BANNED)
        visitor = place.open(host="10.0.0.1")
        visitor.ask(k.Register("yves", PW))
        self.assertEqual(reasons(visitor.hear()), [Reason.BANNED])
        self.assertEqual(len(place.realm.accounts), 0)

    def test_two_at_once_for_one_name(self) -> None:
        for other in ("bob", "BOB", "b0b", "b\u043eb"):
            place = house()
            place.checker.by_hand = True
            one, two = place.open(), place.open()
            one.ask(k.Register("bob", PW))
            two.ask(k.Register(other, "other password"))
            place.checker.fire()
            self.assertEqual(kinds(one.hear())[1:], [e.Registered])
            self.assertEqual(len(reasons(two.hear())), 1, other)
            self.assertEqual([account.nick for account in place.realm.accounts], ["bob"])
            self.assertEqual(place.realm.in_making, {})

    def test_nobody_comes_in_under_a_name_that_is_becoming_an_account(self) -> None:
        place = house()
        place.checker.by_hand = True
        place.open().ask(k.Register("bob", PW))
        for nick in ("bob", "Bob", "b0b"):
            thief = place.open()
            thief.ask(c.Introduce(nick))
            self.assertEqual(reasons(thief.hear()), [Reason.NAME_TAKEN])
        alice = place.enter("alice")
        alice.ask(c.Rename("bob"))
        self.assertEqual(reasons(alice.hear()), [Reason.NAME_TAKEN])
        place.checker.fire()
        self.assertIsNotNone(place.realm.accounts.get("bob"))

    def test_what_the_store_cannot_keep_is_no_account(self) -> None:
        place = house(store=RefusingStore())
        visitor, bob = place.open(), place.enter("bob")
        visitor.hear()
        visitor.ask(k.Register("zoe", PW))
        bob.ask(k.Register("bob", PW))
        self.assertEqual((reasons(visitor.hear()), reasons(bob.hear())), ([Reason.NOT_STORED], [Reason.NOT_STORED]))
        self.assertEqual((len(place.realm.accounts), place.realm.in_making, bob.session.account), (0, {}, None))
        self.assertEqual((visitor.session.checking, bob.session.checking), (False, False))
        self.assertIs(place.enter("zoe").session.state, State.PRESENT)

    def test_nothing_is_told_before_it_is_kept(self) -> None:
        store = SlowStore()
        place = house(store=store)
        visitor = place.open()
        visitor.hear()
        visitor.ask(k.Register("zoe", PW))
        self.assertEqual((visitor.hear(), len(place.realm.accounts)), ([], 0))
        store.fire()
        self.assertEqual(kinds(visitor.hear()), [e.Registered])

    def test_one_who_hangs_up_meanwhile(self) -> None:
        store = SlowStore()
        place = house(store=store)
        bob = place.enter("bob")
        bob.ask(k.Register("bob", PW))
        bob.hang_up()
        store.fire()
        self.assertIsNotNone(place.realm.accounts.get("bob"))
        self.assertEqual(place.realm.people, {})

    def test_the_checker_is_busy(self) -> None:
        place = house()
        place.checker.trouble = Busy()
        visitor = place.open()
        visitor.ask(k.Register("zoe", PW))
        self.assertEqual(reasons(visitor.hear()), [Reason.BUSY])
        self.assertEqual((len(place.realm.accounts), place.realm.in_making), (0, {}))

    def test_an_ipv6_visitor_is_one_address(self) -> None:
        place = house(2)
        told = []
        for n in range(33):
            visitor = place.open(host=f"2001:db8:1:2::{n:x}")
            visitor.hear()
            visitor.ask(k.Register(f"pupil{n}x", PW))
            told += reasons(visitor.hear())
            visitor.hang_up()
        self.assertEqual(told, [Reason.THROTTLED])

    def test_a_class_registers_in_one_lesson_and_no_flood_of_names_follows(self) -> None:
        place = house(2)
        for n in range(32):
            visitor = place.open(host="10.0.0.1")
            visitor.ask(k.Register(f"pupil{n}x", PW))
            self.assertEqual(kinds(visitor.hear())[1:], [e.Registered])
            visitor.hang_up()
        visitor = place.open(host="10.0.0.1")
        visitor.hear()
        visitor.ask(k.Register("onemore", PW))
        self.assertEqual(visitor.hear(), [e.Refusal(NOON, Reason.THROTTLED, "", "", 600)])
        other = place.open(host="10.0.0.2")
        other.ask(k.Register("elsewhere", PW))
        self.assertEqual(kinds(other.hear())[1:], [e.Registered])
        place.clock.reactor.advance(601)
        visitor = place.open(host="10.0.0.1")
        visitor.ask(k.Register("onemore", PW))
        self.assertEqual(kinds(visitor.hear())[1:], [e.Registered])

    def test_a_house_without_accounts(self) -> None:
        place = house(exact_names=True)
        visitor = place.open()
        visitor.ask(k.Register("zoe", PW))
        visitor.ask(k.Login("zoe", PW))
        self.assertEqual(reasons(visitor.hear()), [Reason.NO_ACCOUNTS, Reason.NO_ACCOUNTS])
