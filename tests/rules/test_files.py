"""Files from one person to another: who may, and the tickets. CLASSIC C5."""

from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.words import commands as c
from chatroom.words import events as e
from chatroom.words import staff as t
from chatroom.words.policies import CLASSIC
from chatroom.words.refusals import Reason
from chatroom.words.staff import Ban
from tests.fakes import NOON, House, Visitor, house


class FileCase(SynchronousTestCase):
    """alice sends, bob receives."""

    def setUp(self) -> None:
        self.stage(house(3, quiet=2))

    def stage(self, place: House) -> None:
        self.place = place
        self.alice, self.bob = self.enter("alice"), self.enter("bob")
        self.alice.hear()

    def enter(self, nick: str, *, files: bool = True) -> Visitor:
        visitor = self.place.open()
        visitor.ask(c.Introduce(nick, files))
        visitor.hear()
        return visitor

    def send(self, nick: str = "bob", path: str = "pic/a.png", size: int | None = 10) -> list[Any]:
        self.alice.hear()
        self.alice.ask(c.SendFile(nick, path, size))
        return self.alice.hear()

    def refusals(self, *more: Any, **fields: Any) -> list[tuple[Reason, str]]:
        return [(event.reason, event.subject) for event in self.send(*more, **fields)]


class FileTests(FileCase):
    """Who may, and what the two ends are told."""

    def test_both_ends_get_a_ticket(self) -> None:
        self.assertEqual(self.send(), [e.Upload(NOON, "ticket-0000", "pic/a.png")])
        who = e.Who("alice", 2, 1)
        self.assertEqual(self.bob.hear(), [e.Download(NOON, "ticket-0001", who, "a.png", 10, overwrite=False)])

    def test_the_name_is_the_last_part(self) -> None:
        for path, name in (("a", "a"), ("/etc/passwd", "passwd"), ("..\\up\\b.txt", "b.txt"), ("dir/", "file"), ("../..", "..")):
            self.stage(house(2))
            self.send(path=path)
            self.assertEqual([event.name for event in self.bob.hear()], [name], path)

    def test_classic_overwrites(self) -> None:
        self.stage(house(3, policies=CLASSIC))
        self.send()
        self.assertEqual([event.overwrite for event in self.bob.hear()], [True])

    def test_both_refusals_target_first(self) -> None:
        self.assertEqual(self.refusals("zoe", "a.txt", -1), [(Reason.NOT_HERE, "zoe"), (Reason.NO_FILE, "a.txt")])
        self.assertEqual(self.refusals("zoe", "a.txt", 5), [(Reason.NOT_HERE, "zoe")])
        self.assertEqual(self.refusals("bob", "a.txt", -1), [(Reason.NO_FILE, "a.txt")])
        self.assertEqual(self.bob.hear(), [])

    def test_somebody_elsewhere_is_not_here(self) -> None:
        self.place.enter("dave", "quiet")
        self.assertEqual(self.refusals("dave"), [(Reason.NOT_HERE, "dave")])

    def test_who_has_no_client_for_it(self) -> None:
        self.enter("carol", files=False)
        self.assertEqual(self.refusals("carol"), [(Reason.CANNOT_TAKE_FILES, "pic/a.png")])
        self.assertEqual(self.refusals(size=None), [(Reason.NEEDS_CLIENT, "pic/a.png")])

    def test_the_size(self) -> None:
        self.assertEqual(self.refusals(size=4_294_967_296), [(Reason.CANNOT_TAKE_FILES, "pic/a.png")])
        for size in (4_294_967_295, 0):
            self.setUp()
            self.assertIsInstance(self.send(size=size)[0], e.Upload)

    def test_the_muted_do_not_send(self) -> None:
        self.place.staff()[0].mute("lobby", "alice", "9")
        self.alice.hear(), self.bob.hear()
        self.assertEqual(self.refusals(), [(Reason.MUTED, "")])
        self.assertEqual((self.bob.hear(), len(self.place.realm.transfers)), ([], 0))

    def test_one_after_the_other_in_the_order_in_which_they_were_sent(self) -> None:
        carol = self.enter("carol")
        self.alice.hear(), self.bob.hear(), carol.hear()
        for nick, path in (("bob", "1"), ("carol", "2"), ("bob", "3"), ("bob", "4")):
            self.alice.ask(c.SendFile(nick, path, 5))
        self.bob.ask(c.SendFile("alice", "b.txt", 1))
        transfers = self.place.realm.transfers
        self.assertEqual(len(transfers), 2, "bob's does not wait for those of alice")
        for path in ("1", "2", "3", "4"):
            uploads = [event for event in self.alice.hear() if isinstance(event, e.Upload)]
            self.assertEqual([event.path for event in uploads], [path])
            transfer = transfers.claim(uploads[0].ticket)
            assert transfer is not None
            (transfers.fail if path == "2" else transfers.arrive)(self.place.realm, transfer)
        self.assertEqual([event.name for event in self.bob.hear() if isinstance(event, e.Download)], ["1", "3", "4"])
        self.assertEqual(len(transfers), 1)

    def first_ends(self) -> list[Any]:
        """What alice hears when the file on its way has arrived."""
        transfers = self.place.realm.transfers
        self.alice.hear()
        transfers.arrive(self.place.realm, next(iter(transfers._running)))
        return self.alice.hear()

    def test_what_waits_for_one_who_has_left_fails(self) -> None:
        carol = self.enter("carol")
        for nick, path in (("bob", "1"), ("carol", "2"), ("carol", "3"), ("bob", "4")):
            self.send(nick, path)
        carol.hang_up()
        sent, *failed, upload = self.first_ends()
        self.assertIsInstance(sent, e.FileSent)
        reasons = [(event.reason, event.subject, event.hint) for event in failed if isinstance(event, e.Refusal)]
        self.assertEqual(reasons, [(Reason.SEND_FAILED, "2", "carol"), (Reason.SEND_FAILED, "3", "carol")])
        self.assertEqual(upload.path, "4")

    def test_what_waits_ends_with_its_sender(self) -> None:
        for path in ("1", "2", "3"):
            self.send(path=path)
        self.bob.hear()
        self.alice.hang_up()
        self.first_ends()
        downloads = [event for event in self.bob.hear() if isinstance(event, e.Download)]
        self.assertEqual((downloads, len(self.place.realm.transfers)), ([], 0))
        self.assertEqual(self.place.realm.transfers._waiting, [])

    def test_sixty_four_in_the_house_and_the_next_when_one_has_arrived(self) -> None:
        self.stage(house(99))
        for n in range(64):
            self.enter(f"sender{n}x").ask(c.SendFile("bob", "x", 1))
        self.assertEqual((len(self.place.realm.transfers), self.send()), (64, []))
        self.assertEqual(self.first_ends(), [e.Upload(NOON, "ticket-0128", "pic/a.png")])

    def test_a_thousand_wait(self) -> None:
        self.stage(house(3, policies=CLASSIC))
        for _ in range(1001):
            self.assertNotIn(e.Refusal, [type(event) for event in self.send()])
        self.assertEqual(self.refusals(), [(Reason.TOO_MANY_FILES, "pic/a.png")])
        self.bob.hear()
        self.bob.ask(c.SendFile("alice", "b.txt", 1))
        self.assertIsInstance(self.bob.hear()[0], e.Upload, "this one need not wait")

    def test_a_ticket_opens_once(self) -> None:
        self.send()
        transfers = self.place.realm.transfers
        transfer = transfers.claim("ticket-0000")
        assert transfer is not None
        self.assertEqual((transfer.path, transfer.size), ("pic/a.png", 10))
        self.assertIsNone(transfers.claim("ticket-0000"))
        self.assertIs(transfers.claim("ticket-0001"), transfer)
        self.assertIsNone(transfers.claim("ticket-9999"))
        self.assertIsNone(transfers.claim(""))

    def test_fifteen_seconds_to_meet(self) -> None:
        self.send()
        self.place.pass_time(14.0)
        self.assertEqual(self.alice.hear(), [])
        self.place.pass_time(1.0)
        failed = e.Refusal(NOON + 15, Reason.SEND_FAILED, "pic/a.png", "lobby", hint="bob")
        self.assertEqual(self.alice.hear(), [failed])
        transfers = self.place.realm.transfers
        self.assertEqual((len(transfers), transfers.claim("ticket-0000"), transfers.claim("ticket-0001")), (0, None, None))

    def test_bytes_keep_it_alive_and_a_stall_ends_it(self) -> None:
        self.send()
        transfers = self.place.realm.transfers
        transfer = transfers.claim("ticket-0000")
        assert transfer is not None
        broken: list[str] = []
        transfers.running(transfer, lambda: broken.append("off"))
        self.place.pass_time(10.0)
        transfers.moved(transfer, self.place.clock.mono())
        self.place.pass_time(29.0)
        self.assertEqual(broken, [])
        self.place.pass_time(1.0)
        self.assertEqual((broken, self.alice.hear()[-1].reason), (["off"], Reason.SEND_FAILED))

    def test_it_arrives(self) -> None:
        self.send()
        transfers = self.place.realm.transfers
        transfer = transfers.claim("ticket-0000")
        assert transfer is not None
        self.bob.hear()
        transfers.arrive(self.place.realm, transfer)
        sent = e.FileSent(NOON, "lobby", e.Who("alice", 2, 1), "bob", "pic/a.png")
        self.assertEqual((self.alice.hear(), self.bob.hear(), self.place.witnessed[-1]), ([sent], [], sent))
        transfers.arrive(self.place.realm, transfer)
        transfers.fail(self.place.realm, transfer)
        self.assertEqual(self.alice.hear(), [])
        self.assertEqual((len(transfers), len(self.place.realm.deadlines)), (0, 2))  # two idle clocks

    def test_an_end_that_cannot_come_any_more_holds_up_nothing(self) -> None:
        carol = self.enter("carol")
        self.send("carol", "1")
        self.send("bob", "2")
        carol.hang_up()
        self.alice.hear()
        self.place.pass_time(1.0)
        failed, upload = self.alice.hear()
        self.assertEqual((failed.reason, failed.subject, failed.hint), (Reason.SEND_FAILED, "1", "carol"))
        self.assertEqual(upload.path, "2")

    def test_an_end_that_has_come_may_outlive_the_chat(self) -> None:
        self.send()
        transfers = self.place.realm.transfers
        self.assertIsNotNone(transfers.claim("ticket-0000"))
        self.assertIsNotNone(transfers.claim("ticket-0001"))
        self.bob.hang_up()
        self.place.pass_time(14.0)
        self.assertEqual(len(transfers), 1)

    def test_the_sender_is_gone(self) -> None:
        self.send()
        self.alice.hang_up()
        self.place.pass_time(20.0)
        self.assertEqual(len(self.place.realm.transfers), 0)


class Barred(FileCase):
    """F33: the sender is muted or banned while the file is on its way."""

    def running(self, *policies: Any) -> list[str]:
        """A transfer whose two ends are there; the list grows when they are cut."""
        if policies:
            self.stage(house(3, policies=policies[0]))
        self.send()
        cut: list[str] = []
        transfers = self.place.realm.transfers
        (transfer,) = transfers._running
        transfers.claim(transfer.up)
        transfers.claim(transfer.down)
        transfers.running(transfer, lambda: cut.append("cut"))
        transfers.moved(transfer, 100.0)
        return cut

    def test_a_mute_cuts_it(self) -> None:
        cut = self.running()
        self.place.staff()[0].mute("lobby", "alice", "60")
        self.alice.hear()
        self.place.pass_time(1)
        self.assertEqual([(event.reason, event.hint) for event in self.alice.hear()], [(Reason.SEND_FAILED, "bob")])
        self.assertEqual((cut, len(self.place.realm.transfers)), (["cut"], 0))

    def test_a_mute_of_the_house_or_of_its_guests_cuts_it(self) -> None:
        for target in ("alice", "127.0.0.0/8"):
            self.setUp()
            cut = self.running()
            self.place.staff()[0].perform(t.Mute("*", target, "60", "--force"))
            self.place.pass_time(1)
            self.assertEqual((cut, len(self.place.realm.transfers)), (["cut"], 0), target)

    def test_a_classic_mute_does_not(self) -> None:
        for where in ("lobby", "*"):
            cut = self.running(CLASSIC)
            self.place.staff()[0].perform(t.Mute(where, "alice", "60"))
            self.place.pass_time(5)
            self.assertEqual((cut, len(self.place.realm.transfers)), ([], 1), where)

    def test_a_ban_cuts_it(self) -> None:
        for policies in ((), (CLASSIC,)):
            cut = self.running(*policies)
            self.place.staff()[0].perform(Ban("alice", "spam"))
            self.place.pass_time(1)
            self.assertEqual((cut, len(self.place.realm.transfers)), (["cut"], 0))

    def test_whoever_just_leaves_has_its_file_arrive(self) -> None:
        cut = self.running()
        self.alice.hang_up()
        self.place.pass_time(5)
        self.assertEqual((cut, len(self.place.realm.transfers)), ([], 1))
