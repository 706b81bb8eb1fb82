"""Which names are allowed, when two are the same, when two look the same. G302, G1007."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.words.names import MAX_NAME, channel_name_is_legal, exact_name, fold, house_name, looks, variants
from chatroom.words.refusals import Reason, Refused


def refusal(judge: object, raw: str) -> tuple[Reason, str]:
    try:
        judge(raw)  # type: ignore[operator]
    except Refused as no:
        return no.reason, no.hint
    raise AssertionError(f"{raw!r} is allowed")


class HouseNameTests(SynchronousTestCase):
    """`names: house`."""

    def test_allowed(self) -> None:
        for name in (
            "a",
            "Ann",
            "ann_2",
            "x-y",
            "O'Neil",
            "Jean-Luc",
            "d.vader",
            "王小明",
            "Łukasz",
            "שלום",
            "محمد",
            "😀",
            "__class__",
            "7",
            "x" * 24,
        ):
            self.assertEqual(house_name(name), name)

    def test_a_family_is_one_name(self) -> None:
        self.assertEqual(house_name("\U0001f469\u200d\U0001f466"), "\U0001f469\u200d\U0001f466")

    def test_spaces_around_it_go_and_it_is_composed(self) -> None:
        self.assertEqual(house_name("  ann \t"), "ann")
        self.assertEqual(house_name("Zoe\u0308"), "Zo\u00eb")

    def test_empty(self) -> None:
        for raw in ("", " ", "\t\r\n", "\u3000"):
            self.assertEqual(refusal(house_name, raw), (Reason.NAME_EMPTY, ""))

    def test_long(self) -> None:
        self.assertEqual(refusal(house_name, "x" * 25), (Reason.NAME_LONG, ""))

    def test_what_imitates_a_server_line(self) -> None:
        for raw, offered in (
            ("[Server message", ""),
            ("* bob left", ""),
            ("lobby:bob", "lobbybob"),
            ("/quit", "quit"),
            ("<bob>", "bob"),
            ("@ann", "ann"),
            ("#lobby", "lobby"),
            ("-bob", "bob"),
            (".bob", "bob"),
            ("two words", "two"),
            ("alice Correct-Horse-9", "alice"),
            ("<bob> Correct-Horse-9", "bob"),
            ("** Correct-Horse-9", ""),
            ("***", ""),
            ("ro/ot", ""),
        ):
            reason, hint = refusal(house_name, raw)
            self.assertIs(reason, Reason.NAME_CHARACTERS, raw)
            self.assertEqual(hint, offered, raw)

    def test_what_cannot_be_seen(self) -> None:
        for raw in (
            "a\u200bb",
            "a\u202eb",
            "a\x00b",
            "a\x1b[2Jb",
            "\u3164",
            "a\u2800b",
            "a\u00adb",
            "\u200dann",
            "ann\u200d",
            "a\ufeffb",
            "\ud800",
        ):
            self.assertIs(refusal(house_name, raw)[0], Reason.NAME_CHARACTERS, ascii(raw))

    def test_what_scribbles(self) -> None:
        self.assertIs(refusal(house_name, "a" + "\u0300" * 10)[0], Reason.NAME_CHARACTERS)
        self.assertIs(refusal(house_name, "\u0301a")[0], Reason.NAME_CHARACTERS)

    def test_reserved_and_what_looks_like_it(self) -> None:
        for raw in ("root", "Admin", "ADMIN", "\u0430dmin", "\uff32oot", "r00t", "Server", "operat0r", "adrnin", "chatroom"):
            self.assertEqual(refusal(house_name, raw), (Reason.NAME_RESERVED, ""), raw)
        for raw in ("rooty", "administrators", "modest", "servers"):
            self.assertEqual(house_name(raw), raw)

    @settings(deadline=None)
    @given(st.text(max_size=40))
    def test_whatever_is_given(self, raw: str) -> None:
        """A name is as safe as it is short, and stays itself; everything else is refused, and what is offered is allowed."""
        try:
            name = house_name(raw)
        except Refused as no:
            if no.hint:
                self.assertEqual(house_name(no.hint), unicodedata.normalize("NFC", no.hint))
            return
        self.assertEqual(house_name(name), name)
        self.assertTrue(0 < len(name) <= MAX_NAME)
        self.assertFalse(set(name) & set(' \t\r\n*:[]<>(){}/\\,;|"`@#!?&%$^=+~'))
        self.assertFalse([ch for ch in name if unicodedata.category(ch)[0] in "CZ" and ch != "\u200d"])


class ExactNameTests(SynchronousTestCase):
    """`names: channel`, CLASSIC C3."""

    def test_almost_everything_is_allowed(self) -> None:
        for name in ("a", "root", "lobby:bob", "[Server", "x" * 100, "\u0430lice", "*"):
            self.assertEqual(exact_name(name), name)

    def test_it_is_cleaned_and_stripped(self) -> None:
        self.assertEqual(exact_name(" a\x1bnn\r"), "ann")

    def test_what_is_not(self) -> None:
        empty, split = Reason.NAME_EMPTY, Reason.NAME_CHARACTERS
        cases = (("", empty), ("\x1b\x00", empty), ("\u200b", empty), ("a b", split), ("a\u3000b", split), ("a\tb", split))
        for raw, reason in cases:
            self.assertIs(refusal(exact_name, raw)[0], reason, ascii(raw))


class SameNameTests(SynchronousTestCase):
    """Two spellings of one name, two names of one look."""

    def test_fold(self) -> None:
        for one, other in (
            ("Ann", "ANN"),
            ("stra\u00dfe", "STRASSE"),
            ("\uff41nn", "ann"),
            ("\u00c5sa", "A\u030asa"),
            ("\ufb01x", "fix"),
        ):
            self.assertEqual(fold(one), fold(other))
        self.assertNotEqual(fold("ann"), fold("anne"))

    def test_looks(self) -> None:
        for one, other in (
            ("alice", "\u0430lice"),
            ("bob", "b0b"),
            ("paul", "pau1"),
            ("lan", "Ian"),
            ("ian", "Ian"),
            ("modern", "modem"),
            ("vvilly", "willy"),
            ("zoe", "zo\u00eb"),
            ("\u03b1nna", "anna"),
            ("scope", "\u0455\u0441\u043e\u0440\u0435"),
        ):
            self.assertTrue(looks(one) & looks(other), (one, other))

    def test_different_looks(self) -> None:
        for one, other in (("ann", "anne"), ("ian", "lan"), ("bob", "rob"), ("王", "玉"), ("ann2", "ann3"), ("ann", "ann_")):
            self.assertFalse(looks(one) & looks(other), (one, other))

    @settings(deadline=None)
    @given(st.text(max_size=12))
    def test_the_same_name_looks_the_same(self, name: str) -> None:
        for other in (name.upper(), unicodedata.normalize("NFD", name)):
            if fold(other) == fold(name):
                self.assertTrue(looks(name) & looks(other))


class OtherNameTests(SynchronousTestCase):
    """Channels, and what is offered."""

    def test_channels(self) -> None:
        for name in ("lobby", "a", "_x", "A-b_9", "x" * 32):
            self.assertTrue(channel_name_is_legal(name), name)
        for name in ("", "9a", "-a", "a b", "a:b", "ä", "x" * 33, "lobby\n", "a/b"):
            self.assertFalse(channel_name_is_legal(name), name)

    def test_variants_are_allowed_names(self) -> None:
        self.assertEqual(variants("ann")[:3], ["ann2", "ann3", "ann4"])
        for name in ("ann", "x" * 24, "王" * 24):
            found = variants(name)
            self.assertEqual(len(set(found)), len(found))
            self.assertEqual([house_name(one) for one in found], found)
            self.assertNotIn(name, found)
