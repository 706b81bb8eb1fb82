"""What is heard from a program or a socket, line by line, and how a test expects it.

Knows lines of text and the order they came in. Must never know where they come from, nor a rule they follow.

An expected line is written as a person would read it; `(T)` in it stands for the clock time in round brackets.
The next line that nobody has looked at yet must match, so a line too many fails the very next expectation. Silence
is shown the same way: provoke a line that must come, and it has to be the next one.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Sequence
from typing import IO, NamedTuple

PATIENCE = 30.0  # seconds that an expected line may take; paid only by a test that fails

Expected = str | re.Pattern[str]


class Heard(NamedTuple):
    """One line that arrived, without its line end, and when (seconds of `time.monotonic`)."""

    text: str
    at: float


def pattern(expected: Expected) -> re.Pattern[str]:
    """The whole-line pattern of an expectation: `(T)` is `(hh:mm:ss)`, every other character is itself."""
    if isinstance(expected, re.Pattern):
        return expected
    return re.compile(r"\(\d\d:\d\d:\d\d\)".join(re.escape(piece) for piece in expected.split("(T)")))


class Conversation:
    """Lines that come in from one program or socket, in order of arrival, and how far a test has looked at them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.heard: list[Heard] = []
        self._seen = 0
        self._over = False
        self._news = threading.Condition()

    def say(self, line: str) -> None:
        """Send one line; the line end is added here."""
        raise NotImplementedError

    def stop(self) -> None:
        """End it without ceremony and let go of everything it holds; harmless when it has ended already."""
        raise NotImplementedError

    def expect(self, expected: Expected, within: float = PATIENCE) -> Heard:
        """The next unseen line, which must match; fails when another comes first, when none comes, and at the end."""
        with self._news:
            self._news.wait_for(lambda: self._over or len(self.heard) > self._seen, within)
            if len(self.heard) == self._seen:
                why = "it ended" if self._over else f"{within} s of silence"
                raise AssertionError(self._report(f"expected {expected!r}, but {why}"))
            line = self.heard[self._seen]
            if not pattern(expected).fullmatch(line.text):
                raise AssertionError(self._report(f"expected {expected!r}, but heard {line.text!r}"))
            self._seen += 1
            return line

    def expect_exactly(self, lines: Iterable[Expected], within: float = PATIENCE) -> None:
        """These lines next, in this order; each may take `within` seconds."""
        for line in lines:
            self.expect(line, within)

    def expect_any_order(self, lines: Iterable[Expected], within: float = PATIENCE) -> None:
        """These lines next, each once, in any order."""
        missing = list(lines)
        while missing:
            line = self.expect(re.compile(".*"), within)
            found = next((each for each in missing if pattern(each).fullmatch(line.text)), None)
            if found is None:
                raise AssertionError(self._report(f"expected one of {missing!r}, but heard {line.text!r}"))
            missing.remove(found)

    def skip_to(self, expected: Expected, within: float = PATIENCE) -> Heard:
        """The next unseen line that matches, whatever came before it."""
        while not pattern(expected).fullmatch((line := self.expect(re.compile(".*"), within)).text):
            pass
        return line

    def expect_end(self, within: float = PATIENCE) -> None:
        """No further line, and the other side closes."""
        with self._news:
            self._news.wait_for(lambda: self._over or len(self.heard) > self._seen, within)
            if len(self.heard) > self._seen:
                raise AssertionError(self._report(f"expected the end, but heard {self.heard[self._seen].text!r}"))
            if not self._over:
                raise AssertionError(self._report(f"expected the end within {within} s, but it goes on"))

    def watch_silence(self, seconds: float) -> None:
        """Watch for so long; fails the moment a line or the end arrives."""
        with self._news:
            if self._news.wait_for(lambda: self._over or len(self.heard) > self._seen, seconds):
                raise AssertionError(self._report(f"expected {seconds} s of silence"))

    @property
    def texts(self) -> list[str]:
        """Every line so far, looked at or not."""
        with self._news:
            return [line.text for line in self.heard]

    def expect_whole(self, lines: Sequence[Expected]) -> None:
        """Everything that was ever heard, looked at or not, is exactly this, and then the other side closes."""
        with self._news:
            ended = self._news.wait_for(lambda: self._over, PATIENCE)
            texts = [line.text for line in self.heard]
            same = len(texts) == len(lines) and all(
                pattern(line).fullmatch(text) for line, text in zip(lines, texts, strict=True)
            )
            if not (ended and same):
                raise AssertionError(self._report(f"expected the whole to be {list(lines)!r}, and the end"))
            self._seen = len(self.heard)

    def _report(self, trouble: str) -> str:
        heard = "\n".join(f"  {'seen  ' if i < self._seen else 'unseen'} {line.text!r}" for i, line in enumerate(self.heard))
        return f"{self.name}: {trouble}. All lines so far:\n{heard or '  (none)'}"

    def _collect(self, stream: IO[bytes], line_end: str) -> None:
        try:
            for raw in stream:
                text = raw.decode("utf-8", "backslashreplace")
                text = text[:-1].removesuffix(line_end) if text.endswith("\n") else text + "<no line end>"
                self._add(text)
        except OSError:
            pass  # a reset connection is an end like any other
        finally:
            stream.close()
            with self._news:
                self._over = True
                self._news.notify_all()

    def _add(self, text: str) -> None:
        with self._news:
            self.heard.append(Heard(text, time.monotonic()))
            self._news.notify_all()
