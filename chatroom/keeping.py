"""Opens what a house keeps: its store, with what was in it, and the checker of passwords.

Before the reactor runs nothing can be handed to its thread, so that the first question is answered by waiting for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from twisted.python.failure import Failure

from chatroom.stores.checker import Checker
from chatroom.stores.sqlite import SqliteStore
from chatroom.stores.trouble import BadStore
from chatroom.words.records import Snapshot

NAME = "chatroom.sqlite"  # in the data folder
PATIENCE = 30.0  # seconds for the store to give what it has
MAKE_WRITABLE = "Give the folder and what is in it to the user that chatroom runs as."


def may_hold_a_store(folder: Path) -> bool:
    """Whether a store is in that folder, or cannot be seen not to be."""
    try:
        return any(path.name.startswith(NAME) for path in folder.iterdir())
    except OSError:
        return True


def open_store(folder: Path, now: float, call_back: Callable[..., Any]) -> tuple[SqliteStore, Snapshot]:
    """The store in that folder, and the sum of what is in it at `now` (wall seconds). Raises BadStore with what to do.

    `call_back` hands later answers to the reactor's thread. The store has no thread and no file open when this returns: twistd
    may go to the background next.
    """
    running = threading.Event()

    def hand_over(fn: Callable[..., Any], *args: Any) -> object:
        return call_back(fn, *args) if running.is_set() else fn(*args)

    store = SqliteStore.open(folder / NAME, hand_over)
    found: list[Snapshot | Failure] = []
    answered = threading.Event()

    def take(result: Snapshot | Failure) -> None:
        found.append(result)
        running.set()
        answered.set()

    store.restore(now).addBoth(take)
    if not answered.wait(PATIENCE):
        raise BadStore(f"{folder / NAME}: another program holds it. End that program, then start again.")
    result = found[0]
    if isinstance(result, Failure):
        raise BadStore(f"{folder / NAME}: {result.getErrorMessage()}")
    store.rest()
    return store, result


def open_checker(call_back: Callable[..., Any]) -> Checker:
    """Two threads of its own."""
    return Checker(call_back)
