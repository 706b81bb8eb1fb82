"""No event and no reason can be forgotten by a dialect: each has an entry, and silence is an entry, too."""

from collections.abc import Collection, Iterable
from typing import Any

from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats import classchat, classic, jsonlines, plain, refusals, screen
from chatroom.words import events as e
from chatroom.words.refusals import Reason
from tests.formats.samples import ABSTRACT, FILES, LOGGED, PASTES, STAFFROOM
from tests.formats.samples import EVENTS as HEARD

EVENTS = HEARD + STAFFROOM + FILES + PASTES + LOGGED

RENDERS = {
    "plain": plain.RENDER,
    "plain with files": plain.WITH_FILES,
    "classic": classic.RENDER,
    "classic with files": classic.WITH_FILES,
    "screen": screen.RENDER,
    "json lines": jsonlines.RENDER,
    "classchat": classchat.RENDER,
}
REFUSALS = {
    "plain": refusals.SENTENCES,
    "plain, simple": refusals.SIMPLE,
    "classic": classic.REFUSALS,
    "screen": screen.REFUSALS,
    "screen, talkative": screen.TALKATIVE,
    "json lines": jsonlines.SENTENCES,
}


def missing(table: Collection[Any], wanted: Iterable[Any]) -> list[Any]:
    return [one for one in wanted if one not in table]


class Completeness(SynchronousTestCase):
    """Every table against the closed lists of events and reasons."""

    def test_the_list_of_events_is_found(self) -> None:
        self.assertGreaterEqual(len(EVENTS), 36)
        self.assertIn(e.Said, EVENTS)
        self.assertIn(e.Refusal, EVENTS)
        self.assertNotIn(e.Who, EVENTS)

    def test_every_event_has_an_entry_in_every_format(self) -> None:
        for name, table in RENDERS.items():
            self.assertEqual(missing(table, EVENTS), [], name)

    def test_no_format_renders_what_does_not_exist(self) -> None:
        for name, table in RENDERS.items():
            self.assertEqual(missing(EVENTS, table), [], name)
            self.assertEqual([kind for kind in ABSTRACT if kind in table], [], name)

    def test_every_reason_has_an_entry_in_every_format(self) -> None:
        for name, table in REFUSALS.items():
            self.assertEqual(missing(table, Reason), [], name)

    def test_plain_is_never_silent_about_a_refusal(self) -> None:
        for table in (refusals.SENTENCES, refusals.SIMPLE, screen.TALKATIVE):
            self.assertNotIn(None, table.values())

    def test_a_forgotten_entry_would_be_seen(self) -> None:
        for table, one in ((plain.RENDER, e.Kicked), (classic.RENDER, e.Emptied), (screen.RENDER, e.Said)):
            self.assertEqual(missing({kind: fn for kind, fn in table.items() if kind is not one}, EVENTS), [one])
        for table in REFUSALS.values():
            self.assertEqual(missing({r: fn for r, fn in table.items() if r is not Reason.FLOOD}, Reason), [Reason.FLOOD])
