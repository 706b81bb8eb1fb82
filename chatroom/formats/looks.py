"""How lines of the plain dialect look: marks, colours and the clock around what people and the server say.

It must never know what a sentence says, or what a line asks for.
"""

from dataclasses import dataclass
from datetime import tzinfo

from chatroom.formats import sentences as s
from chatroom.formats.lines import Line, Lines, Render, Sentences, cleaned, hours_minutes
from chatroom.words import events as e
from chatroom.words.events import Event

_BOLD, _DIM, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """The shapes of a line: the only places where text becomes a Line. `tz` None: times are the server's local time."""

    colour: bool
    clock: bool
    simple: bool
    tz: tzinfo | None

    def notice(self, text: str) -> Line:
        """A line that only the server can say."""
        if self.simple:
            return cleaned(text)
        line = cleaned(f"* {text}")
        return Line(f"{_DIM}{line}{_RESET}") if self.colour else line

    def spoken(self, before: str, nick: str, after: str) -> Line:
        """A line that somebody says, with the name picked out."""
        if self.colour and not self.simple:
            return Line(f"{cleaned(before)}{_BOLD}{cleaned(nick)}{_RESET}{cleaned(after)}")
        return cleaned(f"{before}{nick}{after}")

    def dated(self, at: float, line: Line) -> Line:
        """The line with its time in front, for those who want the clock."""
        return Line(f"{hours_minutes(at, self.tz)} {line}") if self.clock and not self.simple else line


# ---- what people write -------------------------------------------------------------------------------------------------


def said(event: e.Said, look: Look) -> Line:
    after = f" says: {event.text}" if look.simple else f": {event.text}"
    return look.dated(event.at, look.spoken("", event.who.nick, after))


def acted(event: e.Acted, look: Look) -> Line:
    before = "Emote: " if look.simple else "~ "
    return look.dated(event.at, look.spoken(before, event.who.nick, f" {event.text}"))


def whispered(event: e.Whispered, look: Look) -> Line:
    if look.simple:
        return look.spoken("", event.who.nick, f" whispers: {event.text}")
    return look.dated(event.at, look.spoken("[whisper from ", event.who.nick, f"] {event.text}"))


def whisper_sent(event: e.WhisperSent, look: Look) -> list[Line]:
    if look.simple:
        line = look.spoken("You whisper to ", event.to, f": {event.text}")
    else:
        line = look.dated(event.at, look.spoken("[whisper to ", event.to, f"] {event.text}"))
    return [line] if event.away is None else [line, look.notice(s.away(event.to, event.away))]


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
