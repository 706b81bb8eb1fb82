"""Invariant 23: what is kept is never the password, and only the right one opens. With real hashes, made cheap."""

from statistics import median
from time import perf_counter
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.stores.checker import CHEAP, Checker
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words.refusals import Reason
from tests.fakes import House, Visitor, house
from tests.stores.waiting import Caller

PASSWORDS = ("Correct-Horse-9", "      ", "p\u00e4ssw\u00f6rt", "\U0001f511" * 6, "x" * 1024, "' or 1=1; --")


class Impatient:
    """A real checker whose answers are waited for."""

    def __init__(self) -> None:
        self.caller = Caller()
        self.checker = Checker(self.caller.call_back, cost=CHEAP)

    def hash(self, password: str) -> Any:
        return self._waited(self.checker.hash(password))

    def verify(self, secret: str, password: str) -> Any:
        return self._waited(self.checker.verify(secret, password))

    def _waited(self, answer: Any) -> Any:
        done: list[object] = []
        answer.addBoth(lambda result: (done.append(None), result)[1])
        while not done:
            fn, args = self.caller._calls.get(timeout=30.0)
            fn(*args)
        return answer


class PasswordTests(SynchronousTestCase):
    """The realm with the checker of a real server."""

    def setUp(self) -> None:
        self.checker = Impatient()
        self.addCleanup(self.checker.checker.close)
        self.place: House = house(9, checker=self.checker)

    def login(self, nick: str, password: str, host: str) -> Visitor:
        visitor = self.place.open(host=host)
        visitor.hear()
        visitor.ask(k.Login(nick, password))
        return visitor

    def test_invariant_23_passwords(self) -> None:
        for n, password in enumerate(PASSWORDS):
            nick = f"user{n}x"
            visitor = self.place.open()
            visitor.hear()
            visitor.ask(k.Register(nick, password))
            self.assertEqual([type(event) for event in visitor.hear()], [e.Registered])
            kept = next(account.secret for account in self.place.snapshot().accounts if account.nick == nick)
            self.assertTrue(kept.startswith("$argon2id$"))
            self.assertNotIn(password, kept)
            wrong = (password + "x", password[:-1], password.swapcase() + "_", "")
            for m, guess in enumerate(wrong):
                visitor = self.login(nick, guess, f"10.0.{n}.{m // 2}")
                self.assertEqual([event.reason for event in visitor.hear()], [Reason.WRONG_PASSWORD], guess)
                self.place.clock.reactor.advance(301)
            self.assertIsNotNone(self.login(nick, password, f"10.1.{n}.1").session.member)
            self.assertNotIn(password, repr(self.place.store.kept))

    def test_invariant_23_no_takes_as_long_for_nobody(self) -> None:
        self.place.open().ask(k.Register("ann", "Correct-Horse-9"))
        took: dict[str, list[float]] = {"ann": [], "nobody": []}
        for n in range(60):
            for nick, times in took.items():
                self.place.clock.reactor.advance(61)
                start = perf_counter()
                self.login(nick, "guess", f"{nick}{n}").hang_up()
                times.append(perf_counter() - start)
        ratio = median(took["ann"]) / median(took["nobody"])
        self.assertTrue(0.5 < ratio < 2.0, ratio)
