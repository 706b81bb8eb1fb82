"""What the plain dialect says where not everybody may speak, and the refusals of it: bare sentences."""

from chatroom.formats.english import duration, listed
from chatroom.formats.lines import Sentence, Sentences, whole
from chatroom.words import stage as s
from chatroom.words.events import Event, Refusal
from chatroom.words.refusals import Reason


def stage_set(event: s.StageSet, simple: bool) -> list[str]:
    if not event.moderated:
        return [f"{event.by} lets everybody speak in {event.channel} again."]
    return [f"{event.by} lets only people with a voice speak in {event.channel}.", *_more(event.announce, event.approve)]


def stage_shown(event: s.StageShown, simple: bool) -> list[str]:
    return [f"In {event.channel}, only people with a voice speak; you may listen.", *_more(event.announce, event.approve)]


def _more(announce: bool, approve: bool) -> list[str]:
    said = ["What the others write waits until staff lets it through."] if approve else []
    return [*said, "Nobody sees who comes and goes."] if announce else said


def voice_set(event: s.VoiceSet, simple: bool) -> str:
    if event.on:
        return f"{event.who.nick} has a voice in {event.channel} now, given by {event.by}."
    return f"{event.who.nick} has no voice in {event.channel} any longer, by {event.by}."


def line_waits(event: s.LineWaits, simple: bool) -> str:
    return f"Your line waits for approval, for {duration(event.seconds)} at most: until then only staff sees it."


def line_held(event: s.LineHeld, simple: bool) -> str:
    """The way to approve it stands in front of the text, where no text can feign it."""
    said = f"* {event.who.nick} {event.text}" if event.acts else f"{event.who.nick}: {event.text}"
    return f"Waits in {event.channel}, /approve {event.number} says it: {said}"


def line_approved(event: s.LineApproved, simple: bool) -> str:
    return f"Line {event.number}, by {event.nick}, was said in {event.channel}."


def held_shown(event: s.HeldShown, simple: bool) -> list[str]:
    if not event.rows:
        return [f"Nothing waits for approval in {event.channel}."]
    return [f"Number {row.number}, for {duration(row.seconds)} more: {row.nick}: {row.text}" for row in event.rows]


HAPPENED: dict[type[Event], Sentences] = {s.StageSet: stage_set, s.VoiceSet: voice_set}
ANSWERS: dict[type[Event], Sentences] = {
    s.StageShown: stage_shown,
    s.LineWaits: line_waits,
    s.LineHeld: line_held,
    s.LineApproved: line_approved,
    s.HeldShown: held_shown,
}


# ---- refusals ----------------------------------------------------------------------------------------------------------


def no_voice(no: Refusal) -> str:
    """`hint`: some who can give one."""
    whom = f"whisper to {listed(no.hint.split(), 'or')}" if no.hint else "wait for somebody of the staff"
    return f"Only people with a voice speak in {no.channel}; nobody saw that. To get one, {whom}."


def has_voice(no: Refusal) -> str:
    return f"{no.subject} has a voice in {no.channel} already, so nothing has happened. /unvoice takes one back."


def not_voiced(no: Refusal) -> str:
    return f"{no.subject} was given no voice in {no.channel}, so nothing has happened. /voice gives one."


def not_held(no: Refusal) -> str:
    return f"No line {no.subject} waits in {no.channel}: it was said or dropped. /held lists those that wait."


def held_full(no: Refusal) -> str:
    """`subject`: the author, if it is its own lines that are too many."""
    if no.subject:
        return f"{whole(no.number)} lines of yours wait for approval, so this one was not sent. Please try again a little later."
    return f"Too many lines wait for approval in {no.channel}, so yours was not sent. Please try again a little later."


SENTENCES: dict[Reason, Sentence] = {
    Reason.NO_VOICE: no_voice,
    Reason.HAS_VOICE: has_voice,
    Reason.NOT_VOICED: not_voiced,
    Reason.NOT_HELD: not_held,
    Reason.HELD_FULL: held_full,
}
