"""Values are what the standard decorator makes, whoever made their methods."""

import dataclasses
import pickle

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words.commands import Whisper
from chatroom.words.credentials import Prove
from chatroom.words.events import Acted, Said, Who
from chatroom.words.values import dataclass


@dataclass(frozen=True, slots=True)
class Bare:
    number: int
    words: tuple[str, ...] = ()


class Values(SynchronousTestCase):
    """Equality, hash, what is shown, and that nothing can be changed."""

    def test_equal_are_those_of_one_kind_with_equal_parts(self) -> None:
        said = Said(1.0, "lobby", 1, Who("ann", 1), "hi")
        self.assertEqual(said, Said(1.0, "lobby", 1, Who("ann", 1), "hi"))
        self.assertNotEqual(said, Said(1.0, "lobby", 2, Who("ann", 1), "hi"))
        self.assertNotEqual(said, Acted(1.0, "lobby", 1, Who("ann", 1), "hi"))
        self.assertNotEqual(Bare(1), 1)

    def test_equal_ones_are_one_key(self) -> None:
        self.assertEqual({Who("ann", 1): "one", Who("ann", 1): "two"}, {Who("ann", 1): "two"})
        self.assertEqual(len({Who("ann", 1), Who("ann", 2)}), 2)
        self.assertRaises(TypeError, hash, Bare(1, ["a list"]))  # type: ignore[arg-type]

    def test_they_show_their_fields_but_no_secret(self) -> None:
        self.assertEqual(repr(Whisper("bob", "it's me")), """Whisper(nick='bob', text="it's me", channel='')""")
        self.assertEqual(repr(Prove("secret")), "Prove()")

    def test_nothing_can_be_changed(self) -> None:
        with self.assertRaises(dataclasses.FrozenInstanceError):
            Bare(1).number = 2  # type: ignore[misc]
        with self.assertRaises((AttributeError, TypeError)):
            Bare(1).more = 2  # type: ignore[attr-defined]

    def test_tools_for_dataclasses_know_them(self) -> None:
        self.assertEqual(dataclasses.replace(Bare(1), number=2), Bare(2))
        self.assertEqual([field.name for field in dataclasses.fields(Bare)], ["number", "words"])
        self.assertEqual(pickle.loads(pickle.dumps(Bare(1))), Bare(1))
        match Bare(1, ("a",)):
            case Bare(number, words):
                self.assertEqual((number, words), (1, ("a",)))
