"""Text as a terminal shows it: what one press of a cursor key passes, and how much room it takes.

A cluster is what people take for one character: a letter with its marks, a family of emoji, a flag. Terminals disagree about
the width of some clusters (a family is 2 cells on one and 8 on the next), so widths here are upper bounds: good for deciding
what fits in a row, never for saying where the cursor is. It must never know what a line is for.
"""

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

import wcwidth

clusters: Callable[[str], Iterator[str]] = wcwidth.iter_graphemes  # by Unicode Standard Annex 29

_FAR = 64  # code points; the longest family has 11
_EMOJI_LOOK = "\ufe0f"  # makes some narrow characters wide
_STAND_IN = "\u25cc"  # the dotted circle that Unicode charts put under a mark that has no letter


def before(text: str, at: int) -> int:
    """Where the cluster begins that ends at `at`. ASCII is a cluster by itself, which spares nearly every line the search."""
    if at <= 1 or text[at - 1].isascii():
        return max(0, at - 1)
    start = end = _near(text, at)
    for cluster in clusters(text[start:at]):
        start, end = end, end + len(cluster)
    return start


def after(text: str, at: int) -> int:
    """Where the cluster ends that begins at `at`."""
    return at + len(next(clusters(text[at:]), ""))


def boundary(text: str, at: int) -> int:
    """`at`, or the end of the cluster that it would cut in two."""
    if at <= 0 or at >= len(text) or text[at].isascii():
        return at
    end = _near(text, at)
    for cluster in clusters(text[end:]):
        end += len(cluster)
        if end >= at:
            break
    return end


def _near(text: str, at: int) -> int:
    """A place before `at` from which clusters can be told: far enough for anything that people write, never in a row of flags."""
    start = max(0, at - _FAR)
    while start > 0 and "\U0001f1e6" <= text[start - 1] <= "\U0001f1ff":  # they pair up from the first on
        start -= 1
    return start


def cells(text: str) -> int:
    """The most cells that a terminal may need for text without controls."""
    return len(text) if text.isascii() else sum(map(_most, text))


@lru_cache(maxsize=4096)
def _most(character: str) -> int:
    width: int = wcwidth.wcwidth(character)
    if width <= 0:
        return int(character == _EMOJI_LOOK or unicodedata.category(character) == "Mc")
    return width


def face(cluster: str) -> str:
    """What to draw for a cluster: itself, or on a dotted circle if it would hide in the cell before it."""
    return _STAND_IN + cluster if not cluster.isascii() and wcwidth.wcwidth(cluster[0]) <= 0 else cluster


def faces(text: str) -> str:
    """What to draw for text."""
    return text if text.isascii() else "".join(map(face, clusters(text)))
