"""What is wrong with a configuration, said so that its owner can put it right: where, which key, and why.

It knows no form and no key; the forms find, this collects.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from chatroom.words.text import clean, nearest

_SHOWN = 40  # characters of a wrong value that a complaint repeats


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong. `line` counts from 1; 0: the file as a whole. `key` may be empty: the line as a whole."""

    file: str
    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        """One line, whatever the file holds: `channels.yaml:12: channels[1].capacity: must be at least 1, not 0`."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return clean(": ".join(part for part in (where, self.key, self.reason) if part))


class BadConfig(Exception):
    """The configuration cannot be used. `complaints` holds everything that is wrong with it, in the order of its lines."""

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__(complaints)
        self.complaints = complaints

    def __str__(self) -> str:
        return "\n".join(map(str, self.complaints))


class Findings:
    """Collects the complaints about one file, so that one run tells them all."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: list[Complaint] = []

    def add(self, line: int, key: str, reason: str) -> None:
        self._found.append(Complaint(self._file, line, key, reason))

    def stop(self, line: int, key: str, reason: str) -> NoReturn:
        """Complain about something after which the file cannot be read on: raises BadConfig."""
        self.add(line, key, reason)
        raise self._bad()

    def end(self) -> None:
        """Raises BadConfig if anything has been found."""
        if self._found:
            raise self._bad()

    def _bad(self) -> BadConfig:
        return BadConfig(tuple(sorted(self._found, key=lambda complaint: complaint.line)))


class Unfit(Exception):
    """A single value that cannot be taken; whoever knows its line and key makes a complaint of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def shown(text: str) -> str:
    """A wrong value as a complaint repeats it: numbers as they are, words in quotes, long ones shortened."""
    if re.fullmatch(r"-?[0-9.]{1,20}", text):
        return text
    return f'"{clean(text[:_SHOWN])}{"…" if len(text) > _SHOWN else ""}"'


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a complaint that knows a better word, or nothing: two slips in a word of three letters are another word."""
    near = nearest(word.lower(), tuple(known), within=1 if len(word) < 4 else 2)
    return f"; did you mean {near}?" if near else ""
