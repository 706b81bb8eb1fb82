"""The judge is judged first: what the small terminal shows for bytes whose effect is known."""

from twisted.trial.unittest import SynchronousTestCase

from tests.terminal.emulator import Terminal

FAMILY = "👨\u200d👩\u200d👧"


class WhatItShows(SynchronousTestCase):
    """Against the behaviour of xterm and kitty."""

    def test_rows_and_the_cursor(self) -> None:
        terminal = Terminal(10)
        terminal.feed(b"one\r\ntwo\rT")
        self.assertEqual((terminal.above(), terminal.line, terminal.x), (["one"], "Two", 1))

    def test_the_last_column_waits_before_it_wraps(self) -> None:
        terminal = Terminal(5)
        terminal.feed(b"12345")
        self.assertEqual((terminal.y, terminal.x), (0, 4))
        terminal.feed(b"6")
        self.assertEqual((terminal.above(), terminal.line), (["12345"], "6"))

    def test_wide_and_combining_characters(self) -> None:
        terminal = Terminal(10)
        terminal.feed("你e\u0301".encode())
        self.assertEqual((terminal.line, terminal.x), ("你e\u0301", 3))
        terminal.feed(b"\rx")
        self.assertEqual(terminal.line, "x e\u0301")

    def test_a_family_on_both_kinds(self) -> None:
        for joining, width in ((True, 2), (False, 6)):
            terminal = Terminal(10, joining=joining)
            terminal.feed(FAMILY.encode())
            self.assertEqual((terminal.line, terminal.x), (FAMILY, width))

    def test_a_smaller_window_on_both_kinds(self) -> None:
        terminal = Terminal(10)
        terminal.feed(b"12345678")
        terminal.resize(5)
        self.assertEqual((terminal.line, terminal.x, terminal.above()), ("12345", 4, []))
        terminal = Terminal(10, reflowing=True)
        terminal.feed(b"12345678")
        terminal.resize(5)
        self.assertEqual((terminal.line, terminal.x, terminal.above()), ("678", 3, ["12345"]))
        terminal.resize(10)
        self.assertEqual((terminal.line, terminal.x, terminal.above()), ("12345678", 8, []))

    def test_what_it_does_not_know_is_an_error(self) -> None:
        for data in (b"\x1bc", b"\x1b[5m", b"\x0b"):
            with self.assertRaises(AssertionError):
                Terminal().feed(data)
