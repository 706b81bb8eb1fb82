"""The port of files on the wire: requests, nc, refusals, strictness and what an attacker might try. G707, G708, F32, F33."""

from __future__ import annotations

import re

from chatroom.doors.crossing import LONELY_SECONDS
from chatroom.doors.handover import HEAD_SECONDS, PARTING_SECONDS
from chatroom.rules.offers import OfferLimits
from chatroom.words import files as f
from chatroom.words.files import Ending
from chatroom.words.staff import Ban
from tests.doors.carriers import CONTENT, SHA256, CarrierCase, Wire

NOBODY = "x" * 24


def head(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an HTTP answer."""
    top, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = top.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    return int(first.split()[1]), headers, body


class Pages(CarrierCase):
    """What is answered where no file flows."""

    async def ask(self, request: str) -> tuple[int, dict[str, str], bytes]:
        return head(await self.answer(f"{request} HTTP/1.1\r\nHost: a\r\n\r\n".encode()))

    async def test_a_browser_is_told_in_two_lines_what_this_is(self) -> None:
        status, headers, body = await self.ask("GET /")
        self.assertEqual((status, headers["content-type"], body.count(b"\n")), (200, "text/plain; charset=utf-8", 2))
        self.assertEqual(body.splitlines()[0], b"This is where a chatroom hands over files, each under a code of its own.")

    async def test_whatever_else_is_not_there(self) -> None:
        for path in ("/x", "/t", "/t/", f"/t/{NOBODY}", f"/t/{NOBODY}/x", "/t/%2e%2e", "/../etc/passwd", "/t/a b", "*"):
            status, headers, body = await self.ask(f"GET {path}")
            self.assertIn(status, (400, 404, 405), path)
            if status == 404:
                self.assertNotIn(b"etc", body)
                self.assertEqual(headers["x-content-type-options"], "nosniff")

    async def test_only_three_methods(self) -> None:
        for method in ("POST", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"):
            for path in ("/", f"/t/{NOBODY}"):
                status, headers, _ = await self.ask(f"{method} {path}")
                self.assertEqual((status, headers["allow"]), (405, "GET, HEAD, PUT"))

    async def test_nothing_of_a_request_comes_back(self) -> None:
        for request in ("GET /<script>alert(1)</script>", "<b>X</b> /", f"PUT /t/{NOBODY}?<script>", "GET /t/<img>"):
            answer = await self.answer(f"{request} HTTP/1.1\r\nHost: <i>\r\n\r\n".encode())
            self.assertNotRegex(answer, rb"<(script|b|img|i)>")

    async def test_headers_that_let_a_browser_run_nothing(self) -> None:
        offer = self.offer("a.html")
        for request in ("GET /", "GET /x", f"HEAD /t/{offer.down}"):
            _, headers, _ = await self.ask(request)
            self.assertEqual(headers["x-content-type-options"], "nosniff")
            self.assertIn("default-src 'none'", headers["content-security-policy"])
            self.assertEqual((headers["cache-control"], headers["connection"]), ("no-store", "close"))
        self.assertEqual(headers["content-type"], "application/octet-stream")
        self.assertTrue(headers["content-disposition"].startswith("attachment; "))

    async def test_names_in_a_header(self) -> None:
        for name, value in (
            ("notes.pdf", "attachment; filename=\"notes.pdf\"; filename*=UTF-8''notes.pdf"),
            ('a"b; c\u00e9.txt', "attachment; filename=\"a_b_ c_.txt\"; filename*=UTF-8''a_b%3B%20c%C3%A9.txt"),
            (".bashrc", "attachment; filename=\"_bashrc\"; filename*=UTF-8''_bashrc"),
            ("\u202ea\r\nX: y", "attachment; filename=\"a  X_ y\"; filename*=UTF-8''a%20%20X_%20y"),
        ):
            offer = self.offer(name)
            self.assertEqual((await self.ask(f"HEAD /t/{offer.down}"))[1]["content-disposition"], value)
            self.bob.ask(f.CancelFile(str(offer.number)))

    async def test_what_is_known_of_a_file(self) -> None:
        offer = self.offer(size=12, sha256=SHA256)
        status, headers, body = await self.ask(f"HEAD /t/{offer.down}")
        self.assertEqual((status, headers["content-length"], headers["content-sha256"], body), (200, "12", SHA256, b""))
        self.assertNotIn("upload-offset", (await self.ask(f"HEAD /t/{offer.up}"))[1])
        await self.wire(f"GET /t/{offer.down} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        await self.until(lambda: any(door.end is not None for door in self.site._open))
        self.assertEqual((await self.ask(f"HEAD /t/{offer.up}"))[1]["upload-offset"], "0")


class Strict(CarrierCase):
    """Heads that are too long, too slow, or two things at once."""

    async def test_a_head_has_bounds(self) -> None:
        for flood in (
            b"GET /" + b"a" * 9000,
            b"x" * 9000,
            b"GET / HTTP/1.1\r\n" + b"A: " + b"b" * 8200,
            b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 80,
        ):
            answer = await self.answer(flood + b"\r\n\r\n")
            self.assertNotIn(b"200 OK", answer[:20])

    async def test_a_slow_head_is_cut(self) -> None:
        for begun in (b"", b"GET", b"GET / HTTP/1.1\r\nA: b", b"POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\nx"):
            wire = await self.wire(begun)
            await self.until(lambda: self.site._open)
            self.place.pass_time(HEAD_SECONDS - 1)
            self.assertFalse(wire.ended.called, begun)
            self.place.pass_time(2)
            await wire.ended

    async def test_two_lengths_are_refused(self) -> None:
        offer = self.offer()
        for lengths in (
            "Content-Length: 5\r\nContent-Length: 6",
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Content-Length: -1",
        ):
            answer = await self.answer(f"PUT /t/{offer.up} HTTP/1.1\r\nHost: a\r\n{lengths}\r\n\r\nhello".encode())
            self.assertEqual(head(answer)[0], 400, lengths)
        self.assertEqual(self.realm.offers.find(offer.up), offer)

    async def test_a_second_request_on_a_connection_is_not_heard(self) -> None:
        answer = await self.answer(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertEqual(answer.count(b"HTTP/1.1 200"), 1)

    async def test_who_does_not_go_is_cut(self) -> None:
        wire = await self.wire(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        wire.transport.pauseProducing()  # and so never sees the end
        await self.until(lambda: any(door._parting for door in self.site._open))
        self.place.pass_time(PARTING_SECONDS + 1)
        await self.until(lambda: not self.site._open)
        self.assertFalse(wire.ended.called)
        wire.transport.abortConnection()
        await wire.ended

    async def test_garbage_raises_nothing(self) -> None:
        for garbage in (
            b"\x00\xff\n",
            b"\n\n\n",
            b"\x16\x03\x01\x02\x00\n",
            b"PUT\n\n",
            b"PUT /t/ HTTP/1.1\r\n\r\n",
            b"GET / HTTP/9.9\r\n\r\n",
        ):
            await self.answer(garbage + b"\r\n\r\n")
        self.assertEqual(self.flushLoggedErrors(), [])


class Ends(CarrierCase):
    """The bytes, from any end to any end, and every way in which they do not arrive."""

    async def get(self, code: str, more: str = "") -> Wire:
        wire = await self.wire(f"GET /t/{code}{more} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        await self.until(lambda: any(door.end is not None for door in self.site._open))
        return wire

    def put(self, code: str, length: int, *headers: str) -> bytes:
        lines = "".join(f"{line}\r\n" for line in headers)
        return f"PUT /t/{code} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n{lines}\r\n".encode()

    def over(self, why: Ending) -> None:
        """Both are told, the share of the limits is given back, nothing counts as done."""
        self.assertEqual([event.why for event in self.told(self.alice, f.OfferEnded)], [why])
        self.assertEqual([event.why for event in self.told(self.bob, f.OfferEnded)], [why])
        self.assertEqual(len(self.realm.offers), 0)
        self.assertEqual([event for event in self.place.witnessed if isinstance(event, f.FileArrived)], [])

    async def test_put_and_get(self) -> None:
        offer = self.offer()
        getting = await self.get(offer.down)
        putting = await self.wire(self.put(offer.up, len(CONTENT)) + CONTENT)
        status, headers, body = head(await getting.ended)
        self.assertEqual((status, headers["content-length"], body == CONTENT), (200, str(len(CONTENT)), True))
        status, _, body = head(await putting.ended)
        self.assertEqual((status, body), (200, f"bob has it: {len(CONTENT)} bytes, SHA-256 {SHA256}\n".encode()))

    async def test_chunks(self) -> None:
        offer = self.offer()
        getting = await self.get(offer.down)
        chunked = f"PUT /t/{offer.up} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"
        await self.answer(chunked.encode())
        status, headers, body = head(await getting.ended)
        self.assertEqual(
            (status, headers["transfer-encoding"], b"".join(re.findall(rb"[a-z!]+(?=\r)", body))), (200, "chunked", b"hello!")
        )

    async def test_bare_lines(self) -> None:
        offer = self.offer()
        getting = await self.wire(f"{offer.down}\n".encode())
        putting = await self.wire(f"{offer.up} 6\n".encode() + b"hello!")
        self.assertEqual(await getting.ended, b"hello!")
        self.assertTrue((await putting.ended).startswith(b"bob has it: 6 bytes, SHA-256 "))

    async def test_a_bare_code_that_nobody_knows(self) -> None:
        self.assertTrue((await self.answer(f"{NOBODY}\n".encode())).startswith(b"There is no file under this code"))

    async def test_a_code_opens_once(self) -> None:
        offer = self.offer()
        first = await self.get(offer.down)
        self.assertEqual(head(await self.answer(f"GET /t/{offer.down} HTTP/1.1\r\nHost: a\r\n\r\n".encode()))[0], 409)
        self.assertFalse(first.ended.called)

    async def test_a_code_opens_one_side_only(self) -> None:
        offer = self.offer()
        self.assertEqual(head(await self.answer(f"GET /t/{offer.up} HTTP/1.1\r\nHost: a\r\n\r\n".encode()))[0], 405)
        self.assertEqual(head(await self.answer(self.put(offer.down, 2) + b"hi"))[0], 405)

    async def test_an_upload_that_cannot_be_taken_is_refused_before_it_begins(self) -> None:
        self.realm.offers.limits = OfferLimits(largest=100)
        offer = self.offer(size=50)
        for size, status in ((101, 413), (49, 409)):
            answer = await self.answer(self.put(offer.up, size, "Expect: 100-continue"))
            self.assertEqual((head(answer)[0], b"100 Continue" in answer), (status, False))
        self.assertEqual(len(self.realm.offers), 1)

    async def test_less_than_announced(self) -> None:
        """F32."""
        offer = self.offer()
        getting = await self.get(offer.down)
        putting = await self.wire(self.put(offer.up, 100) + b"x" * 99)
        await self.until(lambda: b"x" * 99 in getting.heard)
        putting.transport.loseConnection()
        await getting.ended
        self.assertFalse(getting.clean)
        self.over(Ending.LOST)

    async def test_more_than_announced(self) -> None:
        """F32."""
        offer = self.offer(size=10)
        getting = await self.wire(f"{offer.down}\n".encode())
        await self.wire(f"{offer.up}\n".encode() + b"x" * 11)
        await getting.ended
        self.assertFalse(getting.clean)
        self.over(Ending.TOO_LONG)

    async def test_a_stream_that_never_ends(self) -> None:
        self.realm.offers.limits = OfferLimits(largest=1000)
        offer = self.offer()
        getting = await self.get(offer.down)
        putting = await self.wire(f"{offer.up}\n".encode() + b"x" * 2000)
        await getting.ended
        await putting.ended
        self.over(Ending.TOO_LONG)

    async def test_the_receiver_vanishes(self) -> None:
        """F32."""
        offer = self.offer()
        getting = await self.get(offer.down)
        putting = await self.wire(self.put(offer.up, 10**9) + b"x" * 1000)
        await self.until(lambda: b"x" * 1000 in getting.heard)
        getting.transport.abortConnection()
        status, _, body = head(await putting.ended)
        self.assertEqual((status, body), (410, b"The file has not arrived. The chat says why.\n"))
        self.over(Ending.LOST)

    async def test_an_end_that_stalls(self) -> None:
        """F32: within 30 s, on the sender's as on the receiver's side."""
        for deaf in (False, True):
            offer = self.offer()
            getting = await self.get(offer.down)
            if deaf:
                getting.transport.pauseProducing()
            size = 30_000_000
            putting = await self.wire(self.put(offer.up, size) + b"x" * (size - 1 if deaf else 1000))
            await self.until(lambda offer=offer: offer.done)
            if deaf:
                await self.until(lambda: any(door.transport.producerPaused for door in self.site._open))
            self.place.pass_time(30)
            self.over(Ending.STALLED)
            getting.transport.abortConnection()
            putting.transport.abortConnection()

    async def finishing(self) -> Wire:
        """Everything is sent to a receiver that has not read the end of it."""
        offer = self.offer()
        getting = await self.get(offer.down)
        getting.transport.pauseProducing()
        await self.wire(self.put(offer.up, 10) + b"0123456789")
        await self.until(lambda: any(door._parting for door in self.site._open))
        return getting

    async def test_what_was_sent_has_not_arrived_yet(self) -> None:
        getting = await self.finishing()
        self.assertEqual((len(self.realm.offers), self.told(self.bob, f.FileArrived)), (1, []))
        getting.transport.abortConnection()
        await self.until(lambda: not len(self.realm.offers))
        self.over(Ending.LOST)

    async def test_a_slow_receiver_may_read_the_end(self) -> None:
        getting = await self.finishing()
        self.place.pass_time(20)
        getting.transport.resumeProducing()
        self.assertTrue((await getting.ended).endswith(b"\r\n\r\n0123456789"))
        await self.until(lambda: not len(self.realm.offers))
        self.assertEqual(len(self.told(self.bob, f.FileArrived)), 1)

    async def test_a_receiver_that_never_reads_the_end(self) -> None:
        """F32."""
        getting = await self.finishing()
        self.place.pass_time(30)
        self.over(Ending.STALLED)
        getting.transport.abortConnection()

    async def test_nobody_comes(self) -> None:
        offer = self.offer()
        getting = await self.get(offer.down)
        self.place.pass_time(LONELY_SECONDS + 1)
        self.assertEqual(head(await getting.ended)[0], 408)
        self.assertEqual(len(self.realm.offers), 1)

    async def test_the_sender_is_banned_meanwhile(self) -> None:
        """F33."""
        offer = self.offer()
        getting = await self.get(offer.down)
        putting = await self.wire(self.put(offer.up, 10**9) + b"x" * 1000)
        await self.until(lambda: b"x" * 1000 in getting.heard)
        self.place.staff()[0].perform(Ban("alice", "spam"))
        self.place.pass_time(1)
        await getting.ended
        self.assertFalse(getting.clean)
        self.assertEqual(head(await putting.ended)[0], 410)
        self.assertEqual([event.why for event in self.told(self.bob, f.OfferEnded)], [Ending.BARRED])

    async def test_the_sender_is_muted_meanwhile(self) -> None:
        """F33."""
        offer = self.offer()
        getting = await self.get(offer.down)
        await self.wire(self.put(offer.up, 10**9) + b"x" * 1000)
        await self.until(lambda: b"x" * 1000 in getting.heard)
        self.place.staff()[0].mute("lobby", "alice", "60")
        self.place.pass_time(1)
        await getting.ended
        self.over(Ending.BARRED)

    async def test_a_range(self) -> None:
        """What has come through already can be asked for again after a break, and the rest; never more."""
        offer = self.offer()
        getting = await self.get(offer.down, "?from=0")
        putting = await self.wire(self.put(offer.up, 10) + b"01234")
        await self.until(lambda: getting.heard.endswith(b"01234"))
        getting.transport.abortConnection()
        self.assertEqual(head(await putting.ended)[0], 503)
        self.assertEqual(head(await self.answer(f"GET /t/{offer.down}?from=6 HTTP/1.1\r\nHost: a\r\n\r\n".encode()))[0], 416)
        again = await self.wire(f"GET /t/{offer.down} HTTP/1.1\r\nHost: a\r\nRange: bytes=3-\r\n\r\n".encode())
        await self.until(lambda: [event for event in self.told(self.alice, f.UploadAsked) if event.start == 3])
        refused = await self.answer(self.put(offer.up, 6, "Content-Range: bytes 4-9/10") + b"456789")
        self.assertEqual((head(refused)[0], head(refused)[1]["upload-offset"]), (409, "3"))
        await self.answer(self.put(offer.up, 8, "Content-Range: bytes 2-9/10") + b"23456789")
        status, headers, body = head(await again.ended)
        self.assertEqual((status, headers["content-range"], body), (206, "bytes 3-9/10", b"3456789"))
        (arrived,) = self.told(self.bob, f.FileArrived)
        self.assertEqual((arrived.size, arrived.sha256), (10, "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882"))

    async def test_bad_ranges(self) -> None:
        offer = self.offer()
        for value in ("bytes=5-9", "bytes=-5", "bytes=0-1,3-4", "lines=0-", "bytes=x-"):
            answer = await self.answer(f"GET /t/{offer.down} HTTP/1.1\r\nHost: a\r\nRange: {value}\r\n\r\n".encode())
            self.assertEqual(head(answer)[0], 416, value)
        for value in ("bytes 0-5/10", "bytes 5-4/10", "bytes x", "bytes 0-9/*"):
            answer = await self.answer(self.put(offer.up, 10, f"Content-Range: {value}"))
            self.assertEqual(head(answer)[0], 400, value)
