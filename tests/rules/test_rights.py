"""G514: what is for staff is refused to everybody else, and nothing happens."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.refusals import Reason
from tests.fakes import NOON, house
from tests.rules.test_steps import EXAMPLES, snapshot

RIGHTS = {
    c.Kick: c.Right.KICK,
    c.Mute: c.Right.MUTE,
    c.Empty: c.Right.EMPTY,
    c.Shutdown: c.Right.SHUTDOWN,
}
WORDS = {c.Kick: "kick", c.Mute: "mute", c.Empty: "empty", c.Shutdown: "shutdown"}


class RightsTests(SynchronousTestCase):
    """Each command with a right, asked without it and with it."""

    def test_which_commands_need_a_right(self) -> None:
        self.assertEqual({kind: kind.right for kind in EXAMPLES if kind.right is not None}, RIGHTS)

    def test_a_visitor_is_refused_and_nothing_happens(self) -> None:
        for kind, word in WORDS.items():
            place = house(2)
            alice, bob, carol = (place.enter(nick) for nick in ("alice", "bob", "carol"))
            alice.hear(), bob.hear()
            stopped: list[str] = []
            place.realm.on_shutdown = lambda stopped=stopped: stopped.append("stopped")
            before = snapshot(place)
            bob.ask(EXAMPLES[kind])
            self.assertEqual(bob.hear(), [e.Refusal(NOON, Reason.NOT_ALLOWED, word, "lobby")])
            self.assertEqual((alice.hear(), carol.hear()), ([], []))
            self.assertEqual(snapshot(place), before)
            self.assertEqual((place.store.kept, stopped), ([], []))

    def test_one_right_is_not_another(self) -> None:
        for kind, right in RIGHTS.items():
            for other in c.Right:
                place = house(2)
                place.enter("alice")
                bob = place.enter("bob")
                bob.session.rights = frozenset({other})
                bob.ask(EXAMPLES[kind])
                refused = [event.reason for event in bob.hear() if isinstance(event, e.Refusal)]
                self.assertEqual(refused, [] if other is right else [Reason.NOT_ALLOWED], (kind, other))

    def test_it_works_for_staff(self) -> None:
        done = {c.Kick: e.Kicked, c.Mute: e.Muted, c.Empty: e.Emptied, c.Shutdown: e.ShuttingDown}
        for kind, event in done.items():
            place = house(2)
            place.enter("alice")
            staff, _ = place.staff()
            staff.perform(EXAMPLES[kind])
            self.assertEqual([type(seen) for seen in place.witnessed if not isinstance(seen, e.Joined)], [event])
            self.assertEqual(place.store.kept, [e.StaffAct(NOON, "operator", EXAMPLES[kind])])

    def test_the_topic_is_the_staffs(self) -> None:
        place = house(2)
        alice = place.enter("alice")
        alice.ask(c.Topic("trees"))
        self.assertEqual(alice.hear(), [e.Refusal(NOON, Reason.NOT_ALLOWED, "topic", "lobby")])
        self.assertEqual(place.realm.channels["lobby"].topic, "")
        staff, _ = place.staff()
        staff.perform(c.Topic("trees", "lobby"))
        self.assertEqual(alice.hear(), [e.TopicSet(NOON, "lobby", 2, "operator", "trees")])
        self.assertEqual(place.realm.channels["lobby"].topic, "trees")

    def test_addresses_are_the_staffs(self) -> None:
        place = house(2)
        alice = place.enter("alice")
        alice.ask(c.Describe("alice"))
        self.assertEqual([event.address for event in alice.hear()], [""])
        staff, answers = place.staff()
        staff.perform(c.Describe("alice"))
        self.assertEqual([event.address for event in answers], ["127.0.0.1"])
