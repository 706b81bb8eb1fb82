"""The plain dialect, for anyone with telnet or nc: sentences, and variants of them.

Four kinds of line, none of which can imitate another, since a name holds no space and none of `* ~ [ :` (G1007):

    * alice has joined lobby.         the server's notices
    alice: hi                         somebody speaks
    ~ alice waves                     somebody acts
    [whisper from alice] hi           somebody whispers
    [study] alice: hi                 the same as without the mark, in a room that is not the current one

`simple`, for screen readers (G1101), has no marks: what people write begins with `<name> says:`, `<name> whispers:` or
`Emote:`, and no notice does. It must never know who is listening: colour, clock and time zone belong to the variant.
"""

import re
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import cache
from typing import Any, Final
from weakref import WeakValueDictionary

from chatroom.formats import files as offered_files
from chatroom.formats import pastes, resuming, roomlife, staffroom, stage
from chatroom.formats import sentences as s
from chatroom.formats.lines import (
    CONTROL,
    Line,
    Render,
    command_words,
    control_command,
    finished,
    proof,
    received,
    typeable,
)
from chatroom.formats.looks import CLOCKS, PAINTS, Look, acted, happened, mail_shown, marked, said, told, whisper_sent, whispered
from chatroom.formats.refusals import sentence
from chatroom.formats.wrapping import cells, step, wrapped
from chatroom.formats.zones import SERVER, zone
from chatroom.words import events as e
from chatroom.words import roomlife as m
from chatroom.words import staffroom as r
from chatroom.words.commands import Command, Introduce, Quit, Say
from chatroom.words.credentials import Login, Prove
from chatroom.words.events import Event
from chatroom.words.logged import Attempted, Disconnected
from chatroom.words.mail import MailKept, MailShown
from chatroom.words.pastes import spoken
from chatroom.words.plugins import PluginAnswered, PluginSaid
from chatroom.words.refusals import Reason, Refused
from chatroom.words.table import CHAT, Table, read, table

CHOICES: Final = {  # what may be set, and to what
    "colour": ("off", *PAINTS),
    "clock": ("off", *CLOCKS),
    "emoji": ("off", "on", "names"),
    "plain": ("off", "on"),
}
# Held weakly: with all zones there are far more of them than are ever in use at one time.
_VARIANTS: "WeakValueDictionary[tuple[Any, ...], Plain]" = WeakValueDictionary()
_BELL = b"\x07"  # it stands right before the line that it belongs to
_TO_COPY = {*offered_files.TO_COPY, r.AccountExported}  # lines that a program is to read: never broken


def plain(
    colour: str = "off",
    clock: str = "off",
    simple: bool = False,
    tz: tzinfo | None = None,
    emoji: str = "off",
    unknown: str = "suggest",
    files: bool = False,
    width: int = 0,
    far: bool = False,
    plugins: tuple[type[Command], ...] = (),
) -> "Plain":
    """The variant with these properties, always the same object as long as somebody has it.

    `tz` None: times are the server's local time. `unknown`: what an unknown /word is, "suggest" (refused) or "chat".
    `width`: that of the window in cells, rounded down to a step of `wrapping`; 0: not known, and no line is broken.
    `far`: for lines of a room that is not the current one; the room's name stands in front of each.
    `plugins`: commands that are understood beside those of the house.
    """
    properties = (colour, clock, simple, tz, emoji, unknown, files, step(width), far, plugins)
    return _VARIANTS.get(properties) or _VARIANTS.setdefault(properties, Plain(*properties))


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Plain(Look):
    """A format (`ports.Format`). `files`: the client at the other end understands control lines."""

    unknown: str
    files: bool
    width: int
    far: bool
    plugins: tuple[type[Command], ...]

    def encode(self, event: Event) -> bytes | None:
        if type(event) is e.Mentioned:
            return _BELL
        render = (WITH_FILES if self.files else RENDER)[type(event)]
        if render is None:
            return None
        lines = render(event, self)
        if self.far and isinstance(event, OF_A_ROOM):
            lines = marked(lines, event.channel, self)
        # The simple form stays whole: an ear cannot tell where a line begins, nor a notice from the rest of what somebody says.
        return finished(wrapped(lines, self.width) if self.width and not (self.simple or type(event) in _TO_COPY) else lines)

    def decode(self, line: bytes) -> Command | None:
        whole = line.decode("utf-8", "replace")
        text = whole.strip()
        if "\x1b" in text:
            text = _without_keys(text).strip()
        if text.startswith("/"):
            return self._command(text, whole)
        if text == "!exit":
            return Quit()
        if self.files and text.startswith("\x01"):
            return control_command(text)
        return _say(text, whole)

    def introduce(self, line: bytes) -> Command:
        """A name, or one of the commands that work without one; NOT_NOW for any other.

        `register` and `login` need no slash (S3-01, S3-02), and are no names: somebody who types them alone is told what else
        to type. A TAB at the end of the line is the mark of a client that understands control lines.
        """
        files = line.endswith(b"\t")
        text = _without_keys(received(line))
        if text == "!exit":
            return Quit()
        if _CREDENTIALS.match(text):
            text = f"/{text}"
        word, rest = command_words(text) if text.startswith("/") else ("", "")
        if not word:
            return Introduce(text, files=files)
        if word.lower() not in _NAMELESS:
            raise Refused(Reason.NOT_NOW, word)
        command = typeable(read(word, rest, _NAMELESS))
        return replace(command, files=files) if isinstance(command, Login) else command

    def prove(self, line: bytes) -> Prove:
        """Whatever it is, it is a password, !exit and /quit too."""
        return proof(line)

    def settings(self) -> tuple[tuple[str, str], ...]:
        place = str(getattr(self.tz, "key", SERVER))
        return (
            ("colour", self.colour),
            ("clock", self.clock),
            ("zone", place),
            ("emoji", self.emoji),
            ("width", str(self.width or "off")),
            ("plain", "on" if self.simple else "off"),
        )

    def vary(self, key: str, value: str) -> "Plain":
        """The variant with that setting; a setting that this dialect does not have changes nothing."""
        if key == "zone":
            return self._with(tz=zone(value))
        if key == "width":
            return self.with_width(cells(value))
        if key not in CHOICES:
            return self
        chosen = "24h" if (key, value) == ("clock", "on") else value.lower()
        if chosen not in CHOICES[key]:
            raise Refused(Reason.BAD_SETTING, value, hint=", ".join(CHOICES[key]))
        return self._with(simple=chosen == "on") if key == "plain" else self._with(**{key: chosen})

    def with_files(self) -> "Plain":
        """The variant for a client that understands control lines."""
        return self._with(files=True)

    def with_width(self, width: int) -> "Plain":
        """The variant for a window of that many cells; 0: no line is broken."""
        return self._with(width=width)

    def of(self, person: int) -> "Plain":
        return self

    def elsewhere(self) -> "Plain":
        """The variant for lines of a room that is not the current one: its name stands in front."""
        return self._with(far=True)

    def _with(self, **changed: Any) -> "Plain":
        return plain(**{field: getattr(self, field) for field in self.__dataclass_fields__} | changed)

    def _command(self, text: str, whole: str) -> Command | None:
        if text.startswith("//"):
            return _say(text[1:], whole)
        try:
            return typeable(read(*command_words(text), _known(self.plugins)))
        except Refused as no:
            if no.reason is Reason.UNKNOWN_COMMAND and self.unknown == "chat":
                return _say(text, whole)
            raise


@cache
def _known(plugins: tuple[type[Command], ...]) -> Table:
    return CHAT | table(*plugins)


_CREDENTIALS = re.compile(r"(register|login)(\s|$)", re.IGNORECASE)
_NAMELESS = {word: kind for word, kind in CHAT.items() if kind.nameless}


# What a terminal sends for keys that it cannot edit a line with, and what colours a text that is copied from one.
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])")


def _without_keys(text: str) -> str:
    """Without arrow keys and the like. Commands keep them: there may be a password in it, which is judged as it is."""
    return text if text.startswith("/") or _CREDENTIALS.match(text) else _SEQUENCE.sub("", text)


def _say(text: str, whole: str) -> Say | None:
    """None if nothing is left to say once it is cleaned (a lone arrow key is no empty line to the others)."""
    as_said = len(whole) == len(text) and "\t" not in text  # nearly every line is: 0.1 µs less
    say = Say("", text) if as_said else spoken(text, whole)
    return say if say.text.strip() else None


def act_list(event: r.ActList, look: Plain) -> list[Line]:
    """Its dates need the variant's time zone."""
    return [look.notice(line) for line in staffroom.act_list(event, look.simple, look.tz)]


def watched(event: r.Watched, look: Plain) -> list[Line]:
    """What the members heard, with the channel in front of each line; then where a newcomer came from."""
    render = RENDER[type(event.event)]
    heard = render(event.event, look) if render is not None else None
    lines = heard if isinstance(heard, list) else [heard] if heard else []
    origin = staffroom.newcomer(event, look.simple)
    if origin:
        lines = [*lines, look.notice(origin)]
    return marked(lines, event.event.channel, look)


# What is marked where the room is not the current one.
OF_A_ROOM = (e.ChannelEvent, e.Whispered, e.WhisperSent, e.Silenced, e.AfkWarned)


_ANSWERS = staffroom.ANSWERS | roomlife.ANSWERS | resuming.ANSWERS | stage.ANSWERS | pastes.ANSWERS | offered_files.ANSWERS
RENDER: dict[type[Event], Render | None] = {
    e.Said: said,
    e.Acted: acted,
    e.Joined: happened(s.joined),
    e.Left: happened(s.left),
    e.Kicked: happened(s.kicked),
    e.Banned: happened(s.banned),
    e.WentAfk: happened(s.went_afk),
    e.Emptied: happened(s.emptied),
    e.Muted: happened(s.muted),
    e.Unmuted: happened(s.unmuted),
    e.Slowed: happened(s.slowed),
    e.Renamed: happened(s.renamed),
    e.TopicSet: happened(s.topic_set),
    e.WentAway: happened(s.went_away),
    e.CameBack: happened(s.came_back),
    e.QueueAdvanced: None,  # each waiter hears its own QueuePosition
    e.Withdrew: told(s.withdrew),
    Attempted: None,  # logs alone
    Disconnected: None,
    e.Whispered: whispered,
    e.FileSent: told(s.file_sent),
    e.ShuttingDown: None,  # each person hears its own Dismissed
    e.Announced: happened(s.announced),
    e.Greeted: told(s.greeted),
    e.Welcomed: told(s.welcomed),
    e.QueuePosition: told(s.queue_position),
    e.Dismissed: told(s.dismissed),
    e.PasswordAsked: told(s.password_asked),
    e.SignedIn: told(s.signed_in),
    e.Registered: told(s.registered),
    e.PasswordChanged: told(s.password_changed),
    r.ActList: act_list,
    e.Silenced: told(s.silenced),
    e.AfkWarned: told(s.afk_warned),
    e.Mentioned: None,  # a bell and no line: see `encode`
    e.WhisperSent: whisper_sent,
    MailKept: told(s.mail_kept),
    MailShown: mail_shown,
    e.ChannelList: told(s.channel_list),
    e.PeopleList: told(s.people_list),
    e.Described: told(s.described),
    e.HelpGiven: told(s.help_given),
    e.TopicShown: told(s.topic_shown),
    e.IgnoreSet: told(s.ignore_set),
    e.IgnoreList: told(s.ignore_list),
    e.SettingsShown: told(s.settings_shown),
    e.Upload: None,
    e.Download: None,
    r.StaffSaid: happened(staffroom.staff_said),
    PluginSaid: happened(s.plugin_said),
    PluginAnswered: told(s.plugin_said),
    r.Countdown: happened(staffroom.countdown),
    r.Watched: watched,
    m.RoomClosed: None,  # nobody is there to hear it
    m.HandedOver: happened(roomlife.handed_over),
    **{kind: happened(say) for kind, say in stage.HAPPENED.items()},
    **{kind: told(say) for kind, say in _ANSWERS.items()},
    e.Refusal: told(sentence),
}
WITH_FILES = RENDER | CONTROL
