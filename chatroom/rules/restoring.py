"""What a store kept, put back into channels at the start. Mutes run on: their ends were written in wall seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules import sweep
from chatroom.rules.channel import Mute
from chatroom.words.records import Snapshot

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def restore(realm: Realm, snapshot: Snapshot) -> None:
    """Mutes and slow mode of channels that still exist."""
    now = realm.now()
    for kept in snapshot.mutes:
        channel = realm.channels.get(kept.channel)
        if channel is not None and kept.until > now.wall:
            mute = Mute(now.mono + kept.until - now.wall, kept.by, kept.reason)
            channel.mutes[kept.value] = mute
            realm.deadlines.add(mute.until, sweep.mute_over, (channel.name, kept.value))
    for name, seconds in snapshot.slow:
        if name in realm.channels:
            realm.channels[name].slow = seconds
