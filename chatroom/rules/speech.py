"""Who may speak. The order of SPEECH is the policy of the house."""

from math import ceil

from chatroom.rules.channel import Member
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment


def not_muted(member: Member, now: Moment) -> None:
    """CLASSIC C7: the remaining seconds are whole, and rounded up, so that a muted person is never told 0."""
    mute = member.mute if member.muted(now.mono) else None
    if mute is not None:
        raise Refused(Reason.MUTED, channel=member.channel.name, number=ceil(mute.until - now.mono), hint=mute.reason)


SPEECH = (not_muted,)


def check_pace(member: Member, now: Moment) -> None:
    """Slow mode: once in so many seconds, or SLOW_MODE with the seconds left. Staff is not asked."""
    wait = member.spoke + member.channel.slow - now.mono
    if member.channel.slow and wait > 0:
        raise Refused(Reason.SLOW_MODE, channel=member.channel.name, number=ceil(wait))
    member.spoke = now.mono


def check_speech(member: Member, now: Moment) -> None:
    """Lets this member's words out, or refuses with the first rule of SPEECH that says no."""
    for rule in SPEECH:
        rule(member, now)
