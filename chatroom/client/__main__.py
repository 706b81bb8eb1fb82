"""`chatclient port username`: connects, then wires keyboard, screen, server and files together.

With `shell.py` (the terminal client) one of the two files here that know which reactor runs. Twisted takes a quarter of a second
to import, so the connection is made and the name is sent before that: a dead port is answered at once, and the server's welcome
is waiting when Twisted is ready.
"""

import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from chatroom.client.arguments import judge
from chatroom.client.conversation import Conversation, DownloadAsked, introduction
from chatroom.client.files import Folder, measure
from chatroom.streams import open_standard_streams

if TYPE_CHECKING:
    from chatroom.client.classic import Asked, Chat

HOST = "127.0.0.1"
STDIN, STDOUT, STDERR = 0, 1, 2
CHUNK = 65_536
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(argv: list[str]) -> NoReturn:
    """The whole program; `argv` without the program's own name."""
    run(*judge(argv))


def run(port: int, name: str) -> NoReturn:
    """Talks until the server closes or somebody ends it, then leaves with the exit status (CLASSIC C1).

    0 after a talk or /quit; 1 if there was no connection, or it did not let us in; 128 and the signal's number if one ended it.
    """
    open_standard_streams()
    folder = Folder()
    _end_on_signals(folder)
    sys.exit(_talk(_connect(port, name), port, folder))


def _end_on_signals(folder: Folder) -> None:
    """Ends at once, even while the screen blocks. What the parent told us to ignore (`nohup`, a job's `&`) stays ignored."""

    def leave(number: int, frame: FrameType | None) -> None:
        _leave(folder, 128 + number)

    for ending in ENDINGS:
        if signal.getsignal(ending) is not signal.SIG_IGN:
            signal.signal(ending, leave)


def _leave(folder: Folder, status: int) -> NoReturn:
    """Without waiting for anything: every line has been written when it came, so no buffer is lost."""
    folder.discard()
    os._exit(status)


def _connect(port: int, name: str) -> socket.socket:
    try:
        connection = socket.create_connection((HOST, port), timeout=5)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(introduction(os.fsencode(name)))
    except OSError as error:
        sys.exit(f"There is no chat at port {port}: {error.strerror or error}.")
    connection.setblocking(False)
    return connection


def _talk(connection: socket.socket, port: int, folder: Folder) -> int:
    from twisted.internet import reactor as twisted_reactor
    from twisted.internet.protocol import Factory

    from chatroom.client.classic import Chat

    reactor: Any = twisted_reactor

    def show(lines: bytes) -> None:
        try:
            _write(STDOUT, lines)
        except OSError:  # whoever read the output has gone, as in `chatclient ... | head`
            _leave(folder, 128 + signal.SIGPIPE)

    def end() -> None:
        if reactor.running:
            reactor.stop()

    def carry(asked: "Asked", done: Callable[[], None]) -> None:
        _carry(asked, done, reactor, port, folder)

    conversation = Conversation(measure)
    chat = Chat(conversation, show, _complain, carry, end, reactor)
    factory = Factory.forProtocol(lambda: chat)
    factory.noisy = False
    try:
        reactor.adoptStreamConnection(connection.fileno(), socket.AF_INET, factory)
    except OSError:  # the server has closed already, without reading the name: what it said is still here
        chat.dataReceived(_last_words(connection))
        chat.connectionLost()
        return conversation.status
    connection.close()
    reactor.callWhenRunning(_listen_to_keyboard, chat, reactor.callFromThread)
    reactor.run(installSignalHandlers=False)
    return conversation.status


def _last_words(connection: socket.socket) -> bytes:
    try:
        return connection.recv(CHUNK)
    except OSError:
        return b""


def _carry(asked: "Asked", done: Callable[[], None], reactor: Any, port: int, folder: Folder) -> None:
    """Opens a connection beside the talk; `done` when it is gone, or none could be had (then nobody brings the ticket)."""
    from twisted.internet.protocol import ClientFactory

    from chatroom.client.transfers import Download, Upload

    transfer = Download(asked, folder) if isinstance(asked, DownloadAsked) else Upload(asked, done)
    factory = ClientFactory.forProtocol(lambda: transfer)
    factory.noisy = False
    factory.clientConnectionFailed = lambda connector, reason: done()  # type: ignore[attr-defined]
    reactor.connectTCP(HOST, port, factory)


def _listen_to_keyboard(chat: "Chat", hand_over: Callable[..., None]) -> None:
    """A thread, because the reactor cannot wait for regular files; a daemon, because a read cannot be called off."""
    threading.Thread(target=_read_keyboard, args=(chat, hand_over), daemon=True).start()


def _read_keyboard(chat: "Chat", hand_over: Callable[..., None]) -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)  # they are for the main thread, which can act on them
    wanted = threading.Semaphore(1)
    data = b"more"
    while data:
        wanted.acquire()
        data = _read(STDIN)
        hand_over(chat.typed, data, wanted.release)


def _read(number: int) -> bytes:
    """The next bytes of a stream; b"" at its end. Not through sys.stdin, whose lock would hold up the end of the program."""
    while True:
        try:
            return os.read(number, CHUNK)
        except BlockingIOError:  # whoever started us shares the stream and does not wait on it
            select.select([number], [], [])
        except OSError:  # a terminal that has gone
            return b""


def _write(number: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        try:
            left = left[os.write(number, left) :]
        except BlockingIOError:
            select.select([], [number], [])


def _complain(sentence: str) -> None:
    with suppress(OSError):
        _write(STDERR, sentence.encode() + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
