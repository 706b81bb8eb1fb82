"""`chatroom config convert` (G102): the same house as YAML, byte for byte the same each time, defaults left out."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from chatroom.config import Settings, load
from chatroom.config.convert import to_yaml
from chatroom.words.policies import PLAIN
from tests.config.folder import FolderCase

HEADER = (
    "# The channels of this chatroom, and what differs from the defaults.\n"
    "# `chatroom run` writes a sample that explains every key when it is started in an empty folder.\n"
)


class Text(FolderCase):
    """What is written, by hand."""

    def test_classic(self) -> None:
        found = self.load("channel lobby 6001 5\nchannel games 6002 6\n", "config")
        self.assertEqual(
            to_yaml(found),
            HEADER + "names: channel\nstyle: classic\nchannels:\n"
            "  - name: lobby\n    port: 6001\n    capacity: 5\n  - name: games\n    port: 6002\n    capacity: 6\n",
        )

    def test_ini(self) -> None:
        found = self.load("[server]\nhost = 0.0.0.0\n", "config")
        self.assertEqual(
            to_yaml(found),
            HEADER + "host: 0.0.0.0\nlimits:\n  line: 1024\nchannels:\n  - name: chat\n    port: 6969\n    capacity: 100\n",
        )

    def test_what_holds_for_all_stands_at_the_top_and_in_a_channel_what_differs(self) -> None:
        found = self.load(
            "afk: 7\nflood: off\nstyle: classchat\nchannels:\n"
            "  - {name: a, port: 1, capacity: 1, transcript: on, topics: all, topic: 'say \"hi\"'}\n"
            "  - {name: no, port: 2, capacity: 1, flood: {rate: 0.5}, afk: 100}\n"
        )
        self.assertEqual(
            to_yaml(found),
            HEADER + "afk: 7\nflood: off\nstyle: classchat\nchannels:\n"
            '  - name: a\n    port: 1\n    capacity: 1\n    topic: "say \\"hi\\""\n'
            '    topics: all\n    transcript: on\n  - name: "no"\n    port: 2\n    capacity: 1\n    afk: 100\n'
            "    flood: {burst: 10, rate: 0.5, paste: 20, gap: 0.3}\n",
        )

    def test_what_every_channel_says_for_itself_is_not_said_for_the_rooms_that_people_make(self) -> None:
        found = self.load("channels: [{name: a, port: 1, capacity: 1, guests: off}]")
        self.assertEqual(to_yaml(found), HEADER + "channels:\n  - name: a\n    port: 1\n    capacity: 1\n    guests: off\n")


class RoundTrip(FolderCase):
    """Loading what was written gives the same house; writing that gives the same bytes."""

    def assert_stable(self, found: Settings) -> None:
        text = to_yaml(found)
        path = self.folder / "converted.yaml"
        path.write_text(text, encoding="utf-8")
        again = load(path)
        self.assertEqual(replace(again, source=None), replace(found, source=None))
        self.assertEqual(to_yaml(again), text)

    def test_every_key(self) -> None:
        self.assert_stable(
            self.load(
                'host: ::1\nnames: channel\ndata: "~/é ö"\n'
                "afk: 1h\nguests: on\nlimits: {line: 99, name_line: 98, backlog: 9999, name_seconds: 0.25}\n"
                "log: {file: 'on', form: json, level: error}\nchannels:\n"
                "  - {name: a, port: 1, capacity: 1, style: classic, long_lines: refuse, unknown_commands: suggest, flood: on}\n"
                "  - {name: b, port: 2, capacity: 2, afk: off, long_lines: cut, unknown_commands: chat, topics: all}\n"
                "  - {name: c, port: 3, capacity: 2, seat_grace: off, queue: {grace: 5m}}\n"
                "  - {name: d, port: 4, capacity: 2, seat_grace: 1.5, queue: {grace: off}}\n"
            )
        )

    def test_guest_names(self) -> None:
        self.assertEqual(
            self.load("guest_names: '*'\nchannels: [{name: a, port: 1, capacity: 1}]").channels[0].policies.guest_names, ""
        )
        self.assert_stable(self.load("guest_names: guest-*\nchannels: [{name: a, port: 1, capacity: 1}]"))

    def test_guests(self) -> None:
        self.assert_stable(self.load("guests: off\nchannels: [{name: a, port: 1, capacity: 1}]"))
        found = "[{name: a, port: 1, capacity: 1, guests: off}, {name: b, port: 2, capacity: 1}]"
        self.assert_stable(self.load(f"channels: {found}"))

    def test_what_holds_for_all_whatever_a_channel_says(self) -> None:
        top = "guests: off\nguest_names: g-*\nafk: off\nseat_grace: 5\nqueue: {grace: off}\nflood: {burst: 3}\n"
        own = "guests: on, guest_names: '*', afk: 100, seat_grace: 30, queue: {grace: 120}, flood: on"
        for style in ("plain", "classchat"):
            found = self.load(f"{top}channels: [{{name: a, port: 1, capacity: 1, {own}, style: {style}}}]")
            self.assertEqual(found.channels[0].policies, PLAIN)
            self.assert_stable(found)
        top = top.removeprefix("guests: off\n")
        for own in ("flood: off", "flood: on, afk: 3", "seat_grace: 9", "afk: 100"):
            self.assert_stable(self.load(f"{top}channels: [{{name: a, port: 1, capacity: 1, {own}, style: classic}}]"))

    def test_no_log_and_an_absolute_log(self) -> None:
        rest = "channels: [{name: a, port: 1, capacity: 1}]"
        self.assert_stable(self.load(f"data: .\nlog: {{file: off}}\n{rest}"))
        self.assert_stable(self.load(f"log: {{file: /var/log/chat.log}}\n{rest}"))

    def test_the_console_of_staff(self) -> None:
        rest = "channels: [{name: a, port: 1, capacity: 1}]"
        for ssh, written in (
            ("off", ""),
            ("on", "ssh:\n  port: 6022\n"),
            ("{port: 9, host: '::'}", 'ssh:\n  port: 9\n  host: "::"\n'),
        ):
            found = self.load(f"ssh: {ssh}\n{rest}")
            self.assertEqual(to_yaml(found), f"{HEADER}{written}channels:\n  - name: a\n    port: 1\n    capacity: 1\n")
            self.assert_stable(found)

    def test_the_door_for_programs(self) -> None:
        rest = "channels: [{name: a, port: 1, capacity: 1}]"
        for json, written in (
            ("off", ""),
            ("on", "json:\n  port: 5555\n"),
            ("{port: 9, host: '::', line: 300}", 'json:\n  port: 9\n  host: "::"\n  line: 300\n'),
        ):
            found = self.load(f"json: {json}\n{rest}")
            self.assertEqual(to_yaml(found), f"{HEADER}{written}channels:\n  - name: a\n    port: 1\n    capacity: 1\n")
            self.assert_stable(found)

    def test_the_manhole(self) -> None:
        rest = "channels: [{name: a, port: 1, capacity: 1}]"
        for manhole, written in (
            ("off", ""),
            ("on", "manhole:\n  port: 6023\n"),
            ("{port: 9, host: '::1'}", 'manhole:\n  port: 9\n  host: "::1"\n'),
            ("{path: deep/manhole}", "manhole:\n  path: deep/manhole\n"),
        ):
            found = self.load(f"manhole: {manhole}\n{rest}")
            self.assertEqual(to_yaml(found), f"{HEADER}{written}channels:\n  - name: a\n    port: 1\n    capacity: 1\n")
            self.assert_stable(found)

    def test_the_port_of_files(self) -> None:
        rest = "channels: [{name: a, port: 1, capacity: 1}]"
        for files, written in (
            ("off", ""),
            ("on", 'files:\n  listen: "127.0.0.1:6080"\n  url: "http://127.0.0.1:6080"\n'),
            (
                "{listen: '[::]:9', url: http://x, types: [pdf, 7z], largest: 1 KiB, each: 9, most: 8, expiry: 7}",
                'files:\n  listen: "[::]:9"\n  url: "http://x"\n  types: [pdf, "7z"]\n'
                "  largest: 1024\n  each: 9\n  most: 8\n  expiry: 7\n",
            ),
        ):
            found = self.load(f"files: {files}\n{rest}")
            self.assertEqual(to_yaml(found), f"{HEADER}{written}channels:\n  - name: a\n    port: 1\n    capacity: 1\n")
            self.assert_stable(found)

    def test_rooms_that_people_make(self) -> None:
        rest = "channels: [{name: a, port: 1, capacity: 1}]"
        for rooms, written in (
            ("on", ""),
            ("off", "rooms: off\n"),
            ("{total: 9, keep_minutes: 1}", "rooms: {total: 9, keep_minutes: 1}\n"),
            ("{allow: off, capacity: 3}", "rooms: {allow: off, capacity: 3}\n"),
        ):
            found = self.load(f"rooms: {rooms}\n{rest}")
            self.assertEqual(to_yaml(found), f"{HEADER}{written}channels:\n  - name: a\n    port: 1\n    capacity: 1\n")
            self.assert_stable(found)

    def test_plugins(self) -> None:
        found = self.load("plugins: [dice, 'on', 7up]\nchannels: [{name: a, port: 1, capacity: 1}]")
        self.assertIn('plugins: [dice, "on", "7up"]\n', to_yaml(found))
        self.assert_stable(found)

    def test_the_message_of_the_day(self) -> None:
        found = self.load(
            'motd: " \\n\\n Tea: at five\\n\\nBring a \\"cup\\"\\n\\t"\nchannels: [{name: a, port: 1, capacity: 1}]'
        )
        self.assertEqual(found.channels[0].motd, ("", "", "Tea: at five", "", 'Bring a "cup"', ""))
        self.assertIn('\nmotd: " \\n \\nTea: at five\\n \\nBring a \\"cup\\"\\n "\n', to_yaml(found))
        self.assert_stable(found)
        own = "[{name: a, port: 1, capacity: 1, motd: hello}, {name: b, port: 2, capacity: 1}]"
        found = self.load(f"channels: {own}")
        self.assertIn("    capacity: 1\n    motd: hello\n  - name: b\n", to_yaml(found))
        self.assert_stable(found)

    def test_whispers_to_the_absent(self) -> None:
        rest = "channels: [{name: a, port: 1, capacity: 1}]"
        for kept, written in (("off", ""), ("30d", "offline_whispers: 2592000\n"), ("1d12h", "offline_whispers: 129600\n")):
            found = self.load(f"offline_whispers: {kept}\n{rest}")
            self.assertEqual(to_yaml(found), f"{HEADER}{written}channels:\n  - name: a\n    port: 1\n    capacity: 1\n")
            self.assert_stable(found)

    def test_older_forms(self) -> None:
        self.assert_stable(self.load("channel lobby 6001 1\n", "config"))
        self.assert_stable(self.load("[server]\nbuffsize = 77\n", "config"))

    @settings(deadline=None, max_examples=150)
    @given(st.text(max_size=60), st.text(st.sampled_from(":#-{}[]'\"\\,&*!|>%@` \n\ufffe\u0001\u200d😀e"), max_size=20))
    def test_any_topic(self, first: str, second: str) -> None:
        rows = []
        for i, topic in enumerate((first, second), 1):
            escaped = "".join(f"\\U{ord(character):08x}" for character in topic)
            rows.append(f'{{name: c{i}, port: {i}, capacity: 1, topic: "{escaped}"}}')
        self.assert_stable(self.load(f"channels: [{', '.join(rows)}]"))
