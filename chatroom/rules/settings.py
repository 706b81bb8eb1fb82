"""`/set`: how somebody sees the chat, and what reaches it. Nothing here changes anything for others.

What a person likes (KEPT) is kept with its account and there again at its next visit (G414). What its window is like stays the
connection's: so does what is set before a name is given, and what is set `here` alone, for a terminal that has no colours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from chatroom.rules.attending import change_format, place
from chatroom.rules.hiding import set_echo
from chatroom.rules.keeping import keep
from chatroom.rules.mentioning import listen
from chatroom.rules.session import MENTIONS, Decisions, Session
from chatroom.words.commands import Set
from chatroom.words.events import SettingsShown
from chatroom.words.mentions import LEVELS
from chatroom.words.records import SettingKept
from chatroom.words.refusals import Reason, Refused
from chatroom.words.table import usage
from chatroom.words.text import Moment, nearest

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

KEPT = ("mentions", "colour", "clock", "zone", "emoji")
MOST_GONE = 50  # rooms that are not there at the moment, in what an account has set
HERE = "here"  # in the place of a room: for this connection alone
_SWITCH = {"on": "on", "yes": "on", "1": "on", "off": "off", "no": "off", "0": "off"}


def change_setting(realm: Realm, session: Session, command: Set, now: Moment) -> None:
    """Changes one setting of this connection, or of its account, or shows them all.

    Refuses BAD_SETTING, NO_ACCOUNT, NO_CHANNEL, and USAGE for a room where none can be meant.
    """
    key, value = command.key.lower(), command.value
    looks = [name for name, _ in session.format.settings()]
    known = ("echo", "autoaccept", "pastes", "mentions", *_of_accounts(realm), *looks)
    if key and key not in known:
        raise Refused(Reason.BAD_SETTING, command.key, hint=nearest(key, known))
    if command.channel and key != "mentions" and (command.channel != HERE or key not in looks):
        raise usage(Set)
    if not key or not value:
        _show(realm, session, "", now)
    elif key == "mail":
        _set_mail(realm, session, _switch(value), now)
    elif key == "mentions":
        _set_mentions(realm, session, command, now)
    elif key in looks:
        _set_look(realm, session, key, value, command.channel != HERE, now)
    else:
        _set_switch(session, key, _switch(value) == "on")
        _show(realm, session, key, now)


def recall(session: Session) -> None:
    """A connection has proven to be an account's: what that has set holds here, but for what was set on this connection already.

    To be called before it is in a room.
    """
    kept = {} if session.account is None else session.account.settings
    for key, value in kept.items():
        if key in session.chosen or key not in KEPT:
            continue
        if key == "mentions":
            session.mentions = _read_mentions(value)
        else:
            with suppress(Refused):  # a zone that this machine does not know any more
                session.format = session.format.vary(key, value)


def _of_accounts(realm: Realm) -> tuple[str, ...]:
    return () if realm.mail_seconds is None else ("mail",)


def _show(realm: Realm, session: Session, changed: str, now: Moment) -> None:
    switches = (("echo", session.echo), ("autoaccept", session.auto_accept), ("pastes", session.pastes))
    settings = [(name, _named(on)) for name, on in switches]
    settings += [(_mentions_in(room), level) for room, level in session.mentions.items()]
    if session.account is not None and realm.mail_seconds is not None:
        settings.append(("mail", session.account.settings.get("mail", "on")))
    realm.answer(session, SettingsShown(now.wall, changed, (*settings, *session.format.settings())))


def _set_switch(session: Session, key: str, on: bool) -> None:
    """Those of the connection."""
    if key == "echo":
        set_echo(session, on)
    elif key == "autoaccept":
        session.auto_accept = on
    else:
        session.pastes = on


def _set_look(realm: Realm, session: Session, key: str, value: str, lasts: bool, now: Moment) -> None:
    """What it may be, the format knows."""
    value = _SWITCH.get(value.lower(), value)
    value = dict(session.format.vary(key, value).settings())[key]

    def done() -> None:
        change_format(realm, session, session.format.vary(key, value))
        _show(realm, session, key, realm.now())

    if lasts and key in KEPT:
        _keep(realm, session, key, value, done, now)
    else:
        done()


def _keep(realm: Realm, session: Session, key: str, value: str, done: Callable[[], None], now: Moment) -> None:
    """With the account of whoever sets it, before it is so; for anybody else it is so as long as the connection is."""
    account = session.account
    if account is None:
        session.chosen = {**session.chosen, key: value}
    if account is None or (key not in account.coming and account.settings.get(key) == value):
        done()
        return

    def kept() -> None:
        arrived()
        account.settings[key] = value
        done()

    def arrived() -> None:
        if account.coming.get(key) == value:
            del account.coming[key]

    account.coming[key] = value
    keep(realm, session, (SettingKept(now.wall, account.key, key, value),), kept, arrived)


def _set_mentions(realm: Realm, session: Session, command: Set, now: Moment) -> None:
    """What rings in one room, or in all; the latter takes back what was said of single ones."""
    level = _SWITCH.get(command.value.lower(), command.value.lower())
    level = {"on": "mentions", "off": "none"}.get(level, level)
    if level not in LEVELS:
        raise Refused(Reason.BAD_SETTING, command.value, hint=", ".join(LEVELS))
    room = place(realm, session, command.channel).name if command.channel else ""
    account = session.account
    mentions = kept = _changed(realm, session.mentions, room, level, 0 if account is None else MOST_GONE)
    if account is not None:  # another connection may have set other rooms: what is kept gets this one change, not the whole view
        known = account.coming.get("mentions") or account.settings.get("mentions") or _written(MENTIONS)
        kept = _changed(realm, _read_mentions(known), room, level, MOST_GONE)

    def done() -> None:
        session.mentions = mentions
        for name in session.attends:
            listen(realm, session, name)
        _show(realm, session, _mentions_in(room), realm.now())

    _keep(realm, session, "mentions", _written(kept), done, now)


def _changed(realm: Realm, mentions: Mapping[str, str], room: str, level: str, most_gone: int) -> dict[str, str]:
    """With what was set for one room, or for all. Rooms that are gone may be made again: so many of them stay, or none."""
    if not room:
        return {"": level}
    gone = {name for name in mentions if name and name not in realm.channels}
    forgotten = gone if len(gone) > most_gone else ()
    return {name: was for name, was in mentions.items() if name not in forgotten} | {room: level}


def _written(mentions: Mapping[str, str]) -> str:
    """As it is kept: `mentions tea:all`."""
    return " ".join([mentions[""], *(f"{room}:{level}" for room, level in mentions.items() if room)])


def _read_mentions(written: str) -> dict[str, str]:
    level, *rooms = written.split()
    return {"": level} | {room: level for room, _, level in (one.partition(":") for one in rooms)}


def _mentions_in(room: str) -> str:
    return f"mentions in {room}" if room else "mentions"


def _set_mail(realm: Realm, session: Session, value: str, now: Moment) -> None:
    """Whether whispers are kept for its account while its person is not here."""
    if session.account is None:
        raise Refused(Reason.NO_ACCOUNT)
    _keep(realm, session, "mail", value, lambda: _show(realm, session, "mail", realm.now()), now)


def _switch(value: str) -> str:
    """on or off, or BAD_SETTING."""
    found = _SWITCH.get(value.lower())
    if found is None:
        raise Refused(Reason.BAD_SETTING, value, hint="on, off")
    return found


def _named(on: bool) -> str:
    return "on" if on else "off"


DECIDE: Decisions = {Set: change_setting}
