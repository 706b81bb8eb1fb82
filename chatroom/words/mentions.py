"""Who is meant by an @ in a line: `@bob`, alone or with marks after it. It must never know who is there."""

import re
from collections.abc import Iterator
from itertools import islice

from chatroom.words.names import MAX_NAME

LEVELS = ("all", "mentions", "none")  # what rings a person's bell in a room: every line, one with its @name, nothing
MOST = 16  # of these are looked at in one line

# No word before it, so that an address of mail means nobody; then what a name may consist of.
_NAMED = re.compile(r"""(?<!\w)@([^\s*:\[\]<>(){}/\\,;|"`@#!?&%$^=+~]{1,64})""")
_OWNING = re.compile("['\u2019]")


def mentioned(text: str) -> Iterator[tuple[str, ...]]:
    """For each @ in turn the names that it may mean, the longest first: "@bob's" is bob's unless somebody is called that."""
    for found in islice(_NAMED.finditer(text), MOST):
        whole = found[1]
        bare = whole.rstrip(".-_'\u2019\u2026")
        names = dict.fromkeys((whole, bare, _OWNING.split(bare)[0]))
        yield tuple(name for name in names if 0 < len(name) <= MAX_NAME)
