"""A real terminal of a given size, by tmux: what is typed goes in, what a person would see comes out.

Must never know what runs in it.
"""

from __future__ import annotations

import itertools
import os
import shlex
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.live.hearing import PATIENCE

_numbers = itertools.count()


class Terminal:
    """A program in a tmux of its own, which nobody else's configuration reaches. Its exit status is shown when it ends."""

    def __init__(self, tmux: str, argv: Sequence[str], cwd: Path, *, width: int, height: int, env: Mapping[str, str]) -> None:
        self._tmux = [tmux, "-L", f"chatroom-{os.getpid()}-{next(_numbers)}", "-f", "/dev/null"]
        words = " ".join(map(shlex.quote, argv))
        settings = " ".join(f"{key}={shlex.quote(value)}" for key, value in env.items())
        shell = f"{settings} {words}; status=$?; echo; echo status $status; exec sleep 3600"
        size = ["-x", str(width), "-y", str(height)]
        self._run("-u", "new-session", "-d", "-s", "it", *size, "-c", str(cwd), shell)

    def type(self, text: str) -> None:
        """Characters as they are."""
        self._run("send-keys", "-t", "it", "-l", text)

    def press(self, *keys: str) -> None:
        """Keys by tmux's names: Enter, Tab, PageUp, M-1, C-c."""
        self._run("send-keys", "-t", "it", *keys)

    def enter(self, line: str) -> None:
        """A line and Enter."""
        self.type(line)
        self.press("Enter")

    def paste(self, text: str) -> None:
        """As a terminal pastes, between brackets where the program has asked for them."""
        self._run("set-buffer", text)
        self._run("paste-buffer", "-p", "-t", "it")

    def resize(self, width: int, height: int) -> None:
        self._run("resize-window", "-t", "it", "-x", str(width), "-y", str(height))

    def screen(self, *, escapes: bool = False) -> str:
        """What is seen, each row without blanks at its end; `escapes`: with colours."""
        shown = self._run("capture-pane", "-p", *(["-e"] if escapes else []), "-t", "it")
        return "\n".join(row.rstrip() for row in shown.split("\n")).rstrip("\n") + "\n"

    def rang(self) -> bool:
        """Whether its bell has rung: tmux sets a mark that only looking at the window takes away."""
        return self._run("list-windows", "-F", "#{window_bell_flag}").strip() == "1"

    def wait(self, seen: Callable[[str], bool], what: str) -> str:
        """The screen, as soon as it is as it should be; fails after a long while, showing it as it is."""
        deadline = time.monotonic() + PATIENCE
        while not seen(screen := self.screen()):
            if time.monotonic() > deadline:
                raise AssertionError(f"never seen: {what}\n{screen}")
            time.sleep(0.05)
        return screen

    def wait_for(self, text: str) -> str:
        """The screen, as soon as it has this text."""
        return self.wait(lambda screen: text in screen, text)

    def stop(self) -> None:
        subprocess.run([*self._tmux, "kill-server"], capture_output=True, timeout=PATIENCE, check=False)

    def _run(self, *words: str) -> str:
        done = subprocess.run([*self._tmux, *words], capture_output=True, timeout=PATIENCE, check=True)
        return done.stdout.decode()
