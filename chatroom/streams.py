"""The three standard streams of a program: whoever starts us may have closed some of them."""

import os
import sys


def open_standard_streams() -> None:
    """Opens on nothing what is closed, or the next connection would get the number of standard input or output."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if number == 0 else "w"))  # noqa: SIM115 - for as long as we run
