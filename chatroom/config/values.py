"""Single values as text: what each may be, in whatever form it was written. Every function returns the value or raises `Unfit`.

It knows no lines and no keys; the sentence it raises follows after the key.
"""

import ipaddress
import re
import socket
from pathlib import Path
from typing import TypeVar

from chatroom.config.complaints import Unfit, did_you_mean, shown
from chatroom.words.names import MAX_NAME, channel_name_is_legal
from chatroom.words.text import clean

OFF = ("off", "no", "false")
ON = ("on", "yes", "true")
MAX_TOPIC = 300  # characters
MAX_MOTD = 20  # lines
MOST = 999_999_999  # of anything that is counted

_DIGITS = 20  # of a number that is too large for anything
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_DURATION = re.compile(r"(?:([0-9]{1,5})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,9})s)?")
_PLUGIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
_SIZE = re.compile(r"([0-9]{1,12})(?: ?([KMGTkmgt])iB)?")
_URL = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/?")
_ENDING = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,15}")
_ADDRESS = re.compile(r"[0-9.]+|.*:.*")

Option = TypeVar("Option", bound=str)


def whole_number(text: str, least: int = 1, most: int = MOST) -> int:
    """An integer in ASCII digits, from `least` to `most`."""
    if not re.fullmatch(r"-?[0-9]+", text):
        raise Unfit(f"must be a whole number, not {shown(text)}")
    digits = text.lstrip("-0") or "0"
    number = int(digits) if len(digits) < _DIGITS else 10**_DIGITS  # Python refuses to read thousands of them
    if text.startswith("-"):
        number = -number
    if number < least:
        raise Unfit(f"must be at least {least}, not {shown(text)}")
    if number > most:
        raise Unfit(f"must be at most {most}, not {shown(text)}")
    return number


def plugin(text: str) -> str:
    """The name of an entry point."""
    if not _PLUGIN.fullmatch(text):
        raise Unfit(f"must be a list of names of plugins, as in [dice]; {shown(text)} is none")
    return text


def port(text: str) -> int:
    """A TCP port from 1 to 65535; never 0, since nobody could know where the channel is."""
    found = whole_number(text, -(10**_DIGITS), 10**_DIGITS)
    if not 1 <= found <= 65535:
        raise Unfit(f"must be from 1 to 65535, not {shown(text)}")
    return found


def number(text: str) -> float:
    """A positive number such as 2 or 0.3."""
    if not _NUMBER.fullmatch(text):
        raise Unfit(f"must be a positive number, not {shown(text)}")
    if not float(text):
        raise Unfit(f"must be more than 0, not {shown(text)}")
    return float(text)


def written(number: float) -> str:
    """A number as people write it: without an exponent, and without a needless point."""
    return f"{number:.9f}".rstrip("0").rstrip(".")


def duration(text: str, otherwise: str = "", such_as: str = "5m") -> float:
    """Seconds: `100`, `2.5`, `90s`, `5m`, `1h30m`, `30d`. `otherwise` tells what else the key may be."""
    parts = _DURATION.fullmatch(text)
    if _NUMBER.fullmatch(text):
        seconds = float(text)
    elif text and parts:
        days, hours, minutes, rest = (int(part or 0) for part in parts.groups())
        seconds = float(days * 86400 + hours * 3600 + minutes * 60 + rest)
    else:
        raise Unfit(f"must be seconds or a duration such as {such_as}{otherwise}, not {shown(text)}")
    if not seconds:
        raise Unfit(f"must be more than 0{otherwise}, not {shown(text)}")
    return seconds


def duration_or_off(text: str) -> float | None:
    """The same, or None for `off`."""
    return None if text.lower() in OFF else duration(text, ", or off")


def keeping_or_off(text: str) -> float | None:
    """The same of what is kept for days: from a minute to ten years."""
    seconds = None if text.lower() in OFF else duration(text, ", or off", "30d")
    if seconds is not None and not 60 <= seconds <= 3650 * 86400:
        raise Unfit(f"must be from 1m to 3650d, or off, not {shown(text)}")
    return seconds


def size(text: str) -> int:
    """Bytes: `1000000`, `500 KiB`, `20 MiB`, `4 GiB`."""
    match = _SIZE.fullmatch(text)
    if match is None or not int(match[1]):
        raise Unfit(f"must be a number of bytes such as 4 GiB or 20 MiB, not {shown(text)}")
    return int(match[1]) << 10 * ("", "K", "M", "G", "T").index((match[2] or "").upper())


def ending(text: str) -> str:
    """What names of files end in: pdf, .PDF and tar.gz, in small letters and without the first dot."""
    found = text.removeprefix(".").lower()
    if not _ENDING.fullmatch(found):
        raise Unfit(f"must be an ending of file names such as pdf, not {shown(text)}")
    return found


def switch(text: str) -> bool:
    """on or off, in any of YAML's spellings."""
    if text.lower() in ON + OFF:
        return text.lower() in ON
    raise Unfit(f"must be on or off, not {shown(text)}")


def choice(text: str, options: tuple[Option, ...]) -> Option:
    """One of `options`, to the letter; otherwise the complaint names the nearest."""
    for option in options:
        if option == text:
            return option
    listed = f"{', '.join(options[:-1])} or {options[-1]}"
    raise Unfit(f"must be {listed}, not {shown(text)}{did_you_mean(text, options)}")


def channel_name(text: str) -> str:
    """A channel's name as the house allows it."""
    if channel_name_is_legal(text):
        return text
    if text[:1].isdigit():
        raise Unfit(f"must not begin with a digit, as {shown(text)} does")
    raise Unfit(f"must be 1 to 32 of A-Z a-z 0-9 _ -, beginning with a letter or _, not {shown(text)}")


def topic(text: str) -> str:
    """A topic, cleaned like all text that reaches a terminal."""
    cleaned = clean(text).strip()
    if len(cleaned) > MAX_TOPIC:
        raise Unfit(f"must be at most {MAX_TOPIC} characters long, not {len(cleaned)}")
    return cleaned


def guest_names(text: str) -> str:
    """The form of guests' names: one * for what they choose, and what stands around it. "": any name, which is also *."""
    if text == "*":
        return ""
    around = text.replace("*", "", 1)
    if text.count("*") != 1 or not around or len(around) > MAX_NAME // 2 or clean(around) != around or re.search(r"\s", around):
        raise Unfit(f"must have one * and up to {MAX_NAME // 2} characters beside it, as guest-* has, not {shown(text)}")
    return text


def motd(text: str) -> tuple[str, ...]:
    """A message of the day, line by line, each cleaned like a topic."""
    lines = tuple(clean(line).rstrip() for line in text.strip("\n").split("\n")) if text.strip() else ()
    if len(lines) > MAX_MOTD:
        raise Unfit(f"must be at most {MAX_MOTD} lines long, not {len(lines)}")
    return tuple(topic(line) for line in lines)


def host(text: str) -> str:
    """An address or a host name to listen on."""
    if not text or clean(text) != text or re.search(r"\s", text):
        raise Unfit(f"must be an address such as 127.0.0.1, not {shown(text)}")
    if _ADDRESS.fullmatch(text):
        try:
            socket.inet_pton(socket.AF_INET6 if ":" in text else socket.AF_INET, text.partition("%")[0])
        except (OSError, ValueError):
            raise Unfit(f"must be an address such as 127.0.0.1 or ::1, not {shown(text)}") from None
    return text


def loopback(text: str) -> str:
    """An address that nobody on another machine can reach. A name will not do: what it stands for is others' to change."""
    try:
        alone = ipaddress.ip_address(text).is_loopback
    except ValueError:
        alone = False
    if not alone:
        raise Unfit(f"must be an address of this machine alone, 127.0.0.1 or ::1, not {shown(text)}")
    return text


def listen(text: str) -> tuple[str, int]:
    """An address and a port: `127.0.0.1:6080`, `[::1]:6080`."""
    address, colon, number = text.rpartition(":")
    if not colon or not address or (":" in address and not address.startswith("[")):
        raise Unfit(f"must be an address and a port such as 127.0.0.1:6080, not {shown(text)}")
    return host(address.strip("[]")), port(number)


def url(text: str) -> str:
    """How people reach a port of ours: `http://chat.example:6080`, without a path."""
    if not _URL.fullmatch(text):
        raise Unfit(f"must be an address such as http://chat.example:6080, without a path, not {shown(text)}")
    return text.rstrip("/")


def path(text: str) -> Path:
    """A path, `~` put in full; still relative if it was written so."""
    if not text or clean(text) != text:
        raise Unfit(f"must be a path, not {shown(text)}")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise Unfit(f"begins with the home folder of somebody unknown here: {shown(text)}") from None
