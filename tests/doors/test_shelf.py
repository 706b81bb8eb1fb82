"""A paste that was too long, at the port of files: the house brings it itself, to each who has taken it. G407."""

from __future__ import annotations

import gc
from hashlib import sha256

from twisted.trial.unittest import SynchronousTestCase

from chatroom.doors.crossing import Unwelcome
from chatroom.doors.shelf import PIECE, Shelf
from chatroom.rules import pastes
from chatroom.rules.offers import Offer
from chatroom.words import files as f
from chatroom.words.files import Ending
from chatroom.words.pastes import OfferPaste
from tests.doors.carriers import CarrierCase, Wire
from tests.doors.test_handover import head
from tests.fakes import Visitor

LINE = "x" * 99
CONTENT = f"{LINE}\n".encode() * 2000  # several pieces
SHA256 = sha256(CONTENT).hexdigest()


class Shelves(CarrierCase):
    """alice has pasted 2020 lines and offers the rest."""

    def setUp(self) -> None:
        super().setUp()
        self.carol = self.place.enter("carol")
        for _ in range(2020):
            self.alice.say(LINE)
        self.alice.ask(OfferPaste())
        for visitor in (self.alice, self.bob, self.carol):
            visitor.hear()

    def code(self, who: Visitor) -> str:
        who.ask(f.AcceptFile())
        (ready,) = self.told(who, f.DownloadReady)
        return ready.code  # type: ignore[no-any-return]

    def get(self, code: str, more: str = "") -> bytes:
        return f"GET /t/{code} HTTP/1.1\r\nHost: a\r\n{more}\r\n".encode()

    async def test_with_http_and_with_nc(self) -> None:
        self.assertGreater(len(CONTENT), 3 * PIECE)
        code = self.code(self.bob)
        status, headers, _ = head(await self.answer(f"HEAD /t/{code} HTTP/1.1\r\nHost: a\r\n\r\n".encode()))
        self.assertEqual((status, headers["content-length"], headers["content-sha256"]), (200, str(len(CONTENT)), SHA256))
        status, headers, body = head(await self.answer(self.get(code)))
        self.assertEqual((status, body), (200, CONTENT))
        self.assertIn('filename="paste-alice-1.txt"', headers["content-disposition"])
        self.assertEqual(await self.answer(f"{self.code(self.carol)}\n".encode()), CONTENT)
        await self.until(lambda: len(self.realm.offers) == 1)
        for who, names in ((self.alice, ["bob", "carol"]), (self.bob, ["bob"]), (self.carol, ["carol"])):
            arrived = self.told(who, f.FileArrived)
            self.assertEqual([(event.to, event.size, event.sha256) for event in arrived], [
                (name, len(CONTENT), SHA256) for name in names
            ])  # fmt: skip
        self.place.pass_time(2)
        self.assertEqual(len(self.realm.offers), 0)

    async def test_a_code_is_for_fetching_and_opens_once(self) -> None:
        code = self.code(self.bob)
        self.assertEqual(head(await self.answer(f"PUT /t/{code} HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi".encode()))[0], 405)
        self.assertEqual(head(await self.answer(self.get(code)))[2], CONTENT)
        await self.until(lambda: len(self.realm.offers) == 1)
        self.assertEqual(head(await self.answer(self.get(code)))[0], 404)

    async def test_from_any_byte_that_has_come_through(self) -> None:
        code = self.code(self.bob)
        self.assertEqual(head(await self.answer(self.get(code, "Range: bytes=5-\r\n")))[0], 416)
        self.assertEqual(head(await self.answer(self.get(code)))[2], CONTENT)

    async def test_who_does_not_read_is_not_pushed_and_may_come_again(self) -> None:
        """Nothing but the receiver's connection can break; whichever way it asked, it can ask again."""
        code = self.code(self.bob)
        deaf = await self.wire()
        deaf.transport.pauseProducing()
        deaf.transport.write(self.get(code))
        (offer,) = (one for one in self.realm.offers if one.is_copy)
        await self.until(lambda: offer.done)
        deaf.transport.abortConnection()
        await self.until(lambda: offer.stage.value != "moving")
        self.assertEqual([type(event) for event in self.bob.hear()], [f.FileBroke])
        self.assertEqual(self.alice.hear(), [])
        self.assertEqual(head(await self.answer(self.get(code)))[2], CONTENT)

    async def test_nothing_of_it_stays_once_it_has_arrived(self) -> None:
        """Nor waits for the collector, which in a quiet house comes by after days."""
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)
        self.assertEqual(len(self.held()), 1)
        for visitor in (self.bob, self.carol):
            await self.answer(self.get(self.code(visitor)))
        await self.until(lambda: len(self.realm.offers) == 1)
        self.assertEqual(self.site.depot._crossings, {})
        self.place.pass_time(2)
        self.assertEqual(self.held(), [])

    def held(self) -> list[Offer]:
        """alice's offers that are in memory, those of this test alone."""
        offers = [thing for thing in gc.get_objects() if isinstance(thing, Offer)]
        return [offer for offer in offers if offer.sender is self.alice.session.who]

    async def test_nothing_of_it_stays_once_it_is_taken_back(self) -> None:
        await self.answer(f"HEAD /t/{self.code(self.carol)} HTTP/1.1\r\n\r\n".encode())
        getting = await self.deaf(self.code(self.bob))
        self.assertEqual(len(self.site.depot._crossings), 2)
        self.alice.ask(f.CancelFile())
        self.assertEqual(self.site.depot._crossings, {})
        getting.transport.abortConnection()
        await getting.ended

    async def test_it_is_cut_when_it_is_taken_back(self) -> None:
        code = self.code(self.bob)
        getting = await self.deaf(code)
        self.alice.ask(f.CancelFile())
        await self.until(lambda: not self.site._open)
        getting.transport.resumeProducing()
        await getting.ended
        self.assertLess(len(getting.heard), len(CONTENT) + 1000)
        self.assertEqual([event.why for event in self.told(self.bob, f.OfferEnded)], [Ending.CANCELLED])
        self.assertEqual(len(self.realm.offers), 0)

    async def deaf(self, code: str) -> Wire:
        wire = await self.wire()
        wire.transport.pauseProducing()
        wire.transport.write(f"{code}\n".encode())
        offer = self.realm.offers.find(code)
        assert offer is not None
        await self.until(lambda: offer.done)
        return wire


class Pressure(SynchronousTestCase):
    """It is handed over as fast as it is taken."""

    def setUp(self) -> None:
        self.taken: list[bytes] = []
        self.full_after = 1
        self.shelf = Shelf(self, bytes(range(256)) * 1000, 10)  # type: ignore[arg-type]

    def received(self, data: bytes) -> None:
        self.taken.append(data)
        if len(self.taken) == self.full_after:
            self.shelf.pause()

    def test_a_piece_at_a_time(self) -> None:
        self.shelf.go()
        self.assertEqual([len(piece) for piece in self.taken], [PIECE])
        self.full_after = 3
        self.shelf.resume()
        self.assertEqual(len(self.taken), 3)
        self.shelf.resume()
        self.assertEqual(b"".join(self.taken), (bytes(range(256)) * 1000)[10:])

    def test_nothing_comes_after_the_end(self) -> None:
        self.shelf.go()
        self.shelf.fail(Unwelcome(410, ""))
        self.shelf.resume()
        self.assertEqual(len(self.taken), 1)


class Largest(CarrierCase):
    """As much as may wait."""

    async def test_it_arrives_whole(self) -> None:
        for _ in range(20):
            self.alice.say("x")
        for _ in range(pastes.EACH // 512):
            self.alice.say("\u20ac" * 170 + "x")
        self.alice.ask(OfferPaste())
        self.bob.ask(f.AcceptFile())
        (ready,) = self.told(self.bob, f.DownloadReady)
        body = await self.answer(f"{ready.code}\n".encode())
        self.assertEqual(body, ("\u20ac" * 170 + "x\n").encode() * (pastes.EACH // 512))
        self.assertEqual((len(body), sha256(body).hexdigest()), (pastes.EACH, ready.sha256))
