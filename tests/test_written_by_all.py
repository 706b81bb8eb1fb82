"""No file that a server of any test has written holds a password of any test (G304, S3-11).

By name and place this comes after every test that starts a server. Where tests are left out, or come later, `conftest.py`
looks once more when all is over.
"""

from __future__ import annotations

from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.live.collected import COLLECTED, Collection


class WholeRun(SynchronousTestCase):
    """What has been handed in until now."""

    def test_no_password_was_written(self) -> None:
        self.assertEqual(COLLECTED.betrayed(), [])


class Planted(SynchronousTestCase):
    """A search that cannot find anything shows nothing."""

    def setUp(self) -> None:
        self.collection = Collection()
        self.place = Path(self.mktemp())
        (self.place / "data" / "log").mkdir(parents=True)

    def test_in_a_file_of_another_test(self) -> None:
        (self.place / "data" / "log" / "app.log").write_bytes(b"\0\xffnot Correct-Horse-bob but Correct-Horse-eve\0")
        self.collection.take("first", self.place)
        self.collection.passwords |= {"Correct-Horse-eve", "Correct-Horse-ann", "Wrong-Battery-1"}
        self.collection.take("second", Path(self.mktemp()))
        self.assertEqual(self.collection.betrayed(), ["0001-first/files/data/log/app.log: Correct-Horse-eve"])

    def test_in_what_a_program_printed(self) -> None:
        self.collection.passwords.add("Grüße-an-Eva")
        self.collection.take("first", self.place, ["a line", "register eve Grüße-an-Eva"])
        self.assertEqual(self.collection.betrayed(), ["0001-first/said.txt: Grüße-an-Eva"])

    def test_nothing(self) -> None:
        self.collection.passwords.add("Correct-Horse-eve")
        (self.place / "data" / "chatroom.sqlite").write_bytes(b"Correct-Horse")
        self.collection.take("first", self.place, ["Correct-", "Horse-eve"])
        self.assertEqual(self.collection.betrayed(), [])

    def test_what_is_no_file_is_passed_over(self) -> None:
        (self.place / "control").symlink_to("/nowhere")
        self.collection.take("first", self.place)
        self.assertEqual(self.collection.betrayed(), [])
