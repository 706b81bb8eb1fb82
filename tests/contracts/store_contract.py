"""What every store keeps to: all of a commit or nothing of it, in the order in which it was asked.

A test case for one engine is one of these, with its factories filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred

from chatroom import ports
from chatroom.ports import Store
from chatroom.stores.trouble import NotStored
from chatroom.words import records as r

if TYPE_CHECKING:
    from twisted.trial.unittest import SynchronousTestCase as Case
else:
    Case = object

KICK = r.ActAudited(1.0, "operator", "", "console", "kick", "lobby:bob", "spam", None, "done")
MUTE = r.ActAudited(2.0, "operator", "", "console", "mute", "lobby:ann", "'; drop table acts; --", 62.0, "done")
EMPTY = r.ActAudited(3.0, "ann \U0001f600", "", "console", "empty", "lobby", "", None, "done")


class StoreContract(Case):
    """For a store that works."""

    def make(self) -> Store:
        raise NotImplementedError

    def kept(self, store: Any) -> list[r.Record]:
        """What is in it, oldest first, asked behind its back."""
        raise NotImplementedError

    def commit(self, store: Store, records: Sequence[r.Record]) -> None:
        self.assertIsInstance(self.successResultOf(store.commit(records)), int)

    def test_a_new_store_is_empty(self) -> None:
        self.assertEqual(self.kept(self.make()), [])

    def test_what_is_acknowledged_is_kept(self) -> None:
        store = self.make()
        self.commit(store, (KICK,))
        self.assertEqual(self.kept(store), [KICK])

    def test_all_of_a_commit_in_its_order(self) -> None:
        store = self.make()
        self.commit(store, (MUTE, EMPTY, KICK))
        self.assertEqual(self.kept(store), [MUTE, EMPTY, KICK])

    def test_commits_follow_each_other(self) -> None:
        store = self.make()
        for act in (EMPTY, KICK, MUTE):
            self.commit(store, [act])
        self.assertEqual(self.kept(store), [EMPTY, KICK, MUTE])

    def test_the_same_act_twice_is_two_acts(self) -> None:
        store = self.make()
        self.commit(store, (KICK,))
        self.commit(store, (KICK,))
        self.assertEqual(self.kept(store), [KICK, KICK])

    def test_nothing_to_keep_is_kept_at_once(self) -> None:
        store = self.make()
        self.commit(store, ())
        self.assertEqual(self.kept(store), [])

    def test_what_is_handed_over_may_change_afterwards(self) -> None:
        store, records = self.make(), [KICK]
        self.commit(store, records)
        records.append(MUTE)
        self.assertEqual(self.kept(store), [KICK])

    def test_two_stores_are_two(self) -> None:
        one, other = self.make(), self.make()
        self.commit(one, (KICK,))
        self.assertEqual(self.kept(other), [])


class BrokenStoreContract(Case):
    """For a store that cannot keep anything just now."""

    def make_broken(self) -> Store:
        raise NotImplementedError

    def test_it_fails_and_does_not_raise(self) -> None:
        answer = self.make_broken().commit((KICK, MUTE))
        self.assertIsInstance(answer, Deferred)
        self.failureResultOf(answer, ports.NotStored)


ACT = r.ActAudited(1000.0, "ann", "SHA256:k", "ssh 10.0.0.1", "ban", "bob", "spam", 2000.5, "done")
# By hand: sha256 of 64 zeros and the row as JSON (printf %s ... | sha256sum), then of that mark and the second row.
FIRST_MARK = "69f2e3f2f4cb748c5da9f9ec19920512633ca350a5b239f2d45523e03f35efbf"
SECOND_MARK = "4e7aa75bcf1a72d24d7c3de8e295695279e605ef30085198d465ba5f1a060a12"


class RecordsContract(Case):
    """What is committed comes back: sums at the start, rows of the audit log, notes."""

    def make(self) -> Any:
        raise NotImplementedError

    def reopen(self, store: Any) -> Any:
        """Ends the store and starts it again on what it kept."""
        raise NotImplementedError

    def wait(self, answer: Deferred[Any]) -> Any:
        """The result, however the engine's answers arrive; raises what it failed with."""
        raise NotImplementedError

    def after(self, *records: r.Record, now: float = 100.0) -> r.Snapshot:
        """What a store that was given these, each in a commit of its own, knows at its next start."""
        store = self.make()
        for record in records:
            self.wait(store.commit([record]))
        return self.snapshot(self.reopen(store), now)

    def snapshot(self, store: Any, now: float = 100.0) -> r.Snapshot:
        return self.wait(store.restore(now))

    def refuses(self, store: Any, *records: r.Record) -> None:
        """The commit fails, and nothing of it is there."""
        before = self.snapshot(store), self.wait(store.audit()), self.wait(store.notes("bob"))
        self.assertRaises(NotStored, self.wait, store.commit(records))
        self.assertEqual((self.snapshot(store), self.wait(store.audit()), self.wait(store.notes("bob"))), before)

    # ---- accounts

    def test_a_new_store_knows_nobody(self) -> None:
        self.assertEqual(self.snapshot(self.make()), r.Snapshot((), (), (), (), 1))

    def test_an_account(self) -> None:
        made = r.AccountMade(5.5, "zo\u00eb", "Zo\u00eb", "$argon2id$x")
        self.assertEqual(self.after(made).accounts, (r.KeptAccount("zo\u00eb", "Zo\u00eb", "$argon2id$x", 5.5, (), ()),))

    def test_an_account_is_made_once(self) -> None:
        store = self.make()
        self.wait(store.commit([r.AccountMade(1.0, "bob", "Bob", "first")]))
        self.refuses(store, r.AccountMade(2.0, "bob", "BOB", "second"))

    def test_a_password(self) -> None:
        snapshot = self.after(r.AccountMade(1.0, "bob", "Bob", "old"), r.PasswordSet(2.0, "bob", "new"))
        self.assertEqual(snapshot.accounts, (r.KeptAccount("bob", "Bob", "new", 1.0, (), ()),))

    def test_nothing_is_given_to_nobody(self) -> None:
        store = self.make()
        for record in (
            r.PasswordSet(1.0, "bob", "x"),
            r.RoleGiven(1.0, "bob", "admin"),
            r.KeyAdded(1.0, "bob", "SHA256:a", "ssh-ed25519 AAAA", ""),
            r.IgnoreKept(1.0, "bob", "ann", "ann"),
            r.SettingKept(1.0, "bob", "mail", "off"),
            r.MailLeft(1.0, "bob", 1, "ann", "ann", "hi", 9.0),
        ):
            self.refuses(store, record)

    def test_roles_by_channel(self) -> None:
        snapshot = self.after(
            r.AccountMade(1.0, "bob", "Bob", ""),
            r.RoleGiven(2.0, "bob", "voice", "tea"),
            r.RoleGiven(2.0, "bob", "moderator", "lobby"),
            r.RoleGiven(2.0, "bob", "admin"),
            r.RoleGiven(3.0, "bob", "moderator", "tea"),
            r.RoleGiven(4.0, "bob", "member", "lobby"),
        )
        self.assertEqual(snapshot.accounts[0].roles, (("", "admin"), ("tea", "moderator")))

    def test_keys(self) -> None:
        snapshot = self.after(
            r.AccountMade(1.0, "bob", "Bob", ""),
            r.KeyAdded(2.0, "bob", "SHA256:b", "ssh-rsa AAAB", "home"),
            r.KeyAdded(2.0, "bob", "SHA256:a", "ssh-ed25519 AAAA", ""),
            r.KeyAdded(2.0, "bob", "SHA256:c", "ssh-ed25519 AAAC", "lost"),
            r.KeyTaken(3.0, "bob", "SHA256:c"),
            r.KeyAdded(4.0, "bob", "SHA256:b", "ssh-rsa AAAB", "work"),
        )
        self.assertEqual(
            snapshot.accounts[0].keys,
            (r.KeptKey("SHA256:a", "ssh-ed25519 AAAA", ""), r.KeptKey("SHA256:b", "ssh-rsa AAAB", "work")),
        )

    def test_whom_an_account_ignores(self) -> None:
        snapshot = self.after(
            r.AccountMade(1.0, "bob", "Bob", ""),
            r.AccountMade(1.0, "eve", "Eve", ""),
            r.IgnoreKept(2.0, "bob", "zoe", "zoe"),
            r.IgnoreKept(2.0, "bob", "ann", "ANN"),
            r.IgnoreKept(2.0, "bob", "cat", "cat"),
            r.IgnoreKept(3.0, "bob", "zoe", "Zoe"),
            r.IgnoreDropped(4.0, "bob", "cat"),
            r.IgnoreDropped(4.0, "eve", "ann"),
        )
        self.assertEqual([account.ignores for account in snapshot.accounts], [(("ann", "ANN"), ("zoe", "Zoe")), ()])

    def test_what_an_account_has_set(self) -> None:
        snapshot = self.after(
            r.AccountMade(1.0, "bob", "Bob", ""),
            r.AccountMade(1.0, "eve", "Eve", ""),
            r.SettingKept(2.0, "bob", "mail", "off"),
            r.SettingKept(2.0, "bob", "clock", "24h"),
            r.SettingKept(3.0, "bob", "mail", "on"),
        )
        self.assertEqual([account.settings for account in snapshot.accounts], [(("clock", "24h"), ("mail", "on")), ()])

    def test_mail_waits_until_it_is_taken(self) -> None:
        store = self.make()
        first, second = (r.MailLeft(1.0, "bob", n, "eve", "Eve", text, 600.0) for n, text in ((2, "first\n\0'"), (7, "second")))
        own = r.MailLeft(2.0, "eve", 1, "bob", "Bob", "own", 610.0)
        made = [r.AccountMade(1.0, "bob", "Bob", ""), r.AccountMade(1.0, "eve", "Eve", "")]
        self.wait(store.commit([*made, second, first, own, r.MailLeft(2.0, "eve", 2, "ann", "ann", "other", 610.0)]))
        store = self.reopen(store)
        self.assertEqual(self.wait(store.mail("bob")), [first, second, own])
        self.assertEqual(
            [account.mail for account in self.snapshot(store).accounts],
            [((2, 600.0, "eve"), (7, 600.0, "eve")), ((1, 610.0, "bob"), (2, 610.0, "ann"))],
        )
        self.wait(store.commit([r.MailTaken(3.0, "bob", 2)]))
        self.wait(store.commit([r.AccountClosed(3.0, "eve")]))  # what it has written to others is theirs
        self.assertEqual(self.wait(self.reopen(store).mail("bob")), [second])

    def test_mail_of_the_same_number_is_replaced(self) -> None:
        store = self.make()
        one, other = (r.MailLeft(1.0, "bob", 1, "eve", "Eve", text, 60.0) for text in ("one", "other"))
        self.wait(store.commit([r.AccountMade(1.0, "bob", "Bob", ""), one]))
        self.wait(store.commit([other]))
        self.assertEqual(self.wait(store.mail("bob")), [other])

    def test_mail_that_has_run_out_is_gone_at_the_next_start(self) -> None:
        store = self.make()
        old, new = r.MailLeft(1.0, "bob", 1, "eve", "Eve", "old", 5.0), r.MailLeft(1.0, "bob", 2, "eve", "Eve", "new", 50.0)
        self.wait(store.commit([r.AccountMade(1.0, "bob", "Bob", ""), old, new]))
        (bob,) = self.wait(store.restore(5.0)).accounts
        self.assertEqual((bob.mail, self.wait(store.mail("bob"))), (((2, 50.0, "eve"),), [new]))

    def test_a_closed_account_takes_all_but_what_goes_by_its_name_with_it(self) -> None:
        store = self.make()
        self.wait(store.commit([r.AccountMade(1.0, "bob", "Bob", "s"), r.RoleGiven(1.0, "bob", "admin"), ACT]))
        self.wait(store.commit([r.KeyAdded(1.0, "bob", "SHA256:a", "x AAAA", ""), r.NoteWritten(1.0, "bob", "ann", "rude")]))
        self.wait(store.commit([r.IgnoreKept(1.0, "bob", "eve", "eve"), r.SettingKept(1.0, "bob", "mail", "off")]))
        self.wait(store.commit([r.MailLeft(1.0, "bob", 1, "eve", "eve", "hi", 99.0)]))
        self.wait(store.commit([r.AccountClosed(2.0, "bob"), r.AccountMade(3.0, "bob", "Bob", "t")]))
        store = self.reopen(store)
        self.assertEqual(self.snapshot(store).accounts, (r.KeptAccount("bob", "Bob", "t", 3.0, (), ()),))
        self.assertEqual(self.wait(store.notes("bob")), [r.NoteWritten(1.0, "bob", "ann", "rude")])
        self.assertEqual([row.act for row in self.wait(store.history("bob"))], [ACT])

    def test_what_is_gone_may_be_taken_again(self) -> None:
        gone = (
            r.AccountClosed(1.0, "bob"),
            r.KeyTaken(1.0, "bob", "SHA256:a"),
            r.IgnoreDropped(1.0, "bob", "ann"),
            r.MailTaken(1.0, "bob", 3),
            r.RoleGiven(1.0, "bob", "member"),
            r.BanLifted(1.0, 7),
            r.MuteLifted(1.0, "", "name", "bob"),
            r.ChannelSlowed(1.0, "lobby", 0),
        )
        self.assertEqual(self.after(*gone), r.Snapshot((), (), (), (), 1))

    # ---- bans, mutes, slow mode

    def test_bans_until_they_run_out(self) -> None:
        soon = r.BanPlaced(1.0, 3, "name", "bob", "ann", "spam", 100.0)
        later = r.BanPlaced(1.0, 2, "network", "10.0.0.0/8", "ann", "", 100.25)
        for_good = r.BanPlaced(1.0, 1, "key", "SHA256:a", "ann", "x", None)
        self.assertEqual(self.after(soon, later, for_good, now=99.0).bans, (for_good, later, soon))
        self.assertEqual(self.after(soon, later, for_good, now=100.0).bans, (for_good, later))

    def test_one_target_has_one_ban(self) -> None:
        """The one that was placed last, also where an older one had run out and was not lifted."""
        soon = r.BanPlaced(1.0, 1, "name", "bob", "ann", "spam", 100.0)
        other = r.BanPlaced(1.0, 2, "account", "bob", "ann", "spam", None)
        for_good = r.BanPlaced(200.0, 3, "name", "bob", "ann", "again", None)
        self.assertEqual(self.after(soon, other, for_good, now=50.0).bans, (other, for_good))

    def test_what_has_run_out_stays_out(self) -> None:
        """Even for a clock that was set back since."""
        store = self.make()
        self.wait(store.commit([r.BanPlaced(1.0, 1, "name", "bob", "ann", "", 50.0)]))
        self.wait(store.commit([r.MutePlaced(1.0, "", "name", "bob", "ann", "", 50.0)]))
        self.snapshot(store, 60.0)
        again = self.snapshot(self.reopen(store), 10.0)
        self.assertEqual((again.bans, again.mutes), ((), ()))

    def test_numbers_of_bans_are_never_used_twice(self) -> None:
        ban = r.BanPlaced(1.0, 4, "name", "bob", "ann", "", None)
        self.assertEqual(self.after(ban, r.BanLifted(2.0, 4)), r.Snapshot((), (), (), (), 5))
        store = self.make()
        self.wait(store.commit([ban]))
        self.refuses(store, r.BanPlaced(2.0, 4, "name", "eve", "ann", "", None))

    def test_mutes_by_place(self) -> None:
        first = r.MutePlaced(1.0, "lobby", "name", "bob", "ann", "spam", 200.0)
        everywhere = r.MutePlaced(1.0, "", "name", "bob", "ann", "spam", 300.0)
        again = r.MutePlaced(2.0, "lobby", "name", "bob", "eve", "more", 400.0)
        over = r.MutePlaced(2.0, "lobby", "account", "bob", "eve", "", 100.0)
        lifted = r.MutePlaced(2.0, "lobby", "network", "10.0.0.0/8", "eve", "", 400.0)
        gone = r.MuteLifted(3.0, "lobby", "network", "10.0.0.0/8")
        self.assertEqual(self.after(first, everywhere, again, over, lifted, gone).mutes, (everywhere, again))

    def test_slow_channels(self) -> None:
        slowed = [r.ChannelSlowed(1.0, "tea", 5), r.ChannelSlowed(1.0, "lobby", 9), r.ChannelSlowed(1.0, "den", 3)]
        ended = [r.ChannelSlowed(2.0, "den", 0), r.ChannelSlowed(2.0, "tea", 7)]
        self.assertEqual(self.after(*slowed, *ended).slow, (("lobby", 9), ("tea", 7)))

    # ---- commits

    def test_all_or_nothing(self) -> None:
        store = self.make()
        self.refuses(
            store,
            r.AccountMade(1.0, "bob", "Bob", "s"),
            r.BanPlaced(1.0, 9, "name", "eve", "ann", "", None),
            r.MutePlaced(1.0, "", "name", "eve", "ann", "", 900.0),
            r.NoteWritten(1.0, "bob", "ann", "hm"),
            r.ChannelSlowed(1.0, "lobby", 3),
            ACT,
            r.PasswordSet(1.0, "nobody", "x"),
        )

    def test_after_a_refused_commit_the_next_is_kept(self) -> None:
        store = self.make()
        self.refuses(store, ACT, r.PasswordSet(1.0, "nobody", "x"))
        self.wait(store.commit([ACT]))
        self.assertEqual([row.number for row in self.wait(store.audit())], [1])

    def test_what_is_no_text_or_no_date_is_refused(self) -> None:
        store = self.make()
        self.refuses(store, r.NoteWritten(1.0, "bob", "ann", "half \ud800"))
        self.refuses(store, r.ActAudited(float("nan"), "ann", "", "", "kick", "bob", "", None, "done"))

    def test_any_text_comes_back(self) -> None:
        text = "'; DROP TABLE notes; -- \0 \u202e \U0001f600 ?1 :text %s"
        store = self.make()
        self.wait(store.commit([r.NoteWritten(1.0, "bob", text, text)]))
        self.assertEqual(self.wait(self.reopen(store).notes("bob")), [r.NoteWritten(1.0, "bob", text, text)])

    def test_an_empty_commit_is_kept(self) -> None:
        self.assertEqual(self.wait(self.make().commit([])), 0)

    def test_a_commit_tells_the_number_of_its_row(self) -> None:
        store = self.make()
        slow = r.ChannelSlowed(1.0, "tea", 5)
        answers = [store.commit(records) for records in ([KICK], [slow], [slow, MUTE], [KICK, EMPTY])]
        self.assertEqual([self.wait(answer) for answer in answers], [1, 0, 2, 4])

    def test_what_is_handed_over_may_change_afterwards(self) -> None:
        store, records = self.make(), [r.ChannelSlowed(1.0, "tea", 5)]
        answer = store.commit(records)
        records.append(r.ChannelSlowed(1.0, "lobby", 5))
        self.wait(answer)
        self.assertEqual(self.snapshot(store).slow, (("tea", 5),))

    # ---- audit and notes

    def test_the_chain(self) -> None:
        """Marks made by hand from the rule."""
        store = self.make()
        self.wait(store.commit([ACT]))
        second = r.ActAudited(1001.0, "ann", "", "telnet", "lift", "bob", "\u00e9", None, "done", 1)
        self.wait(store.commit([second]))
        self.assertEqual(
            self.wait(self.reopen(store).audit()), [r.AuditRow(2, second, SECOND_MARK), r.AuditRow(1, ACT, FIRST_MARK)]
        )

    def test_rows_are_numbered_without_holes(self) -> None:
        store = self.make()
        self.wait(store.commit([ACT, ACT]))
        self.refuses(store, ACT, r.PasswordSet(1.0, "nobody", "x"))
        store = self.reopen(store)
        self.wait(store.commit([ACT]))
        self.assertEqual([row.number for row in self.wait(store.audit())], [3, 2, 1])

    def test_the_audit_is_filtered(self) -> None:
        store = self.make()
        for who, act, target in (
            ("ann", "kick", "lobby:bob"),
            ("ann", "ban", "bob"),
            ("eve", "kick", "bobby"),
            ("ann", "kick", "x"),
        ):
            self.wait(store.commit([r.ActAudited(1.0, who, "", "", act, target, "", None, "done")]))

        def numbers(**asked: Any) -> list[int]:
            return [row.number for row in self.wait(store.audit(**asked))]

        self.assertEqual(numbers(), [4, 3, 2, 1])
        self.assertEqual(numbers(last=2), [4, 3])
        self.assertEqual(numbers(last=0), [])
        self.assertEqual(numbers(who="ann"), [4, 2, 1])
        self.assertEqual(numbers(who="an"), [])
        self.assertEqual(numbers(act="kick"), [4, 3, 1])
        self.assertEqual(numbers(target="bob"), [3, 2, 1])
        self.assertEqual(numbers(target="%"), [])
        self.assertEqual(numbers(who="ann", act="kick", target="bob", last=5), [1])

    def test_the_last_fifty_rows_unless_more_are_asked_for(self) -> None:
        store = self.make()
        self.wait(store.commit([ACT] * 60))
        self.assertEqual([row.number for row in self.wait(store.audit())], list(range(60, 10, -1)))
        self.assertEqual(len(self.wait(store.audit(last=100))), 60)

    def test_the_history_of_a_person(self) -> None:
        store = self.make()
        targets = ["Bob", "lobby:BOB", "bobby", "lobby", "bob:lobby", "2001:db8::bob", "bob"]
        for target in targets:
            self.wait(store.commit([r.ActAudited(1.0, "bob", "", "", "kick", target, "", None, "done")]))
        self.assertEqual([row.number for row in self.wait(self.reopen(store).history("bob"))], [7, 2, 1])

    def test_notes_in_the_order_in_which_they_were_written(self) -> None:
        store = self.make()
        notes = [r.NoteWritten(3.0, "bob", "ann", "first"), r.NoteWritten(2.0, "bob", "eve", "second")]
        self.wait(store.commit([notes[0], r.NoteWritten(1.0, "eve", "ann", "other")]))
        self.wait(store.commit([notes[1]]))
        self.assertEqual(self.wait(self.reopen(store).notes("bob")), notes)
