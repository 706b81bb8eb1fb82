"""Who may act on whom, and who gives roles. G309."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words import staffroom as r
from chatroom.words.records import KeptAccount
from chatroom.words.refusals import Reason
from chatroom.words.staff import Ban, GiveRole, Slow, Unmute
from tests.fakes import NOON, House, SlowStore, Visitor, house
from tests.rules.replies import reasons
from tests.rules.test_steps import snapshot

ROLES = ("guest", "bot", "member", "voice", "moderator", "admin", "owner")


class RankTests(SynchronousTestCase):
    """Nobody acts on somebody of the same rank or above, but on itself."""

    def stage(self, whose: str, whom: str, channel: str = "") -> tuple[House, Visitor, Visitor]:
        place = house(5)
        place.account("first", "owner"), place.account("second", "owner")  # so that none of them is the last
        for nick, role in (("ann", whose), ("bob", whom)):
            if role != "guest":
                place.account(nick, role, channel=channel)
        ann, bob = (place.sign_in(n) if r != "guest" else place.enter(n) for n, r in (("ann", whose), ("bob", whom)))
        ann.hear()
        return place, ann, bob

    def test_every_rank_against_every_rank(self) -> None:
        for whose in ("moderator", "admin", "owner"):
            for whom in ROLES:
                allowed = ROLES.index(whom) < ROLES.index(whose)
                commands: list[c.Command] = [t.Kick("", "bob"), t.Mute("", "bob", "60")]
                if whose != "moderator":
                    commands += [Ban("bob"), Ban("account:bob"), Ban("all:bob", "--force")]
                for command in commands:
                    if whom == "guest" and command == Ban("account:bob"):
                        continue
                    place, ann, _ = self.stage(whose, whom)
                    before, kept = snapshot(place), place.snapshot()
                    ann.ask(command)
                    told = ann.hear()
                    if allowed:
                        self.assertEqual(reasons(told), [], (whose, whom, command))
                        self.assertEqual([row[3] for row in place.audit()], ["done"])
                    else:
                        self.assertEqual(told, [e.Refusal(NOON, Reason.OUTRANKED, "bob", "lobby")], (whose, whom, command))
                        self.assertEqual((snapshot(place), place.snapshot()), (before, kept))
                        self.assertEqual([row[3] for row in place.audit()], ["outranked"])

    def test_ranks_of_a_channel(self) -> None:
        place, ann, _ = self.stage("moderator", "moderator", "lobby")
        ann.ask(t.Kick("", "bob"))
        self.assertEqual(reasons(ann.hear()), [Reason.OUTRANKED])
        place, ann, _ = self.stage("moderator", "member", "lobby")
        place.account("bob", "moderator", channel="quiet")
        ann.ask(t.Kick("", "bob"))
        self.assertEqual(reasons(ann.hear()), [])

    def test_who_is_above_is_safe_when_it_is_not_here(self) -> None:
        place = house(5)
        place.account("boss", "owner"), place.account("other", "owner"), place.account("ann", "admin")
        ann = place.sign_in("ann")
        for target in ("boss", "account:boss", "b\u043ess"):
            ann.ask(Ban(target))
            self.assertEqual(reasons(ann.hear()), [Reason.OUTRANKED], target)
        self.assertEqual(len(place.realm.bans), 0)

    def test_on_itself(self) -> None:
        _, ann, _ = self.stage("moderator", "guest")
        ann.ask(t.Mute("", "ann", "60"))
        self.assertEqual(reasons(ann.hear()), [])

    def test_the_servers_own_terminal_stands_above_all(self) -> None:
        for whom in ROLES:
            place, _, bob = self.stage("guest", whom)
            staff, answers = place.staff()
            staff.perform(t.Mute("lobby", "bob", "60"))
            staff.perform(Ban("bob"))
            self.assertEqual(reasons(answers), [], whom)
            self.assertTrue(bob.hear() and bob.transport.closed)

    def test_a_rank_that_an_act_before_it_has_changed(self) -> None:
        store = SlowStore()
        place = house(5, store=store)
        place.account("ann", "moderator"), place.account("bob")
        ann, bob = place.sign_in("ann"), place.sign_in("bob")
        ann.hear()
        place.staff()[0].perform(GiveRole("bob", "admin"))
        ann.ask(t.Kick("", "bob"))
        while store.asked:
            store.fire()
        self.assertEqual((reasons(ann.hear()), bob.transport.closed), ([Reason.OUTRANKED], False))

    def test_in_the_log_stands_the_account_and_not_the_name_of_the_day(self) -> None:
        place, ann, _ = self.stage("moderator", "guest")
        ann.ask(c.Rename("innocent"))
        ann.ask(t.Kick("", "bob"))
        ann.ask(Ban("bob"))
        self.assertEqual([row[0] for row in place.audit()], ["ann", "ann"])


class OwnMuteTests(SynchronousTestCase):
    """A mute by somebody else is lifted and shortened by somebody else. Only the server's own terminal and owners are above."""

    def muted(self, role: str) -> tuple[House, Visitor]:
        place = house(5)
        place.account("ann", role)
        ann = place.sign_in("ann")
        place.staff()[0].mute("lobby", "ann", "600")
        ann.hear()
        return place, ann

    def test_by_no_way(self) -> None:
        place, ann = self.muted("admin")
        console, answers = place.staff(place.realm.accounts.get("ann"))
        for command in (Unmute("lobby", "ann"), t.Mute("lobby", "ann", "1")):
            ann.ask(command)
            console.perform(command)
            refusal = e.Refusal(NOON, Reason.OWN_MUTE, "operator", "lobby")
            self.assertEqual((ann.hear(), answers.pop()), ([refusal], refusal))
        ann.ask(c.Rename("annie"))
        ann.ask(Unmute("lobby", "annie"))
        self.assertEqual(reasons(ann.hear()), [Reason.OWN_MUTE])
        self.assertEqual(place.realm.channels["lobby"].mutes["ann"].until, 600.0)
        self.assertEqual([row[3] for row in place.audit()], ["done"] + ["own-mute"] * 5)

    def test_by_another_of_the_staff(self) -> None:
        place, ann = self.muted("moderator")
        place.account("zoe", "moderator")
        place.sign_in("zoe").ask(Unmute("lobby", "ann"))
        ann.hear()
        ann.say("thanks")
        self.assertEqual([event.text for event in ann.hear()], ["thanks"])

    def test_by_an_owner_and_of_one_s_own(self) -> None:
        _, ann = self.muted("owner")
        ann.ask(Unmute("lobby", "ann"))
        self.assertEqual(reasons(ann.hear()), [])
        place = house(5)
        place.account("zoe", "moderator")
        zoe = place.sign_in("zoe")
        for command in (t.Mute("lobby", "zoe", "600"), t.Mute("lobby", "zoe", "60"), Unmute("lobby", "zoe")):
            zoe.ask(command)
        self.assertEqual((reasons(zoe.hear()), place.realm.channels["lobby"].mutes), ([], {}))


class RolesTests(SynchronousTestCase):
    """Roles are given by owners, and one owner stays."""

    def setUp(self) -> None:
        self.place = house(5, quiet=2)
        self.boss, self.ann = self.place.account("boss", "owner"), self.place.account("ann")
        self.staff, self.answers = self.place.staff(self.boss)

    def told(self, command: c.Command) -> Any:
        self.staff.perform(command)
        return self.answers[-1]

    def test_it_is_kept_and_holds_at_once(self) -> None:
        ann = self.place.sign_in("ann")
        self.assertEqual(self.told(GiveRole("ANN", "Moderator", "lobby")), r.RoleSet(NOON, "ann", "moderator", "lobby"))
        ann.ask(Slow("5"))
        self.assertEqual([type(event) for event in ann.hear()], [e.Slowed])
        self.told(GiveRole("ann", "admin"))
        kept = self.place.snapshot().accounts[0]
        self.assertEqual(kept, KeptAccount("ann", "ann", "secret of pw", NOON, (("", "admin"), ("lobby", "moderator"))))
        self.told(GiveRole("ann", "member"))
        self.told(GiveRole("ann", "member", "lobby"))
        self.assertEqual(self.place.snapshot().accounts[0].roles, ())
        self.assertEqual(self.ann.rights("lobby"), frozenset())
        acts = [row[1:] for row in self.place.audit() if row[1] == "role"]
        self.assertEqual(acts[0], ("role", "ann moderator lobby", "done"))

    def test_what_nobody_can_be_made(self) -> None:
        everywhere, here = "owner, admin, moderator, voice, member, bot", "moderator, voice, member"
        for role, channel, hint in (
            ("king", "", everywhere),
            ("guest", "", everywhere),
            ("", "", everywhere),
            ("owner", "lobby", here),
            ("admin", "lobby", here),
            ("bot", "quiet", here),
        ):
            refusal = self.told(GiveRole("ann", role, channel))
            self.assertEqual(refusal, e.Refusal(NOON, Reason.BAD_ROLE, role, channel, hint=hint))
        self.assertEqual(self.ann.roles, {})

    def test_nobody_and_nowhere(self) -> None:
        self.assertEqual(self.told(GiveRole("zoe", "voice")), e.Refusal(NOON, Reason.NO_ACCOUNT, "zoe"))
        self.assertIs(self.told(GiveRole("ann", "voice", "attic")).reason, Reason.NO_CHANNEL)

    def test_the_last_owner_stays_owner(self) -> None:
        operator, answers = self.place.staff()
        before = snapshot(self.place)
        for command in (
            GiveRole("boss", "admin"),
            GiveRole("boss", "member"),
            Ban("boss"),
            Ban("b0ss"),
            Ban("account:boss"),
            Ban("all:boss", "--force"),
        ):
            operator.perform(command)
            self.assertIs(answers[-1].reason, Reason.LAST_OWNER, command)
            self.assertEqual(snapshot(self.place), before)
        self.assertEqual(reasons(answers), [Reason.LAST_OWNER] * 6)
        self.place.account("ann", "owner")
        operator.perform(GiveRole("boss", "admin"))
        self.assertIsInstance(answers[-1], r.RoleSet)

    def test_an_owner_who_is_banned_does_not_count(self) -> None:
        self.place.account("ann", "owner")
        operator, answers = self.place.staff()
        operator.perform(Ban("boss"))
        operator.perform(Ban("account:ann"))
        self.assertIsInstance(answers[-2], r.BanSet)
        self.assertEqual((answers[-1].reason, answers[-1].subject), (Reason.LAST_OWNER, "ann"))

    def test_two_owners_take_it_from_each_other_at_once(self) -> None:
        store = SlowStore()
        place = house(5, store=store)
        one, two = place.account("one", "owner"), place.account("two", "owner")
        place.staff(one)[0].perform(GiveRole("two", "member"))
        second, answers = place.staff(two)
        second.perform(GiveRole("one", "member"))
        while store.asked:
            store.fire()
        self.assertEqual([account.nick for account in place.realm.accounts.owners()], ["one"])
        self.assertEqual(reasons(answers), [Reason.NOT_ALLOWED])
        kept = {account.nick: account.roles for account in place.snapshot().accounts}
        self.assertEqual(kept, {"one": (("", "owner"),), "two": ()})
        results = [row[2:] for row in place.audit()]
        self.assertEqual(results, [("two member", "done"), ("one", "not-allowed")])
