"""What only consoles ask: the line of a channel, the house in numbers, the configuration, a word without a seat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules.acting import durably
from chatroom.rules.attending import find_channel
from chatroom.rules.person import Person
from chatroom.rules.quiet import check_staff_may_speak
from chatroom.rules.session import Decisions, Session
from chatroom.rules.watching import watch
from chatroom.words.console import Queue, Reload, Speak, Top, Watch, WhoAmI
from chatroom.words.staffroom import ConfigurationRead, HouseShown, LineRow, LineShown, StaffSaid, StaffShown
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def queue(realm: Realm, session: Session, command: Queue, now: Moment) -> None:
    """In the order in which they will be seated."""
    channel = find_channel(realm, command.channel)
    rows = tuple(_row(realm.people[ticket.person], ticket.held is not None) for ticket in channel.queue)
    realm.answer(session, LineShown(now.wall, channel.name, rows))


def speak(realm: Realm, session: Session, command: Speak, now: Moment) -> None:
    """Heard by everybody there, as a word of the staff. It is in the audit log; what was said is not."""
    channel = find_channel(realm, command.channel)
    check_staff_may_speak(realm, session, [channel], now)

    def effect(now: Moment) -> None:
        event = StaffSaid(now.wall, channel.name, channel.next_seq(), session.who.nick, command.text)
        realm.publish(event)
        if session.id not in realm.watching.get(channel.name, {}) and channel.name not in session.attends:
            realm.answer(session, event)

    durably(realm, session, command, now, effect, target=channel.name)


def top(realm: Realm, session: Session, command: Top, now: Moment) -> None:
    channels = realm.channels.values()
    realm.answer(
        session,
        HouseShown(
            now.wall,
            people=len(realm.people),
            connections=len(realm.sessions) - len(realm.admins),
            seated=sum(len(channel.members) for channel in channels),
            seats=sum(channel.capacity for channel in channels),
            waiting=sum(len(channel.queue) for channel in channels),
            lines=realm.lines_so_far(),
        ),
    )


def reload(realm: Realm, session: Session, command: Reload, now: Moment) -> None:
    """Looks, and changes nothing."""
    sound, findings = realm.on_reload()
    realm.answer(session, ConfigurationRead(now.wall, sound, tuple(findings)))


def who_am_i(realm: Realm, session: Session, command: WhoAmI, now: Moment) -> None:
    account = session.staff
    roles = () if account is None else tuple((channel, role.value) for channel, role in sorted(account.roles.items()))
    realm.answer(session, StaffShown(now.wall, session.who.nick, roles, session.key, session.host))


def _row(person: Person, held: bool) -> LineRow:
    account = person.account.nick if person.account is not None else ""
    return LineRow(person.nick, account, person.doors(), person.addresses(), held)


DECIDE: Decisions = {
    Queue: queue,
    Watch: watch,
    Speak: speak,
    Top: top,
    Reload: reload,
    WhoAmI: who_am_i,
}
