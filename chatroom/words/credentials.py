"""Commands that carry a password. It is in no repr, so that no log and no traceback can show it."""

import re
from dataclasses import field
from typing import ClassVar

from chatroom.words.commands import Command
from chatroom.words.values import dataclass


@dataclass(frozen=True, slots=True)
class Register(Command):
    """Make your name an account: nobody else can use it then."""

    nick: str
    password: str = field(repr=False)
    words: ClassVar[tuple[str, ...]] = ("register",)
    usage: ClassVar[str] = "<name> <password...>"
    nameless: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Login(Command):
    """Come in under your account's name.

    `files` and `resumes` as in Introduce.
    """

    nick: str
    password: str = field(repr=False)
    files: bool = False
    resumes: bool = False
    words: ClassVar[tuple[str, ...]] = ("login",)
    usage: ClassVar[str] = "<name> <password...>"
    nameless: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class SignIn(Command):
    """Come in by the token of a bot's account."""

    token: str = field(repr=False)
    resumes: bool = False
    nameless: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class Passwd(Command):
    """Change your account's password."""

    old: str = field(repr=False)
    new: str = field(repr=False)
    words: ClassVar[tuple[str, ...]] = ("passwd",)
    usage: ClassVar[str] = "<old-password> <new-password...>"
    more: ClassVar[str] = 'An old password with blanks stands in quotes: /passwd "my old one" my new one.'
    waiting: ClassVar[bool] = True

    @classmethod
    def typed(cls, old: str, new: str) -> "Passwd":
        """From the words of a line, where the first word may be the beginning of quotes."""
        quoted = re.fullmatch('"(.+)" +(.+)', f"{old} {new}")
        return cls(quoted[1], quoted[2]) if quoted is not None else cls(old, new)


@dataclass(frozen=True, slots=True)
class Prove(Command):
    """The password of the name that was given."""

    password: str = field(repr=False)
    nameless: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class OwnAccount(Command):
    """Show all that is kept about your account, as JSON (export), or end it (delete, with your password)."""

    what: str
    password: str = field(default="", repr=False)
    words: ClassVar[tuple[str, ...]] = ("account",)
    usage: ClassVar[str] = "<export|delete> [password...]"
    waiting: ClassVar[bool] = True
