"""The key by which this server is known to SSH clients: made once, kept in a file, shown as a fingerprint.

It must never know what is served with the key, nor print or log the key itself.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from twisted.conch.ssh.keys import Key

NAME = "ssh_host_ed25519_key"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_LONGEST = 16 * 1024  # bytes; a key file has about 400


class BadHostKey(ValueError):
    """The key file cannot be used; the text is one sentence that names the file and the cure."""


def host_key(folder: Path) -> Key:
    """The server's ed25519 key, from the file ssh_host_ed25519_key in `folder`; made, with the folder, if there is none.

    Raises BadHostKey if others than this user could have read or changed the file, or if no such key is in it.
    """
    path = folder / NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.path.lexists(path):
            _make(path)
        text = _read(path)
    except OSError as error:
        raise BadHostKey(f"The SSH host key {path} cannot be used: {error.strerror or error}.") from None
    return _parse(path, text)


def fingerprint(blob: bytes) -> str:
    """What a person compares: "SHA256:" and the hash of a public key's blob, as `ssh-keygen -l` prints it."""
    return "SHA256:" + b64encode(sha256(blob).digest()).decode("ascii").rstrip("=")


def _make(path: Path) -> None:
    """All of the file appears at once, or nothing of it. If somebody else has just made one, that one stays."""
    text = Key(Ed25519PrivateKey.generate()).toString("openssh", subtype="v1", comment=b"chatroom")
    draft = path.with_name(f".{NAME}.{secrets.token_hex(8)}")
    with open(os.open(draft, _NEW, 0o600), "wb") as file:
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
        finally:
            draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(path: Path) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:  # never waits at a pipe
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise BadHostKey(f"The SSH host key {path} is not a plain file: move it away, and a new key is made.")
        if about.st_uid not in (os.geteuid(), 0):
            raise BadHostKey(f"The SSH host key {path} belongs to somebody else: move it away, and a new key is made.")
        if stat.S_IMODE(about.st_mode) & 0o077:
            raise BadHostKey(
                f"The SSH host key {path} can be read by others (mode {about.st_mode & 0o777:04o}): chmod 600 {path}"
            )
        return file.read(_LONGEST)


def _parse(path: Path, text: bytes) -> Key:
    try:
        key = Key.fromString(text, "private_openssh")
        if key.sshType() == b"ssh-ed25519" and not key.isPublic():
            return key
    except Exception:  # Conch raises many kinds for a broken file, and their texts may quote it
        pass
    raise BadHostKey(f"The SSH host key {path} is not an ed25519 key that can be read: move it away, and a new key is made.")
