"""Moving on to another channel, on the same connection. G110, CLASSIC C5."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.policies import CLASSIC, PLAIN
from chatroom.words.refusals import Reason
from tests.fakes import NOON, House, house


class SwitchTests(SynchronousTestCase):
    """Where one lands, what the others hear, and that a refusal changes nothing."""

    def test_to_a_free_seat(self) -> None:
        place = house(2, quiet=2)
        alice, bob, carol = place.enter("alice"), place.enter("bob"), place.enter("carol", "quiet")
        alice.hear()
        alice.ask(c.Switch("quiet"))
        joined = e.Joined(NOON, "quiet", 2, e.Who("alice", 2))
        self.assertEqual(alice.hear(), [e.Welcomed(NOON, "quiet", e.Who("alice", 2, 1), ""), joined])
        self.assertEqual(bob.hear(), [e.Left(NOON, "lobby", 3, e.Who("alice", 2, 1), e.Cause.SWITCHED)])
        self.assertEqual(carol.hear(), [joined])
        self.assertFalse(alice.transport.closed)
        bob.say("who?")
        self.assertEqual(alice.hear(), [])

    def test_to_the_tail_of_a_full_one(self) -> None:
        place = house(2, quiet=1)
        alice = place.enter("alice")
        place.enter("bob", "quiet"), place.enter("carol", "quiet")
        alice.ask(c.Switch("quiet"))
        self.assertEqual(alice.hear(), [e.Welcomed(NOON, "quiet", e.Who("alice", 2, 1), ""), e.QueuePosition(NOON, "quiet", 1)])
        self.assertEqual(len(place.realm.channels["lobby"].members), 0)

    def test_from_the_line(self) -> None:
        place = house(1, quiet=1)
        alice, bob, carol = (place.enter(nick) for nick in ("alice", "bob", "carol"))
        bob.ask(c.Switch("quiet"))
        self.assertEqual([type(event) for event in bob.hear()], [e.Welcomed, e.Joined])
        self.assertEqual(alice.hear(), [])
        self.assertEqual(carol.hear(), [e.QueuePosition(NOON, "lobby", 0)])

    def test_there_and_back_is_the_tail(self) -> None:
        place = house(1, quiet=1)
        alice, _ = place.enter("alice"), place.enter("bob")
        alice.ask(c.Switch("quiet"))
        alice.ask(c.Switch("lobby"))
        self.assertEqual(alice.hear()[-1], e.QueuePosition(NOON, "lobby", 0))

    def refusals(self, place: House, who: str, target: str, reason: Reason) -> None:
        everybody = {nick: place.enter(nick, home) for nick, home in (("alice", "lobby"), ("bob", "lobby"), ("carol", "quiet"))}
        for visitor in everybody.values():
            visitor.hear()
        asker = everybody[who]
        sitting = {name: (list(x.members), [t.person for t in x.queue], x.seq) for name, x in place.realm.channels.items()}
        asker.ask(c.Switch(target))
        (answer,) = asker.hear()
        self.assertEqual(answer.reason, reason)
        self.assertEqual([v.hear() for v in everybody.values() if v is not asker], [[], []])
        after = {name: (list(x.members), [t.person for t in x.queue], x.seq) for name, x in place.realm.channels.items()}
        self.assertEqual(after, sitting)

    def test_a_refusal_changes_nothing_and_nobody_else_hears_of_it(self) -> None:
        for seats in (1, 2):  # bob waits, bob sits
            self.refusals(house(seats, quiet=1), "bob", "nowhere", Reason.NO_CHANNEL)
            self.refusals(house(seats, quiet=1), "bob", "lobby", Reason.SAME_CHANNEL)
            self.refusals(house(seats, quiet=1), "carol", "quiet", Reason.SAME_CHANNEL)

    def test_a_name_that_sits_or_waits_there(self) -> None:
        for policies in (PLAIN, CLASSIC):
            for seats in (1, 2):  # the other bob waits in quiet, or sits there
                place = house(2, policies=policies, exact_names=True, quiet=seats)
                bob, dave = place.enter("bob"), place.enter("dave", "quiet")
                other = place.enter("bob", "quiet")
                dave.hear(), other.hear(), bob.hear()
                bob.ask(c.Switch("quiet"))
                (answer,) = bob.hear()
                self.assertEqual((answer.reason, answer.subject, answer.channel), (Reason.CANNOT_SWITCH, "bob", "quiet"))
                self.assertEqual((dave.hear(), other.hear(), bob.session.channel), ([], [], "lobby"))

    def test_the_nearest_channel_is_offered(self) -> None:
        place = house(2, quiet=2)
        alice = place.enter("alice")
        alice.ask(c.Switch("quite"))
        self.assertEqual(alice.hear(), [e.Refusal(NOON, Reason.NO_CHANNEL, "quite", "lobby", hint="quiet")])

    def test_the_topic_of_the_new_channel(self) -> None:
        place = house(2, quiet=2)
        place.realm.channels["quiet"].topic = "silence"
        alice = place.enter("alice")
        alice.ask(c.Switch("quiet"))
        self.assertEqual(alice.hear()[0], e.Welcomed(NOON, "quiet", e.Who("alice", 2, 1), "silence"))
