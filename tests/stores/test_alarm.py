"""A store that cannot keep anything is no secret: the log says so, and when it is over. G905."""

from twisted.internet.defer import Deferred
from twisted.logger import LogLevel, globalLogPublisher
from twisted.trial.unittest import SynchronousTestCase

from chatroom.stores.alarm import Alarm
from chatroom.stores.trouble import Closed, Contradicted, Locked, NotStored

FULL = "The store keeps nothing, so accounts and what staff does are refused: the disk is full"
LOCKED = "The store keeps nothing, so accounts and what staff does are refused: another program has locked the store"
AGAIN = "The store keeps what it is given again"


class Alarms(SynchronousTestCase):
    """Commits that went well or did not, and what the log says."""

    def setUp(self) -> None:
        self.alarm = Alarm()
        self.logged: list[tuple[str, str]] = []

        def observe(event: dict[str, object]) -> None:
            if event.get("log_namespace") == "chatroom.store":
                level = event["log_level"]
                assert isinstance(level, LogLevel.info.__class__)
                self.logged.append((level.name, str(event["log_format"]).format(**event)))

        globalLogPublisher.addObserver(observe)
        self.addCleanup(globalLogPublisher.removeObserver, observe)

    def commits(self, *came: Exception | int) -> list[tuple[str, str]]:
        """What is logged when this comes of commits, one after the other; whoever waits for them hears the same as without."""
        for result in came:
            commit: Deferred[int] = Deferred()
            watched = self.alarm.watch(commit)
            if isinstance(result, int):
                commit.callback(result)
                self.assertEqual(self.successResultOf(watched), result)
            else:
                commit.errback(result)
                self.assertIs(self.failureResultOf(watched).value, result)
        logged, self.logged = self.logged, []
        return logged

    def test_nothing_is_said_where_all_is_well(self) -> None:
        self.assertEqual(self.commits(0, 1, 2), [])

    def test_once_when_it_begins_and_once_when_it_is_over(self) -> None:
        full = NotStored("the disk is full")
        self.assertEqual(self.commits(full, full, full), [("error", FULL)])
        self.assertEqual(self.commits(7, 8), [("info", AGAIN)])
        self.assertEqual(self.commits(full), [("error", FULL)])

    def test_another_reason_is_said_too(self) -> None:
        self.assertEqual(
            self.commits(NotStored("the disk is full"), Locked(), 1), [("error", FULL), ("error", LOCKED), ("info", AGAIN)]
        )

    def test_what_is_no_trouble_of_the_store(self) -> None:
        self.assertEqual(self.commits(Contradicted(), Closed(), ValueError("of whoever asked"), 1), [])
