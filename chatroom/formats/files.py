"""What the plain dialect says about files, and the refusals of them: bare sentences, and the lines to be typed into a shell.

A shell's line stands alone in its notice, so that it can be copied whole. It must never show a code to anybody but the one
whom the event is for, and a stranger's name for a file never stands in a line for a shell.
"""

import shlex
from urllib.parse import urlsplit

from chatroom.formats.english import duration, listed, many
from chatroom.formats.lines import Sentence, Sentences, whole
from chatroom.words import files as f
from chatroom.words.events import Event, Refusal
from chatroom.words.files import UNKNOWN, Ending
from chatroom.words.refusals import Reason

_UNITS = (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10))


def amount(size: int) -> str:
    """For example "1 byte", "12 bytes", "1.5 MiB"."""
    for unit, factor in _UNITS:
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return many(size, "byte")


def _file(name: str, size: int) -> str:
    return name if size == UNKNOWN else f"{name}, {amount(size)}"


def file_offered(event: f.FileOffered, simple: bool) -> list[str]:
    number = event.number
    known = [f"Its SHA-256: {event.sha256}"] if event.sha256 else []
    size = f"{event.name} ({amount(event.size)})" if event.size != UNKNOWN and not simple else _file(event.name, event.size)
    way = f"Type /accept {number} to take it or /refuse {number} not to, within {duration(event.seconds)}."
    return [f"{event.who.nick} offers you {size}. {way}", *known]


def offer_made(event: f.OfferMade, simple: bool) -> str:
    way = f"It begins when {event.to} accepts, within {duration(event.seconds)}; /cancel {event.number} takes it back."
    return f"You offer {_file(event.name, event.size)} to {event.to}, as number {event.number}. {way}"


def upload_asked(event: f.UploadAsked, simple: bool) -> list[str]:
    host, port = _address(event.place)
    path = shlex.quote(f"./{event.path}" if event.path.startswith("-") else event.path)  # else it would be an option
    first = f"{event.to} takes {event.path}. To send it, type in another terminal, in the same folder:"
    if event.start:
        first = f"{event.to} has {amount(event.start)} of {event.path} already. To go on, type the same line in a shell again:"
    return [
        first,
        f"curl -T {path} {event.place}/t/{event.code}",
        "Or without curl:",
        f"{{ echo {event.code} $(wc -c < {path}); cat {path}; }} | nc {host} {port}",
    ]


def download_ready(event: f.DownloadReady, simple: bool) -> list[str]:
    host, port = _address(event.place)
    return [
        f"To fetch {event.name} from {event.who.nick}, type in a shell, within {duration(event.seconds)}:",
        f"curl -OJ {event.place}/t/{event.code}",
        "Or without curl, with a name of your choice for FILE:",
        f"echo {event.code} | nc {host} {port} > FILE",
    ]


def _address(place: str) -> tuple[str, int]:
    parts = urlsplit(place)
    return parts.hostname or "127.0.0.1", parts.port or (443 if parts.scheme == "https" else 80)


def file_broke(event: f.FileBroke, simple: bool) -> str:
    way = f"It can go on within {duration(event.seconds)}: please type the same line in the shell again."
    return f"The transfer of {event.name} has broken off after {amount(event.done)}. {way}"


_WHY = {
    Ending.REFUSED: "{to} does not take {name}, so that nothing was sent.",
    Ending.CANCELLED: "{name} from {sender} to {to} was cancelled, so it has not arrived.",
    Ending.EXPIRED: "{name} from {sender} to {to} has waited for too long and was taken back.",
    Ending.LEFT: "{name} from {sender} to {to} was taken back: one of the two has left.",
    Ending.LOST: "{name} from {sender} has not reached {to}: a connection broke after {done}.",
    Ending.STALLED: "{name} from {sender} has not reached {to}: nothing moved any more after {done}.",
    Ending.TOO_SHORT: "{name} from {sender} has not reached {to}: it ended after {done}, earlier than announced.",
    Ending.TOO_LONG: "{name} from {sender} has not reached {to}: it is larger than announced, or than allowed here.",
    Ending.CHANGED: "{name} from {sender} has not reached {to}: its SHA-256 is not the announced one.",
    Ending.BARRED: "{name} from {sender} to {to} was stopped by the staff of this server.",
}


def offer_ended(event: f.OfferEnded, simple: bool) -> str:
    said = _WHY[event.why].format(to=event.to, name=event.name, sender=event.who.nick, done=amount(event.done))
    return said if event.why in (Ending.REFUSED, Ending.CANCELLED, Ending.BARRED) else f"{said} Please use /send again."


def file_arrived(event: f.FileArrived, simple: bool) -> list[str]:
    size = many(event.size, "byte")
    return [f"{event.name} from {event.who.nick} has reached {event.to}: {size}.", f"Its SHA-256: {event.sha256}"]


_STATES = {
    "offered": "waits to be accepted",
    "waiting": "accepted, waits to be sent and fetched",
    "moving": "on its way",
    "broken": "broken off, may go on",
}


def files_shown(event: f.FilesShown, simple: bool) -> list[str]:
    if not event.rows:
        return ["No file is offered or on its way. /send offers one, with a name and the path of the file."]
    return [_row(row) for row in event.rows]


def _row(row: f.FileRow) -> str:
    of = f" of {amount(row.size)}" if row.size != UNKNOWN else ""
    done = f"; {amount(row.done)}{of} so far" if row.done else ""
    name = _file(row.name, row.size)
    return f"Number {row.number}: {name}, from {row.sender} to {row.receiver}; {_STATES.get(row.state, row.state)}{done}."


TO_COPY = (f.UploadAsked, f.DownloadReady)  # hold lines for a shell, which stay whole however narrow the window is
ANSWERS: dict[type[Event], Sentences] = {
    f.FileOffered: file_offered,
    f.OfferMade: offer_made,
    f.UploadAsked: upload_asked,
    f.DownloadReady: download_ready,
    f.FileBroke: file_broke,
    f.OfferEnded: offer_ended,
    f.FileArrived: file_arrived,
    f.FilesShown: files_shown,
}


# ---- refusals ----------------------------------------------------------------------------------------------------------


def _target(no: Refusal) -> str:
    return no.hint or "the other side"


def no_file(no: Refusal) -> str:
    return f"{no.subject} does not exist on your side, so nothing was sent. Please check the path."


def needs_client(no: Refusal) -> str:
    return "Sending files needs chatclient. Please connect with it and type /send there."


def cannot_take_files(no: Refusal) -> str:
    return f"{no.subject} was not sent: to take files, {_target(no)} must connect with chatclient."


def send_failed(no: Refusal) -> str:
    return f"{no.subject} has not reached {_target(no)}. Please try again."


def too_many_files(no: Refusal) -> str:
    way = "Please wait until one has arrived, or end one of yours: /files lists them, /cancel and its number ends it."
    return f"{no.subject} was not sent to {_target(no)}: too many files are on offer or on their way. {way}"


def file_too_large(no: Refusal) -> str:
    return (
        f"{no.subject} was not offered to {_target(no)}: {amount(whole(no.number))} are the most here. Please send it in parts."
    )


def file_type(no: Refusal) -> str:
    way = f"Files here end in {listed(no.hint.split(), 'or')}." if no.hint else "Please send one of another type."
    return f"{no.subject} was not sent: files of that type are not taken here. {way}"


def no_offer(no: Refusal) -> str:
    number = f" with the number {no.subject}" if no.subject else ""
    return f"There is no such file{number}. /files lists those that you offer or are offered, each with its number."


def which_offer(no: Refusal) -> str:
    return f"There are several files. Please give the number of one: {listed(no.hint.split(), 'or')}. /files lists them all."


SENTENCES: dict[Reason, Sentence] = {
    Reason.NO_FILE: no_file,
    Reason.NEEDS_CLIENT: needs_client,
    Reason.CANNOT_TAKE_FILES: cannot_take_files,
    Reason.SEND_FAILED: send_failed,
    Reason.TOO_MANY_FILES: too_many_files,
    Reason.FILE_TOO_LARGE: file_too_large,
    Reason.FILE_TYPE: file_type,
    Reason.NO_OFFER: no_offer,
    Reason.WHICH_OFFER: which_offer,
}
