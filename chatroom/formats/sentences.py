"""What the plain dialect says about each event, as bare sentences; `refusals` and `staffroom` have the others.

Each function takes the event and `simple` (True: for a screen reader, so without brackets) and returns a sentence or a list
of them. They must never know marks, colours or line ends: `plain` puts those around them and cleans the text.
"""

from chatroom.formats.english import NOBODY_AHEAD, by_whom, duration, how_typed, listed, people_are, seats, stopped
from chatroom.formats.entry_refusals import APPEAL, SIGN_IN
from chatroom.formats.roomlife import closed
from chatroom.words import events as e
from chatroom.words.events import Cause
from chatroom.words.mail import MailKept
from chatroom.words.plugins import PluginAnswered, PluginSaid

# ---- what happens in a channel -----------------------------------------------------------------------------------------

_LEFT = {
    Cause.SWITCHED: "has moved to another channel.",
    Cause.LOST: "has lost the connection.",
    Cause.SLOW: "was disconnected: reading too slowly.",
    Cause.BANNED: "was banned.",
}


def joined(event: e.Joined, simple: bool) -> str:
    return f"{event.who.nick} has joined {event.channel}."


def left(event: e.Left, simple: bool) -> str:
    return f"{event.who.nick} {_LEFT.get(event.cause) or f'has left {event.channel}.'}"


def kicked(event: e.Kicked, simple: bool) -> str:
    return f"{event.who.nick} was kicked{by_whom(event.by, event.reason, simple)}"


def banned(event: e.Banned, simple: bool) -> str:
    return f"{event.who.nick} was banned{by_whom(event.by, event.reason, simple)}"


def went_afk(event: e.WentAfk, simple: bool) -> str:
    return f"{event.who.nick} was quiet for too long and has left {event.channel}."


def emptied(event: e.Emptied, simple: bool) -> str:
    return f"{event.channel} was emptied{by_whom(event.by, '', simple)}"


def muted(event: e.Muted, simple: bool) -> str:
    return f"{event.who.nick} has been muted for {duration(event.seconds)}{by_whom(event.by, event.reason, simple)}"


def unmuted(event: e.Unmuted, simple: bool) -> str:
    return f"{event.who.nick} may speak again: unmuted{by_whom(event.by, '', simple)}"


def slowed(event: e.Slowed, simple: bool) -> str:
    if event.seconds == 0:
        return f"{event.by} has ended slow mode in {event.channel}: everybody may write as fast as before."
    return f"{event.by} has set slow mode in {event.channel}: everybody may write once in {duration(event.seconds)}."


def announced(event: e.Announced, simple: bool) -> str:
    """Without a full stop of ours, as with topics."""
    return f"Announcement by {event.by}: {event.text}"


def plugin_said(event: PluginSaid | PluginAnswered, simple: bool) -> str:
    """The command's word stands in front: whatever a plugin repeats of what people type, it is no sentence of the server's."""
    return f"/{event.word}: {event.text}"


def renamed(event: e.Renamed, simple: bool) -> str:
    if event.nick == event.who.nick:  # nobody else hears that
        return f"You are called {event.nick} already."
    return f"{event.who.nick} is now called {event.nick}."


def topic_set(event: e.TopicSet, simple: bool) -> str:
    if not event.topic:
        return f"{event.by} has taken the topic of {event.channel} away."
    return f"{event.by} has set the topic of {event.channel}: {event.topic}"


def went_away(event: e.WentAway, simple: bool) -> str:
    return away(event.who.nick, event.text)


def came_back(event: e.CameBack, simple: bool) -> str:
    return f"{event.who.nick} is back."


def away(nick: str, text: str) -> str:
    return f"{nick} is away: {stopped(text)}" if text else f"{nick} is away."


# ---- coming in and going out -------------------------------------------------------------------------------------------


def greeted(event: e.Greeted, simple: bool) -> list[str]:
    line = _line(event.seated, event.capacity, event.waiting)
    where = f" to {event.channel}: {seats(event.seated, event.capacity)}{line}" if event.channel else ""
    first = f"Welcome{where}."
    if event.guests:
        return [first, "Please type your name and press Enter."]
    new = "If you have no account yet, type register, a name and a password first."
    return [first, "Please type the name of your account and press Enter.", new]


def _line(seated: int, capacity: int, waiting: int) -> str:
    """Who waits is told where somebody would have to."""
    return f", and {people_are(waiting, 'waiting')}" if waiting or seated >= capacity else ""


def password_asked(event: e.PasswordAsked, simple: bool) -> str:
    return f"{event.nick} is a registered name. Please type its password and press Enter."


def signed_in(event: e.SignedIn, simple: bool) -> str:
    return f"You are signed in as {event.nick}, {event.role}." if simple else f"You are signed in as {event.nick} ({event.role})."


def registered(event: e.Registered, simple: bool) -> str:
    if event.signed_in:
        return f"{event.nick} is your account now, and you are signed in. Next time, its password is asked for."
    return f"{event.nick} is an account now. To come in, type /login, {event.nick} and the password."


def password_changed(event: e.PasswordChanged, simple: bool) -> str:
    return f"The password of {event.nick} has changed. From now on only the new one works."


def welcomed(event: e.Welcomed, simple: bool) -> list[str]:
    if not event.channel:
        return [f"Welcome, {event.who.nick}.", "/list shows the rooms, /join brings you into one, /help lists the commands."]
    topic = [_topic(event, simple)] if event.topic or event.slow else []
    return [f"Welcome to {event.channel}, {event.who.nick}.", *topic, "/help lists the commands, /quit leaves."]


def queue_position(event: e.QueuePosition, simple: bool) -> str:
    place = people_are(event.ahead, "ahead of you") if event.ahead else NOBODY_AHEAD
    return f"You are in the waiting line for {event.channel}: {place}."


def dismissed(event: e.Dismissed, simple: bool) -> list[str]:
    """Why, and what to do next."""
    by = by_whom(event.by, event.reason, simple)
    way = "connect again" if event.closing else f"type /join {event.channel}" + " PASSWORD" * (event.closed == "password")
    back = f"You may come back: {way} to join the end of the line."
    if event.closed == "private":
        back = "To come back you need a new invitation: ask whoever has made the room."
    match event.cause:
        case Cause.KICKED:
            return [f"You were kicked from {event.channel}{by}", back]
        case Cause.EMPTIED:
            return [f"Everybody was sent out of {event.channel}{by}", back]
        case Cause.BANNED:
            length = f"for {duration(event.seconds)}" if event.seconds else "for good"
            return [f"You were banned from this server {length}{by}", APPEAL]
        case Cause.AFK:
            return [f"You have been quiet for too long, so your seat in {event.channel} was given away.", back]
        case Cause.SLOW:
            return ["You were disconnected: the lines came faster than your side read them.", back]
        case Cause.LOST:
            return ["The connection was lost.", back]
        case Cause.REPLACED:
            return ["Another connection goes on in your place, so this one ends."]
        case Cause.SHUTDOWN:
            return [f"The server is shutting down{by_whom('', event.reason, simple)} Goodbye."]
        case Cause.REFUSED:
            return ["Goodbye. To try once more, please connect again."]
        case Cause.SWITCHED | Cause.LEFT:
            return [f"You have left {event.channel}."]
        case Cause.QUIT:
            return ["Goodbye, come again."]


def afk_warned(event: e.AfkWarned, simple: bool) -> str:
    return f"You have been quiet for a while. Say something within {duration(event.seconds)} to keep your seat."


def silenced(event: e.Silenced, simple: bool) -> list[str]:
    if event.seconds == 0:
        return [f"You may write again: the mute was lifted{by_whom(event.by, '', simple)}"]
    why = by_whom(event.by, event.reason, simple)
    if event.guests:
        return [f"Guests from your network may only read for {duration(event.seconds)}: muted{why}", SIGN_IN]
    where = "" if event.channel else " in all channels"
    return [
        f"You have been muted{where} for {duration(event.seconds)}{why}",
        "Until then nobody sees what you write. Commands still work.",
    ]


def file_sent(event: e.FileSent, simple: bool) -> str:
    return f"You sent {event.path} to {event.to}."


def withdrew(event: e.Withdrew, simple: bool) -> list[str]:
    """Staff is answered that it sent a waiter away; nobody else hears about waiters."""
    if event.cause is not Cause.KICKED:
        return []
    return [f"{event.who.nick} was kicked from the waiting line of {event.channel}{by_whom(event.by, event.reason, simple)}"]


def mail_kept(event: MailKept, simple: bool) -> str:
    return f"{event.to} is not here. Your message is kept for {duration(event.seconds)} and shown when {event.to} comes back."


# ---- answers -----------------------------------------------------------------------------------------------------------


def channel_list(event: e.ChannelList, simple: bool) -> list[str]:
    return [_row(row) for row in event.rows]


def _row(row: e.ChannelRow) -> str:
    waiting = _line(row.seated, row.capacity, row.waiting)
    here = " You are here." if row.here else ""
    topic = f" The topic: {row.topic}" if row.topic else ""
    return f"In {row.name}, {seats(row.seated, row.capacity)}{waiting}.{here}{closed(row)}{topic}"


def people_list(event: e.PeopleList, simple: bool) -> list[str]:
    """Names are in the order of the seats and of the line."""
    names = f": {listed(event.seated)}" if event.seated else ""
    said = [f"In {event.channel}, {seats(len(event.seated), event.capacity)}{names}."]
    if event.waiting:
        said.append(f"Waiting: {listed(event.waiting)}.")
    if event.away:
        said.append(f"Away: {listed(event.away)}.")
    if event.bots:
        said.append(f"Bots: {listed(event.bots)}.")
    if event.held:
        said.append(f"Connection lost, seat or place kept: {listed(event.held)}.")
    return said


def described(event: e.Described, simple: bool) -> list[str]:
    said = [f"{event.nick} is in {event.channel}."]
    if event.ahead == 0:
        said = [f"{event.nick} is waiting for a seat in {event.channel} and is next."]
    elif event.ahead > 0:
        said = [f"{event.nick} is waiting for a seat in {event.channel}; {people_are(event.ahead, 'ahead')}."]
    if event.bot:
        said.append(f"{event.nick} is a bot.")
    said.append(f"{event.nick} was last heard {f'{duration(event.idle)} ago' if event.idle > 0 else 'just now'}.")
    if event.away is not None:
        said.append(away(event.nick, event.away))
    address = f" from {event.address}" if event.address else ""
    if event.door or address:
        said.append(f"{event.nick} came in{f' by {event.door}' if event.door else ''}{address}.")
    return said


def help_given(event: e.HelpGiven, simple: bool) -> list[str]:
    """One line for each command; for a single command its other words, too."""
    said = [f"{_typed(line, simple)}{': ' if simple else ' - '}{line.text}" for line in event.lines]
    if len(event.lines) == 1:
        others = [f"/{word}" for word in event.lines[0].words[1:]]
        if others:
            said.append(f"You may also type {listed(others, 'or')}.")
    return said


def _typed(line: e.HelpLine, simple: bool) -> str:
    return f"/{line.words[0]} {how_typed(line.usage, simple)}".rstrip()


def topic_shown(event: e.TopicShown, simple: bool) -> str:
    return _topic(event, simple)


def _topic(event: e.TopicShown | e.Welcomed, simple: bool) -> str:
    """Without a full stop of ours: a topic often ends in an address. Slow mode stands before it, where no topic can feign it."""
    pace = f"slow mode, one line in {duration(event.slow)}"
    slow = "" if not event.slow else f", {pace}" if simple else f" ({pace})"
    return f"The topic of {event.channel}{slow}: {event.topic}" if event.topic else f"{event.channel} has no topic{slow}."


def ignore_set(event: e.IgnoreSet, simple: bool) -> str:
    if event.ignored:
        return f"You no longer see what {event.nick} writes. /ignore {event.nick} shows it again."
    return f"You see what {event.nick} writes again."


def ignore_list(event: e.IgnoreList, simple: bool) -> str:
    return f"You ignore {listed(event.nicks) or 'nobody'}."


def settings_shown(event: e.SettingsShown, simple: bool) -> list[str]:
    values = dict(event.settings)
    if event.changed in values:
        return [f"{event.changed} is now {values[event.changed]}."]
    all_of_them = listed([f"{key} is {value}" for key, value in event.settings])
    return [f"{all_of_them}.", "To change one, type for example /set clock on."]
