"""What every store keeps to: all of a commit or nothing of it, in the order in which it was asked.

A test case for one engine is one of these, with its factories filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred

from chatroom.ports import Store
from chatroom.words import commands as c
from chatroom.words.events import Event, StaffAct

if TYPE_CHECKING:
    from twisted.trial.unittest import SynchronousTestCase as Case
else:
    Case = object

KICK = StaffAct(1.0, "operator", c.Kick("lobby", "bob", "spam"))
MUTE = StaffAct(2.0, "operator", c.Mute("lobby", "ann", "60", "'; drop table acts; --"))
EMPTY = StaffAct(3.0, "ann \U0001f600", c.Empty("lobby"))


class StoreContract(Case):
    """For a store that works."""

    def make(self) -> Store:
        raise NotImplementedError

    def kept(self, store: Any) -> list[Event]:
        """What is in it, oldest first, asked behind its back."""
        raise NotImplementedError

    def commit(self, store: Store, events: Sequence[Event]) -> None:
        self.assertIsNone(self.successResultOf(store.commit(events)))

    def test_a_new_store_is_empty(self) -> None:
        self.assertEqual(self.kept(self.make()), [])

    def test_what_is_acknowledged_is_kept(self) -> None:
        store = self.make()
        self.commit(store, (KICK,))
        self.assertEqual(self.kept(store), [KICK])

    def test_all_of_a_commit_in_its_order(self) -> None:
        store = self.make()
        self.commit(store, (MUTE, EMPTY, KICK))
        self.assertEqual(self.kept(store), [MUTE, EMPTY, KICK])

    def test_commits_follow_each_other(self) -> None:
        store = self.make()
        for event in (EMPTY, KICK, MUTE):
            self.commit(store, [event])
        self.assertEqual(self.kept(store), [EMPTY, KICK, MUTE])

    def test_the_same_act_twice_is_two_acts(self) -> None:
        store = self.make()
        self.commit(store, (KICK,))
        self.commit(store, (KICK,))
        self.assertEqual(self.kept(store), [KICK, KICK])

    def test_nothing_to_keep_is_kept_at_once(self) -> None:
        store = self.make()
        self.commit(store, ())
        self.assertEqual(self.kept(store), [])

    def test_what_is_handed_over_may_change_afterwards(self) -> None:
        store, events = self.make(), [KICK]
        self.commit(store, events)
        events.append(MUTE)
        self.assertEqual(self.kept(store), [KICK])

    def test_two_stores_are_two(self) -> None:
        one, other = self.make(), self.make()
        self.commit(one, (KICK,))
        self.assertEqual(self.kept(other), [])


class BrokenStoreContract(Case):
    """For a store that cannot keep anything just now."""

    def make_broken(self) -> Store:
        raise NotImplementedError

    def test_it_fails_and_does_not_raise(self) -> None:
        answer = self.make_broken().commit((KICK, MUTE))
        self.assertIsInstance(answer, Deferred)
        self.failureResultOf(answer)
