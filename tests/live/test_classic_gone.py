"""CLASSIC C7: muted, away from keyboard, and gone without a word."""

import math
import re
import time

from tests.live.classic import ClassicCase
from tests.live.programs import Program, Visitor

ON_ITS_WAY = 0.05  # seconds that the operator's line may need more than the muted one's


class Muted(ClassicCase):
    """The muted one hears how many whole seconds remain; nobody else hears anything; everything else works."""

    def mute(self, seconds: int) -> float:
        """Seat ann and bob, mute ann, and return when the mute began, at the latest."""
        self.serve()
        self.ann, self.bob = self.seat_clients("ann", "bob")
        self.began_after = time.monotonic()
        self.server.say(f"/mute general:ann {seconds}")
        self.server.expect(f"[Server message (T)] Muted ann for {seconds} seconds.")
        self.bob.expect(f"[Server message (T)] ann has been muted for {seconds} seconds.")
        return self.ann.expect(f"[Server message (T)] You have been muted for {seconds} seconds.").at

    def test_remaining_whole_seconds_count_down_until_one_may_speak(self) -> None:
        began_before = self.mute(2)
        answers = set()
        while True:
            asked = time.monotonic()
            self.ann.say("may I?")
            answer = self.ann.expect(
                re.compile(r"\[ann \(.*\)\] may I\?|\[Server message \(.*\)\] You are still muted for \d+ seconds\.")
            )
            if answer.text.startswith("[ann"):
                break
            told = int(answer.text.split("still muted for ")[1].split()[0])
            least = 2 - (answer.at - self.began_after)
            most = 2 - (asked - began_before)
            self.assertIn(told, range(max(1, math.ceil(least - ON_ITS_WAY)), math.ceil(most) + 1))
            answers.add(told)
            self.bob.watch_silence(0.1)
        self.assertEqual(answers, {2, 1})
        self.assertGreaterEqual(answer.at - self.began_after, 2.0)
        self.assertLess(asked - began_before, 2.5)
        for ear in (self.bob, self.server):
            ear.expect("[ann (T)] may I?")
        self.mark(self.bob, self.ann)

    def test_one_second_after_one_of_two_is_one(self) -> None:
        """By the watch of who types, over and over."""
        self.mute(1)
        for _ in range(3):
            self.server.say("/mute general:ann 2")
            time.sleep(1.0)
            self.ann.say("may I?")
            self.ann.expect("[Server message (T)] You have been muted for 2 seconds.")
            self.ann.expect("[Server message (T)] You are still muted for 1 seconds.")

    def test_chat_and_whisper_are_blocked_and_nobody_else_hears_a_thing(self) -> None:
        self.mute(100)
        for line in ("hello", "/whisper bob hello", "/whisper nobody hello", "/who"):
            self.ann.say(line)
            self.ann.expect(re.compile(r"\[Server message \(\d\d:\d\d:\d\d\)\] You are still muted for (100|9\d) seconds\."))
        self.mark(self.bob, self.ann)

    def test_other_commands_work(self) -> None:
        self.mute(100)
        self.figures(self.ann, "2/5/0")
        self.ann.say("/switch nowhere")
        self.ann.expect("[Server message (T)] nowhere does not exist.")
        self.ann.say("/send nobody nothing.txt")
        self.ann.expect_exactly(["[Server message (T)] nobody is not here.", "[Server message (T)] nothing.txt does not exist."])
        self.mark(self.bob, self.ann)
        self.ann.say("/quit")
        self.assertEqual(self.ann.end(), 0)
        self.ann.expect_end()
        for ear in (self.bob, self.server):
            ear.expect("[Server message (T)] ann has left the channel.")

    def test_muted_one_still_hears(self) -> None:
        self.mute(100)
        self.mark(self.bob, self.ann)
        self.bob.say("/whisper ann poor you")
        self.ann.expect("[bob whispers to you: (T)] poor you")
        self.server.expect("[bob whispers to ann: (T)] poor you")


class Afk(ClassicCase):
    """Who is silent too long is removed; members and log hear one line about it."""

    def gone(self, visitor: Visitor | Program, after: float, least: float, most: float) -> None:
        """The log's next line says that it went AFK, so many seconds after that moment, and it is closed in silence."""
        went = self.server.expect(f"[Server message (T)] {visitor.name} went AFK.").at
        self.assertGreater(went - after, least)
        self.assertLess(went - after, most)
        visitor.expect_end()

    def test_members_and_log_are_told_once_and_the_client_exits(self) -> None:
        self.serve(afk=2)
        ann, bob = self.seat_clients("ann", "bob")
        seated = ann.heard[1].at
        while time.monotonic() < seated + 1.5:
            self.figures(bob, "2/5/0")
            ann.watch_silence(0.1)
        self.figures(bob, "2/5/0")
        self.gone(ann, seated, 1.9, 4.5)
        ann.end()
        bob.expect("[Server message (T)] ann went AFK.")
        self.mark(bob)
        self.figures(bob, "1/5/0")

    def test_any_message_or_command_resets_the_clock(self) -> None:
        self.serve(afk=2)
        ann, bob = self.seat_visitors("ann", "bob")
        began = ann.heard[1].at
        while time.monotonic() < began + 4.5:
            self.figures(ann, "2/5/0")  # a command
            self.mark(bob, ann)  # a message
            ann.watch_silence(0.2)
        ann_last = time.monotonic()
        self.figures(ann, "2/5/0")
        self.mark(bob, ann)
        bob.say("/quit")
        for ear in (ann, self.server):
            ear.expect("[Server message (T)] bob has left the channel.")
        self.gone(ann, ann_last, 1.9, 4.5)

    def test_clock_is_frozen_while_muted(self) -> None:
        self.serve(afk=2)
        (ann,) = self.seat_visitors("ann")
        seated = ann.heard[1].at
        self.server.say("/mute general:ann 4")
        self.server.expect("[Server message (T)] Muted ann for 4 seconds.")
        ann.expect("[Server message (T)] You have been muted for 4 seconds.")
        self.gone(ann, seated, 5.9, 8.5)

    def test_what_a_muted_one_says_does_not_reset_the_clock(self) -> None:
        self.serve(afk=4)
        (ann,) = self.seat_visitors("ann")
        seated = ann.heard[1].at
        self.server.watch_silence(3.0)
        self.server.say("/mute general:ann 2")
        self.server.expect("[Server message (T)] Muted ann for 2 seconds.")
        ann.expect("[Server message (T)] You have been muted for 2 seconds.")
        while time.monotonic() < seated + 4.6:
            ann.say("hello")
            ann.expect(re.compile(r"\[Server message \(.*\)\] You are still muted for [12] seconds\."))
            self.figures(ann, "1/5/0")
            self.server.watch_silence(0.2)
        self.gone(ann, seated, 5.9, 7.9)  # 3 s idle, 2 s frozen, 1 s idle; a reset would make it 9 s

    def test_other_channels_hear_nothing(self) -> None:
        self.serve(afk=2)
        (ann,) = self.seat_visitors("ann")
        (zoe,) = self.seat_visitors("zoe", channel="games")
        seated = ann.heard[1].at
        while time.monotonic() < seated + 1.5:
            self.figures(zoe, "1/5/0", "1/5/0")
            zoe.watch_silence(0.2)
        self.figures(zoe, "1/5/0", "1/5/0")
        self.gone(ann, seated, 1.9, 3.4)
        self.mark(zoe)


class Died(ClassicCase):
    """A connection that just dies: nobody is told, the log is silent, the seat or place is free at once."""

    def test_killed_client_frees_its_seat_in_silence(self) -> None:
        self.serve()
        ann, bob = self.seat_clients("ann", "bob")
        ann.kill()
        self.await_seats(bob, "1/5/0")
        self.mark(bob)
        self.seat_clients("ann", among=[bob])

    def test_reset_connection_frees_its_seat_in_silence(self) -> None:
        self.serve()
        ann, bob = self.seat_visitors("ann", "bob")
        ann.vanish()
        self.await_seats(bob, "1/5/0")
        self.mark(bob)

    def test_head_of_the_line_is_let_in_and_waiters_get_their_numbers(self) -> None:
        self.serve()
        (ann,) = self.seat_clients("ann")
        others = self.seat_visitors("bob", "cat", "dan", "eve", among=[ann])
        fay, gus = self.queue_visitors("fay", "gus")
        ann.kill()
        self.server.expect("[Server message (T)] fay has joined the general channel.")
        for member in (fay, *others):
            member.expect("[Server message (T)] fay has joined the channel.")
        gus.expect("[Server message (T)] You are in the waiting queue and there are 0 user(s) ahead of you.")
        self.mark(fay, *others)
        self.figures(gus, "5/5/1")

    def test_waiter_that_dies_moves_the_others_up_in_silence(self) -> None:
        self.serve()
        members = self.fill()
        fay, gus, hal = self.queue_visitors("fay", "gus", "hal")
        fay.vanish()
        gus.expect("[Server message (T)] You are in the waiting queue and there are 0 user(s) ahead of you.")
        hal.expect("[Server message (T)] You are in the waiting queue and there are 1 user(s) ahead of you.")
        self.figures(hal, "5/5/2")
        self.mark(members[0], *members[1:])

    def test_one_who_dies_without_a_name_is_nobody(self) -> None:
        self.serve()
        (ann,) = self.seat_visitors("ann")
        nobody = Visitor(self.ports["general"], "nobody", introduce=False)
        self.addCleanup(nobody.stop)
        nobody.say_bytes(b"half a na")
        nobody.vanish()
        self.mark(ann)
        self.figures(ann, "1/5/0")


class EndOfInput(ClassicCase):
    """The end of a standard input ends nothing."""

    def test_client_goes_on_receiving_and_keeps_its_seat(self) -> None:
        self.serve()
        ann, bob = self.seat_clients("ann", "bob")
        ann.say("last words")
        ann.close_input()
        for ear in (ann, bob, self.server):
            ear.expect("[ann (T)] last words")
        bob.watch_silence(1.0)
        self.mark(bob, ann)
        self.figures(bob, "2/5/0")
        self.assertTrue(ann.running)

    def test_client_goes_on_until_the_server_closes(self) -> None:
        self.serve()
        (ann,) = self.seat_clients("ann")
        ann.close_input()
        ann.watch_silence(0.5)
        self.server.say("/shutdown")
        ann.expect_end()
        ann.end()

    def test_server_serves_on(self) -> None:
        self.serve()
        self.server.close_input()
        self.server.watch_silence(0.5)
        ann, bob = self.seat_clients("ann", "bob")
        self.mark(ann, bob)
        self.assertTrue(self.server.running)

    def test_client_exits_when_the_server_closes_it(self) -> None:
        self.serve()
        ann, bob = self.seat_clients("ann", "bob")
        self.server.say("/kick general:ann")
        ann.end()
        self.server.kill()
        bob.end()
