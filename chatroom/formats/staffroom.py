"""What staff says and what it is answered, as bare sentences: bans, notes, roles, countdowns, accounts, the audit log.

They read like those of `sentences`, with `simple` for screen readers. They must never know marks, colours or line ends.
"""

import json
from datetime import UTC, datetime, tzinfo

from chatroom.formats.english import by_whom, duration, listed, many, people_are
from chatroom.formats.lines import Sentences, date_and_time
from chatroom.words import events as e
from chatroom.words import staffroom as r


def ban_set(event: r.BanSet, simple: bool) -> str | list[str]:
    """What holds now and whom it hit; for a trial only whom it would hit."""
    hit = f"{many(len(event.hit), 'person', 'people')}: {listed(event.hit)}" if event.hit else "nobody who is here"
    if event.trial:
        force = " To place it all the same, add --force: it would hit many, or you yourself." if event.forced else ""
        return f"This would hit {hit}. Nothing has happened.{force}"
    ban = event.ban
    length = "for good" if ban.until is None else f"for {duration(ban.until - event.at)}"
    number = _number(ban, simple)
    banned = f"Ban {number}: {ban.target} is banned {length}{by_whom('', ban.reason, simple)}"
    if event.more:
        others = listed([f"{_number(row, simple)} on {row.target}" for row in event.more])
        return [banned, f"With it: {'ban' if len(event.more) == 1 else 'bans'} {others}.", f"It hit {hit}. /undo lifts them all."]
    return [banned, f"It hit {hit}. /undo lifts the ban."]


def _number(ban: r.BanRow, simple: bool) -> str:
    return str(ban.number) if simple else f"#{ban.number}"


def ban_lift(event: r.BanLift, simple: bool) -> str:
    return f"Ban {_number(event.ban, simple)} on {event.ban.target} is lifted. /undo puts it back."


def ban_list(event: r.BanList, simple: bool) -> list[str]:
    """One line for each."""
    return [_ban(row, event.at, simple) for row in event.rows] or ["Nobody is banned."]


def _ban(row: r.BanRow, at: float, simple: bool) -> str:
    left = "for good" if row.until is None else f"for {duration(row.until - at)} more"
    ban = f"{row.target}, by {row.by}, {left}"
    if simple:
        return f"Ban {row.number}: {ban}{by_whom('', row.reason, simple)}"
    return f"#{row.number} {ban} ({row.reason})" if row.reason else f"#{row.number} {ban}"


def mute_set(event: r.MuteSet, simple: bool) -> str | list[str]:
    hit = f"{many(len(event.hit), 'person', 'people')}: {listed(event.hit)}" if event.hit else "nobody who is here"
    if event.trial:
        return f"This would hit {hit}. Nothing has happened."
    mute = event.mute
    return [
        f"{mute.target} is muted for {duration(mute.until - event.at)}{by_whom('', mute.reason, simple)}",
        f"It hit {hit}. /undo lifts the mute.",
    ]


def mute_lift(event: r.MuteLift, simple: bool) -> str:
    return f"The mute of {event.mute.target} is lifted. /undo puts it back."


def mutes_shown(event: r.MutesShown, simple: bool) -> list[str]:
    """One line for each."""
    return [_mute(row, event.at, simple) for row in event.rows] or ["Nobody is muted."]


def _mute(row: r.MuteRow, at: float, simple: bool) -> str:
    mute = f"{row.target}, by {row.by}, for {duration(row.until - at)} more"
    if simple:
        return f"{mute}{by_whom('', row.reason, simple)}"
    return f"{mute} ({row.reason})" if row.reason else mute


def note_kept(event: r.NoteKept, simple: bool) -> str:
    return f"The note about {event.nick} is kept. /history {event.nick} shows it, to staff only."


def act_list(event: r.ActList, simple: bool, tz: tzinfo | None) -> list[str]:
    """The acts, then the notes, one line each. `tz`: for the dates; None is the server's local time."""
    about = f"about {event.about}" if event.about else "that fits"
    acts = [_act(row, simple, tz) for row in event.rows] or [f"There is nothing {about} in the audit log."]
    return acts + [f"Note by {by}: {text}" for by, text in event.notes]


def _act(row: r.ActRow, simple: bool, tz: tzinfo | None) -> str:
    """The time, then who did what, then how it ended: each word of the line can be searched for."""
    done = f"{row.act} {row.target}".rstrip()
    when = date_and_time(row.at, tz)
    undoes = f", takes back {row.undoes}" if row.undoes else ""
    if simple:
        reason = f", {row.reason}" if row.reason else ""
        return f"{row.number}, {when}, {row.who}: {done}{reason}{undoes}, {row.result}."
    reason = f" ({row.reason})" if row.reason else ""
    return f"{row.number} {when} {row.who}: {done}{reason}{undoes} - {row.result}"


def role_set(event: r.RoleSet, simple: bool) -> str:
    return f"{event.nick} has the role {event.role} {f'in {event.channel}' if event.channel else 'everywhere'} now."


# ---- before everybody --------------------------------------------------------------------------------------------------


def staff_said(event: r.StaffSaid, simple: bool) -> str:
    """Without a full stop of ours, as with topics."""
    return f"{event.by}, of the staff, says: {event.text}" if simple else f"{event.by} (staff): {event.text}"


def countdown(event: r.Countdown, simple: bool) -> str:
    if event.seconds == 0:
        what = f"{event.channel} is not emptied after all" if event.channel else "The server does not stop after all"
        return f"{what}: taken back by {event.by}."
    why = by_whom("", event.reason, simple)
    what = f"{event.channel} will be emptied" if event.channel else "The server will stop"
    return f"{what} in {duration(event.seconds)}{why}"


# ---- at the console ----------------------------------------------------------------------------------------------------


def line_shown(event: r.LineShown, simple: bool) -> list[str]:
    """Who is next, first."""
    rows = [f"{place}. {_waiter(row)}" for place, row in enumerate(event.rows, 1)]
    return [f"In the waiting line for {event.channel}, {people_are(len(rows), 'waiting')}.", *rows]


def _waiter(row: r.LineRow) -> str:
    if row.held:
        return f"{_named(row.nick, row.account)}, connection lost, place kept."
    return _visitor(row.nick, row.account, row.door, row.address)


def _visitor(nick: str, account: str, door: str, address: str) -> str:
    return f"{_named(nick, account)}, by {door} from {address}."


def _named(nick: str, account: str) -> str:
    return f"{nick}, account {account}" if account and account != nick else f"{nick}, {'signed in' if account else 'a guest'}"


def house_shown(event: r.HouseShown, simple: bool) -> list[str]:
    return [
        f"{many(event.people, 'person', 'people')} over {many(event.connections, 'connection')};"
        f" {event.seated} of {many(event.seats, 'seat')} taken, {people_are(event.waiting, 'waiting')}.",
        f"{many(event.lines, 'line')} said since the server started.",
    ]


def configuration_read(event: r.ConfigurationRead, simple: bool) -> list[str]:
    if not event.sound:
        return [*event.findings, "The configuration has errors; the server goes on with the old one."]
    if not event.findings:
        return ["The configuration is sound and has not changed."]
    return [f"A restart would change {finding}" for finding in event.findings]


def watch_set(event: r.WatchSet, simple: bool) -> str:
    if event.on:
        return f"You see what happens in {event.channel} from now on. watch off ends it."
    return f"You no longer watch {event.channel}." if event.channel else "You do not watch any channel."


def newcomer(event: r.Watched, simple: bool) -> str:
    """Where somebody came from who has just sat down; "" for anything else."""
    if not isinstance(event.event, e.Joined):
        return ""
    return _visitor(event.event.who.nick, event.account, event.door, event.address)


def staff_shown(event: r.StaffShown, simple: bool) -> list[str]:
    roles = listed([_role(channel, role) for channel, role in event.roles]) or "everything that staff may do"
    key = f"with the key {event.key}" if event.key else "without a key"
    return [f"You are {event.nick}: {roles}.", f"You came in {key}{f' from {event.address}' if event.address else ''}."]


def _role(channel: str, role: str) -> str:
    return f"{role} in {channel}" if channel else role


# ---- accounts ----------------------------------------------------------------------------------------------------------


def account_added(event: r.AccountAdded, simple: bool) -> str:
    return f"{event.nick} is an account now, with the role {event.role}."


def key_set(event: r.KeySet, simple: bool) -> str:
    comment = f", {event.comment}," if event.comment else ""
    if event.on:
        return f"The key {event.fingerprint}{comment} lets {event.nick} in."
    return f"The key {event.fingerprint}{comment} does not let {event.nick} in any more."


def token_made(event: r.TokenMade, simple: bool) -> list[str]:
    """The token stands alone in the first line, for programs."""
    return [event.token, f"This is the token of {event.nick}. It is shown only now; the one before it opens nothing any more."]


def token_revoked(event: r.TokenRevoked, simple: bool) -> str:
    return f"The token of {event.nick} opens nothing any more."


def accounts_shown(event: r.AccountsShown, simple: bool) -> list[str]:
    """One line for each account, and one for each of its keys."""
    lines: list[str] = []
    for row in event.rows:
        roles = listed([_role(channel, role) for channel, role in row.roles]) or "member"
        token = ", with a token" if row.token else ""
        lines.append(f"{row.nick}: {roles}, {'with' if row.password else 'without'} a password{token}.")
        lines += [f"{row.nick} has the key {fingerprint} {comment}".rstrip() for fingerprint, comment in row.keys]
    return lines or ["There are no accounts yet. The first one: chatroom admin add NAME --role owner"]


def account_deleted(event: r.AccountDeleted, simple: bool) -> str:
    return f"The account {event.nick} is deleted. Who is here goes on as a guest; the name is anybody's as soon as you leave."


def account_exported(event: r.AccountExported, simple: bool) -> str:
    """One JSON object on one line, for a program to read."""
    data = {
        "account": event.nick,
        "made": _iso(event.made),
        "roles": [{"role": role, "channel": channel} for channel, role in event.roles] or [{"role": "member", "channel": ""}],
        "keys": [{"fingerprint": fingerprint, "comment": comment} for fingerprint, comment in event.keys],
        "bans": [_measure(ban) for ban in event.bans],
        "mutes": [_measure(mute) for mute in event.mutes],
        "ignores": list(event.ignores),
        "settings": dict(event.settings),
        "mail": [{"to": one.to, "from": one.nick, "at": _iso(one.at), "text": one.text} for one in event.mail],
    }
    return json.dumps(data, ensure_ascii=False)


def _measure(row: r.BanRow | r.MuteRow) -> dict[str, str | None]:
    until = None if row.until is None else _iso(row.until)
    return {"target": row.target, "until": until, "by": row.by, "reason": row.reason}


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


ANSWERS: dict[type[e.Event], Sentences] = {  # what whoever has asked is answered, and nobody else hears
    r.BanSet: ban_set,
    r.BanLift: ban_lift,
    r.BanList: ban_list,
    r.NoteKept: note_kept,
    r.RoleSet: role_set,
    r.LineShown: line_shown,
    r.HouseShown: house_shown,
    r.ConfigurationRead: configuration_read,
    r.MuteSet: mute_set,
    r.MuteLift: mute_lift,
    r.MutesShown: mutes_shown,
    r.WatchSet: watch_set,
    r.StaffShown: staff_shown,
    r.AccountDeleted: account_deleted,
    r.AccountExported: account_exported,
    r.AccountAdded: account_added,
    r.KeySet: key_set,
    r.TokenMade: token_made,
    r.TokenRevoked: token_revoked,
    r.AccountsShown: accounts_shown,
}
