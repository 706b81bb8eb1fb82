"""What somebody gets who was let in: sessions with a shell or a command, and nothing else. Packets by hand (RFC 4254)."""

from __future__ import annotations

import struct

from twisted.conch.ssh.common import NS

from tests.doors.ssh_client import Recorder, SshCase, Stage

OPENED, NOT_OPENED, DATA, STDERR, EOF, CLOSE, REQUEST, GRANTED, DENIED = 91, 92, 94, 95, 96, 97, 98, 99, 100
THEIRS = b"\0\0\0\x64"  # the client's number of its first channel


def pty(width: int, height: int, term: bytes = b"xterm-256color") -> bytes:
    return NS(term) + struct.pack(">4L", width, height, 0, 0) + NS(b"\0")


def data(text: bytes) -> tuple[int, bytes]:
    return DATA, THEIRS + struct.pack(">L", len(text)) + text


def status(number: int) -> list[tuple[int, bytes]]:
    """How a session ends."""
    return [(REQUEST, THEIRS + b"\0\0\0\x0bexit-status\0" + struct.pack(">L", number)), (EOF, THEIRS), (CLOSE, THEIRS)]


class SessionCase(SshCase):
    def setUp(self) -> None:
        super().setUp()
        self.stage = Stage()
        self.visitor = self.stage.guest()
        self.logged()

    def starts(self, size: tuple[int, int] | None = None) -> Recorder:
        """A shell on a channel of its own."""
        self.channel = self.visitor.opens()
        if size is not None:
            self.visitor.requests(self.channel, b"pty-req", pty(*size))
        self.visitor.requests(self.channel, b"shell")
        self.visitor.takes()
        return self.stage.shells.made[-1]

    def says(self, text: bytes) -> None:
        self.visitor.sends(DATA, struct.pack(">L", self.channel) + NS(text))

    def takes(self) -> list[tuple[int, bytes]]:
        self.visitor.carry()
        return self.visitor.takes()


class Sessions(SessionCase):
    """A shell, a command, and how they end."""

    def test_a_shell_without_a_terminal(self) -> None:
        self.assertEqual(self.visitor.opens(), 0)
        self.visitor.requests(0, b"shell")
        self.assertEqual(
            self.visitor.takes(),
            [(OPENED, THEIRS + bytes(4) + struct.pack(">2L", 131072, 32768)), (GRANTED, THEIRS)],
        )
        (shell,) = self.stage.shells.made
        self.assertEqual((shell.what, shell.heard), ("shell of ann", [("started", None, "")]))

    def test_a_shell_on_a_terminal(self) -> None:
        shell = self.starts((40, 12))
        self.says("grüße".encode())
        self.visitor.requests(0, b"window-change", struct.pack(">4L", 132, 50, 0, 0), reply=False)
        self.assertEqual(
            shell.heard,
            [("started", (40, 12), "xterm-256color"), ("received", "grüße".encode()), ("resized", 132, 50)],
        )

    def test_sizes_that_nobody_has(self) -> None:
        shell = self.starts((0, 2**32 - 1))
        self.visitor.requests(0, b"window-change", struct.pack(">4L", 5, 0, 0, 0), reply=False)
        self.assertEqual([what[1:] for what in shell.heard], [((80, 1000), "xterm-256color"), (5, 24)])

    def test_a_resize_without_a_terminal(self) -> None:
        shell = self.starts()
        self.visitor.requests(0, b"window-change", struct.pack(">4L", 5, 5, 0, 0))
        self.assertEqual(self.visitor.takes(), [(DENIED, THEIRS)])
        self.assertEqual(len(shell.heard), 1)

    def test_a_command_and_its_status(self) -> None:
        self.visitor.requests(self.visitor.opens(), b"exec", NS("kick böb".encode()))
        (shell,) = self.stage.shells.made
        self.assertEqual(shell.what, "kick böb of ann")
        self.visitor.takes()
        shell.terminal.write(b"done\n")
        shell.terminal.write_error(b"but\n")
        shell.terminal.finish(2)
        shell.terminal.write(b"too late")
        shell.terminal.finish(0)
        self.assertEqual(self.takes(), [data(b"done\n"), (STDERR, THEIRS + b"\0\0\0\1\0\0\0\4but\n"), *status(2)])

    def test_a_command_that_ends_at_once_ends_after_it_was_granted(self) -> None:
        self.stage.shells.run = lambda login, command: AtOnce("")  # type: ignore[method-assign]
        self.visitor.requests(self.visitor.opens(), b"exec", NS(b"who"))
        self.assertEqual(self.visitor.takes()[1:], [(GRANTED, THEIRS), data(b"nobody\n"), *status(1)])
        self.visitor.sends(CLOSE, bytes(4))
        self.assertEqual(self.visitor.door.service.channels, {})

    def test_the_end_of_the_input(self) -> None:
        shell = self.starts()
        self.visitor.sends(EOF, bytes(4))
        self.assertEqual(shell.heard[1:], [("ended",)])
        self.assertFalse(shell.terminal.gone)
        shell.terminal.write(b"bye")
        shell.terminal.finish(0)
        self.assertEqual(self.takes(), [data(b"bye"), *status(0)])
        self.visitor.sends(CLOSE, bytes(4))
        self.assertTrue(shell.terminal.gone)
        self.assertEqual(shell.heard[1:], [("ended",)])

    def test_a_closed_channel(self) -> None:
        shell = self.starts()
        self.visitor.sends(CLOSE, bytes(4))
        self.assertEqual(self.visitor.takes(), [(CLOSE, THEIRS)])
        self.assertEqual(shell.heard[1:], [("ended",)])
        self.assertTrue(shell.gone_at_the_end)
        shell.terminal.write(b"hello?")
        shell.terminal.finish(0)
        self.assertEqual(self.takes(), [])

    def test_a_lost_line(self) -> None:
        first, second = self.starts(), self.starts()
        self.visitor.is_lost()
        self.assertEqual([shell.heard[1:] for shell in (first, second)], [[("ended",)]] * 2)
        self.assertTrue(first.gone_at_the_end)
        first.terminal.write(b"hello?")
        self.assertEqual(first.terminal.waiting, 0)

    def test_a_shell_that_has_finished_hears_nothing_but_the_end(self) -> None:
        shell = self.starts((80, 24))
        shell.terminal.finish(0)
        self.says(b"more")
        self.visitor.requests(0, b"window-change", struct.pack(">4L", 5, 5, 0, 0), reply=False)
        self.visitor.sends(CLOSE, bytes(4))
        self.assertEqual(shell.heard[1:], [("ended",)])

    def test_signals_and_breaks(self) -> None:
        shell = self.starts()
        self.visitor.requests(0, b"signal", NS(b"INT"), reply=False)
        self.visitor.requests(0, b"break", struct.pack(">L", 500))
        self.says(b"on we go")
        self.assertEqual(self.visitor.takes(), [(DENIED, THEIRS)])
        self.assertEqual(shell.heard[1:], [("received", b"on we go")])

    def test_sessions_side_by_side(self) -> None:
        one, other = self.starts(), self.starts()
        one.terminal.write(b"one")
        other.terminal.write(b"other")
        self.assertEqual(self.takes(), [data(b"one"), (DATA, b"\0\0\0\x65\0\0\0\5other")])
        one.terminal.finish(0)
        self.assertFalse(other.terminal.finished)


class AtOnce(Recorder):
    """Answers and finishes while it is started."""

    def _hear(self, *what: object) -> None:
        if what[0] == "started":
            self.terminal.write(b"nobody\n")
            self.terminal.finish(1)


class Refusals(SessionCase):
    """All else that SSH can do."""

    def test_forwarding(self) -> None:
        for kind in (b"direct-tcpip", b"direct-streamlocal@openssh.com", b"x11", b"tun@openssh.com", b"\xff"):
            self.visitor.opens(kind=kind)
            number, answer = self.visitor.takes()[-1]
            self.assertEqual((number, answer[4:8]), (NOT_OPENED, b"\0\0\0\1"), kind)  # administratively prohibited
        self.visitor.sends(80, NS(b"tcpip-forward") + b"\1" + NS(b"") + struct.pack(">L", 0))
        self.visitor.sends(80, NS(b"streamlocal-forward@openssh.com") + b"\1" + NS(b"/tmp/x"))
        self.assertEqual(self.visitor.takes(), [(82, b""), (82, b"")])
        self.assertEqual(self.events, [])

    def test_requests_of_a_channel(self) -> None:
        self.visitor.opens()
        self.visitor.takes()
        for kind, payload in (
            (b"subsystem", NS(b"sftp")), (b"env", NS(b"LANG") + NS(b"C")), (b"x11-req", bytes(20)),
            (b"auth-agent-req@openssh.com", b""), (b"nonsense", b""), (b"\xff\xfe", b""), (b"pty-req", b"\0"),
            (b"exec", b"\0\0"), (b"window-change", b""), (b"init__", b""),
        ):  # fmt: skip
            self.visitor.requests(0, kind, payload)
            self.assertEqual(self.visitor.takes(), [(DENIED, THEIRS)], kind)
            self.visitor.requests(0, kind, payload, reply=False)
        self.assertEqual(self.visitor.takes(), [])
        self.assertEqual(self.stage.shells.made, [])
        self.assertEqual(self.events, [])

    def test_one_shell_or_command_a_channel(self) -> None:
        self.starts()
        self.visitor.requests(0, b"shell")
        self.visitor.requests(0, b"exec", NS(b"who"))
        self.visitor.requests(0, b"pty-req", pty(80, 24))
        self.assertEqual(self.visitor.takes(), [(DENIED, THEIRS)] * 3)
        self.assertEqual(len(self.stage.shells.made), 1)

    def test_four_channels_a_connection(self) -> None:
        for _ in range(4):
            self.visitor.opens()
        self.assertEqual([number for number, _ in self.visitor.takes()], [OPENED] * 4)
        self.visitor.opens()
        number, answer = self.visitor.takes()[0]
        self.assertEqual((number, answer[4:8]), (NOT_OPENED, b"\0\0\0\4"))  # resource shortage
        self.visitor.sends(CLOSE, bytes(4))
        self.visitor.takes()
        self.visitor.opens()
        self.assertEqual(self.visitor.takes()[0][0], OPENED)

    def test_packets_of_no_size(self) -> None:
        self.visitor.opens(packet=0)
        self.assertEqual(self.visitor.takes()[0][0], NOT_OPENED)

    def test_more_than_the_window(self) -> None:
        shell = self.starts()
        self.says(b"x" * 32769)
        self.assertEqual(self.visitor.takes(), [(CLOSE, THEIRS)])
        self.assertEqual(len(shell.heard), 1)


class Windows(SessionCase):
    """A client takes as much as it says."""

    def test_the_rest_waits_in_order(self) -> None:
        self.channel = self.visitor.opens(window=5, packet=1000)
        self.visitor.requests(0, b"shell")
        self.visitor.takes()
        terminal = self.stage.shells.made[0].terminal
        terminal.write(b"abc")
        terminal.write_error(b"defg")
        terminal.write(b"hi")
        terminal.finish(0)
        terminal.finish(1)
        self.assertEqual(self.takes(), [data(b"abc"), (STDERR, THEIRS + b"\0\0\0\1\0\0\0\2de")])
        self.assertEqual(terminal.waiting, 4)
        self.visitor.sends(93, struct.pack(">2L", 0, 3))
        self.assertEqual(self.takes(), [(STDERR, THEIRS + b"\0\0\0\1\0\0\0\2fg"), data(b"h")])
        self.visitor.sends(93, struct.pack(">2L", 0, 100))
        self.assertEqual(self.takes(), [data(b"i"), *status(0)])

    def test_packets_are_no_larger_than_the_client_takes(self) -> None:
        self.visitor.opens(packet=1000)
        self.visitor.requests(0, b"shell")
        self.visitor.takes()
        self.stage.shells.made[0].terminal.write(b"x" * 2500)
        self.assertEqual(self.takes(), [data(b"x" * 1000), data(b"x" * 1000), data(b"x" * 500)])

    def test_a_closed_window_holds_256_KiB_and_then_ends_the_connection(self) -> None:
        self.visitor.opens(window=0)
        self.visitor.requests(0, b"shell")
        self.visitor.takes()
        shell = self.stage.shells.made[0]
        shell.terminal.write(b"x" * 262_144)
        self.assertFalse(self.visitor.ended)
        self.assertEqual(shell.terminal.waiting, 262_144)
        shell.terminal.write(b"x")
        words = b"You do not read what is sent to you."
        self.assertEqual(self.takes(), [(1, struct.pack(">2L", 11, len(words)) + words + bytes(4))])
        self.assertTrue(self.visitor.ended)
        self.assertEqual((shell.terminal.waiting, shell.terminal.gone), (0, True))
        self.assertEqual(self.logged(), [f"An SSH connection from 192.0.2.7 has ended: {words.decode()}"])
        self.visitor.is_lost()
        self.assertEqual(shell.heard[1:], [("ended",)])

    def test_one_answer_may_be_longer_than_that(self) -> None:
        """A list of all bans, for example. What comes beside it waits up to the limit, and a second one is too much."""
        for more, ended in ((b"x" * 262_144, False), (b"x" * 262_145, True)):
            self.visitor = self.stage.guest()
            channel = self.visitor.opens(window=10)
            self.visitor.requests(channel, b"shell")
            terminal = self.stage.shells.made[-1].terminal
            terminal.write(b"a" * 1_000_000)
            self.assertEqual((terminal.waiting, self.visitor.ended), (999_990, False))
            terminal.write(more)
            self.assertEqual(self.visitor.ended, ended)
        terminal = self.stage.shells.made[-2].terminal
        self.assertEqual(terminal.waiting, 999_990 + 262_144)

    def test_once_it_is_taken_the_limit_is_what_it_was(self) -> None:
        channel = self.visitor.opens(window=0)
        self.visitor.requests(channel, b"shell")
        terminal = self.stage.shells.made[0].terminal
        terminal.write(b"a" * 300_000)
        self.visitor.sends(93, struct.pack(">2L", channel, 300_000))
        self.assertEqual(terminal.waiting, 0)
        for _ in range(262_144 // 1024):
            terminal.write(b"x" * 1024)
        self.assertFalse(self.visitor.ended)
        terminal.write(b"x")
        self.assertTrue(self.visitor.ended)

    def test_a_great_many_small_pieces_cost_no_more_than_their_bytes(self) -> None:
        self.visitor.opens(window=0)
        self.visitor.requests(0, b"shell")
        terminal = self.stage.shells.made[0].terminal
        for _ in range(1000):
            terminal.write(b"x")
        self.assertEqual(len(terminal._pieces), 1)


class Mistakes(SessionCase):
    """An error in a shell ends its session with status 70, is logged once, and touches nothing else."""

    SORRY = b"Something went wrong on the server; its log says what."

    def fails(self, where: str) -> list[tuple[int, bytes]]:
        self.stage.shells.fails_in = where
        self.channel = self.visitor.opens()
        self.visitor.requests(self.channel, b"pty-req", pty(80, 24))
        self.visitor.requests(self.channel, b"shell")
        self.says(b"x")
        self.visitor.requests(self.channel, b"window-change", struct.pack(">4L", 5, 5, 0, 0), reply=False)
        self.visitor.sends(EOF, struct.pack(">L", self.channel))
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1, where)
        return self.visitor.takes()[3:]

    def test_wherever_it_is(self) -> None:
        said = (STDERR, THEIRS + struct.pack(">2L", 1, len(self.SORRY) + 2) + self.SORRY + b"\r\n")
        for where in ("making", "started", "received", "resized", "ended"):
            self.visitor = self.stage.guest()
            self.assertEqual(self.fails(where), [said, *status(70)], where)
            self.assertFalse(self.visitor.ended)
            if where != "making":
                self.assertEqual(self.stage.shells.made[-1].heard.count(("ended",)), 1)

    def test_it_is_told_to_clean_up_at_once(self) -> None:
        shell = self.starts()
        shell.fails_in = "received"
        self.says(b"x")
        self.assertEqual(shell.heard[1:], [("received", b"x"), ("ended",)])
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)

    def test_the_other_sessions_go_on(self) -> None:
        other = self.starts()
        self.fails("received")
        self.channel = 0
        self.says(b"still here")
        self.assertEqual(other.heard[1:], [("received", b"still here")])

    def test_an_error_at_the_end_of_a_lost_line(self) -> None:
        self.stage.shells.fails_in = "ended"
        self.starts()
        self.visitor.is_lost()
        self.assertEqual(len(self.flushLoggedErrors(ZeroDivisionError)), 1)
