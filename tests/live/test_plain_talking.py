"""A whole visit in the plain style by real programs: nc through a pipe, telnet in a terminal, a browser by mistake."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import subprocess
import threading
from typing import IO

from tests.live.hearing import PATIENCE, Conversation
from tests.live.house import GREETING, HINT, HouseCase
from tests.live.needs import needs
from tests.live.ports import HOST
from tests.live.programs import Program, Visitor


class Terminal(Conversation):
    """A program in a terminal of its own, as a person has it before them."""

    def __init__(self, argv: list[str], name: str) -> None:
        super().__init__(name)
        self._keys, theirs = pty.openpty()
        self.process = subprocess.Popen(argv, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
        os.close(theirs)
        self._reader = threading.Thread(target=self._collect, args=(os.fdopen(os.dup(self._keys), "rb"), "\r"), daemon=True)
        self._reader.start()

    def say(self, line: str) -> None:
        os.write(self._keys, line.encode() + b"\r")

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        os.close(self._keys)


class Netcat(Program):
    """nc shows the lines as they come, CR and LF at their ends."""

    def _collect(self, stream: IO[bytes], line_end: str) -> None:
        super()._collect(stream, "\r")


class ByHand(HouseCase):
    """What a newcomer does, with the programs that a newcomer has."""

    def nc(self, channel: str) -> Program:
        nc = Netcat([needs("nc", package="netcat-openbsd"), HOST, str(self.ports[channel])], self.folder)
        self.programs.append(nc)
        self.addCleanup(nc.stop)
        return nc

    def nc_in(self, name: str, channel: str = "office") -> Program:
        person = self.nc(channel)
        person.skip_to(GREETING)
        person.say(name)
        person.expect_exactly([f"* Welcome to {channel}, {name}.", HINT])
        return person

    def telnet(self, channel: str = "office") -> Terminal:
        program = needs("telnet", package="telnet")
        terminal = Terminal([program, HOST, str(self.ports[channel])], "telnet")
        self.addCleanup(terminal.stop)
        terminal.skip_to(GREETING)
        return terminal

    def test_a_visit_by_nc(self) -> None:
        self.serve()
        ann = self.nc("lobby")
        ann.expect_exactly(["* Welcome to lobby: all 20 seats are free.", GREETING])
        ann.say("ann")
        ann.expect_exactly(["* Welcome to lobby, ann.", HINT, "* ann has joined lobby."])
        bob = self.nc_in("bob", "lobby")
        bob.expect("* bob has joined lobby.")
        ann.expect("* bob has joined lobby.")
        ann.say("hello")
        for person in (ann, bob):
            person.expect("ann: hello")
        bob.say("/whisper ann psst")
        bob.expect("[whisper to ann] psst")
        ann.expect("[whisper from bob] psst")
        ann.say("/switch lounge")
        ann.expect_exactly(["* Welcome to lounge, ann.", HINT, "* ann has joined lounge."])
        bob.expect("* ann has moved to another channel.")
        bob.say("/quit")
        bob.expect("* Goodbye, come again.")
        bob.close_input()  # nc itself waits for that, or for Enter
        bob.expect_end()

    def test_no_telnet_byte_reaches_nc(self) -> None:
        self.serve()
        ann = self.nc_in("ann", "lobby")
        ann.say("/list")
        ann.skip_to("* In office, all 2 seats are free.")
        self.assertNotIn("\\xff", "".join(ann.texts))

    def test_a_visit_by_telnet(self) -> None:
        self.serve()
        ann = self.telnet()
        ann.say("ann")
        ann.skip_to("* Welcome to office, ann.")
        ann.skip_to("* ann has joined office.")
        bob = self.nc_in("bob")
        bob.expect("* bob has joined office.")
        ann.skip_to("* bob has joined office.")
        ann.say("grüß dich")
        bob.expect("ann: grüß dich")
        ann.skip_to("ann: grüß dich")
        ann.say("/quit")
        ann.skip_to("* Goodbye, come again.")
        bob.expect("* ann has left office.")
        self.assertIn(ann.process.wait(PATIENCE), (0, 1))  # one telnet calls it success, another does not

    def test_the_waiting_line_with_two_seats(self) -> None:
        """Two nc and one telnet: the third is next, the fourth has one ahead, and a kick moves the line."""
        server = self.serve(console=True)
        ann = self.nc_in("ann")
        ann.expect("* ann has joined office.")
        bob = self.telnet()
        bob.say("bob")
        bob.skip_to("* bob has joined office.")
        ann.expect("* bob has joined office.")
        carol = self.nc("office")
        carol.expect("* Welcome to office: all 2 seats are taken, and nobody is waiting.")
        carol.expect(GREETING)
        carol.say("carol")
        carol.expect_exactly(
            [
                "* Welcome to office, carol.",
                HINT,
                "* You are in the waiting line for office: 0 people are ahead of you, you are next.",
            ]
        )
        dave = self.nc_in("dave")
        dave.expect("* You are in the waiting line for office: 1 person is ahead of you.")
        carol.say("am I in?")
        carol.expect("* You are waiting for a seat (0 ahead, you are next). You can /list, /switch or /quit meanwhile.")

        server.say("/kick office:ann too loud")
        ann.expect_exactly(
            [
                "* You were kicked from office by operator (too loud).",
                "* You may come back: connect again to join the end of the line.",
            ]
        )
        ann.close_input()
        ann.expect_end()
        bob.expect("* ann was kicked by operator (too loud).")
        bob.expect("* carol has joined office.")
        carol.expect("* carol has joined office.")
        dave.expect("* You are in the waiting line for office: 0 people are ahead of you, you are next.")
        carol.say("hello")
        carol.expect("carol: hello")
        bob.expect("carol: hello")
        dave.say("/quit")
        dave.expect("* Goodbye, come again.")

    def test_a_browser_is_answered_once_and_closed(self) -> None:
        self.serve()
        ann = self.enter("ann")
        ann.expect("* ann has joined lobby.")
        browser = Visitor(self.ports["lobby"], "browser", introduce=False)
        self.addCleanup(browser.stop)
        browser.skip_to(GREETING)
        browser.say_bytes(b"GET / HTTP/1.1\r\nHost: chat\r\n\r\n")
        browser.skip_to("HTTP/1.1 400 Bad Request")
        browser.skip_to(re.compile("This is a chat server, not a web site.*"))
        ann.say("nothing seen")
        ann.expect("ann: nothing seen")


class Operator(HouseCase):
    """`--console`: the operator's commands on standard input (G606)."""

    def test_mute_empty_and_the_end_of_the_input(self) -> None:
        server = self.serve(console=True)
        ann, bob = self.enter("ann"), self.enter("bob")
        ann.skip_to("* bob has joined lobby.")
        bob.expect("* bob has joined lobby.")
        server.say("/mute lobby:ann 60")
        server.skip_to("[Server message (T)] Muted ann for 60 seconds.")
        ann.expect("* You have been muted for 1 minute by operator.")
        ann.expect("* Until then nobody sees what you write. Commands still work.")
        bob.expect("* ann has been muted for 1 minute by operator.")
        server.say("mute lobby ann 0")
        server.skip_to("[Server message (T)] Invalid mute time.")
        server.say("/empty nowhere")
        server.skip_to("[Server message (T)] nowhere does not exist.")
        server.say("/emtpy lobby")
        server.skip_to("[Server message (T)] There is no command emtpy. Did you mean empty?")
        server.say("/empty lobby")
        server.skip_to("[Server message (T)] lobby has been emptied.")
        for person in (ann, bob):
            person.skip_to("* Everybody was sent out of lobby by operator.")
            person.skip_to("* You may come back: connect again to join the end of the line.")
            person.expect_end()
        server.close_input()
        self.enter("ann").expect("* ann has joined lobby.")

    def test_without_the_option_standard_input_is_not_read(self) -> None:
        server = self.serve()
        server.say("/shutdown")
        server.close_input()
        self.enter("ann").expect("* ann has joined lobby.")
