"""What the server asks of its process once it has started: files for everybody, and a garbage collector that looks at little.

It must never know what the server does.
"""

from __future__ import annotations

import gc
from contextlib import suppress

OBJECTS = 10_000  # new objects between two looks of the collector; Python's 700 are 23 people who come in


def settle() -> None:
    """To be called when all is there that stays: from now on the collector looks only at what comes later.

    5 000 people coming into 100 rooms take a fifth less work. `cli.py` switches the collector off while the server starts.
    """
    gc.freeze()
    gc.set_threshold(OBJECTS, 10, 10)
    gc.enable()
    open_all_files()


def open_all_files() -> None:
    """Lets the process open as many files as its administrator allows, and not only as many as is usual (often 1 024)."""
    with suppress(ImportError, OSError, ValueError):  # not on Windows; and some systems say "unlimited" and mean less
        from resource import RLIMIT_NOFILE, getrlimit, setrlimit

        _, hard = getrlimit(RLIMIT_NOFILE)
        setrlimit(RLIMIT_NOFILE, (hard, hard))
