"""G409 and G1007: no source of text drives a terminal, and no name or text imitates the server."""

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.classic import classic
from chatroom.formats.plain import plain
from chatroom.formats.screen import screen
from chatroom.words import events as e
from chatroom.words import resuming as b
from chatroom.words import roomlife as m
from chatroom.words import staffroom as r
from chatroom.words import stage as s
from chatroom.words.events import Cause
from chatroom.words.mail import MailShown
from chatroom.words.names import house_name
from chatroom.words.refusals import Refused
from tests.formats.samples import AT, EVENTS, UTC, filled

# ESC, CSI, OSC with BEL, NUL, CR LF, a form feed, C1 CSI and OSC and NEL, DEL, overrides, isolates, separators, BOM, a surrogate
ATTACK = "a\x1b[2Jb\x9b31mc\x1b]0;t\x07d\x00e\r\n* f\x0cg\x85h\x9d\x7fi\u202ej\u2066k\u2028l\u2029m\ufeffn\ud800o\x01p\ty"
FORBIDDEN = {"Cc", "Cs", "Zl", "Zp"}
BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
OURS = re.compile("\x1b\\[(?:[0-3]|2[23]|3[2-69]|92|1;34|1;96)m")
KEPT = "👩\u200d👩\u200d👧 你好 שלום مرحبا e\u0301 🇫🇷"
ON_OFF = (False, True)
COLOURS, CLOCKS = ("off", "on", "dark", "light"), ("off", "12h")
PLAIN = [plain(colour, clock, simple, UTC, files=True) for colour in COLOURS for clock in CLOCKS for simple in ON_OFF]
CLASSIC = [classic(UTC, files=True)]
SCREEN = [screen(UTC, talkative=True)]
SEVERAL_LINES = {  # of plain; each other event is one line
    m.RoomMade: 2, e.Greeted: 2, e.Welcomed: 3, e.Silenced: 2, e.WhisperSent: 2, e.PeopleList: 5, e.Described: 4,
    r.ActList: 2, b.Resumed: 2, s.StageSet: 3, s.StageShown: 3,
}  # fmt: skip
TWO_FAREWELLS = {Cause.KICKED, Cause.BANNED, Cause.EMPTIED, Cause.AFK, Cause.SLOW, Cause.LOST}


def lines_in_plain(event: e.Event) -> int:
    if isinstance(event, e.Dismissed):
        return 2 if event.cause in TWO_FAREWELLS else 1
    if isinstance(event, e.WhisperSent):
        return 1 if event.away is None else 2
    if isinstance(event, e.Described):
        return 4 if event.away is None else 5
    return SEVERAL_LINES.get(type(event), 1)


class Terminals(SynchronousTestCase):
    """Hostile text in every text field of every event, in every dialect."""

    def bare(self, wire: bytes, end: str, control: bool) -> list[str]:
        """The lines, without what is ours: ends, colours, the mark of a control line."""
        text = OURS.sub("", wire.decode("utf-8"))
        self.assertTrue(text.endswith(end))
        lines = text.removesuffix(end).split(end)
        return [line.removeprefix("\x01") for line in lines] if control else lines

    def assertHarmless(self, line: str) -> None:
        bad = [c for c in line if unicodedata.category(c) in FORBIDDEN or c in BIDI]
        self.assertEqual(bad, [], line)

    def test_every_field_of_every_event(self) -> None:
        checked = set()
        for look in [*PLAIN, *CLASSIC, *SCREEN]:
            for kind in EVENTS:
                for event in filled(kind, ATTACK):
                    wire = look.encode(event)
                    if wire is None or wire == b"\x07":  # the bell of a mention, and no line
                        continue
                    control = kind in (e.Upload, e.Download)
                    lines = self.bare(wire, "\n" if look in SCREEN else "\r\n", control)
                    for line in lines:
                        self.assertHarmless(line)
                    several = look not in CLASSIC
                    self.assertEqual(len(lines), lines_in_plain(event) if several else 1, event)
                    checked.add((type(look).__name__, kind))
        spoken = {name: len([1 for checked_by, _ in checked if checked_by == name]) for name in ("Plain", "Classic", "Screen")}
        self.assertEqual(spoken, {"Plain": 68, "Classic": 17, "Screen": 39})

    def test_what_is_left_of_an_attack(self) -> None:
        who = e.Who("mal\x1b[31mlory\r\n", 1)
        event = e.Said(AT, "lobby", 1, who, "hi\x1b]0;title\x07\x00\n* You are kicked\x9b2J\u202e\ud83d.")
        self.assertEqual(plain().encode(event), b"mal[31mlory  : hi]0;title * You are kicked2J\xef\xbf\xbd.\r\n")
        self.assertEqual(
            plain(colour="on").encode(event),
            b"\x1b[1mmal[31mlory  \x1b[0m: hi]0;title * You are kicked2J\xef\xbf\xbd.\r\n",
        )
        self.assertEqual(
            classic(UTC).encode(event),
            b"[mal[31mlory   (22:13:20)] hi]0;title * You are kicked2J\xef\xbf\xbd.\r\n",
        )

    def test_scripts_of_the_world_arrive_unchanged(self) -> None:
        event = e.Said(AT, "lobby", 1, e.Who("\u0645\u0631\u064a\u0645", 1), KEPT)
        self.assertEqual(plain().encode(event), "\u0645\u0631\u064a\u0645: ".encode() + KEPT.encode() + b"\r\n")
        self.assertEqual(classic(UTC).encode(event), "[\u0645\u0631\u064a\u0645 (22:13:20)] ".encode() + KEPT.encode() + b"\r\n")
        for kind in EVENTS:
            for event in filled(kind, KEPT):
                if any(KEPT in getattr(event, field) for field in ("text", "topic") if hasattr(event, field)):
                    wire = plain().encode(event)
                    self.assertTrue(wire is None or KEPT.encode() in wire, event)

    @settings(deadline=None, max_examples=300)
    @given(st.text(max_size=60), st.text(min_size=1, max_size=24))
    def test_any_text(self, text: str, nick: str) -> None:
        for look in [*PLAIN, *CLASSIC]:
            for event in (
                e.Said(AT, "lobby", 1, e.Who(nick, 1), text),
                e.Kicked(AT, "lobby", 1, e.Who(nick, 1), nick, text),
                e.Download(AT, "t1", e.Who(nick, 1), text, 3, True),
            ):
                (line,) = self.bare(look.encode(event) or b"", "\r\n", isinstance(event, e.Download))
                self.assertHarmless(line)


HOSTILE = [
    "__class__", "lobby:bob", "[Server", "[Server message", "*", "* bob", "~", "alice:", "22:13", "[whisper", "Emote:", "says",
    "You", "Welcome", "Waiting", "Please", "Goodbye", "Emote", "The", "In", "12", "\U0001f600" * 24, "\u202eecila",
    "\u05d0\u05d1", "\u2217", "\uff0a", "-", "{0}", "%s", "a b", "a\u00a0b", "server", "Channel",
]  # fmt: skip


def legal(names: list[str]) -> list[str]:
    found = []
    for name in names:
        try:
            found.append(house_name(name))
        except Refused:
            continue
    return found


def legal_or_none(name: str) -> bool:
    return bool(legal([name]))


names = st.one_of(st.sampled_from(legal(HOSTILE)), st.text(min_size=1, max_size=24).filter(legal_or_none).map(house_name))


class Forgery(SynchronousTestCase):
    """A legal name and any text, and still everybody can tell who speaks."""

    def lines(self, look: object, *events: e.Event) -> list[str]:
        made = [look.encode(event) for event in events]  # type: ignore[attr-defined]
        return [line for wire in made if wire for line in OURS.sub("", wire.decode()).split("\r\n")[:-1]]

    def spoken(self, nick: str, text: str) -> list[e.Event]:
        who = e.Who(nick, 1)
        return [e.Said(AT, "lobby", 1, who, text), e.Acted(AT, "lobby", 1, who, text), e.Whispered(AT, "lobby", who, "bob", text)]

    def notices(self, nick: str) -> list[e.Event]:
        """Everything the server says about such a name, with a text that wants to be something else."""
        speech = (e.Said, e.Acted, e.Whispered, e.WhisperSent, MailShown, e.Upload, e.Download, e.HelpGiven)
        return [event for kind in EVENTS if kind not in speech for event in filled(kind, nick)]

    def test_the_examples_of_g1007(self) -> None:
        self.assertIn("__class__", legal(HOSTILE))
        self.assertNotIn("lobby:bob", legal(HOSTILE))
        self.assertNotIn("[Server message", legal(HOSTILE))
        self.assertGreaterEqual(len(legal(HOSTILE)), 12)

    @settings(deadline=None, max_examples=150)
    @given(names, st.text(max_size=40))
    def test_speech_never_begins_like_the_server(self, nick: str, text: str) -> None:
        for line in self.lines(plain(), *self.spoken(nick, text)):
            self.assertFalse(line.startswith("* "), line)
        for line in self.lines(plain(clock="24h", tz=UTC, colour="on"), *self.spoken(nick, text)):
            self.assertTrue(line.startswith("22:13 ") and not line.startswith("22:13 * "), line)
        for line in self.lines(classic(UTC), *self.spoken(nick, text)):
            self.assertTrue(line.startswith((f"[{nick} (22:13:20)] ", f"[{nick} whispers to you: (22:13:20)] ")), line)
            self.assertFalse(line.startswith(("[Server message", "[Channel]")), line)

    def test_the_server_always_begins_like_the_server(self) -> None:
        for nick in legal(HOSTILE):
            for line in self.lines(plain(), *self.notices(nick)):
                self.assertTrue(line.startswith("* "), line)
            for line in self.lines(classic(UTC), *self.notices(nick)):
                self.assertTrue(line.startswith(("[Server message (22:13:20)] ", "[Channel] ")), line)

    @settings(deadline=None, max_examples=40)
    @given(names, st.text(max_size=40))
    def test_for_screen_readers_speech_has_a_beginning_of_its_own(self, nick: str, text: str) -> None:
        look = plain(simple=True)
        said, acted, whispered = self.lines(look, *self.spoken(nick, text))
        (mail,) = self.lines(plain(simple=True, tz=UTC), MailShown(AT, AT, nick, text))
        self.assertTrue(mail.startswith(f"{nick} whispered on 2023-11-14 22:13: "))
        self.assertTrue(said.startswith(f"{nick} says: "))
        self.assertTrue(acted.startswith(f"Emote: {nick} "))
        self.assertTrue(whispered.startswith(f"{nick} whispers: "))
        for notice in self.lines(look, *self.notices(nick)):
            self.assertFalse(notice.startswith("Emote: "), notice)
            self.assertFalse(re.match(r"\S+ (says|whispers|whispered on .*): ", notice), notice)

    @settings(deadline=None, max_examples=100)
    @given(names, names, st.text(max_size=40))
    def test_nobody_speaks_for_another(self, one: str, other: str, text: str) -> None:
        if one == other:
            return
        for look in (plain(), plain(simple=True)):
            for mine in self.lines(look, *self.spoken(one, text)):
                for start in self.lines(look, *self.spoken(other, "")):
                    self.assertFalse(mine.startswith(start), (mine, start))
