"""Every kind of record has its place in every store."""

from typing import ClassVar

from twisted.trial.unittest import SynchronousTestCase

from chatroom.stores.memory import KEEP
from chatroom.stores.statements import SQL
from chatroom.words import records as r


class CompletenessTests(SynchronousTestCase):
    """A new record cannot be forgotten by a store."""

    STORES: ClassVar = {"sqlite": SQL, "memory": KEEP}

    def test_every_record_is_written(self) -> None:
        kinds = {kind for kind in vars(r).values() if isinstance(kind, type) and issubclass(kind, r.Record)} - {r.Record}
        self.assertEqual(len(kinds), 22)
        for name, table in self.STORES.items():
            self.assertEqual(set(table), kinds, name)
