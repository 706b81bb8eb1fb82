"""The transcript: golden files by hand, who is left out, and what happens when the disk is full."""

import os
import resource
import shutil
import stat
import tempfile
from collections.abc import Callable
from datetime import UTC, timedelta, timezone
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom import transcript
from chatroom.transcript import LINES, Transcript
from chatroom.words import events as e
from chatroom.words import files as f
from chatroom.words import staffroom as r
from chatroom.words import stage as s
from chatroom.words.events import Cause, Who
from chatroom.words.logged import Attempted, Disconnected
from chatroom.words.plugins import PluginSaid
from chatroom.words.refusals import Reason

NOON = 1730721795.5  # 2024-11-04 12:03:15.5 UTC
MIDNIGHT = 1730764800.0  # 2024-11-05 00:00:00 UTC
ALICE, BOB = Who("alice", 1, 11), Who("bob", 2, 12)


def said(text: str, channel: str = "lobby", at: float = NOON, who: Who = ALICE) -> e.Said:
    return e.Said(at, channel, 1, who, text)


def passing() -> set[type]:
    """The events that witnesses see."""
    kinds = {c for c in vars(e).values() if isinstance(c, type) and issubclass(c, e.ChannelEvent) and c is not e.ChannelEvent}
    return kinds | {
        e.QueueAdvanced,
        e.Withdrew,
        Attempted,
        Disconnected,
        e.Whispered,
        e.FileSent,
        f.FileArrived,
        e.ShuttingDown,
        e.Announced,
        e.Refusal,
        r.StaffSaid,
        s.StageSet,
        s.VoiceSet,
        PluginSaid,
        r.Countdown,
    }


class Bench(SynchronousTestCase):
    """An empty folder and a transcript of `lobby` in it."""

    def setUp(self) -> None:
        base = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, base)
        self.folder = Path(base) / "deep" / "transcripts"
        self.transcript = self.made("lobby")

    def made(self, *channels: str) -> Transcript:
        made = Transcript(self.folder, channels, UTC)
        self.addCleanup(made.close)
        return made

    def read(self, name: str = "lobby-2024-11-04.txt") -> str:
        return (self.folder / name).read_bytes().decode()

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []


class LineTests(Bench):
    """Each event in its own words."""

    def test_a_whole_day(self) -> None:
        day: list[e.Event] = [
            e.Joined(NOON, "lobby", 1, ALICE),
            said("hi"),
            e.Acted(NOON, "lobby", 3, ALICE, "waves"),
            e.Muted(NOON, "lobby", 4, BOB, "ann", 10, "too loud"),
            e.Muted(NOON, "lobby", 5, BOB, "ann", 1, ""),
            e.Kicked(NOON, "lobby", 6, BOB, "ann", "flooding"),
            e.Kicked(NOON, "lobby", 7, BOB, "ann", ""),
            e.Renamed(NOON, "lobby", 8, ALICE, "alicia"),
            e.TopicSet(NOON, "lobby", 9, "ann", "tea at five"),
            e.TopicSet(NOON, "lobby", 10, "ann", ""),
            e.WentAway(NOON, "lobby", 11, ALICE, "lunch"),
            e.WentAway(NOON, "lobby", 12, ALICE, ""),
            e.CameBack(NOON, "lobby", 13, ALICE),
            e.WentAfk(NOON, "lobby", 14, BOB),
            e.Left(NOON, "lobby", 15, ALICE, Cause.QUIT),
            e.Emptied(NOON, "lobby", 16, "ann", (ALICE, BOB)),
            e.Banned(NOON, "lobby", 17, BOB, "ann", 60, "spam"),
            e.Banned(NOON, "lobby", 18, BOB, "ann", 0, ""),
            e.Unmuted(NOON, "lobby", 19, BOB, "ann"),
            e.Slowed(NOON, "lobby", 20, "ann", 30),
            e.Slowed(NOON, "lobby", 21, "ann", 0),
            e.Announced(NOON, "ann", "tea is ready"),
            r.StaffSaid(NOON, "lobby", 22, "ann", "hello"),
            PluginSaid(NOON, "lobby", 23, ALICE, "roll", "a 4"),
            s.StageSet(NOON, "lobby", 24, "ann", True, False, False),
            s.StageSet(NOON, "lobby", 25, "ann", False, False, False),
            s.VoiceSet(NOON, "lobby", 26, BOB, "ann", True),
            s.VoiceSet(NOON, "lobby", 27, BOB, "ann", False),
            r.Countdown(NOON, "lobby", "ann", 60, "Correct-Horse-9"),
        ]
        for event in day:
            self.transcript.saw(event)
        expected = (
            "[12:03:15] -- alice joined\n"
            "[12:03:15] alice: hi\n"
            "[12:03:15] * alice waves\n"
            "[12:03:15] -- bob was muted by ann for 10 seconds (too loud)\n"
            "[12:03:15] -- bob was muted by ann for 1 second\n"
            "[12:03:15] -- bob was kicked by ann (flooding)\n"
            "[12:03:15] -- bob was kicked by ann\n"
            "[12:03:15] -- alice is now called alicia\n"
            "[12:03:15] -- ann set the topic: tea at five\n"
            "[12:03:15] -- ann cleared the topic\n"
            "[12:03:15] -- alice is away: lunch\n"
            "[12:03:15] -- alice is away\n"
            "[12:03:15] -- alice is back\n"
            "[12:03:15] -- bob left (afk)\n"
            "[12:03:15] -- alice left (quit)\n"
            "[12:03:15] -- the channel was emptied by ann\n"
            "[12:03:15] -- bob was banned by ann for 60 seconds (spam)\n"
            "[12:03:15] -- bob was banned by ann for good\n"
            "[12:03:15] -- bob was unmuted by ann\n"
            "[12:03:15] -- ann set slow mode: one line in 30 seconds\n"
            "[12:03:15] -- ann ended slow mode\n"
            "[12:03:15] -- ann announced: tea is ready\n"
            "[12:03:15] -- ann (staff): hello\n"
            "[12:03:15] -- /roll for alice: a 4\n"
            "[12:03:15] -- ann let only people with a voice speak\n"
            "[12:03:15] -- ann let everybody speak\n"
            "[12:03:15] -- ann gave bob a voice\n"
            "[12:03:15] -- ann took from bob a voice\n"
        )
        self.assertEqual(self.read(), expected)
        self.assertEqual(self.transcript.lost, 0)

    def test_every_event_has_its_words_or_is_left_out_on_purpose(self) -> None:
        self.assertEqual(set(LINES), passing())

    def test_whispers_files_and_waiters_are_never_written(self) -> None:
        self.transcript.saw(e.Whispered(NOON, "lobby", ALICE, "bob", "Correct-Horse-9"))
        self.transcript.saw(e.FileSent(NOON, "lobby", ALICE, "bob", "/home/alice/Correct-Horse-9"))
        self.transcript.saw(e.Withdrew(NOON, "lobby", ALICE, Cause.QUIT))
        self.transcript.saw(e.QueueAdvanced(NOON, "lobby"))
        self.transcript.saw(e.ShuttingDown(NOON, "Correct-Horse-9"))
        self.transcript.saw(e.WhisperSent(NOON, "lobby", "bob", "Correct-Horse-9"))
        self.transcript.saw(e.Refusal(NOON, Reason.MUTED, "Correct-Horse-9", "lobby"))
        self.assertEqual(self.files(), [])

    def test_an_announcement_is_heard_in_every_channel_that_opted_in(self) -> None:
        self.made("tea", "coffee").saw(e.Announced(NOON, "ann", "closing time"))
        self.assertEqual(self.files(), ["coffee-2024-11-04.txt", "tea-2024-11-04.txt"])
        for name in self.files():
            self.assertEqual(self.read(name), "[12:03:15] -- ann announced: closing time\n")

    def test_channels_that_did_not_opt_in_are_never_written(self) -> None:
        self.transcript.saw(said("a secret", channel="tea"))
        self.transcript.saw(said("a secret", channel="Lobby"))
        self.assertEqual(self.files(), [])

    def test_nothing_typed_makes_a_second_line_or_drives_a_terminal(self) -> None:
        for nasty in ("a\nb", "a\r\n[12:03:15] -- bob left", "a\x1b[2Jb", "a\u202eb", "a\u2028b", "a\x85b", "a\x00b", "a\ud800b"):
            self.transcript.saw(said(nasty, who=Who(nasty, 1)))
            self.transcript.saw(e.Kicked(NOON, "lobby", 1, Who(nasty, 1), nasty, nasty))
            self.transcript.saw(e.TopicSet(NOON, "lobby", 1, nasty, nasty))
        written = self.read()
        self.assertEqual(written.count("\n"), 24)
        self.assertEqual(len(written.splitlines()), 24)
        self.assertTrue(all(line.startswith("[12:03:15] ") for line in written.splitlines()))
        for mark in "\r\x1b\u202e\u2028\x85\x00\ud800":
            self.assertNotIn(mark, written)

    def test_an_action_cannot_forge_a_line_of_the_house(self) -> None:
        self.transcript.saw(e.Acted(NOON, "lobby", 1, ALICE, "joined"))
        self.transcript.saw(e.Joined(NOON, "lobby", 2, ALICE))
        forged, true = self.read().splitlines()
        self.assertNotEqual(forged, true)

    def test_what_people_write_in_any_language_is_kept(self) -> None:
        self.transcript.saw(said("Grüße 👩‍👩‍👧 שלום 日本"))
        self.assertEqual(self.read(), "[12:03:15] alice: Grüße 👩‍👩‍👧 שלום 日本\n")

    @settings(deadline=None, max_examples=50)
    @given(st.text(), st.text(min_size=1, max_size=40))
    def test_one_event_one_line(self, text: str, nick: str) -> None:
        before = len(self.read().splitlines()) if self.files() else 0
        self.transcript.saw(said(text, who=Who(nick, 1)))
        self.assertEqual(len(self.read().splitlines()), before + 1)


class FileTests(Bench):
    """One file a channel and day, for its owner's eyes."""

    def test_a_new_day_is_a_new_file(self) -> None:
        self.transcript.saw(said("late", at=MIDNIGHT - 0.01))
        self.transcript.saw(said("early", at=MIDNIGHT))
        self.assertEqual(self.files(), ["lobby-2024-11-04.txt", "lobby-2024-11-05.txt"])
        self.assertEqual(self.read("lobby-2024-11-05.txt"), "[00:00:00] alice: early\n")

    def test_the_day_is_local(self) -> None:
        written = Transcript(self.folder, ["lobby"], timezone(timedelta(hours=2)))
        self.addCleanup(written.close)
        written.saw(said("hi", at=MIDNIGHT - 60))
        self.assertEqual(self.read("lobby-2024-11-05.txt"), "[01:59:00] alice: hi\n")

    def test_only_the_owner_may_read_it(self) -> None:
        self.addCleanup(os.umask, os.umask(0))
        self.transcript.saw(said("hi"))
        mode = stat.S_IMODE((self.folder / "lobby-2024-11-04.txt").stat().st_mode)
        self.assertEqual(oct(mode), "0o600")

    def test_a_line_is_there_at_once_and_the_next_run_goes_on_below_it(self) -> None:
        self.transcript.saw(said("one"))
        self.assertEqual(self.read(), "[12:03:15] alice: one\n")
        self.made("lobby").saw(said("two"))
        self.assertEqual(self.read(), "[12:03:15] alice: one\n[12:03:15] alice: two\n")

    def test_a_channel_cannot_name_a_file_elsewhere(self) -> None:
        names = {
            "../../etc/x": "..%2F..%2Fetc%2Fx",
            "a b\n": "a%20b%0A",
            "é": "%C3%A9",
            "..": "..",
            "\x00": "%00",
            "a-b_C9": "a-b_C9",
        }
        written = self.made(*names)
        for name in names:
            written.saw(said("hi", channel=name))
        self.assertEqual(self.files(), sorted(f"{name}-2024-11-04.txt" for name in names.values()))
        self.assertEqual(written.lost, 0)

    def test_close_lets_go_and_a_later_line_opens_anew(self) -> None:
        before = open_files()
        self.transcript.saw(said("one"))
        self.assertEqual(open_files(), before + 1)
        self.transcript.close()
        self.assertEqual(open_files(), before)
        self.transcript.saw(said("two"))
        self.assertEqual(self.read(), "[12:03:15] alice: one\n[12:03:15] alice: two\n")

    def test_the_files_of_old_days_are_closed(self) -> None:
        before = open_files()
        for day in range(5):
            self.transcript.saw(said("hi", at=NOON + day * 86400))
        self.assertEqual(open_files(), before + 1)

    def test_never_more_than_so_many_open_files(self) -> None:
        self.patch(transcript, "MAX_OPEN", 3)
        names = [f"c{n}" for n in range(10)]
        written = self.made(*names)
        before = open_files()
        for text in ("one", "two"):
            for name in names:
                written.saw(said(text, channel=name))
                self.assertLessEqual(open_files(), before + 3)
        self.assertEqual(self.read("c0-2024-11-04.txt"), "[12:03:15] alice: one\n[12:03:15] alice: two\n")
        self.assertEqual(written.lost, 0)


class FailureTests(Bench):
    """The chat goes on, whatever the disk says; lost lines are counted."""

    def test_a_folder_that_cannot_be(self) -> None:
        self.folder.parent.mkdir(parents=True)
        self.folder.write_text("a file where the folder should be")
        self.transcript.saw(said("one"))
        self.transcript.saw(said("two"))
        self.assertEqual(self.transcript.lost, 2)
        self.folder.unlink()
        self.transcript.saw(said("three"))
        self.assertEqual((self.read(), self.transcript.lost), ("[12:03:15] alice: three\n", 2))

    def test_a_full_disk(self) -> None:
        self.folder.mkdir(parents=True)
        path = self.folder / "lobby-2024-11-04.txt"
        path.symlink_to("/dev/full")
        self.transcript.saw(said("one"))
        self.transcript.saw(said("two"))
        self.assertEqual(self.transcript.lost, 2)
        path.unlink()
        self.transcript.saw(said("three"))
        self.assertEqual(self.read(), "[12:03:15] alice: three\n")

    def test_half_a_line_is_taken_back(self) -> None:
        self.transcript.saw(said("one"))
        with_room_for(30, lambda: self.transcript.saw(said("two")))
        self.assertEqual((self.read(), self.transcript.lost), ("[12:03:15] alice: one\n", 1))
        self.transcript.saw(said("three"))
        self.assertEqual(self.read(), "[12:03:15] alice: one\n[12:03:15] alice: three\n")

    def test_a_name_too_long_for_a_file(self) -> None:
        written = self.made("x" * 300)
        written.saw(said("hi", channel="x" * 300))
        self.assertEqual(written.lost, 1)


def open_files() -> int:
    return len(os.listdir("/dev/fd"))


def with_room_for(size: int, act: Callable[[], Any]) -> None:
    """Runs `act` while no file may grow beyond `size` bytes, as on a disk that is about to be full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        act()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
