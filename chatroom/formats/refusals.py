"""Every "no" of the house as a sentence with a way out: what did not happen, and what works instead.

`SENTENCES` has one function for each Reason; those for the way in are in `entry_refusals`, those about rooms, stages, files and
pastes beside what else is said about them. They return bare text: the format puts its mark in front and cleans it. `SIMPLE`
differs where a bracket would be read aloud.
"""

from chatroom.formats import entry_refusals, files, pastes, roomlife, stage
from chatroom.formats.english import NOBODY_AHEAD, duration, how_typed, listed, many, people_are, stopped
from chatroom.formats.lines import Sentence, whole
from chatroom.words.events import Refusal
from chatroom.words.refusals import Reason


def sentence(refusal: Refusal, simple: bool = False) -> str:
    """The sentence for a refusal, uncleaned. `simple`: as a screen reader would read it."""
    return (SIMPLE if simple else SENTENCES)[refusal.reason](refusal)


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


def unreadable(no: Refusal) -> str:
    """To programs; what a person types is always some text."""
    way_out = no.hint or 'Please send one JSON object a line, for example {"do":"say","channel":"lobby","text":"hi"}'
    return f"That could not be understood: {no.subject}. {way_out}"


def bad_setting(no: Refusal) -> str:
    meant = f" Did you mean {listed(no.hint.split(', '), 'or')}?" if no.hint else ""
    return f"/set does not know {no.subject}.{meant} /set alone shows all settings."


def bad_duration(no: Refusal) -> str:
    return f"{no.subject} is not a time. Please give seconds, for example 30, or minutes as 10m, or hours as 2h."


def plugin_off(no: Refusal) -> str:
    return f"/{no.subject} has failed, so it is switched off until the server starts again. Please tell the staff."


# ---- acts of staff -----------------------------------------------------------------------------------------------------


def outranked(no: Refusal) -> str:
    return f"{no.subject} has your rank or a higher one, so nothing has happened. Please ask somebody above {no.subject}."


def needs_force(no: Refusal) -> str:
    """`hint`: the asker, if it would be hit; a console is not among the people who are counted."""
    people = many(whole(no.number), "person", "people")
    whom = f"{people} like this" if not no.hint else "you yourself" if no.number < 2 else f"{people}, and you yourself"
    return f"/{no.subject} would hit {whom}, so nothing has happened. --dry-run shows whom; to do it all the same, add --force."


def last_owner(no: Refusal) -> str:
    return f"{no.subject} is the only owner of this server, so nothing has happened. Please make somebody else owner first."


def bad_role(no: Refusal) -> str:
    where = f" in {no.channel}" if no.channel else ""
    return f"Nobody can be made {no.subject}{where}, so nothing has happened. Please give one of {no.hint}."


def bad_target(no: Refusal) -> str:
    kinds = "a name, account:NAME, key:FINGERPRINT, all:NAME, an address or a network such as 192.0.2.0/24"
    return f"{no.subject} is none of these: {kinds}. Nothing has happened. Whoever is really called that is name:{no.subject}."


def key_taken(no: Refusal) -> str:
    return f"That key lets {no.hint} in, and one key is for one account. To take it back: {_UNKEY.format(no.hint, no.subject)}"


def no_key(no: Refusal) -> str:
    """`subject`: the fingerprint; `hint`: whose key it is not."""
    return f"{no.hint} has no key {no.subject}, so nothing has happened. To see all keys: chatroom admin list"


_UNKEY = "chatroom admin key {} --remove {}"


def no_ban(no: Refusal) -> str:
    return f"No ban fits {no.subject}. /bans lists those that hold, each with its number."


def not_muted(no: Refusal) -> str:
    where = f" in {no.channel}" if no.channel else ""
    return f"{no.subject} is not muted{where}, so nothing has happened. Please check the name and the channel."


def own_mute(no: Refusal) -> str:
    return f"{no.subject} has muted you, so nothing has happened. Please ask somebody else of the staff to lift it."


def nothing_to_undo(no: Refusal) -> str:
    if no.subject:
        return "Nothing is counting down, so there is nothing to cancel. /shutdown --in 5m would begin a countdown."
    return "You have done nothing that can be taken back. /undo is for bans, mutes and slow mode, and for the lifting of one."


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


def too_many_ignored(no: Refusal) -> str:
    return f"You ignore {no.number:.0f} people already, and those are the most. /ignore lists them; with a name it takes one off."


def no_mail(no: Refusal) -> str:
    return f"{no.subject} is not here and takes no messages from you meanwhile. Please try again when {no.subject} is back."


def mail_full(no: Refusal) -> str:
    return f"{no.subject} is not here, and {no.number:.0f} messages wait already, the most that are kept. Please try again later."


def mail_enough(no: Refusal) -> str:
    return f"{no.subject} is not here, and {no.number:.0f} of your messages wait already, the most kept. Please try again later."


def mail_needs_account(no: Refusal) -> str:
    return f"{no.subject} is not here. To leave a message you need an account: type /register, your name and a password."


# ---- speech ------------------------------------------------------------------------------------------------------------


def waiting(no: Refusal) -> str:
    place = f"{whole(no.number)} ahead" + ("" if no.number else ", you are next")
    return f"You are waiting for a seat ({place}). You can /list, /switch or /quit meanwhile."


def waiting_simple(no: Refusal) -> str:
    place = people_are(whole(no.number), "ahead of you") if no.number else NOBODY_AHEAD
    return f"You are waiting for a seat: {place}. You can /list, /switch or /quit meanwhile."


def muted(no: Refusal) -> str:
    return f"You are still muted for {duration(no.number)}; nobody saw that. Commands still work."


def read_only(no: Refusal) -> str:
    why = f" The reason: {stopped(no.hint)}" if no.hint else ""
    left = duration(no.number)
    return f"Guests from your network may only read for {left} more; nobody saw that.{why} {entry_refusals.SIGN_IN}"


def slow_mode(no: Refusal) -> str:
    return f"Slow mode is on: that line was not sent. Please wait {duration(no.number)} and try again."


def line_too_long(no: Refusal) -> str:
    return f"That line is too long and was not sent: {whole(no.number)} bytes are the most. Please send it in parts."


# ---- the house ---------------------------------------------------------------------------------------------------------


def wrong_protocol(no: Refusal) -> str:
    return "This port speaks plain lines of text. Please connect with telnet, nc or chatclient."


def stopping(no: Refusal) -> str:
    return "The server is shutting down, so nothing has happened. Please come back later."


def not_stored(no: Refusal) -> str:
    return "That was not stored, so nothing has happened. Please try again in a moment."


SENTENCES: dict[Reason, Sentence] = {
    **entry_refusals.SENTENCES,
    **roomlife.SENTENCES,
    **stage.SENTENCES,
    **files.SENTENCES,
    **pastes.SENTENCES,
    Reason.NOT_NOW: not_now,
    Reason.NOT_ALLOWED: not_allowed,
    Reason.OUTRANKED: outranked,
    Reason.NEEDS_FORCE: needs_force,
    Reason.BAD_TARGET: bad_target,
    Reason.KEY_TAKEN: key_taken,
    Reason.NO_KEY: no_key,
    Reason.NO_BAN: no_ban,
    Reason.LAST_OWNER: last_owner,
    Reason.BAD_ROLE: bad_role,
    Reason.NOT_MUTED: not_muted,
    Reason.OWN_MUTE: own_mute,
    Reason.NOTHING_TO_UNDO: nothing_to_undo,
    Reason.UNKNOWN_COMMAND: unknown_command,
    Reason.USAGE: usage,
    Reason.UNREADABLE: unreadable,
    Reason.BAD_SETTING: bad_setting,
    Reason.BAD_DURATION: bad_duration,
    Reason.PLUGIN_OFF: plugin_off,
    Reason.NO_CHANNEL: no_channel,
    Reason.SAME_CHANNEL: same_channel,
    Reason.CANNOT_SWITCH: cannot_switch,
    Reason.NOT_HERE: not_here,
    Reason.NOT_IN_CHANNEL: not_in_channel,
    Reason.NOBODY_TO_REPLY: nobody_to_reply,
    Reason.NOT_AWAY: not_away,
    Reason.TOO_MANY_IGNORED: too_many_ignored,
    Reason.NO_MAIL: no_mail,
    Reason.MAIL_FULL: mail_full,
    Reason.MAIL_ENOUGH: mail_enough,
    Reason.MAIL_NEEDS_ACCOUNT: mail_needs_account,
    Reason.WAITING: waiting,
    Reason.MUTED: muted,
    Reason.READ_ONLY: read_only,
    Reason.SLOW_MODE: slow_mode,
    Reason.LINE_TOO_LONG: line_too_long,
    Reason.WRONG_PROTOCOL: wrong_protocol,
    Reason.STOPPING: stopping,
    Reason.NOT_STORED: not_stored,
}
SIMPLE = SENTENCES | {
    **roomlife.SIMPLE,
    Reason.UNKNOWN_COMMAND: unknown_command_simple,
    Reason.USAGE: usage_simple,
    Reason.WAITING: waiting_simple,
}
