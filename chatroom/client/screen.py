"""The full screen, on prompt_toolkit, which nobody else imports. What it shows is `painting`'s business; here are the keys.

It must never know what a line means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from prompt_toolkit.application import Application
from prompt_toolkit.auto_suggest import DummyAutoSuggest
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition, completion_is_selected, has_completions
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.containers import ConditionalContainer, Float, FloatContainer, HSplit, VSplit, Window
from prompt_toolkit.layout.controls import BufferControl, UIContent, UIControl
from prompt_toolkit.layout.layout import Layout
from prompt_toolkit.layout.menus import CompletionsMenu
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import Style
from twisted.internet.defer import Deferred

from chatroom.client import logrows, painting
from chatroom.client.endings import End
from chatroom.client.entering import Stage
from chatroom.client.logrows import Row
from chatroom.client.painting import SIDE, WIDE, Drawing
from chatroom.client.schemes import SCHEMES
from chatroom.client.typed import ALL_WORDS, holds_secret
from chatroom.client.view import Shown, View
from chatroom.client.visit import Visit

REDRAW: Final = 0.04  # seconds between two drawings at least, so that a flood of lines costs no more than a film


class Screen:
    """A face (`visit.Face`) that fills the terminal."""

    def __init__(self, reactor: Any, view: View, *, scheme: str, unicode: bool, over: Callable[[End], None]) -> None:
        self._reactor, self._view, self._over = reactor, view, over
        self._back = 0  # rows that the log is scrolled up
        self._log_width, self._log_height = 80, 1
        self._shown = ""  # the room
        self._private = False  # whether the last line is for no history
        self.visit: Visit | None = None
        self._end: End | None = None
        self._draw = Drawing(unicode, marks=scheme != "none")
        self._buffer = Buffer(
            completer=Words(view),
            complete_while_typing=False,
            history=History(lambda: self._private),
            auto_suggest=DummyAutoSuggest(),
            multiline=False,
            accept_handler=self._accepted,
        )
        self._app: Application[None] = Application(
            layout=Layout(self._layout(), focused_element=self._buffer),
            key_bindings=self._keys(),
            style=Style.from_dict(SCHEMES[scheme]),
            color_depth=ColorDepth.DEPTH_1_BIT if scheme == "none" else None,
            full_screen=True,
            min_redraw_interval=REDRAW,
            max_render_postpone_time=REDRAW,
            refresh_interval=1.0,  # a mute's remaining time
            terminal_size_polling_interval=None,
        )

    def start(self) -> None:
        """Takes the terminal until the visit is over, and gives it back then."""
        import asyncio

        running = Deferred.fromFuture(asyncio.ensure_future(self._app.run_async(handle_sigint=False)))
        running.addBoth(self._closed)

    # ---- what the visit tells ------------------------------------------------------------------------------------------

    def connected(self) -> None:
        """The status says so."""

    def printed(self, line: Shown, here: bool) -> None:
        if self._back and here:  # what is being read stays where it is
            self._back += len(logrows.rows(line, self._log_width, clock=self._view.clock, marks=self._draw.marks))

    def rung(self) -> None:
        self._app.output.bell()

    def changed(self) -> None:
        if self._view.current != self._shown:
            self._shown, self._back = self._view.current, 0
        self._app.invalidate()

    def ready(self, seated: bool) -> None:
        """The head says so."""

    def settled(self, id: int, wait: float) -> None:
        """Who types sees the answer."""

    def full(self, full: bool) -> None:
        """Nobody types that fast."""

    def over(self, end: End) -> None:
        self._end = end
        if self._app.is_running:
            self._app.exit()
        else:
            self._over(end)

    def _closed(self, result: object) -> None:
        if self._end is not None:
            self._over(self._end)
        elif self.visit is not None:
            self.visit.leave()

    # ---- the layout ----------------------------------------------------------------------------------------------------

    def _layout(self) -> FloatContainer:
        wide = Condition(lambda: self._app.output.get_size().columns >= WIDE)
        draw, view = self._draw, self._view
        head = Rows(lambda width, height: [painting.head(view, width, draw)])
        names = Rows(lambda width, height: [painting.names(view, width, draw)])
        status = Rows(lambda width, height: [painting.status(view, width, self._reactor.seconds(), self._back, draw)])
        files = Rows(lambda width, height: painting.files(view, width, draw))
        log = Window(Rows(self._log), wrap_lines=False)
        side = Window(Rows(lambda width, height: painting.people(view, height, draw)), width=SIDE)
        body = HSplit(
            [
                Window(head, height=1, style="class:head"),
                ConditionalContainer(Window(names, height=1), ~wide),
                VSplit([log, ConditionalContainer(side, wide)]),
                Window(files, height=lambda: min(len(view.files), painting.BARS), dont_extend_height=True),
                Window(status, height=1, style="class:status"),
                self._input(),
            ]
        )
        menu = Float(CompletionsMenu(max_height=6), xcursor=True, ycursor=True)
        return FloatContainer(body, floats=[menu])

    def _input(self) -> Window:
        """One row. A line that is longer is seen where the cursor is, and from its beginning again as soon as that fits."""
        return Window(
            BufferControl(self._buffer, input_processors=[Hidden(self._secret)]),
            height=1,
            get_line_prefix=lambda row, wrapped: [("class:prompt", self._prompt())],
            get_horizontal_scroll=lambda window: 0,
        )

    def _log(self, width: int, height: int) -> list[Row]:
        self._log_width, self._log_height = width, height
        return painting.log(self._view, width, height, self._back, self._draw)

    def _prompt(self) -> str:
        if self._hides():
            return "password: "
        return f"{self._draw.fit(self._view.current or 'chatroom', 12)}> "

    def _hides(self) -> bool:
        return self.visit is not None and self.visit.talk.hides

    def _secret(self, line: str) -> int | None:
        """Where in the line that is being typed a password begins; None if there is none."""
        if self._hides():
            return 0
        return holds_secret(line, naming=self.visit is not None and self.visit.talk.stage is Stage.NAMING)

    # ---- the keys ------------------------------------------------------------------------------------------------------

    def _accepted(self, buffer: Buffer) -> bool:
        """True keeps the line to be edited: what nobody could hear need not be typed again."""
        if self.visit is None:
            return True
        self._back = 0
        self._private = self._secret(buffer.text) is not None  # before the talk has heard it, and asks for something else
        nobody = {Stage.CALLING: True, Stage.IN: not self._view.room.name}.get(self.visit.talk.stage, False)
        self.visit.typed(buffer.text)
        return nobody and not buffer.text.startswith("/")

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()
        keys.add("c-c")(lambda event: self._interrupt())
        keys.add("c-d")(lambda event: self._leave() if not self._buffer.text else self._buffer.delete())
        keys.add("pageup")(lambda event: self._scroll(self._log_height - 1))
        keys.add("pagedown")(lambda event: self._scroll(1 - self._log_height))
        keys.add("c-l")(lambda event: self._app.renderer.clear())
        keys.add("escape", "left")(lambda event: self._turn(-1))
        keys.add("escape", "right")(lambda event: self._turn(1))
        keys.add("f5")(lambda event: self._answer_offer("/accept"))
        keys.add("f6")(lambda event: self._answer_offer("/refuse"))
        keys.add("tab")(lambda event: self._complete())
        keys.add("enter", filter=completion_is_selected)(lambda event: self._choose())
        keys.add("escape", filter=has_completions)(lambda event: self._buffer.cancel_completion())
        keys.add(Keys.BracketedPaste)(lambda event: self._paste(event.data))
        for number in range(1, 10):
            keys.add("escape", str(number))(lambda event, number=number: self._turn_to(number - 1))
        return keys

    def _interrupt(self) -> None:
        """Ctrl+C empties the line; on an empty one it leaves."""
        if self._buffer.text:
            self._buffer.reset()
        else:
            self._leave()

    def _leave(self) -> None:
        if self.visit is not None:
            self.visit.leave()

    def _scroll(self, rows: int) -> None:
        self._back = painting.reach(self._view, self._log_width, self._log_height, self._back + rows, self._draw)

    def _turn(self, step: int) -> None:
        rooms = list(self._view.rooms)
        if self._view.current in rooms:
            self._turn_to((rooms.index(self._view.current) + step) % len(rooms))

    def _turn_to(self, place: int) -> None:
        rooms = list(self._view.rooms)
        if place < len(rooms) and self.visit is not None:
            self.visit.turn_to(rooms[place])

    def _answer_offer(self, word: str) -> None:
        offered = [file.number for file in self._view.files.values() if file.state == "offered" and not file.outgoing]
        if offered and self.visit is not None:
            self.visit.typed(f"{word} {offered[0]}")

    def _complete(self) -> None:
        """What can only be one thing is there before the next key; of several things a menu is shown."""
        if self._buffer.complete_state:
            self._buffer.complete_next()
            return
        if self._hides():
            return
        found = list(self._buffer.completer.get_completions(self._buffer.document, CompleteEvent(completion_requested=True)))
        if len(found) == 1:
            self._buffer.apply_completion(found[0])
        else:
            self._buffer.start_completion(insert_common_part=True)

    def _choose(self) -> None:
        """Enter takes what is chosen in the menu; the next one says the line."""
        self._buffer.complete_state = None

    def _paste(self, text: str) -> None:
        """Whole lines are said, each as if it were typed; what has no end yet stays to be edited.

        Where nobody could hear the first of them it stays, and the others are not said one by one.
        """
        *lines, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for line in lines:
            self._buffer.insert_text(line)
            self._buffer.validate_and_handle()
            if self._buffer.text:
                return
        self._buffer.insert_text(rest)


class Rows(UIControl):
    """Rows that a function paints for the room that there is."""

    def __init__(self, paint: Callable[[int, int], list[Row]]) -> None:
        self._paint = paint

    def create_content(self, width: int, height: int | None) -> UIContent:
        rows = self._paint(width, height or 1)
        return UIContent(get_line=lambda at: list(rows[at]), line_count=len(rows), show_cursor=False)


class Words(Completer):
    """Commands at the beginning of a line; names of people and rooms anywhere."""

    def __init__(self, view: View) -> None:
        self._view = view

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        before = document.text_before_cursor
        word = before.rpartition(" ")[2]
        first = word == before
        if first and word.startswith("/"):
            candidates = [f"/{known} " for known in ALL_WORDS]
        else:
            room = self._view.room
            people = [nick for nick in (*room.seated, *room.waiting) if nick != self._view.nick]
            rooms = [*self._view.rooms, *self._view.names] if before.startswith("/") else []
            candidates = [f"{nick}: " if first else f"{nick} " for nick in people] + [f"{name} " for name in rooms]
        for found in dict.fromkeys(candidates):
            if found.casefold().startswith(word.casefold()) and (word or not first):
                yield Completion(found, start_position=-len(word), display=found.strip())


class History(InMemoryHistory):
    """Lines to be typed again; no password among them."""

    def __init__(self, private: Callable[[], bool]) -> None:
        super().__init__()
        self._private = private

    def append_string(self, string: str) -> None:
        if not self._private() and string.strip():
            super().append_string(string)


class Hidden(Processor):
    """Passwords are typed behind stars."""

    def __init__(self, secret: Callable[[str], int | None]) -> None:
        self._secret = secret

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        pieces = transformation_input.fragments
        text = "".join(piece[1] for piece in pieces)
        at = self._secret(text)
        return Transformation(pieces if at is None else [("", text[:at] + "*" * len(text[at:]))])
