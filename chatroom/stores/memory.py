"""A store that lasts as long as the process: for `chatserver`, which writes no file (CLASSIC C9), and for tests.

Behaves as the store in a file does, but for lasting. Must never write anything anywhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from twisted.internet.defer import Deferred, fail, succeed

from chatroom.stores.audit_chain import START, linked, subject_of
from chatroom.stores.trouble import Contradicted
from chatroom.words import records as r


@dataclass
class _Kept:
    """The sum of the records. Its values are frozen, so that a copy of the tables is a copy of all."""

    accounts: dict[str, r.KeptAccount] = field(default_factory=dict)
    bans: dict[int, r.BanPlaced] = field(default_factory=dict)
    mutes: dict[tuple[str, str, str], r.MutePlaced] = field(default_factory=dict)
    slow: dict[str, int] = field(default_factory=dict)
    mail: dict[tuple[str, int], r.MailLeft] = field(default_factory=dict)
    rooms: dict[str, r.RoomKept] = field(default_factory=dict)
    notes: tuple[r.NoteWritten, ...] = ()
    rows: tuple[r.AuditRow, ...] = ()
    next_ban: int = 1

    def copy(self) -> "_Kept":
        return replace(
            self,
            accounts=dict(self.accounts),
            bans=dict(self.bans),
            mutes=dict(self.mutes),
            slow=dict(self.slow),
            mail=dict(self.mail),
            rooms=dict(self.rooms),
        )


class MemoryStore:
    """`commit` fires at once. `kept` holds everything that was committed, in order; values that are no records are only kept."""

    def __init__(self) -> None:
        self.kept: list[object] = []
        self._sum = _Kept()

    def restore(self, now: float) -> Deferred[r.Snapshot]:
        kept = self._sum
        kept.bans = {number: ban for number, ban in kept.bans.items() if ban.until is None or ban.until > now}
        kept.mutes = {place: mute for place, mute in kept.mutes.items() if mute.until > now}
        kept.mail = {place: one for place, one in kept.mail.items() if one.until > now}
        return succeed(
            r.Snapshot(
                accounts=tuple(self._with_mail(kept.accounts[key]) for key in sorted(kept.accounts)),
                bans=tuple(kept.bans[number] for number in sorted(kept.bans)),
                mutes=tuple(kept.mutes[place] for place in sorted(kept.mutes)),
                slow=tuple(sorted(kept.slow.items())),
                next_ban=kept.next_ban,
                rooms=tuple(kept.rooms[name] for name in sorted(kept.rooms)),
            )
        )

    def commit(self, records: Sequence[object]) -> Deferred[int]:
        known = [record for record in records if isinstance(record, r.Record)]
        changed = self._sum.copy() if known else self._sum
        try:
            for record in known:
                _refuse_what_is_no_text(record)
                KEEP[type(record)](changed, record)
        except (Contradicted, ValueError):
            return fail(Contradicted())
        self._sum = changed
        self.kept.extend(records)
        audited = any(isinstance(record, r.ActAudited) for record in known)
        return succeed(len(changed.rows) if audited else 0)

    def audit(self, *, last: int = 50, who: str = "", target: str = "", act: str = "") -> Deferred[list[r.AuditRow]]:
        rows = (
            row
            for row in reversed(self._sum.rows)
            if who in ("", row.act.who) and act in ("", row.act.act) and target in row.act.target
        )
        return succeed([row for row, _ in zip(rows, range(last), strict=False)])

    def notes(self, subject: str) -> Deferred[list[r.NoteWritten]]:
        return succeed([note for note in self._sum.notes if note.subject == subject])

    def history(self, subject: str) -> Deferred[list[r.AuditRow]]:
        return succeed([row for row in reversed(self._sum.rows) if subject_of(row.act.target) == subject])

    def mail(self, account: str) -> Deferred[list[r.MailLeft]]:
        return succeed([one for _, one in sorted(self._sum.mail.items()) if account in (one.account, one.sender)])

    def close(self) -> Deferred[None]:
        return succeed(None)

    def _with_mail(self, account: r.KeptAccount) -> r.KeptAccount:
        waiting = ((one.number, one.until, one.sender) for one in self._sum.mail.values() if one.account == account.account)
        return replace(account, mail=tuple(sorted(waiting)))


def _refuse_what_is_no_text(record: r.Record) -> None:
    """Half of a surrogate pair has no bytes: a file could not keep it. Raises ValueError."""
    for value in asdict(record).values():
        if isinstance(value, str):
            value.encode()


def _account(kept: _Kept, account: str) -> r.KeptAccount:
    if account not in kept.accounts:
        raise Contradicted
    return kept.accounts[account]


def _account_made(kept: _Kept, made: r.AccountMade) -> None:
    if made.account in kept.accounts:
        raise Contradicted
    kept.accounts[made.account] = r.KeptAccount(made.account, made.nick, made.secret, made.at)


def _password_set(kept: _Kept, change: r.PasswordSet) -> None:
    kept.accounts[change.account] = replace(_account(kept, change.account), secret=change.secret)


def _account_closed(kept: _Kept, closed: r.AccountClosed) -> None:
    kept.accounts.pop(closed.account, None)
    kept.mail = {place: one for place, one in kept.mail.items() if one.account != closed.account}
    for name, room in kept.rooms.items():
        guests, voices = ([one for one in people if one != closed.account] for people in (room.guests, room.voices))
        kept.rooms[name] = replace(room, guests=tuple(guests), voices=tuple(voices))


def _role_given(kept: _Kept, given: r.RoleGiven) -> None:
    if given.role == "member" and given.account not in kept.accounts:
        return
    account = _account(kept, given.account)
    roles = {channel: role for channel, role in account.roles if channel != given.channel}
    if given.role != "member":
        roles[given.channel] = given.role
    kept.accounts[given.account] = replace(account, roles=tuple(sorted(roles.items())))


def _key_added(kept: _Kept, added: r.KeyAdded) -> None:
    account = _account(kept, added.account)
    keys = {key.fingerprint: key for key in account.keys}
    keys[added.fingerprint] = r.KeptKey(added.fingerprint, added.blob, added.comment)
    kept.accounts[added.account] = replace(account, keys=tuple(keys[fingerprint] for fingerprint in sorted(keys)))


def _key_taken(kept: _Kept, taken: r.KeyTaken) -> None:
    if account := kept.accounts.get(taken.account):
        left = tuple(key for key in account.keys if key.fingerprint != taken.fingerprint)
        kept.accounts[taken.account] = replace(account, keys=left)


def _ignore_kept(kept: _Kept, kept_on: r.IgnoreKept) -> None:
    account = _account(kept, kept_on.account)
    ignores = dict(account.ignores) | {kept_on.key: kept_on.nick}
    kept.accounts[kept_on.account] = replace(account, ignores=tuple(sorted(ignores.items())))


def _ignore_dropped(kept: _Kept, dropped: r.IgnoreDropped) -> None:
    if account := kept.accounts.get(dropped.account):
        left = tuple(pair for pair in account.ignores if pair[0] != dropped.key)
        kept.accounts[dropped.account] = replace(account, ignores=left)


def _setting_kept(kept: _Kept, setting: r.SettingKept) -> None:
    account = _account(kept, setting.account)
    settings = dict(account.settings) | {setting.key: setting.value}
    kept.accounts[setting.account] = replace(account, settings=tuple(sorted(settings.items())))


def _mail_left(kept: _Kept, one: r.MailLeft) -> None:
    _account(kept, one.account)
    kept.mail[one.account, one.number] = one


def _mail_taken(kept: _Kept, taken: r.MailTaken) -> None:
    kept.mail.pop((taken.account, taken.number), None)


def _ban_placed(kept: _Kept, ban: r.BanPlaced) -> None:
    if ban.number in kept.bans:
        raise Contradicted
    kept.bans = {n: other for n, other in kept.bans.items() if (other.kind, other.value) != (ban.kind, ban.value)}
    kept.bans[ban.number] = ban
    kept.next_ban = max(kept.next_ban, ban.number + 1)


def _ban_lifted(kept: _Kept, lifted: r.BanLifted) -> None:
    kept.bans.pop(lifted.number, None)


def _mute_placed(kept: _Kept, mute: r.MutePlaced) -> None:
    kept.mutes[mute.channel, mute.kind, mute.value] = mute


def _mute_lifted(kept: _Kept, lifted: r.MuteLifted) -> None:
    kept.mutes.pop((lifted.channel, lifted.kind, lifted.value), None)


def _note_written(kept: _Kept, note: r.NoteWritten) -> None:
    kept.notes = (*kept.notes, note)


def _channel_slowed(kept: _Kept, slowed: r.ChannelSlowed) -> None:
    if slowed.seconds == 0:
        kept.slow.pop(slowed.channel, None)
    else:
        kept.slow[slowed.channel] = slowed.seconds


def _room_kept(kept: _Kept, room: r.RoomKept) -> None:
    kept.rooms[room.channel] = replace(room, guests=_each_once(room.guests), voices=_each_once(room.voices))


def _each_once(people: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(people)))


def _room_released(kept: _Kept, released: r.RoomReleased) -> None:
    kept.rooms.pop(released.channel, None)


def _with(room: r.RoomKept, what: str, value: Any) -> r.RoomKept:
    return replace(room, **{what: value})


def _room_changed(kept: _Kept, change: r.RoomChanged) -> None:
    if room := kept.rooms.get(change.channel):
        kept.rooms[change.channel] = _with(room, change.what, change.value)


def _room_let(kept: _Kept, let: r.RoomLet) -> None:
    if room := kept.rooms.get(let.channel):
        others = {one for one in getattr(room, let.what) if one != let.account}
        people = tuple(sorted({*others, let.account} if let.on else others))
        kept.rooms[let.channel] = _with(room, let.what, people)


def _act_audited(kept: _Kept, act: r.ActAudited) -> None:
    previous = kept.rows[-1].mark if kept.rows else START
    kept.rows = (*kept.rows, linked(len(kept.rows) + 1, act, previous))


KEEP: dict[type[r.Record], Callable[[_Kept, Any], None]] = {
    r.AccountMade: _account_made,
    r.PasswordSet: _password_set,
    r.AccountClosed: _account_closed,
    r.RoleGiven: _role_given,
    r.KeyAdded: _key_added,
    r.KeyTaken: _key_taken,
    r.IgnoreKept: _ignore_kept,
    r.IgnoreDropped: _ignore_dropped,
    r.SettingKept: _setting_kept,
    r.MailLeft: _mail_left,
    r.MailTaken: _mail_taken,
    r.BanPlaced: _ban_placed,
    r.BanLifted: _ban_lifted,
    r.MutePlaced: _mute_placed,
    r.MuteLifted: _mute_lifted,
    r.NoteWritten: _note_written,
    r.ChannelSlowed: _channel_slowed,
    r.RoomKept: _room_kept,
    r.RoomReleased: _room_released,
    r.RoomChanged: _room_changed,
    r.RoomLet: _room_let,
    r.ActAudited: _act_audited,
}
