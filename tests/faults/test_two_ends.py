"""One who does not read, at each door (F34); one account at two doors, and a name whose line is lost (F38)."""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import JsonSettings, channel
from chatroom.rules.accounts import Account, Role
from chatroom.words.events import Cause, Left
from tests.doors.stage import Stage, Visitor
from tests.doors.test_jsonlines import PORT, Program, words
from tests.doors.test_passwords import Checking

LOGIN = {"do": "login", "nick": "ann", "password": "correct horse"}


class TwoEnds(SynchronousTestCase):
    """Bob sits in the lobby and sees what others see."""

    def setUp(self) -> None:
        rooms = (channel("lobby", 6001, 5, afk=None, flood=None), channel("old", 6002, 5, style="classic"))
        self.stage = Stage(*rooms, json=JsonSettings(port=PORT))
        self.stage.realm.checker = Checking(True)
        self.ann = Account("ann", "ann", "hash of correct horse", 0.0)
        self.stage.realm.accounts.add(self.ann)
        self.bob = self.stage.enter("bob")

    def signed_in(self) -> Visitor:
        visitor = self.stage.open()
        visitor.types("ann", "correct horse")
        visitor.bytes()
        return visitor

    def seated(self) -> list[str]:
        realm = self.stage.realm
        return [realm.people[person].nick for person in realm.channels["lobby"].members]

    def assert_cut(self, slow: Visitor, name: str, speaker: Visitor) -> None:
        slow.wire.reading = False
        heard = said = 0
        while not (left := [event for event in self.stage.events if isinstance(event, Left) and event.who.nick == name]):
            self.assertLess(said, 600, f"{name} is never cut")
            speaker.types("y" * 1000)
            said += 1
            heard += speaker.bytes().count(b"y" * 1000)
        self.assertEqual((left[0].cause, heard), (Cause.SLOW, said))

    def test_F34_a_guest_at_the_line_door(self) -> None:
        self.assert_cut(self.stage.enter("eve"), "eve", self.bob)

    def test_F34_at_a_classic_door(self) -> None:
        self.assert_cut(self.stage.enter("eve", "old"), "eve", self.stage.enter("dan", "old"))

    def test_F34_a_program(self) -> None:
        program = Program(self.stage)
        program.asks({"do": "introduce", "nick": "eve"}, {"do": "join", "channel": "lobby"})
        self.assert_cut(program.visitor, "eve", self.bob)

    def test_F34_one_of_the_staff(self) -> None:
        self.ann.roles[""] = Role.OWNER
        self.assert_cut(self.signed_in(), "ann", self.bob)

    def test_F38_one_account_at_two_doors_is_one_person(self) -> None:
        self.signed_in()
        program = Program(self.stage)
        program.asks(LOGIN, {"do": "join", "channel": "lobby"})
        self.assertEqual(self.seated(), ["bob", "ann"])
        program.visitor.hangs_up()
        self.assertEqual(self.seated(), ["bob", "ann"])

    def test_F38_a_name_is_not_given_away_while_its_line_is_lost(self) -> None:
        program = Program(self.stage)
        code = program.asks({"do": "introduce", "nick": "eve", "resumes": True}, {"do": "join", "channel": "lobby"})[-3]["code"]
        program.visitor.hangs_up()
        self.stage.enter("eve").hangs_up()
        refused = Program(self.stage).asks({"do": "introduce", "nick": "eve"})[-1]
        self.assertEqual((refused["reason"], self.seated()), ("name-taken", ["bob", "eve"]))
        self.assertIn("resumed", words(Program(self.stage).asks({"do": "resume", "code": code})))
        self.assertEqual(self.seated(), ["bob", "eve"])

    def test_F38_a_name_is_free_when_nothing_is_kept_for_it_any_more(self) -> None:
        program = Program(self.stage)
        program.asks({"do": "introduce", "nick": "eve", "resumes": True}, {"do": "join", "channel": "lobby"})
        program.visitor.hangs_up()
        self.stage.pass_time(151)
        self.assertEqual(self.seated(), ["bob"])
        self.stage.enter("eve")
        self.assertEqual(self.seated(), ["bob", "eve"])

    def test_F38_a_ghost_makes_way_for_who_has_its_code(self) -> None:
        ghost = Program(self.stage)
        code = ghost.asks({"do": "introduce", "nick": "eve", "resumes": True}, {"do": "join", "channel": "lobby"})[-3]["code"]
        again = Program(self.stage)
        self.assertIn("resumed", words(again.asks({"do": "resume", "code": code})))
        self.assertEqual((ghost.hears()[-1]["cause"], ghost.gone), ("replaced", True))
        self.assertEqual((again.gone, self.seated()), (False, ["bob", "eve"]))
