"""One line of the log in rows of a window: broken between words, its speaker picked out, bold, italic and code as such. Pure.

What the marks are and where lines are broken is the formats' business. It must never know which lines there are.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from chatroom.client.view import Kind, Shown
from chatroom.formats.dressing import CODE, as_code, dressed, undressed
from chatroom.formats.lines import Line, hours_minutes
from chatroom.formats.wrapping import wrapped

Piece = tuple[str, str]  # (style, text)
Row = list[Piece]

_STYLES: Final = {
    Kind.SAID: "class:said",
    Kind.OWN: "class:own",
    Kind.MENTION: "class:mention",
    Kind.WHISPER: "class:whisper",
    Kind.NOTICE: "class:notice",
    Kind.CLIENT: "class:client",
}


@lru_cache(maxsize=4096)  # who has scrolled far up has all lines below looked at, with every drawing: 40 µs each, 1 µs from here
def rows(line: Shown, width: int, *, clock: bool, marks: bool) -> tuple[Row, ...]:
    """The line in rows of at most `width` cells. `clock`: with its time in front. `marks`: what they ask for is shown, and they
    are not; without it the text is as it was typed."""
    time = f"{hours_minutes(line.at, None)} " if clock and line.at is not None else ""
    pieces = wrapped(Line(time + (_dressed(line) if marks else line.text)), max(width, 4)) or ""
    first, *rest = [pieces] if isinstance(pieces, str) else pieces
    style = _STYLES[line.kind]
    begun: Row = [("class:time", time)] if time else []
    return ([*begun, *_speaker(_worn(first[len(time) :], style), line.nick)], *(_worn(piece, style) for piece in rest))


def _dressed(line: Shown) -> str:
    """The text, its words dressed. It is clean: no sequence in it but ours."""
    if line.words is None:
        return line.text
    before, words = line.text[: line.words], line.text[line.words :]
    return before + (as_code(words, CODE) if line.code else dressed(words, CODE))


def _worn(piece: str, style: str) -> Row:
    return [(" ".join([style, *map(_attribute, worn.split())]), text) for worn, text in undressed(piece)]


def _attribute(worn: str) -> str:
    """What a screen calls it: code has a colour of its own, the others are the terminal's."""
    return "class:code" if worn == "code" else worn


def _speaker(row: Row, nick: str) -> Row:
    """The row with the name picked out: it stands at the beginning, behind a mark at most."""
    if not nick or not row:
        return row
    (style, text), *more = row
    at = text.find(nick)
    if not 0 <= at <= 16:
        return row
    pieces = [(style, text[:at]), (f"{style} class:nick", nick), (style, text[at + len(nick) :])]
    return [*(piece for piece in pieces if piece[1]), *more]
