"""Telnet's commands leave the text, and nobody who speaks no telnet hears of it."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.telnet import Telnet

# Made of what matters to telnet, so that random input is full of commands.
BYTES = [b"\xff", b"\xf0", b"\xfa", b"\xfb", b"\xfd", b"\xfe", b"\xf6", b"\x06", b"a", b"\xe9", b"\n", b"\x1f", b"\x01"]
SIZES = [b"\xff\xfb\x1f", b"\xff\xfa\x1f", b"\x00\x50\x00\x18", b"\xff\xf0"]
HOSTILE = st.lists(st.sampled_from(BYTES + SIZES)).map(b"".join)

ASK = b"\xff\xfd\x1f"  # DO NAWS


def size(width: bytes) -> bytes:
    """A window of 24 lines and this width, as it goes over the wire."""
    return b"\xff\xfa\x1f" + width + b"\x00\x18\xff\xf0"


def heard(*pieces: bytes) -> tuple[bytes, bytes]:
    """What one machine makes of these pieces, in order."""
    telnet = Telnet()
    outputs = [telnet.feed(piece) for piece in pieces]
    return b"".join(text for text, _ in outputs), b"".join(answer for _, answer in outputs)


def measured(*pieces: bytes) -> int:
    """The width that one machine knows in the end."""
    telnet = Telnet()
    for piece in pieces:
        telnet.feed(piece)
    return telnet.width


def bytewise(data: bytes) -> list[bytes]:
    return [data[i : i + 1] for i in range(len(data))]


class TextTest(SynchronousTestCase):
    """What is text stays text."""

    def same(self, data: bytes, text: bytes, answer: bytes = b"") -> None:
        """In one piece and byte by byte."""
        self.assertEqual(heard(data), (text, answer))
        self.assertEqual(heard(*bytewise(data)), (text, answer))

    def test_plain_text_comes_back_as_the_same_object(self) -> None:
        telnet = Telnet()
        data = "grüße 😀\r\n".encode()
        text, answer = telnet.feed(data)
        self.assertIs(text, data)
        self.assertEqual(answer, b"")
        self.assertFalse(telnet.spoken)

    def test_a_doubled_iac_is_one_byte_of_text(self) -> None:
        self.same(b"a\xff\xffb", b"a\xffb")
        self.same(b"\xff\xff\xff\xff", b"\xff\xff")

    def test_latin_1_keeps_its_y_with_dots(self) -> None:
        self.same(b"L'Ha\xff-les-Roses\r\n", b"L'Ha\xff-les-Roses\r\n")
        self.same(b"\xff\xe9\xff\n", b"\xff\xe9\xff\n")
        self.same(b"\xff\xeb", b"\xff\xeb")  # the highest byte that is no command

    def test_none_of_that_is_telnet(self) -> None:
        telnet = Telnet()
        telnet.feed(b"\xff\xffHa\xff\n")
        self.assertFalse(telnet.spoken)

    def test_commands_of_two_bytes_vanish(self) -> None:
        for command in (
            0xEC,
            0xED,
            0xEE,
            0xF0,
            0xF1,
            0xF2,
            0xF3,
            0xF4,
            0xF5,
            0xF7,
            0xF8,
            0xF9,
        ):  # EOF SUSP ABORT SE NOP DM BRK IP AO EC EL GA
            self.same(b"he\xff" + bytes([command]) + b"llo\n", b"hello\n")

    def test_carriage_returns_and_nul_are_left_alone(self) -> None:
        self.same(b"a\r\0\xff\xf1b\r\n\0", b"a\r\0b\r\n\0")

    def test_are_you_there(self) -> None:
        self.same(b"a\xff\xf6b", b"ab", b"Yes.\r\n")


class OptionTest(SynchronousTestCase):
    """Every option but the window's size is refused, once, and only when somebody asks for it."""

    def test_requests_are_refused(self) -> None:
        self.assertEqual(heard(b"a\xff\xfd\x01b"), (b"ab", b"\xff\xfc\x01" + ASK))  # DO ECHO: WONT ECHO
        self.assertEqual(heard(b"a\xff\xfb\x18b"), (b"ab", b"\xff\xfe\x18" + ASK))  # WILL TERMINAL-TYPE: DONT

    def test_one_that_asks_for_much_at_once(self) -> None:
        putty = b"\xff\xfb\x1f\xff\xfb\x20\xff\xfb\x18\xff\xfb\x27\xff\xfd\x01\xff\xfb\x03\xff\xfd\x03"
        answer = b"\xff\xfd\x1f\xff\xfe\x20\xff\xfe\x18\xff\xfe\x27\xff\xfc\x01\xff\xfe\x03\xff\xfc\x03"
        self.assertEqual(heard(putty + b"ann\r\n"), (b"ann\r\n", answer))
        self.assertEqual(heard(*bytewise(putty + b"ann\r\n")), (b"ann\r\n", answer))

    def test_refusals_are_not_answered(self) -> None:
        self.assertEqual(heard(b"\xff\xfc\x01\xff\xfe\x01x"), (b"x", b""))

    def test_never_twice(self) -> None:
        self.assertEqual(heard(b"\xff\xfd\x01" * 3 + b"\xff\xfe\x01" + b"\xff\xfd\x01"), (b"", b"\xff\xfc\x01" + ASK))

    def test_toggling_all_options_costs_one_answer_each(self) -> None:
        toggles = b"".join(
            bytes([0xFF, verb, option]) for option in range(256) if option != 6 for verb in (0xFD, 0xFE, 0xFB, 0xFC)
        )
        telnet = Telnet()
        answers = b"".join(telnet.feed(toggles)[1] for _ in range(40))
        # DO NAWS to ask, DONT NAWS when that is taken back, DONT NAWS when it is offered once more
        self.assertEqual(len(answers), 255 * 2 * 3 - 3 + 9)
        self.assertEqual(telnet.feed(toggles), (b"", b""))

    def test_two_of_us_fall_silent(self) -> None:
        one, other = Telnet(), Telnet()
        said = b"".join(bytes([0xFF, verb, option]) for option in range(256) for verb in (0xFB, 0xFC, 0xFD, 0xFE))
        _, answer = one.feed(said)
        self.assertEqual(len(answer), 256 * 2 * 3 + 3)
        # The other refuses to tell the size of a window that it has not, and asks for one in return: refused, and that is all.
        _, answer = other.feed(answer)
        self.assertEqual(answer, b"\xff\xfc\x1f\xff\xfd\x1f")
        _, answer = one.feed(answer)
        self.assertEqual(other.feed(answer), (b"", b""))

    def test_two_of_us_who_hide_fall_silent(self) -> None:
        for sequence in itertools.product(("hide", "show"), repeat=4):
            one, other = Telnet(), Telnet()
            for telnet in (one, other):
                telnet.feed(b"\xff\xf1")
            said = [b"".join(getattr(telnet, verb)() for verb in sequence) for telnet in (one, other)]
            for _ in range(4):
                said = [one.feed(said[1])[1], other.feed(said[0])[1]]
            self.assertEqual(said, [b"", b""])

    def test_interrupting_twice_does_not_leave_the_client_deaf(self) -> None:
        interrupt = b"\xff\xf4\xff\xfd\x06"  # ^C: IP, DO TIMING-MARK; output is thrown away until the WONT
        telnet = Telnet()
        self.assertEqual(telnet.feed(interrupt), (b"", b"\xff\xfc\x06" + ASK))
        self.assertEqual(telnet.feed(interrupt), (b"", b"\xff\xfc\x06"))

    def test_spoken_is_remembered(self) -> None:
        telnet = Telnet()
        telnet.feed(b"\xff\xfd")
        self.assertFalse(telnet.spoken)
        telnet.feed(b"\x01")
        self.assertTrue(telnet.spoken)
        telnet.feed(b"hello\n")
        self.assertTrue(telnet.spoken)


class EchoTest(SynchronousTestCase):
    """What is typed is hidden and shown again (RFC 857), and no answer to that is answered (RFC 1143)."""

    def spoken(self, *said: bytes) -> Telnet:
        """One whose visitor has said this, and speaks telnet."""
        telnet = Telnet()
        for data in (b"\xff\xf1", *said):
            telnet.feed(data)
        return telnet

    def test_hidden_and_shown_once_each(self) -> None:
        telnet = self.spoken()
        self.assertEqual([telnet.hide(), telnet.hide()], [b"\xff\xfb\x01", b""])
        self.assertEqual([telnet.show(), telnet.show()], [b"\xff\xfc\x01", b""])
        self.assertEqual([telnet.hide(), telnet.show()], [b"\xff\xfb\x01", b"\xff\xfc\x01"])

    def test_never_for_one_who_speaks_no_telnet(self) -> None:
        for said in (b"", b"alice\n", b"\xff\xff\n", b"na\xefve\xff\xe9\n", b"\xff", b"\xff\xfd", b"\xff\xfa\x1f"):
            telnet = Telnet()
            telnet.feed(said)
            self.assertEqual([telnet.hide(), telnet.show()], [b"", b""], said)

    def test_nothing_is_shown_that_was_not_hidden(self) -> None:
        telnet = Telnet()
        telnet.hide()
        telnet.feed(b"\xff\xf1")
        self.assertEqual(telnet.show(), b"")

    def test_a_client_that_obeys(self) -> None:
        telnet = self.spoken(b"\xff\xfb\x1f")
        telnet.hide()
        self.assertEqual(telnet.feed(b"\xff\xfd\x01secret\r\0"), (b"secret\r\0", b""))  # DO ECHO
        telnet.show()
        self.assertEqual(telnet.feed(b"\xff\xfe\x01hi\r\0"), (b"hi\r\0", b""))  # DONT ECHO

    def test_a_client_that_will_not(self) -> None:
        telnet = self.spoken()
        telnet.hide()
        self.assertEqual(telnet.feed(b"\xff\xfe\x01"), (b"", b""))
        self.assertEqual(telnet.show(), b"\xff\xfc\x01")

    def test_an_answer_that_comes_late(self) -> None:
        telnet = self.spoken(b"\xff\xfb\x1f")
        telnet.hide()
        telnet.show()
        self.assertEqual(telnet.feed(b"\xff\xfd\x01\xff\xfe\x01"), (b"", b""))
        self.assertEqual(telnet.feed(b"\xff\xfd\x01"), (b"", b"\xff\xfc\x01"), "that one was a wish of its own")

    def test_a_wish_of_its_own_is_refused_before_and_after(self) -> None:
        telnet = self.spoken(b"\xff\xfb\x1f")
        self.assertEqual(telnet.feed(b"\xff\xfd\x01"), (b"", b"\xff\xfc\x01"))
        self.assertEqual(telnet.hide(), b"\xff\xfb\x01")
        self.assertEqual(telnet.feed(b"\xff\xfd\x01" * 3), (b"", b""))
        self.assertEqual(telnet.show(), b"\xff\xfc\x01")
        self.assertEqual(telnet.feed(b"\xff\xfe\x01\xff\xfd\x01" * 9), (b"", b""), "refused once, as ever")

    @settings(deadline=None)
    @given(st.lists(st.one_of(st.sampled_from(["hide", "show"]), st.sampled_from(list(range(0xFB, 0xFF)))), max_size=30))
    def test_whatever_the_client_says_about_echo_it_hears_one_no_at_most(self, turns: list[str | int]) -> None:
        telnet = self.spoken(b"\xff\xfb\x1f")
        said = b""
        ours = 0
        for turn in turns:
            if isinstance(turn, str):
                ours += len(getattr(telnet, turn)())
            else:
                said += telnet.feed(bytes([0xFF, turn, 1]))[1]
        self.assertIn(said, (b"", b"\xff\xfc\x01", b"\xff\xfe\x01", b"\xff\xfc\x01\xff\xfe\x01", b"\xff\xfe\x01\xff\xfc\x01"))
        self.assertLessEqual(ours, 3 * len(turns))


class WindowTest(SynchronousTestCase):
    """How wide the client's window is (RFC 1073)."""

    OFFER = b"\xff\xfb\x1f"

    def width(self, *said: bytes) -> int:
        """In one piece and byte by byte."""
        data = b"".join(said)
        whole, cut = Telnet(), Telnet()
        whole.feed(data)
        for byte in bytewise(data):
            cut.feed(byte)
        self.assertEqual(whole.width, cut.width)
        return whole.width

    def test_an_offer_is_taken_once(self) -> None:
        self.assertEqual(heard(b"a" + self.OFFER + self.OFFER + b"b" + self.OFFER), (b"ab", ASK))

    def test_whoever_asks_for_anything_is_asked_once(self) -> None:
        telnet = Telnet()
        self.assertEqual(telnet.feed(b"\xff\xf1"), (b"", b""))
        self.assertEqual(telnet.feed(b"\xff\xfd\x03"), (b"", b"\xff\xfc\x03" + ASK))
        self.assertEqual(telnet.feed(self.OFFER), (b"", b""), "that was the answer to our question")
        self.assertEqual(telnet.feed(b"\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0"), (b"", b""))
        self.assertEqual(telnet.width, 80)

    def test_nobody_else_is_asked(self) -> None:
        self.assertEqual(heard(b"\xff\xf1\xff\xfe\x03\xff\xfc\x03\xff\xfc\x1f\xff\xfa\x18\x00\xff\xf0"), (b"", b""))

    def test_a_client_that_will_not_tell(self) -> None:
        self.assertEqual(heard(b"\xff\xfd\x03\xff\xfc\x1f" * 5), (b"", b"\xff\xfc\x03" + ASK))
        self.assertEqual(self.width(b"\xff\xfd\x03\xff\xfc\x1f", size(b"\x00\x50")), 0)

    def test_sizes(self) -> None:
        for data, width in (
            (b"\x00\x50", 80),
            (b"\x00\x28", 40),
            (b"\x01\x00", 256),
            (b"\x00\xff\xff", 255),
            (b"\xff\xff\x00", 65280),
            (b"\xff\xff\xff\xff", 65535),
            (b"\x00\x00", 0),
            (b"\x00\x0d", 13),
        ):
            self.assertEqual(self.width(self.OFFER, size(data)), width, data)

    def test_the_last_one_counts(self) -> None:
        self.assertEqual(self.width(self.OFFER, size(b"\x00\x50"), b"hi\n", size(b"\x00\x64")), 100)

    def test_a_height_may_be_doubled_too(self) -> None:
        self.assertEqual(self.width(self.OFFER, b"\xff\xfa\x1f\x00\x50\xff\xff\xff\xff\xff\xf0"), 80)

    def test_what_is_no_size_changes_nothing(self) -> None:
        for data in (
            b"\xff\xfa\x1f\x00\x28\x00\xff\xf0",  # a byte is missing
            b"\xff\xfa\x1f\x00\x28\x00\x18\x00\xff\xf0",  # one too many
            b"\xff\xfa\x1f" + b"\x00\x28\x00\x18" * 200 + b"\xff\xf0",
            b"\xff\xfa\x1f\xff\xf0",
            b"\xff\xfa\xff\xf0",
            b"\xff\xfa\x18\x00\x28\x00\x18\xff\xf0",  # another option
            b"\xff\xfa\x1f\x00\x28\x00\x18",  # no end
            b"\xff\xf0",
        ):
            self.assertEqual(self.width(self.OFFER, size(b"\x00\x50"), data), 80, data)

    def test_one_that_was_swallowed_leaves_nothing_behind(self) -> None:
        self.assertEqual(self.width(self.OFFER, b"\xff\xfa\x1f\x00" + b"x" * 1022, size(b"\x00\x50")), 80)

    def test_a_size_that_was_not_agreed_about_is_not_believed(self) -> None:
        self.assertEqual(self.width(size(b"\x00\x50")), 0)
        self.assertEqual(self.width(b"\xff\xf1", size(b"\x00\x50")), 0)

    def test_an_offer_may_be_taken_back_for_good(self) -> None:
        telnet = Telnet()
        telnet.feed(self.OFFER + size(b"\x00\x50"))
        self.assertEqual(telnet.feed(b"\xff\xfc\x1f"), (b"", b"\xff\xfe\x1f"))  # WONT NAWS: DONT NAWS
        self.assertEqual(telnet.width, 0)
        self.assertEqual(telnet.feed(self.OFFER), (b"", b"\xff\xfe\x1f"))
        self.assertEqual(telnet.feed((b"\xff\xfc\x1f" + self.OFFER + size(b"\x00\x50")) * 9), (b"", b""))
        self.assertEqual(telnet.width, 0)

    @settings(deadline=None)
    @given(st.lists(st.sampled_from([b"\xff\xfb\x1f", b"\xff\xfc\x1f", b"\xff\xfd\x1f", b"\xff\xfe\x1f", b"\xff\xfd\x03"])))
    def test_whatever_the_client_says_it_is_asked_once(self, said: list[bytes]) -> None:
        answers = heard(*said)[1]
        self.assertLessEqual(answers.count(ASK), 1)
        self.assertLessEqual(answers.count(b"\xff\xfe\x1f"), 2)


class SubnegotiationTest(SynchronousTestCase):
    """What lies between SB and SE is nobody's text, within reason."""

    def test_it_vanishes(self) -> None:
        for data in (
            b"a\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0b",  # window size
            b"a\xff\xfa\x1f\x00\x0d\x00\x0a\xff\xf0b",  # a window of 13 by 10: no line ends here
            b"a\xff\xfa\x1f\x00\xff\xff\x00\x18\xff\xf0b",  # 255 wide, doubled
            b"a\xff\xfa\x18\xff\xff\xf0\xff\xf0b",  # a doubled IAC before a byte that looks like SE
            b"a\xff\xfa\xff\xf0b",
            b"a\xff\xfa\x27\xff\xfa\x00USER\x01-f root\xff\xf0b",  # one within another ends with the first end
        ):
            self.assertEqual(heard(data), (b"ab", b""), data)
            self.assertEqual(heard(*bytewise(data)), (b"ab", b""), data)

    def test_requests_within_are_not_answered(self) -> None:
        self.assertEqual(heard(b"\xff\xfa\x18\xff\xfd\x01\xff\xf6\xff\xf0b"), (b"b", b""))

    def test_without_an_end_it_swallows_a_kibibyte(self) -> None:
        data = b"\xff\xfa" + b"x" * 1024 + b"here again\n"
        self.assertEqual(heard(data), (b"here again\n", b""))
        self.assertEqual(heard(*bytewise(data)), (b"here again\n", b""))

    def test_the_end_may_be_the_last_of_that(self) -> None:
        self.assertEqual(heard(b"\xff\xfa" + b"x" * 1022 + b"\xff\xf0b"), (b"b", b""))
        # One byte later the IAC is swallowed and the SE is text.
        self.assertEqual(heard(b"\xff\xfa" + b"x" * 1023 + b"\xff\xf0b"), (b"\xf0b", b""))
        self.assertEqual(heard(*bytewise(b"\xff\xfa" + b"x" * 1023 + b"\xff\xf0b")), (b"\xf0b", b""))

    def test_doubled_bytes_count_as_two(self) -> None:
        self.assertEqual(heard(b"\xff\xfa" + b"\xff\xff" * 512 + b"y"), (b"y", b""))
        self.assertEqual(heard(b"\xff\xfa" + b"x" * 600 + b"\xff", b"\xff" + b"x" * 422, b"y"), (b"y", b""))

    def test_only_a_complete_one_is_telnet(self) -> None:
        telnet = Telnet()
        telnet.feed(b"\xff\xfa" + b"x" * 5000)
        self.assertFalse(telnet.spoken)
        telnet.feed(b"\xff\xfa\x18\xff\xf0")
        self.assertTrue(telnet.spoken)

    def test_an_endless_one_is_kept_nowhere(self) -> None:
        telnet = Telnet()
        for _ in range(3):
            telnet.feed(b"\xff\xfa" + b"x" * 500 + b"\xff")
            self.assertLessEqual(len(telnet._held), 2)
            self.assertLessEqual(len(telnet._inside), 6)


class AnySplittingTest(SynchronousTestCase):
    """However the bytes arrive (invariants 19 and 21)."""

    @settings(deadline=None)
    @given(st.one_of(HOSTILE, st.binary()), st.data())
    def test_the_outputs_are_the_same(self, data: bytes, cuts: st.DataObject) -> None:
        where = sorted(cuts.draw(st.lists(st.integers(0, len(data)), max_size=8)))
        pieces = [data[a:b] for a, b in zip([0, *where], [*where, len(data)], strict=True)]
        whole = heard(data)
        self.assertEqual(heard(*pieces), whole)
        self.assertEqual(measured(*pieces), measured(data))
        self.assertEqual(heard(*bytewise(data)), whole)

    @settings(deadline=None)
    @given(st.integers(1000, 1030), HOSTILE)
    def test_also_where_patience_ends(self, length: int, data: bytes) -> None:
        data = b"\xff\xfa" + b"x" * length + data
        self.assertEqual(heard(*bytewise(data)), heard(data))

    @settings(deadline=None)
    @given(st.one_of(HOSTILE, st.binary()))
    def test_never_more_than_three_times_the_answer(self, data: bytes) -> None:
        self.assertLessEqual(len(heard(data)[1]), 3 * len(data))

    @settings(deadline=None)
    @given(st.binary())
    def test_without_iac_nothing_changes(self, data: bytes) -> None:
        data = data.replace(b"\xff", b"")
        self.assertEqual(heard(data), (data, b""))

    @settings(deadline=None)
    @given(st.binary())
    def test_whoever_doubles_iac_gets_all_of_its_bytes_through(self, data: bytes) -> None:
        self.assertEqual(heard(data.replace(b"\xff", b"\xff\xff")), (data, b""))
