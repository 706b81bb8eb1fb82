"""What can have happened, one frozen value each: text, numbers and other frozen values, never a live object.

What happens about rooms, stages, files, pastes and mail, and in the staff room, is in files of their own, under the same rules.
Channel events carry `channel`, `seq` (counts per channel, in the order everybody sees) and `at` (wall seconds); its audience
hears them. House events go to everybody, replies to one session. Every format says each in its own words or is silent on purpose.
"""

from enum import Enum

from chatroom.words.refusals import Reason
from chatroom.words.values import dataclass


@dataclass(frozen=True, slots=True)
class Who:
    """A person, as others may know it. `person` is the identity that outlives a name; `session` the connection that spoke."""

    nick: str
    person: int
    session: int = 0


class Cause(Enum):
    """Why somebody is no longer where it was."""

    QUIT = "quit"
    LEFT = "left"  # this room, and stays in others
    SWITCHED = "switched"
    LOST = "lost"
    SLOW = "slow"  # did not read
    KICKED = "kicked"
    EMPTIED = "emptied"
    AFK = "afk"
    SHUTDOWN = "shutdown"
    BANNED = "banned"
    REPLACED = "replaced"  # another connection goes on in its place
    REFUSED = "refused"  # never got in: three bad names, no name in time, no chat at all


@dataclass(frozen=True, slots=True)
class Event:
    """What all events share: when, in seconds of the wall clock."""

    at: float


@dataclass(frozen=True, slots=True)
class ChannelEvent(Event):
    """Heard by everybody seated in `channel`."""

    channel: str
    seq: int


@dataclass(frozen=True, slots=True)
class Said(ChannelEvent):
    who: Who
    text: str


@dataclass(frozen=True, slots=True)
class Acted(ChannelEvent):
    who: Who
    text: str


@dataclass(frozen=True, slots=True)
class Joined(ChannelEvent):
    """Somebody sits down; the newcomer hears it too."""

    who: Who


@dataclass(frozen=True, slots=True)
class Left(ChannelEvent):
    """Somebody is gone by itself: QUIT, LEFT, SWITCHED, LOST or SLOW. The leaver does not hear it (as with the next three)."""

    who: Who
    cause: Cause


@dataclass(frozen=True, slots=True)
class Kicked(ChannelEvent):
    who: Who
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class WentAfk(ChannelEvent):
    who: Who


@dataclass(frozen=True, slots=True)
class Emptied(ChannelEvent):
    """Everybody who sat in the channel was sent out at once."""

    by: str
    whom: tuple[Who, ...]


@dataclass(frozen=True, slots=True)
class Muted(ChannelEvent):
    """Told to the others; the muted person hears `Silenced` instead. `seconds` from now."""

    who: Who
    by: str
    seconds: int
    reason: str


@dataclass(frozen=True, slots=True)
class Renamed(ChannelEvent):
    """`who` carries the old name."""

    who: Who
    nick: str


@dataclass(frozen=True, slots=True)
class Unmuted(ChannelEvent):
    """A mute was lifted; told to all, the person included."""

    who: Who
    by: str


@dataclass(frozen=True, slots=True)
class Slowed(ChannelEvent):
    """Each person may speak once in `seconds` from now on; 0: as fast as ever."""

    by: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Banned(ChannelEvent):
    """Somebody who sat here was banned from the house. `seconds` from now, 0: for good."""

    who: Who
    by: str
    seconds: int
    reason: str


@dataclass(frozen=True, slots=True)
class TopicSet(ChannelEvent):
    by: str
    topic: str


@dataclass(frozen=True, slots=True)
class WentAway(ChannelEvent):
    who: Who
    text: str


@dataclass(frozen=True, slots=True)
class CameBack(ChannelEvent):
    who: Who


# ---- about a channel, but not for its audience -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QueueAdvanced(Event):
    """Somebody left the waiting line of `channel`, in or out: each node tells its own waiters where they are now."""

    channel: str


@dataclass(frozen=True, slots=True)
class Withdrew(Event):
    """A waiting person is gone. Members hear nothing; logs and screens do."""

    channel: str
    who: Who
    cause: Cause
    by: str = ""
    reason: str = ""
    seconds: int = 0  # of a ban, 0: for good


@dataclass(frozen=True, slots=True)
class Whispered(Event):
    """Goes to the one it is for, and to those who keep count; `heard` is False if there was nobody of that name."""

    channel: str
    who: Who
    to: str
    text: str
    heard: bool = True


@dataclass(frozen=True, slots=True)
class FileSent(Event):
    """A file has arrived whole at the other side. Told to its sender."""

    channel: str
    who: Who
    to: str
    path: str


# ---- for everybody in the house ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShuttingDown(Event):
    reason: str


@dataclass(frozen=True, slots=True)
class Announced(Event):
    by: str
    text: str


# ---- replies: to one session -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Greeted(Event):
    """The door is open and a name is asked for. `channel` "": it leads into the house and into no room yet."""

    channel: str
    seated: int
    capacity: int
    waiting: int
    guests: bool = True  # False: only people with an account come in


@dataclass(frozen=True, slots=True)
class Welcomed(Event):
    """This person has entered the line of the channel, however short; "": the house, no room yet. `slow` as in `TopicShown`."""

    channel: str
    who: Who
    topic: str
    slow: int = 0


@dataclass(frozen=True, slots=True)
class QueuePosition(Event):
    """`ahead` waiters came before."""

    channel: str
    ahead: int


@dataclass(frozen=True, slots=True)
class Dismissed(Event):
    """What somebody who is out is told in its own words. `closing`: the connection ends with it."""

    channel: str
    cause: Cause
    by: str = ""
    reason: str = ""
    closing: bool = True
    seconds: int = 0  # of a ban, 0: for good
    closed: str = ""  # what a kick takes back in such a room: "password" or "private", as in ChannelRow


@dataclass(frozen=True, slots=True)
class PasswordAsked(Event):
    """The name belongs to an account: its password is wanted, and nothing else, as the next line."""

    nick: str


@dataclass(frozen=True, slots=True)
class SignedIn(Event):
    """`role` is the word for what this person is."""

    nick: str
    role: str


@dataclass(frozen=True, slots=True)
class Registered(Event):
    """The name is an account now. `signed_in`: and this person is in it."""

    nick: str
    signed_in: bool


@dataclass(frozen=True, slots=True)
class PasswordChanged(Event):
    nick: str


@dataclass(frozen=True, slots=True)
class Silenced(Event):
    """Must be silent for `seconds`, 0: no longer. "" as channel: everywhere. `guests`: as all who come from there as guests."""

    channel: str
    by: str
    seconds: int
    reason: str
    guests: bool = False


@dataclass(frozen=True, slots=True)
class AfkWarned(Event):
    """`seconds` are left before the seat is given away."""

    channel: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Mentioned(Event):
    """The next line in `channel`, by `who`, names this person with an @, or every line there rings. Once a minute at most."""

    channel: str
    who: Who


@dataclass(frozen=True, slots=True)
class WhisperSent(Event):
    """Tells the sender that it went; `away` is the target's away text, or None if it is there."""

    channel: str
    to: str
    text: str
    away: str | None = None


@dataclass(frozen=True, slots=True)
class ChannelRow:
    name: str
    seated: int
    capacity: int
    waiting: int
    topic: str
    here: bool
    made: bool = False  # by a person, not by the configuration
    closed: str = ""  # "password", "private", or open to everybody


@dataclass(frozen=True, slots=True)
class ChannelList(Event):
    """In the order of the configuration."""

    rows: tuple[ChannelRow, ...]


@dataclass(frozen=True, slots=True)
class PeopleList(Event):
    """Names in the order in which they sat down, and in the order in which they wait; the others are subsets of them.

    `held`, for staff alone: whose line is lost, and seat or place kept.
    """

    channel: str
    capacity: int
    seated: tuple[str, ...]
    waiting: tuple[str, ...]
    away: tuple[str, ...]
    bots: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Described(Event):
    """`idle` in seconds; `ahead` is -1 for one who is seated; `away` None for one who is there; `address` only for staff."""

    nick: str
    channel: str
    ahead: int
    idle: int
    away: str | None
    door: str
    address: str
    bot: bool = False


@dataclass(frozen=True, slots=True)
class HelpLine:
    words: tuple[str, ...]
    usage: str
    text: str


@dataclass(frozen=True, slots=True)
class HelpGiven(Event):
    """The commands that the asker may use; with one line, all about one command."""

    lines: tuple[HelpLine, ...]


@dataclass(frozen=True, slots=True)
class TopicShown(Event):
    """`slow`: everybody may write once in so many seconds; 0: there is no slow mode."""

    channel: str
    topic: str
    slow: int = 0


@dataclass(frozen=True, slots=True)
class IgnoreSet(Event):
    nick: str
    ignored: bool


@dataclass(frozen=True, slots=True)
class IgnoreList(Event):
    nicks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettingsShown(Event):
    """`changed` is the key that was just set, or "" when all were asked for."""

    changed: str
    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Upload(Event):
    """To the sender's client: bring the file `path` to this port with `ticket`."""

    ticket: str
    path: str


@dataclass(frozen=True, slots=True)
class Download(Event):
    """To the receiver's client: fetch `size` bytes with `ticket`, keep them as `name`; `overwrite` an older file or not."""

    ticket: str
    who: Who
    name: str
    size: int
    overwrite: bool


@dataclass(frozen=True, slots=True)
class Refusal(Event):
    """A "no", told to the asker alone. The fields are those of `Refused`."""

    reason: Reason
    subject: str = ""
    channel: str = ""
    number: float = 0
    hint: str = ""
