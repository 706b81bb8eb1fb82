"""What a connection may ask in each state: the whole table, pair by pair."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.realm import DECIDE
from chatroom.rules.session import STEPS, Heard, State
from chatroom.words import administration as a
from chatroom.words import commands as c
from chatroom.words import console as o
from chatroom.words import credentials as k
from chatroom.words import files as f
from chatroom.words import pastes as q
from chatroom.words import plugins as p
from chatroom.words import resuming as b
from chatroom.words import rooms as m
from chatroom.words import staff as t
from chatroom.words import stage as s
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
    m.Join: m.Join("quiet"),
    m.Leave: m.Leave(),
    m.Motd: m.Motd(),
    m.Create: m.Create("study"),
    m.Invite: m.Invite("alice", "lobby"),
    m.HandOver: m.HandOver("alice", "lobby"),
    m.Keep: m.Keep("lobby"),
    m.Unkeep: m.Unkeep("lobby"),
    m.Group: m.Group("lobby", "hi"),
    c.Rename: c.Rename("yves"),
    c.GoAway: c.GoAway("lunch"),
    c.ComeBack: c.ComeBack(),
    c.Ignore: c.Ignore("alice"),
    c.Topic: c.Topic("trees"),
    c.SendFile: c.SendFile("alice", "a.txt", 3),
    f.OfferFile: f.OfferFile("alice", "a.txt", 3),
    f.AcceptFile: f.AcceptFile("1"),
    f.RefuseFile: f.RefuseFile("1"),
    f.CancelFile: f.CancelFile("1"),
    f.ListFiles: f.ListFiles(),
    q.OfferPaste: q.OfferPaste(),
    p.RunPlugin: p.RunPlugin("roll"),
    c.Help: c.Help(),
    c.Set: c.Set("echo", "off"),
    c.Quit: c.Quit(),
    t.Kick: t.Kick("lobby", "alice"),
    t.Mute: t.Mute("lobby", "alice", "60"),
    t.Empty: t.Empty("lobby"),
    t.Shutdown: t.Shutdown(),
    k.Register: k.Register("yves", "Correct-Horse-9"),
    k.Login: k.Login("alice", "Correct-Horse-9"),
    k.Passwd: k.Passwd("Correct-Horse-9", "Correct-Horse-10"),
    k.OwnAccount: k.OwnAccount("export"),
    k.Prove: k.Prove("Correct-Horse-9"),
    k.SignIn: k.SignIn("chatroom_x"),
    b.Resume: b.Resume("ticket-0000"),
    a.MakeToken: a.MakeToken("bob"),
    a.RevokeToken: a.RevokeToken("bob"),
    t.Unmute: t.Unmute("lobby", "alice"),
    t.ListMutes: t.ListMutes(),
    t.Ban: t.Ban("alice", "10m spam"),
    t.Unban: t.Unban("alice"),
    t.ListBans: t.ListBans(),
    t.Slow: t.Slow("10s", "lobby"),
    s.SetStage: s.SetStage("on", "lobby"),
    s.GiveVoice: s.GiveVoice("alice", "lobby"),
    s.TakeVoice: s.TakeVoice("alice", "lobby"),
    s.Approve: s.Approve("1", "lobby"),
    s.ListHeld: s.ListHeld("lobby"),
    t.Announce: t.Announce("tea is ready"),
    t.Note: t.Note("alice", "rude"),
    t.History: t.History("alice"),
    t.Audit: t.Audit(),
    t.Undo: t.Undo(),
    t.GiveRole: t.GiveRole("alice", "voice"),
    o.Queue: o.Queue("lobby"),
    o.Speak: o.Speak("lobby", "good evening"),
    o.Watch: o.Watch("lobby"),
    o.Top: o.Top(),
    o.Reload: o.Reload(),
    o.Drain: o.Drain("lobby", "60s"),
    o.WhoAmI: o.WhoAmI(),
    a.AddAccount: a.AddAccount("zoe"),
    a.SetPassword: a.SetPassword("alice", "Correct-Horse-10"),
    a.AddKey: a.AddKey("alice", "SHA256:x", "ssh-ed25519 AAAA", ""),
    a.RemoveKey: a.RemoveKey("alice", "SHA256:x"),
    a.ListAccounts: a.ListAccounts(),
}
NAMELESS = {
    c.Introduce,
    c.Help,
    c.Set,
    c.Quit,
    k.Register,
    k.Login,
    k.Prove,
    k.SignIn,
    b.Resume,
    m.Motd,
}  # may be asked before a name is given
FOR_STAFF = {
    t.Kick, t.Mute, t.Empty, t.Shutdown, t.Unmute, t.ListMutes, t.Ban, t.Unban, t.ListBans, t.Slow, t.Announce, t.Note, t.History,
    t.Audit, t.Undo, t.GiveRole, o.Queue, o.Speak, o.Watch, o.Top, o.Reload, o.Drain, a.AddAccount, a.SetPassword, a.AddKey,
    a.RemoveKey, a.MakeToken, a.RevokeToken, a.ListAccounts, m.Keep, m.Unkeep,
    s.SetStage, s.GiveVoice, s.TakeVoice, s.Approve, s.ListHeld,
}  # fmt: skip
FILES = {f.AcceptFile, f.RefuseFile, f.CancelFile, f.ListFiles}
ROOMS = {m.Join, m.Leave, m.Create, m.Motd}
IN_LINE = {
    c.ListChannels,
    c.Describe,
    c.Switch,
    c.Help,
    c.Set,
    c.Quit,
    k.Passwd,
    k.OwnAccount,
    o.WhoAmI,
    *FILES,
    *ROOMS,
} | FOR_STAFF
AT_THE_DOOR = {c.Introduce, k.Prove, k.SignIn, b.Resume}  # make no sense once a name is given


def every_command() -> set[object]:
    found = [kind for module in (c, k, f, q, m, s, t, o, a, b, p) for kind in vars(module).values()]
    return {kind for kind in found if isinstance(kind, type) and issubclass(kind, c.Command)} - {c.Command}


def snapshot(place: House) -> object:
    """All that a command could change for others, to be compared."""
    realm = place.realm
    return (
        [(list(x.members), [t.person for t in x.queue], dict(x.keys)) for x in realm.channels.values()],
        [(list(realm.mutes), list(x.mutes), x.seq, x.topic) for x in realm.channels.values()],
        [(p.id, p.nick, p.away, dict(p.ignores), p.whispered_by) for p in realm.people.values()],
        [(s.id, s.state, s.channel, s.echo) for s in realm.sessions.values()],
        (list(realm.bans), len(realm.names), len(realm.transfers), len(realm.offers), len(realm.pastes), realm.stopping),
        [(x.key, x.secret, dict(x.roles), list(x.keys)) for x in realm.accounts],
        [x.slow for x in realm.channels.values()],
        (dict(realm.plans), {name: list(watchers) for name, watchers in realm.watching.items() if watchers}),
    )


class StepTests(SynchronousTestCase):
    """Each state against each command."""

    def test_no_command_is_forgotten(self) -> None:
        self.assertEqual(set(EXAMPLES), every_command())
        self.assertEqual(set(DECIDE), set(EXAMPLES))

    def test_the_table_is_closed(self) -> None:
        expected = {(State.NAMING, kind): State.NAMING for kind in NAMELESS if kind is not k.Prove}
        expected |= {(State.PRESENT, kind): State.PRESENT for kind in EXAMPLES if kind not in AT_THE_DOOR}
        expected |= {
            (State.NAMING, Heard.CLAIMED): State.AUTHENTICATING,
            (State.AUTHENTICATING, k.Prove): State.AUTHENTICATING,
            (State.AUTHENTICATING, Heard.NAMED): State.PRESENT,
            (State.AUTHENTICATING, Heard.ENDED): State.LEAVING,
            (State.AUTHENTICATING, Heard.LOST): State.GONE,
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
            if kind not in NAMELESS or kind is k.Prove:
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
        self.assertIs(self.refused(place, bob, c.Introduce("zoe")), Reason.ALREADY_IN)

    def test_while_a_password_is_awaited(self) -> None:
        for kind, command in EXAMPLES.items():
            if kind is not k.Prove:
                place = house(2, quiet=2)
                place.account("ann")
                self.others = [place.enter("alice")]
                visitor = place.open()
                visitor.ask(c.Introduce("ann"))
                visitor.hear()
                self.assertIs(self.refused(place, visitor, command), Reason.NOT_NOW)
                self.assertIs(visitor.session.state, State.AUTHENTICATING)

    def test_a_password_that_nobody_has_asked_for(self) -> None:
        place = house(2)
        self.others = [place.enter("alice")]
        bob = place.enter("bob")
        self.others[0].hear()
        self.assertIs(self.refused(place, bob, EXAMPLES[k.Prove]), Reason.ALREADY_IN)
        self.assertEqual(place.checker.asked, [])

    def test_a_second_login_is_told_why_not(self) -> None:
        place = house(2)
        self.others = []
        place.account("alice")
        bob = place.enter("bob")
        self.assertIs(self.refused(place, bob, k.Login("alice", "pw")), Reason.ALREADY_IN)
        self.assertEqual(place.checker.asked, [])

    def test_from_the_line(self) -> None:
        for kind, command in EXAMPLES.items():
            if kind not in IN_LINE | AT_THE_DOOR:
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
            without = {k.Passwd: Reason.NO_ACCOUNT, k.OwnAccount: Reason.NO_ACCOUNT, m.Leave: Reason.ONLY_ROOM} | dict.fromkeys(
                FILES - {f.ListFiles}, Reason.NO_OFFER
            )
            expected = [without[kind]] if kind in without else []  # a guest has no password, and nothing is offered
            self.assertEqual(reasons, [Reason.NOT_ALLOWED] if kind in FOR_STAFF else expected, kind)

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
