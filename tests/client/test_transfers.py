"""Both file protocols over a transport that only remembers."""

import os
from typing import Any

from twisted.internet.testing import StringTransport
from twisted.trial.unittest import SynchronousTestCase

from chatroom.client.conversation import DownloadAsked, UploadAsked
from chatroom.client.files import Folder
from chatroom.client.transfers import Download, Upload


class Wire(StringTransport):
    """A transport that can be aborted and tells whether it was."""

    aborted = False

    def abortConnection(self) -> None:
        self.aborted = True
        super().abortConnection()


class UploadTests(SynchronousTestCase):
    """-> chatroom-file <ticket>, <- go, -> the bytes, and the server closes."""

    def begin(self, data: bytes, size: int | None = None) -> None:
        self.gone: list[None] = []
        self.path = os.fsencode(self.mktemp())
        with open(self.path, "wb") as file:
            file.write(data)
        self.wire = Wire()
        self.upload = Upload(UploadAsked(b"t1", self.path, len(data) if size is None else size), lambda: self.gone.append(None))
        self.upload.makeConnection(self.wire)
        self.addCleanup(self.upload.connectionLost)

    def test_nothing_but_the_ticket_before_go(self) -> None:
        self.begin(b"hello")
        self.assertEqual(self.wire.value(), b"chatroom-file t1\n")
        for piece in (b"Welcome, what is ", b"your name?\r\n", b"go\r\nx\x01go\n\x01", b"go\r"):
            self.upload.dataReceived(piece)
            self.assertIsNone(self.wire.producer)
        self.upload.dataReceived(b"\n")
        self.assertIsNotNone(self.wire.producer)
        self.assertEqual(self.wire.value(), b"chatroom-file t1\n")

    def test_a_greeting_without_end(self) -> None:
        self.begin(b"hello")
        self.upload.dataReceived(b"x" * 65536)
        self.assertFalse(self.wire.aborted)
        self.upload.dataReceived(b"x")
        self.assertTrue(self.wire.aborted)

    def test_chunk_by_chunk_and_then_it_waits(self) -> None:
        data = os.urandom(65536 * 2 + 10)
        self.begin(data)
        self.upload.dataReceived(b"\x01go\r\n")
        self.assertFalse(self.wire.streaming)
        self.wire.clear()
        sizes = []
        while self.wire.producer is not None:
            before = len(self.wire.value())
            self.upload.resumeProducing()
            sizes.append(len(self.wire.value()) - before)
        self.assertEqual(sizes, [65536, 65536, 10])
        self.assertEqual(self.wire.value(), data)
        self.assertFalse(self.wire.disconnecting)

    def test_an_empty_file(self) -> None:
        self.begin(b"")
        self.upload.dataReceived(b"\x01go\r\n")
        self.assertIsNone(self.wire.producer)
        self.assertFalse(self.wire.disconnecting)

    def test_a_file_of_another_size_is_not_sent(self) -> None:
        for size in (4, 6):
            self.begin(b"hello", size)
            self.upload.dataReceived(b"\x01go\r\n")
            self.assertTrue(self.wire.aborted)
            self.assertEqual(self.wire.value(), b"chatroom-file t1\n")

    def test_a_file_that_shrinks_on_the_way(self) -> None:
        self.begin(b"x" * 100_000)
        self.upload.dataReceived(b"\x01go\r\n")
        os.truncate(self.path, 65536)
        self.upload.resumeProducing()
        self.assertFalse(self.wire.aborted)
        self.upload.resumeProducing()
        self.assertTrue(self.wire.aborted)

    def test_a_file_that_grows_on_the_way(self) -> None:
        self.begin(b"hello")
        self.upload.dataReceived(b"\x01go\r\n")
        with open(self.path, "ab") as file:
            file.write(b" world")
        self.upload.resumeProducing()
        self.assertEqual(self.wire.value(), b"chatroom-file t1\nhello")
        self.assertIsNone(self.wire.producer)

    def test_a_lost_connection_closes_the_file(self) -> None:
        self.begin(b"hello")
        self.upload.dataReceived(b"\x01go\r\n")
        file: Any = self.upload._file
        self.upload.connectionLost()
        self.assertTrue(file.closed)


class DownloadTests(SynchronousTestCase):
    """-> chatroom-file <ticket>, <- go and the bytes, -> saved or failed, and close."""

    def begin(self, size: int, name: bytes = b"a.txt", replace: bool = False) -> None:
        self.folder = Folder(os.fsencode(self.mktemp()))
        os.mkdir(self.folder.path)
        self.connect(size, name, replace)

    def connect(self, size: int, name: bytes = b"a.txt", replace: bool = False, said: bytes = b"\x01go\r\n") -> None:
        self.wire = Wire()
        self.download = Download(DownloadAsked(b"t1", size, replace, name), self.folder)
        self.download.makeConnection(self.wire)
        self.addCleanup(self.download.connectionLost)
        self.download.dataReceived(said)

    def saved(self, name: bytes = b"a.txt") -> bytes:
        """The only file in the folder, which must have this name."""
        self.assertEqual(os.listdir(self.folder.path), [name])
        with open(os.path.join(self.folder.path, name), "rb") as file:
            return file.read()

    def test_saved_when_the_last_byte_is_there(self) -> None:
        self.begin(10)
        self.download.dataReceived(b"01234")
        self.assertEqual(self.wire.value(), b"chatroom-file t1\n")
        self.assertNotIn(b"a.txt", os.listdir(self.folder.path))
        self.download.dataReceived(b"56789")
        self.assertEqual(self.wire.value(), b"chatroom-file t1\nsaved\n")
        self.assertTrue(self.wire.disconnecting)
        self.assertEqual(self.saved(), b"0123456789")

    def test_an_empty_file(self) -> None:
        self.begin(0)
        self.assertEqual(self.wire.value(), b"chatroom-file t1\nsaved\n")
        self.assertEqual(self.saved(), b"")

    def test_nothing_before_go(self) -> None:
        self.begin(1)
        for size in (0, 5):
            self.connect(size, said=b"Welcome, what is your name? ")
            self.assertEqual(self.wire.value(), b"chatroom-file t1\n")
        self.download.dataReceived(b"\r\n\x01go\r\n\x01go\nmore than five")
        self.assertEqual(self.wire.value(), b"chatroom-file t1\nfailed\n")
        self.connect(5, said=b"Welcome\r\n\x01go\n\x01go\r\n")
        self.assertEqual(self.wire.value(), b"chatroom-file t1\nsaved\n")
        self.download.connectionLost()
        with open(os.path.join(self.folder.path, b"a.txt"), "rb") as file:
            self.assertEqual(file.read(), b"\x01go\r\n")

    def test_cut_half_way(self) -> None:
        self.begin(10)
        self.download.dataReceived(b"01234")
        self.download.connectionLost()
        self.assertEqual(os.listdir(self.folder.path), [])

    def test_more_than_announced(self) -> None:
        self.begin(3)
        self.download.dataReceived(b"0123")
        self.assertEqual(self.wire.value(), b"chatroom-file t1\nfailed\n")
        self.assertEqual(os.listdir(self.folder.path), [])

    def test_what_comes_after_the_end_is_ignored(self) -> None:
        self.begin(3)
        self.download.dataReceived(b"012")
        self.download.dataReceived(b"3")
        self.assertEqual(self.wire.value(), b"chatroom-file t1\nsaved\n")
        self.assertEqual(self.saved(), b"012")

    def test_keep_and_replace(self) -> None:
        self.begin(1)
        self.download.dataReceived(b"1")
        self.connect(1, replace=True)
        self.download.dataReceived(b"2")
        self.assertEqual(self.saved(), b"2")
        self.connect(1)
        self.download.dataReceived(b"3")
        self.assertEqual(sorted(os.listdir(self.folder.path)), [b"a.1.txt", b"a.txt"])

    def test_only_inside_the_folder(self) -> None:
        self.begin(1, b"../../x")
        self.download.dataReceived(b"1")
        self.assertEqual(self.saved(b"x"), b"1")

    def test_a_folder_that_is_gone(self) -> None:
        self.folder = Folder(os.fsencode(self.mktemp()))
        self.connect(5)
        self.assertEqual(self.wire.value(), b"chatroom-file t1\nfailed\n")
        self.assertTrue(self.wire.disconnecting)

    def test_a_name_that_cannot_be_had(self) -> None:
        self.begin(1, b"x", replace=True)
        os.mkdir(os.path.join(self.folder.path, b"x"))
        self.download.dataReceived(b"1")
        self.assertEqual(self.wire.value(), b"chatroom-file t1\nfailed\n")
        self.assertEqual(os.listdir(self.folder.path), [b"x"])
