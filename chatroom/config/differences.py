"""What would be different if the server were started again: one short phrase for each change, for the log."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from chatroom.config.settings import ChannelSettings, Settings
from chatroom.config.values import written

_OTHERWISE = ("channels", "source")  # told channel by channel; of no interest
_UNSAID = "policies."  # in the file these stand at the top, or in a channel


def differences(old: Settings, new: Settings) -> list[str]:
    """Phrases such as "limits.line: 2048 -> 4096" and "lobby: capacity 20 -> 30", channels in the order of the new file; empty
    if nothing has changed.
    """
    changes = [f"{key.removeprefix(_UNSAID)}: {was} -> {now}" for key, was, now in _changes(old, new)]
    before = {channel.name: channel for channel in old.channels}
    for channel in new.channels:
        was = before.pop(channel.name, None)
        changes += [f"{channel.name}: a new channel on port {channel.port}"] if was is None else _of_channel(was, channel)
    return changes + [f"{name}: no such channel any more" for name in before]


def _of_channel(old: ChannelSettings, new: ChannelSettings) -> list[str]:
    return [f"{new.name}: {key.removeprefix(_UNSAID)} {was} -> {now}" for key, was, now in _changes(old, new)]


def _changes(old: Any, new: Any, section: str = "") -> Iterator[tuple[str, str, str]]:
    """Each key with the value that it had and the one that it has now; those of a section with its name in front."""
    for field in fields(new):
        was, now = getattr(old, field.name), getattr(new, field.name)
        if was == now or field.name in _OTHERWISE:
            continue
        if is_dataclass(was) and is_dataclass(now):
            yield from _changes(was, now, f"{section}{field.name}.")
        else:
            yield f"{section}{field.name}", _shown(was), _shown(now)


def _shown(value: Any) -> str:
    """As somebody would write it who configures."""
    if value is None or isinstance(value, bool) or is_dataclass(value):  # a section that is there at all is on
        return "on" if value else "off"
    if isinstance(value, float):
        return written(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value) or "none"
