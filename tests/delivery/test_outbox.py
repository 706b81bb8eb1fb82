"""One connection without a socket of ours: pauses, the bound, last words, and the ways to end."""

from twisted.internet.testing import StringTransport
from twisted.trial.unittest import SynchronousTestCase

from chatroom.delivery.outbox import Outbox
from chatroom.delivery.turn import Turn
from tests.delivery.fakes import FakeClock, listener

KIB = 1024


class OutboxCase(SynchronousTestCase):
    """Has a turn that remembers who was reported."""

    def setUp(self) -> None:
        self.turn = Turn(FakeClock())
        self.doomed: list[Outbox] = []
        self.turn.on_doomed = self.doomed.append

    def tell(self, outbox: Outbox, *lines: bytes) -> None:
        """Each line in a turn of its own."""
        for line in lines:
            outbox.tell(line)
            self.turn.flush()


class PauseTests(OutboxCase):
    """A transport that has had enough says so, and what is told meanwhile waits in order."""

    def test_it_writes_until_it_is_asked_to_pause(self) -> None:
        outbox, wire = listener(self.turn, room=2)
        self.tell(outbox, b"a", b"b", b"c", b"d")
        self.assertEqual((wire.blocks, outbox.lagging, outbox.waiting), ([b"a", b"b"], True, 2))
        wire.drain()
        self.assertEqual((wire.blocks, outbox.lagging, outbox.waiting), ([b"a", b"b", b"cd"], False, 0))
        self.tell(outbox, b"e")
        self.assertEqual(wire.blocks[3:], [b"e"])

    def test_a_pause_while_catching_up(self) -> None:
        outbox, wire = listener(self.turn, room=1)
        self.tell(outbox, b"a", b"b" * 100 * KIB, b"c")
        wire.drain(room=1)
        self.assertEqual((wire.blocks[1:], outbox.lagging), ([b"b" * 64 * KIB], True))
        self.assertEqual(outbox.waiting, 36 * KIB + 1)
        wire.drain()
        self.assertEqual((wire.blocks[2:], outbox.lagging), ([b"b" * 36 * KIB + b"c"], False))

    def test_a_big_block_is_handed_over_in_pieces_until_the_pause(self) -> None:
        outbox, wire = listener(self.turn, room=2)
        self.tell(outbox, b"x" * 200 * KIB)
        self.assertEqual([len(block) for block in wire.blocks], [64 * KIB, 64 * KIB])
        self.assertEqual((outbox.waiting, outbox.doomed), (72 * KIB, False))
        wire.drain()
        self.assertEqual(b"".join(wire.blocks), b"x" * 200 * KIB)

    def test_twisteds_own_test_transport(self) -> None:
        transport = StringTransport()
        outbox = Outbox(transport, self.turn, 1000)
        self.tell(outbox, b"a\n", b"b\n")
        self.assertEqual((transport.value(), transport.streaming), (b"a\nb\n", True))
        outbox.close()
        self.turn.flush()
        self.assertEqual((transport.disconnecting, transport.producer), (True, None))


class BoundTests(OutboxCase):
    """More than the limit never waits."""

    def lagging(self, limit: int, overflow: bytes = b"") -> tuple[Outbox, object]:
        outbox, wire = listener(self.turn, limit, room=1, overflow=overflow)
        self.tell(outbox, b"taken")
        return outbox, wire

    def test_the_limit_itself_may_wait(self) -> None:
        outbox, wire = self.lagging(10)
        self.tell(outbox, b"12345", b"67890")
        self.assertEqual((outbox.waiting, outbox.doomed, self.doomed), (10, False, []))
        wire.drain()
        self.assertEqual(wire.blocks, [b"taken", b"1234567890"])

    def test_one_more_byte_is_too_much(self) -> None:
        outbox, wire = self.lagging(10, overflow=b"\r\n* Bye.\r\n")
        self.tell(outbox, b"12345", b"67890!", b"more", b"and more")
        self.assertEqual((outbox.doomed, outbox.closing, outbox.lagging, self.doomed), (True, True, True, [outbox]))
        self.assertEqual((outbox.waiting, wire.calls), (10, ["push"]))
        wire.drain()
        self.assertEqual((wire.blocks, wire.calls), ([b"taken", b"\r\n* Bye.\r\n"], ["push", "unregister", "lose"]))

    def test_without_last_words_it_closes_at_once(self) -> None:
        outbox, wire = self.lagging(10)
        self.tell(outbox, b"more than ten")
        self.assertEqual((wire.blocks, wire.calls), ([b"taken"], ["push", "unregister", "lose"]))
        self.assertEqual((outbox.waiting, self.doomed), (0, [outbox]))

    def test_a_block_over_the_limit_is_offered_first(self) -> None:
        outbox, wire = listener(self.turn, limit=10)
        self.tell(outbox, b"more than ten")
        self.assertEqual((wire.blocks, outbox.doomed), ([b"more than ten"], False))

    def test_closing_and_doomed_in_one_turn(self) -> None:
        outbox, wire = self.lagging(10)
        outbox.close()
        self.tell(outbox, b"more than ten")
        self.assertEqual((wire.calls, self.doomed), (["push", "unregister", "lose"], [outbox]))


class EndTests(OutboxCase):
    """Three ways to end: politely, at once, and from the other side."""

    def test_closing_waits_for_the_end_of_the_turn(self) -> None:
        outbox, wire = listener(self.turn)
        outbox.tell(b"a")
        outbox.close()
        outbox.tell(b"b")
        outbox.close()
        self.assertEqual((outbox.closing, wire.blocks, wire.calls), (True, [], ["push"]))
        self.turn.flush()
        self.assertEqual((wire.blocks, wire.calls), ([b"ab"], ["push", "unregister", "lose"]))

    def test_nothing_is_heard_after_it(self) -> None:
        outbox, wire = listener(self.turn)
        outbox.close()
        self.turn.flush()
        self.tell(outbox, b"too late")
        outbox.close()
        self.turn.flush()
        self.assertEqual((wire.blocks, wire.calls), ([], ["push", "unregister", "lose"]))

    def test_nobody_is_troubled_with_what_is_told_too_late(self) -> None:
        outbox, _ = listener(self.turn)
        outbox.lost()
        outbox.tell(b"too late")
        outbox.close()
        self.assertEqual(self.turn._clock.asked, [])

    def test_a_lagging_one_sends_what_it_has_before_it_closes(self) -> None:
        outbox, wire = listener(self.turn, room=1)
        self.tell(outbox, b"a", b"b")
        outbox.close()
        self.tell(outbox, b"last words")
        self.assertEqual((wire.blocks, wire.calls), ([b"a"], ["push"]))
        wire.drain()
        self.assertEqual((wire.blocks, wire.calls), ([b"a", b"blast words"], ["push", "unregister", "lose"]))

    def test_draining_before_the_turn_ends_does_not_close_too_early(self) -> None:
        outbox, wire = listener(self.turn, room=1)
        self.tell(outbox, b"a", b"b")
        outbox.close()
        outbox.tell(b"last words")
        wire.drain()
        self.assertEqual(wire.calls, ["push"])
        self.turn.flush()
        self.assertEqual((wire.blocks[2:], wire.calls), ([b"last words"], ["push", "unregister", "lose"]))

    def test_aborting_drops_what_waits(self) -> None:
        outbox, wire = listener(self.turn, room=1)
        self.tell(outbox, b"a", b"b")
        outbox.tell(b"c")
        outbox.abort()
        outbox.abort()
        self.tell(outbox, b"d")
        self.assertEqual((wire.blocks, wire.calls, outbox.waiting), ([b"a"], ["push", "abort"], 0))

    def test_one_that_does_not_finish_closing_can_be_aborted(self) -> None:
        outbox, wire = listener(self.turn)
        outbox.close()
        self.turn.flush()
        outbox.abort()
        self.assertEqual(wire.calls, ["push", "unregister", "lose", "abort"])

    def test_lost_means_that_nothing_does_anything_any_more(self) -> None:
        outbox, wire = listener(self.turn, room=1)
        self.tell(outbox, b"a", b"b")
        outbox.tell(b"c")
        outbox.close()
        wire.producer.stopProducing()
        outbox.abort()
        self.tell(outbox, b"d")
        outbox.close()
        self.turn.flush()
        wire.drain()
        self.assertEqual((wire.blocks, wire.calls), ([b"a"], ["push"]))
        self.assertEqual((outbox.waiting, outbox.lagging), (0, False))

    def test_lost_in_mid_turn_leaves_the_turn_in_peace(self) -> None:
        outbox, wire = listener(self.turn)
        outbox.tell(b"a")
        outbox.lost()
        self.turn.flush()
        self.assertEqual((wire.blocks, len(self.turn._clock.asked)), ([], 1))
