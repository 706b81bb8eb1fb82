"""Program for a test: commits without end to the store named on its command line, and prints the number of each that is kept."""

import os
import sys
import threading
from collections.abc import Callable

from chatroom.stores.sqlite import SqliteStore
from chatroom.words import records as r

AT_ONCE = 20


def bundle(number: int) -> list[r.Record]:
    """What one act leaves, in every table."""
    name = f"name{number:06}"
    return [
        r.AccountMade(1.0, name, name.title(), "first"),
        r.PasswordSet(2.0, name, "second"),
        r.RoleGiven(2.0, name, "voice", "lobby"),
        r.KeyAdded(2.0, name, "SHA256:k", "ssh-ed25519 AAAA", ""),
        r.BanPlaced(2.0, number, "name", name, "ann", "", None),
        r.MutePlaced(2.0, "lobby", "name", name, "ann", "", 9e9),
        r.ActAudited(2.0, "ann", "", "ssh", "ban", name, "", None, "done"),
    ]


def call(fn: Callable[..., object], *args: object) -> None:
    fn(*args)


def main() -> None:
    places = threading.Semaphore(AT_ONCE)

    def kept(_: None, number: int) -> None:
        os.write(1, f"{number}\n".encode())
        places.release()

    store = SqliteStore.open(sys.argv[1], call)
    number = int(sys.argv[2])
    while True:
        places.acquire()
        store.commit(bundle(number)).addCallback(kept, number)
        number += 1


if __name__ == "__main__":
    main()
