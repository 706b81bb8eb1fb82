"""The audit log under the hands of somebody with a database program: what was done to it is found."""

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from chatroom.stores.audit_chain import linked
from chatroom.stores.inspection import export, verify
from chatroom.stores.sqlite import SqliteStore
from chatroom.stores.trouble import BadStore
from chatroom.words.records import ActAudited
from tests.stores.waiting import Caller


def act(number: int) -> ActAudited:
    return ActAudited(float(number), "ann", "", "ssh", "kick", f"lobby:bob{number}", "é", None, "done")


class Tampering(SynchronousTestCase):
    """Each test changes the file of six rows behind the store's back."""

    def setUp(self) -> None:
        self.path = Path(self.mktemp()) / "chatroom.db"
        caller = Caller()
        self.store = SqliteStore.open(self.path, caller.call_back)
        for number in range(1, 7):
            caller.wait(self.store.commit([act(number)]))
        caller.wait(self.store.close())

    def tamper(self, sql: str, *values: object) -> None:
        with closing(sqlite3.connect(self.path, isolation_level=None)) as db:
            self.assertGreater(db.execute(sql, values).rowcount, 0)

    def finds(self, *sentences: str) -> None:
        self.assertEqual(verify(self.path), list(sentences))

    def test_a_sound_log(self) -> None:
        self.finds()

    def test_an_empty_log(self) -> None:
        path = Path(self.mktemp()) / "new.db"
        SqliteStore.open(path, Caller().call_back)
        self.assertEqual(verify(path), [])

    def test_every_column_counts(self) -> None:
        for column, value in {
            "at": 9.5, "who": "eve", "key": "SHA256:x", "origin": "telnet", "act": "ban", "target": "lobby:eve", "reason": "e",
            "until": 7.0, "result": "refused", "undoes": 1, "mark": "0" * 64,
        }.items():  # fmt: skip
            with self.subTest(column), closing(sqlite3.connect(self.path, isolation_level=None)) as db:
                before = db.execute(f"SELECT {column} FROM audit WHERE number = 3").fetchone()
                db.execute(f"UPDATE audit SET {column} = ? WHERE number = 3", (value,))
                self.assertEqual(verify(self.path)[0], "record 3 was changed or inserted")
                db.execute(f"UPDATE audit SET {column} = ? WHERE number = 3", before)
        self.finds()

    def test_a_date_that_is_none(self) -> None:
        self.tamper("UPDATE audit SET at = 9e999 WHERE number = 2")
        self.finds("record 2 was changed or inserted")

    def test_a_deleted_row(self) -> None:
        self.tamper("DELETE FROM audit WHERE number = 2")
        self.finds("record 2 is missing")

    def test_deleted_rows_at_the_start(self) -> None:
        self.tamper("DELETE FROM audit WHERE number < 4")
        self.finds("records 1 to 3 are missing")

    def test_a_tail_cut_off(self) -> None:
        self.tamper("DELETE FROM audit WHERE number > 4")
        self.finds("records 5 to 6 are missing")

    def test_everything_cut_off(self) -> None:
        self.tamper("DELETE FROM audit")
        self.finds("records 1 to 6 are missing")

    def test_a_row_before_the_first(self) -> None:
        self.insert(0, "0" * 64)
        self.finds("record 0 was inserted")

    def test_a_row_behind_the_last_with_the_right_mark(self) -> None:
        self.insert(7, self.mark(6))
        self.finds("record 7 was inserted: only 6 were written")

    def test_a_row_in_the_middle_with_the_right_mark(self) -> None:
        self.tamper("UPDATE audit SET number = -number WHERE number > 3")
        self.tamper("UPDATE audit SET number = 1 - number WHERE number < 0")
        self.insert(4, self.mark(3))
        self.assertEqual(verify(self.path)[0], "record 5 was changed or inserted")

    def test_a_last_row_written_anew_with_the_right_mark(self) -> None:
        mark = self.mark(5)
        self.tamper("DELETE FROM audit WHERE number = 6")
        self.insert(6, mark)
        self.finds("record 6 is not the one that was written last")

    def test_a_row_hidden_from_the_history(self) -> None:
        self.tamper("UPDATE audit SET subject = 'eve' WHERE number = 2")
        self.finds("record 2 is filed under the wrong person")

    def mark(self, number: int) -> str:
        with closing(sqlite3.connect(self.path)) as db:
            return db.execute("SELECT mark FROM audit WHERE number = ?", (number,)).fetchone()[0]

    def insert(self, number: int, previous: str) -> None:
        row = linked(number, ActAudited(1.0, "x", "", "", "a", "t", "", None, "done"), previous)
        self.tamper("INSERT INTO audit VALUES (?, 1.0, 'x', '', '', 'a', 't', '', NULL, 'done', 0, ?, 't')", number, row.mark)

    # ---- the export

    def test_the_export(self) -> None:
        stream = io.StringIO()
        self.assertEqual(export(self.path, stream), 6)
        lines = stream.getvalue().splitlines()
        self.assertEqual(len(lines), 6)
        second = json.loads(lines[1])
        self.assertEqual(second.pop("mark"), self.mark(2))
        self.assertEqual(
            second,
            {"number": 2, "at": 2.0, "who": "ann", "key": "", "origin": "ssh", "act": "kick", "target": "lobby:bob2",
             "reason": "é", "until": None, "result": "done", "undoes": 0},
        )  # fmt: skip

    def test_beside_a_store_that_is_being_written(self) -> None:
        caller = Caller()
        store = SqliteStore.open(self.path, caller.call_back)
        caller.wait(store.commit([act(7)]))
        self.assertEqual((verify(self.path), export(self.path, io.StringIO())), ([], 7))
        caller.wait(store.commit([act(8)]))
        caller.wait(store.close())

    def test_a_file_that_is_none(self) -> None:
        for name, content in (("missing", None), ("text", b"hello\n" * 300)):
            path = Path(self.mktemp())
            if content:
                path.write_bytes(content)
            self.assertRaises(BadStore, verify, path)
            self.assertRaises(BadStore, export, path, io.StringIO())
            self.assertEqual(path.exists(), name == "text")
