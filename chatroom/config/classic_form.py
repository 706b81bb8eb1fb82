"""The classic text form: one line `channel <name> <port> <capacity>` for each channel, and nothing else (CLASSIC C1).

Two ways to read it: as the command `chatserver` must, to the letter of 2023, and as everybody else may, who only wants
the channels. It must never know of YAML: `chatserver` judges its file before anything heavy is imported.
"""

import re
from pathlib import Path
from typing import Any, TypeVar

from chatroom.config import values
from chatroom.config.complaints import Findings, Unfit, did_you_mean, shown
from chatroom.config.reading import lines_of
from chatroom.config.settings import DATA, LOG_FILE, ChannelSettings, Limits, LogSettings, Settings, channel
from chatroom.words.text import clean

FORM = "channel <name> <port> <capacity>"
LEAST_CHANNELS = 3  # of a strict file
LEAST_CAPACITY = 5  # and of each channel in it
MOST_CAPACITY = 10**18  # the rules name none
LINE = 32768  # bytes; nobody's speech is limited (CLASSIC C9), and eight times what a terminal takes is no limit

NameOrPort = TypeVar("NameOrPort", str, int)


def read(text: str, source: Path, findings: Findings) -> Settings:
    """The file read leniently: blank lines and comments anywhere, one channel is enough, and so is one seat.

    Names must be such as YAML allows, too, so that the file can be converted.
    """
    rows = [(at, line) for at, line in lines_of(text) if line and not line.startswith("#")]
    channels = _Rows(findings, strict=False).read(rows)
    findings.end()
    data = source.parent / DATA
    return Settings(names="channel", data=data, channels=channels, log=LogSettings(data / LOG_FILE), source=source)


def read_strictly(text: str, source: Path, findings: Findings, afk: float) -> Settings:
    """The file read as `chatserver` must: at least 3 channels with at least 5 seats, blank lines at the end only."""
    rows = lines_of(text)
    while rows and not rows[-1][1]:
        rows.pop()
    if not rows:
        findings.stop(1, "", f"the file is empty; every line must be: {FORM}")
    channels = _Rows(findings, strict=True).read(rows, afk=afk)
    if len(rows) < LEAST_CHANNELS:
        findings.add(rows[-1][0], "", f"there must be at least {LEAST_CHANNELS} channels, not {len(rows)}")
    findings.end()
    data = source.parent / DATA
    return Settings(names="channel", data=data, channels=channels, limits=Limits(line=LINE), source=source)


class _Rows:
    """Reads the lines one after the other and remembers which names and ports are taken."""

    def __init__(self, findings: Findings, *, strict: bool) -> None:
        self._findings = findings
        self._name = _strict_name if strict else values.channel_name
        self._capacity = (LEAST_CAPACITY, MOST_CAPACITY) if strict else (1, values.MOST)
        self._taken: dict[str | int, int] = {}

    def read(self, rows: list[tuple[int, str]], **wishes: Any) -> tuple[ChannelSettings, ...]:
        """The channels of the lines that are right; the others are complained about."""
        found = [self._fields(at, line) for at, line in rows]
        return tuple(channel(*fields, "classic", **wishes) for fields in found if fields)

    def _fields(self, at: int, line: str) -> tuple[str, int, int] | None:
        if not line:
            self._findings.add(at, "", "blank lines may stand at the end of the file only")
            return None
        word, *fields = re.split(r"[ \t]+", line)
        if word != "channel":
            hint = did_you_mean(word, ["channel"])
            self._findings.add(at, "", f"must begin with the word channel, not {shown(word)}{hint}")
            return None
        if len(fields) != 3:
            self._findings.add(at, "", f"must have four fields: {FORM}, not {len(fields) + 1}")
            return None
        return self._judged(at, *fields)

    def _judged(self, at: int, raw_name: str, raw_port: str, raw_capacity: str) -> tuple[str, int, int] | None:
        """All three fields, each complained about on its own."""
        name = port = capacity = None
        try:
            name = self._untaken(at, self._name(raw_name))
        except Unfit as no:
            self._findings.add(at, "name", no.reason)
        try:
            port = self._untaken(at, values.port(raw_port))
        except Unfit as no:
            self._findings.add(at, "port", no.reason)
        try:
            capacity = values.whole_number(raw_capacity, *self._capacity)
        except Unfit as no:
            self._findings.add(at, "capacity", no.reason)
        return (name, port, capacity) if name and port and capacity else None

    def _untaken(self, at: int, value: NameOrPort) -> NameOrPort:
        first = self._taken.setdefault(value, at)
        if first != at:
            raise Unfit(f"{value} is already used on line {first}")
        return value


def _strict_name(text: str) -> str:
    """Any visible word but one that begins with a digit or would break `/kick <channel>:<user>`."""
    if text[:1].isdigit():
        raise Unfit(f"must not begin with a digit, as {shown(text)} does")
    if ":" in text:
        raise Unfit(f"must not hold a colon, as {shown(text)} does")
    if clean(text) != text or re.search(r"\s", text):
        raise Unfit(f"must be one visible word, not {shown(text)}")
    return text
