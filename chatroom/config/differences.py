"""What would be different if the server were started again: one short phrase for each change, for the log."""

from dataclasses import fields

from chatroom.config.settings import ChannelSettings, Settings


def differences(old: Settings, new: Settings) -> list[str]:
    """Phrases such as "lobby: capacity 20 -> 30", in the order of the new file; empty if nothing has changed."""
    changes = [
        f"{field.name}: {getattr(old, field.name)} -> {getattr(new, field.name)}"
        for field in fields(Settings)
        if field.name not in ("channels", "source") and getattr(old, field.name) != getattr(new, field.name)
    ]
    before = {channel.name: channel for channel in old.channels}
    for channel in new.channels:
        was = before.pop(channel.name, None)
        changes += [f"{channel.name}: a new channel on port {channel.port}"] if was is None else _changes(was, channel)
    return changes + [f"{name}: no such channel any more" for name in before]


def _changes(old: ChannelSettings, new: ChannelSettings) -> list[str]:
    return [
        f"{new.name}: {field.name} {getattr(old, field.name)} -> {getattr(new, field.name)}"
        for field in fields(ChannelSettings)
        if getattr(old, field.name) != getattr(new, field.name)
    ]
