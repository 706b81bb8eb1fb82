"""crooked PORT FAULT: a broadcaster that does one thing wrong to its first member, at the eighth line that is said to it.

The judge of bench/ has to see it. It speaks what bench/floor.c speaks.
"""

from __future__ import annotations

import asyncio
import sys

from bench.peers.asyncio_lines import Member, rooms, serve

VICTIM = "u00001"
AT = 8
fault = ""


class Crooked(Member):
    """Holds lines back, says them twice, or elsewhere: what FAULT says."""

    count = 0
    held = b""

    def hear(self, said: bytes) -> None:
        if self.name != VICTIM or b"#" not in said:
            super().hear(said)
            return
        self.count += 1
        if self.count == AT:
            self.go_wrong(said)
        else:
            super().hear(said)
        if self.held and self.count == AT + (3 if fault == "late" else 1):
            super().hear(self.held)

    def go_wrong(self, said: bytes) -> None:
        match fault:
            case "twice":
                super().hear(said + said)
            case "swapped" | "late":
                self.held = said
            case "elsewhere":
                super().hear(said)
                (other,) = (members for name, members in rooms.items() if VICTIM not in {m.name for m in members})
                next(iter(other)).transport.write(said)
            case "invented":
                super().hear(said + b"somebody: #99999999\r\n")
            case "cut":
                self.transport.abort()
            case "lost":
                pass


if __name__ == "__main__":
    fault = sys.argv[2]
    asyncio.run(serve(int(sys.argv[1]), Crooked))
