"""Whispers to accounts that are not there: kept before they are answered, shown once, and forgotten when they were read. G403."""

from typing import Any

from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules import mail
from chatroom.rules.accounts import Letter
from chatroom.rules.mail import AT_ONCE, LONGEST, MOST_FROM_ONE, MOST_KEPT, RETRY_SECONDS, SETTLE_SECONDS
from chatroom.rules.person import KEPT
from chatroom.stores.memory import MemoryStore
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words import records as r
from chatroom.words.mail import MailKept, MailRow, MailShown
from chatroom.words.refusals import Reason
from chatroom.words.resuming import Resume, ResumeCode
from chatroom.words.rooms import Join
from tests.fakes import NOON, House, RefusingStore, SlowStore, Visitor, house
from tests.rules.replies import reasons

DAY = 86400.0


class Forgetful(SlowStore):
    """Keeps at once, and cannot be read as long as `broken`."""

    broken = False

    def commit(self, records: Any) -> Any:
        answer = super().commit(records)
        self.fire()
        return answer

    def mail(self, account: str) -> Any:
        return RefusingStore().mail(account) if self.broken else super().mail(account)


class Unhurried(MemoryStore):
    """Reads at once, and says what it has read when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[tuple[Deferred[Any], Any]] = []

    def mail(self, account: str) -> Any:
        answer: Deferred[Any] = Deferred()
        super().mail(account).addCallback(lambda rows: self.read.append((answer, rows)))
        return answer

    def answer(self) -> None:
        while self.read:
            answer, rows = self.read.pop(0)
            answer.callback(rows)


def shown(visitor: Visitor) -> list[str]:
    return [event.text for event in visitor.hear() if isinstance(event, MailShown)]


class MailCase(SynchronousTestCase):
    """ann and carol have accounts, and ann is here."""

    def house(self, store: Any = None, mail_seconds: float | None = DAY) -> None:
        self.place = house(9, store=store, mail_seconds=mail_seconds, tea=9)
        self.channel = self.place.realm.channels["lobby"]
        self.carols = self.place.account("carol")
        self.place.account("ann")
        self.ann = self.place.sign_in("ann")
        self.ann.hear()

    def setUp(self) -> None:
        self.house()

    def whisper(self, visitor: Visitor, text: str, nick: str = "carol") -> list[Any]:
        visitor.ask(c.Whisper(nick, text))
        return visitor.hear()

    def waiting(self) -> list[str]:
        """The texts that the store has for carol."""
        found: list[r.MailLeft] = []
        self.place.store.mail("carol").addCallback(found.extend)
        return [one.text for one in found if one.account == "carol"]

    def comes(self, nick: str = "carol", home: str = "lobby") -> Visitor:
        """Comes in, and what it hears on the way is still to be heard."""
        visitor = self.place.open(home)
        visitor.ask(k.Login(nick, "pw"))
        return visitor


class LeavingTests(MailCase):
    """Who may leave what."""

    def test_kept_and_shown_once_in_order(self) -> None:
        self.assertEqual(self.whisper(self.ann, "one", "CAROL"), [MailKept(NOON, "carol", DAY)])
        self.place.pass_time(60)
        self.whisper(self.ann, "two")
        self.place.pass_time(30)
        carol = self.comes()
        told = carol.hear()
        self.assertEqual(told[-2:], [MailShown(NOON + 90, NOON, "ann", "one"), MailShown(NOON + 90, NOON + 60, "ann", "two")])
        self.place.pass_time(SETTLE_SECONDS)
        self.assertEqual((self.waiting(), self.carols.mail), ([], {}))
        carol.ask(c.Quit())
        self.assertEqual(shown(self.comes()), [])

    def test_off_as_long_as_nobody_switches_it_on(self) -> None:
        self.house(mail_seconds=None)
        self.assertEqual(reasons(self.whisper(self.ann, "hi")), [Reason.NOT_HERE])
        self.ann.ask(c.Set("mail", "on"))
        self.assertEqual(reasons(self.ann.hear()), [Reason.BAD_SETTING])

    def test_it_is_answered_when_it_is_kept_and_not_before(self) -> None:
        store = SlowStore()
        self.house(store)
        self.assertEqual(self.whisper(self.ann, "hi"), [])
        self.ann.session.checking = False
        self.ann.ask(c.Whisper("carol", "more"))
        store.fire()
        self.assertEqual(self.ann.hear(), [MailKept(NOON, "carol", DAY)])
        store.fire(fails=True)
        self.assertEqual(reasons(self.ann.hear()), [Reason.NOT_STORED])
        self.assertEqual((self.waiting(), list(self.carols.mail)), (["hi"], [1]))

    def test_who_comes_while_it_is_being_kept_is_shown_it(self) -> None:
        store = SlowStore()
        self.house(store)
        self.whisper(self.ann, "hi")
        carol = self.comes()
        self.assertEqual(shown(carol), [])
        store.fire()
        self.assertEqual(shown(carol), ["hi"])

    def test_an_account_that_is_here_by_another_name_is_shown_it_at_once(self) -> None:
        carol = self.place.sign_in("carol")
        carol.ask(c.Rename("queen"))
        carol.hear()
        self.assertEqual(self.whisper(self.ann, "hi")[-1], MailKept(NOON, "carol", DAY))
        self.assertEqual(shown(carol), ["hi"])

    def test_nobody_writes_to_itself(self) -> None:
        self.ann.ask(c.Rename("queen"))
        self.ann.hear()
        self.assertEqual(reasons(self.whisper(self.ann, "hi", "ann")), [Reason.NOT_HERE])

    def test_guests_and_to_nobody(self) -> None:
        eve = self.place.enter("eve")
        (no,) = self.whisper(eve, "hi")
        self.assertEqual((no.reason, no.subject), (Reason.MAIL_NEEDS_ACCOUNT, "carol"))
        self.assertEqual(reasons(self.whisper(self.ann, "hi", "zoe")), [Reason.NOT_HERE])
        self.assertEqual(self.waiting(), [])

    def test_who_wants_none(self) -> None:
        carol = self.place.sign_in("carol")
        carol.ask(c.Set("mail", "off"))
        set_to = carol.hear()[-1]
        self.assertEqual((set_to.changed, dict(set_to.settings)["mail"]), ("mail", "off"))
        carol.ask(c.Quit())
        self.ann.hear()
        self.assertEqual(reasons(self.whisper(self.ann, "hi")), [Reason.NO_MAIL])
        again = self.place.sign_in("carol")
        again.ask(c.Set("mail", "on"))
        again.ask(c.Quit())
        self.ann.hear()
        self.assertEqual(self.whisper(self.ann, "hi"), [MailKept(NOON, "carol", DAY)])
        self.assertEqual([one.settings for one in self.place.snapshot().accounts], [(), (("mail", "on"),)])

    def test_mail_is_an_account_s_setting(self) -> None:
        eve = self.place.enter("eve")
        eve.ask(c.Set("mail", "off"))
        self.ann.ask(c.Set("mail", "never"))
        self.assertEqual((reasons(eve.hear()), reasons(self.ann.hear())), ([Reason.NO_ACCOUNT], [Reason.BAD_SETTING]))
        eve.ask(c.Set()), self.ann.ask(c.Set())
        self.assertEqual([dict(one.hear()[-1].settings).get("mail") for one in (eve, self.ann)], [None, "on"])

    def test_who_is_ignored_cannot_tell_it_from_that(self) -> None:
        self.carols.ignores["ann"] = "ann"
        self.assertEqual(reasons(self.whisper(self.ann, "hi")), [Reason.NO_MAIL])

    def test_who_is_muted(self) -> None:
        staff, _ = self.place.staff()
        staff.mute("lobby", "ann", "60", "--force")
        self.ann.hear()
        self.assertEqual(reasons(self.whisper(self.ann, "hi")), [Reason.MUTED])

    def test_who_is_muted_everywhere_and_in_no_room(self) -> None:
        joe = self.place.open("")
        self.place.account("joe")
        joe.ask(k.Login("joe", "pw"))
        staff, _ = self.place.staff()
        staff.mute("*", "joe", "60", "--force")
        joe.hear()
        self.assertEqual(reasons(self.whisper(joe, "hi")), [Reason.MUTED])
        self.place.pass_time(61)
        self.assertEqual([type(event) for event in self.whisper(joe, "hi")], [MailKept])

    def test_so_many_and_so_long_and_no_more(self) -> None:
        (no,) = self.whisper(self.ann, "\u00e9" * (LONGEST // 2 + 1))
        self.assertEqual((no.reason, no.number), (Reason.LINE_TOO_LONG, 2048))
        writers = [self.ann]
        for nick in ("dan", "eve", "joe", "zoe"):
            self.place.account(nick)
            writers.append(self.place.sign_in(nick))
        for number in range(MOST_KEPT):
            told = self.whisper(writers[number % 5], "\u00e9" * (LONGEST // 2))
            self.assertEqual([type(event) for event in told if not isinstance(event, e.Joined)], [MailKept], number)
            self.place.pass_time(1)
        self.place.account("lea")
        (no,) = self.whisper(self.place.sign_in("lea"), "one more")
        self.assertEqual((no.reason, no.subject, no.number), (Reason.MAIL_FULL, "carol", 50))

    def test_so_many_from_one_writer_and_no_more(self) -> None:
        for number in range(MOST_FROM_ONE):
            self.assertEqual([type(event) for event in self.whisper(self.ann, "hi")], [MailKept], number)
            self.place.pass_time(1)
        self.ann.ask(c.Rename("queen"))
        self.ann.hear()
        (no,) = self.whisper(self.ann, "one more")
        self.assertEqual((no.reason, no.subject, no.number), (Reason.MAIL_ENOUGH, "carol", 10))
        self.place.account("eve")
        self.assertEqual(self.whisper(self.place.sign_in("eve"), "hi")[-1].to, "carol")
        self.comes().ask(c.Quit())
        self.assertEqual(self.whisper(self.ann, "read")[-1], MailKept(NOON + 10, "carol", DAY))

    def test_so_many_from_one_writer_over_a_restart(self) -> None:
        for _ in range(MOST_FROM_ONE):
            self.whisper(self.ann, "hi")
            self.place.pass_time(1)
        self.place = house(9, store=self.place.store, snapshot=self.place.snapshot(), mail_seconds=DAY)
        ann = self.place.sign_in("ann")
        self.assertEqual(reasons(self.whisper(ann, "one more")), [Reason.MAIL_ENOUGH])

    def test_only_where_whispers_cross_rooms(self) -> None:
        self.ann.ask(c.Whisper("carol", "hi", "lobby"))
        self.assertEqual(reasons(self.ann.hear()), [Reason.NOT_HERE])

    def test_no_witness_and_no_audit_row_has_the_text(self) -> None:
        self.whisper(self.ann, "correct horse")
        self.place.sign_in("carol")
        seen = [event for event in self.place.witnessed if "horse" in repr(event)]
        self.assertEqual(seen, [e.Whispered(NOON, "", self.ann.session.who, "carol", "correct horse", False)])
        self.assertEqual(self.place.audit(), [])


class ReadingTests(MailCase):
    """Shown until it was read, and no longer than was said."""

    def setUp(self) -> None:
        super().setUp()
        self.whisper(self.ann, "hi")

    def test_a_line_that_breaks_right_away(self) -> None:
        carol = self.comes()
        self.assertEqual(shown(carol), ["hi"])
        self.place.pass_time(SETTLE_SECONDS - 1)
        carol.hang_up()
        self.place.pass_time(SETTLE_SECONDS)
        self.assertEqual((self.waiting(), list(self.carols.mail)), (["hi"], [1]))
        self.assertEqual(shown(self.comes()), ["hi"])

    def test_goodbye_says_that_it_was_read(self) -> None:
        carol = self.comes()
        carol.ask(c.Quit())
        self.assertEqual((shown(carol), self.waiting()), (["hi"], []))

    def test_no_more_at_once_than_fits_into_what_may_wait_for_one_connection(self) -> None:
        texts = ["hi"]
        for number in range(MOST_KEPT - 1):
            self.place.account(f"w{number}")
            writer = self.place.sign_in(f"w{number}", home="tea")
            texts.append(f"{number:02}" + "x" * (LONGEST - 2))
            self.whisper(writer, texts[-1])
            writer.ask(c.Quit())
        carol = self.comes()
        first = shown(carol)
        self.assertEqual((first, len(first)), (texts[: len(first)], 1 + AT_ONCE // LONGEST))
        self.place.pass_time(SETTLE_SECONDS)
        self.assertEqual(shown(carol), texts[len(first) : 2 * len(first) - 1])
        carol.ask(c.Quit())
        self.assertEqual((shown(carol), self.waiting()), ([], texts[2 * len(first) - 1 :]))

    def test_a_second_connection_is_not_told_it_again(self) -> None:
        one, two = self.comes(), self.comes()
        self.assertEqual((shown(one), shown(two)), (["hi"], []))
        one.hang_up()
        self.assertEqual(shown(self.comes()), ["hi"])

    def test_one_that_was_shown_nothing_has_nothing_to_forget(self) -> None:
        store = SlowStore()
        self.house(store)
        self.whisper(self.ann, "hi")
        store.fire()
        self.comes()
        self.comes().ask(c.Quit())
        self.assertEqual(store.asked, [])

    def test_one_that_does_not_read_has_not_read_it(self) -> None:
        carol = self.comes()
        carol.outbox.lagging = True
        self.place.pass_time(60)
        self.assertEqual(self.waiting(), ["hi"])
        carol.outbox.lagging = False
        self.place.pass_time(SETTLE_SECONDS)
        self.assertEqual(self.waiting(), [])

    def test_to_one_who_waits_for_a_seat_and_to_one_without_a_room(self) -> None:
        place = self.place = house(1, mail_seconds=DAY)
        place.account("carol"), place.account("ann")
        ann = place.sign_in("ann")
        self.whisper(ann, "hi")
        self.assertEqual(shown(self.comes()), ["hi"])
        place.account("joe")
        self.whisper(ann, "you, too", "joe")
        self.assertEqual(shown(self.comes("joe", home="")), ["you, too"])

    def test_by_the_code_of_a_lost_line(self) -> None:
        carol = self.place.open()
        carol.ask(k.Login("carol", "pw", resumes=True))
        told = carol.hear()
        (code,) = [event.code for event in told if isinstance(event, ResumeCode)]
        carol.hang_up()
        again = self.place.open()
        again.ask(Resume(code))
        self.assertEqual(shown(again), ["hi"])

    def test_another_connection_goes_on_in_the_place_of_the_one_that_was_shown_it(self) -> None:
        old = self.place.open()
        old.ask(k.Login("carol", "pw", resumes=True))
        told = old.hear()
        (code,) = [event.code for event in told if isinstance(event, ResumeCode)]
        again = self.place.open()  # the line of the old one is dead, and nobody has noticed
        again.ask(Resume(code))
        self.assertEqual((shown(again), self.waiting()), (["hi"], ["hi"]))
        self.place.pass_time(SETTLE_SECONDS)
        self.assertEqual((shown(again), self.waiting()), ([], []))

    def test_the_other_connection_is_shown_it_when_the_one_that_was_is_lost(self) -> None:
        for ends in (Visitor.hang_up, lambda one: self.place.realm.doomed(one.outbox)):
            one, two = self.comes(), self.comes()
            self.assertEqual((shown(one), shown(two)), (["hi"], []))
            ends(one)
            self.place.pass_time(1)
            self.assertEqual((shown(two), self.waiting()), (["hi"], ["hi"]))
            two.hang_up()

    def test_the_next_start_shows_it(self) -> None:
        kept = self.place.store
        self.place = house(9, store=kept, snapshot=self.place.snapshot(), mail_seconds=None)
        self.assertEqual(shown(self.comes()), ["hi"])  # what was promised holds, also where no more is taken
        self.place.pass_time(SETTLE_SECONDS)
        self.assertEqual(self.waiting(), [])

    def test_no_longer_than_was_said_over_a_restart(self) -> None:
        kept = self.place.store
        self.place = house(9, store=kept, snapshot=self.place.snapshot())
        self.place.clock.reactor.advance(DAY)
        self.place.pass_time(1)
        self.assertEqual(self.waiting(), [])

    def test_no_longer_than_was_said(self) -> None:
        self.place.pass_time(60)
        self.ann.say("I am here")
        self.whisper(self.ann, "later")
        self.place.clock.reactor.advance(DAY - 60)
        self.place.pass_time(1)
        self.assertEqual((self.waiting(), list(self.carols.mail)), (["later"], [2]))
        self.place.clock.reactor.advance(60)
        self.place.pass_time(1)
        self.assertEqual((self.waiting(), self.carols.mail, len(self.place.snapshot().accounts[1].mail)), ([], {}, 0))

    def test_one_that_comes_while_the_store_is_read_is_not_taken_for_the_one_that_went(self) -> None:
        store = Unhurried()
        self.house(store)
        self.whisper(self.ann, "old")
        self.place.clock.reactor.advance(DAY - 1)
        carol = self.comes()
        carol.ask(c.Rename("queen"))
        self.place.pass_time(1)  # the old one is over, and what was read of it is still on its way
        self.whisper(self.place.sign_in("ann"), "new")
        store.answer()
        self.assertEqual((shown(carol), list(self.carols.mail)), (["new"], [2]))

    def watches(self) -> list[Any]:
        """Whose mail is watched."""
        return [subject for check, subject in self.place.realm.deadlines if check is mail.over]

    def test_nobody_watches_what_was_read(self) -> None:
        self.assertEqual(self.watches(), [self.carols])
        self.comes().ask(c.Quit())
        self.assertEqual(self.watches(), [])

    def test_nobody_watches_what_could_not_be_kept(self) -> None:
        store = SlowStore()
        self.house(store)
        self.whisper(self.ann, "hi")
        store.fire()
        self.ann.hear()
        self.whisper(self.ann, "not kept")
        self.comes().ask(c.Quit())
        store.asked.reverse()
        store.fire()
        store.fire(fails=True)
        self.assertEqual((self.watches(), self.carols.mail), ([], {}))

    def test_nobody_watches_the_mail_of_an_account_that_has_ended(self) -> None:
        self.comes().ask(k.OwnAccount("delete", "pw"))
        self.assertEqual((self.watches(), self.carols.mail), ([], {}))

    def test_the_store_is_not_asked_where_nothing_has_ended(self) -> None:
        store = SlowStore()
        self.house(store)
        self.whisper(self.ann, "hi")
        store.fire()
        self.carols.mail[1].until += 60  # as after a wall clock that was set back
        self.place.clock.reactor.advance(DAY)
        self.place.pass_time(1)
        self.assertEqual((store.asked, list(self.carols.mail), self.watches()), ([], [1], [self.carols]))

    def test_by_whom_one_ignores_meanwhile(self) -> None:
        self.carols.ignores["ann"] = "ann"
        carol = self.comes()
        self.assertEqual(shown(carol), [])
        carol.ask(c.Quit())
        self.assertEqual(self.waiting(), [])

    def test_one_that_comes_while_another_is_forgotten_stays(self) -> None:
        store = SlowStore()
        self.house(store)
        self.whisper(self.ann, "old")
        store.fire()
        self.ann.hear()
        self.comes().ask(c.Quit())
        self.place.clock.reactor.advance(DAY)
        self.place.pass_time(1)  # while it is being forgotten it is over, too
        self.whisper(self.place.sign_in("ann"), "new")
        for _ in range(3):
            store.fire()
        self.assertEqual((self.waiting(), list(self.carols.mail)), (["new"], [2]))

    def test_a_store_that_cannot_be_read_for_a_while(self) -> None:
        store = Forgetful()
        self.house(store)
        self.whisper(self.ann, "hi")
        store.broken = True
        carol = self.comes()
        self.assertEqual(shown(carol), [])
        store.broken = False
        self.place.pass_time(RETRY_SECONDS)
        self.assertEqual(shown(carol), ["hi"])

    def test_what_cannot_be_forgotten_is_not_shown_again_and_tried_again(self) -> None:
        store = SlowStore()
        self.house(store)
        self.whisper(self.ann, "hi")
        store.fire()
        carol = self.comes()
        self.assertEqual(shown(carol), ["hi"])
        self.place.pass_time(SETTLE_SECONDS)
        store.fire(fails=True)
        self.assertEqual((shown(self.comes()), self.waiting()), ([], ["hi"]))
        carol.say("I am here")
        self.place.pass_time(RETRY_SECONDS)
        store.fire()
        self.assertEqual((self.waiting(), self.carols.mail), ([], {}))


class KeptSeatTests(MailCase):
    """Carol's line is lost, and for a while nobody sees that her seat is only kept."""

    def setUp(self) -> None:
        super().setUp()
        self.carol = self.place.sign_in("carol")
        self.carol.hang_up()
        self.ann.hear()

    def grace(self) -> None:
        """It is over, and ann stays awake."""
        for _ in range(2):
            self.place.pass_time(76)
            self.ann.ask(c.ListChannels())

    def test_who_comes_back_in_time_has_it_once(self) -> None:
        (sent,) = self.whisper(self.ann, "hi")
        self.assertEqual(type(sent), e.WhisperSent)
        carol = self.comes()
        self.assertIn("hi", [event.text for event in carol.hear() if isinstance(event, e.Whispered)])
        self.assertEqual((self.waiting(), self.carols.mail), ([], {}))

    def test_who_does_not_finds_it_as_mail(self) -> None:
        self.whisper(self.ann, "hi"), self.whisper(self.ann, "again")
        self.grace()
        self.assertEqual(self.waiting(), ["hi", "again"])
        told = [event for event in self.comes().hear() if isinstance(event, MailShown)]
        self.assertEqual([(event.sent, event.nick, event.text) for event in told], [(NOON, "ann", "hi"), (NOON, "ann", "again")])

    def test_when_the_house_closes(self) -> None:
        self.whisper(self.ann, "hi")
        self.place.realm.shut_down()
        self.assertEqual(self.waiting(), ["hi"])

    def test_not_from_guests_nor_by_whom_one_ignores_nor_who_wants_none(self) -> None:
        self.whisper(self.place.enter("eve"), "from a guest")
        self.grace()
        self.assertEqual(self.waiting(), [])
        for wish, taken_back in ((c.Ignore("ann"), c.Ignore("ann")), (c.Set("mail", "off"), c.Set("mail", "on"))):
            carol = self.place.sign_in("carol")
            carol.ask(wish)
            carol.hang_up()
            self.ann.hear()
            self.assertEqual([type(event) for event in self.whisper(self.ann, "hi")], [e.WhisperSent])
            self.grace()
            self.assertEqual((self.waiting(), self.carols.mail), ([], {}))
            carol = self.place.sign_in("carol")
            carol.ask(taken_back), carol.ask(c.Quit())

    def test_all_that_was_told_as_sent_is_there_whatever_waits_already(self) -> None:
        self.carols.mail.update({number: Letter(NOON + DAY, "ann") for number in range(1, MOST_KEPT + 1)})
        told = [event for number in range(KEPT) for event in self.fast(str(number))]
        self.assertEqual([type(event) for event in told], [e.WhisperSent] * KEPT)
        self.grace()
        self.assertEqual((self.waiting(), len(self.carols.mail)), ([str(number) for number in range(KEPT)], MOST_KEPT + KEPT))
        self.assertEqual(reasons(self.whisper(self.ann, "a new one")), [Reason.MAIL_ENOUGH])

    def fast(self, text: str) -> list[Any]:
        """One whisper in half a second."""
        told = self.whisper(self.ann, text)
        self.place.clock.reactor.advance(0.5)
        return told

    def test_what_is_not_kept_was_not_told_as_sent(self) -> None:
        for number in range(KEPT):
            self.fast(str(number))
        (no,) = self.fast("one more")
        self.assertEqual((no.reason, no.subject, no.number), (Reason.MAIL_FULL, "carol", KEPT))
        (no,) = self.fast("\u00e9" * LONGEST)
        self.assertEqual((no.reason, no.number), (Reason.LINE_TOO_LONG, LONGEST))
        self.ann.ask(Join("tea"))
        self.ann.hear()
        self.assertEqual(reasons(self.whisper(self.ann, "from elsewhere")), [Reason.MAIL_FULL])
        carol = self.comes()
        told = [event.text for event in carol.hear() if isinstance(event, e.Whispered)]
        self.assertEqual(told, [str(number) for number in range(KEPT)])

    def test_who_comes_and_goes_without_reading_does_not_pile_it_up(self) -> None:
        """Each time within the five seconds after which mail counts as read."""
        sent = 0
        for _ in range(4):
            for number in range(MOST_FROM_ONE * 6):
                sent += any(isinstance(event, e.WhisperSent) for event in self.fast(str(number)))
            self.grace()
            self.comes().hang_up()
        self.assertEqual((sent, len(self.waiting()), len(self.carols.mail)), (MOST_KEPT + KEPT,) * 3)

    def test_a_whisper_is_told_however_much_was_said_after_it(self) -> None:
        self.whisper(self.ann, "hi")
        for _ in range(200):
            self.place.realm.publish(e.Said(NOON, "lobby", self.channel.next_seq(), self.ann.session.who, "x" * 2000))
        told = self.comes().hear()
        self.assertEqual([event.text for event in told if isinstance(event, e.Whispered)], ["hi"])
        self.assertLess(sum(len(event.text) for event in told if isinstance(event, e.Said)), 32_768)

    def test_a_silence_takes_no_whisper_s_place(self) -> None:
        staff, _ = self.place.staff()
        for number in range(KEPT):
            self.fast(str(number))
            staff.mute("lobby", "carol", str(60 + number), "--force")
        told = self.comes().hear()
        self.assertEqual(len([event for event in told if isinstance(event, e.Whispered)]), KEPT)
        self.assertEqual(next(event.seconds for event in told if isinstance(event, e.Silenced)), 60 + KEPT - 1)

    def test_not_where_none_is_kept(self) -> None:
        self.place.realm.mail_seconds = None
        self.whisper(self.ann, "hi")
        self.grace()
        self.assertEqual((self.waiting(), self.carols.mail), ([], {}))

    def test_what_cannot_be_kept_now_is_kept_as_soon_as_it_can_be(self) -> None:
        store = SlowStore()
        self.house(store)
        self.place.sign_in("carol").hang_up()
        self.whisper(self.ann, "hi")
        self.grace()
        store.fire(fails=True)
        carol = self.comes()
        self.assertEqual((self.waiting(), shown(carol)), ([], []))
        self.place.pass_time(RETRY_SECONDS)
        store.fire()
        self.assertEqual((self.waiting(), shown(carol)), (["hi"], ["hi"]))

    def test_for_an_account_that_has_ended_nothing_is_tried_again(self) -> None:
        store = SlowStore()
        self.house(store)
        self.place.sign_in("carol").hang_up()
        self.whisper(self.ann, "hi")
        self.grace()
        store.fire(fails=True)
        self.comes().ask(k.OwnAccount("delete", "pw"))
        store.fire()
        self.place.account("carol")
        self.place.pass_time(RETRY_SECONDS)
        self.assertEqual(store.asked, [])

    def test_nothing_is_tried_again_when_it_has_been_kept_for_long_enough(self) -> None:
        store = SlowStore()
        self.house(store, mail_seconds=30.0)
        self.place.sign_in("carol").hang_up()
        self.whisper(self.ann, "hi")
        self.grace()
        store.fire(fails=True)
        self.place.pass_time(RETRY_SECONDS)
        self.assertEqual([type(one) for records, _ in store.asked for one in records], [r.MailTaken])
        self.assertEqual(self.carols.mail, {})


class OwnAccountTests(MailCase):
    """Export and end."""

    def export(self, place: House, nick: str) -> tuple[MailRow, ...]:
        visitor = place.sign_in(nick)
        visitor.ask(k.OwnAccount("export"))
        (found,) = [event.mail for event in visitor.hear() if hasattr(event, "mail")]
        assert isinstance(found, tuple)
        return found

    def test_export_has_what_waits_on_both_sides(self) -> None:
        self.whisper(self.ann, "hi")
        row = MailRow("carol", "ann", NOON, "hi")
        self.assertEqual((self.export(self.place, "ann"), self.export(self.place, "carol")), ((row,), (row,)))

    def test_a_store_that_cannot_be_read(self) -> None:
        self.house(RefusingStore())
        self.ann.ask(k.OwnAccount("export"))
        self.assertEqual((reasons(self.ann.hear()), self.ann.session.checking), ([Reason.NOT_STORED], False))

    def test_an_account_that_ends_takes_its_mail_with_it_and_leaves_what_is_others(self) -> None:
        self.whisper(self.ann, "hi")
        carol = self.place.sign_in("carol")
        self.ann.ask(k.OwnAccount("delete", "pw"))
        self.ann.hear()
        self.assertEqual(self.waiting(), ["hi"])
        carol.ask(k.OwnAccount("delete", "pw"))
        self.assertEqual((self.waiting(), self.carols.mail), ([], {}))
        carol.ask(c.Quit())
        self.place.account("carol")
        self.assertEqual(shown(self.comes()), [])
