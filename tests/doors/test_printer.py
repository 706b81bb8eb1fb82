"""The printer: a stopped terminal must not stop the chat, and what was printed must be there at the end."""

import io
import os
import threading
from typing import TextIO, cast

from twisted.trial.unittest import SynchronousTestCase

from chatroom.printer import BOUND, Printer


class Stopped(io.StringIO):
    """A terminal after ^S: nothing can be written until `go`."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.asked = threading.Event()

    def write(self, text: str) -> int:
        self.asked.set()
        self.go.wait(10)
        return super().write(text)


class Broken(io.StringIO):
    """A pipe whose reader is gone, for the first time that it is written to."""

    tries = 0

    def write(self, text: str) -> int:
        self.tries += 1
        if self.tries == 1:
            raise BrokenPipeError
        return super().write(text)


class Printing(SynchronousTestCase):
    """What comes out, and what does not."""

    def test_lines_come_out_in_order_and_whole(self) -> None:
        read, write = os.pipe()
        stream = os.fdopen(write, "w", encoding="utf-8")
        printer = Printer(stream)
        for number in range(500):
            printer.write(f"{number} é\n")
        printer.close()
        stream.close()
        with os.fdopen(read, encoding="utf-8") as end:
            self.assertEqual(end.read().splitlines(), [f"{number} é" for number in range(500)])
        self.assertEqual(printer.lost, 0)

    def test_it_is_a_stream_for_print(self) -> None:
        stream = io.StringIO()
        printer = Printer(stream)
        print("one", end="", file=cast(TextIO, printer), flush=True)
        print("", file=cast(TextIO, printer))
        printer.close()
        self.assertEqual(stream.getvalue(), "one\n")

    def test_nothing_written_ends_nothing(self) -> None:
        stream = io.StringIO()
        printer = Printer(stream)
        printer.write("before\n")
        printer.write("")
        printer._thread.join(0.05)
        printer.write("after\n")
        printer.close()
        self.assertEqual(stream.getvalue(), "before\nafter\n")

    def test_a_process_that_has_left_its_threads_behind_prints_on(self) -> None:
        path = self.mktemp()
        with open(path, "w", encoding="utf-8") as stream:
            printer = Printer(stream)
            with printer._wake:  # as its thread may at the wrong moment
                child = os.fork()
            if child == 0:
                printer.write("in the background\n")
                printer.close()
                os._exit(0)
            _, status = os.waitpid(child, 0)
            printer.close()
        with open(path, encoding="utf-8") as file:
            self.assertEqual((status, file.read()), (0, "in the background\n"))

    def test_no_thread_before_the_first_line(self) -> None:
        before = threading.active_count()
        Printer(io.StringIO())
        self.assertEqual(threading.active_count(), before)

    def test_a_stopped_terminal_stops_nobody_and_bounds_what_waits(self) -> None:
        stream = Stopped()
        printer = Printer(stream)
        printer.write("a" * BOUND)
        self.assertTrue(stream.asked.wait(10))
        self.assertEqual(printer.write("lost\n"), 5)
        self.assertEqual(printer.lost, 5)
        stream.go.set()
        printer.close(10)
        self.assertEqual(stream.getvalue(), "a" * BOUND)

    def test_closing_does_not_wait_for_ever(self) -> None:
        stream = Stopped()
        printer = Printer(stream)
        printer.write("x\n")
        self.assertTrue(stream.asked.wait(10))
        printer.close(0.01)
        self.assertEqual(stream.getvalue(), "")
        stream.go.set()
        printer._thread.join(10)

    def test_what_comes_after_the_end_is_counted_as_lost(self) -> None:
        printer = Printer(io.StringIO())
        printer.close()
        printer.write("late\n")
        self.assertEqual(printer.lost, 5)

    def test_a_reader_that_is_gone_does_not_end_it(self) -> None:
        stream = Broken()
        printer = Printer(stream)
        printer.write("one\n")
        while not stream.tries:
            printer._thread.join(0.001)
        printer.write("two\n")
        printer.close()
        self.assertEqual(stream.getvalue(), "two\n")
