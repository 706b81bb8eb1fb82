"""Passwords: right ones pass, wrong ones never do, the asker does not work, and nothing of them gets out (invariant 23)."""

import threading
import traceback
from typing import Any
from unicodedata import normalize

from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase

from chatroom.stores.checker import CHEAP, NORMAL, Busy, Checker, Cost, NotChecked, Unfit
from tests.stores.waiting import LONG, Caller

PASSWORDS = st.text(min_size=1, max_size=40)
# From the reference implementation's own tests: "password", salt "somesalt", 64 MiB, 2 rounds, 1 lane.
REFERENCE = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"


class CheckerCase(SynchronousTestCase):
    """A cheap checker and the thread that uses it."""

    def setUp(self) -> None:
        self.caller = Caller()
        self.checker = self.made()

    def made(self, **options: Any) -> Checker:
        checker = Checker(self.caller.call_back, **{"cost": CHEAP, **options})
        self.addCleanup(checker.close)
        return checker

    def hash(self, password: str) -> str:
        return self.caller.wait(self.checker.hash(password))

    def verify(self, secret: str, password: str) -> bool:
        return self.caller.wait(self.checker.verify(secret, password))


class AnswersTests(CheckerCase):
    """Yes and no."""

    @given(PASSWORDS, PASSWORDS)
    @settings(deadline=None, max_examples=50)
    def test_invariant_23_what_is_kept_is_no_password_and_only_the_right_one_fits(self, password: str, other: str) -> None:
        self.setUp()
        secret = self.hash(password)
        self.assertNotIn(password, [secret, *secret.split("$")])
        self.assertIs(self.verify(secret, password), True)
        self.assertIs(self.verify(secret, other), normalize("NFC", other) == normalize("NFC", password))
        self.assertIs(self.verify(secret, password + "x"), False)
        self.assertIs(self.verify(secret, "x" + password), False)
        self.checker.close()

    def test_a_secret_of_the_reference_implementation(self) -> None:
        self.assertIs(self.verify(REFERENCE, "password"), True)
        self.assertIs(self.verify(REFERENCE, "passwore"), False)

    def test_the_same_password_twice_is_two_secrets(self) -> None:
        self.assertNotEqual(self.hash("Correct-Horse-9"), self.hash("Correct-Horse-9"))

    def test_case_and_spaces_count(self) -> None:
        secret = self.hash("Correct Horse")
        for other in ("correct horse", "Correct Horse ", "CorrectHorse"):
            self.assertIs(self.verify(secret, other), False, other)

    def test_the_same_letters_typed_in_another_way(self) -> None:
        self.assertIs(self.verify(self.hash("caf\u00e9"), "cafe\u0301"), True)
        self.assertIs(self.verify(self.hash("cafe\u0301"), "caf\u00e9"), True)

    def test_the_longest_and_the_shortest(self) -> None:
        for password in ("x", "x" * 1024, "\u20ac" * 341, "nul\0nul"):
            self.assertIs(self.verify(self.hash(password), password), True)
        self.assertIs(self.verify(self.hash("nul\0nul"), "nul"), False)

    def test_what_cannot_be_a_password(self) -> None:
        secret = self.hash("x")
        for password in ("", "x" * 1025, "\u20ac" * 342, "half \ud800"):
            self.assertRaises(Unfit, self.hash, password)
            self.assertIs(self.verify(secret, password), False)

    def test_the_normal_cost(self) -> None:
        secret = self.caller.wait(self.made(cost=NORMAL).hash("x"))
        self.assertEqual(secret.rpartition("$")[0].rpartition("$")[0], "$argon2id$v=19$m=19456,t=2,p=1")

    def test_a_secret_made_at_another_cost(self) -> None:
        secret = self.hash("x")
        dearer = self.made(cost=Cost(memory=16, rounds=1))
        self.assertIs(self.caller.wait(dearer.verify(secret, "x")), True)


class Recorder:
    """Stands where the hash is computed: notes what it is asked, in which thread, and works only when it is let."""

    def __init__(self, *, go: bool = True) -> None:
        self.asked: list[tuple[str, bytes]] = []
        self.threads: set[int] = set()
        self.at_once = self.most = 0
        self.lock, self.go, self.busy = threading.Lock(), threading.Event(), threading.Semaphore(0)
        if go:
            self.go.set()

    def verify(self, secret: str, password: bytes) -> bool:
        with self.lock:
            self.asked.append((secret, password))
            self.threads.add(threading.get_ident())
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        self.busy.release()
        self.go.wait(LONG)
        with self.lock:
            self.at_once -= 1
        return PasswordHasher().verify(secret, password)


class NobodyTests(CheckerCase):
    """A name without an account costs what one with an account costs."""

    def test_never_right(self) -> None:
        for password in ("x", "Correct-Horse-9", "\0"):
            self.assertIs(self.verify("", password), False)

    def test_invariant_23_a_no_takes_the_same_work_whether_or_not_the_name_exists(self) -> None:
        secret = self.hash("right")
        self.checker._hasher = recorder = Recorder()
        self.verify(secret, "wrong")
        self.verify("", "wrong")
        self.verify("$scrypt$something", "wrong")
        self.verify(secret, "")
        done = [(asked.split("$")[:4], len(asked)) for asked, _ in recorder.asked if not asked.startswith("$scrypt")]
        self.assertEqual(done, [(["", "argon2id", "v=19", "m=8,t=1,p=1"], len(secret))] * 4)


class ThreadsTests(CheckerCase):
    """Who works, and how many at once."""

    def setUp(self) -> None:
        super().setUp()
        self.secret = self.hash("right")

    def recorded(self, checker: Checker, *, go: bool = True) -> Recorder:
        recorder = Recorder(go=go)
        checker._hasher = recorder
        self.addCleanup(recorder.go.set)
        return recorder

    def test_two_at_once_and_never_the_asker(self) -> None:
        recorder = self.recorded(self.checker, go=False)
        answers = [self.checker.verify(self.secret, "right") for _ in range(12)]
        for _ in range(2):
            self.assertTrue(recorder.busy.acquire(timeout=LONG))
        recorder.go.set()
        self.assertEqual([self.caller.wait(answer) for answer in answers], [True] * 12)
        self.assertEqual(recorder.most, 2)
        self.assertNotIn(threading.get_ident(), recorder.threads)
        self.assertLessEqual(len(recorder.threads), 2)

    def test_the_line_is_bounded(self) -> None:
        for checker, waiting in ((self.made(waiting=3), 3), (self.made(), 200)):
            recorder = self.recorded(checker, go=False)
            working = [checker.verify(self.secret, "right") for _ in range(2)]
            for _ in range(2):
                self.assertTrue(recorder.busy.acquire(timeout=LONG))
            line = [checker.verify(self.secret, "right") for _ in range(waiting)]
            self.failureResultOf(checker.verify(self.secret, "right"), Busy)
            self.failureResultOf(checker.hash("new"), Busy)
            recorder.go.set()
            self.assertTrue(all(self.caller.wait(answer) for answer in (*working, *line)))
            self.assertIs(self.caller.wait(checker.verify(self.secret, "right")), True)

    def test_an_answer_comes_through_the_call_back_alone(self) -> None:
        answer: Deferred[bool] = self.checker.verify(self.secret, "right")
        fn, args = self.caller._calls.get(timeout=LONG)
        self.assertFalse(answer.called)
        fn(*args)
        self.assertIs(self.successResultOf(answer), True)

    def test_no_thread_before_the_first_password(self) -> None:
        before = threading.active_count()
        checker = self.made()
        self.assertEqual(threading.active_count(), before)
        checker.close()


class SecrecyTests(CheckerCase):
    """What goes wrong does not tell the password."""

    PASSWORD = "Correct-Horse-9"

    def test_a_check_that_fails(self) -> None:
        class Broken:
            def verify(self, secret: str, password: bytes) -> bool:
                raise RuntimeError(f"no memory for {password!r}")

        self.checker._hasher = Broken()
        self.shows_nothing(self.checker.verify("secret", self.PASSWORD), NotChecked)
        self.checker._hasher = PasswordHasher(1, 8, 1)
        self.assertIs(self.verify(self.hash("x"), "x"), True)

    def test_an_unfit_one(self) -> None:
        self.shows_nothing(self.checker.hash(self.PASSWORD + "\ud800"), Unfit)
        self.shows_nothing(self.checker.hash(self.PASSWORD * 100), Unfit)

    def shows_nothing(self, answer: Deferred[Any], kind: type[Exception]) -> None:
        found: list[Any] = []
        answer.addBoth(found.append)
        while not found:
            fn, args = self.caller._calls.get(timeout=LONG)
            fn(*args)
        failure, problem = found[0], found[0].value
        self.assertIsInstance(problem, kind)
        self.assertEqual((problem.__cause__, problem.__context__), (None, None))
        seen = traceback.TracebackException.from_exception(problem, capture_locals=True)
        for text in ("".join(seen.format()), failure.getTraceback(detail="verbose"), repr(failure), repr(self.checker)):
            self.assertNotIn(self.PASSWORD, text)
