"""The talk of the terminal client: what goes up for what was typed, and what is known and shown for what comes down.

The server's lines are written here by hand, from docs/protocols/json.md.
"""

import json
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.client.effects import Connect, Fetch, Finish, Measure, Print, Ready, Send, Settled
from chatroom.client.endings import End, Ending
from chatroom.client.entering import Stage, Wishes
from chatroom.client.talk import Talk
from chatroom.client.view import Kind, View
from chatroom.formats.plain import plain

ANN = {"nick": "ann", "person": 1, "session": 7}
BOB = {"nick": "bob", "person": 2, "session": 8}


class TalkCase(SynchronousTestCase):
    """A talk of ann's, whose other end is the test."""

    def setUp(self) -> None:
        self.now = 100.0
        self.begin()

    def begin(self, wishes: Wishes = Wishes("ann"), **more: Any) -> None:  # noqa: B008 - it is frozen
        self.view = View("ann", "127.0.0.1:5555")
        self.talk = Talk(self.view, plain(), wishes, **more)

    def effects(self, *kinds: type) -> list[Any]:
        return [effect for effect in self.talk.take() if not kinds or isinstance(effect, kinds)]

    def up(self) -> list[dict[str, Any]]:
        """What has gone up since the last look."""
        return [json.loads(effect.line) for effect in self.effects(Send)]

    def down(self, event: str, **fields: Any) -> None:
        self.talk.heard(json.dumps({"event": event, "at": 1000.0, **fields}).encode(), self.now)

    def type(self, line: str) -> int | None:
        return self.talk.typed(line, self.now)

    def shown(self) -> list[str]:
        return [effect.line.text for effect in self.effects(Print)]

    def enter(self, *rooms: str) -> None:
        """Into the house and these rooms; nothing of it is left to be looked at."""
        self.talk.connected()
        self.down("welcomed", channel="", who=ANN, topic="")
        for seq, room in enumerate(rooms, 1):
            self.down("welcomed", channel=room, who=ANN, topic="")
            self.down("joined", channel=room, seq=seq, who=ANN)
        self.talk.take()

    def ending(self) -> Ending:
        [finish] = self.effects(Finish)
        return finish.end.why  # type: ignore[no-any-return]


class MailTests(TalkCase):
    """A whisper from while nobody was here."""

    def test_it_is_shown_like_a_whisper_with_its_writer(self) -> None:
        self.enter("hall")
        self.down("mail-shown", sent=0.0, nick="bob", text="see you")
        (line,) = (effect.line for effect in self.effects(Print))
        self.assertEqual((line.kind, line.nick), (Kind.WHISPER, "bob"))
        self.assertRegex(line.text, r"^\[whisper from bob, (1970-01-01|1969-12-31) [0-9:]{5}\] see you$")


class ComingInTests(TalkCase):
    """A name, perhaps a password, and the first room."""

    def test_the_client_speaks_first(self) -> None:
        self.talk.connected()
        self.assertEqual(self.up(), [{"do": "introduce", "nick": "ann", "files": False, "resumes": True}])

    def test_a_server_that_speaks_classchat_alone(self) -> None:
        self.talk.connected()
        self.talk.heard(b'{"status":"error","sender":"server","receiver":"","text":"Invalid message format"}', self.now)
        [finish] = self.effects(Finish)
        self.assertEqual(finish.end.why, Ending.NOT_LET_IN)
        self.assertEqual(
            finish.end.sentence,
            "127.0.0.1:5555 does not speak the protocol of this client. "
            "It speaks ClassChat alone: nc 127.0.0.1 5555 leads there, and then your name.",
        )

    def test_some_other_json(self) -> None:
        self.talk.connected()
        self.talk.heard(b'{"hello":"world"}', self.now)
        self.assertEqual(self.ending(), Ending.NOT_LET_IN)

    def test_into_the_first_room_of_the_server(self) -> None:
        self.talk.connected()
        self.down("welcomed", channel="", who=ANN, topic="")
        self.assertEqual(self.up()[-1], {"do": "list-channels", "id": "first"})
        row = {"seated": 0, "capacity": 5, "waiting": 0, "topic": "", "here": False}
        self.down("channel-list", id="first", rows=[{"name": "tea", **row}, {"name": "hall", **row}])
        self.assertEqual(self.up(), [{"do": "join", "channel": "tea", "id": "back tea"}])

    def test_into_rooms_of_choice(self) -> None:
        self.begin(Wishes("ann", rooms=("hall", "tea")))
        self.talk.connected()
        self.down("welcomed", channel="", who=ANN, topic="")
        self.assertEqual([made["channel"] for made in self.up() if made["do"] == "join"], ["hall", "tea"])

    def test_a_name_that_is_taken_is_asked_for_again(self) -> None:
        self.talk.connected()
        self.down("refused", reason="name-taken", subject="ann", hint="ann2", text="...")
        self.assertEqual(self.shown(), ["ann is taken here. Please try another name, for example ann2."])
        self.type("ann2")
        self.assertEqual(self.up(), [{"do": "introduce", "nick": "ann2", "files": False, "resumes": True}])

    def test_at_the_door_register_and_login_need_no_slash(self) -> None:
        """The sentence that says so comes from a server whose line doors take them like that."""
        for line in ("register ann Correct-Horse-9", " LOGIN ann Correct-Horse-9"):
            self.begin()
            self.talk.connected()
            self.down("refused", reason="no-guests", subject="ann", text="...")
            self.talk.take()
            self.type(line)
            self.assertEqual(
                [(made["do"], made["nick"], made["password"]) for made in self.up()],
                [(line.split()[0].lower(), "ann", "Correct-Horse-9")],
            )
        self.begin()
        self.talk.connected()
        self.down("refused", reason="no-guests", subject="ann", text="...")
        self.type("login ann")
        self.assertTrue(self.talk.hides)

    def test_a_name_that_is_taken_ends_a_pipe(self) -> None:
        self.begin(Wishes("ann", retries=False), stays=False)
        self.talk.connected()
        self.down("refused", reason="name-taken", subject="ann", hint="ann2", text="...")
        [finish] = self.effects(Finish)
        self.assertEqual(finish.end.why, Ending.NAME_REFUSED)
        self.assertEqual(finish.end.sentence, "ann is taken here. Please try another name, for example ann2.")

    def test_a_password_is_typed_unseen_and_goes_up_once(self) -> None:
        self.talk.connected()
        self.down("password-asked", nick="ann")
        self.assertTrue(self.talk.hides)
        self.talk.take()
        self.type(" /quit me ")
        self.assertFalse(self.talk.hides)
        effects = self.talk.take()
        self.assertEqual(
            [json.loads(one.line) for one in effects if isinstance(one, Send)], [{"do": "prove", "password": " /quit me "}]
        )
        self.assertFalse([one for one in effects if isinstance(one, Print)])
        self.assertFalse([line for line in self.view.room.lines if "quit me" in line.text])

    def test_a_wrong_password_leads_back_to_the_name(self) -> None:
        self.talk.connected()
        self.down("password-asked", nick="ann")
        self.type("guess")
        self.down("refused", reason="wrong-password", text="...")
        self.assertIs(self.talk.stage, Stage.NAMING)
        self.assertIn("That is not the right password.", self.shown()[-1])

    def test_what_is_no_json_is_no_server_for_this_client(self) -> None:
        self.talk.connected()
        self.talk.heard(b"* Welcome to lobby: all 20 seats are free.", self.now)
        self.assertIs(self.ending(), Ending.NOT_LET_IN)


class TypedTests(TalkCase):
    """What was typed, and what goes up for it."""

    def setUp(self) -> None:
        super().setUp()
        self.enter("lobby", "tea")

    def test_each_goes_to_the_room_that_is_looked_at(self) -> None:
        cases = (
            ("hi", {"do": "say", "channel": "tea", "text": "hi", "raw": ""}),
            ("//who is there", {"do": "say", "channel": "tea", "text": "/who is there", "raw": "//who is there"}),
            ("/me waves", {"do": "act", "text": "waves", "channel": "tea"}),
            ("/who", {"do": "list-people", "channel": "tea"}),
            ("/who lobby", {"do": "list-people", "channel": "lobby"}),
            ("/leave", {"do": "leave", "channel": "tea"}),
            ("/kick bob too loud", {"do": "kick", "channel": "tea", "nick": "bob", "reason": "too loud"}),
            ("/private bob psst", {"do": "whisper", "nick": "bob", "text": "psst", "channel": ""}),
            ("/group lobby hello", {"do": "group", "channel": "lobby", "text": "hello"}),
        )
        for line, expected in cases:
            self.type(line)
            made = self.up()[0]
            made.pop("id")
            self.assertEqual(made, expected, line)

    def test_an_empty_line_is_nothing(self) -> None:
        self.type("   ")
        self.assertEqual(self.talk.take(), [])

    def test_an_unknown_command_stays_here(self) -> None:
        self.type("/whsiper bob psst")
        self.assertEqual(self.shown(), ["* There is no command /whsiper. Did you mean /whisper? (//whsiper says it as text.)"])

    def test_connect(self) -> None:
        self.type("/connect chat.example.org:7000")
        [connect] = self.effects(Connect)
        self.assertEqual(str(connect.address), "chat.example.org:7000")
        self.type("/connect chat.example.org:70000")
        self.assertEqual(self.shown(), ["The port must be a whole number from 1 to 65535, not '70000'."])

    def test_a_file_is_measured_first_and_offered_with_size_and_sum(self) -> None:
        self.type("/send bob notes of today.txt")
        self.assertEqual(self.effects(Measure), [Measure("bob", "notes of today.txt")])
        self.talk.offer("bob", "notes of today.txt", "notes of today.txt", 12, "ab" * 32)
        made = self.up()[0]
        self.assertEqual(
            (made["do"], made["name"], made["size"], made["sha256"]), ("offer-file", "notes of today.txt", 12, "ab" * 32)
        )

    def test_help_knows_the_client_s_own_command_and_the_keys(self) -> None:
        lines = [{"words": ["list"], "usage": "", "text": "List."}, {"words": ["quit"], "usage": "", "text": "Leave."}]
        own = "/connect <host>[:<port>] - Leave this server for another one."
        self.down("help-given", lines=lines)
        shown = self.shown()
        self.assertEqual(shown[:3], ["* /list - List.", "* /quit - Leave.", f"* {own}"])
        self.assertTrue(shown[3].startswith("* Tab completes, "))
        self.down("help-given", lines=lines[:1])
        self.assertEqual(self.shown(), ["* /list - List."])
        self.begin(linear=True)
        self.enter("tea")
        self.down("help-given", lines=lines)
        self.assertEqual(len(self.shown()), 3)
        for typed in ("/help connect", "/help /Connect"):
            self.type(typed)
            self.assertEqual([(effect.line.text) for effect in self.talk.take()], [own])

    def test_help_for_ears(self) -> None:
        self.talk = Talk(View("ann", "there"), plain(simple=True), Wishes("ann"), linear=True)
        self.enter("tea")
        self.down("help-given", lines=[{"words": [word], "usage": "", "text": "It."} for word in ("list", "quit")])
        self.assertEqual(self.shown()[2:], ["/connect host, or host:port: Leave this server for another one."])

    def test_a_refusal_has_its_time(self) -> None:
        self.down("refused", reason="no-offer", at=1234.0)
        self.assertEqual([effect.line.at for effect in self.effects(Print)], [1234.0])

    def test_what_is_to_be_known_of_a_new_room_stands_in_it(self) -> None:
        self.type("/create den")
        self.down("room-made", channel="den", who=ANN, private=False, locked=False)
        self.down("welcomed", channel="den", who=ANN, topic="")
        self.assertEqual({line.room for line in self.effects(Print)}, {"den"})
        self.assertEqual(self.view.current, "den")
        self.assertEqual([line.text for line in self.view.rooms["den"].lines][-1], "* Others come in with /join den.")

    def test_a_switch_to_a_room_where_one_is(self) -> None:
        self.type("/switch lobby")
        self.assertEqual(self.view.current, "lobby")
        self.assertEqual(self.up(), [{"do": "switch", "channel": "lobby", "id": "turn"}])
        self.type("hi")
        self.assertEqual(self.up()[0]["channel"], "lobby")

    def test_the_servers_late_word_does_not_turn_back(self) -> None:
        self.talk.turn_to("lobby")
        self.talk.turn_to("tea")
        self.down("current-room", channel="lobby", id="turn")
        self.assertEqual(self.view.current, "tea")

    def test_a_password_for_login_is_asked_for(self) -> None:
        self.type("/register ann")
        self.assertTrue(self.talk.hides)
        self.assertEqual(self.up(), [])
        self.type("Correct-Horse-9")
        made = self.up()[0]
        self.assertEqual((made["do"], made["nick"], made["password"]), ("register", "ann", "Correct-Horse-9"))

    def test_quit(self) -> None:
        self.type("/quit")
        self.assertEqual(self.up(), [{"do": "quit"}])
        self.down("dismissed", channel="", cause="quit", closing=True)
        self.assertIs(self.ending(), Ending.QUIT)

    def test_one_s_own_speech_is_settled_when_it_is_heard(self) -> None:
        number = self.type("hi")
        self.down("said", channel="tea", seq=9, who={**ANN, "session": 99}, text="from another window")
        self.assertEqual(self.effects(Settled), [])
        self.down("said", channel="tea", seq=10, who=ANN, text="hi")
        self.assertEqual(self.effects(Settled), [Settled(number)])  # type: ignore[arg-type]

    def test_too_fast(self) -> None:
        number = self.type("hi")
        self.down("refused", id=number, reason="flood", number=2, text="...")
        self.assertEqual(self.effects(Settled), [Settled(number, 2.0)])  # type: ignore[arg-type]


class HeardTests(TalkCase):
    """What comes down, and what is known and shown of it."""

    def setUp(self) -> None:
        super().setUp()
        self.enter("lobby", "tea")

    def said(self, text: str, room: str = "tea", seq: int = 10, **who: Any) -> None:
        self.down("said", channel=room, seq=seq, who={**BOB, **who}, text=text)

    def test_kinds_of_lines(self) -> None:
        self.said("hi", seq=10)
        self.said("Ann, look", seq=11)
        self.said("annual reports", seq=12)
        self.down("whispered", channel="tea", who=BOB, to="ann", text="psst")
        self.assertEqual(
            [(line.text, line.kind) for line in list(self.view.room.lines)[-4:]],
            [
                ("bob: hi", Kind.SAID),
                ("bob: Ann, look", Kind.MENTION),
                ("bob: annual reports", Kind.SAID),
                ("[whisper from bob] psst", Kind.WHISPER),
            ],
        )

    def test_unread_and_mentions_of_another_room(self) -> None:
        lobby = self.view.rooms["lobby"]
        self.said("hi", room="lobby", seq=10)
        self.assertEqual((lobby.unread, lobby.mentioned), (1, False))
        self.said("ann?", room="lobby", seq=11)
        self.assertEqual((lobby.unread, lobby.mentioned, lobby.new), (2, True, 2))
        self.talk.turn_to("lobby")
        self.assertEqual((lobby.unread, lobby.mentioned), (0, False))

    def test_people_come_and_go(self) -> None:
        tea = self.view.rooms["tea"]
        self.down("people-list", channel="tea", capacity=3, seated=["ann", "bob"], waiting=["eve"], away=[], id="figures")
        self.assertEqual(self.shown(), [])
        self.down("left", channel="tea", seq=20, who=BOB, cause="quit")
        self.down("joined", channel="tea", seq=21, who={"nick": "eve", "person": 3, "session": 9})
        self.down("renamed", channel="tea", seq=22, who={"nick": "eve", "person": 3, "session": 9}, nick="eva")
        self.assertEqual((tea.seated, tea.waiting), (["ann", "eva"], []))
        self.down("emptied", channel="tea", seq=23, by="root", whom=[{"nick": "eva", "person": 3, "session": 9}])
        self.assertEqual(tea.seated, ["ann"])

    def test_a_seat_over_another_connection(self) -> None:
        self.down("welcomed", channel="den", who=ANN, topic="")
        self.talk.take()
        self.down("people-list", channel="den", capacity=3, seated=["ann"], waiting=[], away=[], id="people")
        self.assertTrue(self.view.room.sits)
        self.assertIn(Ready(seated=True), self.talk.take())

    def test_the_own_place_in_the_line(self) -> None:
        self.down("welcomed", channel="den", who=ANN, topic="")
        self.down("queue-position", channel="den", ahead=2)
        self.assertEqual((self.view.current, self.view.room.ahead), ("den", 2))
        self.down("queue-position", channel="den", ahead=0)
        self.assertEqual(self.view.room.ahead, 0)
        self.talk.take()
        self.down("joined", channel="den", seq=5, who=ANN)
        self.assertEqual((self.view.room.ahead, self.view.room.sits), (None, True))
        self.assertIn(Ready(seated=True), self.talk.take())

    def test_a_mute_and_its_remaining_time(self) -> None:
        self.down("silenced", channel="tea", by="root", seconds=60, reason="")
        self.assertEqual(self.view.muted_for(self.now + 18), 42)
        self.assertLessEqual(self.view.muted_for(self.now + 60), 0)
        self.down("unmuted", channel="tea", seq=30, who=ANN, by="root")
        self.assertLessEqual(self.view.muted_for(self.now), 0)

    def test_what_comes_twice_is_shown_once(self) -> None:
        self.said("hi", seq=10)
        self.said("hi", seq=10)
        self.said("ho", seq=11)
        self.assertEqual(self.shown(), ["bob: hi", "bob: ho"])

    def test_nothing_drives_the_terminal(self) -> None:
        self.said("\x1b[2J\x07evil\x9b5n\u202e", seq=10)
        self.down("refused", reason="from-the-future", text="no \x1b]0;x\x07way")
        self.down("whispered", channel="tea", who={**BOB, "nick": "b\x1bob"}, to="ann", text="a\nb")
        for text in self.shown():
            self.assertTrue(text.isprintable(), text)

    def test_what_a_newer_server_says(self) -> None:
        self.down("fireworks", channel="tea", colour="red")
        self.down("refused", reason="from-the-future", text="That is not done here.")
        self.talk.heard(b"not json at all", self.now)
        self.assertEqual(self.shown(), ["* That is not done here."])

    def pasted(self, *lines: str) -> list[tuple[str, str]]:
        """What is said of them, and what stands in the file of a paste."""
        for line in lines:
            self.type(line)
        return [(made["text"], made["raw"]) for made in self.up()]

    def test_what_was_written_goes_up_beside_what_is_said(self) -> None:
        """G407: the file of a paste has its blanks and its empty lines."""
        self.assertEqual(self.pasted("def f():", "\treturn 1 ", "", "  ", "x = 1"), [
            ("def f():", ""), ("return 1", "\treturn 1 "), ("x = 1", "\n\nx = 1"),
        ])  # fmt: skip
        self.assertEqual(self.pasted("", "  y\t2"), [("y 2", "\n  y\t2")])

    def test_in_what_is_too_much_of_a_paste_a_slash_begins_a_line_like_others(self) -> None:
        for number in range(20):
            self.type(f"line {number}")
        self.up()
        self.assertEqual(self.pasted("  /* a comment */", "// another"), [
            ("/* a comment */", "  /* a comment */"), ("/ another", "// another"),
        ])  # fmt: skip
        self.now += 1.0
        self.type("/* none */")
        self.assertIn("There is no command /*.", self.shown()[0])

    def test_figures_are_asked_for_when_the_user_has_stopped_typing(self) -> None:
        """A question in the midst of a paste counts as one of its lines."""
        for number in range(3):
            self.type(f"line {number}")
            self.said(f"line {number}", seq=10 + number)
        self.assertEqual([made["do"] for made in self.up()], ["say"] * 3)
        self.now += 2.5
        self.said("hm", seq=20)
        self.assertEqual(self.up(), [{"do": "list-people", "channel": "tea", "id": "figures"}])
        self.said("hm", seq=21)
        self.now += 1.0
        self.type("again")
        self.now += 14.0
        self.said("hm", seq=22)
        self.assertEqual([made["do"] for made in self.up()], ["say"])
        self.now += 2.0
        self.said("hm", seq=23)
        self.assertEqual([made["do"] for made in self.up()], ["list-people"])

    def test_a_file_that_was_accepted_is_fetched_and_no_other(self) -> None:
        self.down("download-ready", number=9, who=BOB, name="x", size=1, sha256="", place="http://h:1", code="c", seconds=60)
        self.assertEqual(self.effects(Fetch), [])
        self.down("file-offered", number=3, channel="tea", who=BOB, name="x.txt", size=4, sha256="", seconds=60)
        self.assertEqual(self.view.files[3].state, "offered")
        self.down("download-ready", number=3, who=BOB, name="x.txt", size=4, sha256="", place="http://h:1", code="c", seconds=60)
        self.assertEqual(self.effects(Fetch), [Fetch(3, "x.txt", "http://h:1/t/c", "")])

    def test_a_break_is_no_work_for_the_user(self) -> None:
        """The sentence of text doors asks for a line in a shell."""
        self.down("file-offered", number=3, channel="tea", who=BOB, name="x.txt", size=9, sha256="", seconds=60)
        self.talk.take()
        self.down("file-broke", number=3, name="x.txt", done=2048, seconds=120)
        told = "* The transfer of x.txt has broken off after 2.0 KiB."
        way = "It goes on by itself if it can, within 2 minutes; /cancel 3 ends it."
        self.assertEqual((self.shown(), self.view.files[3].state), ([f"{told} {way}"], "broken"))

    def test_what_this_end_cannot_carry_any_more_is_ended_for_both(self) -> None:
        self.down("file-offered", number=3, channel="tea", who=BOB, name="x.txt", size=9, sha256="", seconds=60)
        self.talk.take()
        self.talk.gave_up(3, "x.txt was not transferred: No space left on device.")
        effects = self.talk.take()
        self.assertEqual(
            [one.line.text for one in effects if isinstance(one, Print)], ["x.txt was not transferred: No space left on device."]
        )
        self.assertEqual(
            [json.loads(one.line) for one in effects if isinstance(one, Send)],
            [{"do": "cancel-file", "number": "3", "id": "quietly"}],
        )
        self.down("refused", id="quietly", reason="no-offer", number=3, text="There is no such file.")
        self.assertEqual(self.shown(), [])
        self.talk.gave_up(4, "")
        self.talk.lost()
        self.talk.gave_up(3, "")
        self.assertEqual(self.talk.take(), [])

    def test_whoever_leaves_for_good_ends_what_is_on_its_way(self) -> None:
        """Nobody else would, for a file that is taken outlives the visit of who takes it by curl."""
        for number in (3, 4):
            self.down("file-offered", number=number, channel="tea", who=BOB, name="x.txt", size=9, sha256="", seconds=60)
        self.down("download-ready", number=4, who=BOB, name="x.txt", size=9, sha256="", place="http://h:1", code="c", seconds=60)
        self.talk.take()
        self.talk.leave(for_good=False)
        self.assertEqual([made["do"] for made in self.up()], ["quit"])
        self.type("/quit")
        self.assertEqual(self.up(), [{"do": "cancel-file", "number": "4", "id": "quietly"}, {"do": "quit"}])

    def test_without_asking_once_the_user_has_said_so(self) -> None:
        self.type("/set autoaccept on")
        self.talk.take()
        self.down("download-ready", number=9, who=BOB, name="x", size=1, sha256="", place="http://h:1", code="c", seconds=60)
        self.assertEqual(self.effects(Fetch), [Fetch(9, "x", "http://h:1/t/c", "")])


class EndTests(TalkCase):
    """Why it ends (G806)."""

    def dismissed(self, cause: str, *, closing: bool = True, **more: Any) -> Finish | None:
        self.begin(stays=False)
        self.enter("tea")
        self.down("dismissed", channel="tea", cause=cause, closing=closing, **more)
        found = self.effects(Finish)
        return found[0] if found else None

    def test_each_cause_has_a_sentence_and_a_status(self) -> None:
        cases = (
            ("quit", 0, ""),
            ("kicked", 4, "You were kicked from tea by root: loud."),
            ("emptied", 5, "Everybody was sent out of tea by root."),
            ("afk", 6, "You have been quiet for too long, so your seat in tea was given away."),
            ("banned", 7, "You were banned from this server for good by root: loud."),
            ("shutdown", 8, "The server is shutting down: loud. Goodbye."),
            ("slow", 11, "You were disconnected: the lines came faster than your side read them."),
        )
        for cause, status, sentence in cases:
            finish = self.dismissed(cause, by="root", reason="loud" if cause != "emptied" else "")
            assert finish is not None
            self.assertEqual(finish.end.why.value, status, cause)
            self.assertEqual(finish.end.sentence, sentence)

    def test_out_of_the_last_room_is_the_end_of_a_pipe(self) -> None:
        finish = self.dismissed("kicked", closing=False, by="root")
        assert finish is not None
        self.assertIs(finish.end.why, Ending.KICKED)

    def test_no_last_sentence_drives_a_terminal(self) -> None:
        """G409, against a server that means it badly."""
        self.begin(Wishes("ann", retries=False), stays=False)
        self.talk.connected()
        self.down("password-asked", nick="\x1b[2J\u202eann\nb")
        [finish] = self.effects(Finish)
        self.assertTrue(finish.end.sentence.startswith("[2Jann b is a registered name"), finish.end.sentence)

    def test_no_room_to_go_into_is_the_end_of_a_pipe(self) -> None:
        for rooms, refused, ends in (
            (("nope",), ("nope",), True),
            (("nope", "tea"), ("nope",), False),
            (("a", "b"), ("a", "b"), True),
        ):
            self.begin(Wishes("ann", rooms=rooms, retries=False), stays=False)
            self.talk.connected()
            self.down("welcomed", channel="", who=ANN, topic="")
            self.talk.take()
            for room in refused:
                self.down("refused", reason="no-channel", subject=room, text="...", id=f"back {room}")
            found = [effect.end for effect in self.effects(Finish)]
            sentence = f"There is no channel {refused[-1]}. /list shows them all."
            self.assertEqual(found, [End(Ending.NOT_LET_IN, sentence)] if ends else [])

    def test_out_of_one_of_two_rooms_is_not(self) -> None:
        self.begin(stays=False)
        self.enter("lobby", "tea")
        self.down("dismissed", channel="tea", cause="kicked", by="root", closing=False)
        self.assertEqual(self.effects(Finish), [])
        self.assertEqual(self.view.current, "lobby")

    def test_with_somebody_there_it_goes_on(self) -> None:
        self.enter("tea")
        self.down("dismissed", channel="tea", cause="kicked", by="root", closing=False)
        effects = self.talk.take()
        self.assertFalse([one for one in effects if isinstance(one, Finish)])
        self.assertIn(
            "* You may come back: type /join tea to join the end of the line.",
            [one.line.text for one in effects if isinstance(one, Print)],
        )

    def test_not_let_in(self) -> None:
        self.begin(Wishes("ann", retries=False), stays=False)
        for reason, ending in (
            ("banned", Ending.BANNED),
            ("throttled", Ending.NOT_LET_IN),
            ("name-characters", Ending.NAME_REFUSED),
        ):
            self.talk.connected()
            self.down("refused", reason=reason, subject="ann", text="...")
            self.assertIs(self.ending(), ending)

    def test_whoever_is_banned_is_told_so_once_and_asked_for_no_other_name(self) -> None:
        self.talk.connected()
        self.down("refused", reason="banned", subject="ann", number=0, hint="spam", text="...")
        self.down("dismissed", channel="", cause="refused")
        effects = self.talk.take()
        self.assertEqual({one.end.why for one in effects if isinstance(one, Finish)}, {Ending.BANNED})
        self.assertEqual([one.line.text for one in effects if isinstance(one, Print)], [])


class AgainTests(TalkCase):
    """The line is lost and comes back."""

    def test_back_into_the_rooms_the_one_in_view_last(self) -> None:
        self.enter("lobby", "tea", "den")
        self.talk.turn_to("tea")
        self.talk.lost()
        self.talk.take()
        self.type("anybody?")
        self.assertEqual(self.up(), [])
        self.talk.connected()
        self.down("welcomed", channel="", who={**ANN, "person": 5, "session": 50}, topic="")
        self.assertEqual([made["channel"] for made in self.up() if made["do"] == "join"], ["lobby", "den", "tea"])
        self.assertEqual(self.view.person, 5)

    def test_a_room_that_is_gone_is_told_of_where_the_user_looks(self) -> None:
        self.enter("lobby", "tea", "den")
        self.talk.turn_to("lobby")
        self.talk.lost()
        self.talk.connected()
        self.down("welcomed", channel="", who=ANN, topic="")
        self.down("welcomed", channel="tea", who=ANN, topic="", id="back tea")
        self.talk.take()
        self.down("refused", reason="no-channel", subject="den", text="...", id="back den")
        self.assertEqual([(line.room, line.line.text) for line in self.effects(Print)], [
            ("lobby", "* There is no channel den. /list shows them all."),
        ])  # fmt: skip
        self.down("welcomed", channel="lobby", who=ANN, topic="", id="back lobby")
        self.assertEqual((self.view.current, list(self.view.rooms)), ("lobby", ["lobby", "tea"]))

    def test_back_into_a_room_with_its_password(self) -> None:
        self.enter("tea")
        self.type("/join den s3cret")
        self.down("welcomed", channel="den", who=ANN, topic="")
        self.down("joined", channel="den", seq=3, who=ANN)
        self.talk.lost()
        self.talk.connected()
        self.down("welcomed", channel="", who=ANN, topic="")
        joins = [made for made in self.up() if made["do"] == "join"][-2:]
        self.assertEqual([(made["channel"], made.get("password")) for made in joins], [("tea", None), ("den", "s3cret")])

    def test_the_old_line_still_has_the_name(self) -> None:
        self.enter("tea")
        self.talk.lost()
        self.talk.connected()
        self.down("refused", reason="name-taken", subject="ann", text="...")
        self.assertEqual(self.effects(Connect, Finish), [Connect(None)])

    def test_the_password_is_not_asked_for_again(self) -> None:
        self.begin(Wishes("ann", password="Correct-Horse-9"))
        for _ in range(2):
            self.talk.connected()
            self.talk.take()
            self.down("password-asked", nick="ann")
            self.assertEqual(self.up(), [{"do": "prove", "password": "Correct-Horse-9"}])
            self.down("welcomed", channel="", who=ANN, topic="")
            self.talk.lost()

    def test_an_account_that_was_made_meanwhile_is_not_asked_for_its_password(self) -> None:
        self.enter("tea")
        self.type("/register ann Correct-Horse-9")
        self.type("/passwd Correct-Horse-9 Battery-Staple-7")
        self.type("/passwd not-the-one Nobody-Knows-5")
        self.type("/register eve Nobody-Knows-5")
        self.talk.lost()
        self.talk.connected()
        self.talk.take()
        self.down("password-asked", nick="ann")
        self.assertEqual(self.up(), [{"do": "prove", "password": "Battery-Staple-7"}])

    def test_a_code_gives_back_what_was_kept(self) -> None:
        self.enter("lobby", "tea")
        self.down("resume-code", code="c-1", seconds=30)
        self.down("said", channel="tea", seq=9, who=BOB, text="before")
        self.talk.lost()
        self.talk.take()
        self.talk.connected()
        seen = [{"channel": "lobby", "seq": 1}, {"channel": "tea", "seq": 9}]
        self.assertEqual(self.up(), [{"do": "resume", "code": "c-1", "seen": seen}])
        self.down("welcomed", channel="", who=ANN, topic="")
        self.down("welcomed", channel="tea", who=ANN, topic="")
        self.down("resumed", channel="tea", seated=True, missed=2, dropped=0)
        self.talk.take()
        self.down("said", channel="tea", seq=9, who=BOB, text="before")
        self.down("said", channel="tea", seq=10, who=BOB, text="missed")
        self.down("caught-up", channel="tea")
        self.assertEqual([text for text in self.shown() if text.startswith("bob")], ["bob: missed"])
        self.down("resume-code", code="c-2", seconds=30)
        self.assertEqual([made["channel"] for made in self.up() if made["do"] == "join"], ["lobby"])

    def test_a_code_that_is_worth_nothing_any_more(self) -> None:
        self.enter("tea")
        self.down("resume-code", code="c-1", seconds=30)
        self.talk.lost()
        self.talk.connected()
        self.talk.take()
        self.down("refused", reason="nothing-kept", text="...")
        self.assertEqual(self.up(), [{"do": "introduce", "nick": "ann", "files": False, "resumes": True}])

    def test_logs_are_kept(self) -> None:
        self.enter("tea")
        self.down("said", channel="tea", seq=9, who=BOB, text="before")
        self.talk.lost()
        self.talk.connected()
        self.down("welcomed", channel="", who=ANN, topic="")
        self.down("welcomed", channel="tea", who=ANN, topic="")
        self.assertIn("bob: before", [line.text for line in self.view.room.lines])

    def test_nobody_is_welcomed_twice(self) -> None:
        self.enter("tea")
        self.talk.lost()
        self.talk.connected()
        self.down("welcomed", channel="", who=ANN, topic="")
        self.down("welcomed", channel="tea", who=ANN, topic="")
        self.assertEqual(self.shown(), [])
        self.down("welcomed", channel="den", who=ANN, topic="")
        self.assertIn("* Welcome to den, ann.", self.shown())

    def test_but_under_another_name(self) -> None:
        self.enter("tea")
        self.talk.lost()
        self.talk.connected()
        self.down("welcomed", channel="", who={**ANN, "nick": "ann2"}, topic="")
        self.assertIn("* Welcome, ann2.", self.shown())
