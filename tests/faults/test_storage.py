"""The store of a running house in trouble: full, read-only, locked. Chat goes on, nothing is claimed that is not kept (F3-F5).

What a bystander hears of it is nothing; whoever asks for an act that must last is told that nothing has happened.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from unittest import SkipTest

from tests.faults.people import CALM, PeopleCase
from tests.faults.visitors import Bystanders, percentile
from tests.live.hearing import PATIENCE
from tests.live.needs import needs_root

NOT_STORED = "* That was not stored, so nothing has happened. Please try again in a moment."
LOCKED = 30.0 if os.environ.get("CHATROOM_LONG") else 8.0  # seconds
CALM_P99 = 0.05  # seconds
# While the file BROKEN says "w", nothing can be written; while it says "s", nothing that was written can be synced.
LIBRARY = """
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>
static char broken(void) {
    const char *name = getenv("BROKEN");
    char how = 0;
    int fd = name ? syscall(SYS_openat, AT_FDCWD, name, O_RDONLY) : -1;
    if (fd >= 0) { syscall(SYS_read, fd, &how, 1); syscall(SYS_close, fd); }
    return how;
}
static ssize_t put(int fd, const void *data, size_t size, off_t at) {
    if (broken() == 'w') { errno = EROFS; return -1; }
    return syscall(SYS_pwrite64, fd, data, size, at);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return put(fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) { return put(fd, data, size, at); }
int fsync(int fd) { if (broken() == 's') { errno = EIO; return -1; } return syscall(SYS_fsync, fd); }
int fdatasync(int fd) { if (broken() == 's') { errno = EIO; return -1; } return syscall(SYS_fdatasync, fd); }
"""


class StorageCase(PeopleCase):
    """An owner and a member are in the lobby, and two bystanders talk."""

    def set_up_people(self) -> None:
        self.ann = self.sign_in("ann", self.ann_password, "owner")
        self.ann.expect("* ann has joined lobby.")
        self.pat = self.sign_in("pat", self.pat_password)
        self.pat.expect("* pat has joined lobby.")
        self.ann.expect("* pat has joined lobby.")

    def make_accounts(self) -> None:
        self.ann_password, self.pat_password = self.account("ann", role="owner"), self.account("pat")

    def assert_nothing_is_stored(self, within: float = PATIENCE) -> None:
        """Each durable act is answered so, and nobody is banned, muted, or known by a new password."""
        newcomer = self.call(name="newcomer")
        newcomer.say(f"/register zoe {self.secret('Secret-Of-Zoe-1')}")
        self.pat.say(f"/passwd {self.pat_password} {self.secret('Changed-Pat-1')}")
        newcomer.skip_to(NOT_STORED, within)
        self.pat.skip_to(NOT_STORED, within)
        for line in ("/ban bob", "/mute pat 1h", "/slow 1h", "/note pat hello"):
            self.ann.say(line)
            self.ann.skip_to(NOT_STORED, within)
        self.pat.say("still heard")
        self.pat.skip_to("pat: still heard")
        bob = self.guest("bob")
        bob.skip_to("* bob has joined lobby.")
        bob.stop()
        self.sign_in("pat", self.pat_password).stop()
        newcomer.stop()

    def assert_all_is_stored(self) -> None:
        """After the trouble, without a restart: an act is done, and is there after a kill."""
        self.ann.say("/ban bob for good reasons")
        self.ann.skip_to("* Ban #" + str(self.next_ban()) + ": bob is banned for good (for good reasons).")
        self.assert_banned("bob")

    def next_ban(self) -> int:
        """Numbers of bans that were not stored are used up."""
        return 2

    def assert_banned(self, name: str) -> None:
        caller = self.call(name=name)
        caller.say(name)
        caller.skip_to(
            "* You are banned here for good. The reason: for good reasons."
            " If you think that this is wrong, please ask the staff of this server."
        )
        caller.stop()


class FullTests(StorageCase):
    """A data folder of its own, a tmpfs of one MiB, filled to the last byte."""

    def setUp(self) -> None:
        needs_root()
        super().setUp()
        self.data.mkdir(mode=0o700)
        _mount("-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", str(self.data))
        self.addCleanup(_unmount, str(self.data))

    def test_F03_a_full_disk(self) -> None:
        self.make_accounts()
        self.serve(CALM)
        self.set_up_people()
        talk = Bystanders(self.ports["lobby"])
        filler = self.data / "filler"
        with filler.open("wb", buffering=0) as file:
            for size in (65536, 4096, 512, 1):
                try:
                    while file.write(b"\0" * size) == size:
                        pass
                except OSError:
                    continue
        self.assert_nothing_is_stored()
        filler.unlink()
        self.assert_all_is_stored()
        times = talk.stop()
        self.assertLess(percentile(times, 0.99), CALM_P99)
        self.server.kill()
        self.serve(CALM)
        self.assert_banned("bob")
        self.sign_in("pat", self.pat_password)


class FailingDiskTests(StorageCase):
    """The disk refuses under the running server, by a library between SQLite and the system, for as long as a file is there."""

    def serve_on_a_disk_of_ours(self) -> None:
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None or not sys.platform.startswith("linux"):
            raise SkipTest("needs Linux and a C compiler")
        source, library, self.broken = (self.elsewhere / name for name in ("disk.c", "disk.so", "broken"))
        source.write_text(LIBRARY)
        subprocess.run([str(compiler), "-shared", "-fPIC", "-o", library, source], check=True, capture_output=True)
        self.make_accounts()
        argv = self.twistd("--config", str(self.write_config(CALM)))
        self.server = self.start(argv, {"LD_PRELOAD": str(library), "BROKEN": str(self.broken)})
        self.server.await_listening(self.ports.values())
        self.set_up_people()

    def test_F04_a_disk_that_has_become_read_only(self) -> None:
        self.serve_on_a_disk_of_ours()
        self.broken.write_text("w")
        self.assert_nothing_is_stored()
        self.broken.unlink()
        self.assert_all_is_stored()
        self.server.kill()
        self.serve(CALM)
        self.assert_banned("bob")
        self.sign_in("pat", self.pat_password)

    def test_F04_a_disk_whose_sync_fails(self) -> None:
        """What was answered as not stored is not there after a crash either, though it had been written."""
        self.serve_on_a_disk_of_ours()
        self.broken.write_text("s")
        self.assert_nothing_is_stored()
        self.server.kill()
        self.serve(CALM)
        bob = self.guest("bob")
        bob.skip_to("* bob has joined lobby.")
        self.sign_in("pat", self.pat_password)


class ReadOnlyTests(StorageCase):
    """The data folder is read-only from the start: the house says so in a line, chats, and keeps nothing."""

    def test_F04_a_read_only_data_folder(self) -> None:
        needs_root()
        self.make_accounts()
        _mount("--bind", str(self.data), str(self.data))
        self.addCleanup(_unmount, str(self.data))
        _mount("-o", "remount,bind,ro", str(self.data))
        before = self.store_file.read_bytes()
        argv = self.twistd("--config", str(self.write_config(f"{CALM}\nlog: {{file: off}}")))
        line = self.refused_start(argv)
        self.assertIn(str(self.data), line)
        self.assertEqual(self.store_file.read_bytes(), before)


class LockedTests(StorageCase):
    """Another program holds the store: 8 seconds, or 30 with CHATROOM_LONG=1."""

    def test_F05_a_locked_store(self) -> None:
        self.make_accounts()
        self.serve(CALM)
        self.set_up_people()
        other = sqlite3.connect(self.store_file, isolation_level=None)
        self.addCleanup(other.close)
        talk = Bystanders(self.ports["lobby"])
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        self.pat.say(f"/passwd {self.pat_password} {self.secret('Changed-Pat-2')}")
        self.ann.say("/ban bob")
        self.ann.say("/mute pat 1h")
        for person in (self.ann, self.ann, self.pat):
            person.skip_to(NOT_STORED)
        waited = time.monotonic() - began
        time.sleep(max(0.0, LOCKED - waited))  # the lock is what is measured here
        other.execute("ROLLBACK")
        times = talk.stop()
        p99 = percentile(times, 0.99)
        print(f"locked for {LOCKED:.0f} s: refused after {waited:.1f} s, p99 of {len(times)} lines {p99 * 1e3:.1f} ms")
        self.assertLess(waited, 10.0)
        self.assertLess(p99, CALM_P99)
        self.pat.say("not muted")
        self.pat.skip_to("pat: not muted")
        self.sign_in("pat", self.pat_password).stop()
        self.assert_all_is_stored()

    def test_F05_who_signs_in_meanwhile(self) -> None:
        """What needs no writing works while the store is locked."""
        self.make_accounts()
        self.serve(CALM)
        other = sqlite3.connect(self.store_file, isolation_level=None)
        self.addCleanup(other.close)
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        self.set_up_people()
        self.assertLess(time.monotonic() - began, 4.5)  # who waits for the store waits 5 s


def _mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, timeout=PATIENCE)
    if done.returncode:  # root in a container is often refused
        raise SkipTest(f"needs the right to mount: {done.stderr.decode().strip()}")


def _unmount(folder: str) -> None:
    subprocess.run(["umount", "--lazy", folder], check=True, capture_output=True, timeout=PATIENCE)
