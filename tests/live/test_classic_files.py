"""CLASSIC C5: `/send`, from one real client's folder into another's."""

import hashlib
import random
import time
from pathlib import Path

from tests.live.classic import ClassicCase


class Send(ClassicCase):
    """The file arrives under its base name; sender and log are told, the target is not."""

    def setUp(self) -> None:
        super().setUp()
        self.serve()
        self.ann, self.bob = self.seat_clients("ann", "bob")
        self.mine = self.folder / "ann"
        self.theirs = self.folder / "bob"

    def await_content(self, path: Path, content: bytes) -> None:
        """Look at the file again and again until it is complete."""
        deadline = time.monotonic() + 10.0
        while not (path.exists() and path.stat().st_size == len(content)):
            self.assertLess(time.monotonic(), deadline, f"{path} never came")
            self.ann.watch_silence(0.02)
        self.assertEqual(hashlib.sha256(path.read_bytes()).hexdigest(), hashlib.sha256(content).hexdigest())

    def sent(self, file_path: str) -> None:
        self.ann.say(f"/send bob {file_path}")
        self.ann.expect(f"[Server message (T)] You sent {file_path} to bob.")
        self.server.expect(f"[Server message (T)] ann sent {file_path} to bob.")

    def test_saved_in_the_folder_of_the_target_and_the_target_hears_nothing(self) -> None:
        (cat,) = self.seat_visitors("cat", among=[self.ann, self.bob])
        (self.mine / "notes.txt").write_bytes(b"line one\nline two\r\n\x00\xff")
        self.sent("notes.txt")
        self.await_content(self.theirs / "notes.txt", b"line one\nline two\r\n\x00\xff")
        self.mark(self.bob, self.ann, cat)

    def test_many_at_once_arrive_one_after_the_other(self) -> None:
        """The last one of a name is the one that stays."""
        names = [f"{number % 30}/notes{number % 7}.txt" for number in range(60)]
        for name in names:
            (self.mine / name).parent.mkdir(exist_ok=True)
            (self.mine / name).write_text(name)
        self.ann.say("\n".join(f"/send bob {name}" for name in names) + "\n/quit")
        for name in names:
            self.ann.expect(f"[Server message (T)] You sent {name} to bob.")
            self.server.expect(f"[Server message (T)] ann sent {name} to bob.")
        self.assertEqual(self.ann.end(), 0)
        last = {name.split("/")[1]: name for name in names}
        self.assertEqual({path.name: path.read_text() for path in self.theirs.iterdir()}, last)

    def test_saved_under_its_base_name(self) -> None:
        (self.mine / "deep" / "er").mkdir(parents=True)
        (self.mine / "deep" / "er" / "notes.txt").write_bytes(b"from below")
        self.sent("deep/er/notes.txt")
        self.await_content(self.theirs / "notes.txt", b"from below")
        absolute = self.folder / "elsewhere.txt"
        absolute.write_bytes(b"from elsewhere")
        self.sent(str(absolute))
        self.await_content(self.theirs / "elsewhere.txt", b"from elsewhere")
        self.assertEqual(sorted(path.name for path in self.theirs.iterdir()), ["elsewhere.txt", "notes.txt"])
        self.mark(self.bob, self.ann)

    def test_overwrites(self) -> None:
        (self.theirs / "notes.txt").write_bytes(b"something longer that was there before")
        (self.mine / "notes.txt").write_bytes(b"new")
        self.sent("notes.txt")
        self.await_content(self.theirs / "notes.txt", b"new")

    def test_empty_file(self) -> None:
        (self.mine / "empty").write_bytes(b"")
        self.sent("empty")
        self.await_content(self.theirs / "empty", b"")

    def test_absent_target(self) -> None:
        (self.mine / "notes.txt").write_bytes(b"notes")
        self.ann.say("/send nobody notes.txt")
        self.ann.expect("[Server message (T)] nobody is not here.")
        self.mark(self.ann, self.bob)

    def test_target_in_another_channel_or_in_the_queue_is_not_here(self) -> None:
        zoe = self.seat_clients("zoe", channel="games")[0]
        self.seat_visitors("cat", "dan", "eve", among=[self.ann, self.bob])
        fay = self.queue_clients("fay")[0]
        (self.mine / "notes.txt").write_bytes(b"notes")
        self.ann.say("/send zoe notes.txt")
        self.ann.expect("[Server message (T)] zoe is not here.")
        self.ann.say("/send fay notes.txt")
        self.ann.expect("[Server message (T)] fay is not here.")
        self.mark(self.ann, self.bob)
        self.mark(zoe)
        self.figures(fay, "5/5/1", "1/5/0")
        self.assertEqual([*(self.folder / "zoe").iterdir(), *(self.folder / "fay").iterdir()], [])

    def test_missing_file(self) -> None:
        self.ann.say("/send bob nothing.txt")
        self.ann.expect("[Server message (T)] nothing.txt does not exist.")
        self.mark(self.ann, self.bob)

    def test_both_wrong_tells_both_with_the_target_first(self) -> None:
        self.ann.say("/send nobody deep/nothing.txt")
        self.ann.expect("[Server message (T)] nobody is not here.")
        self.ann.expect("[Server message (T)] deep/nothing.txt does not exist.")
        self.mark(self.ann, self.bob)

    def test_muted_may_send(self) -> None:
        (self.mine / "notes.txt").write_bytes(b"from a muted one")
        self.server.say("/mute general:ann 60")
        self.server.expect("[Server message (T)] Muted ann for 60 seconds.")
        self.ann.expect("[Server message (T)] You have been muted for 60 seconds.")
        self.bob.expect("[Server message (T)] ann has been muted for 60 seconds.")
        self.sent("notes.txt")
        self.await_content(self.theirs / "notes.txt", b"from a muted one")
        self.mark(self.bob, self.ann)

    def test_five_mebibytes_arrive_unharmed_while_chat_goes_on(self) -> None:
        (cat,) = self.seat_visitors("cat", among=[self.ann, self.bob])
        content = random.Random(5).randbytes(5 * 1024 * 1024)
        (self.mine / "big.bin").write_bytes(content)
        chat = []
        self.ann.say("/send bob big.bin")
        for number in range(20):
            for speaker in (self.ann, self.bob, cat):
                speaker.say(f"still talking {number}")
                chat.append(f"[{speaker.name} (T)] still talking {number}")
        self.bob.expect_any_order(chat)
        cat.expect_any_order(chat)
        self.ann.expect_any_order([*chat, "[Server message (T)] You sent big.bin to bob."])
        self.server.expect_any_order([*chat, "[Server message (T)] ann sent big.bin to bob."])
        self.await_content(self.theirs / "big.bin", content)
        self.mark(self.bob, self.ann, cat)
