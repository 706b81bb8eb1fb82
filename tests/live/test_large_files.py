"""A large file passes through a server that stays small, and nobody who talks notices (G707). CHATROOM_FILE_MIB sets the size:

CHATROOM_FILE_MIB=1024 python -m pytest tests/live/test_large_files.py -s
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import time
from pathlib import Path

from twisted.trial.unittest import SkipTest

from tests.live.hearing import PATIENCE
from tests.live.sharing import SharingCase
from tests.live.test_slow_reader import Watch, resident

MIB = 1024 * 1024
SIZE = int(os.environ.get("CHATROOM_FILE_MIB", "64"))
GROWTH = 8 * MIB
CLIENT = """
import sys
from twisted.internet.task import react
from chatroom.client.files import Folder
from chatroom.client.offered import bring, fetch
what, url, path = sys.argv[1:]
if what == "bring":
    react(bring, (url, path.encode()))
react(fetch, (url, Folder(path.encode()), "got"))
"""

FROM_NC = "{{ echo {up} $(wc -c < notes.bin); cat notes.bin; }} | nc 127.0.0.1 {port}"


class Large(SharingCase):
    """From client to client, to curl, and from nc."""

    def setUp(self) -> None:
        super().setUp()
        if not Path("/proc/self/status").exists():
            raise SkipTest("needs /proc to see how much memory the server holds")
        self.open_house()
        self.source = self.folder / "notes.bin"
        digest = hashlib.sha256()
        with self.source.open("wb") as file:
            for number in range(SIZE):
                block = hashlib.sha256(b"%d" % number).digest() * (MIB // 32)
                file.write(block)
                digest.update(block)
        self.digest = digest.hexdigest()
        self.lags: list[float] = []

    def bystander(self, over: threading.Event) -> None:
        """carl talks all the time, to himself, and takes down how long each line needs."""
        carl = self.enter("carl")
        carl.skip_to("* carl has joined lobby.")
        count = 0
        while not over.is_set():
            began = time.monotonic()
            carl.say(f"line {count}")
            carl.skip_to(f"carl: line {count}")
            self.lags.append(time.monotonic() - began)
            count += 1
            over.wait(0.005)

    def pass_through(self, send: str, get: str) -> None:
        """`send` and `get` are lines for a shell, with {up}, {down} and so on."""
        up, down = self.offer()
        names = {
            "up": up, "down": down, "url": f"http://127.0.0.1:{self.file_port}/t", "port": self.file_port,
            "client": f"{sys.executable} {self.script()}",
        }  # fmt: skip
        over = threading.Event()
        talk = threading.Thread(target=self.bystander, args=(over,))
        talk.start()
        while len(self.lags) < 20:
            time.sleep(0.01)
        before = resident(self.server)
        self.lags.clear()
        watch = Watch(self.server)
        began = time.monotonic()
        getting, sending = self.shell(get.format(**names), cwd=self.theirs), self.shell(send.format(**names))
        for program in (sending, getting):
            self.assertEqual(program.wait(PATIENCE + SIZE), 0)
        seconds = time.monotonic() - began
        grown = watch.end() - before
        over.set()
        talk.join()
        (got,) = self.theirs.iterdir()
        with got.open("rb") as file:
            self.assertEqual(hashlib.file_digest(file, "sha256").hexdigest(), self.digest)
        got.unlink()
        for person in (self.ann, self.bob):
            person.skip_to(f"* notes.bin from ann has reached bob: {SIZE * MIB} bytes.")
            person.expect(f"* Its SHA-256: {self.digest}")
        self.assertLess(grown, GROWTH)
        self.report(seconds, grown)

    def report(self, seconds: float, grown: int) -> None:
        """What was measured. How fast people are answered is judged only where somebody has asked for a measurement."""
        lags = sorted(self.lags)
        p99 = lags[int(len(lags) * 0.99)] * 1000
        name = self.id().rpartition("test_")[2]
        print(f"\n{SIZE} MiB {name}: {seconds:.1f} s, server +{grown / MIB:.1f} MiB, p99 of {len(lags)} lines {p99:.1f} ms")
        if "CHATROOM_FILE_MIB" in os.environ:
            self.assertLess(p99, 50.0)

    def script(self) -> Path:
        path = self.folder / "carry.py"
        path.write_text(CLIENT)
        return path

    def test_from_client_to_client(self) -> None:
        self.pass_through("{client} bring {url}/{up} notes.bin", "{client} fetch {url}/{down} .")

    def test_from_client_to_curl(self) -> None:
        self.pass_through("{client} bring {url}/{up} notes.bin", "curl -fsSOJ {url}/{down}")

    def test_from_nc_to_client(self) -> None:
        self.pass_through(FROM_NC, "{client} fetch {url}/{down} .")

    def test_from_curl_to_curl(self) -> None:
        self.pass_through("curl -fsS -T notes.bin {url}/{up}", "curl -fsSOJ {url}/{down}")

    def test_from_nc_to_nc(self) -> None:
        self.pass_through(FROM_NC, "echo {down} | nc 127.0.0.1 {port} > got")
