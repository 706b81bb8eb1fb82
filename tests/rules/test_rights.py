"""G309, G514, G607, invariant 13: every command as every role. What is for staff is refused to everybody else."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.accounts import RIGHTS, Role
from chatroom.words import administration as a
from chatroom.words import commands as c
from chatroom.words import console as o
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words import stage as s
from chatroom.words.refusals import Reason
from tests.fakes import NOON, House, Visitor, house
from tests.rules.test_steps import EXAMPLES, FOR_STAFF, snapshot

# By hand: guest and member, moderator of another channel, moderator here, moderator everywhere, admin, owner.
TABLE = """
kick          no   no   yes  yes  yes  yes
mute          no   no   yes  yes  yes  yes
unmute        no   no   yes  yes  yes  yes
mutes         no   yes  yes  yes  yes  yes
slow          no   no   yes  yes  yes  yes
note          no   no   yes  yes  yes  yes
history       no   no   yes  yes  yes  yes
undo          no   yes  yes  yes  yes  yes
queue         no   no   yes  yes  yes  yes
say           no   no   yes  yes  yes  yes
watch         no   no   yes  yes  yes  yes
top           no   no   yes  yes  yes  yes
stage         no   no   yes  yes  yes  yes
voice         no   no   yes  yes  yes  yes
unvoice       no   no   yes  yes  yes  yes
approve       no   no   yes  yes  yes  yes
held          no   no   yes  yes  yes  yes
keep          no   no   yes  yes  yes  yes
unkeep        no   no   yes  yes  yes  yes
ban           no   no   no   no   yes  yes
unban         no   no   no   no   yes  yes
bans          no   no   no   no   yes  yes
empty         no   no   no   no   yes  yes
drain         no   no   no   no   yes  yes
announce      no   no   no   no   yes  yes
audit         no   no   no   no   yes  yes
reload        no   no   no   no   yes  yes
shutdown      no   no   no   no   yes  yes
role          no   no   no   no   no   yes
add-account   no   no   no   no   no   yes
set-password  no   no   no   no   no   yes
add-key       no   no   no   no   no   yes
remove-key    no   no   no   no   no   yes
make-token    no   no   no   no   no   yes
revoke-token  no   no   no   no   no   yes
accounts      no   no   no   no   no   yes
"""
# Role and channel of each column; None: no account.
COLUMNS: tuple[tuple[tuple[str, str] | None, ...], ...] = (
    (None, ("member", ""), ("voice", ""), ("voice", "lobby"), ("bot", "")),
    (("moderator", "quiet"), ("admin", "quiet"), ("owner", "quiet")),
    (("moderator", "lobby"), ("admin", "lobby"), ("owner", "lobby")),  # a role in one channel reaches no further
    (("moderator", ""),),
    (("admin", ""),),
    (("owner", ""),),
)
LOOKING = {
    t.ListBans,
    t.ListMutes,
    s.ListHeld,
    t.History,
    t.Audit,
    o.Queue,
    o.Top,
    o.Reload,
    a.ListAccounts,
}  # changes nothing, and is not audited
CELLS = {words[0]: words[1:] for words in (line.split() for line in TABLE.strip().splitlines())}
KINDS = {EXAMPLES[kind].words[0]: kind for kind in FOR_STAFF}


class RightsTests(SynchronousTestCase):
    """Each command with a right, asked without it and with it."""

    def stage(self, role: tuple[str, str] | None) -> tuple[House, Visitor, Visitor]:
        """alice, and ann with that role, both in the lobby."""
        place = house(3, quiet=2)
        place.account("alice")
        if role is not None:
            place.account("ann", role[0], channel=role[1])
        alice = place.sign_in("alice")
        ann = place.sign_in("ann") if role is not None else place.enter("ann")
        alice.hear()
        return place, alice, ann

    def test_the_table_is_complete(self) -> None:
        self.assertEqual(set(CELLS), set(KINDS))
        self.assertEqual({kind for kind in EXAMPLES if kind.right is not None}, FOR_STAFF)

    def test_every_role_has_its_column(self) -> None:
        roles = {role[0] for roles in COLUMNS for role in roles if role is not None}
        self.assertEqual(roles | {"guest"}, {role.value for role in Role})
        self.assertEqual(set(RIGHTS), set(Role))
        self.assertEqual([set(RIGHTS[role]) for role in (Role.GUEST, Role.BOT, Role.MEMBER, Role.VOICE)], [set()] * 4)
        self.assertEqual(RIGHTS[Role.OWNER], frozenset(c.Right))

    def test_every_role_but_guest_can_be_given(self) -> None:
        for role in Role:
            place = house()
            ann = place.account("ann")
            staff, answers = place.staff()
            staff.perform(t.GiveRole("ann", role.value))
            if role is Role.GUEST:
                self.assertEqual([answer.reason for answer in answers], [Reason.BAD_ROLE])
                continue
            self.assertEqual((answers[-1].role, ann.role()), (role.value, role))

    def test_who_may_not_is_refused_and_nothing_happens(self) -> None:
        for word, cells in CELLS.items():
            for roles, cell in zip(COLUMNS, cells, strict=True):
                for role in roles if cell == "no" else ():
                    place, alice, ann = self.stage(role)
                    stopped: list[str] = []
                    place.realm.on_shutdown = lambda stopped=stopped: stopped.append("stopped")
                    before, kept = snapshot(place), place.snapshot()
                    ann.ask(EXAMPLES[KINDS[word]])
                    self.assertEqual(ann.hear(), [e.Refusal(NOON, Reason.NOT_ALLOWED, word, "lobby")], (word, role))
                    self.assertEqual((alice.hear(), stopped, snapshot(place)), ([], [], before), (word, role))
                    self.assertEqual(place.snapshot(), kept, (word, role))
                    ((who, act, _, result),) = place.audit()
                    self.assertEqual((who, act, result), ("ann", word, "not-allowed"), role)

    def test_who_may_is_not_and_it_leaves_one_row(self) -> None:
        for word, cells in CELLS.items():
            for roles, cell in zip(COLUMNS, cells, strict=True):
                for role in roles if cell == "yes" else ():
                    place, _, ann = self.stage(role)
                    ann.ask(EXAMPLES[KINDS[word]])
                    reasons = [event.reason for event in ann.hear() if isinstance(event, e.Refusal)]
                    self.assertNotIn(Reason.NOT_ALLOWED, reasons, (word, role))
                    rows = [row[:2] for row in place.audit()]
                    self.assertEqual(rows, [] if KINDS[word] in LOOKING else [("ann", word)], (word, role))

    def test_a_refused_command_of_a_member_is_not_in_the_log(self) -> None:
        place, _, ann = self.stage(None)
        ann.ask(c.Switch("attic"))
        self.assertIs(ann.hear()[-1].reason, Reason.NO_CHANNEL)
        self.assertEqual(place.audit(), [])

    def test_a_role_counts_from_the_next_command_on(self) -> None:
        place, _, ann = self.stage(("admin", ""))
        staff, _ = place.staff()
        staff.perform(t.GiveRole("ann", "member"))
        ann.hear()
        ann.ask(t.Kick("", "alice"))
        self.assertEqual([event.reason for event in ann.hear()], [Reason.NOT_ALLOWED])
        staff.perform(t.GiveRole("ann", "moderator", "lobby"))
        ann.ask(t.Kick("", "alice"))
        self.assertEqual([type(event) for event in ann.hear()], [e.Kicked])

    def test_at_a_console_a_channel_has_to_be_named(self) -> None:
        place, alice, _ = self.stage(None)
        mia = place.account("mia", "moderator", channel="lobby")
        staff, answers = place.staff(mia)
        staff.perform(t.Note("alice", "rude"))
        staff.perform(t.Slow("9", "quiet"))
        self.assertEqual([answer.reason for answer in answers], [Reason.NOT_ALLOWED] * 2)
        staff.perform(t.Kick("lobby", "alice"))
        self.assertTrue(alice.hear() and alice.transport.closed)

    def test_one_right_is_not_another(self) -> None:
        for kind in FOR_STAFF:
            for other in c.Right:
                place = house(2)
                place.enter("alice")
                bob = place.enter("bob")
                bob.session.rights = frozenset({other})
                bob.ask(EXAMPLES[kind])
                refused = [event.reason for event in bob.hear() if isinstance(event, e.Refusal)]
                self.assertEqual(Reason.NOT_ALLOWED in refused, other is not kind.right, (kind, other))

    def test_it_works_for_staff(self) -> None:
        done = {t.Kick: e.Kicked, t.Mute: e.Muted, t.Empty: e.Emptied, t.Shutdown: e.ShuttingDown}
        targets = {t.Kick: "lobby:alice", t.Mute: "lobby:alice", t.Empty: "lobby", t.Shutdown: ""}
        for kind, event in done.items():
            place = house(2)
            place.enter("alice")
            staff, _ = place.staff()
            staff.perform(EXAMPLES[kind])
            self.assertEqual([type(seen) for seen in place.witnessed if not isinstance(seen, e.Joined)], [event])
            self.assertEqual(place.audit(), [("operator", kind.words[0], targets[kind], "done")])

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
