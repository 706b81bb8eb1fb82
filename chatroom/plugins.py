"""Commands that other packages add: found by their entry points, and switched off when they fail.

    class Roll(ChatCommand):
        \"\"\"Roll a die for everybody to see.\"\"\"

        words = ("roll",)
        usage = "[sides]"

        def run(self, asker: Asker, sides: str = "6") -> None:
            asker.tell_room(f"{asker.nick} rolls {randint(1, int(sides))}.")

docs/plugins.md is the contract. What goes wrong in a plugin is logged without its words, since these may be what people said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from twisted.logger import Logger

from chatroom.ports import Asker
from chatroom.words.commands import Command, Right
from chatroom.words.mistakes import named
from chatroom.words.plugins import RunPlugin, described
from chatroom.words.refusals import Reason, Refused
from chatroom.words.table import CHAT

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["Asker", "ChatCommand", "Right"]

GROUP = "chatroom.commands"

_WORD = re.compile("[a-z][a-z0-9_-]{0,23}")
_USAGE = re.compile(r"(<[^<>\[\]\s]+> ?)*(\[[^<>\[\]\s]+\] ?)*")
_MISTAKES = (Exception, SystemExit)  # of a plugin: none of them ends the server
_log = Logger("chatroom.plugins")


class ChatCommand:
    """What a plugin gives: a class like this one, made once without arguments. Its docstring's first line is its help.

    `words` are what people type after the slash, the first is its name. `usage` names the fields: `<needed>`, `[optional]`; a
    last one with dots in it (`[text...]`) takes the rest of the line. `right` is what the asker must hold; None: all may ask.
    """

    words: ClassVar[tuple[str, ...]] = ()
    usage: ClassVar[str] = ""
    right: ClassVar[Right | None] = None

    def run(self, asker: Asker, *given: str) -> None:
        """Somebody asks. `given` are the fields that were typed. Nobody else is served until this returns."""
        raise NotImplementedError


class Misshapen(Exception):
    """What is wrong with a plugin, for the log."""


class Plugins:
    """The plugins that work (`ports.Plugins`)."""

    def __init__(self) -> None:
        self._named: dict[
            str, tuple[str, ChatCommand, type[Command]]
        ] = {}  # by first word: the plugin's name, its command, its entry
        self._failed: set[str] = set()

    def commands(self) -> tuple[type[Command], ...]:
        return tuple(kind for word, (_, _, kind) in self._named.items())

    def working(self) -> tuple[type[Command], ...]:
        return tuple(kind for word, (_, _, kind) in self._named.items() if word not in self._failed)

    def run(self, asker: Asker, command: RunPlugin) -> None:
        name, plugin, _ = self._named[command.word]
        if command.word not in self._failed:
            try:
                plugin.run(asker, *command.given)
                return
            except Refused:
                raise
            except _MISTAKES as mistake:
                self._failed.add(command.word)
                _log.error("The plugin {name} has failed and is switched off: {what}", name=name, what=named(mistake))
        raise Refused(Reason.PLUGIN_OFF, command.word)

    def add(self, name: str, made: object) -> None:
        """Takes in what the entry point `name` led to, or raises Misshapen."""
        if not (isinstance(made, type) and issubclass(made, ChatCommand)):
            raise Misshapen("it is no class made from chatroom.plugins.ChatCommand")
        kind = _entry(made)
        taken = {word for one in self.commands() for word in one.words} | set(CHAT)
        for word in kind.words:
            if word in taken:
                raise Misshapen(f"there is a command /{word} already")
        self._named[kind.words[0]] = (name, made(), kind)


def _installed(group: str) -> Iterable[EntryPoint]:
    from importlib.metadata import entry_points  # late: 20 ms, which a server without plugins need not wait

    return entry_points(group=group)


def load(wanted: Sequence[str], found: Callable[..., Iterable[EntryPoint]] = _installed) -> Plugins:
    """The plugins of these names, out of those that are installed. One that cannot be had is left out with a line in the log."""
    plugins = Plugins()
    entries = {entry.name: entry for entry in found(group=GROUP)} if wanted else {}
    for name in wanted:
        try:
            if name not in entries:
                raise Misshapen(f"no package that is installed has it. There are: {', '.join(sorted(entries)) or 'none'}")
            plugins.add(name, entries[name].load())
        except Misshapen as bad:
            _log.error("The plugin {name} is left out: {what}", name=name, what=str(bad))
        except _MISTAKES as mistake:
            _log.error("The plugin {name} is left out: {what}", name=name, what=named(mistake))
    return plugins


def _entry(made: type[ChatCommand]) -> type[Command]:
    """Its entry for the command table."""
    words, help = made.words, (made.__doc__ or "").strip().partition("\n")[0]
    if not (isinstance(words, tuple) and words and all(isinstance(word, str) and _WORD.fullmatch(word) for word in words)):
        raise Misshapen("its words must be a tuple of small letters, digits, _ and -, as in ('roll',)")
    if not (isinstance(made.usage, str) and _USAGE.fullmatch(made.usage)):
        raise Misshapen("its usage must be of the form <needed> [optional]")
    if not (made.right is None or isinstance(made.right, Right)):
        raise Misshapen("its right must be None or a Right")
    if not help or made.__doc__ == ChatCommand.__doc__:
        raise Misshapen("its docstring must say what it does, since /help shows that")
    return described(words, made.usage.strip(), made.right, help)
