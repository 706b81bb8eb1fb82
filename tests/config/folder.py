"""What the tests of the configuration share: a folder of their own, and complaints as the lines that people see."""

import os
import tempfile
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from chatroom.config import BadConfig, Settings, load, load_classic


class FolderCase(SynchronousTestCase):
    """A test with a fresh folder."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(os.path.realpath(folder.name))

    def write(self, content: str | bytes, name: str = "channels.yaml") -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def load(self, content: str | bytes, name: str = "channels.yaml") -> Settings:
        return load(self.write(content, name))

    def load_classic(self, content: str | bytes, afk: float = 100) -> Settings:
        return load_classic(self.write(content, "config"), afk)

    def complaints(self, content: str | bytes, *, strict: bool = False) -> list[str]:
        """What is wrong with a file of this content, each complaint without the folder and the file's name."""
        path = self.write(content, "config")
        try:
            settings = load_classic(path) if strict else load(path)
        except BadConfig as bad:
            return [str(complaint).removeprefix(f"{path}:").strip() for complaint in bad.complaints]
        self.fail(f"no complaint about {content!r}, but {settings}")
        return []
