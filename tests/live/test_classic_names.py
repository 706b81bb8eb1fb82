"""CLASSIC C3: who may bear which name where."""

from tests.live.classic import ClassicCase


class Names(ClassicCase):
    """One bearer of a name per channel and its queue; any number in different channels."""

    def test_name_of_a_member_is_refused_and_the_client_exits(self) -> None:
        self.serve()
        (ann,) = self.seat_visitors("ann")
        second = self.client("ann")
        second.expect("[Server message (T)] Cannot connect to the general channel.")
        second.expect_end()
        second.end()
        self.mark(ann)
        self.figures(ann, "1/5/0")

    def test_name_of_a_waiter_is_refused_and_the_client_exits(self) -> None:
        self.serve()
        members = self.fill()
        (fay,) = self.queue_visitors("fay")
        second = self.client("fay")
        second.end()
        second.expect_whole(["[Server message (T)] Cannot connect to the general channel."])
        self.figures(fay, "5/5/1")
        self.mark(members[0], *members[1:])

    def test_same_name_in_different_channels(self) -> None:
        self.serve()
        (here,) = self.seat_clients("ann")
        (there,) = self.seat_visitors("ann", channel="games")
        self.mark(here)
        self.mark(there)
        self.figures(here, "1/5/0", "1/5/0")
        self.figures(there, "1/5/0", "1/5/0")

    def test_names_are_compared_exactly(self) -> None:
        self.serve()
        bob, upper, wide = self.seat_visitors("bob", "Bob", "bob_")
        self.mark(upper, bob, wide)
        bob.say("/whisper Bob hello")
        upper.expect("[bob whispers to you: (T)] hello")
        self.server.expect("[bob whispers to Bob: (T)] hello")
        self.mark(bob, upper, wide)

    def test_name_is_free_again_after_its_bearer_has_left(self) -> None:
        self.serve()
        (bob,) = self.seat_visitors("bob")
        (first,) = self.seat_clients("ann", among=[bob])
        first.say("/quit")
        bob.expect("[Server message (T)] ann has left the channel.")
        self.server.expect("[Server message (T)] ann has left the channel.")
        self.seat_clients("ann", among=[bob])
