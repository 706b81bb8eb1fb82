"""Values and JSON: one spelling, there and back, and a clear answer to what is no spelling of anything."""

import json
from dataclasses import fields
from enum import Enum
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

import chatroom.words
from chatroom.words import codec
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words import staffroom as r
from chatroom.words.administration import AddAccount
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import clean
from tests.formats.samples import filled

ANN = e.Who("ann", 3, 9)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(clean)
NUMBERS = st.integers(-(2**53), 2**53)
BASES = (c.Command, e.Event, e.ChannelEvent)


SIMPLE = {
    str: TEXT,
    int: NUMBERS,
    bool: st.booleans(),
    type(None): st.none(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    e.ChannelEvent: st.builds(e.Said, NUMBERS.map(float), TEXT, NUMBERS, st.just(ANN), TEXT),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a class, or of what a field may hold."""
    parts = [part for part in get_args(hint) if part is not ...]
    if hint in SIMPLE:
        return SIMPLE[hint]
    if get_origin(hint) is tuple:
        return st.lists(values(parts[0]), max_size=3).map(tuple) if ... in get_args(hint) else st.tuples(*map(values, parts))
    if parts:
        return st.one_of([values(part) for part in parts])
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    return st.builds(hint, **{name: values(found) for name, found in get_type_hints(hint).items() if name in names(hint)})


def names(kind: type[Any]) -> set[str]:
    return {field.name for field in fields(kind)}


def everything() -> list[type[Any]]:
    """All commands and events there are, whatever module of the ground floor makes them."""
    found: set[type[Any]] = set()
    for module in iter_modules(chatroom.words.__path__):
        for kind in vars(import_module(f"chatroom.words.{module.name}")).values():
            if isinstance(kind, type) and issubclass(kind, (c.Command, e.Event)) and kind not in BASES:
                found.add(kind)
    return sorted(found, key=lambda kind: kind.__name__)


def refused(made: Any, read: Any = codec.command) -> tuple[str, str]:
    """What is wrong with it, and the way out."""
    try:
        read(made)
    except Refused as no:
        assert no.reason is Reason.UNREADABLE, no
        return no.subject, no.hint
    raise AssertionError(f"not refused: {made!r}")


class Spelling(SynchronousTestCase):
    """What values look like, by hand."""

    def test_a_command(self) -> None:
        self.assertEqual(codec.as_json(c.Say("lobby", "hi")), b'{"do":"say","channel":"lobby","text":"hi","raw":""}')
        self.assertEqual(codec.command({"do": "say", "channel": "lobby", "text": "hi"}), c.Say("lobby", "hi"))
        self.assertEqual(codec.command({"do": "list-people"}), c.ListPeople(""))

    def test_an_event(self) -> None:
        said = e.Said(12.5, "lobby", 7, ANN, 'a "b"\tü')
        spelled = '{"event":"said","at":12.5,"channel":"lobby","seq":7,"who":{"nick":"ann","person":3,"session":9},'
        self.assertEqual(codec.as_json(said).decode(), spelled + '"text":"a \\"b\\"\\tü"}')
        self.assertEqual(codec.event(json.loads(codec.as_json(said))), said)

    def test_words_of_several_parts_and_the_one_that_is_renamed(self) -> None:
        self.assertEqual(codec.tag(e.QueueAdvanced), "queue-advanced")
        self.assertEqual(codec.tag(c.ListChannels), "list-channels")
        made = codec.as_dict(e.Refusal(1, Reason.MUTED, "", "lobby", 30))
        self.assertEqual(
            made,
            {"event": "refused", "at": 1, "reason": "muted", "subject": "", "channel": "lobby", "number": 30, "hint": ""},
        )

    def test_an_event_within_an_event(self) -> None:
        watched = r.Watched(2, e.Said(1, "lobby", 7, ANN, "hi"), "ann", "line", "::1")
        made = codec.as_dict(watched)
        self.assertEqual((made["event"], made["heard"]["event"], made["heard"]["text"]), ("watched", "said", "hi"))
        self.assertEqual(codec.event(json.loads(codec.as_json(watched))), watched)

    def test_every_text_is_one_line_and_utf_8(self) -> None:
        line = codec.as_json(e.Said(1, "lobby", 1, ANN, "a\nb\r\x00\u2028ü😀"))
        self.assertNotIn(b"\n", line)
        self.assertNotIn(b"\r", line)
        self.assertEqual(json.loads(line.decode("utf-8"))["text"], "a\nb\r\x00\u2028ü😀")


class Complete(SynchronousTestCase):
    """No command and no event is without a spelling, and no two have the same."""

    def test_all_there_are(self) -> None:
        known = [*codec.COMMANDS.values(), *codec.EVENTS.values()]
        self.assertEqual([kind.__name__ for kind in everything() if kind not in known], [])
        self.assertEqual(len(known), len(everything()))
        self.assertGreater(len(known), 100)

    def test_no_field_hides_a_tag(self) -> None:
        for kind in everything():
            self.assertFalse(names(kind) & {"do", "id", "version"}, kind)
        self.assertEqual([kind for kind in everything() if "event" in kind.__dataclass_fields__], [r.Watched])


class Secrets(SynchronousTestCase):
    """What carries a password is read and never written."""

    def test_they_are_read(self) -> None:
        made = {"do": "login", "nick": "ann", "password": "Correct-Horse-9"}
        self.assertEqual(codec.command(made), k.Login("ann", "Correct-Horse-9"))

    def test_they_are_never_written(self) -> None:
        carriers = [kind for kind in codec.COMMANDS.values() if codec.secrets(kind)]
        for kind in (k.Login, k.Register, k.Passwd, k.Prove, AddAccount):
            self.assertIn(kind, carriers)
        for kind in carriers:
            for value in filled(kind, "Correct-Horse-9"):
                self.assertEqual(codec.secrets(kind) & codec.as_dict(value).keys(), set(), kind)
        self.assertNotIn(b"Correct-Horse-9", codec.as_json(k.Passwd("Correct-Horse-9", "Correct-Horse-9")))


class RoundTrip(SynchronousTestCase):
    """There and back is the same value, whatever is in it."""

    @settings(deadline=None, max_examples=400)
    @given(st.sampled_from(everything()).filter(lambda kind: not codec.secrets(kind)).flatmap(values))
    def test_of_every_value(self, value: Any) -> None:
        read = codec.event if isinstance(value, e.Event) else codec.command
        self.assertEqual(read(codec.read(codec.as_json(value))), value)

    def test_of_one_value_of_each_class(self) -> None:
        for kind in everything():
            for value in filled(kind, 'ä \\ " ☃'):
                if not codec.secrets(kind):
                    read = codec.event if isinstance(value, e.Event) else codec.command
                    self.assertEqual(read(codec.read(codec.as_json(value))), value)


class Wrong(SynchronousTestCase):
    """What is no spelling of anything is refused with what is wrong and where."""

    def test_what_is_wrong_where(self) -> None:
        for made, subject in (
            ({"do": "say", "channel": 3, "text": "hi"}, "$.channel: Expected `str`, got `int`"),
            ({"do": "say", "channel": "lobby"}, "Object missing required field `text`"),
            ({"do": "send-file", "nick": "a", "path": "b", "size": "3"}, "$.size: Expected `int | null`, got `str`"),
        ):
            what, way_out = refused(made)
            self.assertEqual(what, subject)
            self.assertIn(f'{{"do":"{made["do"]}",', way_out)

    def test_a_tag_that_nobody_knows(self) -> None:
        self.assertEqual(refused({"do": "syy", "text": ""}), ('$.do: nobody knows "syy"', 'Is it "say"?'))
        self.assertEqual(refused({"do": "who"}), ('$.do: nobody knows "who"', 'Is it "list-people"?'))
        self.assertEqual(refused({"do": "x" * 9000}), (f'$.do: nobody knows "{"x" * 40}"', ""))
        self.assertIn("$.do", refused({"event": "said"})[0])
        self.assertIn("$.do", refused({"do": ["say"]})[0])
        self.assertIn("$.event", refused({"do": "say"}, codec.event)[0])

    def test_an_event_that_is_wrong(self) -> None:
        left = codec.as_dict(e.Left(1, "lobby", 1, ANN, e.Cause.LOST))
        self.assertEqual(refused(left | {"cause": "bored"}, codec.event)[0], "$.cause: Invalid enum value 'bored'")
        watched = codec.as_dict(r.Watched(2, e.Said(1, "lobby", 7, ANN, "hi")))
        for heard in (None, 3, {}, {"event": "said"}, codec.as_dict(e.Announced(1, "ann", "hi"))):
            self.assertTrue(refused(watched | {"heard": heard}, codec.event)[0])
        del watched["heard"]
        self.assertTrue(refused(watched, codec.event)[0])

    def test_keys_that_nobody_knows_are_passed_over(self) -> None:
        self.assertEqual(codec.command({"do": "say", "channel": "", "text": "hi", "mood": [1]}), c.Say("", "hi"))

    def test_what_is_no_object(self) -> None:
        lines = (b"", b"hi", b"{", b"[]", b"3", b'"x"', b"null", b"{} {}", b'{"a":NaN}', b'{"a":"\\ud800"}', b'{"a":"\xff"}',
                 b'{"a":' + b"[" * 60000, b'{"a":' + b"9" * 60000 + b"}", b'{"a":1e999}', b"\x00", b"'{}'")  # fmt: skip
        for line in lines:
            what, _ = refused(line, codec.read)
            self.assertTrue(what, line[:20])
            self.assertLess(len(what), 120)

    @settings(deadline=None)
    @given(st.binary(max_size=60))
    def test_garbage_is_only_ever_refused(self, line: bytes) -> None:
        try:
            made = codec.read(line)
        except Refused as no:
            self.assertIs(no.reason, Reason.UNREADABLE)
        else:
            self.assertIsInstance(made, dict)

    @settings(deadline=None)
    @given(
        st.sampled_from(sorted(codec.COMMANDS)),
        st.dictionaries(
            st.sampled_from(["channel", "nick", "text", "password", "size", "files", "rest"]),
            st.one_of(st.none(), st.booleans(), NUMBERS, TEXT, st.lists(TEXT), st.dictionaries(TEXT, TEXT)),
        ),
    )
    def test_any_object_is_a_command_or_refused(self, word: str, made: dict[str, Any]) -> None:
        try:
            command = codec.command(made | {"do": word})
        except Refused as no:
            self.assertIs(no.reason, Reason.UNREADABLE)
        else:
            self.assertIs(type(command), codec.COMMANDS[word])
