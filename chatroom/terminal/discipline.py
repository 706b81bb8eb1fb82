"""The line discipline: what stands between a raw terminal and a door that wants lines.

It joins decoder, editor and screen, and still has no input or output of its own: bytes in, and out come bytes to send and what
the person has decided. It must never know a transport or what a line means.
"""

from collections.abc import Iterator

from chatroom.terminal.drawing import BELL, Screen
from chatroom.terminal.editor import Complete, Editor
from chatroom.terminal.keys import Decoder
from chatroom.terminal.outcomes import Bell, Choices, ClearScreen, End, Interrupt, Line, Outcome

Step = bytes | Line | Interrupt | End


class Discipline:
    """One person at one terminal.

    The door sends what `screen` returns for the output of others and for a resize. It sets `screen.prompt`, and `editor.secret`
    while a password is asked for; what `refresh` returns shows the change.
    """

    def __init__(self, prompt: str, complete: Complete, width: int = 80, history_limit: int = 200) -> None:
        self.editor = Editor(complete, history_limit)
        self.screen = Screen(prompt, width)
        self._decoder = Decoder()

    def receive(self, data: bytes) -> Iterator[Step]:
        """What follows from these bytes, in order: bytes are to be sent, the rest is the door's to act on.

        Take the next step only after acting on the one before: what follows a line may depend on it, as a password does.
        """
        bell = False
        for key in self._decoder.feed(data):
            for outcome in self.editor.steps(key):
                bell = bell or isinstance(outcome, Bell)
                yield from self._steps(outcome)
        if shown := self.refresh() + (BELL if bell else b""):
            yield shown

    def refresh(self) -> bytes:
        """Shows the line as it is now; b"" if it is shown already."""
        return self.screen.show(*self.editor.view)

    def _steps(self, outcome: Outcome) -> Iterator[Step]:
        if isinstance(outcome, Line):
            yield self.screen.leave("" if outcome.secret else outcome.text)
            yield outcome
        elif isinstance(outcome, Interrupt):
            yield self.screen.give_up()
            yield outcome
        elif isinstance(outcome, End):
            yield self.screen.leave("")
            yield outcome
        elif isinstance(outcome, ClearScreen):
            yield self.screen.clear()
        elif isinstance(outcome, Choices):
            yield self.screen.columns(outcome.words)
