"""Bots: they come in by a token, and everybody can see that they are bots (G1203)."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.accounts import Role, token_fingerprint
from chatroom.rules.session import State
from chatroom.words import events as e
from chatroom.words.commands import Describe, ListPeople
from chatroom.words.credentials import SignIn
from chatroom.words.records import KeptKey
from chatroom.words.refusals import Reason
from tests.fakes import House, house

TOKEN = "chatroom_0123456789"


def with_bot(capacity: int = 3) -> House:
    """A house where helper is a bot's account with that token."""
    place = house(capacity)
    account = place.account("helper")
    account.roles[""] = Role.BOT
    fingerprint = token_fingerprint(TOKEN)
    account.keys[fingerprint] = KeptKey(fingerprint, "", "token")
    return place


class Tokens(SynchronousTestCase):
    """Coming in without a password."""

    def test_the_right_one(self) -> None:
        helper = with_bot().open()
        helper.ask(SignIn(TOKEN))
        signed_in = next(event for event in helper.hear() if isinstance(event, e.SignedIn))
        self.assertEqual(signed_in.nick, "helper")
        self.assertIs(helper.session.state, State.PRESENT)

    def test_a_wrong_one_three_times(self) -> None:
        helper = with_bot().open()
        helper.hear()
        for wrong in (TOKEN + "0", "", token_fingerprint(TOKEN)):
            helper.ask(SignIn(wrong))
        heard = helper.hear()
        self.assertEqual([event.reason for event in heard[:3]], [Reason.WRONG_TOKEN] * 3)
        self.assertEqual(heard[3].cause, e.Cause.REFUSED)
        self.assertIs(helper.session.state, State.LEAVING)

    def test_one_that_was_revoked(self) -> None:
        place = with_bot()
        place.realm.accounts.named("helper").keys.clear()
        helper = place.open()
        helper.hear()
        helper.ask(SignIn(TOKEN))
        self.assertEqual([event.reason for event in helper.hear()], [Reason.WRONG_TOKEN])

    def test_a_token_is_in_no_repr(self) -> None:
        self.assertNotIn(TOKEN, repr(SignIn(TOKEN)))


class Quiet(SynchronousTestCase):
    """A bot has nobody at a keyboard."""

    def test_it_keeps_its_seat_however_quiet_it_is(self) -> None:
        """G412: roles that never go idle."""
        place = with_bot()
        helper = place.open()
        helper.ask(SignIn(TOKEN))
        guest = place.enter("guest")
        self.assertIsNotNone(helper.session.member)
        helper.hear()
        place.pass_time(1000.0)
        self.assertTrue(guest.transport.closed)
        self.assertEqual([event for event in helper.hear() if isinstance(event, e.AfkWarned | e.Dismissed)], [])
        self.assertIsNotNone(helper.session.member)


class Flag(SynchronousTestCase):
    """What lists say of them."""

    def test_in_the_list_of_people_and_by_name(self) -> None:
        place = with_bot()
        alice = place.enter("alice")
        helper = place.open()
        helper.ask(SignIn(TOKEN))
        alice.hear()
        alice.ask(ListPeople())
        alice.ask(Describe("helper"))
        alice.ask(Describe("alice"))
        people, bot, person = alice.hear()
        self.assertEqual((people.seated, people.bots), (("alice", "helper"), ("helper",)))
        self.assertEqual((bot.bot, person.bot), (True, False))
