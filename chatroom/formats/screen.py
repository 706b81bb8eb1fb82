"""The operator's screen: what `chatserver` prints and what its operator types (CLASSIC C6, C8), in the shape of a format.

It is log and answers at once, each line when it happens and nothing else. Its lines end in LF. It must never know whether
somebody is looking.
"""

from dataclasses import dataclass
from datetime import tzinfo
from functools import cache

from chatroom.formats import classic
from chatroom.formats.classic import Dated, notice, spoken
from chatroom.formats.english import listed
from chatroom.formats.lines import Line, Render, Sentence, command_words, finished, received
from chatroom.formats.refusals import SENTENCES
from chatroom.words import events as e
from chatroom.words.commands import Command
from chatroom.words.events import Cause, Event
from chatroom.words.refusals import Reason
from chatroom.words.table import OPERATOR, read


def screen(
    tz: tzinfo | None = None, talkative: bool = False, answers_only: bool = False, refusals_only: bool = False
) -> "Screen":
    """The variant with these properties, always the same object. `tz` None: times are the server's local time."""
    return _screen(tz, talkative, answers_only, refusals_only)


@dataclass(frozen=True, slots=True, eq=False)
class Screen:
    """A format (`ports.Format`) for the operator.

    `talkative`: refusals that the classic rules pass over in silence are told, and commands need no slash.
    `answers_only`: what the operator's own acts came to, and nothing of the chat. `refusals_only`: of those only the "no"s,
    for a console beside a screen that shows the rest as it happens.
    """

    tz: tzinfo | None
    talkative: bool
    answers_only: bool
    refusals_only: bool

    def encode(self, event: Event) -> bytes | None:
        render = RENDER[type(event)]
        if render is None or (self.answers_only and not is_answer(event)):
            return None
        if self.refusals_only and not isinstance(event, e.Refusal):
            return None
        return finished(render(event, self), "\n")

    def decode(self, line: bytes) -> Command | None:
        """The operator's command; None for an empty line, and for what the classic rules ignore unless `talkative`.

        Refuses USAGE, and UNKNOWN_COMMAND if `talkative`.
        """
        text = received(line)
        if self.talkative and text:
            return read(*command_words(text if text.startswith("/") else f"/{text}"), OPERATOR, inside=False)
        word, rest = command_words(text)
        return read(word, rest, OPERATOR, inside=False) if word in OPERATOR else None

    def introduce(self, line: bytes) -> Command | None:
        """The operator needs no name."""
        return self.decode(line)

    def settings(self) -> tuple[tuple[str, bool], ...]:
        return ()

    def vary(self, key: str, on: bool) -> "Screen":
        """Nothing varies here."""
        return self

    def with_files(self) -> "Screen":
        """Nor are files sent here."""
        return self


@cache
def _screen(tz: tzinfo | None, talkative: bool, answers_only: bool, refusals_only: bool) -> Screen:
    return Screen(tz, talkative, answers_only, refusals_only)


# ---- what happens ------------------------------------------------------------------------------------------------------


def joined(event: e.Joined, look: Dated) -> Line:
    return notice(event, look, f"{event.who.nick} has joined the {event.channel} channel.")


def whispered(event: e.Whispered, look: Dated) -> Line:
    """Always, even if there was nobody to hear it (CLASSIC C5)."""
    return spoken(event, look, f"{event.who.nick} whispers to {event.to}:", event.text)


def withdrew(event: e.Withdrew, look: Dated) -> Line | None:
    return kicked(event, look) if event.cause is Cause.KICKED else classic.left(event, look)


def file_sent(event: e.FileSent, look: Dated) -> Line:
    return notice(event, look, f"{event.who.nick} sent {event.path} to {event.to}.")


# ---- the operator's answers --------------------------------------------------------------------------------------------


def is_answer(event: Event) -> bool:
    """Whether this answers the operator. Where answers and log come to the screen by two roads, the log's leaves it out."""
    if isinstance(event, e.Withdrew):
        return event.cause is Cause.KICKED
    return isinstance(event, e.Kicked | e.Muted | e.Emptied | e.Refusal)


def kicked(event: e.Kicked | e.Withdrew, look: Dated) -> Line:
    return notice(event, look, f"Kicked {event.who.nick}.")


def muted(event: e.Muted, look: Dated) -> Line:
    return notice(event, look, f"Muted {event.who.nick} for {event.seconds} seconds.")


def emptied(event: e.Emptied, look: Dated) -> Line:
    return notice(event, look, f"{event.channel} has been emptied.")


def refusal(event: e.Refusal, look: Screen) -> Line | None:
    say = REFUSALS[event.reason] or (TALKATIVE[event.reason] if look.talkative else None)
    return None if say is None else notice(event, look, say(event))


def not_in_channel(no: e.Refusal) -> str:
    return f"{no.subject} is not in {no.channel}."


def bad_duration(no: e.Refusal) -> str:
    return "Invalid mute time."


def unknown_command(no: e.Refusal) -> str:
    if no.hint:
        return f"There is no command {no.subject}. Did you mean {no.hint}?"
    return f"There is no command {no.subject}. The commands are {listed(list(OPERATOR))}."


# Those that the classic rules name; of the others only a talkative screen speaks, in the sentences of the plain dialect.
REFUSALS: dict[Reason, Sentence | None] = {
    Reason.NAME_EMPTY: None,
    Reason.NAME_LONG: None,
    Reason.NAME_CHARACTERS: None,
    Reason.NAME_RESERVED: None,
    Reason.NAME_TAKEN: None,
    Reason.NAME_LOOKS_LIKE: None,
    Reason.TOO_SLOW: None,
    Reason.BANNED: None,
    Reason.NOT_NOW: None,
    Reason.NOT_ALLOWED: None,
    Reason.UNKNOWN_COMMAND: None,
    Reason.USAGE: None,
    Reason.BAD_SETTING: None,
    Reason.BAD_DURATION: bad_duration,
    Reason.NO_CHANNEL: classic.no_such,
    Reason.SAME_CHANNEL: None,
    Reason.CANNOT_SWITCH: None,
    Reason.NOT_HERE: classic.not_here,
    Reason.NOT_IN_CHANNEL: not_in_channel,
    Reason.NOBODY_TO_REPLY: None,
    Reason.NOT_AWAY: None,
    Reason.WAITING: None,
    Reason.MUTED: None,
    Reason.FLOOD: None,
    Reason.LINE_TOO_LONG: None,
    Reason.NO_FILE: None,
    Reason.NEEDS_CLIENT: None,
    Reason.CANNOT_TAKE_FILES: None,
    Reason.SEND_FAILED: None,
    Reason.TOO_MANY_FILES: None,
    Reason.WRONG_PROTOCOL: None,
    Reason.STOPPING: None,
    Reason.NOT_STORED: None,
}
TALKATIVE = SENTENCES | {Reason.UNKNOWN_COMMAND: unknown_command}

RENDER: dict[type[Event], Render | None] = {
    e.Said: classic.said,
    e.Acted: classic.acted,
    e.Joined: joined,
    e.Left: classic.left,
    e.Kicked: kicked,
    e.WentAfk: classic.went_afk,
    e.Emptied: emptied,
    e.Muted: muted,
    e.Renamed: None,
    e.TopicSet: None,
    e.WentAway: None,
    e.CameBack: None,
    e.QueueAdvanced: None,
    e.Withdrew: withdrew,
    e.Whispered: whispered,
    e.StaffAct: None,
    e.FileSent: file_sent,
    e.ShuttingDown: None,
    e.Greeted: None,
    e.Welcomed: None,
    e.QueuePosition: None,
    e.Dismissed: None,
    e.Silenced: None,
    e.AfkWarned: None,
    e.WhisperSent: None,
    e.ChannelList: None,
    e.PeopleList: None,
    e.Described: None,
    e.HelpGiven: None,
    e.TopicShown: None,
    e.IgnoreSet: None,
    e.IgnoreList: None,
    e.SettingsShown: None,
    e.Upload: None,
    e.Download: None,
    e.Refusal: refusal,
}
