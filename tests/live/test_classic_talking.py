"""CLASSIC C4: talking, and what counts as talking. The clock time of C8's lines is looked at here, once."""

import datetime

from tests.live.classic import ClassicCase


class Talking(ClassicCase):
    """A line reaches everybody in the channel, its sender included, and the log; nobody else."""

    def setUp(self) -> None:
        super().setUp()
        self.serve()
        self.ann, self.bob = self.seat_clients("ann", "bob")

    def all_hear(self, line: str) -> None:
        for ear in (self.ann, self.bob, self.server):
            ear.expect(line)

    def test_everybody_the_sender_and_the_log_hear_it(self) -> None:
        (zoe,) = self.seat_visitors("zoe", channel="games")
        self.ann.say("hello, all")
        self.all_hear("[ann (T)] hello, all")
        self.mark(zoe)
        self.mark(self.bob, self.ann)

    def test_time_is_the_local_time(self) -> None:
        before = datetime.datetime.now().replace(microsecond=0)
        self.ann.say("what time is it")
        text = self.bob.expect("[ann (T)] what time is it").text
        after = datetime.datetime.now()
        seconds = range(int((after - before).total_seconds()) + 1)
        possible = [(before + datetime.timedelta(seconds=second)).strftime("%H:%M:%S") for second in seconds]
        self.assertIn(text.removeprefix("[ann (").removesuffix(")] what time is it"), possible)

    def test_surrounding_whitespace_is_taken_off(self) -> None:
        self.ann.say("  \t hi there \t ")
        self.all_hear("[ann (T)] hi there")

    def test_command_is_one_even_with_whitespace_around_it(self) -> None:
        self.ann.say("   /list \t")
        self.ann.expect_exactly(["[Channel] general 2/5/0.", "[Channel] games 0/5/0.", "[Channel] music 0/6/0."])
        self.mark(self.ann, self.bob)

    def test_several_spaces_between_arguments(self) -> None:
        self.ann.say("/whisper   bob     hello")
        self.bob.expect("[ann whispers to you: (T)] hello")
        self.server.expect("[ann whispers to bob: (T)] hello")
        self.ann.say("/switch    nowhere")
        self.ann.expect("[Server message (T)] nowhere does not exist.")
        self.ann.say("/send   carl    nothing.txt")
        self.ann.expect_exactly(["[Server message (T)] carl is not here.", "[Server message (T)] nothing.txt does not exist."])
        self.mark(self.ann, self.bob)

    def test_empty_lines_send_nothing(self) -> None:
        for line in ("", " ", " \t  "):
            self.ann.say(line)
        self.mark(self.ann, self.bob)

    def test_empty_lines_from_a_bare_socket_send_nothing(self) -> None:
        (cat,) = self.seat_visitors("cat", among=[self.ann, self.bob])
        cat.say_bytes(b"\n  \n\r\n \t \n")
        self.mark(cat, self.ann, self.bob)

    def test_whitespace_is_taken_off_for_a_bare_socket_too(self) -> None:
        (cat,) = self.seat_visitors("cat", among=[self.ann, self.bob])
        cat.say_bytes(b" \t hi \t \r\n   /list  \n")
        self.all_hear("[cat (T)] hi")
        cat.expect_exactly(["[cat (T)] hi", "[Channel] general 3/5/0.", "[Channel] games 0/5/0.", "[Channel] music 0/6/0."])

    def test_slash_words_that_are_no_command_are_chat(self) -> None:
        for line in ("/hello", "/hello world", "/quitter", "/lists", "/ list", "/", "/whisperbob hi"):
            self.ann.say(line)
            self.all_hear(f"[ann (T)] {line}")
        self.mark(self.ann, self.bob)

    def test_commands_of_the_operator_are_chat_from_a_client(self) -> None:
        for line in ("/kick general:bob", "/mute general:bob 5", "/empty general", "/shutdown"):
            self.ann.say(line)
            self.all_hear(f"[ann (T)] {line}")
        self.mark(self.bob, self.ann)
