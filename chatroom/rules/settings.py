"""`/set`: how somebody sees the chat, and what reaches it. Nothing here changes anything for others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatroom.rules.attending import change_format
from chatroom.rules.hiding import set_echo
from chatroom.rules.keeping import keep
from chatroom.rules.session import Session
from chatroom.words.commands import Command, Set
from chatroom.words.events import SettingsShown
from chatroom.words.records import SettingKept
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment, nearest

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

_SWITCH = {"on": "on", "yes": "on", "1": "on", "off": "off", "no": "off", "0": "off"}


def change_setting(realm: Realm, session: Session, command: Set, now: Moment) -> None:
    """Changes one setting of this connection, or of its account, or shows them all. Refuses BAD_SETTING, NO_ACCOUNT."""
    key, value = command.key.lower(), _SWITCH.get(command.value.lower(), command.value)
    known = ("echo", "autoaccept", "mentions", *_of_accounts(realm), *(name for name, _ in session.format.settings()))
    if key and key not in known:
        raise Refused(Reason.BAD_SETTING, command.key, hint=nearest(key, known))
    if key == "mail" and value:
        _set_mail(realm, session, value, now)
        return
    if key and value:
        _change(realm, session, key, value)
    _show(realm, session, key if value else "", now)


def _of_accounts(realm: Realm) -> tuple[str, ...]:
    return () if realm.mail_seconds is None else ("mail",)


def _show(realm: Realm, session: Session, changed: str, now: Moment) -> None:
    switches = [("echo", session.echo), ("autoaccept", session.auto_accept), ("mentions", session.mentions)]
    if session.account is not None and realm.mail_seconds is not None:
        switches.append(("mail", session.account.settings.get("mail") != "off"))
    settings = (*((name, "on" if on else "off") for name, on in switches), *session.format.settings())
    realm.answer(session, SettingsShown(now.wall, changed, settings))


def _change(realm: Realm, session: Session, key: str, value: str) -> None:
    """Those of the session are switches; what those of its format may be, the format knows."""
    if key not in ("echo", "autoaccept", "mentions"):
        change_format(realm, session, session.format.vary(key, value))
        return
    _check_switch(value)
    if key == "echo":
        set_echo(session, value == "on")
    elif key == "mentions":
        session.mentions = value == "on"
    else:
        session.auto_accept = value == "on"


def _set_mail(realm: Realm, session: Session, value: str, now: Moment) -> None:
    """Whether whispers are kept for its account while its person is not here."""
    account = session.account
    _check_switch(value)
    if account is None:
        raise Refused(Reason.NO_ACCOUNT)

    def done() -> None:
        account.settings["mail"] = value
        _show(realm, session, "mail", realm.now())

    keep(realm, session, (SettingKept(now.wall, account.key, "mail", value),), done)


def _check_switch(value: str) -> None:
    if value not in ("on", "off"):
        raise Refused(Reason.BAD_SETTING, value, hint="on, off")


DECIDE: dict[type[Command], Any] = {Set: change_setting}
