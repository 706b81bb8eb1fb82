"""The line at the door of a channel: first come, first served."""

from collections.abc import Iterator


class Ticket:
    """One person's place. `told` is the number of people ahead that it was last told, or None."""

    __slots__ = ("person", "told")

    def __init__(self, person: int) -> None:
        self.person = person
        self.told: int | None = None


class WaitingQueue:
    """Tickets in the order of arrival. Nothing else moves them."""

    __slots__ = ("_tickets",)

    def __init__(self) -> None:
        self._tickets: dict[int, Ticket] = {}

    def __len__(self) -> int:
        return len(self._tickets)

    def __iter__(self) -> Iterator[Ticket]:
        return iter(self._tickets.values())

    def __contains__(self, person: int) -> bool:
        return person in self._tickets

    def join(self, person: int) -> Ticket:
        """A place at the tail."""
        assert person not in self._tickets, "one place per person"
        ticket = self._tickets[person] = Ticket(person)
        return ticket

    def leave(self, person: int) -> None:
        del self._tickets[person]

    def head(self) -> Ticket:
        """Who has waited longest."""
        return next(iter(self._tickets.values()))

    def ahead(self, person: int) -> int:
        """How many came before (CLASSIC C2.3: the first waiter has 0)."""
        for place, waiting in enumerate(self._tickets):
            if waiting == person:
                return place
        raise KeyError(person)

    def number(self) -> Iterator[tuple[int, Ticket]]:
        """Every ticket with the number of those ahead of it."""
        return enumerate(self._tickets.values())
