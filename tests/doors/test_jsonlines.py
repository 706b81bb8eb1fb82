"""The JSON door: programs come in, ask in objects, and are answered in objects; whatever else comes is answered, too."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import ChannelSettings, JsonSettings, Limits, Settings, channel
from chatroom.rules.accounts import Account, Role, token_fingerprint
from chatroom.words.policies import PLAIN
from chatroom.words.records import KeptKey
from tests.doors.stage import Stage, Visitor
from tests.doors.test_passwords import Checking

PORT = 5555
INTRODUCE = {"do": "introduce", "nick": "ann"}


class Program:
    """A connection at the JSON door: what it asks, and what has come back that it has not looked at yet."""

    def __init__(self, stage: Stage) -> None:
        self.visitor: Visitor = stage.connect(PORT)

    def asks(self, *objects: dict[str, Any]) -> list[dict[str, Any]]:
        """Sends them in one piece, and gives what has come since it was last asked."""
        self.visitor.sends(b"".join(json.dumps(one).encode() + b"\n" for one in objects))
        return self.hears()

    def writes(self, line: bytes) -> list[dict[str, Any]]:
        self.visitor.sends(line)
        return self.hears()

    def hears(self) -> list[dict[str, Any]]:
        self.visitor.stage.settle()
        data = self.visitor.bytes()
        assert not data or data.endswith(b"\n"), data
        return [json.loads(line) for line in data.splitlines() if line.strip()]

    def comes_in(self, nick: str, *rooms: str) -> Program:
        """With a name and into rooms; what is said on the way is forgotten."""
        self.asks({"do": "introduce", "nick": nick}, *({"do": "join", "channel": room} for room in rooms))
        return self

    @property
    def gone(self) -> bool:
        return self.visitor.gone


def house(**changes: Any) -> Stage:
    rooms = (channel("lobby", 6001, 3), channel("study", 6002, 1))
    return Stage(*rooms, json=JsonSettings(port=PORT, line=changes.pop("line", 65536)), **changes)


def words(heard: list[dict[str, Any]]) -> list[str]:
    return [str(one["event"]) for one in heard]


class ComingIn(SynchronousTestCase):
    """A name, and then rooms."""

    def setUp(self) -> None:
        self.stage = house()

    def test_nothing_is_said_before_the_first_object(self) -> None:
        self.assertEqual(Program(self.stage).hears(), [])

    def test_a_name_leads_into_the_house_and_no_room_yet(self) -> None:
        ann = Program(self.stage)
        greeted, welcomed = ann.asks(INTRODUCE)
        self.assertEqual((greeted["event"], greeted["version"], greeted["channel"]), ("greeted", 1, ""))
        self.assertEqual((welcomed["event"], welcomed["channel"], welcomed["who"]["nick"]), ("welcomed", "", "ann"))
        (no,) = ann.asks({"do": "say", "text": "hi"})
        self.assertEqual((no["event"], no["reason"]), ("refused", "no-room"))

    def test_joining_speaking_and_hearing_in_two_rooms(self) -> None:
        ann = Program(self.stage).comes_in("ann", "lobby", "study")
        bob = self.stage.enter("bob")
        bob.types("hello")
        ann.asks({"do": "say", "channel": "lobby", "text": "hi"}, {"do": "say", "channel": "study", "text": "quiet"})
        self.assertEqual(bob.hears(), ["bob: hello", "ann: hi"])

    def test_what_is_heard_names_its_room(self) -> None:
        ann = Program(self.stage).comes_in("ann", "lobby", "study")
        bob = self.stage.enter("bob")
        bob.types("hello")
        heard = ann.asks({"do": "say", "channel": "study", "text": "quiet"})
        told = [(one["event"], one["channel"], one["seq"], one["who"]["nick"], one.get("text")) for one in heard]
        self.assertEqual(
            told,
            [("joined", "lobby", 2, "bob", None), ("said", "lobby", 3, "bob", "hello"), ("said", "study", 2, "ann", "quiet")],
        )

    def test_a_full_room_is_waited_for(self) -> None:
        Program(self.stage).comes_in("ann", "study")
        bob = Program(self.stage).comes_in("bob", "lobby")
        heard = bob.asks({"do": "join", "channel": "study"})
        self.assertEqual(
            [(one["event"], one["ahead"]) for one in heard if one["event"] == "queue-position"], [("queue-position", 0)]
        )

    def test_no_command_before_a_name(self) -> None:
        ann = Program(self.stage)
        no = ann.asks({"do": "join", "channel": "lobby"})[-1]
        self.assertEqual((no["event"], no["reason"]), ("refused", "not-now"))
        self.assertIn("introduce", no["text"])

    def test_three_bad_names_close(self) -> None:
        ann = Program(self.stage)
        heard = ann.asks(*[{"do": "introduce", "nick": "a b"}] * 3)
        self.assertEqual(words(heard), ["greeted", "refused", "refused", "refused", "dismissed"])
        self.assertEqual({one["reason"] for one in heard if one["event"] == "refused"}, {"name-characters"})
        self.assertTrue(ann.gone)

    def test_a_name_that_is_taken_at_another_door(self) -> None:
        self.stage.enter("ann")
        no = Program(self.stage).asks(INTRODUCE)[-1]
        self.assertEqual((no["reason"], no["hint"]), ("name-taken", "ann2"))

    def test_no_name_in_time(self) -> None:
        silent, hesitant = Program(self.stage), Program(self.stage)
        hesitant.asks({"do": "help"})
        self.stage.pass_time(31)
        self.assertEqual(words(silent.hears()), ["greeted", "refused", "dismissed"])
        self.assertEqual(words(hesitant.hears()), ["refused", "dismissed"])
        self.assertTrue(silent.gone and hesitant.gone)

    def test_quit(self) -> None:
        ann = Program(self.stage).comes_in("ann", "lobby", "study")
        heard = ann.asks({"do": "quit", "id": "bye"})
        self.assertEqual([(one["event"], one["id"]) for one in heard], [("dismissed", "bye")])
        self.assertTrue(ann.gone)

    def test_people_at_line_doors_see_who_is_a_program_s_person(self) -> None:
        bob = self.stage.enter("bob")
        Program(self.stage).comes_in("ann", "lobby")
        self.assertEqual(bob.hears(), ["* ann has joined lobby."])


class Answers(SynchronousTestCase):
    """The `id` of a question is on what its asker alone is told."""

    def setUp(self) -> None:
        self.stage = house()

    def test_answers_and_refusals_have_it_and_what_all_hear_has_not(self) -> None:
        ann = Program(self.stage)
        heard = ann.asks(INTRODUCE | {"id": 1}, {"do": "join", "channel": "lobby", "id": "two"}, {"do": "nonsense", "id": 3})
        self.assertEqual(
            [(one["event"], one.get("id")) for one in heard],
            [("greeted", None), ("welcomed", 1), ("welcomed", "two"), ("joined", None), ("refused", 3)],
        )
        self.assertEqual([one.get("id") for one in ann.asks({"do": "list-channels"})], [None])

    def test_a_wrong_id_is_refused_and_nothing_is_done(self) -> None:
        ann = Program(self.stage).comes_in("ann", "lobby")
        (no,) = ann.asks({"do": "say", "text": "hi", "id": [1]})
        self.assertEqual((no["reason"], "id" in no), ("unreadable", False))

    def test_what_others_cause_later_has_none(self) -> None:
        ann = Program(self.stage).comes_in("ann", "lobby")
        ann.asks({"do": "list-channels", "id": 5})
        bob = self.stage.enter("bob")
        bob.types("/whisper ann psst")
        self.assertEqual([(one["event"], one.get("id")) for one in ann.hears()], [("joined", None), ("whispered", None)])


class WithoutGuests(SynchronousTestCase):
    """`guests: off` at the top holds for who has chosen no channel yet, too."""

    def open(self, *rooms: ChannelSettings) -> Stage:
        closed = replace(PLAIN, guests=False, afk=None)
        return Stage(settings=Settings(data=Path("data"), channels=rooms, json=JsonSettings(port=PORT), policies=closed))

    def test_nobody_comes_in_without_an_account(self) -> None:
        ann = Program(self.open(channel("lobby", 6001, 3, guests=False)))
        greeted, no = ann.asks(INTRODUCE)
        self.assertIs(greeted["guests"], False)
        self.assertEqual((no["reason"], no["channel"]), ("no-guests", ""))
        self.assertEqual([one["reason"] for one in ann.asks({"do": "create", "channel": "den"})], ["not-now"])

    def test_where_one_channel_takes_guests_they_come_into_that_one(self) -> None:
        stage = self.open(channel("lobby", 6001, 3, guests=False), channel("open", 6002, 3))
        ann = Program(stage)
        greeted, welcomed = ann.asks(INTRODUCE)
        self.assertEqual((greeted["guests"], welcomed["event"]), (True, "welcomed"))
        joining = [ann.asks({"do": "join", "channel": name})[-1] for name in ("lobby", "open")]
        self.assertEqual([one.get("reason", one["event"]) for one in joining], ["no-guests", "joined"])
        self.assertEqual(ann.asks({"do": "create", "channel": "den"})[-1]["reason"], "no-guests")


class Pastes(SynchronousTestCase):
    """Many lines at once (G407), as at the line door."""

    def test_twenty_are_no_flood(self) -> None:
        stage = house()
        ann, bob = Program(stage).comes_in("ann", "lobby"), Program(stage).comes_in("bob", "lobby")
        ann.hears()
        for _ in range(10):
            ann.asks(*({"do": "say", "text": f"line {n}"} for n in range(20)))
            self.assertEqual([one["text"] for one in bob.hears()], [f"line {n}" for n in range(20)])
            stage.pass_time(1)

    def test_more_is_told_once_and_nobody_is_thrown_out(self) -> None:
        ann = Program(house()).comes_in("ann", "lobby")
        heard = ann.asks(*({"do": "say", "text": str(n)} for n in range(100)))
        self.assertEqual([(one["reason"], one["hint"]) for one in heard if one["event"] == "refused"], [("flood", "paste")])
        self.assertFalse(ann.gone)

    def test_whoever_asks_for_it_may_offer_the_rest_as_a_file(self) -> None:
        stage = house()
        stage.realm.offers.place = "http://chat.example:6080"
        ann, bob = Program(stage).comes_in("ann", "lobby"), Program(stage).comes_in("bob", "lobby")
        flood = [{"do": "say", "text": str(n)} for n in range(100)]
        self.assertEqual(words(ann.asks(*flood)).count("refused"), 1)
        stage.pass_time(20)
        ann.asks({"do": "set", "key": "pastes", "value": "on"})
        stage.pass_time(5)
        self.assertNotIn("refused", words(ann.asks(*flood[:-1], {"do": "say", "text": "99", "raw": "\n\t99\x1b "})))
        stage.pass_time(2)
        (waits,) = ann.hears()
        self.assertEqual(
            [waits[key] for key in ("event", "channel", "most", "more", "lines")], ["paste-waits", "lobby", 20, 81, 81]
        )
        paste = next(iter(stage.realm.pastes._pastes.values()))
        self.assertEqual(paste.content[-9:], b"98\n\n\t99 \n")
        bob.hears()
        (made,) = ann.asks({"do": "offer-paste", "id": 7})
        self.assertEqual([made[key] for key in ("event", "id", "name", "lines")], ["paste-offered", 7, "paste-ann-1.txt", 81])
        (offered,) = bob.hears()
        self.assertEqual(
            (offered["event"], offered["number"], offered["sha256"]), ("file-offered", made["number"], made["sha256"])
        )
        (ready,) = bob.asks({"do": "accept-file", "number": str(made["number"])})
        self.assertEqual((ready["event"], ready["size"]), ("download-ready", made["size"]))

    def test_empty_lines_above_a_long_one_do_not_make_it_too_long(self) -> None:
        ann = Program(house()).comes_in("ann", "lobby")
        long = "x" * 2046
        self.assertEqual(words(ann.asks({"do": "say", "text": long, "raw": f"\n\n\n\n  {long}"})), ["said"])
        self.assertEqual(words(ann.asks({"do": "say", "text": "x", "raw": f"   {long}"})), ["refused"])


class Wrong(SynchronousTestCase):
    """Bad input gets a clear answer and changes nothing."""

    def setUp(self) -> None:
        self.stage = house(limits=Limits(line=100))
        self.ann = Program(self.stage).comes_in("ann", "lobby")
        self.bob = self.stage.enter("bob")
        self.ann.hears()

    def refused(self, line: bytes) -> tuple[str, str]:
        (no,) = self.ann.writes(line)
        self.assertEqual((no["event"], self.bob.hears()), ("refused", []))
        self.assertFalse(self.ann.gone)
        return no["reason"], no["subject"]

    def test_what_is_no_object(self) -> None:
        for line in (b"hello\n", b"{\n", b"[]\n", b'{"do":"say","text":"\xff"}\n', b"[" * 60000 + b"\n"):
            self.assertEqual(self.refused(line)[0], "unreadable", line[:9])

    def test_what_is_wrong_where(self) -> None:
        self.assertEqual(self.refused(b'{"do":"say","channel":7,"text":"x"}\n')[1], "$.channel: Expected `str`, got `int`")

    def test_a_text_that_is_longer_than_a_line_may_be(self) -> None:
        text = "\\u00e4" * 50  # 100 bytes of UTF-8, and thrice that in this spelling
        self.assertEqual([one["event"] for one in self.ann.writes(b'{"do":"say","text":"%s"}\n' % text.encode())], ["said"])
        self.bob.hears()
        self.assertEqual(self.refused(b'{"do":"say","text":"%sx"}\n' % text.encode())[0], "line-too-long")

    def test_an_object_that_is_too_long(self) -> None:
        self.assertEqual(self.refused(b'{"do":"say","text":"hi","x":"' + b"y" * 65536)[0], "line-too-long")
        self.assertEqual(self.ann.writes(b'yy"}\n'), [])
        self.assertEqual(words(self.ann.asks({"do": "say", "text": "again"})), ["said"])

    def test_just_not_too_long(self) -> None:
        line = b'{"do":"say","text":"hi","x":"'
        self.assertEqual(words(self.ann.writes(line + b"y" * (65536 - len(line) - 2) + b'"}\n')), ["said"])

    def test_no_line_starts_another_at_other_doors(self) -> None:
        self.ann.asks({"do": "say", "text": "a\r\n* bob has left\u2028\x1b[2Jx\x00"})
        self.assertEqual(self.bob.hears(), ["ann: a  * bob has left [2Jx"])

    def test_any_cut_of_the_bytes_gives_the_same(self) -> None:
        line = json.dumps({"do": "say", "text": "ü☃"}, ensure_ascii=False).encode() + b"\r\n"
        self.ann.visitor.sends(*(line[i : i + 1] for i in range(len(line))))
        self.assertEqual([one["text"] for one in self.ann.hears()], ["ü☃"])


class BeforeAName(SynchronousTestCase):
    """Little is taken from who has no name, and nothing from who is no chat."""

    def setUp(self) -> None:
        self.stage = house()

    def test_a_first_line_without_an_end(self) -> None:
        ann = Program(self.stage)
        heard = ann.writes(b'{"do":"introduce","nick":"' + b"a" * 1025)
        self.assertEqual([(one["event"], one.get("reason")) for one in heard], [("greeted", None), ("refused", "name-long")])
        self.assertLess(len(ann.visitor.door._splitter.rest), 1025)

    def test_what_is_no_json_is_told_so(self) -> None:
        no = Program(self.stage).writes(b"hello\n")[-1]
        self.assertEqual(no["reason"], "unreadable")

    def test_a_browser_is_answered_once_and_closed(self) -> None:
        visitor = self.stage.connect(PORT)
        visitor.sends(b"POST / HTTP/1.1\r\nHost: x\r\n\r\n" + b'{"do":"introduce","nick":"ann"}\n{"do":"quit"}\n')
        self.assertTrue(visitor.bytes().startswith(b"HTTP/1.1 400 Bad Request\r\n"))
        self.assertTrue(visitor.gone)
        self.assertEqual(len(self.stage.realm.people), 0)

    def test_tls_is_answered_once_and_closed(self) -> None:
        visitor = self.stage.connect(PORT)
        visitor.sends(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100)
        self.assertEqual(visitor.bytes(), b"\x15\x03\x01\x00\x02\x02\x46")
        self.assertTrue(visitor.gone)


class Accounts(SynchronousTestCase):
    """Passwords are checked while the door waits."""

    def setUp(self) -> None:
        self.stage = house()
        self.checker = Checking(True)
        self.stage.realm.checker = self.checker
        ann = Program(self.stage)
        heard = ann.asks({"do": "register", "nick": "ann", "password": "correct horse", "id": 1})
        self.assertEqual([(one["event"], one.get("id")) for one in heard], [("greeted", None), ("registered", 1)])

    def test_login(self) -> None:
        heard = Program(self.stage).asks({"do": "login", "nick": "ann", "password": "correct horse", "id": 2})
        self.assertEqual([(one["event"], one.get("id")) for one in heard[1:]], [("signed-in", 2), ("welcomed", 2)])

    def test_a_wrong_password(self) -> None:
        no = Program(self.stage).asks({"do": "login", "nick": "ann", "password": "wrong horse", "id": 2})[-1]
        self.assertEqual((no["reason"], no["id"]), ("wrong-password", 2))

    def test_a_name_and_then_its_password(self) -> None:
        ann = Program(self.stage)
        self.assertEqual(words(ann.asks(INTRODUCE)), ["greeted", "password-asked"])
        self.assertEqual(ann.asks({"do": "list-channels"})[-1]["reason"], "not-now")
        self.assertEqual(words(ann.asks({"do": "prove", "password": "correct horse"})), ["signed-in", "welcomed"])

    def test_what_comes_meanwhile_waits_in_its_order(self) -> None:
        slow = Checking(False)
        self.stage.realm.checker = slow
        ann = Program(self.stage)
        login = {"do": "login", "nick": "ann", "password": "correct horse", "id": 1}
        self.assertEqual(words(ann.asks(login, {"do": "join", "channel": "lobby", "id": 2})), ["greeted"])
        slow.answers()
        told = [(one["event"], one.get("id")) for one in ann.hears()]
        self.assertEqual(told, [("signed-in", 1), ("welcomed", 1), ("welcomed", 2), ("joined", None)])

    def test_one_person_at_two_doors(self) -> None:
        """G308: one seat, and closing one connection does not leave."""
        ann = Program(self.stage)
        ann.asks({"do": "login", "nick": "ann", "password": "correct horse"}, {"do": "join", "channel": "lobby"})
        other = self.stage.open("lobby")
        other.types("/login ann correct horse")
        bob = self.stage.enter("bob")
        self.assertEqual(len(self.stage.realm.channels["lobby"].members), 2)
        ann.asks({"do": "quit"})
        self.assertEqual((ann.gone, bob.hears()), (True, []))
        other.types("still here")
        self.assertEqual(bob.hears(), ["ann: still here"])


class Bots(SynchronousTestCase):
    """By token, and seen as bots at every door (G1203)."""

    def test_a_bot_comes_in(self) -> None:
        stage = house()
        account = stage.realm.accounts.add(Account("helper", "helper", "", 0.0))
        account.roles[""] = Role.BOT
        fingerprint = token_fingerprint("chatroom_x")
        account.keys[fingerprint] = KeptKey(fingerprint, "", "token")
        ann = stage.enter("ann")
        helper = Program(stage)
        heard = helper.asks({"do": "sign-in", "token": "chatroom_x", "id": 1}, {"do": "join", "channel": "lobby"})
        told = [(one["event"], one.get("id"), one.get("role")) for one in heard]
        self.assertEqual(told[1:3], [("signed-in", 1, "bot"), ("welcomed", 1, None)])
        ann.types("/who", "/whois helper")
        said = ann.hears()
        self.assertIn("* Bots: helper.", said)
        self.assertIn("* helper is a bot.", said)
        self.assertEqual(helper.asks({"do": "list-people"})[-1]["bots"], ["helper"])


class SlowReaders(SynchronousTestCase):
    """Nobody waits for one who does not read."""

    def test_it_is_cut_with_its_reason(self) -> None:
        stage = house(limits=Limits(backlog=4096))
        ann = Program(stage).comes_in("ann", "lobby")
        ann.visitor.wire.reading = False
        bob = stage.enter("bob")
        for _ in range(120):
            if len(stage.realm.people) == 1:
                break
            stage.pass_time(1)
            bob.types("x" * 1000)
        self.assertEqual([person.nick for person in stage.realm.people.values()], ["bob"])
        ann.visitor.wire.read_again()
        self.assertEqual(words(ann.hears())[-1], "dismissed")
