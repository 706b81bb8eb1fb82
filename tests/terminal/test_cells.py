"""What is one character for a person, and how much room it may take."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.terminal.cells import after, before, boundary, cells, clusters, faces

FAMILY = "👨\u200d👩\u200d👧"
ONES = ("a", "é", "e\u0301", "你", "👍🏽", FAMILY, "🇫🇷", "☺\ufe0f", "a\u0301\u0323")


class Clusters(SynchronousTestCase):
    """Unicode Standard Annex 29."""

    def test_one_character_for_a_person_is_one_cluster(self) -> None:
        for one in ONES:
            self.assertEqual(list(clusters(f"x{one}y")), ["x", one, "y"])
        self.assertEqual(list(clusters("🇫🇷🇩🇪🇪")), ["🇫🇷", "🇩🇪", "🇪"])
        self.assertEqual(list(clusters("")), [])

    def test_steps_pass_a_whole_cluster(self) -> None:
        for one in ONES:
            text = f"x{one}y"
            self.assertEqual(after(text, 1), 1 + len(one), one)
            self.assertEqual(before(text, 1 + len(one)), 1, one)
        self.assertEqual((before("", 0), after("", 0), before("a", 1), after("a", 1)), (0, 0, 0, 1))

    def test_steps_far_into_a_line(self) -> None:
        for one in ONES:
            text = one * 100
            for place in range(len(one), len(text) + 1, len(one)):
                self.assertEqual(before(text, place), place - len(one), one)
                self.assertEqual(boundary(text, place), place, one)
                self.assertEqual(boundary(text, place - len(one) + 1), place, one)

    def test_a_place_inside_a_cluster_becomes_its_end(self) -> None:
        text = f"x{FAMILY}y"
        self.assertEqual([boundary(text, at) for at in range(8)], [0, 1, 6, 6, 6, 6, 6, 7])


class Cells(SynchronousTestCase):
    """Upper bounds: no terminal needs more."""

    def test_room(self) -> None:
        simple = (("", 0), ("abc", 3), ("é", 1), ("e\u0301", 1), ("你好", 4))
        disputed = (("👍🏽", 4), (FAMILY, 6), ("☺\ufe0f", 2), ("का", 2))
        for text, room in simple + disputed:
            self.assertEqual(cells(text), room, text)

    def test_a_mark_without_a_letter_is_drawn_on_a_circle(self) -> None:
        self.assertEqual(faces("\u0301a"), "\u25cc\u0301a")
        self.assertEqual(faces("a\u200bb"), "a\u25cc\u200bb")
        for one in ONES:
            self.assertEqual(faces(one), one)
