"""Passwords at the line door: asked, hidden, checked elsewhere, and never seen again. Expected bytes are written by hand."""

from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase

from chatroom.config.settings import channel
from chatroom.ports import Busy
from chatroom.rules.accounts import Account, Role
from chatroom.rules.session import State
from chatroom.words.events import Refusal, Said
from chatroom.words.refusals import Reason
from tests.doors.stage import Stage, Visitor

SECRET = "correct horse"
IAC, DONT, DO, WONT, WILL, SB, SE, AYT = (bytes([n]) for n in (255, 254, 253, 252, 251, 250, 240, 246))
HIDE, SHOW = IAC + WILL + b"\x01", IAC + WONT + b"\x01"
NAWS = IAC + WILL + b"\x1f"
HELLO = NAWS  # a client that speaks telnet at once

GREETING = b"* Welcome to lobby: all 3 seats are free.\r\n* Please type your name and press Enter.\r\n"
ASKED = b"* ann is a registered name. Please type its password and press Enter.\r\n"
IN = (
    b"* You are signed in as ann (owner).\r\n"
    b"* Welcome to lobby, ann.\r\n* /help lists the commands, /quit leaves.\r\n* ann has joined lobby.\r\n"
)
OUT = (
    b"* That is not the right password. Please check it, capital letters too, and try again.\r\n"
    b"* Goodbye. To try once more, please connect again.\r\n"
)


class Checking:
    """A checker whose answers the test gives by hand, in any order; with `at_once` it answers before it returns."""

    def __init__(self, at_once: bool = False) -> None:
        self.at_once = at_once
        self.asked: list[tuple[str, str]] = []  # (secret, password); a password to be hashed has no secret
        self.open: list[tuple[Deferred[Any], Any]] = []

    def verify(self, secret: str, password: str) -> Deferred[bool]:
        return self._ask(secret, password, secret == f"hash of {password}")

    def hash(self, password: str) -> Deferred[str]:
        return self._ask("", password, f"hash of {password}")

    def answers(self, count: int = 1) -> None:
        """Says the truth about the oldest questions."""
        for _ in range(count):
            answer, truth = self.open.pop(0)
            answer.callback(truth)

    def fails(self, trouble: Exception) -> None:
        self.open.pop(0)[0].errback(trouble)

    def _ask(self, secret: str, password: str, truth: Any) -> Deferred[Any]:
        answer: Deferred[Any] = Deferred()
        self.asked.append((secret, password))
        if self.at_once:
            answer.callback(truth)
        else:
            self.open.append((answer, truth))
        return answer


def house(at_once: bool = False) -> tuple[Stage, Checking]:
    """One room of three seats, and ann, who owns the house."""
    stage = Stage(channel("lobby", 6001, 3))
    checker = Checking(at_once)
    stage.realm.checker = checker
    ann = stage.realm.accounts.add(Account("ann", "ann", f"hash of {SECRET}", 0.0))
    ann.roles[""] = Role.OWNER
    return stage, checker


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """The data in pieces, cut at these places (any number, modulo its length)."""
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[a:b] for a, b in pairwise(edges)]


class Dialogue(SynchronousTestCase):
    """Name, password prompt; wrong: told and closed; right: in (S1-04, S1-05, G306)."""

    def setUp(self) -> None:
        self.stage, self.checker = house()

    def test_by_nc_right(self) -> None:
        ann = self.stage.open()
        ann.sends(b"ann\n")
        self.assertEqual(ann.bytes(), GREETING + ASKED)
        ann.sends(b"correct horse\n")
        self.assertEqual(ann.bytes(), b"", "nothing before the answer")
        self.assertEqual(self.checker.asked, [("hash of correct horse", "correct horse")])
        self.checker.answers()
        self.stage.settle()
        self.assertEqual(ann.bytes(), IN)
        ann.types("hi")
        self.assertEqual(ann.bytes(), b"ann: hi\r\n")

    def test_by_nc_wrong(self) -> None:
        ann = self.stage.open()
        ann.sends(b"ann\n", b"battery staple\n")
        self.assertFalse(ann.gone)
        self.checker.answers()
        self.stage.settle()
        self.assertEqual(ann.bytes(), GREETING + ASKED + OUT)
        self.assertTrue(ann.gone)

    def test_by_telnet_right(self) -> None:
        ann = self.stage.open()
        ann.sends(HELLO, b"ann\r\n")
        self.assertEqual(ann.bytes(), GREETING + IAC + DO + b"\x1f" + ASKED + HIDE)
        ann.sends(IAC + DO + b"\x01", b"correct horse\r\0")
        self.assertEqual(ann.bytes(), SHOW + b"\r\n")
        self.checker.answers()
        self.stage.settle()
        self.assertEqual(ann.bytes(), IN)
        ann.sends(IAC + DONT + b"\x01hi\r\0")
        self.assertEqual(ann.bytes(), b"ann: hi\r\n", "no answer to its answer, and nothing hidden any more")

    def test_by_telnet_wrong(self) -> None:
        ann = self.stage.open()
        ann.sends(HELLO, b"ann\r\n", IAC + DO + b"\x01", b"battery staple\r\0")
        self.checker.answers()
        self.stage.settle()
        self.assertEqual(ann.bytes(), GREETING + IAC + DO + b"\x1f" + ASKED + HIDE + SHOW + b"\r\n" + OUT)
        self.assertTrue(ann.gone)

    def test_one_that_is_closed_at_once_is_shown_its_echo_first(self) -> None:
        for number in range(3):
            other = self.stage.open()
            other.sends(b"ann\nguess %d\n" % number)
            self.checker.answers()
        ann = self.stage.open()
        ann.sends(HELLO, b"ann\r\n", b"correct horse\r\n")
        self.assertEqual(len(self.checker.asked), 3, "too many tries: not checked")
        self.assertIn(HIDE + SHOW + b"\r\n* There were too many tries.", ann.bytes())
        self.assertTrue(ann.gone)

    def test_a_client_that_does_not_obey(self) -> None:
        ann = self.stage.open()
        ann.sends(HELLO, b"ann\r\n", IAC + DONT + b"\x01", b"correct horse\r\n")
        self.checker.answers()
        self.stage.settle()
        self.assertEqual(ann.bytes(), GREETING + IAC + DO + b"\x1f" + ASKED + HIDE + SHOW + b"\r\n" + IN)

    def test_one_who_has_not_spoken_yet_is_not_hidden(self) -> None:
        ann = self.stage.open()
        ann.sends(b"ann\n", IAC + AYT, b"correct horse\n")
        self.checker.answers()
        self.stage.settle()
        self.assertEqual(ann.bytes(), GREETING + ASKED + b"Yes.\r\n" + IN)

    def test_a_free_name_is_never_hidden(self) -> None:
        bob = self.stage.open()
        bob.sends(HELLO, b"bob\r\n", b"hi\r\n")
        data = bob.bytes()
        self.assertNotIn(HIDE, data)
        self.assertNotIn(SHOW, data)

    def test_everything_is_a_password(self) -> None:
        for line, password in (
            (b"/quit", "/quit"),
            (b"!exit", "!exit"),
            (b"  two blanks ", "  two blanks "),
            (b"", ""),
            (b"ann", "ann"),
        ):
            stage, checker = house()
            ann = stage.open()
            ann.sends(b"ann\r\n", line + b"\r\n")
            self.assertEqual(checker.asked, [("hash of correct horse", password)])

    def test_a_line_too_long_is_no_password(self) -> None:
        ann = self.stage.open()
        ann.sends(HELLO, b"ann\r\n", b"x" * 1025 + b"\r\n")
        self.assertEqual(self.checker.asked, [])
        self.assertTrue(ann.bytes().endswith(b"1024 bytes are the most. Please send it in parts.\r\n"), "and still hidden")
        ann.sends(b"correct horse\r\n")
        self.assertEqual(ann.bytes(), SHOW + b"\r\n")

    def test_the_checker_is_busy(self) -> None:
        ann = self.stage.open()
        ann.sends(b"ann\n", b"correct horse\n")
        self.checker.fails(Busy())
        self.stage.settle()
        self.assertEqual([event.reason for event in self.stage.events if isinstance(event, Refusal)], [Reason.BUSY])
        self.assertTrue(ann.bytes().endswith(b"again in a moment.\r\n* Goodbye. To try once more, please connect again.\r\n"))
        self.assertTrue(ann.gone)

    def test_thirty_seconds_cover_the_password(self) -> None:
        ann = self.stage.open()
        ann.sends(b"ann\n")
        self.stage.pass_time(29)
        self.assertFalse(ann.gone)
        self.stage.pass_time(1)
        self.assertTrue(ann.gone)
        last = b"* No name came in time, so the connection ends here.\r\n* Goodbye. To try once more, please connect again.\r\n"
        self.assertEqual(ann.bytes(), GREETING + ASKED + last)

    def test_an_answer_after_these_comes_too_late(self) -> None:
        ann = self.stage.open()
        ann.sends(b"ann\n", b"correct horse\nhello\n")
        ann.wire.reading = False
        self.stage.pass_time(31)
        self.checker.answers()
        self.stage.settle()
        self.assertEqual(len(self.stage.realm.people), 0)
        ann.wire.read_again()
        self.assertTrue(ann.bytes().endswith(b"* Goodbye. To try once more, please connect again.\r\n"))
        self.stage.pass_time(4)
        self.assertTrue(ann.gone)

    def test_the_host_alone_is_known_to_the_rules(self) -> None:
        ann = self.stage.open()
        self.assertEqual((ann.door.session.host, ann.door.session.address), ("127.0.0.1", "127.0.0.1:50001"))


class Waiting(SynchronousTestCase):
    """While a password is checked, what comes waits, in order."""

    def setUp(self) -> None:
        self.stage, self.checker = house()

    def test_name_password_and_text_in_one_chunk(self) -> None:
        bob, ann = self.stage.enter("bob"), self.stage.open()
        ann.bytes()
        ann.sends(b"ann\ncorrect horse\nhello\n/me waves\n")
        self.assertEqual(ann.bytes(), ASKED)
        self.assertEqual(bob.bytes(), b"")
        self.checker.answers()
        self.stage.settle()
        self.assertEqual(ann.bytes(), IN + b"ann: hello\r\n~ ann waves\r\n")
        self.assertEqual(bob.bytes(), b"* ann has joined lobby.\r\nann: hello\r\n~ ann waves\r\n")

    def test_later_chunks_too(self) -> None:
        ann = self.stage.open()
        ann.sends(b"ann\ncorrect horse\nhel", b"lo\n", IAC + AYT + b"again\n", b"and again\n")
        self.assertEqual(ann.bytes(), GREETING + ASKED)
        self.checker.answers()
        self.stage.settle()
        self.assertEqual(ann.bytes(), IN + b"ann: hello\r\nYes.\r\nann: again\r\nann: and again\r\n")

    def test_nothing_is_read_meanwhile(self) -> None:
        ann = self.stage.open()
        ann.sends(b"ann\n")
        self.assertEqual(ann.wire.producerState, "producing")
        ann.sends(b"correct horse\n")
        self.assertEqual(ann.wire.producerState, "paused")
        self.checker.answers()
        self.assertEqual(ann.wire.producerState, "producing")

    def test_a_transport_that_goes_on_reading_loses_nothing(self) -> None:
        ann = self.stage.open()
        for piece in (b"ann\ncorrect horse\none\n", b"two\nth", IAC, AYT, b"ree\n"):
            ann.door.dataReceived(piece)
        self.checker.answers()
        self.stage.settle()
        self.assertEqual(ann.bytes(), GREETING + ASKED + IN + b"ann: one\r\nann: two\r\nYes.\r\nann: three\r\n")

    def test_a_checker_that_answers_at_once(self) -> None:
        stage, _ = house(at_once=True)
        ann = stage.open()
        ann.sends(b"ann\ncorrect horse\nhello\n")
        self.assertEqual(ann.bytes(), GREETING + ASKED + IN + b"ann: hello\r\n")
        self.assertEqual(ann.wire.producerState, "producing")

    def test_after_a_wrong_one_nothing_is_heard(self) -> None:
        bob, ann = self.stage.enter("bob"), self.stage.open()
        ann.sends(b"ann\nwrong\ncorrect horse\nhello\n", b"ann\n")
        self.checker.answers()
        self.stage.settle()
        self.assertEqual(self.checker.asked, [("hash of correct horse", "wrong")])
        self.assertTrue(ann.bytes().endswith(OUT))
        self.assertTrue(ann.gone)
        self.assertEqual(bob.bytes(), b"")

    def test_login_again_and_again_in_one_chunk(self) -> None:
        ann = self.stage.open()
        ann.sends(b"/login ann wrong\n/login ann correct horse\nhello\n")
        self.assertEqual(len(self.checker.asked), 1)
        self.checker.answers()
        self.stage.settle()
        self.assertEqual(len(self.checker.asked), 2)
        self.assertEqual(ann.wire.producerState, "paused")
        self.checker.answers()
        self.stage.settle()
        self.assertTrue(ann.bytes().endswith(IN + b"ann: hello\r\n"))
        self.assertEqual(ann.wire.producerState, "producing")

    def test_a_password_on_the_line_itself_hides_nothing(self) -> None:
        ann = self.stage.open()
        ann.sends(HELLO, b"/login ann correct horse\r\n")
        self.checker.answers()
        self.stage.settle()
        self.assertEqual(ann.bytes(), GREETING + IAC + DO + b"\x1f" + IN)

    def test_a_login_with_the_mark_of_a_client_that_carries_files(self) -> None:
        bob, ann = self.stage.open(), self.stage.open()
        for visitor, name in ((bob, b"bob\t\n"), (ann, b"Login ann correct horse\t\n")):
            visitor.sends(name)
        self.checker.answers()
        self.stage.settle()
        ann.bytes()
        bob.types("\x01send 3 ann a.txt")
        self.assertIn(b"\x01upload ", bob.bytes())
        self.assertIn(b"\x01download ", ann.bytes())

    def test_a_password_typed_where_it_does_not_belong_is_never_shown(self) -> None:
        for lines in (
            (b"ann xyzzy\n", b"an xyzzy plugh\n", b"[bob] xyzzy\n"),
            (b"anna " + b"xyzzy" * 9 + b"\n", b"Login ann\txyzzy\n", b"/who xyzzy\n"),
            (b"carol\n", b"login carol xyzzy\n", b"REGISTER carol xyzzy\n"),
        ):
            stage, checker = house()
            bob, ann = stage.enter("bob"), stage.open()
            ann.sends(*lines)
            checker.answers(len(checker.open))
            stage.settle()
            self.assertNotIn(b"xyzzy", ann.bytes() + bob.bytes() + repr(stage.events).encode(), lines)

    def test_a_password_in_the_room_waits_too(self) -> None:
        bob, ann = self.stage.enter("bob"), self.stage.open()
        ann.sends(b"ann\ncorrect horse\n")
        self.checker.answers()
        self.stage.settle()
        ann.bytes()
        bob.bytes()
        ann.sends(b"one\n/passwd wrong battery staple\ntwo\n")
        self.assertEqual(bob.bytes(), b"ann: one\r\n")
        self.checker.answers()
        self.stage.settle()
        self.assertEqual(bob.bytes(), b"ann: two\r\n")

    def test_others_go_on_talking(self) -> None:
        bob, ann = self.stage.enter("bob"), self.stage.open()
        ann.sends(b"ann\ncorrect horse\n")
        bob.types("anybody here?")
        self.assertEqual(bob.hears(), ["bob: anybody here?"])
        self.assertEqual(ann.bytes(), b"* Welcome to lobby: 1 of 3 seats is taken.\r\n" + GREETING[43:] + ASKED)

    def test_longer_lines_from_then_on(self) -> None:
        for pieces in (
            [b"ann\ncorrect horse\n" + b"y" * 2048 + b"\n"],
            [b"ann\ncorrect horse\n" + b"y" * 1500, b"y" * 548 + b"\n"],
        ):
            stage, checker = house()
            ann = stage.open()
            ann.sends(*pieces)
            checker.answers()
            stage.settle()
            self.assertTrue(ann.bytes().endswith(IN + b"ann: " + b"y" * 2048 + b"\r\n"))

    def test_one_who_is_lost_meanwhile(self) -> None:
        for line in (b"ann\ncorrect horse\nhello\n", b"ann\nwrong\nhello\n", b"/login ann correct horse\nhello\n"):
            stage, checker = house()
            bob, ann = stage.enter("bob"), stage.open()
            ann.sends(line, b"more\n")
            ann.bytes()
            ann.hangs_up()
            del stage.events[:]
            checker.answers()
            stage.settle()
            self.assertEqual((ann.bytes(), bob.bytes(), stage.events), (b"", b"", []))
            self.assertEqual((ann.door.session.state, len(stage.realm.people)), (State.GONE, 1))
            self.assertEqual((ann.door._later, ann.door.session.wake), (b"", None))

    def test_one_who_is_lost_while_registering(self) -> None:
        eve = self.stage.open()
        eve.sends(b"/register eve correct horse\nhello\n")
        eve.hangs_up()
        self.checker.answers()
        self.stage.settle()
        self.assertEqual(len(self.stage.realm.people), 0)
        self.assertFalse([event for event in self.stage.events if isinstance(event, Said)])


class Windows(SynchronousTestCase):
    """Lines are as wide as the client's window (G202, G1104)."""

    WIDE = "one two three four five six seven eight nine ten eleven"

    def size(self, width: int) -> bytes:
        return IAC + SB + b"\x1f" + bytes([0, width, 0, 24]) + IAC + SE

    def test_forty_columns(self) -> None:
        stage = Stage()
        bob, alice = stage.enter("bob"), stage.open()
        alice.sends(NAWS + self.size(40) + b"alice\r\n")
        alice.bytes()
        bob.bytes()
        bob.types(self.WIDE)
        self.assertEqual(alice.bytes(), b"bob: one two three four five six seven\r\n  eight nine ten eleven\r\n")
        self.assertEqual(bob.bytes(), b"bob: one two three four five six seven eight nine ten eleven\r\n")

    def test_a_window_that_changes(self) -> None:
        stage = Stage()
        bob, alice = stage.enter("bob"), stage.enter("alice")
        bob.types(self.WIDE)
        alice.sends(NAWS)
        alice.bytes()
        bob.door.dataReceived(b"before and before and before and before and before\n")
        alice.sends(self.size(40))
        bob.types(self.WIDE)
        alice.sends(self.size(120))
        bob.types(self.WIDE)
        self.assertEqual(alice.hears(), [
            "bob: before and before and before and before and before",
            "bob: one two three four five six seven",
            "  eight nine ten eleven",
            "bob: one two three four five six seven eight nine ten eleven",
        ])  # fmt: skip

    def test_settings_and_width_live_together(self) -> None:
        stage = Stage()
        bob, alice = stage.enter("bob"), stage.open()
        alice.sends(NAWS + self.size(40) + b"alice\r\n/set clock on\r\n")
        alice.bytes()
        bob.types(self.WIDE)
        self.assertEqual(alice.hears(), ["12:00 bob: one two three four five six", "  seven eight nine ten eleven"])

    def test_one_who_waits_for_a_seat(self) -> None:
        stage = Stage(channel("lobby", 6001, 1))
        bob, alice = stage.enter("bob"), stage.enter("alice")
        alice.sends(NAWS + self.size(40))
        alice.bytes()
        alice.types("hello?")
        self.assertLessEqual(max(len(line) for line in alice.hears()), 40)
        bob.types("/quit")
        self.assertEqual(alice.hears(), ["* alice has joined lobby."])

    def test_the_classic_dialect_never_breaks_a_line(self) -> None:
        stage = Stage(channel("lobby", 6001, 5, "classic"), names="channel")
        bob, alice = stage.enter("bob"), stage.open()
        alice.sends(NAWS + self.size(40) + b"alice\r\n")
        alice.bytes()
        bob.types(self.WIDE)
        self.assertEqual(alice.hears(), [f"[bob (12:00:00)] {self.WIDE}"])


# ---- properties --------------------------------------------------------------------------------------------------------

_ends = st.sampled_from([b"\n", b"\r\n", b"\r\0", b"\r"])
_words = "ann|correct horse|wrong|hello|bob|/login ann correct horse|login ann wrong|/register eve sesame|/quit"
_more = "/passwd correct horse battery|/me waves||" + "y" * 1100
_lines = st.sampled_from(f"{_words}|{_more}".encode().split(b"|"))
_typed = st.builds(lambda line, end: line + end, _lines, _ends)
_telnet = st.sampled_from(
    [NAWS, IAC + AYT, IAC + DO + b"\x01", IAC + DONT + b"\x01", IAC + SB + b"\x1f\x00\x28\x00\x18" + IAC + SE, IAC + IAC]
)
_start = st.sampled_from([b"ann\n", b"ann\r\ncorrect horse\r\n", NAWS + b"ann\r\0correct horse\r\0", NAWS + b"ann\nwrong\n", b""])
_visits = st.builds(lambda start, rest: start + b"".join(rest), _start, st.lists(st.one_of(_typed, _telnet), max_size=10))


class Properties(SynchronousTestCase):
    """Whatever is sent, in whatever pieces, and whenever the checker answers."""

    def play(
        self, pieces: list[bytes], pauses: list[int], at_once: bool
    ) -> tuple[bytes, bytes, bool, list[str], list[tuple[str, str]]]:
        """What the visitor hears, what a bystander hears, whether it is gone, what has happened, and what was checked.

        The checker answers after the pieces whose numbers are in `pauses`, and when all are sent.
        """
        stage, checker = house(at_once)
        bob, visitor = stage.enter("carol"), stage.open()
        bob.bytes()
        for number, piece in enumerate(pieces):
            visitor.sends(piece)
            if number in pauses:
                self.finish(stage, checker)
        self.finish(stage, checker)
        happened = [repr(event) for event in stage.events]
        return visitor.bytes(), bob.bytes(), visitor.gone, happened, checker.asked

    def finish(self, stage: Stage, checker: Checking) -> None:
        while checker.open:
            checker.answers()
            stage.settle()

    @settings(deadline=None, max_examples=150)
    @given(_visits, st.lists(st.integers(0, 10_000), max_size=12), st.lists(st.integers(0, 12)), st.booleans())
    def test_any_cutting_gives_the_same(self, visit: bytes, places: list[int], pauses: list[int], at_once: bool) -> None:
        whole = self.play([visit], [], False)
        self.assertEqual(self.play(cut(visit, places), pauses, at_once), whole)
        self.assertEqual(self.flushLoggedErrors(), [])

    @settings(deadline=None, max_examples=100)
    @given(_visits)
    def test_no_password_is_ever_sent_back(self, visit: bytes) -> None:
        stage, checker = house()
        bob, visitor = stage.enter("bob"), stage.open()
        visitor.sends(NAWS + b"ann\nxyzzy plugh\n", visit)
        self.finish(stage, checker)
        for heard in (visitor.bytes(), bob.bytes(), repr(stage.events).encode()):
            self.assertNotIn(b"xyzzy", heard)
            self.assertNotIn(b"plugh", heard)

    @settings(deadline=None, max_examples=100)
    @given(_visits)
    def test_what_is_hidden_is_shown_again(self, visit: bytes) -> None:
        stage, checker = house()
        visitor = stage.open()
        visitor.sends(NAWS + b"ann\n", visit, b"\nlast\n")
        self.finish(stage, checker)
        heard = visitor.bytes()
        shown = SHOW + b"\r\n"  # without the line end it refuses a wish of the client
        self.assertEqual((heard.count(HIDE), heard.count(shown)), (1, 1))
        self.assertLess(heard.index(HIDE), heard.index(shown))

    @settings(deadline=None, max_examples=60)
    @given(_visits, st.booleans())
    def test_everything_is_given_back(self, visit: bytes, answers_first: bool) -> None:
        stage, checker = house()
        visitor = stage.open()
        visitor.sends(visit)
        if answers_first:
            self.finish(stage, checker)
        visitor.hangs_up()
        self.finish(stage, checker)
        stage.pass_time(151)  # what was kept of a lost line is given back, too
        self.assertEqual((len(stage.realm.sessions), len(stage.realm.people), len(stage.realm.names)), (0, 0, 0))
        self.assertEqual(len(stage.realm.deadlines), 0)
        self.assertEqual(self.flushLoggedErrors(), [])


class Others(SynchronousTestCase):
    """Nobody else hears of a password, nor of the wait for it."""

    def listen(self, sent: bytes) -> tuple[list[str], Visitor]:
        stage, checker = house()
        bob, ann = stage.enter("bob"), stage.open()
        bob.bytes()
        ann.sends(sent)
        checker.answers()
        stage.settle()
        return bob.hears(), ann

    def test_wrong(self) -> None:
        self.assertEqual(self.listen(b"ann\nwrong\n")[0], [])

    def test_right(self) -> None:
        self.assertEqual(self.listen(b"ann\ncorrect horse\n")[0], ["* ann has joined lobby."])

    def test_no_byte_for_nc_is_telnet(self) -> None:
        for sent in (b"ann\nwrong\n", b"ann\ncorrect horse\nhi\n"):
            self.assertNotIn(b"\xff", self.listen(sent)[1].wire.value())
