"""The line at the door of a channel: first come, first served."""

from collections.abc import Iterator


class Ticket:
    """One person's place. `told` is the number of people ahead that it was last told, or None.

    `held`: until when it is kept for somebody whose line is lost, in monotonic seconds; None: that person is there.
    """

    __slots__ = ("held", "person", "told")

    def __init__(self, person: int) -> None:
        self.person = person
        self.told: int | None = None
        self.held: float | None = None


class WaitingQueue:
    """Tickets in the order of arrival. Nothing else moves them, but a seat that was kept in vain becomes the first place."""

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

    def step_back(self, person: int) -> Ticket:
        """A place at the head, for one who had a seat already."""
        assert person not in self._tickets, "one place per person"
        ticket = Ticket(person)
        self._tickets = {person: ticket, **self._tickets}
        return ticket

    def leave(self, person: int) -> Ticket:
        return self._tickets.pop(person)

    def ticket(self, person: int) -> Ticket:
        return self._tickets[person]

    def next(self) -> Ticket | None:
        """Who has waited longest of those who are there. Held places are passed over, and kept."""
        return next((ticket for ticket in self._tickets.values() if ticket.held is None), None)

    def ahead(self, person: int) -> int:
        """How many came before (CLASSIC C2.3: the first waiter has 0)."""
        for place, waiting in enumerate(self._tickets):
            if waiting == person:
                return place
        raise KeyError(person)

    def number(self) -> Iterator[tuple[int, Ticket]]:
        """Every ticket with the number of those ahead of it."""
        return enumerate(self._tickets.values())
