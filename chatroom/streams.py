"""The three standard streams of a program: whoever starts us may have closed some of them."""

import os
import sys
from io import TextIOWrapper


def open_standard_streams() -> None:
    """Opens on nothing what is closed, or the next connection would get the number of standard input or output."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if number == 0 else "w"))  # noqa: SIM115 - for as long as we run


def take_all_text(encoding: str | None = None) -> None:
    """No character and no byte is an error: standard output escapes what its encoding lacks, standard input gives what is no text
    as surrogates. `encoding`: what standard output speaks from now on."""
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")
