"""Files that are offered: what can be asked about them, and what can have happened to one.

An offer has a number, which people type, and two codes, one for each end, which open the way for the bytes. It must never know
how those travel. The files that two `chatclient`s hand each other without an offer are in commands.py and events.py.
"""

from enum import Enum
from typing import ClassVar

from chatroom.words.commands import Command
from chatroom.words.events import Event, Who
from chatroom.words.text import clean_fields
from chatroom.words.values import dataclass

UNKNOWN = -1  # the size of a file that nobody has measured yet

# ---- what is asked -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfferFile(Command):
    """Offer a file to a person in this channel.

    `size` in bytes, -1: not known yet; `sha256` in 64 small hexadecimal digits, "": not known yet.
    """

    nick: str
    name: str
    size: int = UNKNOWN
    sha256: str = ""

    def __post_init__(self) -> None:
        clean_fields(self, "nick", "name", "sha256")


@dataclass(frozen=True, slots=True)
class AcceptFile(Command):
    """Take a file that somebody offers you."""

    number: str = ""
    words: ClassVar[tuple[str, ...]] = ("accept",)
    usage: ClassVar[str] = "[number]"
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "number")


@dataclass(frozen=True, slots=True)
class RefuseFile(Command):
    """Turn down a file that somebody offers you."""

    number: str = ""
    words: ClassVar[tuple[str, ...]] = ("refuse", "decline")
    usage: ClassVar[str] = "[number]"
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "number")


@dataclass(frozen=True, slots=True)
class CancelFile(Command):
    """Take back a file that you offer, or stop one that is on its way to you or from you."""

    number: str = ""
    words: ClassVar[tuple[str, ...]] = ("cancel",)
    usage: ClassVar[str] = "[number]"
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "number")


@dataclass(frozen=True, slots=True)
class ListFiles(Command):
    """List the files that you offer, that are offered to you, and that are on their way."""

    words: ClassVar[tuple[str, ...]] = ("files",)
    waiting: ClassVar[bool] = True


# ---- what has happened -------------------------------------------------------------------------------------------------


class Ending(Enum):
    """Why a file has not arrived. The value is the code that machines see."""

    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # nobody took it, or nobody brought it, in time
    LEFT = "left"  # the other one is gone before it began
    LOST = "lost"  # a connection broke
    STALLED = "stalled"  # no byte for too long
    TOO_SHORT = "too-short"  # than announced
    TOO_LONG = "too-long"  # than announced, or than the house allows
    CHANGED = "changed"  # the SHA-256 is not the announced one
    BARRED = "barred"  # one of the two has been muted or banned


@dataclass(frozen=True, slots=True)
class FileOffered(Event):
    """To the receiver: `who` offers a file; it may be taken for `seconds`. `size` and `sha256` as in OfferFile."""

    number: int
    channel: str
    who: Who
    name: str
    size: int
    sha256: str
    seconds: int


@dataclass(frozen=True, slots=True)
class OfferMade(Event):
    """To the sender: the offer stands for `seconds`, and `to` has to take it before anything else can happen."""

    number: int
    channel: str
    to: str
    name: str
    size: int
    seconds: int


@dataclass(frozen=True, slots=True)
class UploadAsked(Event):
    """To the sender: `to` takes the file; bring it to `place` with `code`, beginning with the byte number `start`.

    It comes again, with another `start`, when a transfer goes on after a break.
    """

    number: int
    to: str
    path: str
    size: int
    place: str
    code: str
    start: int


@dataclass(frozen=True, slots=True)
class DownloadReady(Event):
    """To the receiver: fetch the file at `place` with `code` within `seconds`."""

    number: int
    who: Who
    name: str
    size: int
    sha256: str
    place: str
    code: str
    seconds: int


@dataclass(frozen=True, slots=True)
class FileBroke(Event):
    """To both: a transfer has broken after `done` bytes and may go on within `seconds`."""

    number: int
    name: str
    done: int
    seconds: int


@dataclass(frozen=True, slots=True)
class OfferEnded(Event):
    """To both: the file will not arrive. `who` would have sent it, `to` received it; `done` bytes had gone through."""

    number: int
    who: Who
    to: str
    name: str
    why: Ending
    done: int


@dataclass(frozen=True, slots=True)
class FileArrived(Event):
    """To both: the file has reached `to` whole, with this size and SHA-256."""

    number: int
    channel: str
    who: Who
    to: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """`done` of `size` bytes; `state`: offered, waiting (for the two ends), moving or broken."""

    number: int
    sender: str
    receiver: str
    name: str
    size: int
    done: int
    state: str


@dataclass(frozen=True, slots=True)
class FilesShown(Event):
    rows: tuple[FileRow, ...]
