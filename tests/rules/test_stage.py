"""G124: rooms where not everybody may speak: who has a voice, who comes and goes unseen, and lines that wait for approval."""

from dataclasses import replace
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules.held import EACH, MOST, SECONDS
from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words import stage as s
from chatroom.words.console import Watch
from chatroom.words.credentials import Login
from chatroom.words.policies import PLAIN, STAGES, Stage
from chatroom.words.refusals import Reason
from chatroom.words.rooms import Create, Group, HandOver, Invite, Join, Keep, Unkeep
from chatroom.words.staff import GiveRole, Unmute
from tests.fakes import House, RefusingStore, Visitor, house
from tests.rules.test_rooms import kinds


class StageCase(SynchronousTestCase):
    """mia is moderator of the lobby, ann has an account, bob is a guest; what they heard on the way is forgotten."""

    def stage(self, stage: Stage | None, *, seats: int = 9, afk: float | None = None) -> None:
        self.place = house(seats, policies=replace(PLAIN, stage=stage, afk=afk, flood=None))
        self.place.account("mia", "moderator", channel="lobby")
        self.place.account("ann")
        self.mia, self.ann = self.place.sign_in("mia"), self.place.sign_in("ann")
        self.bob = self.place.enter("bob")
        self.everybody = [self.mia, self.ann, self.bob]
        self.forget()

    def forget(self) -> None:
        for one in self.everybody:
            one.hear()

    def ask(self, one: Visitor, command: c.Command) -> list[Any]:
        """What this one hears, refusals by their reason."""
        one.hear()
        one.ask(command)
        return kinds(one.hear())

    def said(self, one: Visitor) -> list[str]:
        return [event.text for event in one.hear() if isinstance(event, e.Said | e.Acted)]


class Moderated(StageCase):
    """Only people with a voice speak."""

    def setUp(self) -> None:
        self.stage(Stage())

    def test_the_others_are_told_who_gives_one_and_nobody_sees_it(self) -> None:
        for command in (c.Say("", "hi"), c.Act("waves"), Group("lobby", "hi")):
            self.bob.ask(command)
            (no,) = self.bob.hear()
            self.assertEqual((no.reason, no.channel, no.hint), (Reason.NO_VOICE, "lobby", "mia"))
        self.assertEqual((self.mia.hear(), self.ann.hear()), ([], []))

    def test_staff_speaks(self) -> None:
        self.mia.say("good evening")
        self.assertEqual([self.said(one) for one in self.everybody], [["good evening"]] * 3)

    def test_who_comes_in_without_a_voice_is_told(self) -> None:
        for nick, expected in (("dan", [s.StageShown]), ("mia", [])):
            visitor = self.place.open()
            visitor.ask(c.Introduce(nick) if nick == "dan" else Login(nick, "pw"))
            self.assertEqual([type(x) for x in visitor.hear() if isinstance(x, s.StageShown)], expected, nick)

    def test_no_other_way_for_words_to_everybody(self) -> None:
        self.assertEqual(self.ask(self.bob, c.GoAway("buy spam")), [e.WentAway])
        self.place.realm.channels["lobby"].policies = replace(PLAIN, anyone_sets_topic=True)
        self.assertEqual(self.ask(self.bob, c.Topic("buy spam")), [Reason.NO_VOICE])
        self.assertEqual(self.mia.hear(), [])
        self.assertEqual(self.ask(self.bob, c.Whisper("mia", "may I?")), [e.WhisperSent])

    def test_a_guest_has_a_voice_for_the_visit(self) -> None:
        self.assertEqual(self.ask(self.mia, s.GiveVoice("bob")), [s.VoiceSet])
        self.bob.ask(c.Rename("rob"))
        self.bob.say("hi")
        self.assertEqual(self.said(self.ann), ["hi"])
        self.bob.hang_up()
        again = self.place.enter("rob")
        self.assertEqual(self.ask(again, c.Say("", "hi")), [Reason.NO_VOICE])

    def test_an_account_has_it_for_good(self) -> None:
        self.ask(self.mia, s.GiveVoice("ann"))
        self.assertEqual(self.place.snapshot().accounts[0].roles, (("lobby", "voice"),))
        self.ann.say("hi")
        self.assertEqual(self.said(self.bob), ["hi"])
        self.ask(self.mia, s.TakeVoice("ann"))
        self.assertEqual(self.place.snapshot().accounts[0].roles, ())
        self.assertEqual(self.ask(self.ann, c.Say("", "hi")), [Reason.NO_VOICE])
        self.assertEqual(
            [row[:3] for row in self.place.audit()], [("mia", "voice", "lobby:ann"), ("mia", "unvoice", "lobby:ann")]
        )

    def test_an_account_that_is_not_here(self) -> None:
        self.ann.hang_up()
        self.ask(self.mia, s.GiveVoice("ann"))
        ann = self.place.sign_in("ann")
        ann.say("hi")
        self.assertEqual(self.said(self.bob), ["hi"])

    def test_what_is_not_given_or_taken_twice(self) -> None:
        self.assertEqual(self.ask(self.mia, s.TakeVoice("bob")), [Reason.NOT_VOICED])
        self.assertEqual(self.ask(self.mia, s.GiveVoice("zed")), [Reason.NOT_IN_CHANNEL])
        self.assertEqual(self.ask(self.mia, s.GiveVoice("mia")), [Reason.HAS_VOICE])
        self.assertEqual(self.ask(self.mia, s.TakeVoice("mia")), [Reason.NOT_VOICED])
        self.place.staff()[0].perform(GiveRole("ann", "voice"))
        self.assertEqual(self.ask(self.mia, s.TakeVoice("ann")), [Reason.NOT_VOICED])
        self.ann.say("hi")
        self.assertEqual(self.said(self.bob), ["hi"])

    def test_a_mute_binds_who_has_a_voice(self) -> None:
        self.ask(self.mia, s.GiveVoice("bob"))
        self.ask(self.mia, t.Mute("lobby", "bob", "60"))
        self.assertEqual(self.ask(self.bob, c.Say("", "hi"))[-1], Reason.MUTED)

    def test_what_the_store_cannot_keep_has_not_happened(self) -> None:
        self.place.realm.store = RefusingStore()
        for nick in ("ann", "bob"):
            self.assertEqual(self.ask(self.mia, s.GiveVoice(nick)), [Reason.NOT_STORED])
        self.assertEqual(self.ask(self.ann, c.Say("", "hi")), [Reason.NO_VOICE])

    def test_the_configuration_says_it_of_the_servers_own_channels(self) -> None:
        self.assertEqual(self.ask(self.mia, s.SetStage("off")), [Reason.CONFIGURED])


class Idle(StageCase):
    """Who may only listen cannot show that it is there."""

    def test_listeners_stay_and_a_voice_begins_anew(self) -> None:
        self.stage(Stage(), afk=100.0)
        self.place.pass_time(300.0)
        self.assertEqual(kinds(self.bob.hear()), [e.WentAfk])
        self.assertEqual(kinds(self.ann.hear()), [e.WentAfk])
        mia = self.place.sign_in("mia")
        self.assertEqual(self.ask(mia, s.GiveVoice("bob")), [s.VoiceSet])
        self.place.pass_time(90.0)
        self.assertEqual(kinds(self.bob.hear())[-1], e.AfkWarned)
        self.bob.say("here")
        self.place.pass_time(110.0)
        self.assertTrue(self.bob.transport.closed)
        self.assertFalse(self.ann.transport.closed)


class Announcing(StageCase):
    """Who comes and goes is not shown, and is told to nobody but itself."""

    def setUp(self) -> None:
        self.stage(STAGES["announce"])

    def test_comings_and_goings(self) -> None:
        dan = self.place.open()
        dan.ask(c.Introduce("dan"))
        self.assertIn(e.Joined, kinds(dan.hear()))
        self.assertEqual(self.ask(dan, c.Rename("don")), [e.Renamed])
        dan.ask(c.Quit())
        self.ann.hang_up()
        self.assertEqual((self.mia.hear(), self.bob.hear()), ([], []))
        self.assertEqual(self.ask(self.bob, c.Say("", "hi")), [Reason.NO_VOICE])
        self.assertEqual(self.ask(self.mia, t.Kick("", "bob")), [e.Kicked])

    def test_a_console_that_looks_on_sees_them(self) -> None:
        staff, seen = self.place.staff()
        staff.perform(Watch("lobby"))
        seen.clear()
        self.place.enter("dan")
        self.assertEqual([type(x.event) for x in seen], [e.Joined])


class Approving(StageCase):
    """What the others say waits."""

    def setUp(self) -> None:
        self.stage(STAGES["approve"])

    def test_staff_alone_sees_it_until_it_is_approved(self) -> None:
        self.assertEqual(self.ask(self.bob, c.Say("", "a question")), [s.LineWaits])
        (held,) = self.mia.hear()
        self.assertEqual((held.number, held.who.nick, held.text, held.acts), (1, "bob", "a question", False))
        self.assertEqual(self.ann.hear(), [])
        self.assertEqual(self.ask(self.mia, s.Approve("1")), [e.Said])
        (said,) = self.ann.hear()
        self.assertEqual((said.who.nick, said.text), ("bob", "a question"))
        self.assertEqual(self.said(self.bob), ["a question"])
        self.assertEqual(self.ask(self.mia, s.Approve("1")), [Reason.NOT_HELD])
        self.assertEqual(self.place.audit()[0], ("mia", "approve", "lobby line 1", "done"))

    def test_acts_and_consoles(self) -> None:
        staff, seen = self.place.staff()
        staff.perform(Watch("lobby"))
        self.bob.ask(c.Act("waves"))
        self.assertEqual([x.acts for x in seen if isinstance(x, s.LineHeld)], [True])
        self.forget()
        staff.perform(s.Approve("#1", "lobby"))
        self.assertEqual((type(seen[-1]), kinds(self.ann.hear())), (s.LineApproved, [e.Acted]))

    def test_nobody_is_ahead_by_being_heard_twice_or_too_much(self) -> None:
        for _ in range(EACH):
            self.assertEqual(self.ask(self.bob, c.Say("", "me")), [s.LineWaits])
        self.assertEqual(self.ask(self.bob, c.Say("", "me")), [Reason.HELD_FULL])
        self.mia.ask(s.ListHeld())
        self.assertEqual([row.number for row in self.mia.hear()[-1].rows], [1, 2, 3])
        self.assertGreater(MOST, EACH)

    def test_they_wait_for_so_long(self) -> None:
        self.bob.say("me")
        self.place.clock.reactor.advance(SECONDS - 1)
        self.mia.ask(s.ListHeld())
        self.assertEqual([(row.nick, row.text, row.seconds) for row in self.mia.hear()[-1].rows], [("bob", "me", 1)])
        self.place.clock.reactor.advance(1)
        self.assertEqual(self.ask(self.mia, s.Approve("1")), [Reason.NOT_HELD])

    def test_of_the_muted_and_of_those_who_went_nothing_is_said(self) -> None:
        self.bob.say("me")
        self.ann.say("and me")
        self.ask(self.mia, t.Mute("lobby", "bob", "60"))
        self.ann.ask(c.Quit())
        for number in "12":
            self.assertEqual(self.ask(self.mia, s.Approve(number)), [Reason.NOT_HELD])
        self.ask(self.mia, Unmute("lobby", "bob"))
        self.assertEqual(self.ask(self.mia, s.Approve("1")), [Reason.NOT_HELD])
        self.assertEqual(self.ask(self.bob, c.Say("", "me")), [s.LineWaits])

    def test_what_the_store_cannot_keep_goes_on_waiting(self) -> None:
        self.bob.say("me")
        kept, self.place.realm.store = self.place.realm.store, RefusingStore()
        self.assertEqual(self.ask(self.mia, s.Approve("1")), [Reason.NOT_STORED])
        self.place.realm.store = kept
        self.assertEqual(self.ask(self.mia, s.Approve("1")), [e.Said])

    def test_strange_numbers(self) -> None:
        self.bob.say("me")
        for number in ("0", "-1", "x", "1.0", "\u0661", "9" * 50, ""):
            self.assertEqual(self.ask(self.mia, s.Approve(number)), [Reason.NOT_HELD], number)


class Made(StageCase):
    """Of rooms that people make, the owner decides."""

    def setUp(self) -> None:
        self.stage(None)
        for one in (self.ann, self.bob):
            one.ask(Create("study") if one is self.ann else Join("study"))
        self.forget()

    def test_the_owner_sets_it_and_gives_voices(self) -> None:
        self.assertEqual(self.ask(self.ann, s.SetStage("on")), [s.StageSet])
        self.assertEqual(self.ask(self.bob, c.Say("", "hi"))[-1], Reason.NO_VOICE)
        self.assertEqual(self.ask(self.ann, s.GiveVoice("bob")), [s.VoiceSet])
        self.bob.say("hi")
        self.assertEqual(self.said(self.ann), ["hi"])
        self.assertEqual(self.ask(self.bob, s.SetStage("off")), [Reason.NOT_ALLOWED])
        self.assertEqual(self.ask(self.ann, s.SetStage("sometimes")), [Reason.USAGE])
        self.assertEqual(self.ask(self.ann, s.SetStage("off")), [s.StageSet])

    def test_lines_that_wait_are_dropped_with_it(self) -> None:
        self.ask(self.ann, s.SetStage("approve"))
        self.assertEqual(self.ask(self.bob, c.Say("", "hi"))[-1], s.LineWaits)
        self.assertEqual([type(x) for x in self.ann.hear()], [s.LineHeld])
        self.ask(self.ann, s.SetStage("off"))
        self.assertEqual(self.ask(self.ann, s.Approve("1")), [Reason.NOT_HELD])

    def test_a_voice_in_it_is_no_role(self) -> None:
        self.ask(self.mia, Join("study"))
        self.ask(self.ann, s.SetStage("on"))
        self.ask(self.ann, s.GiveVoice("mia"))
        self.assertEqual(
            self.place.realm.accounts.named("mia").roles, {"lobby": self.place.realm.accounts.named("mia").role("lobby")}
        )

    def test_a_kept_room_keeps_topic_stage_voices_and_invitations(self) -> None:
        """Over a restart; what guests had goes with them."""
        staff, _ = self.place.staff()
        self.ask(self.ann, c.Topic("trees", "study"))
        self.ask(self.ann, Invite("bob", "study"))
        staff.perform(Keep("study"))
        self.ask(self.ann, Invite("mia", "study"))
        self.ask(self.ann, s.SetStage("approve", "study"))
        self.ask(self.ann, s.GiveVoice("bob", "study"))
        self.ask(self.ann, s.GiveVoice("mia", "study"))
        self.ask(self.ann, c.Topic("more trees", "study"))
        (room,) = self.place.snapshot().rooms
        self.assertEqual(
            (room.owner, room.topic, room.stage, room.guests, room.voices), ("ann", "more trees", "approve", ("mia",), ("mia",))
        )
        later = House([], store=self.place.store, snapshot=self.place.snapshot())
        study = later.realm.channels["study"]
        self.assertEqual((study.topic, study.stage, study.voices), ("more trees", STAGES["approve"], {"mia"}))
        assert study.charter is not None
        self.assertEqual((study.charter.owner, study.charter.guests), ("ann", {"mia"}))
        self.ask(self.mia, Join("study"))
        self.ask(self.ann, HandOver("mia", "study"))
        self.ask(self.mia, t.Kick("study", "ann"))
        self.assertEqual(self.place.snapshot().rooms[0].owner, "mia")
        staff.perform(Unkeep("study"))
        self.assertEqual(self.place.snapshot().rooms, ())

    def test_an_invitation_that_cannot_be_kept_is_none(self) -> None:
        self.place.staff()[0].perform(Keep("study"))
        self.place.realm.store = RefusingStore()
        self.assertEqual(self.ask(self.ann, Invite("mia", "study")), [Reason.NOT_STORED])
        self.assertEqual((self.mia.hear(), self.place.realm.channels["study"].charter.guests), ([], set()))  # type: ignore[union-attr]
