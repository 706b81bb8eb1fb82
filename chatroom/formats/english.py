"""The grammar of the sentences: plurals, durations, enumerations. It must never know an event or a colour."""

import re
from collections.abc import Sequence

from chatroom.formats.lines import whole

_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))


def many(number: int, thing: str, things: str = "") -> str:
    """For example "1 person", "3 people"."""
    return f"{number} {thing if number == 1 else things or thing + 's'}"


NOBODY_AHEAD = "0 people are ahead of you, you are next"  # with its number, for eyes and scripts that look for one


def people_are(number: int, doing: str) -> str:
    """For example "nobody is waiting", "1 person is ahead", "3 people are ahead"."""
    if number == 0:
        return f"nobody is {doing}"
    return f"{many(number, 'person', 'people')} {'is' if number == 1 else 'are'} {doing}"


def duration(seconds: float) -> str:
    """Seconds as people say them, in at most two units: "10 seconds", "2 minutes", "1 hour and 5 minutes"."""
    total = max(1, whole(seconds))
    at = next(i for i, (_, size) in enumerate(_UNITS) if total >= size)
    unit, size = _UNITS[at]
    parts = [many(total // size, unit)]
    for smaller, its_size in _UNITS[at + 1 : at + 2]:
        number = total % size // its_size
        if number:
            parts.append(many(number, smaller))
    return " and ".join(parts)


def seats(seated: int, capacity: int) -> str:
    """How many seats are taken, as a clause."""
    if capacity == 1:
        return "the only seat is taken" if seated else "the only seat is free"
    if seated == 0:
        return f"all {capacity} seats are free"
    if seated >= capacity:
        return f"all {capacity} seats are taken"
    return f"{seated} of {capacity} seats {'is' if seated == 1 else 'are'} taken"


def listed(names: Sequence[str], conjunction: str = "and") -> str:
    """For example "alice, bob and carol"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"


def stopped(text: str) -> str:
    """The text with a full stop, unless it brings its own end."""
    return text if text.endswith((".", "!", "?", "…", "。", "！", "？")) else f"{text}."


def by_whom(by: str, reason: str, simple: bool) -> str:
    """The end of a sentence: " by ann (flooding)."; for a screen reader, without brackets: " by ann: flooding."."""
    who = f" by {by}" if by else ""
    if not reason:
        return f"{who}."
    return f"{who}: {stopped(reason)}" if simple else f"{who} ({reason})."


def how_typed(usage: str, simple: bool) -> str:
    """A usage line for people: without the dots that tables need, for screen readers without brackets, too."""
    usage = usage.replace("...", "")
    if not simple:
        return usage
    usage = re.sub(r"\[([^]]*)]", r"and, if you like, \1", usage)
    return usage.replace("|", " or ").replace("<", "").replace(">", "")
