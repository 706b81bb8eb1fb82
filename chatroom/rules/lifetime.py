"""The life of a room that people made: opened, empty, and gone some time after the last one has left it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.delivery.audience import Audience
from chatroom.rules.channel import Channel
from chatroom.rules.charter import Charter
from chatroom.words.roomlife import RoomClosed
from chatroom.words.staffroom import WatchSet
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def open_room(realm: Realm, name: str, charter: Charter) -> Channel:
    """The room is there from now on, empty."""
    channel = Channel(name, realm.rooms.capacity, realm.house_policies)
    channel.charter = charter
    realm.channels[name] = channel
    realm.audiences[name] = Audience(realm.turn)
    return channel


def note_empty(realm: Realm, channel: Channel, now: Moment) -> None:
    """Somebody has left: with the last one the time of a room that nobody keeps begins to run."""
    charter = channel.charter
    if charter is not None and channel.is_empty():
        charter.empty_since = now.mono
        if not charter.kept:
            realm.deadlines.add(now.mono + realm.rooms.keep_minutes * 60, abandoned, channel)


def abandoned(realm: Realm, channel: Channel, now: Moment) -> float | None:
    """Nobody has been in it for long: it is gone, unless somebody came back or staff keeps it."""
    if channel.charter is not None and not channel.charter.kept and channel.is_empty():
        dissolve(realm, channel, now)
    return None


def dissolve(realm: Realm, channel: Channel, now: Moment) -> None:
    """An empty room ends. Its name is free again."""
    name = channel.name
    if realm.channels.get(name) is not channel:
        return
    del realm.channels[name], realm.audiences[name]
    realm.deadlines.drop(abandoned, channel)
    realm.plans.pop(name, None)
    for watcher in realm.watching.pop(name, {}).values():
        realm.answer(watcher, WatchSet(now.wall, name, False))
    realm.publish(RoomClosed(now.wall, name))
