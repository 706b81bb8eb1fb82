"""docs/acceptance.md names the tests that show each feature: do they all exist, and is no row without one?

Imports the test modules, because some of their methods are made from files. Must never run what it finds.
"""

import re
from importlib import import_module
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

PAGE = Path(__file__).resolve().parents[1] / "docs" / "acceptance.md"

ROWS = re.findall(
    r"\S+",
    """
    G101 G102 G103 G104 G105 G106 G107 G108 G109 G110 G113 G122 G123 G124 G125 G201 G202 G207 G208 G213 G215 G301 G302 G303 G304
    G305 G306 G307 G308 G309 G312 G314 G401 G402 G403 G404 G405 G406 G407 G408 G409 G410 G412 G414 G501 G502 G503 G504 G505 G506
    G510 G513 G514 G601 G602 G603 G604 G605 G606 G607 G706 G707 G708 G709 G801 G802 G803 G804 G806 G901 G902 G905 G909 G1007
    G1101 G1104 G1203 G1204 G1301 G1302 G1304
    """,
)

OTHERS = re.findall(
    r"\S+",
    """
    S1-01 S1-02 S1-03 S1-04 S1-05 S1-06 S1-07 S1-08 S1-09 S1-10 S1-11 S1-12 S1-13 S1-14 S1-15 S1-16 S1-17
    S2-01 S2-02 S2-03 S2-04 S2-05 S2-06 S2-07 S2-08 S2-09 S2-10 S2-11 S2-12 S2-13 S2-14 S2-15 S2-16 S2-17 S2-18 S2-19 S2-20
    S3-01 S3-02 S3-03 S3-04 S3-05 S3-06 S3-07 S3-08 S3-09 S3-10 S3-11
    F1 F2 F3 F4 F5 F6 F7 F8 F26 F27 F31 F32 F33 F34 F38
    """,
)


def exists(name: str) -> bool:
    """Whether `file::Class.method`, the file in tests/, is a test."""
    file, _, test = name.partition("::")
    owner, _, method = test.partition(".")
    try:
        module = import_module("tests." + file.removesuffix(".py").replace("/", "."))
    except ModuleNotFoundError:
        return False
    return method.startswith("test_") and callable(getattr(getattr(module, owner, None), method, None))


class Table(SynchronousTestCase):
    """The page and the tests."""

    def setUp(self) -> None:
        lines = PAGE.read_text("utf-8").splitlines()
        cells = [line.strip("| ").split(" | ") for line in lines if re.match(r"\| [^-]", line)]
        self.rows = {row[0]: row[-1] for row in cells if row[0] not in ("row", "promise")}

    def test_every_row_is_there(self) -> None:
        self.assertEqual([row for row in self.rows if re.fullmatch(r"G\d+", row)], ROWS)
        self.assertEqual([row for row in self.rows if re.fullmatch(r"(S\d-|F)\d+", row)], OTHERS)

    def test_what_the_source_names_in_brackets_is_a_row(self) -> None:
        root = PAGE.parents[1]
        for file in sorted([*(root / "chatroom").rglob("*.py"), *(root / "tests").rglob("*.py")]):
            named = re.findall(r"\b(?:G\d{3,4}|S\d-\d\d)\b|(?<=[( ])F\d+(?=[),])", file.read_text("utf-8"))
            self.assertEqual([row for row in named if row not in self.rows], [], str(file))

    def test_every_row_names_tests_and_all_of_them_exist(self) -> None:
        for row, shown_by in self.rows.items():
            names = re.findall(r"`([^`]+)`", shown_by)
            self.assertTrue(names, row)
            self.assertEqual([name for name in names if not exists(name)], [], row)

    def test_a_test_that_is_not_there_would_be_noticed(self) -> None:
        self.assertTrue(exists("test_acceptance_table.py::Table.test_every_row_is_there"))
        for name in (
            "test_nowhere.py::A.test_b",
            "test_house.py::Names.test_nothing",
            "test_house.py::Names.setUp",
            "test_house.py",
        ):
            self.assertFalse(exists(name), name)
