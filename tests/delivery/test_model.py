"""Whatever happens in whatever order: each member hears what a simple list per member says it should."""

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from chatroom.delivery.audience import Audience
from chatroom.delivery.turn import Turn
from tests.delivery.fakes import FakeClock, FakeFormat, listener, said

MEMBERS = 4


def sequences(rooms: int) -> st.SearchStrategy[list[tuple]]:
    """Anything that may happen, with so many channels."""
    member, room, mark = st.integers(0, MEMBERS - 1), st.integers(0, rooms - 1), st.sampled_from(["", "*", "#"])
    return st.lists(
        st.one_of(
            st.tuples(st.just("deliver"), room, st.sets(member)),
            st.tuples(st.just("deliver"), room, st.just(set())),
            st.tuples(st.just("tell"), member),
            st.tuples(st.just("add"), room, member, mark),
            st.tuples(st.just("remove"), room, member),
            st.tuples(st.just("move"), room, member, mark),
            st.tuples(st.just("drain"), member),
            st.tuples(st.just("flush")),
        ),
        max_size=40,
    )


class Model:
    """One list of (source, line) per member, written the moment a thing happens, and who sits where with which mark."""

    def __init__(self) -> None:
        self.heard: list[list[tuple[object, str]]] = [[] for _ in range(MEMBERS)]
        self.seats: list[dict[int, str]] = [{}, {}]

    def deliver(self, room: int, text: str, skip: set[int]) -> None:
        for who, mark in self.seats[room].items():
            if who not in skip:
                self.heard[who].append((room, mark + text))


class ModelTests(SynchronousTestCase):
    """The order within each channel, and of its own lines against each channel's, is the order in which things happened."""

    @settings(deadline=None, max_examples=300)
    @given(sequences(rooms=2))
    def test_each_channel_keeps_its_order(self, steps) -> None:
        heard, model = stage(steps)
        for lines, expected in zip(heard, model.heard, strict=True):
            self.assertEqual(sorted(lines), sorted(line for _, line in expected))
            for room in (0, 1):
                mine = [line for source, line in expected if source in (room, "you")]
                self.assertEqual([line for line in lines if line in mine], mine)

    @settings(deadline=None, max_examples=300)
    @given(sequences(rooms=1))
    def test_in_one_channel_the_whole_order_is_fixed(self, steps) -> None:
        heard, model = stage(steps)
        self.assertEqual(heard, [[line for _, line in expected] for expected in model.heard])


def stage(steps) -> tuple[list[list[str]], Model]:
    """Does the same to real audiences and to the model; says what each member's transport was handed."""
    turn, model, formats = Turn(FakeClock()), Model(), {mark: FakeFormat(mark) for mark in ("", "*", "#")}
    audiences = [Audience(turn), Audience(turn)]
    pairs = [listener(turn, room=2) for _ in range(MEMBERS)]
    boxes = [outbox for outbox, _ in pairs]
    for number, step in enumerate(steps):
        match step:
            case "deliver", room, skip:
                audiences[room].deliver(said(f"{room}:{number}"), {boxes[who] for who in skip})
                model.deliver(room, f"{room}:{number}", skip)
            case "tell", who:
                boxes[who].tell(b"you:%d\n" % number)
                model.heard[who].append(("you", f"you:{number}"))
            case "add", room, who, mark:
                audiences[room].add(boxes[who], formats[mark])
                model.seats[room][who] = mark
            case "remove", room, who:
                audiences[room].remove(boxes[who])
                model.seats[room].pop(who, None)
            case "move", room, who, mark:
                audiences[room].move(boxes[who], formats[mark])
                if who in model.seats[room]:
                    model.seats[room][who] = mark
            case "drain", who:
                pairs[who][1].drain(room=2)
            case _:
                turn.flush()
    turn.flush()
    for _, transport in pairs:
        transport.drain()
    return [b"".join(transport.blocks).decode().splitlines() for _, transport in pairs], model
