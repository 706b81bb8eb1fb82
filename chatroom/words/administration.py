"""What is asked about accounts by who may read and write the server's files: no door for visitors and no console offers it.

Passwords are in no repr, so that no log and no traceback can show them.
"""

from dataclasses import field
from typing import ClassVar

from chatroom.words.commands import Command, Right
from chatroom.words.text import clean_fields
from chatroom.words.values import dataclass


@dataclass(frozen=True, slots=True)
class AddAccount(Command):
    """Make an account, with a role everywhere. Without a password it is for SSH keys only."""

    nick: str
    password: str = field(default="", repr=False)
    role: str = "member"
    words: ClassVar[tuple[str, ...]] = ("add-account",)
    right: ClassVar[Right | None] = Right.ROLES
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "nick", "role")


@dataclass(frozen=True, slots=True)
class SetPassword(Command):
    """Give an account a new password, whatever the old one was."""

    nick: str
    password: str = field(repr=False)
    words: ClassVar[tuple[str, ...]] = ("set-password",)
    right: ClassVar[Right | None] = Right.ROLES
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "nick")


@dataclass(frozen=True, slots=True)
class AddKey(Command):
    """Let an SSH key in for an account. `fingerprint`, `blob` and `comment` as in `records.KeyAdded`."""

    nick: str
    fingerprint: str
    blob: str
    comment: str
    words: ClassVar[tuple[str, ...]] = ("add-key",)
    right: ClassVar[Right | None] = Right.ROLES
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "nick", "fingerprint", "blob", "comment")


@dataclass(frozen=True, slots=True)
class RemoveKey(Command):
    """Do not let an SSH key in any more."""

    nick: str
    fingerprint: str
    words: ClassVar[tuple[str, ...]] = ("remove-key",)
    right: ClassVar[Right | None] = Right.ROLES
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "nick", "fingerprint")


@dataclass(frozen=True, slots=True)
class MakeToken(Command):
    """Make the token by which a bot comes in, in place of the one it had."""

    nick: str
    words: ClassVar[tuple[str, ...]] = ("make-token",)
    right: ClassVar[Right | None] = Right.ROLES
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "nick")


@dataclass(frozen=True, slots=True)
class RevokeToken(Command):
    """Let nobody in by a bot's token any more."""

    nick: str
    words: ClassVar[tuple[str, ...]] = ("revoke-token",)
    right: ClassVar[Right | None] = Right.ROLES
    waiting: ClassVar[bool] = True

    def __post_init__(self) -> None:
        clean_fields(self, "nick")


@dataclass(frozen=True, slots=True)
class ListAccounts(Command):
    """List all accounts with their roles and keys."""

    words: ClassVar[tuple[str, ...]] = ("accounts",)
    right: ClassVar[Right | None] = Right.ROLES
    only_looks: ClassVar[bool] = True
    waiting: ClassVar[bool] = True
