"""What a configuration comes to: frozen values, complete, with every default filled in and every path made absolute.

It must never know in which form they were written down.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from chatroom.words.policies import CLASSIC, PLAIN, ROOMS, Policies, Rooms, Stage

Names = Literal["house", "channel"]
Style = Literal["plain", "classic", "classchat"]
LongLines = Literal["refuse", "split", "cut"]
UnknownCommands = Literal["suggest", "chat"]
LogForm = Literal["full", "short", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]

HOST = "127.0.0.1"
DATA = "data"  # the folder beside the configuration
LOG_FILE = "log/app.log"  # under the data folder
SSH_PORT = 6022
MANHOLE_PORT = 6023
FILES_PORT = 6080
JSON_PORT = 5555


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """One channel: its name, its port, its seats, and how it treats people."""

    name: str
    port: int
    capacity: int
    style: Style = "plain"
    topic: str = ""
    policies: Policies = PLAIN
    long_lines: LongLines = "refuse"
    unknown_commands: UnknownCommands = "suggest"
    transcript: bool = False
    motd: tuple[str, ...] = ()  # line by line


@dataclass(frozen=True, slots=True)
class Limits:
    """What one connection may use. Bytes; `name_seconds` in seconds; `name_line` holds before a name is given."""

    line: int = 2048
    name_line: int = 1024
    backlog: int = 262144
    name_seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class LogSettings:
    """Where the event log goes and what its lines look like. `file` None: there is no log file.

    `full` lines are `2024-11-04 11:40:11,590 - INFO - ...`, `short` ones `21-10-15 14:30 | INFO | ...`, `json` ones objects.
    """

    file: Path | None = None
    form: LogForm = "full"
    level: LogLevel = "info"


@dataclass(frozen=True, slots=True)
class SshSettings:
    """Where the staff's console listens. `port` None: nowhere."""

    host: str = HOST
    port: int | None = None


@dataclass(frozen=True, slots=True)
class ManholeSettings:
    """Where owners get a Python prompt: a port on a loopback address, or a UNIX socket. Both None: nowhere."""

    host: str = HOST
    port: int | None = None
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class FileSettings:
    """Where the files that people offer come in and go out. `port` None: nowhere; then only `chatclient`s send files.

    `url`: how people reach it. `largest` in bytes; `each` and `most`: files on offer or on their way, of one sender and in all;
    `expiry` in seconds. `types`: the endings that files may have, () for any; `refused_types`: those that they may not have.
    """

    host: str = HOST
    port: int | None = None
    url: str = ""
    largest: int = 4_294_967_296
    each: int = 4
    most: int = 64
    expiry: float = 3600.0
    types: tuple[str, ...] = ()
    refused_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JsonSettings:
    """Where programs come in. `port` None: nowhere. `line`: bytes of one object at most."""

    host: str = HOST
    port: int | None = None
    line: int = 65536


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The whole house. `source` is the file that all this came from; None: it came from no file."""

    host: str = HOST
    names: Names = "house"
    data: Path
    channels: tuple[ChannelSettings, ...]
    policies: Policies = PLAIN  # in rooms that people make, and for who is in no room
    limits: Limits = Limits()
    log: LogSettings = LogSettings()
    ssh: SshSettings = SshSettings()
    rooms: Rooms = ROOMS
    offline_whispers: float | None = None  # seconds for which whispers to accounts that are not there are kept; None: not at all
    manhole: ManholeSettings = ManholeSettings()
    files: FileSettings = FileSettings()
    json: JsonSettings = JsonSettings()
    plugins: tuple[str, ...] = ()  # the names of those that may add commands
    source: Path | None = None


def file_settings(**found: Any) -> FileSettings:
    """The port for files, the usual one if none is said. Without a `url`, people reach it where it listens."""
    files = FileSettings(**{"port": FILES_PORT, **found})
    if files.port is None or files.url:
        return files
    host = f"[{files.host}]" if ":" in files.host else files.host
    return replace(files, url=f"http://{host}:{files.port}")


class Preset(NamedTuple):
    """What a style means as long as nothing else is said."""

    policies: Policies
    long_lines: LongLines
    unknown_commands: UnknownCommands


PRESETS: dict[Style, Preset] = {
    "plain": Preset(PLAIN, "refuse", "suggest"),
    "classic": Preset(CLASSIC, "split", "chat"),
    "classchat": Preset(PLAIN, "refuse", "suggest"),
}


def channel(name: str, port: int, capacity: int, style: Style = "plain", **wishes: Any) -> ChannelSettings:
    """A channel of that style, with what is wished otherwise.

    Wishes: topic, motd, guests, guest_names, afk, seat_grace, queue, flood, long_lines, unknown_commands, transcript, moderated,
    announce, approve, and topics ("staff" or "all").
    """
    preset = PRESETS[style]
    return ChannelSettings(
        name,
        port,
        capacity,
        style,
        topic=wishes.get("topic", ""),
        motd=wishes.get("motd", ()),
        policies=_policies(preset.policies, style, wishes),
        long_lines=wishes.get("long_lines", preset.long_lines),
        unknown_commands=wishes.get("unknown_commands", preset.unknown_commands),
        transcript=wishes.get("transcript", False),
    )


def house_policies(shared: dict[str, Any]) -> Policies:
    """What holds where no channel says otherwise, with what is wished for all. Rooms that people make have the style plain."""
    return _policies(PLAIN, "plain", shared)


def _policies(usual: Policies, style: Style, wishes: dict[str, Any]) -> Policies:
    changed: dict[str, Any] = {key: wishes[key] for key in ("afk", "flood", "guest_names") if key in wishes}
    if style != "classic":  # it knows nobody who could come back
        changed |= _graces(wishes)
    if not wishes.get("guests", True):
        changed["guests"] = False
    if any(wishes.get(key, False) for key in ("moderated", "announce", "approve")):
        changed["stage"] = Stage(wishes.get("announce", False), wishes.get("approve", False))
    if "topics" in wishes:
        changed["anyone_sets_topic"] = wishes["topics"] == "all"
    return replace(usual, **changed)


def _graces(wishes: dict[str, Any]) -> dict[str, float]:
    """How long seats and places are kept; None, which is "off", is not at all."""
    queue = wishes.get("queue", {})
    seat = {"seat_grace": wishes["seat_grace"] or 0.0} if "seat_grace" in wishes else {}
    return seat | ({"queue_grace": queue["grace"] or 0.0} if "grace" in queue else {})


def classchat(host: str) -> Settings:
    """Those of ClassChat's own server: no room until somebody makes one, five seconds for a name (S2-16), nothing kept."""
    return Settings(data=Path(), host=host, channels=(), limits=Limits(name_seconds=5.0))
