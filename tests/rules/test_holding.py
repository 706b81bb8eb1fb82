"""G113, G125: a line is lost, and the seat or the place in the line is kept; who comes back reads what it missed, once."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.channel import Standing
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words.console import Queue
from chatroom.words.credentials import Login
from chatroom.words.policies import CLASSIC, PLAIN, Policies
from chatroom.words.refusals import Reason
from chatroom.words.resuming import CaughtUp, Resume, ResumeCode, Resumed, Seen
from chatroom.words.rooms import Join
from chatroom.words.staff import Ban
from chatroom.words.staffroom import LineRow, LineShown
from tests.fakes import NOON, House, Visitor, house

PATIENT = Policies(afk=None)  # nobody is sent out for being quiet


def kinds(events: list[Any]) -> list[Any]:
    return [event.reason if isinstance(event, e.Refusal) else type(event) for event in events]


def program(place: House, nick: str, *rooms: str, host: str = "192.0.2.1") -> tuple[Visitor, str]:
    """A client that wants to come back, in these rooms, and its code."""
    visitor = place.open("", host)
    visitor.ask(c.Introduce(nick, resumes=True))
    code = next(event.code for event in visitor.hear() if isinstance(event, ResumeCode))
    for room in rooms:
        visitor.ask(Join(room))
    visitor.hear()
    return visitor, code


def back(place: House, code: str, *seen: Seen, host: str = "192.0.2.1") -> tuple[Visitor, list[Any]]:
    """A new connection with the code, and what it hears."""
    visitor = place.open("", host)
    visitor.hear()
    visitor.ask(Resume(code, seen))
    return visitor, visitor.hear()


def new_code(heard: list[Any]) -> str:
    return next(event.code for event in heard if isinstance(event, ResumeCode))


class SeatTests(SynchronousTestCase):
    """A seat is kept for 30 s."""

    def setUp(self) -> None:
        self.place = house(2, policies=PATIENT, tea=2)
        self.channel = self.place.realm.channels["lobby"]
        self.bob = self.place.enter("bob")
        self.ann, self.code = program(self.place, "ann", "lobby")
        self.bob.hear()

    def lose(self) -> None:
        self.ann.hang_up()
        self.assertEqual(self.bob.hear(), [])

    def test_it_comes_back_to_its_seat_and_reads_once_what_it_missed(self) -> None:
        self.lose()
        self.bob.say("one")
        self.bob.ask(c.Act("waves"))
        self.place.pass_time(29.0)
        said = self.bob.hear()
        again, heard = back(self.place, self.code)
        person = again.session.who
        self.assertEqual(
            heard,
            [
                e.Welcomed(NOON + 29, "", person, ""),
                e.Welcomed(NOON + 29, "lobby", person, ""),
                Resumed(NOON + 29, "lobby", True, 2, 0),
                *said,
                CaughtUp(NOON + 29, "lobby"),
                ResumeCode(NOON + 29, new_code(heard), 150.0),
            ],
        )
        self.assertEqual(self.bob.hear(), [])
        again.say("thanks")
        self.assertEqual([event.text for event in (*self.bob.hear(), *again.hear())], ["thanks", "thanks"])
        self.place.pass_time(60.0)
        self.assertEqual(kinds(self.bob.hear()), [])

    def test_nothing_missed_nothing_told(self) -> None:
        self.lose()
        _, heard = back(self.place, self.code)
        self.assertEqual(heard[-2], Resumed(NOON, "lobby", True, 0, 0))

    def test_a_code_works_once(self) -> None:
        self.lose()
        again, heard = back(self.place, self.code)
        _, refused = back(self.place, self.code)
        self.assertEqual(kinds(refused), [Reason.NOTHING_KEPT])
        again.hang_up()
        _, heard = back(self.place, new_code(heard))
        self.assertIn(Resumed, kinds(heard))

    def test_a_wrong_code_three_times_closes_the_door(self) -> None:
        visitor = self.place.open("")
        visitor.hear()
        for guess in ("", "x", self.code + "x"):
            visitor.ask(Resume(guess))
        self.assertEqual(kinds(visitor.hear()), [Reason.NOTHING_KEPT] * 3 + [e.Dismissed])
        self.assertTrue(visitor.transport.closed)

    def test_the_seat_counts_as_taken_and_the_name_too(self) -> None:
        self.lose()
        carol, eve = self.place.enter("carol"), self.place.open()
        self.assertIs(self.channel.standing(carol.session.who.person), Standing.WAITING)
        eve.ask(c.Introduce("ann"))
        self.assertEqual(kinds(eve.hear())[1:], [Reason.NAME_TAKEN])

    def test_when_it_is_over_the_seat_goes_on_and_the_head_of_the_line_is_kept(self) -> None:
        carol, dave = self.place.enter("carol"), self.place.enter("dave")
        self.lose()
        self.place.pass_time(30.0)
        who = e.Who("ann", self.ann.session.who.person or next(iter(self.channel.queue)).person)
        self.assertEqual(kinds(self.bob.hear()), [e.Left, e.Joined])
        self.assertEqual(kinds(carol.hear()), [e.Joined])
        self.assertEqual(dave.hear(), [], "it was the second and still is")
        self.assertEqual([self.place.realm.people[ticket.person].nick for ticket in self.channel.queue], ["ann", "dave"])
        again, heard = back(self.place, self.code)
        self.assertEqual(heard[-3:-1], [Resumed(NOON + 30, "lobby", False, 0, 0), e.QueuePosition(NOON + 30, "lobby", 0)], who)
        self.bob.ask(c.Quit())
        self.assertEqual(kinds(again.hear()), [e.Joined])

    def test_the_head_of_the_line_is_given_up_in_the_end(self) -> None:
        self.place.enter("carol")
        dave = self.place.enter("dave")
        self.lose()
        self.place.pass_time(30.0)
        self.bob.hear()
        self.place.pass_time(119.0)
        self.assertEqual(kinds(dave.hear()), [])
        self.place.pass_time(1.0)
        self.assertEqual(kinds(dave.hear()), [e.QueuePosition])
        self.assertEqual(self.bob.hear()[:1], [])
        self.assertEqual(kinds(back(self.place, self.code)[1]), [Reason.NOTHING_KEPT])
        self.assertNotIn("ann", [person.nick for person in self.place.realm.people.values()])
        self.assertEqual((len(self.place.realm.codes), self.place.realm.audiences["lobby"].memory), (0, None))

    def test_who_comes_back_after_the_seat_was_free_sits_again(self) -> None:
        self.lose()
        self.place.pass_time(31.0)
        self.assertEqual(kinds(self.bob.hear()), [e.Left])
        _, heard = back(self.place, self.code)
        self.assertEqual(kinds(heard)[-3:-1], [Resumed, e.Joined])
        self.assertEqual(kinds(self.bob.hear()), [e.Joined])

    def test_whoever_leaves_or_is_sent_out_is_not_kept(self) -> None:
        for way in ("quit", "kick", "ban", "empty"):
            with self.subTest(way):
                self.setUp()
                staff, _ = self.place.staff()
                if way == "quit":
                    self.ann.ask(c.Quit())
                elif way == "kick":
                    staff.kick("lobby", "ann")
                elif way == "ban":
                    staff.perform(Ban("ann", "--force"))
                else:
                    staff.empty("lobby")
                self.ann.hang_up()
                self.assertNotIn("ann", [person.nick for person in self.place.realm.people.values()])
                self.assertEqual(kinds(back(self.place, self.code)[1]), [Reason.NOTHING_KEPT])

    def test_sent_out_while_it_is_away(self) -> None:
        for asked in (t.Kick("lobby", "ann"), Ban("ann", "--force"), t.Empty("lobby")):
            with self.subTest(type(asked).__name__):
                self.setUp()
                self.lose()
                self.place.staff()[0].perform(asked)
                self.assertEqual(len(self.bob.hear()), 1)
                self.assertNotIn("ann", [person.nick for person in self.place.realm.people.values()])
                self.assertEqual(kinds(back(self.place, self.code)[1]), [Reason.NOTHING_KEPT])

    def test_a_ban_of_its_address_ends_it_and_one_of_the_new_address_keeps_it_out(self) -> None:
        self.lose()
        self.place.staff()[0].perform(Ban("198.51.100.9", "--force"))
        _, heard = back(self.place, self.code, host="198.51.100.9")
        self.assertEqual(kinds(heard), [Reason.BANNED, e.Dismissed])
        self.place.staff()[0].perform(Ban("192.0.2.1", "--force"))
        self.assertEqual(kinds(self.bob.hear()), [e.Banned])

    def test_whispers_are_told_in_their_place_but_not_those_of_whom_it_ignores(self) -> None:
        eve = self.place.open("")
        eve.ask(c.Introduce("eve"))
        eve.ask(Join("tea"))
        self.ann.ask(c.Ignore("eve"))
        self.lose()
        self.bob.say("one")
        self.bob.ask(c.Whisper("ann", "psst"))
        self.bob.say("two")
        eve.ask(c.Whisper("ann", "never"))
        self.assertEqual(kinds(self.bob.hear()), [e.Said, e.WhisperSent, e.Said])
        _, heard = back(self.place, self.code)
        self.assertEqual([event.text for event in heard if hasattr(event, "text")], ["one", "psst", "two"])

    def test_whom_it_ignores_by_an_account_is_not_heard_under_another_name(self) -> None:
        self.place.account("eva")
        self.bob.ask(c.Quit())
        eva = self.place.sign_in("eva")
        self.ann.ask(c.Ignore("eva"))
        eva.ask(c.Rename("queen"))
        self.ann.hang_up()
        eva.say("never")
        self.assertEqual([event.text for event in eva.hear() if isinstance(event, e.Said)], ["never"])
        _, heard = back(self.place, self.code)
        self.assertEqual([event for event in heard if isinstance(event, e.Said)], [])

    def test_no_more_is_kept_than_has_a_place(self) -> None:
        self.lose()
        for number in range(260):
            self.place.realm.publish(e.Said(NOON, "lobby", self.channel.next_seq(), self.bob.session.who, str(number)))
        _, heard = back(self.place, self.code)
        said = [event.text for event in heard if isinstance(event, e.Said)]
        self.assertEqual((said[0], said[-1], len(said)), ("60", "259", 200))
        self.assertEqual([event for event in heard if isinstance(event, Resumed)], [Resumed(NOON, "lobby", True, 200, 60)])

    def test_long_lines_do_not_cut_whoever_comes_back(self) -> None:
        """F34: what is told again always fits into what may wait for one connection."""
        self.lose()
        for _ in range(200):
            text = "\N{GRINNING FACE}" * 2000
            self.place.realm.publish(e.Said(NOON, "lobby", self.channel.next_seq(), self.bob.session.who, text))
        _, heard = back(self.place, self.code)
        told = [event for event in heard if isinstance(event, e.Said)]
        self.assertLess(sum(len(event.text.encode()) for event in told), 131_072 + 1)
        (resumed,) = [event for event in heard if isinstance(event, Resumed)]
        self.assertEqual((resumed.missed, resumed.missed + resumed.dropped), (len(told), 200))

    def test_lines_that_were_on_their_way_come_again(self) -> None:
        """The line was dead before the server noticed; the client says what it has read last."""
        for number in range(3):
            self.bob.say(str(number))
        last = self.bob.hear()[0].seq
        self.lose()
        self.bob.say("3")
        _, heard = back(self.place, self.code, Seen("lobby", last))
        self.assertEqual([event.text for event in heard if isinstance(event, e.Said)], ["1", "2", "3"])

    def test_nobody_reads_what_was_said_before_it_sat_down(self) -> None:
        self.bob.say("secret")
        code = program(self.place, "carol", "lobby")[1]
        self.bob.ask(c.Quit())
        carol, heard = back(self.place, code, Seen("lobby", 0))
        self.assertEqual([event for event in heard if isinstance(event, e.Said)], [])
        self.assertIn(e.Joined, kinds(heard))
        self.assertTrue(carol.session.sits_in("lobby"))

    def test_the_code_of_a_connection_that_is_still_there_takes_its_place(self) -> None:
        """F38: the ghost is taken over by its own proof, and there is never a second member of that name."""
        again, heard = back(self.place, self.code)
        self.assertIn(Resumed(NOON, "lobby", True, 0, 0), heard)
        self.assertEqual(self.ann.hear(), [e.Dismissed(NOON, "lobby", e.Cause.REPLACED)])
        self.assertEqual((self.bob.hear(), len(self.channel.members)), ([], 2))
        self.ann.hang_up()
        self.bob.say("hi")
        self.assertEqual(kinds(again.hear()), [e.Said])

    def test_a_bare_guest_is_not_kept(self) -> None:
        self.bob.hang_up()
        self.assertEqual(kinds(self.ann.hear()), [e.Left])

    def test_it_cannot_be_asked_twice(self) -> None:
        self.ann.ask(Resume(self.code))
        self.assertEqual(kinds(self.ann.hear()), [Reason.ALREADY_IN])

    def test_who_is_cut_for_not_reading_is_not_kept(self) -> None:
        self.place.realm.doomed(self.ann.outbox)
        self.assertEqual(kinds(self.bob.hear()), [e.Left])
        self.assertEqual(kinds(back(self.place, self.code)[1]), [Reason.NOTHING_KEPT])

    def test_one_address_keeps_fifty_guests_at_most(self) -> None:
        place = house(100)
        everybody = [program(place, f"guest{number}", "lobby") for number in range(52)]
        for visitor, _ in everybody:
            visitor.hang_up()
        self.assertEqual(len(place.realm.people), 50)
        self.assertEqual(kinds(back(place, everybody[51][1])[1]), [Reason.NOTHING_KEPT])
        self.assertIn(Resumed, kinds(back(place, everybody[0][1])[1]))
        place.pass_time(160.0)
        self.assertEqual((len(place.realm.people), len(place.realm.codes), len(place.realm.codes._from)), (1, 1, 0))

    def test_the_house_closes_while_somebody_is_away(self) -> None:
        self.lose()
        self.place.realm.shut_down()
        self.bob.hang_up()
        self.assertEqual((self.place.realm.people, len(self.place.realm.names), len(self.place.realm.codes)), ({}, 0, 0))
        self.assertEqual(self.place.realm.audiences["lobby"].memory, None)


class PlaceTests(SynchronousTestCase):
    """A place in the line is kept for 120 s."""

    def setUp(self) -> None:
        self.place = house(1, policies=PATIENT, tea=1)
        self.alice = self.place.enter("alice")
        self.ann, self.code = program(self.place, "ann", "lobby")
        self.carol, self.dave = self.place.enter("carol"), self.place.enter("dave")
        self.ann.hang_up()

    def test_the_same_place(self) -> None:
        self.assertEqual((self.carol.hear(), self.dave.hear()), ([], []))
        self.place.pass_time(119.0)
        _, heard = back(self.place, self.code)
        self.assertEqual(heard[-3:-1], [Resumed(NOON + 119, "lobby", False, 0, 0), e.QueuePosition(NOON + 119, "lobby", 0)])
        self.assertEqual((self.carol.hear(), self.dave.hear()), ([], []))

    def test_a_seat_goes_to_the_first_who_is_there(self) -> None:
        self.alice.ask(c.Quit())
        self.assertEqual(kinds(self.carol.hear()), [e.Joined])
        self.assertEqual(self.dave.hear(), [e.QueuePosition(NOON, "lobby", 1)])
        again, heard = back(self.place, self.code)
        self.assertEqual(heard[-2], e.QueuePosition(NOON, "lobby", 0))
        self.carol.ask(c.Quit())
        self.assertEqual(kinds(again.hear()), [e.Joined])
        self.assertEqual(self.dave.hear(), [e.QueuePosition(NOON, "lobby", 0)])

    def test_with_nobody_else_there_the_seat_waits(self) -> None:
        for visitor in (self.carol, self.dave, self.alice):
            visitor.ask(c.Quit())
        self.assertEqual(len(self.place.realm.channels["lobby"].members), 0)
        _, heard = back(self.place, self.code)
        self.assertEqual(kinds(heard)[-2], e.Joined)

    def test_with_a_free_seat_nobody_is_said_to_wait(self) -> None:
        """Else newcomers read of free seats and of people who wait for them."""
        newcomer = self.place.enter("erin", "tea")
        newcomer.ask(c.ListPeople("lobby"))
        self.assertEqual(newcomer.hear()[-1].waiting, ("ann", "carol", "dave"))
        for visitor in (self.carol, self.dave, self.alice):
            visitor.ask(c.Quit())
        greeted = next(event for event in self.place.open("lobby").hear() if isinstance(event, e.Greeted))
        self.assertEqual((greeted.seated, greeted.waiting), (0, 0))
        newcomer.hear()
        newcomer.ask(c.ListChannels())
        newcomer.ask(c.ListPeople("lobby"))
        channels, people = newcomer.hear()
        self.assertEqual([row.waiting for row in channels.rows], [0, 0])
        self.assertEqual(people.waiting, ())

    def test_in_the_end_the_line_moves_once(self) -> None:
        self.place.pass_time(120.0)
        self.assertEqual(self.carol.hear(), [e.QueuePosition(NOON + 120, "lobby", 0)])
        self.assertEqual(self.dave.hear(), [e.QueuePosition(NOON + 120, "lobby", 1)])
        self.assertEqual(kinds(back(self.place, self.code)[1]), [Reason.NOTHING_KEPT])


class LooksTests(SynchronousTestCase):
    """What others see of it: staff that something is kept, everybody else somebody like others."""

    def setUp(self) -> None:
        self.place = house(2, policies=PATIENT)
        self.bob = self.place.enter("bob")
        for nick in ("ann", "carol"):
            program(self.place, nick, "lobby")[0].hang_up()
        self.bob.hear()

    def test_people_see_people(self) -> None:
        self.bob.ask(c.ListPeople())
        self.assertEqual(self.bob.hear(), [e.PeopleList(NOON, "lobby", 2, ("bob", "ann"), ("carol",), ())])
        self.bob.ask(c.Describe("ann"))
        (described,) = self.bob.hear()
        self.assertEqual((described.nick, described.ahead, described.door), ("ann", -1, ""))

    def test_staff_sees_whose_line_is_lost(self) -> None:
        account = self.place.account("root", "admin")
        staff, heard = self.place.staff(account)
        staff.perform(c.ListPeople("lobby"))
        staff.perform(Queue("lobby"))
        listed = e.PeopleList(NOON, "lobby", 2, ("bob", "ann"), ("carol",), (), (), ("ann", "carol"))
        self.assertEqual(heard, [listed, LineShown(NOON, "lobby", (LineRow("carol", "", "", "", True),))])


class AccountTests(SynchronousTestCase):
    """An account needs no code."""

    def setUp(self) -> None:
        self.place = house(2, policies=PATIENT, tea=1)
        self.place.account("ann")
        self.bob = self.place.enter("bob")
        self.ann = self.place.sign_in("ann")
        self.bob.hear()

    def test_by_the_same_door(self) -> None:
        self.ann.hang_up()
        self.bob.say("hi")
        said = self.bob.hear()
        again = self.place.open()
        again.hear()
        again.ask(Login("ann", "pw"))
        self.assertEqual(kinds(again.hear()), [e.SignedIn, e.Welcomed, Resumed, e.Said, CaughtUp])
        self.assertEqual((kinds(said), self.bob.hear()), ([e.Said], []))

    def test_all_its_rooms_by_a_door_that_leads_to_none(self) -> None:
        self.ann.ask(Join("tea"))
        self.ann.hang_up()
        again = self.place.open("")
        again.ask(Login("ann", "pw"))
        self.assertEqual([event.channel for event in again.hear() if isinstance(event, Resumed)], ["lobby", "tea"])
        self.assertEqual(set(again.session.attends), {"lobby", "tea"})

    def test_another_connection_keeps_it_there(self) -> None:
        """G308: one person, whatever the doors."""
        two = self.place.open("")
        two.ask(Login("ann", "pw"))
        two.ask(Join("lobby"))
        two.hear()
        self.ann.hang_up()
        self.place.pass_time(60.0)
        self.bob.ask(c.Whisper("ann", "there?"))
        self.assertEqual(kinds(two.hear()), [e.Whispered])
        self.assertEqual(len(self.place.realm.channels["lobby"].members), 2)

    def test_a_room_where_only_the_lost_one_was_is_kept_and_joined_again(self) -> None:
        two = self.place.open("")
        two.ask(Login("ann", "pw"))
        two.hear()
        self.ann.hang_up()
        self.bob.hear()
        two.ask(Join("lobby"))
        self.assertEqual(kinds(two.hear())[:2], [e.Welcomed, Resumed])
        self.place.pass_time(60.0)
        self.assertEqual(kinds(self.bob.hear()), [])

    def test_the_other_one_goes_on_and_the_room_is_given_up(self) -> None:
        two = self.place.open("")
        two.ask(Login("ann", "pw"))
        self.ann.hang_up()
        self.place.pass_time(30.0)
        self.assertEqual(kinds(self.bob.hear()), [e.Left])
        self.place.pass_time(120.0)
        self.assertIn("ann", [person.nick for person in self.place.realm.people.values()])
        self.assertEqual(self.place.realm.channels["lobby"].standing(two.session.who.person), Standing.OUTSIDE)

    def test_another_connection_elsewhere_hears_what_is_whispered_to_the_seat(self) -> None:
        two = self.place.open("")
        two.ask(Login("ann", "pw"))
        two.ask(Join("tea"))
        self.ann.hang_up()
        two.hear()
        self.bob.ask(c.Whisper("ann", "psst"))
        self.assertEqual([event.text for event in two.hear() if isinstance(event, e.Whispered)], ["psst"])
        again = self.place.open()
        again.ask(Login("ann", "pw"))
        self.assertNotIn(e.Whispered, kinds(again.hear()))  # it was told once

    def test_what_it_ignores_it_goes_on_ignoring(self) -> None:
        self.ann.ask(c.Ignore("bob"))
        self.ann.hang_up()
        again = self.place.sign_in("ann")
        self.bob.say("hi")
        self.assertEqual(again.hear(), [])

    def test_a_mute_that_came_meanwhile_holds(self) -> None:
        self.ann.hang_up()
        self.place.staff()[0].mute("lobby", "ann", "60")
        again = self.place.open()
        again.ask(Login("ann", "pw"))
        self.assertIn(e.Silenced, kinds(again.hear()))
        again.say("hm")
        self.assertEqual(kinds(again.hear()), [Reason.MUTED])


class IdleTests(SynchronousTestCase):
    """Who is away is not idle, and who was idle is not kept."""

    def setUp(self) -> None:
        self.place = house(2)
        self.ann, self.code = program(self.place, "ann", "lobby")

    def test_the_clock_starts_anew_with_the_return(self) -> None:
        self.place.pass_time(75.0)
        self.ann.hang_up()
        self.place.pass_time(29.0)
        again, _ = back(self.place, self.code)
        self.place.pass_time(79.0)
        self.assertEqual(kinds(again.hear()), [])
        self.place.pass_time(1.0)
        self.assertEqual(kinds(again.hear()), [e.AfkWarned])
        self.place.pass_time(20.0)
        self.assertEqual(kinds(again.hear())[0], e.Dismissed)

    def test_a_seat_that_idleness_took_is_gone(self) -> None:
        bob = self.place.enter("bob")
        self.place.pass_time(90.0)
        bob.say("still here")
        self.place.pass_time(10.0)
        self.ann.hang_up()
        self.assertEqual(list(self.place.realm.channels["lobby"].members), [bob.session.who.person])


class GraceTests(SynchronousTestCase):
    """How long is the channel's own business."""

    def test_classic_keeps_nothing(self) -> None:
        self.assertEqual((CLASSIC.seat_grace, CLASSIC.queue_grace, PLAIN.seat_grace, PLAIN.queue_grace), (0, 0, 30, 120))
        place = house(2, policies=CLASSIC)
        place.account("ann")
        bob = place.enter("bob")
        ann, code = program(place, "ann2", "lobby")
        bob.hear()
        ann.hang_up()
        self.assertEqual(kinds(bob.hear()), [e.Left])
        self.assertEqual(kinds(back(place, code)[1]), [Reason.NOTHING_KEPT])

    def test_without_a_place_in_the_line_it_is_out_at_once(self) -> None:
        place = house(2, policies=Policies(seat_grace=5.0, queue_grace=0.0))
        bob = place.enter("bob")
        ann, _ = program(place, "ann", "lobby")
        bob.hear()
        ann.hang_up()
        place.pass_time(5.0)
        self.assertEqual(kinds(bob.hear()), [e.Left])
        self.assertEqual(len(place.realm.people), 1)
        self.assertEqual(len(place.realm.codes), 0)

    def test_nothing_is_remembered_while_nobody_may_come_back(self) -> None:
        place = house(2)
        place.enter("bob").say("hi")
        self.assertIsNone(place.realm.audiences["lobby"].memory)
        ann, _ = program(place, "ann", "lobby")
        self.assertIsNotNone(place.realm.audiences["lobby"].memory)
        ann.ask(c.Quit())
        self.assertIsNone(place.realm.audiences["lobby"].memory)
