"""`top` at a terminal: the house in numbers, drawn anew every two seconds until a key is pressed.

    door -> the terminal's other screen, the page on it, again and again; at a key the screen that was there before

It must never know what the figures say, nor who may see them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Final, cast

from chatroom.formats.plain import plain
from chatroom.words.events import ChannelList, Event
from chatroom.words.staffroom import HouseShown

PAUSE: Final = 2.0  # seconds between two drawings
HELD: Final = 1_000  # pieces of what is told meanwhile; the oldest are forgotten first
_OPEN: Final = b"\x1b[?1049h\x1b[?25l"  # the other screen, without a cursor
_CLOSE: Final = b"\x1b[?25h\x1b[?1049l"
_HOME: Final = b"\x1b[H"
_END_OF_ROW: Final = b"\x1b[K\r\n"
_ERASE_BELOW: Final = b"\x1b[J"
_WAY_OUT: Final = b"Any key goes back."


class TopPage:
    """One page, from `begin` to `end`. `ask` asks for the figures, whose answers come to `shows`; `write` draws. `clock` is
    anything with callLater. It opens with the answers, so that a refusal leaves the screen as it is."""

    def __init__(self, clock: Any, ask: Callable[[], None], write: Callable[[bytes], None], size: tuple[int, int]) -> None:
        self._clock, self._ask, self._write, self._size = clock, ask, write, size
        self._answers: dict[type[Event], Event] = {}
        self._timer: Any = None
        self._held: deque[bytes] = deque(maxlen=HELD)
        self._open = False

    def begin(self) -> None:
        """Asks, and asks again."""
        self._timer = self._clock.callLater(PAUSE, self.begin)
        self._answers.clear()
        self._ask()

    def shows(self, event: Event) -> bool:
        """Whether that is for this page; the last answer lets it be drawn."""
        if not isinstance(event, HouseShown | ChannelList):
            return False
        self._answers[type(event)] = event
        self._draw()
        return True

    def resized(self, size: tuple[int, int]) -> None:
        """The window has another size."""
        self._size = size
        self._draw()

    def hold(self, data: bytes) -> None:
        """What is told is for the screen below."""
        self._held.append(data)

    def end(self) -> bytes:
        """Goes back to the screen that was there before; what was held, which belongs there."""
        self._timer.cancel()
        if self._open:
            self._write(_CLOSE)
        return b"".join(self._held)

    def _draw(self) -> None:
        if len(self._answers) < 2:
            return
        width, height = self._size
        look = plain(width=width)
        rows = [row for kind in (HouseShown, ChannelList) for row in cast(bytes, look.encode(self._answers[kind])).splitlines()]
        page = _END_OF_ROW.join([*rows[: max(height - 2, 0)], b"", _WAY_OUT[: max(width - 1, 0)]])
        self._write((b"" if self._open else _OPEN) + _HOME + page + b"\x1b[K" + _ERASE_BELOW)
        self._open = True
