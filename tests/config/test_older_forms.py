"""The classic text form, leniently and as `chatserver` reads it, and the INI form (G102, CLASSIC C1)."""

from chatroom.config import ChannelSettings, Limits, LogSettings
from chatroom.words.policies import CLASSIC, PLAIN, Policies
from tests.config.folder import FolderCase

THREE = "channel lobby 6001 5\nchannel games 6002 6\nchannel help 6003 7\n"
FORM = "channel <name> <port> <capacity>"


class Detection(FolderCase):
    """The form is judged by the content; the name of the file says nothing."""

    def test_content_decides(self) -> None:
        self.assertEqual(self.load(THREE, "channels.yaml").names, "channel")
        self.assertEqual(self.load("channels: [{name: a, port: 1, capacity: 1}]", "config.ini").names, "house")
        self.assertEqual(self.load("; S4\n\n[server]\nport = 7000\n", "channels.yaml").channels[0].name, "chat")

    def test_words_that_only_look_like_it(self) -> None:
        self.assertEqual(self.complaints("channel: 5\n"), [
            "1: channels: is missing", "1: channel: unknown key; did you mean channels?",
        ][::-1])  # fmt: skip
        self.assertEqual(self.complaints("[server, port]\n"), ["1: must be a mapping of keys such as channels:, not a list"])


class Lenient(FolderCase):
    """`--config` with a classic file."""

    def test_channels_and_house(self) -> None:
        found = self.load(THREE)
        self.assertEqual(found.names, "channel")
        self.assertEqual(found.log, LogSettings(self.folder / "data/log/app.log"))
        self.assertEqual(found.limits, Limits())
        self.assertEqual(found.channels[1], ChannelSettings("games", 6002, 6, "classic", "", CLASSIC, "split", "chat"))
        self.assertEqual([channel.port for channel in found.channels], [6001, 6002, 6003])

    def test_lenient_minima_blanks_and_comments(self) -> None:
        found = self.load("# mine\n\n  channel\tlobby  6001 \t 1  \r\n\n# end\n")
        self.assertEqual([(c.name, c.port, c.capacity) for c in found.channels], [("lobby", 6001, 1)])

    def test_all_complaints(self) -> None:
        text = "channel a 1 0\nchanel b 2 5\n\nchannel a.b 3 5 5\nchannel a 1 5\nchannel 1a 0 x\nchannel a.b 9 9\n"
        self.assertEqual(self.complaints(text), [
            "1: capacity: must be at least 1, not 0",
            '2: must begin with the word channel, not "chanel"; did you mean channel?',
            f"4: must have four fields: {FORM}, not 5",
            "5: name: a is already used on line 1",
            "5: port: 1 is already used on line 1",
            '6: name: must not begin with a digit, as "1a" does',
            "6: port: must be from 1 to 65535, not 0",
            '6: capacity: must be a whole number, not "x"',
            '7: name: must be 1 to 32 of A-Z a-z 0-9 _ -, beginning with a letter or _, not "a.b"',
        ])  # fmt: skip


class Strict(FolderCase):
    """`chatserver`, to the letter of 2023."""

    def test_good(self) -> None:
        found = self.load_classic(THREE)
        self.assertEqual([(c.name, c.port, c.capacity) for c in found.channels], [
            ("lobby", 6001, 5), ("games", 6002, 6), ("help", 6003, 7),
        ])  # fmt: skip
        self.assertEqual({c.style for c in found.channels}, {"classic"})
        self.assertEqual(found.channels[0].policies, CLASSIC)
        self.assertEqual((found.channels[0].long_lines, found.channels[0].unknown_commands), ("split", "chat"))
        self.assertEqual((found.names, found.log.file), ("channel", None))
        self.assertEqual(found.limits, Limits(line=32768))

    def test_leading_zeros(self) -> None:
        text = THREE.replace("6002", "0" * 5000 + "6002").replace(" 6\n", f" {'0' * 5000}6\n")
        self.assertEqual(self.load_classic(text).channels, self.load_classic(THREE).channels)

    def test_no_capacity_is_too_large(self) -> None:
        for seats in (999999999, 1000000000, 10**18):
            self.assertEqual(self.load_classic(THREE.replace(" 6\n", f" {seats}\n")).channels[1].capacity, seats)

    def test_afk(self) -> None:
        self.assertEqual([c.policies.afk for c in self.load_classic(THREE, afk=7).channels], [7.0, 7.0, 7.0])
        self.assertIsInstance(self.load_classic(THREE).channels[0].policies, Policies)
        self.assertEqual(self.load_classic(THREE).channels[0].policies.afk, 100.0)

    def test_spaces_tabs_and_blank_lines_at_the_end(self) -> None:
        text = THREE.replace(" ", "  \t ") + "\n   \n\t\n"
        self.assertEqual(self.load_classic(text).channels, self.load_classic(THREE).channels)
        self.assertEqual(self.load_classic(THREE.strip()).channels, self.load_classic(THREE).channels)
        self.assertEqual(self.load_classic(THREE.replace("\n", "\r\n")).channels, self.load_classic(THREE).channels)

    def test_names_need_only_be_one_visible_word(self) -> None:
        found = self.load_classic(THREE.replace("lobby", "café.#1"))
        self.assertEqual(found.channels[0].name, "café.#1")

    def test_names_differ_in_case_only(self) -> None:
        self.assertEqual(self.load_classic(THREE.replace("games", "Lobby")).channels[1].name, "Lobby")

    def test_one_bad_thing(self) -> None:
        for old, new, complaint in [
            ("games", "lobby", "2: name: lobby is already used on line 1"),
            ("6002", "6001", "2: port: 6001 is already used on line 1"),
            ("6002", "06001", "2: port: 6001 is already used on line 1"),
            ("games", "2games", '2: name: must not begin with a digit, as "2games" does'),
            ("games", "a:b", '2: name: must not hold a colon, as "a:b" does'),
            ("games", "a\x1bb", '2: name: must be one visible word, not "ab"'),
            ("games", "a\u00a0b", '2: name: must be one visible word, not "a\u00a0b"'),
            ("6002", "0", "2: port: must be from 1 to 65535, not 0"),
            ("6002", "65536", "2: port: must be from 1 to 65535, not 65536"),
            ("6002", "-6002", "2: port: must be from 1 to 65535, not -6002"),
            ("6002", "+6002", '2: port: must be a whole number, not "+6002"'),
            ("6002", "6_002", '2: port: must be a whole number, not "6_002"'),
            ("6002", "port", '2: port: must be a whole number, not "port"'),
            (" 6\n", " 4\n", "2: capacity: must be at least 5, not 4"),
            (" 6\n", f" {'9' * 5000}\n", f'2: capacity: must be at most 1000000000000000000, not "{"9" * 40}…"'),
            (" 6\n", " 6.0\n", "2: capacity: must be a whole number, not 6.0"),
            (" 6\n", " ٦\n", '2: capacity: must be a whole number, not "٦"'),
            (" 6\n", " 6 extra\n", f"2: must have four fields: {FORM}, not 5"),
            (" 6\n", "\n", f"2: must have four fields: {FORM}, not 3"),
            ("channel games", "Channel games", '2: must begin with the word channel, not "Channel"; did you mean channel?'),
            ("channel games", "# games", '2: must begin with the word channel, not "#"'),
            ("channel games", "\nchannel games", "2: blank lines may stand at the end of the file only"),
        ]:
            self.assertEqual(self.complaints(THREE.replace(old, new, 1), strict=True), [complaint])

    def test_too_few(self) -> None:
        self.assertEqual(self.complaints("channel a 1 5\nchannel b 2 5\n\n", strict=True), [
            "2: there must be at least 3 channels, not 2",
        ])  # fmt: skip

    def test_empty(self) -> None:
        for content in ("", "\n", "  \n\t\n"):
            expected = [f"1: the file is empty; every line must be: {FORM}"]
            self.assertEqual(self.complaints(content, strict=True), expected)

    def test_not_utf8_and_other_forms(self) -> None:
        self.assertEqual(self.complaints(b"channel \xff 1 5\n", strict=True), ["1: is not UTF-8 text"])
        self.assertIn("1: must begin with the word channel", self.complaints("channels:\n", strict=True)[0])


class Ini(FolderCase):
    """S4's config.ini."""

    def test_defaults(self) -> None:
        found = self.load("[server]\n")
        self.assertEqual(found.channels, (ChannelSettings("chat", 6969, 100, "plain", "", PLAIN, "refuse", "suggest"),))
        self.assertEqual((found.host, found.names, found.limits.line), ("127.0.0.1", "house", 1024))
        self.assertEqual(found.log.file, self.folder / "data/log/app.log")

    def test_keys(self) -> None:
        found = self.load("# S4\n[server]\nHOST = 0.0.0.0\nport: 7000\n; bytes\nbuffsize=512\n")
        self.assertEqual((found.host, found.channels[0].port, found.limits), ("0.0.0.0", 7000, Limits(line=512)))
        self.assertEqual(self.load("[server]\nhost = ::1\n").host, "::1")

    def test_all_complaints(self) -> None:
        text = "[sever]\nx = 1\n[server]\nprot = 1\nport = 0\nport = 70000\nbuffsize = 5.0\nhost\n[server]\n[other\n"
        self.assertEqual(self.complaints(text), [
            "1: [sever]: there is no such section; did you mean server?",
            "4: server.prot: unknown key; did you mean port?",
            "5: server.port: must be from 1 to 65535, not 0",
            "6: server.port: is already given on line 5",
            "6: server.port: must be from 1 to 65535, not 70000",
            "7: server.buffsize: must be a whole number, not 5.0",
            '8: must be of the form key = value, not "host"',
            "9: [server]: has already begun on line 3",
            '10: the section header lacks its ]: "[other"',
        ])  # fmt: skip

    def test_missing_section(self) -> None:
        self.assertEqual(self.complaints("[client]\nhost = a\n"), [
            "1: [client]: there is no such section", "1: the section [server] is missing",
        ])  # fmt: skip
