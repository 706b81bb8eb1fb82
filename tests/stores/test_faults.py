"""The store in trouble: locked, full, read-only, a disk that fails. What is answered, and that it recovers (F3, F4, F5)."""

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase

from chatroom.stores import ledger
from chatroom.stores.ledger import Ledger
from chatroom.stores.opening import connect
from chatroom.stores.sqlite import SqliteStore
from chatroom.stores.trouble import NotRead, NotStored
from chatroom.words import records as r
from tests.stores.waiting import LONG, Caller

ACT = r.ActAudited(1.0, "ann", "", "ssh", "kick", "bob", "", None, "done")
NOBODY = r.PasswordSet(1.0, "nobody", "x")  # contradicts what is kept


def note(number: int, text: str = "") -> r.NoteWritten:
    return r.NoteWritten(float(number), "bob", "ann", text)


def io_error() -> sqlite3.OperationalError:
    problem = sqlite3.OperationalError("disk I/O error")
    problem.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
    return problem


class FaultCase(SynchronousTestCase):
    """A store in a file, and ways to ask it."""

    def setUp(self) -> None:
        self.path = Path(self.mktemp()) / "chatroom.db"
        self.caller = Caller()
        self.store = SqliteStore.open(self.path, self.caller.call_back, lock_seconds=0.5)
        self.addCleanup(lambda: self.wait(self.store.close()))

    def wait(self, answer: Deferred[Any]) -> Any:
        return self.caller.wait(answer)

    def commit(self, *records: r.Record) -> str:
        """ "kept", or why not."""
        return self.outcome(self.store.commit(records))

    def outcome(self, answer: Deferred[None]) -> str:
        try:
            self.wait(answer)
        except NotStored as trouble:
            return trouble.reason
        return "kept"

    def notes(self) -> list[float]:
        return [kept.at for kept in self.wait(self.store.notes("bob"))]

    def pragma(self, statement: str) -> Any:
        """Asks or sets it on the store's own connection."""
        return self.wait(self.store._writer.ask(lambda db: db.execute(statement).fetchone()))

    def hold(self) -> Callable[[], None]:
        """Keeps the thread busy until the function that is returned is called."""
        go = threading.Event()
        self.store._writer.ask(lambda db: go.wait(LONG)).addErrback(lambda _: None)
        return go.set


class SettingsTests(FaultCase):
    """What the promises stand on."""

    def test_the_connection_waits_and_syncs(self) -> None:
        store = SqliteStore(self.path, self.caller.call_back)
        for pragma, value in (("synchronous", 2), ("journal_mode", "wal"), ("busy_timeout", 5000), ("foreign_keys", 1)):
            asked = store._writer.ask(lambda db, pragma=pragma: db.execute(f"PRAGMA {pragma}").fetchone()[0])
            self.assertEqual(self.wait(asked), value, pragma)
        self.wait(store.close())

    def test_no_thread_before_the_first_question(self) -> None:
        """A server that goes to the background leaves its threads behind."""
        before = threading.active_count()
        store = SqliteStore.open(self.path, self.caller.call_back)
        self.assertEqual(threading.active_count(), before)
        self.wait(store.close())

    def test_none_while_it_rests_and_the_next_question_ends_that(self) -> None:
        before = threading.active_count()
        store = SqliteStore(self.path, self.caller.call_back)
        store.rest()
        self.assertEqual(self.wait(store.commit([note(1)])), 0)
        store.rest()
        store.rest()
        self.assertEqual(threading.active_count(), before)
        self.assertFalse(self.path.with_name(f"{self.path.name}-wal").exists())  # and nobody has it open
        self.assertEqual(len(self.wait(store.notes("bob"))), 1)
        self.wait(store.close())

    def test_an_answer_comes_through_the_call_back_alone(self) -> None:
        answer = self.store.commit([note(1)])
        fn, args = self.caller._calls.get(timeout=LONG)
        self.assertFalse(answer.called)
        fn(*args)
        self.assertTrue(answer.called)


class LockedTests(FaultCase):
    """Another program holds the file."""

    def setUp(self) -> None:
        super().setUp()
        self.other = sqlite3.connect(self.path, isolation_level=None)
        self.addCleanup(self.other.close)

    def test_an_act_waits_so_long_and_is_refused(self) -> None:
        self.assertEqual(self.commit(note(1)), "kept")
        self.other.execute("BEGIN EXCLUSIVE")
        start = time.monotonic()
        answer = self.store.commit([note(2)])
        self.assertFalse(answer.called)  # whoever asks does not wait
        self.assertEqual(self.outcome(answer), "another program has locked the store")
        self.assertGreaterEqual(time.monotonic() - start, 0.4)
        self.assertEqual(self.notes(), [1.0])
        self.other.execute("ROLLBACK")
        self.assertEqual(self.commit(note(3)), "kept")
        self.assertEqual(self.notes(), [1.0, 3.0])

    def test_a_lock_that_ends_in_time_costs_nothing_but_time(self) -> None:
        self.other.execute("BEGIN EXCLUSIVE")
        answer = self.store.commit([note(1)])
        self.other.execute("ROLLBACK")
        self.assertEqual(self.outcome(answer), "kept")

    def test_nobody_waits_twice_for_one_lock(self) -> None:
        """Who came while the first one waited is answered with it."""
        tries: list[int] = []
        tried = threading.Event()
        write = Ledger.write

        def counted(ledger: Ledger, commits: Any) -> None:
            tries.append(len(commits))
            tried.set()
            write(ledger, commits)

        self.patch(Ledger, "write", counted)
        self.other.execute("BEGIN EXCLUSIVE")
        first = self.store.commit([note(1)])
        self.assertTrue(tried.wait(LONG))
        answers = [first, *(self.store.commit([note(number)]) for number in (2, 3, 4))]
        self.assertEqual({self.outcome(answer) for answer in answers}, {"another program has locked the store"})
        self.assertEqual(tries, [1])

    def test_questions_are_answered_meanwhile(self) -> None:
        self.commit(note(1), ACT)
        self.other.execute("BEGIN IMMEDIATE")
        self.assertEqual(self.notes(), [1.0])
        self.assertEqual(len(self.wait(self.store.audit())), 1)
        ban = r.BanPlaced(1.0, 1, "name", "bob", "ann", "", 5.0)
        self.assertEqual(self.wait(self.store.restore(9.0)), r.Snapshot())
        self.other.execute("ROLLBACK")
        self.assertEqual(self.commit(ban), "kept")


class FullTests(FaultCase):
    """No room for another page."""

    def test_refused_and_recovered(self) -> None:
        self.commit(note(1), ACT)
        (pages,) = self.pragma("PRAGMA page_count")
        self.pragma(f"PRAGMA max_page_count = {pages}")
        for number in (2, 3):
            self.assertEqual(self.commit(ACT, note(number, "x" * 9000)), "the disk is full")
        self.assertEqual((self.notes(), len(self.wait(self.store.audit()))), ([1.0], 1))
        self.pragma("PRAGMA max_page_count = 100000")
        self.assertEqual(self.commit(ACT, note(4, "x" * 9000)), "kept")
        self.assertEqual([row.number for row in self.wait(self.store.audit())], [2, 1])

    def test_what_is_small_enough_is_kept(self) -> None:
        """Of those that waited together, only the one without room is refused."""
        self.commit(note(1))
        (pages,) = self.pragma("PRAGMA page_count")
        self.pragma(f"PRAGMA max_page_count = {pages}")
        go = self.hold()
        answers = [self.store.commit([note(2)]), self.store.commit([note(3, "x" * 9000)]), self.store.commit([note(4)])]
        go()
        self.assertEqual([self.outcome(answer) for answer in answers], ["kept", "the disk is full", "kept"])
        self.assertEqual(self.notes(), [1.0, 2.0, 4.0])


class TogetherTests(FaultCase):
    """Commits that wait together share a transaction."""

    def test_one_transaction_for_all_that_wait(self) -> None:
        statements: list[str] = []
        self.wait(self.store._writer.ask(lambda db: db.set_trace_callback(statements.append)))
        go = self.hold()
        answers = [self.store.commit([note(number)]) for number in range(10)]
        go()
        self.assertEqual([self.outcome(answer) for answer in answers], ["kept"] * 10)
        self.assertEqual([s for s in statements if s in ("BEGIN IMMEDIATE", "COMMIT")], ["BEGIN IMMEDIATE", "COMMIT"])
        self.assertEqual(self.notes(), [float(number) for number in range(10)])

    def test_one_that_does_not_fit_harms_no_other(self) -> None:
        go = self.hold()
        answers = [self.store.commit(records) for records in ([note(1)], [note(2), NOBODY], [NOBODY], [note(3)])]
        go()
        contradicts = "it contradicts what is kept"
        self.assertEqual([self.outcome(answer) for answer in answers], ["kept", contradicts, contradicts, "kept"])
        self.assertEqual(self.notes(), [1.0, 3.0])

    def test_a_question_sees_what_was_committed_before_it_and_nothing_later(self) -> None:
        go = self.hold()
        self.store.commit([note(1)])
        before = self.store.notes("bob")
        self.store.commit([note(2)])
        after = self.store.notes("bob")
        go()
        self.assertEqual([len(self.wait(before)), len(self.wait(after))], [1, 2])

    def test_a_store_that_closes_answers_first(self) -> None:
        go = self.hold()
        answers = [self.store.commit([note(1)]), self.store.commit([note(2)])]
        closed, late, question = self.store.close(), self.store.commit([note(3)]), self.store.audit()
        go()
        self.assertEqual([self.outcome(answer) for answer in (*answers, late)], ["kept", "kept", "the store is closed"])
        self.assertRaises(NotRead, self.wait, question)
        self.assertIsNone(self.wait(closed))
        self.assertIsNone(self.wait(self.store.close()))
        with closing(sqlite3.connect(self.path)) as db:
            self.assertEqual(db.execute("SELECT count(*) FROM notes").fetchone(), (2,))

    def test_a_question_that_fails_does_not_end_the_thread(self) -> None:
        def wrong(db: sqlite3.Connection) -> None:
            db.execute("BEGIN")
            raise LookupError

        self.assertRaises(LookupError, self.wait, self.store._writer.ask(wrong))
        self.assertEqual(self.commit(note(1)), "kept")


class Faulty:
    """A connection that fails at COMMIT, before or after it has done what it was asked for."""

    def __init__(self, db: sqlite3.Connection, before: bool) -> None:
        self.db, self.before, self.closed, self.used = db, before, False, False

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        if statement == "COMMIT":
            self.used = True
            if not self.before:
                self.db.execute(statement)
            raise io_error()
        return self.db.execute(statement, *values)

    @property
    def in_transaction(self) -> bool:
        return self.db.in_transaction

    def close(self) -> None:
        self.closed = True
        self.db.close()


class FailingDiskTests(FaultCase):
    """A disk that fails: the connection is given up, and the answer is what a new one finds."""

    def connections(self, *next_ones: Callable[[], Any]) -> None:
        """What the store gets when it opens its file, one after the other; then real ones again."""
        waiting = list(next_ones)

        def opened(path: Path, **options: Any) -> Any:
            return waiting.pop(0)() if waiting else connect(path, **options)

        self.patch(ledger, "connect", opened)

    def faulty(self, *, before: bool) -> Faulty:
        return Faulty(connect(self.path), before)

    def no_file(self) -> Any:
        problem = sqlite3.OperationalError("unable to open database file")
        problem.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise problem

    def test_a_commit_that_did_not_happen(self) -> None:
        faulty = self.faulty(before=True)
        self.connections(lambda: faulty)
        self.assertEqual(self.commit(note(1), ACT), "the file cannot be written or read")
        self.assertEqual((faulty.used, faulty.closed), (True, True))
        self.assertEqual((self.notes(), self.wait(self.store.audit())), ([], []))
        self.assertEqual(self.commit(note(2)), "kept")
        self.assertEqual(self.notes(), [2.0])

    def test_a_commit_that_happened_all_the_same(self) -> None:
        faulty = self.faulty(before=False)
        self.connections(lambda: faulty)
        self.assertEqual(self.commit(note(1)), "kept")
        self.assertEqual((faulty.used, faulty.closed), (True, True))
        self.assertEqual(self.notes(), [1.0])

    def test_while_the_file_cannot_be_opened(self) -> None:
        self.connections(lambda: self.faulty(before=True), self.no_file, self.no_file, self.no_file)
        self.assertEqual(self.commit(note(1)), "the file cannot be written or read")
        self.assertEqual(self.commit(note(2)), "the file cannot be opened")
        self.assertRaises(NotRead, self.wait, self.store.audit())
        self.assertEqual(self.commit(note(3)), "kept")
        self.assertEqual(self.notes(), [3.0])

    def test_a_refused_commit_that_turns_up_later(self) -> None:
        """It was answered as not stored: from then on nothing is claimed until a new start reads the file."""
        self.connections(lambda: self.faulty(before=False), self.no_file)
        self.assertEqual(self.commit(note(1)), "the file cannot be written or read")
        for number in (2, 3):
            self.assertEqual(self.commit(note(number)), "the file holds more than was acknowledged; restart chatroom")

    def test_read_only(self) -> None:
        self.pragma("PRAGMA query_only = 1")
        self.assertEqual(self.commit(note(1)), "the store is read-only")
        self.assertEqual(self.commit(note(2)), "kept")
        self.assertEqual(self.notes(), [2.0])
