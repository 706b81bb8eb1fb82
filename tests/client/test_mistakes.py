"""What the user of the terminal client is told of the client's own mistakes."""

from twisted.logger import Logger, LogPublisher
from twisted.python.failure import Failure
from twisted.trial.unittest import SynchronousTestCase

from chatroom.client.mistakes import told


class Mistakes(SynchronousTestCase):
    """One sentence, and no traceback."""

    def setUp(self) -> None:
        self.told: list[str] = []
        self.log = Logger(observer=LogPublisher(told(self.told.append)))

    def test_kind_and_place_without_its_words(self) -> None:
        try:
            raise ValueError("a secret")
        except ValueError:
            self.log.failure("in the middle")
        [sentence] = self.told
        self.assertRegex(
            sentence,
            r"^Something in this client has failed, and the rest goes on: ValueError in \S+test_mistakes\.py, line [0-9]+\. "
            r"Please report it\.$",
        )

    def test_without_a_place(self) -> None:
        self.log.failure("of nowhere", Failure(OSError("x")))
        self.assertEqual(self.told, ["Something in this client has failed, and the rest goes on: OSError. Please report it."])

    def test_other_lines_of_a_log_are_nothing(self) -> None:
        self.log.info("Starting factory")
        self.log.error("no traceback")
        self.assertEqual(self.told, [])
