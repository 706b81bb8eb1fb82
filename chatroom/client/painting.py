"""How the full screen looks: pieces of text, each with the name of its style, made of what a view knows. Pure.

    lobby   3 of 20 seats, 1 waiting   Welcome, everybody          head
    bob: hi                                        | ann           log and people
    ------------------------------------------------------------   files on their way, one row each
    ann   [lobby]  office 3  study !1   muted 42 s                 status
    lobby> _                                                       the line that is typed

It must never know a terminal. Widths are cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

import wcwidth

from chatroom.client import logrows
from chatroom.client.logrows import Piece, Row
from chatroom.client.view import File, Room, View
from chatroom.formats.english import many, people_are
from chatroom.formats.files import amount
from chatroom.formats.lines import whole

WIDE: Final = 60  # cells from which on there is room for people at the side
SIDE: Final = 16  # cells of that side, its rule included
BARS: Final = 3  # files on their way that are shown at once
_BAR: Final = 12


class Drawing:
    """The letters for rules and bars: lines where the terminal knows them, ASCII where it does not (G1104). `marks`: bold, italic
    and code are shown as such, and not as their marks."""

    def __init__(self, unicode: bool, marks: bool = True) -> None:
        self.marks = marks
        self.across, self.down = ("─", "│") if unicode else ("-", "|")
        self.full, self.empty = ("█", "░") if unicode else ("#", ".")
        self.outgoing, self.incoming = ("↑", "↓") if unicode else ("^", "v")
        self.more = "…" if unicode else "~"

    def fit(self, text: str, width: int) -> str:
        """The text, cut to `width` cells where it is longer."""
        if wcwidth.width(text) <= width:
            return text
        return wcwidth.clip(text, 0, max(width - 1, 0)) + self.more if width > 0 else ""


# ---- the head ----------------------------------------------------------------------------------------------------------


def head(view: View, width: int, draw: Drawing) -> Row:
    """Which room this is, its seats and its line, one's own place in it, the topic."""
    room = view.room
    if not room.name:
        place = f" at {view.place}" if view.place else ""
        return [("class:head", draw.fit(f" in no room{place}", width))]
    pieces = [("class:head.room", f" {room.name} "), ("class:head", f" {seats(room, narrow=width < WIDE)} ")]
    if room.ahead is not None:
        pieces.append(("class:head.ahead", f" {room.ahead} ahead of you "))
    left = width - sum(wcwidth.width(text) for _, text in pieces)
    if room.topic and left > 4:
        pieces.append(("class:head.topic", draw.fit(f" {room.topic}", left)))
    return pieces


def seats(room: Room, narrow: bool) -> str:
    """How many sit and wait: "3 of 20 seats, 1 waiting", or "3/20 +1"."""
    seated = f"{len(room.seated)}" if room.seated or room.sits else "?"
    if room.ahead is not None and not room.seated:
        return "full" if narrow else "all seats are taken"
    waiting = len(room.waiting)
    if narrow:
        return f"{seated}/{room.capacity or '?'}{f' +{waiting}' if waiting else ''}"
    return (
        f"{seated} of {many(room.capacity, 'seat') if room.capacity else 'some seats'}{f', {waiting} waiting' if waiting else ''}"
    )


def names(view: View, width: int, draw: Drawing) -> Row:
    """Who is here, in one row, where there is no side."""
    room = view.room
    return [("class:people", draw.fit(" " + " ".join(room.seated[:width]), width))]  # a name is no narrower than a cell


def people(view: View, height: int, draw: Drawing) -> list[Row]:
    """The side: who sits, then who waits. What does not fit is counted."""
    room = view.room
    total = len(room.seated) + (1 + len(room.waiting) if room.waiting else 0)
    too_many = total > height > 0
    rows = list(islice(_side(view, draw), height - 1 if too_many else total))
    if too_many:
        rows.append([("class:side.title", f"and {total - height + 1} more")])
    rows += [[] for _ in range(height - len(rows))]
    return [[("class:rule", f"{draw.down} "), *row] for row in rows]


def _side(view: View, draw: Drawing) -> Iterator[Row]:
    """One by one: of thousands only those are looked at that fit."""
    for nick in view.room.seated:
        yield [(_person(view, nick), draw.fit(nick, SIDE - 2))]
    if view.room.waiting:
        yield [("class:side.title", "waiting")]
    for place, nick in enumerate(view.room.waiting, 1):
        yield [("class:waiting", draw.fit(f"{place}. {nick}", SIDE - 2))]


def _person(view: View, nick: str) -> str:
    if nick == view.nick:
        return "class:self"
    return "class:away" if nick in view.room.away else "class:people"


# ---- the log -----------------------------------------------------------------------------------------------------------


def log(view: View, width: int, height: int, back: int, draw: Drawing) -> list[Row]:
    """The last rows of the log that fit, `back` rows from its end; a rule stands before what is new."""
    rows: list[Row] = []
    for row in _upwards(view, width, draw):
        rows.append(row)
        if len(rows) >= height + back:
            break
    shown = rows[min(back, max(len(rows) - height, 0)) :][:height]
    return shown[::-1] + [[] for _ in range(height - len(shown))]


def reach(view: View, width: int, height: int, back: int, draw: Drawing) -> int:
    """How far the log can be scrolled up: `back` rows, or fewer if there are no more."""
    rows = sum(1 for _ in islice(_upwards(view, width, draw), height + max(back, 0)))
    return max(rows - height, 0)


def _upwards(view: View, width: int, draw: Drawing) -> Iterator[Row]:
    room = view.room
    for place, line in enumerate(reversed(room.lines), 1):
        yield from reversed(logrows.rows(line, width, clock=view.clock, marks=draw.marks))
        if room.new and place == room.new and place < len(room.lines):
            rule = draw.across * 3
            yield [("class:rule", f"{rule} new {draw.across * max(width - 9, 0)}"[:width])]


# ---- below the log -----------------------------------------------------------------------------------------------------


def files(view: View, width: int, draw: Drawing) -> list[Row]:
    """One row for each file on its way or on offer."""
    return [[("class:files", draw.fit(f" {_file(file, draw)}", width))] for file in list(view.files.values())[:BARS]]


def _file(file: File, draw: Drawing) -> str:
    way = draw.outgoing if file.outgoing else draw.incoming
    size = f", {amount(file.size)}" if file.size >= 0 else ""
    if file.state == "offered" and file.outgoing:
        return f"{way} {file.name}{size}: {file.other} has not accepted yet"
    if file.state == "offered":
        return f"{way} {file.other} offers {file.name}{size}: F5 takes it, F6 does not"
    done = file.done / file.size if file.size > 0 else 0.0
    bar = draw.full * round(done * _BAR) + draw.empty * (_BAR - round(done * _BAR))
    if file.state == "broken":
        return f"{way} {bar} {done:.0%} {file.name}, broken off"
    left = f", {clock_time((file.size - file.done) / file.rate)} left" if file.rate > 0 else ""
    return f"{way} {bar} {done:.0%} {file.name}, {amount(int(file.rate))}/s{left}"


def clock_time(seconds: float) -> str:
    """Seconds as 0:42 or 1:02:03."""
    minutes, second = divmod(whole(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def status(view: View, width: int, now: float, back: int, draw: Drawing) -> Row:
    """Who one is, one's rooms with what is unread in them, and what keeps one from speaking. Where not all rooms fit, those go
    first in which there is nothing new, then those where nobody has called."""
    alarms = _alarms(view, now, back)
    for wanted in (lambda room: True, lambda room: room.unread, lambda room: room.mentioned, lambda room: False):
        row: Row = [("class:status.self", f" {view.nick} ")]
        for number, room in enumerate(view.rooms.values(), 1):
            if wanted(room) or room is view.room:
                row.append(_tab(number, room, room is view.room))
        if len(row) <= len(view.rooms):
            row.append(("class:status", draw.more))
        row += alarms
        if sum(wcwidth.width(text) for _, text in row) <= width:
            break
    return _cut(row, width, draw)


def _alarms(view: View, now: float, back: int) -> Row:
    row: Row = []
    if view.line:
        row.append(("class:alarm", f" {view.line} "))
    elif (muted := view.muted_for(now)) > 0:
        row.append(("class:alarm", f" muted for {clock_time(muted)} "))
    elif view.room.ahead is not None:
        row.append(("class:alarm", f" waiting: {people_are(view.room.ahead, 'ahead')} "))
    if back:
        row.append(("class:alarm", f" {many(back, 'row')} up "))
    return row


def _tab(number: int, room: Room, here: bool) -> Piece:
    if here:
        return ("class:status.here", f" {number}:{room.name} ")
    if room.mentioned:
        return ("class:status.mention", f" {number}:{room.name} !{room.unread} ")
    return (
        ("class:status.unread", f" {number}:{room.name} {room.unread} ")
        if room.unread
        else ("class:status", f" {number}:{room.name} ")
    )


def _cut(row: Row, width: int, draw: Drawing) -> Row:
    cut: Row = []
    for style, text in row:
        cut.append((style, draw.fit(text, width)))
        width -= wcwidth.width(text)
        if width <= 0:
            break
    return cut
