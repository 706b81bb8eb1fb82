"""Where a server is, as people type it, and the questions for what they did not type."""

from collections.abc import Callable

from twisted.trial.unittest import SynchronousTestCase

from chatroom.client.address import Address, BadAddress, ask_address, ask_name, read_address


class Addresses(SynchronousTestCase):
    """Host and port in one word."""

    def test_forms(self) -> None:
        cases = (
            ("chat.example.org", ("chat.example.org", 5555), "chat.example.org:5555"),
            ("chat.example.org:7000", ("chat.example.org", 7000), "chat.example.org:7000"),
            (":7000", ("127.0.0.1", 7000), "127.0.0.1:7000"),
            ("", ("127.0.0.1", 5555), "127.0.0.1:5555"),
            ("::1", ("::1", 5555), "[::1]:5555"),
            ("[::1]:7000", ("::1", 7000), "[::1]:7000"),
            ("[::1]", ("::1", 5555), "[::1]:5555"),
        )
        for text, expected, shown in cases:
            address = read_address(text)
            self.assertEqual(tuple(address), expected, text)
            self.assertEqual(str(address), shown)

    def test_what_will_not_do(self) -> None:
        for text in (
            "host:0",
            "host:65536",
            "host:http",
            "host:-1",
            "ho st",
            "http://host",
            "[::1",
            "[::1]7",
            "ann@host",
            "\x1b[2J",
        ):
            self.assertRaises(BadAddress, read_address, text)


class Questions(SynchronousTestCase):
    """S2's three, to the letter."""

    def answers(self, *lines: str) -> Callable[[str], str]:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        left = list(lines)

        def ask(question: str) -> str:
            self.asked.append(question)
            return left.pop(0)

        return ask

    def test_enter_takes_the_default(self) -> None:
        address = ask_address(self.answers("", ""), print)
        self.assertEqual(address, Address("127.0.0.1", 5555))
        self.assertEqual(self.asked, ["Enter server IP address (default: 127.0.0.1): ", "Enter server port (default: 5555): "])

    def test_a_mistake_is_told_and_asked_for_again(self) -> None:
        ask = self.answers("10.0.0.7", "port", "7000")
        self.assertEqual(ask_address(ask, self.complaints.append), Address("10.0.0.7", 7000))
        self.assertEqual(self.complaints, ["The port must be a whole number from 1 to 65535, not 'port'."])

    def test_a_name_has_no_default(self) -> None:
        ask = self.answers("", " ann ")
        self.assertEqual(ask_name(ask, self.complaints.append), "ann")
        self.assertEqual(self.asked, ["Enter your username: "] * 2)
