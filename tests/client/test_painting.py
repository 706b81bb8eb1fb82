"""How the full screen looks, without a terminal: every row fits, whatever there is to show; the wordings of head and status."""

import wcwidth
from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.client import painting
from chatroom.client.painting import Drawing, Row
from chatroom.client.view import File, Kind, Room, Shown, View
from chatroom.words.text import clean

UNICODE, ASCII = Drawing(unicode=True), Drawing(unicode=False)


def text(row: Row) -> str:
    return "".join(piece for _, piece in row)


def seen(**more: object) -> View:
    """A view of one room, tea, with ann in it."""
    view = View("ann", "127.0.0.1:5555")
    view.rooms["tea"] = Room("tea", capacity=3, seated=["ann", "bob"], sits=True)
    view.current = "tea"
    for name, value in more.items():
        setattr(view.room, name, value)
    return view


class Head(SynchronousTestCase):
    """The room, its seats, its line."""

    def test_wordings(self) -> None:
        cases = (
            (seen(), 80, " tea  2 of 3 seats "),
            (seen(waiting=["eve"], topic="cups"), 80, " tea  2 of 3 seats, 1 waiting  cups"),
            (seen(waiting=["eve"]), 40, " tea  2/3 +1 "),
            (seen(seated=[], sits=False, ahead=2), 80, " tea  all seats are taken  2 ahead of you "),
            (seen(seated=[], sits=False, ahead=0), 40, " tea  full  0 ahead of you "),
            (View("ann", "127.0.0.1:5555"), 80, " in no room at 127.0.0.1:5555"),
        )
        for view, width, expected in cases:
            self.assertEqual(text(painting.head(view, width, UNICODE)), expected)

    def test_people_who_do_not_fit_are_counted(self) -> None:
        view = seen(seated=[f"guest{number}" for number in range(10)], waiting=["eve"])
        rows = [text(row) for row in painting.people(view, 4, UNICODE)]
        self.assertEqual(rows, ["│ guest0", "│ guest1", "│ guest2", "│ and 9 more"])


class Status(SynchronousTestCase):
    """What is unread, and what keeps one from speaking."""

    def status(self, view: View, now: float = 0.0) -> str:
        return text(painting.status(view, 80, now, 0, UNICODE))

    def test_unread_and_mentions(self) -> None:
        view = seen()
        view.rooms["den"] = Room("den", unread=3)
        view.rooms["hall"] = Room("hall", unread=2, mentioned=True)
        self.assertEqual(self.status(view), " ann  1:tea  2:den 3  3:hall !2 ")

    def test_where_not_all_rooms_fit_the_loud_ones_stay(self) -> None:
        view = seen()
        for number in range(2, 6):
            view.rooms[f"room{number}"] = Room(f"room{number}")
        view.rooms["room3"].unread, view.rooms["room5"].unread, view.rooms["room5"].mentioned = 4, 2, True
        for width, expected in (
            (80, " ann  1:tea  2:room2  3:room3 4  4:room4  5:room5 !2 "),
            (40, " ann  1:tea  3:room3 4  5:room5 !2 …"),
            (30, " ann  1:tea  5:room5 !2 …"),
            (20, " ann  1:tea …"),
        ):
            self.assertEqual(text(painting.status(view, width, 0.0, 0, UNICODE)), expected)
        view.line = "line lost, next try in 3 seconds"
        self.assertEqual(text(painting.status(view, 50, 0.0, 0, UNICODE)), " ann  1:tea … line lost, next try in 3 seconds ")

    def test_a_mute_counts_down(self) -> None:
        view = seen(muted_until=100.0)
        self.assertEqual(self.status(view, 37.5), " ann  1:tea  muted for 1:03 ")
        self.assertEqual(self.status(view, 100.0), " ann  1:tea ")

    def test_the_line_is_lost(self) -> None:
        view = seen()
        view.line = "line lost, next try in 3 seconds"
        self.assertEqual(self.status(view), " ann  1:tea  line lost, next try in 3 seconds ")


class Files(SynchronousTestCase):
    """Offers and bars."""

    def test_wordings(self) -> None:
        cases = (
            (File(1, "x.jpg", "bob", 2048, outgoing=False), " ↓ bob offers x.jpg, 2.0 KiB: F5 takes it, F6 does not"),
            (File(1, "x.jpg", "bob", 2048, outgoing=True), " ↑ x.jpg, 2.0 KiB: bob has not accepted yet"),
            (
                File(1, "x.jpg", "bob", 2048, outgoing=True, state="moving", done=512, rate=256.0),
                " ↑ ███░░░░░░░░░ 25% x.jpg, 256 bytes/s, 0:06 left",
            ),
            (File(1, "x", "bob", 100, outgoing=False, state="broken", done=50), " ↓ ██████░░░░░░ 50% x, broken off"),
        )
        for file, expected in cases:
            view = seen()
            view.files[1] = file
            self.assertEqual(text(painting.files(view, 80, UNICODE)[0]), expected)

    def test_without_unicode(self) -> None:
        view = seen()
        view.files[1] = File(1, "x", "bob", 100, outgoing=False, state="moving", done=50, rate=1.0)
        self.assertEqual(text(painting.files(view, 80, ASCII)[0]), " v ######...... 50% x, 1 byte/s, 0:50 left")


class Log(SynchronousTestCase):
    """The rows of what was said."""

    def test_the_rule_before_what_is_new_and_scrolling(self) -> None:
        view = seen()
        for number in range(6):
            view.room.show(Shown(f"bob: {number}", Kind.SAID, "bob"), looked_at=number < 4)
        rows = [text(row) for row in painting.log(view, 20, 4, 0, UNICODE)]
        self.assertEqual(rows, ["bob: 3", "─── new ───────────", "bob: 4", "bob: 5"])
        self.assertEqual([text(row) for row in painting.log(view, 20, 2, 3, UNICODE)], ["bob: 2", "bob: 3"])
        self.assertEqual([text(row) for row in painting.log(view, 20, 2, 99, UNICODE)], ["bob: 0", "bob: 1"])

    def test_as_far_up_as_there_are_rows(self) -> None:
        view = seen()
        for number in range(6):
            view.room.show(Shown(f"bob: {number} is a number", Kind.SAID, "bob"), looked_at=True)
        for asked, most in ((-3, 0), (0, 0), (5, 5), (8, 8), (9, 8), (99, 8)):  # 12 rows, since each line takes two
            self.assertEqual(painting.reach(view, 16, 4, asked, UNICODE), most)

    @settings(deadline=None, max_examples=150)
    @given(st.lists(st.text(max_size=120), max_size=8), st.integers(20, 100), st.integers(1, 12), st.booleans())
    def test_every_row_fits(self, lines: list[str], width: int, height: int, clock: bool) -> None:
        view = seen(topic="a topic that is rather long for a small window")
        view.clock = clock
        for line in lines:
            view.show("tea", Shown(clean(f"bob: {line}"), Kind.SAID, "bob", at=0.0))
        rows = painting.log(view, width, height, 0, UNICODE)
        self.assertEqual(len(rows), height)
        rows += [painting.head(view, width, UNICODE), painting.status(view, width, 0.0, 3, UNICODE)]
        rows += [painting.names(view, width, UNICODE), *painting.files(view, width, UNICODE)]
        for row in rows:
            self.assertLessEqual(wcwidth.width(text(row)), width, row)
