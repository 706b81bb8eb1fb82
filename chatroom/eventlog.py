"""The event log of the house: what happened, in one sentence each, and nothing of what was said.

No message text, topic, reason, path or secret is passed on from here.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from twisted.logger import Logger, LogLevel

from chatroom.words import events as e
from chatroom.words import files as f
from chatroom.words import roomlife as m
from chatroom.words import staffroom as r
from chatroom.words import stage as s
from chatroom.words.logged import Attempted, Disconnected
from chatroom.words.plugins import PluginSaid
from chatroom.words.text import clean, hyphened


class Name(str):
    """Somebody's or something's name. A sentence shows it in quotes if it has spaces or marks that could forge a line."""

    __slots__ = ()
    _BARE = re.compile(r"[^\s\"'`\\|\u2800\u3164\u115f\u1160\uffa0]+")

    def __format__(self, spec: str) -> str:
        bare = self._BARE.fullmatch(self) and self.isprintable()
        return str(self) if bare else json.dumps(clean(self), ensure_ascii=False)


# What is logged of each event that passes. None on purpose: speech and refusals are counted, not logged; whether people are
# at their keyboards is their own; the waiting line moves with every other line here.
SENTENCES: Mapping[type[e.Event], str | None] = {
    e.Said: None,
    e.Acted: None,
    e.Joined: "{nick} joined {channel}",
    e.Left: "{nick} left {channel} ({why})",
    e.Kicked: "{nick} was kicked from {channel} by {by}",
    e.Banned: "{nick} was banned by {by} {length} and left {channel}",
    e.WentAfk: "{nick} left {channel} (afk)",
    e.Emptied: "{channel} was emptied by {by}, with {people} inside",
    e.Muted: "{nick} was muted in {channel} by {by} for {length}",
    e.Unmuted: "{nick} was unmuted in {channel} by {by}",
    e.Slowed: "{by} set slow mode in {channel} to {length}",
    e.Renamed: "{nick} is now called {new} in {channel}",
    e.TopicSet: "{by} set the topic of {channel}",
    e.WentAway: None,
    e.CameBack: None,
    e.QueueAdvanced: None,
    e.Withdrew: "{nick} left the waiting line of {channel} ({why})",
    Attempted: "Attempting to {what} user: {nick}",
    Disconnected: "{nick} disconnected.",
    e.Whispered: "whisper from {nick} to {to} in {channel}",
    e.FileSent: "{nick} sent a file to {to} in {channel}",
    f.FileArrived: "{nick} sent a file of {size} bytes to {to} in {channel}",
    e.ShuttingDown: "The server is shutting down",
    e.Announced: "{by} made an announcement",
    m.RoomMade: "{nick} made the room {channel}",
    m.RoomClosed: "The room {channel} is gone: nobody was in it",
    m.HandedOver: "{by} handed {channel} over to {new}",
    s.StageSet: "{by} set who may speak in {channel}: {stage}",
    s.VoiceSet: "{by} {gave} {nick} a voice in {channel}",
    r.StaffSaid: "{by} spoke in {channel} as staff",
    r.Countdown: "{what} ({by})",
    PluginSaid: "the plugin /{word} spoke in {channel} for {nick}",
    e.Refusal: None,
}
_QUIET = frozenset({e.Whispered})  # seen at level debug only


class EventLog:
    """A witness: tells `logger` in one sentence each what happens in the house, and nothing of what is said in it."""

    def __init__(self, logger: Logger) -> None:
        self._logger = logger

    def saw(self, event: e.Event) -> None:
        kind = type(event)
        sentence = SENTENCES.get(kind)
        if sentence is not None:
            level = LogLevel.debug if kind in _QUIET else LogLevel.info
            self._logger.emit(level, sentence, event=_KINDS[kind], **_facts(event))


def _facts(event: Any) -> dict[str, object]:
    """The fields of a sentence. What a person has typed freely (text, topic, reason, path) is not among them."""
    facts: dict[str, object] = {}
    if hasattr(event, "channel"):
        facts["channel"] = Name(event.channel)
    if hasattr(event, "by"):
        facts["by"] = Name(event.by)
    if hasattr(event, "who"):
        facts |= {"nick": Name(event.who.nick), "person": event.who.person}
    match event:
        case Attempted():
            facts |= {"nick": Name(event.nick), "what": "register" if event.registers else "login"}
        case e.Left():
            facts["why"] = event.cause.value
        case e.Withdrew():
            facts["why"] = f"{event.cause.value} by {facts['by']}" if event.by else event.cause.value
        case e.Emptied():
            facts["people"] = len(event.whom)
        case e.Muted() | e.Slowed():
            facts |= {"seconds": event.seconds, "length": _length(event.seconds)}
        case r.Countdown():
            what = f"{facts['channel']} will be emptied" if event.channel else "The server will stop"
            after = f"in {_length(event.seconds)}" if event.seconds else "at no time: taken back"
            facts |= {"seconds": event.seconds, "what": f"{what} {after}"}
        case e.Banned():
            facts |= {"seconds": event.seconds, "length": f"for {_length(event.seconds)}" if event.seconds else "for good"}
        case s.StageSet():
            kinds = [word for word, on in (("announce", event.announce), ("approve", event.approve)) if on]
            facts["stage"] = " and ".join(kinds or ["voices"]) if event.moderated else "everybody"
        case s.VoiceSet():
            facts["gave"] = "gave" if event.on else "took from"
        case PluginSaid():
            facts["word"] = event.word
        case e.Renamed() | m.HandedOver():
            facts["new"] = Name(event.nick)
        case e.FileSent():
            facts["to"] = Name(event.to)
        case f.FileArrived():
            facts |= {"to": Name(event.to), "size": event.size}
        case e.Whispered():  # a name that nobody has may be the first word of a message
            facts["to"] = Name(event.to) if event.heard else "nobody there"
    return facts


def _length(seconds: int) -> str:
    return "1 second" if seconds == 1 else f"{seconds} seconds"


_KINDS = {kind: hyphened(kind.__name__) for kind in SENTENCES}
