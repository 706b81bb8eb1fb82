"""The commands `chatroom`, `chatserver` and `chatclient`. Nothing of Twisted is imported before the arguments are judged."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, NoReturn

from chatroom import __version__
from chatroom.streams import open_standard_streams

if TYPE_CHECKING:
    import argparse

_EXAMPLES = """\
examples:
  chatroom run                              serve channels.yaml; write a sample first if there is none
  chatroom run --config my.yaml --console   serve my.yaml and take operator commands from this terminal
  chatroom check-config my.yaml             say everything that is wrong with it
  chatroom config convert old.txt           the same channels as YAML, on standard output
  chatroom admin add ann --role owner       make the first account of the staff; asks for its password
  chatroom audit verify                     say whether anybody has changed the audit log
"""


def main() -> NoReturn:
    """`chatroom`. Exit status: 0, 1 for a configuration or a port, 2 for the command line."""
    open_standard_streams()
    arguments, unknown = _parser().parse_known_args()
    if unknown:  # the usage that helps is that of the command
        arguments.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    raise SystemExit(arguments.act(arguments))


def chatserver() -> NoReturn:
    """`chatserver [afk_time] config_file`: the classic server (CLASSIC C1, 2023). Status 1 for anything that is wrong."""
    open_standard_streams()
    words = sys.argv[1:]
    afk = words.pop(0) if len(words) == 2 else "100"
    if len(words) != 1 or not (afk.isascii() and afk.isdigit() and len(afk) <= 4 and 1 <= int(afk) <= 1000):
        print("Usage: chatserver [afk_time] config_file    (afk_time: 1 to 1000 seconds, default 100)", file=sys.stderr)
        raise SystemExit(1)
    from chatroom.config import BadConfig, load_classic

    try:
        settings = load_classic(words[0], float(afk))
    except BadConfig as bad:
        raise SystemExit(_complain(bad.complaints)) from None
    _start_fast()
    from chatroom.tap import serve_classic

    raise SystemExit(serve_classic(settings))


def chatclient() -> NoReturn:
    """`chatclient port username`: the classic client (CLASSIC C1, 2023)."""
    from chatroom.client.arguments import judge

    port, name = judge(sys.argv[1:])
    from chatroom.client.__main__ import run

    raise SystemExit(run(port, name))


def _parser() -> argparse.ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(
        prog="chatroom",
        description="A chat server with seats and a fair waiting line, for telnet, nc and more.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"chatroom {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    run = commands.add_parser("run", help="serve a configuration", description="Serve the channels of a configuration file.")
    run.add_argument("-c", "--config", metavar="FILE", help="default: channels.yaml here; a sample is written if there is none")
    run.add_argument("--console", action="store_true", help="take /kick, /mute, /empty and /shutdown from standard input")
    run.add_argument(
        "--classchat",
        nargs="*",
        metavar=("HOST", "PORT"),
        help="serve ClassChat's rooms alone, without a configuration (default: 127.0.0.1 5555)",
    )
    run.set_defaults(act=_run, parser=run)

    check = commands.add_parser("check-config", help="judge a configuration file", description="Say all that is wrong with it.")
    check.add_argument("file", nargs="?", default="channels.yaml")
    check.set_defaults(act=_check, parser=check)

    config = commands.add_parser("config", help="convert older forms of configuration")
    convert = config.add_subparsers(metavar="COMMAND", required=True).add_parser(
        "convert", help="print any configuration file as YAML", description="The same channels as YAML, on standard output."
    )
    convert.add_argument("file")
    convert.set_defaults(act=_convert, parser=convert)

    from chatroom.client.commandline import add_command

    add_command(commands)

    from chatroom.office_hours import add_commands

    add_commands(commands)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    """Hands over to twistd: in the foreground, without a pid file."""
    if arguments.classchat is not None:
        return _run_classchat(arguments)
    _start_fast()
    from twisted.scripts import twistd

    sys.argv = ["twistd", "--nodaemon", "--pidfile=", "--no_save", "chatroom"]
    if arguments.config is not None:
        sys.argv.append(f"--config={arguments.config}")
    if arguments.console:
        sys.argv.append("--console")
    twistd.run()  # type: ignore[no-untyped-call]
    return 0


def _start_fast() -> None:
    """No garbage is looked for before the server serves (process.py): 60 of 490 ms."""
    gc.disable()


def _run_classchat(arguments: argparse.Namespace) -> int:
    """ClassChat's own server: HOST and PORT as they come, both with a default."""
    from chatroom.config.complaints import Unfit
    from chatroom.config.values import host, port

    words = [*arguments.classchat, *("127.0.0.1", "5555")[len(arguments.classchat) :]]
    if len(words) > 2 or arguments.config is not None or arguments.console:
        print("Usage: chatroom run --classchat [HOST [PORT]], and nothing else.", file=sys.stderr)
        return 2
    try:
        where = host(words[0]), port(words[1])
    except Unfit as no:
        print(f"chatroom run --classchat {' '.join(words)}: {no.reason}.", file=sys.stderr)
        return 2
    _start_fast()
    from chatroom.tap import serve_classchat

    return serve_classchat(*where)


def _check(arguments: argparse.Namespace) -> int:
    from chatroom.config import BadConfig, load

    try:
        settings = load(arguments.file)
    except BadConfig as bad:
        return _complain(bad.complaints)
    seats = sum(channel.capacity for channel in settings.channels)
    print(f"{arguments.file}: sound. {_many(len(settings.channels), 'channel')}, {_many(seats, 'seat')}.")
    return 0


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _convert(arguments: argparse.Namespace) -> int:
    from chatroom.config import BadConfig, load
    from chatroom.config.convert import to_yaml
    from chatroom.streams import take_all_text

    try:
        settings = load(arguments.file)
    except BadConfig as bad:
        return _complain(bad.complaints)
    take_all_text(encoding="utf-8")  # as which the file will be read
    sys.stdout.write(to_yaml(settings))
    return 0


def _complain(complaints: tuple[object, ...]) -> int:
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1
