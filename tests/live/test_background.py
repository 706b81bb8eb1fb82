"""`twistd chatroom` without `-n`: the server goes to the background, and is as much of a server there. G901, G909."""

import contextlib
import os
import signal
import time

from tests.live.house import GREETING, HouseCase
from tests.live.programs import PATIENCE, Visitor, command


class InTheBackground(HouseCase):
    """What was begun before stays behind: threads, and locks on files. Nothing of it may be missed there."""

    def test_it_keeps_things_and_ends_when_it_is_asked_to(self) -> None:
        number = self.go_to_the_background()
        ann = Visitor(self.ports["lobby"], "register ann Correct-Horse-9")
        self.addCleanup(ann.stop)
        ann.skip_to("* ann is an account now. To come in, type /login, ann and the password.")
        ann.say("/login ann Correct-Horse-9")
        ann.skip_to("* You are signed in as ann (member).")
        ann.skip_to("* ann has joined lobby.")
        ann.say("hi")
        ann.expect("ann: hi")
        os.kill(number, signal.SIGTERM)
        ann.expect("* The server is shutting down. Goodbye.")
        self.await_end(number)
        self.assertFalse((self.folder / "server.pid").exists())
        log = (self.folder / "data" / "log" / "app.log").read_text()
        self.assertIn(" - INFO - Stopped\n", log)

    def test_it_finds_again_what_it_has_kept(self) -> None:
        for word in ("register", "login"):
            number = self.go_to_the_background()
            ann = Visitor(self.ports["lobby"], f"{word} ann Correct-Horse-9")
            self.addCleanup(ann.stop)
            ann.skip_to(GREETING)
            ann.expect(
                "* ann is an account now. To come in, type /login, ann and the password."
                if word == "register"
                else "* You are signed in as ann (member)."
            )
            os.kill(number, signal.SIGTERM)
            self.await_end(number)

    def go_to_the_background(self) -> int:
        """The number of the process that serves now. The one that was started ends once the ports are open."""
        pid = self.folder / "server.pid"
        starter = self.start([*command("twistd"), f"--pidfile={pid}", "chatroom", "--config", str(self.write_config())])
        self.assertEqual(starter.end(), 0)
        number = int(pid.read_text())
        self.addCleanup(_kill, number)
        return number

    def await_end(self, number: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while _runs(number):
            self.assertLess(time.monotonic(), deadline, "it does not end")
            time.sleep(0.01)


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def _kill(number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)
