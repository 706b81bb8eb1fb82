"""CLASSIC C6: what the operator types into the server's standard input."""

from tests.live.classic import ClassicCase
from tests.live.programs import Visitor


class Kick(ClassicCase):
    """`/kick <channel>:<user>` closes the connection; the kicked one is told nothing."""

    def setUp(self) -> None:
        super().setUp()
        self.serve()

    def test_members_and_operator_are_told_and_the_target_is_closed_in_silence(self) -> None:
        ann, bob = self.seat_clients("ann", "bob")
        self.server.say("/kick general:bob")
        self.server.expect("[Server message (T)] Kicked bob.")
        ann.expect("[Server message (T)] bob has left the channel.")
        bob.expect_end()
        bob.end()
        self.mark(ann)
        self.figures(ann, "1/5/0")
        self.operator_mark()

    def test_head_of_the_line_is_let_in(self) -> None:
        _ann, *others = self.fill()
        fay, gus = self.queue_visitors("fay", "gus")
        self.server.say("/kick general:ann")
        self.server.expect("[Server message (T)] Kicked ann.")
        self.server.expect("[Server message (T)] fay has joined the general channel.")
        for member in others:
            member.expect("[Server message (T)] ann has left the channel.")
            member.expect("[Server message (T)] fay has joined the channel.")
        fay.expect("[Server message (T)] fay has joined the channel.")
        gus.expect("[Server message (T)] You are in the waiting queue and there are 0 user(s) ahead of you.")
        self.mark(fay, *others)

    def test_unknown_channel_is_checked_first(self) -> None:
        (ann,) = self.seat_visitors("ann")
        self.server.say("/kick nowhere:nobody")
        self.server.expect("[Server message (T)] nowhere does not exist.")
        self.server.say("/kick nowhere:ann")
        self.server.expect("[Server message (T)] nowhere does not exist.")
        self.mark(ann)

    def test_absent_user(self) -> None:
        (ann,) = self.seat_visitors("ann")
        (zoe,) = self.seat_visitors("zoe", channel="games")
        self.server.say("/kick general:nobody")
        self.server.expect("[Server message (T)] nobody is not in general.")
        self.server.say("/kick general:zoe")
        self.server.expect("[Server message (T)] zoe is not in general.")
        self.mark(ann)
        self.mark(zoe)

    def test_waiter_is_not_in_the_channel(self) -> None:
        members = self.fill()
        fay, gus = self.queue_visitors("fay", "gus")
        self.server.say("/kick general:fay")
        self.server.expect("[Server message (T)] fay is not in general.")
        self.mark(members[0], *members[1:])
        self.figures(fay, "5/5/2")
        self.figures(gus, "5/5/2")

    def test_same_name_elsewhere_stays(self) -> None:
        (here,) = self.seat_visitors("ann")
        (there,) = self.seat_visitors("ann", channel="games")
        self.server.say("/kick games:ann")
        self.server.expect("[Server message (T)] Kicked ann.")
        there.expect_end()
        self.mark(here)


class Mute(ClassicCase):
    """`/mute <channel>:<user> <seconds>`: three wordings for three kinds of ears."""

    def setUp(self) -> None:
        super().setUp()
        self.serve()

    def test_operator_target_and_members_are_told_in_their_own_words(self) -> None:
        ann, bob = self.seat_clients("ann", "bob")
        (cat,) = self.seat_visitors("cat", among=[ann, bob])
        (zoe,) = self.seat_visitors("zoe", channel="games")
        self.server.say("/mute general:bob 30")
        self.server.expect("[Server message (T)] Muted bob for 30 seconds.")
        bob.expect("[Server message (T)] You have been muted for 30 seconds.")
        ann.expect("[Server message (T)] bob has been muted for 30 seconds.")
        cat.expect("[Server message (T)] bob has been muted for 30 seconds.")
        self.mark(ann, bob, cat)
        self.mark(zoe)

    def test_invalid_times(self) -> None:
        ann, bob = self.seat_visitors("ann", "bob")
        for seconds in ("0", "-22", "soon", "2.5", "5s"):
            self.server.say(f"/mute general:bob {seconds}")
            self.server.expect("[Server message (T)] Invalid mute time.")
        self.mark(bob, ann)

    def test_absent_user(self) -> None:
        (ann,) = self.seat_visitors("ann")
        (zoe,) = self.seat_visitors("zoe", channel="games")
        self.server.say("/mute general:nobody 5")
        self.server.expect("[Server message (T)] nobody is not here.")
        self.server.say("/mute general:zoe 5")
        self.server.expect("[Server message (T)] zoe is not here.")
        self.mark(ann)
        self.mark(zoe)

    def test_unknown_channel(self) -> None:
        (ann,) = self.seat_visitors("ann")
        self.server.say("/mute nowhere:ann 5")
        self.server.expect("[Server message (T)] ann is not here.")
        self.mark(ann)

    def test_waiter_is_not_here(self) -> None:
        members = self.fill()
        (fay,) = self.queue_visitors("fay")
        self.server.say("/mute general:fay 5")
        self.server.expect("[Server message (T)] fay is not here.")
        self.mark(members[0], *members[1:])
        self.figures(fay, "5/5/1")


class Empty(ClassicCase):
    """`/empty <channel>` closes everybody in the channel in silence; waiters stay and are let in up to the capacity."""

    def setUp(self) -> None:
        super().setUp()
        self.serve()

    def test_members_are_closed_and_hear_nothing(self) -> None:
        ann, bob = self.seat_clients("ann", "bob")
        (zoe,) = self.seat_visitors("zoe", channel="games")
        self.server.say("/empty general")
        self.server.expect("[Server message (T)] general has been emptied.")
        for person in (ann, bob):
            person.end()
            person.expect_end()
        self.mark(zoe)
        self.figures(zoe, "0/5/0", "1/5/0")

    def test_waiters_are_let_in_up_to_the_capacity(self) -> None:
        members = self.fill()
        names = ["fay", "gus", "hal", "ida", "jon", "kim", "lea"]
        *let_in, kim, lea = self.queue_visitors(*names)
        self.server.say("/empty general")
        self.server.expect("[Server message (T)] general has been emptied.")
        for name in names[:5]:
            self.server.expect(f"[Server message (T)] {name} has joined the general channel.")
        for member in members:
            member.expect_end()
        for number, waiter in enumerate(let_in):
            for earlier in range(number - 1, -1, -1):
                waiter.expect(f"[Server message (T)] You are in the waiting queue and there are {earlier} user(s) ahead of you.")
            for name in names[number:5]:
                waiter.expect(f"[Server message (T)] {name} has joined the channel.")
        for earlier in (4, 3, 2, 1, 0):
            kim.expect(f"[Server message (T)] You are in the waiting queue and there are {earlier} user(s) ahead of you.")
        for earlier in (5, 4, 3, 2, 1):
            lea.expect(f"[Server message (T)] You are in the waiting queue and there are {earlier} user(s) ahead of you.")
        self.mark(let_in[0], *let_in[1:])
        self.figures(kim, "5/5/2")
        self.figures(lea, "5/5/2")

    def test_channel_where_nobody_is(self) -> None:
        self.server.say("/empty games")
        self.server.expect("[Server message (T)] games has been emptied.")
        self.operator_mark()

    def test_unknown_channel(self) -> None:
        (ann,) = self.seat_visitors("ann")
        self.server.say("/empty nowhere")
        self.server.expect("[Server message (T)] nowhere does not exist.")
        self.mark(ann)


class Shutdown(ClassicCase):
    """`/shutdown` closes every seat and every queue in silence and exits."""

    def test_everybody_is_closed_in_silence_and_the_server_exits_with_zero(self) -> None:
        self.serve()
        (ann,) = self.seat_clients("ann")
        members: list[Visitor] = self.seat_visitors("bob", "cat", "dan", "eve", among=[ann])
        (fay,) = self.queue_clients("fay")
        self.server.say("/shutdown")
        self.assertEqual(self.server.end(), 0)
        self.server.expect_end()
        for person in (ann, fay):
            person.end()
            person.expect_end()
        for member in members:
            member.expect_end()

    def test_next_server_has_the_ports_at_once(self) -> None:
        for _ in range(3):
            self.serve()
            (ann,) = self.seat_visitors("ann")
            self.server.say("/shutdown")
            self.assertEqual(self.server.end(), 0)
            ann.expect_end()

    def test_anything_else_is_ignored(self) -> None:
        self.serve()
        (ann,) = self.seat_visitors("ann")
        for line in ("", "   ", "hello", "/", "/who", "/help", "/list", "/quit", "/kicks general:ann", "shutdown", "[x] y", "é☃"):
            self.server.say(line)
        self.operator_mark()
        self.mark(ann)
        self.figures(ann, "1/5/0")
