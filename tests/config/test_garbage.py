"""Whatever the bytes, a file gives settings or complaints of one line each; and what a classic file must not import."""

import subprocess
import sys
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from chatroom.config import BadConfig, Settings, load, load_classic
from tests.config.folder import FolderCase

WORDS = st.sampled_from(
    ["channels:", "channel", "- ", "name:", "port:", "capacity:", "afk:", "flood:", "limits:", "log:", "off", "lobby", "6001",
     "5", "{", "}", "[", "]", "[server]", "host", "=", "&a ", "*a ", "!!int ", "!<x> ", "? ", "---", "...", "%YAML 1.1", "|", ">",
     "'", '"', "\\U00110000", "\\x", "<<", "#", ",", ":", " ", "  ", "\n", "\n  ", "\r", "\t", "\x85", "\u2028", "\0", "é"],
)  # fmt: skip
PIECES = st.lists(WORDS, max_size=40).map(lambda words: "".join(words).encode())


class Garbage(FolderCase):
    """Nothing but BadConfig ever comes out."""

    def judge(self, content: bytes, read: Callable[..., Settings]) -> None:
        path = self.write(content)
        try:
            self.assertTrue(read(path).channels)
        except BadConfig as bad:
            self.assertTrue(bad.complaints)
            for complaint in bad.complaints:
                self.assertEqual(str(complaint).splitlines(), [str(complaint)])
                self.assertNotRegex(str(complaint), "[\x00-\x1f\x7f-\x9f]")
                self.assertLess(len(str(complaint)), len(str(path)) + 300)
                self.assertLessEqual(complaint.line, len(content) + 1)

    @settings(deadline=None, max_examples=300)
    @given(st.binary(max_size=200))
    def test_any_bytes(self, content: bytes) -> None:
        self.judge(content, load)
        self.judge(content, load_classic)

    @settings(deadline=None, max_examples=700)
    @given(PIECES)
    def test_pieces_of_a_configuration(self, content: bytes) -> None:
        self.judge(content, load)
        self.judge(b"channels:\n- name: a\n  port: 1\n  capacity: 1\n  topic: " + content, load)
        self.judge(b"[server]\n" + content, load)
        self.judge(b"channel " + content, load)
        self.judge(b"channel " + content, load_classic)


class Imports(FolderCase):
    """A classic file is judged before anything heavy is imported."""

    def heavy(self, code: str) -> str:
        script = (
            f"import sys\n{code}\nprint(sorted({{m.partition('.')[0] for m in sys.modules}} & {{'yaml', 'twisted', 'zope'}}))"
        )
        run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        return run.stdout.strip()

    def test_classic_files(self) -> None:
        path = str(self.write("channel a 1 5\nchannel b 2 5\nchannel c 3 5\n"))
        self.assertEqual(self.heavy(f"from chatroom.config import load_classic; load_classic({path!r})"), "[]")
        self.assertEqual(self.heavy(f"from chatroom.config import load; load({path!r})"), "[]")

    def test_yaml_needs_yaml_only(self) -> None:
        path = str(self.write("channels: [{name: a, port: 1, capacity: 1}]"))
        self.assertEqual(self.heavy(f"from chatroom.config import load; load({path!r})"), "['yaml']")
        whole = "import chatroom.config.convert, chatroom.config.firstrun"
        self.assertEqual(self.heavy(whole), "['yaml']")
