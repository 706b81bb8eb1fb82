"""What the command line may say, and with which status it is refused."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.client.arguments import judge


class ArgumentsTests(SynchronousTestCase):
    """CLASSIC C1: `chatclient port username`."""

    def test_port_and_name(self) -> None:
        self.assertEqual(judge(["1", "a"]), (1, "a"))
        self.assertEqual(judge(["65535", "bob smith"]), (65535, "bob smith"))
        self.assertEqual(judge(["0005000", "1"]), (5000, "1"))

    def refused(self, *argv: str) -> str:
        """The sentence. sys.exit with a text prints it on standard error and leaves with status 1."""
        sentence = self.assertRaises(SystemExit, judge, list(argv)).code
        assert isinstance(sentence, str)
        return sentence

    def test_wrong_number(self) -> None:
        for argv in ([], ["5000"], ["5000", "bob", "x"]):
            self.assertEqual(self.refused(*argv), "Usage: chatclient port username")

    def test_bad_ports(self) -> None:
        for port in ("", "0", "00", "65536", "-1", "+5000", " 5000", "5000 ", "5e3", "0x50", "x", "1_0", "٣", "²", "9" * 9999):
            self.assertIn("port must be a whole number from 1 to 65535", self.refused(port, "bob"), port)

    def test_bad_names(self) -> None:
        for name in ("", "   "):
            self.assertEqual(self.refused("5000", name), "The name must not be empty.")
        for name in ("bob\nhi", "bob\r"):
            self.assertEqual(self.refused("5000", name), "The name must fit on one line.")
