"""G707-G709: files between people who have nothing but a line, curl and nc, with a real server."""

import hashlib
import random
import re
import time

from tests.live.sharing import SharingCase

MIB = 1024 * 1024
CONTENT = random.Random(7).randbytes(3 * MIB + 17)


class Curl(SharingCase):
    """curl brings it, curl fetches it."""

    def setUp(self) -> None:
        super().setUp()
        self.open_house()

    def test_from_curl_to_curl(self) -> None:
        self.file(CONTENT)
        up, down = self.offer()
        fetching = self.run_program("curl", "-fsSOJ", self.url(down), cwd=self.theirs)
        status, said = self.finish(self.run_program("curl", "-fsS", "-T", "notes.bin", self.url(up)))
        self.assertEqual(status, 0, said)
        self.assertIn(f"bob has it: {len(CONTENT)} bytes, SHA-256 {hashlib.sha256(CONTENT).hexdigest()}", said)
        self.assertEqual(self.finish(fetching)[0], 0)
        self.assertEqual((self.theirs / "notes.bin").read_bytes(), CONTENT)
        self.assert_arrived("notes.bin", CONTENT)

    def test_from_nc_to_nc(self) -> None:
        self.file(CONTENT)
        up, down = self.offer()
        sending = self.shell(f"{{ echo {up} $(wc -c < notes.bin); cat notes.bin; }} | nc 127.0.0.1 {self.file_port}")
        self.assertEqual(self.finish(self.shell(f"echo {down} | nc 127.0.0.1 {self.file_port} > got", cwd=self.theirs))[0], 0)
        status, said = self.finish(sending)
        self.assertEqual((status, said.startswith("bob has it: 3145745 bytes")), (0, True), said)
        self.assertEqual((self.theirs / "got").read_bytes(), CONTENT)
        self.assert_arrived("notes.bin", CONTENT)

    def test_from_nc_that_does_not_say_the_size(self) -> None:
        self.file(CONTENT)
        up, down = self.offer()
        sending = self.shell(f"{{ echo {up}; cat notes.bin; }} | nc 127.0.0.1 {self.file_port}")
        self.assertEqual(self.finish(self.run_program("curl", "-fsSOJ", self.url(down), cwd=self.theirs))[0], 0)
        self.assertEqual(self.finish(sending)[0], 0)
        self.assertEqual((self.theirs / "notes.bin").read_bytes(), CONTENT)
        self.assert_arrived("notes.bin", CONTENT)

    def test_a_stream_of_unknown_length(self) -> None:
        self.file(CONTENT)
        up, down = self.offer()
        sending = self.shell(f"cat notes.bin | curl -fsS -T - {self.url(up)}")
        self.assertEqual(self.finish(self.shell(f"echo {down} | nc -N 127.0.0.1 {self.file_port} > got", cwd=self.theirs))[0], 0)
        self.assertEqual(self.finish(sending)[0], 0)
        self.assertEqual((self.theirs / "got").read_bytes(), CONTENT)
        self.assert_arrived("notes.bin", CONTENT)

    def test_an_empty_file(self) -> None:
        self.file(b"")
        up, down = self.offer()
        fetching = self.run_program("curl", "-fsSOJ", self.url(down), cwd=self.theirs)
        self.assertEqual(self.finish(self.run_program("curl", "-fsS", "-T", "notes.bin", self.url(up)))[0], 0)
        self.assertEqual(self.finish(fetching)[0], 0)
        self.assertEqual((self.theirs / "notes.bin").read_bytes(), b"")
        self.assert_arrived("notes.bin", b"")

    def test_curl_goes_on_after_it_was_killed(self) -> None:
        content = CONTENT * 8
        self.file(content)
        up, down = self.offer()
        line = ("curl", "-fsS", "-C", "-", "-o", "notes.bin", f"{self.url(down)}?from=0")
        sending = self.run_program("curl", "-sS", "-T", "notes.bin", self.url(up))
        getting = self.run_program(*line[:1], "--limit-rate", "2M", *line[1:], cwd=self.theirs)
        part = self.theirs / "notes.bin"
        while not (part.exists() and part.stat().st_size > 500_000):
            self.assertIsNone(getting.poll())
            time.sleep(0.02)
        getting.kill()
        self.finish(getting)
        self.assertIn("type the same line again", self.finish(sending)[1])
        self.ann.skip_to(re.compile(r"\* The transfer of notes\.bin has broken off after .*"))
        going_on = self.run_program(*line, cwd=self.theirs)
        self.ann.skip_to(re.compile(r"\* bob has .* of notes\.bin already\. .*"))
        self.assertEqual(self.finish(self.run_program("curl", "-fsS", "-T", "notes.bin", self.url(up)))[0], 0)
        self.assertEqual(self.finish(going_on)[0], 0)
        self.assertEqual(part.read_bytes(), content)
        self.assert_arrived("notes.bin", content)

    def test_a_code_works_once(self) -> None:
        self.test_an_empty_file()
        # whatever was shown in the chat is worth nothing any more
        status, said = self.finish(self.run_program("curl", "-sS", "-w", "%{http_code}", self.url("x" * 24)))
        self.assertEqual((status, said[-3:]), (0, "404"))
