"""Offers of files: who may make one, who takes it, and what becomes of it until its last byte has arrived.

    OFFERED -> WAITING (taken; its two ends may come) -> MOVING -> arrived
                                                          MOVING -> BROKEN -> MOVING (an end that can go on came back)
    any of them -> ended: refused, cancelled, expired, broken for good, an end barred

The bytes never pass through here: a door carries them between two ends that have shown their codes, and tells what moved.
Sizes are bytes, times monotonic seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from chatroom.rules.attending import beside, seated
from chatroom.rules.barred import is_barred, parties
from chatroom.rules.hiding import ignores
from chatroom.rules.offers import Offer, Stage
from chatroom.rules.session import Session
from chatroom.rules.speech import check_speech
from chatroom.words.commands import Command, SendFile
from chatroom.words.events import Event, Who
from chatroom.words.files import (
    UNKNOWN,
    AcceptFile,
    CancelFile,
    DownloadReady,
    Ending,
    FileArrived,
    FileBroke,
    FileOffered,
    FileRow,
    FilesShown,
    ListFiles,
    OfferEnded,
    OfferFile,
    OfferMade,
    RefuseFile,
    UploadAsked,
)
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment, nearest

if TYPE_CHECKING:
    from chatroom.rules.person import Person
    from chatroom.rules.realm import Realm

STALL_SECONDS = 25.0  # without a byte; with the second of the sweep, both sides know within 30
RESUME_SECONDS = 120.0  # for a broken transfer to go on
_SHA256 = re.compile(r"([0-9a-f]{64})?")


# ---- the commands ------------------------------------------------------------------------------------------------------


def offer_by_line(realm: Realm, session: Session, command: SendFile, now: Moment) -> None:
    """`/send` of somebody, or to somebody, whose client does not carry files."""
    size = UNKNOWN if command.size is None else command.size
    offer_file(realm, session, OfferFile(command.nick, command.path, size), now)


def offer_file(realm: Realm, session: Session, command: OfferFile, now: Moment) -> None:
    """The other must sit in one of the rooms where the asker sits, and is asked.

    Refuses NOT_HERE, MUTED, FILE_TOO_LARGE, FILE_TYPE and TOO_MANY_FILES.
    """
    member = beside(session, seated(realm, session), realm.names.key(command.nick))
    channel, offers = member.channel, realm.offers
    if not channel.policies.muted_may_send:
        check_speech(member, now)
    if not (offers.open and channel.policies.offers):
        raise Refused(Reason.NEEDS_CLIENT, command.name, hint=command.nick)
    target = channel.member(realm.names.key(command.nick))
    if target is None:
        others = [realm.people[other].nick for other in channel.members]
        raise Refused(Reason.NOT_HERE, command.nick, channel=channel.name, hint=nearest(command.nick, others))
    if command.size > offers.limits.largest:
        raise Refused(Reason.FILE_TOO_LARGE, command.name, number=offers.limits.largest, hint=command.nick)
    offers.limits.check_type(command.name)
    person, sender = realm.people[target.person], session.person
    assert sender is not None
    to = Who(person.nick, person.id)
    size, sha256 = max(command.size, UNKNOWN), command.sha256
    if not _SHA256.fullmatch(sha256):
        raise Refused(Reason.UNREADABLE, "a SHA-256 has 64 digits out of 0-9 and a-f", hint="Without one, leave it empty.")
    offer = offers.add(session.who, to, channel.name, command.name, size, sha256)
    offer.hidden = ignores(realm, person, sender)
    offer.parties = parties(sender, person)
    seconds = int(offers.limits.expiry)
    offer.due = now.mono + offers.limits.expiry
    realm.deadlines.add(now.mono + 1.0, overdue, offer)
    realm.answer(session, OfferMade(now.wall, offer.number, channel.name, person.nick, offer.name, size, seconds))
    if offer.hidden:
        return  # whoever ignores is not bothered, and who is ignored is not told
    ready = next((other for other in person.sessions if other.auto_accept), None)
    if ready is not None:
        _take(realm, ready, offer, now)
        return
    event = FileOffered(now.wall, offer.number, channel.name, offer.sender, offer.name, size, sha256, seconds)
    _tell(realm, person, event)


def accept(realm: Realm, session: Session, command: AcceptFile, now: Moment) -> None:
    _take(realm, session, _meant(realm, session, command.number, _offered_to), now)


def refuse(realm: Realm, session: Session, command: RefuseFile, now: Moment) -> None:
    end(realm, _meant(realm, session, command.number, _offered_to), Ending.REFUSED, now)


def cancel(realm: Realm, session: Session, command: CancelFile, now: Moment) -> None:
    end(realm, _meant(realm, session, command.number, _in_hand), Ending.CANCELLED, now)


def list_files(realm: Realm, session: Session, command: ListFiles, now: Moment) -> None:
    person = session.who.person
    own = [offer for offer in realm.offers if _offered_to(offer, person) or _in_hand(offer, person)]
    rows = (FileRow(o.number, o.sender.nick, o.receiver.nick, o.name, o.size, o.done, o.stage.value) for o in own)
    realm.answer(session, FilesShown(now.wall, tuple(rows)))


def _meant(realm: Realm, session: Session, number: str, fits: Callable[[Offer, int], bool]) -> Offer:
    """The offer of that number, or the only one. Refuses NO_OFFER, and WHICH_OFFER with the numbers as hint."""
    own = [offer for offer in realm.offers if fits(offer, session.who.person)]
    wanted = number.lstrip("#")
    if wanted:
        own = [offer for offer in own if str(offer.number) == wanted]
    if not own:
        raise Refused(Reason.NO_OFFER, wanted)
    if len(own) > 1:
        raise Refused(Reason.WHICH_OFFER, hint=" ".join(str(offer.number) for offer in own))
    return own[0]


def _offered_to(offer: Offer, person: int) -> bool:
    return offer.stage is Stage.OFFERED and offer.receiver.person == person and not offer.hidden


def _in_hand(offer: Offer, person: int) -> bool:
    """What somebody may stop: its own, and what it has accepted."""
    return offer.sender.person == person or (offer.receiver.person == person and offer.stage is not Stage.OFFERED)


def _take(realm: Realm, session: Session, offer: Offer, now: Moment) -> None:
    """Both are told their way."""
    offers = realm.offers
    offers.take(offer)
    offer.receiver = session.who
    offer.due = now.mono + offers.limits.expiry
    where = offers.place, offer.down, int(offers.limits.expiry)
    realm.answer(session, DownloadReady(now.wall, offer.number, offer.sender, offer.name, offer.size, offer.sha256, *where))
    _tell_sender(realm, offer, _upload_asked(realm, offer, 0))


def _upload_asked(realm: Realm, offer: Offer, start: int) -> UploadAsked:
    at, to = realm.now().wall, offer.receiver.nick
    return UploadAsked(at, offer.number, to, offer.path, offer.size, realm.offers.place, offer.up, start)


# ---- what a door tells of the bytes --------------------------------------------------------------------------------


def moving(offer: Offer, now: float) -> None:
    """Both ends are there."""
    offer.stage = Stage.MOVING
    offer.due = now + STALL_SECONDS


def moved(offer: Offer, done: int, now: float) -> None:
    """So many bytes of the file have gone through by now."""
    offer.done = done
    offer.due = now + STALL_SECONDS


def wanted(realm: Realm, offer: Offer, start: int) -> None:
    """The receiver is there and has `start` bytes already: the sender is asked for the rest."""
    _tell_sender(realm, offer, _upload_asked(realm, offer, start))


def arrived(realm: Realm, offer: Offer, size: int, sha256: str) -> None:
    """The receiver has it whole: both are told, and those who keep count."""
    if realm.offers.forget(offer):
        realm.deadlines.drop(overdue, offer)
        who, to = offer.sender, offer.receiver.nick
        event = FileArrived(realm.now().wall, offer.number, offer.channel, who, to, offer.name, size, sha256)
        realm.publish(event)
        _tell_both(realm, offer, event)


def broke(realm: Realm, offer: Offer, why: Ending, *, may_go_on: bool = False) -> None:
    """An end is gone or brings the wrong thing: both are told. `may_go_on`: for a while, the codes still open the ways."""
    now = realm.now()
    if not may_go_on:
        end(realm, offer, why, now)
    else:
        offer.stage = Stage.BROKEN
        offer.due = now.mono + RESUME_SECONDS
        _tell_both(realm, offer, FileBroke(now.wall, offer.number, offer.name, offer.done, int(RESUME_SECONDS)))


# ---- how it ends -------------------------------------------------------------------------------------------------------


def end(realm: Realm, offer: Offer, why: Ending, now: Moment) -> None:
    """It will not arrive: its ends are closed and both are told, but for one who never knew of it."""
    if not realm.offers.forget(offer):
        return
    realm.deadlines.drop(overdue, offer)
    offer.break_off()
    event = OfferEnded(now.wall, offer.number, offer.sender, offer.receiver.nick, offer.name, why, offer.done)
    if offer.hidden:
        _tell_sender(realm, offer, event)
    else:
        _tell_both(realm, offer, event)


def overdue(realm: Realm, offer: Offer, now: Moment) -> float | None:
    """Once a second while it stands: has its time run out, is somebody gone before it began, is somebody barred?"""
    why = None
    if is_barred(realm, offer.parties, offer.sender, offer.channel, now):
        why = Ending.BARRED
    elif offer.stage is Stage.OFFERED and not {offer.sender.person, offer.receiver.person} <= realm.people.keys():
        why = Ending.LEFT
    elif offer.due <= now.mono:
        why = Ending.STALLED if offer.stage is Stage.MOVING else Ending.EXPIRED
    if why is Ending.STALLED and offer.resumable:
        offer.break_off()
        broke(realm, offer, why, may_go_on=True)
    elif why is not None:
        end(realm, offer, why, now)
    return now.mono + 1.0 if offer in realm.offers else None


def _tell(realm: Realm, person: Person, event: Event) -> None:
    for session in person.sessions:
        realm.answer(session, event)


def _tell_sender(realm: Realm, offer: Offer, event: Event) -> None:
    """The connection that offered it, or whatever else the sender has by now."""
    session, person = realm.sessions.get(offer.sender.session), realm.people.get(offer.sender.person)
    if session is not None:
        realm.answer(session, event)
    elif person is not None:
        _tell(realm, person, event)


def _tell_both(realm: Realm, offer: Offer, event: Event) -> None:
    """Each once, also one who sends to itself."""
    _tell_sender(realm, offer, event)
    person = realm.people.get(offer.receiver.person)
    for session in person.sessions if person is not None else ():
        if session.id != offer.sender.session:
            realm.answer(session, event)


DECIDE: dict[type[Command], Any] = {
    OfferFile: offer_file,
    AcceptFile: accept,
    RefuseFile: refuse,
    CancelFile: cancel,
    ListFiles: list_files,
}
