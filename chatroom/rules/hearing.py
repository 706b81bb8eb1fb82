"""Who hears what has happened: this node's part of every event. Audiences change with what they hear."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from chatroom.rules import departing, mentioning, stage, visiting, watching
from chatroom.words.events import Acted, Announced, ChannelEvent, Event, Joined, Muted, QueueAdvanced, Renamed, Said, ShuttingDown
from chatroom.words.plugins import PluginSaid
from chatroom.words.staffroom import Countdown

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


_SPOKEN = frozenset((Said, Acted, PluginSaid))


def deliver(realm: Realm, event: Event) -> None:
    """To the channel's audience, to everybody, or to nobody, as the kind of the event says."""
    if realm.watching and isinstance(event, ChannelEvent):
        watching.show(realm, event)
    if type(event) in _SPOKEN:
        _deliver_speech(realm, cast("Said | Acted | PluginSaid", event))
    elif isinstance(event, departing.DEPARTURES):
        departing.deliver(realm, event, realm.now())
    elif isinstance(event, ChannelEvent):
        if isinstance(event, Joined):
            visiting.take_seat(realm, event)
        if isinstance(event, Joined | Renamed) and stage.hides(realm.channels[event.channel], event):
            for session in realm.people[event.who.person].attending(event.channel):
                realm.tell(session.who, event)
            return
        muted = realm.people.get(event.who.person) if isinstance(event, Muted) else None
        but = () if muted is None else muted.attending(event.channel)
        realm.audiences[event.channel].deliver(event, [session.sink for session in but])
    elif isinstance(event, QueueAdvanced):
        realm.numbering.advanced(event.channel)
    elif isinstance(event, Countdown) and event.channel:
        realm.audiences[event.channel].deliver(event)
    elif isinstance(event, Announced | Countdown):
        for session in list(realm.sessions.values()):
            if session.person is not None:
                realm.tell(session.who, event)
    elif isinstance(event, ShuttingDown):
        departing.close_down(realm, event, realm.now())


def _deliver_speech(realm: Realm, event: Said | Acted | PluginSaid) -> None:
    """To everybody there but those who do not want to hear the speaker. Whoever it names, or wants to hear of it, is called."""
    by_plugin = type(event) is PluginSaid
    if ("@" in event.text or event.channel in realm.ears) and not by_plugin:
        mentioning.call(realm, cast("Said | Acted", event))
    speaker = realm.people.get(event.who.person)
    hidden = speaker.hidden_from if speaker is not None else ()
    skip = [session.sink for session in hidden if not by_plugin or session.person is not speaker] if hidden else ()
    realm.audiences[event.channel].deliver(event, skip)
