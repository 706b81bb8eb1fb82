"""The reactor's part for stores and checkers in tests: takes the calls that their threads hand back, when it is asked to."""

import queue
from collections.abc import Callable
from typing import Any, TypeVar

from twisted.internet.defer import Deferred

T = TypeVar("T")
LONG = 30.0  # seconds after which a test gives up


class Caller:
    """`call_back` is what a store is given; `wait` has the calls made until an answer is there."""

    def __init__(self) -> None:
        self._calls: queue.Queue[tuple[Callable[..., object], tuple[Any, ...]]] = queue.Queue()

    def call_back(self, fn: Callable[..., object], *args: Any) -> None:
        self._calls.put((fn, args))

    def wait(self, answer: Deferred[T]) -> T:
        """The result; raises what it failed with."""
        found: list[Any] = []
        answer.addCallbacks(lambda result: found.append((result, None)), lambda failure: found.append((None, failure)))
        while not found:
            fn, args = self._calls.get(timeout=LONG)
            fn(*args)
        result, failure = found[0]
        if failure is not None:
            failure.raiseException()
        return result
