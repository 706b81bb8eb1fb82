"""The whole client as a process: pipes, files and terminals, exit statuses and signals."""

import os
import pty
import signal
import socket
import subprocess
import sys
import time

from tests.client.program import ProgramCase, until

WELCOME = b"[Server message (10:00:00)] Welcome to the lobby channel, alice.\n"
REFUSAL = b"[Server message (10:00:00)] Cannot connect to the lobby channel.\n"


class ArgumentTests(ProgramCase):
    """Mistakes are answered at once, before Twisted is imported (CLASSIC C1)."""

    def test_one_sentence_and_status_1(self) -> None:
        for arguments in ((), ("5000",), ("5000", "bob", "x"), ("0", "bob"), ("65536", "bob"), ("x", "bob"), ("5000", "")):
            program = self.start(*arguments)
            errors = program.errors()
            self.assertEqual(program.status(), 1, arguments)
            self.assertEqual(errors.count(b"\n"), 1, errors)
            self.assertNotIn(b"Traceback", errors)
            self.assertEqual(program.rest(), b"")

    def test_without_twisted(self) -> None:
        code = """if True:
            import sys
            from chatroom.client.__main__ import main
            try:
                main(sys.argv[1:])
            finally:
                print("twisted" in sys.modules)
        """
        self.assertEqual(self.start("0", "bob", program=("-c", code)).rest(), b"False\n")
        self.assertEqual(self.start(str(dead_port()), "bob", program=("-c", code)).rest(), b"False\n")

    def test_dead_port(self) -> None:
        port = dead_port()
        program = self.start(str(port), "bob")
        self.assertEqual(program.errors(), b"There is no chat at port %d: Connection refused.\n" % port)
        self.assertEqual(program.status(), 1)


class TalkTests(ProgramCase):
    """Lines up, lines down, and the end."""

    def test_shows_exactly_what_it_is_sent(self) -> None:
        program, line = self.enter()
        line.send(b" two  words \r\n\n\xff\x1b[1m\n\x01whatever\n[bob (1)] x\n")
        self.assertEqual([program.line() for _ in range(4)], [b" two  words \n", b"\n", b"\xff\x1b[1m\n", b"[bob (1)] x\n"])
        line.send(b"no end")
        line.close()
        self.assertEqual(program.rest(), b"no end\n")
        self.assertEqual((program.status(), program.errors()), (0, b""))

    def test_typed_lines_go_up_at_once(self) -> None:
        program, line = self.enter()
        program.type(b"hi\n")
        self.assertEqual(line.readline(), b"hi\n")
        program.type(b"\n  \nlast")
        program.end_of_input()
        self.assertEqual(line.readline(), b"last\n")

    def test_the_end_of_input_is_not_the_end(self) -> None:
        for nothing in (subprocess.DEVNULL, closed_pipe()):
            program, line = self.enter(stdin=nothing)
            line.send(b"still here\n")
            self.assertEqual(program.line(), b"still here\n")
            line.close()
            self.assertEqual(program.status(), 0)

    def test_closed_standard_input(self) -> None:
        program = self.start(str(self.port), "alice", program=without_stream(0))
        line = self.accept()
        self.assertEqual(line.readline(), b"alice\t\n")
        line.send(b"one\ntwo\n")
        self.assertEqual([program.line(), program.line()], [b"one\n", b"two\n"])

    def test_closed_standard_output(self) -> None:
        """What is shown goes nowhere, least of all into a connection."""
        program = self.start(str(self.port), "alice", program=without_stream(1))
        line = self.accept()
        line.send(b"hello\n")
        program.type(b"hi\n")
        self.assertEqual([line.readline(), line.readline()], [b"alice\t\n", b"hi\n"])
        line.socket.shutdown(socket.SHUT_WR)
        self.assertEqual((line.read(), program.status(), program.errors()), (b"", 0, b""))

    def test_input_from_a_file(self) -> None:
        with open(self.write("script", b"one\r\ntwo\nthree")) as script:
            program, line = self.enter(stdin=script)
        self.assertEqual([line.readline() for _ in range(3)], [b"one\n", b"two\n", b"three\n"])
        line.send(b"still here\n")
        self.assertEqual(program.line(), b"still here\n")

    def test_a_terminal(self) -> None:
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        _, line = self.enter(stdin=theirs)
        os.close(theirs)
        os.write(ours, b"hi\n")
        self.assertEqual(line.readline(), b"hi\n")

    def test_a_stream_that_does_not_wait(self) -> None:
        reading, writing = os.pipe()
        self.addCleanup(os.close, writing)
        os.set_blocking(reading, False)
        _, line = self.enter(stdin=reading)
        os.close(reading)
        os.write(writing, b"hi\n")
        self.assertEqual(line.readline(), b"hi\n")

    def test_a_huge_input_does_not_pile_up(self) -> None:
        """The server reads nothing: the client must stop reading, too."""
        path = self.write("huge", b"")
        os.truncate(path, 1 << 30)
        with open(path, "rb+") as huge:
            program, _ = self.enter(stdin=huge)
            until(lambda: os.lseek(huge.fileno(), 0, os.SEEK_CUR) > 65536)
            until(lambda: waits(program.process.pid))
            self.assertLess(os.lseek(huge.fileno(), 0, os.SEEK_CUR), 64 << 20)

    def test_the_welcome_comes_quickly(self) -> None:
        """Half a second is the aim, which the benchmark judges; ten times that is allowed for a busy machine."""
        times = []
        for _ in range(3):
            begin = time.monotonic()
            program, _ = self.enter()
            times.append(time.monotonic() - begin)
            program.process.kill()
        self.assertLess(min(times), 5.0)


class EndTests(ProgramCase):
    """Exit statuses, signals, and outputs that break."""

    def test_the_server_closes_after_a_talk(self) -> None:
        program = self.start(str(self.port), "alice")
        line = self.accept()
        line.readline()
        line.send(WELCOME)
        line.close()
        self.assertEqual((program.rest(), program.status(), program.errors()), (WELCOME, 0, b""))

    def test_refused(self) -> None:
        for words in (REFUSAL, b""):
            program = self.start(str(self.port), "alice")
            line = self.accept()
            line.readline()
            line.send(words)
            line.close()
            self.assertEqual((program.rest(), program.status(), program.errors()), (words, 1, b""))

    def test_refused_before_the_name_is_read(self) -> None:
        """Then the connection is reset while the client starts; what was said is shown all the same."""
        program = self.start(str(self.port), "alice")
        connection, _ = self.listener.accept()
        connection.recv(1, socket.MSG_PEEK)
        connection.sendall(REFUSAL)
        connection.close()
        self.assertEqual((program.rest(), program.status(), program.errors()), (REFUSAL, 1, b""))

    def test_quit(self) -> None:
        program, line = self.enter()
        program.type(b"/quit\nmore\n")
        self.assertEqual(line.readline(), b"/quit\n")
        line.close()
        self.assertEqual((program.status(), program.errors()), (0, b""))

    def test_quit_when_the_server_does_not_close(self) -> None:
        program, line = self.enter()
        program.type(b"/quit\nmore\n")
        self.assertEqual((program.status(), program.errors()), (0, b""))
        self.assertEqual(line.read(), b"/quit\n")

    def test_signals_end_it_quietly(self) -> None:
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
            program, _ = self.enter()
            program.process.send_signal(number)
            self.assertEqual((program.status(), program.errors(), program.rest()), (status, b"", b""))

    def test_a_signal_while_the_screen_blocks(self) -> None:
        program, line = self.enter()
        line.socket.setblocking(False)
        until(lambda: full(line.socket) and waits_to_write(program.process.pid))
        program.process.send_signal(signal.SIGINT)
        self.assertEqual((program.status(), program.errors()), (130, b""))

    def test_a_signal_that_was_to_be_ignored(self) -> None:
        code = """if True:
            import signal, sys
            from chatroom.client.__main__ import main
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            main(sys.argv[1:])
        """
        program = self.start(str(self.port), "alice", program=("-c", code))
        line = self.accept()
        line.send(b"one\n")
        self.assertEqual(program.line(), b"one\n")
        program.process.send_signal(signal.SIGHUP)
        line.send(b"two\n")
        self.assertEqual(program.line(), b"two\n")

    def test_a_broken_output(self) -> None:
        reading, writing = os.pipe()
        program, line = self.enter(stdout=writing)
        os.close(writing)
        self.assertEqual(os.read(reading, 100), b"hello\n")
        os.close(reading)
        line.send(b"nobody sees this\n")
        self.assertEqual((program.status(), program.errors()), (141, b""))


def dead_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port


def without_stream(number: int) -> tuple[str, ...]:
    """Starts the client with one of its standard streams closed."""
    code = (
        f"import os, sys; os.close({number}); os.execv(sys.executable, [sys.executable, '-m', 'chatroom.client', *sys.argv[1:]])"
    )
    return ("-c", code)


def closed_pipe() -> int:
    reading, writing = os.pipe()
    os.close(writing)
    return reading


def waits(pid: int) -> bool:
    """Whether the main thread of a process sleeps. Only Linux can tell; elsewhere the answer is yes."""
    if sys.platform != "linux":
        return True
    with open(f"/proc/{pid}/stat") as status:
        return status.read().rpartition(")")[2].split()[0] == "S"


def waits_to_write(pid: int) -> bool:
    """Whether it sleeps in a write, where the system tells in what it sleeps.

    Whoever merely waits for something to read would begin the write after the signal, and not be woken by it.
    """
    if sys.platform != "linux":
        return True
    with open(f"/proc/{pid}/wchan") as channel:
        where = channel.read()
    return waits(pid) and ("write" in where or where in ("", "0"))


def full(connection: socket.socket) -> bool:
    """Fills a connection; whether it was full already, so that nobody has read from it since the last time."""
    sent = 0
    try:
        while True:
            sent += connection.send(b"x" * 999 + b"\n")
    except BlockingIOError:
        return sent == 0
