"""`*bold*`, `_italic_` and code between backticks, shown as such on terminals that have colours (ECMA-48 8.3.117).

Only what stands like a word is meant: `2*3*4`, `snake_case` and addresses stay as they are. It must never see text that is
not yet cleaned, nor clean what it has made.
"""

import re
from collections.abc import Iterator
from typing import Final

FENCE: Final = "```"
CODE: Final = "\x1b[36m"  # the colour that code has where nobody has chosen one
_MARKED: Final = re.compile(
    r"(?P<address>\bhttps?://\S+)"
    r"|(?<![\w`])`(?P<code>[^`]+)`(?![\w`])"
    r"|(?<![\w*])\*(?P<bold>(?!\s)[^*]*[^*\s])\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>(?!\s)[^_]*[^_\s])_(?![\w_])"
)
_BOLD: Final = ("\x1b[1m", "\x1b[22m")
_ITALIC: Final = ("\x1b[3m", "\x1b[23m")
_CODE_OFF: Final = "\x1b[39m"
_SWITCH: Final = re.compile(r"\x1b\[([0-9;]*)m")
_ON: Final = {"1": "bold", "3": "italic", "36": "code"}
_OFF: Final = {"22": "bold", "23": "italic", "39": "code"}


def dressed(text: str, code: str) -> str:
    """The text without the marks, in what they ask for; `code`: the sequence that switches the colour of code on.

    A text that begins with three backticks is code to its end, or to the next three.
    """
    if not ("*" in text or "_" in text or "`" in text):  # three looks: 0.1 µs for nearly every line
        return text
    if text.startswith(FENCE):
        inside, _, after = text[len(FENCE) :].partition(FENCE)
        return f"{as_code(inside, code)}{after}" if inside else as_code(text, code)
    return _marks(text, code)


def as_code(text: str, code: str) -> str:
    """The whole text as code, whatever marks are in it."""
    return f"{code}{text}{_CODE_OFF}"


def undressed(row: str) -> Iterator[tuple[str, str]]:
    """A row of text that was dressed with CODE, taken apart for screens with attributes of their own: each piece with the names
    of what it wears, of bold, italic and code, in front of it. Pieces of a line that was broken are such rows."""
    worn: list[str] = []
    for at, piece in enumerate(_SWITCH.split(row)):
        if at % 2 == 0:
            if piece:
                yield " ".join(worn), piece
            continue
        for number in piece.split(";"):
            if number in _ON:
                worn.append(_ON[number])
            else:  # one of these goes, or all
                worn = [name for name in worn if name != _OFF.get(number, name)]


def _marks(text: str, code: str) -> str:
    def shown(match: re.Match[str]) -> str:
        kind, inside = match.lastgroup, match[match.lastindex or 0]
        if kind == "address":
            return inside
        if kind == "code":
            return as_code(inside, code)
        on, off = _BOLD if kind == "bold" else _ITALIC
        return f"{on}{_marks(inside, code)}{off}"

    return _MARKED.sub(shown, text)
