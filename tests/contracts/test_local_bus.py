"""The bus of one process, against the contract."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.buses.local import LocalBus
from chatroom.ports import Bus
from chatroom.words import events as e
from tests.contracts.bus_contract import ANN, BusContract, RecordingNode


class LocalBusTests(BusContract, SynchronousTestCase):
    """`buses/local.py`: three function calls."""

    def make(self, node: RecordingNode) -> Bus:
        bus = LocalBus()
        bus.join(node)
        return bus

    def settle(self) -> None:
        """Nothing is ever on its way."""

    def test_it_has_happened_when_the_call_is_over(self) -> None:
        self.bus.publish(e.Joined(1.0, "lobby", 1, ANN))
        self.assertEqual(len(self.node.got), 1)
