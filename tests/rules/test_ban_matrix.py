"""Every kind of ban against every way round it. G502, invariant 6."""

from collections.abc import Callable

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.session import State
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words import staffroom as r
from chatroom.words.records import BanPlaced, KeptKey
from chatroom.words.refusals import Reason
from tests.fakes import NOON, House, Visitor, house
from tests.rules.replies import banned


def as_guest(nick: str, host: str = "10.0.0.1") -> Callable[[House], Visitor]:
    def come(place: House) -> Visitor:
        visitor = place.open("lobby", host)
        visitor.ask(c.Introduce(nick))
        return visitor

    return come


def as_account(host: str = "10.0.0.1", prompt: bool = False) -> Callable[[House], Visitor]:
    def come(place: House) -> Visitor:
        visitor = place.open("lobby", host)
        if prompt:
            visitor.ask(c.Introduce("bob"))
            visitor.ask(k.Prove("pw"))
        else:
            visitor.ask(k.Login("BOB", "pw"))
        return visitor

    return come


def by_rename(nick: str, host: str = "10.9.9.9") -> Callable[[House], Visitor]:
    def come(place: House) -> Visitor:
        visitor = place.enter("innocent", "quiet", host)
        visitor.ask(c.Rename(nick))
        return visitor

    return come


# Kind of ban -> the ways in that must all be shut. Who is banned is bob, guest or account, from 10.0.0.1.
GUEST = {
    "bob": [
        as_guest("bob"), as_guest("BOB", "10.9.9.9"), as_guest("b0b"), as_guest("b\u043eb"), as_guest("B\u00d6B"),
        by_rename("bob"), by_rename("B0b"),
    ],
    "10.0.0.1": [as_guest("bob"), as_guest("robert"), as_guest("x", "::ffff:10.0.0.1")],
    "10.0.0.0/24": [as_guest("bob"), as_guest("robert", "10.0.0.99")],
    "2001:db8::1": [as_guest("robert", "2001:db8::1"), as_guest("robert", "2001:db8::dead:beef")],
    "2001:db8::/32": [as_guest("robert", "2001:db8:ffff::1")],
    "all:bob": [as_guest("bob", "10.9.9.9"), as_guest("robert"), by_rename("b0b")],
}  # fmt: skip
ACCOUNT = {
    "bob": [as_account(), as_account("10.9.9.9"), as_account(prompt=True), as_guest("b0b", "10.9.9.9")],
    "account:bob": [as_account(), as_account("10.9.9.9"), as_account(prompt=True)],
    "key:SHA256:bob": [as_account("10.9.9.9"), as_account(prompt=True)],
    "10.0.0.1": [as_account(), as_account(prompt=True), as_guest("robert")],
    "10.0.0.0/30": [as_account(), as_account("10.0.0.2"), as_guest("robert")],
    "all:bob": [as_account("10.9.9.9"), as_guest("robert"), as_guest("b0b", "10.9.9.9")],
}


class MatrixTests(SynchronousTestCase):
    """In effect at once on who is there, and at every gate from then on."""

    def stage(self, account: bool, *, waiting: bool) -> tuple[House, Visitor]:
        place = house(1 if waiting else 9, quiet=9)
        if account:
            place.account("bob").keys["SHA256:bob"] = KeptKey("SHA256:bob", "ssh-ed25519 AAAA", "")
        place.enter("alice", host="10.7.7.7")
        bob = place.sign_in("bob", host="10.0.0.1") if account else place.enter("bob", host="10.0.0.1")
        return place, bob

    def test_the_matrix(self) -> None:
        cells = 0
        for account, table in ((False, GUEST), (True, ACCOUNT)):
            for target, ways in table.items():
                for waiting in (False, True):
                    for way in ways:
                        place, bob = self.stage(account, waiting=waiting)
                        (answer,) = banned(place, target, "--force")
                        self.assertIsInstance(answer, r.BanSet)
                        if not target.startswith("2001"):
                            self.assertEqual(answer.hit, ("bob",), target)
                            self.assertTrue(bob.hear() and bob.transport.closed, target)
                        else:
                            bob.hang_up()
                        self.assertNotIn("bob", [person.nick for person in place.realm.people.values()])
                        before = {person.nick for person in place.realm.people.values()}
                        visitor = way(place)
                        refused = [event.reason for event in visitor.hear() if isinstance(event, e.Refusal)]
                        after = {person.nick for person in place.realm.people.values()}
                        expected = Reason.NAME_BANNED if "innocent" in after else Reason.BANNED
                        self.assertEqual(refused[-1:], [expected], (target, account))
                        self.assertEqual(visitor.transport.closed, expected is Reason.BANNED, (target, account))
                        self.assertEqual(after - {"innocent"}, before, (target, account, waiting))
                        cells += 1
        self.assertEqual(cells, 2 * (18 + 18))

    def test_on_every_connection_and_in_every_room(self) -> None:
        place, one = self.stage(True, waiting=False)
        two, three = place.sign_in("bob", host="10.5.5.5"), place.sign_in("bob", "quiet")
        alice = place.realm.people[next(iter(place.realm.people))].sessions[0]
        banned(place, "bob", "10m spam")
        for visitor in (one, two, three):
            goodbyes = [event for event in visitor.hear() if isinstance(event, e.Dismissed)]
            self.assertEqual(
                [(x.cause, x.by, x.reason, x.seconds) for x in goodbyes], [(e.Cause.BANNED, "operator", "spam", 600)]
            )
            self.assertTrue(visitor.transport.closed)
        told = [event for event in place.witnessed if isinstance(event, e.Banned)]
        self.assertEqual([(event.channel, event.seconds) for event in told], [("lobby", 600), ("quiet", 600)])
        self.assertIs(alice.state, State.PRESENT)

    def test_whoever_is_banned_is_told_so_at_the_door_and_shown_out(self) -> None:
        """S1-06: no second try, by another name."""
        place = house(3)
        banned(place, "bob", "10m spam")
        visitor = place.open()
        visitor.ask(c.Introduce("bob"))
        told = visitor.hear()[1:]
        no = e.Refusal(NOON, Reason.BANNED, "bob", "lobby", 600.0, "spam")
        self.assertEqual(told, [no, e.Dismissed(NOON, "lobby", e.Cause.REFUSED)])
        self.assertTrue(visitor.transport.closed)

    def test_a_waiter_is_told_for_how_long_too(self) -> None:
        place, bob = self.stage(False, waiting=True)
        banned(place, "bob", "10m spam")
        self.assertEqual(bob.hear(), [e.Dismissed(NOON, "lobby", e.Cause.BANNED, "operator", "spam", seconds=600)])

    def test_no_seat_is_given_to_one_who_is_banned(self) -> None:
        place = house(1)
        place.enter("bob", host="10.0.0.1")
        place.enter("eve", host="10.0.0.2")
        carol = place.enter("carol", host="10.9.9.9")
        banned(place, "10.0.0.0/24", "--force")
        self.assertEqual([event.who.nick for event in place.witnessed if isinstance(event, e.Joined)], ["bob", "carol"])
        self.assertIsNotNone(carol.session.member)

    def test_those_at_the_door(self) -> None:
        place = house(3)
        place.account("ann")
        naming, proving, other = place.open(host="10.0.0.1"), place.open(host="10.0.0.1"), place.open(host="10.0.0.2")
        proving.ask(c.Introduce("ann"))
        banned(place, "10.0.0.1", "1h spam")
        for visitor in (naming, proving):
            refusal = visitor.hear()[-1]
            self.assertEqual((refusal.reason, refusal.number, refusal.hint), (Reason.BANNED, 3600, "spam"))
            self.assertTrue(visitor.transport.closed)
        self.assertFalse(other.transport.closed)

    def test_a_password_that_is_being_checked_meanwhile(self) -> None:
        place = house(3)
        place.account("bob")
        place.checker.by_hand = True
        visitor = place.open()
        visitor.ask(k.Login("bob", "pw"))
        banned(place, "account:bob")
        place.checker.fire()
        self.assertIs(visitor.hear()[-2].reason, Reason.BANNED)
        self.assertEqual(place.realm.people, {})

    def test_a_console_of_staff(self) -> None:
        place = house(3)
        mia = place.account("mia", "moderator")
        console, heard = place.staff(mia, "10.0.0.1")
        other, _ = place.staff(place.account("max", "moderator"), "10.0.0.2")
        banned(place, "mia")
        self.assertIs(heard[-1].reason, Reason.BANNED)
        self.assertIs(console._session.state, State.LEAVING)
        self.assertIs(other._session.state, State.PRESENT)

    def test_by_another_channel(self) -> None:
        place = house(3, quiet=3)
        bob = place.enter("bob")
        place.realm.bans.add(BanPlaced(NOON, 1, "name", "bob", "operator", "spam", None))  # as if it had come by itself
        bob.ask(c.Switch("quiet"))
        self.assertEqual(bob.hear()[-1], e.Refusal(NOON, Reason.BANNED, "bob", "quiet", 0, "spam"))

    def test_somebody_who_is_here_is_told_that_the_name_is_banned_and_not_that_it_is_itself(self) -> None:
        place = house(3)
        carol = place.enter("carol")
        banned(place, "bob", "spam")
        carol.ask(c.Rename("bob"))
        self.assertEqual(carol.hear(), [e.Refusal(NOON, Reason.NAME_BANNED, "bob", "lobby")])
        self.assertIsNotNone(carol.session.person)

    def test_it_is_judged_before_the_name(self) -> None:
        place = house(3)
        place.enter("b0b")
        banned(place, "bob", "--dry-run")
        place.realm.bans.add(BanPlaced(NOON, 1, "name", "bob", "operator", "", None))
        visitor = as_guest("bob")(place)
        self.assertIs(next(event for event in visitor.hear() if isinstance(event, e.Refusal)).reason, Reason.BANNED)
