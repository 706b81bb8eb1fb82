"""The operator's screen: what `chatserver` prints and what its operator types (CLASSIC C6, C8), in the shape of a format.

It is log and answers at once, each line when it happens and nothing else. Its lines end in LF. It must never know whether
somebody is looking.
"""

from dataclasses import dataclass
from datetime import tzinfo
from functools import cache

from chatroom.formats import classic, pastes, refusals, roomlife, sentences, staffroom, stage
from chatroom.formats import files as offered_files
from chatroom.formats.classic import Dated, notice, spoken
from chatroom.formats.lines import Line, Render, Sentence, Sentences, cleaned, command_words, finished, proof, received
from chatroom.words import events as e
from chatroom.words import roomlife as m
from chatroom.words import staffroom as r
from chatroom.words.commands import Command
from chatroom.words.credentials import Prove
from chatroom.words.events import Cause, Event
from chatroom.words.logged import Attempted, Disconnected
from chatroom.words.mail import MailKept, MailShown
from chatroom.words.plugins import PluginAnswered, PluginSaid
from chatroom.words.refusals import Reason
from chatroom.words.resuming import CaughtUp, ResumeCode, Resumed
from chatroom.words.table import OPERATOR, TERMINAL, ordered, read


def screen(
    tz: tzinfo | None = None, talkative: bool = False, answers_only: bool = False, refusals_only: bool = False
) -> "Screen":
    """The variant with these properties, always the same object. `tz` None: times are the server's local time."""
    return _screen(tz, talkative, answers_only, refusals_only)


@dataclass(frozen=True, slots=True, eq=False)
class Screen:
    """A format (`ports.Format`) for the operator.

    `talkative`: answers and refusals that the classic rules pass over in silence are told, and commands need no slash.
    `answers_only`: all that the operator's own acts came to, and nothing of the chat. `refusals_only`: of those only the "no"s,
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
            return ordered(*command_words(text if text.startswith("/") else f"/{text}"), TERMINAL)
        word, rest = command_words(text)
        return read(word, rest, OPERATOR, inside=False) if word in OPERATOR else None

    def introduce(self, line: bytes) -> Command | None:
        """The operator needs no name."""
        return self.decode(line)

    def prove(self, line: bytes) -> Prove:
        """The operator is never asked for a password."""
        return proof(line)

    def settings(self) -> tuple[tuple[str, str], ...]:
        return ()

    def vary(self, key: str, value: str) -> "Screen":
        """Nothing varies here."""
        return self

    def with_files(self) -> "Screen":
        """Nor are files sent here."""
        return self

    def of(self, person: int) -> "Screen":
        return self

    def elsewhere(self) -> "Screen":
        """The operator sits nowhere."""
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
    if event.cause is Cause.BANNED:
        return None  # as with Banned
    return kicked(event, look) if event.cause is Cause.KICKED else classic.left(event, look)


def file_sent(event: e.FileSent, look: Dated) -> Line:
    return notice(event, look, f"{event.who.nick} sent {event.path} to {event.to}.")


# ---- the operator's answers --------------------------------------------------------------------------------------------


_ANSWERS = (
    e.Kicked, e.Muted, e.Unmuted, e.Slowed, e.Emptied, e.Announced, e.HelpGiven, e.ChannelList, e.PeopleList, e.Described,
    e.TopicShown, e.TopicSet, e.Refusal, r.ActList, r.StaffSaid, r.Countdown, r.Watched, m.HandedOver, m.InviteSent,
    m.RoomKeeping, m.MotdShown, *staffroom.ANSWERS, *stage.HAPPENED, *stage.ANSWERS,
)  # fmt: skip


def is_answer(event: Event) -> bool:
    """Whether this answers the operator. Where answers and log come to the screen by two roads, the log's leaves it out."""
    if isinstance(event, e.Withdrew):
        return event.cause is Cause.KICKED
    return isinstance(event, _ANSWERS)


def kicked(event: e.Kicked | e.Withdrew, look: Dated) -> Line:
    return notice(event, look, f"Kicked {event.who.nick}.")


def muted(event: e.Muted, look: Dated) -> Line:
    return notice(event, look, f"Muted {event.who.nick} for {event.seconds} seconds.")


def emptied(event: e.Emptied, look: Dated) -> Line:
    return notice(event, look, f"{event.channel} has been emptied.")


def answered(say: Sentences) -> Render:
    """An answer that the classic rules do not name: in the sentences of the plain dialect, where somebody asked for them."""

    def render(event: Event, look: Screen) -> list[Line]:
        return _sentences(event, look, say(event, False))

    return render


def watched(event: r.Watched, look: Screen) -> list[Line]:
    """What the members of a channel heard, with the channel in front, for an operator who looks on."""
    if not (look.talkative or look.answers_only):
        return []
    render = RENDER[type(event.event)]
    heard = render(event.event, look) if render is not None else None
    lines = heard if isinstance(heard, list) else [heard] if heard else []
    origin = staffroom.newcomer(event, False)
    if origin:
        lines = [*lines, notice(event, look, origin)]
    return [cleaned(f"[{event.event.channel}] {line}") for line in lines]


def act_list(event: r.ActList, look: Screen) -> list[Line]:
    """Its dates need the screen's time zone."""
    return _sentences(event, look, staffroom.act_list(event, False, look.tz))


def _sentences(event: Event, look: Screen, text: str | list[str]) -> list[Line]:
    if not (look.talkative or look.answers_only):
        return []
    return [notice(event, look, line) for line in ([text] if isinstance(text, str) else text)]


def refusal(event: e.Refusal, look: Screen) -> Line | None:
    say = REFUSALS[event.reason] or (TALKATIVE[event.reason] if look.talkative else None)
    return None if say is None else notice(event, look, say(event))


def not_in_channel(no: e.Refusal) -> str:
    return f"{no.subject} is not in {no.channel}."


def bad_duration(no: e.Refusal) -> str:
    """`hint`: the command, if it is none that the classic rules know."""
    return refusals.bad_duration(no) if no.hint else "Invalid mute time."


def unknown_command(no: e.Refusal) -> str:
    if no.hint:
        return f"There is no command {no.subject}. Did you mean {no.hint}?"
    return f"There is no command {no.subject}. help lists the commands."


# Those that the classic rules name; of the others only a talkative screen speaks, in the sentences of the plain dialect.
_UNANSWERED = (
    Reason.NAME_EMPTY, Reason.NAME_LONG, Reason.NAME_CHARACTERS, Reason.NAME_RESERVED, Reason.NAME_TAKEN,
    Reason.NAME_LOOKS_LIKE, Reason.NO_GUESTS, Reason.LOOKS_SECRET, Reason.TOO_SLOW, Reason.WRONG_PASSWORD,
    Reason.WRONG_TOKEN, Reason.NOTHING_KEPT, Reason.NO_TOKEN, Reason.NOT_A_BOT, Reason.WEAK_PASSWORD, Reason.ACCOUNT_EXISTS,
    Reason.NO_ACCOUNT, Reason.NO_ACCOUNTS, Reason.ALREADY_IN, Reason.THROTTLED, Reason.BUSY, Reason.BANNED,
    Reason.NAME_BANNED, Reason.OWN_MUTE, Reason.LONG_PASSWORD, Reason.BAD_TARGET, Reason.KEY_TAKEN, Reason.NO_KEY,
    Reason.NOT_NOW, Reason.NOT_ALLOWED, Reason.OUTRANKED, Reason.NEEDS_FORCE, Reason.NO_BAN, Reason.LAST_OWNER,
    Reason.BAD_ROLE, Reason.NOT_MUTED, Reason.NOTHING_TO_UNDO, Reason.UNKNOWN_COMMAND, Reason.USAGE, Reason.UNREADABLE,
    Reason.BAD_SETTING, Reason.SAME_CHANNEL, Reason.PLUGIN_OFF,
    Reason.NO_VOICE, Reason.HAS_VOICE, Reason.NOT_VOICED, Reason.NOT_HELD, Reason.HELD_FULL,
    Reason.NO_ROOM, Reason.NOT_MEMBER, Reason.ONLY_ROOM,
    Reason.ROOMS_OFF, Reason.ROOM_NAME, Reason.ROOM_TAKEN, Reason.TOO_MANY_ROOMS, Reason.NO_ROOM_PASSWORDS, Reason.NOT_OWNER,
    Reason.CONFIGURED,
    Reason.INVITE_ONLY, Reason.ROOM_PASSWORD,
    Reason.CANNOT_SWITCH, Reason.NOBODY_TO_REPLY, Reason.NOT_AWAY, Reason.TOO_MANY_IGNORED,
    Reason.NO_MAIL, Reason.MAIL_FULL, Reason.MAIL_ENOUGH, Reason.MAIL_NEEDS_ACCOUNT,
    Reason.WAITING, Reason.MUTED, Reason.READ_ONLY,
    Reason.FLOOD,
    Reason.SLOW_MODE, Reason.LINE_TOO_LONG, Reason.NO_FILE, Reason.NEEDS_CLIENT, Reason.CANNOT_TAKE_FILES,
    Reason.SEND_FAILED, Reason.TOO_MANY_FILES, Reason.FILE_TOO_LARGE, Reason.FILE_TYPE,
    Reason.NO_OFFER, Reason.WHICH_OFFER, Reason.NO_PASTE, Reason.NOBODY_ELSE,
    Reason.WRONG_PROTOCOL, Reason.STOPPING, Reason.NOT_STORED,
)  # fmt: skip
REFUSALS: dict[Reason, Sentence | None] = {
    **dict.fromkeys(_UNANSWERED),
    Reason.BAD_DURATION: bad_duration,
    Reason.NO_CHANNEL: classic.no_such,
    Reason.NOT_HERE: classic.not_here,
    Reason.NOT_IN_CHANNEL: not_in_channel,
}
TALKATIVE = refusals.SENTENCES | {Reason.UNKNOWN_COMMAND: unknown_command}

_SILENT = (
    e.Banned, e.Renamed, e.WentAway, e.CameBack, e.QueueAdvanced, e.ShuttingDown, e.Greeted, e.Welcomed,
    e.QueuePosition, e.Dismissed, e.PasswordAsked, e.SignedIn, e.Registered, e.PasswordChanged, e.Silenced,
    e.AfkWarned, e.Mentioned,
    e.WhisperSent, e.IgnoreSet, Attempted, Disconnected, PluginAnswered, m.CurrentRoom, m.RoomMade, m.RoomClosed,
    m.Invited, e.IgnoreList, e.SettingsShown, e.Upload, e.Download, ResumeCode, Resumed, CaughtUp,
    MailKept, MailShown,
)  # fmt: skip
RENDER: dict[type[Event], Render | None] = {
    **dict.fromkeys(_SILENT),
    **dict.fromkeys((*offered_files.ANSWERS, *pastes.ANSWERS)),
    e.Said: classic.said,
    e.Acted: classic.acted,
    e.Joined: joined,
    e.Left: classic.left,
    e.Kicked: kicked,
    e.WentAfk: classic.went_afk,
    e.Emptied: emptied,
    e.Muted: muted,
    e.Unmuted: answered(sentences.unmuted),
    e.Slowed: answered(sentences.slowed),
    e.Withdrew: withdrew,
    e.Whispered: whispered,
    e.FileSent: file_sent,
    e.Announced: answered(sentences.announced),
    r.ActList: act_list,
    e.HelpGiven: answered(sentences.help_given),
    e.ChannelList: answered(sentences.channel_list),
    e.PeopleList: answered(sentences.people_list),
    e.Described: answered(sentences.described),
    e.TopicShown: answered(sentences.topic_shown),
    e.TopicSet: answered(sentences.topic_set),
    r.StaffSaid: classic.staff_said,
    PluginSaid: classic.plugin_said,
    r.Countdown: answered(staffroom.countdown),
    r.Watched: watched,
    m.HandedOver: answered(roomlife.handed_over),
    **{kind: answered(say) for kind, say in (stage.HAPPENED | stage.ANSWERS).items()},
    m.InviteSent: answered(roomlife.invite_sent),
    m.RoomKeeping: answered(roomlife.room_keeping),
    m.MotdShown: answered(roomlife.motd_shown),
    **{kind: answered(say) for kind, say in staffroom.ANSWERS.items()},
    e.Refusal: refusal,
}
