"""Logs: lines written out by hand, hostile names, secrets, files that only the owner may read, and disks that are full."""

import io
import json
import os
import resource
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.logger import ILogObserver, Logger, LogLevel, LogPublisher
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase
from zope.interface.verify import verifyObject

from chatroom.eventlog import SENTENCES, EventLog, Name
from chatroom.logforms import text_form
from chatroom.logs import Log, RotatingFile, Screen, log_file, observe
from chatroom.words import events as e
from chatroom.words import files as f
from chatroom.words import roomlife as m
from chatroom.words import staffroom as r
from chatroom.words import stage as s
from chatroom.words.events import Cause, Who
from chatroom.words.logged import Attempted, Disconnected
from chatroom.words.plugins import PluginSaid
from chatroom.words.refusals import Reason

WHEN = 1730720410.59  # 2024-11-04 11:40:10.590 UTC
ALICE, BOB = Who("alice", 1, 11), Who("bob", 2, 12)
SECRET = "Correct-Horse-9"
FORMS = ("full", "short", "json")
HOSTILE = (
    "a\nb", "a\r\n2024-11-04 11:40:10,590 - INFO - root joined lobby",
    "a\x1b[2J\x1b]0;x\x07", "a\x9b2J", "a\u202eb", "a\u2066b",
    "a\u2028b", "a\u2029b", "a\x85b", "a\x00b", "a\x0bb\x0cc\x1cd",
    "a\ud800b", 'a"b', "a'b", "a\\nb", "{nick}", "{0.__class__}", "%s%n",
)  # fmt: skip


def record(text: str = "Server listening localhost:12345", level: Any = LogLevel.info, **fields: object) -> dict[str, Any]:
    return {"log_format": text, "log_level": level, "log_namespace": "chatroom.tap", "log_time": WHEN, **fields}


def failed(message: str) -> Failure:
    try:
        raise ValueError(message)
    except ValueError:
        return Failure()


class FormTests(SynchronousTestCase):
    """The three forms, to the letter."""

    def test_full(self) -> None:
        self.assertEqual(text_form("full", UTC)(record()), "2024-11-04 11:40:10,590 - INFO - Server listening localhost:12345")

    def test_short(self) -> None:
        when = datetime(2021, 10, 15, 14, 30, 59, tzinfo=UTC).timestamp()
        line = text_form("short", UTC)(record("Client connected from ('127.0.0.1', 12345)") | {"log_time": when})
        self.assertEqual(line, "21-10-15 14:30 | INFO | Client connected from ('127.0.0.1', 12345)")

    def test_S3_10_each_form_in_its_own_words(self) -> None:
        """To the letter as S3 and S4 wrote them, five of the one and one of the other."""
        words = (
            ("Client connected from {address}", {"address": "('127.0.0.1', 58130)"}),
            ("Attempting to {what} user: {nick}", {"what": "login", "nick": Name("test")}),
            ("{nick} disconnected.", {"nick": Name("test")}),
        )
        events = [record(text, **fields) | {"log_namespace": "x"} for text, fields in words]
        self.assertEqual(
            [text_form("full", UTC)(event) for event in events],
            [
                "2024-11-04 11:40:10,590 - INFO - Connection from ('127.0.0.1', 58130)",
                "2024-11-04 11:40:10,590 - INFO - Attempting to login user: test",
                "2024-11-04 11:40:10,590 - INFO - test disconnected.",
            ],
        )
        when = datetime(2021, 10, 15, 14, 30, tzinfo=UTC).timestamp()
        event = record("Client connected from {address}", address="('127.0.0.1', 12345)") | {"log_time": when}
        self.assertEqual(text_form("short", UTC)(event), "21-10-15 14:30 | INFO | Client connected from ('127.0.0.1', 12345)")

    def test_json(self) -> None:
        line = text_form("json", timezone(timedelta(hours=2)))(
            record("{n} in {room}", n=3, room="tea", who=ALICE, ok=True, none=None)
        )
        self.assertEqual(
            line,
            '{"time": "2024-11-04T13:40:10.590+02:00", "level": "INFO", "system": "chatroom.tap", "text": "3 in tea", '
            '"n": 3, "room": "tea", "ok": true, "none": null}',
        )

    def test_the_words_for_levels(self) -> None:
        words = [text_form("short", UTC)(record("x", level)) for level in LogLevel.iterconstants()]
        expected = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
        self.assertEqual(words, [f"24-11-04 11:40 | {word} | x" for word in expected])

    def test_times_in_another_zone(self) -> None:
        line = text_form("full", timezone(timedelta(hours=13, minutes=45)))(record("x"))
        self.assertEqual(line, "2024-11-05 01:25:10,590 - INFO - x")

    def test_own_time_is_the_machines(self) -> None:
        line = text_form("full")(record("x"))
        self.assertEqual(line, datetime.fromtimestamp(WHEN).strftime("%Y-%m-%d %H:%M:%S,590 - INFO - x"))

    def test_fields_never_replace_the_lines_own(self) -> None:
        forged = dict.fromkeys(("level", "text", "time", "system"), "forged")
        self.assertEqual(
            text_form("json", UTC)(record("x") | forged),
            '{"time": "2024-11-04T11:40:10.590+00:00", "level": "INFO", "system": "chatroom.tap", "text": "x"}',
        )

    def test_numbers_that_json_does_not_know_are_left_out(self) -> None:
        line = text_form("json", UTC)(record("x", bad=float("nan"), worse=float("inf"), good=0.5))
        self.assertEqual({k: v for k, v in json.loads(line).items() if k in ("bad", "worse", "good")}, {"good": 0.5})

    def test_each_second_has_its_own_time(self) -> None:
        """Seconds are written once and remembered; a time just before the next one must not be taken for it."""
        line = text_form("full", UTC)
        times = (WHEN, WHEN + 0.4, WHEN + 0.4099994, WHEN + 0.4099997, WHEN + 60, WHEN)
        self.assertEqual(
            [line(record("x") | {"log_time": when})[14:23] for when in times],
            ["40:10,590", "40:10,990", "40:10,999", "40:11,000", "41:10,590", "40:10,590"],
        )

    def test_names_that_look_like_fields_and_sentences_that_call(self) -> None:
        event = record("{nick} {0} {missing}", nick="{nick}")
        self.assertIn("Unable to format event", text_form("short", UTC)(event))
        self.assertTrue(text_form("short", UTC)(record("{what()}!", what=lambda: "yes")).endswith("| yes!"))
        self.assertTrue(text_form("short", UTC)(record("{nick}!", nick="{nick}")).endswith("| {nick}!"))

    def test_an_event_without_words_has_no_line(self) -> None:
        for form in FORMS:
            self.assertEqual(text_form(form, UTC)({"log_level": LogLevel.info, "log_time": WHEN}), "")

    def test_an_unknown_form_is_a_programming_error(self) -> None:
        self.assertRaises(KeyError, text_form, "xml")


class OneLineTests(SynchronousTestCase):
    """One event is one line, whatever anybody typed."""

    def assert_one_line(self, line: str) -> None:
        self.assertEqual(len(line.splitlines()), 1, repr(line))
        self.assertNotRegex(line, "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

    def test_hostile_fields(self) -> None:
        for form in FORMS:
            for nasty in HOSTILE:
                self.assert_one_line(text_form(form, UTC)(record("user {nick}", nick=nasty)))

    def test_json_stays_json_and_harmless_after_parsing(self) -> None:
        for nasty in HOSTILE:
            parsed = json.loads(text_form("json", UTC)(record("user {nick}", nick=nasty)))
            self.assert_one_line(parsed["text"])
            self.assert_one_line(parsed["nick"])

    def test_a_traceback_is_folded_and_whole(self) -> None:
        event = record("Unexpected error", LogLevel.critical, log_failure=failed("first\nsecond\x1b[2J"))
        for form in FORMS:
            line = text_form(form, UTC)(event)
            self.assert_one_line(line)
            self.assertIn("Unexpected error | Traceback (most recent call last):", line)
            self.assertIn("raise ValueError(message)", line)
            self.assertIn("ValueError: first | second[2J", line)

    def test_a_traceback_without_words_is_still_a_line(self) -> None:
        event = record(log_failure=failed("oops"))
        del event["log_format"]
        line = text_form("full", UTC)(event)
        self.assertTrue(line.startswith("2024-11-04 11:40:10,590 - INFO - Traceback (most recent"), line)

    def test_an_error_that_cannot_be_printed(self) -> None:
        class Sulking(Exception):
            def __str__(self) -> str:
                raise RuntimeError("no")

        line = text_form("full", UTC)(record("x", log_failure=Failure(Sulking())))
        self.assert_one_line(line)
        self.assertIn(" - INFO - x | ", line)

    def test_a_sentence_that_cannot_be_formatted_is_still_a_line(self) -> None:
        line = text_form("full", UTC)(record("{missing} words"))
        self.assert_one_line(line)
        self.assertIn("Unable to format event", line)

    @settings(deadline=None, max_examples=200)
    @given(st.text(), st.sampled_from(FORMS))
    def test_any_text_at_all(self, text: str, form: str) -> None:
        self.assert_one_line(text_form(form, UTC)(record("user {nick}", nick=text)))


@dataclass(frozen=True)
class Choices:
    """What the configuration would say."""

    file: Path | None = None
    form: str = "short"
    level: str = "info"


class Broken(io.StringIO):
    """A pipe whose reader is gone while `broken`."""

    broken = True

    def flush(self) -> None:
        if self.broken:
            raise BrokenPipeError(32, "Broken pipe")


class ConsoleTests(SynchronousTestCase):
    """The observer for a text stream."""

    def test_twisted_accepts_it(self) -> None:
        self.assertTrue(verifyObject(ILogObserver, Log(Screen(io.StringIO()), "full", "info")))

    def test_every_line_is_flushed(self) -> None:
        raw = io.BytesIO()
        log = Log(Screen(io.TextIOWrapper(io.BufferedWriter(raw), "utf-8", newline="")), "short", "info", UTC)
        log(record("ünï"))
        self.assertEqual(raw.getvalue(), "24-11-04 11:40 | INFO | ünï\n".encode())

    def test_levels_below_the_least_are_left_out(self) -> None:
        stream = io.StringIO()
        log = Log(Screen(stream), "short", "warning", UTC)
        for level in LogLevel.iterconstants():
            log(record("x", level))
        self.assertEqual([line.split(" | ")[1] for line in stream.getvalue().splitlines()], ["WARNING", "ERROR", "CRITICAL"])

    def test_nothing_is_written_for_an_event_without_words(self) -> None:
        stream = io.StringIO()
        Log(Screen(stream), "full", "debug")({"log_time": WHEN})
        self.assertEqual(stream.getvalue(), "")

    def test_a_terminal_that_speaks_ascii_only(self) -> None:
        raw = io.BytesIO()
        log = Log(Screen(io.TextIOWrapper(raw, "ascii", newline="")), "short", "info", UTC)
        log(record("grüß"))
        self.assertEqual((raw.getvalue(), log.lost), (b"24-11-04 11:40 | INFO | gr\\xfc\\xdf\n", 0))

    def test_a_closed_pipe_is_counted_and_tried_again(self) -> None:
        stream = Broken()
        log = Log(Screen(stream), "short", "info", UTC)
        log(record("one"))
        log(record("two"))
        self.assertEqual(log.lost, 2)
        stream.broken = False
        log(record("three"))
        self.assertEqual(log.lost, 2)
        self.assertTrue(stream.getvalue().endswith("| three\n"))

    def test_a_closed_stream_is_counted(self) -> None:
        stream = io.StringIO()
        log = Log(Screen(stream), "short", "info", UTC)
        stream.close()
        log(record("one"))
        log.close()
        self.assertEqual(log.lost, 1)

    def test_a_line_from_inside_a_line(self) -> None:
        class Chatty(io.StringIO):
            def flush(self) -> None:
                if "inner" not in self.getvalue():
                    log(record("inner"))

        stream = Chatty()
        log = Log(Screen(stream), "short", "info", UTC)
        log(record("outer"))
        self.assertEqual([line.split(" | ")[2] for line in stream.getvalue().splitlines()], ["outer", "inner"])


class Grudging(io.StringIO):
    """Takes no more than one line at once, and none that says no."""

    def write(self, text: str) -> int:
        if text.count("\n") > 1 or "no" in text:
            raise OSError("too much")
        return super().write(text)


class BundleTests(SynchronousTestCase):
    """Lines that wait for each other: one write, nothing lost, nothing out of order."""

    def setUp(self) -> None:
        self.stream, self.asked = io.StringIO(), list[Callable[[], None]]()
        self.log = self.bundling(self.stream)

    def bundling(self, stream: io.StringIO) -> Log:
        log = Log(Screen(stream), "short", "info", UTC)
        log.bundle(self.asked.append)
        return log

    def texts(self, stream: io.StringIO) -> list[str]:
        return [line.rpartition(" | ")[2] for line in stream.getvalue().splitlines()]

    def test_they_wait_until_they_are_called_in_and_keep_their_order(self) -> None:
        for text in ("one", "two", "three"):
            self.log(record(text))
        self.assertEqual((self.stream.getvalue(), len(self.asked)), ("", 1))
        self.asked.pop()()
        self.assertEqual(self.texts(self.stream), ["one", "two", "three"])
        self.log(record("four"))
        self.assertEqual(len(self.asked), 1)  # the next bundle asks anew
        self.log.flush()
        self.asked.pop()()  # too late: harmless
        self.assertEqual(self.texts(self.stream), ["one", "two", "three", "four"])

    def test_what_is_worse_than_info_takes_what_was_before_it_along(self) -> None:
        for text, level in (("calm", LogLevel.info), ("trouble", LogLevel.warn), ("later", LogLevel.info)):
            self.log(record(text, level))
        self.assertEqual(self.texts(self.stream), ["calm", "trouble"])

    def test_a_line_says_what_was_so_when_it_happened(self) -> None:
        room = ["tea"]
        self.log(record("{room}", room=room))
        room[0] = "coffee"
        self.log.flush()
        self.assertEqual(self.texts(self.stream), ["['tea']"])

    def test_a_thousand_do_not_wait(self) -> None:
        for number in range(1001):
            self.log(record("line {number}", number=number))
        self.assertEqual(self.texts(self.stream), [f"line {number}" for number in range(1000)])

    def test_a_bundle_that_nobody_takes_is_tried_line_by_line(self) -> None:
        stream = Grudging()
        log = self.bundling(stream)
        for text in ("one", "no", "three"):
            log(record(text))
        log.flush()
        self.assertEqual((self.texts(stream), log.lost), (["one", "three"], 1))

    def test_closing_writes_what_waits(self) -> None:
        self.log(record("last"))
        self.log.close()
        self.assertEqual(self.texts(self.stream), ["last"])


class FileTests(SynchronousTestCase):
    """The observer for a file."""

    def setUp(self) -> None:
        self.path = temporary(self) / "log" / "app.log"

    def opened(self, form: str = "short") -> Log:
        log, warning = log_file(self.path, form, "info", UTC)
        self.assertEqual(warning, "")
        if log is None:
            self.fail("the log file was not opened")
        self.addCleanup(log.close)
        return log

    def rotating(self, limit: int, kept: int) -> RotatingFile:
        file = RotatingFile(self.path, limit, kept)
        self.addCleanup(file.close)
        return file

    def read(self, ending: str = "") -> str:
        return Path(f"{self.path}{ending}").read_bytes().decode()

    def test_lines_are_there_at_once_below_older_ones(self) -> None:
        self.path.parent.mkdir(parents=True)
        self.path.write_text("older\n")
        self.opened()(record("ünï"))
        self.assertEqual(self.read(), "older\n24-11-04 11:40 | INFO | ünï\n")

    def test_only_the_owner_may_read_it_older_ones_too(self) -> None:
        self.addCleanup(os.umask, os.umask(0))
        file = self.rotating(10, 2)
        for n in range(3):
            file.write(f"line {n}...\n")
        modes = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in self.path.parent.iterdir()}
        self.assertEqual(modes, {"app.log": "0o600", "app.log.1": "0o600", "app.log.2": "0o600"})

    def test_rotation_keeps_the_youngest(self) -> None:
        file = self.rotating(16, 2)
        for n in range(8):
            file.write(f"line {n}\n")  # 7 bytes: two to a file
        self.assertEqual(sorted(path.name for path in self.path.parent.iterdir()), ["app.log", "app.log.1", "app.log.2"])
        self.assertEqual(self.read(), "line 6\nline 7\n")
        self.assertEqual(self.read(".1"), "line 4\nline 5\n")
        self.assertEqual(self.read(".2"), "line 2\nline 3\n")

    def test_the_size_that_counts_includes_what_was_there(self) -> None:
        self.path.parent.mkdir(parents=True)
        self.path.write_text("x" * 15 + "\n")
        self.rotating(16, 2).write("new\n")
        self.assertEqual((self.read(), self.read(".1")), ("new\n", "x" * 15 + "\n"))

    def test_a_line_longer_than_the_limit_is_written_whole(self) -> None:
        file = self.rotating(16, 2)
        file.write("y" * 40 + "\n")
        self.assertEqual(self.read(), "y" * 40 + "\n")
        self.assertEqual([path.name for path in self.path.parent.iterdir()], ["app.log"])

    def test_a_rotation_that_fails_loses_no_line_and_no_older_file(self) -> None:
        self.path.parent.mkdir(parents=True)
        for n in (2, 3):
            Path(f"{self.path}.{n}").write_text(f"old {n}")
        (Path(f"{self.path}.1") / "in the way").mkdir(parents=True)
        Path(f"{self.path}.4").mkdir()
        file = self.rotating(8, 4)
        for n in range(5):
            file.write(f"line {n}\n")
        self.assertEqual(self.read(), "line 0\nline 1\nline 2\nline 3\nline 4\n")
        self.assertEqual((self.read(".2"), self.read(".3")), ("old 2", "old 3"))

    def test_close_lets_go_and_the_next_line_opens_anew(self) -> None:
        log = self.opened()
        log(record("one"))
        self.path.rename(f"{self.path}.moved")
        log.close()
        log(record("two"))
        self.assertEqual(self.read(".moved"), "24-11-04 11:40 | INFO | one\n")
        self.assertEqual(self.read(), "24-11-04 11:40 | INFO | two\n")

    def test_a_file_that_cannot_be_opened_is_a_sentence(self) -> None:
        self.path.parent.parent.mkdir(parents=True)
        self.path.parent.write_text("a file where the folder should be")
        log, warning = log_file(self.path, "full", "info")
        self.assertIsNone(log)
        self.assertEqual(warning, f"The log file {self.path} cannot be opened: File exists. The server runs without it.")

    def test_a_folder_in_its_place_and_an_impossible_name(self) -> None:
        self.path.mkdir(parents=True)
        _, warning = log_file(self.path, "full", "info")
        self.assertIn("cannot be opened: Is a directory.", warning)
        log, warning = log_file(Path("a\0b"), "full", "info")
        self.assertIsNone(log)
        self.assertIn("embedded null byte", warning)
        self.assertNotIn("\0", warning)

    def test_a_full_disk_is_counted_and_tried_again(self) -> None:
        self.path.parent.mkdir(parents=True)
        self.path.symlink_to("/dev/full")
        log = self.opened()
        log(record("one"))
        log(record("two"))
        self.assertEqual(log.lost, 2)
        log.close()
        self.path.unlink()
        log(record("three"))
        self.assertEqual((self.read(), log.lost), ("24-11-04 11:40 | INFO | three\n", 2))

    def test_half_a_line_is_taken_back(self) -> None:
        log = self.opened()
        log(record("one"))
        with_room_for(40, lambda: log(record("two")))
        self.assertEqual((self.read(), log.lost), ("24-11-04 11:40 | INFO | one\n", 1))
        log(record("three"))
        self.assertEqual(self.read(), "24-11-04 11:40 | INFO | one\n24-11-04 11:40 | INFO | three\n")


class ObserveTests(SynchronousTestCase):
    """Console and file at once, as the configuration wants them."""

    def observed(self, choices: Choices, console: io.StringIO | None, complaints: io.StringIO | None = None) -> list[Log]:
        logs = observe(choices, console, complaints)
        for log in logs:
            self.addCleanup(log.close)
        return logs

    def test_both_hear_the_same(self) -> None:
        path, console = temporary(self) / "app.log", io.StringIO()
        publisher = LogPublisher(*self.observed(Choices(path, "json", "debug"), console))
        Logger("chatroom.test", observer=publisher).debug("hi {n}", n=3)
        self.assertEqual(console.getvalue(), path.read_text())
        line = json.loads(console.getvalue())
        self.assertEqual((line["level"], line["system"], line["text"], line["n"]), ("DEBUG", "chatroom.test", "hi 3", 3))

    def test_console_alone_and_nothing_at_all(self) -> None:
        self.assertEqual(len(self.observed(Choices(), io.StringIO())), 1)
        self.assertEqual(self.observed(Choices(), None), [])

    def test_a_file_that_cannot_be_opened_leaves_the_console(self) -> None:
        blocked = temporary(self)
        blocked.write_text("a file where the folder should be")
        console, complaints = io.StringIO(), io.StringIO()
        logs = self.observed(Choices(blocked / "app.log"), console, complaints)
        self.assertEqual(len(logs), 1)
        self.assertEqual(complaints.getvalue().count("\n"), 1)
        self.assertTrue(complaints.getvalue().startswith(f"The log file {blocked}/app.log cannot be opened: "))
        self.assertEqual(console.getvalue(), "")

    def test_nobody_to_complain_to(self) -> None:
        blocked = temporary(self)
        blocked.write_text("a file where the folder should be")
        self.assertEqual(self.observed(Choices(blocked / "app.log"), None, Broken()), [])


class EventLogTests(SynchronousTestCase):
    """What the house logs about itself."""

    def setUp(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.log = EventLog(Logger("chatroom.events", observer=self.heard.append))  # type: ignore[arg-type]

    def lines(self, form: str = "short") -> list[str]:
        shape = text_form(form, UTC)
        return [shape(event | {"log_time": WHEN}) for event in self.heard]

    def test_each_event_in_its_words(self) -> None:
        for event in (
            e.Joined(WHEN, "lobby", 1, ALICE),
            e.Left(WHEN, "lobby", 2, ALICE, Cause.QUIT),
            e.Left(WHEN, "lobby", 3, BOB, Cause.LOST),
            e.Withdrew(WHEN, "lobby", BOB, Cause.SWITCHED),
            e.Withdrew(WHEN, "lobby", BOB, Cause.KICKED, "ann lee", SECRET),
            e.Kicked(WHEN, "lobby", 4, BOB, "ann", SECRET),
            e.Muted(WHEN, "lobby", 5, BOB, "ann", 10, SECRET),
            e.Muted(WHEN, "lobby", 6, BOB, "ann", 1, SECRET),
            e.Emptied(WHEN, "lobby", 7, "ann", (ALICE, BOB)),
            e.WentAfk(WHEN, "lobby", 8, ALICE),
            e.Renamed(WHEN, "lobby", 9, ALICE, "alicia"),
            e.TopicSet(WHEN, "lobby", 10, "ann", SECRET),
            e.FileSent(WHEN, "lobby", ALICE, "bob", f"/home/alice/{SECRET}"),
            e.ShuttingDown(WHEN, SECRET),
            e.Withdrew(WHEN, "lobby", BOB, Cause.BANNED, "ann", SECRET),
            e.Banned(WHEN, "lobby", 11, BOB, "ann", 60, SECRET),
            e.Banned(WHEN, "lobby", 12, BOB, "ann", 0, SECRET),
            e.Unmuted(WHEN, "lobby", 13, BOB, "ann"),
            e.Slowed(WHEN, "lobby", 14, "ann", 1),
            e.Slowed(WHEN, "lobby", 15, "ann", 0),
            e.Announced(WHEN, "ann", SECRET),
            Attempted(WHEN, "test", registers=True),
            Attempted(WHEN, "test", registers=False),
            Attempted(WHEN, "te st", registers=False),
            Disconnected(WHEN, Who("test", 3, 13)),
        ):
            self.log.saw(event)
        expected = [
            "alice joined lobby",
            "alice left lobby (quit)",
            "bob left lobby (lost)",
            "bob left the waiting line of lobby (switched)",
            'bob left the waiting line of lobby (kicked by "ann lee")',
            "bob was kicked from lobby by ann",
            "bob was muted in lobby by ann for 10 seconds",
            "bob was muted in lobby by ann for 1 second",
            "lobby was emptied by ann, with 2 inside",
            "alice left lobby (afk)",
            "alice is now called alicia in lobby",
            "ann set the topic of lobby",
            "alice sent a file to bob in lobby",
            "The server is shutting down",
            "bob left the waiting line of lobby (banned by ann)",
            "bob was banned by ann for 60 seconds and left lobby",
            "bob was banned by ann for good and left lobby",
            "bob was unmuted in lobby by ann",
            "ann set slow mode in lobby to 1 second",
            "ann set slow mode in lobby to 0 seconds",
            "ann made an announcement",
            "Attempting to register user: test",
            "Attempting to login user: test",
            'Attempting to login user: "te st"',
            "test disconnected.",
        ]
        self.assertEqual(self.lines(), [f"24-11-04 11:40 | INFO | {line}" for line in expected])

    def test_whispers_are_for_debugging_and_name_no_one_who_is_not_there(self) -> None:
        self.log.saw(e.Whispered(WHEN, "lobby", ALICE, "bob", SECRET))
        self.log.saw(e.Whispered(WHEN, "lobby", ALICE, SECRET, "is my password", heard=False))
        self.assertEqual(
            self.lines(),
            [
                "24-11-04 11:40 | DEBUG | whisper from alice to bob in lobby",
                "24-11-04 11:40 | DEBUG | whisper from alice to nobody there in lobby",
            ],
        )

    def test_silent_about_speech(self) -> None:
        for event in (
            e.Said(WHEN, "lobby", 1, ALICE, SECRET),
            e.Acted(WHEN, "lobby", 2, ALICE, SECRET),
            e.WentAway(WHEN, "lobby", 3, ALICE, SECRET),
            e.CameBack(WHEN, "lobby", 4, ALICE),
            e.QueueAdvanced(WHEN, "lobby"),
        ):
            self.log.saw(event)
        self.assertEqual(self.heard, [])

    def test_every_event_has_its_sentence_or_is_left_out_on_purpose(self) -> None:
        self.assertEqual(set(SENTENCES), set(EVERY))
        for kind in {c for c in vars(e).values() if isinstance(c, type) and issubclass(c, e.ChannelEvent)} - {e.ChannelEvent}:
            self.assertIn(kind, SENTENCES)

    def test_no_secret_in_any_form_of_any_event(self) -> None:
        for made in EVERY.values():
            self.log.saw(made(SECRET))
        self.assertGreater(len(self.heard), 10)
        for form in FORMS:
            self.assertNotIn(SECRET, "\n".join(self.lines(form)))
        self.assertNotIn(SECRET, repr(self.heard))

    def test_every_event_is_one_good_line_whatever_the_name(self) -> None:
        for nasty in HOSTILE:
            self.heard.clear()
            self.log.saw(e.Joined(WHEN, nasty, 1, Who(nasty, 1, 1)))
            self.log.saw(e.Kicked(WHEN, nasty, 1, Who(nasty, 1, 1), nasty, nasty))
            self.log.saw(e.Renamed(WHEN, nasty, 1, Who(nasty, 1, 1), nasty))
            self.log.saw(e.Whispered(WHEN, nasty, Who(nasty, 1, 1), nasty, nasty))
            for form in FORMS:
                for line in self.lines(form):
                    self.assertEqual(len(line.splitlines()), 1, repr(line))
                    self.assertNotIn("\x1b", line)
                    self.assertNotIn("Unable to format", line)

    def test_a_name_cannot_forge_the_shape_of_a_line(self) -> None:
        self.log.saw(e.Joined(WHEN, "lobby", 1, Who("root joined lobby | bob", 1, 1)))
        self.log.saw(e.Joined(WHEN, "lobby", 1, Who('root" joined lobby', 1, 1)))
        self.log.saw(e.Joined(WHEN, "lobby", 1, Who("root\u2800joined", 1, 1)))
        self.assertEqual(
            [line.removeprefix("24-11-04 11:40 | INFO | ") for line in self.lines()],
            ['"root joined lobby | bob" joined lobby', '"root\\" joined lobby" joined lobby', '"root\u2800joined" joined lobby'],
        )

    def test_json_has_the_bare_name_and_the_kind(self) -> None:
        self.log.saw(e.WentAfk(WHEN, "the lobby", 1, Who("Zoë 2", 77, 1)))
        self.assertEqual(
            self.lines("json"),
            [
                '{"time": "2024-11-04T11:40:10.590+00:00", "level": "INFO", "system": "chatroom.events", '
                '"text": "\\"Zoë 2\\" left \\"the lobby\\" (afk)", '
                '"event": "went-afk", "channel": "the lobby", "nick": "Zoë 2", "person": 77}'
            ],
        )

    def test_ordinary_names_stand_bare(self) -> None:
        for name in ("alice", "Zoë", "日本", "a-b_c.9", "lobby:bob"):
            self.assertEqual(f"{Name(name)}", name)
        for name in ("", " ", "a b", "a|b", "a`b"):
            self.assertEqual(f"{Name(name)}", f'"{name}"')


# Every event that passes a witness, with `text` in all that people type freely.
EVERY: dict[type[e.Event], Callable[[str], e.Event]] = {
    m.RoomMade: lambda text: m.RoomMade(WHEN, "study", ALICE, False, True),
    m.RoomClosed: lambda text: m.RoomClosed(WHEN, "study"),
    m.HandedOver: lambda text: m.HandedOver(WHEN, "study", 1, "alice", "bob"),
    s.StageSet: lambda text: s.StageSet(WHEN, "study", 1, "ann", True, True, False),
    s.VoiceSet: lambda text: s.VoiceSet(WHEN, "study", 1, ALICE, "ann", True),
    e.Said: lambda text: e.Said(WHEN, "lobby", 1, ALICE, text),
    e.Acted: lambda text: e.Acted(WHEN, "lobby", 1, ALICE, text),
    e.Joined: lambda text: e.Joined(WHEN, "lobby", 1, ALICE),
    e.Left: lambda text: e.Left(WHEN, "lobby", 1, ALICE, Cause.QUIT),
    e.Kicked: lambda text: e.Kicked(WHEN, "lobby", 1, ALICE, "ann", text),
    e.WentAfk: lambda text: e.WentAfk(WHEN, "lobby", 1, ALICE),
    e.Emptied: lambda text: e.Emptied(WHEN, "lobby", 1, "ann", (ALICE,)),
    e.Muted: lambda text: e.Muted(WHEN, "lobby", 1, ALICE, "ann", 10, text),
    e.Banned: lambda text: e.Banned(WHEN, "lobby", 1, ALICE, "ann", 60, text),
    e.Unmuted: lambda text: e.Unmuted(WHEN, "lobby", 1, ALICE, "ann"),
    e.Slowed: lambda text: e.Slowed(WHEN, "lobby", 1, "ann", 30),
    e.Renamed: lambda text: e.Renamed(WHEN, "lobby", 1, ALICE, "alicia"),
    e.TopicSet: lambda text: e.TopicSet(WHEN, "lobby", 1, "ann", text),
    e.WentAway: lambda text: e.WentAway(WHEN, "lobby", 1, ALICE, text),
    e.CameBack: lambda text: e.CameBack(WHEN, "lobby", 1, ALICE),
    e.QueueAdvanced: lambda text: e.QueueAdvanced(WHEN, "lobby"),
    e.Withdrew: lambda text: e.Withdrew(WHEN, "lobby", ALICE, Cause.KICKED, "ann", text),
    Attempted: lambda text: Attempted(WHEN, "alice", registers=True),
    Disconnected: lambda text: Disconnected(WHEN, ALICE),
    e.Whispered: lambda text: e.Whispered(WHEN, "lobby", ALICE, text, text, heard=False),
    e.FileSent: lambda text: e.FileSent(WHEN, "lobby", ALICE, "bob", f"/home/{text}"),
    f.FileArrived: lambda text: f.FileArrived(WHEN, 3, "lobby", ALICE, "bob", text, 12, "0" * 64),
    e.ShuttingDown: lambda text: e.ShuttingDown(WHEN, text),
    e.Announced: lambda text: e.Announced(WHEN, "ann", text),
    PluginSaid: lambda text: PluginSaid(WHEN, "lobby", 1, ALICE, "roll", text),
    r.StaffSaid: lambda text: r.StaffSaid(WHEN, "lobby", 1, "ann", text),
    r.Countdown: lambda text: r.Countdown(WHEN, "", "ann", 60, text),
    e.Refusal: lambda text: e.Refusal(WHEN, Reason.NOT_HERE, text, "lobby", 0, text),
}


class ImportTests(SynchronousTestCase):
    """Importing is cheap, and installs no reactor."""

    def test_no_reactor(self) -> None:
        asked = (
            "import sys, chatroom.logs, chatroom.transcript, chatroom.metrics; print([m for m in sys.modules if 'reactor' in m])"
        )
        answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
        self.assertEqual(answer.stdout, "[]\n")

    def test_transcript_and_metrics_need_no_twisted(self) -> None:
        asked = "import sys, chatroom.transcript, chatroom.metrics; print([m for m in sys.modules if m.startswith('twisted')])"
        answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
        self.assertEqual(answer.stdout, "[]\n")


def with_room_for(size: int, act: Callable[[], Any]) -> None:
    """Runs `act` while no file may grow beyond `size` bytes, as on a disk that is about to be full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        act()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def temporary(case: SynchronousTestCase) -> Path:
    """A path in a fresh folder that is gone after the test."""
    folder = tempfile.mkdtemp()
    case.addCleanup(shutil.rmtree, folder)
    return Path(folder) / "new"
