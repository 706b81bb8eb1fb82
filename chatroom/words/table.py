"""The command table: from what somebody typed to a command, with the nearest match for what nobody knows.

It knows words and usage lines, not dialects: a format says which commands it offers and what an unknown word means.
"""

from collections.abc import Iterable, Mapping
from ipaddress import ip_network
from typing import Any

from chatroom.words import administration, commands, console, credentials, files, pastes, rooms, staff, stage
from chatroom.words.commands import Command
from chatroom.words.habits import meant
from chatroom.words.refusals import Reason, Refused
from chatroom.words.text import clean

_SWITCHES = frozenset({"--dry-run", "--force"})
_SWITCHED: dict[type[Command], frozenset[str]] = {staff.Kick: frozenset(), staff.Mute: _SWITCHES, staff.Ban: _SWITCHES}

Table = Mapping[str, type[Command]]


def table(*kinds: type[Command]) -> dict[str, type[Command]]:
    """The words of these commands, each with its command."""
    return {word: kind for kind in kinds for word in kind.words}


CHAT = table(
    commands.Help, commands.Whisper, commands.Reply, commands.Act, commands.ListChannels, commands.ListPeople,
    commands.Describe, commands.Switch, rooms.Join, rooms.Leave, rooms.Group, rooms.Create, rooms.Invite, rooms.HandOver,
    commands.Rename, commands.GoAway, commands.ComeBack, commands.Ignore, commands.Topic, rooms.Motd, commands.SendFile,
    files.AcceptFile, files.RefuseFile, files.CancelFile, files.ListFiles, pastes.OfferPaste, commands.Set,
    credentials.Register, credentials.Login, credentials.Passwd, credentials.OwnAccount, staff.Kick, staff.Mute,
    staff.Unmute, staff.ListMutes, staff.Ban, staff.Unban, staff.ListBans, staff.Slow, stage.SetStage, stage.GiveVoice,
    stage.TakeVoice, stage.Approve, stage.ListHeld, staff.Note, staff.History, staff.Audit, staff.Undo, staff.Announce,
    staff.GiveRole, staff.Empty, rooms.Keep, rooms.Unkeep, staff.Shutdown, commands.Quit,
)  # fmt: skip
CLASSIC = {word: CHAT[word] for word in ("whisper", "quit", "list", "switch", "send")}  # CLASSIC C5
CONSOLE = table(  # what staff can ask at a console, in the order in which help shows it
    commands.Help, console.WhoAmI, commands.ListPeople, commands.ListChannels, commands.Describe, console.Queue, console.Watch,
    console.Top, console.Speak, staff.Kick, staff.Mute, staff.Unmute, staff.ListMutes, staff.Ban, staff.Unban,
    staff.ListBans, commands.Topic, rooms.Motd, staff.Slow, stage.SetStage, stage.GiveVoice, stage.TakeVoice, stage.Approve,
    stage.ListHeld, staff.Note, staff.History, staff.Audit, staff.Undo, staff.Announce, staff.GiveRole, staff.Empty,
    rooms.Keep, rooms.Unkeep, console.Drain, console.Reload, staff.Shutdown, commands.Quit,
)  # fmt: skip
CONSOLE["channels"] = commands.ListChannels
TERMINAL = {word: kind for word, kind in CONSOLE.items() if kind is not commands.Quit}  # of the server's own terminal
ADMINISTRATION = (  # of no table: nobody types them
    administration.AddAccount,
    administration.SetPassword,
    administration.AddKey,
    administration.RemoveKey,
    administration.MakeToken,
    administration.RevokeToken,
    administration.ListAccounts,
)
_OF_A_CHANNEL = (  # "": the asker's
    commands.Topic,
    rooms.Motd,
    staff.Slow,
    stage.SetStage,
    stage.GiveVoice,
    stage.TakeVoice,
    stage.Approve,
    stage.ListHeld,
)
OPERATOR = {word: CHAT[word] for word in ("kick", "mute", "empty", "shutdown")}  # CLASSIC C6


def read(word: str, rest: str, known: Table, *, inside: bool = True) -> Command:
    """The command that `/word rest` asks for, out of those `known`.

    `inside`: the asker sits in a channel, so that `kick bob` means bob in this channel; on a console, where nobody sits,
    `kick lobby bob` names the channel first. `lobby:bob` is understood everywhere, and `empty lobby --drain 60s` is a drain.
    Refuses UNKNOWN_COMMAND with the nearest known word as hint, USAGE with the usage line as hint.
    """
    kind = known.get(word)
    if kind is None:
        kind = known.get(word.lower())
    if kind is None:
        raise Refused(Reason.UNKNOWN_COMMAND, word, hint=meant(word.lower(), tuple(known)))
    if kind is staff.Empty and "--drain" in rest.split()[:-1] and staff.Unmute.words[0] in known:
        words = rest.split()
        at = words.index("--drain")
        kind, rest = console.Drain, " ".join([*words[:at], *words[at + 2 :], words[at + 1]])
    if kind in _SWITCHED and staff.Unmute.words[0] in known and not _SWITCHED[kind].issuperset(_switches_in(rest)):
        raise usage(kind, word)  # `kick bob --dry-run` is no kick for that reason
    if kind in (staff.Mute, staff.Ban):
        rest = _switches_last(rest)
    if kind.usage.startswith("<channel>:<user>"):
        wide = kind in (staff.Mute, staff.Unmute) and staff.Unmute.words[0] in known
        return _read_target(kind, word, rest, inside, wide)
    fields = _split(kind.usage, rest)
    if fields is None:
        raise usage(kind, word, inside=inside)
    make: Any = getattr(kind, "typed", kind)
    command: Command | None = make(*fields)
    if command is None:
        raise usage(kind, word, inside=inside)
    return command


def ordered(word: str, rest: str, known: Table = CONSOLE) -> Command:
    """The same out of CONSOLE, where nobody sits in a channel: a topic's comes first, and none may be left out."""
    command = read(word, rest, known, inside=False)
    if isinstance(command, commands.Topic) and command.text:
        channel, _, topic = command.text.partition(" ")
        command = commands.Topic(topic.strip(), channel)
    if isinstance(command, _OF_A_CHANNEL) and not command.channel:
        raise usage(type(command), word, inside=False)
    return command


def usage(kind: type[Command], word: str = "", *, inside: bool = True) -> Refused:
    """The refusal that shows how `kind` is typed."""
    word = word or kind.words[0]
    return Refused(Reason.USAGE, word, hint=f"/{word} {fields_of(kind, inside=inside)}".rstrip())


def fields_of(kind: type[Command], *, inside: bool) -> str:
    """The usage line. Where nobody sits in a channel, what is about one names it."""
    if inside or not issubclass(kind, _OF_A_CHANNEL):
        return kind.usage
    if issubclass(kind, commands.Topic):
        return f"<channel> {kind.usage}"
    return kind.usage.replace("[channel]", "<channel>").replace("[room]", "<channel>")


def fits(kind: type[Command], given: int) -> bool:
    """Whether so many fields are neither too few nor too many for its usage line."""
    names = kind.usage.split()
    return sum(name.startswith("<") for name in names) <= given <= len(names)


def kinds(known: Table) -> list[type[Command]]:
    """The commands of a table, each once, in its order."""
    return list(dict.fromkeys(known.values()))


def allowed(known: Table, rights: Iterable[commands.Right]) -> list[type[Command]]:
    """Those that somebody with these rights may use (what `/help` shows)."""
    held = frozenset(rights)
    return [kind for kind in kinds(known) if kind.right is None or kind.right in held]


def switches(text: str) -> tuple[str, frozenset[str]]:
    """A reason without the switches in it, and those: --dry-run, --force."""
    words = text.split()
    found = frozenset(words) & _SWITCHES
    return (" ".join(word for word in words if word not in found), found) if found else (text, found)


def is_address(text: str) -> bool:
    """An IP address or a network. Who has such a name is meant by lobby:10.0.0.1."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _switches_in(rest: str) -> list[str]:
    """The words that are switches, known or not."""
    return [word for word in rest.split() if word.startswith("--") and word[2:3].isalpha()]


def _switches_last(rest: str) -> str:
    """`ban --dry-run bob` is `ban bob --dry-run`."""
    words = rest.split()
    first = next((at for at, word in enumerate(words) if word not in _SWITCHES), len(words))
    if first == len(words):
        return ""  # switches for nothing
    return " ".join([*rest.split(None, first)[first:], *words[:first]])


def _read_target(kind: type[Command], word: str, rest: str, inside: bool, wide: bool) -> Command:
    """`kick` and `mute`: three spellings of a person in a channel, one command.

    `wide`: of one in every channel (`*:bob`, `* bob`), and of an address or network, too.
    """
    head, tail = _first_word(rest)
    if wide and is_address(head):
        channel, nick = staff.EVERYWHERE, head
    elif wide and head == staff.EVERYWHERE:
        channel, (nick, tail) = head, _first_word(tail)
    elif ":" in head:
        channel, _, nick = head.partition(":")
    elif inside:
        channel, nick = "", head
    else:
        channel, (nick, tail) = head, _first_word(tail)
    needed = kind.usage.removeprefix("<channel>:<user>")
    fields = _split(needed, tail)
    if not clean(nick) or (not channel and not inside) or fields is None:
        raise usage(kind, word)
    make: Any = kind  # the usage line names the fields of the class, which a test checks
    return make(channel, nick, *fields)  # type: ignore[no-any-return]


def _first_word(text: str) -> tuple[str, str]:
    """The first word and the rest, each "" if there is none."""
    words = text.split(None, 1)
    return words[0] if words else "", words[1] if len(words) > 1 else ""


def _split(pattern: str, rest: str) -> list[str] | None:
    """The fields of `rest` in the order of a usage line, or None if it has too few or too many for it.

    One of which nothing is left once it is cleaned is none.
    """
    names = pattern.split()
    fields = rest.split(None, len(names) - 1) if names and names[-1].endswith(("...>", "...]")) else rest.split()
    needed = sum(name.startswith("<") for name in names)
    if not needed <= len(fields) <= len(names) or not all(clean(field).strip() for field in fields[:needed]):
        return None
    return [field.strip() for field in fields]
