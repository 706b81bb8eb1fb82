"""How lines of the plain dialect look: marks, colours and the clock around what people and the server say.

It must never know what a sentence says, or what a line asks for.
"""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Final, NamedTuple

from chatroom.formats import sentences as s
from chatroom.formats.dressing import CODE, dressed
from chatroom.formats.emoji import named, pictured
from chatroom.formats.lines import Line, Lines, Render, Sentences, cleaned, dated_fully, hours_minutes, twelve_hours
from chatroom.words import events as e
from chatroom.words.events import Event
from chatroom.words.mail import MailShown

_RESET: Final = "\x1b[0m"


class Paint(NamedTuple):
    """What switches a colour on: for the name of who speaks, for notices, for code."""

    name: str
    notice: str
    code: str


# "on" is legible whatever the background is; the others use more than that, on the background that they are called by.
PAINTS: Final = {
    "on": Paint("\x1b[1m", "\x1b[2m", CODE),
    "dark": Paint("\x1b[1;96m", "\x1b[33m", "\x1b[92m"),
    "light": Paint("\x1b[1;34m", "\x1b[35m", "\x1b[32m"),
}
CLOCKS: Final = {"24h": hours_minutes, "12h": twelve_hours}


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """The shapes of a line: the only places where text becomes a Line. `tz` None: times are the server's local time.

    `colour` and `clock` are keys of PAINTS and CLOCKS or "off". `emoji`: "on" shows short names as emoji, "names" emoji as short
    names, as `simple` does unless it is "on"; "off" shows what was typed.
    """

    colour: str
    clock: str
    simple: bool
    tz: tzinfo | None
    emoji: str

    def notice(self, text: str) -> Line:
        """A line that only the server can say."""
        if self.simple:
            return cleaned(text)
        line = cleaned(f"* {text}")
        return Line(f"{PAINTS[self.colour].notice}{line}{_RESET}") if self.colour != "off" else line

    def spoken(self, before: str, nick: str, between: str, text: str) -> Line:
        """A line that somebody says, with the name picked out and the text dressed."""
        if self.emoji != "off" or self.simple:
            text = pictured(text) if self.emoji == "on" else named(text)
        if self.colour == "off" or self.simple:
            return cleaned(f"{before}{nick}{between}{text}")
        paint = PAINTS[self.colour]
        said = dressed(cleaned(text), paint.code)
        return Line(f"{cleaned(before)}{paint.name}{cleaned(nick)}{_RESET}{cleaned(between)}{said}")

    def dated(self, at: float, line: Line) -> Line:
        """The line with its time in front, for those who want the clock."""
        return line if self.clock == "off" or self.simple else Line(f"{CLOCKS[self.clock](at, self.tz)} {line}")


# ---- what people write -------------------------------------------------------------------------------------------------


def said(event: e.Said, look: Look) -> Line:
    between = " says: " if look.simple else ": "
    line = look.spoken("", event.who.nick, between, event.text)
    return line if look.clock == "off" else look.dated(event.at, line)


def acted(event: e.Acted, look: Look) -> Line:
    before = "Emote: " if look.simple else "~ "
    return look.dated(event.at, look.spoken(before, event.who.nick, " ", event.text))


def whispered(event: e.Whispered, look: Look) -> Line:
    if look.simple:
        return look.spoken("", event.who.nick, " whispers: ", event.text)
    return look.dated(event.at, look.spoken("[whisper from ", event.who.nick, "] ", event.text))


def whisper_sent(event: e.WhisperSent, look: Look) -> list[Line]:
    if look.simple:
        line = look.spoken("You whisper to ", event.to, ": ", event.text)
    else:
        line = look.dated(event.at, look.spoken("[whisper to ", event.to, "] ", event.text))
    return [line] if event.away is None else [line, look.notice(s.away(event.to, event.away))]


def mail_shown(event: MailShown, look: Look) -> Line:
    """With the day and the time at which it was written, whether the clock is on or not."""
    sent = dated_fully(event.sent, look.tz, look.clock)
    if look.simple:
        return look.spoken("", event.nick, f" whispered on {sent}: ", event.text)
    return look.spoken("[whisper from ", event.nick, f", {sent}] ", event.text)


# ---- what the server says ----------------------------------------------------------------------------------------------


def happened(say: Sentences) -> Render:
    """A notice of what happens to others, with the time if the clock is on."""

    def render(event: Event, look: Look) -> list[Line]:
        return [look.dated(event.at, line) for line in _notices(say, event, look)]

    return render


def told(say: Sentences) -> Render:
    """A notice that answers one person: never with a time."""

    def render(event: Event, look: Look) -> list[Line]:
        return _notices(say, event, look)

    return render


def _notices(say: Sentences, event: Event, look: Look) -> list[Line]:
    text = say(event, look.simple)
    return [look.notice(text)] if isinstance(text, str) else [look.notice(line) for line in text]


def marked(made: Lines, channel: str, look: Look) -> list[Line]:
    """The same lines with the channel where they were heard in front of each."""
    lines = made if isinstance(made, list) else [made] if made else []
    mark = cleaned(f"In {channel}, " if look.simple else f"[{channel}] ")
    return [Line(f"{mark}{line}") for line in lines]
