"""The doors by which visitors come in, from the settings: one for each channel, and one for programs.

It makes them; who listens with them is the house's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from chatroom.config import ChannelSettings, Settings
from chatroom.delivery.turn import Turn
from chatroom.doors.classchat import ClassChatFactory, ClassChatLines, Journal
from chatroom.doors.door import DoorFactory, LineLimits
from chatroom.doors.files import Relay
from chatroom.doors.jsonlines import JsonFactory
from chatroom.doors.lines import ChannelFactory
from chatroom.formats.classchat import classchat
from chatroom.formats.classic import classic
from chatroom.formats.plain import plain
from chatroom.ports import Format
from chatroom.rules.realm import Realm


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
        kind = ClassChatLines if channel.style == "classchat" else ChannelFactory
        door = kind(realm, turn, relay, channel.name, _format(channel, realm), limits=bounds, long_lines=channel.long_lines)
        yield Entrance(settings.host, channel.port, door)
    json = settings.json
    if json.port is not None:
        bounds = LineLimits(json.line, limits.name_line, limits.backlog)
        yield Entrance(json.host, json.port, JsonFactory(realm, turn, limits=bounds, longest_text=limits.line))


def classchat_door(settings: Settings, realm: Realm, turn: Turn, journal: Journal) -> ClassChatFactory:
    """The one door of ClassChat's own server."""
    bounds = LineLimits(settings.json.line, settings.limits.name_line, settings.limits.backlog)
    return ClassChatFactory(realm, turn, journal, limits=bounds, longest_text=settings.limits.line)


def _format(channel: ChannelSettings, realm: Realm) -> Format:
    if channel.style == "classic":
        return classic()
    if channel.style == "classchat":
        return classchat(objects=False)
    return plain(unknown=channel.unknown_commands, plugins=realm.plugins.commands())
