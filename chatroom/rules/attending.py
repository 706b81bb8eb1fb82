"""Where one connection listens: the rooms it attends, and which of them is its current one.

Lines of the current room come as they are; lines of the others name their room, in formats that need to say so. A room that is
attended without a seat is waited for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules import mentioning
from chatroom.rules.channel import Channel, Member
from chatroom.words.commands import Right
from chatroom.words.events import QueuePosition
from chatroom.words.refusals import Reason, Refused
from chatroom.words.roomlife import CurrentRoom
from chatroom.words.text import nearest

if TYPE_CHECKING:
    from chatroom.ports import Format
    from chatroom.rules.realm import Realm
    from chatroom.rules.session import Session
    from chatroom.words.commands import Command


def attend(realm: Realm, session: Session, name: str, member: Member | None) -> None:
    """Hears that room from now on, or waits for it. The first room is the current one."""
    if session.resumes and member is not None and session.attends.get(name) is None:
        realm.audiences[name].remember()
    session.attends[name] = member
    session.waits = None in session.attends.values()
    if not session.channel:
        session.channel = name
    if member is not None:
        realm.audiences[name].add(session.sink, session.hears(name))
    mentioning.listen(realm, session, name)


def stop(realm: Realm, session: Session, name: str) -> None:
    """Hears that room no longer. If it was the current one, the room that was entered last is, or none."""
    realm.audiences[name].remove(session.sink)
    if session.attends.pop(name) is not None and session.resumes:
        realm.audiences[name].forget()
    mentioning.listen(realm, session, name)
    session.waits = None in session.attends.values()
    if name == session.channel:
        session.channel = ""
        face(realm, session, next(reversed(session.attends), ""))


def remember_no_more(realm: Realm, session: Session) -> None:
    """It will not come back by a code: what it hears need not be kept for it. To be called once `resumes` is off."""
    for name, member in session.attends.items():
        if member is not None:
            realm.audiences[name].forget()


def tell_current(realm: Realm, session: Session, at: float) -> None:
    """Says where what is typed goes from now on, and how long the line is if it waits there."""
    name = session.channel
    realm.answer(session, CurrentRoom(at, name))
    if name in session.attends and session.attends[name] is None:
        realm.answer(session, QueuePosition(at, name, realm.channels[name].queue.ahead(session.who.person)))


def stop_all(realm: Realm, session: Session) -> None:
    for name in list(session.attends):
        stop(realm, session, name)


def face(realm: Realm, session: Session, name: str) -> None:
    """Makes an attended room the current one: what is typed goes there. "": there is none."""
    before, session.channel = session.channel, name
    for place in (before, name):
        _listen_anew(realm, session, place)


def change_format(realm: Realm, session: Session, format: Format) -> None:
    """Lines before it come in the old format, lines after it in this one, in every room."""
    session.format = format
    for place in session.attends:
        _listen_anew(realm, session, place)


def _listen_anew(realm: Realm, session: Session, name: str) -> None:
    if session.attends.get(name) is not None:
        realm.audiences[name].move(session.sink, session.hears(name))


def find_channel(realm: Realm, name: str) -> Channel:
    """Refuses NO_CHANNEL with the nearest name."""
    channel = realm.channels.get(name)
    if channel is None:
        listed = [other.name for other in realm.channels.values() if other.charter is None or not other.charter.private]
        raise Refused(Reason.NO_CHANNEL, name, hint=nearest(name, listed))
    return channel


def visible(realm: Realm, session: Session, channel: Channel) -> bool:
    """Whether this session may know of it: private rooms are for those in it, those who were invited, and staff."""
    charter, person = channel.charter, session.person
    if charter is None or not charter.private or Right.ROOMS in realm.rights(session, channel.name):
        return True
    return person is not None and (person.id in channel.members or charter.admits(person.id, person.account))


def place(realm: Realm, session: Session, name: str = "") -> Channel:
    """The channel of that name; "" is the current one. NO_CHANNEL, and NO_ROOM for a visitor who is in none."""
    if not name and not session.channel and session.person is not None:
        raise Refused(Reason.NO_ROOM)
    channel = find_channel(realm, name or session.channel)
    if not visible(realm, session, channel):
        raise Refused(Reason.NO_CHANNEL, name)
    return channel


def seated(realm: Realm, session: Session, name: str = "") -> Member:
    """The asker's seat in that room, "" for the current one.

    Refuses NOT_NOW for one who never sits anywhere (a console), NO_ROOM, NO_CHANNEL, NOT_MEMBER, and WAITING.
    """
    member = session.attends.get(name or session.channel)
    if member is not None:
        return member
    if session.person is None:
        raise Refused(Reason.NOT_NOW)
    channel = place(realm, session, name)
    if channel.name not in session.attends:
        raise Refused(Reason.NOT_MEMBER, channel.name, channel=channel.name)
    raise _waits(session, channel)


def beside(session: Session, member: Member, key: str) -> Member:
    """The asker's seat in the first of its rooms where somebody of that key sits, too: `member`'s before the others; if there
    is none, `member`.
    """
    if member.channel.member(key) is not None:
        return member
    return next((seat for seat in session.attends.values() if seat is not None and seat.channel.member(key)), member)


def check_not_waiting(realm: Realm, session: Session, command: Command) -> None:
    """Most things are not for those who wait: WAITING, if it is the room that the command is about, or the current one."""
    name = getattr(command, "channel", "")
    name = name if name in session.attends else session.channel
    if session.attends.get(name, session) is None:
        raise _waits(session, realm.channels[name])


def _waits(session: Session, channel: Channel) -> Refused:
    return Refused(Reason.WAITING, channel=channel.name, number=channel.queue.ahead(session.who.person))
