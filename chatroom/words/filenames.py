"""What a stranger calls a file, made fit for any disk: one part, nothing hidden, nothing that a system takes for a device."""

import re
import unicodedata

from chatroom.words.text import clean

MAX_BYTES = 200  # of the 255 that file systems allow; the rest is for a number behind it

_UNFIT = re.compile(r'[<>:"|?*\x00-\x1f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$)", re.IGNORECASE)


def safe_file_name(name: str) -> str:
    """The last part of `name`, without folders, controls, marks of direction, and never empty; at most 200 bytes of UTF-8.

    The same for every system, since the file may travel on: no Windows device, none of the characters that Windows refuses, no
    dot in front, no dot or blank at the end.
    """
    text = unicodedata.normalize("NFC", clean(name))
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    text = re.split(r"[/\\]", text)[-1].strip().rstrip(". ")
    text = _UNFIT.sub("_", text)
    if not text or text in (".", ".."):
        return "file"
    if text.startswith(".") or _DEVICES.fullmatch(text.partition(".")[0].strip()):
        text = "_" + text.lstrip(".")
    return _shortened(text)


def _shortened(text: str) -> str:
    """Its beginning and its ending, such as .pdf."""
    stem, dot, ending = text.rpartition(".")
    tail = (dot + ending).encode() if stem and len(ending) <= 16 else b""
    head = (stem if tail else text).encode()[: MAX_BYTES - len(tail)].decode("utf-8", "ignore").rstrip(". ")
    return (head or "file") + tail.decode()
