"""Formatting in what people write, the emoji's short names, the clock and the zone of one's own: bytes by hand."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.classic import classic
from chatroom.formats.dressing import dressed
from chatroom.formats.emoji import NAMED, named, pictured
from chatroom.formats.jsonlines import jsonlines
from chatroom.formats.plain import plain
from chatroom.words import events as e
from chatroom.words.refusals import Reason, Refused
from tests.formats.samples import ALICE, AT, UTC

JULY = 1784721600.0  # 2026-07-22 12:00 UTC
JANUARY = 1768478400.0  # 2026-01-15 12:00 UTC


def said(text: str, at: float = AT) -> e.Said:
    return e.Said(at, "lobby", 1, ALICE, text)


class Formatting(SynchronousTestCase):
    """G410: bold, italic and code where colour is on, and nothing else is touched."""

    def expect(self, text: str, shown: bytes) -> None:
        wire = plain(colour="on").encode(said(text))
        self.assertEqual(wire, b"\x1b[1malice\x1b[0m: " + shown + b"\r\n")

    def test_marks(self) -> None:
        self.expect("a *big* day", b"a \x1b[1mbig\x1b[22m day")
        self.expect("_so_ good", b"\x1b[3mso\x1b[23m good")
        self.expect("run `ls *.py`, then", b"run \x1b[36mls *.py\x1b[39m, then")
        self.expect("*all _of_ it*!", b"\x1b[1mall \x1b[3mof\x1b[23m it\x1b[22m!")
        self.expect("(*a* and *b c*)", b"(\x1b[1ma\x1b[22m and \x1b[1mb c\x1b[22m)")

    def test_fences(self) -> None:
        self.expect("```if *p: q_r_s```", b"\x1b[36mif *p: q_r_s\x1b[39m")
        self.expect("```", b"\x1b[36m```\x1b[39m")
        self.expect("```x = *y*", b"\x1b[36mx = *y*\x1b[39m")

    def test_what_only_looks_like_marks(self) -> None:
        for text in ("2*3*4", "snake_case_name", "__init__", "**kwargs", "a * b * c", "5 * 3", "see https://x.example/_a_/*b*",
                     "* a*", "_", "`", "``", "it`s and that`s", "*open", "4*", "f(*args, _x)"):  # fmt: skip
            self.expect(text, text.encode())

    def test_everything_that_people_write(self) -> None:
        look = plain(colour="on")
        for event, shown in (
            (e.Acted(AT, "lobby", 1, ALICE, "*waves*"), b"~ \x1b[1malice\x1b[0m \x1b[1mwaves\x1b[22m\r\n"),
            (e.Whispered(AT, "lobby", ALICE, "bob", "_hi_"), b"[whisper from \x1b[1malice\x1b[0m] \x1b[3mhi\x1b[23m\r\n"),
            (e.WhisperSent(AT, "lobby", "bob", "`hi`"), b"[whisper to \x1b[1mbob\x1b[0m] \x1b[36mhi\x1b[39m\r\n"),
        ):
            self.assertEqual(look.encode(event), shown)

    def test_as_typed_where_there_are_no_colours(self) -> None:
        text = "*a* _b_ `c` :wave:"
        self.assertEqual(plain().encode(said(text)), b"alice: *a* _b_ `c` :wave:\r\n")
        self.assertEqual(plain(colour="on", simple=True).encode(said(text)), b"alice says: *a* _b_ `c` :wave:\r\n")
        self.assertIn(b"] *a* _b_ `c` :wave:\r\n", classic(UTC).encode(said(text)) or b"")
        self.assertIn(b'"text":"*a* _b_ `c` :wave:"', jsonlines().encode(said(text)) or b"")

    def test_schemes(self) -> None:
        joined = e.Joined(AT, "lobby", 1, ALICE)
        for colour, speech, notice in (
            ("dark", b"\x1b[1;96malice\x1b[0m: \x1b[92mx\x1b[39m\r\n", b"\x1b[33m* alice has joined lobby.\x1b[0m\r\n"),
            ("light", b"\x1b[1;34malice\x1b[0m: \x1b[32mx\x1b[39m\r\n", b"\x1b[35m* alice has joined lobby.\x1b[0m\r\n"),
        ):
            look = plain().vary("colour", colour)
            self.assertEqual((look.encode(said("`x`")), look.encode(joined)), (speech, notice))

    @settings(deadline=None)
    @given(st.text(alphabet="*_`: ab\x1b\u202eé👋", max_size=60))
    def test_no_text_drives_the_terminal(self, text: str) -> None:
        wire = (plain(colour="on", emoji="on").encode(said(text)) or b"").decode()
        for ours in ("\x1b[1m", "\x1b[0m", "\x1b[22m", "\x1b[3m", "\x1b[23m", "\x1b[36m", "\x1b[39m"):
            wire = wire.replace(ours, "")
        left = [c for c in wire.removesuffix("\r\n") if unicodedata.category(c) == "Cc" or c == "\u202e"]
        self.assertEqual(left, [])

    @settings(deadline=None)
    @given(st.text(alphabet="*_`: ab", max_size=60))
    def test_all_that_is_switched_on_is_switched_off(self, text: str) -> None:
        wire = dressed(text, "\x1b[36m")
        for on, off in (("\x1b[1m", "\x1b[22m"), ("\x1b[3m", "\x1b[23m"), ("\x1b[36m", "\x1b[39m")):
            self.assertEqual(wire.count(on), wire.count(off))


class Emoji(SynchronousTestCase):
    """G410: short names as pictures for those who want them, and back for those who have none."""

    def test_shown(self) -> None:
        look = plain().vary("emoji", "on")
        self.assertEqual(look.encode(said("hi :wave: :+1:")), "alice: hi 👋 👍\r\n".encode())
        self.assertEqual(look.encode(said("at 12:30:45 :nosuch: ::")), b"alice: at 12:30:45 :nosuch: ::\r\n")
        self.assertEqual(plain().encode(said(":wave: 👋")), "alice: :wave: 👋\r\n".encode())

    def test_back(self) -> None:
        for look in (plain().vary("emoji", "names"), plain(simple=True)):
            line = look.encode(said("hi 👋 ❤️ ❤ 👍🏽 é 🫠"))
            self.assertTrue((line or b"").endswith(" hi :wave: :heart: :heart: :thumbsup: é 🫠\r\n".encode()), line)
        self.assertEqual(plain(simple=True, emoji="on").encode(said(":wave: 👋")), "alice says: 👋 👋\r\n".encode())

    def test_both_ways(self) -> None:
        self.assertGreaterEqual(len(NAMED), 100)
        for name, picture in NAMED.items():
            self.assertEqual(pictured(f":{name}:"), picture)
            self.assertEqual(pictured(named(picture)), picture)


class OwnTime(SynchronousTestCase):
    """G414: whose clock, and how it is written."""

    def test_clocks(self) -> None:
        for value, at, shown in (
            ("24h", 0, b"00:00 alice: x\r\n"), ("on", 13 * 3600, b"13:00 alice: x\r\n"), ("12h", 0, b"12:00 am alice: x\r\n"),
            ("12H", 12 * 3600 + 300, b"12:05 pm alice: x\r\n"), ("12h", 13 * 3600, b"01:00 pm alice: x\r\n"),
            ("off", 0, b"alice: x\r\n"),
        ):  # fmt: skip
            self.assertEqual(plain(tz=UTC).vary("clock", value).encode(said("x", at)), shown)

    def test_zones_with_their_summer_time(self) -> None:
        look = plain(clock="24h", tz=UTC).vary("zone", "Europe/Berlin")
        self.assertEqual(look.encode(said("x", JULY)), b"14:00 alice: x\r\n")
        self.assertEqual(look.encode(said("x", JANUARY)), b"13:00 alice: x\r\n")
        tokyo = look.vary("zone", "Asia/Tokyo")
        self.assertEqual(tokyo.encode(e.Joined(JULY, "lobby", 1, ALICE)), b"21:00 * alice has joined lobby.\r\n")
        self.assertEqual(dict(tokyo.settings())["zone"], "Asia/Tokyo")
        self.assertIs(tokyo.vary("zone", "SERVER"), plain(clock="24h"))

    def test_names_as_people_type_them(self) -> None:
        look = plain()
        berlin = look.vary("zone", "Europe/Berlin")
        for name in ("europe/berlin", "BERLIN", " berlin "):
            self.assertIs(look.vary("zone", name), berlin)
        self.assertIs(look.vary("zone", "new york"), look.vary("zone", "America/New_York"))

    def test_unknown(self) -> None:
        for key, value, hint in (
            ("zone", "Europe/Brelin", "Europe/Berlin"), ("zone", "Mars/Base/Number/One", "Europe/Berlin, UTC, server"),
            ("zone", "../../etc/passwd", "Europe/Berlin, UTC, server"), ("zone", "/etc/passwd", "Europe/Berlin, UTC, server"),
            ("clock", "13h", "off, 24h, 12h"), ("colour", "pink", "off, on, dark, light"), ("emoji", "x", "off, on, names"),
            ("plain", "dark", "off, on"),
        ):  # fmt: skip
            with self.assertRaises(Refused) as no:
                plain().vary(key, value)
            self.assertEqual((no.exception.reason, no.exception.subject, no.exception.hint), (Reason.BAD_SETTING, value, hint))
        no_such = e.Refusal(AT, Reason.BAD_SETTING, "13h", hint="off, 24h, 12h")
        self.assertEqual(
            plain().encode(no_such), b"* /set does not know 13h. Did you mean off, 24h or 12h? /set alone shows all settings.\r\n"
        )
