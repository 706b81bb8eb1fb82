"""The sample and the first run in an empty folder (G902)."""

import re
from dataclasses import replace
from pathlib import Path

from chatroom.config import BadConfig
from chatroom.config.firstrun import first_run, sample
from chatroom.config.settings import FileSettings, JsonSettings, ManholeSettings, SshSettings
from tests.config.folder import FolderCase


class Sample(FolderCase):
    """The commented file that a newcomer reads first."""

    def test_channels_yaml_is_the_sample(self) -> None:
        top = Path(__file__).parents[2] / "channels.yaml"
        self.assertEqual(top.read_text(encoding="utf-8"), sample())

    def test_three_channels_on_loopback(self) -> None:
        found = self.load(sample())
        self.assertEqual(found.host, "127.0.0.1")
        self.assertEqual([(c.port, c.capacity) for c in found.channels], [(6001, 20), (6002, 10), (6003, 2)])
        self.assertEqual({c.style for c in found.channels}, {"plain"})

    def test_the_console_of_staff_is_on_and_on_loopback(self) -> None:
        self.assertEqual(self.load(sample()).ssh, SshSettings("127.0.0.1", 6022))

    def test_the_manhole_is_closed(self) -> None:
        self.assertEqual(self.load(sample()).manhole, ManholeSettings("127.0.0.1", None, None))

    def test_the_port_of_files_is_on_and_on_loopback(self) -> None:
        self.assertEqual(self.load(sample()).files, FileSettings("127.0.0.1", 6080, "http://127.0.0.1:6080"))

    def test_programs_come_in_from_this_computer_only(self) -> None:
        self.assertEqual(self.load(sample()).json, JsonSettings("127.0.0.1", 5555, 65536))

    def test_the_keys_in_comments_are_all_there_and_show_the_defaults(self) -> None:
        found = self.load(sample())
        awake, count = re.subn(r"(?m)^( *)#(?=[a-z])", r"\1", sample())
        self.assertEqual(count, 22)
        self.assertEqual(self.load(awake), found)
        keys = set(re.findall(r"(?m)^[ -]*([a-z_]+):", awake)) | set(re.findall(r"[{,] ?([a-z_]+):", awake.replace("say:", "")))
        self.assertEqual(keys, {
            "host", "names", "data", "style", "afk", "flood", "long_lines", "unknown_commands", "limits", "log",
            "channels", "guests", "guest_names", "motd", "name", "port", "capacity", "topic", "topics", "transcript",
            "moderated", "announce", "approve",
            "offline_whispers", "burst", "rate", "paste", "gap", "seat_grace", "queue", "grace",
            "line", "name_line", "backlog", "name_seconds", "rooms", "allow", "per_person", "total",
            "keep_minutes", "file", "form", "level", "ssh", "json", "manhole",
            "files", "listen", "url", "largest", "each", "most", "expiry", "plugins",
        })  # fmt: skip

    def test_lines_fit_a_screen(self) -> None:
        self.assertLessEqual(max(map(len, sample().splitlines())), 125)


class FirstRun(FolderCase):
    """Writing it down, once."""

    def test_writes_the_sample(self) -> None:
        path, found = first_run(self.folder)
        self.assertEqual(path, self.folder / "channels.yaml")
        self.assertEqual((self.folder / "channels.yaml").read_text(encoding="utf-8"), sample())
        self.assertEqual(found.source, path)
        self.assertEqual(found.data, self.folder / "data")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["channels.yaml"])

    def test_never_over_an_existing_file(self) -> None:
        mine = "channels: [{name: mine, port: 1, capacity: 1}]"
        self.write(mine)
        path, found = first_run(self.folder)
        self.assertIsNone(path)
        self.assertEqual(found.channels[0].name, "mine")
        self.assertEqual((self.folder / "channels.yaml").read_text(), mine)
        self.write("")
        self.assertRaises(BadConfig, first_run, self.folder)
        self.assertEqual((self.folder / "channels.yaml").read_text(), "")

    def test_a_folder_that_cannot_be_written(self) -> None:
        written, expected = first_run(self.folder)
        self.assertIsNotNone(written)
        nowhere = self.folder / "nowhere"
        path, found = first_run(nowhere)
        self.assertIsNone(path)
        log = replace(expected.log, file=nowhere / "data/log/app.log")
        self.assertEqual(found, replace(expected, data=nowhere / "data", log=log, source=None))
        self.assertFalse(nowhere.exists())
