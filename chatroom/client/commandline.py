"""`chatroom client` on the command line: its words and questions, judged before anything slow is imported.

It must never import Twisted.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from chatroom.client.address import Address

NO_SCREEN: Final = "Plain mode. For the full screen: python3 -m pip install 'chatroom[client]'"
_SCHEMES: Final = ("dark", "light", "none")
_EPILOG: Final = """\
without ADDRESS or NAME it asks for them; Enter takes the default.

examples:
  chatroom client                              asks where to go and who you are
  chatroom client chat.example.org:5555 ann    goes there as ann
  chatroom client :5555 ann --join office      this computer, and straight into office
  date | chatroom client --plain :5555 clock   says one line and leaves
  chatroom client --plain --listen :5555 log < /dev/null >> log.txt
                                               writes down what is said

exit status:
  0 you have left, or the input has ended    1 there is no chat at that address
  2 the command line will not do             3 the line was lost and did not come back
  4 you were kicked                          5 the room was emptied
  6 you were quiet for too long              7 you are banned
  8 the server was shut down                 9 the name is taken or not allowed
 10 the password is wrong, or missing       11 you did not read what came
 12 the server did not let you in          128 and more: a signal
"""


def add_command(commands: Any) -> None:
    """The command among those of `chatroom`."""
    client = commands.add_parser(
        "client",
        help="chat in this terminal",
        description="The terminal client: a full screen, or lines where there is none.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    client.add_argument(
        "address", nargs="?", metavar="ADDRESS", help="host, host:port or :port; the port is 5555 if there is none"
    )
    client.add_argument("name", nargs="?", metavar="NAME", help="who you are")
    client.add_argument("--join", metavar="ROOM", action="append", default=[], help="go there first; may be given again")
    client.add_argument("--plain", action="store_true", help="lines in, lines out: for pipes and simple terminals")
    client.add_argument("--listen", action="store_true", help="in plain mode, stay when the input ends")
    client.add_argument("--screen-reader", action="store_true", help="plain mode in whole sentences, without marks")
    client.add_argument("--scheme", choices=_SCHEMES, help="colours: for a dark or a light terminal, or none")
    client.add_argument("--clock", action="store_true", help="the time before each line, also by /set clock on")
    client.add_argument("--no-bell", action="store_true", help="no sound when somebody writes @NAME, also by /set bell off")
    client.add_argument("--downloads", metavar="FOLDER", default=".", help="where files go that you accept (default: here)")
    client.add_argument("--accept-files", action="store_true", help="accept every file that is offered")
    client.add_argument("--password-file", metavar="FILE", help="its first line is the password of NAME")
    client.add_argument(
        "--patience", metavar="SECONDS", type=_seconds, default=300.0, help="call a lost line again for so long (default: 300)"
    )
    client.set_defaults(act=run, parser=client)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"it must be a number of seconds from 0 to 86400, not {text!a}")
    return seconds


def run(arguments: argparse.Namespace) -> int:
    """Judges, asks for what is missing, and only then starts; the exit status."""
    from chatroom.client.address import BadAddress, ask_address, ask_name, read_address

    try:
        address = read_address(arguments.address) if arguments.address is not None else None
        password = _first_line(arguments.password_file) if arguments.password_file is not None else ""
        _judge_folder(arguments.downloads)
        if address is None:
            address = ask_address(_ask, _complain)
        name = _name(arguments.name) if arguments.name is not None else ask_name(_ask, _complain)
    except (BadAddress, OSError) as bad:
        _complain(f"{bad}")
        return 2
    except (EOFError, KeyboardInterrupt):
        _complain("\nThere is nobody to ask. Please give ADDRESS and NAME: chatroom client 127.0.0.1:5555 ann")
        return 2
    return _start(arguments, address, name, password)


def _start(arguments: argparse.Namespace, address: Address, name: str, password: str) -> int:
    terminal = os.isatty(0) and os.isatty(1)
    lines = arguments.plain or arguments.screen_reader or arguments.listen or not terminal
    lines = lines or os.environ.get("TERM", "dumb") in ("dumb", "unknown", "")
    if not lines and importlib.util.find_spec("prompt_toolkit") is None:
        _complain(NO_SCREEN)
        lines = True
    from chatroom.client.shell import Options, start

    return start(
        Options(
            address,
            name,
            password=password,
            rooms=tuple(arguments.join),
            lines=lines,
            piped=not os.isatty(0),
            listen=arguments.listen,
            simple=arguments.screen_reader,
            scheme=arguments.scheme or ("none" if os.environ.get("NO_COLOR") else "dark"),
            clock=arguments.clock,
            bell=not arguments.no_bell,
            downloads=os.fsencode(arguments.downloads),
            autoaccept=arguments.accept_files,
            patience=arguments.patience,
        )
    )


def _ask(question: str) -> str:
    """One answer, and not a byte more of a pipe: what follows is for the talk. Raises EOFError."""
    if os.isatty(0):
        return input(question)
    print(question, flush=True)
    answer = b""
    while not answer.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte and not answer:
            raise EOFError
        if not byte:
            break
        answer += byte
    return answer.decode("utf-8", "replace").rstrip("\r\n")


def _name(text: str) -> str:
    from chatroom.client.address import BadAddress

    if not text.strip() or "\n" in text or "\r" in text:
        raise BadAddress("The name must have a visible character, and fit on one line.")
    return text.strip()


def _first_line(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.readline().rstrip("\r\n")
    except OSError as no:
        raise OSError(f"The password cannot be read from {path!a}: {no.strerror}.") from None


def _judge_folder(path: str) -> None:
    if not os.path.isdir(path) or not os.access(path, os.W_OK | os.X_OK):
        raise NotADirectoryError(
            f"{path!a} is no folder into which files can be written. Please name another: --downloads FOLDER"
        )


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr)
