"""The store that lasts as long as the process, and the one of the tests that fails, against the contract."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.ports import Store
from chatroom.stores.memory import MemoryStore
from chatroom.words.events import Event
from tests.contracts.store_contract import BrokenStoreContract, StoreContract
from tests.fakes import RefusingStore


class MemoryStoreTests(StoreContract, SynchronousTestCase):
    """`stores/memory.py`."""

    def make(self) -> Store:
        return MemoryStore()

    def kept(self, store: MemoryStore) -> list[Event]:
        return store.kept


class RefusingStoreTests(BrokenStoreContract, SynchronousTestCase):
    """The fake that stands for a full disk behaves like a store with a full disk."""

    def make_broken(self) -> Store:
        return RefusingStore()
