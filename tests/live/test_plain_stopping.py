"""Stopping and hanging up: signals, the operator's /shutdown, exit statuses, and the second start (G909)."""

import re
import signal
import time

from tests.live.house import HouseCase

GOODBYE = "* The server is shutting down. Goodbye."


class Stopping(HouseCase):
    """People are told, the process ends with status 0 within 5 seconds, and the next one binds at once."""

    def stop_with(self, number: signal.Signals) -> None:
        server = self.serve()
        ann = self.enter("ann", "office")
        ann.expect("* ann has joined office.")
        bob = self.enter("bob", "office")
        bob.expect("* bob has joined office.")
        waiter = self.enter("carol", "office")
        waiter.expect("* You are in the waiting line for office: 0 people are ahead of you, you are next.")
        ann.expect("* bob has joined office.")
        began = time.monotonic()
        server.process.send_signal(number)
        for visitor in (ann, bob, waiter):
            visitor.expect(GOODBYE)
            visitor.expect_end()
        self.assertEqual(server.end(), 0)
        self.assertLess(time.monotonic() - began, 5)
        began = time.monotonic()
        self.serve()
        self.assertLess(time.monotonic() - began, 5)
        self.enter("ann", "office").expect("* ann has joined office.")

    def test_sigterm(self) -> None:
        self.stop_with(signal.SIGTERM)

    def test_sigint(self) -> None:
        self.stop_with(signal.SIGINT)

    def test_a_visitor_who_does_not_read_holds_nothing_up(self) -> None:
        server = self.serve()
        deaf = self.enter("deaf", "office")
        began = time.monotonic()
        server.process.terminate()
        self.assertEqual(server.end(), 0)
        self.assertLess(time.monotonic() - began, 5)
        deaf.skip_to(GOODBYE)

    def test_shutdown_by_the_operator(self) -> None:
        server = self.serve(console=True)
        ann = self.enter("ann")
        ann.expect("* ann has joined lobby.")
        server.say("/shutdown back at noon")
        ann.expect("* The server is shutting down (back at noon). Goodbye.")
        ann.expect_end()
        self.assertEqual(server.end(), 0)


class HangingUp(HouseCase):
    """SIGHUP ends nothing; the log says what a restart would change."""

    def test_says_what_would_change_and_serves_on(self) -> None:
        server = self.serve()
        ann = self.enter("ann")
        ann.expect("* ann has joined lobby.")
        old = self.config.read_text()
        self.config.write_text(old.replace("capacity: 20", "capacity: 30").replace("name: lounge", "name: cellar"))
        server.process.send_signal(signal.SIGHUP)
        server.skip_to(re.compile(".*SIGHUP: a restart would change lobby: capacity 20 -> 30"))
        server.expect(re.compile(f".*a restart would change cellar: a new channel on port {self.ports['lounge']}"))
        server.expect(re.compile(".*a restart would change lounge: no such channel any more"))
        ann.say("still here")
        ann.expect("ann: still here")

    def test_a_file_with_errors_changes_nothing(self) -> None:
        server = self.serve()
        self.config.write_text("channels: []\n")
        server.process.send_signal(signal.SIGHUP)
        server.skip_to(re.compile(r".*ERROR - SIGHUP: .*channels\.yaml:1: channels: there must be at least one channel"))
        server.expect(re.compile(".*SIGHUP: the configuration has errors; the server goes on with the old one"))
        self.enter("ann").expect("* ann has joined lobby.")

    def test_nothing_new(self) -> None:
        server = self.serve()
        server.process.send_signal(signal.SIGHUP)
        server.skip_to(re.compile(".*SIGHUP: the configuration is sound and has not changed"))
        self.enter("ann").expect("* ann has joined lobby.")
