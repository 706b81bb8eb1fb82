"""The table of letters that look like Latin ones."""

import unicodedata

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import lookalikes
from chatroom.words.lookalikes import LOOKALIKES
from chatroom.words.names import looks


class LookalikeTests(SynchronousTestCase):
    """A table by hand must not contradict itself."""

    def test_each_is_one_character_for_one_small_letter(self) -> None:
        for one, letter in LOOKALIKES.items():
            self.assertEqual(len(one), 1)
            self.assertRegex(letter, "^[a-z]$")

    def test_no_small_latin_letter_is_another(self) -> None:
        self.assertFalse([one for one in LOOKALIKES if "a" <= one <= "z"])

    def test_no_letter_is_listed_twice(self) -> None:
        listed = [one for others in lookalikes._LIKE.values() for one in others]
        self.assertEqual(len(listed), len(set(listed)))

    def test_none_is_there_that_folding_finds_by_itself(self) -> None:
        found = [one for one, letter in LOOKALIKES.items() if unicodedata.normalize("NFKD", one).casefold() == letter]
        self.assertEqual(found, [])

    def test_ordinary_names_look_the_same_by_the_quick_way_and_by_the_long_one(self) -> None:
        """A mark is no part of a look, and takes the long way."""
        for one in map(chr, range(0x20, 0x7F)):
            for name in (one, f"a{one}B", f"r{one}n"):
                self.assertEqual(looks(name), looks(name + "\u0301"), name)
        self.assertEqual(looks("Kernel0"), {"kemelo"})
        self.assertEqual(looks("vvI"), {"wl", "wi"})

    def test_the_well_known_ones(self) -> None:
        for one, letter in (
            ("0", "o"),
            ("1", "l"),
            ("I", "l"),
            ("|", "l"),
            ("\u0430", "a"),
            ("\u043e", "o"),
            ("\u03bf", "o"),
            ("\u0455", "s"),
            ("\u0131", "i"),
        ):
            self.assertEqual(LOOKALIKES[one], letter, ascii(one))
