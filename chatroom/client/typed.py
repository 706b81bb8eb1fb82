"""What a line that somebody typed asks for: of the server a command, of the client itself one of a few acts. Pure.

The words and usages are the server's own (`words.table`); those that only this client has are in WORDS. It must never know
what the answer will be.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Final

from chatroom.client.address import Address, BadAddress, read_address
from chatroom.formats.lines import command_words, typeable
from chatroom.words import codec
from chatroom.words.commands import Command, Quit, Say, SendFile, Set, Switch, Whisper
from chatroom.words.credentials import Login, Register
from chatroom.words.pastes import below, spoken
from chatroom.words.policies import Flood
from chatroom.words.refusals import Reason, Refused
from chatroom.words.table import CHAT, read
from chatroom.words.text import nearest


@dataclass(frozen=True, slots=True)
class Move:
    """/connect: to another server."""

    address: Address


@dataclass(frozen=True, slots=True)
class SetHere:
    """/set of what is the client's own: OWN_SETTINGS says what there is."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class LookAt:
    """Turn to a room where the user is already."""

    channel: str


@dataclass(frozen=True, slots=True)
class OfferPath:
    """/send: the file at `path` for `nick`."""

    nick: str
    path: str


@dataclass(frozen=True, slots=True)
class Secret:
    """/login and /register without a password: it is asked for in private. `kind` is what becomes of it."""

    kind: type[Register] | type[Login]
    nick: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """It cannot be meant like that, or is a question that the client answers itself: one sentence with a way out."""

    sentence: str


Asked = Command | Move | SetHere | LookAt | OfferPath | Secret | Mistake

CONNECT: Final = "connect"
WORDS: Final[Mapping[str, str]] = {
    CONNECT: "/connect <host>[:<port>] - Leave this server for another one.",
}
SPOKEN: Final = ("/connect host, or host:port: Leave this server for another one.",)  # the same for ears
ALL_WORDS: Final = (*CHAT, *WORDS)  # for completion
OWN_SETTINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "bell": ("on", "off"),
    "clock": ("on", "off"),
    "emoji": ("on", "off", "names"),
}
PASTE: Final = Flood()  # what servers take for one, unless their configuration says otherwise
_IN_PRIVATE: Final[Mapping[str, type[Register] | type[Login]]] = {"register": Register, "login": Login}


def _secret_words() -> dict[str, int]:
    """By command, which of its words is the first that is a secret, counted from 1."""
    found: dict[str, int] = {}
    for word, kind in CHAT.items():
        secret = codec.secrets(kind)
        at = next((at for at, field in enumerate(fields(kind), 1) if field.name in secret), None)
        if at is not None:
            found[f"/{word}"] = at
    return found


_SECRET_WORDS: Final[Mapping[str, int]] = _secret_words()


def asked(line: str, current: str, attended: tuple[str, ...] = ()) -> Asked | None:
    """None for nothing. Without a channel the `current` one is meant; `attended` are those where the user is.

    Raises Refused for what the table refuses: UNKNOWN_COMMAND and USAGE.
    """
    text = line.strip()
    if text == "!exit":
        return Quit()
    if not text.startswith("/") or text.startswith("//"):
        say = spoken(text[1:] if text.startswith("//") else text, line, current)
        return say if say.text.strip() else None
    word, rest = command_words(text)
    return _own(word.lower(), rest) or _servers(word, rest, current, attended)


class Run:
    """Lines that come one right after the other: a paste, of which blanks and empty lines are handed on beside what is said."""

    def __init__(self) -> None:
        self._at = float("-inf")  # when the last line came
        self._lines = self._empty = 0  # of the run so far; empty ones that stand above the next

    def asked(self, line: str, now: float, current: str, attended: tuple[str, ...]) -> Asked | None:
        """The same as `asked`. In what is too much of a paste a line is speech when it is no command, as servers take it."""
        self._lines = self._lines + 1 if now - self._at <= PASTE.gap else 1
        self._at = now
        try:
            found = asked(line, current, attended)
        except Refused as no:
            if no.reason is not Reason.UNKNOWN_COMMAND or self._lines <= PASTE.paste:
                raise
            found = spoken(line.strip(), line, current)
        if found is None:
            self._empty += 1
            return None
        empty, self._empty = self._empty, 0
        return below(found, empty) if isinstance(found, Say) else found


def at_the_door(line: str) -> str:
    """Before a name is given `register` and `login` with a blank after them need no slash: no name has a blank."""
    words = line.split(None, 1)
    return f"/{line.lstrip()}" if len(words) > 1 and words[0].lower() in _IN_PRIVATE else line


def holds_secret(line: str, *, naming: bool = False) -> int | None:
    """Where in this line a password begins, which nobody may see and no history keep; None if there is none. `naming`: the
    line is typed at the door."""
    words = list(re.finditer(r"\S+", line))
    word = words[0].group().lower() if words else ""
    before = _SECRET_WORDS.get(f"/{word.lstrip('/')}" if naming else word)
    return words[before].start() if before is not None and len(words) > before else None


def _own(word: str, rest: str) -> Asked | None:
    """What the client does itself."""
    words = rest.split()
    if word == CONNECT:
        try:
            return Move(read_address(rest)) if len(words) == 1 else Mistake(f"It goes like this: {WORDS[CONNECT]}")
        except BadAddress as bad:
            return Mistake(str(bad))
    if word == "help" and [one.lower().lstrip("/") for one in words] == [CONNECT]:
        return Mistake(WORDS[CONNECT])
    if word == "set" and words and words[0].lower() in OWN_SETTINGS:
        return _set_here(*map(str.lower, words))
    if word in _IN_PRIVATE and len(words) == 1:
        return Secret(_IN_PRIVATE[word], words[0])
    return None


def _set_here(key: str, value: str = "", *more: str) -> SetHere | Mistake:
    if value in OWN_SETTINGS[key] and not more:
        return SetHere(key, value)
    *others, last = (f"/set {key} {known}" for known in OWN_SETTINGS[key])
    return Mistake(f"It goes like this: {', '.join(others)} or {last}.")


def _servers(word: str, rest: str, current: str, attended: tuple[str, ...]) -> Asked:
    try:
        command = typeable(read(word, rest, CHAT))
    except Refused as no:
        if no.reason is Reason.UNKNOWN_COMMAND and not no.hint:
            raise Refused(no.reason, no.subject, hint=nearest(word.lower(), tuple(WORDS))) from None
        raise
    if isinstance(command, SendFile):
        return OfferPath(command.nick, command.path)
    if isinstance(command, Switch) and command.channel in attended:
        return LookAt(command.channel)
    return here(command, current)


def here(command: Command, current: str) -> Command:
    """The same command, in this room if it names none. A whisper without one finds its way by itself."""
    if isinstance(command, Whisper | Set) or not any(field.name == "channel" for field in fields(command)):
        return command
    return command if command.channel else replace(command, channel=current)  # type: ignore[attr-defined, call-arg]
