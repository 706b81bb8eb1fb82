"""What a connection may ask in each state: the whole table, pair by pair."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.realm import DECIDE
from chatroom.rules.session import STEPS, Heard, State
from chatroom.words import commands as c
from chatroom.words.events import Refusal
from chatroom.words.refusals import Reason
from tests.fakes import NOON, House, Visitor, house

# Every command there is, as somebody might ask it.
EXAMPLES: dict[type[c.Command], c.Command] = {
    c.Introduce: c.Introduce("zoe"),
    c.Say: c.Say("", "hi"),
    c.Act: c.Act("waves"),
    c.Whisper: c.Whisper("alice", "psst"),
    c.Reply: c.Reply("yes"),
    c.ListChannels: c.ListChannels(),
    c.ListPeople: c.ListPeople(),
    c.Describe: c.Describe("alice"),
    c.Switch: c.Switch("quiet"),
    c.Rename: c.Rename("yves"),
    c.GoAway: c.GoAway("lunch"),
    c.ComeBack: c.ComeBack(),
    c.Ignore: c.Ignore("alice"),
    c.Topic: c.Topic("trees"),
    c.SendFile: c.SendFile("alice", "a.txt", 3),
    c.Help: c.Help(),
    c.Set: c.Set("echo", "off"),
    c.Quit: c.Quit(),
    c.Kick: c.Kick("lobby", "alice"),
    c.Mute: c.Mute("lobby", "alice", "60"),
    c.Empty: c.Empty("lobby"),
    c.Shutdown: c.Shutdown(),
}
NAMELESS = {c.Introduce, c.Help, c.Set, c.Quit}  # may be asked before a name is given
IN_LINE = {c.ListChannels, c.Describe, c.Switch, c.Help, c.Set, c.Quit, c.Kick, c.Mute, c.Empty, c.Shutdown}


def every_command() -> set[object]:
    return {kind for kind in vars(c).values() if isinstance(kind, type) and issubclass(kind, c.Command)} - {c.Command}


def snapshot(place: House) -> object:
    """All that a command could change for others, to be compared."""
    realm = place.realm
    return (
        [(list(x.members), [t.person for t in x.queue], dict(x.keys)) for x in realm.channels.values()],
        [(list(x.mutes), x.seq, x.topic) for x in realm.channels.values()],
        [(p.id, p.nick, p.away, dict(p.ignores), p.whispered_by) for p in realm.people.values()],
        [(s.id, s.state, s.channel, s.echo) for s in realm.sessions.values()],
        (len(realm.bans), len(realm.names), len(realm.transfers), realm.stopping),
    )


class StepTests(SynchronousTestCase):
    """Each state against each command."""

    def test_no_command_is_forgotten(self) -> None:
        self.assertEqual(set(EXAMPLES), every_command())
        self.assertEqual(set(DECIDE), set(EXAMPLES))

    def test_the_table_is_closed(self) -> None:
        expected = {(State.NAMING, kind): State.NAMING for kind in NAMELESS}
        expected |= {(State.PRESENT, kind): State.PRESENT for kind in EXAMPLES if kind is not c.Introduce}
        expected |= {
            (State.NAMING, Heard.NAMED): State.PRESENT,
            (State.NAMING, Heard.ENDED): State.LEAVING,
            (State.NAMING, Heard.LOST): State.GONE,
            (State.PRESENT, Heard.ENDED): State.LEAVING,
            (State.PRESENT, Heard.LOST): State.GONE,
            (State.LEAVING, Heard.LOST): State.GONE,
        }
        self.assertEqual(STEPS, expected)

    def refused(self, place: House, visitor: Visitor, command: c.Command) -> Reason:
        """Asks, sees that nothing has happened and nobody else heard of it, and says why."""
        others = [other for other in self.others if other is not visitor]
        before = snapshot(place)
        visitor.ask(command)
        (answer,) = visitor.hear()
        self.assertIsInstance(answer, Refusal, command)
        self.assertEqual(snapshot(place), before, command)
        self.assertEqual([other.hear() for other in others], [[] for _ in others], command)
        self.assertEqual(answer.at, NOON)
        return answer.reason

    def test_before_a_name_is_given(self) -> None:
        for kind, command in EXAMPLES.items():
            if kind not in NAMELESS:
                place = house(2, quiet=2)
                self.others = [place.enter("alice")]
                visitor = place.open()
                visitor.hear()
                self.assertIs(self.refused(place, visitor, command), Reason.NOT_NOW)

    def test_a_second_name_is_not_given_at_the_door(self) -> None:
        place = house(2)
        self.others = [place.enter("alice")]
        bob = place.enter("bob")
        self.others[0].hear()
        self.assertIs(self.refused(place, bob, c.Introduce("zoe")), Reason.NOT_NOW)

    def test_from_the_line(self) -> None:
        for kind, command in EXAMPLES.items():
            if kind not in IN_LINE and kind is not c.Introduce:
                place = house(1, quiet=2)
                self.others = [place.enter("alice")]
                visitor = place.enter("bob")
                self.assertIs(self.refused(place, visitor, command), Reason.WAITING)

    def test_a_waiter_is_told_how_many_are_ahead(self) -> None:
        place = house(1)
        place.enter("alice"), place.enter("bob")
        carol = place.enter("carol")
        carol.say("hello?")
        self.assertEqual(carol.hear(), [Refusal(NOON, Reason.WAITING, "", "lobby", 1)])

    def test_what_may_be_asked_from_the_line_is_not_refused_for_waiting(self) -> None:
        for kind in IN_LINE:
            place = house(1, quiet=2)
            place.enter("alice")
            bob = place.enter("bob")
            bob.ask(EXAMPLES[kind])
            reasons = [event.reason for event in bob.hear() if isinstance(event, Refusal)]
            self.assertEqual(reasons, [] if kind.right is None else [Reason.NOT_ALLOWED], kind)

    def test_after_the_last_words_nothing_is_answered(self) -> None:
        for command in EXAMPLES.values():
            place = house(2, quiet=2)
            alice, bob = place.enter("alice"), place.enter("bob")
            bob.ask(c.Quit())
            alice.hear(), bob.hear()
            before = snapshot(place)
            bob.ask(command)
            self.assertEqual((bob.hear(), alice.hear(), snapshot(place)), ([], [], before), command)

    def test_when_the_line_is_lost_nothing_is_answered(self) -> None:
        for command in EXAMPLES.values():
            place = house(2, quiet=2)
            alice, bob = place.enter("alice"), place.enter("bob")
            bob.hang_up()
            alice.hear()
            before = snapshot(place)
            bob.ask(command)
            self.assertEqual((alice.hear(), snapshot(place)), ([], before), command)

    def test_losing_the_line_twice_is_losing_it_once(self) -> None:
        place = house(2)
        alice, bob = place.enter("alice"), place.enter("bob")
        bob.hang_up()
        self.assertEqual(len(alice.hear()), 2)  # bob's joining, bob's leaving
        bob.hang_up()
        self.assertEqual(alice.hear(), [])
