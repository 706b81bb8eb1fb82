"""Every "no" on the way in, as a sentence with a way out: names, passwords and accounts, bans.

`SENTENCES` is part of the table of `refusals`. It must never know a mark or a colour.
"""

from chatroom.formats.english import duration, many, stopped
from chatroom.formats.lines import Sentence, whole
from chatroom.words.events import Refusal
from chatroom.words.refusals import Reason

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


# ---- passwords and accounts --------------------------------------------------------------------------------------------


def wrong_password(no: Refusal) -> str:
    """The same for a name that has no account, so that nobody can ask which names have one."""
    return "That is not the right password. Please check it, capital letters too, and try again."


def looks_secret(no: Refusal) -> str:
    way = "To make your name an account, type /register, your name and the password."
    if no.subject == "login":
        way = "To sign in, type /quit, connect again and type it as your first line."
    return f"Nobody has seen that line, for it may hold a password. {way} To say it all the same, begin with another word."


def no_guests(no: Refusal) -> str:
    account = "If you have one, type login, your name and your password. If not, type register, a name and a password first."
    return f"Only people with an account may come {f'into {no.channel}' if no.channel else 'in'}. {account}"


def weak_password(no: Refusal) -> str:
    shortest = many(whole(no.number), "character")
    return f"That password is too short: it needs at least {shortest}. Please try a longer one."


def long_password(no: Refusal) -> str:
    return f"That password is too long: {whole(no.number)} bytes are the most. Please try a shorter one."


def account_exists(no: Refusal) -> str:
    yours = "If it is yours, give it and its password when you come in; if not, please try another name."
    return f"{no.subject} is registered already. {yours}"


def no_account(no: Refusal) -> str:
    if not no.subject:
        return "You are not signed in to an account. To make your name one, type /register, your name and a password."
    return f"There is no account {no.subject}. Whoever uses that name can make it one with /register."


def wrong_token(no: Refusal) -> str:
    return "That token opens nothing here. Please ask whoever runs this server for a new one: chatroom admin token NAME"


def nothing_kept(no: Refusal) -> str:
    return "That code is not good any more, so nothing has happened. Please give your name to come in anew."


def no_token(no: Refusal) -> str:
    return f"{no.subject} has no token. To make one: chatroom admin token {no.subject}"


def not_a_bot(no: Refusal) -> str:
    return f"{no.subject} is not a bot's account, and only bots have tokens. To make one: chatroom admin add NAME --bot"


def no_accounts(no: Refusal) -> str:
    return "This server has no accounts. Any free name will do, without a password."


def already_in(no: Refusal) -> str:
    return f"You are here as {no.subject} already. To come in as somebody else, type /quit and connect again."


def throttled(no: Refusal) -> str:
    return f"There were too many tries. Please wait {duration(no.number)} and try again."


def busy(no: Refusal) -> str:
    return "The server is busy, so nothing has happened. Please try again in a moment."


# ---- bans --------------------------------------------------------------------------------------------------------------


def banned(no: Refusal) -> str:
    until = f"and may come back in {duration(no.number)}" if no.number > 0 else "for good"
    why = f" The reason: {stopped(no.hint)}" if no.hint else ""
    return f"You are banned here {until}.{why} {APPEAL}"


def name_banned(no: Refusal) -> str:
    """For somebody who is here and wants it: it is not banned itself."""
    return f"The name {no.subject} is banned here, so you keep yours. {_another(no)}"


SIGN_IN = "To write, please sign in: type /register, your name and a password, or connect again with an account that you have."
APPEAL = "If you think that this is wrong, please ask the staff of this server."

SENTENCES: dict[Reason, Sentence] = {
    Reason.NAME_EMPTY: name_empty,
    Reason.NAME_LONG: name_long,
    Reason.NAME_CHARACTERS: name_characters,
    Reason.NAME_RESERVED: name_reserved,
    Reason.NAME_TAKEN: name_taken,
    Reason.NAME_LOOKS_LIKE: name_looks_like,
    Reason.TOO_SLOW: too_slow,
    Reason.WRONG_PASSWORD: wrong_password,
    Reason.WEAK_PASSWORD: weak_password,
    Reason.LONG_PASSWORD: long_password,
    Reason.ACCOUNT_EXISTS: account_exists,
    Reason.WRONG_TOKEN: wrong_token,
    Reason.NOTHING_KEPT: nothing_kept,
    Reason.NO_TOKEN: no_token,
    Reason.NOT_A_BOT: not_a_bot,
    Reason.NO_ACCOUNT: no_account,
    Reason.NO_ACCOUNTS: no_accounts,
    Reason.ALREADY_IN: already_in,
    Reason.THROTTLED: throttled,
    Reason.LOOKS_SECRET: looks_secret,
    Reason.NO_GUESTS: no_guests,
    Reason.BUSY: busy,
    Reason.BANNED: banned,
    Reason.NAME_BANNED: name_banned,
}
