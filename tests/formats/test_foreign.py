"""Who is no visitor: told from the first line, and never mistaken for a person."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.foreign import Foreign, recognise

EXPECTED = {
    # browsers, tools, and pages that post to any port
    b"GET / HTTP/1.1\r\nHost: chat:6001\r\n\r\n": Foreign.HTTP,
    b"GET /?q=\xc3\xa9 HTTP/1.0\r\n": Foreign.HTTP,
    b"POST /submit HTTP/1.1\r\nContent-Length: 9\r\n\r\nann\nhello\n": Foreign.HTTP,
    b"OPTIONS * HTTP/1.1\r\n": Foreign.HTTP,
    b"CONNECT example.org:443 HTTP/1.1\r\n": Foreign.HTTP,
    b"M-SEARCH * HTTP/1.1\r\n": Foreign.HTTP,
    b"GET http://example.org/ HTTP/1.1\r\n": Foreign.HTTP,
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n": Foreign.HTTP,
    b"GET /x\n": Foreign.HTTP,
    b"GET http://example.org/\n": Foreign.HTTP,
    b"GET /a b HTTP/1.1\r\n": Foreign.HTTP,
    b"\r\nGET / HTTP/1.1\r\n": Foreign.HTTP,
    b"GET /" + b"x" * 2000: Foreign.HTTP,
    b"OPTIONS / RTSP/1.0\r\n\r\n": Foreign.MEDIA,
    b"OPTIONS sip:nm SIP/2.0\r\nVia: SIP/2.0/TCP nm\r\n": Foreign.MEDIA,
    b"DESCRIBE rtsp://cam/1 RTSP/1.0\r\n": Foreign.MEDIA,
    # encrypted
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03": Foreign.TLS,
    b"\x16\x03\x00\x00S\x01\x00\x00O\x03\x00?G": Foreign.TLS,
    b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n": Foreign.SSH,
    b"SSH-1.99-Cisco": Foreign.SSH,
    # mail
    b"EHLO mail.example.org\r\n": Foreign.SMTP,
    b"HELO x\r\n": Foreign.SMTP,
    # proxies' clients
    b"\x04\x01\x00\x50\x7f\x00\x00\x01\x00": Foreign.SOCKS4,
    b"\x05\x01\x00": Foreign.SOCKS5,
    b"\x05\x02\x00\x02": Foreign.SOCKS5,
    # noise
    b"\x00\x00\x00\x08\x04\xd2\x16\x2f": Foreign.NOISE,  # PostgreSQL asks for TLS
    b"\x03\x00\x00\x2a\x25\xe0": Foreign.NOISE,  # remote desktop
    b"\x13BitTorrent protocol": Foreign.NOISE,
    b"\x80\x2e\x01\x00\x02": Foreign.NOISE,  # SSL 2
    b"l\x00\x0b\x00\x00\x00": Foreign.NOISE,  # X11
    b"ann\x00\r\n": Foreign.NOISE,
    b"\n\0": Foreign.NOISE,
    b"\x16a\n": Foreign.NOISE,
    b"\x16\n": Foreign.NOISE,
    b"GET /\x00 HTTP/1.1\r\n": Foreign.NOISE,
}

# fmt: off
PEOPLE = [
    b"", b"\r\n", b"\n\n\n", b"\r\0", b"\r\0\r\0ann\r\0", b"ann\r\0", b"ann\r\0bob\r\0", b"ann\t\n", b"\tann\n",
    b"GET\n", b"GET \n", b"get\r\n", b"GET me in\r\n", b"get /x\n", b"HELP\n", b"HEAD of all\r\n", b"Post\r\n", b"POST\n",
    b"OPTIONS\r\n", b"PRI\n", b"HTTP/1.1\n", b"SSHfan\n", b"SSH-fan\n", b"SSH-2\n", b"EHLO\n", b"HELO\n", b"helo bob\n",
    b"HELO my friends\n",
    "Zoë\n".encode(), "Zoë\n".encode("latin-1"), "漢字\r\n".encode(), "👩‍👩‍👧\n".encode(),
    b"\x1b[Aann\r\n", b"\x1b[3~\n", b"anm\x08n\n", b"anm\x7fn\n", b"\x03", b"\x04\n", b"\x05\x05\r\n", b"\x04\x03ann\n",
    b"ann\x15bob\x17\x01\x05\x0b\n", b"/help\n", b"/quit\r\n", b"a" * 3000,
    # only the first line is judged, and no more than 1 KiB of it
    b"ann\nGET / HTTP/1.1\r\n", b"ann\r\0\x00\x01\x02", b"ann\n\x16\x03\x01", b"x" * 2000 + b"\0",
]

UNDECIDED = [
    b"GE", b"GET", b"GET ", b"GET /", b"GET / HTT", b"POST /x HTTP/", b"OPTIONS *", b"PRI * ", b"\x16", b"\x04", b"\x05",
    b"\x05\x01", b"SS", b"SSH-", b"SSH-2.", b"EHLO mai", b"HELO x",
]

# Made of what matters, so that random input is full of near misses.
BITS = st.lists(
    st.sampled_from([
        b"GET", b"OPTIONS", b"PRI", b" ", b"/", b"*", b"http://", b" HTTP/", b" RTSP/1.0", b"1", b"SSH-", b"2.0", b"-", b"EHLO",
        b"\x16", b"\x03", b"\x04", b"\x05", b"\x01", b"\0", b"\r", b"\n", b"a", b"\xff", b"x" * 1000,
    ]),
    max_size=7,
).map(b"".join)
# fmt: on


def stepwise(data: bytes) -> Foreign | None:
    """The first answer that is given if the bytes come one by one."""
    for end in range(len(data) + 1):
        found = recognise(data[:end])
        if found is not None:
            return found
    return None


class RecogniseTest(SynchronousTestCase):
    """The verdict, at once and byte by byte."""

    def test_strangers(self) -> None:
        for first, who in EXPECTED.items():
            self.assertIs(recognise(first), who, first)
            self.assertIs(stepwise(first), who, first)

    def test_people(self) -> None:
        for first in PEOPLE:
            self.assertIs(recognise(first), None, first)
            self.assertIs(stepwise(first), None, first)

    def test_undecided_until_certain(self) -> None:
        for first in UNDECIDED:
            self.assertIs(recognise(first), None, first)

    def test_as_soon_as_certain(self) -> None:
        for first in (b"\x16\x03", b"SSH-2.0-", b"GET / HTTP/1", b"\x00", b"\x05\x01\x00", b"\x04\x01\x00"):
            self.assertIsNot(recognise(first), None, first)

    def test_every_control_key_that_people_press(self) -> None:
        pressed = {byte for byte in range(0x20) if recognise(b"an%cn\n" % byte) is None}
        self.assertEqual(pressed, {0x01, 0x03, 0x04, 0x05, 0x08, 0x09, 0x0A, 0x0B, 0x0D, 0x15, 0x17, 0x1B})

    def test_every_byte_above_them(self) -> None:
        for byte in range(0x20, 0x100):
            self.assertIs(recognise(b"%cnn\n" % byte), None, byte)

    @settings(deadline=None, max_examples=500)
    @given(BITS)
    def test_the_verdict_does_not_depend_on_the_splitting(self, first: bytes) -> None:
        self.assertIs(stepwise(first), recognise(first))

    @settings(deadline=None)
    @given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1))
    def test_whatever_has_no_blank_and_no_control_may_be_a_name(self, name: str) -> None:
        if not re.match(r"SSH-[0-9]+\.[0-9]+-", name):
            self.assertIs(recognise(name.encode() + b"\r\n"), None)


class AnswerTest(SynchronousTestCase):
    """What each of them is told."""

    def test_a_browser_shows_a_sentence(self) -> None:
        body = (
            b"This is a chat server, not a web site. To come in, open a terminal and type `nc HOST PORT` or `telnet HOST PORT`, "
            b"with the host and the port of this address.\n"
        )
        self.assertEqual(
            Foreign.HTTP.answer,
            b"HTTP/1.1 400 Bad Request\r\n"
            b"Content-Type: text/plain; charset=utf-8\r\n"
            b"Content-Length: 158\r\n"
            b"Connection: close\r\n"
            b"X-Content-Type-Options: nosniff\r\n"
            b"\r\n" + body,
        )
        self.assertEqual(len(body), 158)

    def test_binary_languages(self) -> None:
        self.assertEqual(Foreign.TLS.answer, b"\x15\x03\x01\x00\x02\x02\x46")
        self.assertEqual(Foreign.SOCKS4.answer, b"\x00\x5b\x00\x00\x00\x00\x00\x00")
        self.assertEqual(Foreign.SOCKS5.answer, b"\x05\xff")

    def test_one_plain_line_for_the_others(self) -> None:
        for who in (Foreign.SSH, Foreign.SMTP, Foreign.MEDIA, Foreign.NOISE):
            self.assertRegex(who.answer, rb"\A[ -~]{20,250}\r\n\Z")
            self.assertIn(b"This is a chat server", who.answer)
            self.assertFalse(who.answer.startswith(b"SSH-"))  # RFC 4253: a line before the version must not
        self.assertTrue(Foreign.SMTP.answer.startswith(b"554 "))

    def test_eight_different_strangers(self) -> None:
        self.assertEqual([who.label for who in Foreign], ["http", "tls", "ssh", "smtp", "media", "socks4", "socks5", "noise"])
