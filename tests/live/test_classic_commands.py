"""CLASSIC C5: whisper, quit, list and switch. Sending files has a file of its own."""

from tests.live.classic import ClassicCase


class Whisper(ClassicCase):
    """Only the target hears it; the log shows it always, even when the target is not there."""

    def setUp(self) -> None:
        super().setUp()
        self.serve()
        self.ann, self.bob, self.cat = self.seat_clients("ann", "bob", "cat")

    def absent(self, target: str) -> None:
        self.ann.say(f"/whisper {target} are you there")
        self.ann.expect(f"[Server message (T)] {target} is not here.")
        self.server.expect(f"[ann whispers to {target}: (T)] are you there")
        self.mark(self.bob, self.ann, self.cat)

    def test_target_and_log_alone_hear_it(self) -> None:
        self.ann.say("/whisper bob the key is under the mat")
        self.bob.expect("[ann whispers to you: (T)] the key is under the mat")
        self.server.expect("[ann whispers to bob: (T)] the key is under the mat")
        self.mark(self.cat, self.ann, self.bob)

    def test_absent_target_and_the_log_shows_it_all_the_same(self) -> None:
        self.absent("nobody")

    def test_target_in_another_channel_is_not_here(self) -> None:
        (zoe,) = self.seat_visitors("zoe", channel="games")
        self.absent("zoe")
        self.mark(zoe)

    def test_target_in_the_queue_is_not_here(self) -> None:
        dan, eve = self.seat_visitors("dan", "eve", among=[self.ann, self.bob, self.cat])
        (fay,) = self.queue_visitors("fay")
        self.absent("fay")
        dan.expect("[bob (T)] mark 1")
        eve.expect("[bob (T)] mark 1")
        self.figures(fay, "5/5/1")

    def test_whispering_to_oneself(self) -> None:
        self.ann.say("/whisper ann remember the milk")
        self.ann.expect("[ann whispers to you: (T)] remember the milk")
        self.server.expect("[ann whispers to ann: (T)] remember the milk")
        self.mark(self.ann, self.bob, self.cat)


class Quit(ClassicCase):
    """The leaver gets nothing; members and log are told, from the queue the log alone."""

    def test_members_and_log_are_told_and_the_leaver_is_not(self) -> None:
        self.serve()
        ann, bob = self.seat_clients("ann", "bob")
        (cat,) = self.seat_visitors("cat", among=[ann, bob])
        (zoe,) = self.seat_visitors("zoe", channel="games")
        bob.say("/quit")
        self.assertEqual(bob.end(), 0)
        bob.expect_end()
        for ear in (ann, cat, self.server):
            ear.expect("[Server message (T)] bob has left the channel.")
        self.mark(ann, cat)
        self.mark(zoe)
        self.figures(ann, "2/5/0", "1/5/0")

    def test_from_the_queue_the_log_alone_is_told_and_waiters_move_up(self) -> None:
        self.serve()
        members = self.fill()
        fay, gus = self.queue_clients("fay", "gus")
        fay.say("/quit")
        self.assertEqual(fay.end(), 0)
        fay.expect_end()
        self.server.expect("[Server message (T)] fay has left the channel.")
        gus.expect("[Server message (T)] You are in the waiting queue and there are 0 user(s) ahead of you.")
        self.figures(gus, "5/5/1")
        self.mark(members[0], *members[1:])


class List(ClassicCase):
    """One line per channel in config order; the asker alone hears it."""

    def test_exact_figures_from_a_seat_in_config_order(self) -> None:
        self.serve()
        (ann,) = self.seat_clients("ann")
        self.seat_visitors("yan", "zoe", channel="music")
        ann.say("/list")
        ann.expect("[Channel] general 1/5/0.")
        ann.expect("[Channel] games 0/5/0.")
        ann.expect("[Channel] music 2/6/0.")
        self.mark(ann)

    def test_exact_figures_from_the_queue(self) -> None:
        self.serve()
        members = self.fill()
        self.queue_visitors("fay")
        (gus,) = self.queue_clients("gus", before=1)
        gus.say("/list")
        gus.expect("[Channel] general 5/5/2.")
        gus.expect("[Channel] games 0/5/0.")
        gus.expect("[Channel] music 0/6/0.")
        self.mark(members[0], *members[1:])

    def test_exact_figures_while_muted(self) -> None:
        self.serve()
        ann, bob = self.seat_clients("ann", "bob")
        self.server.say("/mute general:ann 60")
        self.server.expect("[Server message (T)] Muted ann for 60 seconds.")
        ann.expect("[Server message (T)] You have been muted for 60 seconds.")
        bob.expect("[Server message (T)] ann has been muted for 60 seconds.")
        ann.say("/list")
        ann.expect_exactly(["[Channel] general 2/5/0.", "[Channel] games 0/5/0.", "[Channel] music 0/6/0."])
        self.mark(bob, ann)


class Switch(ClassicCase):
    """Away from one channel or queue and to the tail of another, or a refusal that nobody else notices."""

    def setUp(self) -> None:
        super().setUp()
        self.serve()

    def test_from_a_seat_to_a_seat(self) -> None:
        ann, bob = self.seat_clients("ann", "bob")
        (zoe,) = self.seat_visitors("zoe", channel="games")
        (yan,) = self.seat_visitors("yan", channel="music")
        ann.say("/switch games")
        ann.expect("[Server message (T)] Welcome to the games channel, ann.")
        ann.expect("[Server message (T)] ann has joined the channel.")
        zoe.expect("[Server message (T)] ann has joined the channel.")
        bob.expect("[Server message (T)] ann has left the channel.")
        self.server.expect("[Server message (T)] ann has left the channel.")
        self.server.expect("[Server message (T)] ann has joined the games channel.")
        self.mark(bob)
        self.mark(ann, zoe)
        self.mark(yan)
        self.figures(ann, "1/5/0", "2/5/0", "1/6/0")

    def test_there_and_back_again(self) -> None:
        ann, bob = self.seat_clients("ann", "bob")
        ann.say("/switch games")
        ann.say("/switch general")
        ann.expect("[Server message (T)] Welcome to the games channel, ann.")
        ann.expect("[Server message (T)] ann has joined the channel.")
        ann.expect("[Server message (T)] Welcome to the general channel, ann.")
        ann.expect("[Server message (T)] ann has joined the channel.")
        bob.expect("[Server message (T)] ann has left the channel.")
        bob.expect("[Server message (T)] ann has joined the channel.")
        self.server.expect_exactly(
            [
                "[Server message (T)] ann has left the channel.",
                "[Server message (T)] ann has joined the games channel.",
                "[Server message (T)] ann has left the channel.",
                "[Server message (T)] ann has joined the general channel.",
            ]
        )
        self.mark(bob, ann)

    def test_to_the_tail_of_a_full_channel(self) -> None:
        members = self.fill("games")
        (fay,) = self.queue_visitors("fay", channel="games")
        ann, bob = self.seat_clients("gil", "hal")
        ann.say("/switch games")
        ann.expect("[Server message (T)] Welcome to the games channel, gil.")
        ann.expect("[Server message (T)] You are in the waiting queue and there are 1 user(s) ahead of you.")
        bob.expect("[Server message (T)] gil has left the channel.")
        self.server.expect("[Server message (T)] gil has left the channel.")
        self.mark(bob)
        self.mark(members[0], *members[1:])
        self.figures(ann, "1/5/0", "5/5/2")
        self.figures(fay, "1/5/0", "5/5/2")

    def test_from_a_queue_the_log_alone_is_told_and_waiters_move_up(self) -> None:
        members = self.fill()
        fay, gus = self.queue_clients("fay", "gus")
        (zoe,) = self.seat_visitors("zoe", channel="games")
        fay.say("/switch games")
        fay.expect("[Server message (T)] Welcome to the games channel, fay.")
        fay.expect("[Server message (T)] fay has joined the channel.")
        zoe.expect("[Server message (T)] fay has joined the channel.")
        self.server.expect("[Server message (T)] fay has left the channel.")
        self.server.expect("[Server message (T)] fay has joined the games channel.")
        gus.expect("[Server message (T)] You are in the waiting queue and there are 0 user(s) ahead of you.")
        self.figures(gus, "5/5/1", "2/5/0")
        self.mark(members[0], *members[1:])
        self.mark(fay, zoe)

    def test_no_such_channel(self) -> None:
        ann, bob = self.seat_clients("ann", "bob")
        ann.say("/switch nowhere")
        ann.expect("[Server message (T)] nowhere does not exist.")
        self.mark(ann, bob)
        self.figures(ann, "2/5/0")

    def test_name_taken_in_the_target(self) -> None:
        ann, bob = self.seat_clients("ann", "bob")
        (other,) = self.seat_visitors("ann", channel="games")
        ann.say("/switch games")
        ann.expect("[Server message (T)] Cannot switch to the games channel.")
        self.mark(ann, bob)
        self.mark(other)
        self.figures(ann, "2/5/0", "1/5/0")

    def test_name_taken_in_the_queue_of_the_target(self) -> None:
        members = self.fill("games")
        (other,) = self.queue_visitors("gil", channel="games")
        gil, bob = self.seat_clients("gil", "bob")
        gil.say("/switch games")
        gil.expect("[Server message (T)] Cannot switch to the games channel.")
        self.mark(gil, bob)
        self.mark(members[0], *members[1:])
        self.figures(other, "2/5/0", "5/5/1")

    def test_refusals_from_the_queue_keep_the_place_and_tell_nobody(self) -> None:
        members = self.fill()
        self.seat_visitors("fay", channel="games")
        fay, gus = self.queue_clients("fay", "gus")
        fay.say("/switch nowhere")
        fay.expect("[Server message (T)] nowhere does not exist.")
        fay.say("/switch games")
        fay.expect("[Server message (T)] Cannot switch to the games channel.")
        self.figures(gus, "5/5/2", "1/5/0")
        self.mark(members[0], *members[1:])
        members[0].say("/quit")
        fay.expect("[Server message (T)] fay has joined the channel.")

    def test_while_muted(self) -> None:
        ann, bob = self.seat_clients("ann", "bob")
        self.server.say("/mute general:ann 60")
        self.server.expect("[Server message (T)] Muted ann for 60 seconds.")
        ann.expect("[Server message (T)] You have been muted for 60 seconds.")
        ann.say("/switch games")
        ann.expect("[Server message (T)] Welcome to the games channel, ann.")
        ann.expect("[Server message (T)] ann has joined the channel.")
        bob.expect("[Server message (T)] ann has been muted for 60 seconds.")
        bob.expect("[Server message (T)] ann has left the channel.")
        self.server.expect("[Server message (T)] ann has left the channel.")
        self.server.expect("[Server message (T)] ann has joined the games channel.")
