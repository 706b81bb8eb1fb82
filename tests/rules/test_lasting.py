"""Mutes and slow mode: over a restart, under other names, and off again. G503, G506."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.pace import Pace
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.records import MutePlaced
from chatroom.words.refusals import Reason
from chatroom.words.staff import Slow, Unmute
from tests.fakes import NOON, House, SlowStore, Visitor, house
from tests.rules.replies import reasons


class DurableMuteTests(SynchronousTestCase):
    """G503: a mute lasts over a restart, under every name that it went to."""

    def restarted(self, place: House) -> House:
        return house(5, quiet=5, store=place.store, snapshot=place.snapshot())

    def silent(self, visitor: Visitor) -> bool:
        visitor.hear()
        visitor.say("x")
        return reasons(visitor.hear()) == [Reason.MUTED]

    def test_over_a_restart(self) -> None:
        place = house(5, quiet=5)
        place.enter("bob")
        place.staff()[0].mute("lobby", "bob", "60", "spam")
        self.assertEqual(place.snapshot().mutes, (MutePlaced(NOON, "lobby", "name", "bob", "operator", "spam", NOON + 60),))
        again = self.restarted(place)
        again.clock.reactor.advance(20)  # the wall clock has gone on
        bob = again.enter("BOB")
        self.assertTrue(self.silent(bob))
        self.assertFalse(self.silent(again.enter("carol")))
        self.assertFalse(self.silent(again.enter("bobby", "quiet")))
        again.pass_time(40)
        self.assertFalse(self.silent(bob))
        self.assertEqual(again.realm.channels["lobby"].mutes, {})

    def test_under_another_name(self) -> None:
        place = house(5, quiet=5)
        bob = place.enter("bob")
        place.staff()[0].mute("lobby", "bob", "60")
        bob.ask(c.Rename("robert"))
        again = self.restarted(place)
        self.assertTrue(self.silent(again.enter("bob")))
        self.assertTrue(self.silent(again.enter("robert")))

    def test_two_that_were_placed_in_one_millisecond_stay_two(self) -> None:
        """F1: a program at the port for programs, or a fast disk, mutes that fast."""
        place = house(5, quiet=5)
        place.enter("bob"), place.enter("eve")
        staff, _ = place.staff()
        staff.mute("lobby", "bob", "60")
        place.clock.reactor.advance(0.0001)
        staff.mute("lobby", "eve", "60")
        again = self.restarted(place)
        again.staff()[0].perform(Unmute("lobby", "bob"))
        self.assertEqual([mute.value for mute in again.snapshot().mutes], ["eve"])
        self.assertFalse(self.silent(again.enter("bob")))
        self.assertTrue(self.silent(again.enter("eve")))

    def test_one_under_two_names_is_one_however_long_the_store_took(self) -> None:
        store = SlowStore()
        place = house(5, quiet=5, store=store)
        bob = place.enter("bob")
        place.staff()[0].mute("lobby", "bob", "60")
        place.clock.reactor.advance(0.5)
        store.fire()
        bob.ask(c.Rename("robert"))
        store.fire()
        again = self.restarted(place)
        again.staff()[0].perform(Unmute("lobby", "robert"))
        store.fire()
        self.assertEqual(again.snapshot().mutes, ())
        self.assertFalse(self.silent(again.enter("bob")))

    def test_under_a_name_that_it_took_while_the_store_kept_the_mute(self) -> None:
        for channel in ("lobby", "*"):
            store = SlowStore()
            place = house(5, quiet=5, store=store)
            bob = place.enter("bob")
            place.staff()[0].mute(channel, "bob", "60")
            bob.ask(c.Rename("robert"))
            while store.asked:
                store.fire()
            again = self.restarted(place)
            self.assertTrue(self.silent(again.enter("robert")), channel)
            self.assertTrue(self.silent(again.enter("bob")), channel)

    def test_the_account_and_not_the_name_of_the_day(self) -> None:
        place = house(5, quiet=5)
        place.account("ann")
        ann = place.sign_in("ann")
        ann.ask(c.Rename("annie"))
        place.staff()[0].mute("lobby", "annie", "60")
        ann.hang_up()
        self.assertTrue(self.silent(place.sign_in("ann")))
        again = self.restarted(place)
        self.assertTrue(self.silent(again.sign_in("ann")))

    def test_lifted_everywhere_at_once(self) -> None:
        place = house(5, quiet=5)
        bob, alice = place.enter("bob"), place.enter("alice")
        staff, answers = place.staff()
        staff.mute("lobby", "bob", "60")
        bob.ask(c.Rename("robert"))
        alice.hear()
        staff.perform(Unmute("lobby", "robert"))
        self.assertEqual(alice.hear(), [e.Unmuted(NOON, "lobby", 5, e.Who("robert", 2), "operator")])
        self.assertEqual(answers[-1], e.Unmuted(NOON, "lobby", 5, e.Who("robert", 2), "operator"))
        self.assertEqual((place.snapshot().mutes, place.realm.channels["lobby"].mutes), ((), {}))
        self.assertFalse(self.silent(bob))

    def test_of_one_who_is_not_here(self) -> None:
        place = house(5)
        bob = place.enter("bob")
        staff, answers = place.staff()
        staff.mute("lobby", "bob", "60")
        bob.hang_up()
        staff.perform(Unmute("lobby", "Bob"))
        self.assertEqual(answers[-1].who, e.Who("Bob", 0))
        staff.perform(Unmute("lobby", "bob"))
        self.assertEqual(answers[-1], e.Refusal(NOON, Reason.NOT_MUTED, "bob", "lobby"))
        self.assertFalse(self.silent(place.enter("bob")))

    def test_of_a_channel_that_is_no_more(self) -> None:
        place = house(5, quiet=5)
        place.enter("bob", "quiet")
        staff, _ = place.staff()
        staff.mute("quiet", "bob", "60")
        staff.perform(Slow("9", "quiet"))
        again = house(5, snapshot=place.snapshot())
        self.assertFalse(self.silent(again.enter("bob")))


class SlowModeTests(SynchronousTestCase):
    """G506: once in so many seconds."""

    def setUp(self) -> None:
        self.place = house(5, quiet=5)
        self.place.account("mia", "moderator", channel="lobby")
        self.bob, self.mia = self.place.enter("bob"), self.place.sign_in("mia")
        self.mia.ask(Slow("10s"))
        self.told = self.bob.hear()[-1]

    def test_it_is_told(self) -> None:
        self.assertEqual(self.told, e.Slowed(NOON, "lobby", 3, "mia", 10))
        self.assertEqual(self.place.snapshot().slow, (("lobby", 10),))

    def test_the_second_line_is_refused_with_the_seconds_left(self) -> None:
        self.bob.say("one")
        self.place.clock.reactor.advance(2.5)
        self.bob.say("two")
        self.bob.ask(c.Act("waves"))
        heard = self.bob.hear()
        self.assertEqual(heard[0].text, "one")
        self.assertEqual(heard[1:], [e.Refusal(NOON + 2.5, Reason.SLOW_MODE, "", "lobby", 8)] * 2)
        self.place.clock.reactor.advance(7.5)
        self.bob.say("three")
        self.assertEqual([event.text for event in self.bob.hear()], ["three"])

    def test_staff_is_not_asked(self) -> None:
        self.mia.hear()
        for text in ("one", "two", "three"):
            self.mia.say(text)
        self.assertEqual([event.text for event in self.mia.hear()], ["one", "two", "three"])

    def test_each_person_for_itself_and_each_channel(self) -> None:
        eve, zoe = self.place.enter("eve"), self.place.enter("zoe", "quiet")
        for visitor in (self.bob, eve):
            visitor.say("one")
            self.assertEqual(reasons(visitor.hear()), [])
        for _ in range(3):
            zoe.say("x")
        self.assertEqual(reasons(zoe.hear()), [])

    def test_off(self) -> None:
        for word in ("off", "OFF", "0"):
            self.mia.ask(Slow("10"))
            self.mia.ask(Slow(word))
            self.assertEqual(self.bob.hear()[-1].seconds, 0)
            self.bob.say("one"), self.bob.say("two")
            self.assertEqual(reasons(self.bob.hear()), [])
            self.assertEqual(self.place.snapshot().slow, ())

    def assert_too_early(self, visitor: Visitor, number: int) -> None:
        visitor.say("again")
        self.assertEqual([(x.reason, x.number) for x in visitor.hear() if isinstance(x, e.Refusal)], [(Reason.SLOW_MODE, number)])

    def test_leaving_and_coming_back_is_no_way_round(self) -> None:
        self.bob.say("one")
        self.bob.hang_up()
        self.place.clock.reactor.advance(4)
        again = self.place.enter("BOB")
        self.assert_too_early(again, 6)
        for command in (c.Switch("quiet"), c.Switch("lobby")):
            again.ask(command)
        self.assert_too_early(again, 6)
        self.place.clock.reactor.advance(6)
        again.say("two")
        self.assertEqual([x.text for x in again.hear() if isinstance(x, e.Said)], ["two"])

    def test_nor_is_another_name(self) -> None:
        self.bob.say("one")
        self.bob.ask(c.Rename("rob"))
        self.bob.hear()
        self.assert_too_early(self.bob, 10)
        self.bob.hang_up()
        self.assert_too_early(self.place.enter("rob"), 10)

    def test_nor_a_rename_of_an_account(self) -> None:
        self.place.account("ann")
        ann = self.place.sign_in("ann")
        ann.ask(c.Rename("annie"))
        ann.say("one")
        ann.hang_up()
        self.assert_too_early(self.place.sign_in("ann"), 10)

    def test_little_is_remembered(self) -> None:
        pace = Pace()
        for n in range(30_000):
            pace.spoke([n], float(n % 2), 1e9)
        self.assertEqual(len(pace), 10_000)
        self.assertEqual((pace.last([29_999]), pace.last([19_999])), (1.0, float("-inf")))
        pace.spoke(["bob"], 1e9 + 1, 1e9)
        self.assertEqual(len(pace), 1)

    def test_the_topic_line_shows_it(self) -> None:
        self.bob.ask(c.Topic())
        self.assertEqual(self.bob.hear()[-1], e.TopicShown(NOON, "lobby", "", 10))
        newcomer = self.place.open()
        newcomer.ask(c.Introduce("zoe"))
        self.assertIn(e.Welcomed(NOON, "lobby", newcomer.session.who, "", 10), newcomer.hear())

    def test_over_a_restart(self) -> None:
        again = house(5, quiet=5, snapshot=self.place.snapshot())
        bob = again.enter("bob")
        bob.say("one"), bob.say("two")
        self.assertEqual(reasons(bob.hear()), [Reason.SLOW_MODE])

    def test_what_is_no_time(self) -> None:
        self.mia.hear()
        self.mia.ask(Slow("soon"))
        self.assertEqual(self.mia.hear(), [e.Refusal(NOON, Reason.BAD_DURATION, "soon", "lobby", hint="slow")])
        self.assertEqual(self.place.realm.channels["lobby"].slow, 10)
