"""How staff acts: one act after the other, each checked, kept by the store together with its row in the audit log, then done.

The next act is decided when the one before it has been done, so that the rows of the audit log tell what happened in the order
in which it happened (F27).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from chatroom.rules.accounts import Account, Role
from chatroom.rules.bans import subject
from chatroom.rules.session import Session, State
from chatroom.words.commands import Command, Right, Topic
from chatroom.words.events import ChannelEvent, Event, Withdrew
from chatroom.words.records import ActAudited, Record
from chatroom.words.refusals import Reason, Refused
from chatroom.words.staff import Kick, Mute, Slow, Unmute
from chatroom.words.stage import Approve, GiveVoice, SetStage, TakeVoice
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

UNDOABLE = 20  # acts that each member of the staff can take back
LONGEST = 10**12  # seconds: what a clock can add without losing seconds
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_HERE = (
    Kick,
    Mute,
    Unmute,
    Slow,
    Topic,
    SetStage,
    GiveVoice,
    TakeVoice,
    Approve,
)  # without a channel they mean the one where the asker is


class Undoable(NamedTuple):
    """What would take an act back, and the number of the act's row in the audit log."""

    inverse: Command
    row: int


class Acts:
    """The acts of the whole house, one at a time.

    What one session asks is done in the order in which it asked: behind its own acts its questions and words wait, too.
    Nobody else waits.
    """

    def __init__(self) -> None:
        self.undoable: dict[str, list[Undoable]] = {}  # by actor, the latest last
        self.undoing: Undoable | None = None  # what is being decided at this moment to take an act back
        self.hopeless = False  # what is being decided has waited for a store that could not keep the act before it
        self._busy: Session | None = None  # whose act the store is keeping
        self._waiting: deque[tuple[Session, Callable[[], None]]] = deque()
        self._hopeless = 0  # how many of those that wait, from the head
        self._moving = False

    def idle(self) -> bool:
        """Nothing is with the store, and nobody waits."""
        return self._busy is None and not self._waiting

    def takes_back(self, command: Command) -> bool:
        """Whether this is being decided to take an act back, and nobody has typed it."""
        return self.undoing is not None and self.undoing.inverse is command

    def in_turn(self, session: Session, act: bool, then: Callable[[], None]) -> None:
        """Calls `then` when everything before it is done, which may be at once: for an `act` whatever is under way, for
        anything else only what this session has asked."""
        asked = (self._busy, *(one for one, _ in self._waiting))
        if asked == (None,) or not (act or session in asked):
            then()
        else:
            self._waiting.append((session, then))

    def begin(self, session: Session) -> None:
        """The store has been asked to keep an act; all others wait until `end`."""
        assert self._busy is None, "acts are decided one after the other"
        self._busy = session

    def give_up(self) -> None:
        """The store could not: who has waited with it gets the same answer, and not the same wait again (F5)."""
        self._hopeless = len(self._waiting)

    def end(self) -> None:
        """The act is done, or refused. The next ones are decided until one of them is with the store."""
        self._busy = None
        if self._moving:
            return  # a store that answers at once: the loop below goes on
        self._moving = True
        trouble: Exception | None = None
        while self._waiting and self._busy is None:
            _, then = self._waiting.popleft()
            self.hopeless = self._hopeless > 0
            self._hopeless = max(0, self._hopeless - 1)
            try:
                then()
            except Exception as problem:  # the others must not wait for ever for the mistake in one
                trouble = trouble or problem
        self._moving = self.hopeless = False
        if trouble is not None:
            raise trouble


def in_turn(realm: Realm, session: Session, command: Command, decide: Callable[[Session, Command, Moment], None]) -> None:
    """Has a command decided when its turn comes, and the refusal of it told; that of an attempt to act as staff is audited.

    What staff has asked is done even if its connection is gone by then (F26), but not if it has been banned by then.
    """
    if command.right is None and realm.acts.idle() and type(command) is not Topic:  # nearly everything: 0.8 µs less a line
        now = realm.now()
        try:
            decide(session, command, now)
        except Refused as no:
            realm.refuse(session, no, now)
        return
    act = _is_act(realm, session, command)
    if act and isinstance(command, _HERE) and not command.channel:
        command = replace(command, channel=session.channel)  # it may be elsewhere when its turn comes

    def then() -> None:
        now = realm.now()
        over = session.state in (State.LEAVING, State.GONE)
        if over and not act:
            return
        try:
            if over and realm.bans.find(subject(session.who.nick, session.account, session.host), now.wall):
                raise Refused(Reason.NOT_ALLOWED, command.words[0])
            decide(session, command, now)
        except Refused as no:
            realm.refuse(session, no, now)
            if act or command.right is not None:
                audit_refusal(realm, session, command, no.reason, now)

    realm.acts.in_turn(session, act, then)


def _is_act(realm: Realm, session: Session, command: Command) -> bool:
    """Whether it is something that staff does, or somebody tries to do who is none."""
    if isinstance(command, Topic):
        return command.text != "" and sets_as_staff(realm, session, command.channel or session.channel)
    return command.right is not None and not command.only_looks


def sets_as_staff(realm: Realm, session: Session, place: str) -> bool:
    """Whether a topic set there by this session is an act of staff. Where everybody may, it is staff's only by staff."""
    channel = realm.channels.get(place)
    open_to_all = channel is not None and channel.policies.anyone_sets_topic
    return not open_to_all or Right.TOPIC in realm.rights(session, place)


def durably(
    realm: Realm,
    session: Session,
    command: Command,
    now: Moment,
    effect: Callable[[Moment], Command | None],
    *,
    target: str,
    reason: str = "",
    until: float | None = None,
    records: Sequence[Record] = (),
) -> None:
    """Does `effect` once the store has kept `records` and the audit row; if it cannot, nothing has happened.

    People may have come and gone meanwhile, but no other act was done. `effect` gives the command that would take it back, or
    None. With `records` it does not refuse: what they say is kept already.
    """
    undoing = realm.acts.undoing
    undone = undoing if realm.acts.takes_back(command) else None
    row = 0 if undone is None else undone.row
    word = command.words[0]
    act = ActAudited(now.wall, session.actor, session.key, session.origin, word, target, reason, until, "done", row)

    def kept(number: int) -> None:
        then = realm.now()
        try:
            inverse = effect(then)
        except Refused as no:
            realm.refuse(session, no, then)
            _audit(realm, replace(act, at=then.wall, result=no.reason.value))
            return
        if inverse is not None:
            _remember(realm, act.who, Undoable(inverse, number))

    def lost(_: Any) -> None:
        if undone is not None:
            _remember(realm, act.who, undone)
        realm.acts.give_up()
        realm.refuse(session, Refused(Reason.NOT_STORED, word), realm.now())

    def ended(result: Any) -> Any:
        realm.acts.end()
        return result

    if realm.acts.hopeless:
        lost(None)
        return
    realm.acts.begin(session)
    realm.store.commit((*records, act)).addCallbacks(kept, lost).addBoth(ended)


def _remember(realm: Realm, actor: str, act: Undoable) -> None:
    """What `actor` can take back next."""
    mine = realm.acts.undoable.setdefault(actor, [])
    mine.append(act)
    del mine[:-UNDOABLE]


def audit_refusal(realm: Realm, session: Session, command: Command, reason: Reason, now: Moment) -> None:
    """A refused attempt at an act of staff: answered already, its row follows."""
    target = getattr(command, "nick", "") or getattr(command, "target", "") or getattr(command, "channel", "")
    word = command.words[0]
    act = ActAudited(now.wall, session.actor, session.key, session.origin, word, target, "", None, reason.value)
    _audit(realm, act)


def _audit(realm: Realm, act: ActAudited) -> None:
    """A row of something that has not happened: there is no effect that could be lost with it."""
    realm.store.commit((act,)).addErrback(lambda _: None)


def check_rank(session: Session, nick: str, account: Account | None, channel: str, *, owns: bool = False) -> None:
    """Nobody acts on somebody of the same rank or above, but on itself; OUTRANKED. The server's own terminal stands above all.

    `owns`: the place is the actor's own room, where it ranks with moderators.
    """
    own = session.account
    if (own is None and not owns) or (own is not None and account is own):
        return
    role = account.role(channel) if account is not None else Role.GUEST
    rank = max(own.role(channel).rank if own is not None else 0, Role.MODERATOR.rank if owns else 0)
    if role.rank >= rank:
        raise Refused(Reason.OUTRANKED, nick)


def duration(text: str, units: bool, word: str = "") -> int:
    """A duration in whole seconds, or BAD_DURATION. "90", and with units "90s", "10m", "2h", "1d".

    `word`: the command that it is for, if that is no mute.
    """
    match = re.fullmatch("0*([1-9][0-9]*)([smhd]?)", text)
    if match is None or (match[2] and not units):
        raise Refused(Reason.BAD_DURATION, text, hint=word)
    return min(int(match[1][:13]) * _UNITS[match[2]], LONGEST)


def tell_staff(realm: Realm, session: Session, event: Event) -> None:
    """Tells staff that it is done, unless it sits in the channel and hears it there, or has had its last words by it."""
    heard = isinstance(event, ChannelEvent) and session.sits_in(event.channel)
    if session.state is State.PRESENT and (not heard or isinstance(event, Withdrew)):  # a channel hears nothing of its line
        realm.answer(session, event)
