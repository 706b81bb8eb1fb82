"""What must last, one frozen value each: a store keeps them before anybody is told, and gives their sum back at the next start.

Records are not heard by anybody; what people hear of them are events. Keys of names are folded (`names.fold`), so that two
spellings are one account. A `secret` is a password's hash and never the password.
"""

from chatroom.words.values import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """`at`: wall seconds."""

    at: float


@dataclass(frozen=True, slots=True)
class AccountMade(Record):
    account: str  # the key of its name
    nick: str  # the name as it is shown
    secret: str  # "" for one without a password (keys only)


@dataclass(frozen=True, slots=True)
class PasswordSet(Record):
    account: str
    secret: str


@dataclass(frozen=True, slots=True)
class AccountClosed(Record):
    """The account is gone with all that is its own: keys, roles, settings, mail. What goes by the name stays: notes, bans, mutes,
    the audit log; and what it has written to others is theirs.
    """

    account: str


@dataclass(frozen=True, slots=True)
class RoleGiven(Record):
    """In one channel, or everywhere ("" as channel). Replaces the role it had there; "member" takes it back."""

    account: str
    role: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class KeyAdded(Record):
    account: str
    fingerprint: str  # "SHA256:..." as ssh-keygen prints it
    blob: str  # "ssh-ed25519 AAAA...", without the comment
    comment: str


@dataclass(frozen=True, slots=True)
class KeyTaken(Record):
    account: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class IgnoreKept(Record):
    """This account ignores whoever has that key, of an account or a name; `nick` is what it sees in its list."""

    account: str
    key: str
    nick: str


@dataclass(frozen=True, slots=True)
class IgnoreDropped(Record):
    account: str
    key: str


@dataclass(frozen=True, slots=True)
class SettingKept(Record):
    """What this account has set with /set."""

    account: str
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class MailLeft(Record):
    """A whisper for an account that is not there. Replaces the one of that number. `until` in wall seconds."""

    account: str  # whose it is
    number: int
    sender: str  # the key of the account that wrote it
    nick: str  # and the name it went by
    text: str
    until: float


@dataclass(frozen=True, slots=True)
class MailTaken(Record):
    account: str
    number: int


@dataclass(frozen=True, slots=True)
class BanPlaced(Record):
    """`kind` says what `value` is: name, account, key, address or network. `until` in wall seconds, None: for good."""

    number: int
    kind: str
    value: str
    by: str
    reason: str
    until: float | None


@dataclass(frozen=True, slots=True)
class BanLifted(Record):
    number: int


@dataclass(frozen=True, slots=True)
class MutePlaced(Record):
    """In one channel, or everywhere ("" as channel). `kind`: name, account or network. Replaces the one of the same place."""

    channel: str
    kind: str
    value: str
    by: str
    reason: str
    until: float


@dataclass(frozen=True, slots=True)
class MuteLifted(Record):
    channel: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class NoteWritten(Record):
    """What staff should know about a person. `subject` is the key of its name."""

    subject: str
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class ChannelSlowed(Record):
    """Seconds between two lines of one person; 0 ends it."""

    channel: str
    seconds: int


@dataclass(frozen=True, slots=True)
class RoomKept(Record):
    """A room that somebody made stays, as it is now. `owner`: the key of its account, "" for nobody's. Replaces the one of
    that name. `stage` is a key of policies.STAGES or ""; `guests` and `voices` are keys of accounts, in their order.
    """

    channel: str
    owner: str
    private: bool
    secret: str
    topic: str = ""
    stage: str = ""
    guests: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomReleased(Record):
    channel: str


@dataclass(frozen=True, slots=True)
class RoomChanged(Record):
    """Something about a kept room; nothing if it is not kept. `what`: owner, topic or stage."""

    channel: str
    what: str
    value: str


@dataclass(frozen=True, slots=True)
class RoomLet(Record):
    """Somebody may come into a kept room (`what`: guests) or speak there (voices), or may no longer."""

    channel: str
    what: str
    account: str
    on: bool


@dataclass(frozen=True, slots=True)
class ActAudited(Record):
    """One act of staff, or a refused attempt at one: a row of the audit log."""

    who: str
    key: str  # the fingerprint under which it came in, "" without
    origin: str  # door and address
    act: str  # the command's word
    target: str
    reason: str
    until: float | None
    result: str  # "done", or the refusal's code
    undoes: int = 0  # the number of the row that this one reverses


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A row as it is kept: numbered from 1 without holes, and chained to the one before by `mark` (hexadecimal SHA-256)."""

    number: int
    act: ActAudited
    mark: str


@dataclass(frozen=True, slots=True)
class KeptKey:
    fingerprint: str
    blob: str
    comment: str


@dataclass(frozen=True, slots=True)
class KeptAccount:
    """`roles`: (channel, role) pairs, "" as channel for everywhere. `ignores`: (key, nick) pairs. `settings`: (key, value)
    pairs. `mail`: number, end and writer's account of each whisper that waits, without its text.
    """

    account: str
    nick: str
    secret: str
    made: float
    roles: tuple[tuple[str, str], ...] = ()
    keys: tuple[KeptKey, ...] = ()
    ignores: tuple[tuple[str, str], ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    mail: tuple[tuple[int, float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The sum of all records at the start. Bans, mutes and mail that have run out by then are not in it."""

    accounts: tuple[KeptAccount, ...] = ()
    bans: tuple[BanPlaced, ...] = ()
    mutes: tuple[MutePlaced, ...] = ()
    slow: tuple[tuple[str, int], ...] = ()  # (channel, seconds)
    next_ban: int = 1  # numbers of bans are never used twice
    rooms: tuple[RoomKept, ...] = ()  # in the order of their names
