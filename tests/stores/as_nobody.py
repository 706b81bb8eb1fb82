"""Program for a test: tries to open the store named on its command line as the user nobody."""

import os
import sys
from pathlib import Path

from chatroom.stores import migrations, opening
from chatroom.stores.trouble import BadStore

if __name__ == "__main__":
    known = migrations.steps()  # read while the program's own files can be
    migrations.steps = opening.steps = lambda: known  # type: ignore[assignment]
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    try:
        opening.prepare(Path(sys.argv[1]))
    except BadStore as problem:
        print(problem)
        sys.exit(1)
