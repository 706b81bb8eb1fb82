"""What each command means: one function for each, in the module of its subject."""

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
from chatroom.rules.session import Decisions

DECIDE: Decisions = {
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
