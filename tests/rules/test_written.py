"""What staff says to all, writes down and looks up. G510, G607."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words import staffroom as r
from chatroom.words.refusals import Reason
from chatroom.words.staff import Announce, Audit, Ban, History, Note
from tests.fakes import NOON, RefusingStore, house


class WrittenTests(SynchronousTestCase):
    """G510, G607: announcements, notes, history, the log."""

    def setUp(self) -> None:
        self.place = house(1, quiet=5)
        self.boss = self.place.account("boss", "owner")
        self.staff, self.answers = self.place.staff(self.boss)

    def rows(self, command: c.Command) -> list[tuple[str, str, str, str]]:
        self.staff.perform(command)
        return [(row.who, row.act, row.target, row.result) for row in self.answers[-1].rows]

    def test_an_announcement_reaches_everybody_with_a_name(self) -> None:
        alice, waiter, elsewhere = self.place.enter("alice"), self.place.enter("bob"), self.place.enter("zoe", "quiet")
        door = self.place.open()
        door.hear(), alice.hear()
        self.staff.perform(Announce("tea is ready"))
        announced = [e.Announced(NOON, "boss", "tea is ready")]
        self.assertEqual([x.hear() for x in (alice, waiter, elsewhere, door)], [announced] * 3 + [[]])
        self.assertEqual(self.answers, announced)

    def test_one_who_sits_there_hears_its_own_once(self) -> None:
        boss = self.place.sign_in("boss")
        boss.ask(Announce("tea"))
        self.assertEqual([type(event) for event in boss.hear()], [e.Announced])

    def test_notes_and_history(self) -> None:
        self.place.enter("bob")
        self.staff.perform(Note("Bob", "was rude before"))
        self.assertEqual(self.answers, [r.NoteKept(NOON, "Bob")])
        self.staff.perform(t.Mute("lobby", "bob", "60", "rude"))
        self.staff.perform(t.Kick("lobby", "bob"))
        self.staff.perform(Ban("eve"))
        self.assertEqual(
            self.rows(History("BOB")),
            [("boss", "kick", "lobby:bob", "done"), ("boss", "mute", "lobby:bob", "done"), ("boss", "note", "Bob", "done")],
        )
        self.assertEqual((self.answers[-1].about, self.answers[-1].notes), ("BOB", (("boss", "was rude before"),)))
        self.assertEqual(self.rows(History("carol")), [])

    def test_the_log_and_its_filters(self) -> None:
        bob = self.place.enter("bob")
        operator, _ = self.place.staff()
        bob.ask(t.Kick("", "boss"))
        operator.perform(Ban("eve"))
        self.staff.perform(Ban("10.0.0.0/8"))
        refused = ("bob", "kick", "boss", "not-allowed")
        one, two = ("operator", "ban", "eve", "done"), ("boss", "ban", "10.0.0.0/8", "done")
        self.assertEqual(self.rows(Audit()), [two, one, refused])
        self.assertEqual(self.rows(Audit("ban")), [two, one])
        self.assertEqual(self.rows(Audit("kick")), [refused])
        self.assertEqual(self.rows(Audit("boss")), [two])
        self.assertEqual(self.rows(Audit("operator")), [one])
        self.assertEqual(self.rows(Audit("eve")), [one])
        self.assertEqual(self.rows(Audit("nobody")), [])
        self.assertEqual([row.number for row in self.answers[1].rows], [3, 2, 1])

    def test_a_store_that_does_not_answer(self) -> None:
        place = house(store=RefusingStore())
        staff, answers = place.staff()
        staff.perform(Audit())
        staff.perform(History("bob"))
        self.assertEqual([(x.reason, x.subject) for x in answers], [(Reason.NOT_STORED, "audit"), (Reason.NOT_STORED, "history")])
