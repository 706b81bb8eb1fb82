"""From a path to the text of the file. It knows nothing of what the text means, except in which form it is written."""

import re
from pathlib import Path
from typing import Literal

from chatroom.config.complaints import Findings

MAX_SIZE = 1024 * 1024  # bytes; thousands of channels fit

_LINE_END = re.compile(r"\r\n|\n|\r")
_SECTION = re.compile(r"\[[^\[\]{},:\"']*\]\s*([#;].*)?")


def read_text(path: Path, findings: Findings) -> str:
    """The text of the file, which must be UTF-8 and at most 1 MiB; otherwise BadConfig."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_SIZE + 1)
    except (FileNotFoundError, NotADirectoryError):
        findings.stop(0, "", "there is no such file")
    except IsADirectoryError:
        findings.stop(0, "", "is a directory, not a file")
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
        findings.stop(0, "", f"cannot be read: {getattr(error, 'strerror', None) or error}")
    if len(raw) > MAX_SIZE:
        findings.stop(0, "", f"is larger than {MAX_SIZE // 1024} KiB, which no configuration needs")
    try:
        return raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        findings.stop(raw.count(b"\n", 0, error.start) + 1, "", "is not UTF-8 text")


def lines_of(text: str) -> list[tuple[int, str]]:
    """The lines of the text with their numbers, without line ends and the blanks around them."""
    return [(at, line.strip(" \t")) for at, line in enumerate(_LINE_END.split(text), 1)]


def form_of(text: str) -> Literal["yaml", "classic", "ini", "empty"]:
    """How the text is written, judged by its first line that says anything."""
    for _, line in lines_of(text):
        if not line or line.startswith(("#", ";")):
            continue
        if re.match(r"channel[ \t]+[^: \t]", line):
            return "classic"
        return "ini" if _SECTION.fullmatch(line) else "yaml"
    return "empty"
