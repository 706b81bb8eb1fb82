"""Who has a voice where not everybody may speak, how it is given, and how a line that waits comes to be said (G124).

Staff and a room's owner have one anywhere in their reach. A voice in one of the server's own channels is a role of the account;
in a made room, and for a guest, it is kept with the room.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from chatroom.rules import sweep
from chatroom.rules.accounts import Account, Role
from chatroom.rules.acting import durably, tell_staff
from chatroom.rules.attending import place
from chatroom.rules.channel import Channel, Member
from chatroom.rules.charter import changed, leads, let, stage_word
from chatroom.rules.person import Person
from chatroom.rules.session import Decisions, Session
from chatroom.words.commands import Right
from chatroom.words.events import Acted, Event, Joined, Left, Renamed, Said, WentAfk, Who
from chatroom.words.names import fold
from chatroom.words.policies import STAGES, Stage
from chatroom.words.records import Record, RoleGiven
from chatroom.words.refusals import Reason, Refused
from chatroom.words.stage import (
    Approve,
    GiveVoice,
    HeldRow,
    HeldShown,
    LineApproved,
    LineHeld,
    LineWaits,
    ListHeld,
    SetStage,
    StageSet,
    StageShown,
    TakeVoice,
    VoiceSet,
)
from chatroom.words.table import usage
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

MODES: dict[str, Stage | None] = {"on": Stage(), **STAGES, "off": None}
COMINGS_AND_GOINGS = (Joined, Left, WentAfk, Renamed)  # what an announcement room does not show
GIVERS = 3  # people named who can give a voice


# ---- who may speak -----------------------------------------------------------------------------------------------------


def has_voice(person: Person, channel: Channel) -> bool:
    """Whether this person may speak there whatever the room is."""
    account = person.account
    if channel.stage is None or leads(person, channel) or person.id in channel.voices:
        return True
    return account is not None and (account.key in channel.voices or account.role(channel.name).rank >= Role.VOICE.rank)


def waits_for_approval(realm: Realm, member: Member) -> bool:
    """Whether what this member says is shown to staff first."""
    stage = member.channel.stage
    return stage is not None and stage.approve and not has_voice(realm.people[member.person], member.channel)


def check_voice(realm: Realm, member: Member) -> None:
    """NO_VOICE, with some people who are there and can give one as hint."""
    channel = member.channel
    if has_voice(realm.people[member.person], channel):
        return
    givers = (realm.people[one].nick for one in channel.members if _can_give(realm.people[one], channel))
    raise Refused(Reason.NO_VOICE, channel=channel.name, hint=" ".join(islice(givers, GIVERS)))


def _can_give(person: Person, channel: Channel) -> bool:
    return leads(person, channel) or (person.account is not None and Right.VOICE in person.account.rights(channel.name))


def tell_newcomer(realm: Realm, session: Session, channel: Channel, now: Moment) -> None:
    """Whoever comes in without a voice is told how it is."""
    if channel.stage is not None and session.person is not None and not has_voice(session.person, channel):
        realm.answer(session, StageShown(now.wall, channel.name, channel.stage.announce, channel.stage.approve))


def hides(channel: Channel, event: Event) -> bool:
    """Whether the room does not show who comes and goes."""
    return channel.stage is not None and channel.stage.announce and isinstance(event, COMINGS_AND_GOINGS)


# ---- lines that wait ---------------------------------------------------------------------------------------------------


def hold(realm: Realm, session: Session, member: Member, text: str, acts: bool, now: Moment) -> None:
    """The author is told that it waits; staff and the owner see it, in the room or looking on. HELD_FULL."""
    channel = member.channel
    line = channel.held.add(member, session.who, text, acts, now.mono)
    realm.answer(session, LineWaits(now.wall, channel.name, line.number, round(line.until - now.mono)))
    event = LineHeld(now.wall, channel.name, line.number, session.who, text, acts)
    for person in [realm.people[one] for one in channel.members]:
        for other in person.attending(channel.name) if _can_give(person, channel) else ():
            realm.answer(other, event)
    for console in realm.watching.get(channel.name, {}).values():
        if Right.VOICE in realm.rights(console, channel.name):
            realm.answer(console, event)


def approve(realm: Realm, session: Session, command: Approve, now: Moment) -> None:
    """Everybody hears it as if its author had said it now. NOT_HELD for one that was said, has waited too long, or whose
    author has left or is muted.
    """
    channel = place(realm, session, command.channel)
    number = command.number.lstrip("#")
    known = {str(line.number) for line in channel.held.current(now.mono)}
    if number not in known:
        raise Refused(Reason.NOT_HELD, number, channel=channel.name)

    def effect(now: Moment) -> None:
        line = channel.held.take(int(number), now.mono)
        if line is None:
            raise Refused(Reason.NOT_HELD, number, channel=channel.name)
        author = realm.people[line.author.person]
        who = Who(author.nick, author.id, line.who.session)
        kind = Acted if line.acts else Said
        realm.publish(kind(now.wall, channel.name, channel.next_seq(), who, line.text))
        if not session.sits_in(channel.name):
            realm.answer(session, LineApproved(now.wall, channel.name, line.number, author.nick))

    durably(realm, session, command, now, effect, target=f"{channel.name} line {number}")


def list_held(realm: Realm, session: Session, command: ListHeld, now: Moment) -> None:
    channel = place(realm, session, command.channel)
    rows = tuple(
        HeldRow(line.number, realm.people[line.author.person].nick, line.text, max(1, round(line.until - now.mono)))
        for line in channel.held.current(now.mono)
    )
    realm.answer(session, HeldShown(now.wall, channel.name, rows))


# ---- what staff and owners set -----------------------------------------------------------------------------------------


def set_stage(realm: Realm, session: Session, command: SetStage, now: Moment) -> None:
    """For rooms that people make: CONFIGURED. Lines that wait are dropped when nothing waits there any more."""
    channel = place(realm, session, command.channel)
    mode = command.mode.lower()
    if channel.charter is None:
        raise Refused(Reason.CONFIGURED, channel.name, channel=channel.name)
    if mode not in MODES:
        raise usage(SetStage)
    stage = MODES[mode]

    def effect(now: Moment) -> None:
        channel.stage = stage
        if stage is None or not stage.approve:
            channel.held.clear()
        for member in channel.members.values():
            _is_there(realm, member, now)
        shown = stage or Stage()
        event = StageSet(
            now.wall, channel.name, channel.next_seq(), session.who.nick, stage is not None, shown.announce, shown.approve
        )
        realm.publish(event)
        tell_staff(realm, session, event)

    records = changed(channel, now.wall, "stage", stage_word(stage))
    durably(realm, session, command, now, effect, target=f"{channel.name} {mode}", records=records)


def give_voice(realm: Realm, session: Session, command: GiveVoice | TakeVoice, now: Moment) -> None:
    """Gives a voice or takes it back, of somebody who is there or of an account. HAS_VOICE, NOT_VOICED, NOT_IN_CHANNEL."""
    channel = place(realm, session, command.channel)
    on = isinstance(command, GiveVoice)
    person, account = _named(realm, channel, command.nick)
    mark = account.key if account is not None else person.id if person is not None else 0
    by_role = account is not None and channel.charter is None
    role = Role.MEMBER if account is None else account.role(channel.name)
    voiced = mark in channel.voices or role.rank >= Role.VOICE.rank or (person is not None and leads(person, channel))
    if on and voiced:
        raise Refused(Reason.HAS_VOICE, command.nick, channel=channel.name)
    given = mark in channel.voices or (account is not None and account.roles.get(channel.name) is Role.VOICE)
    if not on and not given:
        raise Refused(Reason.NOT_VOICED, command.nick, channel=channel.name)

    def effect(now: Moment) -> None:
        if account is not None and (by_role or not on):
            account.roles[channel.name] = Role.VOICE if on else Role.MEMBER
        if not by_role:
            (channel.voices.add if on else channel.voices.discard)(mark)
        member = channel.members.get(person.id) if person is not None else None
        if member is not None:
            _is_there(realm, member, now)
        nick = person.nick if person is not None else command.nick if account is None else account.nick
        who = Who(nick, person.id if person is not None else 0)
        event = VoiceSet(now.wall, channel.name, channel.next_seq(), who, session.who.nick, on)
        realm.publish(event)
        tell_staff(realm, session, event)

    records: list[Record] = [] if by_role else let(channel, now.wall, "voices", mark, on)
    if account is not None and (by_role or (not on and account.roles.get(channel.name) is Role.VOICE)):
        records.append(RoleGiven(now.wall, account.key, (Role.VOICE if on else Role.MEMBER).value, channel.name))
    durably(realm, session, command, now, effect, target=f"{channel.name}:{command.nick}", records=records)


def _is_there(realm: Realm, member: Member, now: Moment) -> None:
    """Its idle clock begins anew: without a voice it could not show that it was there."""
    member.heard(now.mono)
    sweep.watch_idleness(realm, member)


def _named(realm: Realm, channel: Channel, nick: str) -> tuple[Person | None, Account | None]:
    """Who is there under that name, with its account; or an account of that name, here or not."""
    number = channel.keys.get(realm.names.key(nick))
    person = None if number is None else realm.people[number]
    account = realm.accounts.get(fold(nick)) if person is None else person.account
    if person is None and account is None:
        raise Refused(Reason.NOT_IN_CHANNEL, nick, channel=channel.name)
    return person if person is not None or account is None else realm.person_of(account), account


DECIDE: Decisions = {
    SetStage: set_stage,
    GiveVoice: give_voice,
    TakeVoice: give_voice,
    Approve: approve,
    ListHeld: list_held,
}
