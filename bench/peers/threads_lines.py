"""threads_lines PORT: the broadcaster of the textbooks, a thread for each connection; it speaks what floor.c speaks.

One sendall() per delivery under the lock of the room, so that all hear the lines in one order. Whoever does not read stops
the whole room.
"""

from __future__ import annotations

import socket
import sys
import threading
from collections import defaultdict
from contextlib import suppress


class Room:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.members: list[socket.socket] = []

    def say(self, text: str, newcomer: socket.socket | None = None) -> None:
        said = text.encode()
        with self.lock:
            if newcomer is not None:
                self.members.append(newcomer)
            for member in self.members:
                with suppress(OSError):  # it has gone; its own thread will notice
                    member.sendall(said)

    def forget(self, member: socket.socket) -> None:
        with self.lock:
            self.members.remove(member)


rooms: dict[str, Room] = defaultdict(Room)


def visit(connection: socket.socket) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(b"* Please type your room and name.\r\n")
    with connection, connection.makefile("r", newline="\n") as lines, suppress(OSError):
        number, _, name = lines.readline().strip().partition(" ")
        room = rooms[number]
        room.say(f"* {name} has joined r{number}.\r\n", newcomer=connection)
        try:
            for line in lines:
                room.say(f"{name}: {line.strip()}\r\n")
        finally:
            room.forget(connection)


def serve(port: int) -> None:
    threading.stack_size(256 * 1024)
    with socket.create_server(("127.0.0.1", port), backlog=4096) as door:
        while True:
            threading.Thread(target=visit, args=(door.accept()[0],), daemon=True).start()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
