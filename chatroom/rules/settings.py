"""`/set`: how somebody sees the chat, and what reaches it. Nothing here changes anything for others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatroom.rules.attending import change_format, place
from chatroom.rules.hiding import set_echo
from chatroom.rules.keeping import keep
from chatroom.rules.mentioning import listen
from chatroom.rules.session import Session
from chatroom.words.commands import Command, Set
from chatroom.words.events import SettingsShown
from chatroom.words.mentions import LEVELS
from chatroom.words.records import SettingKept
from chatroom.words.refusals import Reason, Refused
from chatroom.words.table import usage
from chatroom.words.text import Moment, nearest

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

_SWITCH = {"on": "on", "yes": "on", "1": "on", "off": "off", "no": "off", "0": "off"}


def change_setting(realm: Realm, session: Session, command: Set, now: Moment) -> None:
    """Changes one setting of this connection, or of its account, or shows them all.

    Refuses BAD_SETTING, NO_ACCOUNT, NO_CHANNEL, and USAGE for a room where none can be meant.
    """
    key, value = command.key.lower(), command.value
    known = ("echo", "autoaccept", "pastes", "mentions", *_of_accounts(realm), *(name for name, _ in session.format.settings()))
    if key and key not in known:
        raise Refused(Reason.BAD_SETTING, command.key, hint=nearest(key, known))
    if command.channel and key != "mentions":
        raise usage(Set)
    if key == "mail" and value:
        _set_mail(realm, session, _switch(value), now)
    elif key == "mentions" and value:
        _set_mentions(realm, session, command, now)
    else:
        if key and value:
            _change(realm, session, key, value)
        _show(realm, session, key if value else "", now)


def _of_accounts(realm: Realm) -> tuple[str, ...]:
    return () if realm.mail_seconds is None else ("mail",)


def _show(realm: Realm, session: Session, changed: str, now: Moment) -> None:
    switches = (("echo", session.echo), ("autoaccept", session.auto_accept), ("pastes", session.pastes))
    settings = [(name, _named(on)) for name, on in switches]
    settings += [(_mentions_in(room), level) for room, level in session.mentions.items()]
    if session.account is not None and realm.mail_seconds is not None:
        settings.append(("mail", session.account.settings.get("mail", "on")))
    realm.answer(session, SettingsShown(now.wall, changed, (*settings, *session.format.settings())))


def _change(realm: Realm, session: Session, key: str, value: str) -> None:
    """Those of the session are switches; what those of its format may be, the format knows."""
    if key == "echo":
        set_echo(session, _switch(value) == "on")
    elif key == "autoaccept":
        session.auto_accept = _switch(value) == "on"
    elif key == "pastes":
        session.pastes = _switch(value) == "on"
    else:
        change_format(realm, session, session.format.vary(key, _SWITCH.get(value.lower(), value)))


def _set_mentions(realm: Realm, session: Session, command: Set, now: Moment) -> None:
    """What rings in one room, or in all; the latter takes back what was said of single ones."""
    level = _SWITCH.get(command.value.lower(), command.value.lower())
    level = {"on": "mentions", "off": "none"}.get(level, level)
    if level not in LEVELS:
        raise Refused(Reason.BAD_SETTING, command.value, hint=", ".join(LEVELS))
    room = place(realm, session, command.channel).name if command.channel else ""
    kept = {name: old for name, old in session.mentions.items() if room and (not name or name in realm.channels)}
    session.mentions = {**kept, room: level}
    for name in session.attends:
        listen(realm, session, name)
    _show(realm, session, _mentions_in(room), now)


def _mentions_in(room: str) -> str:
    return f"mentions in {room}" if room else "mentions"


def _set_mail(realm: Realm, session: Session, value: str, now: Moment) -> None:
    """Whether whispers are kept for its account while its person is not here."""
    account = session.account
    if account is None:
        raise Refused(Reason.NO_ACCOUNT)

    def done() -> None:
        account.settings["mail"] = value
        _show(realm, session, "mail", realm.now())

    keep(realm, session, (SettingKept(now.wall, account.key, "mail", value),), done)


def _switch(value: str) -> str:
    """on or off, or BAD_SETTING."""
    found = _SWITCH.get(value.lower())
    if found is None:
        raise Refused(Reason.BAD_SETTING, value, hint="on, off")
    return found


def _named(on: bool) -> str:
    return "on" if on else "off"


DECIDE: dict[type[Command], Any] = {Set: change_setting}
