"""Every "no" that the house can say. The sentence for it is the formats' business, the decision the rules'."""

from enum import Enum


class Reason(Enum):
    """The closed list of refusals. The value is the code that machines see."""

    # names
    NAME_EMPTY = "name-empty"
    NAME_LONG = "name-long"
    NAME_CHARACTERS = "name-characters"
    NAME_RESERVED = "name-reserved"
    NAME_TAKEN = "name-taken"
    NAME_LOOKS_LIKE = "name-looks-like"
    NO_GUESTS = "no-guests"
    TOO_SLOW = "too-slow"
    WRONG_PASSWORD = "wrong-password"
    WEAK_PASSWORD = "weak-password"
    LONG_PASSWORD = "long-password"
    ACCOUNT_EXISTS = "account-exists"
    WRONG_TOKEN = "wrong-token"
    NOTHING_KEPT = "nothing-kept"
    NO_TOKEN = "no-token"
    NOT_A_BOT = "not-a-bot"
    NO_ACCOUNT = "no-account"
    NO_ACCOUNTS = "no-accounts"
    ALREADY_IN = "already-in"
    THROTTLED = "throttled"
    BUSY = "busy"
    BANNED = "banned"
    NAME_BANNED = "name-banned"
    # commands
    NOT_NOW = "not-now"
    NOT_ALLOWED = "not-allowed"
    OUTRANKED = "outranked"
    NEEDS_FORCE = "needs-force"
    NO_BAN = "no-ban"
    BAD_TARGET = "bad-target"
    KEY_TAKEN = "key-taken"
    NO_KEY = "no-key"
    LAST_OWNER = "last-owner"
    BAD_ROLE = "bad-role"
    NOT_MUTED = "not-muted"
    OWN_MUTE = "own-mute"
    NOTHING_TO_UNDO = "nothing-to-undo"
    UNKNOWN_COMMAND = "unknown-command"
    USAGE = "usage"
    UNREADABLE = "unreadable"
    BAD_SETTING = "bad-setting"
    BAD_DURATION = "bad-duration"
    PLUGIN_OFF = "plugin-off"
    # places and people
    NO_CHANNEL = "no-channel"
    SAME_CHANNEL = "same-channel"
    CANNOT_SWITCH = "cannot-switch"
    NO_ROOM = "no-room"
    NOT_MEMBER = "not-member"
    ONLY_ROOM = "only-room"
    ROOMS_OFF = "rooms-off"
    ROOM_NAME = "room-name"
    ROOM_TAKEN = "room-taken"
    TOO_MANY_ROOMS = "too-many-rooms"
    INVITE_ONLY = "invite-only"
    ROOM_PASSWORD = "room-password"
    NO_ROOM_PASSWORDS = "no-room-passwords"
    NOT_OWNER = "not-owner"
    CONFIGURED = "configured"
    NOT_HERE = "not-here"
    NOT_IN_CHANNEL = "not-in-channel"
    NOBODY_TO_REPLY = "nobody-to-reply"
    NOT_AWAY = "not-away"
    TOO_MANY_IGNORED = "too-many-ignored"
    NO_MAIL = "no-mail"
    MAIL_FULL = "mail-full"
    MAIL_ENOUGH = "mail-enough"
    MAIL_NEEDS_ACCOUNT = "mail-needs-account"
    # speech
    WAITING = "waiting"
    MUTED = "muted"
    READ_ONLY = "read-only"
    FLOOD = "flood"
    SLOW_MODE = "slow-mode"
    LINE_TOO_LONG = "line-too-long"
    LOOKS_SECRET = "looks-secret"
    NO_VOICE = "no-voice"
    HAS_VOICE = "has-voice"
    NOT_VOICED = "not-voiced"
    NOT_HELD = "not-held"
    HELD_FULL = "held-full"
    # files
    NO_FILE = "no-file"
    NEEDS_CLIENT = "needs-client"
    CANNOT_TAKE_FILES = "cannot-take-files"
    SEND_FAILED = "send-failed"
    TOO_MANY_FILES = "too-many-files"
    FILE_TOO_LARGE = "file-too-large"
    FILE_TYPE = "file-type"
    NO_OFFER = "no-offer"
    WHICH_OFFER = "which-offer"
    NO_PASTE = "no-paste"
    NOBODY_ELSE = "nobody-else"
    # the house
    WRONG_PROTOCOL = "wrong-protocol"
    STOPPING = "stopping"
    NOT_STORED = "not-stored"


class Refused(Exception):
    """Raised inside the rules to say no; one place turns it into a `Refusal` event for whoever asked.

    `subject` is the name, word or path that the "no" is about; `number` the seconds, bytes or people it is about;
    `hint` a way out that only the rule knows: a free name, the nearest command, a usage line, a reason given.
    """

    def __init__(self, reason: Reason, subject: str = "", *, channel: str = "", number: float = 0, hint: str = "") -> None:
        super().__init__(reason, subject)
        self.reason = reason
        self.subject = subject
        self.channel = channel
        self.number = number
        self.hint = hint
