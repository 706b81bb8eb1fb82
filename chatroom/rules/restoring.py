"""What a store kept, put back into house and channels at the start. Mutes run on: their ends were written in wall seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules import mail, quiet
from chatroom.rules.charter import Charter
from chatroom.rules.lifetime import open_room
from chatroom.rules.mutes import Mute, guests_key
from chatroom.words.policies import STAGES
from chatroom.words.records import Snapshot

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def restore(realm: Realm, snapshot: Snapshot) -> None:
    """The ends of mail; the rooms that staff keeps; then mutes of the house, mutes and slow mode of channels that exist.

    A mute that went to several names is one again.
    """
    now = realm.now()
    for account in realm.accounts:
        mail.watch(realm, account, now)
    for room in snapshot.rooms:
        if room.channel not in realm.channels:  # the configuration may have taken its name
            charter = Charter(room.owner or None, private=room.private, secret=room.secret, kept=True)
            charter.guests.update(room.guests)
            channel = open_room(realm, room.channel, charter)
            channel.topic, channel.stage = room.topic, STAGES.get(room.stage)
            channel.voices.update(room.voices)
    made: dict[tuple[object, ...], Mute] = {}
    for kept in snapshot.mutes:
        if (kept.channel and kept.channel not in realm.channels) or kept.until <= now.wall:
            continue
        guests = kept.kind in ("address", "network")
        written = (kept.at, kept.until)
        which = (kept.channel, kept.by, kept.reason, *written, kept.value if guests else "")
        mute = made.setdefault(which, Mute(now.mono + kept.until - now.wall, kept.by, kept.reason, guests, written))
        key = guests_key(kept.value) if guests else kept.value
        if guests:
            realm.mutes.place_on_guests(mute, kept.value)
        else:
            quiet.mutes_at(realm, kept.channel).place(mute, [key])
        realm.deadlines.add(mute.until, quiet.over, (kept.channel, key))
    for name, seconds in snapshot.slow:
        if name in realm.channels:
            realm.channels[name].slow = seconds
