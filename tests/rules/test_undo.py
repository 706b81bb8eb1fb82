"""What was done is taken back. G513."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words.refusals import Reason
from chatroom.words.staff import Announce, Audit, Ban, GiveRole, Note, Slow, Unban, Undo, Unmute
from tests.fakes import NOON, SlowStore, house
from tests.rules.replies import reasons


class UndoTests(SynchronousTestCase):
    """The latest act that can be taken back, by whoever did it."""

    def setUp(self) -> None:
        self.place = house(5, quiet=2)
        self.bob = self.place.enter("bob")
        self.staff, self.answers = self.place.staff()

    def do(self, *commands: c.Command) -> None:
        for command in commands:
            self.staff.perform(command)
        self.assertEqual(reasons(self.answers), [])

    def test_a_ban(self) -> None:
        self.do(Ban("bob", "10m spam"), Undo())
        self.assertEqual((len(self.place.realm.bans), self.place.snapshot().bans), (0, ()))
        self.assertIsNotNone(self.place.enter("bob").session.person)
        self.assertEqual([row[1] for row in self.place.audit()], ["ban", "unban"])

    def test_a_ban_of_everything_known(self) -> None:
        self.do(Ban("all:bob", "--force"), Undo())
        self.assertEqual((len(self.place.realm.bans), self.place.snapshot().bans), (0, ()))

    def test_an_unban_for_what_is_left(self) -> None:
        self.do(Ban("bob", "10m too loud"))
        self.place.clock.reactor.advance(100)
        self.do(Unban("bob"), Undo())
        (ban,) = self.place.realm.bans
        self.assertEqual((ban.until, ban.reason, ban.number), (NOON + 600, "too loud", 2))

    def test_a_mute(self) -> None:
        self.do(t.Mute("lobby", "bob", "60"), Undo())
        self.assertEqual((self.place.realm.channels["lobby"].mutes, self.place.snapshot().mutes), ({}, ()))
        self.bob.hear()
        self.bob.say("at last")
        self.assertEqual([event.text for event in self.bob.hear()], ["at last"])

    def test_an_unmute_for_what_is_left(self) -> None:
        self.do(t.Mute("lobby", "bob", "60", "loud"))
        self.place.pass_time(20)
        self.do(Unmute("lobby", "bob"), Undo())
        mute = self.place.realm.channels["lobby"].mutes["bob"]
        self.assertEqual((mute.until, mute.reason), (60.0, "loud"))

    def test_an_unmute_of_one_who_has_gone_since(self) -> None:
        self.do(t.Mute("lobby", "bob", "60", "loud"), Unmute("lobby", "bob"))
        self.bob.hang_up()
        self.staff.perform(t.Mute("lobby", "bob", "60"))
        self.assertEqual(reasons([self.answers.pop()]), [Reason.NOT_HERE])
        self.do(Undo())
        self.assertEqual([mute.value for mute in self.place.snapshot().mutes], ["bob"])
        again = self.place.enter("bob")
        again.hear()
        again.say("never")
        self.assertEqual([event.reason for event in again.hear()], [Reason.MUTED])
        self.do(Undo())
        again.say("at last")
        self.assertEqual([event.text for event in again.hear() if isinstance(event, e.Said)], ["at last"])

    def test_slow_mode(self) -> None:
        self.do(Slow("5", "lobby"), Slow("9", "lobby"), Undo())
        self.assertEqual((self.place.realm.channels["lobby"].slow, self.place.snapshot().slow), (5, (("lobby", 5),)))
        self.do(Undo())  # an act like another: this puts back what was taken back
        self.assertEqual(self.place.realm.channels["lobby"].slow, 9)

    def test_the_log_says_which_row_was_taken_back(self) -> None:
        self.do(Ban("bob", "spam"), Announce("tea"), Undo(), Undo())
        rows: list[Any] = []
        self.place.store.audit().addCallback(rows.extend)
        written = [(row.number, row.act.act, row.act.undoes) for row in reversed(rows)]
        self.assertEqual(written, [(1, "ban", 0), (2, "announce", 0), (3, "unban", 1), (4, "ban", 3)])
        self.staff.perform(Audit("ban"))
        self.assertEqual([(row.number, row.undoes) for row in self.answers[-1].rows], [(4, 3), (1, 0)])

    def test_what_could_not_be_stored_can_be_taken_back_again(self) -> None:
        store = SlowStore()
        place = house(3, store=store)
        staff, answers = place.staff()
        for command, fails in ((Slow("5", "lobby"), False), (Undo(), True), (Undo(), False)):
            staff.perform(command)
            store.fire(fails=fails)
        self.assertEqual((reasons(answers), place.realm.channels["lobby"].slow), ([Reason.NOT_STORED], 0))
        rows: list[Any] = []
        store.audit().addCallback(rows.extend)
        self.assertEqual([(row.number, row.act.undoes) for row in rows], [(2, 1), (1, 0)])

    def test_what_cannot_be_taken_back(self) -> None:
        self.staff.perform(Undo())
        self.assertIs(self.answers.pop().reason, Reason.NOTHING_TO_UNDO)
        self.do(t.Kick("lobby", "bob"), Announce("tea"), Note("bob", "x"))
        self.staff.perform(Undo())
        self.assertIs(self.answers[-1].reason, Reason.NOTHING_TO_UNDO)

    def test_each_its_own(self) -> None:
        self.do(Ban("eve"))
        other, answers = self.place.staff(self.place.account("boss", "owner"))
        other.perform(Undo())
        self.assertEqual(reasons(answers), [Reason.NOTHING_TO_UNDO])
        self.assertEqual(len(self.place.realm.bans), 1)

    def test_at_another_console_and_under_another_name(self) -> None:
        self.place.account("ann", "admin")
        ann = self.place.sign_in("ann")
        ann.ask(c.Rename("annie"))
        ann.ask(Ban("eve"))
        console, answers = self.place.staff(self.place.realm.accounts.get("ann"))
        console.perform(Undo())
        self.assertEqual((reasons(answers), len(self.place.realm.bans)), ([], 0))

    def test_who_may_no_longer_ban_takes_no_ban_back(self) -> None:
        self.place.account("ann", "admin")
        ann = self.place.sign_in("ann")
        ann.ask(Ban("eve"))
        self.do(GiveRole("ann", "moderator"))
        ann.hear()
        ann.ask(Undo())
        self.assertEqual(ann.hear(), [e.Refusal(NOON, Reason.NOT_ALLOWED, "undo", "lobby")])
        self.assertEqual(len(self.place.realm.bans), 1)

    def test_what_somebody_else_has_taken_back_already(self) -> None:
        self.do(Slow("5", "lobby"), Ban("eve"))
        other, _ = self.place.staff(self.place.account("boss", "owner"))
        other.perform(Unban("eve"))
        self.staff.perform(Undo())
        self.assertIs(self.answers.pop().reason, Reason.NO_BAN)
        self.do(Undo())
        self.assertEqual(self.place.realm.channels["lobby"].slow, 0)
