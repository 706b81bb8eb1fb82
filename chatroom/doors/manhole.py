"""The manhole's Python: an interpreter with the house in reach, whose errors go to whoever typed the code and nowhere else.

The only module that may import `twisted.conch.manhole`, and itself imported only where the manhole is opened. It must never know
who types, nor over what.
"""

from __future__ import annotations

import builtins
import io
import re
import sys
from collections.abc import Callable
from traceback import format_exception
from types import TracebackType
from typing import Any

from twisted.conch.manhole import FileWrapper, ManholeInterpreter
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

MOST = 200_000  # characters that one statement prints
NAME = "<manhole>"  # of the code, in tracebacks

_NAME = re.compile(r"(?:([^\W\d]\w*(?:\.\w+)*)\.)?(\w*)$")  # what can be completed, and whose it is


class Output:
    """What code prints: one piece for all of it while it runs (`with`), and whatever comes by itself later at once."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._pieces: list[str] | None = None
        self._room = 0

    def addOutput(self, data: str, isAsync: bool | None = False) -> None:
        """Twisted's interpreter calls this."""
        if self._pieces is None:
            self._show(data[:MOST])
            return
        if self._room > 0:
            self._pieces.append(data[: self._room])
        self._room -= len(data)

    def __enter__(self) -> None:
        self._pieces, self._room = [], MOST

    def __exit__(self, *error: object) -> None:
        text = "".join(self._pieces or ())
        self._pieces = None
        if self._room < 0:
            text += f"\n(and {-self._room} characters more)\n"
        if text:
            self._show(text)


class Interpreter(ManholeInterpreter):
    """Python with these names. Code that asks for input finds its end, and does not wait at the server's terminal."""

    def __init__(self, names: dict[str, Any], output: Output) -> None:
        self.locals = names
        super().__init__(output, names, NAME)
        self.monkeyPatcher.addPatch(sys, "stderr", FileWrapper(output))
        self.monkeyPatcher.addPatch(sys, "stdin", io.StringIO())
        self.awaited = 0  # Deferreds that were shown and have not fired
        self.on_settled: Callable[[], None] = lambda: None  # one of them has

    def run_line(self, line: str) -> bool:
        """Runs a line, or takes it as a part of what is to run: then more must come. Raises SystemExit alone."""
        try:
            return bool(self.push(line.encode("utf-8", "replace")))
        except (Exception, KeyboardInterrupt) as error:  # what even the compiler does not take
            self.resetBuffer()
            self.write(traceback_of(error))
            return False

    def evaluate(self, expression: str) -> Any:
        """The value of an expression. Raises whatever it raises."""
        with self.monkeyPatcher:
            return eval(compile(expression.strip(), NAME, "eval"), self.locals)

    def displayhook(self, obj: Any) -> None:
        """Shows a value, and of a Deferred that has not fired its result when it comes. A failure that was shown is settled."""
        if obj is None:
            return
        awaited = isinstance(obj, Deferred) and not obj.called
        super().displayhook(obj)
        self.write("\n")
        if isinstance(obj, Deferred):
            self.awaited += awaited
            obj.addBoth(self._settled, awaited)

    def complete(self, text: str, cursor: int) -> list[str]:
        """What the name at the cursor may become: a name that is known, or behind a dot an attribute."""
        word = text[:cursor].rpartition(" ")[2]
        found = _NAME.search(word)
        assert found is not None, "it matches nothing at all"
        before, owner, start = word[: found.start(2)], found[1], found[2]
        if owner is None:
            names = [] if before.endswith(".") or not start else [*self.locals, *dir(builtins)]
        else:
            names = self._attributes(owner.split("."))
        return [before + name for name in names if name.startswith(start) and name.startswith("_") <= start.startswith("_")]

    def _attributes(self, path: list[str]) -> list[str]:
        try:
            value = self.locals[path[0]]
            for name in path[1:]:
                value = getattr(value, name)
            return dir(value)
        except Exception:  # there is no such name, or somebody's property failed
            return []

    def _settled(self, result: Any, awaited: bool) -> Any:
        if awaited:
            self.awaited -= 1
            self.on_settled()
        return None if isinstance(result, Failure) else result


def traceback_of(error: BaseException) -> str:
    """As Python prints it, from the code that was typed on."""
    place: TracebackType | None = error.__traceback__
    while place is not None and place.tb_frame.f_code.co_filename != NAME:
        place = place.tb_next
    return "".join(format_exception(type(error), error, place))
