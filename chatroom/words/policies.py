"""What a channel's style means for the rules. Rules read policies, never the style; formats hold the wordings.

A style is a preset (`PLAIN`, `CLASSIC`); the configuration changes single policies of it.
"""

from chatroom.words.values import dataclass


@dataclass(frozen=True, slots=True)
class Flood:
    """How fast one session may speak.

    `burst` lines at once, then `rate` lines a second. A run of up to `paste` lines, each within `gap` seconds of the last,
    costs what one line costs.
    """

    burst: int = 10
    rate: float = 2.0
    paste: int = 20
    gap: float = 0.3


@dataclass(frozen=True, slots=True)
class Stage:
    """Not everybody may speak: only people with a voice. `announce`: nobody sees who comes and goes, either; `approve`: what
    the others say waits until staff lets it through.
    """

    announce: bool = False
    approve: bool = False


STAGES: dict[str, Stage] = {"moderated": Stage(), "announce": Stage(announce=True), "approve": Stage(approve=True)}


@dataclass(frozen=True, slots=True)
class Policies:
    """How one channel treats people. Seconds everywhere."""

    afk: float | None = 100.0  # None: nobody is ever removed for being idle
    afk_warning: bool = True  # told once at 80 % of it
    flood: Flood | None = Flood()  # None: nobody is ever slowed
    seat_grace: float = 30.0  # how long a seat is kept for an account, or the holder of a code, whose line is lost; 0: not at all
    queue_grace: float = 120.0  # the same of a place in the waiting line
    guests: bool = True  # False: only people with an account come in
    guest_names: str = ""  # the form that guests' names take, such as guest-*; "": any
    asks_password: bool = True  # False: a registered name is refused here (the classic dialect has no password)
    name_tries: int = 3  # bad names before the door is closed
    every_queue_notice: bool = False  # True: told at every departure; False: told when the own number has changed
    private_everywhere: bool = True  # whether a whisper reaches anybody on the server, or people in the same channel only
    kick_waiters: bool = True  # whether kick reaches into the waiting line
    anyone_sets_topic: bool = False
    duration_units: bool = True  # whether "10m" is a duration, or only a number of seconds is
    overwrite_files: bool = False  # whether a file that arrives may replace one of the same name
    offers: bool = True  # whether a file may be offered to, or by, a client that does not carry files
    muted_may_send: bool = False  # whether a mute leaves sending files open (CLASSIC C5)
    stage: Stage | None = None  # None: everybody may speak


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms that people may make. `per_person`: how many may be one person's at a time; `total`: in the whole house."""

    allow: bool = True
    capacity: int = 50
    per_person: int = 5
    total: int = 500
    keep_minutes: int = 10  # how long a room stays when nobody is in it


ROOMS = Rooms()
PLAIN = Policies()
CLASSIC = Policies(
    seat_grace=0.0,
    queue_grace=0.0,
    afk_warning=False,
    flood=None,
    asks_password=False,
    name_tries=1,
    every_queue_notice=True,
    private_everywhere=False,
    kick_waiters=False,
    duration_units=False,
    overwrite_files=True,
    offers=False,
    muted_may_send=True,
)
