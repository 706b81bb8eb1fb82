"""The Tally: what it counts, and the page to the letter of the Prometheus text format."""

import math
import re

from twisted.trial.unittest import SynchronousTestCase

from chatroom.metrics import WITNESSED, Tally
from chatroom.words import events as e
from chatroom.words import roomlife as m
from chatroom.words import staffroom as r
from chatroom.words import stage as s
from chatroom.words.files import FileArrived
from chatroom.words.logged import Attempted, Disconnected
from chatroom.words.plugins import PluginSaid
from chatroom.words.refusals import Reason

ALICE = e.Who("alice", 1, 1)
SAMPLE = re.compile(r'chatroom_[a-z_]+(\{[a-z]+="(?:[^"\\\n]|\\["\\n])*"\})? (?:[0-9.e+-]+|NaN|[+-]Inf)')


def said(text: str = "hi") -> e.Said:
    return e.Said(0.0, "lobby", 1, ALICE, text)


class CountingTests(SynchronousTestCase):
    """Every event and every refusal is counted once, under its own name."""

    def test_events_by_kind(self) -> None:
        tally = Tally()
        for event in (said(), said(), said(), e.WentAfk(0.0, "lobby", 2, ALICE)):
            tally.saw(event)
        page = tally.text().splitlines()
        self.assertIn('chatroom_events_total{event="said"} 3', page)
        self.assertIn('chatroom_events_total{event="went-afk"} 1', page)
        self.assertIn('chatroom_events_total{event="kicked"} 0', page)

    def test_refusals_by_reason(self) -> None:
        tally = Tally()
        tally.refused(Reason.FLOOD)
        tally.refused(Reason.FLOOD)
        tally.refused(Reason.NAME_TAKEN)
        page = tally.text().splitlines()
        self.assertIn('chatroom_refusals_total{reason="flood"} 2', page)
        self.assertIn('chatroom_refusals_total{reason="name-taken"} 1', page)
        self.assertIn('chatroom_refusals_total{reason="banned"} 0', page)

    def test_a_refusal_that_passes_counts_by_its_reason(self) -> None:
        tally = Tally()
        tally.saw(e.Refusal(0.0, Reason.MUTED, "Correct-Horse-9", "lobby", 10))
        page = tally.text()
        self.assertIn('chatroom_refusals_total{reason="muted"} 1\n', page)
        self.assertNotIn('refusal"', page)
        self.assertNotIn("Correct-Horse-9", page)

    def test_every_reason_is_there_from_the_start(self) -> None:
        page = Tally().text()
        for reason in Reason:
            self.assertEqual(page.count(f'chatroom_refusals_total{{reason="{reason.value}"}} 0\n'), 1, reason)

    def test_every_event_that_passes_is_there_from_the_start(self) -> None:
        passing: set[type] = {kind for kind in vars(e).values() if isinstance(kind, type) and issubclass(kind, e.ChannelEvent)}
        passing -= {e.ChannelEvent}
        passing |= {
            FileArrived,
            Attempted,
            Disconnected,
            e.QueueAdvanced,
            e.Withdrew,
            e.Whispered,
            e.FileSent,
            e.ShuttingDown,
            e.Announced,
            r.StaffSaid,
            PluginSaid,
            r.Countdown,
            m.RoomMade,
            m.RoomClosed,
            m.HandedOver,
            s.StageSet,
            s.VoiceSet,
        }
        self.assertEqual(set(WITNESSED), passing)

    def test_lines_so_far(self) -> None:
        tally = Tally()
        who = e.Who("ann", 1)
        for event in (
            e.Said(0, "a", 1, who, "x"),
            e.Acted(0, "b", 1, who, "x"),
            r.StaffSaid(0, "a", 2, "ann", "x"),
            e.Joined(0, "a", 3, who),
        ):
            tally.saw(event)
        self.assertEqual(tally.lines(), 3)

    def test_an_event_of_another_kind_is_counted_too(self) -> None:
        tally = Tally()
        tally.saw(e.Greeted(0.0, "lobby", 0, 3, 0))
        self.assertIn('chatroom_events_total{event="greeted"} 1', tally.text().splitlines())

    def test_no_text_and_no_name_gets_onto_the_page(self) -> None:
        tally = Tally()
        tally.saw(said("Correct-Horse-9"))
        self.assertNotIn("Correct-Horse-9", tally.text())
        self.assertNotIn("alice", tally.text())


class GaugeTests(SynchronousTestCase):
    """Gauges are asked when the page is read, and only then."""

    def test_asked_at_reading_time(self) -> None:
        people = [0]
        tally = Tally()
        tally.gauge("people", "People in the house.", lambda: people[0])
        people[0] = 5
        self.assertIn("chatroom_people 5\n", tally.text())
        people[0] = 4
        self.assertIn("chatroom_people 4\n", tally.text())

    def test_one_number_for_each_channel(self) -> None:
        tally = Tally()
        tally.gauge("seated", "Taken seats.", lambda: {"lobby": 3, "tea": 0})
        expected = (
            "# HELP chatroom_seated Taken seats.\n"
            "# TYPE chatroom_seated gauge\n"
            'chatroom_seated{channel="lobby"} 3\n'
            'chatroom_seated{channel="tea"} 0\n'
        )
        self.assertTrue(tally.text().endswith(expected), tally.text()[-300:])

    def test_label_values_and_meanings_are_escaped(self) -> None:
        tally = Tally()
        tally.gauge("waiting", "a \\ and\na break", lambda: {'a"b\\c\nd': 1})
        page = tally.text()
        self.assertIn("# HELP chatroom_waiting a \\\\ and\\na break\n", page)
        self.assertIn('chatroom_waiting{channel="a\\"b\\\\c\\nd"} 1\n', page)

    def test_numbers_as_prometheus_writes_them(self) -> None:
        tally = Tally()
        for name, value in (("a", 0.25), ("b", math.inf), ("c", -math.inf), ("d", math.nan)):
            tally.gauge(name, "A number.", lambda value=value: value)  # type: ignore[misc]
        page = tally.text().splitlines()
        for line in ("chatroom_a 0.25", "chatroom_b +Inf", "chatroom_c -Inf", "chatroom_d NaN"):
            self.assertIn(line, page)

    def test_a_bad_or_taken_name_is_a_programming_error(self) -> None:
        tally = Tally()
        tally.gauge("people", "People.", lambda: 0)
        for name in ("people", "Two words", "", "9lives", "a\n"):
            with self.assertRaises(ValueError, msg=repr(name)):
                tally.gauge(name, "x", lambda: 0)


class PageTests(SynchronousTestCase):
    """The page as a whole."""

    def test_head_of_the_page(self) -> None:
        page = Tally().text().splitlines()
        self.assertEqual(page[0], "# HELP chatroom_events_total What happened in the house.")
        self.assertEqual(page[1], "# TYPE chatroom_events_total counter")
        self.assertEqual(page[2], 'chatroom_events_total{event="said"} 0')
        at = page.index("# HELP chatroom_refusals_total What people were refused.")
        self.assertEqual(page[at + 1], "# TYPE chatroom_refusals_total counter")

    def test_every_line_is_a_comment_or_a_sample(self) -> None:
        tally = Tally()
        tally.saw(said())
        tally.gauge("seated", "Taken seats.", lambda: {'q"\\\n': 1.5})
        page = tally.text()
        self.assertTrue(page.endswith("\n"))
        for line in page.removesuffix("\n").split("\n"):
            if not re.fullmatch(r"# (HELP|TYPE) chatroom_[a-z_]+ .+", line):
                self.assertIsNotNone(SAMPLE.fullmatch(line), line)
