"""Values and JSON: one spelling of every command and every event, for whoever writes or reads them as JSON.

    Act("waves", "lobby")   <->  {"do": "act", "text": "waves", "channel": "lobby"}
    Said(12.0, "lobby", 7, Who("ann", 3, 9), "hi")
        <->  {"event": "said", "at": 12.0, "channel": "lobby", "seq": 7, "who": {"nick": "ann", ...}, "text": "hi"}

The name of a class in small letters is the tag, its fields are the keys. A field that is in no `repr` is a secret: it is read,
and never written. It must never know who asks, nor whether that may be asked; msgspec is known here and nowhere else.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from types import ModuleType
from typing import Any, Final

import msgspec

from chatroom.words import (
    administration,
    commands,
    console,
    credentials,
    events,
    files,
    logged,
    mail,
    pastes,
    plugins,
    resuming,
    roomlife,
    rooms,
    staff,
    staffroom,
    stage,
)
from chatroom.words.commands import Command
from chatroom.words.events import ChannelEvent, Event
from chatroom.words.refusals import Reason, Refused
from chatroom.words.table import CHAT
from chatroom.words.text import hyphened, nearest

Fields = dict[str, Any]

_RENAMED: Final = {events.Refusal: "refused"}  # every event says what has happened, this one, too
_INNER: Final = "heard"  # what was heard in a watched channel: `event` is the tag
_WHERE = re.compile(r"(.*) - at `(\$[^`]*)`", re.DOTALL)


def tag(kind: type[Any]) -> str:
    """The word for a command or an event: "say", "list-channels", "queue-advanced"."""
    return _RENAMED.get(kind) or hyphened(kind.__name__)


def _tagged(base: type[Any], *modules: ModuleType) -> dict[str, Any]:
    """The values that these modules make, each under its word."""
    kinds = [kind for module in modules for kind in vars(module).values() if isinstance(kind, type)]
    return {tag(kind): kind for kind in kinds if issubclass(kind, base) and kind not in (Command, Event, ChannelEvent)}


COMMANDS: Final[Mapping[str, type[Command]]] = _tagged(
    Command, commands, credentials, resuming, rooms, stage, staff, console, administration, files, pastes, plugins
)
EVENTS: Final[Mapping[str, type[Event]]] = _tagged(
    Event, events, roomlife, stage, resuming, staffroom, files, pastes, logged, mail, plugins
)


def secrets(kind: type[Any]) -> frozenset[str]:
    """The fields of a class that nobody may see."""
    return frozenset(field.name for field in fields(kind) if not field.repr)


# Classes rarely have one: looked up once.
_SECRETS: Final = {kind: found for kind in (*COMMANDS.values(), *EVENTS.values()) if (found := secrets(kind))}


def as_dict(value: Event | Command) -> Fields:
    """The value as JSON knows it: text, numbers, lists and objects. Its secrets are left out."""
    made: Fields = {"event" if isinstance(value, Event) else "do": tag(type(value))}
    if isinstance(value, staffroom.Watched):
        rest = {field.name: getattr(value, field.name) for field in fields(value) if field.name != "event"}
        return made | rest | {_INNER: as_dict(value.event)}
    made |= msgspec.to_builtins(value)
    for name in _SECRETS.get(type(value), ()):
        del made[name]
    return made


def as_json(value: Event | Command) -> bytes:
    """The same as UTF-8 in one line, without its end."""
    return written(as_dict(value))


def written(made: Fields) -> bytes:
    """A JSON object as UTF-8 in one line, without its end."""
    return msgspec.json.encode(made)


def read(line: bytes) -> Fields:
    """The JSON object of a line. Refuses UNREADABLE, saying why, whatever the bytes."""
    try:
        made = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as bad:
        raise Refused(Reason.UNREADABLE, _complaint(bad)) from None
    if not isinstance(made, dict):
        raise Refused(Reason.UNREADABLE, "this is JSON, but no object")
    return made


def command(made: Fields) -> Command:
    """What an object asks for. Keys that nobody knows are passed over.

    Refuses UNREADABLE: what is wrong is the subject, with the place of it ("$.channel"), and a way out the hint.
    """
    kind = _kind(made, "do", COMMANDS)
    try:
        return msgspec.convert(made, kind)  # type: ignore[no-any-return]
    except msgspec.ValidationError as bad:
        raise Refused(Reason.UNREADABLE, _complaint(bad), hint=f"It goes like this: {usage(kind)}") from None


def event(made: Fields) -> Event:
    """What an object tells of, under the same rules."""
    kind = _kind(made, "event", EVENTS)
    try:
        if kind is staffroom.Watched:
            return _watched(made)
        return msgspec.convert(made, kind)  # type: ignore[no-any-return]
    except msgspec.ValidationError as bad:
        raise Refused(Reason.UNREADABLE, _complaint(bad)) from None


def _watched(made: Fields) -> staffroom.Watched:
    """The one event that holds another, of any kind."""
    inner = made.get(_INNER)
    watched = msgspec.convert(made | {"event": inner}, staffroom.Watched)
    heard = event(made[_INNER])
    assert isinstance(heard, ChannelEvent)
    return replace(watched, event=heard)


def usage(kind: type[Command]) -> str:
    """How a command is written, with a "..." for every text: {"do":"act","text":"...","channel":"..."}."""
    shapes = {field.name: _SHAPES.get(str(field.type), "...") for field in fields(kind)}
    return written({"do": tag(kind)} | shapes).decode()


_SHAPES: Final[Mapping[str, Any]] = {repr(bool): False, repr(int): 0, repr(int | None): 0}


def _kind(made: Fields, key: str, known: Mapping[str, Any]) -> Any:
    """The class that the tag names."""
    word = made.get(key)
    if not isinstance(word, str):
        raise Refused(Reason.UNREADABLE, f"$.{key}: there is none, or it is no text", hint=f'Every object needs a "{key}".')
    kind = known.get(word)
    if kind is None:
        near = tag(CHAT[word]) if key == "do" and word in CHAT else nearest(word[:40].lower(), tuple(known))
        raise Refused(Reason.UNREADABLE, f'$.{key}: nobody knows "{word[:40]}"', hint=f'Is it "{near}"?' if near else "")
    return kind


def _complaint(bad: Exception) -> str:
    """What is wrong where, in one line: "$.channel: Expected `str`, got `int`"."""
    if isinstance(bad, RecursionError):
        return "it is nested too deeply"
    if isinstance(bad, UnicodeDecodeError):
        return f"it is no UTF-8 (byte {bad.start})"
    where = _WHERE.fullmatch(str(bad))
    return f"{where[2]}: {where[1]}" if where else str(bad)
