"""What reaches past the current room, or is asked without one: files, the message of the day, muted staff at a console."""

from dataclasses import replace
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import files as f
from chatroom.words.console import Speak
from chatroom.words.refusals import Reason
from chatroom.words.roomlife import MotdShown
from chatroom.words.rooms import Create, Join, Motd
from chatroom.words.staff import Announce, Unmute
from tests.fakes import NOON, house
from tests.rules.test_rooms import kinds


class BeyondTheRoom(SynchronousTestCase):
    """A lobby and a quiet room."""

    def setUp(self) -> None:
        self.place = house(9, quiet=9)

    def test_a_file_goes_to_somebody_in_another_of_ones_rooms(self) -> None:
        self.place.realm.offers.place = "http://here"
        ann, bob = self.place.enter("ann"), self.place.enter("bob", "quiet")
        ann.ask(Join("quiet"))
        ann.ask(c.Switch("lobby"))
        ann.hear(), bob.hear()
        ann.ask(c.SendFile("bob", "a.txt"))
        self.assertEqual([(event.channel, event.to) for event in ann.hear()], [("quiet", "bob")])
        self.assertEqual([type(event) for event in bob.hear()], [f.FileOffered])
        ann.session.files = bob.session.files = True
        ann.ask(c.SendFile("bob", "b.txt", 3))
        self.assertEqual([type(event) for event in ann.hear()], [e.Upload])
        ann.ask(c.SendFile("zed", "c.txt", 3))
        self.assertEqual([(no.reason, no.channel) for no in ann.hear()], [(Reason.NOT_HERE, "lobby")])

    def test_who_is_muted_everywhere_reaches_nobody_from_no_room(self) -> None:
        ann, bob = self.place.enter("ann"), self.place.open("")
        bob.ask(c.Introduce("bob"))
        operator, _ = self.place.staff()
        bob.hear(), ann.hear()
        for target, reason in (("bob", Reason.MUTED), (bob.session.host, Reason.READ_ONLY)):
            operator.mute("*", target, "60", "--force")
            bob.hear()
            bob.ask(c.Whisper("ann", "psst"))
            bob.ask(c.GoAway("psst"))
            self.assertEqual(kinds(bob.hear()), [reason, reason])
            operator.perform(Unmute("*", target))
            bob.hear()
        self.assertEqual([event for event in ann.hear() if isinstance(event, e.Whispered | e.WentAway)], [])
        bob.ask(c.Whisper("ann", "hello"))
        self.assertEqual(kinds(ann.hear()), [e.Whispered])

    def test_the_message_of_the_day_before_a_name(self) -> None:
        self.place.realm.channels["quiet"].motd = ("Tea at five.",)
        stranger = self.place.open("quiet")
        stranger.hear()
        stranger.ask(Motd())
        stranger.ask(Motd("quiet"))
        self.assertEqual(stranger.hear(), [MotdShown(NOON, "quiet", ("Tea at five.",))] * 2)
        self.place.enter("ann").ask(Create("den", private=True))
        for name in ("den", "moon"):
            stranger.ask(Motd(name))
            self.assertEqual(kinds(stranger.hear()), [Reason.NO_CHANNEL], name)
        realm = self.place.realm
        realm.channels["quiet"].policies = replace(realm.channels["quiet"].policies, guests=False)
        stranger.ask(Motd("quiet"))
        self.assertEqual(kinds(stranger.hear()), [Reason.NOT_NOW])
        nowhere = self.place.open("")
        nowhere.hear()
        nowhere.ask(Motd())
        self.assertEqual(kinds(nowhere.hear()), [Reason.NO_CHANNEL])

    def test_muted_staff_is_muted_at_its_console_but_for_owners(self) -> None:
        """Invariant 7."""
        answers: list[Any]
        for role, refused in (("admin", True), ("owner", False)):
            account = self.place.account(f"the-{role}", role)
            person = self.place.sign_in(f"the-{role}")
            operator, _ = self.place.staff()
            console, answers = self.place.staff(account)
            operator.mute("lobby", f"the-{role}", "60", "--force")
            for command in (Speak("lobby", "hi"), Announce("hi")):
                answers.clear()
                console.perform(command)
                self.assertEqual(kinds(answers) == [Reason.MUTED], refused, (role, command))
            answers.clear()
            console.perform(Speak("quiet", "hi"))
            self.assertNotIn(Reason.MUTED, kinds(answers))
            operator.perform(Unmute("lobby", f"the-{role}"))
            answers.clear()
            console.perform(Announce("hi"))
            self.assertEqual(kinds(answers), [e.Announced])
            person.hang_up()
