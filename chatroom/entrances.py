"""The doors by which visitors come in, from the settings: one for each channel, and one for programs.

It makes them; who listens with them is the house's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from chatroom.config import ChannelSettings, Settings
from chatroom.delivery.turn import Turn
from chatroom.doors.door import DoorFactory, LineLimits
from chatroom.doors.files import Relay
from chatroom.doors.lines import ChannelFactory
from chatroom.formats.classic import classic
from chatroom.formats.plain import plain
from chatroom.ports import Format
from chatroom.rules.realm import Realm

if TYPE_CHECKING:
    from chatroom.doors.classchat import ClassChatFactory, Journal


class Entrance(NamedTuple):
    """Where to listen, and with what."""

    host: str
    port: int
    factory: DoorFactory


def entrances(settings: Settings, realm: Realm, turn: Turn, mono: Callable[[], float]) -> Iterator[Entrance]:
    """In the order of the configuration, all sharing one realm. `mono`: monotonic seconds."""
    limits, relay = settings.limits, Relay(realm, mono)
    for channel in settings.channels:
        bounds = LineLimits(limits.line, limits.name_line, limits.backlog)
        kind, format = _door_of(channel, realm)
        door = kind(realm, turn, relay, channel.name, format, limits=bounds, long_lines=channel.long_lines)
        yield Entrance(settings.host, channel.port, door)
    json = settings.json
    if json.port is not None:
        from chatroom.doors.jsonlines import JsonFactory  # late, as all that not every house has

        bounds = LineLimits(json.line, limits.name_line, limits.backlog)
        yield Entrance(json.host, json.port, JsonFactory(realm, turn, limits=bounds, longest_text=limits.line))


def classchat_door(settings: Settings, realm: Realm, turn: Turn, journal: Journal) -> ClassChatFactory:
    """The one door of ClassChat's own server."""
    from chatroom.doors.classchat import ClassChatFactory

    bounds = LineLimits(settings.json.line, settings.limits.name_line, settings.limits.backlog)
    return ClassChatFactory(realm, turn, journal, limits=bounds, longest_text=settings.limits.line)


def _door_of(channel: ChannelSettings, realm: Realm) -> tuple[type[ChannelFactory], Format]:
    if channel.style == "classchat":
        from chatroom.doors.classchat import ClassChatLines
        from chatroom.formats.classchat import classchat

        return ClassChatLines, classchat(False, channel.name)
    if channel.style == "classic":
        return ChannelFactory, classic()
    return ChannelFactory, plain(unknown=channel.unknown_commands, plugins=realm.plugins.commands())
