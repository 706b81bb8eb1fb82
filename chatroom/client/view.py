"""What the terminal client knows of the house: the rooms where its user is, who is there, what has been said, what is unread.

Events change it; screens look at it. Times are seconds that only ever grow, handed in. It must never know a key, a colour or a
connection.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from chatroom.words import events as e
from chatroom.words.events import Event
from chatroom.words.roomlife import RoomMade

KEPT = 2_000  # lines of a room that can be scrolled back to


class Kind(Enum):
    """What a line is, so that a screen can make it look like that."""

    SAID = "said"
    OWN = "own"
    MENTION = "mention"  # said by somebody else, with one's own name in it
    WHISPER = "whisper"
    NOTICE = "notice"
    CLIENT = "client"  # the client itself speaks


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a log. `nick` stands somewhere at its beginning, "" for nobody's; `at` in wall seconds, None: no time.

    `words`: where in the text a person's own words begin, None: nowhere. `code`: they are code, whatever marks are in them.
    """

    text: str
    kind: Kind = Kind.NOTICE
    nick: str = ""
    at: float | None = None
    words: int | None = None
    code: bool = False


@dataclass(slots=True)
class Room:
    """One room, from the moment in which its line was entered. `ahead` is None for one who is seated, or not in yet."""

    name: str
    capacity: int = 0
    topic: str = ""
    seated: list[str] = field(default_factory=list)  # in the order in which they sat down
    waiting: list[str] = field(default_factory=list)
    away: set[str] = field(default_factory=set)
    sits: bool = False
    ahead: int | None = None
    muted_until: float = 0.0
    unread: int = 0
    mentioned: bool = False
    lines: deque[Shown] = field(default_factory=lambda: deque(maxlen=KEPT))
    new: int = 0  # how many of the last lines came while another room was looked at

    def show(self, line: Shown, *, looked_at: bool) -> None:
        """Adds a line. Speech that nobody looks at is unread."""
        self.lines.append(line)
        if not looked_at:
            self.new = min(self.new + 1, KEPT)
            if line.kind is not Kind.NOTICE:
                self.unread += 1
                self.mentioned |= line.kind in (Kind.MENTION, Kind.WHISPER)
        elif self.new:
            self.new = min(self.new + 1, KEPT)

    def drop(self, nick: str) -> None:
        """Somebody is gone from its seat."""
        self.away.discard(nick)
        if nick in self.seated:
            self.seated.remove(nick)


@dataclass(slots=True)
class File:
    """A file that is offered or on its way. `outgoing`: from here. `rate` in bytes a second."""

    number: int
    name: str
    other: str
    size: int
    outgoing: bool
    state: str = "offered"  # then "moving" or "broken"
    done: int = 0
    rate: float = 0.0


class View:
    """Everything that a screen shows, for one user at one server."""

    def __init__(self, nick: str = "", place: str = "") -> None:
        self.nick = nick
        self.place = place  # the address of the server
        self.person = 0  # who the user is there, 0: nobody yet
        self.session = 0
        self.line = ""  # what is wrong with the line, "" for nothing
        self.clock = False
        self.bell = True
        self.emoji = "off"  # as the plain dialect has it: "off", "on" or "names"
        self.simple = False  # in whole sentences, for ears
        self.rooms: dict[str, Room] = {}
        self.names: tuple[str, ...] = ()  # of all rooms that the server has told of
        self.files: dict[int, File] = {}
        self.house = Room("")  # what belongs to no room, while there is none
        self.current = ""
        self.muted_until = 0.0  # everywhere

    @property
    def room(self) -> Room:
        """The room that is looked at."""
        return self.rooms.get(self.current, self.house)

    def at(self, name: str) -> Room:
        """The room of this name, or where the user looks if it is in no such room."""
        return self.rooms.get(name, self.room)

    def look_at(self, name: str) -> None:
        """Turns to a room; what was unread there is read, and the mark of the one that is left goes."""
        if name == self.current:
            return
        self.room.new = 0
        self.current = name
        self.room.unread, self.room.mentioned = 0, False

    def show(self, name: str, line: Shown) -> None:
        """Adds a line to a room, or where the user looks if it is in no such room."""
        room = self.at(name)
        room.show(line, looked_at=room is self.room)

    def muted_for(self, now: float) -> float:
        """How long the user must be silent in the room that is looked at; 0 or less: it need not."""
        return max(self.room.muted_until, self.muted_until) - now

    def is_own(self, who: e.Who) -> bool:
        """Whether that is the user, over this connection or another one."""
        return who.person == self.person

    def forget_rooms(self) -> None:
        """The line is gone; the logs stay in the house's, so that they can still be read."""
        for room in self.rooms.values():
            self.house.lines.extend(room.lines)
        self.rooms.clear()
        self.current = ""

    def apply(self, event: Event, now: float) -> None:
        """What has happened changes what is known; most events change nothing."""
        if (change := _CHANGES.get(type(event))) is not None:
            change(self, event, now)


# ---- coming and going --------------------------------------------------------------------------------------------------


def _welcomed(view: View, event: e.Welcomed, now: float) -> None:
    view.nick, view.person, view.session = event.who.nick, event.who.person, event.who.session
    if event.channel:
        room = view.rooms.setdefault(event.channel, Room(event.channel))
        room.topic = event.topic
        view.look_at(event.channel)


def _room_made(view: View, event: RoomMade, now: float) -> None:
    """The user comes into it in the next moment."""
    view.rooms.setdefault(event.channel, Room(event.channel))
    view.look_at(event.channel)


def _joined(view: View, event: e.Joined, now: float) -> None:
    if (room := view.rooms.get(event.channel)) is None:
        return
    nick = event.who.nick
    if nick not in room.seated:
        room.seated.append(nick)
    if nick in room.waiting:
        room.waiting.remove(nick)
    if view.is_own(event.who):
        room.sits, room.ahead = True, None


def _gone(view: View, event: e.Left | e.Kicked | e.Banned | e.WentAfk, now: float) -> None:
    if (room := view.rooms.get(event.channel)) is not None:
        room.drop(event.who.nick)


def _emptied(view: View, event: e.Emptied, now: float) -> None:
    if (room := view.rooms.get(event.channel)) is not None:
        for who in event.whom:
            room.drop(who.nick)


def _dismissed(view: View, event: e.Dismissed, now: float) -> None:
    if event.channel in view.rooms:
        gone = view.rooms.pop(event.channel)
        if view.current == event.channel:
            view.current = next(reversed(view.rooms), "")
            view.room.unread, view.room.mentioned = 0, False
        if not view.rooms:
            view.house.lines.extend(gone.lines)


def _queue_position(view: View, event: e.QueuePosition, now: float) -> None:
    room = view.rooms.setdefault(event.channel, Room(event.channel))
    room.ahead, room.sits = event.ahead, False


def _mentioned(view: View, event: e.Mentioned, now: float) -> None:
    """The line with the name in it follows."""
    room = view.rooms.get(event.channel)
    if room is not None and room is not view.room:
        room.mentioned = True


# ---- names and figures -------------------------------------------------------------------------------------------------


def _renamed(view: View, event: e.Renamed, now: float) -> None:
    for room in view.rooms.values():
        room.seated = [event.nick if nick == event.who.nick else nick for nick in room.seated]
        if event.who.nick in room.away:
            room.away = room.away - {event.who.nick} | {event.nick}
    if view.is_own(event.who):
        view.nick = event.nick


def _people(view: View, event: e.PeopleList, now: float) -> None:
    if (room := view.rooms.get(event.channel)) is not None:
        room.capacity = event.capacity
        room.seated, room.waiting, room.away = list(event.seated), list(event.waiting), set(event.away)


def _channels(view: View, event: e.ChannelList, now: float) -> None:
    view.names = tuple(row.name for row in event.rows)
    for row in event.rows:
        if (room := view.rooms.get(row.name)) is not None:
            room.capacity, room.topic = row.capacity, row.topic


def _topic(view: View, event: e.TopicSet | e.TopicShown, now: float) -> None:
    if (room := view.rooms.get(event.channel)) is not None:
        room.topic = event.topic


def _away(view: View, event: e.WentAway | e.CameBack, now: float) -> None:
    if (room := view.rooms.get(event.channel)) is not None:
        (room.away.add if isinstance(event, e.WentAway) else room.away.discard)(event.who.nick)


# ---- mutes -------------------------------------------------------------------------------------------------------------


def _silenced(view: View, event: e.Silenced, now: float) -> None:
    if event.channel in view.rooms:
        view.rooms[event.channel].muted_until = now + event.seconds
    else:
        view.muted_until = now + event.seconds


def _unmuted(view: View, event: e.Unmuted, now: float) -> None:
    if view.is_own(event.who):
        view.muted_until = 0.0
        if event.channel in view.rooms:
            view.rooms[event.channel].muted_until = 0.0


_CHANGES: Final[Mapping[type[Event], Callable[[View, Any, float], None]]] = {
    e.Welcomed: _welcomed,
    RoomMade: _room_made,
    e.Joined: _joined,
    e.Left: _gone,
    e.Kicked: _gone,
    e.Banned: _gone,
    e.WentAfk: _gone,
    e.Emptied: _emptied,
    e.Dismissed: _dismissed,
    e.QueuePosition: _queue_position,
    e.Renamed: _renamed,
    e.PeopleList: _people,
    e.ChannelList: _channels,
    e.TopicSet: _topic,
    e.TopicShown: _topic,
    e.WentAway: _away,
    e.CameBack: _away,
    e.Silenced: _silenced,
    e.Unmuted: _unmuted,
    e.Mentioned: _mentioned,
}
