"""Telnet's commands, taken out of the text and answered as far as politeness asks (RFC 854, RFC 855).

Two options are of use: ECHO, offered while a password is typed, so that the client does not show it (RFC 857), and NAWS, by
which the client tells how wide its window is (RFC 1073). Every other request is refused, once. A machine of bytes that must
never know about lines, names, or the connection. Whoever speaks no telnet never gets a byte of it.
"""

from enum import Enum
from typing import Final

IAC: Final = 0xFF  # "interpret as command"
DONT: Final = 0xFE
DO: Final = 0xFD
WONT: Final = 0xFC
WILL: Final = 0xFB
SB: Final = 0xFA  # what follows belongs to an option, until IAC SE
AYT: Final = 0xF6  # "are you there?"
SE: Final = 0xF0
LOWEST: Final = 0xEC  # EOF, SUSP and ABORT stand below SE (RFC 1184): ^Z of a telnet program

ECHO: Final = 0x01
TIMING_MARK: Final = 0x06  # RFC 860
NAWS: Final = 0x1F
SWALLOWED: Final = 1024  # bytes of one subnegotiation, after IAC SB, its end included

# As long as three questions, so that nobody can make us say more than three times what was asked.
HERE: Final = b"Yes.\r\n"
_IAC: Final = b"\xff"
_NOTHING: frozenset[tuple[int, int]] = frozenset()  # one for all visitors: an empty one is 0.2 KiB
_REFUSAL: Final = {DO: WONT, WILL: DONT}
_SIZE: Final = 5  # bytes of a window's size: NAWS, two for the width, two for the height


class Window(Enum):
    """How far the talk about the client's window has come. It goes forward only, so that it ends."""

    UNKNOWN = "unknown"
    ASKED = "asked"  # we have said DO
    TOLD = "told"  # both have agreed: the client sends its size whenever that changes
    CLOSED = "closed"  # the client will not, or no longer


class Telnet:
    """One visitor's bytes, without the telnet in them.

    `spoken` turns true with the first complete telnet command. A doubled IAC is none, nor is an IAC before a byte below
    the commands: that is somebody's ÿ in Latin-1. `width` is that of the client's window in cells, 0 if it has not told.
    However the input is cut into pieces, the outputs are the same when joined.
    Keeps at most two bytes of an unfinished command, six of a subnegotiation, and the list of refused options.
    """

    __slots__ = ("_held", "_hidden", "_inside", "_left", "_offered", "_refused", "_window", "amid", "spoken", "width")

    def __init__(self) -> None:
        self.spoken = False
        self.amid = False  # in a command whose end has not come; while it is not, what has no IAC is text
        self.width = 0
        self._held = b""  # the beginning of a command: IAC, or IAC and a verb
        self._left = 0  # how many more bytes the open subnegotiation may swallow; 0: none is open
        self._inside = b""  # its first bytes, one more than a size has, so that anything longer can be told from one
        self._refused = _NOTHING
        self._hidden = False  # we have said WILL ECHO, and not WONT ECHO since
        self._offered = False  # and the client has not answered the WILL yet
        self._window = Window.UNKNOWN

    def hide(self) -> bytes:
        """What makes the client stop showing what is typed: we claim to echo, and do not.

        Nothing, and what is typed stays visible, if the client has not spoken telnet; nor has a client to obey.
        """
        if not self.spoken or self._hidden:
            return b""
        self._hidden = self._offered = True
        return bytes((IAC, WILL, ECHO))

    def show(self) -> bytes:
        """What makes it show again what is typed; nothing unless `hide` said something before.

        Not put off until the client has answered WILL, as RFC 1143 has it: some obey without an answer, and would stay blind.
        """
        if not self._hidden:
            return b""
        self._hidden = False
        return bytes((IAC, WONT, ECHO))

    def feed(self, data: bytes) -> tuple[bytes, bytes]:
        """The text in `data`, and the bytes to answer (mostly none)."""
        if _IAC not in data and not self.amid:  # nothing is copied
            return data, b""
        data, self._held = self._held + data, b""
        text: list[bytes] = []
        answers: list[bytes] = []
        at = 0
        while at < len(data):
            if self._left:
                at = self._swallow(data, at)
                continue
            command = data.find(_IAC, at)
            if command < 0:
                command = len(data)
            text.append(data[at:command])
            at = self._obey(data, command, text, answers)
        self.amid = bool(self._held or self._left)
        return b"".join(text), b"".join(answers)

    def _obey(self, data: bytes, at: int, text: list[bytes], answers: list[bytes]) -> int:
        """Deals with the command that begins at `at` and returns where it ends."""
        verb = data[at + 1] if at + 1 < len(data) else None
        if verb is None or (WILL <= verb <= DONT and at + 2 == len(data)):
            self._held = data[at:]
            return len(data)
        if verb == IAC:
            text.append(_IAC)
        elif verb < LOWEST:
            text.append(data[at : at + 2])
        elif verb == SB:
            self._left, self._inside = SWALLOWED, b""
        elif verb >= WILL:
            self.spoken = True
            answers.append(self._negotiate(verb, data[at + 2]))
            return at + 3
        else:
            self.spoken = True
            if verb == AYT:
                answers.append(HERE)
        return at + 2

    def _negotiate(self, verb: int, option: int) -> bytes:
        """The answer to DO, DONT, WILL or WONT: none to what answers us, so that no loop can arise (RFC 1143).

        Whoever asks for anything is asked for the size of its window in return, once.
        """
        if option == NAWS and verb in (WILL, WONT):
            return self._hear_of_window(verb)
        if option == ECHO and verb in (DO, DONT) and (self._hidden or self._offered):
            self._offered = False
            answer = b""
        else:
            answer = self._refuse(verb, option)
        if verb in _REFUSAL and self._window is Window.UNKNOWN:
            self._window = Window.ASKED
            answer += bytes((IAC, DO, NAWS))
        return answer

    def _hear_of_window(self, verb: int) -> bytes:
        """The client offers to tell its size, or takes that back; after that it is refused like any other option."""
        before = self._window
        if verb == WONT:
            if before is not Window.UNKNOWN:
                self._window, self.width = Window.CLOSED, 0
            return bytes((IAC, DONT, NAWS)) if before is Window.TOLD else b""
        if before is Window.CLOSED:
            return self._refuse(verb, NAWS)
        self._window = Window.TOLD
        return bytes((IAC, DO, NAWS)) if before is Window.UNKNOWN else b""

    def _refuse(self, verb: int, option: int) -> bytes:
        """The "no" to a request, if it is one and has not been refused before.

        One answer an option means that no loop can arise. A timing mark is no state but a question, sent after every ^C by
        clients that throw away all they receive until it is answered: they get their answer each time (RFC 860).
        """
        if verb not in _REFUSAL or (verb, option) in self._refused:
            return b""
        if (verb, option) != (DO, TIMING_MARK):
            self._refused |= {(verb, option)}
        return bytes((IAC, _REFUSAL[verb], option))

    def _swallow(self, data: bytes, at: int) -> int:
        """Goes on with the open subnegotiation from `at` and returns where it ends, or where patience ends.

        Patience is what keeps somebody whose text happens to hold the bytes of IAC SB from being silenced for ever.
        """
        end = min(at + self._left, len(data))
        while True:
            mark = data.find(_IAC, at, end)
            if mark < 0 or mark + 1 == at + self._left:
                self._keep(data[at:end])
                self._left -= end - at
                return end
            self._keep(data[at:mark])
            if mark + 1 == len(data):
                self._left -= mark - at
                self._held = _IAC
                return len(data)
            self._left -= mark + 2 - at
            at = mark + 2
            if data[mark + 1] == IAC:
                self._keep(_IAC)
            elif data[mark + 1] == SE:
                self.spoken = True
                self._left = 0
                self._measure()
            if not self._left:
                return at

    def _keep(self, inside: bytes) -> None:
        room = _SIZE + 1 - len(self._inside)
        if room and inside:
            self._inside += inside[:room]

    def _measure(self) -> None:
        """A subnegotiation is complete; the only one that tells us something is the size of a window that we agreed about."""
        inside = self._inside
        if self._window is Window.TOLD and len(inside) == _SIZE and inside[0] == NAWS:
            self.width = inside[1] << 8 | inside[2]
