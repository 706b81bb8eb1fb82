"""Six kinds of ban against eight ways round them at each door that there is: 240 cells, judged by hand-made rules. G502."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.doors.gatekeeper import AccountGate
from chatroom.rules.accounts import token_fingerprint
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words.records import KeptKey
from chatroom.words.resuming import Resume, ResumeCode
from tests.fakes import House, Visitor, house
from tests.rules.replies import banned

HERE, NEAR, AWAY = "10.0.0.1", "10.0.0.99", "10.9.9.9"
BANS = {
    "name": "name:bob",
    "account": "account:bob",
    "key": "key:SHA256:bob",
    "address": HERE,
    "network": "10.0.0.0/24",
    "all": "all:bob",
}
EVASIONS = {  # the name that is given, where from, by which channel
    "once more": ("bob", HERE, "lobby"),
    "in other letters": ("BOB", AWAY, "lobby"),
    "by a look-alike": ("b0b", AWAY, "lobby"),
    "under a new name": ("rob", HERE, "lobby"),
    "from the neighbour": ("rob", NEAR, "lobby"),
    "by another channel": ("bob", AWAY, "quiet"),
    "on a connection from before": ("bob", AWAY, "lobby"),
    "by a rename": ("bob", AWAY, "lobby"),
}
Way = Callable[[House, Visitor, str], None]


def by_prompt(place: House, visitor: Visitor, nick: str) -> None:
    visitor.ask(c.Introduce(nick))
    visitor.ask(k.Prove("pw"))


LINES: dict[str, Way] = {
    "as a guest": lambda place, visitor, nick: visitor.ask(c.Introduce(nick)),
    "at the prompt": by_prompt,
    "by login": lambda place, visitor, nick: visitor.ask(k.Login(nick, "pw")),
}
DOORS = (*LINES, "ssh with a password", "ssh with a key")


def encoded(blob: str) -> str:
    return b64encode(blob.encode()).decode()


class BannedAtEveryDoor(SynchronousTestCase):
    """bob, who came from 10.0.0.1, and rob, who may come in wherever no address keeps him out."""

    def stage(self, door: str) -> House:
        place = house(9, quiet=9)
        if door != "as a guest":
            for name in ("bob", "rob"):
                place.account(name, "admin").keys[f"SHA256:{name}"] = KeptKey(
                    f"SHA256:{name}", f"ssh-ed25519 {encoded(name)}", ""
                )
        return place

    def comes_in(self, place: House, door: str, evasion: str, early: Visitor) -> bool:
        nick, host, home = EVASIONS[evasion]
        found: list[Any] = []
        gate = AccountGate(place.realm)
        if door == "ssh with a password":
            gate.by_password(nick, "pw", host).addCallback(found.append)
            return found[0] is not None
        if door == "ssh with a key":
            gate.by_key(nick, nick.lower().encode(), f"SHA256:{nick.lower()}", host).addCallback(found.append)
            return found[0] is not None
        visitor = early if evasion == "on a connection from before" else place.open(home, host)
        if evasion == "by a rename":
            LINES[door](place, visitor, "rob")
            visitor.ask(c.Rename(nick))
            return visitor.session.who.nick == nick
        LINES[door](place, visitor, nick)
        return visitor.session.person is not None

    def may_come_in(self, ban: str, door: str, evasion: str) -> bool:
        nick, host, _ = EVASIONS[evasion]
        signed_in = door != "as a guest"
        if signed_in and (nick == "b0b" or (evasion == "by a rename" and not door.startswith("ssh"))):
            return False  # b0b is no account, and bob is no name for rob
        bob = nick != "rob"
        shut = {
            "name": bob,
            "account": bob and signed_in,
            "key": bob and signed_in,
            "address": host == HERE,
            "network": host in (HERE, NEAR),
            "all": bob or host == HERE,
        }
        return not shut[ban]

    def test_all_cells(self) -> None:
        cells = closed = 0
        for ban, target in BANS.items():
            for door in DOORS:
                for evasion in EVASIONS:
                    place = self.stage(door)
                    first = place.sign_in("bob", host=HERE) if door != "as a guest" else place.enter("bob", host=HERE)
                    early = place.open("lobby", AWAY)
                    banned(place, target, "--force")
                    first.hang_up()
                    came = self.comes_in(place, door, evasion, early)
                    self.assertEqual(came, self.may_come_in(ban, door, evasion), (ban, door, evasion))
                    cells += 1
                    closed += not came
        self.assertEqual((cells, closed > 120), (240, True))

    def test_nobody_comes_back_by_a_code(self) -> None:
        """Seat and code are kept while the line is lost; a ban of who has them ends them, wherever it comes back from."""
        for ban, target in BANS.items():
            for signed_in in (False, True):
                for host in (HERE, NEAR, AWAY):
                    for lost in (True, False):
                        place = self.stage("by login" if signed_in else "as a guest")
                        bob = place.open("lobby", HERE)
                        bob.ask(k.Login("bob", "pw", resumes=True) if signed_in else c.Introduce("bob", resumes=True))
                        code = next(event.code for event in bob.hear() if isinstance(event, ResumeCode))
                        if lost:
                            bob.hang_up()
                        banned(place, target, "--force")
                        again = place.open("lobby", host)
                        again.ask(Resume(code))
                        came = again.session.person is not None
                        self.assertEqual(came, not signed_in and ban in ("account", "key"), (ban, signed_in, host, lost))

    def test_nor_by_a_token(self) -> None:
        for ban, target in BANS.items():
            for host in (HERE, NEAR, AWAY):
                place = self.stage("by login")
                mark = token_fingerprint("chatroom_0123456789")
                place.realm.accounts.named("bob").keys[mark] = KeptKey(mark, "", "token")
                place.sign_in("bob", host=HERE).hang_up()
                banned(place, target, "--force")
                again = place.open("lobby", host)
                again.ask(k.SignIn("chatroom_0123456789"))
                shut = {"address": host == HERE, "network": host in (HERE, NEAR)}.get(ban, True)
                self.assertEqual(again.session.person is None, shut, (ban, host))
