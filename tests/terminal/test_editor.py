"""Keys -> outcomes: editing, history, search, completion, paste, secrets."""

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.terminal.editor import Editor
from chatroom.terminal.keys import Decoder, Named, Paste
from chatroom.terminal.outcomes import Bell, Choices, ClearScreen, End, Interrupt, Line, Outcome, Redraw

FAMILY = "👨\u200d👩\u200d👧"
LEFT, RIGHT = b"\x1b[D", b"\x1b[C"
UP, DOWN = b"\x1b[A", b"\x1b[B"


class Typist:
    """Somebody at an editor; `did` are all outcomes so far but Redraw."""

    def __init__(self, words: tuple[str, ...] = (), limit: int = 200) -> None:
        self.asked: list[tuple[str, int]] = []
        self.words = words
        self.editor = Editor(self._complete, limit)
        self.did: list[Outcome] = []
        self._decoder = Decoder()

    def _complete(self, text: str, cursor: int) -> list[str]:
        self.asked.append((text, cursor))
        word = text[:cursor].split(" ")[-1]
        return [known for known in self.words if known.casefold().startswith(word.casefold())]

    def types(self, text: str | bytes) -> list[Outcome]:
        """What comes of it, without Redraw."""
        data = text.encode() if isinstance(text, str) else text
        outcomes = [outcome for key in self._decoder.feed(data) for outcome in self.editor.steps(key)]
        self.did += (fresh := [outcome for outcome in outcomes if outcome != Redraw()])
        return fresh

    @property
    def line(self) -> str:
        """The line with `|` where the cursor is."""
        text, cursor, _ = self.editor.view
        return f"{text[:cursor]}|{text[cursor:]}"


class Lines(SynchronousTestCase):
    """What finishes a line."""

    def test_enter_gives_the_whole_line_once(self) -> None:
        someone = Typist()
        for end in ("\r", "\n", "\r\n"):
            self.assertEqual(someone.types(f"kick 你好é{end}"), [Line("kick 你好é")])
            self.assertEqual(someone.line, "|")
        someone.types("ab" + "\x01")
        self.assertEqual(someone.types("\r"), [Line("ab")])
        self.assertEqual(someone.types("\r"), [Line("")])

    def test_interrupt_gives_the_line_up(self) -> None:
        someone = Typist()
        self.assertEqual(someone.types("shutdown\x03"), [Interrupt()])
        self.assertEqual(someone.types("\r"), [Line("")])

    def test_end_of_input_only_on_an_empty_line(self) -> None:
        someone = Typist()
        self.assertEqual(someone.types("\x04"), [End()])
        someone.types("abc" + "\x01\x04")
        self.assertEqual(someone.line, "|bc")
        self.assertEqual(someone.types("\x05\x04"), [Bell()])
        self.assertEqual(someone.line, "bc|")

    def test_clear_screen_keeps_the_line(self) -> None:
        someone = Typist()
        self.assertEqual(someone.types("abc\x0c"), [ClearScreen()])
        self.assertEqual(someone.line, "abc|")

    def test_redraw_only_if_something_is_to_be_seen(self) -> None:
        editor = Editor(lambda text, cursor: [])
        (key,) = Decoder().feed(b"a")
        self.assertEqual(list(editor.steps(key)), [Redraw()])
        self.assertEqual(list(editor.steps(Named.HOME)), [Redraw()])
        self.assertEqual(list(editor.steps(Named.HOME)), [])

    def test_nothing_in_a_line_drives_a_terminal(self) -> None:
        someone = Typist()
        someone.types("a\u009bb\u202ec\u2028d")
        someone.types(b"\x1b[200~\x1b[31m\x07\tx\x1b[201~")
        self.assertEqual(someone.line, "abc d[31m x|")

    def test_the_longest_line(self) -> None:
        someone = Typist()
        self.assertEqual(someone.types("x" * 4096), [])
        self.assertEqual(someone.types("y"), [Bell()])
        self.assertEqual(someone.types("\x02\x08z"), [])
        self.assertEqual(someone.types("\r"), [Line("x" * 4094 + "zx")])


class Editing(SynchronousTestCase):
    """Moving and erasing, a cluster at a time."""

    def after(self, *keys: str | bytes) -> str:
        someone = Typist()
        for key in keys:
            someone.types(key)
        return someone.line

    def test_moving(self) -> None:
        self.assertEqual(self.after("abc", LEFT, "x"), "abx|c")
        self.assertEqual(self.after("abc", b"\x02\x02\x06", "x"), "abx|c")
        self.assertEqual(self.after("abc", b"\x1b[H", "x"), "x|abc")
        self.assertEqual(self.after("abc", b"\x01", b"\x05", "x"), "abcx|")
        self.assertEqual(self.after("a", LEFT, LEFT, LEFT, RIGHT, RIGHT, RIGHT, "x"), "ax|")

    def test_moving_by_words(self) -> None:
        self.assertEqual(self.after("one two  three", b"\x1b[1;5D"), "one two  |three")
        self.assertEqual(self.after("one two  three", b"\x1bb\x1bb"), "one |two  three")
        self.assertEqual(self.after("one two", b"\x1bb\x1bb\x1bb"), "|one two")
        self.assertEqual(self.after("one  two", b"\x01\x1b[1;5C"), "one|  two")
        self.assertEqual(self.after("one  two", b"\x01\x1bf\x1bf\x1bf"), "one  two|")

    def test_what_people_take_for_one_character_is_one(self) -> None:
        for one in ("é", "e\u0301", "你", "👍🏽", FAMILY, "🇫🇷", "☺\ufe0f"):
            self.assertEqual(self.after(f"a{one}b", LEFT, LEFT), f"a|{one}b", one)
            self.assertEqual(self.after(f"a{one}b", b"\x01", RIGHT, RIGHT), f"a{one}|b", one)
            self.assertEqual(self.after(f"a{one}b", LEFT, b"\x7f"), "a|b", one)
            self.assertEqual(self.after(f"a{one}b", b"\x01", RIGHT, b"\x1b[3~"), "a|b", one)

    def test_the_cursor_is_never_inside_a_character(self) -> None:
        self.assertEqual(self.after("👩", LEFT, "👨\u200d"), "👨\u200d👩|")
        self.assertEqual(self.after("🇫x🇷", LEFT, b"\x7f"), "🇫🇷|")

    def test_erasing(self) -> None:
        self.assertEqual(self.after("abc", b"\x08"), "ab|")
        self.assertEqual(self.after("abc", LEFT, b"\x7f"), "a|c")
        self.assertEqual(self.after("one two", LEFT, b"\x15"), "|o")
        self.assertEqual(self.after("one two", LEFT, b"\x0b"), "one tw|")
        self.assertEqual(self.after("one two ", b"\x17"), "one |")
        self.assertEqual(self.after("one two", LEFT, b"\x1b\x7f"), "one |o")
        self.assertEqual(self.after("one two", b"\x01\x1bd"), "| two")

    def test_what_was_cut_comes_back(self) -> None:
        self.assertEqual(self.after("kick bob", b"\x15", "x", b"\x19\x19"), "xkick bobkick bob|")
        self.assertEqual(self.after("kick bob", b"\x17", b"\x0b", b"\x01\x19"), "bob|kick ")

    def test_the_end_of_the_line_is_told_by_a_bell(self) -> None:
        someone = Typist()
        self.assertEqual(someone.types("\x7f"), [Bell()])
        self.assertEqual(someone.types("a" + "\x1b[3~"), [Bell()])


class Pastes(SynchronousTestCase):
    """recvline swallowed the marks and executed whatever came."""

    def paste(self, text: str) -> bytes:
        return b"\x1b[200~" + text.encode() + b"\x1b[201~"

    def test_twenty_lines_are_twenty_lines_in_order(self) -> None:
        someone = Typist()
        text = "".join(f"say {n}\r" for n in range(20))
        self.assertEqual(someone.types(self.paste(text)), [Line(f"say {n}") for n in range(20)])
        self.assertEqual(someone.line, "|")

    def test_the_rest_stays_and_waits_for_enter(self) -> None:
        someone = Typist()
        self.assertEqual(someone.types("a" + LEFT.decode()), [])
        self.assertEqual(someone.types(self.paste("one\ntwo\nshutdow")), [Line("onea"), Line("two")])
        self.assertEqual(someone.line, "shutdow|")
        self.assertEqual(someone.types("n\r"), [Line("shutdown")])

    def test_keys_inside_do_nothing(self) -> None:
        someone = Typist(("kick",))
        self.assertEqual(someone.types(self.paste("ki\t\x03\x04x")), [])
        self.assertEqual(someone.line, "ki x|")
        self.assertEqual(someone.types(self.paste("\na\x1b[2J\n\x07b")), [Line("ki x"), Line("a[2J")])
        self.assertEqual(someone.line, "b|")

    def test_a_line_that_does_not_fit_is_never_given_in_part(self) -> None:
        someone = Typist()
        self.assertEqual(someone.types(self.paste("one\n" + "x" * 4097 + "\ntwo\n")), [Line("one"), Bell()])
        self.assertEqual(someone.line, "|")

    def test_a_paste_that_was_cut_rings(self) -> None:
        self.assertEqual(list(Typist().editor.steps(Paste("one\ntw", whole=False))), [Line("one"), Bell(), Redraw()])

    def test_lines_come_one_by_one_for_whoever_wants_to_act_on_each(self) -> None:
        editor = Editor(lambda text, cursor: [])
        given = []
        for outcome in editor.steps(Paste("login ann\nhunter2\nwho\n")):
            given.append(outcome)
            if isinstance(outcome, Line):
                editor.secret = outcome.text == "login ann"
        self.assertEqual(given, [Line("login ann"), Line("hunter2", secret=True), Line("who")])
        list(editor.steps(Named.UP))
        list(editor.steps(Named.UP))
        self.assertEqual(editor.view.text, "login ann")


class Remembering(SynchronousTestCase):
    """History and search."""

    def test_up_and_down_keep_the_unfinished_line(self) -> None:
        someone = Typist()
        someone.types("one\rtwo\runfini")
        lines = []
        for key in (UP, UP, UP, DOWN, DOWN, DOWN):
            someone.types(key)
            lines.append(someone.line)
        self.assertEqual(lines, ["two|", "one|", "one|", "two|", "unfini|", "unfini|"])
        self.assertEqual(someone.did[2:], [Bell(), Bell()])

    def test_control_p_and_n_are_the_same(self) -> None:
        someone = Typist()
        someone.types("one\rtwo\rx\x10\x10\x0e")
        self.assertEqual(someone.line, "two|")

    def test_the_same_line_twice_is_kept_once_and_a_blank_one_never(self) -> None:
        someone = Typist()
        someone.types("one\rtwo\rtwo\r \r\rtwo\r" + "\x10\x10")
        self.assertEqual(someone.line, "one|")

    def test_an_older_line_can_be_changed_and_given_again(self) -> None:
        someone = Typist()
        someone.types("kick bob\r\x10\x17ann\r")
        self.assertEqual(someone.did[-1], Line("kick ann"))
        someone.types(UP + UP)
        self.assertEqual(someone.line, "kick bob|")

    def test_the_limit(self) -> None:
        someone = Typist(limit=2)
        someone.types("one\rtwo\rthree\r" + "\x10" * 5)
        self.assertEqual(someone.line, "two|")

    def test_interrupt_comes_back_from_an_older_line(self) -> None:
        someone = Typist()
        someone.types("one\rtwo\r\x10\x10\x03\x10")
        self.assertEqual(someone.line, "two|")

    def test_search_letter_by_letter(self) -> None:
        someone = Typist()
        someone.types("kick bob\rmute bob\rwho\r\x12")
        self.assertEqual(someone.editor.view, ("", 0, "(search ''): "))
        someone.types("bo")
        self.assertEqual(someone.editor.view, ("mute bob", 8, "(search 'bo'): "))
        someone.types("\x12")
        self.assertEqual(someone.editor.view, ("kick bob", 8, "(search 'bo'): "))
        someone.types("x")
        self.assertEqual(someone.editor.view, ("kick bob", 8, "(nothing has 'box'): "))
        someone.types("\x7f")
        self.assertEqual(someone.editor.view, ("mute bob", 8, "(search 'bo'): "))
        self.assertEqual(someone.types("\r")[-1], Line("mute bob"))

    def test_search_knows_large_letters_and_small_ones_alike(self) -> None:
        someone = Typist()
        someone.types("Grüße\r\x12GRÜSSE")
        self.assertEqual(someone.editor.view.text, "Grüße")

    def test_search_ended_by_another_key_keeps_what_was_found(self) -> None:
        someone = Typist()
        someone.types("kick bob\r" + "\x12ki\x01x")
        self.assertEqual((someone.line, someone.editor.view.label), ("x|kick bob", ""))

    def test_search_ends_a_walk_through_older_lines(self) -> None:
        someone = Typist()
        someone.types("one\rtwo\rthree\r\x10\x10\x12on\x05\x10")
        self.assertEqual(someone.line, "three|")

    def test_search_given_up(self) -> None:
        someone = Typist()
        someone.types("kick bob\rmine\x02\x12ki\x07")
        self.assertEqual((someone.line, someone.editor.view.label), ("min|e", ""))
        someone.types("\x12ki")
        self.assertEqual(someone.types("\x03"), [Interrupt()])
        self.assertEqual((someone.line, someone.editor.view.label), ("|", ""))


class Completing(SynchronousTestCase):
    """Tab."""

    def test_a_single_candidate_is_put_in_with_a_space(self) -> None:
        someone = Typist(("kick", "mute"))
        self.assertEqual(someone.types("ki\t"), [])
        self.assertEqual(someone.line, "kick |")
        self.assertEqual(someone.asked, [("ki", 2)])

    def test_several_agree_on_a_beginning_and_are_listed_at_the_second_tab(self) -> None:
        someone = Typist(("bobby", "bob", "boris", "ann"))
        self.assertEqual(someone.types("kick b\t"), [])
        self.assertEqual(someone.line, "kick bo|")
        self.assertEqual(someone.types("\t"), [Choices(("bob", "bobby", "boris"))])
        self.assertEqual(someone.line, "kick bo|")
        self.assertEqual(someone.types("b\t"), [Bell()])
        self.assertEqual(someone.types("\t"), [Choices(("bob", "bobby"))])

    def test_none_rings(self) -> None:
        someone = Typist(("kick",))
        self.assertEqual(someone.types("x\t\t"), [Bell(), Bell()])
        self.assertEqual(someone.line, "x|")

    def test_in_the_middle_of_a_line(self) -> None:
        someone = Typist(("kick",))
        someone.types("ki bob" + "\x01" + "\x06\x06\t")
        self.assertEqual((someone.line, someone.asked), ("kick |bob", [("ki bob", 2)]))

    def test_the_candidate_s_own_letters_count(self) -> None:
        someone = Typist(("Åsa", "lobby:Bob"))
        someone.types("å\tLOB\t")
        self.assertEqual(someone.line, "Åsa lobby:Bob |")

    def test_a_candidate_cannot_drive_the_terminal(self) -> None:
        someone = Typist(("x\x1b[2J",))
        someone.types("x\t")
        self.assertEqual(someone.line, "x[2J |")

    def test_no_room_for_it(self) -> None:
        someone = Typist(("kick",))
        self.assertEqual(someone.types("x" * 4093 + " ki\t"), [Bell()])
        self.assertEqual(someone.line, "x" * 4093 + " ki|")


class Secrets(SynchronousTestCase):
    """A password is neither seen nor kept."""

    def setUp(self) -> None:
        self.someone = Typist(("hunter2",))
        self.someone.types("who\r")
        self.someone.editor.secret = True

    def test_it_is_given_and_never_seen(self) -> None:
        for key in "hunter2":
            self.someone.types(key)
            self.assertEqual(self.someone.editor.view, ("", 0, ""))
        self.assertEqual(self.someone.types("\r"), [Line("hunter2", secret=True)])

    def test_it_can_be_edited_blind(self) -> None:
        self.someone.types("wrong\x15huntex\x7fr2\x01\x05")
        self.assertEqual(self.someone.types("\r"), [Line("hunter2", secret=True)])

    def test_it_is_not_in_history_nor_anywhere_else(self) -> None:
        self.someone.types("hunter2\rhunter2\x15hunter2\r")
        self.someone.editor.secret = False
        self.someone.types("\x19")
        self.assertEqual(self.someone.line, "|")
        self.someone.types("\x10")
        self.assertEqual(self.someone.line, "who|")
        self.someone.types("\x15\x12hunt")
        self.assertNotIn("hunter2", self.someone.editor.view.text)

    def test_history_search_and_completion_are_closed(self) -> None:
        self.assertEqual(self.someone.types("hu\t\x10\x0e\x12"), [Bell()] * 4)
        self.assertEqual((self.someone.types("\r"), self.someone.asked), ([Line("hu", secret=True)], []))

    def test_one_that_was_not_finished_is_forgotten(self) -> None:
        self.someone.types("hunt")
        self.someone.editor.secret = False
        self.assertEqual(self.someone.line, "|")


SPECIAL = st.sampled_from([LEFT, UP, DOWN, b"\x12", b"\x15", b"\x19", b"\t", b"\x1bb", b"\x17"])
TEXT = st.text("ae\u0301👨👩\u200d🇫🇷 你", max_size=4).map(str.encode)
PRESSED = st.one_of(st.binary(max_size=3), SPECIAL, TEXT)


class Anything(SynchronousTestCase):
    """Whatever is pressed."""

    @given(st.lists(PRESSED, max_size=40))
    @settings(deadline=None)
    def test_lines_are_clean_and_the_cursor_is_in_them(self, chunks: list[bytes]) -> None:
        someone = Typist(("a", "ab", "你好"))
        for chunk in chunks:
            someone.types(chunk)
            text, cursor, _ = someone.editor.view
            self.assertTrue(0 <= cursor <= len(text) <= 4096)
        for outcome in someone.did:
            if isinstance(outcome, Line):
                self.assertFalse([character for character in outcome.text if character < " " or "\x7f" <= character <= "\x9f"])
