"""The store that lasts as long as the process, and the one of the tests that fails, against the contract."""

from typing import Any

from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase

from chatroom.ports import Store
from chatroom.stores.memory import MemoryStore
from chatroom.words.records import Record
from tests.contracts.store_contract import BrokenStoreContract, RecordsContract, StoreContract
from tests.fakes import RefusingStore


class MemoryStoreTests(StoreContract, SynchronousTestCase):
    """`stores/memory.py`."""

    def make(self) -> Store:
        return MemoryStore()

    def kept(self, store: MemoryStore) -> list[Record]:
        return store.kept


class MemoryRecordsTests(RecordsContract, SynchronousTestCase):
    """`stores/memory.py` with records. There is no file to start again on: to reopen changes nothing."""

    def make(self) -> MemoryStore:
        return MemoryStore()

    def reopen(self, store: MemoryStore) -> MemoryStore:
        return store

    def wait(self, answer: Deferred[Any]) -> Any:
        found: list[Any] = []
        answer.addBoth(found.append)
        self.assertEqual(len(found), 1, "the answer was not there at once")
        if hasattr(found[0], "raiseException"):
            found[0].raiseException()
        return found[0]


class RefusingStoreTests(BrokenStoreContract, SynchronousTestCase):
    """The fake that stands for a full disk behaves like a store with a full disk."""

    def make_broken(self) -> Store:
        return RefusingStore()
