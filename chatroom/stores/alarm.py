"""What the log says of a store that cannot keep anything: once when it begins, once when it is over, however many ask meanwhile.

It must never know what was to be kept.
"""

from typing import Final, TypeVar

from twisted.internet.defer import Deferred
from twisted.logger import Logger
from twisted.python.failure import Failure

from chatroom.stores.trouble import Closed, Contradicted, NotStored

T = TypeVar("T")

_log: Final = Logger("chatroom.store")


class Alarm:
    """Looks at what becomes of every commit of one store."""

    def __init__(self) -> None:
        self._why = ""  # nothing can be kept at the moment; "": all is well

    def watch(self, commit: Deferred[T]) -> Deferred[T]:
        """The same commit. To be called before anybody else waits for it."""
        return commit.addCallbacks(self._kept, self._refused)

    def _kept(self, result: T) -> T:
        if self._why:
            self._why = ""
            _log.info("The store keeps what it is given again")
        return result

    def _refused(self, failure: Failure) -> Failure:
        trouble = failure.value
        if not isinstance(trouble, NotStored) or isinstance(trouble, Closed | Contradicted):
            return failure  # the store is well
        if trouble.reason != self._why:
            self._why = trouble.reason
            _log.error("The store keeps nothing, so accounts and what staff does are refused: {why}", why=trouble.reason)
        return failure
