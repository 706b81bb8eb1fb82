"""From settings back to YAML, for `chatroom config convert`: the same house, and only what differs from the defaults.

It knows nothing of the file that the settings came from but its folder, to which paths are relative.
"""

import re
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from chatroom.config.settings import (
    DATA,
    HOST,
    LOG_FILE,
    PRESETS,
    ChannelSettings,
    FileSettings,
    JsonSettings,
    Limits,
    LogSettings,
    ManholeSettings,
    Settings,
    SshSettings,
    Style,
)
from chatroom.config.values import written
from chatroom.words.policies import PLAIN, ROOMS, Flood, Policies, Rooms

HEADER = """\
# The channels of this chatroom, and what differs from the defaults.
# `chatroom run` writes a sample that explains every key when it is started in an empty folder.
"""
_SHARED = ("style", "motd", "long_lines", "unknown_commands")  # stand at the top if all channels have them

_WORD = re.compile(r"[A-Za-z_./][A-Za-z0-9_./-]*|[0-9]{1,3}(\.[0-9]{1,3}){3}")
_RESERVED = ("on", "off", "yes", "no", "true", "false", "null", "y", "n")
_ESCAPED = re.compile('["\\\\]|[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]')


def to_yaml(settings: Settings) -> str:
    """The house as the text of a channels.yaml. The same settings give the same bytes.

    Loading it gives equal channels and equal house settings.
    """
    rows = [_channel(channel, settings.policies) for channel in settings.channels]
    common = {key: rows[0][key] for key in _SHARED if key in rows[0] and all(row.get(key) == rows[0][key] for row in rows)}
    house = {**_house(settings), **_manners(settings.policies, PLAIN), **common}
    parts = [HEADER, *(f"{key}: {value}\n" for key, value in house.items())]
    parts += _mapping("limits", _limits(settings.limits))
    parts += _mapping("log", _log(settings.log, settings.data))
    parts += _mapping("ssh", _listener(settings.ssh))
    parts += _mapping("json", _json(settings.json))
    parts += _mapping("manhole", _manhole(settings.manhole, settings.data))
    parts += _mapping("files", _files(settings.files))
    parts.append("channels:\n")
    for row in rows:
        own = [f"{key}: {value}\n" for key, value in row.items() if key not in common]
        parts.append("  - " + "    ".join(own))
    return "".join(parts)


def _house(settings: Settings) -> dict[str, str]:
    folder = settings.source.parent if settings.source else None
    found: dict[str, str] = {}
    if settings.host != HOST:
        found["host"] = _text(settings.host)
    if settings.names != "house":
        found["names"] = settings.names
    if folder is None or settings.data != folder / DATA:
        found["data"] = _path(settings.data, folder)
    if settings.offline_whispers is not None:
        found["offline_whispers"] = written(settings.offline_whispers)
    if settings.rooms != ROOMS:
        found["rooms"] = _rooms(settings.rooms)
    if settings.plugins:
        found["plugins"] = f"[{', '.join(map(_text, settings.plugins))}]"
    return found


def _channel(channel: ChannelSettings, house: Policies) -> dict[str, str]:
    """What a channel says about itself, in the order in which people ask for it."""
    preset = PRESETS[channel.style]
    policies = channel.policies
    found = {"name": _text(channel.name), "port": str(channel.port), "capacity": str(channel.capacity)}
    if channel.topic:
        found["topic"] = _text(channel.topic)
    if channel.style != "plain":
        found["style"] = channel.style
    if channel.motd:
        found["motd"] = _text("\n".join(line or " " for line in channel.motd))  # empty lines at its ends would be taken away
    if policies.stage is not None:
        found["moderated"] = "on"
        found.update({key: "on" for key in ("announce", "approve") if getattr(policies.stage, key)})
    found |= _manners(policies, _inherited(preset.policies, house, channel.style))
    if channel.long_lines != preset.long_lines:
        found["long_lines"] = channel.long_lines
    if channel.unknown_commands != preset.unknown_commands:
        found["unknown_commands"] = channel.unknown_commands
    if policies.anyone_sets_topic:
        found["topics"] = "all"
    if channel.transcript:
        found["transcript"] = "on"
    return found


def _inherited(preset: Policies, house: Policies, style: Style) -> Policies:
    """What a channel of that style has if it says nothing: what stands at the top, or else what the style means."""
    fitting = [name for name in _MANNERS if style != "classic" or name not in ("seat_grace", "queue_grace")]
    said = {name: getattr(house, name) for name in fitting if getattr(house, name) != getattr(PLAIN, name)}
    return replace(preset, **said)


def _manners(policies: Policies, usual: Policies) -> dict[str, str]:
    """How people are treated, as far as it is not the usual."""
    found: dict[str, str] = {}
    for name, (key, as_written) in _MANNERS.items():
        if getattr(policies, name) != getattr(usual, name):
            found[key] = as_written(getattr(policies, name))
    return found


def _seconds_or_off(seconds: float | None) -> str:
    return written(seconds) if seconds else "off"


def _rooms(rooms: Rooms) -> str:
    """What differs from the usual; off, if that is all."""
    changed = {field.name: str(getattr(rooms, field.name)) for field in fields(rooms)}
    if not rooms.allow:
        changed["allow"] = "off"
    found = [f"{name}: {value}" for name, value in changed.items() if getattr(rooms, name) != getattr(ROOMS, name)]
    return "off" if found == ["allow: off"] else f"{{{', '.join(found)}}}"


def _flood(flood: Flood | None) -> str:
    if flood is None:
        return "off"
    return f"{{{', '.join(f'{field.name}: {written(getattr(flood, field.name))}' for field in fields(flood))}}}"


_MANNERS: dict[str, tuple[str, Callable[[Any], str]]] = {  # by policy: its key, and how its value is written
    "guests": ("guests", lambda on: "on" if on else "off"),
    "guest_names": ("guest_names", lambda form: _text(form or "*")),
    "afk": ("afk", _seconds_or_off),
    "seat_grace": ("seat_grace", _seconds_or_off),
    "queue_grace": ("queue", lambda seconds: f"{{grace: {_seconds_or_off(seconds)}}}"),
    "flood": ("flood", _flood),
}


def _limits(limits: Limits) -> dict[str, str]:
    usual = Limits()
    names = [field.name for field in fields(limits)]
    return {name: written(getattr(limits, name)) for name in names if getattr(limits, name) != getattr(usual, name)}


def _log(log: LogSettings, data: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    if log.file is None:
        found["file"] = "off"
    elif log.file != data / LOG_FILE:
        found["file"] = _path(log.file, data)
    if log.form != "full":
        found["form"] = log.form
    if log.level != "info":
        found["level"] = log.level
    return found


def _listener(door: SshSettings | JsonSettings | ManholeSettings) -> dict[str, str]:
    """Nothing if there is no such door, which is what a file without the key means."""
    if door.port is None:
        return {}
    found = {"port": str(door.port)}
    if door.host != HOST:
        found["host"] = _text(door.host)
    return found


def _json(json: JsonSettings) -> dict[str, str]:
    found = _listener(json)
    if json.port is not None and json.line != JsonSettings().line:
        found["line"] = str(json.line)
    return found


def _manhole(manhole: ManholeSettings, data: Path) -> dict[str, str]:
    return _listener(manhole) if manhole.path is None else {"path": _path(manhole.path, data)}


def _files(files: FileSettings) -> dict[str, str]:
    """Nothing if there is no such port, which is what a file without the key means."""
    if files.port is None:
        return {}
    host = f"[{files.host}]" if ":" in files.host else files.host
    found = {"listen": _text(f"{host}:{files.port}"), "url": _text(files.url)}
    usual = FileSettings()
    for name in ("types", "refused_types"):
        if getattr(files, name):
            found[name] = f"[{', '.join(map(_text, getattr(files, name)))}]"
    for name in ("largest", "each", "most", "expiry"):
        if getattr(files, name) != getattr(usual, name):
            found[name] = written(getattr(files, name))
    return found


def _mapping(key: str, pairs: dict[str, str]) -> list[str]:
    return [f"{key}:\n", *(f"  {name}: {value}\n" for name, value in pairs.items())] if pairs else []


def _path(path: Path, folder: Path | None) -> str:
    return _text(path.relative_to(folder).as_posix() if folder and path.is_relative_to(folder) else str(path))


def _text(text: str) -> str:
    """Plain where nobody could misread it, in double quotes otherwise."""
    if _WORD.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if character == "\n":
        return "\\n"
    return "\\" + character if character in '"\\' else f"\\U{ord(character):08x}"
