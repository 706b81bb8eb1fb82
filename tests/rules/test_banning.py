"""What staff is answered when it bans, and what it may not do. G502, G513."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import staffroom as r
from chatroom.words.records import KeptKey
from chatroom.words.refusals import Reason
from chatroom.words.staff import Ban, ListBans, Unban, Undo
from tests.fakes import NOON, house
from tests.rules.replies import banned


class ActTests(SynchronousTestCase):
    """What staff is answered, and what it may not do."""

    def test_the_answer_and_the_list(self) -> None:
        place = house(3)
        place.enter("bob")
        staff, answers = place.staff()
        staff.perform(Ban("bob", "10m spam"))
        staff.perform(Ban("10.0.0.0/8"))
        staff.perform(ListBans())
        first = r.BanRow(1, "bob", "operator", "spam", NOON + 600)
        second = r.BanRow(2, "10.0.0.0/8", "operator", "", None)
        self.assertEqual(answers, [r.BanSet(NOON, first, ("bob",)), r.BanSet(NOON, second, ()), r.BanList(NOON, (first, second))])
        place.clock.reactor.advance(600)
        staff.perform(ListBans())
        self.assertEqual(answers[-1], r.BanList(NOON + 600, (second,)))

    def test_what_was_meant_as_an_address_is_banned_as_no_name(self) -> None:
        place = house(3)
        for target in ("10.0.0.0/33", "10.0.0", "300.1.1.1", "10.0.0.*", "fe80::g", "acount:bob", "lobby:bob", "a/b", "*"):
            (answer,) = banned(place, target)
            self.assertEqual((answer.reason, answer.subject), (Reason.BAD_TARGET, target))
        for target in ("x", "d.e.f", "r2d2", "name:10.0", "o'neil", "10", "1a.5"):
            (answer,) = banned(place, target)
            self.assertIsInstance(answer, r.BanSet, target)

    def test_what_was_meant_as_a_time_is_no_reason(self) -> None:
        """As one, the ban would be for good."""
        place = house(3)
        for word in ("-5", "1h30m", "2days", "1w", "10.5", "10M", "3:00", "5mins", "0", "0s", "1.5h"):
            (answer,) = banned(place, "bob", f"{word} spam")
            self.assertEqual((answer.reason, answer.subject), (Reason.BAD_DURATION, word))
        self.assertEqual(len(place.realm.bans), 0)
        for words, seconds in (
            ("3rd time", None),
            ("spam 1h30m", None),
            ("99999999999999d", 10**9),
            ("2d spam", 172800),
            ("4sss", None),
        ):
            (answer,) = banned(place, "bob", words)
            self.assertEqual(answer.ban.until, None if seconds is None else NOON + seconds, words)

    def test_a_dry_run_changes_nothing_and_says_whom(self) -> None:
        place = house(3)
        bob, eve = place.enter("bob", host="10.0.0.1"), place.enter("eve", host="10.0.0.2")
        bob.hear()
        (answer,) = banned(place, "10.0.0.0/24", "--dry-run 10m spam")
        row = r.BanRow(1, "10.0.0.0/24", "operator", "spam", NOON + 600)
        self.assertEqual(answer, r.BanSet(NOON, row, ("bob", "eve"), True, True))
        (answer,) = banned(place, "bob", "--dry-run")
        self.assertEqual((answer.hit, answer.trial, answer.forced), (("bob",), True, False))
        self.assertEqual((bob.hear(), eve.hear(), len(place.realm.bans), place.store.kept), ([], [], 0, []))
        self.assertEqual(place.realm.bans.next_number, 1)

    def test_what_hits_many_needs_force(self) -> None:
        """More than a fifth of those present, and more than one."""
        for others, needed in ((8, False), (7, True)):
            place = house(99)
            for n in range(others):
                place.enter(f"guest{n}x", host="10.9.9.9")
            place.enter("bob", host="10.0.0.1"), place.enter("eve", host="10.0.0.2")
            (answer,) = banned(place, "10.0.0.0/24")
            if not needed:
                self.assertEqual(answer.hit, ("bob", "eve"))
                continue
            self.assertEqual((answer.reason, answer.subject, answer.number), (Reason.NEEDS_FORCE, "ban", 2))
            self.assertEqual((len(place.realm.people), len(place.realm.bans)), (9, 0))
            (answer,) = banned(place, "10.0.0.0/24", "--force")
            self.assertEqual(answer.hit, ("bob", "eve"))

    def test_what_hits_the_asker_needs_force(self) -> None:
        place = house(3)
        boss = place.account("boss", "owner")
        place.account("other", "owner")
        place.enter("bob", host="10.9.9.9")
        seated = place.sign_in("boss", host="10.0.0.1")
        seated.ask(Ban("10.0.0.0/8"))
        self.assertIs(seated.hear()[-1].reason, Reason.NEEDS_FORCE)
        console, answers = place.staff(boss, "10.0.0.7")
        seated.hang_up()
        console.perform(Ban("10.0.0.7"))
        self.assertIs(answers[-1].reason, Reason.NEEDS_FORCE)
        console.perform(Ban("10.0.0.7", "--force"))
        self.assertIsInstance(answers[-1], r.BanSet)

    def test_everything_known_of_a_person(self) -> None:
        place = house(9)
        place.account("bob").keys["SHA256:bob"] = KeptKey("SHA256:bob", "ssh-ed25519 AAAA", "")
        bob = place.sign_in("bob", host="10.0.0.1")
        place.sign_in("bob", host="2001:db8::9")
        bob.ask(c.Rename("robert"))
        (answer,) = banned(place, "all:robert", "1h")
        self.assertEqual(answer.hit, ("robert",))
        self.assertEqual(
            {(ban.kind, ban.value) for ban in place.realm.bans},
            {
                ("name", "robert"),
                ("account", "bob"),
                ("key", "SHA256:bob"),
                ("address", "10.0.0.1"),
                ("network", "2001:db8::/64"),
            },
        )
        self.assertEqual([ban.number for ban in place.realm.bans], [1, 2, 3, 4, 5])
        self.assertEqual(set(place.snapshot().bans), set(place.realm.bans))
        (answer,) = banned(place, "all:nobody")
        self.assertEqual((answer.reason, answer.subject), (Reason.NOT_HERE, "nobody"))

    def test_everything_known_of_an_account_that_is_not_here(self) -> None:
        """Its name, itself and its keys; where it comes from is known of those who are here."""
        place = house(9)
        place.account("bob").keys["SHA256:bob"] = KeptKey("SHA256:bob", "ssh-ed25519 AAAA", "")
        (answer,) = banned(place, "all:Bob")
        self.assertEqual(answer.hit, ())
        found = {(ban.kind, ban.value) for ban in place.realm.bans}
        self.assertEqual(found, {("name", "bob"), ("account", "bob"), ("key", "SHA256:bob")})

    def test_the_account_behind_another_name(self) -> None:
        place = house(9)
        place.account("bob")
        bob = place.sign_in("bob")
        bob.ask(c.Rename("robert"))
        banned(place, "robert")
        self.assertIsNone(place.sign_in("bob", host="10.9.9.9").session.person)
        self.assertEqual({(ban.kind, ban.value) for ban in place.realm.bans}, {("name", "robert"), ("account", "bob")})

    def test_it_is_told_and_taken_back_with_the_name(self) -> None:
        place = house(9)
        place.account("bob")
        place.sign_in("bob").ask(c.Rename("queen"))
        staff, answers = place.staff()
        staff.perform(Ban("queen", "1h spam"))
        account = r.BanRow(2, "account:bob", "operator", "spam", NOON + 3600)
        self.assertEqual(answers[-1].more, (account,))
        held = {(ban.kind, ban.value) for ban in place.realm.bans}
        staff.perform(Unban("1 2"))
        staff.perform(Undo())
        self.assertEqual({(ban.kind, ban.value) for ban in place.realm.bans}, held)
        staff.perform(Undo())
        self.assertEqual(len(place.realm.bans), 0)

    def test_a_name_that_looks_like_an_address_can_be_put_back(self) -> None:
        place = house(9)
        staff, answers = place.staff()
        for act in (Ban("name:10.0", "spam"), Unban("name:10.0"), Undo(), ListBans()):
            staff.perform(act)
        self.assertEqual(answers[-1].rows, (r.BanRow(2, "name:10.0", "operator", "spam", None),))

    def test_lifting_by_number_and_by_target(self) -> None:
        for target, lifted in (("1", 1), ("#1", 1), ("BOB", 1), ("10.3.3.3/8", 2), ("account:Eve", 3), ("#3", 3)):
            place = house(3)
            staff, answers = place.staff()
            for one in ("bob", "10.0.0.0/8", "account:eve"):
                staff.perform(Ban(one))
            staff.perform(Unban(target))
            self.assertIsInstance(answers[-1], r.BanLift)
            self.assertEqual(answers[-1].ban.number, lifted, target)
            self.assertEqual({ban.number for ban in place.realm.bans}, {1, 2, 3} - {lifted})
            self.assertEqual({ban.number for ban in place.snapshot().bans}, {1, 2, 3} - {lifted})

    def test_there_is_no_such_ban(self) -> None:
        place = house(3)
        staff, answers = place.staff()
        for target in ("7", "#7", "bob", "10.0.0.1", "all:bob", ""):
            staff.perform(Unban(target))
            self.assertEqual(answers[-1], e.Refusal(NOON, Reason.NO_BAN, target))

    def test_a_ban_that_replaces_another_leaves_no_trace_of_it(self) -> None:
        place = house(3)
        staff, _ = place.staff()
        staff.perform(Ban("bob"))
        staff.perform(Ban("bob", "10m"))
        self.assertEqual([ban.number for ban in place.snapshot().bans], [2])
        staff.perform(Undo())
        (ban,) = place.realm.bans
        self.assertEqual((ban.number, ban.until), (3, None))
        self.assertEqual(place.snapshot().bans, (ban,))
        staff.perform(Unban("bob"))
        self.assertEqual((place.snapshot().bans, len(place.realm.bans)), ((), 0))
