"""Passwords against secrets: argon2id, in two threads of its own.

Must never hold a password longer than it takes, show one in an exception, a repr or a log, or work in the thread that asks.
"""

import queue
import secrets
import threading
import unicodedata
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import argon2
from twisted.internet.defer import Deferred, fail

from chatroom.ports import Busy

T = TypeVar("T")

LONGEST = 1024  # bytes of a password in UTF-8
_SALT, _DIGEST = 16, 32  # bytes


class Unfit(Exception):
    """A password that cannot be one: empty, longer than 1024 bytes, or no text. Which password, it does not say."""


class NotChecked(Exception):
    """The check itself failed, for want of memory. Nothing is known about the password."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one hash costs whoever guesses, and us. `memory` in KiB; each lane is a thread of the hash's own."""

    memory: int
    rounds: int
    lanes: int = 1


# 35 to 50 ms of one core of a small server in 2026, and 19 MiB; OWASP's first recommendation for argon2id.
NORMAL = Cost(memory=19456, rounds=2)
CHEAP = Cost(memory=8, rounds=1)  # for tests only: half a millisecond


class Checker:
    """Hashes and verifies off the caller's thread, at most `threads` at once.

    `call_back(fn, *args)` must have `fn` called in the thread that uses the checker: every Deferred fires there, refusals
    known at once excepted. With more than `waiting` in line, the answer is Busy.

    A password is taken in Unicode's form NFC, so that the same letters typed on two keyboards are one password.
    """

    def __init__(self, call_back: Callable[..., object], *, cost: Cost = NORMAL, threads: int = 2, waiting: int = 200) -> None:
        self._call_back = call_back
        self._hasher = argon2.PasswordHasher(cost.rounds, cost.memory, cost.lanes, hash_len=_DIGEST, salt_len=_SALT)
        self._nobody = _secret_of_nobody(cost)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._waiting = waiting
        self._threads = threads
        self._started = 0

    def hash(self, password: str) -> Deferred[str]:
        """The secret to keep for a new password. Fails with Unfit, Busy or NotChecked."""
        taken = _prepared(password)
        if taken is None:
            return fail(Unfit())
        return self._submit(lambda: self._hasher.hash(taken))

    def verify(self, secret: str, password: str) -> Deferred[bool]:
        """Whether the secret was made from this password. Fails with Busy or NotChecked.

        "" as secret, for a name without an account or without a password, is never right, and takes as long to say so.
        """
        taken = _prepared(password)
        if taken is None:
            return self._submit(lambda: self._matches("", b"unfit"))
        return self._submit(lambda: self._matches(secret, taken))

    def close(self) -> None:
        """Lets the threads end once what waits is done. They never keep a process alive."""
        for _ in range(self._started):
            self._jobs.put(None)
        self._started = 0

    def _submit(self, work: Callable[[], T]) -> Deferred[T]:
        if self._jobs.qsize() >= self._waiting:
            return fail(Busy())
        if self._started < self._threads:
            # Not earlier: a server that goes to the background leaves the threads it had behind.
            self._started += 1
            threading.Thread(target=self._work, name=f"chatroom-checker-{self._started}", daemon=True).start()
        done: Deferred[T] = Deferred()
        self._jobs.put(_Job(work, done))
        return done

    # ---- in the threads --------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while job := self._jobs.get():
            try:
                answer = job.work()
            except Exception:
                # Not the exception itself: its traceback knows the password.
                self._call_back(job.done.errback, NotChecked())
            else:
                self._call_back(job.done.callback, answer)
            del job

    def _matches(self, secret: str, password: bytes) -> bool:
        try:
            return self._hasher.verify(secret or self._nobody, password) and secret != ""
        except argon2.exceptions.VerifyMismatchError:
            return False
        except argon2.exceptions.InvalidHashError:
            # A secret that nothing can match; the answer must not come sooner than for a good one.
            return self._matches("", password)


@dataclass(frozen=True, slots=True, repr=False)
class _Job:
    work: Callable[[], Any]
    done: Deferred[Any]


def _prepared(password: str) -> bytes | None:
    """The bytes that are hashed, or None for a password that cannot be one."""
    try:
        taken = unicodedata.normalize("NFC", password).encode()
    except UnicodeEncodeError:
        return None
    return taken if 1 <= len(taken) <= LONGEST else None


def _secret_of_nobody(cost: Cost) -> str:
    """A secret that no password is known for: what stands where an account is missing costs as much to check."""
    salt, digest = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (_SALT, _DIGEST))
    return f"$argon2id$v=19$m={cost.memory},t={cost.rounds},p={cost.lanes}${salt}${digest}"
