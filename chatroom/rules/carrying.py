"""An offer from the moment it stands to its end: how far its bytes have come, and what the two sides are told of it.

Sizes are bytes, times monotonic seconds. It must never know who may offer or take (offering.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatroom.rules.barred import is_barred
from chatroom.rules.offers import Offer, Stage
from chatroom.words.events import Event
from chatroom.words.files import Ending, FileArrived, FileBroke, OfferEnded, UploadAsked
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.person import Person
    from chatroom.rules.realm import Realm

STALL_SECONDS = 25.0  # without a byte; with the second of the sweep, both sides know within 30
RESUME_SECONDS = 120.0  # for a broken transfer to go on


# ---- what a door tells of the bytes ------------------------------------------------------------------------------------


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
    tell_sender(realm, offer, upload_asked(realm, offer, start))


def arrived(realm: Realm, offer: Offer, size: int, sha256: str) -> None:
    """The receiver has it whole: both are told, and those who keep count."""
    if realm.offers.forget(offer):
        realm.deadlines.drop(overdue, offer)
        who, to = offer.sender, offer.receiver.nick
        event = FileArrived(realm.now().wall, offer.number, offer.channel, who, to, offer.name, size, sha256)
        realm.publish(event)
        tell_both(realm, offer, event)


def broke(realm: Realm, offer: Offer, why: Ending, *, may_go_on: bool = False) -> None:
    """An end is gone or brings the wrong thing: both are told. `may_go_on`: for a while, the codes still open the ways, and who
    has an end of its own is told to come again.
    """
    now = realm.now()
    if not may_go_on:
        end(realm, offer, why, now)
    else:
        offer.stage = Stage.BROKEN
        offer.due = now.mono + RESUME_SECONDS
        event = FileBroke(now.wall, offer.number, offer.name, offer.done, int(RESUME_SECONDS))
        if offer.content is None:
            tell_sender(realm, offer, event)
        tell_receiver(realm, offer, event)


def upload_asked(realm: Realm, offer: Offer, start: int) -> UploadAsked:
    at, to = realm.now().wall, offer.receiver.nick
    return UploadAsked(at, offer.number, to, offer.path, offer.size, realm.offers.place, offer.up, start)


# ---- how it ends -------------------------------------------------------------------------------------------------------


def end(realm: Realm, offer: Offer, why: Ending, now: Moment) -> None:
    """It will not arrive: its ends are closed and both are told, but for one who never knew of it."""
    if not realm.offers.forget(offer):
        return
    realm.deadlines.drop(overdue, offer)
    offer.break_off()
    event = OfferEnded(now.wall, offer.number, offer.sender, offer.receiver.nick, offer.name, why, offer.done)
    if offer.hidden:
        tell_sender(realm, offer, event)
    else:
        tell_both(realm, offer, event)


def overdue(realm: Realm, offer: Offer, now: Moment) -> float | None:
    """Once a second while it stands: has its time run out, is somebody gone before it began, is somebody barred?"""
    why = None
    if is_barred(realm, offer.parties, offer.sender, offer.channel, now):
        why = Ending.BARRED
    elif offer.asked == set() and not realm.offers.copies(offer):
        realm.offers.forget(offer)  # everybody has answered
    elif offer.stage is Stage.OFFERED and not _are_here(realm, offer):
        why = Ending.LEFT
    elif offer.due <= now.mono:
        why = Ending.STALLED if offer.stage is Stage.MOVING else Ending.EXPIRED
    if why is Ending.STALLED and offer.resumable:
        offer.break_off()
        broke(realm, offer, why, may_go_on=True)
    elif why is not None:
        end(realm, offer, why, now)
    return now.mono + 1.0 if offer in realm.offers else None


def _are_here(realm: Realm, offer: Offer) -> bool:
    """The sender, and somebody who may take it."""
    if offer.sender.person not in realm.people:
        return False
    if offer.asked is None:
        return offer.receiver.person in realm.people
    return not offer.asked or not realm.people.keys().isdisjoint(offer.asked)


def tell(realm: Realm, person: Person, event: Event) -> None:
    for session in person.sessions:
        realm.answer(session, event)


def tell_sender(realm: Realm, offer: Offer, event: Event) -> None:
    """The connection that offered it, or whatever else the sender has by now."""
    session, person = realm.sessions.get(offer.sender.session), realm.people.get(offer.sender.person)
    if session is not None:
        realm.answer(session, event)
    elif person is not None:
        tell(realm, person, event)


def tell_both(realm: Realm, offer: Offer, event: Event) -> None:
    tell_sender(realm, offer, event)
    tell_receiver(realm, offer, event)


def tell_receiver(realm: Realm, offer: Offer, event: Event) -> None:
    """But for a connection that is the sender's, too, and has been told; of what is offered to a room, all who may take it."""
    for number in [offer.receiver.person] if offer.asked is None else sorted(offer.asked):
        person = realm.people.get(number)
        for session in person.sessions if person is not None else ():
            if session.id != offer.sender.session:
                realm.answer(session, event)
