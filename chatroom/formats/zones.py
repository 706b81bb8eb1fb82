"""Time zones by the names that people know them by: Europe/Berlin, berlin, utc.

The one page of this floor that reads files: the list of names once, and each zone once, from the system's own data.
It must never know what a time is shown with.
"""

import os
import re
import zoneinfo
from functools import cache
from typing import Final

from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import nearest

SERVER: Final = "server"
_PLACE: Final = re.compile(r"[A-Z][A-Za-z0-9_+/-]*")  # what is no zone (tzdata.zi, zone.tab, posixrules) is spelled otherwise
_DOUBLED: Final = ("posix", "right")  # the same zones once more


def zone(name: str) -> zoneinfo.ZoneInfo | None:
    """The zone of that name, in any case, or of that city alone; None for "server", whose own time it is.

    Refuses BAD_SETTING with the nearest name.
    """
    wanted = name.strip().replace(" ", "_").lower()
    if wanted == SERVER:
        return None
    known = _known()
    try:
        return zoneinfo.ZoneInfo(known[wanted])
    except (LookupError, ValueError, OSError):
        near = nearest(wanted, tuple(known), within=3)
        raise Refused(Reason.BAD_SETTING, name, hint=known.get(near, "Europe/Berlin, UTC, server")) from None


@cache
def _known() -> dict[str, str]:
    """Small letters -> name; cities alone, too. Listed by hand: `available_timezones` opens 600 files, which takes 0.2 s."""
    names = sorted(name for root in zoneinfo.TZPATH for name in _names_under(root)) or sorted(zoneinfo.available_timezones())
    known = {name.lower(): name for name in names}
    for name in names:
        known.setdefault(name.rpartition("/")[2].lower(), name)
    return known


def _names_under(root: str) -> list[str]:
    names = []
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in _DOUBLED]
        here = os.path.relpath(folder, root)
        names += [name if here == "." else f"{here}/{name}".replace(os.sep, "/") for name in files]
    return [name for name in names if _PLACE.fullmatch(name)]
