"""CLASSIC C8 and C9: exactly what is printed, and everything that is not."""

import contextlib
import re
import time
from pathlib import Path

from tests.live.classic import ClassicCase
from tests.live.programs import Visitor


class WholeOutput(ClassicCase):
    """A scripted session, with everything that the server and the clients wrote from the first byte to the last."""

    def setUp(self) -> None:
        """Each line is said when the one before has had its effect, so that the order of the log is certain."""
        super().setUp()
        self.serve()
        self.ann, self.bob = ann, bob = self.seat_clients("ann", "bob")
        (self.folder / "ann" / "notes.txt").write_bytes(b"notes")
        for speaker, line, ear, effect in (
            (ann, "hello, bob", bob, "[ann (T)] hello, bob"),
            (bob, "  hello,   ann  ", ann, "[bob (T)] hello,   ann"),
            (ann, "/whisper bob psst", bob, "[ann whispers to you: (T)] psst"),
            (ann, "/whisper carl psst", ann, "[Server message (T)] carl is not here."),
            (ann, "/list", ann, "[Channel] music 0/6/0."),
            (ann, "/switch nowhere", ann, "[Server message (T)] nowhere does not exist."),
            (ann, "/send bob notes.txt", ann, "[Server message (T)] You sent notes.txt to bob."),
            (self.server, "/mute general:ann 90", ann, "[Server message (T)] You have been muted for 90 seconds."),
            (self.server, "who is there", bob, "[Server message (T)] ann has been muted for 90 seconds."),
            (bob, "/switch games", bob, "[Server message (T)] bob has joined the channel."),
            (bob, "/switch general", bob, "[Server message (T)] bob has joined the channel."),
            (self.server, "/kick general:bob", self.server, "[Server message (T)] Kicked bob."),
            (self.server, "/empty games", self.server, "[Server message (T)] games has been emptied."),
            (ann, "/quit", self.server, "[Server message (T)] ann has left the channel."),
        ):
            speaker.say(line)
            ear.skip_to(effect)
        self.server.say("/shutdown")
        self.assertEqual([self.server.end(), ann.end()], [0, 0])
        bob.end()

    def test_server_prints_its_log_and_the_answers_and_nothing_else(self) -> None:
        self.server.expect_whole(
            [
                "[Server message (T)] ann has joined the general channel.",
                "[Server message (T)] bob has joined the general channel.",
                "[ann (T)] hello, bob",
                "[bob (T)] hello,   ann",
                "[ann whispers to bob: (T)] psst",
                "[ann whispers to carl: (T)] psst",
                "[Server message (T)] ann sent notes.txt to bob.",
                "[Server message (T)] Muted ann for 90 seconds.",
                "[Server message (T)] bob has left the channel.",
                "[Server message (T)] bob has joined the games channel.",
                "[Server message (T)] bob has left the channel.",
                "[Server message (T)] bob has joined the general channel.",
                "[Server message (T)] Kicked bob.",
                "[Server message (T)] games has been emptied.",
                "[Server message (T)] ann has left the channel.",
            ]
        )

    def test_client_prints_the_lines_it_is_sent_and_nothing_else(self) -> None:
        self.ann.expect_whole(
            [
                "[Server message (T)] Welcome to the general channel, ann.",
                "[Server message (T)] ann has joined the channel.",
                "[Server message (T)] bob has joined the channel.",
                "[ann (T)] hello, bob",
                "[bob (T)] hello,   ann",
                "[Server message (T)] carl is not here.",
                "[Channel] general 2/5/0.",
                "[Channel] games 0/5/0.",
                "[Channel] music 0/6/0.",
                "[Server message (T)] nowhere does not exist.",
                "[Server message (T)] You sent notes.txt to bob.",
                "[Server message (T)] You have been muted for 90 seconds.",
                "[Server message (T)] bob has left the channel.",
                "[Server message (T)] bob has joined the channel.",
                "[Server message (T)] bob has left the channel.",
            ]
        )
        self.bob.expect_whole(
            [
                "[Server message (T)] Welcome to the general channel, bob.",
                "[Server message (T)] bob has joined the channel.",
                "[ann (T)] hello, bob",
                "[bob (T)] hello,   ann",
                "[ann whispers to you: (T)] psst",
                "[Server message (T)] ann has been muted for 90 seconds.",
                "[Server message (T)] Welcome to the games channel, bob.",
                "[Server message (T)] bob has joined the channel.",
                "[Server message (T)] Welcome to the general channel, bob.",
                "[Server message (T)] bob has joined the channel.",
            ]
        )


class Log(ClassicCase):
    """The log is on standard output in the moment it happens, and says no word about connections."""

    def test_connections_that_never_give_a_name_are_not_logged(self) -> None:
        self.serve()
        visitor = Visitor(self.ports["general"], "nobody", introduce=False)
        self.addCleanup(visitor.stop)
        (ann,) = self.seat_visitors("ann")
        visitor.stop()
        self.mark(ann)
        self.assertEqual(visitor.texts, [])

    def test_each_line_is_there_at_once(self) -> None:
        self.serve()
        (ann,) = self.seat_visitors("ann")
        for number in range(20):
            said = time.monotonic()
            ann.say(f"line {number}")
            self.assertLess(self.server.expect(f"[ann (T)] line {number}").at - said, 1.0)


class Silence(ClassicCase):
    """What other chat servers do and this one does not."""

    def test_words_that_are_commands_elsewhere_are_chat(self) -> None:
        self.serve()
        ann, bob = self.seat_clients("ann", "bob")
        for line in (
            "/who",
            "/help",
            "//x",
            "!exit",
            "/nick carl",
            "/me waves",
            "/reply hello",
            "/register secret",
            "/away",
            "//list",
        ):
            ann.say(line)
            for ear in (ann, bob, self.server):
                ear.expect(f"[ann (T)] {line}")
        self.mark(bob, ann)

    def test_no_warning_before_afk_and_no_farewell_after(self) -> None:
        self.serve(afk=2)
        (ann,) = self.seat_clients("ann")
        self.server.expect("[Server message (T)] ann went AFK.")
        ann.end()
        ann.expect_whole(
            ["[Server message (T)] Welcome to the general channel, ann.", "[Server message (T)] ann has joined the channel."]
        )

    def test_no_farewell_at_shutdown(self) -> None:
        self.serve()
        ann = self.seat_clients("ann")[0]
        bob = self.seat_visitors("bob", among=[ann])[0]
        self.server.say("/shutdown")
        self.server.end()
        ann.end()
        ann.expect_end()
        bob.expect_end()
        self.server.expect_end()

    def test_no_word_when_a_mute_ends(self) -> None:
        self.serve()
        ann, bob = self.seat_clients("ann", "bob")
        self.server.say("/mute general:ann 1")
        self.server.expect("[Server message (T)] Muted ann for 1 seconds.")
        ann.expect("[Server message (T)] You have been muted for 1 seconds.")
        bob.expect("[Server message (T)] ann has been muted for 1 seconds.")
        ann.watch_silence(1.5)
        self.mark(ann, bob)

    def test_speech_is_never_delayed_merged_or_limited(self) -> None:
        self.serve()
        ann, bob = self.seat_visitors("ann", "bob")
        lines = ["again"] * 100 + [f"line {number}" for number in range(400)]
        said = time.monotonic()
        ann.say("\n".join(lines))
        for ear in (ann, bob, self.server):
            ear.expect_exactly(f"[ann (T)] {line}" for line in lines)
        self.assertLess(bob.heard[-1].at - said, 5.0)

    def test_long_lines_are_neither_parted_nor_shortened(self) -> None:
        """As long as a terminal lets one type them, and far longer."""
        self.serve()
        ann, bob = self.seat_clients("ann", "bob")
        for length in (2049, 4095, 32000):
            text = "word " * (length // 5) + "end"
            ann.say(text)
            for ear in (ann, bob, self.server):
                ear.expect(f"[ann (T)] {text}")
            ann.say(f"/whisper bob {text}")
            bob.expect(f"[ann whispers to you: (T)] {text}")
            self.server.expect(f"[ann whispers to bob: (T)] {text}")
        ann.say(f"/send bob {'d/' * 2000}notes.txt")
        ann.expect(f"[Server message (T)] {'d/' * 2000}notes.txt does not exist.")

    def test_no_colour(self) -> None:
        self.serve()
        ann, bob = self.seat_clients("ann", "bob")
        self.server.say("/mute general:ann 60")
        ann.skip_to("[Server message (T)] You have been muted for 60 seconds.")
        self.server.skip_to("[Server message (T)] Muted ann for 60 seconds.")
        bob.skip_to("[Server message (T)] ann has been muted for 60 seconds.")
        self.mark(bob, ann)
        for text in ann.texts + bob.texts + self.server.texts:
            self.assertNotRegex(text, r"[\x00-\x1f\x7f-\x9f]")

    def test_server_writes_no_file(self) -> None:
        home = self.folder / "home"
        home.mkdir()
        self.serve(env={"HOME": str(home), "TMPDIR": str(home), "XDG_CONFIG_HOME": str(home), "XDG_DATA_HOME": str(home)})
        ann, bob = self.seat_clients("ann", "bob")
        (self.folder / "ann" / "notes.txt").write_bytes(b"notes")
        ann.say("/send bob notes.txt")
        ann.expect("[Server message (T)] You sent notes.txt to bob.")
        self.server.expect("[Server message (T)] ann sent notes.txt to bob.")
        self.mark(ann, bob)
        self.assertEqual(self.files(), [])
        self.server.say("/shutdown")
        self.server.end()
        self.assertEqual(self.files(), [])

    def files(self) -> list[Path]:
        return [path for folder in ("home", "server") for path in (self.folder / folder).rglob("*")]


class Bounds(ClassicCase):
    """What stays on in any style."""

    def test_bytes_that_drive_a_terminal_are_cleaned(self) -> None:
        self.serve()
        ann, bob = self.seat_visitors("ann", "bob")
        ann.say_bytes(b"be\x07ware \x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \xc2\x9b2J \x08\x0c\x7f end\n")
        for ear in (bob, self.server):
            text = ear.expect(re.compile(r"\[ann \(\d\d:\d\d:\d\d\)\] be.*ware .* end")).text
            self.assertNotRegex(text, r"[\x00-\x1f\x7f-\x9f]")

    def test_line_without_an_end_harms_nobody_else(self) -> None:
        self.serve()
        ann, bob = self.seat_visitors("ann", "bob")
        endless = Visitor(self.ports["general"], "endless", introduce=False)
        self.addCleanup(endless.stop)
        with contextlib.suppress(OSError):  # being cut for it is one right answer
            for _ in range(256):
                endless.say_bytes(b"x" * 65536)
        self.mark(ann, bob)
        self.assertLess(self.memory_of_server(), 200 * 1024)

    def memory_of_server(self) -> int:
        """KiB that the server holds in memory."""
        status = Path(f"/proc/{self.server.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def test_client_that_does_not_read_is_cut(self) -> None:
        self.serve()
        (ann,) = self.seat_visitors("ann")
        deaf = Visitor(self.ports["general"], "deaf", deaf=True)
        self.addCleanup(deaf.stop)
        ann.expect("[Server message (T)] deaf has joined the channel.")
        for number in range(400):
            ann.say(f"{number} " + "\n".join(["x" * 400] * 400))
            ann.say("/list")
            if ann.skip_to(re.compile(r"\[Channel\] general .*")).text == "[Channel] general 1/5/0.":
                break
        ann.skip_to("[Channel] music 0/6/0.")
        self.figures(ann, "1/5/0")
        self.assertLess(self.memory_of_server(), 200 * 1024)
