"""The INI form: a section `[server]` with host, port and buffsize, and so one channel called `chat`.

The standard library's configparser tells neither every error nor every line, so the few lines are read here.
"""

from pathlib import Path
from typing import Any

from chatroom.config import values
from chatroom.config.complaints import Findings, Unfit, did_you_mean, shown
from chatroom.config.reading import lines_of
from chatroom.config.settings import DATA, HOST, LOG_FILE, Limits, LogSettings, Settings, channel

SECTION = "server"
CHANNEL = "chat"
CAPACITY = 100
PORT = 6969
LINE = 1024  # bytes; `buffsize` in the file
LEAST_LINE = 16
MOST_LINE = 1024 * 1024


def _buffsize(text: str) -> int:
    return values.whole_number(text, LEAST_LINE, MOST_LINE)


KEYS = {"host": values.host, "port": values.port, "buffsize": _buffsize}


def read(text: str, source: Path, findings: Findings) -> Settings:
    """One channel of 100 seats on the host and port of the file; `buffsize` is the longest line in bytes."""
    found = _keys(text, findings)
    findings.end()
    data = source.parent / DATA
    return Settings(
        host=found.get("host", HOST),
        data=data,
        channels=(channel(CHANNEL, found.get("port", PORT), CAPACITY),),
        limits=Limits(line=found.get("buffsize", LINE)),
        log=LogSettings(data / LOG_FILE),
        source=source,
    )


def _keys(text: str, findings: Findings) -> dict[str, Any]:
    """What the section says, key by key. Keys are read without case, as configparser does."""
    found: dict[str, Any] = {}
    lines: dict[str, int] = {}  # where each section and key was first seen
    known = False  # whether the section that is being read is ours
    for at, line in lines_of(text):
        if not line or line.startswith(("#", ";")):
            continue
        if line.startswith("["):
            known = _section(at, line, lines, findings)
        elif known:
            _pair(at, line, found, lines, findings)
    if f"[{SECTION}]" not in lines:
        findings.add(1, "", f"the section [{SECTION}] is missing")
    return found


def _section(at: int, line: str, lines: dict[str, int], findings: Findings) -> bool:
    """Whether this header opens the section that is ours."""
    name, closed, _ = line[1:].partition("]")
    header = f"[{name}]"
    if not closed:
        findings.add(at, "", f"the section header lacks its ]: {shown(line)}")
    elif name != SECTION:
        findings.add(at, header, f"there is no such section{did_you_mean(name, [SECTION])}")
    elif lines.setdefault(header, at) != at:
        findings.add(at, header, f"has already begun on line {lines[header]}")
    return name == SECTION


def _pair(at: int, line: str, found: dict[str, Any], lines: dict[str, int], findings: Findings) -> None:
    """One line `key = value`."""
    sign = min((sign for sign in "=:" if sign in line), key=line.index, default="")
    if not sign:
        findings.add(at, "", f"must be of the form key = value, not {shown(line)}")
        return
    raw_key, _, value = line.partition(sign)
    key = raw_key.strip().lower()
    where = f"{SECTION}.{key}"
    if key not in KEYS:
        findings.add(at, f"{SECTION}.{shown(raw_key.strip())[1:-1]}", f"unknown key{did_you_mean(key, KEYS)}")
        return
    if lines.setdefault(key, at) != at:
        findings.add(at, where, f"is already given on line {lines[key]}")
    try:
        found.setdefault(key, KEYS[key](value.strip()))
    except Unfit as no:
        findings.add(at, where, no.reason)
