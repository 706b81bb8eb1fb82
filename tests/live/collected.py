"""What all servers of a run of the tests have written, and every password that was used in it.

A test that starts servers hands its folder in when it is over, whatever became of it. `tests/test_written_by_all.py` looks
through all of them, and so does `tests/conftest.py` when the last test has ended. Must never know what a server writes where.
"""

from __future__ import annotations

import atexit
import shutil
import stat
import tempfile
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

LARGEST = 1 << 26  # bytes; what is larger is a file that people of a test have sent each other
PREFIX = 8  # bytes by which passwords are looked for: the many of one test begin alike


class Collection:
    """One folder with a folder for each test in it."""

    def __init__(self) -> None:
        self.passwords: set[str] = set()
        self._tests = 0

    @cached_property
    def folder(self) -> Path:
        """Made when the first test hands something in, and gone with the process."""
        folder = tempfile.mkdtemp(prefix="chatroom-collected-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return Path(folder)

    def take(self, test: str, folder: Path, said: Iterable[str] = ()) -> None:
        """Copies every file of a test that is over, and the lines that its programs have printed."""
        self._tests += 1
        into = self.folder / f"{self._tests:04}-{test}"
        into.mkdir()
        (into / "said.txt").write_text("\n".join(said), "utf-8")
        for path in folder.rglob("*"):
            seen = path.lstat()
            if stat.S_ISREG(seen.st_mode) and seen.st_size <= LARGEST:
                copy = into / "files" / path.relative_to(folder)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)

    def betrayed(self) -> list[str]:
        """Every file in which one of the passwords stands, whoever wrote it and whoever used the password."""
        secrets = sorted(password.encode() for password in self.passwords)
        return [
            f"{path.relative_to(self.folder)}: {word.decode()}"
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
            for word in _found(secrets, path.read_bytes())
        ]


def _found(secrets: list[bytes], content: bytes) -> list[bytes]:
    begun = {prefix for prefix in {word[:PREFIX] for word in secrets} if prefix in content}
    return [word for word in secrets if word[:PREFIX] in begun and word in content]


COLLECTED = Collection()  # of this process: pytest and trial run every test in one
