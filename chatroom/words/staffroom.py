"""What comes out of the staff room: what staff says and plans before everybody, and what staff alone is answered.

Events like those of `events`, and under the same rules: text, numbers and other frozen values, never a live object.
"""

from dataclasses import field

from chatroom.words.events import ChannelEvent, Event
from chatroom.words.mail import MailRow
from chatroom.words.values import dataclass


@dataclass(frozen=True, slots=True)
class StaffSaid(ChannelEvent):
    """A member of the staff who has no seat there speaks in a channel."""

    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Countdown(Event):
    """In `seconds` the server stops, or a channel is emptied ("" as channel: the server). 0: that is taken back.

    Heard by everybody whom it will hit, when it is ordered and at a few moments before it happens.
    """

    channel: str
    by: str
    seconds: int
    reason: str


# ---- replies: to whoever of the staff has asked ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BanRow:
    """`until` in wall seconds, None: for good."""

    number: int
    target: str
    by: str
    reason: str
    until: float | None


@dataclass(frozen=True, slots=True)
class BanSet(Event):
    """To staff: the ban holds; these were hit. `trial`: nothing has happened, this is whom it would hit.

    `more`: what was banned together with it, such as the account of whoever goes by the name.
    """

    ban: BanRow
    hit: tuple[str, ...]
    trial: bool = False
    forced: bool = False  # it hits so many, or the asker, that it needs --force
    more: tuple[BanRow, ...] = ()


@dataclass(frozen=True, slots=True)
class BanLift(Event):
    """To staff: the ban holds no longer."""

    ban: BanRow


@dataclass(frozen=True, slots=True)
class BanList(Event):
    rows: tuple[BanRow, ...]


@dataclass(frozen=True, slots=True)
class MuteRow:
    """`target` as staff types it: lobby:bob, *:bob, an address or a network. `until` in wall seconds."""

    target: str
    by: str
    reason: str
    until: float


@dataclass(frozen=True, slots=True)
class MuteSet(Event):
    """A mute of more than a member of one channel. `trial`: it was not done, these are the names of those whom it would hit."""

    mute: MuteRow
    hit: tuple[str, ...]
    trial: bool = False


@dataclass(frozen=True, slots=True)
class MuteLift(Event):
    mute: MuteRow


@dataclass(frozen=True, slots=True)
class MutesShown(Event):
    """Those in force that the asker may lift: of the house first, then of the channels in their order."""

    rows: tuple[MuteRow, ...]


@dataclass(frozen=True, slots=True)
class NoteKept(Event):
    nick: str


@dataclass(frozen=True, slots=True)
class ActRow:
    """One line of the audit log, for people to read."""

    number: int
    at: float
    who: str
    act: str
    target: str
    reason: str
    result: str
    undoes: int = 0  # the row that this one takes back


@dataclass(frozen=True, slots=True)
class ActList(Event):
    """The latest first. `about`: whose history it is, "" for the whole log. `notes`: who wrote what, in order."""

    about: str
    rows: tuple[ActRow, ...]
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RoleSet(Event):
    nick: str
    role: str
    channel: str


# ---- replies: to one console -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LineRow:
    """Somebody who waits. `account` "" for a guest. `held`: its line is lost, and its place kept."""

    nick: str
    account: str
    door: str
    address: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class LineShown(Event):
    """Who waits for a channel, whoever is next first."""

    channel: str
    rows: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class HouseShown(Event):
    """The house in numbers. `lines` were said since the server started."""

    people: int
    connections: int
    seated: int
    seats: int
    waiting: int
    lines: int


@dataclass(frozen=True, slots=True)
class ConfigurationRead(Event):
    """What a restart would change, or what is wrong with the file if it is not `sound`. Nothing has changed yet."""

    sound: bool
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountDeleted(Event):
    """The account of that name is no more. Told to its person, which goes on as a guest, and to its consoles, which end."""

    nick: str


@dataclass(frozen=True, slots=True)
class AccountExported(Event):
    """All that is kept about an account and that its person may know; never its password. For that person.

    `made` in wall seconds; `roles` are (channel, role) pairs, `keys` fingerprints with comments, `settings` (key, value) pairs.
    `mail`: whispers that wait for it, and those of its own that wait for others.
    """

    nick: str
    made: float
    roles: tuple[tuple[str, str], ...]
    keys: tuple[tuple[str, str], ...]
    bans: tuple[BanRow, ...]
    mutes: tuple[MuteRow, ...]
    ignores: tuple[str, ...]
    settings: tuple[tuple[str, str], ...] = ()
    mail: tuple[MailRow, ...] = ()


@dataclass(frozen=True, slots=True)
class WatchSet(Event):
    """A console watches that channel from now on, or does no longer."""

    channel: str
    on: bool


@dataclass(frozen=True, slots=True)
class Watched(Event):
    """What was heard in a channel that a console watches; of somebody who has just sat down, also where it came from."""

    event: ChannelEvent
    account: str = ""
    door: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class StaffShown(Event):
    """Who sits at this console. `key` is the fingerprint it came in with, "" without; `roles` are (channel, role) pairs."""

    nick: str
    roles: tuple[tuple[str, str], ...]
    key: str
    address: str


# ---- replies: about accounts, to who administers them ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AccountAdded(Event):
    nick: str
    role: str


@dataclass(frozen=True, slots=True)
class KeySet(Event):
    """An SSH key opens the console for this account, or does no longer."""

    nick: str
    fingerprint: str
    comment: str
    on: bool


@dataclass(frozen=True, slots=True)
class TokenMade(Event):
    """The one time that a token is shown."""

    nick: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenRevoked(Event):
    nick: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """`keys`: the fingerprint and the comment of each. `token`: a program comes in by one."""

    nick: str
    made: float
    roles: tuple[tuple[str, str], ...]
    password: bool
    keys: tuple[tuple[str, str], ...]
    token: bool = False


@dataclass(frozen=True, slots=True)
class AccountsShown(Event):
    """In the order of their names."""

    rows: tuple[AccountRow, ...]
