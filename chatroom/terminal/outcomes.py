"""What comes of a key: a finished line and a few other outcomes, and what is to be seen afterwards.

Values only. It must never know how they come about.
"""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Line:
    """A finished line. `secret`: it must be neither shown nor kept."""

    text: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Interrupt:
    """^C: the line was given up."""


@dataclass(frozen=True, slots=True)
class End:
    """^D on an empty line."""


@dataclass(frozen=True, slots=True)
class Redraw:
    """What is to be seen has changed."""


@dataclass(frozen=True, slots=True)
class ClearScreen:
    """^L."""


@dataclass(frozen=True, slots=True)
class Bell:
    """That could not be done."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the word at the cursor could become, to be listed."""

    words: tuple[str, ...]


Outcome = Line | Interrupt | End | Redraw | ClearScreen | Bell | Choices


class View(NamedTuple):
    """What is to be seen: the text, the cursor in it in code points, and what stands in the prompt's place ("": the prompt)."""

    text: str
    cursor: int
    label: str = ""
