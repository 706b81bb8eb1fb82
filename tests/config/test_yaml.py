"""channels.yaml: every key, the order in which house, style and channel override each other, and YAML's own traps."""

import os
from dataclasses import replace
from pathlib import Path

from chatroom.config import ChannelSettings, Limits, LogSettings, load
from chatroom.config.convert import to_yaml
from chatroom.config.settings import FileSettings, JsonSettings, ManholeSettings, SshSettings
from chatroom.words.policies import CLASSIC, PLAIN, Flood, Policies, Stage
from tests.config.folder import FolderCase

ONE = "channels:\n  - {name: lobby, port: 6001, capacity: 5}\n"


class Defaults(FolderCase):
    """What a file that says no more than it must comes to."""

    def test_defaults(self) -> None:
        found = self.load(ONE)
        self.assertEqual(found.host, "127.0.0.1")
        self.assertEqual(found.names, "house")
        self.assertEqual(found.data, self.folder / "data")
        self.assertEqual(found.limits, Limits(line=2048, name_line=1024, backlog=262144, name_seconds=30))
        self.assertEqual(found.log, LogSettings(self.folder / "data" / "log" / "app.log", "full", "info"))
        self.assertEqual(found.ssh, SshSettings("127.0.0.1", None))
        self.assertEqual(found.manhole, ManholeSettings("127.0.0.1", None, None))
        self.assertEqual(found.source, self.folder / "channels.yaml")
        lobby = ChannelSettings("lobby", 6001, 5, "plain", "", PLAIN, "refuse", "suggest", False)
        self.assertEqual(found.channels, (lobby,))

    def test_settings_cannot_be_changed(self) -> None:
        found = self.load(ONE)
        with self.assertRaises(AttributeError):
            found.host = "0.0.0.0"  # type: ignore[misc]
        self.assertFalse(hasattr(found, "__dict__"))

    def test_a_relative_path_to_the_file_gives_absolute_paths(self) -> None:
        self.write(ONE)
        relative = Path(self.folder.name) / "channels.yaml"
        before = os.getcwd()
        os.chdir(self.folder.parent)
        try:
            found = load(relative)
        finally:
            os.chdir(before)
        self.assertEqual(found.data, self.folder / "data")


class Keys(FolderCase):
    """Every key, once."""

    def test_house_keys(self) -> None:
        found = self.load(
            "host: 0.0.0.0\nnames: channel\ndata: ../elsewhere\n"
            "limits: {line: 512, name_line: 100, backlog: 4096, name_seconds: 1m}\n"
            "log: {file: chat.log, form: short, level: debug}\n" + ONE
        )
        self.assertEqual((found.host, found.names), ("0.0.0.0", "channel"))
        self.assertEqual(found.data, self.folder / "../elsewhere")
        self.assertEqual(found.limits, Limits(512, 100, 4096, 60.0))
        self.assertEqual(found.log, LogSettings(self.folder / "../elsewhere/chat.log", "short", "debug"))

    def test_the_console_of_staff(self) -> None:
        for text, expected in (
            ("ssh: off", SshSettings("127.0.0.1", None)),
            ("ssh: on", SshSettings("127.0.0.1", 6022)),
            ("ssh: {}", SshSettings("127.0.0.1", 6022)),
            ("ssh: {port: 22}", SshSettings("127.0.0.1", 22)),
            ("ssh: {host: 0.0.0.0}", SshSettings("0.0.0.0", 6022)),
            ("ssh: {port: 7022, host: '::1'}", SshSettings("::1", 7022)),
        ):
            self.assertEqual(self.load(f"{text}\n{ONE}").ssh, expected, text)

    def test_the_door_for_programs(self) -> None:
        for text, expected in (
            ("", JsonSettings("127.0.0.1", None)),
            ("json: off", JsonSettings("127.0.0.1", None)),
            ("json: on", JsonSettings("127.0.0.1", 5555)),
            ("json: {port: 7555, host: '::1', line: 9000}", JsonSettings("::1", 7555, 9000)),
        ):
            self.assertEqual(self.load(f"{text}\n{ONE}").json, expected, text)

    def test_the_manhole(self) -> None:
        for text, expected in (
            ("manhole: off", ManholeSettings("127.0.0.1", None, None)),
            ("manhole: on", ManholeSettings("127.0.0.1", 6023, None)),
            ("manhole: {port: 23}", ManholeSettings("127.0.0.1", 23, None)),
            ("manhole: {host: '::1'}", ManholeSettings("::1", 6023, None)),
            ("manhole: {host: 127.0.0.9}", ManholeSettings("127.0.0.9", 6023, None)),
            ("data: d\nmanhole: {path: manhole}", ManholeSettings("127.0.0.1", None, self.folder / "d" / "manhole")),
            ("manhole: {path: /run/manhole}", ManholeSettings("127.0.0.1", None, Path("/run/manhole"))),
        ):
            self.assertEqual(self.load(f"{text}\n{ONE}").manhole, expected, text)

    def test_the_port_of_files(self) -> None:
        usual = FileSettings("127.0.0.1", 6080, "http://127.0.0.1:6080")
        for text, expected in (
            ("ssh: off", FileSettings()),
            ("files: off", FileSettings("127.0.0.1", None)),
            ("files: on", usual),
            ("files: {}", usual),
            ("files: {listen: '[::1]:7080'}", FileSettings("::1", 7080, "http://[::1]:7080")),
            ("files: {listen: '0.0.0.0:80', url: https://chat.example/}", FileSettings("0.0.0.0", 80, "https://chat.example")),
            (
                "files: {largest: 20 MiB, each: 1, most: 2, expiry: 5m}",
                replace(usual, largest=20971520, each=1, most=2, expiry=300.0),
            ),
            (
                "files: {types: [PDF, .tar.gz, pdf], refused_types: [7z]}",
                replace(usual, types=("pdf", "tar.gz"), refused_types=("7z",)),
            ),
        ):
            self.assertEqual(self.load(f"{text}\n{ONE}").files, expected, text)

    def test_channel_keys(self) -> None:
        found = self.load(
            "channels:\n- name: office\n  port: 6002\n  capacity: 2\n  topic: Work\n  style: plain\n  afk: 90s\n"
            "  flood: {burst: 3, rate: 0.5, paste: 4, gap: 1}\n  long_lines: cut\n  unknown_commands: chat\n"
            "  topics: all\n  transcript: on\n"
        )
        policies = Policies(afk=90.0, flood=Flood(3, 0.5, 4, 1.0), anyone_sets_topic=True)
        expected = ChannelSettings("office", 6002, 2, "plain", "Work", policies, "cut", "chat", True)
        self.assertEqual(found.channels, (expected,))

    def test_where_not_everybody_may_speak(self) -> None:
        """G124."""
        for keys, expected in (
            ("", None),
            (", moderated: off", None),
            (", moderated: on", Stage()),
            (", announce: on", Stage(announce=True)),
            (", moderated: off, approve: on", Stage(approve=True)),
            (", announce: on, approve: on", Stage(announce=True, approve=True)),
        ):
            found = self.load(f"channels:\n- {{name: a, port: 1, capacity: 1{keys}}}\n")
            self.assertEqual(found.channels[0].policies.stage, expected, keys)
            self.assertEqual(self.load(to_yaml(found)).channels, found.channels, keys)

    def test_channels_keep_their_order(self) -> None:
        rows = "".join(f"  - {{name: {name}, port: {port}, capacity: 1}}\n" for name, port in [("c", 9), ("a", 7), ("b", 8)])
        self.assertEqual([channel.name for channel in self.load(f"channels:\n{rows}").channels], ["c", "a", "b"])

    def test_absolute_paths_stay(self) -> None:
        found = self.load("data: /srv/chat\nlog: {file: /var/log/chat.log}\n" + ONE)
        self.assertEqual((found.data, found.log.file), (Path("/srv/chat"), Path("/var/log/chat.log")))

    def test_a_message_of_the_day_has_lines(self) -> None:
        """G123: for all channels, or for one."""
        found = self.load(
            "motd: |\n  Tea at five.\n\n  Bring a cup.\nchannels:\n- {name: a, port: 1, capacity: 1}\n"
            '- {name: b, port: 2, capacity: 1, motd: "no\\e[31m tea"}\n- {name: c, port: 3, capacity: 1, motd: ""}\n'
        )
        self.assertEqual([c.motd for c in found.channels], [("Tea at five.", "", "Bring a cup."), ("no[31m tea",), ()])

    def test_topics_are_cleaned(self) -> None:
        found = self.load('channels: [{name: a, port: 1, capacity: 1, topic: " \\e[31mred\\nline  "}]')
        self.assertEqual(found.channels[0].topic, "[31mred line")

    def test_a_byte_order_mark_and_windows_lines_are_welcome(self) -> None:
        self.assertEqual(self.load(b"\xef\xbb\xbf" + ONE.replace("\n", "\r\n").encode()).channels[0].name, "lobby")


class Overriding(FolderCase):
    """Channel before top of the file before style."""

    def channel(self, top: str, own: str) -> ChannelSettings:
        return self.load(f"{top}\nchannels:\n  - {{name: a, port: 1, capacity: 1{own}}}\n").channels[0]

    def test_classic_preset(self) -> None:
        expected = ChannelSettings("a", 1, 1, "classic", "", CLASSIC, "split", "chat", False)
        self.assertEqual(self.channel("style: classic", ""), expected)
        self.assertEqual(self.channel("", ", style: classic"), expected)

    def test_a_channel_may_leave_the_style_of_the_house(self) -> None:
        self.assertEqual(self.channel("style: classic", ", style: plain").policies, PLAIN)

    def test_top_overrides_style(self) -> None:
        found = self.channel("style: classic\nafk: 7\nlong_lines: cut\nunknown_commands: suggest\nflood: {burst: 2}", "")
        self.assertEqual(found.policies.afk, 7.0)
        self.assertEqual(found.policies.flood, Flood(2, 2.0, 20, 0.3))
        self.assertEqual((found.long_lines, found.unknown_commands), ("cut", "suggest"))
        self.assertFalse(found.policies.kick_waiters)

    def test_guests(self) -> None:
        for top, own, expected in (
            ("", "", True),
            ("guests: off", "", False),
            ("guests: false", ", guests: true", True),
            ("guests: on", ", guests: no", False),
        ):
            self.assertIs(self.channel(top, own).policies.guests, expected, (top, own))

    def test_rooms_that_people_make_are_treated_as_the_top_says(self) -> None:
        for top, expected in (
            ("", PLAIN),
            ("guests: off\nafk: off\nflood: off\n", replace(PLAIN, guests=False, afk=None, flood=None)),
            (
                "guest_names: g-*\nseat_grace: 1m\nqueue: {grace: 9}\n",
                replace(PLAIN, guest_names="g-*", seat_grace=60.0, queue_grace=9.0),
            ),
            ("style: classic\nafk: 7\n", replace(PLAIN, afk=7.0)),
        ):
            self.assertEqual(self.load(top + ONE).policies, expected, top)
        self.assertEqual(self.load("channels: [{name: a, port: 1, capacity: 1, guests: off}]").policies, PLAIN)

    def test_how_long_seats_and_places_are_kept(self) -> None:
        for top, own, expected in (
            ("", "", (30.0, 120.0)),
            ("seat_grace: 1m\nqueue: {grace: 5m}", "", (60.0, 300.0)),
            ("seat_grace: 1m\nqueue: {grace: 5m}", ", seat_grace: off, queue: {grace: off}", (0.0, 0.0)),
            ("queue: {}", ", seat_grace: 2.5", (2.5, 120.0)),
            ("seat_grace: 1m", ", style: classic, queue: {grace: 9}", (0.0, 0.0)),
        ):
            policies = self.channel(top, own).policies
            self.assertEqual((policies.seat_grace, policies.queue_grace), expected, (top, own))

    def test_channel_overrides_top(self) -> None:
        top = "afk: 7\nlong_lines: cut\nunknown_commands: suggest\nflood: off"
        found = self.channel(top, ", afk: off, long_lines: split, unknown_commands: chat, flood: {gap: 1}")
        self.assertIsNone(found.policies.afk)
        self.assertEqual(found.policies.flood, Flood(10, 2.0, 20, 1.0))
        self.assertEqual((found.long_lines, found.unknown_commands), ("split", "chat"))


class ImplicitTypes(FolderCase):
    """YAML 1.1 takes on, no and 12:30:00 for something else; people do not."""

    def test_afk(self) -> None:
        for written, expected in [
            ("off", None), ("no", None), ("Off", None), ("false", None), ('"off"', None),
            ("100", 100.0), ("2.5", 2.5), ('"100"', 100.0), ("5m", 300.0), ("1h30m", 5400.0), ("90s", 90.0),
            ("1d", 86400.0), ("1d1h", 90000.0),
        ]:  # fmt: skip
            self.assertEqual(self.load(f"afk: {written}\n{ONE}").channels[0].policies.afk, expected, written)

    def test_flood(self) -> None:
        for written, expected in [("off", None), ("no", None), ("{}", Flood()), ("on", Flood())]:
            found = self.load(f"style: classic\nflood: {written}\n{ONE}")
            self.assertEqual(found.channels[0].policies.flood, expected, written)

    def test_transcript(self) -> None:
        for written, expected in [("on", True), ("yes", True), ("true", True), ("off", False), ("no", False), ("False", False)]:
            found = self.load(f"channels: [{{name: a, port: 1, capacity: 1, transcript: {written}}}]")
            self.assertIs(found.channels[0].transcript, expected, written)

    def test_log_file(self) -> None:
        self.assertIsNone(self.load(f"log: {{file: off}}\n{ONE}").log.file)
        self.assertEqual(self.load(f'log: {{file: "off"}}\n{ONE}').log.file, self.folder / "data" / "off")

    def test_words_that_are_names(self) -> None:
        found = self.load("channels: [{name: no, port: 1, capacity: 1, topic: 12:30:00}, {name: on, port: 2, capacity: 1}]")
        self.assertEqual([channel.name for channel in found.channels], ["no", "on"])
        self.assertEqual(found.channels[0].topic, "12:30:00")


class Plugins(FolderCase):
    """The names of those that may add commands."""

    def test_none_unless_named(self) -> None:
        for text, names in (
            ("", ()),
            ("plugins: off\n", ()),
            ("plugins: []\n", ()),
            ("plugins: [dice, a.b-c, dice]\n", ("dice", "a.b-c")),
        ):
            self.assertEqual(self.load(text + ONE).plugins, names, text)

    def test_what_is_none(self) -> None:
        for text in ("plugins: dice\n", "plugins: [two words]\n", "plugins: {dice: on}\n", "plugins: [[dice]]\n"):
            (complaint,) = self.complaints(text + ONE)
            self.assertIn("plugins: must be", complaint, text)
