"""Events for the format tests: who is in them, when they happen, and one of each class with a chosen text in every field."""

import datetime
import types
from dataclasses import fields
from typing import Any, Union, get_args, get_origin, get_type_hints

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.refusals import Reason

UTC = datetime.UTC
AT = 1_700_000_000.5  # 2023-11-14 22:13:20 UTC
ALICE, BOB, CAROL = e.Who("alice", 1, 11), e.Who("bob", 2, 12), e.Who("carol", 3, 13)
ABSTRACT = (e.Event, e.ChannelEvent)
EVENTS = [
    kind
    for kind in vars(e).values()
    if isinstance(kind, type) and issubclass(kind, e.Event) and kind.__module__ == e.__name__ and kind not in ABSTRACT
]


def refusal(reason: Reason, subject: str = "", channel: str = "lobby", number: float = 0, hint: str = "") -> e.Refusal:
    return e.Refusal(AT, reason, subject, channel, number, hint)


def filled(kind: type[Any], text: str) -> list[Any]:
    """Values of a class with `text` in every text field; one for each member of an enumeration among the fields."""
    values: list[dict[str, Any]] = [{}]
    hints = get_type_hints(kind)
    for field in fields(kind):
        values = [value | {field.name: one} for value in values for one in _of(hints[field.name], text)]
    return [kind(**value) for value in values]


def _of(hint: Any, text: str) -> list[Any]:
    simple = {str: text, float: AT, int: 2, bool: True}
    if hint in simple:
        return [simple[hint]]
    if hint in (e.Cause, Reason):
        return list(hint)
    if hint is c.Command:
        return [c.Say("", text)]
    if get_origin(hint) in (types.UnionType, Union):
        return [text, None]
    if get_origin(hint) is tuple:
        parts = [part for part in get_args(hint) if part is not ...]
        made = tuple(_of(part, text)[0] for part in parts)
        return [made]
    return filled(hint, text)
