"""Where the two ends of a file meet: bytes go from one connection to the other, and nothing of them stays here.

    sender's end   -> "chatroom-file TICKET" LF        receiver's end -> "chatroom-file TICKET" LF
    door -> 0x01 "go" CR LF to both, as soon as both are there; what came before that line is not the file
    sender's end   -> the bytes, exactly as many as announced ->      receiver's end
                                                       receiver's end -> "saved" LF, or "failed" LF

A sender is read only as fast as its receiver takes: Twisted's producers carry the pressure back. Whether somebody may send,
and who hears what came of it, is decided in rules/sending.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from chatroom.rules.realm import Realm
from chatroom.rules.sending import Transfer

GO = b"\x01go\r\n"
_OPENING = re.compile(rb"chatroom-file ([A-Za-z0-9_-]{8,64})")  # has a space: no name can be mistaken for it


def ticket_in(line: bytes) -> str:
    """The ticket that a first line shows, or ""."""
    match = _OPENING.fullmatch(line.strip())
    return match[1].decode("ascii") if match else ""


class Relay:
    """The files on their way through this process."""

    def __init__(self, realm: Realm, mono: Callable[[], float]) -> None:
        self._realm = realm
        self._mono = mono
        self._meetings: dict[Transfer, Meeting] = {}

    def open(self, ticket: str, transport: Any) -> FileEnd:
        """One end, for a connection that has shown `ticket`. One that is not known, or spent, is closed at once."""
        transfer = self._realm.transfers.claim(ticket)
        if transfer is None:
            transport.loseConnection()
            return FileEnd(None, transport)
        meeting = self._meetings.get(transfer)
        if meeting is None:
            meeting = self._meetings[transfer] = Meeting(self._realm, transfer, self._mono, self._forget)
        return meeting.arrive(transport, sends=ticket == transfer.up)

    def _forget(self, transfer: Transfer) -> None:
        self._meetings.pop(transfer, None)


class Meeting:
    """One file's two ends."""

    def __init__(self, realm: Realm, transfer: Transfer, mono: Callable[[], float], forget: Callable[[Transfer], None]) -> None:
        self._realm = realm
        self._transfer = transfer
        self._mono = mono
        self._forget = forget
        self._source: Any = None
        self._target: Any = None
        self._left = transfer.size  # bytes still to come
        self._answer = b""
        self._over = False
        realm.transfers.running(transfer, self._break_off)

    def arrive(self, transport: Any, *, sends: bool) -> FileEnd:
        if sends:
            self._source = transport
        else:
            self._target = transport
        if self._source is not None and self._target is not None:
            self._source.write(GO)
            self._target.write(GO)
            self._realm.transfers.moved(self._transfer, self._mono())
            if self._left:
                self._target.registerProducer(self._source, True)
        return FileEnd(self, transport)

    def received(self, transport: Any, data: bytes) -> None:
        if self._over or self._source is None or self._target is None:
            return  # what comes before go is neither file nor answer
        if transport is self._source:
            self._pass_on(data)
        else:
            self._answer = (self._answer + data)[:16]
            if self._answer.endswith(b"\n"):
                self._end(self._answer.strip() == b"saved" and not self._left)

    def lost(self, transport: Any) -> None:
        """An end is gone. A sender that has brought everything may go."""
        if not self._over and not (transport is self._source and not self._left):
            self._end(False)

    def _pass_on(self, data: bytes) -> None:
        if len(data) > self._left:
            self._end(False)  # more than was announced
            return
        self._left -= len(data)
        self._target.write(data)
        self._realm.transfers.moved(self._transfer, self._mono())
        if not self._left:
            self._target.unregisterProducer()

    def _end(self, arrived: bool) -> None:
        self._over = True
        transfers = self._realm.transfers
        if arrived:
            transfers.arrive(self._realm, self._transfer)
            self._close()
        else:
            transfers.fail(self._realm, self._transfer)

    def _break_off(self) -> None:
        """Both ends are cut, whatever still waits for one that does not read."""
        self._over = True
        self._forget(self._transfer)
        for transport in (self._source, self._target):
            if transport is not None:
                transport.abortConnection()

    def _close(self) -> None:
        """Both ends go once everything has been sent."""
        self._forget(self._transfer)
        for transport in (self._source, self._target):
            if transport is not None:
                transport.loseConnection()


class FileEnd:
    """What a door's connection has become. The door hands bytes and its end over to it."""

    def __init__(self, meeting: Meeting | None, transport: Any) -> None:
        self._meeting = meeting
        self._transport = transport

    def received(self, data: bytes) -> None:
        if self._meeting is not None and data:
            self._meeting.received(self._transport, data)

    def lost(self) -> None:
        if self._meeting is not None:
            self._meeting.lost(self._transport)
