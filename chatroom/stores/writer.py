"""The thread that owns the store's file: takes commits and questions in the order in which they were asked.

Commits that wait together share one transaction, and so one fsync. Must never call into the house but through `call_back`.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from sqlite3 import Connection
from typing import Any, Concatenate, ParamSpec, TypeVar

from twisted.internet.defer import Deferred, fail, succeed

from chatroom.stores.ledger import Ledger
from chatroom.stores.trouble import Closed, Locked, NotRead, NotStored, Untrusted
from chatroom.words.records import Record

T = TypeVar("T")
P = ParamSpec("P")
CallBack = Callable[..., object]  # call_back(fn, *args): has fn called in the thread of whoever asked


@dataclass(frozen=True, slots=True)
class _Commit:
    records: tuple[Record, ...]
    done: Deferred[int]


@dataclass(frozen=True, slots=True)
class _Question:
    ask: Callable[[Connection], Any]
    done: Deferred[Any]


@dataclass(frozen=True, slots=True)
class _Close:
    done: Deferred[None]


@dataclass(frozen=True, slots=True)
class _Rest:
    """The file is closed and the thread ends, until something is asked again."""


_Job = _Commit | _Question | _Close | _Rest


class Writer:
    """One daemon thread. Every Deferred it gives fires through `call_back`."""

    def __init__(self, ledger: Ledger, call_back: CallBack) -> None:
        self._ledger = ledger
        self._call_back = call_back
        self._jobs: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def commit(self, records: Sequence[Record]) -> Deferred[int]:
        if self._closed:
            return fail(Closed())
        done: Deferred[int] = Deferred()
        self._add(_Commit(tuple(records), done))
        return done

    def ask(self, question: Callable[Concatenate[Connection, P], T], *args: P.args, **more: P.kwargs) -> Deferred[T]:
        """What `question(connection, ...)` returns, called in the thread after everything that was committed before."""
        if self._closed:
            return fail(NotRead("the store is closed"))
        done: Deferred[T] = Deferred()
        self._add(_Question(lambda db: question(db, *args, **more), done))
        return done

    def close(self) -> Deferred[None]:
        """Fires when everything that was asked before is answered and the file is closed."""
        if self._closed:
            return succeed(None)
        self._closed = True
        done: Deferred[None] = Deferred()
        self._add(_Close(done))
        return done

    def rest(self) -> None:
        """Waits until all that was asked is done, the file is closed and the thread has ended. The next job starts another.

        For a process that may go to the background yet: it leaves the threads it had behind, and SQLite's locks with them.
        """
        if self._thread is not None:
            self._add(_Rest())
            self._thread.join()
            self._thread = None

    def _add(self, job: _Job) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="chatroom-store", daemon=True)
            self._thread.start()
        with self._changed:
            self._jobs.append(job)
            self._changed.notify()

    # ---- in the thread ---------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            match self._next():
                case [_Commit(), *_] as commits:
                    self._keep(commits)
                case [_Question(ask, done)]:
                    self._answer(ask, done)
                case [_Rest()]:
                    self._ledger.close()
                    return
                case [_Close(done)]:
                    self._ledger.close()
                    self._call_back(done.callback, None)
                    return

    def _next(self) -> list[Any]:
        """All the commits at the head of the line, or the one job of another kind there."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs)
            commits = list(takewhile(lambda job: isinstance(job, _Commit), self._jobs))
            return [self._jobs.popleft() for _ in commits or (None,)]

    def _keep(self, commits: list[_Commit]) -> None:
        trouble = self._written(commits)
        if trouble is not None and (len(commits) == 1 or isinstance(trouble, Locked | Untrusted)):
            self._refuse(commits, trouble)
        elif trouble is not None:
            trouble = self._keep_singly(commits)
        if isinstance(trouble, Locked):
            # Whoever came meanwhile has waited for the same lock: the same answer, and not the same wait again.
            self._refuse(self._overtaken(), trouble)

    def _keep_singly(self, commits: list[_Commit]) -> NotStored | None:
        """One of them does not fit, or all together are too much. Gives up, and returns why, only at a lock."""
        for place, commit in enumerate(commits):
            trouble = self._written([commit])
            if isinstance(trouble, Locked):
                self._refuse(commits[place:], trouble)
                return trouble
            if trouble is not None:
                self._refuse([commit], trouble)
        return None

    def _written(self, commits: list[_Commit]) -> NotStored | None:
        """Has them kept, and says so; or returns why they are not."""
        try:
            rows = self._ledger.write([commit.records for commit in commits])
        except NotStored as trouble:
            return trouble.with_traceback(None)
        for commit, row in zip(commits, rows, strict=True):
            self._call_back(commit.done.callback, row)
        return None

    def _refuse(self, commits: list[_Commit], trouble: NotStored) -> None:
        for commit in commits:
            self._call_back(commit.done.errback, trouble)

    def _overtaken(self) -> list[_Commit]:
        with self._changed:
            commits = [job for job in self._jobs if isinstance(job, _Commit)]
            others = [job for job in self._jobs if not isinstance(job, _Commit)]
            self._jobs.clear()
            self._jobs.extend(others)
        return commits

    def _answer(self, ask: Callable[[Connection], Any], done: Deferred[Any]) -> None:
        try:
            answer = self._ledger.read(ask)
        except Exception as problem:
            self._call_back(done.errback, problem)
        else:
            self._call_back(done.callback, answer)
