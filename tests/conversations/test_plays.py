"""Every play of this folder as a test of its own, and the player held against plays that must fail."""

from collections.abc import Callable
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.conversations.player import Player, WrongPlay, stage_play

PLAYS = sorted(Path(__file__).parent.glob("*.chat"))


class Plays(SynchronousTestCase):
    """One test for each file."""

    def test_they_are_found(self) -> None:
        self.assertGreaterEqual(len(PLAYS), 14)


def _performance(path: Path) -> Callable[[Plays], None]:
    def test(self: Plays) -> None:
        stage_play(path)

    test.__doc__ = f"{path.name} is played as it is written."
    return test


for _path in PLAYS:
    setattr(Plays, f"test_{_path.stem}", _performance(_path))


START = """\
channel lobby, 1 seat
alice by lines
alice < * Welcome to lobby: the only seat is free.
alice < * Please type your name and press Enter.
alice < * Welcome to lobby, alice.
alice < * /help lists the commands, /quit leaves.
alice < * alice has joined lobby.
"""


class Strictness(SynchronousTestCase):
    """A player that lets a mistake pass would prove nothing."""

    def fails(self, play: str, why: str) -> None:
        error = self.assertRaises(WrongPlay, Player("a play").play, play)
        self.assertIn(why, str(error))

    def test_a_right_play_passes(self) -> None:
        Player("a play").play(START)

    def test_a_wrong_line(self) -> None:
        self.fails(START + "alice > hi\nalice < alice: ho", "line 9: alice hears: alice: hi\n  instead of: alice: ho")

    def test_a_missing_line(self) -> None:
        self.fails(START.replace("alice < * Welcome to lobby, alice.\n", ""), "line 5")

    def test_a_line_too_many(self) -> None:
        self.fails(START + "alice < more", "line 8: alice hears nothing, instead of: more")

    def test_lines_left_unread_at_the_end(self) -> None:
        self.fails(START + "alice > hi", "line 9: alice has heard more: ['alice: hi']")

    def test_somebody_gone_without_a_word_about_it(self) -> None:
        self.fails(START + "alice > /quit\nalice < ...", "alice is gone")

    def test_somebody_not_gone(self) -> None:
        self.fails(START + "alice is gone", "line 8: alice is still there")

    def test_one_who_should_hear_nothing(self) -> None:
        self.fails(START + "alice > hi\nalice hears nothing", "line 9: alice hears: ['alice: hi']")

    def test_unread_lines_before_the_end_of_somebody(self) -> None:
        self.fails(START + "alice > /quit\nalice is gone", "line 9: alice hears: ['* Goodbye, come again.']")

    def test_a_direction_that_nobody_knows(self) -> None:
        self.fails(START + "alice dances", "line 8: what is this? alice dances")

    def test_somebody_who_is_not_there(self) -> None:
        self.fails(START + "bob > hi", "line 8: who is bob?")

    def test_a_time_that_does_not_pass(self) -> None:
        self.fails(START + "100 seconds pass\nalice hears nothing", "You have been quiet")
