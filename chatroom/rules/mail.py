"""Whispers to accounts that are not there: kept, shown once at the next visit, and then forgotten (G403).

Here is only who wrote them, and how long they are good; their texts are in the store alone until they are shown. They are
taken out of it when the connection that was shown them has lasted for a while, or said goodbye: a line that is lost before that
means that they are shown once more, and never that they are lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chatroom.rules.accounts import Account, Letter
from chatroom.rules.hiding import keys_of
from chatroom.rules.keeping import keep
from chatroom.rules.person import KEPT, Person
from chatroom.rules.session import Session, State
from chatroom.words.events import Whispered
from chatroom.words.mail import MailKept, MailShown
from chatroom.words.records import MailLeft, MailTaken
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

MOST_KEPT = 50  # for one account
MOST_FROM_ONE = 10  # of them from one writer, so that nobody fills the box of somebody else alone
LONGEST = 2048  # bytes of UTF-8
AT_ONCE = 32 * 1024  # characters that are shown together; at four bytes each half of what may wait for one connection
SETTLE_SECONDS = 5.0  # that a connection must last for what it was shown to count as read
RETRY_SECONDS = 60.0  # after the store could not


def addressee(realm: Realm, person: Person, nick: str) -> Account | None:
    """The account of that name, where messages are kept; None: there is none, or it is the writer's own."""
    account = None if realm.mail_seconds is None or realm.names.exact else realm.accounts.get(realm.names.key(nick))
    return None if account is person.account else account


def leave(realm: Realm, session: Session, person: Person, account: Account, text: str, now: Moment) -> None:
    """Keeps a whisper for that account, and says so when it is kept.

    Refuses MAIL_NEEDS_ACCOUNT, NO_MAIL (it wants none, or none from this person, which is not told apart), LINE_TOO_LONG,
    MAIL_ENOUGH and MAIL_FULL, and NOT_STORED.
    """
    assert realm.mail_seconds is not None
    if person.account is None:
        raise Refused(Reason.MAIL_NEEDS_ACCOUNT, account.nick)
    wanted = account.settings.get("mail") != "off" and keys_of(realm, person).isdisjoint(account.ignores)
    if account.closing or not wanted:
        raise Refused(Reason.NO_MAIL, account.nick)
    if len(text.encode()) > LONGEST:
        raise Refused(Reason.LINE_TOO_LONG, number=LONGEST)
    if _from(account, person.account.key) >= MOST_FROM_ONE:
        raise Refused(Reason.MAIL_ENOUGH, account.nick, number=MOST_FROM_ONE)
    if len(account.mail) >= MOST_KEPT:
        raise Refused(Reason.MAIL_FULL, account.nick, number=MOST_KEPT)
    seconds = realm.mail_seconds
    letter = _written(account, now.wall, person.account.key, person.nick, text, now.wall + seconds)

    def kept() -> None:
        realm.answer(session, MailKept(realm.now().wall, account.nick, seconds))
        _arrived(realm, account)

    keep(realm, session, (letter,), kept, lambda: _undone(realm, account, [letter]))


def check_room(realm: Realm, person: Person, text: str) -> None:
    """For one more whisper to somebody whose seat or place is kept, who will be told of it in any case, or find it as mail.

    Refuses LINE_TOO_LONG and MAIL_FULL: it has an end, too, for somebody who comes, goes again and never reads.
    """
    if len(text.encode()) > LONGEST:
        raise Refused(Reason.LINE_TOO_LONG, number=LONGEST)
    account = person.account
    waiting = sum(isinstance(kept.event, Whispered) for kept in person.kept)
    letters = 0 if account is None else len(account.mail)
    if waiting >= KEPT or letters + waiting >= MOST_KEPT + KEPT:
        raise Refused(Reason.MAIL_FULL, person.nick, number=letters + waiting)


def outlive(realm: Realm, person: Person, now: Moment) -> None:
    """Somebody whose seat was kept does not come back for what was whispered to it meanwhile: that is mail from now on, if it may
    be. Its writers were told that it went, so that nobody is told now, and all of it stays (`check_room`)."""
    account = person.account
    if account is None or realm.mail_seconds is None or account.closing or account.settings.get("mail") == "off":
        return
    whispers = [(kept.event, kept.sender) for kept in person.kept if kept.sender and isinstance(kept.event, Whispered)]
    until = now.wall + realm.mail_seconds
    letters = [_written(account, said.at, sender, said.who.nick, said.text, until) for said, sender in whispers]
    watch(realm, account, now)
    _put_away(realm, (account, tuple(letters)), now)


def _put_away(realm: Realm, box: tuple[Account, tuple[MailLeft, ...]], now: Moment) -> float | None:
    """Tries until the store has them, since it is too late to tell anybody that it has not."""
    account, letters = box[0], tuple(letter for letter in box[1] if letter.number in box[0].mail)
    if letters and realm.accounts.get(account.key) is account and not account.closing:

        def lost(_: object) -> None:
            realm.deadlines.add(realm.now().mono + RETRY_SECONDS, _put_away, (account, letters))

        realm.store.commit(letters).addCallbacks(lambda _: _arrived(realm, account), lost)
    return None


def _written(account: Account, at: float, sender: str, nick: str, text: str, until: float) -> MailLeft:
    """The next letter of that account, whose place is kept until the store has it.

    No number comes twice: the store may be reading or forgetting the one that had it.
    """
    number = account.last_letter = max((account.last_letter, *account.mail)) + 1
    account.mail[number] = Letter(until, sender)
    return MailLeft(at, account.key, number, sender, nick, text, until)


def _from(account: Account, sender: str) -> int:
    """How many that account has written of those that wait."""
    return sum(letter.sender == sender for letter in account.mail.values())


def _undone(realm: Realm, account: Account, letters: list[MailLeft]) -> None:
    forget(realm, account, [letter.number for letter in letters])


def _arrived(realm: Realm, account: Account) -> None:
    """There is more for that account, and it may be here: it has come meanwhile, or goes by another name."""
    watch(realm, account, realm.now())
    here = realm.person_of(account)
    if here is not None and here.sessions:
        show(realm, here.sessions[-1])


def show(realm: Realm, session: Session) -> None:
    """What was left for its account, in the order in which it was written, to a connection that has just come in.

    As much as surely fits into what may wait for one connection; what is left comes when that has been read.
    """
    account = session.account
    if account is None or all(_in_sight(realm, letter) for letter in account.mail.values()):
        return

    def told(rows: list[MailLeft]) -> None:
        now, room = realm.now(), AT_ONCE
        for row in rows if session.state is State.PRESENT else ():
            letter = account.mail.get(row.number) if row.account == account.key else None
            if letter is not None and not _in_sight(realm, letter) and letter.until > now.wall and room > 0:
                letter.session = session.id
                room -= len(row.text)
                if account.ignores.keys().isdisjoint((row.sender, realm.names.key(row.nick))):
                    realm.answer(session, MailShown(now.wall, row.at, row.nick, row.text))
        realm.deadlines.add(now.mono + SETTLE_SECONDS, settled, session)

    def lost(_: object) -> None:
        realm.deadlines.add(realm.now().mono + RETRY_SECONDS, once_more, session)

    realm.store.mail(account.key).addCallbacks(told, lost)


def _in_sight(realm: Realm, letter: Letter) -> bool:
    """Whether a connection that is still there was shown it."""
    session = realm.sessions.get(letter.session)
    return session is not None and session.state is State.PRESENT


def hand_on(realm: Realm, person: Person, now: Moment) -> None:
    """One of its connections has ended: what that was shown, and has not read, is for another one that is still there.

    It is asked for a little later, since whoever comes in the place of another is shown it anyway.
    """
    if person.account is not None and person.account.mail and person.sessions:
        realm.deadlines.add(now.mono, once_more, person.sessions[-1])


def once_more(realm: Realm, session: Session, now: Moment) -> float | None:
    """The store could not be read, or another connection has ended."""
    if session.state is State.PRESENT:
        show(realm, session)
    return None


def settled(realm: Realm, session: Session, now: Moment) -> float | None:
    """It has been there for a while with what it was shown, which counts as read once it has taken in all that was sent."""
    if session.state is not State.PRESENT:
        return None
    if session.sink.lagging:
        return now.mono + SETTLE_SECONDS
    take(realm, session, stays=True)
    return None


def take(realm: Realm, session: Session, stays: bool = False) -> None:
    """What this connection was shown has been read and is forgotten. `stays`: and it is shown what is left."""
    account = session.account
    numbers = [] if account is None else [number for number, letter in account.mail.items() if letter.session == session.id]
    if account is None or not numbers:
        return

    def gone(_: object) -> None:
        forget(realm, account, numbers)
        if stays:
            show(realm, session)

    def lost(_: object) -> None:
        realm.deadlines.add(realm.now().mono + RETRY_SECONDS, settled, session)

    at = realm.now().wall
    realm.store.commit([MailTaken(at, account.key, number) for number in numbers]).addCallbacks(gone, lost)


def forget(realm: Realm, account: Account, numbers: Iterable[int]) -> None:
    """These wait no more. Where none is left, there is nothing to watch."""
    for number in numbers:
        account.mail.pop(number, None)
    if not account.mail:
        realm.deadlines.drop(over, account)


def watch(realm: Realm, account: Account, now: Moment) -> None:
    """Nothing stays longer than was said, read or not. To be called when there is more, and at the start."""
    if account.mail:
        realm.deadlines.add(_first_end(account, now), over, account)


def over(realm: Realm, account: Account, now: Moment) -> float | None:
    """The first of them has been kept for as long as was said."""
    ended = [number for number, letter in account.mail.items() if letter.until <= now.wall]
    if ended:
        forget(realm, account, ended)
        taken = [MailTaken(now.wall, account.key, number) for number in ended]
        realm.store.commit(taken).addErrback(_at_the_next_start)
    return _first_end(account, now) if account.mail else None


def _first_end(account: Account, now: Moment) -> float:
    return now.mono + max(1.0, min(letter.until for letter in account.mail.values()) - now.wall)


def _at_the_next_start(failure: object) -> None:
    """Nobody sees them any more; a store that cannot drop them now leaves them out when it is opened again."""
