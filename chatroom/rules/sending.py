"""Handing a file from one person to another: who may, and the tickets under which its two ends find each other.

The bytes never pass through here. A door streams them between two connections that have shown their tickets.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chatroom.rules import offering, sweep
from chatroom.rules.attending import beside, seated
from chatroom.rules.bans import Subject
from chatroom.rules.barred import parties
from chatroom.rules.hiding import ignores
from chatroom.rules.session import Decisions, Session
from chatroom.rules.speech import check_speech
from chatroom.words.commands import SendFile
from chatroom.words.events import Download, FileSent, Upload, Who
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

MAX_SIZE = 4_294_967_295  # bytes (CLASSIC C5, 2025 edition)
MAX_ALL = 64  # files on the way
MAX_WAITING = 1000
MEET_SECONDS = 15.0  # for both ends to show their tickets
STALL_SECONDS = 30.0  # without a byte


class Transfer:
    """One file on its way. `due`: when it fails unless something moves, monotonic seconds."""

    __slots__ = ("channel", "down", "due", "overwrite", "parties", "path", "receiver", "sender", "size", "up")

    def __init__(
        self, sender: Who, receiver: Who, channel: str, path: str, size: int, overwrite: bool, parties: tuple[Subject, ...]
    ) -> None:
        self.sender = sender
        self.receiver = receiver
        self.channel = channel
        self.path = path  # as the sender typed it
        self.size = size
        self.overwrite = overwrite  # whether it may replace a file of the same name
        self.parties = parties  # the two, as bans know them
        self.up = ""  # the ticket of the end that brings it
        self.down = ""  # the ticket of the end that fetches it
        self.due = 0.0


class Transfers:
    """The files on their way: of each sender one after the other, so that what was sent first is there first, and the last one
    of a name is the one that stays. A ticket opens one end of one file, once.
    """

    def __init__(self, secret: Callable[[], str]) -> None:
        self._secret = secret
        self._tickets: dict[str, Transfer] = {}
        self._running: dict[Transfer, Callable[[], None]] = {}
        self._waiting: list[Transfer] = []  # for their turn

    def __len__(self) -> int:
        return len(self._running)

    def begin(self, realm: Realm, transfer: Transfer, now: Moment) -> None:
        """At once, or when its turn has come; refuses TOO_MANY_FILES."""
        self._waiting.append(transfer)
        self._go_on(realm, now)
        if len(self._waiting) > MAX_WAITING:
            self._waiting.pop()
            raise Refused(Reason.TOO_MANY_FILES, transfer.path, number=MAX_WAITING, hint=transfer.receiver.nick)

    def claim(self, ticket: str) -> Transfer | None:
        """Spends a ticket."""
        return self._tickets.pop(ticket, None)

    def running(self, transfer: Transfer, break_off: Callable[[], None]) -> None:
        """Both ends are there; `break_off()` closes them if the transfer fails here."""
        if transfer in self._running:
            self._running[transfer] = break_off

    def moved(self, transfer: Transfer, now: float) -> None:
        """Bytes went through: it may go on."""
        transfer.due = now + STALL_SECONDS

    def is_vain(self, realm: Realm, transfer: Transfer) -> bool:
        """Whether an end has not come and cannot any more, since its person's connection is gone."""
        ends = (transfer.up, transfer.sender), (transfer.down, transfer.receiver)
        return any(ticket in self._tickets and who.session not in realm.sessions for ticket, who in ends)

    def arrive(self, realm: Realm, transfer: Transfer) -> None:
        """The receiver has it whole: the sender and those who keep count are told."""
        if self._forget(realm, transfer):
            event = FileSent(realm.now().wall, transfer.channel, transfer.sender, transfer.receiver.nick, transfer.path)
            realm.publish(event)
            realm.tell(transfer.sender, event)
            self._go_on(realm, realm.now())

    def fail(self, realm: Realm, transfer: Transfer) -> None:
        """It will not arrive: both ends are closed and the sender is told."""
        break_off = self._running.get(transfer, _nothing)
        if self._forget(realm, transfer):
            break_off()
            _refuse(realm, transfer)
            self._go_on(realm, realm.now())

    def _go_on(self, realm: Realm, now: Moment) -> None:
        """Starts whatever may start now."""
        busy = {transfer.sender.person for transfer in self._running}
        waiting, self._waiting = self._waiting, []
        for transfer in waiting:
            if transfer.sender.person in busy or len(self._running) >= MAX_ALL:
                self._waiting.append(transfer)
            elif transfer.sender.session in realm.sessions and transfer.receiver.session in realm.sessions:
                busy.add(transfer.sender.person)
                self._start(realm, transfer, now)
            else:
                _refuse(realm, transfer)

    def _start(self, realm: Realm, transfer: Transfer, now: Moment) -> None:
        """Writes the two tickets and hands them out."""
        transfer.up, transfer.down = up, down = self._secret(), self._secret()
        self._tickets[up] = self._tickets[down] = transfer
        self._running[transfer] = _nothing
        transfer.due = now.mono + MEET_SECONDS
        realm.deadlines.add(now.mono + 1.0, sweep.unfinished, transfer)
        path = transfer.path if transfer.overwrite else transfer.path.replace("\\", "/")  # the classic base name is to the letter
        name = path.rpartition("/")[2] or "file"
        realm.tell(transfer.sender, Upload(now.wall, up, transfer.path))
        download = Download(now.wall, down, transfer.sender, name, transfer.size, transfer.overwrite)
        realm.tell(transfer.receiver, download)

    def _forget(self, realm: Realm, transfer: Transfer) -> bool:
        if self._running.pop(transfer, None) is None:
            return False
        self._tickets.pop(transfer.up, None)
        self._tickets.pop(transfer.down, None)
        realm.deadlines.drop(sweep.unfinished, transfer)
        return True


def send(realm: Realm, session: Session, command: SendFile, now: Moment) -> None:
    """CLASSIC C5: the target must sit in the same channel and the file must exist; both "no"s are said, target first."""
    member = beside(session, seated(realm, session), realm.names.key(command.nick))
    channel = member.channel
    if not channel.policies.muted_may_send:
        check_speech(member, now)
    if command.size is None:
        offering.offer_by_line(realm, session, command, now)
        return
    target = channel.member(realm.names.key(command.nick))
    if target is None:
        realm.refuse(session, Refused(Reason.NOT_HERE, command.nick, channel=channel.name), now)
    if command.size < 0:
        raise Refused(Reason.NO_FILE, command.path)
    if target is None:
        return
    if channel.policies.offers:
        realm.offers.limits.check_type(command.path)
    person = realm.people[target.person]
    taker = next((other for other in person.attending(channel.name) if other.files), None)
    assert session.person is not None
    if taker is None and realm.offers.open and channel.policies.offers:
        offering.offer_by_line(realm, session, command, now)
        return
    takes = taker is not None and command.size <= MAX_SIZE and realm.offers.limits.takes(command.path)
    if taker is None or not takes or ignores(realm, person, session.person):
        raise Refused(Reason.CANNOT_TAKE_FILES, command.path, hint=person.nick)
    both, overwrite = parties(session.person, person), channel.policies.overwrite_files
    transfer = Transfer(session.who, taker.who, channel.name, command.path, command.size, overwrite, both)
    realm.transfers.begin(realm, transfer, now)


def _refuse(realm: Realm, transfer: Transfer) -> None:
    """Tells the sender, if it is still there, that the file has not arrived."""
    session = realm.sessions.get(transfer.sender.session)
    if session is not None:
        realm.refuse(session, Refused(Reason.SEND_FAILED, transfer.path, hint=transfer.receiver.nick), realm.now())


def _nothing() -> None:
    """What there is to break off before both ends are there."""


DECIDE: Decisions = {SendFile: send}
