"""The whole client as a process, while files travel beside the talk."""

import hashlib
import random
import signal
import socket

from tests.client.program import Line, ProgramCase, until


class FileTests(ProgramCase):
    """Transfers over connections of their own."""

    def ticket(self) -> Line:
        line = self.accept()
        line.send(b"Hello, what is your name?\r\n")
        self.assertEqual(line.readline(), b"chatroom-file t1\n")
        line.send(b"\x01go\r\n")
        return line

    def test_download(self) -> None:
        data = random.Random(1).randbytes(5 << 20)
        program, line = self.enter()
        line.send(b"\x01download t1 %d replace ../../x\n" % len(data))
        transfer = self.ticket()
        transfer.send(data[:-1])
        line.send(b"talk goes on\n")
        self.assertEqual(program.line(), b"talk goes on\n")
        self.assertNotIn("x", self.files())
        transfer.send(data[-1:])
        self.assertEqual(transfer.read(), b"saved\n")
        self.assertEqual(digests(self.files()), digests({"x": data}))
        line.close()
        self.assertEqual((program.rest(), program.status(), program.errors()), (b"", 0, b""))

    def test_download_cut_half_way(self) -> None:
        program, line = self.enter()
        line.send(b"\x01download t1 10 keep x\n")
        transfer = self.ticket()
        transfer.send(b"half")
        until(lambda: list(self.files().values()) == [b""] or b"half" in self.files().values())
        transfer.close()
        until(lambda: self.files() == {})
        line.send(b"talk goes on\n")
        self.assertEqual(program.line(), b"talk goes on\n")

    def test_a_half_file_goes_when_the_program_ends(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, None):
            program, line = self.enter()
            line.send(b"\x01download t1 10 keep x\n")
            transfer = self.ticket()
            transfer.send(b"half")
            until(lambda: len(self.files()) == 1)
            if number is None:
                line.close()
            else:
                program.process.send_signal(number)
            program.status()
            self.assertEqual((self.files(), program.errors()), ({}, b""))

    def test_upload(self) -> None:
        data = random.Random(2).randbytes(5 << 20)
        self.write("my file.bin", data)
        program, line = self.enter()
        program.type(b"/send  bob  my file.bin\n")
        self.assertEqual(line.readline(), b"\x01send 5242880 bob my file.bin\n")
        line.send(b"\x01upload t1 my file.bin\n")
        transfer = self.ticket()
        program.type(b"talk goes on\n")
        self.assertEqual(line.readline(), b"talk goes on\n")
        self.assertEqual(digests({"": transfer.read(len(data))}), digests({"": data}))
        transfer.socket.shutdown(socket.SHUT_WR)
        self.assertEqual(transfer.read(), b"")

    def test_upload_of_what_was_not_offered(self) -> None:
        self.write("secret", b"secret")
        program, line = self.enter()
        program.type(b"/send bob missing\n")
        self.assertEqual(line.readline(), b"\x01send -1 bob missing\n")
        line.send(b"\x01upload t1 /etc/passwd\n\x01upload t1 secret\n\x01upload t1 missing\n\x01download t1 0 keep x\n")
        self.assertEqual(self.ticket().read(), b"saved\n")
        self.listener.settimeout(0)
        self.assertRaises(BlockingIOError, self.listener.accept)


def digests(files: dict[str, bytes]) -> dict[str, str]:
    """Hashes, which read better in a failure than five million bytes."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
