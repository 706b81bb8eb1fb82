"""docs/troubleshooting.md has every line by which the server says no (G1302, S2-18), and its configuration is one.

The page is written by hand. `...` in a message stands for any text. What the sentences are in full is the business of
tests/formats/test_refusals.py, whose every row is looked up here, too.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from twisted.trial.unittest import SynchronousTestCase

from chatroom.config import load
from chatroom.formats import classchat, classic
from chatroom.formats.foreign import Foreign
from chatroom.formats.plain import plain
from chatroom.words.events import Cause, Dismissed
from chatroom.words.refusals import Reason
from tests.docs.test_examples import ROOT, blocks
from tests.formats.samples import AT, refusal
from tests.formats.test_refusals import WORDINGS

PAGE = "docs/troubleshooting.md"
SIMPLE = plain(simple=True)


class Row(NamedTuple):
    """A row of a table: the pattern of its message, and the words of the other cells."""

    message: str
    cells: tuple[str, ...]

    @property
    def reasons(self) -> set[str]:
        return set(re.findall(r"`([^`]+)`", self.cells[0]))

    def fits(self, sentence: str) -> bool:
        return re.fullmatch(".*".join(re.escape(part) for part in self.message.split("...")), sentence) is not None


def rows(title: str) -> list[Row]:
    """The rows whose message is literal, in the section with that title, of all its tables."""
    text = (ROOT / PAGE).read_text("utf-8")
    section = text.split(f"\n## {title}\n")[1].split("\n## ")[0]
    found = re.findall(r"^\| `([^`]+)` \| (.*) \|$", section, re.MULTILINE)
    return [Row(message, tuple(rest.split(" | "))) for message, rest in found]


def as_read(line: bytes | None) -> str:
    assert line is not None
    return line.decode().splitlines()[0]


class Messages(SynchronousTestCase):
    """Every "no" of the plain dialect, which is that of programs, too."""

    def setUp(self) -> None:
        self.rows = rows("Every message")

    def look_up(self, sentence: str, reason: Reason) -> list[Row]:
        """The rows that fit it, which all must be about its reason."""
        found = [row for row in self.rows if row.fits(sentence)]
        self.assertTrue(found, f"{PAGE} does not know: {sentence}")
        self.assertEqual({name for row in found for name in row.reasons}, {reason.value}, sentence)
        return found

    def test_every_wording_is_there(self) -> None:
        used = [row for event, *sentences in WORDINGS for sentence in sentences for row in self.look_up(sentence, event.reason)]
        self.assertEqual([row.message for row in self.rows if row not in used], [], "nobody says these any more")

    def test_every_reason_whatever_is_known_of_it(self) -> None:
        """With and without subject, channel, number and hint."""
        for reason in Reason:
            for subject, channel, number, hint in (("", "", 0, ""), ("bob", "lobby", 1, ""), ("bob", "", 7200, "x y")):
                sentence = as_read(SIMPLE.encode(refusal(reason, subject, channel, number, hint)))
                self.assertTrue(self.look_up(sentence, reason))

    def test_every_row_says_what_it_means_and_what_to_do(self) -> None:
        for title in ("Every message", "ClassChat's words", "Classic channels' words"):
            for row in rows(title):
                self.assertEqual(len(row.cells), 3, row.message)
                self.assertTrue(all(row.cells), row.message)

    def test_a_sentence_that_is_not_there_would_be_noticed(self) -> None:
        self.assertRaises(AssertionError, self.look_up, "The moon is full.", Reason.MUTED)
        self.assertRaises(AssertionError, self.look_up, "You are still muted for 1 second; nobody saw that.", Reason.MUTED)
        muted = "You are still muted for 1 second; nobody saw that. Commands still work."
        self.assertRaises(AssertionError, self.look_up, muted, Reason.FLOOD)


class OtherWords(SynchronousTestCase):
    """Goodbyes, and the two dialects that say less."""

    def test_every_end(self) -> None:
        found = rows("Why a connection has ended")
        for cause in Cause:
            for closing in (True, False):
                sentence = as_read(SIMPLE.encode(Dismissed(AT, "lobby", cause, "ann", "spam", closing, 60)))
                self.assertEqual([row.message for row in found if row.fits(sentence)][1:], [], sentence)
                self.assertTrue(any(row.fits(sentence) for row in found), f"{PAGE} does not know: {sentence}")

    def test_classchat_s_six(self) -> None:
        page = {(row.message, reason) for row in rows("ClassChat's words") for reason in row.reasons}
        self.assertEqual(page, {(text, reason.value) for reason, text in classchat.ERRORS.items()})
        self.assertEqual(len({message for message, _ in page}), 6)

    def test_classic(self) -> None:
        found, look = rows("Classic channels' words"), classic.classic()
        for reason in Reason:
            line = look.encode(refusal(reason, "bob", "lobby", 3, "alice"))
            if line is not None:
                (row,) = (row for row in found if row.fits(re.sub(r"^\[[^]]*\] ", "", as_read(line)).partition(" (")[0]))
                self.assertTrue(any(re.match(name.replace("...", ".*"), reason.value) for name in row.reasons), reason)

    def test_whoever_comes_to_the_wrong_door(self) -> None:
        said = [foreign.answer for foreign in Foreign if b"This is a chat server, not" in foreign.answer]
        self.assertGreaterEqual(len(said), 4)
        self.assertIn("`This is a chat server, not`", " ".join((ROOT / PAGE).read_text("utf-8").split()))


class FromOtherMachines(SynchronousTestCase):
    """The configuration that lets everybody in (S2-18)."""

    def test_it_is_one_and_opens_the_ports_that_the_firewall_lets_through(self) -> None:
        ((_, lines),) = blocks(PAGE, "yaml")
        path = Path(self.mktemp())
        path.write_text("\n".join(lines) + "\n", "utf-8")
        settings = load(path)
        self.assertEqual((settings.host, settings.json.host), ("0.0.0.0", "0.0.0.0"))
        self.assertEqual([channel.port for channel in settings.channels] + [settings.json.port], [6001, 6002, 6003, 5555])
        page = (ROOT / PAGE).read_text("utf-8")
        self.assertIn("ufw allow 6001:6003/tcp", page)
        self.assertIn("--add-port=6001-6003/tcp --add-port=5555/tcp", page)
