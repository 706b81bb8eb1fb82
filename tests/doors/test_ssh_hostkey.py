"""The server's own key: made once, kept to itself, and refused with one sentence when others could have had it."""

from __future__ import annotations

import base64
import os
import stat
import tempfile
from pathlib import Path
from unittest import mock

from cryptography.hazmat.primitives.asymmetric import rsa
from twisted.conch.ssh.keys import Key
from twisted.trial.unittest import SynchronousTestCase

from chatroom.doors.hostkey import BadHostKey, fingerprint, host_key


class HostKey(SynchronousTestCase):
    """In a folder of its own."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "data" / "ssh"
        self.file = self.folder / "ssh_host_ed25519_key"

    def refused(self) -> str:
        text = str(self.assertRaises(BadHostKey, host_key, self.folder))
        self.assertNotIn("\n", text)
        self.assertIn(str(self.file), text)
        return text

    def test_the_first_start(self) -> None:
        old = os.umask(0)
        self.addCleanup(os.umask, old)
        key = host_key(self.folder)
        self.assertEqual((key.type(), key.isPublic()), ("Ed25519", False))
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.folder.stat().st_mode), 0o700)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["ssh_host_ed25519_key"])
        self.assertTrue(self.file.read_bytes().startswith(b"-----BEGIN OPENSSH PRIVATE KEY-----\n"))

    def test_every_later_start(self) -> None:
        first = host_key(self.folder)
        written = self.file.read_bytes()
        self.assertEqual(host_key(self.folder), first)
        self.assertEqual(self.file.read_bytes(), written)

    def test_two_first_starts_at_once_agree(self) -> None:
        other = host_key(self.folder)
        with mock.patch("os.path.lexists", return_value=False):  # as the slower one saw it
            self.assertEqual(host_key(self.folder), other)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["ssh_host_ed25519_key"])

    def test_a_failure_half_way_leaves_nothing(self) -> None:
        with mock.patch("os.fsync", side_effect=OSError(28, "No space left on device")):
            self.assertIn("No space left on device", self.refused())
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_key_that_others_can_read(self) -> None:
        host_key(self.folder)
        for mode in (0o640, 0o604, 0o660):
            self.file.chmod(mode)
            self.assertEqual(
                self.refused(), f"The SSH host key {self.file} can be read by others (mode 0{mode:o}): chmod 600 {self.file}"
            )

    def test_a_key_of_somebody_else(self) -> None:
        host_key(self.folder)
        if os.geteuid() == 0:
            host_key(self.folder)  # root's file is as good as one's own
            os.chown(self.file, 12345, -1)
            self.assertIn("belongs to somebody else", self.refused())
        else:
            with mock.patch("os.geteuid", return_value=12345):
                self.assertIn("belongs to somebody else", self.refused())

    def test_what_is_no_key(self) -> None:
        ours = "is not an ed25519 key that can be read: move it away, and a new key is made."
        host_key(self.folder)
        good = self.file.read_bytes()
        other = Key(rsa.generate_private_key(65537, 2048)).toString("openssh", subtype="v1")
        locked = Key.fromString(good).toString("openssh", subtype="v1", passphrase="secret")
        public = Key.fromString(good).public().toString("openssh")
        for text in (b"", b"garbage\n", b"\0" * 400, good[:200], good[:-60], other, locked, public):
            self.file.write_bytes(text)
            self.assertIn(ours, self.refused())

    def test_what_is_no_file(self) -> None:
        self.file.mkdir(parents=True)
        self.refused()
        self.file.rmdir()
        os.mkfifo(self.file, 0o600)
        self.assertIn("is not a plain file", self.refused())
        self.file.unlink()
        host_key(self.folder)
        self.file.symlink_to(self.file.rename(self.folder / "elsewhere"))
        self.refused()

    def test_a_folder_that_cannot_be(self) -> None:
        self.folder.parent.mkdir()
        self.folder.write_bytes(b"")
        self.refused()

    def test_the_fingerprint(self) -> None:
        """The key and the line of `ssh-keygen -l` were made by OpenSSH 9.2."""
        blob = base64.b64decode("AAAAC3NzaC1lZDI1NTE5AAAAIEXRWatirqN2pXr4wMQlMEBTcucF14tYTs46WQxcPZh0")
        self.assertEqual(fingerprint(blob), "SHA256:fSxwtlxE0nFru0ic5H8B8dLJ/3DLYVD7u2KjmPX//8A")
