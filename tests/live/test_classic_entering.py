"""CLASSIC C2: the way in, the seats and the waiting queue."""

from tests.live.classic import ClassicCase


class Entering(ClassicCase):
    """Everybody is welcomed; who finds a free seat never sees a queue line."""

    def test_with_a_free_seat_welcome_then_joined_and_no_queue_line(self) -> None:
        self.serve()
        ann = self.client("ann")
        ann.expect("[Server message (T)] Welcome to the general channel, ann.")
        ann.expect("[Server message (T)] ann has joined the channel.")
        self.server.expect("[Server message (T)] ann has joined the general channel.")
        self.mark(ann)

    def test_last_seat_is_given_without_a_queue_line(self) -> None:
        self.serve()
        four = self.seat_visitors("ann", "bob", "cat", "dan")
        eve = self.client("eve")
        eve.expect("[Server message (T)] Welcome to the general channel, eve.")
        for person in (eve, *four):
            person.expect("[Server message (T)] eve has joined the channel.")
        self.server.expect("[Server message (T)] eve has joined the general channel.")
        self.mark(eve, *four)

    def test_joined_reaches_the_members_of_that_channel_alone(self) -> None:
        self.serve()
        ann, bob = self.seat_clients("ann", "bob")
        (zoe,) = self.seat_visitors("zoe", channel="games")
        self.visitor("cat").expect("[Server message (T)] Welcome to the general channel, cat.")
        for person in (ann, bob):
            person.expect("[Server message (T)] cat has joined the channel.")
        self.server.expect("[Server message (T)] cat has joined the general channel.")
        self.mark(zoe)

    def test_full_channel_welcomes_and_numbers_from_zero(self) -> None:
        self.serve()
        members = self.fill()
        fay = self.client("fay")
        fay.expect("[Server message (T)] Welcome to the general channel, fay.")
        fay.expect("[Server message (T)] You are in the waiting queue and there are 0 user(s) ahead of you.")
        gus = self.client("gus")
        gus.expect("[Server message (T)] Welcome to the general channel, gus.")
        gus.expect("[Server message (T)] You are in the waiting queue and there are 1 user(s) ahead of you.")
        self.figures(fay, "5/5/2")
        self.figures(gus, "5/5/2")
        self.mark(members[0], *members[1:])

    def test_whole_way_of_a_waiter_in_order(self) -> None:
        self.serve()
        ann, bob, *_ = self.fill()
        (fay,) = self.queue_visitors("fay")
        gus = self.client("gus")
        gus.expect("[Server message (T)] Welcome to the general channel, gus.")
        gus.expect("[Server message (T)] You are in the waiting queue and there are 1 user(s) ahead of you.")
        ann.say("/quit")
        gus.expect("[Server message (T)] You are in the waiting queue and there are 0 user(s) ahead of you.")
        fay.expect("[Server message (T)] fay has joined the channel.")
        bob.say("/quit")
        gus.expect("[Server message (T)] gus has joined the channel.")
        gus.say("/quit")
        gus.end()
        gus.expect_whole(
            [
                "[Server message (T)] Welcome to the general channel, gus.",
                "[Server message (T)] You are in the waiting queue and there are 1 user(s) ahead of you.",
                "[Server message (T)] You are in the waiting queue and there are 0 user(s) ahead of you.",
                "[Server message (T)] gus has joined the channel.",
            ]
        )

    def test_longest_waiting_is_let_in_each_time(self) -> None:
        self.serve()
        members = self.fill()
        waiters = self.queue_visitors("fay", "gus", "hal")
        for leaver, promoted in zip(members, waiters, strict=False):
            leaver.say("/quit")
            self.server.expect(f"[Server message (T)] {leaver.name} has left the channel.")
            self.server.expect(f"[Server message (T)] {promoted.name} has joined the general channel.")
        self.operator_mark()


class Numbers(ClassicCase):
    """Whenever anybody leaves the queue, every remaining waiter is told its number, changed or not."""

    def setUp(self) -> None:
        super().setUp()
        self.serve()
        self.members = self.fill()
        self.fay, self.gus, self.hal = self.queue_clients("fay", "gus", "hal")

    def others_are_told(self) -> None:
        """gus, in the middle, has gone: fay hears 0 again, hal hears 1 instead of 2, the members hear nothing."""
        self.fay.expect("[Server message (T)] You are in the waiting queue and there are 0 user(s) ahead of you.")
        self.hal.expect("[Server message (T)] You are in the waiting queue and there are 1 user(s) ahead of you.")
        self.figures(self.fay, "5/5/2", "0/5/0")
        self.figures(self.hal, "5/5/2", "0/5/0")
        self.mark(self.members[0], *self.members[1:])

    def test_told_again_when_a_waiter_quits(self) -> None:
        self.gus.say("/quit")
        self.server.expect("[Server message (T)] gus has left the channel.")
        self.others_are_told()

    def test_told_again_when_a_waiter_is_lost(self) -> None:
        self.gus.kill()
        self.others_are_told()

    def test_told_again_when_a_waiter_switches(self) -> None:
        self.gus.say("/switch games")
        self.gus.expect("[Server message (T)] Welcome to the games channel, gus.")
        self.gus.expect("[Server message (T)] gus has joined the channel.")
        self.server.expect("[Server message (T)] gus has left the channel.")
        self.server.expect("[Server message (T)] gus has joined the games channel.")
        self.fay.expect("[Server message (T)] You are in the waiting queue and there are 0 user(s) ahead of you.")
        self.hal.expect("[Server message (T)] You are in the waiting queue and there are 1 user(s) ahead of you.")
        self.figures(self.hal, "5/5/2", "1/5/0")
        self.mark(self.members[0], *self.members[1:])

    def test_told_again_when_the_head_is_let_in(self) -> None:
        self.members[0].say("/quit")
        self.server.expect("[Server message (T)] ann has left the channel.")
        self.server.expect("[Server message (T)] fay has joined the general channel.")
        self.fay.expect("[Server message (T)] fay has joined the channel.")
        self.gus.expect("[Server message (T)] You are in the waiting queue and there are 0 user(s) ahead of you.")
        self.hal.expect("[Server message (T)] You are in the waiting queue and there are 1 user(s) ahead of you.")
        self.figures(self.gus, "5/5/2")
        self.figures(self.hal, "5/5/2")
        for member in self.members[1:]:
            member.expect("[Server message (T)] ann has left the channel.")
            member.expect("[Server message (T)] fay has joined the channel.")
        self.mark(self.fay, *self.members[1:])

    def test_head_that_quits_moves_everybody_up(self) -> None:
        self.fay.say("/quit")
        self.server.expect("[Server message (T)] fay has left the channel.")
        self.gus.expect("[Server message (T)] You are in the waiting queue and there are 0 user(s) ahead of you.")
        self.hal.expect("[Server message (T)] You are in the waiting queue and there are 1 user(s) ahead of you.")
        self.figures(self.hal, "5/5/2")


class SeatFrees(ClassicCase):
    """Six causes free a seat, and each time the head of the line is let in at once."""

    def fill_and_queue(self, afk: int | None = None) -> None:
        self.serve(afk)
        self.ann = self.seat_clients("ann")[0]
        self.others = self.seat_visitors("bob", "cat", "dan", "eve", among=[self.ann])
        self.fay = self.queue_clients("fay")[0]

    def fay_is_let_in(self, *before: str) -> None:
        """Members hear these lines, then that fay has joined, and so does fay; then nothing."""
        for member in self.others:
            member.expect_exactly([*before, "[Server message (T)] fay has joined the channel."])
        self.fay.expect("[Server message (T)] fay has joined the channel.")
        self.server.expect("[Server message (T)] fay has joined the general channel.")
        self.mark(self.fay, *self.others)

    def test_by_quit(self) -> None:
        self.fill_and_queue()
        self.ann.say("/quit")
        self.server.expect("[Server message (T)] ann has left the channel.")
        self.fay_is_let_in("[Server message (T)] ann has left the channel.")

    def test_by_switching_away(self) -> None:
        self.fill_and_queue()
        self.ann.say("/switch games")
        self.ann.expect("[Server message (T)] Welcome to the games channel, ann.")
        self.ann.expect("[Server message (T)] ann has joined the channel.")
        self.server.expect("[Server message (T)] ann has left the channel.")
        self.server.expect_any_order(
            [
                "[Server message (T)] fay has joined the general channel.",
                "[Server message (T)] ann has joined the games channel.",
            ]
        )
        for member in self.others:
            member.expect("[Server message (T)] ann has left the channel.")
            member.expect("[Server message (T)] fay has joined the channel.")
        self.fay.expect("[Server message (T)] fay has joined the channel.")
        self.mark(self.fay, *self.others)

    def test_by_kick(self) -> None:
        self.fill_and_queue()
        self.server.say("/kick general:ann")
        self.server.expect("[Server message (T)] Kicked ann.")
        self.fay_is_let_in("[Server message (T)] ann has left the channel.")

    def test_by_a_lost_connection(self) -> None:
        self.fill_and_queue()
        self.ann.kill()
        self.fay_is_let_in()

    def test_by_empty(self) -> None:
        self.fill_and_queue()
        self.server.say("/empty general")
        self.server.expect("[Server message (T)] general has been emptied.")
        self.fay.expect("[Server message (T)] fay has joined the channel.")
        self.server.expect("[Server message (T)] fay has joined the general channel.")
        self.mark(self.fay)

    def test_by_going_afk(self) -> None:
        self.serve(afk=2)
        self.seat_visitors("ann", "bob", "cat", "dan")
        eve = self.client("eve")
        eve.expect("[Server message (T)] Welcome to the general channel, eve.")
        (fay,) = self.queue_visitors("fay")
        self.server.expect("[Server message (T)] eve has joined the general channel.")
        self.server.expect("[Server message (T)] ann went AFK.")
        self.server.expect("[Server message (T)] fay has joined the general channel.")
        fay.expect("[Server message (T)] fay has joined the channel.")


class Waiters(ClassicCase):
    """Who waits neither sends nor receives chat, may list, switch and quit, and does not grow idle."""

    def test_chat_whisper_and_send_from_a_waiter_are_ignored(self) -> None:
        self.serve()
        members = self.fill()
        (fay,) = self.queue_clients("fay")
        (self.folder / "fay" / "notes.txt").write_text("notes")
        for line in (
            "hello",
            "/whisper ann hello",
            "/whisper nobody hello",
            "/send ann notes.txt",
            "/send nobody nothing.txt",
            "/who",
        ):
            fay.say(line)
        self.figures(fay, "5/5/1")
        self.mark(members[0], *members[1:])

    def test_chat_does_not_reach_a_waiter(self) -> None:
        self.serve()
        members = self.fill()
        (fay,) = self.queue_clients("fay")
        self.mark(members[0], *members[1:])
        members[1].say("/whisper fay psst")
        members[1].expect("[Server message (T)] fay is not here.")
        self.figures(fay, "5/5/1")

    def test_waiter_does_not_go_afk_and_its_clock_starts_on_promotion(self) -> None:
        self.serve(afk=2)
        members = self.fill()
        (fay,) = self.queue_clients("fay")
        arrived = fay.heard[-1].at
        while fay.heard[-1].at < arrived + 3.5:  # half as long again as would make a member AFK
            for member in members:
                self.figures(member, "5/5/1")
            self.figures(fay, "5/5/1")
            fay.watch_silence(0.2)
        members[0].say("/quit")
        self.server.expect("[Server message (T)] ann has left the channel.")
        self.server.expect("[Server message (T)] fay has joined the general channel.")
        seated = fay.expect("[Server message (T)] fay has joined the channel.").at
        for leaver in members[1:]:
            leaver.say("/quit")
            self.server.expect(f"[Server message (T)] {leaver.name} has left the channel.")
        gone = self.server.expect("[Server message (T)] fay went AFK.").at
        self.assertGreater(gone - seated, 1.9)
        self.assertLess(gone - seated, 5.0)
