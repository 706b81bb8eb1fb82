"""`twistd -n chatroom`: how the server starts, how it refuses to, and what it does where there is no configuration."""

import re
import socket

from tests.live.house import GREETING, HouseCase
from tests.live.ports import HOST, SAMPLE_PORTS, can_bind, take_sample_ports
from tests.live.programs import Visitor as Socket
from tests.live.programs import command


class Serving(HouseCase):
    """Three channels in the file are three ports (G101)."""

    def test_each_port_leads_into_its_channel_only(self) -> None:
        self.serve()
        first = {channel: Socket(port, "", introduce=False) for channel, port in self.ports.items()}
        seats = {"lobby": "all 20 seats are free", "lounge": "all 10 seats are free", "office": "all 2 seats are free"}
        for channel, visitor in first.items():
            self.addCleanup(visitor.stop)
            visitor.expect_exactly([f"* Welcome to {channel}: {seats[channel]}.", GREETING])
        ann, bob = self.enter("ann", "lobby"), self.enter("bob", "lounge")
        ann.expect("* ann has joined lobby.")
        bob.expect("* bob has joined lounge.")
        ann.say("only here")
        ann.expect("ann: only here")
        bob.say("/list")
        bob.expect("* In lobby, 1 of 20 seats is taken.")

    def test_says_how_to_come_in(self) -> None:
        server = self.serve()
        for channel, seats in (("lobby", 20), ("lounge", 10), ("office", 2)):
            words = f"{channel}: {seats} seats, enter with: nc 127.0.0.1 {self.ports[channel]}"
            server.skip_to(re.compile(r"[-0-9]+ [0-9:,]+ - INFO - " + re.escape(words)))
        self.assertEqual(server.errors, [])

    def test_says_how_to_come_in_where_it_listens_everywhere(self) -> None:
        server = self.serve("host: 0.0.0.0")
        server.skip_to(re.compile(rf".* - INFO - lobby: 20 seats, enter with: nc 127\.0\.0\.1 {self.ports['lobby']}"))
        server.skip_to(
            re.compile(r".* - INFO - From other computers people enter with this one's address in place of 127\.0\.0\.1")
        )

    def test_chatroom_run_and_python_dash_m_serve_as_well(self) -> None:
        for argv in ([*command("chatroom")], [*command("python"), "-m", "chatroom"]):
            server = self.start([*argv, "run", "--config", str(self.write_config())])
            server.await_listening(self.ports.values())
            server.process.terminate()
            self.assertEqual(server.end(), 0)

    def test_no_pid_file_and_nothing_else_is_left_in_the_folder(self) -> None:
        self.serve()
        self.server.process.terminate()
        self.server.end()
        left = sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*"))
        self.assertEqual(left, ["channels.yaml", "data", "data/chatroom.sqlite", "data/log", "data/log/app.log"])


class Refusing(HouseCase):
    """Status 1, one line for each error on standard error, and no port is taken (G103, G104)."""

    def refused(self, *arguments: str) -> list[str]:
        program = self.start(self.twistd(*arguments))
        self.assertEqual(program.end(), 1)
        self.assertTrue(all(can_bind(port) for port in self.ports.values()))
        return program.errors

    def test_all_errors_in_one_run_with_line_key_and_reason(self) -> None:
        self.config.write_text(
            "hosst: 127.0.0.1\nchannels:\n- {name: lobby, port: 0, capacity: 0}\n- {name: 2nd, port: 6002, capacity: 2}\n"
        )
        file = str(self.config)
        self.assertEqual(
            self.refused("--config", file),
            [
                f"{file}:1: hosst: unknown key; did you mean host?",
                f"{file}:3: channels[0].port: must be from 1 to 65535, not 0",
                f"{file}:3: channels[0].capacity: must be at least 1, not 0",
                f'{file}:4: channels[1].name: must not begin with a digit, as "2nd" does',
            ],
        )

    def test_a_missing_file_that_was_named(self) -> None:
        self.assertEqual(self.refused("--config", "nowhere.yaml"), ["nowhere.yaml: there is no such file"])

    def test_an_empty_file(self) -> None:
        self.config.write_text("")
        self.assertEqual(
            self.refused("--config", "channels.yaml"),
            ["channels.yaml:1: the file is empty; it needs at least a list of channels"],
        )

    def test_a_busy_port_leaves_nothing_bound(self) -> None:
        with socket.socket() as busy:
            busy.bind((HOST, self.ports["office"]))
            busy.listen()
            program = self.start(self.twistd("--config", str(self.write_config())))
            self.assertEqual(program.end(), 1)
            port = self.ports["office"]
            self.assertEqual(
                program.errors,
                [f"chatroom: cannot listen on 127.0.0.1 port {port}: Address already in use. No port was opened."],
            )
            self.assertTrue(can_bind(self.ports["lobby"]) and can_bind(self.ports["lounge"]))

    def test_check_config_says_the_same_and_starts_nothing(self) -> None:
        good = self.start([*command("chatroom"), "check-config", str(self.write_config())])
        self.assertEqual(good.end(), 0)
        self.assertEqual(good.texts, [f"{self.config}: sound. 3 channels, 32 seats."])
        self.config.write_text("channels: [{name: lobby, port: 6001, capacity: 1}]\n")
        one = self.start([*command("chatroom"), "check-config", str(self.config)])
        self.assertEqual((one.end(), one.texts), (0, [f"{self.config}: sound. 1 channel, 1 seat."]))
        self.config.write_text("channels: []\n")
        bad = self.start([*command("chatroom"), "check-config", str(self.config)])
        self.assertEqual(bad.end(), 1)
        self.assertEqual(bad.errors, [f"{self.config}:1: channels: there must be at least one channel"])

    def test_a_wrong_command_line_is_status_two(self) -> None:
        program = self.start([*command("chatroom"), "rnu"])
        self.assertEqual(program.end(), 2)

    def test_a_word_that_a_command_does_not_know_is_told_with_its_own_usage(self) -> None:
        program = self.start([*command("chatroom"), "admin", "list", "--bogus"])
        self.assertEqual(program.end(), 2)
        self.assertEqual(
            program.errors,
            ["usage: chatroom admin list [-h] [-c FILE]", "chatroom admin list: error: unrecognized arguments: --bogus"],
        )


class OlderForms(HouseCase):
    """The classic text form and S4's INI are served through the same option (G102)."""

    def test_a_classic_text_file(self) -> None:
        self.config.write_text(f"channel lobby {self.ports['lobby']} 1\n")
        self.server = self.start(self.twistd("--config", str(self.config)))
        self.server.await_listening([self.ports["lobby"]])
        visitor = Socket(self.ports["lobby"], "ann")
        self.addCleanup(visitor.stop)
        visitor.skip_to(re.compile(".*ann has joined.*"))

    def test_an_ini_file(self) -> None:
        self.config.write_text(f"[server]\nhost = 127.0.0.1\nport = {self.ports['lobby']}\nbuffsize = 1024\n")
        self.server = self.start(self.twistd("--config", str(self.config)))
        self.server.await_listening([self.ports["lobby"]])
        visitor = Socket(self.ports["lobby"], "ann")
        self.addCleanup(visitor.stop)
        visitor.skip_to(re.compile(".*ann has joined chat.*"))

    def test_convert_prints_what_can_be_served(self) -> None:
        old = self.folder / "old.txt"
        old.write_text(f"channel lobby {self.ports['lobby']} 7\nchannel lounge {self.ports['lounge']} 8\n")
        first = self.start([*command("chatroom"), "config", "convert", str(old)])
        self.assertEqual(first.end(), 0)
        self.config.write_text("\n".join(first.texts) + "\n")
        second = self.start([*command("chatroom"), "config", "convert", str(self.config)])
        self.assertEqual(second.end(), 0)
        self.assertEqual(second.texts, first.texts)
        check = self.start([*command("chatroom"), "check-config", str(self.config)])
        self.assertEqual((check.end(), check.texts), (0, [f"{self.config}: sound. 2 channels, 15 seats."]))


class FirstRun(HouseCase):
    """Without a configuration the server writes one and serves it (G902)."""

    def setUp(self) -> None:
        super().setUp()
        take_sample_ports(self)

    def test_writes_the_sample_and_serves_it(self) -> None:
        server = self.start(self.twistd())
        server.await_listening(SAMPLE_PORTS)
        server.skip_to(re.compile(".* Wrote .*/channels.yaml: three sample channels, to change as you like."))
        for line in ("lobby: 20 seats", "lounge: 10 seats", "office: 2 seats"):
            server.skip_to(re.compile(f".* {line}, enter with: nc 127.0.0.1 600[123]"))
        server.process.terminate()
        self.assertEqual(server.end(), 0)
        written = self.config.read_text("utf-8")
        self.assertIn("# chatroom: the channels of this house and its rules.", written)
        self.config.write_text(config := written.replace("6001", str(self.ports["lobby"])))
        second = self.start(self.twistd())
        second.await_listening([self.ports["lobby"], 6002, 6003])
        self.assertEqual(self.config.read_text("utf-8"), config)

    def test_a_file_that_is_there_and_wrong_is_not_replaced(self) -> None:
        self.config.write_text("channels: []\n")
        program = self.start(self.twistd())
        self.assertEqual(program.end(), 1)
        self.assertEqual(program.errors, ["channels.yaml:1: channels: there must be at least one channel"])
        self.assertEqual(self.config.read_text("utf-8"), "channels: []\n")


class ClassChat(HouseCase):
    """S2-07: `chatroom run --classchat [HOST [PORT]]`."""

    def test_classchat_s_server_takes_a_host_and_a_port(self) -> None:
        for words, complaint in (
            (["127.0.0.1", "x"], 'chatroom run --classchat 127.0.0.1 x: must be a whole number, not "x".'),
            (["127.0.0.1", "70000"], "chatroom run --classchat 127.0.0.1 70000: must be from 1 to 65535, not 70000."),
            (["127.0.0.1", "5555", "more"], "Usage: chatroom run --classchat [HOST [PORT]], and nothing else."),
            (["--console"], "Usage: chatroom run --classchat [HOST [PORT]], and nothing else."),
        ):
            program = self.start([*command("chatroom"), "run", "--classchat", *words])
            self.assertEqual((program.end(), program.errors), (2, [complaint]))
        server = self.start([*command("chatroom"), "run", "--classchat", "127.0.0.1", str(self.ports["lobby"])])
        server.expect(f"[SERVER] Server started on 127.0.0.1:{self.ports['lobby']}")
        server.expect("[SERVER] Waiting for connections...")
        second = self.start([*command("chatroom"), "run", "--classchat", "127.0.0.1", str(self.ports["lobby"])])
        self.assertEqual((second.end(), len(second.errors)), (1, 1))
        self.assertIn("Address already in use", second.errors[0])
