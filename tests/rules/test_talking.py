"""Talking to all, to one, about oneself; and not hearing somebody. G401, G403, G404, G405, CLASSIC C4 and C5."""

from dataclasses import replace

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words.policies import CLASSIC, PLAIN
from chatroom.words.refusals import Reason
from tests.fakes import NOON, SlowStore, Visitor, house


class Talk(SynchronousTestCase):
    """alice, bob and carol in the lobby, dave next door."""

    def setUp(self) -> None:
        self.place = house(3, quiet=2)
        self.alice, self.bob, self.carol = (self.place.enter(nick) for nick in ("alice", "bob", "carol"))
        self.dave = self.place.enter("dave", "quiet")
        self.forget()

    def forget(self) -> None:
        for visitor in (self.alice, self.bob, self.carol, self.dave):
            visitor.hear()

    def heard(self) -> list[list[e.Event]]:
        return [visitor.hear() for visitor in (self.alice, self.bob, self.carol, self.dave)]


class SpeechTests(Talk):
    """To everybody in the channel."""

    def test_everybody_hears_it_once_the_speaker_too(self) -> None:
        self.alice.say("hello")
        said = e.Said(NOON, "lobby", 4, e.Who("alice", 2, 1), "hello")
        self.assertEqual(self.heard(), [[said], [said], [said], []])

    def test_a_login_that_is_typed_too_late_is_said_to_nobody(self) -> None:
        self.place.account("zoe")
        for line, word in (
            ("login alice Correct-Horse-9", "login"),
            ("Login alice Correct-Horse-9", "login"),
            ("  REGISTER\talice   Correct-Horse-9 ", "register"),
            ("login ALICE Correct-Horse-9 battery staple", "login"),
            ("login zoe Correct-Horse-9 battery", "login"),  # who has an account and is not here
        ):
            self.alice.say(line)
            self.assertEqual(self.heard(), [[e.Refusal(NOON, Reason.LOOKS_SECRET, word, "lobby")], [], [], []], line)
        self.assertNotIn("Correct-Horse-9", repr(self.place.witnessed))

    def test_what_is_no_login_is_said(self) -> None:
        for line in (
            "login please",
            "login",
            "how to login here",
            "login to bob takes long",
            "logins are slow",
            "register is down again",
            "/login a b",
        ):
            self.alice.say(line)
            self.assertEqual([[event.text for event in heard] for heard in self.heard()], [[line]] * 3 + [[]], line)

    def test_where_no_password_is_asked_for_it_is_chat(self) -> None:
        place = house(2, policies=CLASSIC)
        alice = place.enter("alice")
        alice.say("login alice Correct-Horse-9")
        self.assertEqual([event.text for event in alice.hear()], ["login alice Correct-Horse-9"])

    def test_acting(self) -> None:
        self.alice.ask(c.Act("waves"))
        acted = e.Acted(NOON, "lobby", 4, e.Who("alice", 2, 1), "waves")
        self.assertEqual(self.heard(), [[acted], [acted], [acted], []])

    def test_one_order_for_all(self) -> None:
        for n in range(4):
            self.alice.say(f"a{n}")
            self.bob.say(f"b{n}")
        texts = [[event.text for event in heard] for heard in self.heard()[:3]]  # type: ignore[attr-defined]
        self.assertEqual(texts, [["a0", "b0", "a1", "b1", "a2", "b2", "a3", "b3"]] * 3)

    def test_the_text_is_clean(self) -> None:
        self.alice.ask(c.Say("", "a\x1b[2Jb\nc\u202ed"))
        self.assertEqual([event.text for event in self.bob.hear()], ["a[2Jb cd"])

    def test_without_echo_the_speaker_does_not_hear_itself(self) -> None:
        self.alice.ask(c.Set("echo", "off"))
        self.alice.hear()
        self.alice.say("hello")
        self.alice.ask(c.Act("waves"))
        self.bob.say("hi")
        mine, theirs, _, _ = self.heard()
        self.assertEqual(mine, theirs[2:])
        self.assertEqual(len(theirs), 3)
        self.alice.ask(c.Set("echo", "on"))
        self.alice.say("there I am")
        self.assertEqual([event.text for event in self.alice.hear() if isinstance(event, e.Said)], ["there I am"])

    def test_echo_can_be_off_before_a_name_is_given(self) -> None:
        self.bob.hang_up()
        eve = self.place.open()
        eve.ask(c.Set("echo", "off"))
        eve.ask(c.Introduce("eve"))
        eve.hear()
        eve.say("hello")
        self.assertEqual(eve.hear(), [])
        self.assertEqual([event.text for event in self.carol.hear() if isinstance(event, e.Said)], ["hello"])


class WhisperTests(Talk):
    """To one person."""

    def test_two_hear_it(self) -> None:
        self.alice.ask(c.Whisper("BOB", "psst"))
        whispered = e.Whispered(NOON, "lobby", e.Who("alice", 2, 1), "BOB", "psst")
        self.assertEqual(self.heard(), [[e.WhisperSent(NOON, "lobby", "bob", "psst")], [whispered], [], []])

    def test_nobody_of_that_name(self) -> None:
        self.place.witnessed.clear()
        self.alice.ask(c.Whisper("zoe", "psst"))
        refusal = e.Refusal(NOON, Reason.NOT_HERE, "zoe", "lobby")
        self.assertEqual(self.heard(), [[refusal], [], [], []])
        unheard = e.Whispered(NOON, "", e.Who("alice", 2, 1), "zoe", "psst", heard=False)
        self.assertEqual(self.place.witnessed, [unheard, refusal])

    def test_somebody_in_another_channel(self) -> None:
        """S2-01: wherever on the server, and one who waits for a seat, too."""
        eve = self.place.enter("eve")
        eve.hear()
        for visitor, nick in ((self.dave, "dave"), (eve, "eve")):
            self.alice.ask(c.Whisper(nick, "psst"))
            self.assertEqual(visitor.hear(), [e.Whispered(NOON, "", e.Who("alice", 2, 1), nick, "psst")])
            self.assertEqual(self.alice.hear(), [e.WhisperSent(NOON, "", nick, "psst")])
        self.assertEqual((self.bob.hear(), self.carol.hear()), ([], []))

    def test_the_nearest_name_of_all_people(self) -> None:
        self.alice.ask(c.Whisper("dafe", "psst"))
        self.assertEqual(self.alice.hear(), [e.Refusal(NOON, Reason.NOT_HERE, "dafe", "lobby", hint="dave")])

    def test_in_the_classic_style_to_its_channel_alone(self) -> None:
        place = house(1, policies=CLASSIC, quiet=2)
        alice, dave, eve = place.enter("alice"), place.enter("dave", "quiet"), place.enter("eve")
        for nick in ("dave", "eve"):
            alice.ask(c.Whisper(nick, "psst"))
            self.assertEqual(alice.hear()[-1], e.Refusal(NOON, Reason.NOT_HERE, nick, "lobby"))
        self.assertEqual((dave.hear(), eve.hear()), ([], []))

    def test_whoever_is_muted_whispers_to_nobody(self) -> None:
        staff, _ = self.place.staff()
        staff.mute("lobby", "alice", "60")
        self.alice.hear()
        self.alice.ask(c.Whisper("dave", "psst"))
        self.assertEqual(([event.reason for event in self.alice.hear()], self.dave.hear()), ([Reason.MUTED], []))

    def test_to_oneself(self) -> None:
        self.alice.ask(c.Whisper("alice", "remember"))
        whispered = e.Whispered(NOON, "lobby", e.Who("alice", 2, 1), "alice", "remember")
        self.assertEqual(self.alice.hear(), [whispered, e.WhisperSent(NOON, "lobby", "alice", "remember")])

    def test_to_somebody_who_is_away(self) -> None:
        self.bob.ask(c.GoAway("lunch"))
        self.forget()
        self.alice.ask(c.Whisper("bob", "psst"))
        self.assertEqual(self.alice.hear(), [e.WhisperSent(NOON, "lobby", "bob", "psst", "lunch")])

    def test_reply(self) -> None:
        self.alice.ask(c.Whisper("bob", "psst"))
        self.carol.ask(c.Whisper("bob", "hey"))
        self.forget()
        self.bob.ask(c.Reply("yes?"))
        self.assertEqual(self.carol.hear(), [e.Whispered(NOON, "lobby", e.Who("bob", 4, 3), "carol", "yes?")])
        self.assertEqual(self.alice.hear(), [])

    def test_reply_to_nobody(self) -> None:
        self.bob.ask(c.Reply("yes?"))
        self.assertEqual(self.bob.hear(), [e.Refusal(NOON, Reason.NOBODY_TO_REPLY, "", "lobby")])

    def test_reply_to_one_who_is_gone(self) -> None:
        self.alice.ask(c.Whisper("bob", "psst"))
        self.alice.hang_up()
        self.bob.hear()
        self.place.enter("alice")  # somebody else, perhaps
        self.bob.hear()
        self.bob.ask(c.Reply("yes?"))
        self.assertEqual(self.bob.hear(), [e.Refusal(NOON, Reason.NOBODY_TO_REPLY, "", "lobby")])

    def test_reply_to_one_who_has_another_name_now(self) -> None:
        self.alice.ask(c.Whisper("bob", "psst"))
        self.alice.ask(c.Rename("ann"))
        self.forget()
        self.bob.ask(c.Reply("yes?"))
        self.assertEqual(self.alice.hear(), [e.Whispered(NOON, "lobby", e.Who("bob", 4, 3), "ann", "yes?")])

    def test_reply_to_one_who_has_moved_on(self) -> None:
        self.alice.ask(c.Whisper("bob", "psst"))
        self.dave.hang_up()
        self.alice.ask(c.Switch("quiet"))
        self.forget()
        self.bob.ask(c.Reply("yes?"))
        self.assertEqual(self.alice.hear(), [e.Whispered(NOON, "", e.Who("bob", 4, 3), "alice", "yes?")])


class IgnoreTests(Talk):
    """Not seeing what somebody writes."""

    def ignore(self, visitor: Visitor, nick: str) -> None:
        visitor.ask(c.Ignore(nick))
        visitor.hear()

    def texts(self, visitor: Visitor) -> list[str]:
        return [event.text for event in visitor.hear() if isinstance(event, e.Said | e.Acted | e.Whispered)]

    def test_neither_words_nor_whispers_nor_files(self) -> None:
        self.bob.session.files = True
        self.bob.ask(c.Ignore("Alice"))
        self.assertEqual(self.bob.hear(), [e.IgnoreSet(NOON, "Alice", True)])
        self.alice.say("hello")
        self.alice.ask(c.Act("waves"))
        self.alice.ask(c.Whisper("bob", "psst"))
        self.assertEqual((self.texts(self.carol), self.bob.hear()), (["hello", "waves"], []))
        self.assertEqual(self.alice.hear()[-1], e.WhisperSent(NOON, "lobby", "bob", "psst"))  # the other is not told
        self.alice.ask(c.SendFile("bob", "a.txt", 3))
        self.assertEqual(self.bob.hear(), [])
        self.assertEqual([event.reason for event in self.alice.hear()], [Reason.CANNOT_TAKE_FILES])

    def test_a_whisper_that_was_not_seen_is_not_replied_to(self) -> None:
        self.ignore(self.bob, "alice")
        self.alice.ask(c.Whisper("bob", "psst"))
        self.bob.ask(c.Reply("what?"))
        self.assertIs(self.bob.hear()[-1].reason, Reason.NOBODY_TO_REPLY)

    def test_again_and_it_is_over(self) -> None:
        self.ignore(self.bob, "alice")
        self.bob.ask(c.Ignore("alice"))
        self.assertEqual(self.bob.hear(), [e.IgnoreSet(NOON, "alice", False)])
        self.alice.say("hello")
        self.assertEqual(self.texts(self.bob), ["hello"])

    def test_the_list(self) -> None:
        self.bob.ask(c.Ignore())
        self.assertEqual(self.bob.hear(), [e.IgnoreList(NOON, ())])
        self.ignore(self.bob, "alice"), self.ignore(self.bob, "CAROL")
        self.bob.ask(c.Ignore())
        self.assertEqual(self.bob.hear(), [e.IgnoreList(NOON, ("alice", "CAROL"))])

    def test_it_holds_for_whoever_has_the_name(self) -> None:
        self.ignore(self.bob, "alice")
        self.alice.hang_up()
        again = self.place.enter("ALICE")
        again.say("it is me")
        self.assertEqual(self.texts(self.bob), [])

    def test_it_follows_the_person_to_its_next_name(self) -> None:
        self.ignore(self.bob, "alice")
        self.alice.ask(c.Rename("ann"))
        self.alice.say("it is me")
        self.assertEqual(self.texts(self.bob), [])
        self.bob.ask(c.Ignore())
        self.assertEqual(self.bob.hear()[-1], e.IgnoreList(NOON, ("ann",)))
        self.ignore(self.bob, "ann")
        self.alice.say("it is me")
        self.assertEqual(self.texts(self.bob), ["it is me"])

    def test_nobody_ignores_itself_by_taking_a_name(self) -> None:
        self.ignore(self.bob, "alice")
        self.alice.hang_up()
        self.bob.ask(c.Rename("alice"))
        self.bob.hear()
        self.bob.say("do I hear me?")
        self.assertEqual(self.texts(self.bob), ["do I hear me?"])

    def test_neither_oneself_nor_who_is_not_there(self) -> None:
        for nick, reason in (("bob", Reason.USAGE), ("BOB", Reason.USAGE), ("zoe", Reason.NOT_HERE)):
            self.bob.ask(c.Ignore(nick))
            self.assertEqual([event.reason for event in self.bob.hear()], [reason])
        self.bob.ask(c.Ignore("dave"))
        self.assertEqual(self.bob.hear(), [e.IgnoreSet(NOON, "dave", True)])

    def test_it_ends_with_the_one_who_ignores(self) -> None:
        self.ignore(self.bob, "alice")
        self.bob.hang_up()
        self.assertEqual(self.place.realm.ignored, {})
        again = self.place.enter("bob")
        self.alice.say("hello")
        self.assertEqual(self.texts(again), ["hello"])


class AwayTests(Talk):
    """Being away, being back, being called something else."""

    def test_away_and_back(self) -> None:
        who = e.Who("alice", 2, 1)
        self.alice.ask(c.GoAway("lunch"))
        self.alice.ask(c.ComeBack())
        told = [e.WentAway(NOON, "lobby", 4, who, "lunch"), e.CameBack(NOON, "lobby", 5, who)]
        self.assertEqual(self.heard(), [told, told, told, []])

    def test_back_from_nowhere(self) -> None:
        self.alice.ask(c.ComeBack())
        self.assertEqual(self.heard(), [[e.Refusal(NOON, Reason.NOT_AWAY, "", "lobby")], [], [], []])

    def test_away_without_a_word_is_away(self) -> None:
        self.alice.ask(c.GoAway())
        self.alice.hear()
        self.alice.ask(c.ComeBack())
        self.assertEqual([type(event) for event in self.alice.hear()], [e.CameBack])

    def test_another_name(self) -> None:
        self.alice.ask(c.Rename("ann"))
        renamed = e.Renamed(NOON, "lobby", 4, e.Who("alice", 2, 1), "ann")
        self.assertEqual(self.heard(), [[renamed], [renamed], [renamed], []])
        self.alice.say("x")
        self.assertEqual(self.bob.hear()[-1].who, e.Who("ann", 2, 1))


class TopicTests(SynchronousTestCase):
    """What a channel is about."""

    def test_shown(self) -> None:
        place = house(2)
        place.realm.channels["lobby"].topic = "trees"
        alice, bob = place.enter("alice"), place.enter("bob")
        alice.hear()
        alice.ask(c.Topic())
        self.assertEqual((alice.hear(), bob.hear()), ([e.TopicShown(NOON, "lobby", "trees")], []))

    def test_set_by_everybody_where_the_channel_says_so(self) -> None:
        place = house(2, policies=replace(PLAIN, anyone_sets_topic=True))
        alice, bob = place.enter("alice"), place.enter("bob")
        alice.hear()
        alice.ask(c.Topic("trees"))
        told = [e.TopicSet(NOON, "lobby", 3, "alice", "trees")]
        self.assertEqual((alice.hear(), bob.hear(), place.realm.channels["lobby"].topic), (told, told, "trees"))

    def test_staff_s_are_in_the_log_with_refused_attempts_and_nobody_else_s_where_all_may(self) -> None:
        """G607, invariant 13."""
        for open_to_all, rows in (
            (
                False,
                [
                    ("alice", "topic", "lobby", "not-allowed"),
                    ("ann", "topic", "lobby", "done"),
                    ("ann", "topic", "lobby", "muted"),
                ],
            ),
            (True, [("ann", "topic", "lobby", "done"), ("ann", "topic", "lobby", "muted")]),
        ):
            place = house(2, policies=replace(PLAIN, anyone_sets_topic=open_to_all))
            place.account("ann", "moderator")
            alice, ann = place.enter("alice"), place.sign_in("ann")
            alice.ask(c.Topic("trees"))
            ann.ask(c.Topic("leaves"))
            ann.ask(c.Topic())
            place.staff()[0].mute("lobby", "ann", "60")
            ann.ask(c.Topic("rain"))
            self.assertEqual([row for row in place.audit() if row[1] == "topic"], rows)
            self.assertEqual(place.realm.channels["lobby"].topic, "leaves")

    def test_staff_s_is_kept_in_the_log_before_anybody_hears_it(self) -> None:
        store = SlowStore()
        place = house(2, store=store)
        bob, (staff, answers) = place.enter("bob"), place.staff()
        staff.perform(c.Topic("leaves", "lobby"))
        self.assertEqual((bob.hear(), answers, place.realm.channels["lobby"].topic), ([], [], ""))
        store.fire()
        told = [e.TopicSet(NOON, "lobby", 2, "operator", "leaves")]
        self.assertEqual((bob.hear(), answers), (told, told))

    def test_not_by_the_muted(self) -> None:
        place = house(2, policies=replace(PLAIN, anyone_sets_topic=True))
        alice, bob = place.enter("alice"), place.enter("bob")
        place.staff()[0].mute("lobby", "alice", "5")
        alice.hear(), bob.hear()
        alice.ask(c.Topic("trees"))
        self.assertEqual((alice.hear()[0].reason, bob.hear(), place.realm.channels["lobby"].topic), (Reason.MUTED, [], ""))
