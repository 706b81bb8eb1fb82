"""Export and end of one's own account. G314."""

import json

from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.plain import plain
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words import staffroom as r
from chatroom.words.records import KeptKey
from chatroom.words.refusals import Reason
from chatroom.words.staff import Note, Undo
from tests.fakes import NOON, RefusingStore, SlowStore, house
from tests.rules.replies import reasons


class ExportTests(SynchronousTestCase):
    """All that is kept about oneself, and nothing of others."""

    def test_everything_but_the_password_and_the_notes(self) -> None:
        place = house(5)
        place.account("ann", "moderator", channel="lobby").keys["SHA256:x"] = KeptKey("SHA256:x", "ssh-ed25519 AAAA", "home")
        ann = place.sign_in("ann")
        place.enter("bob")
        staff, _ = place.staff()
        staff.mute("lobby", "ann", "60", "spam"), staff.mute("lobby", "bob", "60", "other")
        staff.perform(Note("ann", "a note of the staff"))
        ann.ask(c.Ignore("bob"))
        ann.hear()
        ann.ask(k.OwnAccount("export"))
        (exported,) = ann.hear()
        mutes = (r.MuteRow("lobby:ann", "operator", "spam", NOON + 60),)
        expected = r.AccountExported(NOON, "ann", NOON, (("lobby", "moderator"),), (("SHA256:x", "home"),), (), mutes, ("bob",))
        self.assertEqual(exported, expected)
        line = (plain(width=40).encode(exported) or b"").decode()
        self.assertEqual((line.count("\r\n"), json.loads(line.removeprefix("* "))["account"]), (1, "ann"))
        for secret in ("secret of pw", "note of the staff", "AAAA"):
            self.assertNotIn(secret, line)

    def test_guests_have_nothing(self) -> None:
        bob = house(5).enter("bob")
        for command in (k.OwnAccount("export"), k.OwnAccount("delete", "pw")):
            bob.ask(command)
            self.assertEqual(reasons(bob.hear()), [Reason.NO_ACCOUNT])

    def test_typed_in_another_way(self) -> None:
        place = house(5)
        place.account("ann")
        ann = place.sign_in("ann")
        for command in (k.OwnAccount("export", "x"), k.OwnAccount("delete"), k.OwnAccount("sell", "x")):
            ann.ask(command)
            self.assertEqual(reasons(ann.hear()), [Reason.USAGE])
        self.assertEqual(len(place.realm.accounts), 1)


class DeleteTests(SynchronousTestCase):
    """Gone for good with the right password, and not a moment before the store has it."""

    def test_gone(self) -> None:
        place = house(5)
        place.account("ann", "admin").keys["SHA256:x"] = KeptKey("SHA256:x", "ssh-ed25519 AAAA", "home")
        one, two = place.sign_in("ann"), place.sign_in("ann")
        console, heard = place.staff(place.realm.accounts.get("ann"))
        staff, _ = place.staff()
        staff.perform(Note("ann", "rude"))
        one.ask(t.Mute("lobby", "ann", "60", "--force"))
        one.hear()
        one.ask(k.OwnAccount("DELETE", "pw"))
        gone = r.AccountDeleted(NOON, "ann")
        self.assertEqual((one.hear(), two.hear()[-1], heard[-1]), ([gone], gone, gone))
        self.assertIsNone(place.realm.accounts.get("ann"))
        self.assertEqual((place.snapshot().accounts, len(place.snapshot().mutes)), ((), 1))
        self.assertEqual(place.audit()[-1], ("ann", "account", "ann", "done"))
        notes: list[object] = []
        place.store.notes("ann").addCallback(notes.extend)
        self.assertEqual(len(notes), 1)
        self.assertIsNone(place.realm.accounts.holder_of("SHA256:x"))
        self.assertNotIn(console._session.id, [s.id for s in place.realm.sessions.values() if s.state.value == "present"])
        one.ask(t.Kick("lobby", "ann"))
        one.ask(Undo())
        self.assertEqual(reasons(one.hear()), [Reason.NOT_ALLOWED] * 2)
        one.hang_up(), two.hang_up()
        self.assertIsNotNone(place.enter("ann").session.person)  # the name is anybody's

    def test_the_last_owner_stays(self) -> None:
        place = house(5)
        place.account("ann", "owner")
        ann = place.sign_in("ann")
        ann.ask(k.OwnAccount("delete", "pw"))
        self.assertEqual(ann.hear(), [e.Refusal(NOON, Reason.LAST_OWNER, "ann", "lobby")])
        place.account("eve", "owner")
        ann.ask(k.OwnAccount("delete", "pw"))
        self.assertEqual(ann.hear(), [r.AccountDeleted(NOON, "ann")])

    def test_two_owners_at_once(self) -> None:
        store = SlowStore()
        place = house(5, store=store)
        for name in ("ann", "eve"):
            place.account(name, "owner")
        ann, eve = place.sign_in("ann"), place.sign_in("eve")
        for visitor in (ann, eve):
            visitor.hear()
            visitor.ask(k.OwnAccount("delete", "pw"))
        self.assertEqual((reasons(eve.hear()), len(store.asked)), ([Reason.LAST_OWNER], 1))
        store.fire()
        self.assertEqual([account.nick for account in place.realm.accounts], ["eve"])

    def test_wrong_passwords_are_counted_as_at_the_door(self) -> None:
        place = house(5)
        place.account("ann")
        ann = place.sign_in("ann")
        for _ in range(3):
            ann.ask(k.OwnAccount("delete", "guess"))
        ann.ask(k.OwnAccount("delete", "pw"))
        self.assertEqual(reasons(ann.hear()), [Reason.WRONG_PASSWORD] * 3 + [Reason.THROTTLED])
        self.assertIsNotNone(place.realm.accounts.get("ann"))

    def test_what_is_not_stored_has_not_happened(self) -> None:
        place = house(5, store=RefusingStore())
        place.account("ann")
        ann = place.sign_in("ann")
        for _ in range(2):
            ann.ask(k.OwnAccount("delete", "pw"))
            self.assertEqual(reasons(ann.hear()), [Reason.NOT_STORED])
        self.assertIs(ann.session.account, place.realm.accounts.get("ann"))

    def test_a_guest_again_where_guests_may_only_read(self) -> None:
        place = house(5)
        place.account("ann")
        ann = place.sign_in("ann", host="10.0.0.1")
        staff, _ = place.staff()
        staff.mute("*", "10.0.0.0/8", "60")
        ann.ask(k.OwnAccount("delete", "pw"))
        ann.hear()
        ann.say("x")
        self.assertEqual(reasons(ann.hear()), [Reason.READ_ONLY])
