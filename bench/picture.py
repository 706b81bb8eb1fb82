"""The picture: for each row with a cost per delivery, a bar for each server, in units of the row's base. SVG by hand."""

from __future__ import annotations

from html import escape

from bench.figures import Figures

LABELS, WIDTH, BAR, GAP, TOP = 380, 560, 11, 16, 46
MOST = 6.0  # times the base; what is longer is cut, and says how long it is
COLOURS = ("#d1495b", "#30343f", "#7a7f8c", "#00798c", "#66a182", "#edae49", "#b08ea2", "#8d6a9f")


def picture(figures: Figures) -> str:
    """An SVG document."""
    colours = dict(zip(figures.servers, COLOURS, strict=False))
    parts = [_legend(figures, colours)]
    y = TOP
    for row in (row for row in figures.rows.values() if row.kind == "delivery"):
        begin = y
        for server in figures.servers:
            ratio = figures.ratio(row, server, row.base)
            if ratio is not None:
                parts.append(_bar(y, ratio, colours.get(server, "#999999")))
                y += BAR
        parts.append(_text(LABELS - 8, (begin + y) / 2 + 4, row.title, "end"))
        y += GAP
    one = LABELS + WIDTH / MOST
    parts.append(
        f'<line x1="{one:.1f}" y1="{TOP - 6}" x2="{one:.1f}" y2="{y - GAP + 6}" stroke="#000000" stroke-dasharray="3 3"/>'
    )
    size = f'width="{LABELS + WIDTH + 60}" height="{y + 4}"'
    body = "\n".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">\n{body}\n</svg>\n'


def _legend(figures: Figures, colours: dict[str, str]) -> str:
    parts, x = [_text(8, 16, "processor time per delivered line, times that of the C floor (dashed: 1)", "start")], 8
    for server, title in figures.servers.items():
        parts.append(f'<rect x="{x}" y="24" width="10" height="10" fill="{colours.get(server, "#999999")}"/>')
        parts.append(_text(x + 14, 33, title, "start"))
        x += 30 + 7 * len(title)
    return "\n".join(parts)


def _bar(y: float, ratio: float, colour: str) -> str:
    length = min(ratio, MOST) * WIDTH / MOST
    bar = f'<rect x="{LABELS}" y="{y}" width="{length:.1f}" height="{BAR - 1}" fill="{colour}"/>'
    return bar + _text(LABELS + length + 4, y + BAR - 2, f"{ratio:.2f}", "start")


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
