"""What each command means: one function for each, in the module of its subject."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chatroom.rules import (
    asking,
    extending,
    ignoring,
    moderation,
    offering,
    pasting,
    resuming,
    rooms,
    sending,
    settings,
    signing,
    talking,
    visiting,
)
from chatroom.rules.session import Session
from chatroom.words.commands import Command
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm

Decision = Callable[["Realm", Session, Command, Moment], None]

DECIDE: dict[type[Command], Decision] = {
    **visiting.DECIDE,
    **signing.DECIDE,
    **talking.DECIDE,
    **ignoring.DECIDE,
    **settings.DECIDE,
    **asking.DECIDE,
    **moderation.DECIDE,
    **sending.DECIDE,
    **rooms.DECIDE,
    **resuming.DECIDE,
    **offering.DECIDE,
    **pasting.DECIDE,
    **extending.DECIDE,
}
