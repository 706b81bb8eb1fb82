"""A house with a JSON port, and the terminal client in it: in pipes, or in a terminal.

Must never import the programs.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from tests.live.house import HouseCase
from tests.live.needs import needs
from tests.live.ports import HOST, free_ports
from tests.live.programs import Program, command
from tests.live.terminal import Terminal


class ClientCase(HouseCase):
    """`self.json` is the port for programs."""

    def setUp(self) -> None:
        super().setUp()
        [self.json] = free_ports(1)

    def open(self, more: str = "", *, console: bool = False) -> Program:
        """The server runs."""
        server = self.serve(f"json: {{port: {self.json}, host: 127.0.0.1}}\n{more}", console=console)
        server.await_listening([self.json])
        return server

    def client(self, *arguments: str, name: str = "ann", port: int | None = None) -> Program:
        """The client in pipes."""
        address = f"{HOST}:{port or self.json}"
        return self.start([*command("chatroom"), "client", address, name, "--plain", *arguments])

    def terminal(self, *arguments: str, width: int = 80, height: int = 24, **env: str) -> Terminal:
        """The client in a terminal, with all its arguments from the test."""
        tmux = needs("tmux", package="tmux")
        argv = [*command("chatroom"), "client", *arguments]
        settings = {"LANG": "C.UTF-8", "COLUMNS": "", "LINES": "", **env}
        terminal = Terminal(tmux, argv, self.folder, width=width, height=height, env=settings)
        self.addCleanup(terminal.stop)
        return terminal

    def screen(self, name: str = "ann", *arguments: str, width: int = 80, height: int = 24) -> Terminal:
        """The full screen, as soon as its user has a seat or a place."""
        terminal = self.terminal(f"{HOST}:{self.json}", name, *arguments, width=width, height=height)
        terminal.wait_for(f"{name} has joined")
        return terminal


class Proxy:
    """Stands between client and server, and cuts every line when it is told to."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._lines: list[socket.socket] = []
        self._listen(0)

    def cut(self) -> None:
        """Breaks what is there; what comes later is carried again."""
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self._lines.clear()

    def vanish(self) -> None:
        """Breaks what is there, and nobody gets through until it has come back."""
        self._closed = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        self.cut()

    def come_back(self) -> None:
        """At the same port."""
        self._listen(self.port)

    def _listen(self, port: int) -> None:
        self._closed = False
        self._listener = socket.create_server((HOST, port))
        self.port: int = self._listener.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def _accept(self) -> None:
        while not self._closed:
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection((HOST, self._to))
            except OSError:
                return
            self._lines += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
