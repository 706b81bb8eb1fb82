"""The configuration: from a file in any of its three forms to frozen `Settings`, or to everything that is wrong with it.

`channels.yaml` is the form of today, the classic text form and the INI form are those of the predecessors (G102). Nothing
here opens a port or imports Twisted, and PyYAML is imported only for a file that turns out to be YAML: the command
`chatserver` has judged its file in under 0.2 seconds.
"""

import os
from pathlib import Path

from chatroom.config import classic_form, ini_form
from chatroom.config.complaints import BadConfig, Complaint, Findings
from chatroom.config.reading import form_of, read_text
from chatroom.config.settings import ChannelSettings, Limits, LogSettings, Settings

__all__ = ["BadConfig", "ChannelSettings", "Complaint", "Limits", "LogSettings", "Settings", "load", "load_classic"]


def load(path: str | os.PathLike[str]) -> Settings:
    """The house that a file describes, whatever its form; the form is judged by what is in it, not by its name.

    Relative paths in it are relative to its folder. Raises BadConfig with all complaints at once.
    """
    findings = Findings(os.fspath(path))
    source = Path(os.path.abspath(path))
    text = read_text(source, findings)
    form = form_of(text)
    if form == "empty":
        findings.stop(1, "", "the file is empty; it needs at least a list of channels")
    if form == "classic":
        return classic_form.read(text, source, findings)
    if form == "ini":
        return ini_form.read(text, source, findings)
    from chatroom.config import yaml_form  # PyYAML, which the other forms can do without

    return yaml_form.read(text, source.parent, source, findings)


def load_classic(path: str | os.PathLike[str], afk: float = 100) -> Settings:
    """The channels of a classic file, to the letter of CLASSIC C1 (2023), as `chatserver` serves them.

    `afk` in seconds. There is no log file. Raises BadConfig with all complaints at once.
    """
    findings = Findings(os.fspath(path))
    source = Path(os.path.abspath(path))
    return classic_form.read_strictly(read_text(source, findings), source, findings, float(afk))
