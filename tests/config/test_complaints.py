"""Everything that can be wrong with a channels.yaml (G103): one line each, all in one run, on the right line."""

from chatroom.config import BadConfig, Complaint, load
from tests.config.folder import FolderCase

ROW = "  - {name: %s, port: %s, capacity: %s}\n"
GOOD = "channels:\n" + ROW % ("lobby", 6001, 5)


class OneLineEach(FolderCase):
    """The complaint itself."""

    def test_text(self) -> None:
        complaint = Complaint("channels.yaml", 12, "channels[1].capacity", "must be at least 1, not 0")
        self.assertEqual(str(complaint), "channels.yaml:12: channels[1].capacity: must be at least 1, not 0")
        self.assertEqual(str(Complaint("a", 0, "", "there is no such file")), "a: there is no such file")
        self.assertEqual(str(Complaint("a", 3, "", "x\x1b[31m\ny")), "a:3: x[31m y")

    def test_five_errors_five_lines(self) -> None:
        path = self.write(
            "host: 127.0.0.1\n"
            "namez: house\n"
            "channels:\n"
            "  - name: lobby\n"
            "    port: 0\n"
            "    capacity: 5\n"
            "  - name: 2nd\n"
            "    port: 6002\n"
            "    capacity: 0\n"
            "    port: 6003\n"
        )
        with self.assertRaises(BadConfig) as caught:
            load(path)
        self.assertEqual(
            str(caught.exception).split("\n"),
            [
                f"{path}:2: namez: unknown key; did you mean names?",
                f"{path}:5: channels[0].port: must be from 1 to 65535, not 0",
                f'{path}:7: channels[1].name: must not begin with a digit, as "2nd" does',
                f"{path}:9: channels[1].capacity: must be at least 1, not 0",
                f"{path}:10: channels[1].port: is already given on line 8",
            ],
        )
        self.assertEqual([complaint.line for complaint in caught.exception.complaints], [2, 5, 7, 9, 10])


class Console(FolderCase):
    """The port and the address of the staff's console."""

    def test_what_is_wrong_with_it(self) -> None:
        channel = "channels: [{name: lobby, port: 6022, capacity: 1}]"
        for text, expected in (
            ("ssh: on", "1: ssh.port: 6022 is already the port of the channel lobby"),
            ("ssh: {host: 0.0.0.0}", "1: ssh.port: 6022 is already the port of the channel lobby"),
            ("ssh: {port: 0}", "1: ssh.port: must be from 1 to 65535, not 0"),
            ("ssh: {port: '22'}", '1: ssh.port: must be a number, not the text "22"; take the quotes away'),
            ("ssh: {prot: 22}", "1: ssh.prot: unknown key; did you mean port?"),
            ("ssh: 22", "1: ssh: must be off or a mapping of port and host, not 22"),
            ("ssh: [22]", "1: ssh: must be off or a mapping of port and host, not a list"),
            ("ssh: {port: 22, host: nowhere at all}", '1: ssh.host: must be an address such as 127.0.0.1, not "nowhere at all"'),
        ):
            found = self.complaints(f"{text}\n{channel}")
            self.assertIn(expected, found, text)
        self.assertEqual(load(self.write(f"ssh: off\n{channel}")).ssh.port, None)


class Programs(FolderCase):
    """The door for programs."""

    def test_what_is_wrong_with_it(self) -> None:
        channel = "channels: [{name: lobby, port: 5555, capacity: 1}]"
        for text, expected in (
            ("json: on", "1: json.port: 5555 is already the port of the channel lobby"),
            ("ssh: {port: 7}\njson: {port: 7}", "2: json.port: 7 is already the port of ssh"),
            ("json: {port: 0}", "1: json.port: must be from 1 to 65535, not 0"),
            ("json: {line: 12}", "1: json.line: must be at least 256, not 12"),
            ("json: {lin: 12}", "1: json.lin: unknown key; did you mean line?"),
            ("json: 22", "1: json: must be off or a mapping of port, host and line, not 22"),
        ):
            self.assertIn(expected, self.complaints(f"{text}\n{channel}"), text)


class Manhole(FolderCase):
    """A Python prompt is never open to other machines (G602)."""

    def test_what_is_wrong_with_it(self) -> None:
        channel = "channels: [{name: lobby, port: 6023, capacity: 1}]"
        alone = "must be an address of this machine alone, 127.0.0.1 or ::1, not"
        for text, expected in (
            ("manhole: {host: 0.0.0.0}", f"1: manhole.host: {alone} 0.0.0.0"),
            ("manhole: {host: '::'}", f'1: manhole.host: {alone} "::"'),
            ("manhole: {host: 192.0.2.1}", f"1: manhole.host: {alone} 192.0.2.1"),
            ("manhole: {host: '::ffff:192.0.2.1'}", f'1: manhole.host: {alone} "::ffff:192.0.2.1"'),
            ("manhole: {host: 127.0.0.1.example.org}", f'1: manhole.host: {alone} "127.0.0.1.example.org"'),
            ("manhole: {host: localhost}", f'1: manhole.host: {alone} "localhost"'),
            ("manhole: {host: '127.0.0.1 '}", f'1: manhole.host: {alone} "127.0.0.1 "'),
            ("manhole:\n  port: 9\n  host: example.org", f'3: manhole.host: {alone} "example.org"'),
            ("manhole: on", "1: manhole.port: 6023 is already the port of the channel lobby"),
            ("ssh: {port: 9}\nmanhole: {port: 9}", "2: manhole.port: 9 is already the port of ssh"),
            ("manhole: {port: 0}", "1: manhole.port: must be from 1 to 65535, not 0"),
            ("manhole: {path: x, port: 9}", "1: manhole.path: stands in the place of port; take one of them away"),
            ("manhole: {path: on}", '1: manhole.path: must be a path; if one is called on, write "on" in quotes'),
            ("manhole: 6023", "1: manhole: must be off or a mapping of port and host, or of path, not 6023"),
            ("manhole: {listen: 9}", "1: manhole.listen: unknown key; it belongs to files"),
        ):
            found = self.complaints(f"{text}\n{channel}")
            self.assertIn(expected, found, text)


class Stages(FolderCase):
    """Where not everybody may speak (G124)."""

    def test_the_classic_rules_have_no_words_for_it(self) -> None:
        for key in ("moderated", "announce", "approve"):
            text = f"style: classic\nchannels:\n- {{name: a, port: 1, capacity: 1, {key}: on}}\n"
            why = f"2: {key}: on is not for the channel a, since style: classic lets everybody speak"
            self.assertEqual(self.complaints(text), [why])
            load(self.write(text.replace(": on}", ": off}")))

    def test_it_is_said_of_a_channel(self) -> None:
        text = "moderated: on\nchannels: [{name: a, port: 1, capacity: 1}]"
        self.assertEqual(self.complaints(text), ["1: moderated: unknown key; it belongs to a channel"])


class PortOfFiles(FolderCase):
    """Where files come in and go out, and how large and many they may be."""

    def test_what_is_wrong_with_it(self) -> None:
        channel = "ssh: {port: 6023}\nchannels: [{name: lobby, port: 6080, capacity: 1}]"
        for text, expected in (
            ("files: on", "1: files.listen: 6080 is already the port of the channel lobby"),
            (
                "files: {listen: '::1:6023'}",
                '1: files.listen: must be an address and a port such as 127.0.0.1:6080, not "::1:6023"',
            ),
            ("files: {listen: '[::1]:6023'}", "1: files.listen: 6023 is already the port of ssh"),
            ("files: {listen: '6080'}", "1: files.listen: must be an address and a port such as 127.0.0.1:6080, not 6080"),
            ("files: {listen: '127.0.0.1:0'}", "1: files.listen: must be from 1 to 65535, not 0"),
            (
                "files: {listen: '0.0.0.0:6081'}",
                "1: files.url: is needed, since people cannot reach every address; such as http://chat.example:6080",
            ),
            (
                "files: {url: 'http://x/y'}",
                '1: files.url: must be an address such as http://chat.example:6080, without a path, not "http://x/y"',
            ),
            ("files: {largest: big}", '1: files.largest: must be a number of bytes such as 4 GiB or 20 MiB, not "big"'),
            ("files: {largest: 0}", "1: files.largest: must be a number of bytes such as 4 GiB or 20 MiB, not 0"),
            ("files: {types: pdf}", '1: files.types: must be a list of endings such as [pdf, png], not "pdf"'),
            ("files: {types: []}", "1: files.types: must name one ending at least"),
            (
                "files: {refused_types: [exe, 'a b']}",
                '1: files.refused_types: must be an ending of file names such as pdf, not "a b"',
            ),
            ("files: {lagrest: 1}", "1: files.lagrest: unknown key; did you mean largest?"),
            ("files: 6080", "1: files: must be off or a mapping of listen, url and limits, not 6080"),
        ):
            found = self.complaints(f"{text}\n{channel}")
            self.assertIn(expected, found, text)
        self.assertEqual(load(self.write(f"files: off\n{channel}")).files.port, None)


class Files(FolderCase):
    """What cannot even be read."""

    def complaint_about(self, path: object) -> str:
        with self.assertRaises(BadConfig) as caught:
            load(str(path))
        return str(caught.exception)

    def test_missing(self) -> None:
        path = self.folder / "nothing.yaml"
        self.assertEqual(self.complaint_about(path), f"{path}: there is no such file")
        inside = self.write(GOOD) / "deeper"
        self.assertEqual(self.complaint_about(inside), f"{inside}: there is no such file")

    def test_directory(self) -> None:
        self.assertEqual(self.complaint_about(self.folder), f"{self.folder}: is a directory, not a file")

    def test_impossible_path(self) -> None:
        self.assertIn("cannot be read", self.complaint_about(str(self.folder / "a\0b")))
        self.assertIn("cannot be read: File name too long", self.complaint_about(self.folder / ("a" * 300)))

    def test_not_utf8(self) -> None:
        self.assertEqual(self.complaints(b"# fine\n# \xe9t\xe9\n"), ["2: is not UTF-8 text"])

    def test_empty(self) -> None:
        for content in ("", "\n \n", "# only words\n"):
            self.assertEqual(self.complaints(content), ["1: the file is empty; it needs at least a list of channels"])
        self.assertEqual(self.complaints("---\n"), ["1: the file is empty; it needs at least a list of channels"])

    def test_size(self) -> None:
        limit = 1024 * 1024
        whole = GOOD + "#" * (limit - len(GOOD))
        self.assertEqual(len(self.load(whole).channels), 1)
        self.assertEqual(self.complaints(whole + "#"), ["is larger than 1024 KiB, which no configuration needs"])


class Values(FolderCase):
    """Wrong values, each with its key and line."""

    def test_guests_off_where_nobody_could_sign_in(self) -> None:
        one = "channels:\n- {name: a, port: 1, capacity: 1"
        keeps_out = "guests: off would keep everybody out of the channel a, since"
        for text, complaint in (
            (f"guests: off\nstyle: classic\n{one}}}", f"1: {keeps_out} style: classic asks for no password"),
            (f"names: channel\n{one}, guests: off}}", f"2: {keeps_out} names: channel has no accounts"),
        ):
            self.assertEqual(self.complaints(text), [complaint], text)
        self.assertFalse(self.load(f"guests: off\n{one}}}").channels[0].policies.guests)

    def test_channel_values(self) -> None:
        for key, value, reason in [
            ("port", "65536", "must be from 1 to 65535, not 65536"),
            ("port", "-1", "must be from 1 to 65535, not -1"),
            ("port", "6001.0", "must be a whole number, not 6001.0"),
            ("port", "+6001", 'must be a whole number, not "+6001"'),
            ("port", "٦٠٠١", 'must be a whole number, not "٦٠٠١"'),
            ("port", '"6001"', 'must be a number, not the text "6001"; take the quotes away'),
            ("port", "9" * 5000, 'must be from 1 to 65535, not "' + "9" * 40 + '…"'),
            ("capacity", "-3", "must be at least 1, not -3"),
            ("capacity", "many", 'must be a whole number, not "many"'),
            ("capacity", "true", 'must be a whole number, not "true"'),
            ("capacity", "", "has no value"),
            ("capacity", "[5]", "must be a single value, not a list"),
            ("name", "9lives", 'must not begin with a digit, as "9lives" does'),
            ("name", "42", "must not begin with a digit, as 42 does"),
            ("name", '"a b"', 'must be 1 to 32 of A-Z a-z 0-9 _ -, beginning with a letter or _, not "a b"'),
            ("name", "a:b", 'must be 1 to 32 of A-Z a-z 0-9 _ -, beginning with a letter or _, not "a:b"'),
            ("name", "{}", "must be a single value, not a mapping"),
            ("topic", "x" * 301, "must be at most 300 characters long, not 301"),
            ("style", "clasic", 'must be plain, classic or classchat, not "clasic"; did you mean classic?'),
            ("long_lines", "refuse it", 'must be refuse, split or cut, not "refuse it"'),
            ("unknown_commands", "no", 'must be suggest or chat, not "no"'),
            ("guests", "some", 'must be on or off, not "some"'),
            ("guest_names", "guest", 'must have one * and up to 12 characters beside it, as guest-* has, not "guest"'),
            ("topics", "al", 'must be staff or all, not "al"; did you mean all?'),
            ("transcript", "maybe", 'must be on or off, not "maybe"'),
            ("afk", "0", "must be more than 0, or off, not 0"),
            ("afk", "on", 'must be seconds or a duration such as 5m, or off, not "on"'),
            ("afk", "1:40", 'must be seconds or a duration such as 5m, or off, not "1:40"'),
            ("afk", ".inf", 'must be seconds or a duration such as 5m, or off, not ".inf"'),
            ("flood", "3", "must be off or a mapping of burst, rate, paste and gap, not 3"),
            ("flood", "", "must be off or a mapping of burst, rate, paste and gap, not nothing"),
        ]:
            rows = {"name": "lobby", "port": "6001", "capacity": "5", key: value}
            text = "channels:\n  -\n" + "".join(f"    {name}: {written}\n" for name, written in rows.items())
            line = 3 + list(rows).index(key)
            self.assertEqual(self.complaints(text), [f"{line}: channels[0].{key}: {reason}"])

    def test_a_topic_of_300_is_taken(self) -> None:
        found = self.load("channels: [{name: a, port: 1, capacity: 1, topic: %s}]" % ("x" * 300))
        self.assertEqual(found.channels[0].topic, "x" * 300)

    def test_house_values(self) -> None:
        for text, complaint in [
            ("host: 127.0.0.256", "2: host: must be an address such as 127.0.0.1 or ::1, not 127.0.0.256"),
            ('host: "a b"', '2: host: must be an address such as 127.0.0.1, not "a b"'),
            ("names: hause", '2: names: must be house or channel, not "hause"; did you mean house?'),
            ("data: no", '2: data: must be a path; if one is called no, write "no" in quotes'),
            ('data: ""', '2: data: must be a path, not ""'),
            ('data: "a\\0b"', '2: data: must be a path, not "ab"'),
            ("limits: 5", "2: limits: must be a mapping of keys such as line:, not 5"),
            ("limits: {line: 15}", "2: limits.line: must be at least 16, not 15"),
            ("limits: {name_line: 0}", "2: limits.name_line: must be at least 16, not 0"),
            ("limits: {backlog: 1}", "2: limits.backlog: must be at least 1024, not 1"),
            ("limits: {name_seconds: off}", '2: limits.name_seconds: must be seconds or a duration such as 5m, not "off"'),
            ("offline_whispers: on", '2: offline_whispers: must be seconds or a duration such as 30d, or off, not "on"'),
            ("offline_whispers: 59", "2: offline_whispers: must be from 1m to 3650d, or off, not 59"),
            ("offline_whispers: 3651d", '2: offline_whispers: must be from 1m to 3650d, or off, not "3651d"'),
            ("offline_whispers: {}", "2: offline_whispers: must be a single value, not a mapping"),
            (
                "offline_whispers: 30d\nnames: channel",
                "2: offline_whispers: has nobody to keep them for, since names: channel has no accounts;"
                " make it off, or names: house",
            ),
            ("limits: {lines: 100}", "2: limits.lines: unknown key; did you mean line?"),
            ("log: {form: ful}", '2: log.form: must be full, short or json, not "ful"; did you mean full?'),
            ("log: {level: 3}", "2: log.level: must be debug, info, warning or error, not 3"),
            ("log: {file: []}", "2: log.file: must be a single value, not a list"),
            ("flood: {burst: 0}", "2: flood.burst: must be at least 1, not 0"),
            ("flood: {rate: 0}", "2: flood.rate: must be more than 0, not 0"),
            ("flood: {gap: -1}", "2: flood.gap: must be a positive number, not -1"),
            ("flood: {speed: 1}", "2: flood.speed: unknown key"),
        ]:
            self.assertEqual(self.complaints(f"# the house\n{text}\n{GOOD}"), [complaint])


class Structure(FolderCase):
    """Keys and channels that are missing, unknown, misplaced or there twice."""

    def test_duplicates_among_channels(self) -> None:
        text = "channels:\n" + ROW % ("a", 1, 1) + ROW % ("b", 1, 1) + ROW % ("a", 2, 1)
        expected = ["3: channels[1].port: 1 is already used on line 2", "4: channels[2].name: a is already used on line 2"]
        self.assertEqual(self.complaints(text), expected)

    def test_a_duplicate_key_hides_nothing(self) -> None:
        text = "afk: never\nafk: 5m\nchannels:\n  - {name: a, port: 0, capacity: 1, port: x}\n"
        expected = [
            '1: afk: must be seconds or a duration such as 5m, or off, not "never"',
            "2: afk: is already given on line 1",
            "4: channels[0].port: must be from 1 to 65535, not 0",
            "4: channels[0].port: is already given on line 4",
            '4: channels[0].port: must be a whole number, not "x"',
        ]
        self.assertEqual(self.complaints(text), expected)

    def test_channels_given_twice(self) -> None:
        self.assertEqual(self.complaints(GOOD + GOOD), ["3: channels: is already given on line 1"])

    def test_missing_keys(self) -> None:
        self.assertEqual(self.complaints("host: ::1\n"), ["1: channels: is missing"])
        expected = ["3: channels[0].port: is missing", "3: channels[0].capacity: is missing"]
        self.assertEqual(self.complaints("\nchannels:\n  - name: a\n"), expected)

    def test_no_channels(self) -> None:
        self.assertEqual(self.complaints("channels: []"), ["1: channels: there must be at least one channel"])
        reason = "must be a list of channels, each beginning with a hyphen, not"
        self.assertEqual(self.complaints("channels:\n"), [f"1: channels: {reason} nothing"])
        self.assertEqual(self.complaints("channels: {a: 1}"), [f"1: channels: {reason} a mapping"])

    def test_channels_that_are_no_mappings(self) -> None:
        expected = [
            '2: channels[0]: must be a mapping of keys such as name:, not "lobby"',
            "3: channels[1]: must be a mapping of keys such as name:, not nothing",
        ]
        self.assertEqual(self.complaints("channels:\n  - lobby\n  -\n"), expected)

    def test_unknown_and_misplaced_keys(self) -> None:
        for text, complaint in [
            ("colour: red", "1: colour: unknown key"),
            ("Host: ::1", "1: Host: unknown key; did you mean host?"),
            ("port: 6001", "1: port: unknown key; it belongs to a channel"),
            ("backlog: 1024", "1: backlog: unknown key; it belongs to limits"),
            ("no: 1", "1: no: unknown key"),
            ("? [a]\n: 1", "1: a key must be a word, not a list"),
        ]:
            self.assertEqual(self.complaints(f"{text}\n{GOOD}"), [complaint])
        misplaced = "channels:\n  - {name: a, port: 1, capacity: 1, data: x}"
        self.assertEqual(self.complaints(misplaced), ["2: channels[0].data: unknown key; it belongs to the top of the file"])

    def test_not_a_mapping_at_all(self) -> None:
        self.assertEqual(self.complaints("\nhello"), ['2: must be a mapping of keys such as channels:, not "hello"'])
        self.assertEqual(self.complaints("- a\n"), ["1: must be a mapping of keys such as channels:, not a list"])


class Yaml(FolderCase):
    """YAML that is broken, hostile, or more than a configuration needs."""

    def test_syntax(self) -> None:
        self.assertEqual(self.complaints("host: a\nchannels: [\n"), [
            "3: is not valid YAML: expected the node content, but found '<stream end>'",
        ])  # fmt: skip
        [complaint] = self.complaints("host: a\n\tnames: house\n")
        self.assertTrue(complaint.startswith("2: is not valid YAML: "), complaint)
        self.assertTrue(complaint.endswith("; indent with spaces, not with tabs"), complaint)

    def test_what_was_wrong_before_the_broken_line_is_told_too(self) -> None:
        [first, second] = self.complaints("host: !!binary aaaa\nnames: [\n")
        self.assertTrue(first.startswith("1: tags such as"), first)
        self.assertTrue(second.startswith("3: is not valid YAML"), second)

    def test_characters(self) -> None:
        self.assertEqual(self.complaints("host: a\n# \0\n"), ["2: holds a character that YAML does not allow: U+0000"])
        [complaint] = self.complaints('host: "\\UFFFFFFFF"\n')
        self.assertTrue(complaint.startswith("is not valid YAML: "), complaint)

    def test_tags(self) -> None:
        marker = self.folder / "ran"
        text = f'host: !!python/object/apply:os.system ["touch {marker}"]\nnames: !!python/name:os.system house\n{GOOD}'
        expected = [
            '1: tags such as "!!python/object/apply:os.system" are not taken here; take it out',
            '2: tags such as "!!python/name:os.system" are not taken here; take it out',
        ]
        self.assertEqual(self.complaints(text), expected)
        self.assertFalse(marker.exists())

    def test_alias_bomb(self) -> None:
        levels = ["a0: &a0 [lol, lol, lol]"]
        levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
        found = self.complaints("\n".join([*levels, "channels: *a9", ""]))
        self.assertEqual(found[-1], '11: aliases such as "*a9" are not taken here; write the value out')
        self.assertEqual(sum("aliases" in complaint for complaint in found), 9 * 9 + 1)

    def test_depth(self) -> None:
        self.assertEqual(self.complaints("host: " + "[" * 100_000), ["1: is nested more than 10 levels deep"])

    def test_two_documents(self) -> None:
        expected = ["4: a second document begins here; a configuration is one document"]
        self.assertEqual(self.complaints(f"---\n{GOOD}---\n{GOOD}"), expected)
