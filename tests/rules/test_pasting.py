"""What is too much of a paste: it waits, is offered to the room as a file, and is gone in time. G407."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules import pastes
from chatroom.rules.offers import OfferLimits, Stage
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import files as f
from chatroom.words import staff as t
from chatroom.words.files import Ending
from chatroom.words.pastes import OfferPaste, PasteDropped, PasteOffered, PasteWaits
from chatroom.words.policies import CLASSIC, PLAIN, Flood
from chatroom.words.policies import Stage as Podium
from chatroom.words.refusals import Reason, Refused
from chatroom.words.rooms import Join
from chatroom.words.staff import Unmute
from tests.fakes import NOON, House, Visitor, house
from tests.rules.test_holding import back, program

PLACE = "http://chat.example:6080"
PATIENT = replace(PLAIN, afk=None)
REST = "".join(f"line {n}\n" for n in range(20, 60)).encode()


class PasteCase(SynchronousTestCase):
    """alice pastes; bob and carol read."""

    def setUp(self) -> None:
        self.stage(house(4, policies=PATIENT, quiet=2))

    def stage(self, place: House) -> None:
        self.place, self.realm = place, place.realm
        self.realm.offers.place = PLACE
        self.alice, self.bob, self.carol = (place.enter(nick) for nick in ("alice", "bob", "carol"))
        self.forget()

    def forget(self) -> None:
        for visitor in (self.alice, self.bob, self.carol):
            visitor.hear()

    def paste(self, first: int = 0, end: int = 60, who: Visitor | None = None) -> None:
        for n in range(first, end):
            (who or self.alice).say(f"line {n}")

    def said(self, who: Visitor) -> list[str]:
        return [event.text for event in who.hear() if isinstance(event, e.Said)]

    def ask(self, who: Visitor, command: c.Command) -> list[Any]:
        who.hear()
        who.ask(command)
        return who.hear()

    def no(self, who: Visitor, command: c.Command) -> Reason:
        (answer,) = self.ask(who, command)
        self.assertIsInstance(answer, e.Refusal)
        return answer.reason  # type: ignore[no-any-return]

    def told(self, who: Visitor, *kinds: type[Any]) -> list[Any]:
        return [event for event in who.hear() if isinstance(event, kinds)]

    def offered(self) -> int:
        """alice pastes 60 lines and offers the rest; its number."""
        self.paste()
        self.alice.hear()
        self.alice.ask(OfferPaste())
        (made,) = self.told(self.alice, PasteOffered)
        return made.number  # type: ignore[no-any-return]

    def assert_nothing_is_left(self) -> None:
        self.assertEqual((len(self.realm.pastes), len(self.realm.offers)), (0, 0))
        self.assertEqual(self.realm.pastes._size, 0)
        self.assertEqual(self.realm.offers._codes, {})


class Gathering(PasteCase):
    """Which lines wait, and when their author is told."""

    def test_twenty_are_said_and_the_rest_waits(self) -> None:
        self.paste()
        self.assertEqual(self.said(self.bob), [f"line {n}" for n in range(20)])
        self.assertEqual(self.told(self.alice, e.Refusal, PasteWaits), [])
        self.place.pass_time(2)
        waits = PasteWaits(NOON + 1, "lobby", 20, 40, 40, len(REST), 600)
        self.assertEqual(self.alice.hear(), [waits])
        self.place.pass_time(5)
        self.assertEqual((self.alice.hear(), self.bob.hear()), ([], []))

    def test_nobody_is_told_as_long_as_lines_come(self) -> None:
        for n in range(200):
            self.alice.say(str(n))
            self.place.pass_time(0.25)
        self.assertEqual(len(self.said(self.bob)), 20)
        self.assertEqual(self.told(self.alice, PasteWaits, e.Refusal), [])
        self.place.pass_time(2)
        self.assertEqual([(event.more, event.lines) for event in self.alice.hear()], [(180, 180)])

    def test_whoever_loses_its_line_is_told_once_it_is_back(self) -> None:
        self.carol.ask(c.Quit())
        ann, code = program(self.place, "ann", "lobby")
        self.place.pass_time(5)
        self.paste(who=ann)
        ann.hang_up()
        self.place.pass_time(20)
        again, heard = back(self.place, code)
        self.assertEqual([event for event in heard if isinstance(event, PasteWaits)], [])
        self.place.pass_time(1)
        self.assertEqual(again.hear(), [PasteWaits(NOON + 26, "lobby", 20, 40, 40, len(REST), 600)])
        self.place.pass_time(5)
        self.assertEqual(again.hear(), [])

    def test_what_waits_costs_nothing_and_speech_goes_on(self) -> None:
        self.paste(0, 1000)
        self.place.clock.reactor.advance(0.4)
        self.bob.hear()
        for n in range(9):
            self.alice.say(f"and {n}")
            self.place.clock.reactor.advance(0.4)
        self.assertEqual(len(self.said(self.bob)), 9)
        self.assertEqual(self.told(self.alice, e.Refusal), [])

    def test_a_second_paste_waits_with_the_first(self) -> None:
        self.paste(0, 25)
        self.place.pass_time(3)
        self.paste(25, 60)
        self.place.pass_time(3)
        told = self.told(self.alice, PasteWaits)
        self.assertEqual([(event.more, event.lines) for event in told], [(5, 5), (15, 20)])

    def test_twenty_or_few_by_few_wait_for_nothing(self) -> None:
        self.paste(0, 20)
        self.place.pass_time(3)
        for n in range(30):
            self.alice.say(str(n))
            self.place.pass_time(0.5)
        self.assertEqual(self.told(self.alice, PasteWaits, e.Refusal), [])
        self.assertEqual(len(self.realm.pastes), 0)

    def test_how_many_are_said_is_the_channel_s_business(self) -> None:
        self.stage(house(3, policies=replace(PATIENT, flood=Flood(paste=3))))
        self.paste(0, 10)
        self.assertEqual(len(self.said(self.bob)), 3)
        self.place.pass_time(2)
        self.assertEqual([(event.most, event.lines) for event in self.told(self.alice, PasteWaits)], [(3, 7)])

    def test_the_file_has_what_was_written(self) -> None:
        for text in ("a", "b"):
            self.alice.ask(c.Say("", text, f"\n  {text}\t"))
        self.paste(0, 18)
        self.alice.ask(c.Say("", "c", "\n\n  c\t"))
        self.assertEqual(self.said(self.bob)[:2], ["a", "b"])
        self.alice.ask(c.Say("", "d"))
        self.place.pass_time(2)
        self.assertEqual([(event.more, event.lines) for event in self.told(self.alice, PasteWaits)], [(4, 4)])
        self.assertEqual(self.realm.pastes.of(self.alice.session.member).content, b"\n\n  c\t\nd\n")  # type: ignore[arg-type, union-attr]

    def test_what_is_no_command_waits_only_in_what_is_too_much(self) -> None:
        no = Refused(Reason.UNKNOWN_COMMAND, "/*")
        speech = c.Say("", "/* x */", "  /* x */")
        self.realm.not_understood(self.alice.session, no, speech)
        self.paste(0, 20)
        self.assertEqual(len(self.told(self.alice, e.Refusal)), 1)
        self.realm.not_understood(self.alice.session, no, speech)
        self.realm.not_understood(self.alice.session, Refused(Reason.USAGE, "me", hint="/me <text...>"), speech)
        self.assertEqual([event.reason for event in self.told(self.alice, e.Refusal)], [Reason.USAGE])
        self.assertEqual(self.realm.pastes.of(self.alice.session.member).content, b"line 19\n  /* x */\n")  # type: ignore[arg-type, union-attr]
        self.assertEqual(len(self.said(self.bob)), 19)

    def test_commands_among_the_lines_are_done(self) -> None:
        self.paste(0, 30)
        self.assertEqual([type(event) for event in self.ask(self.alice, c.ListChannels())], [e.ChannelList])
        self.paste(30, 60)
        self.assertIsInstance(self.ask(self.alice, c.Quit())[-1], e.Dismissed)

    def test_a_run_that_was_refused_from_its_first_line_is_refused_whole(self) -> None:
        self.stage(house(4, policies=replace(PATIENT, flood=Flood(burst=1, rate=0.01))))
        self.alice.say("x")
        self.place.clock.reactor.advance(1)
        self.forget()
        self.paste(0, 40)
        self.assertEqual((self.said(self.bob), len(self.realm.pastes)), ([], 0))

    def test_too_much_is_refused_and_what_waits_stays(self) -> None:
        self.paste(0, 20)
        for _ in range(pastes.EACH // 1024):
            self.alice.say("x" * 1023)
        self.alice.hear()
        for _ in range(50):
            self.alice.say("and this")
        (no,) = self.alice.hear()
        self.assertEqual((no.reason, no.hint, no.channel), (Reason.FLOOD, "paste", "lobby"))
        self.assertEqual(len(self.said(self.bob)), 20)
        self.place.pass_time(3)
        self.assertEqual([event.size for event in self.told(self.alice, PasteWaits)], [pastes.EACH])

    def test_the_house_has_a_limit_too(self) -> None:
        self.patch(pastes, "MOST", 100)
        self.paste(0, 40)
        self.paste(0, 40, self.bob)
        self.assertEqual([no.reason for no in self.told(self.alice, e.Refusal)], [Reason.FLOOD])
        self.assertEqual([no.reason for no in self.told(self.bob, e.Refusal)], [Reason.FLOOD])
        self.assertEqual((len(self.realm.pastes), self.realm.pastes._size), (1, 96))


class Elsewhere(PasteCase):
    """Where nothing waits: what is too much is refused, as it has been."""

    def assert_refused(self) -> None:
        self.paste(0, 60)
        refused = self.told(self.alice, e.Refusal)
        self.assertEqual([(no.reason, no.hint) for no in refused], [(Reason.FLOOD, "paste")])
        self.assertEqual(len(self.realm.pastes), 0)

    def test_without_a_port_for_files(self) -> None:
        self.realm.offers.place = ""
        self.assert_refused()
        self.assertEqual(len(self.said(self.bob)), 29)

    def test_where_text_files_are_not_taken(self) -> None:
        self.realm.offers.limits = OfferLimits(types=("pdf",))
        self.assert_refused()

    def test_where_no_files_are_offered(self) -> None:
        self.stage(house(4, policies=replace(PATIENT, offers=False)))
        self.assert_refused()

    def test_for_connections_that_would_rather_be_refused(self) -> None:
        self.assertIn(("pastes", "off"), self.ask(self.alice, c.Set("pastes", "off"))[0].settings)
        self.place.pass_time(5)
        self.assert_refused()
        self.place.pass_time(30)
        self.ask(self.alice, c.Set("pastes", "on"))
        self.place.pass_time(5)
        self.paste()
        self.assertEqual(len(self.realm.pastes), 1)

    def test_classic_says_it_all(self) -> None:
        self.stage(house(4, policies=CLASSIC))
        self.paste(0, 500)
        self.assertEqual(len(self.said(self.bob)), 500)
        self.assertEqual(len(self.realm.pastes), 0)

    def test_the_muted_hear_why(self) -> None:
        staff, _ = self.place.staff()
        staff.perform(t.Mute("lobby", "alice", "60"))
        self.alice.hear()
        self.paste(0, 25)
        self.assertEqual({no.reason for no in self.told(self.alice, e.Refusal)}, {Reason.MUTED})
        self.assertEqual(len(self.realm.pastes), 0)

    def test_nothing_waits_that_could_not_be_said(self) -> None:
        for mode in (Podium(), Podium(approve=True)):
            self.stage(house(4, policies=replace(PATIENT, stage=mode)))
            self.paste()
            self.assertEqual(len(self.realm.pastes), 0)
        self.stage(house(4, policies=PATIENT))
        self.realm.channels["lobby"].slow = 10
        self.paste()
        self.assertEqual(len(self.realm.pastes), 0)

    def test_no_password_waits(self) -> None:
        self.paste(0, 30)
        for n in range(100):
            self.alice.say(f"login alice Correct-Horse-{n}")
        reasons = [no.reason for no in self.told(self.alice, e.Refusal)]
        self.assertEqual(reasons, [Reason.LOOKS_SECRET] * 9 + [Reason.FLOOD])  # they cost what lines cost
        self.paste(30, 60)
        self.assertEqual(self.realm.pastes.of(self.alice.session.member).content, REST)  # type: ignore[arg-type, union-attr]


class Offering(PasteCase):
    """`/paste`: to everybody, each for itself."""

    def test_everybody_else_is_offered_it(self) -> None:
        self.paste()
        digest = sha256(REST).hexdigest()
        name = "paste-alice-1.txt"
        made = PasteOffered(NOON, 1, "lobby", name, 40, len(REST), digest, 3600)
        self.assertEqual(self.ask(self.alice, OfferPaste()), [made])
        for visitor in (self.bob, self.carol):
            who = self.alice.session.who
            self.assertEqual(self.told(visitor, f.FileOffered), [
                f.FileOffered(NOON, 1, "lobby", who, name, len(REST), digest, 3600)
            ])  # fmt: skip
        self.assertEqual(self.no(self.alice, OfferPaste()), Reason.NO_PASTE)
        self.place.pass_time(5)
        self.assertEqual(self.alice.hear(), [])  # it does not wait any longer

    def test_several_take_it_and_nobody_is_asked_to_bring_it(self) -> None:
        number = self.offered()
        codes = set()
        for visitor in (self.bob, self.carol):
            (ready,) = self.ask(visitor, f.AcceptFile(str(number)))
            self.assertEqual((ready.number, ready.size, ready.place), (number, len(REST), PLACE))
            offer = self.realm.offers.find(ready.code)
            assert offer is not None
            self.assertEqual((offer.content, offer.down, offer.up), (REST, ready.code, ""))
            codes.add(ready.code)
            self.assertEqual(self.no(visitor, f.AcceptFile(str(number))), Reason.NO_OFFER)
        self.assertEqual((len(codes), self.realm.offers.find("")), (2, None))
        self.assertEqual(self.alice.hear(), [])

    def test_it_counts_once(self) -> None:
        self.realm.offers.limits = OfferLimits(each=2)
        number = self.offered()
        self.bob.ask(f.AcceptFile()), self.carol.ask(f.AcceptFile())
        self.assertEqual([row.number for row in self.ask(self.alice, f.ListFiles())[0].rows], [number])
        self.assertIsInstance(self.ask(self.alice, f.OfferFile("bob", "a"))[0], f.OfferMade)
        self.assertEqual(self.no(self.alice, f.OfferFile("bob", "b")), Reason.TOO_MANY_FILES)
        self.place.pass_time(1)
        self.paste()
        self.assertEqual(self.no(self.alice, OfferPaste()), Reason.TOO_MANY_FILES)
        self.assertEqual(len(self.realm.pastes), 1)

    def test_who_does_not_want_it(self) -> None:
        self.offered()
        self.assertEqual([event.why for event in self.ask(self.bob, f.RefuseFile())], [Ending.REFUSED])
        self.assertEqual(self.alice.hear(), [])
        self.assertEqual(len(self.ask(self.carol, f.AcceptFile())), 1)

    def test_when_everybody_has_answered_it_is_over(self) -> None:
        number = self.offered()
        self.ask(self.bob, f.RefuseFile())
        (ready,) = self.ask(self.carol, f.AcceptFile())
        self.place.pass_time(2)
        self.assertEqual(len(self.realm.offers), 2)  # carol's is on its way, and can still be cancelled
        self.assertEqual([event.why for event in self.ask(self.carol, f.CancelFile(str(number)))], [Ending.CANCELLED])
        self.place.pass_time(2)
        self.assert_nothing_is_left()
        self.assertEqual([event.why for event in self.alice.hear()], [Ending.CANCELLED])
        self.assertIsNone(self.realm.offers.find(ready.code))

    def test_taken_back(self) -> None:
        self.offered()
        self.bob.ask(f.AcceptFile())
        self.forget()
        self.assertEqual([event.why for event in self.ask(self.alice, f.CancelFile())], [Ending.CANCELLED] * 2)
        for visitor in (self.bob, self.carol):
            self.assertEqual([event.why for event in visitor.hear()], [Ending.CANCELLED])
        self.place.pass_time(1)
        self.assert_nothing_is_left()

    def test_taken_back_when_the_room_may_take_it_no_longer(self) -> None:
        for number in ("", "1"):
            self.setUp()
            dave = self.place.enter("dave")
            self.offered()
            self.place.pass_time(3000, step=60)
            self.bob.ask(f.AcceptFile()), self.carol.ask(f.AcceptFile())
            self.place.pass_time(660, step=60)
            self.assertEqual([event.why for event in self.told(dave, f.OfferEnded)], [Ending.EXPIRED])
            (shown,) = self.ask(self.alice, f.ListFiles())
            self.assertEqual([(row.number, row.receiver) for row in shown.rows], [(1, "bob"), (1, "carol")])
            self.forget()
            ended = self.ask(self.alice, f.CancelFile(number))
            self.assertEqual([(event.to, event.why) for event in ended], [
                ("bob", Ending.CANCELLED), ("carol", Ending.CANCELLED)
            ])  # fmt: skip
            for visitor in (self.bob, self.carol):
                self.assertEqual([event.why for event in visitor.hear()], [Ending.CANCELLED])
            self.place.pass_time(1)
            self.assert_nothing_is_left()

    def test_a_taker_ends_its_own_alone(self) -> None:
        self.offered()
        self.place.pass_time(3000, step=60)
        self.bob.ask(f.AcceptFile()), self.carol.ask(f.AcceptFile())
        self.place.pass_time(660, step=60)
        self.assertEqual([event.to for event in self.ask(self.bob, f.CancelFile())], ["bob"])
        self.assertEqual([offer.receiver.nick for offer in self.realm.offers], ["carol"])

    def test_nobody_takes_it(self) -> None:
        self.offered()
        self.place.pass_time(3601, step=60)
        for visitor in (self.alice, self.bob, self.carol):
            self.assertEqual([event.why for event in self.told(visitor, f.OfferEnded)], [Ending.EXPIRED])
        self.assert_nothing_is_left()

    def test_who_ignores_is_not_bothered_and_who_is_ignored_is_not_told(self) -> None:
        self.bob.ask(c.Ignore("alice"))
        number = self.offered()
        self.assertEqual(self.told(self.bob, f.FileOffered), [])
        self.assertEqual(self.no(self.bob, f.AcceptFile(str(number))), Reason.NO_OFFER)
        self.assertEqual(len(self.told(self.carol, f.FileOffered)), 1)

    def test_who_takes_every_file_takes_it_at_once(self) -> None:
        self.bob.ask(c.Set("autoaccept", "on"))
        self.offered()
        self.assertEqual([event.size for event in self.told(self.bob, f.DownloadReady)], [len(REST)])

    def test_only_who_was_there_may_take_it(self) -> None:
        number = self.offered()
        dave = self.place.enter("dave")
        self.assertEqual(self.no(dave, f.AcceptFile(str(number))), Reason.NO_OFFER)
        self.assertEqual(self.no(self.alice, f.AcceptFile(str(number))), Reason.NO_OFFER)

    def test_when_there_is_nothing_or_nobody(self) -> None:
        self.assertEqual(self.no(self.alice, OfferPaste()), Reason.NO_PASTE)
        self.assertEqual(self.no(self.alice, OfferPaste("drop")), Reason.NO_PASTE)
        self.paste()
        self.assertEqual(self.no(self.alice, OfferPaste("all")), Reason.USAGE)
        self.bob.hang_up(), self.carol.hang_up()
        self.assertEqual(self.no(self.alice, OfferPaste()), Reason.NOBODY_ELSE)
        self.assertEqual(len(self.realm.pastes), 1)

    def test_larger_than_files_may_be(self) -> None:
        self.realm.offers.limits = OfferLimits(largest=100)
        self.paste()
        self.assertEqual(self.no(self.alice, OfferPaste()), Reason.FILE_TOO_LARGE)

    def test_whoever_may_not_speak_may_not_offer_it(self) -> None:
        self.paste()
        self.realm.channels["lobby"].stage = Podium()
        self.assertEqual(self.no(self.alice, OfferPaste()), Reason.NO_VOICE)
        self.realm.channels["lobby"].stage = None
        staff, _ = self.place.staff()
        staff.perform(t.Mute("lobby", "alice", "60"))
        self.assertEqual(self.no(self.alice, OfferPaste()), Reason.MUTED)

    def test_each_room_has_its_own(self) -> None:
        self.alice.ask(Join("quiet"))
        self.paste()
        self.assertEqual(self.no(self.alice, OfferPaste("", "lobby")), Reason.NO_PASTE)
        self.assertEqual(self.no(self.alice, OfferPaste("", "quiet")), Reason.NOBODY_ELSE)


class Gone(PasteCase):
    """Every way in which it is forgotten."""

    def dropped(self) -> list[tuple[int, Ending]]:
        return [(event.lines, event.why) for event in self.told(self.alice, PasteDropped)]

    def test_by_its_author(self) -> None:
        self.paste()
        self.alice.hear()
        self.assertEqual(self.ask(self.alice, OfferPaste("DROP")), [PasteDropped(NOON, "lobby", 40, Ending.CANCELLED)])
        self.assert_nothing_is_left()
        self.place.pass_time(5)
        self.assertEqual(self.alice.hear(), [])

    def test_by_time(self) -> None:
        self.paste()
        self.place.pass_time(600)
        self.assertEqual(self.dropped(), [])
        self.place.pass_time(4)
        self.assertEqual(self.dropped(), [(40, Ending.EXPIRED)])
        self.assert_nothing_is_left()

    def test_by_a_mute(self) -> None:
        self.paste()
        staff, _ = self.place.staff()
        staff.perform(t.Mute("lobby", "alice", "60"))
        self.place.pass_time(2)
        self.assertEqual(self.dropped(), [(40, Ending.BARRED)])
        self.assert_nothing_is_left()

    def test_whoever_has_lost_its_line_meanwhile_is_told_once_it_is_back(self) -> None:
        def mute() -> None:
            self.place.staff()[0].perform(t.Mute("lobby", "ann", "600"))

        self.carol.ask(c.Quit())
        for wait, happens, why in ((2, mute, Ending.BARRED), (590, lambda: None, Ending.EXPIRED)):
            ann, code = program(self.place, "ann", "lobby")
            self.place.pass_time(5)
            self.paste(who=ann)
            self.place.pass_time(wait)
            ann.hang_up()
            happens()
            self.place.pass_time(20)
            self.assert_nothing_is_left()
            again, heard = back(self.place, code)
            self.assertEqual([(event.lines, event.why) for event in heard if isinstance(event, PasteDropped)], [(40, why)])
            self.place.pass_time(5)
            self.assertEqual([event for event in again.hear() if isinstance(event, PasteDropped)], [])
            again.ask(c.Quit())
            if why is Ending.BARRED:
                self.place.staff()[0].perform(Unmute("lobby", "ann"))

    def test_an_offer_by_a_mute(self) -> None:
        for where in ("lobby", "*"):
            self.setUp()
            self.offered()
            self.bob.ask(f.AcceptFile())
            self.forget()
            staff, _ = self.place.staff()
            staff.perform(t.Mute(where, "alice", "60"))
            self.place.pass_time(2)
            for visitor in (self.bob, self.carol):
                self.assertEqual([event.why for event in self.told(visitor, f.OfferEnded)], [Ending.BARRED], where)
            self.assert_nothing_is_left()

    def test_with_the_seat(self) -> None:
        self.paste()
        self.alice.ask(Join("quiet"))
        self.alice.ask(c.Switch("quiet"))
        self.bob.ask(c.Quit())
        self.paste(who=self.carol)
        staff, _ = self.place.staff()
        staff.perform(t.Kick("lobby", "carol"))
        staff.perform(t.Kick("lobby", "alice"))
        self.place.pass_time(2)
        self.assert_nothing_is_left()

    def test_with_the_line(self) -> None:
        self.paste()
        self.alice.hang_up()
        self.paste(who=self.bob)
        self.bob.ask(OfferPaste())
        self.bob.hang_up(), self.carol.hang_up()
        self.place.pass_time(2)
        self.assert_nothing_is_left()
        self.assertEqual(len(self.realm.deadlines), 0)

    def test_an_offer_when_nobody_who_may_take_it_is_left(self) -> None:
        self.offered()
        self.bob.hang_up(), self.carol.hang_up()
        self.place.pass_time(2)
        self.assertEqual([event.why for event in self.told(self.alice, f.OfferEnded)], [Ending.LEFT])
        self.assert_nothing_is_left()

    def test_what_is_taken_outlives_its_author_s_line(self) -> None:
        self.offered()
        (ready,) = self.ask(self.bob, f.AcceptFile())
        self.alice.hang_up()
        self.place.pass_time(2)
        self.assertEqual([event.why for event in self.told(self.carol, f.OfferEnded)], [Ending.LEFT])
        (offer,) = self.realm.offers
        self.assertEqual((offer.down, offer.stage), (ready.code, Stage.WAITING))
        self.place.pass_time(3600, step=60)
        self.assert_nothing_is_left()

    def test_nothing_of_it_is_witnessed(self) -> None:
        self.place.witnessed.clear()
        self.offered()
        self.ask(self.bob, f.AcceptFile())
        self.assertEqual([type(event) for event in self.place.witnessed], [e.Said] * 20)
