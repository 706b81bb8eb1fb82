"""What the plain dialect says about rooms that people make, and the refusals of them: bare sentences."""

from chatroom.formats.english import many
from chatroom.formats.lines import Sentence, Sentences, whole
from chatroom.words import roomlife as m
from chatroom.words.events import ChannelRow, Event, Refusal
from chatroom.words.refusals import Reason


def current_room(event: m.CurrentRoom, simple: bool) -> str:
    if not event.channel:
        return "You are in no room now. /list shows the rooms, /join brings you into one."
    return f"You are speaking in {event.channel} now."


def room_made(event: m.RoomMade, simple: bool) -> list[str]:
    """And how others come in."""
    made = f"{event.channel} is your room now. It ends some time after the last one has left."
    if event.private:
        way = "It is in no list: /invite and a name bring somebody in."
        return [made, f"{way} So does its password." if event.locked else way]
    if event.locked:
        return [made, f"Others come in with /join {event.channel} and the password, or when you /invite them."]
    return [made, f"Others come in with /join {event.channel}."]


def handed_over(event: m.HandedOver, simple: bool) -> str:
    return f"{event.by} has handed {event.channel} over to {event.nick}."


def invited(event: m.Invited, simple: bool) -> str:
    return f"{event.by} invites you to {event.channel}. /join {event.channel} brings you there."


def invite_sent(event: m.InviteSent, simple: bool) -> str:
    return f"{event.nick} may come into {event.channel} now."


def room_keeping(event: m.RoomKeeping, simple: bool) -> str:
    if event.on:
        return f"{event.channel} stays now, whether anybody is in it or not. /unkeep {event.channel} ends that."
    return f"{event.channel} will be gone some time after the last one has left."


def motd_shown(event: m.MotdShown, simple: bool) -> list[str]:
    return list(event.lines) or [f"{event.channel} has no message of the day."]


def closed(row: ChannelRow) -> str:
    """What to know before one joins."""
    return {"password": " It has a password.", "private": " It is private."}.get(row.closed, "")


ANSWERS: dict[type[Event], Sentences] = {
    m.CurrentRoom: current_room,
    m.RoomMade: room_made,
    m.Invited: invited,
    m.InviteSent: invite_sent,
    m.RoomKeeping: room_keeping,
    m.MotdShown: motd_shown,
}


# ---- refusals ----------------------------------------------------------------------------------------------------------


def no_room(no: Refusal) -> str:
    return "You are in no room, so nobody heard that. /list shows the rooms, /join brings you into one."


def not_member(no: Refusal) -> str:
    return f"You are not in {no.channel}, so nothing has happened. /join {no.channel} brings you there."


def only_room(no: Refusal) -> str:
    return f"{no.channel} is the only room you are in. /switch moves you to another one, /quit leaves the server."


def rooms_off(no: Refusal) -> str:
    return "Nobody can make rooms on this server. /list shows those there are."


def room_name(no: Refusal) -> str:
    return (
        f"A room cannot be called {no.subject}: please use 1 to 32 letters, digits, _ and -, beginning with a letter,"
        " and no name of the server's own."
    )


def room_taken(no: Refusal) -> str:
    if no.hint == no.subject:
        return f"There is a room {no.subject} already. Please try another name, or /join {no.subject}."
    return f"{no.subject} looks too much like the room {no.hint}. Please try another name."


def too_many_rooms(no: Refusal) -> str:
    rooms = many(whole(no.number), "room")
    if no.subject:
        return f"{rooms} are the most that one person can have. One of yours must end first, or be handed over with /handover."
    return f"{rooms} are the most that this server can have. Please try again later."


def invite_only(no: Refusal) -> str:
    return f"{no.channel} is private. Whoever made it can /invite you."


def room_password(no: Refusal) -> str:
    return f"{no.channel} has a password. Please type it like this: /join {no.channel} <password>"


def room_password_simple(no: Refusal) -> str:
    return f"{no.channel} has a password. Please type /join, {no.channel} and the password."


def no_room_passwords(no: Refusal) -> str:
    return f"Rooms have no passwords on this server. /create {no.subject} --private makes one for those whom you invite."


def not_owner(no: Refusal) -> str:
    return f"{no.channel} is not your room, so nothing has happened. Please ask whoever made it."


def configured(no: Refusal) -> str:
    return f"{no.channel} is one of the server's own channels, so nothing has happened. This is for rooms that people make."


SENTENCES: dict[Reason, Sentence] = {
    Reason.NO_ROOM: no_room,
    Reason.NOT_MEMBER: not_member,
    Reason.ONLY_ROOM: only_room,
    Reason.ROOMS_OFF: rooms_off,
    Reason.ROOM_NAME: room_name,
    Reason.ROOM_TAKEN: room_taken,
    Reason.TOO_MANY_ROOMS: too_many_rooms,
    Reason.INVITE_ONLY: invite_only,
    Reason.ROOM_PASSWORD: room_password,
    Reason.NO_ROOM_PASSWORDS: no_room_passwords,
    Reason.NOT_OWNER: not_owner,
    Reason.CONFIGURED: configured,
}
SIMPLE: dict[Reason, Sentence] = {Reason.ROOM_PASSWORD: room_password_simple}
