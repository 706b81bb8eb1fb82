"""Text that one person sends to another's terminal: what is taken out of it, and nothing else is.

It must never know which terminal. The rule is one for all sources (speech, names, topics, reasons, file names), so that a
forgotten source cannot exist: commands clean their text when they are made, formats once more when they write a line.
"""

import re
from os.path import commonprefix
from typing import NamedTuple

# What drives a terminal or forges a line: C0 and C1 controls (ESC, CSI, OSC, NUL, CR, LF among them), DEL, the line
# and paragraph separators, the bidirectional embeddings, overrides and isolates, deprecated format characters, the
# interlinear annotations, the byte-order mark, and lone surrogates.
# Kept on purpose: ZWJ and ZWNJ (emoji families, Persian, Indic), LRM/RLM/ALM, variation selectors, tag characters (flags).
FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u206a-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")
_CAPITAL = re.compile(r"\B(?=[A-Z])")
_SPACING = frozenset("\t\n\r\x0b\x0c\x85\u2028\u2029")


def clean(text: str) -> str:
    """The same text without anything that could drive a terminal or start a new line.

    A tab or a line break becomes one space, a lone surrogate U+FFFD; every other forbidden character is dropped.
    Emoji, CJK, combining marks and right-to-left text come back unchanged.
    """
    if text.isprintable() or FORBIDDEN.search(text) is None:  # nearly every line is printable: 0.05 µs, the search takes 0.4
        return text
    return FORBIDDEN.sub(_replacement, text)


def _replacement(match: re.Match[str]) -> str:
    character = match.group()
    if character in _SPACING:
        return " "
    return "\ufffd" if "\ud800" <= character <= "\udfff" else ""


def nearest(word: str, candidates: list[str] | tuple[str, ...], within: int = 2) -> str:
    """The candidate at the smallest edit distance from `word`, or "" if none is `within` that many edits.

    A word of up to three letters must be within one. Of equals the first wins. One swap of two neighbours counts as one edit,
    since that is how hands slip; capitals are none. Anybody may ask for a name that is like thousands: 10 us for each of them,
    60 at the worst.
    """
    best, found, small = (within if len(word) > 3 else min(within, 1)) + 1, "", word.lower()
    for candidate in candidates:
        if abs(len(candidate) - len(word)) < best:
            distance = _edits(small, candidate.lower(), best)
            if distance < best and distance < max(len(word), len(candidate)):
                best, found = distance, candidate
    return found


def _edits(one: str, other: str, limit: int) -> int:
    """Optimal string alignment distance if it is less than `limit`, or else anything that is not."""
    same = len(commonprefix((one, other)))  # noqa: RUF071  # letters are meant
    one, other = one[same:], other[same:]
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [limit] * len(previous)  # what is further than that from the diagonal is no less
        row[0] = i
        for j in range(max(1, i - limit), min(len(other), i + limit) + 1):
            b = other[j - 1]
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row[j] = cost
        if min(row) >= limit and min(previous) >= limit:
            return limit
        before, previous = previous, row
    return previous[-1]


def hyphened(name: str) -> str:
    """The name of a class as a word for programs: WentAfk is "went-afk"."""
    return _CAPITAL.sub("-", name).lower()


class Moment(NamedTuple):
    """One look at the two clocks. `mono`: seconds that only ever grow; `wall`: seconds since 1970, for people to read."""

    mono: float
    wall: float


def clean_lines(text: str) -> str:
    """The same of several lines: LF and TAB stay."""
    return "\n".join(["\t".join(map(clean, line.split("\t"))) for line in text.split("\n")])


def clean_fields(value: object, *fields: str, lines: str = "") -> None:
    """Cleans text fields of a frozen value that is being made. `lines`: one that may hold several lines."""
    for field in (*fields, lines) if lines else fields:
        text = getattr(value, field)
        cleaned = clean_lines(text) if field == lines else clean(text)
        if cleaned is not text:
            object.__setattr__(value, field, cleaned)
