"""Registered people: accounts, their roles, and what each role may do.

In memory only: the store gives the sum at the start, and every change has been kept by it before it is made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from hashlib import sha256

from chatroom.words.commands import Right
from chatroom.words.names import fold, looks
from chatroom.words.records import KeptAccount, KeptKey
from chatroom.words.refusals import Reason, Refused


class Role(Enum):
    """What somebody is in this house, or in one channel. In the order of power."""

    GUEST = "guest"
    BOT = "bot"
    MEMBER = "member"
    VOICE = "voice"
    MODERATOR = "moderator"
    ADMIN = "admin"
    OWNER = "owner"

    @property
    def rank(self) -> int:
        """Nobody acts on somebody of the same rank or above (`may_act_on`)."""
        return _RANKS[self]


_RANKS = {role: rank for rank, role in enumerate(Role)}
_MODERATES = frozenset(
    {Right.KICK, Right.MUTE, Right.TOPIC, Right.SLOW, Right.NOTE, Right.SEE_ADDRESSES, Right.ROOMS, Right.VOICE}
)
_ADMINISTERS = _MODERATES | {Right.BAN, Right.EMPTY, Right.ANNOUNCE, Right.AUDIT, Right.SHUTDOWN}
_NOTHING: frozenset[Right] = frozenset()

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.GUEST: _NOTHING,
    Role.BOT: _NOTHING,
    Role.MEMBER: _NOTHING,
    Role.VOICE: _NOTHING,
    Role.MODERATOR: _MODERATES,
    Role.ADMIN: _ADMINISTERS,
    Role.OWNER: frozenset(Right),
}
OF_A_CHANNEL = (Role.MODERATOR, Role.VOICE, Role.MEMBER)  # what somebody can be in one channel only
TOKEN = "token:"  # begins the fingerprint of a token; those of SSH keys begin with SHA256:


def role_named(word: str) -> Role:
    """The role of that name, or BAD_ROLE with those there are. Nobody can be made a guest."""
    role = next((role for role in Role if role.value == word.lower() and role is not Role.GUEST), None)
    if role is None:
        raise Refused(Reason.BAD_ROLE, word, hint=", ".join(role.value for role in reversed(Role) if role is not Role.GUEST))
    return role


def token_fingerprint(token: str) -> str:
    """What is kept of a token."""
    return TOKEN + sha256(token.encode("utf-8", "replace")).hexdigest()


class Letter:
    """A whisper that an account has not read yet; its text is in the store."""

    __slots__ = ("sender", "session", "until")

    def __init__(self, until: float, sender: str) -> None:
        self.until = until  # wall seconds
        self.sender = sender  # the key of the account that wrote it
        self.session = 0  # the connection that it was shown last


class Account:
    """One registered name. `roles` by channel, "" for everywhere."""

    __slots__ = (
        "closing", "coming", "ignores", "key", "keys", "last_letter", "made", "mail", "nick", "roles", "secret", "settings",
    )  # fmt: skip

    def __init__(self, key: str, nick: str, secret: str, made: float) -> None:
        self.key = key
        self.nick = nick
        self.secret = secret
        self.made = made
        self.closing = False  # the store is about to forget it
        self.roles: dict[str, Role] = {}
        self.keys: dict[str, KeptKey] = {}  # by fingerprint
        self.ignores: dict[str, str] = {}  # whom it ignores: key of an account or a name -> the name to show
        self.settings: dict[str, str] = {}  # what it has set and finds again at its next visit
        self.coming: dict[str, str] = {}  # settings that the store is about to have
        self.mail: dict[int, Letter] = {}  # by number, in the order in which they were written
        self.last_letter = 0  # the highest number that one has had since the start

    def role(self, channel: str = "") -> Role:
        """The highest role that holds there."""
        here = self.roles.get(channel, Role.MEMBER)
        return max(self.roles.get("", Role.MEMBER), here, key=lambda role: role.rank)

    def rights(self, channel: str = "") -> frozenset[Right]:
        """What it may do there. Nobody gets what reaches beyond one channel by a role in one channel."""
        return RIGHTS[self.role()] | (RIGHTS[self.role(channel)] & _MODERATES)

    def is_bot(self) -> bool:
        """Whether a program is behind it (G1203)."""
        return self.roles.get("") is Role.BOT

    def tokens(self) -> list[str]:
        """Under which fingerprints its programs come in."""
        return [fingerprint for fingerprint in self.keys if fingerprint.startswith(TOKEN)]


class Accounts:
    """All accounts, by the key of their name and by its look."""

    def __init__(self, kept: Iterable[KeptAccount] = ()) -> None:
        self._accounts: dict[str, Account] = {}
        self._looks: dict[str, str] = {}
        for one in kept:
            account = self.add(Account(one.account, one.nick, one.secret, one.made))
            account.roles = {channel: Role(role) for channel, role in one.roles}
            account.keys = {key.fingerprint: key for key in one.keys}
            account.ignores = dict(one.ignores)
            account.settings = dict(one.settings)
            account.mail = {number: Letter(until, sender) for number, until, sender in one.mail}

    def __len__(self) -> int:
        return len(self._accounts)

    def __iter__(self) -> Iterator[Account]:
        return iter(self._accounts.values())

    def get(self, key: str) -> Account | None:
        return self._accounts.get(key)

    def named(self, nick: str) -> Account:
        """Refuses NO_ACCOUNT."""
        account = self._accounts.get(fold(nick))
        if account is None:
            raise Refused(Reason.NO_ACCOUNT, nick)
        return account

    def add(self, account: Account) -> Account:
        self._accounts[account.key] = account
        self._looks.update(dict.fromkeys(looks(account.nick), account.key))
        return account

    def remove(self, key: str) -> None:
        account = self._accounts.pop(key)
        for look in looks(account.nick):
            if self._looks.get(look) == key:
                del self._looks[look]

    def resembling(self, nick: str) -> Account | None:
        """The account whose name this is, or looks like this one."""
        exact = self._accounts.get(fold(nick))
        if exact is not None:
            return exact
        return next((self._accounts[self._looks[look]] for look in looks(nick) if look in self._looks), None)

    def owners(self) -> list[Account]:
        """Those that stay."""
        return [account for account in self._accounts.values() if account.role() is Role.OWNER and not account.closing]

    def holder_of(self, fingerprint: str) -> Account | None:
        """Whose SSH key or token this is."""
        return next((account for account in self._accounts.values() if fingerprint in account.keys), None)
