"""What of an event is shown to the user of the terminal client: which lines, in which room's log, of which kind.

The wording is that of `formats.plain`. It must never know where lines are shown.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from chatroom.client.filetalk import SILENT, file_broke
from chatroom.client.typed import SPOKEN, WORDS
from chatroom.client.view import Kind, Shown, View
from chatroom.formats.plain import OF_A_ROOM, Plain
from chatroom.words import events as e
from chatroom.words.events import Event
from chatroom.words.files import FileBroke
from chatroom.words.mail import MailShown
from chatroom.words.resuming import ResumeCode
from chatroom.words.roomlife import CurrentRoom, RoomMade

QUIET: Final = (e.ChannelList, e.PeopleList, e.SettingsShown)  # unless the user has asked
KEYS: Final = (
    "Tab completes, Up brings back what was typed, PageUp and PageDown move through the log, Alt+1 to Alt+9 turn to another of "
    "your rooms, F5 takes a file that is offered and F6 does not, Ctrl+C leaves."
)
_UNSEEN: Final = (e.Greeted, e.Mentioned, CurrentRoom, ResumeCode, *SILENT)
_IN_ITS_ROOM: Final = (e.ChannelEvent, e.Welcomed, e.QueuePosition, RoomMade)
_WHISPERS: Final = (e.Whispered, e.WhisperSent, MailShown)


def lines(event: Event, view: View, look: Plain, *, linear: bool, code: bool = False) -> list[tuple[str, Shown]]:
    """Each line with the room in whose log it belongs. `linear`: all rooms share one log, so that lines from another one than
    the current have its name in front. `code`: what is said is code."""
    if isinstance(event, _UNSEEN):
        return []
    room = getattr(event, "channel", "") if isinstance(event, _IN_ITS_ROOM) else view.current
    far = linear and isinstance(event, OF_A_ROOM) and event.channel not in ("", view.current)
    look = look.vary("emoji", "off" if code else view.emoji)
    look = look.elsewhere() if far else look
    kind, nick = _kind(event, view), _speaker(event)
    begin = _words(event, look)  # in the first line; a second one is about somebody who is away
    encoded = _encoded(event, look)
    if isinstance(event, e.HelpGiven) and len(event.lines) > 1:
        encoded += [look.notice(text) for text in (*(SPOKEN if look.simple else WORDS.values()), *(() if linear else (KEYS,)))]
    return [(room, Shown(text, kind, nick, event.at, begin if at == 0 else None, code)) for at, text in enumerate(encoded)]


def _encoded(event: Event, look: Plain) -> list[str]:
    if isinstance(event, FileBroke):  # nobody here has typed a line in a shell
        return [look.notice(file_broke(event))]
    return (look.encode(event) or b"").decode().splitlines()


def _words(event: Event, look: Plain) -> int | None:
    """Where in the first line of an event that somebody's own words begin: as long as it is without them."""
    if not isinstance(event, e.Said | e.Acted | e.Whispered | e.WhisperSent):
        return None
    return len(_encoded(replace(event, text=""), look)[0])


def _kind(event: Event, view: View) -> Kind:
    if isinstance(event, _WHISPERS):
        return Kind.WHISPER
    if not isinstance(event, e.Said | e.Acted):
        return Kind.NOTICE
    if view.is_own(event.who):
        return Kind.OWN
    named = re.search(rf"(?<!\w){re.escape(view.nick)}(?!\w)", event.text, re.IGNORECASE)
    return Kind.MENTION if named else Kind.SAID


def _speaker(event: Event) -> str:
    if isinstance(event, e.WhisperSent):
        return event.to
    if isinstance(event, MailShown):
        return event.nick
    return event.who.nick if isinstance(event, e.Said | e.Acted | e.Whispered) else ""
