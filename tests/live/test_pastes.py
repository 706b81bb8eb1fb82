"""G407: a paste that is too long, between people who have nothing but nc and curl, with a real server."""

import hashlib
import re

from tests.live.needs import needs
from tests.live.ports import HOST, free_ports
from tests.live.programs import command
from tests.live.sharing import SharingCase
from tests.live.test_plain_talking import Netcat

LINES = [f"{n:2} lines, {n * n} in the square, \u20ac{n}" for n in range(56)]
LINES[40:40] = ["", "\tif n:", "    /* source */", "\t    // code "]
REST = "".join(f"{line}\n" for line in LINES[20:]).encode()


class Paste(SharingCase):
    """carol pastes sixty lines into her nc."""

    def setUp(self) -> None:
        super().setUp()
        (self.json,) = free_ports(1)
        self.open_house(keys=f"json: {{port: {self.json}, host: 127.0.0.1}}")
        self.carol = Netcat([needs("nc", package="netcat-openbsd"), HOST, str(self.ports["lobby"])], self.folder)
        self.programs.append(self.carol)
        self.addCleanup(self.carol.stop)
        self.carol.say("carol")
        self.carol.skip_to("* carol has joined lobby.")
        self.bob.skip_to("* carol has joined lobby.")
        self.ann.skip_to("* carol has joined lobby.")

    def paste(self) -> str:
        """The number of the offer."""
        self.carol.say("\n".join(LINES))
        said = [f"carol: {line.strip()}" for line in LINES[:20]]
        for person in (self.ann, self.bob, self.carol):
            person.expect_exactly(said)
        self.carol.expect(
            "* 20 lines at once are the most, so the other 40 were not said. /paste offers them to everybody in lobby as a file, "
            "within 10 minutes; /paste drop forgets them."
        )
        self.carol.say("/paste")
        offered = self.carol.skip_to(re.compile(r"\* You offer .*")).text
        match = re.match(r"\* You offer paste-carol-1\.txt, 40 lines, .*, to everybody in lobby, as number (\d+)\. ", offered)
        assert match is not None, offered
        self.carol.expect(f"* Its SHA-256: {hashlib.sha256(REST).hexdigest()}")
        return match[1]

    def test_twenty_are_said_and_the_rest_is_a_file(self) -> None:
        number = self.paste()
        for person in (self.ann, self.bob):
            person.skip_to(re.compile(rf"\* carol offers you paste-carol-1\.txt .* Type /accept {number} .*"))
            person.expect(f"* Its SHA-256: {hashlib.sha256(REST).hexdigest()}")
            person.say(f"/accept {number}")
        by_curl, by_nc = self.code(self.ann, "curl -OJ"), self.code(self.bob, "curl -OJ")
        self.assertEqual(self.finish(self.run_program("curl", "-fsSOJ", self.url(by_curl), cwd=self.theirs)), (0, ""))
        self.assertEqual((self.theirs / "paste-carol-1.txt").read_bytes(), REST)
        self.carol.skip_to(f"* paste-carol-1.txt from carol has reached ann: {len(REST)} bytes.")
        fetching = self.shell(f"echo {by_nc} | nc {HOST} {self.file_port} > got", cwd=self.theirs)
        self.assertEqual(self.finish(fetching)[0], 0)
        self.assertEqual((self.theirs / "got").read_bytes(), REST)
        self.carol.skip_to(f"* paste-carol-1.txt from carol has reached bob: {len(REST)} bytes.")
        self.carol.say("and all is well")  # neither muted nor thrown out
        for person in (self.ann, self.bob):
            person.skip_to("carol: and all is well")

    def test_the_terminal_client_takes_it(self) -> None:
        folder = self.folder / "downloads"
        folder.mkdir()
        argv = [*command("chatroom"), "client", f"{HOST}:{self.json}", "dave", "--plain", "--listen", "--accept-files"]
        dave = self.start([*argv, "--downloads", str(folder)])
        dave.close_input()
        for person in (self.ann, self.bob, self.carol):
            person.skip_to("* dave has joined lobby.")
        self.paste()
        self.carol.skip_to(f"* paste-carol-1.txt from carol has reached dave: {len(REST)} bytes.")
        self.assertEqual((folder / "paste-carol-1.txt").read_bytes(), REST)
