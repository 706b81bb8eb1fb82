"""Who may not come in, and why. In memory; compared by the name's key."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ban:
    """`until` in wall seconds, None: until it is lifted."""

    nick: str
    by: str
    reason: str = ""
    until: float | None = None


class BanList:
    """The bans of the house by the key of a name. Asked at every entry."""

    __slots__ = ("_bans",)

    def __init__(self) -> None:
        self._bans: dict[str, Ban] = {}

    def __len__(self) -> int:
        return len(self._bans)

    def add(self, key: str, ban: Ban) -> None:
        self._bans[key] = ban

    def lift(self, key: str) -> None:
        """Does nothing if there is none."""
        self._bans.pop(key, None)

    def find(self, key: str, wall: float) -> Ban | None:
        """The ban that is in force at `wall`; one that has run out is forgotten."""
        ban = self._bans.get(key)
        if ban is not None and ban.until is not None and ban.until <= wall:
            del self._bans[key]
            return None
        return ban
