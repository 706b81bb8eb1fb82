"""What a talk wants done in the world, one frozen value each; whoever runs the talk does it. They must never do it themselves."""

from dataclasses import dataclass

from chatroom.client.address import Address
from chatroom.client.endings import End
from chatroom.client.view import Shown


@dataclass(frozen=True, slots=True)
class Send:
    """Write this line to the server; its end is included."""

    line: bytes


@dataclass(frozen=True, slots=True)
class Print:
    """A new line is in the log of `room`; plain mode prints it."""

    room: str
    line: Shown


@dataclass(frozen=True, slots=True)
class Ring:
    """Somebody calls the user by its name, in the line that follows."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The user offers the file at `path` to `nick`: see what it is, and tell the talk with `offer` or `show`."""

    nick: str
    path: str


@dataclass(frozen=True, slots=True)
class Bring:
    """Bring the file that was measured under this name to `url`."""

    number: int
    path: str
    url: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """Fetch a file; `name` is its sender's and not to be trusted, `sha256` "" if it is not known."""

    number: int
    name: str
    url: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What was asked as number `id` is answered; `wait`: it came too fast, and may be asked again after so many seconds."""

    id: int
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Ready:
    """The user is in the house; `seated`: and in a room, or is let into none, so that what is typed reaches somebody."""

    seated: bool


@dataclass(frozen=True, slots=True)
class Connect:
    """Hang up and go to another server; None: to the same one, a little later."""

    address: Address | None


@dataclass(frozen=True, slots=True)
class Finish:
    """Hang up and end."""

    end: End


Effect = Send | Print | Ring | Measure | Bring | Fetch | Settled | Ready | Connect | Finish
