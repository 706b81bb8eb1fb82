"""Offers of files: who may make one, and who takes it. What becomes of it until its last byte has arrived: carrying.py.

    OFFERED -> WAITING (taken; its two ends may come) -> MOVING -> arrived
                                                          MOVING -> BROKEN -> MOVING (an end that can go on came back)
    any of them -> ended: refused, cancelled, expired, broken for good, an end barred

What is offered to a room (pasting.py) stays OFFERED, and each taker's copy of it goes that way.
The bytes never pass through here: a door carries them between two ends that have shown their codes, and tells what moved.
Sizes are bytes, times monotonic seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from chatroom.rules.attending import beside, seated
from chatroom.rules.barred import parties
from chatroom.rules.carrying import end, overdue, tell, tell_sender, upload_asked
from chatroom.rules.hiding import ignores
from chatroom.rules.offers import Offer, Offers, Stage
from chatroom.rules.session import Decisions, Session
from chatroom.rules.speech import check_speech
from chatroom.words.commands import SendFile
from chatroom.words.events import Who
from chatroom.words.files import (
    UNKNOWN,
    AcceptFile,
    CancelFile,
    DownloadReady,
    Ending,
    FileOffered,
    FileRow,
    FilesShown,
    ListFiles,
    OfferEnded,
    OfferFile,
    OfferMade,
    RefuseFile,
)
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment, nearest

if TYPE_CHECKING:
    from chatroom.rules.person import Person
    from chatroom.rules.realm import Realm

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
    seconds = stand(realm, offer, now, sender, person)
    realm.answer(session, OfferMade(now.wall, offer.number, channel.name, person.nick, offer.name, size, seconds))
    if not offer.hidden:  # whoever ignores is not bothered, and who is ignored is not told
        ask(realm, offer, person, now)


def stand(realm: Realm, offer: Offer, now: Moment, *people: Person) -> int:
    """From now on its time runs, and these people are looked at once a second. The seconds that it stands."""
    offer.parties = parties(*people)
    offer.due = now.mono + realm.offers.limits.expiry
    realm.deadlines.add(now.mono + 1.0, overdue, offer)
    return int(realm.offers.limits.expiry)


def ask(realm: Realm, offer: Offer, person: Person, now: Moment) -> None:
    """Tells that person of it, or has it taken at once if one of its connections takes every file."""
    ready = next((other for other in person.sessions if other.auto_accept), None)
    if ready is not None:
        _take(realm, ready, offer, now)
        return
    seconds = int(realm.offers.limits.expiry)
    what = offer.sender, offer.name, offer.size, offer.sha256
    tell(realm, person, FileOffered(now.wall, offer.number, offer.channel, *what, seconds))


def accept(realm: Realm, session: Session, command: AcceptFile, now: Moment) -> None:
    _take(realm, session, _meant(realm, session, command.number, _offered_to), now)


def refuse(realm: Realm, session: Session, command: RefuseFile, now: Moment) -> None:
    offer = _meant(realm, session, command.number, _offered_to)
    if offer.asked is None:
        end(realm, offer, Ending.REFUSED, now)
        return
    assert session.person is not None
    offer.asked.remove(session.person.id)  # the others may still take it
    event = OfferEnded(now.wall, offer.number, offer.sender, session.who.nick, offer.name, Ending.REFUSED, 0)
    tell(realm, session.person, event)


def cancel(realm: Realm, session: Session, command: CancelFile, now: Moment) -> None:
    """A taker ends what it takes; the sender all of that number, also when the room may take it no longer."""
    offer = _meant(realm, session, command.number, partial(_in_hand, realm.offers))
    taken = realm.offers.copies(offer) if offer.sender.person == session.who.person else []
    for one in (*taken, offer):
        end(realm, one, Ending.CANCELLED, now)


def list_files(realm: Realm, session: Session, command: ListFiles, now: Moment) -> None:
    person = session.who.person
    own = [offer for offer in realm.offers if _offered_to(offer, person) or _in_hand(realm.offers, offer, person)]
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
    numbers = list(dict.fromkeys(str(offer.number) for offer in own))
    if len(numbers) > 1:
        raise Refused(Reason.WHICH_OFFER, hint=" ".join(numbers))
    return own[0]


def _offered_to(offer: Offer, person: int) -> bool:
    if offer.asked is not None:
        return person in offer.asked
    return offer.stage is Stage.OFFERED and offer.receiver.person == person and not offer.hidden


def _in_hand(offers: Offers, offer: Offer, person: int) -> bool:
    """What somebody may stop: its own, and what it has accepted."""
    if offer.sender.person == person:
        return offers.is_its_own(offer)
    return offer.receiver.person == person and offer.stage is not Stage.OFFERED


def _take(realm: Realm, session: Session, offer: Offer, now: Moment) -> None:
    """Both are told their way; of what the house holds, the receiver alone."""
    offers, who = realm.offers, session.who
    if offer.asked is not None:
        assert session.person is not None
        offer.asked.remove(who.person)
        senders, offer = offer.parties, offers.copy(offer, who)
        stand(realm, offer, now, session.person)
        offer.parties += senders
    offers.take(offer)
    offer.receiver = who
    offer.due = now.mono + offers.limits.expiry
    where = offers.place, offer.down, int(offers.limits.expiry)
    realm.answer(session, DownloadReady(now.wall, offer.number, offer.sender, offer.name, offer.size, offer.sha256, *where))
    if offer.content is None:
        tell_sender(realm, offer, upload_asked(realm, offer, 0))


DECIDE: Decisions = {
    OfferFile: offer_file,
    AcceptFile: accept,
    RefuseFile: refuse,
    CancelFile: cancel,
    ListFiles: list_files,
}
