"""What a live test needs from the machine: real programs of other people, and rights.

On a machine without them a test is skipped and says which package would bring them; under CHATROOM_CI, where everything has
been installed, it fails instead. Must never know what the tests do with them.
"""

from __future__ import annotations

import os
import shutil
from unittest import SkipTest


def needs(program: str, *, package: str) -> str:
    """The path of a program, to be called in `setUp` or in a test. Skips, or fails under CHATROOM_CI, if there is none."""
    path = shutil.which(program)
    if path is None:
        _missing(f"needs the program {program}: install the package {package}")
    return path or ""


def needs_root() -> None:
    """The test becomes somebody else, which only root can. Skips if we are not root, or fails under CHATROOM_CI."""
    if os.geteuid() != 0:
        _missing("needs to run as root, to become somebody without rights")


def needs_that(so: bool, sentence: str) -> None:
    """Skips with this sentence, or fails under CHATROOM_CI, unless it is so."""
    if not so:
        _missing(sentence)


def _missing(sentence: str) -> None:
    if os.environ.get("CHATROOM_CI"):
        raise AssertionError(sentence)
    raise SkipTest(sentence)
