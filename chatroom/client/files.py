"""The two ends of a file transfer on this disk: a file that may be read, and a folder where one arrives whole or not at all.

Names come from strangers here. It must never write outside its folder, and it knows nothing of connections.
"""

import os
import re
import stat
from contextlib import suppress
from typing import BinaryIO

from chatroom.words.text import clean

NUMBERS = 10_000  # how many files of one name are kept side by side
_NAME_BYTES = 200  # of the 255 that file systems allow; the rest is for the number


def open_regular(path: bytes) -> BinaryIO:
    """The file, open for reading. Raises OSError if it is not a regular file (a pipe is not waited for), ValueError for NUL."""
    # Without O_NONBLOCK the opening of a FIFO waits for somebody to write into it.
    number = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise OSError("not a regular file")
    return os.fdopen(number, "rb")


def measure(path: bytes) -> int:
    """Its size in bytes; -1 if there is no such regular file, or it cannot be read."""
    try:
        with open_regular(path) as file:
            return os.fstat(file.fileno()).st_size
    except (OSError, ValueError):
        return -1


def open_announced(path: bytes, size: int) -> BinaryIO:
    """The file, open for reading, if it is still `size` bytes long. Raises OSError otherwise."""
    file = open_regular(path)
    if os.fstat(file.fileno()).st_size != size:
        file.close()
        raise OSError("the file has changed")
    return file


def safe_name(name: bytes, *, exact: bool = False) -> bytes:
    """The base name of what a stranger calls a file, fit for this disk: no folders, no controls, not hidden, never empty.

    A leading dot becomes "_": nobody in a chat may plant somebody else's .profile. `exact`: the classic base name, which may
    begin with a dot and hold whatever separates no folders on this system (CLASSIC C5).
    """
    separators = re.escape(os.sep + (os.altsep or "")) if exact else r"/\\"
    text = re.split(f"[{separators}]", clean(name.decode("utf-8", "replace")))[-1].strip()
    if text in ("", ".", ".."):
        return b"file"
    if text.startswith(".") and not exact:
        text = "_" + text[1:]
    stem, ending = _parts(text.encode())
    return stem[: _NAME_BYTES - len(ending)].decode("utf-8", "ignore").encode() + ending


def _parts(name: bytes) -> tuple[bytes, bytes]:
    stem, ending = os.path.splitext(name)
    return (stem, ending) if len(ending) <= 20 else (name, b"")


class Folder:
    """Where files arrive. It knows those that are not whole yet, so that a program that ends in a hurry can remove them."""

    def __init__(self, path: bytes = b".") -> None:
        self.path = path
        self.unfinished: set[Arrival] = set()

    def discard(self) -> None:
        """Removes every half file."""
        for arrival in list(self.unfinished):
            arrival.discard()


class Arrival:
    """One file on its way into a folder: under an unguessable name until it is whole. End it with `keep` or `discard`.

    Every method but `discard` may raise OSError; then `discard` is still due.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._part = os.path.join(folder.path, b".chatroom-%b.part" % os.urandom(8).hex().encode())
        folder.unfinished.add(self)  # before it is there: a signal may end the program right behind the next line
        try:
            number = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except OSError:
            folder.unfinished.discard(self)
            raise
        self._file = os.fdopen(number, "wb")

    def write(self, data: bytes) -> None:
        self._file.write(data)

    def keep(self, name: bytes, *, replace: bool) -> bytes:
        """It is whole: gives it the base name of `name`, over what has that name (a link itself, not its target), or the
        first free name: x.txt, x.1.txt, x.2.txt. Tells the path."""
        self._file.flush()
        os.fchmod(self._file.fileno(), 0o666 & ~_umask())
        self._file.close()
        target = os.path.join(self._folder.path, safe_name(name, exact=replace))
        target = target if replace else _reserved(target)
        os.replace(self._part, target)
        self._folder.unfinished.discard(self)
        return target

    def discard(self) -> None:
        """It will never be whole. After `keep` this does nothing."""
        if self in self._folder.unfinished:
            self._folder.unfinished.discard(self)
            with suppress(OSError, AttributeError):  # its last bytes do not fit on the disk; it is not open yet
                self._file.close()
            with suppress(OSError):  # somebody else has removed it
                os.unlink(self._part)


def _umask() -> int:
    """The only way to read it is to set it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _reserved(target: bytes) -> bytes:
    """The first free name, taken by an empty file, so that nobody else's file is ever overwritten."""
    stem, ending = _parts(target)
    for number in range(NUMBERS):
        name = b"%b.%d%b" % (stem, number, ending) if number else target
        try:
            os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        except FileExistsError:
            continue
        return name
    raise FileExistsError("every name is taken")
