"""The talk itself as a Twisted protocol: the bytes of the server to the screen, the keyboard's to the server.

It must never know where keyboard and screen are, nor read a file.
"""

from collections.abc import Callable
from typing import Any

from twisted.internet.interfaces import IPushProducer
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure
from zope.interface import implementer

from chatroom.client.conversation import Conversation, DownloadAsked, Lines, TooLarge, UploadAsked

PATIENCE = 2.0  # seconds that a server has to close after /quit

Asked = UploadAsked | DownloadAsked


@implementer(IPushProducer)
class Chat(Protocol):
    """One connection to one channel's port.

    `show` gets whole lines, ends included; `complain` a sentence for the user; `carry` the files to bring or fetch; `end` is
    called once, when there is nothing more to come. `clock` is anything with callLater.
    """

    transport: Any

    def __init__(
        self,
        conversation: Conversation,
        show: Callable[[bytes], None],
        complain: Callable[[str], None],
        carry: Callable[[Asked], None],
        end: Callable[[], None],
        clock: Any,
    ) -> None:
        self._conversation = conversation
        self._show, self._complain, self._carry, self._end = show, complain, carry, end
        self._clock = clock
        self._from_server, self._from_keyboard = Lines(), Lines()
        self._full = self._ended = False
        self._more: Callable[[], None] | None = None

    # ---- the server speaks ---------------------------------------------------------------------------------------------

    def connectionMade(self) -> None:
        self.transport.registerProducer(self, True)

    def dataReceived(self, data: bytes) -> None:
        self._hear(self._from_server.feed(data))

    def connectionLost(self, reason: Failure | None = None) -> None:
        self._hear(self._from_server.end())
        self._finish()

    def _hear(self, lines: list[bytes]) -> None:
        meanings = [self._conversation.heard(line) for line in lines]
        if shown := b"".join(text + b"\n" for text in meanings if isinstance(text, bytes)):
            self._show(shown)
        for asked in meanings:
            if isinstance(asked, Asked):
                self._carry(asked)

    # ---- the user types ------------------------------------------------------------------------------------------------

    def typed(self, data: bytes, more: Callable[[], None]) -> None:
        """Some bytes from the keyboard; b"" is their end. `more` is called when the next may come: never after /quit, and not
        before the server has taken what waits for it, so that a huge file on standard input does not pile up here."""
        lines = self._from_keyboard.feed(data) if data else self._from_keyboard.end()
        for line in lines:
            self._say(line)
        if self._conversation.quitting:
            self._clock.callLater(PATIENCE, self._finish)
        elif self._full:
            self._more = more
        else:
            more()

    def _say(self, line: bytes) -> None:
        try:
            self.transport.write(self._conversation.typed(line))
        except TooLarge as sentence:
            self._complain(str(sentence))

    def pauseProducing(self) -> None:
        self._full = True

    def resumeProducing(self) -> None:
        self._full = False
        more, self._more = self._more, None
        if more is not None:
            more()

    def stopProducing(self) -> None:
        """The connection is gone; connectionLost follows."""

    def _finish(self) -> None:
        if not self._ended:
            self._ended = True
            self._end()
