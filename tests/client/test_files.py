"""Files on this disk: which may be read, under which names they arrive, and that half a file never stays."""

import os
import stat

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.client import files
from chatroom.client.files import Arrival, Folder, measure, open_announced, safe_name


class MeasureTests(SynchronousTestCase):
    """A size, or -1."""

    def setUp(self) -> None:
        self.here = os.fsencode(self.mktemp())
        os.mkdir(self.here)
        self.file = os.path.join(self.here, b"a file")
        with open(self.file, "wb") as file:
            file.write(b"12345")

    def test_regular_files(self) -> None:
        self.assertEqual(measure(self.file), 5)
        os.symlink(b"a file", self.here + b"/link")
        self.assertEqual(measure(self.here + b"/link"), 5)

    def test_a_sparse_giant(self) -> None:
        os.truncate(self.file, 4294967296)
        self.assertEqual(measure(self.file), 4294967296)

    def test_what_is_no_readable_regular_file(self) -> None:
        os.mkfifo(self.here + b"/pipe")  # nobody writes into it: nothing may wait for that
        for path in (self.here, self.here + b"/none", self.here + b"/pipe", b"/dev/null", b"", b"a\x00b", b"x" * 5000):
            self.assertEqual(measure(path), -1, path)

    def test_no_longer_as_announced(self) -> None:
        with open_announced(self.file, 5) as file:
            self.assertEqual(file.read(), b"12345")
        self.assertRaises(OSError, open_announced, self.file, 4)
        self.assertRaises(OSError, open_announced, self.here, 5)


class SafeNameTests(SynchronousTestCase):
    """A stranger's name for a file."""

    def test_good_names_stay(self) -> None:
        for name in ("a.txt", "no ending", "naïve €.tar.gz", "-rf", "~", "猫.png"):
            self.assertEqual(safe_name(name.encode()), name.encode())

    def test_base_name_only(self) -> None:
        for name in (b"../../x", b"/etc/x", b"C:\\y\\x", b"a/b\\x", b"x\x00", b"x\n", b" x ", "\u202ex".encode()):
            self.assertEqual(safe_name(name), b"x", name)

    def test_never_empty(self) -> None:
        for name in (b"", b".", b"..", b"/", b"x/", b"\x00", b"../..", b".\x1b.", b" \t"):
            self.assertEqual(safe_name(name), b"file", name)

    def test_never_hidden(self) -> None:
        self.assertEqual(safe_name(b".bashrc"), b"_bashrc")
        self.assertEqual(safe_name(b"...x"), b"_..x")

    def test_the_classic_base_name_is_to_the_letter(self) -> None:
        for name, base in ((b".hidden", b".hidden"), (b"a\\b.txt", b"a\\b.txt"), (b"../../x", b"x"), (b"d/.h", b".h")):
            self.assertEqual(safe_name(name, exact=True), base)
        for name in (b".", b"..", b"a/..", b"", b"\x00"):
            self.assertEqual(safe_name(name, exact=True), b"file")

    def test_long_names_keep_their_ending(self) -> None:
        self.assertEqual(safe_name(b"x" * 300 + b".jpeg"), b"x" * 195 + b".jpeg")
        self.assertEqual(safe_name(b"." + b"x" * 300), b"_" + b"x" * 199)
        self.assertEqual(safe_name("é".encode() * 300 + b".py"), "é".encode() * 98 + b".py")

    @given(st.binary())
    @settings(deadline=None)
    def test_always_a_name_in_this_folder(self, name: bytes) -> None:
        safe = safe_name(name)
        self.assertTrue(0 < len(safe) <= 200)
        self.assertNotIn(safe[:1], (b".", b"/"))
        self.assertFalse(set(safe) & {0, 0x0A, 0x0D, 0x1B, 0x2F, 0x5C})


class ArrivalTests(SynchronousTestCase):
    """A file arrives whole or not at all."""

    def setUp(self) -> None:
        self.folder = Folder(os.fsencode(self.mktemp()))
        os.mkdir(self.folder.path)
        self.addCleanup(os.umask, os.umask(0o027))

    def path(self, name: bytes) -> bytes:
        return os.path.join(self.folder.path, name)

    def contents(self) -> dict[bytes, bytes]:
        found = {}
        for name in os.listdir(self.folder.path):
            with open(self.path(name), "rb") as file:
                found[name] = file.read()
        return found

    def arrive(self, name: bytes, data: bytes, replace: bool) -> None:
        arrival = Arrival(self.folder)
        arrival.write(data)
        arrival.keep(name, replace=replace)

    def test_hidden_and_private_until_whole(self) -> None:
        arrival = Arrival(self.folder)
        (name,) = os.listdir(self.folder.path)
        self.assertTrue(name.startswith(b".chatroom-") and len(name) > 20)
        self.assertEqual(stat.S_IMODE(os.stat(self.path(name)).st_mode), 0o600)
        arrival.write(b"data")
        arrival.keep(b"a.txt", replace=False)
        self.assertEqual(self.contents(), {b"a.txt": b"data"})
        self.assertEqual(stat.S_IMODE(os.stat(self.path(b"a.txt")).st_mode), 0o640)
        self.assertEqual(self.folder.unfinished, set())

    def test_keep_takes_the_first_free_name(self) -> None:
        os.symlink("nowhere", self.path(b"a.1.txt"))
        for data in (b"1", b"2", b"3"):
            self.arrive(b"a.txt", data, replace=False)
        os.unlink(self.path(b"a.1.txt"))
        self.assertEqual(self.contents(), {b"a.txt": b"1", b"a.2.txt": b"2", b"a.3.txt": b"3"})

    def test_keep_without_an_ending(self) -> None:
        for data in (b"1", b"2"):
            self.arrive(b"README", data, replace=False)
        self.assertEqual(self.contents(), {b"README": b"1", b"README.1": b"2"})

    def test_replace(self) -> None:
        for data in (b"1", b"2"):
            self.arrive(b"a.txt", data, replace=True)
        self.assertEqual(self.contents(), {b"a.txt": b"2"})

    def test_replace_does_not_follow_a_link(self) -> None:
        outside = self.mktemp()
        with open(outside, "wb") as file:
            file.write(b"precious")
        os.symlink(os.path.abspath(outside), self.path(b"a.txt"))
        self.arrive(b"a.txt", b"new", replace=True)
        self.assertFalse(os.path.islink(self.path(b"a.txt")))
        with open(outside, "rb") as file:
            self.assertEqual(file.read(), b"precious")

    def test_a_folder_is_never_replaced(self) -> None:
        os.mkdir(self.path(b"x"))
        arrival = Arrival(self.folder)
        self.assertRaises(OSError, arrival.keep, b"x", replace=True)
        arrival.discard()
        self.assertEqual(os.listdir(self.folder.path), [b"x"])

    def test_discard(self) -> None:
        arrival = Arrival(self.folder)
        arrival.write(b"half")
        arrival.discard()
        self.assertEqual(self.contents(), {})
        arrival.discard()

    def test_discard_between_making_it_and_opening_it(self) -> None:
        """A signal may end the program there."""

        def signalled(number: int, mode: str) -> None:
            self.folder.discard()
            os.close(number)
            raise SystemExit

        self.patch(files.os, "fdopen", signalled)
        self.assertRaises(SystemExit, Arrival, self.folder)
        self.assertEqual((self.contents(), self.folder.unfinished), ({}, set()))

    def test_a_folder_that_takes_nothing_has_nothing_unfinished(self) -> None:
        folder = Folder(self.path(b"missing"))
        self.assertRaises(OSError, Arrival, folder)
        self.assertEqual(folder.unfinished, set())

    def test_discarded_by_somebody_else_before(self) -> None:
        arrival = Arrival(self.folder)
        arrival.write(b"half")
        for name in os.listdir(self.folder.path):
            os.unlink(os.path.join(self.folder.path, name))
        before = len(os.listdir("/dev/fd"))
        arrival.discard()
        self.assertEqual(len(os.listdir("/dev/fd")), before - 1)

    def test_discard_after_keep_does_nothing(self) -> None:
        arrival = Arrival(self.folder)
        arrival.keep(b"a", replace=False)
        arrival.discard()
        self.assertEqual(self.contents(), {b"a": b""})

    def test_the_folder_discards_every_half_file(self) -> None:
        self.arrive(b"whole", b"1", replace=False)
        Arrival(self.folder)
        Arrival(self.folder).write(b"half")
        self.folder.discard()
        self.assertEqual(self.contents(), {b"whole": b"1"})
