"""One room, four ways in: what one person does reaches each of the others, in the words of its own way in (G208).

The table says for each act what is typed and what a program writes, and what is read for it: a line by eyes, fields by programs.
`{a}` does it and `{b}` is the one it crosses to; the scene is played for each ordered pair of the four, while the others look on.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from tests.live.four_kinds import Fields, FourKindsCase, Person, Seen, holds
from tests.live.ports import free_ports


@dataclass(frozen=True)
class Step:
    """`who` ("a" or "b") asks, in one of two spellings; then each of `sees`, by the same letters, sees this. "others": the two
    who look on."""

    who: str
    typed: str
    asked: Fields
    sees: Mapping[str, Seen]


MESSAGE = Step(
    "a",
    "good morning {b}, {a} here",
    {"do": "say", "channel": "lobby", "text": "good morning {b}, {a} here"},
    {
        "b": Seen(
            "{a}: good morning {b}, {a} here",
            {"event": "said", "channel": "lobby", "who": {"nick": "{a}"}, "text": "good morning {b}, {a} here"},
        ),
    },
)

WHISPER = Step(
    "a",
    "/whisper {b} a secret of {a} for {b}",
    {"do": "whisper", "nick": "{b}", "text": "a secret of {a} for {b}"},
    {
        "b": Seen(
            "[whisper from {a}] a secret of {a} for {b}",
            {"event": "whispered", "who": {"nick": "{a}"}, "text": "a secret of {a} for {b}"},
        ),
        "a": Seen(
            "[whisper to {b}] a secret of {a} for {b}",
            {"event": "whisper-sent", "to": "{b}", "text": "a secret of {a} for {b}"},
        ),
    },
)

TOPIC = Step(
    "a",
    "/topic tea with {b} at the place of {a}",
    {"do": "topic", "channel": "lobby", "text": "tea with {b} at the place of {a}"},
    {
        "b": Seen(
            "* {a} has set the topic of lobby: tea with {b} at the place of {a}",
            {"event": "topic-set", "channel": "lobby", "by": "{a}", "topic": "tea with {b} at the place of {a}"},
        ),
    },
)

MUTE = Step(
    "a",
    "/mute lobby:{b} 10h {b} is loud",
    {"do": "mute", "channel": "lobby", "nick": "{b}", "duration": "10h", "reason": "{b} is loud"},
    {
        "b": Seen(
            "* You have been muted for 10 hours by {a} ({b} is loud).",
            {"event": "silenced", "channel": "lobby", "by": "{a}", "seconds": 36000, "reason": "{b} is loud"},
        ),
        "a": Seen(
            "* {b} has been muted for 10 hours by {a} ({b} is loud).",
            {"event": "muted", "channel": "lobby", "who": {"nick": "{b}"}, "by": "{a}", "seconds": 36000},
        ),
    },
)

MUTED = Step(
    "b",
    "does {a} hear {b}?",
    {"do": "say", "channel": "lobby", "text": "does {a} hear {b}?"},
    {
        "b": Seen(
            "* You are still muted for ...; nobody saw that. Commands still work.",
            {"event": "refused", "reason": "muted"},
        ),
    },
)

UNMUTE = Step(
    "a",
    "/unmute lobby:{b}",
    {"do": "unmute", "channel": "lobby", "nick": "{b}"},
    {
        "b": Seen(
            "* {b} may speak again: unmuted by {a}.",
            {"event": "unmuted", "channel": "lobby", "who": {"nick": "{b}"}, "by": "{a}"},
        ),
    },
)

OFFER = Step(
    "a",
    "/send {b} {a}-to-{b}.txt",
    {"do": "offer-file", "nick": "{b}", "name": "{a}-to-{b}.txt", "size": 17},
    {
        "b": Seen(
            "* {a} offers you {a}-to-{b}.txt{size}. Type /accept {n} to take it or /refuse {n} not to, within 1 hour.",
            {"event": "file-offered", "channel": "lobby", "who": {"nick": "{a}"}, "name": "{a}-to-{b}.txt"},
        ),
    },
)

REFUSE = Step(
    "b",
    "/refuse {n}",
    {"do": "refuse-file", "number": "{n}"},
    {
        "a": Seen(
            "* {b} does not take {a}-to-{b}.txt, so that nothing was sent.",
            {"event": "offer-ended", "to": "{b}", "name": "{a}-to-{b}.txt", "why": "refused"},
        ),
    },
)

NEXT = Seen(
    "* You are in the waiting line for office: 0 people are ahead of you, you are next.",
    {"event": "queue-position", "channel": "office", "ahead": 0},
)
SECOND = Seen(
    "* You are in the waiting line for office: 1 person is ahead of you.",
    {"event": "queue-position", "channel": "office", "ahead": 1},
)
OUT = Seen("* You have left office.", {"event": "dismissed", "channel": "office", "cause": "left"}, gone=" 2:office")
JOIN = "/join office", {"do": "join", "channel": "office"}
LEAVE = "/leave office", {"do": "leave", "channel": "office"}
QUEUE = (
    Step("a", *JOIN, {"a": NEXT}),
    Step("b", *JOIN, {"b": SECOND}),
    Step("a", *LEAVE, {"b": NEXT, "a": OUT}),
    Step("b", *LEAVE, {"b": OUT}),
)

KICKED = Seen(
    "* {b} was kicked by {a} ({a} needs the seat of {b}).",
    {"event": "kicked", "channel": "lobby", "who": {"nick": "{b}"}, "by": "{a}", "reason": "{a} needs the seat of {b}"},
)
KICK = Step(
    "a",
    "/kick lobby:{b} {a} needs the seat of {b}",
    {"do": "kick", "channel": "lobby", "nick": "{b}", "reason": "{a} needs the seat of {b}"},
    {
        "b": Seen(
            "* You were kicked from lobby by {a} ({a} needs the seat of {b}).",
            {"event": "dismissed", "channel": "lobby", "cause": "kicked", "by": "{a}", "reason": "{a} needs the seat of {b}"},
            last="You were kicked from lobby by {a}: {a} needs the seat of {b}.",
        ),
        "a": KICKED,
        "others": KICKED,
    },
)

BY_ANYBODY = (MESSAGE, WHISPER, OFFER, REFUSE, *QUEUE)
BY_STAFF = (TOPIC, MUTE, MUTED, UNMUTE, KICK)
HEARD_BY_OTHERS = {
    "good morning {b}, {a} here": 1,
    "a secret of {a} for {b}": 0,
    "does {a} hear {b}?": 0,
    "offers you {a}-to-{b}.txt": 0,
}


def filled(made: Any, names: Mapping[str, object]) -> Any:
    """The same with names and numbers in the place of their letters, however deep they are."""
    if isinstance(made, str):
        return made.format_map(names)
    if isinstance(made, Seen):
        return replace(made, text=filled(made.text, names), event=filled(made.event, names), last=filled(made.last, names))
    return {key: filled(value, names) for key, value in made.items()} if isinstance(made, Mapping) else made


class EveryPair(FourKindsCase):
    """Message, whisper, file offer, place in the line, topic, mute and kick, from each to each."""

    def test_every_act_crosses_every_pair(self) -> None:
        people = self.fill(*free_ports(1))
        for name in ("amy", "ben"):  # take both seats of the office
            self.enter(name, "office").skip_to(f"* {name} has joined office.")
        for number, (a, b) in enumerate(itertools.permutations(people, 2), 1):
            self.file(f"{a.name}-to-{b.name}.txt", b"seventeen bytes.\n")
            others = [person for person in people if person not in (a, b)]
            size = "" if a.name == "lin" else " (17 bytes)"  # nobody has measured what is offered by hand
            names = {"a": a.name, "b": b.name, "n": number, "size": size}
            self.play(BY_ANYBODY, names, a, b, others)
            self.role(a.name, "moderator")
            self.play(BY_STAFF, names, a, b, others)
            self.role(a.name, "member")
            for person, (words, times) in itertools.product(others, HEARD_BY_OTHERS.items()):
                self.assertEqual(person.heard(filled(words, names)), times, f"{filled(words, names)!r}, by {person.name}")
            b.back()

    def play(self, steps: tuple[Step, ...], names: Mapping[str, object], a: Person, b: Person, others: list[Person]) -> None:
        """One step after the other; a failure names the pair and who has not seen it."""
        people = {"a": [a], "b": [b], "others": others}
        for step in steps:
            people[step.who][0].do(filled(step.typed, names), filled(step.asked, names))
            for person, seen in ((person, seen) for who, seen in step.sees.items() for person in people[who]):
                try:
                    person.see(filled(seen, names))
                except AssertionError as never:
                    where = f"{step.typed!r} from {a.name} to {b.name}, seen by {person.name}"
                    raise AssertionError(f"{where}: {never}") from None


class Comparing(SynchronousTestCase):
    """What is read of a JSON line is really compared."""

    def test_a_field_that_is_missing_or_different(self) -> None:
        line = {"event": "said", "who": {"nick": "ann", "person": 1}, "text": "hi"}
        self.assertTrue(holds(line, {"event": "said", "who": {"nick": "ann"}}))
        for other in ({"event": "acted"}, {"who": {"nick": "bob"}}, {"who": "ann"}, {"channel": "lobby"}):
            self.assertFalse(holds(line, other), other)
