"""Who may speak. The order of SPEECH is the policy of the house."""

from __future__ import annotations

from collections.abc import Collection
from math import ceil
from typing import TYPE_CHECKING

from chatroom.rules.channel import Channel, Member
from chatroom.rules.mutes import left
from chatroom.rules.pace import Mark
from chatroom.words.credentials import Login, Register
from chatroom.words.names import fold
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import Moment

if TYPE_CHECKING:
    from chatroom.rules.realm import Realm


def not_muted(member: Member, now: Moment) -> None:
    """MUTED, or READ_ONLY where signing in helps, with the seconds that are left."""
    if member.mute is None:
        return
    mute = member.mute if member.muted(now.mono) else None
    if mute is not None:
        reason = Reason.READ_ONLY if mute.guests else Reason.MUTED
        raise Refused(reason, channel=member.channel.name, number=left(mute.until, now.mono), hint=mute.reason)


SPEECH = (not_muted,)

_WITH_PASSWORD = frozenset(Register.words + Login.words)
_INITIALS = frozenset(letter for word in _WITH_PASSWORD for letter in (word[0], word[0].upper()))


def check_secrecy(realm: Realm, member: Member, text: str) -> None:
    """`login alice secret`, typed too late, is said to nobody where passwords are asked for: LOOKS_SECRET with its first word.

    Passwords may have blanks: more words are no chat if the second is the speaker's own name, or somebody's account.
    """
    first = text[:1]
    if first not in _INITIALS and not first.isspace():  # nearly every line: 0.3 µs less
        return
    words = text.split()
    if len(words) < 3 or words[0].lower() not in _WITH_PASSWORD or not member.channel.policies.asks_password:
        return
    key = fold(words[1])
    if len(words) == 3 or realm.accounts.get(key) is not None or key == fold(realm.people[member.person].nick):
        raise Refused(Reason.LOOKS_SECRET, words[0].lower(), channel=member.channel.name)


def check_pace(channel: Channel, marks: Collection[Mark], now: Moment) -> None:
    """Slow mode: once in so many seconds for whoever is known by these, or SLOW_MODE with the seconds left.

    Staff is not asked.
    """
    wait = channel.pace.last(marks) + channel.slow - now.mono
    if wait > 0:
        raise Refused(Reason.SLOW_MODE, channel=channel.name, number=ceil(wait))
    channel.pace.spoke(marks, now.mono, channel.slow)


def check_speech(member: Member, now: Moment) -> None:
    """Lets this member's words out, or refuses with the first rule of SPEECH that says no."""
    for rule in SPEECH:
        rule(member, now)
