"""A mistake of ours after the store or the checker has answered: it is logged, nobody is told that nothing was stored, and the
connection goes on."""

import gc
from collections.abc import Callable

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.session import Session
from chatroom.words import events as e
from chatroom.words import staffroom as r
from chatroom.words.commands import Command, Introduce, Set
from chatroom.words.credentials import Login, OwnAccount, Passwd, Prove, Register
from chatroom.words.roomlife import RoomMade
from chatroom.words.rooms import Create, Join
from chatroom.words.staff import History
from chatroom.words.staffroom import AccountExported
from tests.fakes import Visitor, house


class Mistakes(SynchronousTestCase):
    """Each breaks the answer to something that was stored or checked."""

    def setUp(self) -> None:
        self.place = house(5)
        self.place.account("ann", "owner")

    def breaks(self, visitor: Visitor, command: Command, kind: type[e.Event]) -> None:
        """The answer of that kind cannot be given."""
        answer: Callable[[Session, e.Event], None] = self.place.realm.answer

        def broken(session: Session, event: e.Event) -> None:
            if isinstance(event, kind):
                raise ZeroDivisionError
            answer(session, event)

        self.place.realm.answer = broken  # type: ignore[method-assign]
        visitor.hear()
        visitor.ask(command)
        gc.collect()
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
        self.assertEqual([event for event in visitor.hear() if isinstance(event, e.Refusal)], [])
        self.assertFalse(visitor.session.checking)

    def test_a_setting(self) -> None:
        self.breaks(self.place.sign_in("ann"), Set("mentions", "all"), e.SettingsShown)

    def test_registering(self) -> None:
        self.breaks(self.place.enter("bob"), Register("bob", "secret"), e.Registered)
        self.assertEqual(self.place.realm.in_making, {})
        self.assertIsNotNone(self.place.realm.accounts.get("bob"))

    def test_a_new_password(self) -> None:
        self.breaks(self.place.sign_in("ann"), Passwd("pw", "secret"), e.PasswordChanged)

    def test_an_export(self) -> None:
        self.breaks(self.place.sign_in("ann"), OwnAccount("export"), AccountExported)

    def test_a_history(self) -> None:
        self.breaks(self.place.sign_in("ann"), History("bob"), r.ActList)

    def test_signing_in(self) -> None:
        self.breaks(self.place.open(), Login("ann", "pw"), e.SignedIn)

    def test_a_proof(self) -> None:
        visitor = self.place.open()
        visitor.ask(Introduce("ann"))
        self.breaks(visitor, Prove("pw"), e.SignedIn)

    def test_a_room_with_a_password(self) -> None:
        self.breaks(self.place.enter("bob"), Create("den", "secret"), RoomMade)

    def test_coming_into_one(self) -> None:
        self.place.enter("bob").ask(Create("den", "secret"))
        self.breaks(self.place.enter("carol"), Join("den", "secret"), e.Welcomed)
