"""What the plain dialect says about lines that come too fast and pastes that are too long: bare sentences."""

from chatroom.formats.english import duration, many
from chatroom.formats.files import amount
from chatroom.formats.lines import Sentence, Sentences
from chatroom.words import pastes as p
from chatroom.words.events import Event, Refusal
from chatroom.words.files import Ending
from chatroom.words.refusals import Reason


def paste_waits(event: p.PasteWaits, simple: bool) -> str:
    other = "the other one was" if event.more == 1 else f"the other {event.more} were"
    said = f"{many(event.most, 'line')} at once {'is' if event.most == 1 else 'are'} the most, so {other} not said."
    if event.lines > event.more:
        said += f" With those of before, {event.lines} wait."
    them = "it" if event.lines == 1 else "them"
    way = f"/paste offers {them} to everybody in {event.channel} as a file, within {duration(event.seconds)}"
    return f"{said} {way}; /paste drop forgets {them}."


def paste_offered(event: p.PasteOffered, simple: bool) -> list[str]:
    what = f"{event.name}, {many(event.lines, 'line')}, {amount(event.size)}"
    way = f"They may take it within {duration(event.seconds)}; /cancel {event.number} takes it back."
    return [
        f"You offer {what}, to everybody in {event.channel}, as number {event.number}. {way}",
        f"Its SHA-256: {event.sha256}",
    ]


_WHY = {
    Ending.CANCELLED: "forgotten, as you wish.",
    Ending.BARRED: "forgotten, since you are muted there.",
}


def paste_dropped(event: p.PasteDropped, simple: bool) -> str:
    lines = f"{many(event.lines, 'line')} that {'was' if event.lines == 1 else 'were'} not said in {event.channel}"
    why = _WHY.get(event.why, "forgotten: nobody has typed /paste in time.")
    return f"The {lines} {'is' if event.lines == 1 else 'are'} {why}"


def flood(no: Refusal) -> str:
    wait = f"Please wait {duration(no.number)}"
    if no.hint == "paste":
        return f"Not so fast: the rest of this was not sent. {wait}, or send a long text as a file: /send, a name and the file."
    return f"Not so fast: that line was not sent. {wait} and try again."


def no_paste(no: Refusal) -> str:
    return "Nothing of yours waits here: /paste is for what was too much of a paste. /send offers a file of yours."


def nobody_else(no: Refusal) -> str:
    return f"Nobody else is in {no.channel}, so nothing was offered. Your lines wait: try /paste again when somebody is there."


SENTENCES: dict[Reason, Sentence] = {Reason.FLOOD: flood, Reason.NO_PASTE: no_paste, Reason.NOBODY_ELSE: nobody_else}
ANSWERS: dict[type[Event], Sentences] = {
    p.PasteWaits: paste_waits,
    p.PasteOffered: paste_offered,
    p.PasteDropped: paste_dropped,
}
