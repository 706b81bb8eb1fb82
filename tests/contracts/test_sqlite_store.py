"""The store in a file against the contract. To reopen is to close the file and to start on it again."""

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase

from chatroom.stores.memory import MemoryStore
from chatroom.stores.sqlite import SqliteStore
from chatroom.stores.trouble import NotStored
from chatroom.words import records as r
from tests.contracts.store_contract import RecordsContract
from tests.stores.sequences import commits
from tests.stores.waiting import Caller


class SqliteStoreTests(RecordsContract, SynchronousTestCase):
    """`stores/sqlite.py`."""

    def setUp(self) -> None:
        self.caller = Caller()
        self.files: dict[SqliteStore, Path] = {}

    def make(self) -> SqliteStore:
        return self.opened(Path(self.mktemp()) / "chatroom.db")

    def opened(self, path: Path) -> SqliteStore:
        store = SqliteStore.open(path, self.caller.call_back)
        self.files[store] = path
        self.addCleanup(lambda: self.wait(store.close()))
        return store

    def reopen(self, store: SqliteStore) -> SqliteStore:
        self.wait(store.close())
        return self.opened(self.files[store])

    def wait(self, answer: Deferred[Any]) -> Any:
        return self.caller.wait(answer)

    @given(commits(), st.floats(0, 40))
    @settings(deadline=None, max_examples=40)
    def test_any_story_ends_as_in_memory(self, story: list[list[r.Record]], now: float) -> None:
        model, store = MemoryStore(), self.make()
        for records in story:
            self.assertEqual(self.kept(store.commit(records)), self.kept(model.commit(records)), records)
        store = self.reopen(store)
        self.assertEqual(self.wait(store.restore(now)), self.successResultOf(model.restore(now)))
        self.assertEqual(self.wait(store.audit(last=999)), self.successResultOf(model.audit(last=999)))
        for subject in ("a", "b", "c"):
            self.assertEqual(self.wait(store.notes(subject)), self.successResultOf(model.notes(subject)))
            self.assertEqual(self.wait(store.history(subject)), self.successResultOf(model.history(subject)))
        self.wait(store.close())

    def kept(self, answer: Deferred[None]) -> bool:
        try:
            return self.wait(answer) is None
        except NotStored:
            return False
