"""No password is ever in anything that is said, shown or logged: in every dialect, and in the event log."""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

from twisted.logger import Logger
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from chatroom.eventlog import EventLog
from chatroom.formats.classic import classic
from chatroom.formats.foreign import Foreign
from chatroom.formats.plain import plain
from chatroom.formats.screen import screen
from chatroom.logs import text_form
from chatroom.ports import Format
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words import rooms as m
from chatroom.words.commands import Command
from chatroom.words.refusals import Reason, Refused
from chatroom.words.table import CHAT, kinds
from tests.formats.samples import AT, SIGNING, UTC

SECRET = "Correct-Horse-9"
FORMATS: list[Format] = [
    plain(tz=UTC), plain(tz=UTC, simple=True), plain(tz=UTC, unknown="chat", files=True), classic(UTC), classic(UTC, files=True),
    screen(UTC), screen(UTC, talkative=True), Foreign.NOISE,
]  # fmt: skip
LINES = [
    f"/join study {SECRET}", f"/create study {SECRET}", f"/create study --private {SECRET}",
    f"/register alice {SECRET}", f"/login alice {SECRET}", f"/passwd {SECRET} {SECRET}", f"register alice {SECRET}",
    f"login alice {SECRET}", f"/passwd {SECRET}", f"/REGISTER alice {SECRET}", SECRET, f" {SECRET}\t",
]  # fmt: skip
CREDENTIALS = [
    k.Register("alice", SECRET), k.Login("alice", SECRET), k.Passwd(SECRET, SECRET), k.Prove(SECRET),
    k.OwnAccount("delete", SECRET),
    m.Join("study", SECRET), m.Create("study", SECRET),
]  # fmt: skip


def understood(read: Callable[[bytes], Command | None], line: str) -> Command | Refused | None:
    try:
        return read(line.encode())
    except Refused as no:
        return no


class Passwords(SynchronousTestCase):
    """A secret goes in; nothing that comes out holds it."""

    def results(self) -> Iterator[tuple[Format, str, Command | Refused | None]]:
        for look in FORMATS:
            for line in LINES:
                yield look, line, understood(look.prove, line)
            for line in LINES[:-2]:
                for read in (look.introduce, look.decode):
                    result = understood(read, line)
                    if isinstance(result, Refused) or type(result).__module__ in (k.__name__, m.__name__):
                        yield look, line, result

    def test_no_repr_shows_it(self) -> None:
        for one in CREDENTIALS:
            self.assertNotIn(SECRET, f"{one!r} {one} {[one]}")
        seen = set()
        for look, line, result in self.results():
            seen.add(type(result))
            self.assertNotIn(SECRET, repr(result), (look, line))
        self.assertEqual(seen, {Refused, k.Register, k.Login, k.Passwd, k.Prove, m.Join, m.Create})

    def test_every_command_that_carries_one_is_above(self) -> None:
        hidden = {kind for kind in (*kinds(CHAT), k.Prove) if any(not field.repr for field in fields(kind))}
        self.assertEqual(hidden, {type(one) for one in CREDENTIALS})
        for kind in (*kinds(CHAT), k.Prove):
            for field in fields(kind):
                self.assertEqual(field.repr, field.name not in ("password", "old", "new"), (kind, field.name))

    def test_no_refusal_repeats_it(self) -> None:
        told = 0
        for look, line, no in self.results():
            if isinstance(no, Refused):
                self.assertNotIn(SECRET, f"{no!r} {no} {no.subject} {no.hint}", line)
                refusal = e.Refusal(AT, no.reason, no.subject, no.channel, no.number, no.hint)
                wire = look.encode(refusal) or b""
                told += bool(wire)
                self.assertNotIn(SECRET.encode(), wire)
        self.assertGreater(told, 3)

    def test_no_event_has_a_field_for_it(self) -> None:
        kinds_of_events = [kind for kind in vars(e).values() if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__")]
        for kind in kinds_of_events:
            self.assertFalse({field.name for field in fields(kind)} & {"password", "old", "new", "secret"}, kind)

    def test_the_log_of_the_house(self) -> None:
        """Refusals about passwords pass the log in silence, what a line came to is no event, and errors show no password."""
        heard: list[dict[str, Any]] = []
        log = EventLog(Logger("chatroom.events", observer=heard.append))  # type: ignore[arg-type]
        passing = [e.Refusal(AT, reason) for reason in Reason] + SIGNING
        for look, _, result in self.results():
            if isinstance(result, Refused):
                passing.append(e.Refusal(AT, result.reason, result.subject, result.channel, result.number, result.hint))
            elif look is FORMATS[0]:
                self.fail_with(Logger("chatroom.events", observer=heard.append), result)  # type: ignore[arg-type]
        for event in passing:
            log.saw(event)
        self.assertGreater(len(heard), 10)  # the errors
        for form in ("full", "short", "json"):
            for record in heard:
                line = text_form(form, UTC)(record)
                self.assertIn("Traceback", line)
                self.assertNotIn(SECRET, line)
                if form == "json":
                    self.assertNotIn(SECRET, json.dumps(json.loads(line)))

    def fail_with(self, logger: Logger, command: Command | None) -> None:
        """An error in whatever obeys the command, with the command in its message."""
        try:
            raise ValueError(command)
        except ValueError:
            logger.failure("Unexpected error with {command}", Failure(), command=command)
