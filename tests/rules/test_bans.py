"""The list of bans: whom a ban means, and for how long. G502, invariant 22."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.bans import BanList, Subject, subject, target_of
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.records import BanPlaced
from chatroom.words.refusals import Reason
from tests.fakes import NOON, House, house
from tests.rules.replies import banned

DAY = 86400.0


def placed(number: int, kind: str, value: str, until: float | None = None) -> BanPlaced:
    return BanPlaced(NOON, number, kind, value, "operator", "", until)


class BanListTests(SynchronousTestCase):
    """Whom a ban means."""

    def test_what_a_target_is(self) -> None:
        for text, expected in (
            ("Bob", ("name", "bob")),
            ("name:Bob", ("name", "bob")),
            ("account:Bob", ("account", "bob")),
            ("key:SHA256:aBc", ("key", "SHA256:aBc")),
            ("10.1.2.3", ("address", "10.1.2.3")),
            ("10.1.2.3/32", ("address", "10.1.2.3")),
            ("10.1.2.3/8", ("network", "10.0.0.0/8")),
            ("2001:db8::1", ("network", "2001:db8::/64")),
            ("2001:DB8:0:0:ffff::9", ("network", "2001:db8::/64")),
            ("2001:db8::/32", ("network", "2001:db8::/32")),
            ("::ffff:10.1.2.3", ("address", "10.1.2.3")),
            ("10.1", ("name", "10.1")),
            ("key:", ("name", "key:")),
        ):
            self.assertEqual(target_of(text), expected, text)

    def test_whom_each_kind_hits(self) -> None:
        ann = Subject("annie", "ann", ("SHA256:a", "SHA256:b"), "10.1.2.3")
        guest = Subject("eve", "", (), "10.1.2.4")
        for ban, hits in (
            (placed(1, "name", "annie"), [ann]),
            (placed(1, "name", "ann"), [ann]),  # its account's name, whatever it is called now
            (placed(1, "name", "\u0430nn"), [ann]),
            (placed(1, "account", "ann"), [ann]),
            (placed(1, "account", "eve"), []),
            (placed(1, "key", "SHA256:b"), [ann]),
            (placed(1, "key", "SHA256:c"), []),
            (placed(1, "address", "10.1.2.4"), [guest]),
            (placed(1, "network", "10.1.2.0/24"), [ann, guest]),
            (placed(1, "network", "10.1.2.4/30"), [guest]),
            (placed(1, "network", "2001:db8::/64"), []),
        ):
            found = [who for who in (ann, guest) if BanList([ban]).find(who, NOON) is not None]
            self.assertEqual(found, hits, ban)

    def test_an_address_in_another_dress(self) -> None:
        bans = BanList([placed(1, "address", "10.1.2.3"), placed(2, "network", "2001:db8::/64")])
        for host in ("10.1.2.3", "::ffff:10.1.2.3", "2001:db8::1", "2001:0DB8:0:0:1234::ff"):
            self.assertIsNotNone(bans.find(subject("x", None, host), NOON), host)
        for host in ("10.1.2.4", "::ffff:10.1.2.4", "2001:db8:0:1::1", "", "a socket"):
            self.assertIsNone(bans.find(subject("x", None, host), NOON), host)

    def test_a_ban_of_the_same_target_replaces_the_older(self) -> None:
        bans = BanList([placed(1, "name", "bob", NOON + 5), placed(2, "name", "bob")])
        self.assertEqual([ban.number for ban in bans], [2])

    def test_two_that_look_alike_do_not_fall_together(self) -> None:
        bans = BanList([placed(1, "name", "bob"), placed(2, "name", "b0b", NOON + 5)])
        self.assertEqual([bans.find(subject(nick, None, ""), NOON + 9) is None for nick in ("bob", "b0b")], [False, False])
        bans.lift(2)
        self.assertIsNotNone(bans.find(subject("b0b", None, ""), NOON))
        bans.lift(1)
        self.assertIsNone(bans.find(subject("b0b", None, ""), NOON))
        self.assertEqual((bans._looks, bans._exact), ({}, {}))

    def test_who_has_no_name_yet_is_known_by_its_address(self) -> None:
        bans = BanList([placed(1, "name", "\u0301"), placed(2, "address", "10.0.0.1")])
        self.assertIsNone(bans.find(subject("", None, "10.0.0.2"), NOON))
        self.assertIsNotNone(bans.find(subject("", None, "10.0.0.1"), NOON))

    def test_numbers_go_on(self) -> None:
        bans = BanList([placed(4, "name", "bob")], 7)
        self.assertEqual(bans.next_number, 7)
        bans.add(placed(9, "name", "eve"))
        bans.lift(9)
        self.assertEqual(bans.next_number, 10)


class EndTests(SynchronousTestCase):
    """A ban ends at its wall time, whatever the clock does (invariant 22), or when it is lifted."""

    def refusal(self, place: House) -> e.Refusal | None:
        visitor = place.open()
        visitor.ask(c.Introduce("bob"))
        found = [event for event in visitor.hear() if isinstance(event, e.Refusal)]
        visitor.hang_up()
        return found[0] if found else None

    def left(self, place: House) -> float:
        refusal = self.refusal(place)
        return 0 if refusal is None else refusal.number

    def test_the_door_says_for_how_long_and_why(self) -> None:
        place = house(3)
        banned(place, "bob", "20s spam and more")
        place.pass_time(19.0)
        self.assertEqual(self.refusal(place), e.Refusal(NOON + 19, Reason.BANNED, "bob", "lobby", 1, "spam and more"))
        place.pass_time(1.0)
        self.assertIsNone(self.refusal(place))
        self.assertEqual(len(place.realm.bans), 0)

    def test_for_good(self) -> None:
        place = house(3)
        banned(place, "bob", "spam")
        place.clock.wall_offset += 10_000 * DAY
        self.assertEqual(self.refusal(place), e.Refusal(NOON + 10_000 * DAY, Reason.BANNED, "bob", "lobby", 0, "spam"))

    def test_the_clock_is_set_back_and_forth(self) -> None:
        place = house(3)
        banned(place, "bob", "12h")
        place.clock.wall_offset -= DAY
        self.assertEqual(self.left(place), 1.5 * DAY)
        place.clock.wall_offset += 3 * DAY
        place.clock.wall_offset -= 2 * DAY
        self.assertEqual(self.left(place), DAY / 2)
        place.clock.wall_offset += DAY / 2 - 1
        self.assertEqual(self.left(place), 1)
        place.clock.wall_offset += 1
        self.assertEqual(self.left(place), 0)

    def test_restored_from_a_snapshot(self) -> None:
        place = house(3)
        banned(place, "bob", "1h spam")
        banned(place, "10.0.0.0/8")
        again = house(3, snapshot=place.snapshot())
        again.clock.reactor.advance(1800)
        self.assertEqual(self.left(again), 1800)
        self.assertIsNone(again.enter("zoe", host="10.3.3.3").session.person)
        self.assertEqual(again.realm.bans.next_number, 3)

    def test_times(self) -> None:
        for rest, seconds, reason in (
            ("30", 30, ""),
            ("30 spam", 30, "spam"),
            ("--force 30 spam", 30, "spam"),
            ("90s", 90, ""),
            ("10m too loud", 600, "too loud"),
            ("2h", 7200, ""),
            ("30d x", 30 * 86400, "x"),
            ("999999999d", 10**9, ""),
            ("spam 30", None, "spam 30"),
            ("10x", None, "10x"),
            ("", None, ""),
        ):
            place = house(3)
            (answer,) = banned(place, "bob", rest)
            until = None if seconds is None else NOON + seconds
            self.assertEqual((answer.ban.until, answer.ban.reason), (until, reason), rest)
        place = house(3)
        self.assertEqual([answer.reason for answer in banned(place, "bob", "0")], [Reason.BAD_DURATION])
        self.assertEqual([answer.reason for answer in banned(place, "bob", "0m")], [Reason.BAD_DURATION])
