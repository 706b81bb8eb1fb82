"""Names of people and channels: which are allowed, when two are the same, when two look the same.

Two families. House names are unique on the server, compared without case and by their look. Exact names are
the classic dialect's: no rule but that they are visible and without spaces, compared to the letter (CLASSIC C3).
"""

import re
import unicodedata
from functools import lru_cache

from chatroom.words.lookalikes import LOOKALIKES
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import clean

MAX_NAME = 24  # characters of a house name
RESERVED = ("admin", "administrator", "chatroom", "everyone", "mod", "moderator", "operator", "owner", "root", "server",
            "staff", "sysop", "system")  # fmt: skip

# Marks that would imitate a server line or split a command: "* bob left", "bob: hi", "[Server message", "lobby:bob", "/quit".
_PUNCTUATION = frozenset('*:[]<>(){}/\\,;|"`@#!?&%$^=+~')
_BLANKS = frozenset("\u2800\u3164\u115f\u1160\uffa0")  # letters that show nothing
_ORDINARY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_CHANNEL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,31}")


def house_name(raw: str, reserved: bool = False) -> str:
    """The name as it will be shown (NFC), or `Refused` with NAME_EMPTY, NAME_LONG, NAME_CHARACTERS or NAME_RESERVED.

    1 to 24 visible characters without spaces, controls or the marks that server lines are made of. `reserved`: names that
    sound like staff are allowed, for accounts that are. A refusal repeats the first word only: the next may be a password.
    """
    name = unicodedata.normalize("NFC", raw.strip())
    if not name:
        raise Refused(Reason.NAME_EMPTY)
    first = name.split(None, 1)[0]
    if len(name) > MAX_NAME:
        raise Refused(Reason.NAME_LONG, clean(first[:MAX_NAME]), number=MAX_NAME)
    if not _well_formed(name):
        raise Refused(Reason.NAME_CHARACTERS, clean(first), hint=_tamed(first))
    if not reserved and looks(name) & _RESERVED_LOOKS:
        raise Refused(Reason.NAME_RESERVED, name)
    return name


def exact_name(raw: str) -> str:
    """The classic dialect's name: cleaned and stripped.

    Refuses NAME_EMPTY, and NAME_CHARACTERS for one with a space or a letter that looks like one.
    """
    name = clean(raw).strip()
    if not any(_visible(c) for c in name):
        raise Refused(Reason.NAME_EMPTY)
    if re.search(r"\s", name) or any(c in _BLANKS for c in name):
        raise Refused(Reason.NAME_CHARACTERS, name.split(None, 1)[0])
    return name


def channel_name_is_legal(name: str) -> bool:
    """1 to 32 of A-Z a-z 0-9 _ -, not beginning with a digit or a hyphen."""
    return _CHANNEL.fullmatch(name) is not None


def room_name(raw: str) -> str:
    """The name of a room that somebody makes: a channel's, but none that sounds like staff. Refuses ROOM_NAME."""
    if not channel_name_is_legal(raw) or looks(raw) & _RESERVED_LOOKS or raw.lower() == "off":  # `watch off` is no room
        raise Refused(Reason.ROOM_NAME, clean(raw))
    return raw


def fold(name: str) -> str:
    """The key under which two spellings are one name."""
    return unicodedata.normalize("NFKC", name).casefold()


@lru_cache(maxsize=1024)
def looks(name: str) -> frozenset[str]:
    """The keys of what `name` looks like: two names that share one could be taken for each other.

    After Unicode's UTS 39, for the letters that names use. Two keys, since a capital I looks like an l and an i does not.
    """
    return frozenset((_skeleton(name), _skeleton(fold(name))))


def _skeleton(name: str) -> str:
    if name.isascii():  # nearly every name: 1.2 instead of 12 us
        return name.translate(_PLAIN_LOOKS).replace("rn", "m").replace("vv", "w")
    bare = (c for c in unicodedata.normalize("NFKD", name) if unicodedata.category(c)[0] != "M" and c != "\u200d")
    latin = "".join(map(_latin, bare))
    return latin.replace("rn", "m").replace("vv", "w")


def _latin(c: str) -> str:
    """The letters that this one looks like."""
    return LOOKALIKES.get(c) or LOOKALIKES.get(c.casefold(), c.casefold())


def variants(name: str) -> list[str]:
    """Names near `name` to offer when it is taken, best first; all of legal length if `name` was."""
    return [name[: MAX_NAME - len(tail)] + tail for tail in ("2", "3", "4", "5", "_", "_2", "_3", "99", "_x", "_y")]


_PLAIN_LOOKS = {code: _latin(chr(code)) for code in range(128)}
_RESERVED_LOOKS = frozenset(_skeleton(word) for word in RESERVED)


def _visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPSM" and character not in _BLANKS


def _well_formed(name: str) -> bool:
    """Visible through and through, beginning with something a mark can sit on, and no imitation of a server line."""
    if _ORDINARY.fullmatch(name):  # nearly every name: 0.4 instead of 3.7 us
        return True
    if any(c in _PUNCTUATION or c in _BLANKS for c in name):
        return False
    if not any(unicodedata.category(c)[0] in "LNS" for c in name) or unicodedata.category(name[0])[0] == "M":
        return False
    # Mn runs of more than three are scribbles over the neighbours' lines, not a language's spelling.
    if re.search("[\u0300-\u036f]{4}", unicodedata.normalize("NFD", name)):
        return False
    for i, c in enumerate(name):
        category = unicodedata.category(c)
        joiner = c == "\u200d" and 0 < i < len(name) - 1 and unicodedata.category(name[i - 1])[0] in "SM"
        if category[0] not in "LNPSM" and not joiner:
            return False
    return not name.startswith(("-", "."))


def _tamed(name: str) -> str:
    """What is left of a name when all that is not allowed is taken out: a free variant to offer, or ""."""
    left = "".join(c for c in name if _visible(c) and c not in _PUNCTUATION).lstrip("-._")
    return left if left and _well_formed(left) and not looks(left) & _RESERVED_LOOKS else ""
