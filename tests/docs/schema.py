"""The JSON Schema of the JSON door, from the classes that it speaks of: `python -m tests.docs.schema` writes it anew."""

import json
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from chatroom.formats.jsonlines import IN_CURRENT_ROOM, LONGEST_ID, OFFERED, RENDER, VERSION
from chatroom.words import codec
from chatroom.words.staffroom import Watched

PATH = Path(__file__).resolve().parents[2] / "docs/protocols/json.schema.json"
ID = {"type": ["string", "integer"], "maxLength": LONGEST_ID, "description": "comes back with what the command is answered"}
ADDED = {"refused": {"text": {"type": "string"}}, "greeted": {"version": {"const": VERSION}}}


def schema() -> dict[str, Any]:
    """Commands and events as the door speaks them, in the order of their words."""
    commands = sorted((codec.tag(kind), kind) for kind in OFFERED)
    events = sorted((word, kind) for word, kind in codec.EVENTS.items() if RENDER[kind] is not None)
    kinds = [kind for _, kind in (*commands, *events)]
    _, parts = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    for part in parts.values():
        if part.get("description") == part["title"]:
            del part["description"]  # a class that says nothing of itself has its name as its docstring (words/values.py)
    for kind in IN_CURRENT_ROOM:
        parts[kind.__name__]["required"].remove("channel")
    named = {f"do-{word}": _one("do", word, parts.pop(kind.__name__), {"id": ID}) for word, kind in commands}
    for word, kind in events:
        own = parts.pop(kind.__name__)
        if kind is Watched:
            own["properties"]["heard"] = {"$ref": "#/$defs/event"}
            del own["properties"]["event"]
            own["required"] = [name if name != "event" else "heard" for name in own["required"]]
        named[f"event-{word}"] = _one("event", word, own, {"id": ID, **ADDED.get(word, {})})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The lines of chatroom's JSON door",
        "oneOf": [{"$ref": "#/$defs/command"}, {"$ref": "#/$defs/event"}],
        "$defs": {
            "command": {"oneOf": [{"$ref": f"#/$defs/do-{word}"} for word, _ in commands]},
            "event": {"oneOf": [{"$ref": f"#/$defs/event-{word}"} for word, _ in events]},
            **named,
            **{name: part for name, part in parts.items() if name != "ChannelEvent"},
        },
    }


def _one(key: str, word: str, own: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """A command or an event: its tag, its own fields, and what the line adds."""
    added = [name for name in more if name != "id"]
    made = {"type": "object", "properties": {key: {"const": word}, **own["properties"], **more}}
    made["required"] = [key, *own["required"], *added]
    if "description" in own:
        made["description"] = cleandoc(own["description"])  # which msgspec does by itself in later versions
    return made


def text() -> str:
    """The whole, with one line for each command, event and part of one."""
    whole = schema()
    parts = ",\n".join(f"{json.dumps(name)}: {json.dumps(part, ensure_ascii=False)}" for name, part in whole.pop("$defs").items())
    head = json.dumps(whole, ensure_ascii=False)
    return f'{head[:-1]}, "$defs": {{\n{parts}\n}}}}\n'


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
