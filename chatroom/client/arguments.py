"""What was asked on the command line, judged before anything slow is imported, so that a mistake is answered at once.

It must never import Twisted.
"""

import sys


def judge(argv: list[str]) -> tuple[int, str]:
    """The port and the name in the arguments (without the program's own name).

    Leaves with status 1 and one sentence on standard error if they will not do (CLASSIC C1).
    """
    if len(argv) != 2:
        sys.exit("Usage: chatclient port username")
    port, name = argv
    digits = port.lstrip("0")
    if not (port.isascii() and port.isdigit() and 1 <= len(digits) <= 5 and int(digits) <= 65535):
        sys.exit(f"The port must be a whole number from 1 to 65535, not {port!a}.")
    if not name.strip():
        sys.exit("The name must not be empty.")
    if "\n" in name or "\r" in name:
        sys.exit("The name must fit on one line.")
    return int(digits), name
