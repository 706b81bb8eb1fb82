"""Why the terminal client ends: one exit status and one sentence for each reason (G806).

It must never know how the sentence reaches the user, nor how the line was held.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from chatroom.formats.sentences import dismissed
from chatroom.words.events import Cause, Dismissed
from chatroom.words.refusals import Reason
from chatroom.words.text import clean


class Ending(Enum):
    """The value is the exit status. 2 is argparse's, for a command line that will not do; 128 and more are signals."""

    QUIT = 0
    NO_SERVER = 1
    LINE_LOST = 3
    KICKED = 4
    EMPTIED = 5
    AFK = 6
    BANNED = 7
    SHUT_DOWN = 8
    NAME_REFUSED = 9
    WRONG_PASSWORD = 10
    TOO_SLOW = 11
    NOT_LET_IN = 12


@dataclass(frozen=True, slots=True)
class End:
    """Why, and the sentence for the user; "": the user knows."""

    why: Ending
    sentence: str = ""


_CAUSES: Final[Mapping[Cause, Ending]] = {
    Cause.QUIT: Ending.QUIT,
    Cause.LEFT: Ending.QUIT,
    Cause.SWITCHED: Ending.QUIT,
    Cause.LOST: Ending.LINE_LOST,
    Cause.SLOW: Ending.TOO_SLOW,
    Cause.KICKED: Ending.KICKED,
    Cause.EMPTIED: Ending.EMPTIED,
    Cause.AFK: Ending.AFK,
    Cause.SHUTDOWN: Ending.SHUT_DOWN,
    Cause.BANNED: Ending.BANNED,
    Cause.REFUSED: Ending.NOT_LET_IN,
}

_REASONS: Final[Mapping[Reason, Ending]] = {
    Reason.NAME_EMPTY: Ending.NAME_REFUSED,
    Reason.NAME_LONG: Ending.NAME_REFUSED,
    Reason.NAME_CHARACTERS: Ending.NAME_REFUSED,
    Reason.NAME_RESERVED: Ending.NAME_REFUSED,
    Reason.NAME_TAKEN: Ending.NAME_REFUSED,
    Reason.NAME_LOOKS_LIKE: Ending.NAME_REFUSED,
    Reason.WRONG_PASSWORD: Ending.WRONG_PASSWORD,
    Reason.BANNED: Ending.BANNED,
    Reason.NAME_BANNED: Ending.BANNED,
    Reason.STOPPING: Ending.SHUT_DOWN,
}


def sent_out(event: Dismissed) -> End:
    """The end that comes with being sent out for good."""
    ending = _CAUSES[event.cause]
    return End(ending, "" if ending is Ending.QUIT else clean(dismissed(event, simple=True)[0]))


def refused(reason: Reason, sentence: str) -> End:
    """The end of somebody who was refused before it was in."""
    return End(_REASONS.get(reason, Ending.NOT_LET_IN), sentence)
