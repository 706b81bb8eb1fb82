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
ANSWER = 1.0  # seconds that a server has to ask for a file that was offered
LONGEST = 3600.0  # seconds that a file on its way may hold up a /quit

Asked = UploadAsked | DownloadAsked


@implementer(IPushProducer)
class Chat(Protocol):
    """One connection to one channel's port.

    `show` gets whole lines, ends included; `complain` a sentence for the user; `carry` the files to bring or fetch, with what
    to call when that is over; `end` is called once, when there is nothing more to come. `clock` is anything with callLater
    and seconds.
    """

    transport: Any

    def __init__(
        self,
        conversation: Conversation,
        show: Callable[[bytes], None],
        complain: Callable[[str], None],
        carry: Callable[[Asked, Callable[[], None]], None],
        end: Callable[[], None],
        clock: Any,
    ) -> None:
        self._conversation = conversation
        self._show, self._complain, self._carry, self._end = show, complain, carry, end
        self._clock = clock
        self._from_server, self._from_keyboard = Lines(), Lines()
        self._full = self._ended = False
        self._more: Callable[[], None] | None = None
        self._carrying = 0  # files on their way to the server
        self._offered = float("-inf")  # when the server could last ask for a file, seconds
        self._goodbye = b""  # a /quit that waits for files; nothing is typed after it

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
            if isinstance(asked, UploadAsked):
                self._carrying += 1
                self._carry(asked, self._carried)
            elif isinstance(asked, DownloadAsked):
                self._carry(asked, _nothing)

    def _carried(self) -> None:
        self._carrying -= 1
        self._offered = self._clock.seconds()  # the next one's turn has come

    # ---- the user types ------------------------------------------------------------------------------------------------

    def typed(self, data: bytes, more: Callable[[], None]) -> None:
        """Some bytes from the keyboard; b"" is their end. `more` is called when the next may come: never after /quit, and not
        before the server has taken what waits for it, so that a huge file on standard input does not pile up here."""
        lines = self._from_keyboard.feed(data) if data else self._from_keyboard.end()
        for line in lines:
            self._say(line)
        if self._goodbye:
            self._leave(self._clock.seconds())
        elif self._full:
            self._more = more
        else:
            more()

    def _say(self, line: bytes) -> None:
        if self._goodbye:
            return
        if line.strip() == b"/quit":
            self._goodbye = line
            return
        try:
            words = self._conversation.typed(line)
        except TooLarge as sentence:
            self._complain(str(sentence))
            return
        if words.startswith(b"\x01"):
            self._offered = self._clock.seconds()
        self.transport.write(words)

    def _leave(self, since: float) -> None:
        """Says /quit when the files that were offered are brought, one after the other: a script types it right after /send."""
        now = self._clock.seconds()
        asked_soon = self._conversation.offers and now - self._offered < ANSWER
        if not self._ended and now - since < LONGEST and (self._carrying or asked_soon):
            self._clock.callLater(0.05, self._leave, since)
        elif not self._ended:
            self.transport.write(self._conversation.typed(self._goodbye))
            self._clock.callLater(PATIENCE, self._finish)

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


def _nothing() -> None:
    """A file that comes in holds nothing up: whoever leaves does not wait for it."""
