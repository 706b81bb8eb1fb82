"""How staff acts: kept first and then done, or not at all. G607, invariants 13 and 14."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.acting import Undoable
from chatroom.rules.mutes import Mute
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words.records import ActAudited, BanPlaced
from chatroom.words.refusals import Reason
from chatroom.words.staff import Announce, Ban, GiveRole, Note, Slow, Unban, Undo, Unmute
from tests.fakes import NOON, House, RefusingStore, SlowStore, Visitor, house
from tests.rules.replies import reasons
from tests.rules.test_steps import snapshot


class StoreTests(SynchronousTestCase):
    """Nothing is heard before it is kept, and what cannot be kept has not happened."""

    ACTS: tuple[c.Command, ...] = (
        t.Kick("lobby", "bob"),
        t.Mute("lobby", "bob", "60"),
        t.Empty("lobby"),
        Ban("bob"),
        Slow("9", "lobby"),
        Announce("tea"),
        Note("bob", "rude"),
        GiveRole("carol", "voice"),
        Unban("eve"),
        Unmute("lobby", "zoe"),
        Undo(),
    )

    def stage(self, store: Any) -> tuple[House, Visitor, Any, list[Any]]:
        place = house(5, store=store)
        place.account("carol")
        place.realm.bans.add(BanPlaced(NOON, 1, "name", "eve", "operator", "", None))
        zoe, bob = place.enter("zoe"), place.enter("bob")
        bob.hear()
        member = zoe.session.member
        assert member is not None
        place.realm.channels["lobby"].mutes.place(Mute(99.0, "operator", ""), ["zoe"], member.person)
        staff, answers = place.staff()
        place.realm.acts.undoable["operator"] = [Undoable(Slow("7", "lobby"), 0)]
        place.witnessed.clear()
        return place, bob, staff, answers

    def test_nothing_is_heard_before_the_commit_fires(self) -> None:
        for command in self.ACTS:
            store = SlowStore()
            place, bob, staff, answers = self.stage(store)
            before = snapshot(place)
            staff.perform(command)
            self.assertEqual((answers, bob.hear(), place.witnessed, snapshot(place)), ([], [], [], before), command)
            ((records, _),) = store.asked
            (row,) = [record for record in records if isinstance(record, ActAudited)]
            self.assertIs(records[-1], row)
            self.assertEqual((row.who, row.result), ("operator", "done"))
            store.fire()
            self.assertEqual((reasons(answers), len(answers)), ([], 1), command)

    def test_what_cannot_be_kept_has_not_happened(self) -> None:
        for command in self.ACTS:
            place, bob, staff, answers = self.stage(RefusingStore())
            before = snapshot(place)
            staff.perform(command)
            word = "slow" if isinstance(command, Undo) else command.words[0]
            self.assertEqual(answers, [e.Refusal(NOON, Reason.NOT_STORED, word)], command)
            refused = [event for event in place.witnessed if not isinstance(event, e.Refusal)]
            self.assertEqual((bob.hear(), refused, snapshot(place)), ([], [], before), command)
            self.assertEqual(place.realm.acts.undoable["operator"], [Undoable(Slow("7", "lobby"), 0)])

    def test_a_ban_that_could_not_be_kept_lets_in(self) -> None:
        place, _, staff, _ = self.stage(RefusingStore())
        staff.perform(Ban("newcomer"))
        self.assertIsNotNone(place.enter("newcomer").session.person)

    def test_a_mute_holds_for_one_who_has_left_meanwhile(self) -> None:
        store = SlowStore()
        place = house(5, store=store)
        bob = place.enter("bob")
        staff, answers = place.staff()
        staff.perform(t.Mute("lobby", "bob", "60"))
        bob.hang_up()
        store.fire()
        self.assertEqual(answers, [e.Muted(NOON, "lobby", 3, e.Who("bob", 0), "operator", 60, "")])
        self.assertEqual([mute.value for mute in place.snapshot().mutes], ["bob"])
        again = place.enter("bob")
        again.say("hi")
        self.assertEqual(reasons(again.hear()), [Reason.MUTED])
        self.assertEqual([row[3] for row in place.audit()], ["done"])

    def test_a_mute_follows_one_who_takes_another_name_meanwhile(self) -> None:
        store = SlowStore()
        place = house(5, store=store)
        bob = place.enter("bob")
        staff, _ = place.staff()
        staff.perform(t.Mute("lobby", "bob", "60"))
        bob.ask(c.Rename("rob"))
        store.fire()
        bob.hear()
        bob.say("hi")
        self.assertEqual(reasons(bob.hear()), [Reason.MUTED])
        self.assertEqual(set(place.realm.channels["lobby"].mutes), {"bob", "rob"})

    def test_two_bans_of_one_target_on_their_way(self) -> None:
        store = SlowStore()
        place = house(5, store=store)
        staff, _ = place.staff()
        staff.perform(Ban("bob"))
        staff.perform(Ban("bob", "10m"))
        while store.asked:
            store.fire()
        self.assertEqual(place.snapshot().bans, tuple(place.realm.bans))
        self.assertEqual([ban.number for ban in place.realm.bans], [2])

    def test_it_is_looked_at_again_who_is_there(self) -> None:
        store = SlowStore()
        place = house(5, store=store)
        bob = place.enter("bob", host="10.0.0.1")
        staff, answers = place.staff()
        staff.perform(Ban("10.0.0.1"))
        eve = place.enter("eve", host="10.0.0.1")
        bob.hang_up()
        store.fire()
        self.assertEqual((answers[0].hit, [type(event) for event in eve.hear()]), (("eve",), [e.Left, e.Dismissed]))

    def test_where_from_and_with_what_key(self) -> None:
        place = house(5)
        boss = place.account("boss", "owner")
        staff, _ = place.staff(boss, "10.0.0.9")
        staff._session.key = "SHA256:boss"
        staff.perform(Ban("bob", "10m spam"))
        rows: list[Any] = []
        place.store.audit().addCallback(rows.extend)
        expected = ActAudited(NOON, "boss", "SHA256:boss", "console 10.0.0.9", "ban", "bob", "spam", NOON + 600, "done")
        self.assertEqual([row.act for row in rows], [expected])
