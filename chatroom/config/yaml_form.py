"""The YAML form: which keys there are, what each may be, and how house, style and channel make one channel's settings.

Everything wrong is found in one pass. The tables at the end are the whole vocabulary.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from chatroom.config import settings as s
from chatroom.config import values
from chatroom.config.complaints import Findings, Unfit
from chatroom.config.fitting import (
    files_must_be_reachable,
    mail_needs_accounts,
    must_be_untaken,
    ports_must_be_untaken,
    somebody_must_come_in,
    stages_must_be_told,
)
from chatroom.config.yaml_nodes import Mapping, Node, Scalar, Sequence, compose
from chatroom.config.yaml_page import Found, Page, Reader, kind_of
from chatroom.config.yaml_values import choice, number, path, path_or_off, plain, text_of, whole
from chatroom.words.policies import ROOMS, Flood, Rooms


def read(text: str, folder: Path, source: Path | None, findings: Findings) -> s.Settings:
    """The house that `text` describes. Paths are relative to `folder`, the log file's to the data folder."""
    root = compose(text, findings)
    if root is None:
        findings.stop(1, "", "the file is empty; it needs at least a list of channels")
    try:
        page = Page(findings, HOMES)
        found = page.mapping(root, "", HOUSE, needed=("channels",))
        ports_must_be_untaken(page, found)
        somebody_must_come_in(page, found)
        stages_must_be_told(page, found)
        files_must_be_reachable(page, found)
        mail_needs_accounts(page, found)
    except Unfit as no:
        findings.stop(root.line, "", no.reason)
    findings.end()
    return _settings(found.values, folder, source)


def _settings(found: dict[str, Any], folder: Path, source: Path | None) -> s.Settings:
    data = folder / found.get("data", s.DATA)
    log = dict(found.get("log", {}))
    log_file = log.pop("file", Path(s.LOG_FILE))
    ssh = found.get("ssh", {"port": None})
    manhole = found.get("manhole", {"port": None})
    if "path" in manhole:
        manhole = {"port": None, "path": data / manhole["path"]}
    files = found.get("files", {"port": None})
    shared = {key: found[key] for key in SHARED if key in found}
    return s.Settings(
        host=found.get("host", s.HOST),
        names=found.get("names", "house"),
        data=data,
        channels=tuple(s.channel(**{**shared, **own}) for own in found["channels"]),
        policies=s.house_policies(shared),
        limits=replace(s.Limits(), **found.get("limits", {})),
        log=s.LogSettings(log_file and data / log_file, **log),
        json=s.JsonSettings(**{"port": s.JSON_PORT, **found.get("json", {"port": None})}),
        ssh=s.SshSettings(**{"port": s.SSH_PORT, **ssh}),
        manhole=s.ManholeSettings(**{"port": s.MANHOLE_PORT, **manhole}),
        files=s.file_settings(**files),
        rooms=found.get("rooms", ROOMS),
        offline_whispers=found.get("offline_whispers"),
        plugins=found.get("plugins", ()),
        source=source,
    )


# ---- readers of what holds other values --------------------------------------------------------------------------------


def _flood(page: Page, node: Node, where: str) -> Flood | None:
    if isinstance(node, Mapping):
        return Flood(**page.mapping(node, where, FLOOD).values)
    if isinstance(node, Scalar) and node.text.lower() in values.ON + values.OFF:
        return Flood() if values.switch(node.text) else None
    raise Unfit(f"must be off or a mapping of burst, rate, paste and gap, not {kind_of(node)}")


def _ssh(page: Page, node: Node, where: str) -> dict[str, Any]:
    """The console's port and address; off is a port of None."""
    return _listener(page, node, where, SSH, "port and host").values


def _json(page: Page, node: Node, where: str) -> dict[str, Any]:
    """The same of the door for programs."""
    return _listener(page, node, where, JSON, "port, host and line").values


def _manhole(page: Page, node: Node, where: str) -> dict[str, Any]:
    """The same of the manhole, which may listen on a socket instead."""
    found = _listener(page, node, where, MANHOLE, "port and host, or of path")
    others = [key for key in ("port", "host") if key in found.lines]
    if "path" in found.lines and others:
        page.findings.add(found.lines["path"], f"{where}.path", f"stands in the place of {others[0]}; take one of them away")
    return found.values


def _listener(page: Page, node: Node, where: str, keys: dict[str, Reader], named: str) -> Found:
    """Where a door listens beside those of the channels; off is a port of None."""
    if isinstance(node, Mapping):
        return page.mapping(node, where, keys)
    if isinstance(node, Scalar) and node.text.lower() in values.ON + values.OFF:
        return Found({} if values.switch(node.text) else {"port": None}, {})
    raise Unfit(f"must be off or a mapping of {named}, not {kind_of(node)}")


def _files(page: Page, node: Node, where: str) -> dict[str, Any]:
    """The port of files and its limits; off is a port of None."""
    if isinstance(node, Mapping):
        found = page.mapping(node, where, FILES).values
        if "listen" in found:
            found["host"], found["port"] = found.pop("listen") or (s.HOST, None)  # None: told what is wrong with it already
        return found
    if isinstance(node, Scalar) and node.text.lower() in values.ON + values.OFF:
        return {} if values.switch(node.text) else {"port": None}
    raise Unfit(f"must be off or a mapping of listen, url and limits, not {kind_of(node)}")


def _endings(page: Page, node: Node, where: str) -> tuple[str, ...]:
    if not isinstance(node, Sequence):
        raise Unfit(f"must be a list of endings such as [pdf, png], not {kind_of(node)}")
    if not node.items:
        raise Unfit("must name one ending at least")
    return tuple(dict.fromkeys(values.ending(text_of(item)) for item in node.items))


def _rooms(page: Page, node: Node, where: str) -> Rooms:
    if isinstance(node, Mapping):
        return Rooms(**page.mapping(node, where, MADE).values)
    if isinstance(node, Scalar) and node.text.lower() in values.ON + values.OFF:
        return Rooms(allow=values.switch(node.text))
    raise Unfit(f"must be off or a mapping of {', '.join(MADE)}, not {kind_of(node)}")


def _section(keys: dict[str, Reader]) -> Reader:
    return lambda page, node, where: page.mapping(node, where, keys).values


def _channels(page: Page, node: Node, where: str) -> list[dict[str, Any]]:
    if not isinstance(node, Sequence):
        raise Unfit(f"must be a list of channels, each beginning with a hyphen, not {kind_of(node)}")
    if not node.items:
        raise Unfit("there must be at least one channel")
    all_found: list[dict[str, Any]] = []
    taken: dict[tuple[str, Any], int] = {}
    for i, item in enumerate(node.items):
        try:
            found = page.mapping(item, f"{where}[{i}]", CHANNEL, needed=("name", "port", "capacity"))
        except Unfit as no:
            page.findings.add(item.line, f"{where}[{i}]", no.reason)
            continue
        all_found.append(found.values)
        for key in ("name", "port"):
            must_be_untaken(page, key, found, f"{where}[{i}].{key}", taken)
    return all_found


def _plugins(page: Page, node: Node, where: str) -> tuple[str, ...]:
    """The names of plugins, each once; off is none."""
    if isinstance(node, Scalar) and not node.quoted and node.text.lower() in values.OFF:
        return ()
    if not isinstance(node, Sequence):
        raise Unfit(f"must be off or a list of names of plugins, as in [dice], not {kind_of(node)}")
    return tuple(dict.fromkeys(values.plugin(text_of(item)) for item in node.items))


# ---- the vocabulary ----------------------------------------------------------------------------------------------------

MIB = 1024 * 1024

FLOOD: dict[str, Reader] = {
    "burst": whole(1),
    "rate": number(values.number),
    "paste": whole(1),
    "gap": number(values.number),
}
LIMITS: dict[str, Reader] = {
    "line": whole(16, MIB),
    "name_line": whole(16, MIB),
    "backlog": whole(1024, 1024 * MIB),
    "name_seconds": plain(values.duration),
}
LOG: dict[str, Reader] = {
    "file": path_or_off,
    "form": choice(s.LogForm),
    "level": choice(s.LogLevel),
}
SSH: dict[str, Reader] = {
    "port": number(values.port),
    "host": plain(values.host),
}
JSON: dict[str, Reader] = {**SSH, "line": whole(256, MIB)}
MANHOLE: dict[str, Reader] = {
    "port": number(values.port),
    "host": plain(values.loopback),
    "path": path,
}
FILES: dict[str, Reader] = {
    "listen": plain(values.listen),
    "url": plain(values.url),
    "largest": plain(values.size),
    **dict.fromkeys(("each", "most"), whole(1)),
    "expiry": plain(values.duration),
    **dict.fromkeys(("types", "refused_types"), _endings),
}
MADE: dict[str, Reader] = {  # rooms that people make
    "allow": plain(values.switch),
    "capacity": whole(1),
    "per_person": whole(1),
    "total": whole(1, 10_000),
    "keep_minutes": whole(1, 1_000_000),
}
QUEUE: dict[str, Reader] = {"grace": plain(values.duration_or_off)}
SHARED: dict[str, Reader] = {  # may stand at the top for all channels, and in a channel for that one
    "style": choice(s.Style),
    "guests": plain(values.switch),
    "guest_names": plain(values.guest_names),
    "motd": plain(values.motd),
    "afk": plain(values.duration_or_off),
    "seat_grace": plain(values.duration_or_off),
    "queue": _section(QUEUE),
    "flood": _flood,
    "long_lines": choice(s.LongLines),
    "unknown_commands": choice(s.UnknownCommands),
}
CHANNEL: dict[str, Reader] = {
    "name": plain(values.channel_name),
    "port": number(values.port),
    "capacity": whole(1),
    "topic": plain(values.topic),
    **SHARED,
    "topics": plain(lambda text: values.choice(text, ("staff", "all"))),
    **dict.fromkeys(("transcript", "moderated", "announce", "approve"), plain(values.switch)),
}
HOUSE: dict[str, Reader] = {
    "channels": _channels,
    "host": plain(values.host),
    "names": choice(s.Names),
    "data": path,
    **SHARED,
    "limits": _section(LIMITS),
    "log": _section(LOG),
    "ssh": _ssh,
    "rooms": _rooms,
    "offline_whispers": plain(values.keeping_or_off),
    "json": _json,
    "manhole": _manhole,
    "files": _files,
    "plugins": _plugins,
}
HOMES = {
    **dict.fromkeys(FLOOD, "flood"),
    **dict.fromkeys(QUEUE, "queue"),
    **dict.fromkeys(JSON, "json"),
    **dict.fromkeys(LIMITS, "limits"),
    **dict.fromkeys(LOG, "log"),
    "path": "manhole",
    **dict.fromkeys(SSH, "ssh"),
    **dict.fromkeys(FILES, "files"),
    **dict.fromkeys(MADE, "rooms"),
    **dict.fromkeys(CHANNEL, "a channel"),
    **dict.fromkeys(HOUSE, "the top of the file"),
}
