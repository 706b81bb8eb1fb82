"""Program for a test: commits to the store named on its command line, on a disk whose fsync fails while the file $BROKEN is.

Prints what each commit was answered, and dies without closing anything.
"""

import os
import queue
import sys
from pathlib import Path

from chatroom.stores.sqlite import SqliteStore
from chatroom.stores.trouble import NotStored
from chatroom.words import records as r
from tests.stores.waiting import Caller

if __name__ == "__main__":
    path, broken, mend = Path(sys.argv[1]), Path(os.environ["BROKEN"]), "mend" in sys.argv
    caller = Caller()
    store = SqliteStore.open(path, caller.call_back)
    for number in (1, 2, 3):
        if number == 2:
            broken.touch()
        elif number == 3 and mend:
            broken.unlink()
        try:
            caller.wait(store.commit([r.NoteWritten(float(number), "bob", "ann", "x" * 5000)]))
            print("kept")
        except (NotStored, queue.Empty) as trouble:
            print(trouble)
    sys.stdout.flush()
    os._exit(9)
