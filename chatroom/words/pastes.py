"""What is too much of a paste: it waits, to be offered to a room as a file. What can be asked about it, and what can happen.

Once it is offered it is a file like any other (files.py).
"""

from dataclasses import replace
from typing import ClassVar, Final

from chatroom.words.commands import Command, Say
from chatroom.words.events import Event
from chatroom.words.files import Ending
from chatroom.words.text import clean_fields
from chatroom.words.values import dataclass

DROP = "drop"
EMPTY: Final = 100  # empty lines in a row that are kept at most


def spoken(text: str, line: str, channel: str = "") -> Say:
    """What a `line` says that has been read as `text`, without the blanks around it. The blanks are handed on beside it."""
    return Say(channel, text, line if len(line) != len(text) or "\t" in text else "")


def below(say: Say, empty: int) -> Say:
    """The same with so many empty lines above it, which are not said either."""
    return replace(say, raw="\n" * min(empty, EMPTY) + (say.raw or say.text)) if empty else say


@dataclass(frozen=True, slots=True)
class OfferPaste(Command):
    """Offer what was too much of your paste to everybody in the room, as a file; /paste drop forgets it."""

    what: str = ""  # DROP, or nothing
    channel: str = ""
    words: ClassVar[tuple[str, ...]] = ("paste",)
    usage: ClassVar[str] = "[drop]"

    def __post_init__(self) -> None:
        clean_fields(self, "what", "channel")


@dataclass(frozen=True, slots=True)
class PasteWaits(Event):
    """To whoever has pasted: of the lines that came at once, `most` may be said, and the `more` that followed were not.

    With those of earlier pastes `lines` wait, of `size` bytes, for `seconds`.
    """

    channel: str
    most: int
    more: int
    lines: int
    size: int
    seconds: int


@dataclass(frozen=True, slots=True)
class PasteOffered(Event):
    """To whoever has pasted: what waited is offered to everybody in the channel, each of whom may take it for `seconds`."""

    number: int
    channel: str
    name: str
    lines: int
    size: int
    sha256: str
    seconds: int


@dataclass(frozen=True, slots=True)
class PasteDropped(Event):
    """To whoever has pasted: the `lines` that waited are forgotten, because they were CANCELLED, have EXPIRED, or a mute has
    BARRED them."""

    channel: str
    lines: int
    why: Ending
