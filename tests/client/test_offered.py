"""The client's side of an offered file: whole or not at all, on after breaks, and nowhere but in its folder. G708, G709."""

from __future__ import annotations

import os
import stat
from typing import Any

from twisted.internet.defer import Deferred, succeed
from twisted.internet.task import deferLater
from twisted.python.failure import Failure
from twisted.web.client import ResponseDone
from twisted.web.http_headers import Headers

from chatroom.client import offered
from chatroom.client.bodies import Body, FileBody
from chatroom.client.files import Arrival, Folder
from chatroom.client.offered import Ended, NotTransferred, bring, fetch
from chatroom.words import files as f
from chatroom.words.files import Ending
from tests.doors.carriers import CONTENT, SHA256, CarrierCase, Proxy, reactor


class OfferedCase(CarrierCase):
    """A file of alice's, a folder of bob's."""

    def setUp(self) -> None:
        super().setUp()
        self.patch(offered, "PAUSES", (0.01, 0.02, 0.05) * 20)
        self.source = self.folder / "source.bin"
        self.source.write_bytes(CONTENT)
        (self.folder / "theirs").mkdir()
        self.theirs = Folder(bytes(self.folder / "theirs"))

    def names(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "theirs").iterdir())

    async def through(self, breaks: list[int], towards: str) -> Proxy:
        proxy = Proxy(self.number, breaks, towards)
        port = reactor.listenTCP(0, proxy, interface="127.0.0.1")
        self.addCleanup(port.stopListening)
        self.proxy_port = port.getHost().port
        return proxy


class Whole(OfferedCase):
    """Nothing goes wrong."""

    async def test_from_client_to_client(self) -> None:
        offer = self.offer(size=len(CONTENT), sha256=SHA256)
        seen: list[tuple[int, int | None, float]] = []
        getting = fetch(reactor, self.url(offer.down), self.theirs, "notes.bin", progress=lambda *how: seen.append(how))
        sent = await bring(reactor, self.url(offer.up), bytes(self.source))
        got = await getting
        self.assertEqual((sent.size, sent.sha256, got.size, got.sha256), (len(CONTENT), SHA256, len(CONTENT), SHA256))
        self.assertEqual((self.names(), os.path.basename(got.path)), (["notes.bin"], b"notes.bin"))
        self.assertEqual((self.folder / "theirs" / "notes.bin").read_bytes(), CONTENT)
        self.assertEqual(seen[-1][:2], (len(CONTENT), len(CONTENT)))
        self.assertGreater(seen[-1][2], 0)
        (arrived,) = self.told(self.alice, f.FileArrived)
        self.assertEqual((arrived.size, arrived.sha256), (len(CONTENT), SHA256))
        self.assertEqual((self.told(self.bob, f.FileArrived), len(self.realm.offers)), ([arrived], 0))

    async def test_never_over_another_file_unless_asked(self) -> None:
        older = self.folder / "theirs" / "notes.bin"
        for replace, names in ((False, ["notes.1.bin", "notes.bin"]), (True, ["notes.1.bin", "notes.bin"])):
            older.write_bytes(b"older")
            offer = self.offer()
            getting = fetch(reactor, self.url(offer.down), self.theirs, "notes.bin", replace=replace)
            await bring(reactor, self.url(offer.up), bytes(self.source))
            await getting
            self.assertEqual((self.names(), older.read_bytes() == b"older"), (names, not replace))

    async def test_an_empty_file(self) -> None:
        self.source.write_bytes(b"")
        offer = self.offer()
        getting = fetch(reactor, self.url(offer.down), self.theirs, "nothing")
        await bring(reactor, self.url(offer.up), bytes(self.source))
        self.assertEqual(((await getting).size, self.names()), (0, ["nothing"]))

    async def test_hostile_names_stay_in_the_folder(self) -> None:
        self.source.write_bytes(b"x")
        for name in (
            "../x",
            "a/../../x",
            "a\x00b",
            "C:\\x",
            "x" * 300,
            ".",
            "..",
            "nul",
            "CON.txt",
            "a\u202egpj.exe",
            ".profile",
        ):
            offer = self.offer(name)
            getting = fetch(reactor, self.url(offer.down), self.theirs, name)
            await bring(reactor, self.url(offer.up), bytes(self.source))
            path = (await getting).path
            self.assertEqual(os.path.dirname(path), self.theirs.path, name)
            self.assertTrue(stat.S_ISREG(os.stat(path).st_mode))
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["source.bin", "theirs"])
        self.assertEqual(
            [name for name in self.names() if len(name) < 100],
            ["_CON.txt", "_nul", "_profile", "ab", "agpj.exe", "file", "file.1", "x", "x.1", "x.2"],
        )


class TooSoon:
    """Stands in for the Agent of a server that has heard enough after the first piece."""

    code = 410
    headers = Headers()
    taken = 0
    sending: Deferred[None]

    def request(self, method: bytes, url: bytes, headers: Headers | None, body: FileBody) -> Deferred[Any]:
        self.sending = body.startProducing(self)
        return succeed(self)

    def write(self, data: bytes) -> None:
        self.taken += len(data)

    def deliverBody(self, body: Body) -> None:
        body.dataReceived(b"Enough.")
        body.connectionLost(Failure(ResponseDone()))


class Broken(OfferedCase):
    """Cables break, disks are full, people are gone (F32)."""

    async def test_the_receiver_s_cable_breaks_twice(self) -> None:
        proxy = await self.through([200_000, 300_000], "client")
        offer = self.offer(size=len(CONTENT), sha256=SHA256)
        getting = fetch(reactor, self.url(offer.down, self.proxy_port), self.theirs, "notes.bin")
        await bring(reactor, self.url(offer.up), bytes(self.source))
        await getting
        self.assertEqual((proxy.broken, (self.folder / "theirs" / "notes.bin").read_bytes() == CONTENT), (2, True))
        heard = self.alice.hear()
        self.assertEqual(len([event for event in heard if isinstance(event, f.FileBroke)]), 2)
        starts = [event.start for event in heard if isinstance(event, f.UploadAsked)]
        self.assertEqual((len(starts), all(0 < start <= len(CONTENT) for start in starts)), (2, True))

    async def test_the_sender_s_cable_breaks_twice(self) -> None:
        proxy = await self.through([300_000, 200_000], "server")
        offer = self.offer()
        getting = fetch(reactor, self.url(offer.down), self.theirs, "notes.bin")
        await bring(reactor, self.url(offer.up, self.proxy_port), bytes(self.source))
        got = await getting
        self.assertEqual((proxy.broken, got.sha256, (self.folder / "theirs" / "notes.bin").read_bytes()), (2, SHA256, CONTENT))

    async def fails(self, waiting: Any) -> str:
        """The one sentence; and nothing is left."""
        with self.assertRaises(NotTransferred) as caught:
            await waiting
        self.assertEqual((self.names(), self.theirs.unfinished), ([], set()))
        return str(caught.exception)

    async def test_a_full_disk_is_told(self) -> None:
        def full(arrival: Arrival, data: bytes) -> None:
            raise OSError(28, "No space left on device")

        self.patch(Arrival, "write", full)
        offer = self.offer()
        getting = fetch(reactor, self.url(offer.down), self.theirs, "notes.bin")
        sending = bring(reactor, self.url(offer.up), bytes(self.source))
        said = await self.fails(getting)
        self.assertEqual(said, "notes.bin was not transferred: No space left on device.")
        self.bob.ask(f.CancelFile())
        with self.assertRaisesRegex(Ended, r"^The file has not arrived\. The chat says why\.$"):
            await sending

    async def test_a_wrong_hash_is_not_kept(self) -> None:
        offer = self.offer()
        getting = fetch(reactor, self.url(offer.down), self.theirs, "notes.bin", sha256="0" * 64)
        sending = bring(reactor, self.url(offer.up), bytes(self.source))
        self.assertIn(f"its SHA-256 is {SHA256}, but {'0' * 64} was announced", await self.fails(getting))
        await sending  # the server cannot know

    async def test_the_house_lets_no_wrong_hash_through(self) -> None:
        offer = self.offer(size=len(CONTENT), sha256="0" * 64)
        getting = fetch(reactor, self.url(offer.down), self.theirs, "notes.bin")
        sending = bring(reactor, self.url(offer.up), bytes(self.source))
        await self.fails(getting)
        await self.fails(sending)
        self.assertEqual([event.why for event in self.told(self.alice, f.OfferEnded)], [Ending.CHANGED])

    async def test_an_answer_before_the_end_of_the_file_ends_the_sending(self) -> None:
        """Else Twisted told of a file that could not be read, in the middle of the screen."""
        agent = TooSoon()
        self.patch(offered, "Agent", lambda *more, **options: agent)
        self.source.write_bytes(b"x" * 1_000_000)
        self.assertEqual(await self.fails(bring(reactor, "http://h/t/c", bytes(self.source))), "Enough.")
        await deferLater(reactor, 0.05)
        self.assertNoResult(agent.sending)
        self.assertLess(agent.taken, 1_000_000)

    async def test_a_code_that_nobody_knows(self) -> None:
        said = await self.fails(fetch(reactor, self.url("x" * 24), self.theirs, "a"))
        self.assertIn("There is no file under this code", said)
        said = await self.fails(bring(reactor, self.url("x" * 24), bytes(self.source)))
        self.assertIn("There is no file under this code", said)

    async def test_a_file_that_is_not_there(self) -> None:
        offer = self.offer()
        said = await self.fails(bring(reactor, self.url(offer.up), b"/nowhere/at/all"))
        self.assertEqual(said, "/nowhere/at/all was not transferred: No such file or directory.")

    async def test_nobody_listens(self) -> None:
        self.patch(offered, "PAUSES", (0.01,))
        said = await self.fails(fetch(reactor, "http://127.0.0.1:1/t/" + "x" * 24, self.theirs, "a"))
        self.assertIn("Please try again later", said)


class Answer:
    """Of a server: a status and perhaps an offset, without a body."""

    length = 0

    def __init__(self, code: int, offset: bytes = b"") -> None:
        self.code, self.headers = code, Headers({b"Upload-Offset": [offset]})

    def deliverBody(self, body: Body) -> None:
        body.connectionLost(Failure(ResponseDone()))


class Confused(OfferedCase):
    """A server that names a place which is not in the file."""

    async def test_nothing_is_brought_there(self) -> None:
        for offset in (b"abc", b"-1", b"1.5", b"9" * 5000, b"%d" % (len(CONTENT) + 1)):
            asked: list[bytes] = []

            class Server:
                def __init__(self, *about: object, **more: object) -> None:
                    """It is asked by `request` alone."""

                def request(self, method: bytes, *what: object, offset: bytes = offset, asked: list[bytes] = asked) -> Any:
                    asked.append(method)
                    return succeed(Answer(503) if method == b"PUT" else Answer(200, offset))

            self.patch(offered, "Agent", Server)
            with self.assertRaises(NotTransferred):
                await bring(reactor, "http://127.0.0.1:1/t/code", bytes(self.source))
            self.assertEqual(asked, [b"PUT", b"HEAD"])
