"""`chatroom admin` and `chatroom audit` on the command line: their words, the questions for a password, and their exit statuses.

It imports nothing beside the standard library before a command runs. A password is never an argument, where the list of
processes would show it: it is asked for on a terminal, twice, or is the first line of standard input.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chatroom.config import Settings

_PASSWORD = "Asks for the password twice, or reads it from the first line of standard input."


class _NoPassword(Exception):
    """The text is one sentence."""


def add_commands(commands: Any) -> None:
    """The two commands among those of `chatroom`."""
    admin = commands.add_parser(
        "admin", help="accounts of the staff and of members", description="Accounts, whether the server runs or not."
    )
    acts = admin.add_subparsers(metavar="COMMAND", required=True)

    add = _command(acts, "add", "make an account", _add, _PASSWORD)
    add.add_argument("name")
    add.add_argument("--role", default="member", help="owner, admin, moderator, voice, bot or member (default)")
    add.add_argument("--bot", action="store_true", help="a program's account: role bot, no password, comes in by a token")
    add.add_argument("--no-password", action="store_true", help="an account that logs in by SSH key only")

    passwd = _command(acts, "passwd", "give an account a new password", _passwd, _PASSWORD)
    passwd.add_argument("name")

    role = _command(acts, "role", "give an account a role", _role, "Everywhere, or in one channel only.")
    role.add_argument("name")
    role.add_argument("role")
    role.add_argument("channel", nargs="?", default="")

    key = _command(acts, "key", "let an SSH key in for an account", _key, "The key from a file such as ~/.ssh/id_ed25519.pub.")
    key.add_argument("name")
    key.add_argument("file", help="the public key; - is standard input")
    key.add_argument("--remove", action="store_true", help="FILE is a fingerprint (SHA256:...), which is not let in any more")

    once = "For a program, which comes in by it where programs do. It is shown once; making one ends the one before."
    token = _command(acts, "token", "make the token of a bot", _token, once)
    token.add_argument("name")
    token.add_argument("--revoke", action="store_true", help="let nobody in by it any more, and make none")

    _command(acts, "list", "list the accounts", _list, "With their roles and keys.")

    audit = commands.add_parser(
        "audit", help="the log of what staff has done", description="The audit log, whether the server runs or not."
    )
    acts = audit.add_subparsers(metavar="COMMAND", required=True)
    verify = "Exit status: 0 sound, 1 changed, 2 not to be read. The first record that was changed is named."
    _command(acts, "verify", "say whether anybody has changed it", _verify, verify)
    _command(acts, "export", "print it, one JSON object a line", _export, "Oldest first, on standard output.")


def _command(acts: Any, name: str, short: str, act: Any, text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = acts.add_parser(name, help=short, description=f"{short.capitalize()}. {text}")
    command.add_argument("-c", "--config", metavar="FILE", default="channels.yaml", help="default: channels.yaml here")
    command.set_defaults(act=lambda arguments: _open(arguments, act), parser=command)
    return command


def _open(arguments: argparse.Namespace, act: Any) -> int:
    """Reads the configuration, then does it."""
    from chatroom.config import BadConfig, load
    from chatroom.streams import take_all_text

    try:
        settings = load(arguments.config)
    except BadConfig as bad:
        for complaint in bad.complaints:
            print(complaint, file=sys.stderr)
        return 1
    take_all_text()
    try:
        status = int(act(settings, arguments))
        sys.stdout.flush()
    except OSError as error:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # or Python complains at the end
        if isinstance(error, BrokenPipeError):
            return 0  # whoever reads has seen enough
        return _wrong(f"What there is to say could not be written: {error.strerror}.")
    return status


# ---- accounts ----------------------------------------------------------------------------------------------------------


def _add(settings: Settings, arguments: argparse.Namespace) -> int:
    try:
        password = "" if arguments.no_password or arguments.bot else _new_password(arguments.name)
    except _NoPassword as no:
        return _wrong(str(no))
    role = "bot" if arguments.bot else arguments.role
    return _ask(settings, {"do": "add", "name": arguments.name, "password": password, "role": role})


def _passwd(settings: Settings, arguments: argparse.Namespace) -> int:
    try:
        password = _new_password(arguments.name)
    except _NoPassword as no:
        return _wrong(str(no))
    return _ask(settings, {"do": "passwd", "name": arguments.name, "password": password})


def _role(settings: Settings, arguments: argparse.Namespace) -> int:
    return _ask(settings, {"do": "role", "name": arguments.name, "role": arguments.role, "channel": arguments.channel})


def _key(settings: Settings, arguments: argparse.Namespace) -> int:
    if arguments.remove:
        return _ask(settings, {"do": "unkey", "name": arguments.name, "fingerprint": arguments.file})
    try:
        if arguments.file == "-":
            line = sys.stdin.read(64 * 1024)
        else:
            with open(os.path.expanduser(arguments.file), encoding="utf-8", errors="replace") as file:
                line = file.read(64 * 1024)
    except OSError as error:
        return _wrong(f"{arguments.file}: {error.strerror}.")
    return _ask(settings, {"do": "key", "name": arguments.name, "line": line[: 32 * 1024]})


def _token(settings: Settings, arguments: argparse.Namespace) -> int:
    return _ask(settings, {"do": "untoken" if arguments.revoke else "token", "name": arguments.name})


def _list(settings: Settings, arguments: argparse.Namespace) -> int:
    return _ask(settings, {"do": "list"})


def _new_password(name: str) -> str:
    """Twice on a terminal; otherwise the first line of standard input. Raises _NoPassword."""
    if sys.stdin.isatty():
        try:
            password = getpass.getpass(f"Password for {name}: ")
            if password != getpass.getpass("The same once more: "):
                raise _NoPassword("The two are not the same, so nothing has happened.")
        except (EOFError, KeyboardInterrupt):
            raise _NoPassword("No password, so nothing has happened.") from None
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise _NoPassword("No password, so nothing has happened.")
    try:
        password.encode()
    except UnicodeEncodeError:
        raise _NoPassword("That password is no text in UTF-8, so nothing has happened. Please try another one.") from None
    return password


def _ask(settings: Settings, request: dict[str, Any]) -> int:
    from chatroom.office import NotAnswered, ask
    from chatroom.stores.trouble import BadStore

    try:
        answer = ask(settings, request)
    except (BadStore, NotAnswered) as trouble:
        return _wrong(str(trouble), 70)
    except OSError as error:
        return _wrong(f"{settings.data}: {error.strerror or error}.", 70)
    for line in answer["lines"]:
        print(line, file=sys.stderr if answer["status"] else sys.stdout)
    return int(answer["status"])


def _wrong(sentence: str, status: int = 1) -> int:
    print(sentence, file=sys.stderr)
    return status


# ---- the audit log -----------------------------------------------------------------------------------------------------


def _verify(settings: Settings, arguments: argparse.Namespace) -> int:
    from chatroom.office import export, store_of, verify
    from chatroom.stores.trouble import BadStore

    try:
        findings = verify(store_of(settings))
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            count = export(store_of(settings), nowhere)
    except BadStore as bad:
        return _wrong(str(bad), 2)
    if findings:
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        return _wrong(f"The audit log was changed: {findings[0]}{more}.")
    print(f"The audit log is sound: {count} {'record' if count == 1 else 'records'}.")
    return 0


def _export(settings: Settings, arguments: argparse.Namespace) -> int:
    from chatroom.office import export, store_of
    from chatroom.stores.trouble import BadStore
    from chatroom.streams import take_all_text

    take_all_text(encoding="utf-8")  # for programs, whatever this terminal speaks
    try:
        count = export(store_of(settings), sys.stdout)
    except BadStore as bad:
        return _wrong(str(bad), 2)
    print(f"{count} {'record' if count == 1 else 'records'}.", file=sys.stderr)
    return 0
