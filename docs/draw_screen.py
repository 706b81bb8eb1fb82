"""Draws a captured terminal as SVG: tmux capture-pane -p -e -N | python3 docs/draw_screen.py > docs/client.svg

It knows the colours and attributes that tmux writes, and nothing else of terminals.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from html import escape

CELL, ROW, FONT = 8.4, 18, 14  # pixels
PAPER, INK = "#1b2028", "#d8dee9"
_SGR = re.compile(r"\x1b\[([0-9;]*)m")
_OTHER = re.compile(r"\x1b[()][A-Z0-9]|\x0e|\x0f")
_DARK = ("000000", "cd3131", "0dbc79", "e5e510", "2472c8", "bc3fbc", "11a8cd", "e5e5e5")
_BRIGHT = ("666666", "f14c4c", "23d18b", "f5f543", "3b8eea", "d670d6", "29b8db", "ffffff")
_BASE = _DARK + _BRIGHT


@dataclass(frozen=True)
class Look:
    """How a piece of text looks; "" is the terminal's own colour."""

    ink: str = ""
    paper: str = ""
    bold: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False


_PLAIN = Look()
_SWITCHES = {1: ("bold", True), 3: ("italic", True), 4: ("underline", True), 7: ("reverse", True), 22: ("bold", False)}
_SWITCHES |= {23: ("italic", False), 24: ("underline", False), 27: ("reverse", False), 39: ("ink", ""), 49: ("paper", "")}


def colour(number: int) -> str:
    """One of the 256 colours of xterm."""
    if number < 16:
        return f"#{_BASE[number]}"
    if number >= 232:
        return f"#{(8 + 10 * (number - 232)):02x}" + f"{(8 + 10 * (number - 232)):02x}" * 2
    steps = [0, 95, 135, 175, 215, 255]
    cube = number - 16
    return "#" + "".join(f"{steps[cube // place % 6]:02x}" for place in (36, 6, 1))


def changed(look: Look, codes: list[int]) -> Look:
    """The look after a sequence of SGR codes."""
    left = codes or [0]
    while left:
        code, *left = left
        if code == 0:
            look = _PLAIN
        elif code in _SWITCHES:
            name, value = _SWITCHES[code]
            look = replace(look, **{name: value})
        elif code in (38, 48) and left[:1] == [5]:
            look = replace(look, **{"ink" if code == 38 else "paper": colour(left[1])})
            left = left[2:]
        elif code in (38, 48) and left[:1] == [2]:
            look = replace(look, **{"ink" if code == 38 else "paper": "#" + "".join(f"{part:02x}" for part in left[1:4])})
            left = left[4:]
        elif 30 <= code <= 37 or 90 <= code <= 97:
            look = replace(look, ink=colour(code % 10 + (8 if code >= 90 else 0)))
    return look


def drawing(captured: str) -> str:
    """The SVG of some captured rows."""
    rows = _OTHER.sub("", captured).rstrip("\n").split("\n")
    width = max(len(_SGR.sub("", row)) for row in rows)
    parts: list[str] = []
    look = _PLAIN
    for at, row in enumerate(rows):
        x = 0
        for place, piece in enumerate(_SGR.split(row)):
            if place % 2:
                look = changed(look, [int(code) for code in piece.split(";") if code])
            elif piece:
                parts.append(_piece(piece, x, at, look))
                x += len(piece)
    w, h = round(width * CELL + 24), len(rows) * ROW + 24
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}"'
    font = f'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="{FONT}" xml:space="preserve"'
    frame = f'<rect width="{w}" height="{h}" rx="8" fill="{PAPER}"/>'
    return f"{head} {font}>\n{frame}\n" + "\n".join(part for part in parts if part) + "\n</svg>\n"


def _piece(text: str, x: int, row: int, look: Look) -> str:
    ink, paper = look.ink or INK, look.paper
    if look.reverse:
        ink, paper = paper or PAPER, look.ink or INK
    left, top = 12 + x * CELL, 12 + row * ROW
    box = f'<rect x="{left:.1f}" y="{top}" width="{len(text) * CELL:.1f}" height="{ROW}" fill="{paper}"/>' if paper else ""
    if not text.strip():
        return box
    style = f"{' font-weight=' + chr(34) + 'bold' + chr(34) if look.bold else ''}"
    style += f"{' font-style=' + chr(34) + 'italic' + chr(34) if look.italic else ''}"
    style += f"{' text-decoration=' + chr(34) + 'underline' + chr(34) if look.underline else ''}"
    fit = f'textLength="{len(text) * CELL:.1f}" lengthAdjust="spacingAndGlyphs"'
    return f'{box}<text x="{left:.1f}" y="{top + 13}" fill="{ink}" {fit}{style}>{escape(text)}</text>'


if __name__ == "__main__":
    sys.stdout.write(drawing(sys.stdin.read()))
