"""kill -9 under a stream of commits: what was acknowledged is there, and nothing is half there (F1, invariant 14)."""

import random
import subprocess
import sys
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from chatroom.stores.inspection import verify
from chatroom.stores.sqlite import SqliteStore
from chatroom.words import records as r
from tests.stores.keeper import bundle
from tests.stores.waiting import Caller

KEEPER = Path(__file__).with_name("keeper.py")
ROUNDS = 10


class KilledTests(SynchronousTestCase):
    """A child process keeps, tells what it has kept, and is killed at a random moment; ten times on one file."""

    def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(self) -> None:
        path, dice, kept = (Path(self.mktemp()) / "chatroom.db").resolve(), random.Random(14), 0
        for _ in range(ROUNDS):
            acknowledged = self.killed_after(path, kept + 1, dice.randrange(1, 120))
            count = self.whole(path)
            self.assertEqual(acknowledged, list(range(kept + 1, kept + 1 + len(acknowledged))))
            self.assertGreaterEqual(count, kept + len(acknowledged))
            kept = count

    def killed_after(self, path: Path, first: int, acknowledged: int) -> list[int]:
        """Everything that the child acknowledged before it died."""
        arguments = [sys.executable, str(KEEPER), str(path), str(first)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=KEEPER.parents[2]) as child:
            assert child.stdout is not None
            lines = [child.stdout.readline() for _ in range(acknowledged)]
            child.kill()
            lines += child.stdout.readlines()
        return [int(line) for line in lines if line.endswith(b"\n")]

    def whole(self, path: Path) -> int:
        """How many bundles there are. Every one is whole, and none is missing before the last."""
        caller = Caller()
        store = SqliteStore.open(path, caller.call_back)
        snapshot, rows = caller.wait(store.restore(10.0)), caller.wait(store.audit(last=10**6))
        caller.wait(store.close())
        count = len(snapshot.accounts)
        bundles = [bundle(number) for number in range(1, count + 1)]
        self.assertEqual([account.account for account in snapshot.accounts], [made[0].account for made in bundles])
        for account in snapshot.accounts:
            self.assertEqual((account.secret, account.roles), ("second", (("lobby", "voice"),)))
            self.assertEqual(account.keys, (r.KeptKey("SHA256:k", "ssh-ed25519 AAAA", ""),))
        self.assertEqual(list(snapshot.bans), [made[4] for made in bundles])
        self.assertEqual(list(snapshot.mutes), [made[5] for made in bundles])
        self.assertEqual([row.act for row in reversed(rows)], [made[6] for made in bundles])
        self.assertEqual(verify(path), [])
        return count
