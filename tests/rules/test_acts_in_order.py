"""Acts of staff one after the other: the order of the audit log is the order of the effects. F27, F26, invariants 13 and 14."""

from __future__ import annotations

import gc
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.moderator import Moderator
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words import staffroom as r
from chatroom.words.administration import AddAccount
from chatroom.words.records import ActAudited
from chatroom.words.refusals import Reason
from chatroom.words.staff import Announce, Ban, GiveRole, ListBans, Note, Slow, Unban, Undo, Unmute
from tests.fakes import House, ScriptedChecker, SlowStore, house
from tests.rules.replies import kinds, reasons

SECONDS = 600
ORDERS: list[c.Command] = [
    *(order for whom in ("bob", "eve") for order in (Ban(whom), Ban(whom, "10m --force"), Unban(whom))),
    *(order for whom in ("bob", "zoe") for order in (t.Mute("lobby", whom, str(SECONDS)), Unmute("lobby", whom))),
    *(Slow(time, "lobby") for time in ("5", "9", "off")),
    *(GiveRole(whom, role) for whom in ("one", "two") for role in ("owner", "admin", "member")),
    Undo(),
]
STEPS = st.lists(
    st.one_of(st.tuples(st.integers(0, 1), st.sampled_from(ORDERS)), st.just("kept"), st.just("lost")), min_size=2, max_size=40
)


class Replay:
    """The rows of an audit log, done again in their order on a sheet of paper."""

    def __init__(self) -> None:
        self.banned: set[str] = set()
        self.muted: set[str] = set()
        self.slow = 0
        self.roles = {"one": "owner", "two": "owner"}

    def row(self, who: str, act: str, target: str) -> None:
        """One row that says that it was done: it must have been possible then."""
        what, _, rest = target.partition(" ")
        if act in ("ban", "unban"):
            assert self.roles[who] in ("owner", "admin"), (who, act)
            assert (target in self.banned) or act == "ban", target
            (self.banned.add if act == "ban" else self.banned.discard)(target)
        elif act in ("mute", "unmute"):
            nick = target.removeprefix("lobby:")
            assert nick in self.muted or act == "mute", target
            (self.muted.add if act == "mute" else self.muted.discard)(nick)
        elif act == "slow":
            self.slow = int(rest.removesuffix(" s"))
        else:
            assert (act, self.roles[who]) == ("role", "owner"), (act, who)
            self.roles[what] = rest
            assert "owner" in self.roles.values(), "one owner stays"


class ReplayTests(SynchronousTestCase):
    """F27: two owners at once, and a store that takes its time."""

    @settings(deadline=None, max_examples=150)
    @given(STEPS)
    def test_F27_the_log_done_again_in_its_order_ends_in_the_same_state(self, steps: list[Any]) -> None:
        store = SlowStore()
        place = house(9, store=store)
        for nick in ("bob", "zoe"):
            place.enter(nick)
        staff = [place.staff(place.account(nick, "owner"))[0] for nick in ("one", "two")]
        asked = 0
        for step in steps:
            if isinstance(step, tuple):
                staff[step[0]].perform(step[1])
                asked += 1
            elif store.asked:
                store.fire(fails=step == "lost")
        while store.asked:
            store.fire()
        replay = Replay()
        for who, act, target, result in place.audit():
            if result == "done":
                replay.row(who, act, target)
        self.compare(replay, place)
        told = [event for event in place.witnessed if isinstance(event, e.Refusal)]
        lost = [refusal for refusal in told if refusal.reason is Reason.NOT_STORED]
        self.assertLessEqual(len(place.audit()), asked)
        self.assertGreaterEqual(len(place.audit()) + len(lost) + steps.count("lost"), asked)

    def compare(self, replay: Replay, place: House) -> None:
        """Log, house and store say the same."""
        lobby, kept = place.realm.channels["lobby"], place.snapshot()
        self.assertEqual({ban.value for ban in place.realm.bans}, replay.banned)
        self.assertEqual(kept.bans, tuple(place.realm.bans))
        self.assertEqual(set(lobby.mutes), replay.muted)
        self.assertEqual({mute.value for mute in kept.mutes}, replay.muted)
        self.assertEqual((lobby.slow, dict(kept.slow).get("lobby", 0)), (replay.slow, replay.slow))
        here = {account.nick: account.role().value for account in place.realm.accounts}
        stored = {account.nick: dict(account.roles).get("", "member") for account in kept.accounts}
        self.assertEqual((here, stored), (replay.roles, replay.roles))


class OrderTests(SynchronousTestCase):
    """What waits for what, and for how long."""

    def setUp(self) -> None:
        self.store = SlowStore()
        self.place = house(5, store=self.store)
        self.bob = self.place.enter("bob")
        self.place.account("ann", "admin")
        self.staff, self.answers = self.place.staff()

    def fire(self) -> None:
        while self.store.asked:
            self.store.fire()

    def results(self) -> list[tuple[str, str]]:
        return [(act, result) for _, act, _, result in self.place.audit()]

    def test_F27_ban_and_unban_in_one_packet(self) -> None:
        self.staff.perform(Ban("eve"))
        self.staff.perform(Unban("eve"))
        self.fire()
        self.assertEqual(kinds(self.answers), [r.BanSet, r.BanLift])
        self.assertEqual((len(self.place.realm.bans), self.place.snapshot().bans), (0, ()))
        self.assertEqual(self.results(), [("ban", "done"), ("unban", "done")])

    def test_F27_an_act_is_decided_when_the_one_before_it_is_done(self) -> None:
        other, answers = self.place.staff()
        self.staff.perform(t.Kick("lobby", "bob"))
        other.perform(t.Kick("lobby", "bob"))
        self.assertEqual(len(self.store.asked), 1)
        self.fire()
        self.assertEqual((reasons(self.answers), reasons(answers)), ([], [Reason.NOT_IN_CHANNEL]))
        self.assertEqual(self.results(), [("kick", "done"), ("kick", "not-in-channel")])

    def test_a_question_of_the_same_console_sees_the_act_before_it(self) -> None:
        other, answers = self.place.staff()
        self.staff.perform(Ban("eve"))
        self.staff.perform(ListBans())
        other.perform(ListBans())
        self.assertEqual((self.answers, [answer.rows for answer in answers]), ([], [()]))
        self.fire()
        self.assertEqual(kinds(self.answers), [r.BanSet, r.BanList])
        self.assertEqual([row.target for row in self.answers[1].rows], ["eve"])

    def test_words_wait_behind_the_own_act_and_nobody_else_s(self) -> None:
        ann = self.place.sign_in("ann")
        self.bob.hear()
        ann.ask(t.Kick("", "zed"))
        self.assertEqual(reasons(ann.hear()), [Reason.NOT_IN_CHANNEL])
        ann.ask(Slow("9"))
        ann.say("now it is quiet")
        self.bob.say("is it?")
        self.assertEqual([event.text for event in ann.hear()], ["is it?"])
        self.fire()
        self.assertEqual(kinds(ann.hear()), [e.Slowed, e.Said])

    def test_what_was_asked_in_one_channel_is_done_there(self) -> None:
        store = SlowStore()
        place = house(5, store=store, quiet=5)
        place.account("ann", "admin")
        ann = place.sign_in("ann")
        ann.ask(Announce("tea"))
        ann.ask(Slow("9"))
        ann.ask(c.Switch("quiet"))
        store.fire()
        store.fire()
        self.assertEqual({name: channel.slow for name, channel in place.realm.channels.items()}, {"lobby": 9, "quiet": 0})
        self.assertEqual(ann.session.channel, "quiet")

    def test_F26_what_was_asked_is_done_though_the_line_is_lost(self) -> None:
        ann = self.place.sign_in("ann")
        for command in (Note("bob", "x"), t.Kick("", "bob", "spam"), Slow("9")):
            ann.ask(command)
        ann.say("not heard by anybody")
        ann.hang_up()
        self.bob.hear()
        self.fire()
        self.assertEqual(kinds(self.bob.hear())[-1:], [e.Dismissed])
        self.assertEqual([event.by for event in self.place.witnessed if isinstance(event, e.Kicked)], ["ann"])
        self.assertEqual([event for event in self.place.witnessed if isinstance(event, e.Said)], [])
        self.assertEqual(self.place.realm.channels["lobby"].slow, 9)
        self.assertEqual([row[0] for row in self.place.audit()], ["ann"] * 3)

    def test_F27_who_is_banned_by_then_acts_no_more(self) -> None:
        ann = self.place.sign_in("ann")
        self.staff.perform(Ban("ann"))
        ann.ask(t.Kick("", "bob"))
        self.fire()
        self.assertFalse(self.bob.transport.closed)
        self.assertEqual(self.results(), [("ban", "done"), ("kick", "not-allowed")])

    def test_F05_who_waited_for_a_store_that_could_not_is_told_so_with_the_first(self) -> None:
        for command in (Ban("eve"), Slow("9", "lobby"), ListBans(), t.Kick("lobby", "zed")):
            self.staff.perform(command)
        self.store.fire(fails=True)
        self.assertEqual(kinds(self.answers), [e.Refusal, e.Refusal, r.BanList, e.Refusal])
        self.assertEqual(reasons(self.answers), [Reason.NOT_STORED] * 2 + [Reason.NOT_IN_CHANNEL])
        self.fire()
        self.staff.perform(Slow("7", "lobby"))
        self.fire()
        self.assertEqual((len(self.place.realm.bans), self.place.realm.channels["lobby"].slow), (0, 7))

    def test_a_mistake_in_one_act_does_not_stop_the_others(self) -> None:
        def broken(event: e.Event) -> None:
            self.place.realm.publish = publish  # type: ignore[method-assign]
            raise ZeroDivisionError

        publish, self.place.realm.publish = self.place.realm.publish, broken  # type: ignore[method-assign]
        self.staff.perform(Announce("one"))
        self.staff.perform(Announce("two"))
        self.fire()
        gc.collect()
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        self.assertEqual([event.text for event in self.answers], ["two"])

    def test_a_password_is_hashed_outside_the_line_and_the_account_made_in_turn(self) -> None:
        checker = ScriptedChecker()
        checker.by_hand = True
        place = house(5, store=self.store, checker=checker)
        staff, answers = place.staff()
        staff.perform(AddAccount("zoe", "long enough", "member"))
        staff.perform(Slow("9", "lobby"))
        checker.fire()
        ((records, _),) = self.store.asked
        self.assertEqual([record.act for record in records if isinstance(record, ActAudited)], ["slow"])
        self.fire()
        self.assertIsNotNone(place.realm.accounts.get("zoe"))
        self.assertEqual((reasons(answers), [row[1] for row in place.audit()]), ([], ["slow", "add-account"]))


class ConsoleTests(SynchronousTestCase):
    """What a console is told when it wants to know whether all is done."""

    def test_when_its_acts_are_done(self) -> None:
        store, done = SlowStore(), list[str]()
        place = house(5, store=store)
        staff, _ = place.staff()
        other: Moderator = place.staff()[0]
        staff.perform(Announce("one"))
        staff.perform(Announce("two"))
        staff.when_done(lambda: done.append("all"))
        other.when_done(lambda: done.append("nothing"))
        self.assertEqual(done, ["nothing"])
        store.fire()
        self.assertEqual(done, ["nothing"])
        store.fire()
        self.assertEqual(done, ["nothing", "all"])
