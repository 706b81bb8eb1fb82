"""Program for a test: upgrades the store named on its command line and kills itself after so many steps of SQLite's machine."""

import os
import signal
import sqlite3
import sys
from pathlib import Path

from chatroom.stores import migrations, opening
from tests.stores.test_opening import STEP_2


def die() -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 1


class Mortal(migrations.Step):
    """The step, with a bomb under it."""

    def take(self, db: sqlite3.Connection) -> None:
        db.set_progress_handler(die, int(sys.argv[2]))
        super().take(db)
        die()


if __name__ == "__main__":
    known = migrations.steps()
    both = [known[0], Mortal(STEP_2.version, STEP_2.sql)]
    migrations.steps = opening.steps = lambda: both  # type: ignore[assignment]
    opening.prepare(Path(sys.argv[1]))
