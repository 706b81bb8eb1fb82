"""The relay: two connections at a line door that become the two ends of one file. The words around them go on (CLASSIC C5)."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import channel
from chatroom.words.events import FileSent
from tests.doors.stage import Stage, Visitor

GO = b"\x01go\r\n"
LOST = "* notes.txt has not reached bob. Please try again."


class Ends(SynchronousTestCase):
    """Alice sends bob a file."""

    def setUp(self) -> None:
        self.stage = Stage(channel("lobby", 6001, 5, flood=None))
        self.alice, self.bob = self.stage.enter("alice\t"), self.stage.enter("bob\t")
        self.alice.bytes()

    def send(self, size: int) -> tuple[str, str]:
        """Asks to send; the two tickets."""
        self.alice.types(f"\x01send {size} bob notes.txt")
        (upload,), (download,) = self.alice.hears(), self.bob.hears()
        self.assertRegex(upload, r"\A\x01upload [A-Za-z0-9_-]{16,} notes\.txt\Z")
        self.assertRegex(download, rf"\A\x01download [A-Za-z0-9_-]{{16,}} {size} keep notes\.txt\Z")
        return upload.split()[1], download.split()[1]

    def end(self, ticket: str, *pieces: bytes) -> Visitor:
        """A connection that shows this ticket; what the door says to anybody who comes is forgotten."""
        end = self.stage.open()
        end.bytes()
        end.sends(*(pieces or (b"chatroom-file %b\n" % ticket.encode(),)))
        return end

    def meet(self, size: int) -> tuple[Visitor, Visitor]:
        """Both ends, told to go."""
        up, down = self.send(size)
        source, target = self.end(up), self.end(down)
        self.assertEqual((source.bytes(), target.bytes()), (GO, GO))
        return source, target

    def assert_failed(self, *ends: Visitor) -> None:
        self.assertEqual(self.alice.hears(), [LOST])
        self.assertEqual([end.gone for end in ends], [True] * len(ends))
        self.assertFalse([event for event in self.stage.events if isinstance(event, FileSent)])
        self.assertEqual(len(self.stage.realm.transfers), 0)


class Arriving(Ends):
    """A file that arrives."""

    def test_every_byte_passes_and_the_sender_is_told_when_it_is_saved(self) -> None:
        data = bytes(range(256)) * 8 + b"\xff\xfd\x01\r\n/quit\r\n"
        source, target = self.meet(len(data))
        source.sends(data)
        self.assertEqual(target.bytes(), data)
        self.assertEqual(self.alice.hears(), [], "not before it is saved")
        target.sends(b"saved\n")
        self.assertEqual(self.alice.hears(), ["* You sent notes.txt to bob."])
        self.assertEqual((source.gone, target.gone), (True, True))
        self.assertEqual(self.bob.hears(), [])
        self.assertEqual(len(self.stage.realm.transfers), 0)

    @settings(deadline=None, max_examples=40)
    @given(st.binary(min_size=1, max_size=300), st.lists(st.integers(0, 300), max_size=8))
    def test_in_any_cutting(self, data: bytes, places: list[int]) -> None:
        source, target = self.meet(len(data))
        edges = sorted({0, len(data), *(place % len(data) for place in places)})
        source.sends(*(data[a:b] for a, b in pairwise(edges)))
        self.assertEqual(target.bytes(), data)
        target.sends(b"sav", b"ed", b"\r\n")
        self.assertEqual(self.alice.hears(), ["* You sent notes.txt to bob."])

    def test_an_empty_file(self) -> None:
        source, target = self.meet(0)
        target.sends(b"saved\n")
        self.assertEqual(self.alice.hears(), ["* You sent notes.txt to bob."])
        self.assertEqual((source.gone, target.gone), (True, True))

    def test_a_sender_that_has_brought_everything_may_go(self) -> None:
        source, target = self.meet(4)
        source.sends(b"data")
        source.hangs_up()
        self.assertFalse(target.gone)
        target.sends(b"saved\n")
        self.assertEqual(self.alice.hears(), ["* You sent notes.txt to bob."])

    def test_either_end_may_be_the_first_and_waits_for_go(self) -> None:
        up, down = self.send(4)
        target = self.end(down)
        self.assertEqual(target.bytes(), b"")
        source = self.end(up)
        self.assertEqual((source.bytes(), target.bytes()), (GO, GO))

    def test_a_ticket_in_pieces_and_with_other_line_ends(self) -> None:
        for tail in (b"\n", b"\r\n", b"\r"):
            up, down = self.send(4)
            line = b"chatroom-file " + up.encode() + tail
            source = self.end(up, *(line[i : i + 1] for i in range(len(line))))
            target = self.end(down, b"chatroom-file " + down.encode() + tail[:1], tail[1:])
            source.sends(b"data")
            self.assertEqual(target.bytes(), GO + b"data", tail)
            target.sends(b"saved\n")
            self.assertEqual(self.alice.hears(), ["* You sent notes.txt to bob."])

    def test_the_talk_goes_on(self) -> None:
        source, target = self.meet(8)
        source.sends(b"half")
        self.alice.types("one moment")
        self.bob.types("no hurry")
        self.assertEqual(self.alice.hears(), ["alice: one moment", "bob: no hurry"])
        self.assertEqual(target.bytes(), b"half")

    def test_a_connection_with_a_ticket_is_nobody(self) -> None:
        self.meet(8)
        self.assertEqual(len(self.stage.realm.sessions), 2)
        self.alice.types("/who")
        self.assertEqual(self.alice.hears(), ["* In lobby, 2 of 5 seats are taken: alice and bob."])

    def test_no_name_is_awaited_from_it(self) -> None:
        source, target = self.meet(40)
        for _ in range(40):
            source.sends(b"x")
            self.stage.pass_time(1)
        self.assertEqual(target.bytes(), b"x" * 40)
        self.assertFalse(target.gone)


class Failing(Ends):
    """A file that does not arrive: both ends are closed, and the sender is told."""

    def test_more_bytes_than_were_announced(self) -> None:
        source, target = self.meet(4)
        source.sends(b"data!")
        self.assert_failed(source, target)
        self.assertEqual(target.bytes(), b"")

    def test_one_byte_more_when_all_have_come(self) -> None:
        source, target = self.meet(4)
        source.sends(b"data", b"!")
        self.assert_failed(source, target)

    def test_the_sender_is_lost(self) -> None:
        source, target = self.meet(4)
        source.sends(b"dat")
        source.hangs_up()
        self.assert_failed(source, target)

    def test_the_receiver_is_lost(self) -> None:
        source, target = self.meet(4)
        source.sends(b"da")
        target.hangs_up()
        self.assert_failed(source, target)

    def test_the_receiver_is_lost_before_it_answers(self) -> None:
        source, target = self.meet(4)
        source.sends(b"data")
        target.hangs_up()
        self.assert_failed(source, target)

    def test_the_receiver_cannot_save_it(self) -> None:
        source, target = self.meet(4)
        source.sends(b"da")
        target.sends(b"failed\n")
        self.assert_failed(source, target)

    def test_saved_too_early_is_not_believed(self) -> None:
        source, target = self.meet(4)
        source.sends(b"da")
        target.sends(b"saved\n")
        self.assert_failed(source, target)

    def test_an_answer_without_end_is_not_kept(self) -> None:
        source, target = self.meet(4)
        source.sends(b"data")
        for _ in range(50):
            target.sends(b"x" * 65536)
        end = target.door._end
        assert end is not None and end._meeting is not None
        self.assertLessEqual(len(end._meeting._answer), 16)
        target.sends(b"saved\n")
        self.stage.pass_time(31)
        self.assert_failed(source, target)

    def test_thirty_seconds_without_a_byte(self) -> None:
        source, target = self.meet(4)
        source.sends(b"da")
        self.stage.pass_time(29)
        self.assertEqual((self.alice.hears(), source.gone), ([], False))
        self.stage.pass_time(2)
        self.assert_failed(source, target)

    def test_fifteen_seconds_without_the_other_end(self) -> None:
        up, _ = self.send(4)
        source = self.end(up)
        self.stage.pass_time(16)
        self.assert_failed(source)

    def test_nobody_comes_at_all(self) -> None:
        self.send(4)
        self.stage.pass_time(16)
        self.assert_failed()

    def test_an_unknown_ticket_is_closed_at_once(self) -> None:
        end = self.end("nosuchticket")
        self.assertEqual((end.bytes(), end.gone), (b"", True))

    def test_a_spent_ticket_is_closed_at_once_and_harms_nobody(self) -> None:
        up, down = self.send(4)
        source, target = self.end(up), self.end(down)
        thief = self.end(up)
        self.assertTrue(thief.gone)
        source.sends(b"data")
        self.assertEqual(target.bytes(), GO + b"data")

    def test_a_ticket_is_worth_nothing_when_its_time_is_over(self) -> None:
        up, _ = self.send(4)
        self.stage.pass_time(16)
        self.assertTrue(self.end(up).gone)

    def test_what_comes_before_go_is_not_the_file(self) -> None:
        for together in (True, False):
            up, down = self.send(4)
            line = b"chatroom-file " + up.encode() + b"\n"
            source = self.end(up, line + b"early") if together else self.end(up, line, b"early")
            target = self.end(down)
            source.sends(b"data")
            self.assertEqual(target.bytes(), GO + b"data", together)
            target.sends(b"saved\n")
            self.assertEqual(self.alice.hears(), ["* You sent notes.txt to bob."], together)

    def test_a_sender_who_leaves_the_chat_takes_nothing_back(self) -> None:
        source, target = self.meet(4)
        self.alice.types("/quit")
        source.sends(b"data")
        target.sends(b"saved\n")
        self.assertEqual((source.gone, target.gone), (True, True))


class Pressure(Ends):
    """A sender is read only as fast as its receiver takes."""

    def test_a_full_receiver_pauses_the_sender(self) -> None:
        source, target = self.meet(200_000)
        target.wire.reading = False
        source.sends(b"x" * 60_000)
        self.assertEqual(source.wire.producerState, "producing")
        source.sends(b"x" * 60_000)
        self.assertEqual(source.wire.producerState, "paused")
        target.wire.read_again()
        self.assertEqual(source.wire.producerState, "producing")
        source.sends(b"x" * 80_000)
        self.assertEqual(len(target.bytes()), 200_000)

    def test_a_slow_receiver_of_a_file_hears_the_chat(self) -> None:
        source, target = self.meet(200_000)
        target.wire.reading = False
        source.sends(b"x" * 100_000)
        self.alice.types("hi")
        self.assertEqual(self.bob.hears(), ["alice: hi"])
        self.assertFalse(self.bob.gone)

    def test_what_is_written_is_delivered_before_a_good_end(self) -> None:
        source, target = self.meet(100_000)
        target.wire.reading = False
        source.sends(b"x" * 100_000)
        source.hangs_up()
        target.wire.read_again()
        self.assertEqual(len(target.bytes()), 100_000)
        target.sends(b"saved\n")
        self.assertEqual(self.alice.hears(), ["* You sent notes.txt to bob."])
