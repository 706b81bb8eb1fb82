"""A paste that is too long: what is said of it, what waits, and how that comes to be offered to everybody in the room (G407).

    too many lines in a run -> gathered -> the run is over: its author is told -> /paste: a file that is offered
                               gathered -> forgotten: dropped, too old, muted, the seat is gone

What waits is looked at once a second, so that whoever mutes or unseats need not know of it.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from chatroom.rules import offering
from chatroom.rules.attending import seated
from chatroom.rules.hiding import ignores
from chatroom.rules.pastes import SECONDS, Paste
from chatroom.rules.session import Decisions, Session
from chatroom.rules.speech import check_secrecy
from chatroom.rules.stage import has_voice
from chatroom.rules.talking import may_speak
from chatroom.words.commands import Say
from chatroom.words.events import Who
from chatroom.words.files import Ending
from chatroom.words.pastes import DROP, OfferPaste, PasteDropped, PasteOffered, PasteWaits
from chatroom.words.refusals import Reason, Refused
from chatroom.words.table import usage
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.channel import Channel, Member
    from chatroom.rules.realm import Realm

QUIET_SECONDS = 1.0  # without a line, and a run is over


# ---- lines that are too many -------------------------------------------------------------------------------------------


def gather(realm: Realm, session: Session, command: Say, most: int, now: float) -> bool:
    """Whether this line waits, as one of those that follow on the `most` that are said at once.

    Not for connections that would rather be refused, nor where it could not be said, nor where no file could be offered.
    Refuses FLOOD with the hint "paste" when there is no room for more.
    """
    member = session.attends.get(command.channel or session.channel)
    if not session.pastes or member is None or not _may_wait(realm, member, command.text, now):
        return False
    session.bucket.goes_on(now)
    first = realm.pastes.of(member) is None
    paste = realm.pastes.add(member, most, (command.raw or command.text).encode(), now)
    if paste is None:
        raise Refused(Reason.FLOOD, channel=member.channel.name, number=1, hint="paste")
    if first:
        realm.deadlines.add(now + QUIET_SECONDS, look, paste)
    return True


def _may_wait(realm: Realm, member: Member, text: str, now: float) -> bool:
    channel = member.channel
    if not (realm.offers.open and channel.policies.offers and realm.offers.limits.takes(_name("", 0))):
        return False
    try:
        check_secrecy(realm, member, text)
    except Refused:
        return False
    return not (channel.slow or member.muted(now)) and has_voice(realm.people[member.person], channel)


def _name(nick: str, number: int) -> str:
    return f"paste-{nick}-{number}.txt"


def look(realm: Realm, paste: Paste, now: Moment) -> float | None:
    """Once a second while it waits: is the run over, is its time, may its author still speak, is it there to be told?"""
    member, channel = paste.member, paste.member.channel
    if channel.members.get(member.person) is not member:
        realm.pastes.forget(paste)
        return None
    if member.muted(now.mono) or paste.until <= now.mono:
        _drop(realm, paste, Ending.BARRED if member.muted(now.mono) else Ending.EXPIRED, now)
        return None
    if paste.more and member.held is None and now.mono - paste.at >= QUIET_SECONDS:  # with its line lost, it is told later
        lines = paste.most, paste.more, paste.lines
        realm.tell_person(
            member.person, channel.name, PasteWaits(now.wall, channel.name, *lines, len(paste.content), int(SECONDS))
        )
        paste.more, paste.until = 0, now.mono + SECONDS
    return now.mono + 1.0


def _drop(realm: Realm, paste: Paste, why: Ending, now: Moment) -> None:
    realm.pastes.forget(paste)
    channel = paste.member.channel.name
    realm.tell_person(paste.member.person, channel, PasteDropped(now.wall, channel, paste.lines, why))


# ---- the command -------------------------------------------------------------------------------------------------------


def offer_paste(realm: Realm, session: Session, command: OfferPaste, now: Moment) -> None:
    """Offers what waits to all others who sit there, or forgets it.

    Refuses NO_PASTE, NOBODY_ELSE, what keeps one from speaking, and TOO_MANY_FILES.
    """
    member = seated(realm, session, command.channel)
    channel, what = member.channel, command.what.lower()
    if what not in ("", DROP):
        raise usage(OfferPaste)
    paste = realm.pastes.of(member)
    if paste is None:
        raise Refused(Reason.NO_PASTE, channel=channel.name)
    if what == DROP:
        realm.deadlines.drop(look, paste)
        _drop(realm, paste, Ending.CANCELLED, now)
        return
    if len(channel.members) < 2:
        raise Refused(Reason.NOBODY_ELSE, channel=channel.name)
    may_speak(realm, session, member, now)
    _offer(realm, session, channel, paste, now)


def _offer(realm: Realm, session: Session, channel: Channel, paste: Paste, now: Moment) -> None:
    """To all who sit there; whoever ignores the sender is not bothered."""
    sender, offers, content = session.person, realm.offers, bytes(paste.content)
    assert sender is not None
    name, size = _name(sender.nick, realm.pastes.offered + 1), len(content)
    if size > offers.limits.largest:
        raise Refused(Reason.FILE_TOO_LARGE, name, channel=channel.name, number=offers.limits.largest, hint=channel.name)
    offer = offers.add(session.who, Who(channel.name, 0), channel.name, name, size, sha256(content).hexdigest())
    others = [realm.people[person] for person in channel.members if person != sender.id]
    asked = [person for person in others if not ignores(realm, person, sender)]
    offer.content, offer.asked = content, {person.id for person in asked}
    seconds = offering.stand(realm, offer, now, sender)
    realm.pastes.offered += 1
    realm.pastes.forget(paste)
    realm.deadlines.drop(look, paste)
    made = PasteOffered(now.wall, offer.number, channel.name, offer.name, paste.lines, size, offer.sha256, seconds)
    realm.answer(session, made)
    for person in asked:
        offering.ask(realm, offer, person, now)


DECIDE: Decisions = {OfferPaste: offer_paste}
