"""The house dialect for programs: one JSON object a line, both ways (docs/protocols/json.md).

    program -> {"do": "say", "channel": "lobby", "text": "hi", "id": 7}
    program <- {"event": "said", "at": 1794916800.0, "channel": "lobby", "seq": 12, "who": {...}, "text": "hi"}

What a command or an event looks like is the codec's business. Here is what the line adds: the version in the greeting, the
sentence of a refusal, the `id` that comes back. It must never know who is listening.
"""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Any, Final

from chatroom.formats.lines import Sentence, typeable
from chatroom.formats.refusals import SIMPLE
from chatroom.words import codec
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words import staffroom as r
from chatroom.words.codec import Fields
from chatroom.words.commands import Command
from chatroom.words.credentials import Prove
from chatroom.words.events import Event
from chatroom.words.files import OfferFile
from chatroom.words.plugins import RunPlugin
from chatroom.words.refusals import Reason, Refused
from chatroom.words.resuming import Resume
from chatroom.words.table import CHAT, kinds

VERSION: Final = 1  # of this dialect: grows when something is taken away or means something else, never when something is added
LONGEST_ID: Final = 64  # characters of an `id`

OFFERED: Final[frozenset[type[Command]]] = frozenset(
    {*kinds(CHAT), c.Introduce, c.Say, k.Prove, k.SignIn, OfferFile, Resume, RunPlugin}
)  # what a program may ask for

# Without a channel they mean the current room.
IN_CURRENT_ROOM: Final[frozenset[type[Command]]] = frozenset(
    kind for kind in OFFERED if kind is c.Say or kind.usage.startswith("<channel>:")
)


@cache
def jsonlines() -> "JsonLines":
    """The one object of this format."""
    return JsonLines()


@dataclass(frozen=True, slots=True, eq=False)
class JsonLines:
    """A format (`ports.Format`) without variants."""

    def encode(self, event: Event) -> bytes | None:
        render = RENDER[type(event)]
        return None if render is None else codec.written(render(event)) + b"\n"

    def decode(self, line: bytes) -> Command | None:
        """Refuses UNREADABLE, and nothing else."""
        return asked(codec.read(line)) if line.strip() else None

    introduce = decode

    def prove(self, line: bytes) -> Command:
        """While a password is awaited, nothing but the password is understood."""
        return self.decode(line) or Prove("")

    def settings(self) -> tuple[tuple[str, str], ...]:
        return ()

    def vary(self, key: str, value: str) -> "JsonLines":
        """Nothing varies here."""
        return self

    def with_files(self) -> "JsonLines":
        """Tickets are events like others."""
        return self

    def of(self, person: int) -> "JsonLines":
        return self

    def elsewhere(self) -> "JsonLines":
        """Every event names its channel anyway."""
        return self


def asked(made: Fields) -> Command:
    """What a program asks for with this object. Refuses UNREADABLE also for what only staff's consoles can ask."""
    kind = codec.COMMANDS.get(str(made.get("do")))
    if kind is not None and kind not in OFFERED:
        raise Refused(Reason.UNREADABLE, f'$.do: "{codec.tag(kind)}" is asked at a console, not here')
    if kind in IN_CURRENT_ROOM:
        made = {"channel": "", **made}
    command = codec.command(made)
    for name in _NEEDED[type(command)]:
        if not str(getattr(command, name)).strip():
            hint = f"It goes like this: {codec.usage(type(command))}"
            raise Refused(Reason.UNREADABLE, f"$.{name}: there is nothing in it", hint=hint)
    return typeable(command)


def _needed(kind: type[Command]) -> tuple[str, ...]:
    """The fields that must have something in them. Names are the rules' business."""
    if kind is c.Introduce:
        return ()
    optional = ("channel",) if kind in IN_CURRENT_ROOM else ()
    return tuple(field.name for field in fields(kind) if field.default is MISSING and field.name not in optional)


_NEEDED: Final = {kind: _needed(kind) for kind in OFFERED}


def id_in(made: Fields) -> str | int | None:
    """The `id` by which a program knows its question again; None: it has none. Refuses UNREADABLE."""
    found = made.get("id")
    if found is None or (isinstance(found, int) and not isinstance(found, bool)):
        return found
    if isinstance(found, str) and len(found) <= LONGEST_ID:
        return found
    raise Refused(Reason.UNREADABLE, f"$.id: it is neither a whole number nor a text of at most {LONGEST_ID} characters")


def answering(line: bytes, id: str | int) -> bytes:
    """Lines that answer a question, each with its `id` put in front."""
    mark = codec.written({"id": id})[:-1] + b","
    return b"".join(mark + one[1:] for one in line.splitlines(keepends=True))


# ---- what the line adds to the codec's spelling ------------------------------------------------------------------------


def greeted(event: e.Greeted) -> Fields:
    spelled = codec.as_dict(event)
    return {"event": spelled.pop("event"), "version": VERSION, **spelled}


def refused(event: e.Refusal) -> Fields:
    return codec.as_dict(event) | {"text": SENTENCES[event.reason](event)}


def not_now(no: e.Refusal) -> str:
    return 'That does not work now. First say who you are: {"do":"introduce","nick":"..."}, and prove it if you are asked to.'


def not_allowed(no: e.Refusal) -> str:
    return f"{no.subject} is for staff only, so nothing has happened."


def flood(no: e.Refusal) -> str:
    said = SIMPLE[Reason.FLOOD](no)
    return said.replace("/send, a name and the file", '{"do":"offer-file","nick":"...","name":"...","size":-1}')


SENTENCES: dict[Reason, Sentence] = SIMPLE | {
    Reason.NOT_NOW: not_now,
    Reason.NOT_ALLOWED: not_allowed,
    Reason.FLOOD: flood,
}


_SILENT = (
    e.QueueAdvanced,  # each waiter hears its own QueuePosition
    e.ShuttingDown,  # each person hears its own Dismissed
    r.TokenMade,  # shown by `chatroom admin` alone
)
RENDER: dict[type[Event], Callable[[Any], Fields] | None] = {
    **dict.fromkeys(codec.EVENTS.values(), codec.as_dict),
    **dict.fromkeys(_SILENT),
    e.Greeted: greeted,
    e.Refusal: refused,
}
