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


MEANINGS: Final[Mapping[Ending, str]] = {  # for --help and docs/client.md
    Ending.QUIT: "you have left, or the input has ended",
    Ending.NO_SERVER: "there is no chat at that address",
    Ending.LINE_LOST: "the line was lost and did not come back",
    Ending.KICKED: "you were kicked",
    Ending.EMPTIED: "the room was emptied",
    Ending.AFK: "you were quiet for too long",
    Ending.BANNED: "you are banned",
    Ending.SHUT_DOWN: "the server was shut down",
    Ending.NAME_REFUSED: "the name is taken or not allowed",
    Ending.WRONG_PASSWORD: "the password is wrong, or there was none",
    Ending.TOO_SLOW: "you did not read what came",
    Ending.NOT_LET_IN: "the server did not let you in",
}

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
