"""States of the editor -> bytes, written by hand."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.terminal.drawing import PASTE_OFF, PASTE_ON, Screen
from tests.terminal.emulator import Terminal


def shown(text: str, cursor: int | None = None, width: int = 40) -> Screen:
    screen = Screen("> ", width)
    screen.show(text, len(text) if cursor is None else cursor)
    return screen


class Golden(SynchronousTestCase):
    """The bytes themselves."""

    def test_an_empty_line_is_its_prompt(self) -> None:
        screen = Screen("> ", 40)
        self.assertEqual(screen.show("", 0), b"> ")
        self.assertEqual(screen.show("", 0), b"")

    def test_typing_at_the_end_is_just_the_character(self) -> None:
        screen = shown("ab")
        self.assertEqual(screen.show("abc", 3), b"c")
        self.assertEqual(screen.show("abc你", 4), b"\xe4\xbd\xa0")
        self.assertEqual(screen.show("abc你e", 5), b"e")
        self.assertEqual(screen.show("abc你e\u0301", 6), b"\xcc\x81")

    def test_moving_prints_what_stands_before_the_cursor(self) -> None:
        screen = shown("abc")
        self.assertEqual(screen.show("abc", 2), b"\r> ab")
        self.assertEqual(screen.show("abc", 0), b"\r> ")
        self.assertEqual(screen.show("abc", 3), b"\r> abc")

    def test_changes_draw_the_row(self) -> None:
        self.assertEqual(shown("abc").show("ab", 2), b"\r> ab\x1b[K")
        self.assertEqual(shown("abc", 1).show("axbc", 2), b"\r> axbc\x1b[K\r> ax")
        self.assertEqual(shown("abc").show("x", 1, "(search 'x'): "), b"\r(search 'x'): x\x1b[K")

    def test_others_speak(self) -> None:
        self.assertEqual(shown("ab").above("bob: hi"), b"\r\x1b[Kbob: hi\r\n> ab")
        self.assertEqual(shown("ab", 1).above(b"bob: hi\n"), b"\r\x1b[Kbob: hi\r\n> ab\r> a")
        self.assertEqual(shown("").above("你\r\nb\nc\r\n"), b"\r\x1b[K\xe4\xbd\xa0\r\nb\r\nc\r\n> ")
        self.assertEqual(shown("").above("\n"), b"\r\x1b[K\r\n> ")
        self.assertEqual(shown("").above(""), b"")

    def test_others_speak_before_there_is_a_line(self) -> None:
        self.assertEqual(Screen("> ").above("Welcome."), b"Welcome.\r\n")

    def test_a_finished_line_stays(self) -> None:
        self.assertEqual(shown("abc", 1).leave("abc"), b"\r\n")
        self.assertEqual(shown("ab").leave("abc"), b"c\r\n")
        self.assertEqual(shown("abc").leave("other"), b"\r\x1b[K> other\r\n")
        self.assertEqual(shown("secret").leave(""), b"\r\x1b[K> \r\n")
        screen = shown("abc")
        screen.leave("abc")
        self.assertEqual(screen.leave("def"), b"> def\r\n")
        self.assertEqual(screen.show("", 0), b"> ")

    def test_an_interrupted_line_stays(self) -> None:
        screen = shown("abc")
        self.assertEqual(screen.give_up(), b"^C\r\n")
        self.assertEqual(screen.show("", 0), b"> ")

    def test_resize_neither_clears_nor_resets(self) -> None:
        """recvline cleared the whole screen, and reset the terminal at login."""
        screen = shown("abc", 1)
        self.assertEqual(screen.resize(20, 10), b"\r> abc\x1b[J\r> a")
        self.assertEqual(shown("abc").resize(0, 0), b"\r> abc\x1b[J")
        self.assertEqual(Screen("> ").resize(20, 10), b"")

    def test_clear_is_for_whoever_asks(self) -> None:
        self.assertEqual(shown("abc").clear(), b"\x1b[H\x1b[2J> abc")

    def test_the_switch_for_pastes(self) -> None:
        self.assertEqual((PASTE_ON, PASTE_OFF), (b"\x1b[?2004h", b"\x1b[?2004l"))


class Long(SynchronousTestCase):
    """Lines longer than the window scroll sideways in their row."""

    def row(self, text: str, cursor: int, width: int = 20, prompt: str = "> ") -> tuple[str, str]:
        terminal = Terminal(width)
        terminal.feed(Screen(prompt, width).show(text, cursor))
        self.assertEqual(len(terminal.rows), 1)
        return terminal.before_cursor, terminal.after_cursor

    def test_what_just_fits_is_shown_whole(self) -> None:
        seventeen = "abcdefghijklmnopq"
        self.assertEqual(self.row(seventeen, 17), ("> " + seventeen, ""))
        self.assertEqual(self.row(seventeen, 0), ("> ", seventeen))

    def test_marks_say_that_there_is_more(self) -> None:
        text = "abcdefghijklmnopqr"
        self.assertEqual(self.row(text, 0), ("> ", "abcdefghijklmno>"))
        self.assertEqual(self.row(text, 18), ("> <ijklmnopqr", ""))
        self.assertEqual(self.row(text * 3, 18), ("> <ijklmnopqr", "abcde>"))

    def test_typing_on_mostly_costs_a_character(self) -> None:
        screen = Screen("> ", 40)
        sent = [len(screen.show("x" * length, length)) for length in range(201)]
        self.assertEqual(sum(size == 1 for size in sent), 200 - sum(size > 1 for size in sent[1:]))
        self.assertLess(sum(size > 1 for size in sent[1:]), 20)

    def test_wide_characters_never_reach_the_last_column(self) -> None:
        for width in range(12, 24):
            for length in range(30):
                before, after = self.row("你" * length, length, width)
                self.assertLessEqual(len(before) + (before + after).count("你"), width - 1)
                self.assertTrue(length == 0 or before.endswith("你"))

    def test_a_family_that_other_terminals_show_in_six_cells_never_spills(self) -> None:
        text = "👨\u200d👩\u200d👧" * 5
        for joining in (True, False):
            terminal = Terminal(20, joining=joining)
            terminal.feed(Screen("> ", 20).show(text, len(text)))
            self.assertEqual(len(terminal.rows), 1)

    def test_a_long_prompt_gives_way(self) -> None:
        self.assertEqual(self.row("abc", 3, 20, "operator@a-long-house> "), ("ong-house> abc", ""))
        self.assertEqual(self.row("abcdefghijk", 11, 20, "operator@a-long-house> "), ("ong-house> <hijk", ""))

    def test_a_window_of_next_to_nothing(self) -> None:
        for width in range(1, 9):
            for cursor in range(4):
                Screen("> ", width).show("你好吗", cursor)

    def test_the_visible_part_follows_the_cursor_back(self) -> None:
        screen, terminal = Screen("> ", 20), Terminal(20)
        text = "abcdefghijklmnopqrstuvwxyz"
        for cursor in (*range(26, -1, -1), *range(27)):
            terminal.feed(screen.show(text, cursor))
            before = terminal.before_cursor.removeprefix("> ").removeprefix("<")
            after = terminal.after_cursor.removesuffix(">")
            self.assertTrue(text[:cursor].endswith(before), (cursor, before))
            self.assertTrue(text[cursor:].startswith(after), (cursor, after))
            self.assertGreater(len(before) + len(after), 9)
        self.assertEqual(len(terminal.rows), 1)

    def test_what_is_erased_next_is_seen(self) -> None:
        screen, terminal = Screen("> ", 20), Terminal(20)
        text = "abcdefghijklmnopqrstuvwxyz" * 3
        for length in range(78, 0, -1):
            terminal.feed(screen.show(text[:length], length))
            self.assertTrue(terminal.before_cursor.endswith(text[length - 1]), terminal.line)

    def test_a_wider_window_shows_as_much_as_it_holds(self) -> None:
        screen = shown("abcdefghijklmnopqrstuvwxyz" * 2, width=20)
        self.assertEqual(screen.resize(40, 24), b"\r> <defghijklmnopqrstuvwxyz\x1b[J")
        self.assertEqual(screen.resize(60, 24), b"\r> " + b"abcdefghijklmnopqrstuvwxyz" * 2 + b"\x1b[J")

    def test_another_text_is_not_halved_where_the_last_one_began(self) -> None:
        family = "👨\u200d👩\u200d👧"
        for length in range(20, 40):
            screen, terminal = Screen("> ", 30), Terminal(30)
            terminal.feed(screen.show("x" * length, length))
            terminal.feed(screen.show(family * 8, len(family) * 8))
            self.assertEqual(terminal.line.replace(family, ""), "> <")

    def test_a_finished_line_is_shown_whole(self) -> None:
        screen, terminal = Screen("> ", 20), Terminal(20)
        text = "abcdefghijklmnopqrstuvwxyz"
        terminal.feed(screen.show(text, 26) + screen.leave(text) + screen.show("", 0))
        self.assertEqual((terminal.above(), terminal.line), (["> abcdefghijklmnopqr", "stuvwxyz"], ">"))

    def test_a_finished_line_that_ends_in_the_last_column_loses_nothing(self) -> None:
        screen, terminal = Screen("> ", 20), Terminal(20)
        terminal.feed(screen.show("x" * 18, 18) + screen.leave("x" * 18) + screen.show("", 0))
        self.assertEqual((terminal.above(), terminal.line), (["> " + "x" * 18], ">"))


class Lists(SynchronousTestCase):
    """Words above the line, as many in a row as fit."""

    def rows(self, words: tuple[str, ...], width: int) -> list[str]:
        terminal = Terminal(width)
        screen = Screen("> ", width)
        terminal.feed(screen.show("b", 1) + screen.columns(words))
        self.assertEqual(terminal.line, "> b")
        return terminal.above()

    def test_they_break_between_words(self) -> None:
        self.assertEqual(self.rows(("bob", "bobby", "boris"), 20), ["bob  bobby  boris"])
        self.assertEqual(self.rows(("bob", "bobby", "boris"), 15), ["bob  bobby", "boris"])
        self.assertEqual(self.rows(("你好吗", "你们"), 12), ["你好吗", "你们"])

    def test_a_very_long_list_is_cut(self) -> None:
        self.assertEqual(self.rows(tuple(f"u{n:03}" for n in range(205)), 79)[-1], "and 5 more")
