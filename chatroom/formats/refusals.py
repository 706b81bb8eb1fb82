"""Every "no" of the house as a sentence with a way out: what did not happen, and what works instead.

`SENTENCES` has one function for each Reason. They return bare text: the format puts its mark in front and cleans it.
`SIMPLE` differs where a bracket would be read aloud.
"""

from chatroom.formats.english import NOBODY_AHEAD, duration, how_typed, people_are, stopped
from chatroom.formats.lines import Sentence, whole
from chatroom.words.events import Refusal
from chatroom.words.refusals import Reason


def sentence(refusal: Refusal, simple: bool = False) -> str:
    """The sentence for a refusal, uncleaned. `simple`: as a screen reader would read it."""
    return (SIMPLE if simple else SENTENCES)[refusal.reason](refusal)


# ---- names -------------------------------------------------------------------------------------------------------------


def _another(no: Refusal) -> str:
    return f"Please try another name, for example {no.hint}." if no.hint else "Please try another name."


def name_empty(no: Refusal) -> str:
    return "A name needs at least one visible character. Please type your name and press Enter."


def name_long(no: Refusal) -> str:
    return f"That name is too long: {whole(no.number)} characters are the most. Please try a shorter one."


def name_characters(no: Refusal) -> str:
    return f"A name has no spaces and no marks such as * : / in it. {_another(no)}"


def name_reserved(no: Refusal) -> str:
    return f"{no.subject} could be taken for the people who run this server. {_another(no)}"


def name_taken(no: Refusal) -> str:
    return f"{no.subject} is taken here. {_another(no)}"


def name_looks_like(no: Refusal) -> str:
    return f"{no.subject} looks too much like the name of somebody else here. {_another(no)}"


def too_slow(no: Refusal) -> str:
    return "No name came in time, so the connection ends here."


def banned(no: Refusal) -> str:
    why = f" The reason: {stopped(no.hint)}" if no.hint else ""
    if no.number > 0:
        return f"You are banned here and may come back in {duration(no.number)}.{why}"
    return f"You are banned here for good; only the people who run this server can change that.{why}"


# ---- commands ----------------------------------------------------------------------------------------------------------


def not_now(no: Refusal) -> str:
    if not no.subject:
        return "That does not work right now. Please try again in a moment."
    return f"/{no.subject} does not work before you have a name. Please type your name; /help, /set and /quit work already."


def not_allowed(no: Refusal) -> str:
    return f"/{no.subject} is for staff only, so nothing has happened. /help lists the commands for you."


def _unknown(no: Refusal) -> str:
    way = f"Did you mean /{no.hint}?" if no.hint else "/help lists the commands."
    return f"There is no command /{no.subject}. {way}"


def unknown_command(no: Refusal) -> str:
    return f"{_unknown(no)} (//{no.subject} says it as text.)"


def unknown_command_simple(no: Refusal) -> str:
    return f"{_unknown(no)} //{no.subject} says it as text."


def usage(no: Refusal) -> str:
    return f"Please type it like this: {how_typed(no.hint, False)}"


def usage_simple(no: Refusal) -> str:
    return f"Please type it like this: {how_typed(no.hint, True)}"


def bad_setting(no: Refusal) -> str:
    meant = f" Did you mean {no.hint.replace(', ', ' or ')}?" if no.hint else ""
    return f"/set does not know {no.subject}.{meant} /set alone shows all settings."


def bad_duration(no: Refusal) -> str:
    return f"{no.subject} is not a time. Please give seconds, for example 30, or minutes as 10m, or hours as 2h."


# ---- places and people -------------------------------------------------------------------------------------------------


def _meant(no: Refusal) -> str:
    return f" Did you mean {no.hint}?" if no.hint else ""


def no_channel(no: Refusal) -> str:
    return f"There is no channel {no.subject}.{_meant(no)} /list shows them all."


def same_channel(no: Refusal) -> str:
    return f"You are in {no.channel} already. /list shows the other channels."


def cannot_switch(no: Refusal) -> str:
    name = no.hint or "and a new name"
    return f"You cannot switch to {no.channel}: your name is taken there. Type /nick {name}, then switch again."


def not_here(no: Refusal) -> str:
    return f"{no.subject} is not here.{_meant(no)} /who lists the people who are."


def not_in_channel(no: Refusal) -> str:
    return f"{no.subject} is not in {no.channel}. /who {no.channel} lists the people who are."


def nobody_to_reply(no: Refusal) -> str:
    return "Nobody has whispered to you yet. To begin, type /whisper, a name and your message."


def not_away(no: Refusal) -> str:
    return "Nobody thinks that you are away. /away tells people that you are."


# ---- speech ------------------------------------------------------------------------------------------------------------


def waiting(no: Refusal) -> str:
    place = f"{whole(no.number)} ahead" + ("" if no.number else ", you are next")
    return f"You are waiting for a seat ({place}). You can /list, /switch or /quit meanwhile."


def waiting_simple(no: Refusal) -> str:
    place = people_are(whole(no.number), "ahead of you") if no.number else NOBODY_AHEAD
    return f"You are waiting for a seat: {place}. You can /list, /switch or /quit meanwhile."


def muted(no: Refusal) -> str:
    return f"You are still muted for {duration(no.number)}; nobody saw that. Commands still work."


def flood(no: Refusal) -> str:
    return f"Not so fast: that line was not sent. Please wait {duration(no.number)} and try again."


def line_too_long(no: Refusal) -> str:
    return f"That line is too long and was not sent: {whole(no.number)} bytes are the most. Please send it in parts."


# ---- files -------------------------------------------------------------------------------------------------------------


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
    return f"{no.subject} was not sent to {_target(no)}: too many files are on their way. Please try again when one has arrived."


# ---- the house ---------------------------------------------------------------------------------------------------------


def wrong_protocol(no: Refusal) -> str:
    return "This port speaks plain lines of text. Please connect with telnet, nc or chatclient."


def stopping(no: Refusal) -> str:
    return "The server is shutting down, so nothing has happened. Please come back later."


def not_stored(no: Refusal) -> str:
    return "That was not stored, so nothing has happened. Please try again in a moment."


SENTENCES: dict[Reason, Sentence] = {
    Reason.NAME_EMPTY: name_empty,
    Reason.NAME_LONG: name_long,
    Reason.NAME_CHARACTERS: name_characters,
    Reason.NAME_RESERVED: name_reserved,
    Reason.NAME_TAKEN: name_taken,
    Reason.NAME_LOOKS_LIKE: name_looks_like,
    Reason.TOO_SLOW: too_slow,
    Reason.BANNED: banned,
    Reason.NOT_NOW: not_now,
    Reason.NOT_ALLOWED: not_allowed,
    Reason.UNKNOWN_COMMAND: unknown_command,
    Reason.USAGE: usage,
    Reason.BAD_SETTING: bad_setting,
    Reason.BAD_DURATION: bad_duration,
    Reason.NO_CHANNEL: no_channel,
    Reason.SAME_CHANNEL: same_channel,
    Reason.CANNOT_SWITCH: cannot_switch,
    Reason.NOT_HERE: not_here,
    Reason.NOT_IN_CHANNEL: not_in_channel,
    Reason.NOBODY_TO_REPLY: nobody_to_reply,
    Reason.NOT_AWAY: not_away,
    Reason.WAITING: waiting,
    Reason.MUTED: muted,
    Reason.FLOOD: flood,
    Reason.LINE_TOO_LONG: line_too_long,
    Reason.NO_FILE: no_file,
    Reason.NEEDS_CLIENT: needs_client,
    Reason.CANNOT_TAKE_FILES: cannot_take_files,
    Reason.SEND_FAILED: send_failed,
    Reason.TOO_MANY_FILES: too_many_files,
    Reason.WRONG_PROTOCOL: wrong_protocol,
    Reason.STOPPING: stopping,
    Reason.NOT_STORED: not_stored,
}
SIMPLE = SENTENCES | {
    Reason.UNKNOWN_COMMAND: unknown_command_simple,
    Reason.USAGE: usage_simple,
    Reason.WAITING: waiting_simple,
}
