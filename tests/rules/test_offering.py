"""Offers of files: consent, limits, and every way in which one can end. G707, G708, G405, F32, F33."""

from dataclasses import replace
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.rules import carrying
from chatroom.rules.offers import Offer, OfferLimits, Stage, base_name
from chatroom.words import commands as c
from chatroom.words import credentials as k
from chatroom.words import events as e
from chatroom.words import files as f
from chatroom.words import staff as t
from chatroom.words.files import Ending
from chatroom.words.policies import CLASSIC, PLAIN
from chatroom.words.refusals import Reason
from chatroom.words.rooms import Create, Join, Leave
from chatroom.words.staff import Ban
from tests.fakes import NOON, House, Visitor, house

PLACE = "http://chat.example:6080"
PATIENT = replace(PLAIN, afk=None)  # whoever waits for a file is not sent out for being quiet
HASH = "0123456789abcdef" * 4


class OfferCase(SynchronousTestCase):
    """alice offers, bob is asked."""

    def setUp(self) -> None:
        self.stage(house(4, policies=PATIENT, quiet=2))

    def stage(self, place: House) -> None:
        self.place, self.offers = place, place.realm.offers
        self.offers.place = PLACE
        self.alice, self.bob = place.enter("alice"), place.enter("bob")
        self.alice.hear()

    def ask(self, who: Visitor, command: c.Command) -> list[Any]:
        """What the asker hears of it."""
        who.hear()
        who.ask(command)
        return who.hear()

    def no(self, who: Visitor, command: c.Command) -> tuple[Reason, str, str]:
        (answer,) = self.ask(who, command)
        self.assertIsInstance(answer, e.Refusal)
        return answer.reason, answer.subject, answer.hint

    def offered(self, **fields: Any) -> Offer:
        self.alice.ask(f.OfferFile("bob", "notes.pdf", **fields))
        return list(self.offers)[-1]

    def taken(self, **fields: Any) -> Offer:
        offer = self.offered(**fields)
        self.bob.ask(f.AcceptFile())
        self.alice.hear(), self.bob.hear()
        return offer

    def ended(self, who: Visitor) -> list[Ending]:
        return [event.why for event in who.hear() if isinstance(event, f.OfferEnded)]


class Offering(OfferCase):
    """Who may, and what the two are told."""

    def test_a_line_user_s_send_is_an_offer(self) -> None:
        made = f.OfferMade(NOON, 1, "lobby", "bob", "notes.pdf", -1, 3600)
        self.assertEqual(self.ask(self.alice, c.SendFile("bob", "my/notes.pdf")), [made])
        who = e.Who("alice", 2, 1)
        self.assertEqual(self.bob.hear(), [f.FileOffered(NOON, 1, "lobby", who, "notes.pdf", -1, "", 3600)])

    def test_a_client_knows_size_and_hash(self) -> None:
        self.ask(self.alice, f.OfferFile("bob", "notes.pdf", 12, HASH))
        (event,) = self.bob.hear()
        self.assertEqual((event.size, event.sha256), (12, HASH))

    def test_a_file_carrying_client_offers_to_who_has_none(self) -> None:
        carol = self.place.open()
        carol.ask(c.Introduce("carol", files=True))
        carol.hear()
        self.assertIsInstance(self.ask(carol, c.SendFile("bob", "a.txt", 9))[0], f.OfferMade)

    def test_two_file_carrying_clients_need_no_offer(self) -> None:
        self.alice.session.files = self.bob.session.files = True
        self.assertIsInstance(self.ask(self.alice, c.SendFile("bob", "a.txt", 9))[0], e.Upload)
        self.assertEqual(len(self.offers), 0)

    def test_where_no_place_is_for_files(self) -> None:
        self.offers.place = ""
        for command in (c.SendFile("bob", "a"), f.OfferFile("bob", "a")):
            self.assertEqual(self.no(self.alice, command), (Reason.NEEDS_CLIENT, "a", "bob"))

    def test_a_classic_channel_knows_no_offers(self) -> None:
        self.stage(house(3, policies=CLASSIC))
        self.assertEqual(self.no(self.alice, c.SendFile("bob", "a")), (Reason.NEEDS_CLIENT, "a", "bob"))
        self.alice.session.files = True
        self.assertEqual(self.no(self.alice, c.SendFile("bob", "a", 3)), (Reason.CANNOT_TAKE_FILES, "a", "bob"))

    def test_who_is_not_in_the_channel(self) -> None:
        self.place.enter("dave", "quiet")
        self.assertEqual(self.no(self.alice, c.SendFile("dave", "a"))[:2], (Reason.NOT_HERE, "dave"))
        self.assertEqual(self.no(self.alice, c.SendFile("bop", "a")), (Reason.NOT_HERE, "bop", "bob"))

    def test_bad_hashes_and_sizes(self) -> None:
        for sha256 in ("x", HASH.upper(), HASH + "0"):
            self.assertIs(self.no(self.alice, f.OfferFile("bob", "a", 1, sha256))[0], Reason.UNREADABLE)
        self.assertEqual(self.no(self.alice, f.OfferFile("bob", "a", 2**32 + 1)), (Reason.FILE_TOO_LARGE, "a", "bob"))
        self.assertEqual((self.bob.hear(), len(self.offers)), ([], 0))

    def test_endings_that_are_taken_alone(self) -> None:
        """G708."""
        self.offers.limits = OfferLimits(types=("pdf", "tar.gz"))
        for name in ("a.exe", "pdf", "a.pdf.exe", "a.gz", "a.pdf/b", "a.pdf\\b.exe", ".pdf", "a.p\u0434f"):
            self.assertEqual(self.no(self.alice, f.OfferFile("bob", name)), (Reason.FILE_TYPE, name, ".pdf .tar.gz"))
        self.assertEqual((self.bob.hear(), len(self.offers)), ([], 0))
        for name in ("a.pdf", "A.PDF", "b.exe/a.pdf", "a.tar.gz"):
            self.assertIsInstance(self.ask(self.alice, c.SendFile("bob", name))[0], f.OfferMade, name)

    def test_endings_that_are_not_taken(self) -> None:
        """G708. What a disk does not see does not hide one."""
        self.offers.limits = OfferLimits(refused_types=("exe",))
        for name in ("a.exe", "A.EXE", "a.exe.", "a.exe . ", "a.ex\u200be", "a.e\u202exe", "x/a.exe"):
            self.assertIs(self.no(self.alice, f.OfferFile("bob", name))[0], Reason.FILE_TYPE, name)
        self.assertIsInstance(self.ask(self.alice, f.OfferFile("bob", "exe"))[0], f.OfferMade)

    def test_endings_hold_between_two_file_carrying_clients_and_in_classic_channels(self) -> None:
        for policies, no in ((PLAIN, (Reason.FILE_TYPE, "a.exe", "")), (CLASSIC, (Reason.CANNOT_TAKE_FILES, "a.exe", "bob"))):
            self.stage(house(3, policies=policies))
            self.offers.limits = OfferLimits(refused_types=("exe",))
            self.alice.session.files = self.bob.session.files = True
            self.assertEqual(self.no(self.alice, c.SendFile("bob", "a.exe", 9)), no)
            self.assertIsInstance(self.ask(self.alice, c.SendFile("bob", "a.txt", 9))[0], e.Upload)

    def test_at_most_so_many(self) -> None:
        self.offers.limits = OfferLimits(each=2, most=3)
        self.offered(), self.offered()
        self.assertEqual(self.no(self.alice, f.OfferFile("bob", "a"))[0], Reason.TOO_MANY_FILES)
        self.bob.ask(f.OfferFile("alice", "b"))
        self.assertEqual(self.no(self.bob, f.OfferFile("alice", "c"))[0], Reason.TOO_MANY_FILES)
        self.assertIsInstance(self.ask(self.alice, f.CancelFile("1"))[0], f.OfferEnded)
        self.assertIsInstance(self.ask(self.bob, f.OfferFile("alice", "c"))[0], f.OfferMade)

    def test_the_muted_offer_nothing(self) -> None:
        self.place.staff()[0].mute("lobby", "alice", "9")
        self.bob.hear()
        self.assertEqual(self.no(self.alice, c.SendFile("bob", "a"))[0], Reason.MUTED)
        self.assertEqual((self.bob.hear(), len(self.offers)), ([], 0))

    def test_the_ignored_are_not_told_and_nobody_is_bothered(self) -> None:
        self.ask(self.bob, c.Ignore("alice"))
        self.ask(self.bob, c.Set("autoaccept", "on"))
        self.assertIsInstance(self.ask(self.alice, c.SendFile("bob", "a"))[0], f.OfferMade)
        self.assertEqual(self.bob.hear(), [])
        self.assertEqual(self.no(self.bob, f.AcceptFile("1"))[0], Reason.NO_OFFER)
        self.assertEqual(self.ask(self.bob, f.ListFiles()), [f.FilesShown(NOON, ())])
        self.place.pass_time(3601)
        self.assertEqual(self.ended(self.alice), [Ending.EXPIRED])
        self.assertEqual(self.ended(self.bob), [])

    def test_names_are_last_parts(self) -> None:
        for path, name in (
            ("a", "a"),
            ("/x/y.txt", "y.txt"),
            ("..\\b", "b"),
            ("d/", "file"),
            ("", "file"),
            ("x" * 300, "x" * 200),
        ):
            self.assertEqual(base_name(path), name)


class Answering(OfferCase):
    """What bob can do about it."""

    def test_accepted(self) -> None:
        self.offered(size=12, sha256=HASH)
        who = e.Who("alice", 2, 1)
        ready = f.DownloadReady(NOON, 1, who, "notes.pdf", 12, HASH, PLACE, "ticket-0001", 3600)
        self.assertEqual(self.ask(self.bob, f.AcceptFile("1")), [ready])
        self.assertEqual(self.alice.hear()[-1], f.UploadAsked(NOON, 1, "bob", "notes.pdf", 12, PLACE, "ticket-0000", 0))

    def test_the_number_may_be_left_out_if_there_is_one(self) -> None:
        self.offered()
        self.assertIsInstance(self.ask(self.bob, f.AcceptFile())[0], f.DownloadReady)
        self.assertEqual(self.no(self.bob, f.AcceptFile()), (Reason.NO_OFFER, "", ""))

    def test_the_number_is_asked_for_if_there_are_several(self) -> None:
        self.offered(), self.offered()
        self.assertEqual(self.no(self.bob, f.AcceptFile()), (Reason.WHICH_OFFER, "", "1 2"))
        self.assertEqual(self.ask(self.bob, f.AcceptFile("#2"))[0].number, 2)

    def test_nobody_answers_for_others(self) -> None:
        carol = self.place.enter("carol")
        self.offered()
        for command in (f.AcceptFile("1"), f.RefuseFile("1"), f.CancelFile("1"), f.AcceptFile("x"), f.AcceptFile("-1")):
            self.assertEqual(self.no(carol, command)[0], Reason.NO_OFFER)
        self.assertEqual(self.no(self.alice, f.AcceptFile("1"))[0], Reason.NO_OFFER)
        self.assertEqual(self.no(self.bob, f.CancelFile("1"))[0], Reason.NO_OFFER)

    def test_refused(self) -> None:
        self.offered()
        self.bob.ask(f.RefuseFile())
        self.assertEqual((self.ended(self.alice), self.ended(self.bob)), ([Ending.REFUSED], [Ending.REFUSED]))
        self.assertEqual((len(self.offers), self.offers.find("ticket-0000")), (0, None))

    def test_cancelled_by_either_once_it_is_taken(self) -> None:
        for who in ("alice", "bob"):
            self.stage(house(2))
            offer = self.taken()
            cut: list[int] = []
            offer.break_off = lambda cut=cut: cut.append(1)  # type: ignore[misc]
            (self.alice if who == "alice" else self.bob).ask(f.CancelFile("1"))
            self.assertEqual((self.ended(self.alice), self.ended(self.bob)), ([Ending.CANCELLED], [Ending.CANCELLED]))
            self.assertEqual((cut, self.offers.find(offer.up), self.offers.find(offer.down)), ([1], None, None))

    def test_autoaccept(self) -> None:
        self.ask(self.bob, c.Set("autoaccept", "on"))
        answers = self.ask(self.alice, c.SendFile("bob", "a"))
        self.assertEqual([type(event) for event in answers], [f.OfferMade, f.UploadAsked])
        self.assertEqual([type(event) for event in self.bob.hear()], [f.DownloadReady])

    def test_listed(self) -> None:
        self.offered(size=5), self.offered()
        self.bob.ask(f.AcceptFile("2"))
        rows = (
            f.FileRow(1, "alice", "bob", "notes.pdf", 5, 0, "offered"),
            f.FileRow(2, "alice", "bob", "notes.pdf", -1, 0, "waiting"),
        )
        self.assertEqual(self.ask(self.bob, f.ListFiles())[-1], f.FilesShown(NOON, rows))
        self.assertEqual(self.ask(self.alice, f.ListFiles())[-1], f.FilesShown(NOON, rows))

    def test_a_file_for_oneself_is_told_once(self) -> None:
        self.alice.ask(f.OfferFile("alice", "a"))
        self.alice.hear()
        self.alice.ask(f.RefuseFile())
        self.assertEqual(self.ended(self.alice), [Ending.REFUSED])


class Ends(OfferCase):
    """Every end gives the number, the codes and the share of the limits back."""

    def over(self, why: Ending) -> None:
        self.assertEqual((self.ended(self.alice), self.ended(self.bob)), ([why], [why]))
        self.assertEqual((len(self.offers), list(self.place.realm.deadlines)), (0, [*self.idle()]))

    def idle(self) -> list[Any]:
        return [pair for pair in self.place.realm.deadlines if pair[0] is not carrying.overdue]

    def test_nobody_accepts(self) -> None:
        self.offers.limits = OfferLimits(expiry=30.0)
        self.offered()
        self.place.pass_time(29)
        self.assertEqual(len(self.offers), 1)
        self.place.pass_time(2)
        self.over(Ending.EXPIRED)

    def test_nobody_brings_it(self) -> None:
        self.offers.limits = OfferLimits(expiry=30.0)
        self.taken()
        self.place.pass_time(31)
        self.over(Ending.EXPIRED)

    def test_it_stalls(self) -> None:
        """F32: both are told within 30 s."""
        offer = self.taken()
        carrying.moving(offer, 0.0)
        self.place.pass_time(20)
        carrying.moved(offer, 7, 20.0)
        self.place.pass_time(20)
        self.assertEqual(len(self.offers), 1)
        self.place.pass_time(10)
        self.over(Ending.STALLED)

    def test_the_sender_is_muted(self) -> None:
        """F33."""
        self.taken()
        self.place.staff()[0].mute("lobby", "alice", "60")
        self.place.pass_time(1)
        self.over(Ending.BARRED)

    def test_the_sender_is_muted_after_it_has_left_and_come_under_another_name(self) -> None:
        self.taken()
        self.ask(self.alice, c.Rename("anna"))
        self.bob.hear()
        self.place.staff()[0].mute("lobby", "anna", "60")
        self.place.pass_time(1)
        self.over(Ending.BARRED)

    def test_the_sender_is_muted_in_the_whole_house(self) -> None:
        self.taken()
        self.place.staff()[0].perform(t.Mute("*", "alice", "60"))
        self.place.pass_time(1)
        self.over(Ending.BARRED)

    def test_the_sender_is_muted_in_the_whole_house_once_it_is_gone(self) -> None:
        self.place.account("alice")  # somebody must be known by that name
        self.taken()
        self.alice.hang_up()
        self.place.staff()[0].perform(t.Mute("*", "alice", "60"))
        self.place.pass_time(1)
        self.assertEqual((self.ended(self.bob), len(self.offers)), ([Ending.BARRED], 0))

    def test_the_sender_is_muted_in_the_whole_house_when_the_room_is_gone(self) -> None:
        self.alice.ask(Create("study"))
        self.bob.ask(Join("study"))
        offer = self.taken()
        self.alice.ask(Leave("study")), self.bob.ask(Leave("study"))
        self.place.pass_time(660, step=60)
        self.assertEqual((offer.channel, "study" in self.place.realm.channels, len(self.offers)), ("study", False, 1))
        self.alice.hear(), self.bob.hear()
        self.place.staff()[0].perform(t.Mute("*", "alice", "60"))
        self.place.pass_time(1)
        self.over(Ending.BARRED)

    def test_the_sender_is_a_guest_of_a_network_that_is_muted(self) -> None:
        self.taken()
        self.place.staff()[0].perform(t.Mute("*", "127.0.0.0/8", "60", "raid --force"))
        self.place.pass_time(1)
        self.over(Ending.BARRED)

    def test_guests_are_muted_but_not_a_sender_who_has_signed_in(self) -> None:
        """Though it was told, while it was a guest, that it may only read."""
        self.place.staff()[0].perform(t.Mute("*", "127.0.0.0/8", "60", "raid --force"))
        self.alice.ask(k.Register("alice", "Correct-Horse-9"))
        self.taken()
        self.place.pass_time(5)
        self.assertEqual((self.ended(self.alice), len(self.offers)), ([], 1))

    def test_one_of_them_is_banned(self) -> None:
        """F33."""
        for name, other in (("alice", "bob"), ("bob", "alice")):
            self.stage(house(3, policies=PATIENT))
            self.taken()
            self.place.staff()[0].perform(Ban(name, "spam"))
            self.place.pass_time(1)
            self.assertEqual(self.ended(getattr(self, other)), [Ending.BARRED])
            self.assertEqual(len(self.offers), 0)

    def test_one_of_them_leaves_before_it_begins(self) -> None:
        for name, other in (("alice", "bob"), ("bob", "alice")):
            self.stage(house(3, policies=PATIENT))
            self.offered()
            getattr(self, name).hang_up()
            self.place.pass_time(1)
            self.assertEqual(self.ended(getattr(self, other)), [Ending.LEFT])

    def test_whoever_leaves_once_it_is_taken_may_still_bring_it(self) -> None:
        offer = self.taken()
        self.alice.hang_up()
        self.place.pass_time(5)
        carrying.arrived(self.place.realm, offer, 12, HASH)
        self.assertIsInstance(self.bob.hear()[-1], f.FileArrived)

    def test_it_arrives(self) -> None:
        offer = self.taken()
        carrying.arrived(self.place.realm, offer, 12, HASH)
        event = f.FileArrived(NOON, 1, "lobby", e.Who("alice", 2, 1), "bob", "notes.pdf", 12, HASH)
        self.assertEqual((self.alice.hear(), self.bob.hear()), ([event], [event]))
        self.assertEqual(self.place.witnessed[-1], event)
        self.assertEqual((len(self.offers), self.idle()), (0, list(self.place.realm.deadlines)))

    def test_it_breaks_for_good(self) -> None:
        offer = self.taken()
        carrying.broke(self.place.realm, offer, Ending.LOST)
        self.over(Ending.LOST)
        self.assertEqual([event for event in self.place.witnessed if isinstance(event, f.FileArrived)], [])

    def test_it_breaks_and_goes_on(self) -> None:
        offer = self.taken()
        carrying.moved(offer, 7, 0.0)
        carrying.broke(self.place.realm, offer, Ending.LOST, may_go_on=True)
        broke = f.FileBroke(NOON, 1, "notes.pdf", 7, 120)
        self.assertEqual((self.alice.hear(), self.bob.hear()), ([broke], [broke]))
        self.assertIs(offer.stage, Stage.BROKEN)
        carrying.wanted(self.place.realm, offer, 5)
        self.assertEqual([event.start for event in self.alice.hear()], [5])
        self.place.pass_time(119)
        self.assertEqual(len(self.offers), 1)
        self.place.pass_time(2)
        self.over(Ending.EXPIRED)

    def test_it_stalls_and_goes_on(self) -> None:
        offer = self.taken()
        offer.resumable = True
        carrying.moving(offer, 0.0)
        self.place.pass_time(27)
        self.assertIs(offer.stage, Stage.BROKEN)
        self.assertIsInstance(self.bob.hear()[-1], f.FileBroke)
