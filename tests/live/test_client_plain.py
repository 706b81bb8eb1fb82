"""`chatroom client --plain` as people run it: in pipes, at a simple terminal, over a line that breaks; and why it ends."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import time

from tests.live.client_house import ClientCase, Proxy
from tests.live.hearing import PATIENCE
from tests.live.ports import HOST, free_ports
from tests.live.programs import ROOT, command

AWAY = 20.0 if os.environ.get("CHATROOM_LONG") else 2.0  # seconds without a line


class Pipes(ClientCase):
    """Lines in, lines out (G801)."""

    def test_what_comes_from_a_pipe_is_said_and_its_end_is_the_end(self) -> None:
        self.open()
        bob = self.enter("bob")
        client = self.client()
        client.say("hello")
        client.say("/list")
        client.close_input()
        self.assertEqual(client.end(), 0)
        bob.skip_to("ann: hello")
        bob.expect("* ann has left lobby.")
        client.skip_to("ann: hello")
        client.expect("* In lobby, 2 of 20 seats are taken. You are here.")
        self.assertEqual(client.errors, [])

    def test_answers_come_first_and_the_rest_is_said(self) -> None:
        self.open()
        bob = self.enter("bob")
        client = self.start([*command("chatroom"), "client", "--plain"])
        for line in ("", str(self.json), "ann", "hello", "there"):
            client.say(line)
        client.close_input()
        client.expect("Enter server IP address (default: 127.0.0.1): ")
        client.expect("Enter server port (default: 5555): ")
        client.expect("Enter your username: ")
        self.assertEqual(client.end(), 0)
        bob.skip_to("ann: hello")
        bob.expect("ann: there")

    def test_a_long_file_loses_no_line(self) -> None:
        self.open("flood: {burst: 2, rate: 20, paste: 3, gap: 0.3}")
        bob = self.enter("bob")
        client = self.client()
        for number in range(40):
            client.say(f"line {number}")
        client.close_input()
        self.assertEqual(client.end(), 0)
        bob.skip_to("* ann has joined lobby.")
        bob.expect_exactly(f"ann: line {number}" for number in range(40))

    def test_it_waits_for_a_seat(self) -> None:
        self.open()
        guests = [self.enter(name, "office") for name in ("bob", "eve")]
        client = self.client("--join", "office")
        client.say("at last")
        client.close_input()
        client.skip_to("* You are in the waiting line for office: 0 people are ahead of you, you are next.")
        guests[0].say("/quit")
        self.assertEqual(client.end(), 0)
        guests[1].skip_to("ann: at last")

    def test_listening_goes_on_after_the_end_of_the_input(self) -> None:
        self.open()
        client = self.client("--listen")
        client.close_input()
        client.skip_to("* ann has joined lobby.")
        bob = self.enter("bob")
        bob.say("anybody?")
        client.skip_to("bob: anybody?")
        self.assertTrue(client.running)

    def test_a_pipe_has_no_bell_and_marks_as_they_were_typed(self) -> None:
        self.open()
        client = self.client("--listen")
        client.skip_to("* ann has joined lobby.")
        self.enter("bob").say("@ann: *now* :wave:")
        client.expect("* bob has joined lobby.")
        client.expect("bob: @ann: *now* :wave:")

    def test_for_ears(self) -> None:
        self.open()
        client = self.client("--screen-reader", "--listen")
        client.skip_to("ann has joined lobby.")
        self.enter("bob").say("hi")
        client.skip_to("bob says: hi")

    def test_a_reader_that_goes(self) -> None:
        self.open()
        bob = self.enter("bob")
        words = " ".join([*command("chatroom"), "client", f"{HOST}:{self.json}", "ann", "--plain", "--listen"])
        reader = self.start(["sh", "-c", f"{words} | {{ head -n 5; exec <&-; echo it has gone; }}"])
        reader.skip_to("it has gone")
        bob.skip_to("* ann has joined lobby.")
        bob.say("one")
        bob.skip_to("* ann has left lobby.")
        self.assertEqual(reader.end(), 0)


class Broken(ClientCase):
    """The line breaks and comes back (G804)."""

    def test_back_in_the_room_and_each_line_once(self) -> None:
        self.open()
        bob = self.enter("bob")
        proxy = Proxy(self.json)
        self.addCleanup(proxy.vanish)
        client = self.client("--listen", port=proxy.port)
        client.skip_to("* ann has joined lobby.")
        bob.say("before")
        client.expect("bob: before")
        proxy.cut()
        client.expect(re.compile(r"\* The line is lost\. The next try is in \d+ seconds?\."))
        client.skip_to("* The line is back.")
        client.skip_to("* Welcome back: you still have your seat in lobby.")
        bob.say("after")
        client.expect("bob: after")
        self.assertEqual([heard.text for heard in client.heard].count("bob: before"), 1)

    def test_what_was_not_said_yet_is_said_then(self) -> None:
        self.open()
        proxy = Proxy(self.json)
        self.addCleanup(proxy.vanish)
        client = self.client("--listen", port=proxy.port)
        client.skip_to("* ann has joined lobby.")
        proxy.cut()
        client.skip_to("* The line is back.")
        client.skip_to("* Welcome back: you still have your seat in lobby.")
        client.say("here again")
        client.skip_to("ann: here again")

    def test_after_a_while_the_same_seat_the_same_place_and_what_was_missed_once(self) -> None:
        self.open()
        bob, eve, _ = self.enter("bob"), self.enter("eve", "office"), self.enter("dan", "office")
        proxy = Proxy(self.json)
        self.addCleanup(proxy.vanish)
        ann = self.client("--listen", port=proxy.port)
        ann.skip_to("* ann has joined lobby.")
        cid = self.client("--listen", "--join", "office", name="cid", port=proxy.port)
        cid.skip_to("* You are in the waiting line for office: 0 people are ahead of you, you are next.")
        late = self.enter("late", "office")
        late.expect("* You are in the waiting line for office: 1 person is ahead of you.")
        proxy.vanish()
        for lost in (ann, cid):
            lost.skip_to(re.compile(r"\* The line is lost\. .*"))
        for number in range(3):
            bob.say(f"missed {number}")
        time.sleep(AWAY)
        proxy.come_back()
        ann.skip_to("* Welcome back: you still have your seat in lobby.")
        ann.expect("* You have missed 3 lines, which follow now.")
        ann.expect_exactly(f"bob: missed {number}" for number in range(3))
        cid.skip_to("* Welcome back: you still have your place in the waiting line for office.")
        eve.say("/quit")
        cid.skip_to("* cid has joined office.")
        late.expect("* You are in the waiting line for office: 0 people are ahead of you, you are next.")
        bob.say("after")
        ann.skip_to("bob: after")
        heard = [line.text for line in ann.heard if line.text.startswith("bob: ")]
        self.assertEqual(heard, [*(f"bob: missed {number}" for number in range(3)), "bob: after"])


class Endings(ClientCase):
    """One status and one sentence for each (G806)."""

    def seated(self, *arguments: str, name: str = "ann", port: int | None = None) -> None:
        self.ann = self.client("--listen", *arguments, name=name, port=port)
        self.ann.skip_to(f"* {name} has joined lobby.")

    def ended(self, status: int, sentence: str) -> None:
        self.assertEqual(self.ann.end(), status)
        self.assertEqual(self.ann.errors, [sentence])

    def test_by_staff(self) -> None:
        server = self.open(console=True)
        cases = (
            ("/kick lobby:ann too loud", 4, "You were kicked from lobby by operator: too loud."),
            ("/empty lobby", 5, "Everybody was sent out of lobby by operator."),
        )
        for order, status, sentence in cases:
            self.seated()
            server.say(order)
            self.ended(status, sentence)
        self.seated()
        server.say("/ban ann 1h spam")
        self.ended(7, "You were banned from this server for 1 hour by operator: spam.")

    def test_shut_down(self) -> None:
        server = self.open(console=True)
        self.seated()
        server.say("/shutdown back at noon")
        self.ended(8, "The server is shutting down: back at noon. Goodbye.")

    def test_quiet_for_too_long(self) -> None:
        self.open("afk: 2")
        self.seated()
        self.ended(6, "You have been quiet for too long, so your seat in lobby was given away.")

    def test_the_name_is_taken(self) -> None:
        self.open()
        self.enter("ann")
        self.ann = self.client()
        self.ended(9, "ann is taken here. Please try another name, for example ann2.")

    def test_a_registered_name_without_its_password(self) -> None:
        self.open()
        bob = self.enter("bob")
        bob.say("/register bob Correct-Horse-9")
        bob.skip_to("* bob is your account now, and you are signed in. Next time, its password is asked for.")
        self.ann = self.client(name="bob")
        way = "It is asked for on a terminal; a script gives --password-file."
        self.ended(10, f"bob is a registered name and needs its password. {way}")

    def test_with_its_password(self) -> None:
        self.open()
        bob = self.enter("bob")
        bob.say("/register bob Correct-Horse-9")
        bob.skip_to("* bob is your account now, and you are signed in. Next time, its password is asked for.")
        (self.folder / "secret").write_text("Correct-Horse-9\n")
        client = self.client("--password-file", "secret", name="bob")
        client.close_input()
        client.skip_to("* You are signed in as bob (member).")
        self.assertEqual(client.end(), 0)

    def test_the_line_is_lost(self) -> None:
        self.open()
        proxy = Proxy(self.json)
        self.addCleanup(proxy.vanish)
        self.seated("--patience", "0", port=proxy.port)
        proxy.vanish()
        self.ended(3, f"The line to {HOST}:{proxy.port} was lost.")

    def test_nobody_is_there(self) -> None:
        self.ann = self.client()
        self.ended(1, f"There is no chat at {HOST}:{self.json}: Connection refused.")

    def test_the_port_of_a_channel(self) -> None:
        self.open()
        self.ann = self.client(port=self.ports["lobby"])
        self.assertEqual(self.ann.end(), 12)
        self.assertRegex(self.ann.errors[0], r"does not speak the protocol of this client\. Is it the port of a channel\?")


class CommandLine(ClientCase):
    """What is wrong there is said at once, without starting anything."""

    def test_what_will_not_do(self) -> None:
        cases = (
            (["127.0.0.1:99999", "ann"], "The port must be a whole number from 1 to 65535, not '99999'."),
            (["a/b", "ann"], "'a/b' is no host. Write a name or an address, for example 127.0.0.1."),
            (["127.0.0.1", " "], "The name must have a visible character, and fit on one line."),
            ([], "There is nobody to ask. Please give ADDRESS and NAME: chatroom client 127.0.0.1:5555 ann"),
        )
        for arguments, sentence in cases:
            argv = [*command("chatroom"), "client", *arguments]
            done = subprocess.run(
                argv, cwd=self.folder, env={"PYTHONPATH": str(ROOT)}, input=b"", capture_output=True, timeout=PATIENCE
            )
            self.assertEqual(done.returncode, 2)
            self.assertEqual(done.stderr.decode().strip().splitlines()[-1], sentence)


class SimpleTerminals(ClientCase):
    """A terminal that can do nothing but lines (G802, G1104, S2-09, S2-10)."""

    def test_three_questions_with_defaults(self) -> None:
        self.open()
        terminal = self.terminal("--plain", TERM="dumb")
        terminal.wait_for("Enter server IP address (default: 127.0.0.1):")
        terminal.press("Enter")
        terminal.wait_for("Enter server port (default: 5555):")
        terminal.enter("port")
        terminal.wait_for("The port must be a whole number from 1 to 65535, not 'port'.")
        terminal.enter(str(self.json))
        terminal.wait_for("Enter your username:")
        terminal.enter("ann")
        screen = terminal.wait_for("ann has joined lobby.")
        self.assertIn("[SUCCESS] Welcome to chatroom, ann!", screen)
        self.assertIn(f"{'=' * 60}\nchatroom Commands:", screen)
        terminal.wait(lambda screen: screen.rstrip().endswith("You:"), "the prompt")
        terminal.enter("hello")
        terminal.wait_for("ann: hello")
        terminal.enter("/quit")
        terminal.wait_for("status 0")

    def test_forty_columns_without_unicode(self) -> None:
        self.open()
        arguments = (f"{HOST}:{self.json}", "ann")
        terminal = self.terminal(*arguments, width=40, height=12, TERM="dumb", PYTHONIOENCODING="ascii")
        terminal.wait_for("ann has joined lobby.")
        self.enter("bob").say("smile \u263a and a line that is longer than forty columns are")
        screen = terminal.wait_for("forty columns are")
        self.assertIn("bob: smile ? and a line that is longer\n  than forty columns are", screen)

    def test_without_the_extra_it_says_how_to_get_the_full_screen(self) -> None:
        self.open()
        (self.folder / "sitecustomize.py").write_text("import sys\nsys.modules['prompt_toolkit'] = None\n")
        terminal = self.terminal(f"{HOST}:{self.json}", "ann", PYTHONPATH=f"{self.folder}:{ROOT}")
        screen = terminal.wait_for("ann has joined lobby.")
        self.assertIn("Plain mode. For the full screen: python3 -m pip install 'chatroom[client]'", screen)

    def test_a_password_is_not_shown(self) -> None:
        self.open()
        bob = self.enter("bob")
        bob.say("/register bob Correct-Horse-9")
        bob.skip_to("* bob is your account now, and you are signed in. Next time, its password is asked for.")
        terminal = self.terminal(f"{HOST}:{self.json}", "bob", "--plain")
        terminal.wait_for("bob is a registered name.")
        terminal.enter("Correct-Horse-9")
        screen = terminal.wait_for("You are signed in as bob (member).")
        self.assertNotIn("Correct-Horse-9", screen)


class Files(ClientCase):
    """A file from one client to another (docs/protocols/files.md)."""

    def setUp(self) -> None:
        super().setUp()
        [port] = free_ports(1)
        self.open(f'files: {{listen: "{HOST}:{port}", url: "http://{HOST}:{port}"}}')
        (self.folder / "in").mkdir()
        self.content = bytes(range(256)) * 4096
        (self.folder / "photo.jpg").write_bytes(self.content)
        self.sum = hashlib.sha256(self.content).hexdigest()

    def test_offered_accepted_and_kept(self) -> None:
        bob = self.client("--listen", "--downloads", "in", name="bob")
        bob.skip_to("* bob has joined lobby.")
        ann = self.client("--listen")
        ann.skip_to("* ann has joined lobby.")
        ann.say("/send bob photo.jpg")
        bob.skip_to(re.compile(r"\* ann offers you photo\.jpg \(1\.0 MiB\)\. Type /accept 1 .*"))
        bob.expect(f"* Its SHA-256: {self.sum}")
        bob.say("/accept 1")
        bob.skip_to(f"* Saved as in/photo.jpg, 1.0 MiB. SHA-256: {self.sum}")
        ann.skip_to("* photo.jpg from ann has reached bob: 1048576 bytes.")
        self.assertEqual((self.folder / "in" / "photo.jpg").read_bytes(), self.content)

    def test_accepted_by_choice(self) -> None:
        bob = self.client("--listen", "--downloads", "in", "--accept-files", name="bob")
        bob.skip_to("* bob has joined lobby.")
        ann = self.client()
        ann.say("/send bob photo.jpg")
        bob.skip_to(f"* Saved as in/photo.jpg, 1.0 MiB. SHA-256: {self.sum}")
        self.assertEqual((self.folder / "in" / "photo.jpg").read_bytes(), self.content)

    def test_no_such_file(self) -> None:
        ann = self.client("--listen")
        ann.skip_to("* ann has joined lobby.")
        ann.say("/send bob nothing.txt")
        ann.skip_to("* That file cannot be sent: No such file or directory. Please check its path.")
