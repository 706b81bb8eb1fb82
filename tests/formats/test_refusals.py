"""Every "no" in plain words, bytes by hand: what did not happen, and the way out."""

from twisted.trial.unittest import SynchronousTestCase

from chatroom.formats.plain import plain
from chatroom.words.events import Refusal
from chatroom.words.refusals import Reason
from tests.formats.samples import refusal

APPEAL = "If you think that this is wrong, please ask the staff of this server."
WORDINGS = [
    (
        refusal(Reason.NAME_EMPTY),
        "A name needs at least one visible character. Please type your name and press Enter.",
    ),
    (
        refusal(Reason.NAME_LONG, "x" * 24, number=24),
        "That name is too long: 24 characters are the most. Please try a shorter one.",
    ),
    (
        refusal(Reason.NAME_CHARACTERS, "bo b", hint="bob"),
        "A name has no spaces and no marks such as * : / in it. Please try another name, for example bob.",
    ),
    (refusal(Reason.NAME_CHARACTERS, "::"), "A name has no spaces and no marks such as * : / in it. Please try another name."),
    (
        refusal(Reason.NAME_RESERVED, "root"),
        "root could be taken for the people who run this server. Please try another name.",
    ),
    (refusal(Reason.NAME_TAKEN, "alice", hint="alice2"), "alice is taken here. Please try another name, for example alice2."),
    (
        refusal(Reason.NAME_LOOKS_LIKE, "aIice", hint="aIice2"),
        "aIice looks too much like the name of somebody else here. Please try another name, for example aIice2.",
    ),
    (refusal(Reason.TOO_SLOW, number=30), "No name came in time, so the connection ends here."),
    (
        refusal(Reason.BANNED, "alice", number=7200, hint="spam"),
        f"You are banned here and may come back in 2 hours. The reason: spam. {APPEAL}",
    ),
    (refusal(Reason.BANNED, "alice", number=60), f"You are banned here and may come back in 1 minute. {APPEAL}"),
    (refusal(Reason.BANNED), f"You are banned here for good. {APPEAL}"),
    (
        refusal(Reason.BANNED, "alice", hint="Enough!"),
        f"You are banned here for good. The reason: Enough! {APPEAL}",
    ),
    (refusal(Reason.NOT_NOW), "That does not work right now. Please try again in a moment."),
    (
        refusal(Reason.NOT_NOW, "who"),
        "/who does not work before you have a name. Please type your name; /help, /set and /quit work already.",
    ),
    (
        refusal(Reason.WRONG_PASSWORD),
        "That is not the right password. Please check it, capital letters too, and try again.",
    ),
    (
        refusal(Reason.LONG_PASSWORD, number=1024),
        "That password is too long: 1024 bytes are the most. Please try a shorter one.",
    ),
    (
        refusal(Reason.WEAK_PASSWORD, number=6),
        "That password is too short: it needs at least 6 characters. Please try a longer one.",
    ),
    (
        refusal(Reason.ACCOUNT_EXISTS, "alice"),
        "alice is registered already. If it is yours, give it and its password when you come in; "
        "if not, please try another name.",
    ),
    (
        refusal(Reason.NO_ACCOUNT, "bob"),
        "There is no account bob. Whoever uses that name can make it one with /register.",
    ),
    (
        refusal(Reason.NO_ACCOUNT),
        "You are not signed in to an account. To make your name one, type /register, your name and a password.",
    ),
    (
        refusal(Reason.NOTHING_KEPT),
        "That code is not good any more, so nothing has happened. Please give your name to come in anew.",
    ),
    (refusal(Reason.NO_ACCOUNTS), "This server has no accounts. Any free name will do, without a password."),
    (
        refusal(Reason.ALREADY_IN, "alice"),
        "You are here as alice already. To come in as somebody else, type /quit and connect again.",
    ),
    (
        refusal(Reason.NO_GUESTS, "alice"),
        "Only people with an account may come into lobby. If you have one, type login, your name and your password. "
        "If not, type register, a name and a password first.",
    ),
    (
        Refusal(0, Reason.NO_GUESTS, "alice", ""),
        "Only people with an account may come in. If you have one, type login, your name and your password. "
        "If not, type register, a name and a password first.",
    ),
    (
        refusal(Reason.LOOKS_SECRET, "login"),
        "Nobody has seen that line, for it may hold a password. To sign in, type /quit, connect again and type it as your "
        "first line. To say it all the same, begin with another word.",
    ),
    (
        refusal(Reason.LOOKS_SECRET, "register"),
        "Nobody has seen that line, for it may hold a password. To make your name an account, type /register, your name and "
        "the password. To say it all the same, begin with another word.",
    ),
    (refusal(Reason.THROTTLED, number=30), "There were too many tries. Please wait 30 seconds and try again."),
    (refusal(Reason.BUSY), "The server is busy, so nothing has happened. Please try again in a moment."),
    (
        refusal(Reason.OUTRANKED, "ann"),
        "ann has your rank or a higher one, so nothing has happened. Please ask somebody above ann.",
    ),
    (
        refusal(Reason.NEEDS_FORCE, "ban", number=12),
        "/ban would hit 12 people like this, so nothing has happened. --dry-run shows whom; to do it all the same, add --force.",
    ),
    (
        refusal(Reason.NEEDS_FORCE, "ban", number=1),
        "/ban would hit 1 person like this, so nothing has happened. --dry-run shows whom; to do it all the same, add --force.",
    ),
    (
        refusal(Reason.NEEDS_FORCE, "ban", number=0, hint="ann"),
        "/ban would hit you yourself, so nothing has happened. --dry-run shows whom; to do it all the same, add --force.",
    ),
    (
        refusal(Reason.NEEDS_FORCE, "ban", number=12, hint="ann"),
        "/ban would hit 12 people, and you yourself, so nothing has happened. --dry-run shows whom; to do it all the same, add "
        "--force.",
    ),
    (
        refusal(Reason.BAD_TARGET, "10.0.0.0/33"),
        "10.0.0.0/33 is none of these: a name, account:NAME, key:FINGERPRINT, all:NAME, an address or a network such as "
        "192.0.2.0/24. Nothing has happened. Whoever is really called that is name:10.0.0.0/33.",
    ),
    (
        refusal(Reason.KEY_TAKEN, "SHA256:abc", hint="ann"),
        "That key lets ann in, and one key is for one account. To take it back: chatroom admin key ann --remove SHA256:abc",
    ),
    (
        refusal(Reason.NO_KEY, "SHA256:abc", hint="ann"),
        "ann has no key SHA256:abc, so nothing has happened. To see all keys: chatroom admin list",
    ),
    (refusal(Reason.NO_BAN, "7"), "No ban fits 7. /bans lists those that hold, each with its number."),
    (
        refusal(Reason.BAD_ROLE, "king", "", hint="owner, admin"),
        "Nobody can be made king, so nothing has happened. Please give one of owner, admin.",
    ),
    (
        refusal(Reason.BAD_ROLE, "owner", "lobby", hint="moderator, voice, member"),
        "Nobody can be made owner in lobby, so nothing has happened. Please give one of moderator, voice, member.",
    ),
    (
        refusal(Reason.LAST_OWNER, "ann"),
        "ann is the only owner of this server, so nothing has happened. Please make somebody else owner first.",
    ),
    (
        refusal(Reason.OWN_MUTE, "ann"),
        "ann has muted you, so nothing has happened. Please ask somebody else of the staff to lift it.",
    ),
    (
        refusal(Reason.NAME_BANNED, "eve"),
        "The name eve is banned here, so you keep yours. Please try another name.",
    ),
    (
        refusal(Reason.NOT_MUTED, "bob"),
        "bob is not muted in lobby, so nothing has happened. Please check the name and the channel.",
    ),
    (
        refusal(Reason.NOT_MUTED, "bob", ""),
        "bob is not muted, so nothing has happened. Please check the name and the channel.",
    ),
    (
        refusal(Reason.NOTHING_TO_UNDO),
        "You have done nothing that can be taken back. /undo is for bans, mutes and slow mode, and for the lifting of one.",
    ),
    (
        refusal(Reason.SLOW_MODE, number=12),
        "Slow mode is on: that line was not sent. Please wait 12 seconds and try again.",
    ),
    (
        refusal(Reason.NOT_ALLOWED, "kick"),
        "/kick is for staff only, so nothing has happened. /help lists the commands for you.",
    ),
    (
        refusal(Reason.UNKNOWN_COMMAND, "whsper", hint="whisper"),
        "There is no command /whsper. Did you mean /whisper? (//whsper says it as text.)",
        "There is no command /whsper. Did you mean /whisper? //whsper says it as text.",
    ),
    (
        refusal(Reason.UNKNOWN_COMMAND, "dance"),
        "There is no command /dance. /help lists the commands. (//dance says it as text.)",
        "There is no command /dance. /help lists the commands. //dance says it as text.",
    ),
    (
        refusal(Reason.USAGE, "kick", hint="/kick <channel>:<user> [reason...]"),
        "Please type it like this: /kick <channel>:<user> [reason]",
        "Please type it like this: /kick channel:user and, if you like, reason",
    ),
    (
        refusal(Reason.WRONG_TOKEN),
        "That token opens nothing here. Please ask whoever runs this server for a new one: chatroom admin token NAME",
    ),
    (refusal(Reason.NO_TOKEN, "bob"), "bob has no token. To make one: chatroom admin token bob"),
    (
        refusal(Reason.NOT_A_BOT, "bob"),
        "bob is not a bot's account, and only bots have tokens. To make one: chatroom admin add NAME --bot",
    ),
    (
        refusal(Reason.UNREADABLE, "$.text: Expected `str`, got `int`", hint='It goes like this: {"do":"act","text":"..."}'),
        'That could not be understood: $.text: Expected `str`, got `int`. It goes like this: {"do":"act","text":"..."}',
    ),
    (
        refusal(Reason.UNREADABLE, "this is JSON, but no object"),
        "That could not be understood: this is JSON, but no object. "
        'Please send one JSON object a line, for example {"do":"say","channel":"lobby","text":"hi"}',
    ),
    (
        refusal(Reason.BAD_SETTING, "color", hint="colour"),
        "/set does not know color. Did you mean colour? /set alone shows all settings.",
    ),
    (
        refusal(Reason.BAD_SETTING, "maybe", hint="on, off"),
        "/set does not know maybe. Did you mean on or off? /set alone shows all settings.",
    ),
    (refusal(Reason.BAD_SETTING, "font"), "/set does not know font. /set alone shows all settings."),
    (
        refusal(Reason.PLUGIN_OFF, "roll"),
        "/roll has failed, so it is switched off until the server starts again. Please tell the staff.",
    ),
    (
        refusal(Reason.NOTHING_TO_UNDO, "shutdown"),
        "Nothing is counting down, so there is nothing to cancel. /shutdown --in 5m would begin a countdown.",
    ),
    (
        refusal(Reason.BAD_DURATION, "soon"),
        "soon is not a time. Please give seconds, for example 30, or minutes as 10m, or hours as 2h.",
    ),
    (
        refusal(Reason.NO_CHANNEL, "loby", hint="lobby"),
        "There is no channel loby. Did you mean lobby? /list shows them all.",
    ),
    (refusal(Reason.NO_CHANNEL, "moon"), "There is no channel moon. /list shows them all."),
    (refusal(Reason.SAME_CHANNEL, "lobby", "lobby"), "You are in lobby already. /list shows the other channels."),
    (
        refusal(Reason.CANNOT_SWITCH, "alice", "quiet", hint="alice2"),
        "You cannot switch to quiet: your name is taken there. Type /nick alice2, then switch again.",
    ),
    (
        refusal(Reason.CANNOT_SWITCH, "alice", "quiet"),
        "You cannot switch to quiet: your name is taken there. Type /nick and a new name, then switch again.",
    ),
    (
        refusal(Reason.NO_ROOM, channel=""),
        "You are in no room, so nobody heard that. /list shows the rooms, /join brings you into one.",
    ),
    (
        refusal(Reason.NOT_MEMBER, "study", "study"),
        "You are not in study, so nothing has happened. /join study brings you there.",
    ),
    (
        refusal(Reason.NO_VOICE, hint="ann bob"),
        "Only people with a voice speak in lobby; nobody saw that. To get one, whisper to ann or bob.",
    ),
    (
        refusal(Reason.NO_VOICE),
        "Only people with a voice speak in lobby; nobody saw that. To get one, wait for somebody of the staff.",
    ),
    (refusal(Reason.HAS_VOICE, "bob"), "bob has a voice in lobby already, so nothing has happened. /unvoice takes one back."),
    (refusal(Reason.NOT_VOICED, "bob"), "bob was given no voice in lobby, so nothing has happened. /voice gives one."),
    (refusal(Reason.NOT_HELD, "3"), "No line 3 waits in lobby: it was said or dropped. /held lists those that wait."),
    (
        refusal(Reason.HELD_FULL, "bob", number=3),
        "3 lines of yours wait for approval, so this one was not sent. Please try again a little later.",
    ),
    (
        refusal(Reason.HELD_FULL),
        "Too many lines wait for approval in lobby, so yours was not sent. Please try again a little later.",
    ),
    (refusal(Reason.ROOMS_OFF), "Nobody can make rooms on this server. /list shows those there are."),
    (
        refusal(Reason.ROOM_NAME, "1st"),
        "A room cannot be called 1st: please use 1 to 32 letters, digits, _ and -, beginning with a letter, and no name of the"
        " server's own.",
    ),
    (
        refusal(Reason.ROOM_TAKEN, "study", hint="study"),
        "There is a room study already. Please try another name, or /join study.",
    ),
    (
        refusal(Reason.ROOM_TAKEN, "Study", hint="study"),
        "Study looks too much like the room study. Please try another name.",
    ),
    (
        refusal(Reason.TOO_MANY_ROOMS, "alice", number=5),
        "5 rooms are the most that one person can have. One of yours must end first, or be handed over with /handover.",
    ),
    (refusal(Reason.TOO_MANY_ROOMS, number=500), "500 rooms are the most that this server can have. Please try again later."),
    (refusal(Reason.INVITE_ONLY, "study", "study"), "study is private. Whoever made it can /invite you."),
    (
        refusal(Reason.ROOM_PASSWORD, "study", "study"),
        "study has a password. Please type it like this: /join study <password>",
        "study has a password. Please type /join, study and the password.",
    ),
    (
        refusal(Reason.NO_ROOM_PASSWORDS, "study"),
        "Rooms have no passwords on this server. /create study --private makes one for those whom you invite.",
    ),
    (refusal(Reason.NOT_OWNER, "study", "study"), "study is not your room, so nothing has happened. Please ask whoever made it."),
    (
        refusal(Reason.CONFIGURED, "lobby"),
        "lobby is one of the server's own channels, so nothing has happened. This is for rooms that people make.",
    ),
    (
        refusal(Reason.ONLY_ROOM, "study", "study"),
        "study is the only room you are in. /switch moves you to another one, /quit leaves the server.",
    ),
    (refusal(Reason.NOT_HERE, "bob"), "bob is not here. /who lists the people who are."),
    (refusal(Reason.NOT_HERE, "bbo", hint="bob"), "bbo is not here. Did you mean bob? /who lists the people who are."),
    (refusal(Reason.NOT_IN_CHANNEL, "bob", "quiet"), "bob is not in quiet. /who quiet lists the people who are."),
    (
        refusal(Reason.NOBODY_TO_REPLY),
        "Nobody has whispered to you yet. To begin, type /whisper, a name and your message.",
    ),
    (
        refusal(Reason.TOO_MANY_IGNORED, "zoe", number=200),
        "You ignore 200 people already, and those are the most. /ignore lists them; with a name it takes one off.",
    ),
    (
        refusal(Reason.NO_MAIL, "zoe"),
        "zoe is not here and takes no messages from you meanwhile. Please try again when zoe is back.",
    ),
    (
        refusal(Reason.MAIL_FULL, "zoe", number=50),
        "zoe is not here, and 50 messages wait already, the most that are kept. Please try again later.",
    ),
    (
        refusal(Reason.MAIL_ENOUGH, "zoe", number=10),
        "zoe is not here, and 10 of your messages wait already, the most kept. Please try again later.",
    ),
    (
        refusal(Reason.MAIL_NEEDS_ACCOUNT, "zoe"),
        "zoe is not here. To leave a message you need an account: type /register, your name and a password.",
    ),
    (refusal(Reason.NOT_AWAY), "Nobody thinks that you are away. /away tells people that you are."),
    (
        refusal(Reason.WAITING, number=2),
        "You are waiting for a seat (2 ahead). You can /list, /switch or /quit meanwhile.",
        "You are waiting for a seat: 2 people are ahead of you. You can /list, /switch or /quit meanwhile.",
    ),
    (
        refusal(Reason.WAITING, number=1),
        "You are waiting for a seat (1 ahead). You can /list, /switch or /quit meanwhile.",
        "You are waiting for a seat: 1 person is ahead of you. You can /list, /switch or /quit meanwhile.",
    ),
    (
        refusal(Reason.WAITING, number=0),
        "You are waiting for a seat (0 ahead, you are next). You can /list, /switch or /quit meanwhile.",
        "You are waiting for a seat: 0 people are ahead of you, you are next. You can /list, /switch or /quit meanwhile.",
    ),
    (
        refusal(Reason.MUTED, number=12),
        "You are still muted for 12 seconds; nobody saw that. Commands still work.",
    ),
    (
        refusal(Reason.READ_ONLY, number=120, hint="spam"),
        "Guests from your network may only read for 2 minutes more; nobody saw that. The reason: spam."
        " To write, please sign in: type /register, your name and a password, or connect again with an account that you have.",
    ),
    (refusal(Reason.MUTED, number=0.2), "You are still muted for 1 second; nobody saw that. Commands still work."),
    (refusal(Reason.FLOOD, number=3), "Not so fast: that line was not sent. Please wait 3 seconds and try again."),
    (
        refusal(Reason.FLOOD, number=2, hint="paste"),
        "Not so fast: the rest of this was not sent. Please wait 2 seconds, or send a long text as a file:"
        " /send, a name and the file.",
    ),
    (refusal(Reason.FLOOD, number=1), "Not so fast: that line was not sent. Please wait 1 second and try again."),
    (
        refusal(Reason.LINE_TOO_LONG, number=2048),
        "That line is too long and was not sent: 2048 bytes are the most. Please send it in parts.",
    ),
    (refusal(Reason.NO_FILE, "a.txt"), "a.txt does not exist on your side, so nothing was sent. Please check the path."),
    (
        refusal(Reason.NEEDS_CLIENT, "a.txt", hint="bob"),
        "Sending files needs chatclient. Please connect with it and type /send there.",
    ),
    (
        refusal(Reason.CANNOT_TAKE_FILES, "a.txt", hint="bob"),
        "a.txt was not sent: to take files, bob must connect with chatclient.",
    ),
    (refusal(Reason.SEND_FAILED, "a.txt", hint="bob"), "a.txt has not reached bob. Please try again."),
    (refusal(Reason.SEND_FAILED, "a.txt"), "a.txt has not reached the other side. Please try again."),
    (
        refusal(Reason.TOO_MANY_FILES, "a.txt", number=3, hint="bob"),
        "a.txt was not sent to bob: too many files are on offer or on their way. "
        "Please wait until one has arrived, or end one of yours: /files lists them, /cancel and its number ends it.",
    ),
    (
        refusal(Reason.FILE_TOO_LARGE, "a.iso", number=4294967296, hint="bob"),
        "a.iso was not offered to bob: 4.0 GiB are the most here. Please send it in parts.",
    ),
    (
        refusal(Reason.FILE_TYPE, "a.exe", hint=".pdf .tar.gz .txt"),
        "a.exe was not sent: files of that type are not taken here. Files here end in .pdf, .tar.gz or .txt.",
    ),
    (
        refusal(Reason.FILE_TYPE, "a.exe"),
        "a.exe was not sent: files of that type are not taken here. Please send one of another type.",
    ),
    (
        refusal(Reason.NO_OFFER, "3"),
        "There is no such file with the number 3. /files lists those that you offer or are offered, each with its number.",
    ),
    (
        refusal(Reason.NO_OFFER),
        "There is no such file. /files lists those that you offer or are offered, each with its number.",
    ),
    (
        refusal(Reason.WHICH_OFFER, hint="3 5"),
        "There are several files. Please give the number of one: 3 or 5. /files lists them all.",
    ),
    (
        refusal(Reason.NO_PASTE),
        "Nothing of yours waits here: /paste is for what was too much of a paste. /send offers a file of yours.",
    ),
    (
        refusal(Reason.NOBODY_ELSE, channel="lobby"),
        "Nobody else is in lobby, so nothing was offered. Your lines wait: try /paste again when somebody is there.",
    ),
    (
        refusal(Reason.WRONG_PROTOCOL),
        "This port speaks plain lines of text. Please connect with telnet, nc or chatclient.",
    ),
    (refusal(Reason.STOPPING), "The server is shutting down, so nothing has happened. Please come back later."),
    (
        refusal(Reason.NOT_STORED, "kick"),
        "That was not stored, so nothing has happened. Please try again in a moment.",
    ),
]


class Refusals(SynchronousTestCase):
    """One sentence for each Reason, and the numbers right."""

    def test_wordings(self) -> None:
        for event, default, *_ in WORDINGS:
            self.assertEqual(plain().encode(event), f"* {default}\r\n".encode())

    def test_for_screen_readers(self) -> None:
        for event, default, *simple in WORDINGS:
            self.assertEqual(plain(simple=True).encode(event), f"{simple[0] if simple else default}\r\n".encode())

    def test_every_reason_is_above(self) -> None:
        self.assertEqual({row[0].reason for row in WORDINGS}, set(Reason))

    def test_no_time_in_front(self) -> None:
        self.assertEqual(plain(clock="24h").encode(refusal(Reason.NOT_HERE, "x")), plain().encode(refusal(Reason.NOT_HERE, "x")))
