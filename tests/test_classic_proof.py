"""docs/classic-proof.md names, for each rule of the classic dialect, the tests that show it: do they all exist?

Reads the page and the test files as text. Must never start a program.
"""

import ast
import re
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "classic-proof.md"
LIVE = ROOT / "tests" / "live"


def methods_in(path: Path) -> set[str]:
    """Every test method in a file, as `file::Class.method`."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            methods = (each.name for each in node.body if isinstance(each, ast.FunctionDef) and each.name.startswith("test_"))
            found |= {f"{path.name}::{node.name}.{method}" for method in methods}
    return found


class Proof(SynchronousTestCase):
    """The page and the tests name the same things."""

    def setUp(self) -> None:
        self.page = PAGE.read_text(encoding="utf-8")
        self.named = set(re.findall(r"`(\w+\.py::\w+\.\w+)`", self.page))
        files = [*LIVE.glob("test_classic_*.py"), LIVE / "test_race.py"]
        self.existing = set().union(*(methods_in(path) for path in files))

    def test_every_named_test_exists(self) -> None:
        self.assertEqual(sorted(self.named - self.existing), [])

    def test_every_classic_test_is_named(self) -> None:
        self.assertEqual(sorted(self.existing - self.named), [])

    def test_every_section_is_there_and_every_row_names_a_test(self) -> None:
        self.assertEqual(re.findall(r"^## (C\d) ", self.page, re.MULTILINE), [f"C{number}" for number in range(1, 10)])
        rows = [line for line in self.page.splitlines() if line.startswith("| ") and line != "| rule | shown by |"]
        self.assertGreater(len(rows), 60)
        self.assertEqual([row for row in rows if "::" not in row], [])
