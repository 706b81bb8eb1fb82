"""ClassChat's own server as its own client finds it (S2): sockets, JSON, and nothing of this project."""

import json
import signal
import socket
import sys
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.live.ports import free_ports
from tests.live.programs import Program

(PORT,) = free_ports(1)
LOG = ["registered successfully", "Private message from ann to bob", "Chat room 'study' created by ann",
       "User 'bob' joined chat room 'study'", "Group message from carol to study", "User 'carol' disconnected"]  # fmt: skip
ERRORS = [("private", "zoe", "User not found or offline"), ("join", "nowhere", "Chat room does not exist"),
          ("group", "lab", "You are not a member of room"), ("dance", "", "Invalid message format"),
          ("join", "study", "Already a member of room")]  # fmt: skip


class Client:
    def __init__(self, name: str) -> None:
        self.name, self.line = name, socket.create_connection(("127.0.0.1", PORT), 60).makefile("rwb", 0)
        self.asks("register")

    def asks(self, status: str, receiver: str = "", text: str = "") -> "Client":
        self.line.write(json.dumps({"status": status, "sender": self.name, "receiver": receiver, "text": text}).encode() + b"\n")
        return self

    def hears(self) -> tuple[str, str]:
        return (message := json.loads(self.line.readline()))["status"], message["text"]


class WalkThrough(SynchronousTestCase):
    """Two scenarios, six errors, the log, and Ctrl+C."""

    def test_it(self) -> None:
        argv = [sys.executable, "-m", "chatroom", "run", "--classchat", "127.0.0.1", str(PORT)]
        server = Program(argv, Path.cwd())
        self.addCleanup(server.stop)
        server.expect_exactly([f"[SERVER] Server started on 127.0.0.1:{PORT}", "[SERVER] Waiting for connections..."])
        ann, bob, carol = users = Client("ann"), Client("bob"), Client("carol")
        self.assertEqual([user.hears()[0] for user in users], ["success"] * 3)
        ann.asks("private", "bob", "hello")
        self.assertEqual(bob.hears(), ("private", "[Private from ann] hello"))
        self.assertEqual(ann.asks("create", "study").hears(), ("success", "[SUCCESS] Chat room 'study' created successfully"))
        for user, others in ((bob, [ann]), (carol, [ann, bob])):
            self.assertEqual(user.asks("join", "study").hears(), ("success", "[SUCCESS] You have joined 'study'"))
            self.assertEqual({other.hears()[1] for other in others}, {f"[study] {user.name} has joined the chat room"})
        carol.asks("group", "study", "hi all")
        self.assertEqual({user.hears() for user in users}, {("group", "[study - carol] hi all")})
        self.assertEqual(ann.asks("create", "lab").hears()[0], "success")
        self.assertEqual(Client("ann").hears(), ("error", "Username already taken"))
        for status, receiver, text in ERRORS:
            self.assertEqual(bob.asks(status, receiver, "?").hears(), ("error", text))
        carol.asks("quit")
        server.process.send_signal(signal.SIGINT)
        self.assertEqual(len([user.line.read() for user in users]), 3)  # each to its end: everybody is disconnected
        status, log = server.end(), "\n".join(server.texts)
        self.assertEqual((status, [text for text in LOG if text not in log], "hello" in log), (0, [], False))
