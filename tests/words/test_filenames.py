"""What strangers call files: whatever it is, it becomes one harmless part of a path (G708)."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.words.filenames import MAX_BYTES, safe_file_name


class Names(SynchronousTestCase):
    """One by one, and any text at all."""

    def test_by_hand(self) -> None:
        for name, safe in (
            ("notes.pdf", "notes.pdf"),
            ("../x", "x"),
            ("a/../../x", "x"),
            ("/etc/passwd", "passwd"),
            ("a\x00b", "ab"),
            ("C:\\x", "x"),
            ("C:x", "C_x"),
            (".", "file"),
            ("..", "file"),
            ("", "file"),
            ("   ", "file"),
            ("a/", "file"),
            (".profile", "_profile"),
            ("...x", "_x"),
            ("x. . ", "x"),
            ("nul", "_nul"),
            ("COM1.txt", "_COM1.txt"),
            ("LPT\u00b9", "_LPT\u00b9"),
            ("console.txt", "console.txt"),
            ("a\u202egpj.exe", "agpj.exe"),
            ("a\u200bb", "ab"),
            ("a\r\nb", "a  b"),
            ('a<b>:"|?*', "a_b______"),
            ("e\u0301.txt", "\u00e9.txt"),
            ("\u738b\u5c0f\u660e.pdf", "\u738b\u5c0f\u660e.pdf"),
            ("x" * 300, "x" * 200),
            ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
            ("\u738b" * 100, "\u738b" * 66),
            ("x." + "y" * 300, "x." + "y" * 198),
        ):
            self.assertEqual(safe_file_name(name), safe, name)

    @settings(deadline=None, max_examples=500)
    @given(st.one_of(st.text(), st.text("./\\:x\0 ~\u202e\ud800"), st.sampled_from(("con", "aux.", "nul .txt", "com1:x"))))
    def test_any(self, name: str) -> None:
        safe = safe_file_name(name)
        self.assertTrue(0 < len(safe.encode()) <= MAX_BYTES, safe)
        self.assertFalse(set(safe) & set('/\\\0<>:"|?*') or safe[0] in ". " or safe[-1] in ". ", safe)
        self.assertEqual([c for c in safe if unicodedata.category(c) in ("Cc", "Cf", "Cs")], [])
        self.assertEqual(safe_file_name(safe), safe)
