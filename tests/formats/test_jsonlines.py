"""The house dialect for programs: objects by hand, what the line adds to them, and what is asked of the house by them."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.jsonlines import RENDER, answering, id_in, jsonlines
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words.refusals import Reason, Refused
from chatroom.words.staffroom import TokenMade
from tests.formats.samples import ALICE, AT, EVENTS, STAFFROOM, filled, refusal

LOOK = jsonlines()
HERE = '"at":1700000000.5,"channel":"lobby","seq":7,'
WHO = '"who":{"nick":"alice","person":1,"session":11}'


def decoded(**made: Any) -> c.Command | None:
    return LOOK.decode(json.dumps(made).encode())


class Lines(SynchronousTestCase):
    """What a program reads, to the letter."""

    def test_what_happens_in_a_channel(self) -> None:
        for event, line in (
            (e.Said(AT, "lobby", 7, ALICE, 'hi "you"'), f'{{"event":"said",{HERE}{WHO},"text":"hi \\"you\\""}}\n'),
            (e.Joined(AT, "lobby", 7, ALICE), f'{{"event":"joined",{HERE}{WHO}}}\n'),
            (e.Left(AT, "lobby", 7, ALICE, e.Cause.QUIT), f'{{"event":"left",{HERE}{WHO},"cause":"quit"}}\n'),
            (
                e.Kicked(AT, "lobby", 7, ALICE, "ann", "caps"),
                f'{{"event":"kicked",{HERE}{WHO},"by":"ann","reason":"caps"}}\n',
            ),
        ):
            self.assertEqual(LOOK.encode(event), line.encode())

    def test_the_greeting_has_the_version(self) -> None:
        line = (
            b'{"event":"greeted","version":1,"at":1700000000.5,"channel":"","seated":0,"capacity":0,"waiting":0,"guests":true}\n'
        )
        self.assertEqual(LOOK.encode(e.Greeted(AT, "", 0, 0, 0)), line)

    def test_a_refusal_has_its_sentence(self) -> None:
        line = (
            '{"event":"refused","at":1700000000.5,"reason":"slow-mode","subject":"","channel":"lobby","number":12,"hint":"",'
            '"text":"Slow mode is on: that line was not sent. Please wait 12 seconds and try again."}\n'
        )
        self.assertEqual(LOOK.encode(refusal(Reason.SLOW_MODE, number=12)), line.encode())

    def test_every_refusal_has_one(self) -> None:
        for reason in Reason:
            line = LOOK.encode(refusal(reason, "bob", hint="x"))
            assert line is not None
            made = json.loads(line)
            self.assertEqual(made["reason"], reason.value)
            self.assertGreater(len(made["text"]), 20, reason)

    def test_every_event_is_one_line_of_json_or_silent_on_purpose(self) -> None:
        for kind in (*EVENTS, *STAFFROOM):
            for event in filled(kind, 'a\r\n\u2028"\x1b[2J☃'):
                line = LOOK.encode(event)
                if RENDER[kind] is None:
                    self.assertIsNone(line)
                    continue
                assert line is not None
                self.assertEqual((line.count(b"\n"), line[-1:], b"\x1b" in line), (1, b"\n", False), kind)
                self.assertIn("event", json.loads(line))

    def test_nothing_is_silent_that_nobody_else_says(self) -> None:
        self.assertEqual(
            {kind for kind, render in RENDER.items() if render is None}, {e.QueueAdvanced, e.ShuttingDown, TokenMade}
        )


class Asking(SynchronousTestCase):
    """What a program writes."""

    def test_commands(self) -> None:
        self.assertEqual(decoded(do="say", channel="lobby", text=" /hi "), c.Say("lobby", " /hi "))
        self.assertEqual(decoded(do="say", channel="", text="hi", id=7, mood="fine"), c.Say("", "hi"))
        self.assertEqual(decoded(do="introduce", nick="ann"), c.Introduce("ann"))
        self.assertEqual(decoded(do="list-channels"), c.ListChannels())
        self.assertEqual(decoded(do="say", text="hi"), c.Say("", "hi"))
        self.assertEqual(decoded(do="kick", nick="bob"), t.Kick("", "bob"))

    def test_an_empty_line_is_nothing(self) -> None:
        self.assertEqual((LOOK.decode(b""), LOOK.decode(b" \t")), (None, None))

    def test_before_a_name_and_for_a_password_it_is_the_same(self) -> None:
        self.assertEqual(LOOK.introduce(b'{"do":"introduce","nick":"ann"}'), c.Introduce("ann"))
        self.assertEqual(LOOK.prove(b'{"do":"prove","password":"Correct-Horse-9"}'), k.Prove("Correct-Horse-9"))
        self.assertEqual(LOOK.prove(b'{"do":"quit"}'), c.Quit())

    def test_a_password_is_what_can_be_typed(self) -> None:
        """What was set here can be given at a line door, which takes control characters out."""
        self.assertEqual(decoded(do="login", nick="ann", password="a\tb\u0007c"), k.Login("ann", "abc"))

    def test_what_must_not_be_empty(self) -> None:
        for made, where in (
            ({"do": "say", "channel": "", "text": " "}, "$.text"),
            ({"do": "whisper", "nick": "", "text": "hi"}, "$.nick"),
            ({"do": "act", "text": "\u202e"}, "$.text"),
            ({"do": "switch", "channel": " "}, "$.channel"),
            ({"do": "prove", "password": ""}, "$.password"),
        ):
            no = self.assertRaises(Refused, decoded, **made)
            self.assertEqual((no.reason, no.subject), (Reason.UNREADABLE, f"{where}: there is nothing in it"))
            self.assertIn(f'{{"do":"{made["do"]}"', no.hint)

    def test_what_only_consoles_and_the_server_s_holder_ask(self) -> None:
        for word in ("add-account", "set-password", "list-accounts", "reload", "watch", "speak", "top"):
            no = self.assertRaises(Refused, decoded, do=word, nick="ann", password="Correct-Horse-9", channel="a", text="b")
            self.assertEqual(no.subject, f'$.do: "{word}" is asked at a console, not here')

    @settings(deadline=None)
    @given(st.binary(max_size=80))
    def test_garbage_is_only_ever_refused(self, line: bytes) -> None:
        for read in (LOOK.decode, LOOK.introduce, LOOK.prove):
            try:
                self.assertIsInstance(read(line), c.Command | None)
            except Refused as no:
                self.assertIs(no.reason, Reason.UNREADABLE)


class Ids(SynchronousTestCase):
    """The `id` of a question comes back."""

    def test_what_it_may_be(self) -> None:
        for found in (None, 0, -3, 2**53, "", "x" * 64, "☃"):
            self.assertEqual(id_in({"do": "quit", "id": found}), found)
        self.assertIsNone(id_in({"do": "quit"}))

    def test_what_it_may_not_be(self) -> None:
        for found in (True, 1.5, "x" * 65, [], {}):
            self.assertIs(self.assertRaises(Refused, id_in, {"id": found}).reason, Reason.UNREADABLE)

    def test_it_comes_first_in_every_line_of_the_answer(self) -> None:
        lines = b'{"event":"a"}\n{"event":"b","x":"\xe2\x80\xa8"}\n'
        expected = b'{"id":"q\\"1","event":"a"}\n{"id":"q\\"1","event":"b","x":"\xe2\x80\xa8"}\n'
        self.assertEqual(answering(lines, 'q"1'), expected)
        self.assertEqual(answering(b'{"event":"a"}\n', 7), b'{"id":7,"event":"a"}\n')
