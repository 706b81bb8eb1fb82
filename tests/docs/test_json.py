"""The JSON protocol's page, played, and its schema, held against what the door says and takes.

A block that is marked `jsonplay`, with its channels and their seats, is a play like those of the other pages; `...` in what a
program reads stands for any text, and as the code of `resume` for the one that was given last.
"""

from __future__ import annotations

import json
import re
from typing import Any

from jsonschema import Draft202012Validator
from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import JsonSettings, channel
from chatroom.formats.jsonlines import OFFERED, jsonlines
from chatroom.words import codec
from chatroom.words.refusals import Refused
from tests.docs.schema import PATH, text
from tests.docs.test_examples import blocks
from tests.doors.stage import Stage, Visitor
from tests.doors.test_passwords import Checking
from tests.formats.samples import EVENTS, STAFFROOM, filled

PAGE = "docs/protocols/json.md"
PORT = 5555


def lines() -> list[tuple[str, str]]:
    """What programs write (">") and read ("<") on the page."""
    played = [line for _, block in blocks(PAGE, "jsonplay") for line in block]
    return [(match[1], match[2]) for match in (re.fullmatch(r"\w+ ([<>]) (.*)", line) for line in played) if match]


class Play:
    """One block, on a stage of its own."""

    def __init__(self, rooms: str) -> None:
        named = [part.split() for part in rooms.split(",")]
        doors = [channel(name, 6001 + i, int(seats)) for i, (name, seats) in enumerate(named)]
        self.stage = Stage(*doors, json=JsonSettings(port=PORT))
        self.stage.realm.checker = Checking(True)
        self.people: dict[str, Visitor] = {}
        self.unseen: dict[str, list[str]] = {}
        self.code = ""  # the last that somebody was given to come back with

    def perform(self, block: list[str]) -> None:
        for line in block:
            if gone := re.fullmatch(r"(\w+) is gone", line):
                assert self.people[gone[1]].gone, line
                continue
            if lost := re.fullmatch(r"(\w+) hangs up", line):
                self.people[lost[1]].hangs_up()
                continue
            name, mark, rest = re.fullmatch(r"(\w+) ([<>]) (.*)", line).groups()  # type: ignore[union-attr]
            if name not in self.people:
                self.people[name], self.unseen[name] = self.stage.connect(PORT), []
            if mark == ">":
                self.people[name].types(rest.replace('"code":"..."', f'"code":"{self.code}"'))
            else:
                self._sees(name, rest)
        for name in self.people:
            assert not self._listen(name), f"nobody wrote that {name} sees {self.unseen[name]}"

    def _listen(self, name: str) -> list[str]:
        self.stage.settle()
        self.unseen[name] += self.people[name].bytes().decode().splitlines()
        return self.unseen[name]

    def _sees(self, name: str, expected: str) -> None:
        seen = self._listen(name)
        assert seen, f"{name} sees nothing instead of {expected}"
        pattern = ".*".join(re.escape(part) for part in expected.split("..."))
        got = seen.pop(0)
        assert re.fullmatch(pattern, got), f"{name} sees {got}\n instead of {expected}"
        self.code = json.loads(got).get("code", self.code)


class Page(SynchronousTestCase):
    """What the page shows is what happens."""

    def test_the_plays(self) -> None:
        found = blocks(PAGE, "jsonplay")
        self.assertGreaterEqual(len(found), 5)
        for rooms, block in found:
            Play(rooms).perform(block)

    def test_a_wrong_play_is_seen(self) -> None:
        wrong = ['ann > {"do":"introduce","nick":"ann"}', 'ann < {"event":"said"}']
        self.assertRaises(AssertionError, Play("lobby 2").perform, wrong)
        self.assertRaises(AssertionError, Play("lobby 2").perform, wrong[:1])

    def test_all_that_programs_may_ask_is_in_the_table(self) -> None:
        table = (PATH.parent / "json.md").read_text("utf-8").split("## 4")[1].split("\n## ")[0]
        named = set(re.findall(r"`([a-z-]+)`", table))
        self.assertEqual({codec.tag(kind) for kind in OFFERED} - named, set())


class Schema(SynchronousTestCase):
    """The schema is that of the classes, and holds for every line."""

    def setUp(self) -> None:
        whole = json.loads(PATH.read_text("utf-8"))
        self.whole = Draft202012Validator(whole)

    def one(self, kind: str) -> Draft202012Validator:
        return Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": self.whole.schema["$defs"]})

    def test_it_is_up_to_date(self) -> None:
        self.assertEqual(PATH.read_text("utf-8"), text(), "write it anew with: python -m tests.docs.schema")

    def test_it_is_a_schema(self) -> None:
        Draft202012Validator.check_schema(self.whole.schema)
        self.assertEqual(self.whole.schema["$schema"], "https://json-schema.org/draft/2020-12/schema")

    def test_every_line_of_the_door_is_in_it(self) -> None:
        count = 0
        for kind in (*EVENTS, *STAFFROOM):
            for event in filled(kind, "hi"):
                line = jsonlines().encode(event)
                if line is not None:
                    self.check(f"event-{codec.tag(kind)}", json.loads(line))
                    count += 1
        self.assertGreater(count, 60)

    def test_every_command_is_in_it(self) -> None:
        for kind in OFFERED:
            for command in filled(kind, "hi"):
                made = json.loads(codec.as_json(command)) | dict.fromkeys(codec.secrets(kind), "secret word")
                self.check(f"do-{codec.tag(kind)}", made)

    def test_it_takes_what_the_door_takes(self) -> None:
        written = [line for mark, line in lines() if mark == ">" and line.startswith("{")]
        self.assertGreater(len(written), 10)
        for line in written:
            try:
                asked = jsonlines().decode(line.encode()) is not None
            except Refused:
                asked = False
            self.assertEqual(self.one("command").is_valid(json.loads(line)), asked, line)

    def test_what_is_wrong_is_not_in_it(self) -> None:
        say = self.one("do-say")
        for made in ({"do": "say", "text": 3}, {"do": "say"}, {"do": "quit"}, {"do": "say", "text": "hi", "id": []}, []):
            self.assertFalse(say.is_valid(made), made)
        self.assertTrue(say.is_valid({"do": "say", "text": "hi", "mood": "fine"}))

    def check(self, kind: str, made: Any) -> None:
        wrong = [error.message for error in self.one(kind).iter_errors(made)]
        self.assertEqual(wrong, [], made)
