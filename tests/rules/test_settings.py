"""What an account has set is there again at its next visit. G414, G406; how it looks is shown at the doors."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.accounts import Accounts
from chatroom.rules.settings import MOST_GONE
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import rooms as m
from chatroom.words.refusals import Reason
from tests.fakes import RefusingStore, SlowStore, Visitor, house
from tests.rules.replies import reasons


class KeptTests(SynchronousTestCase):
    """bob has an account."""

    def house(self, store: Any = None) -> None:
        self.place = house(9, store=store, tea=3)
        self.place.account("bob")
        self.bob = self.place.sign_in("bob")
        self.bob.hear()

    def setUp(self) -> None:
        self.house()

    def sets(self, visitor: Visitor, *words: str) -> list[Any]:
        visitor.ask(c.Set(*words))
        return visitor.hear()

    def mentions(self, visitor: Visitor) -> dict[str, str]:
        return {key: value for key, value in self.sets(visitor)[-1].settings if "mentions" in key}

    def kept(self) -> list[tuple[tuple[str, str], ...]]:
        return [account.settings for account in self.place.snapshot().accounts]

    def test_there_again_at_the_next_visit(self) -> None:
        self.sets(self.bob, "mentions", "none"), self.sets(self.bob, "mentions", "ALL", "tea")
        self.assertEqual(self.kept(), [(("mentions", "none tea:all"),)])
        self.bob.ask(c.Quit())
        again = self.place.sign_in("bob")
        self.assertEqual(self.mentions(again), {"mentions": "none", "mentions in tea": "all"})
        again.ask(c.Switch("tea"))
        self.assertEqual(self.place.realm.ears, {"tea": {again.session}})

    def test_the_next_start_knows_it(self) -> None:
        self.sets(self.bob, "mentions", "none")
        account = Accounts(self.place.snapshot().accounts).get("bob")
        assert account is not None
        self.assertEqual(account.settings, {"mentions": "none"})

    def test_what_is_set_before_a_name_is_given_holds_and_is_not_kept(self) -> None:
        self.sets(self.bob, "mentions", "none")
        other = self.place.open()
        other.ask(c.Set("mentions", "all"))
        other.ask(k.Login("bob", "pw"))
        other.hear()
        self.assertEqual((self.mentions(other), self.kept()), ({"mentions": "all"}, [(("mentions", "none"),)]))

    def test_other_connections_stay_as_they_are(self) -> None:
        other = self.place.sign_in("bob")
        self.sets(other, "mentions", "none")
        self.assertEqual(self.mentions(self.bob), {"mentions": "mentions"})

    def test_what_one_connection_sets_for_a_room_another_one_leaves_alone(self) -> None:
        other = self.place.sign_in("bob")
        self.sets(other, "mentions", "all", "tea")
        self.sets(self.bob, "mentions", "none", "lobby")
        self.assertEqual(self.kept(), [(("mentions", "mentions tea:all lobby:none"),)])
        self.assertEqual(self.mentions(self.bob), {"mentions": "mentions", "mentions in lobby": "none"})
        both = {"mentions": "mentions", "mentions in tea": "all", "mentions in lobby": "none"}
        self.assertEqual(self.mentions(self.place.sign_in("bob")), both)

    def test_nor_what_is_still_on_its_way_to_the_store(self) -> None:
        store = SlowStore()
        self.house(store)
        other = self.place.sign_in("bob")
        self.sets(other, "mentions", "all", "tea"), self.sets(self.bob, "mentions", "none", "lobby")
        store.fire(), store.fire()
        self.assertEqual(self.kept_by(store), {"mentions": "mentions tea:all lobby:none"})

    def test_what_failed_on_its_way_to_the_store_is_not_kept_with_the_next(self) -> None:
        store = SlowStore()
        self.house(store)
        other = self.place.sign_in("bob")
        self.sets(other, "mentions", "all", "tea")
        store.fire(fails=True)
        self.sets(self.bob, "mentions", "none", "lobby")
        store.fire()
        self.assertEqual(self.kept_by(store), {"mentions": "mentions lobby:none"})

    def kept_by(self, store: SlowStore) -> dict[str, str]:
        """What account and store have in common."""
        account = self.place.realm.accounts.get("bob")
        assert account is not None
        (kept,) = self.kept()
        self.assertEqual(account.settings, dict(kept))
        return account.settings

    def test_a_room_that_is_gone_for_a_while_keeps_what_was_set_for_it(self) -> None:
        self.bob.ask(m.Create("den"))
        self.sets(self.bob, "mentions", "all", "den")
        self.bob.ask(m.Leave("den"))
        self.place.pass_time(660)
        again = self.place.sign_in("bob")
        self.assertNotIn("den", self.place.realm.channels)
        self.sets(again, "mentions", "none", "tea")
        self.assertEqual(self.kept(), [(("mentions", "mentions den:all tea:none"),)])

    def test_rooms_that_are_gone_are_forgotten_when_they_are_many(self) -> None:
        account = self.place.realm.accounts.get("bob")
        assert account is not None
        many = " ".join(f"den{number}:all" for number in range(MOST_GONE + 1))
        account.settings["mentions"] = f"none lobby:all {many}"
        self.sets(self.bob, "mentions", "none", "tea")
        self.assertEqual(self.kept(), [(("mentions", "none lobby:all tea:none"),)])

    def test_for_all_rooms_takes_back_what_another_connection_set_for_one(self) -> None:
        other = self.place.sign_in("bob")
        self.sets(other, "mentions", "all", "tea")
        self.sets(self.bob, "mentions", "none")
        self.assertEqual(self.kept(), [(("mentions", "none"),)])

    def test_what_was_set_before_a_name_is_not_kept_with_what_is_set_for_a_room(self) -> None:
        other = self.place.open()
        other.ask(c.Set("mentions", "all"))
        other.ask(k.Login("bob", "pw"))
        self.sets(other, "mentions", "none", "tea")
        self.assertEqual(self.kept(), [(("mentions", "mentions tea:none"),)])
        self.assertEqual(self.mentions(other), {"mentions": "all", "mentions in tea": "none"})

    def test_echo_and_autoaccept_belong_to_the_connection(self) -> None:
        self.sets(self.bob, "echo", "off"), self.sets(self.bob, "autoaccept", "on")
        self.assertEqual(self.kept(), [()])
        again = self.place.sign_in("bob")
        self.assertEqual(self.sets(again)[-1].settings[:2], (("echo", "on"), ("autoaccept", "off")))

    def test_a_guest_takes_its_settings_into_its_account(self) -> None:
        eve = self.place.enter("eve")
        self.sets(eve, "mentions", "none")
        self.assertEqual(self.kept(), [()])
        eve.ask(k.Register("eve", "correct horse"))
        self.assertEqual(self.kept()[-1], (("mentions", "none"),))
        self.sets(eve, "mentions", "all")
        self.assertEqual(self.kept()[-1], (("mentions", "all"),))
        self.assertEqual(self.mentions(eve), {"mentions": "all"})

    def test_and_finds_them_again(self) -> None:
        eve = self.place.enter("eve")
        self.sets(eve, "mentions", "none")
        eve.ask(k.Register("eve", "correct horse"))
        eve.ask(c.Quit())
        self.assertEqual(self.mentions(self.place.sign_in("eve", password="correct horse")), {"mentions": "none"})

    def test_an_account_that_is_made_before_a_name_is_given_has_none(self) -> None:
        joe = self.place.open()
        self.sets(joe, "mentions", "none")
        joe.ask(k.Register("joe", "correct horse"))
        self.assertEqual(self.kept()[-1], ())

    def test_it_is_so_when_it_is_kept_and_not_before(self) -> None:
        store = SlowStore()
        self.house(store)
        self.assertEqual((self.sets(self.bob, "mentions", "none"), self.bob.session.checking), ([], True))
        self.assertEqual(self.bob.session.mentions, {"": "mentions"})
        store.fire()
        self.assertEqual([event.changed for event in self.bob.hear()], ["mentions"])
        self.assertEqual((self.bob.session.mentions, self.bob.session.checking), ({"": "none"}, False))

    def test_what_is_not_stored_has_not_happened(self) -> None:
        self.house(RefusingStore())
        self.assertEqual(reasons(self.sets(self.bob, "mentions", "none")), [Reason.NOT_STORED])
        self.assertEqual(self.mentions(self.bob), {"mentions": "mentions"})

    def test_what_is_so_already_is_not_kept_again(self) -> None:
        store = SlowStore()
        self.house(store)
        self.sets(self.bob, "mentions", "none")
        store.fire()
        self.bob.hear()
        self.assertEqual([event.changed for event in self.sets(self.bob, "mentions", "off")], ["mentions"])
        self.assertEqual(store.asked, [])

    def test_who_has_left_meanwhile_finds_it_done(self) -> None:
        store = SlowStore()
        self.house(store)
        self.sets(self.bob, "mentions", "all")
        self.bob.hang_up()
        store.fire()
        self.assertEqual((self.mentions(self.place.sign_in("bob")), len(self.place.realm.ears)), ({"mentions": "all"}, 1))

    def test_export_shows_it_and_an_account_that_ends_takes_it_along(self) -> None:
        self.sets(self.bob, "mentions", "none")
        self.bob.ask(k.OwnAccount("export"))
        self.assertEqual(self.bob.hear()[-1].settings, (("mentions", "none"),))
        self.bob.ask(k.OwnAccount("delete", "pw"))
        self.bob.ask(c.Quit())
        self.place.account("bob")
        self.assertEqual(self.mentions(self.place.sign_in("bob")), {"mentions": "mentions"})

    def test_here_is_for_what_one_sees(self) -> None:
        for words in (("echo", "off", "here"), ("autoaccept", "on", "here")):
            self.assertEqual(reasons(self.sets(self.bob, *words)), [Reason.USAGE])
        self.assertEqual(reasons(self.sets(self.bob, "mentions", "none", "here")), [Reason.NO_CHANNEL])
