"""Telnet's commands, taken out of the text and answered as far as politeness asks (RFC 854, RFC 855).

We offer no option and accept none: every request is refused, once. A machine of bytes that must never know about lines,
names, or the connection. Whoever speaks no telnet never gets a byte of it.
"""

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

TIMING_MARK: Final = 0x06  # RFC 860
SWALLOWED: Final = 1024  # bytes of one subnegotiation, after IAC SB, its end included

# As long as three questions, so that nobody can make us say more than three times what was asked.
HERE: Final = b"Yes.\r\n"
_IAC: Final = b"\xff"
_REFUSAL: Final = {DO: WONT, WILL: DONT}


class Telnet:
    """One visitor's bytes, without the telnet in them.

    `spoken` turns true with the first complete telnet command. A doubled IAC is none, nor is an IAC before a byte below
    the commands: that is somebody's ÿ in Latin-1. However the input is cut into pieces, the two outputs are the same when joined.
    Keeps at most two bytes of input, the list of refused options and one number.
    """

    __slots__ = ("_held", "_left", "_refused", "spoken")

    def __init__(self) -> None:
        self.spoken = False
        self._held = b""  # the beginning of a command: IAC, or IAC and a verb
        self._left = 0  # how many more bytes the open subnegotiation may swallow; 0: none is open
        self._refused: set[tuple[int, int]] = set()

    def feed(self, data: bytes) -> tuple[bytes, bytes]:
        """The text in `data`, and the bytes to answer (mostly none)."""
        if _IAC not in data and not self._held and not self._left:  # nearly every chunk: 0.1 µs, nothing copied
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
            self._left = SWALLOWED
        elif verb >= WILL:
            self.spoken = True
            answers.append(self._refuse(verb, data[at + 2]))
            return at + 3
        else:
            self.spoken = True
            if verb == AYT:
                answers.append(HERE)
        return at + 2

    def _refuse(self, verb: int, option: int) -> bytes:
        """The "no" to a request, if it is one and has not been refused before.

        One answer an option means that no loop can arise. A timing mark is no state but a question, sent after every ^C by
        clients that throw away all they receive until it is answered: they get their answer each time (RFC 860).
        """
        if verb not in _REFUSAL or (verb, option) in self._refused:
            return b""
        if (verb, option) != (DO, TIMING_MARK):
            self._refused.add((verb, option))
        return bytes((IAC, _REFUSAL[verb], option))

    def _swallow(self, data: bytes, at: int) -> int:
        """Goes on with the open subnegotiation from `at` and returns where it ends, or where patience ends.

        Patience is what keeps somebody whose text happens to hold the bytes of IAC SB from being silenced for ever.
        """
        end = min(at + self._left, len(data))
        while True:
            mark = data.find(_IAC, at, end)
            if mark < 0 or mark + 1 == at + self._left:
                self._left -= end - at
                return end
            if mark + 1 == len(data):
                self._left -= mark - at
                self._held = _IAC
                return len(data)
            self._left -= mark + 2 - at
            at = mark + 2
            if data[mark + 1] == SE:
                self.spoken = True
                self._left = 0
            if not self._left:
                return at
