"""What was probably meant: habits of other chats first, then the nearest word. G1304."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words.habits import _HABITS, meant
from chatroom.words.table import CHAT, TERMINAL


class Habits(SynchronousTestCase):
    """Words that work elsewhere."""

    def test_what_does_it_here(self) -> None:
        for typed, word in (
            ("tell", "whisper"),
            ("pm", "whisper"),
            ("users", "who"),
            ("rooms", "list"),
            ("afk", "away"),
            ("?", "help"),
            ("logout", "quit"),
            ("wisper", "whisper"),
            ("xyzzy", ""),
        ):
            self.assertEqual(meant(typed, tuple(CHAT)), word, typed)

    def test_only_what_there_is(self) -> None:
        self.assertEqual(meant("quit", tuple(TERMINAL)), "shutdown")
        self.assertEqual(meant("tell", ("help", "list")), "help")

    def test_no_habit_is_a_word_of_this_house(self) -> None:
        for word, habits in _HABITS.items():
            self.assertIn(word, CHAT)
            if word != "shutdown":
                self.assertEqual(set(habits.split()) & set(CHAT), set(), word)
        every = " ".join(_HABITS.values()).split()
        self.assertEqual(len(every), len(set(every)))
