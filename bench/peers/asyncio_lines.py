"""asyncio_lines PORT: the plain asyncio broadcaster that everybody writes first; it speaks what floor.c speaks.

One transport.write() per delivery, no bound for those who do not read.
"""

from __future__ import annotations

import asyncio
import sys

rooms: dict[str, set[Member]] = {}


class Member(asyncio.Protocol):
    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.name = ""
        self.room: set[Member] = set()
        self.part = b""
        transport.write(b"* Please type your room and name.\r\n")

    def data_received(self, data: bytes) -> None:
        *lines, self.part = (self.part + data).split(b"\n")
        for line in lines:
            self.heard(line.decode())

    def heard(self, line: str) -> None:
        if self.name:
            text = f"{self.name}: {line}\r\n"
        else:
            room, _, self.name = line.partition(" ")
            self.room = rooms.setdefault(room, set())
            self.room.add(self)
            text = f"* {self.name} has joined r{room}.\r\n"
        said = text.encode()
        for member in list(self.room):
            member.hear(said)

    def hear(self, said: bytes) -> None:
        self.transport.write(said)

    def connection_lost(self, exc: Exception | None) -> None:
        self.room.discard(self)


async def serve(port: int, member: type[Member] = Member) -> None:
    server = await asyncio.get_running_loop().create_server(member, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
